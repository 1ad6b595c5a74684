//! The whole texts of every language, to be read by a person when they change.

use std::fmt::Write as _;

use countersign_messages::{CodeMessage, Locale, Question, Texts, Transaction, segments};

const PLAIN: CodeMessage<'static> = CodeMessage {
    friendly_name: "AppName",
    code: "1234",
    minutes: 10,
    transaction: None,
    app_hash: None,
    do_not_share: false,
};

const PAYMENT: Option<Transaction<'static>> = Some(Transaction { amount: "39.99 EUR", payee: "Acme Inc." });

#[test]
fn each_language_says_what_its_snapshot_says() {
    let texts = Texts::new();
    for locale in Locale::all() {
        insta::assert_snapshot!(locale.tag(), sheet(&texts, locale));
    }
}

/// Every text of a language once, for whoever reviews it (src/lang/README.md).
fn sheet(texts: &Texts, locale: Locale) -> String {
    let warned = CodeMessage { do_not_share: true, ..PLAIN };
    let paying = CodeMessage { transaction: PAYMENT, ..PLAIN };
    let everything =
        CodeMessage { transaction: PAYMENT, do_not_share: true, app_hash: Some("He42w354ol9"), ..PLAIN };

    let mut page = String::new();
    for (what, message) in
        [("plain", PLAIN), ("warning", warned), ("payment", paying), ("everything", everything)]
    {
        let sms = texts.sms(&locale, &message);
        let size = segments(&sms);
        writeln!(page, "SMS, {what} ({:?}, {}): {sms}", size.encoding, size.count).unwrap();
    }
    writeln!(page, "\nCall, first: {}", texts.call_gate(&locale, PLAIN.friendly_name)).unwrap();
    let digits = texts.call_gate_digits(&locale, PLAIN.friendly_name, "47");
    writeln!(page, "Call, first, with digits: {digits}").unwrap();
    writeln!(page, "Call, other digits: {}", texts.call_gate_wrong(&locale)).unwrap();
    writeln!(page, "Call, too late: {}", texts.call_over(&locale)).unwrap();
    writeln!(page, "Call, then: {}", texts.call(&locale, &PLAIN)).unwrap();
    writeln!(page, "Call, warning: {}\n", texts.call(&locale, &warned)).unwrap();
    let paid = Question::Payment(Transaction { amount: "39.99 EUR", payee: "Acme Inc." });
    for question in [Question::Login, Question::SetUp, Question::Text("…"), paid] {
        let asked = texts.question(locale, PLAIN.friendly_name, question, "47");
        writeln!(page, "Device: {} {:?}", asked.message, asked.fields).unwrap();
    }
    page.push('\n');
    // All forms of the plural in these languages.
    for minutes in [0, 1, 2, 5, 7, 11, 21, 22, 25] {
        writeln!(page, "{minutes} minutes: {}", lifetime(texts, locale, minutes)).unwrap();
    }
    for (what, message) in [("plain", PLAIN), ("payment", CodeMessage { do_not_share: true, ..paying })] {
        let email = texts.email(&locale, &message);
        writeln!(page, "\nE-mail, {what}: {}\n\n{}", email.subject, email.text).unwrap();
    }
    page
}

/// The paragraph after the code.
fn lifetime(texts: &Texts, locale: Locale, minutes: u32) -> String {
    let email = texts.email(&locale, &CodeMessage { minutes, ..PLAIN });
    email.text.split("\n\n").nth(2).expect("an e-mail says how long the code lives").to_owned()
}

#[test]
fn minutes_are_counted_as_each_language_counts() {
    let texts = Texts::new();
    for (tag, minutes, expected) in [
        ("en", 1, "1 minute "),
        ("en", 2, "2 minutes "),
        ("fr", 1, "1 minute "),
        ("fr", 2, "2 minutes "),
        ("pl", 1, "1 minutę "),
        ("pl", 2, "2 minuty "),
        ("pl", 4, "4 minuty "),
        ("pl", 5, "5 minut "),
        ("pl", 12, "12 minut "),
        ("pl", 21, "21 minut "),
        ("pl", 22, "22 minuty "),
        ("pl", 25, "25 minut "),
        ("ga", 1, "nóiméid amháin "),
        ("ga", 2, "2 nóiméad "),
        ("ga", 7, "7 nóiméad "),
        ("ga", 11, "11 nóiméad "),
    ] {
        let sentence = lifetime(&texts, Texts::resolve(Some(tag), None), minutes);
        assert!(sentence.contains(&format!(" {expected}")), "{tag}: {sentence}");
    }
}

/// The frame is the same in every language.
#[test]
fn an_email_is_the_html_of_its_snapshot() {
    let message = CodeMessage { transaction: PAYMENT, do_not_share: true, ..PLAIN };
    insta::assert_snapshot!("html", Texts::new().email(&Locale::ENGLISH, &message).html);
}

/// Applications and phones recognise these word by word (behaviour map section 5).
#[test]
fn the_english_sms_are_those_of_twilio() {
    let sms = |message| Texts::new().sms(&Locale::ENGLISH, &message);
    assert_eq!(sms(PLAIN), "Your AppName verification code is: 1234");
    assert_eq!(
        sms(CodeMessage { do_not_share: true, ..PLAIN }),
        "Your AppName verification code is: 1234. Don't share this code with anyone; \
         our employees will never ask for the code",
    );
    assert_eq!(
        sms(CodeMessage { app_hash: Some("He42w354ol9"), ..PLAIN }),
        "<#> Your AppName verification code is: 1234 He42w354ol9",
    );
}
