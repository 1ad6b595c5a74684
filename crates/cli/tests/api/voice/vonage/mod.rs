//! The same calls as Vonage places them: documents are NCCO, and requests are signed by a token over their body.

mod line;

use countersign_model::ReceiptState;
use serde_json::json;

use self::line::{Call, Line, next, said, signed, token};
use super::approve::{APPROVE, OVER, checks, is_reported, others, wants};
use super::line::digits;
use super::{ALICE, on_both_engines_with_a_line, read_code};
use crate::delivery::latest_attempt;
use crate::support::{Answer, Person, TestApp};

on_both_engines_with_a_line!(
    crate::voice::vonage::line::Line:
    who_presses_the_announced_digits_hears_the_code,
    who_presses_wrong_digits_is_asked_again_twice_and_hears_no_code,
    a_repeated_question_gets_the_same_answer_and_counts_once,
    what_vonage_didn_t_sign_is_refused,
    another_call_is_told_nothing_at_this_one_s_addresses,
    a_call_that_ends_unheard_has_failed,
    who_keys_the_digits_on_the_screen_approves,
    who_presses_nine_denies_and_it_is_reported,
    wrong_digits_approve_nothing_and_are_counted_once,
    what_vonage_didn_t_sign_approves_nothing,
    nothing_is_approved_after_a_cancel,
);

/// Alice is called by Vonage, to be read a code.
async fn is_read_to(app: &TestApp, line: &Line) -> (Person, Answer, Call) {
    let alice = app.alice().await;
    let created = alice.service.create(&[("To", ALICE), ("Channel", "call")]).await.is(201);
    let call = called(app, line, &created).await;
    (alice, created, call)
}

/// Alice is called by Vonage, to approve something.
async fn is_asked(app: &TestApp, line: &Line) -> (Person, Answer, Call, String) {
    let alice = app.alice().await;
    let (created, shown) = wants(&alice).await;
    let call = called(app, line, &created).await;
    (alice, created, call, shown)
}

async fn called(app: &TestApp, line: &Line, created: &Answer) -> Call {
    let call = line.call(0).await;
    let attempt = app.ended_attempt(&latest_attempt(created)).await;
    assert_eq!(attempt.provider_id.as_ref(), Some(&call.uuid));
    call
}

fn texts(documents: &[serde_json::Value]) -> Vec<String> {
    documents.iter().map(said).collect()
}

async fn who_presses_the_announced_digits_hears_the_code(app: TestApp, line: Line) {
    let (alice, created, call) = is_read_to(&app, &line).await;
    assert_eq!(call.placed["to"], json!([{ "type": "phone", "number": "15017122661" }]));
    let documents = call.is_answered(&app, |heard| Some(digits(heard))).await;
    let texts = texts(&documents);
    let announced = digits(&texts[0]);
    let spelled = format!("{}, {}", &announced[..1], &announced[1..]);
    assert_eq!(texts[0], format!("This is Acme. To hear your code, press {spelled}."));
    let code = read_code(&texts[1]);
    assert_eq!((texts.len(), code.len()), (2, 6));
    assert!(!documents[0].to_string().contains(&code));
    call.ends(&app, "completed").await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(attempt.receipt, Some(ReceiptState::Delivered));
    alice.types(&code).await.shows("approved");
}

async fn who_presses_wrong_digits_is_asked_again_twice_and_hears_no_code(app: TestApp, line: Line) {
    let (_, _, call) = is_read_to(&app, &line).await;
    let documents = call.is_answered(&app, |heard| Some(others(&shifted(&digits(heard))))).await;
    let texts = texts(&documents);
    let again = format!("Those were not the right keys. {}", texts[0]);
    assert_eq!(texts[1..], [again.clone(), again, String::new()]);
    assert_eq!(documents[3], json!([]), "an empty document hangs up");
    // Silence isn't called wrong, and hears nothing either.
    let documents = call.is_answered(&app, |_| None).await;
    assert_eq!(self::texts(&documents), [&texts[0], &texts[0], &texts[0], ""]);
}

/// Two digits that `others` can work with.
fn shifted(announced: &str) -> String {
    if announced.starts_with('0') || announced.starts_with('9') {
        "55".to_owned()
    } else {
        announced.to_owned()
    }
}

async fn a_repeated_question_gets_the_same_answer_and_counts_once(app: TestApp, line: Line) {
    let (_, created, call) = is_read_to(&app, &line).await;
    let first = call.asks(&app, &call.first, None).await.document();
    assert_eq!(call.asks(&app, &call.first, None).await.document(), first);
    let right = digits(&said(&first));
    let read = call.asks(&app, &next(&first), Some(&right)).await.document();
    for _ in 0..3 {
        assert_eq!(call.asks(&app, &next(&first), Some(&right)).await.document(), read);
    }
    assert_eq!(read_code(&said(&read)).len(), 6);
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.receipt, attempt.journal.len()), (Some(ReceiptState::Delivered), 2));
}

async fn what_vonage_didn_t_sign_is_refused(app: TestApp, line: Line) {
    let (_, created, call) = is_read_to(&app, &line).await;
    let first = call.asks(&app, &call.first, None).await.document();
    let (gate, right) = (next(&first), digits(&said(&first)));
    for (what, told) in refusals(&app, &call, &gate, &right).await {
        assert_eq!(told.status, 403, "{what}: {}", told.text);
    }
    // A good token, about no call.
    for body in [json!({}), json!({ "uuid": "a|b", "dtmf": { "digits": right } })] {
        assert_eq!(signed(&app, &gate, &body).await.status, 400, "{body}");
    }
    assert_eq!(app.ended_attempt(&latest_attempt(&created)).await.receipt, None);
}

/// What comes back for the right keys under tokens that aren't Vonage's for this body now.
async fn refusals(app: &TestApp, call: &Call, gate: &str, right: &str) -> Vec<(&'static str, line::Told)> {
    let body = call.input(Some(right));
    let now = app.engine.now().millis() / 1000;
    let text = body.to_string();
    let other = call.input(Some("00")).to_string();
    let mut told = Vec::new();
    for (what, token) in [
        ("unsigned", None),
        ("another body's", Some(token("HS256", &other, now, line::SECRET))),
        ("another secret's", Some(token("HS256", &text, now, "another"))),
        ("of no algorithm", Some(token("none", &text, now, line::SECRET))),
        ("an old one", Some(token("HS256", &text, now - 301, line::SECRET))),
    ] {
        told.push((what, line::knocks(app, gate, &text, token.as_deref()).await));
    }
    for stage in ["gate-2", "gate-3", "gate-4", "answer"] {
        told.push(("another address", call.asks(app, &gate.replace("gate-1", stage), Some(right)).await));
    }
    told
}

async fn another_call_is_told_nothing_at_this_one_s_addresses(app: TestApp, line: Line) {
    let (alice, _, call) = is_read_to(&app, &line).await;
    let theirs = alice.service.create(&[("To", "+4915112345678"), ("Channel", "call")]).await.is(201);
    app.ended_attempt(&latest_attempt(&theirs)).await;
    let other = line.call(1).await;
    assert_eq!(other.asks(&app, &call.first, None).await.document(), json!([]));
    let first = call.asks(&app, &call.first, None).await.document();
    let told = other.asks(&app, &next(&first), Some(&digits(&said(&first)))).await;
    assert_eq!(told.status, 403);
    // Nor does this call get anything at an address with the other's attempt in it.
    let (mine, foreign) = (&call.first, latest_attempt(&theirs));
    let attempt =
        mine.split("/voice/line/").nth(1).and_then(|rest| rest.split('.').next()).expect("an attempt");
    assert_eq!(call.asks(&app, &mine.replace(attempt, &foreign), None).await.status, 403);
}

async fn a_call_that_ends_unheard_has_failed(app: TestApp, line: Line) {
    let (_, created, call) = is_read_to(&app, &line).await;
    call.is_answered(&app, |_| None).await;
    call.ends(&app, "completed").await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(attempt.receipt, Some(ReceiptState::Failed));
}

async fn who_keys_the_digits_on_the_screen_approves(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_asked(&app, &line).await;
    checks(&alice, &created).await.shows("pending");
    let documents = call.is_answered(&app, |_| Some(shown.clone())).await;
    let texts = texts(&documents);
    assert!(
        texts[0].starts_with("This is Acme. You are asked to approve what is on your screen"),
        "{texts:?}"
    );
    assert!(!documents[0].to_string().contains(&format!("{}, {}", &shown[..1], &shown[1..])));
    assert_eq!(texts[1..], ["Thank you. It is approved. Goodbye."]);
    call.ends(&app, "completed").await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(attempt.receipt, Some(ReceiptState::Delivered));
    checks(&alice, &created).await.shows("approved");
    checks(&alice, &created).await.finds_nothing();
}

async fn who_presses_nine_denies_and_it_is_reported(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_asked(&app, &line).await;
    let documents = call.is_answered(&app, |_| Some("9".to_owned())).await;
    assert_eq!(texts(&documents)[1], "Thank you. It is not approved, and it is reported. Goodbye.");
    assert_eq!(is_reported(checks(&alice, &created).await)["approval"], "reported");
    assert_eq!(texts(&call.is_answered(&app, |_| Some(shown.clone())).await), [OVER]);
}

async fn wrong_digits_approve_nothing_and_are_counted_once(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_asked(&app, &line).await;
    let first = call.asks(&app, &call.first, None).await.document();
    let second = call.asks(&app, &next(&first), Some(&others(&shown))).await.document();
    assert!(said(&second).starts_with("Those were not the right keys. This is Acme."));
    // A request that is repeated, and other keys in its place.
    for keys in [&others(&shown), &shown, "9"] {
        for _ in 0..3 {
            assert_eq!(call.asks(&app, &next(&first), Some(keys)).await.document(), second);
        }
    }
    checks(&alice, &created).await.shows("pending");
    let told = call.asks(&app, &next(&second), Some(&shown)).await.document();
    assert_eq!(said(&told), "Thank you. It is approved. Goodbye.");
    checks(&alice, &created).await.shows("approved");
    assert_eq!(call.asks(&app, &next(&second), Some(&shown)).await.document(), told);
}

async fn what_vonage_didn_t_sign_approves_nothing(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_asked(&app, &line).await;
    let first = call.asks(&app, &call.first, None).await.document();
    for (what, told) in refusals(&app, &call, &next(&first), &shown).await {
        assert_eq!(told.status, 403, "{what}: {}", told.text);
    }
    let (theirs, _) = wants(&alice.service.person("+4915112345678")).await;
    app.ended_attempt(&latest_attempt(&theirs)).await;
    assert_eq!(line.call(1).await.asks(&app, &next(&first), Some(&shown)).await.status, 403);
    checks(&alice, &created).await.shows("pending");
}

async fn nothing_is_approved_after_a_cancel(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_asked(&app, &line).await;
    let first = call.asks(&app, &call.first, None).await.document();
    alice.service.update(&created.sid(), "canceled").await.shows("canceled");
    let told = call.asks(&app, &next(&first), Some(&shown)).await.document();
    assert_eq!(said(&told), OVER);
    checks(&alice, &created).await.finds_nothing();
    alice.service.create(&[("To", ALICE), ("Channel", "call"), APPROVE]).await.is(201);
}
