//! A call asks a person to approve what their screen shows.

use countersign_model::{Channel, ReceiptState};
use serde_json::{Value, json};

use super::line::{Call, Line, digits, said};
use super::{ALICE, called, listens, on_both_engines_with_a_line, read_code};
use crate::audit::trail;
use crate::delivery::latest_attempt;
use crate::support::{Answer, MINUTE, Person, SECOND, TestApp};

on_both_engines_with_a_line!(
    who_keys_the_digits_on_the_screen_approves_once,
    no_call_says_the_digits_and_no_code_is_made,
    who_presses_nine_denies_and_it_is_reported,
    who_keys_wrong_digits_is_asked_again_twice_and_it_stays_pending,
    five_wrong_entries_over_all_calls_end_it,
    who_names_an_approval_has_it_called_for_again_with_the_same_digits,
    an_approval_and_a_code_for_one_number_live_side_by_side,
    a_payment_is_said_and_a_check_must_name_it,
    the_mode_is_for_calls_alone_and_takes_no_code,
    no_other_channel_takes_an_approval_s_place,
    the_question_is_asked_in_the_person_s_language,
    a_create_repeated_under_its_key_shows_the_digits_again,
    webhooks_are_told_what_was_taken_and_what_was_reported,
);

pub(super) const APPROVE: (&str, &str) = ("ChannelConfiguration", r#"{"mode":"approve"}"#);
pub(super) const OVER: &str = "There is nothing to approve any more. Goodbye.";
const QUESTION: &str = "This is Acme. You are asked to approve what is on your screen now. To approve it, press the two \
                        digits that you see there. If this was not you, press 9.";

/// Somebody wants to get in, and their application shows two digits.
pub(super) async fn wants(alice: &Person) -> (Answer, String) {
    let created = alice.service.create(&[("To", &alice.to), ("Channel", "call"), APPROVE]).await.is(201);
    let digits = created.body["approval"]["digits"].as_str().expect("digits").to_owned();
    (created.shows("pending"), digits)
}

/// The application of whoever asked has them called again.
pub(super) async fn wants_again(alice: &Person, created: &Answer) -> Answer {
    let again = json!({ "mode": "approve", "again": created.sid() }).to_string();
    let pairs = [("To", alice.to.as_str()), ("Channel", "call"), ("ChannelConfiguration", &again)];
    alice.service.create(&pairs).await
}

/// The same, and Alice is called.
pub(super) async fn is_called(app: &TestApp, line: &Line) -> (Person, Answer, Call, String) {
    let alice = app.alice().await;
    let (created, shown) = wants(&alice).await;
    let call = called(app, line, &created).await;
    (alice, created, call, shown)
}

/// Asks whether it was approved.
pub(super) async fn checks(alice: &Person, created: &Answer) -> Answer {
    alice.service.check(&[("VerificationSid", &created.sid())]).await
}

/// Digits that are shown nowhere.
pub(super) fn others(shown: &str) -> String {
    let number: u8 = shown.parse().expect("digits");
    if number == 88 { "87".to_owned() } else { (number / 10 * 10 + (number + 1) % 10).to_string() }
}

/// What is said beside "not found" of something that was reported.
pub(super) fn is_reported(answer: Answer) -> Value {
    let mut answer = answer;
    let details = answer.body.as_object_mut().and_then(|body| body.remove("details"));
    answer.finds_nothing();
    details.expect("details")
}

async fn who_keys_the_digits_on_the_screen_approves_once(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    let number: u8 = shown.parse().expect("two digits");
    assert!((10..90).contains(&number), "{shown}");
    checks(&alice, &created).await.shows("pending");
    let documents = call.is_answered(&app, |_| Some(shown.clone())).await;
    let texts: Vec<_> = documents.iter().map(|document| said(document)).collect();
    assert_eq!(texts, [QUESTION, "Thank you. It is approved. Goodbye."]);
    call.ends(&app, "completed").await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.receipt, attempt.journal.len()), (Some(ReceiptState::Delivered), 2));
    // Until somebody asks, it stays; who asks takes it.
    alice.service.fetch(&created.sid()).await.shows("pending");
    let approved = checks(&alice, &created).await.shows("approved");
    assert_eq!((approved.text("channel").as_str(), approved.sid()), ("call", created.sid()));
    checks(&alice, &created).await.finds_nothing();
    alice.service.fetch(&created.sid()).await.finds_nothing();
}

async fn no_call_says_the_digits_and_no_code_is_made(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    // A mailbox that records everything and presses nothing.
    let documents = call.is_answered(&app, |_| None).await;
    let texts: Vec<_> = documents.iter().map(|document| said(document)).collect();
    assert_eq!(texts, [QUESTION, QUESTION, QUESTION, ""]);
    let spelled = format!("{}, {}", &shown[..1], &shown[1..]);
    assert!(texts.iter().all(|text| !text.contains(&shown) && !text.contains(&spelled)));
    // Neither in the call's addresses nor in any other answer.
    assert_eq!(created.body["approval"], json!({ "digits": shown }));
    assert_eq!(alice.service.fetch(&created.sid()).await.is(200).body["approval"], json!({}));
    let checked = checks(&alice, &created).await.shows("pending");
    assert!(checked.body.get("approval").is_none());
    // Whatever code is tried, there is none that could be right, and none is spent.
    for code in ["0000", "123456", &format!("{shown}00")] {
        let pairs = [("VerificationSid", created.sid()), ("Code", code.to_owned())];
        let pairs = pairs.each_ref().map(|(name, value)| (*name, value.as_str()));
        alice.service.check(&pairs).await.blames("Code");
    }
    call.is_answered(&app, |_| Some(shown.clone())).await;
    checks(&alice, &created).await.shows("approved");
}

async fn who_presses_nine_denies_and_it_is_reported(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    let documents = call.is_answered(&app, |_| Some("9".to_owned())).await;
    assert_eq!(said(&documents[1]), "Thank you. It is not approved, and it is reported. Goodbye.");
    let details = is_reported(checks(&alice, &created).await);
    assert_eq!(details["approval"], "reported");
    let fetched = alice.service.fetch(&created.sid()).await.shows("canceled");
    assert_eq!(fetched.body["approval"]["reported_at"], details["reported_at"]);
    let line_of = ("verification.reported".to_owned(), "recipient".to_owned(), created.sid());
    assert!(trail(&app).await.contains(&line_of));
    // Nothing that comes later approves it, and the person can be called again.
    let late = call.is_answered(&app, |_| Some(shown.clone())).await;
    assert_eq!(said(&late[0]), OVER);
    let (again, _) = wants(&alice).await;
    assert_ne!(again.sid(), created.sid());
}

async fn who_keys_wrong_digits_is_asked_again_twice_and_it_stays_pending(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    let documents = call.is_answered(&app, |_| Some(others(&shown))).await;
    let texts: Vec<_> = documents.iter().map(|document| said(document)).collect();
    let again = format!("Those were not the right keys. {QUESTION}");
    assert_eq!(texts, [QUESTION, &again, &again, ""]);
    checks(&alice, &created).await.shows("pending");
    call.ends(&app, "completed").await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(attempt.receipt, Some(ReceiptState::Failed));
}

async fn five_wrong_entries_over_all_calls_end_it(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    call.is_answered(&app, |_| Some(others(&shown))).await;
    let again = wants_again(&alice, &created).await.is(201);
    assert_eq!(again.sid(), created.sid());
    app.ended_attempt(&latest_attempt(&again)).await;
    let documents = line.call(1).await.is_answered(&app, |_| Some(others(&shown))).await;
    assert_eq!((documents.len(), said(&documents[2])), (3, OVER.to_owned()));
    let refused = checks(&alice, &created).await.refuses(429, 60202);
    assert_eq!(refused.retry_after(), 10 * 60);
    // A code for the same person is another thing: the entries cost it nothing.
    let (_, code) = alice.is_sent().await;
    alice.types(&code).await.shows("approved");
}

async fn who_names_an_approval_has_it_called_for_again_with_the_same_digits(app: TestApp, line: Line) {
    let (alice, created, _, shown) = is_called(&app, &line).await;
    app.advance(31 * SECOND);
    let again = wants_again(&alice, &created).await.is(201);
    assert_eq!((again.sid(), again.sends()), (created.sid(), 2));
    assert_eq!(again.body["approval"], json!({ "digits": shown }));
    app.ended_attempt(&latest_attempt(&again)).await;
    line.call(1).await.is_answered(&app, |_| Some(shown.clone())).await;
    checks(&alice, &created).await.shows("approved");
    // Once it is over there is nothing to call again for, nor is another number's called for by its SID.
    wants_again(&alice, &created).await.finds_nothing();
    let bob = alice.service.person("+4915112345678");
    let (theirs, _) = wants(&bob).await;
    wants_again(&alice, &theirs).await.finds_nothing();
    // The next one has digits of its own; of eight, not all are the same by accident.
    let mut seen = std::collections::BTreeSet::new();
    for n in 10..18 {
        let bob = alice.service.person(&format!("+49151123456{n}"));
        seen.insert(wants(&bob).await.1);
    }
    assert!(seen.len() > 1, "{seen:?}");
}

async fn an_approval_and_a_code_for_one_number_live_side_by_side(app: TestApp, line: Line) {
    let (alice, approval, call, shown) = is_called(&app, &line).await;
    // To doesn't lead to it.
    alice.types("123456").await.finds_nothing();
    alice.service.fetch(ALICE).await.finds_nothing();
    alice.cancels().await.finds_nothing();
    let coded = alice.service.create(&[("To", ALICE), ("Channel", "call")]).await.is(201);
    assert_ne!(coded.sid(), approval.sid());
    assert!(coded.body.get("approval").is_none(), "{}", coded.body);
    app.ended_attempt(&latest_attempt(&coded)).await;
    let documents = line.call(1).await.is_answered(&app, listens).await;
    let code = read_code(&said(&documents[1]));
    assert_eq!(alice.service.fetch(ALICE).await.is(200).sid(), coded.sid());
    alice.types(&code).await.shows("approved");
    call.is_answered(&app, |_| Some(shown.clone())).await;
    checks(&alice, &approval).await.shows("approved");
    // A check of a code still needs one.
    let (sid, _) = alice.is_sent().await;
    alice.service.check(&[("VerificationSid", &sid)]).await.refuses(400, 20001);
    alice.service.check(&[("To", ALICE)]).await.refuses(400, 20001);
}

async fn a_payment_is_said_and_a_check_must_name_it(app: TestApp, line: Line) {
    let alice = app.service(&[("Psd2Enabled", "true")]).await.person(ALICE);
    let paid = [("Amount", "€ 39.99"), ("Payee", "Acme & Co.")];
    let call = [("To", ALICE), ("Channel", "call")];
    // Read out it stays refused, and without a payment too.
    alice.service.create(&[call[0], call[1], paid[0], paid[1]]).await.refuses(400, 60214);
    alice.service.create(&[call[0], call[1], APPROVE]).await.refuses(400, 60206);
    let wanted = [call[0], call[1], APPROVE, paid[0], paid[1]];
    let created = alice.service.create(&wanted).await.is(201);
    let shown = created.body["approval"]["digits"].as_str().expect("digits").to_owned();
    let call = called(&app, &line, &created).await;
    let documents = call.is_answered(&app, |_| Some(shown.clone())).await;
    assert_eq!(
        said(&documents[0]),
        "This is Acme. You are asked to approve € 39.99 to Acme & Co.. To approve it, press the two digits that you see \
         on your screen. If this was not you, press 9."
    );
    let sid = created.sid();
    let named = ("VerificationSid", sid.as_str());
    alice.service.check(&[named]).await.refuses(400, 60206);
    alice.service.check(&[named, ("Amount", "€ 3999.00"), paid[1]]).await.shows("pending");
    let approved = alice.service.check(&[named, paid[0], paid[1]]).await.shows("approved");
    assert_eq!(approved.text("amount"), "€ 39.99");
    // Another amount is another approval, with digits of its own row.
    let first = alice.service.create(&wanted).await.is(201);
    let other =
        alice.service.create(&[wanted[0], wanted[1], APPROVE, ("Amount", "€ 1.00"), paid[1]]).await.is(201);
    assert_ne!(first.sid(), other.sid());
    alice.service.fetch(&first.sid()).await.shows("canceled");
}

async fn the_mode_is_for_calls_alone_and_takes_no_code(app: TestApp, line: Line) {
    let alice = app.service(&[("CustomCodeEnabled", "true")]).await.person(ALICE);
    for (channel, configuration) in [
        ("sms", r#"{"mode":"approve"}"#),
        ("auto", r#"{"mode":"approve"}"#),
        ("whatsapp", r#"{"mode":"approve"}"#),
        ("call", r#"{"mode":"Approve"}"#),
        ("call", r#"{"mode":""}"#),
        ("call", r#"{"mode":null}"#),
        ("call", r#"{"mode":["approve"]}"#),
        ("call", r#"{"mode":"approve","again":"now"}"#),
        ("call", r#"{"mode":"approve","again":null}"#),
        ("call", r#"{"again":"VE00000000000000000000000000000001"}"#),
    ] {
        let pairs = [("To", ALICE), ("Channel", channel), ("ChannelConfiguration", configuration)];
        alice.service.create(&pairs).await.blames("ChannelConfiguration");
    }
    let pairs = [("To", ALICE), ("Channel", "call"), APPROVE, ("CustomCode", "481516")];
    alice.service.create(&pairs).await.blames("CustomCode");
    let pairs = [("To", ALICE), ("Channel", "call"), APPROVE, ("Amount", "5"), ("Payee", "Acme")];
    alice.service.create(&pairs).await.refuses(403, 60204);
    assert_eq!(line.count(), 0);
}

async fn no_other_channel_takes_an_approval_s_place(app: TestApp, line: Line) {
    // The order of channels would go on with a text message.
    let (alice, created, call, _) = is_called(&app, &line).await;
    call.ends(&app, "no-answer").await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(attempt.receipt, Some(ReceiptState::Failed));
    app.advance(2 * MINUTE);
    // Somebody else's message goes out meanwhile, so what was due has been looked at.
    alice.service.person("+4915112345678").is_sent().await;
    assert!(app.mailbox.given().iter().all(|message| message.to.as_str() != ALICE));
    assert_eq!(line.count(), 1);
    // And `auto`, which begins with a call here, reads a code.
    let any = alice.service.create(&[("To", ALICE), ("Channel", "auto")]).await.is(201);
    assert_eq!(any.body["channel"], json!(Channel::Call.as_str()));
    assert!(any.body.get("approval").is_none());
    app.ended_attempt(&latest_attempt(&any)).await;
    let documents = line.call(1).await.is_answered(&app, listens).await;
    assert_eq!(digits(&said(&documents[0])).len(), 2);
}

async fn the_question_is_asked_in_the_person_s_language(app: TestApp, line: Line) {
    let alice = app.alice().await;
    let pairs = [("To", ALICE), ("Channel", "call"), APPROVE, ("Locale", "de")];
    let created =
        alice.service.create(&[&pairs[..], &[("CustomFriendlyName", "Müller")]].concat()).await.is(201);
    let documents = called(&app, &line, &created).await.is_answered(&app, |_| Some("9".to_owned())).await;
    assert!(said(&documents[0]).starts_with("Hier ist Müller. Sie werden gebeten"), "{}", documents[0]);
    assert!(said(&documents[1]).contains("gemeldet"), "{}", documents[1]);
    assert!(documents.iter().all(|document| document.contains("language=\"de-DE\"")));
}

async fn a_create_repeated_under_its_key_shows_the_digits_again(app: TestApp, line: Line) {
    let alice = app.alice().await;
    let pairs = [("To", ALICE), ("Channel", "call"), APPROVE];
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let mut shown = Vec::new();
    for _ in 0..2 {
        let request = http::Request::post(alice.service.path("/Verifications"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("idempotency-key", "once")
            .body(axum::body::Body::from(form.clone()))
            .expect("a request");
        shown.push(alice.service.api.send(request).await.is(201).body);
    }
    assert_eq!(shown[0], shown[1]);
    assert!(shown[0]["approval"]["digits"].is_string());
    line.call(0).await;
    assert_eq!(line.count(), 1);
}

async fn webhooks_are_told_what_was_taken_and_what_was_reported(app: TestApp, line: Line) {
    let service = app.service(&[]).await;
    service.subscribes(&["verification.*"]).await;
    let alice = service.person(ALICE);
    let (created, shown) = wants(&alice).await;
    let call = called(&app, &line, &created).await;
    call.is_answered(&app, |_| Some(shown.clone())).await;
    // That keys were pressed approves nothing before somebody asks.
    checks(&alice, &created).await.shows("approved");
    let told = service.told().await;
    assert_eq!(told.iter().filter(|what| *what == "approved").count(), 1);
    let (created, _) = wants(&alice).await;
    app.ended_attempt(&latest_attempt(&created)).await;
    line.call(1).await.is_answered(&app, |_| Some("9".to_owned())).await;
    let told = service.overheard().await;
    let of: Vec<_> = told.iter().filter(|fields| fields["verification_sid"] == created.sid()).collect();
    let canceled: Vec<_> = of.iter().filter(|fields| fields["type"] == "verification.canceled").collect();
    assert_eq!((canceled.len(), canceled[0]["status"].as_str()), (1, "canceled"));
    assert!(!of.iter().any(|fields| fields["type"] == "verification.approved"));
    assert!(!told.iter().any(|fields| fields.values().any(|value| *value == shown)), "digits are told");
}
