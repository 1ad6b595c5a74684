//! The whole texts of every language, to be read by a person when they change.

use std::fmt::Write as _;

use countersign_messages::{CodeMessage, Locale, Texts, Transaction};

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
        let warned = CodeMessage { do_not_share: true, ..PLAIN };
        let hashed = CodeMessage { app_hash: Some("He42w354ol9"), ..PLAIN };
        let mut page = String::new();
        for (what, message) in [
            ("plain", PLAIN),
            ("payment", CodeMessage { transaction: PAYMENT, ..PLAIN }),
            ("do not share", warned),
            ("app hash", hashed),
            ("everything", CodeMessage { transaction: PAYMENT, do_not_share: true, ..hashed }),
        ] {
            writeln!(page, "SMS, {what}: {}", texts.sms(&locale, &message)).unwrap();
            writeln!(page, "Call, {what}: {}\n", texts.call(&locale, &message)).unwrap();
        }
        for minutes in [0, 1, 10] {
            let email = texts.email(&locale, &CodeMessage { minutes, ..PLAIN });
            writeln!(page, "E-mail, {minutes} minutes: {}\n{}", email.subject, email.text).unwrap();
        }
        let email = texts.email(&locale, &CodeMessage { transaction: PAYMENT, ..warned });
        writeln!(page, "E-mail, payment, do not share: {}\n{}\n{}", email.subject, email.text, email.html)
            .unwrap();
        insta::assert_snapshot!(locale.tag(), page);
    }
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
