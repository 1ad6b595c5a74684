//! What people read and hear (behaviour map 5), as the provider was given it.

use crate::support::{MINUTE, TestApp, on_both_engines};

on_both_engines!(
    a_call_reads_the_code_twice,
    an_email_has_a_subject_a_text_and_a_page,
    an_email_tells_the_minutes_that_are_left,
    the_country_of_a_phone_chooses_the_language_and_a_locale_overrides_it,
    an_app_hash_frames_the_text_message,
    keys_to_press_go_along_with_a_call,
    a_warning_is_added_when_the_service_wants_it,
    another_name_stands_in_one_message_only,
    a_resend_is_worded_as_that_request_says,
);

async fn a_call_reads_the_code_twice(app: TestApp) {
    let alice = app.alice().await;
    alice.service.create(&[("To", &alice.to), ("Channel", "call")]).await.is(201);
    let call = alice.gets().await;
    let spoken: Vec<String> = call.code.chars().map(|digit| digit.to_string()).collect();
    let spoken = spoken.join(", ");
    let expected = format!(
        "Hello. Your Acme verification code is: {spoken}. Once more, your code is: {spoken}. Goodbye."
    );
    assert_eq!((call.channel.as_str(), call.text), ("call", expected));
    assert_eq!((call.subject, call.html, call.send_digits, call.voice), (None, None, None, None));
    // A key press comes first, as the service says; the code stands in the text after it only.
    let gate = call.gate_text.expect("asked for by default");
    assert!(gate.contains("key") && !gate.contains(&call.code), "{gate}");
}

async fn an_email_has_a_subject_a_text_and_a_page(app: TestApp) {
    let ann = app.service(&[]).await.person("Ann.Smith+tag@example.com");
    let created = ann.asks().await.is(201);
    assert_eq!(created.text("channel"), "email");
    assert_eq!(created.text("to"), ann.to);
    assert_eq!(created.body["send_code_attempts"][0]["channel"], "EMAIL");
    let mail = ann.gets().await;
    assert_eq!(mail.subject.as_deref(), Some("Your Acme verification code"));
    let expected = format!(
        "Your Acme verification code is:\n\n{}\n\nIt is valid for 10 minutes and works once.\n\nIf you did not ask for \
         this code, do not enter it anywhere; you can ignore this email.\n",
        mail.code
    );
    assert_eq!(mail.text, expected);
    let html = mail.html.expect("a page");
    assert!(html.starts_with("<!doctype html>") && html.contains(&mail.code), "{html}");
    assert!(!html.contains("http"), "nothing is fetched from elsewhere: {html}");
    ann.types(&mail.code).await.shows("approved");
}

async fn an_email_tells_the_minutes_that_are_left(app: TestApp) {
    let ann = app.service(&[]).await.person("ann@example.com");
    // Begun minutes count whole, as people count them.
    for (millis, sentence) in [
        (0, "for 10 minutes"),
        (1, "for 10 minutes"),
        (8 * MINUTE, "for 2 minutes"),
        (MINUTE - 1, "for 1 minute and"),
        (MINUTE - 1, "for 1 minute and"),
    ] {
        app.advance(millis);
        ann.asks().await.is(201);
        let mail = ann.gets().await;
        assert!(mail.text.contains(&format!("It is valid {sentence}")), "{}", mail.text);
    }
}

async fn the_country_of_a_phone_chooses_the_language_and_a_locale_overrides_it(app: TestApp) {
    let service = app.service(&[]).await;
    let (alice, bernd) = (service.person("+15017122661"), service.person("+4915112345678"));
    bernd.asks().await.is(201);
    let message = bernd.gets().await;
    assert_eq!(message.text, format!("Ihr Bestätigungscode für Acme lautet: {}", message.code));
    assert_eq!(message.locale, "de");
    for locale in ["en", "en-US"] {
        bernd.asks_with(&[("Locale", locale)]).await.is(201);
        assert_eq!(bernd.gets().await.text, format!("Your Acme verification code is: {}", message.code));
    }

    for locale in ["de", "de-AT", "de_ch", "DE"] {
        alice.asks_with(&[("Locale", locale)]).await.is(201);
        let message = alice.gets().await;
        assert_eq!(message.text, format!("Ihr Bestätigungscode für Acme lautet: {}", message.code));
    }
    // A language without texts: the country's, or English.
    alice.asks_with(&[("Locale", "tlh")]).await.is(201);
    let message = alice.gets().await;
    assert_eq!(message.text, format!("Your Acme verification code is: {}", message.code));
    for locale in ["", "x", "english", "../de", "de DE"] {
        alice.asks_with(&[("Locale", locale)]).await.blames("Locale");
    }
}

async fn an_app_hash_frames_the_text_message(app: TestApp) {
    let alice = app.alice().await;
    alice.asks_with(&[("AppHash", "He42w354ol9")]).await.is(201);
    let message = alice.gets().await;
    assert_eq!(message.text, format!("<#> Your Acme verification code is: {} He42w354ol9", message.code));

    let call = [("To", alice.to.as_str()), ("Channel", "call"), ("AppHash", "He42w354ol9")];
    let refused = alice.service.create(&call).await.refuses(400, 60602);
    assert_eq!(refused.body["message"], "App hash can only be used with SMS channel");
    let ann = alice.service.person("ann@example.com");
    ann.asks_with(&[("AppHash", "He42w354ol9")]).await.refuses(400, 60602);
    for hash in ["", "He42w354ol", "He42w354ol99", "He42w354 l9", "evil.com/ab"] {
        alice.asks_with(&[("AppHash", hash)]).await.blames("AppHash");
    }
}

async fn keys_to_press_go_along_with_a_call(app: TestApp) {
    let alice = app.alice().await;
    let call = [("To", alice.to.as_str()), ("Channel", "call"), ("SendDigits", "ww12#")];
    alice.service.create(&call).await.is(201);
    assert_eq!(alice.gets().await.send_digits.as_deref(), Some("ww12#"));
    for digits in ["", "1 2", "abc", "+1", "<Say>"] {
        let call = [("To", alice.to.as_str()), ("Channel", "call"), ("SendDigits", digits)];
        alice.service.create(&call).await.blames("SendDigits");
    }
}

async fn a_warning_is_added_when_the_service_wants_it(app: TestApp) {
    let alice = app.service(&[("DoNotShareWarningEnabled", "true")]).await.person("+15017122661");
    alice.asks().await.is(201);
    let message = alice.gets().await;
    let expected = format!(
        "Your Acme verification code is: {}. Don't share this code with anyone; our employees will never ask for the \
         code",
        message.code
    );
    assert_eq!(message.text, expected);
    let ann = alice.service.person("ann@example.com");
    ann.asks().await.is(201);
    assert!(ann.gets().await.text.contains("Don't share this code with anyone; our employees"));
}

async fn another_name_stands_in_one_message_only(app: TestApp) {
    let alice = app.alice().await;
    alice.asks_with(&[("CustomFriendlyName", "Acme Bank")]).await.is(201);
    let message = alice.gets().await;
    assert_eq!(message.text, format!("Your Acme Bank verification code is: {}", message.code));
    assert_eq!(message.sender_name, "Acme Bank");
    alice.asks().await.is(201);
    assert_eq!(alice.gets().await.text, format!("Your Acme verification code is: {}", message.code));
    for name in ["", "evil.com", "Call 55512", "two\nlines", &"x".repeat(31)] {
        alice.asks_with(&[("CustomFriendlyName", name)]).await.blames("CustomFriendlyName");
    }
}

async fn a_resend_is_worded_as_that_request_says(app: TestApp) {
    let alice = app.alice().await;
    alice
        .asks_with(&[("Locale", "de"), ("CustomFriendlyName", "Bank"), ("AppHash", "He42w354ol9")])
        .await
        .is(201);
    let first = alice.gets().await;
    assert_eq!(first.text, format!("<#> Ihr Bestätigungscode für Bank lautet: {} He42w354ol9", first.code));
    alice.service.set(&[("FriendlyName", "New Name")]).await.is(200);
    alice.asks().await.is(201);
    assert_eq!(alice.gets().await.text, format!("Your New Name verification code is: {}", first.code));
}
