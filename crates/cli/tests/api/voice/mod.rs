//! A call reads a code to a person, and to nobody and nothing else.

mod approve;
mod approve_attacks;
mod attacks;
mod line;
mod vonage;

use countersign_model::{LocaleTag, ReceiptState, TemplateChannel, TemplateName, TemplateText};
use serde_json::json;

use self::line::{Call, Line, digits, said};
use crate::delivery::latest_attempt;
use crate::support::{Answer, MINUTE, SECOND, TestApp, ops};

/// As `on_both_engines!`, with a line for calls: Twilio's, or the one named in front.
macro_rules! on_both_engines_with_a_line {
    ($line:ty: $($case:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $case() {
                let line = <$line>::new();
                let (limits, carry) = (countersign_model::Limits::development(), line.clone().carry());
                crate::support::run_on_sqlite(limits, carry, |app| super::$case(app, line));
            })*
        }
        mod postgres {
            $(#[test] fn $case() {
                let line = <$line>::new();
                let (limits, carry) = (countersign_model::Limits::development(), line.clone().carry());
                crate::support::run_on_postgres(limits, carry, |app| super::$case(app, line));
            })*
        }
    };
    ($($case:ident),* $(,)?) => {
        $crate::voice::on_both_engines_with_a_line!(crate::voice::line::Line: $($case),*);
    };
}
use on_both_engines_with_a_line;

on_both_engines_with_a_line!(
    who_presses_the_announced_digits_hears_the_code,
    the_call_is_limited_and_comes_from_the_operator_s_number,
    who_presses_wrong_digits_is_asked_again_twice,
    where_the_service_says_so_any_key_will_do,
    the_call_speaks_the_person_s_language_or_english,
    a_name_of_the_send_s_own_is_said,
    an_account_s_own_words_are_said_with_the_code_digit_by_digit,
    a_call_that_nobody_takes_hastens_the_next_channel,
    a_call_that_was_heard_stops_the_order_of_channels,
    a_call_that_ends_unheard_has_failed,
    a_person_who_answers_before_the_send_is_written_down_is_asked_too,
);

pub(crate) const ALICE: &str = "+15017122661";

/// Alice wants to be called.
async fn wants_a_call(app: &TestApp, settings: &[(&str, &str)], more: &[(&str, &str)]) -> Answer {
    let alice = app.service(settings).await.person(ALICE);
    let mut pairs = vec![("To", ALICE), ("Channel", "call")];
    pairs.extend(more);
    alice.service.create(&pairs).await.is(201)
}

/// The call, once its send was written down.
async fn called(app: &TestApp, line: &Line, created: &Answer) -> Call {
    let call = line.call(0).await;
    assert_eq!(app.ended_attempt(&latest_attempt(created)).await.provider_id.as_ref(), Some(&call.sid));
    call
}

/// What a person does who listens.
fn listens(heard: &str) -> Option<String> {
    Some(digits(heard))
}

/// The code that a text reads, the first time.
fn read_code(text: &str) -> String {
    let (_, code) = text.split_once(": ").expect("a code");
    digits(code.split('.').next().expect("a code"))
}

async fn who_presses_the_announced_digits_hears_the_code(app: TestApp, line: Line) {
    let alice = app.alice().await;
    let created = alice.service.create(&[("To", ALICE), ("Channel", "call")]).await.is(201);
    let call = called(&app, &line, &created).await;
    let documents = call.is_answered(&app, listens).await;
    assert_eq!(documents.len(), 2);
    let announced = digits(&said(&documents[0]));
    assert_eq!(announced.len(), 2);
    let spelled = format!("{}, {}", &announced[..1], &announced[1..]);
    assert_eq!(said(&documents[0]), format!("This is Acme. To hear your code, press {spelled}."));
    let text = said(&documents[1]);
    let code = read_code(&text);
    let spelled: Vec<_> = code.chars().map(String::from).collect();
    assert_eq!((code.len(), text.matches(&spelled.join(", ")).count()), (6, 4), "{text}");
    call.ends(&app, "completed").await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.receipt, attempt.journal.len()), (Some(ReceiptState::Delivered), 2));
    alice.types(&code).await.shows("approved");
    assert_eq!((line.count(), app.mailbox.given().len()), (1, 0));
}

async fn the_call_is_limited_and_comes_from_the_operator_s_number(app: TestApp, line: Line) {
    let created = wants_a_call(&app, &[], &[("SendDigits", "1928")]).await;
    let call = called(&app, &line, &created).await;
    let mut shown: Vec<_> =
        call.fields.iter().filter(|(name, _)| !["Url", "StatusCallback"].contains(&name.as_str())).collect();
    shown.sort();
    let shown: Vec<_> = shown.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(
        shown,
        [
            "From: +15005550006",
            "Method: POST",
            "SendDigits: 1928",
            "TimeLimit: 60",
            "Timeout: 25",
            "To: +15017122661",
        ]
    );
    // What gets past a switchboard is nobody's business on the way back.
    assert!(!call.field("Url").contains("1928"));
}

async fn who_presses_wrong_digits_is_asked_again_twice(app: TestApp, line: Line) {
    let created = wants_a_call(&app, &[], &[]).await;
    let call = called(&app, &line, &created).await;
    let mut times = 0;
    let documents = call
        .is_answered(&app, |heard| {
            times += 1;
            match times {
                1 => None,
                2 => Some("x".to_owned()),
                _ => Some(digits(heard)),
            }
        })
        .await;
    let texts: Vec<_> = documents.iter().map(|document| said(document)).collect();
    let question = texts[0].clone();
    assert_eq!(texts[1], question);
    assert_eq!(texts[2], format!("Those were not the right keys. {question}"));
    assert_eq!((texts.len(), read_code(&texts[3]).len()), (4, 6));
}

async fn where_the_service_says_so_any_key_will_do(app: TestApp, line: Line) {
    let created = wants_a_call(&app, &[("DtmfInputRequired", "false")], &[]).await;
    let call = called(&app, &line, &created).await;
    let documents = call.is_answered(&app, |_| Some("#".to_owned())).await;
    assert_eq!(said(&documents[0]), "This is Acme. Press any key to hear your code.");
    assert_eq!((documents.len(), read_code(&said(&documents[1])).len()), (2, 6));
    // A mailbox presses none, and hears nothing here either.
    let documents = call.is_answered(&app, |_| None).await;
    assert_eq!((documents.len(), said(&documents[3])), (4, String::new()));
}

async fn the_call_speaks_the_person_s_language_or_english(app: TestApp, line: Line) {
    let service = app.service(&[]).await;
    for (n, (locale, language, begins)) in [
        ("de-AT", "de-DE", "Hier ist Acme."),
        ("ga", "en-US", "This is Acme."),
        ("pt-BR", "pt-BR", "Esta é uma ligação"),
    ]
    .into_iter()
    .enumerate()
    {
        let to = format!("+150171226{n:02}");
        let pairs = [("To", to.as_str()), ("Channel", "call"), ("Locale", locale)];
        service.create(&pairs).await.is(201);
        let documents = line.call(n).await.is_answered(&app, listens).await;
        assert!(said(&documents[0]).starts_with(begins), "{}", documents[0]);
        for document in &documents {
            assert!(document.contains(&format!("language=\"{language}\"")), "{document}");
        }
        assert_eq!(read_code(&said(&documents[1])).len(), 6);
    }
}

async fn a_name_of_the_send_s_own_is_said(app: TestApp, line: Line) {
    let created = wants_a_call(&app, &[], &[("CustomFriendlyName", "Müller 24")]).await;
    let call = called(&app, &line, &created).await;
    let documents = call.is_answered(&app, |heard| Some(digits(&heard.replace("24", "")))).await;
    assert!(documents.iter().all(|document| said(document).contains("Müller 24")), "{documents:?}");
    assert_eq!(documents.len(), 2);
}

/// Alice asks for a code on whichever channel is best, which is a call.
async fn wants_any(app: &TestApp) -> (crate::support::Person, Answer) {
    let alice = app.alice().await;
    let created = alice.service.create(&[("To", ALICE), ("Channel", "auto")]).await.is(201);
    assert_eq!(created.body["channel"], json!("call"));
    (alice, created)
}

async fn a_call_that_nobody_takes_hastens_the_next_channel(app: TestApp, line: Line) {
    let (alice, created) = wants_any(&app).await;
    let call = called(&app, &line, &created).await;
    call.ends(&app, "no-answer").await;
    let message = alice.gets().await;
    assert_eq!(message.channel.as_str(), "sms");
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(attempt.receipt, Some(ReceiptState::Failed));
    alice.types(&message.code).await.shows("approved");
}

async fn a_call_that_was_heard_stops_the_order_of_channels(app: TestApp, line: Line) {
    let (alice, created) = wants_any(&app).await;
    let call = called(&app, &line, &created).await;
    let documents = call.is_answered(&app, listens).await;
    call.ends(&app, "completed").await;
    app.advance(2 * MINUTE);
    // Somebody else's message goes out meanwhile, so what was due has been looked at.
    alice.service.person("+4915112345678").is_sent().await;
    assert!(app.mailbox.given().iter().all(|message| message.to.as_str() != ALICE));
    alice.types(&read_code(&said(&documents[1]))).await.shows("approved");
}

async fn a_call_that_ends_unheard_has_failed(app: TestApp, line: Line) {
    let created = wants_a_call(&app, &[], &[]).await;
    let call = called(&app, &line, &created).await;
    assert_eq!(call.is_answered(&app, |_| None).await.len(), 4);
    call.ends(&app, "completed").await;
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!(attempt.receipt, Some(ReceiptState::Failed));
}

async fn a_person_who_answers_before_the_send_is_written_down_is_asked_too(app: TestApp, line: Line) {
    let held = line.held.clone().lock_owned().await;
    let created = wants_a_call(&app, &[], &[]).await;
    let call = line.call(0).await;
    let documents = call.is_answered(&app, listens).await;
    assert_eq!(read_code(&said(&documents[1])).len(), 6);
    drop(held);
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.provider_id, attempt.receipt), (Some(call.sid), Some(ReceiptState::Delivered)));
    app.advance(SECOND);
}

async fn an_account_s_own_words_are_said_with_the_code_digit_by_digit(app: TestApp, line: Line) {
    let text = TemplateText::parse("{{friendly_name}} & Co <says> {{code}} to {{who}}").expect("a template");
    let texts = (LocaleTag::parse("en").expect("a tag"), text);
    let name = TemplateName::parse("Spoken").expect("a name");
    let made =
        app.engine.create_template(app.account, name, vec![TemplateChannel::Voice], texts, ops()).await;
    let sid = made.expect("the store").sid;
    app.engine.approve_template(app.account, sid, None, ops()).await.expect("a text to approve");
    let sid = sid.to_string();
    let more = [("TemplateSid", sid.as_str()), ("TemplateCustomSubstitutions", "{\"who\":\"Ann {{code}}\"}")];
    let created = wants_a_call(&app, &[], &more).await;
    let call = called(&app, &line, &created).await;
    let documents = call.is_answered(&app, |heard| Some(digits(heard))).await;
    assert_eq!(documents.len(), 2);
    assert!(!documents[0].contains("says"), "the gate has its own words: {}", documents[0]);
    let heard = said(&documents[1]);
    assert!(heard.contains("Acme & Co <says> ") || heard.contains("Acme &amp; Co &lt;says&gt; "), "{heard}");
    assert!(heard.contains("to Ann {{code}}"), "{heard}");
    assert!(!heard.contains("verification code is"), "{heard}");
}
