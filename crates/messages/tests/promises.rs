//! What holds in every language and for any name.

use countersign_messages::{CodeMessage, Encoding, Locale, NoticeMessage, Texts, Transaction, segments};
use countersign_model::{Change, Method, Timestamp};
use proptest::prelude::*;

/// The longest that a service may choose: 30 characters and ten digits.
const LONGEST: CodeMessage<'static> = CodeMessage {
    friendly_name: "Zürcher Sparkasse & Söhne 1234",
    code: "0123456789",
    minutes: 10,
    transaction: None,
    app_hash: None,
    do_not_share: false,
};

const HASH: Option<&str> = Some("He42w354ol9");

/// What each language promises for the longest name and code: its alphabet, and how many SMS the text is with the
/// warning, and with the warning and an app hash. Without the warning it is one SMS in each. A name or a payee with
/// a letter outside GSM-7 makes every text UCS-2.
const PROMISES: [(&str, Encoding, usize, usize); 11] = [
    ("en", Encoding::Gsm7, 1, 2),
    ("da", Encoding::Gsm7, 1, 1),
    ("de", Encoding::Gsm7, 1, 2),
    ("es", Encoding::Ucs2, 2, 2),
    ("fr", Encoding::Gsm7, 1, 2),
    ("ga", Encoding::Ucs2, 2, 2),
    ("it", Encoding::Gsm7, 1, 2),
    ("nl", Encoding::Gsm7, 1, 1),
    ("pl", Encoding::Gsm7, 1, 1),
    ("pt", Encoding::Ucs2, 2, 2),
    ("pt-BR", Encoding::Ucs2, 2, 2),
];

fn promised() -> impl Iterator<Item = (Locale, Encoding, usize, usize)> {
    PROMISES.into_iter().map(|(tag, encoding, warned, warned_hashed)| {
        let locale = Texts::resolve(Some(tag), None);
        assert_eq!(locale.tag(), tag);
        (locale, encoding, warned, warned_hashed)
    })
}

#[test]
fn every_language_promises_something() {
    assert!(promised().map(|(locale, ..)| locale).eq(Locale::all()));
}

#[test]
fn the_longest_sms_is_one_segment_with_or_without_app_hash() {
    assert_eq!(LONGEST.friendly_name.chars().count(), 30);
    let texts = Texts::new();
    for (locale, encoding, ..) in promised() {
        for app_hash in [None, HASH] {
            let sms = texts.sms(&locale, &CodeMessage { app_hash, ..LONGEST });
            let size = segments(&sms);
            assert_eq!((size.encoding, size.count), (encoding, 1), "{locale:?}: {size:?} {sms}");
            // Android reads no more than 140 bytes of a message with a hash; in UCS-2 one segment is as many.
            assert!(sms.len() <= 140, "{locale:?}: {sms}");
        }
    }
}

#[test]
fn the_longest_sms_with_the_warning_is_as_many_segments_as_its_language_promises() {
    let texts = Texts::new();
    for (locale, encoding, warned, warned_hashed) in promised() {
        for (app_hash, count) in [(None, warned), (HASH, warned_hashed)] {
            let sms = texts.sms(&locale, &CodeMessage { do_not_share: true, app_hash, ..LONGEST });
            let size = segments(&sms);
            assert_eq!((size.encoding, size.count), (encoding, count), "{locale:?}: {size:?} {sms}");
        }
    }
}

#[test]
fn an_sms_for_a_payment_keeps_the_alphabet_of_its_language() {
    let texts = Texts::new();
    for (locale, encoding, ..) in promised() {
        let transaction = Some(Transaction { amount: "€39.99", payee: "Acme Inc." });
        let sms = texts.sms(&locale, &CodeMessage { transaction, do_not_share: true, ..LONGEST });
        assert_eq!(segments(&sms).encoding, encoding, "{locale:?}: {sms}");
    }
}

#[test]
fn what_a_call_says_before_a_key_is_pressed_names_the_caller_once() {
    let texts = Texts::new();
    for locale in Locale::all() {
        let gate = texts.call_gate(&locale, "{ $code } & Co");
        assert_eq!(gate.matches("{ $code } & Co").count(), 1, "{locale:?}: {gate}");
        let gate = texts.call_gate_digits(&locale, "{ $digits } & Co", "07");
        assert_eq!(gate.matches("{ $digits } & Co").count(), 1, "{locale:?}: {gate}");
        assert_eq!(gate.matches("0, 7").count(), 1, "{locale:?}: {gate}");
    }
}

#[test]
fn a_call_that_asks_for_an_approval_names_who_calls_what_is_approved_and_the_key_that_reports_it() {
    let texts = Texts::new();
    let name = "{ $payee } & Co";
    let mut all = Vec::new();
    for locale in Locale::all() {
        let plain = texts.call_approve(&locale, name, None);
        let paid = Some(Transaction { amount: "EUR 12.30", payee: "{ $amount } Ltd" });
        let paid = texts.call_approve(&locale, name, paid);
        for text in [&plain, &paid] {
            assert_eq!(text.matches(name).count(), 1, "{locale:?}: {text}");
            assert!(
                text.contains(" 9.") || text.contains(" 9,") || text.contains(" 9 "),
                "{locale:?}: {text}"
            );
        }
        assert_eq!(plain.chars().filter(char::is_ascii_digit).count(), 1, "{locale:?}: {plain}");
        assert!(paid.contains("EUR 12.30") && paid.contains("{ $amount } Ltd"), "{locale:?}: {paid}");
        all.extend([plain, paid, texts.call_approved(&locale)]);
        all.extend([texts.call_reported(&locale), texts.call_approve_over(&locale)]);
    }
    let said = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), said, "each says something else");
}

#[test]
fn an_email_subject_is_one_line_whatever_the_name() {
    let texts = Texts::new();
    let friendly_name = "A\r\nBcc: b@example.com\u{2028}C";
    for locale in Locale::all() {
        let email = texts.email(&locale, &CodeMessage { friendly_name, ..LONGEST });
        assert!(email.subject.contains("A  Bcc: b@example.com C"), "{:?}", email.subject);
        assert!(!email.subject.contains(char::is_control));
    }
}

#[test]
fn an_email_carries_its_language_and_nothing_from_elsewhere() {
    let texts = Texts::new();
    for locale in Locale::all() {
        let html = texts.email(&locale, &LONGEST).html;
        assert!(html.contains(&format!("<html lang=\"{}\">", locale.tag())), "{html}");
        for foreign in ["<a", "<img", "<script", "<link", "http", "url(", "src="] {
            assert!(!html.contains(foreign), "{foreign} in {html}");
        }
    }
}

#[test]
fn a_name_that_is_html_is_shown_and_not_obeyed() {
    let texts = Texts::new();
    let friendly_name = r#"<img src="x" onerror='a()'> & Co"#;
    let shown = "&lt;img src=&quot;x&quot; onerror=&#39;a()&#39;&gt; &amp; Co";
    for locale in Locale::all() {
        let transaction = Some(Transaction { amount: "<b>1</b>", payee: friendly_name });
        let html = texts.email(&locale, &CodeMessage { friendly_name, transaction, ..LONGEST }).html;
        assert!(html.contains(shown) && html.contains("&lt;b&gt;1&lt;/b&gt;"), "{html}");
        assert!(!html.contains("<img") && !html.contains("<b>"), "{html}");
    }
}

#[test]
fn a_notice_shows_names_and_obeys_none_and_leads_nowhere_but_to_help() {
    let texts = Texts::new();
    let hostile = "<a href=\"https://evil.test\">x</a>\r\nBcc: b@example.com";
    for locale in Locale::all() {
        for change in
            [Change::Added, Change::Removed, Change::NewCodes, Change::CodeUsed, Change::BrowserStolen]
        {
            let notice = NoticeMessage {
                friendly_name: hostile,
                change,
                method: Some(Method::Totp),
                called: Some(hostile),
                at: Timestamp::from_millis(0),
                support_url: None,
            };
            let plain = texts.notice(&locale, &notice);
            assert!(!plain.subject.contains(char::is_control), "{:?}", plain.subject);
            assert!(plain.html.contains(&format!("<html lang=\"{}\">", locale.tag())));
            assert!(!plain.html.contains("<a") && plain.html.contains("&lt;a href="), "{}", plain.html);
            assert!(plain.text.contains("1970") && plain.text.contains("UTC"), "{}", plain.text);
            let helped = NoticeMessage { support_url: Some("https://example.com/?a=1&b='\"><b>"), ..notice };
            let helped = texts.notice(&locale, &helped);
            assert_eq!(helped.html.matches("<a ").count(), 1, "{}", helped.html);
            let address = "https://example.com/?a=1&amp;b=&#39;&quot;&gt;&lt;b&gt;";
            assert_eq!(helped.html.matches(address).count(), 2, "{}", helped.html);
            assert!(helped.text.contains("https://example.com/?a=1&b="), "{}", helped.text);
        }
    }
}

#[test]
fn debug_output_holds_no_code() {
    let email = Texts::new().email(&Locale::ENGLISH, &LONGEST);
    assert!(!format!("{LONGEST:?} {email:?}").contains(LONGEST.code));
}

proptest! {
    #[test]
    fn names_payees_and_codes_come_out_as_they_went_in(
        friendly_name in r"\PC{0,40}|\{ \$code \}|-?[0-9.]{1,8}",
        payee in r"\PC{0,40}",
        amount in r"[0-9]{1,9}([.,][0-9]{0,3})?",
        code in "0{0,3}[0-9e.]{1,8}",
    ) {
        let sms = |transaction| {
            let message = CodeMessage { friendly_name: &friendly_name, code: &code, transaction, ..LONGEST };
            Texts::new().sms(&Locale::ENGLISH, &message)
        };
        prop_assert_eq!(sms(None), format!("Your {friendly_name} verification code is: {code}"));
        prop_assert_eq!(
            sms(Some(Transaction { amount: &amount, payee: &payee })),
            format!("Your {friendly_name} code to approve {amount} to {payee} is: {code}")
        );
    }

    #[test]
    fn no_name_adds_a_tag_to_an_email(friendly_name in r#"[<>&"'/a-z]{0,40}"#) {
        let texts = Texts::new();
        let tags = |friendly_name| {
            texts.email(&Locale::ENGLISH, &CodeMessage { friendly_name, ..LONGEST }).html.matches(['<', '>', '"']).count()
        };
        prop_assert_eq!(tags(&friendly_name), tags("Acme"));
    }
}
