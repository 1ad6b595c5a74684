//! Who wants to hear somebody else's code.

use countersign_model::{ReceiptState, Recipient};

use super::line::{Call, Line, digits, knocks, next, said};
use super::{ALICE, called, listens, on_both_engines_with_a_line, read_code};
use crate::delivery::latest_attempt;
use crate::support::{Answer, MINUTE, Person, TestApp, ops};

on_both_engines_with_a_line!(
    what_is_said_before_the_keys_holds_the_code_nowhere,
    a_mailbox_that_plays_tones_hears_no_code,
    only_three_pairs_of_digits_can_be_tried_in_a_call,
    what_the_provider_didn_t_sign_is_refused,
    another_call_hears_nothing_at_this_one_s_addresses,
    an_address_that_was_changed_is_refused,
    a_repeated_question_gets_the_same_answer_and_counts_once,
    nothing_is_read_once_the_verification_has_ended,
    nothing_is_read_once_the_code_has_expired_or_its_account_s_data_is_gone,
    providers_that_place_no_calls_are_told_nothing,
);

/// Alice is called, and has a text message too, so that a test knows the code.
async fn both(app: &TestApp, line: &Line) -> (Person, Answer, Call, String) {
    let alice = app.alice().await;
    let created = alice.service.create(&[("To", ALICE), ("Channel", "call")]).await.is(201);
    let call = called(app, line, &created).await;
    alice.asks().await.is(201);
    let code = alice.reads().await;
    (alice, created, call, code)
}

/// Other digits than those that are announced.
fn others(heard: &str) -> String {
    let announced: u8 = digits(heard).parse().expect("digits");
    format!("{:02}", (announced + 1) % 100)
}

fn holds(document: &str, code: &str) -> bool {
    let spelled: Vec<_> = code.chars().map(String::from).collect();
    document.contains(code) || document.contains(&spelled.join(", "))
}

async fn what_is_said_before_the_keys_holds_the_code_nowhere(app: TestApp, line: Line) {
    let (_, _, call, code) = both(&app, &line).await;
    // A mailbox that records everything and presses nothing.
    let documents = call.is_answered(&app, |_| None).await;
    assert_eq!(documents.len(), 4);
    assert!(!documents.iter().any(|document| holds(document, &code)));
    assert_eq!(said(&documents[3]), "", "after the third question it hangs up");
    let documents = call.is_answered(&app, listens).await;
    assert!(!holds(&documents[0], &code) && holds(&documents[1], &code));
}

async fn a_mailbox_that_plays_tones_hears_no_code(app: TestApp, line: Line) {
    let (_, created, call, code) = both(&app, &line).await;
    let documents = call.is_answered(&app, |heard| Some(others(heard))).await;
    assert!(!documents.iter().any(|document| holds(document, &code)));
    call.ends(&app, "completed").await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(attempt.receipt, Some(ReceiptState::Failed));
}

async fn only_three_pairs_of_digits_can_be_tried_in_a_call(app: TestApp, line: Line) {
    let (_, _, call, code) = both(&app, &line).await;
    let mut questions = 0;
    let documents = call
        .is_answered(&app, |heard| {
            questions += 1;
            Some(others(heard))
        })
        .await;
    assert_eq!((questions, said(&documents[3])), (3, String::new()));
    // There is no fourth address, and a third one can't be made out of the first.
    let first = next(&documents[0]);
    let right = digits(&said(&documents[0]));
    for stage in ["gate-2", "gate-3", "gate-4", "gate-0", "answer"] {
        let told = call.asks(&app, &first.replace("gate-1", stage), Some(&right)).await;
        assert_eq!((told.status.as_u16(), holds(&told.text, &code)), (403, false), "{stage}");
    }
}

async fn what_the_provider_didn_t_sign_is_refused(app: TestApp, line: Line) {
    let (_, created, call, code) = both(&app, &line).await;
    let documents = call.is_answered(&app, |_| None).await;
    let (first, gate) = (call.field("Url").to_owned(), next(&documents[0]));
    let right = digits(&said(&documents[0]));
    let body = format!("CallSid={}&Digits={right}", call.sid);
    let fields = [("CallSid", call.sid.as_str()), ("Digits", right.as_str())];
    for url in [&first, &gate] {
        for signature in [
            None,
            Some(String::new()),
            Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned()),
            // Of another address, and without the keys.
            Some(super::line::signature(call.field("StatusCallback"), &fields)),
            Some(super::line::signature(url, &fields[..1])),
        ] {
            let told = knocks(&app, url, &body, signature.as_deref()).await;
            assert_eq!((told.status.as_u16(), holds(&told.text, &code)), (403, false), "{signature:?}");
        }
    }
    // Signed, but about no call.
    for body in ["", "CallSid=CA1", "CallSid=SM0123456789abcdef0123456789abcdef"] {
        let fields: Vec<_> = body.split_once('=').into_iter().collect();
        let signature = super::line::signature(&first, &fields);
        assert_eq!(knocks(&app, &first, body, Some(&signature)).await.status, 400, "{body}");
    }
    assert_eq!(app.ended_attempt(&latest_attempt(&created)).await.receipt, None);
}

async fn another_call_hears_nothing_at_this_one_s_addresses(app: TestApp, line: Line) {
    let (alice, _, call, code) = both(&app, &line).await;
    let mallory = alice.service.create(&[("To", "+4915112345678"), ("Channel", "call")]).await.is(201);
    app.ended_attempt(&latest_attempt(&mallory)).await;
    let other = line.call(1).await;
    // At the first address it is hung up on, at the later ones not believed.
    let told = other.asks(&app, call.field("Url"), None).await;
    assert_eq!((told.status.as_u16(), said(&told.text)), (200, String::new()));
    assert!(!told.text.contains("Gather"), "{}", told.text);
    let documents = call.is_answered(&app, |_| None).await;
    let right = digits(&said(&documents[0]));
    for document in &documents[..3] {
        let told = other.asks(&app, &next(document), Some(&right)).await;
        assert_eq!((told.status.as_u16(), holds(&told.text, &code)), (403, false));
    }
}

async fn an_address_that_was_changed_is_refused(app: TestApp, line: Line) {
    let (alice, created, call, code) = both(&app, &line).await;
    let others = alice.service.create(&[("To", "+4915112345678"), ("Channel", "call")]).await.is(201);
    let (sid, others) = (latest_attempt(&created), latest_attempt(&others));
    let other = {
        app.ended_attempt(&others).await;
        line.call(1).await
    };
    let documents = call.is_answered(&app, |_| None).await;
    let (first, gate) = (call.field("Url").to_owned(), next(&documents[0]));
    let right = digits(&said(&documents[0]));
    let (_, token) = call.field("StatusCallback").rsplit_once('.').expect("a token");
    let (before, _) = first.split_once(&sid).expect("the attempt");
    let (_, wording) = first.split_once('?').expect("a wording");
    for url in [
        // Another attempt's SID under this one's token, and the other way round.
        first.replace(&sid, &others),
        gate.replace(&sid, &others),
        other.field("Url").replace(&others, &sid),
        // The first address's token at the next one, the receipts' token here.
        first.replace("/answer", "/gate-1"),
        format!("{before}{sid}.{token}/answer?{wording}"),
        // Another wording.
        first.replace(wording, "w=eyJjaGFubmVsIjoiY2FsbCIsIm5hbWUiOiJBY21lIn0"),
        first.replace("?w=", "?x="),
        format!("{first}&w=1"),
        first.replace(&format!("?{wording}"), ""),
        gate.replace(".com/voice/line/", ".com/voice/first/"),
        format!("{before}{sid}/answer?{wording}"),
        format!("{before}{sid}./answer?{wording}"),
    ] {
        let told = call.asks(&app, &url, Some(&right)).await;
        assert_eq!((told.status.as_u16(), holds(&told.text, &code)), (403, false), "{url}");
    }
    // Nor are these addresses good for receipts.
    let (_, token) = first.split_once("/voice/line/").expect("a token");
    let token = token.split('/').next().expect("a token");
    let receipts = first.split("/voice/").next().expect("the server").to_owned() + "/receipts/line/" + token;
    assert_eq!(call.asks(&app, &receipts, None).await.status, 403);
}

async fn a_repeated_question_gets_the_same_answer_and_counts_once(app: TestApp, line: Line) {
    let (_, created, call, code) = both(&app, &line).await;
    let first = call.asks(&app, call.field("Url"), None).await.text;
    assert_eq!(call.asks(&app, call.field("Url"), None).await.text, first);
    let right = digits(&said(&first));
    let read = call.asks(&app, &next(&first), Some(&right)).await.text;
    assert!(holds(&read, &code));
    for _ in 0..3 {
        assert_eq!(call.asks(&app, &next(&first), Some(&right)).await.text, read);
    }
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    // Sent, and heard.
    assert_eq!((attempt.receipt, attempt.journal.len()), (Some(ReceiptState::Delivered), 2));
}

const OVER: &str = "This code is no longer valid. Goodbye.";

async fn nothing_is_read_once_the_verification_has_ended(app: TestApp, line: Line) {
    let (alice, _, call, code) = both(&app, &line).await;
    let first = call.asks(&app, call.field("Url"), None).await.text;
    let right = digits(&said(&first));
    alice.types(&code).await.shows("approved");
    for (url, keys) in [(call.field("Url").to_owned(), None), (next(&first), Some(right.as_str()))] {
        let told = call.asks(&app, &url, keys).await;
        assert_eq!((told.status.as_u16(), said(&told.text).as_str()), (200, OVER));
    }
}

async fn nothing_is_read_once_the_code_has_expired_or_its_account_s_data_is_gone(app: TestApp, line: Line) {
    let (_, _, call, _) = both(&app, &line).await;
    let first = call.asks(&app, call.field("Url"), None).await.text;
    let right = digits(&said(&first));
    app.advance(10 * MINUTE);
    let told = call.asks(&app, &next(&first), Some(&right)).await;
    assert_eq!((told.status.as_u16(), said(&told.text).as_str()), (200, OVER));
    let erased = app.engine.erase_address(&Recipient::parse(ALICE).expect("an address"), ops(), |_| ()).await;
    erased.expect("erased");
    let told = call.asks(&app, &next(&first), Some(&right)).await;
    assert_eq!((told.status.as_u16(), said(&told.text).as_str()), (200, OVER));
}

async fn providers_that_place_no_calls_are_told_nothing(app: TestApp, line: Line) {
    let (_, _, call, _) = both(&app, &line).await;
    for (provider, status) in [("first", 403), ("nobody", 404)] {
        let url = call.field("Url").replace("/voice/line/", &format!("/voice/{provider}/"));
        assert_eq!(call.asks(&app, &url, None).await.status, status);
    }
    assert_eq!(read_code(&said(&call.is_answered(&app, listens).await[1])).len(), 6);
}
