//! The SMTP provider against a real server.

use countersign_delivery::providers::{Smtp, SmtpSettings};
use countersign_delivery::{Provider, SEND_LIMIT, Secret};
use countersign_model::Fate;
use countersign_testkit::Relay;

use crate::{NOW, assert_discreet, message};

fn settings(scheme: &str, relay: &Relay) -> SmtpSettings {
    SmtpSettings {
        url: format!("{scheme}://localhost:{}", relay.port()),
        from: "Acme <login@example.com>".to_owned(),
        username: None,
        password: None,
        helo: Some("countersign.test".to_owned()),
        ca_file: None,
        timeout_seconds: None,
    }
}

fn with_login(settings: SmtpSettings, password: &str) -> SmtpSettings {
    SmtpSettings { username: Some("acme".to_owned()), password: Some(Secret::new(password)), ..settings }
}

fn trusting(settings: SmtpSettings) -> SmtpSettings {
    SmtpSettings { ca_file: Some(Relay::certificate()), ..settings }
}

fn smtp(settings: &SmtpSettings) -> Smtp {
    Smtp::new("mail", settings, SEND_LIMIT).expect("a provider")
}

async fn fate(settings: &SmtpSettings, to: &str) -> Fate {
    let fate = smtp(settings).send(&message(to, 1), NOW).await;
    assert_discreet(&fate);
    fate
}

#[tokio::test]
async fn a_real_server_takes_text_and_html_and_each_message_once() {
    let mut relay = Relay::start("none", false);
    let smtp = smtp(&settings("smtp", &relay));
    for number in [1, 2] {
        let mut message = message("alice@example.net", number);
        // A line that is a single dot would end the message if it were not stuffed.
        message.text = "Dein Code für Acme:\n.\n481516".to_owned();
        message.html = Some("<p>Dein Code für Acme: <b>481516</b></p>".to_owned());
        message.subject = Some("Dein Code für Acme".to_owned());
        assert_eq!(smtp.send(&message, NOW).await, Fate::accepted(None));
        let received = relay.received();
        assert_eq!(received["from"], "login@example.com");
        assert_eq!(received["to"], serde_json::json!(["alice@example.net"]));
        assert_eq!(received["helo"], "countersign.test");
        let content = received["content"].as_str().expect("text");
        assert!(content.contains(&format!("Message-ID: <VL{number:032x}@example.com>")), "{content}");
        assert!(content.contains("\r\n.\r\n481516"), "{content}");
        assert!(content.contains("<b>481516</b>"), "{content}");
    }
}

#[tokio::test]
async fn a_real_server_takes_a_mail_that_holds_no_code() {
    let mut relay = Relay::start("none", false);
    let mut message = message("alice@example.net", 3);
    message.code = String::new();
    message.text =
        "Zu Ihrem Konto bei Acme wurde eine Anmeldemethode hinzugefügt: Telefon (+1••••2661).".to_owned();
    message.html =
        Some("<p>Acme: <a href=\"https://example.com/help\">https://example.com/help</a></p>".to_owned());
    message.subject = Some("Sicherheitshinweis zu Ihrem Konto bei Acme & Söhne".to_owned());
    assert_eq!(smtp(&settings("smtp", &relay)).send(&message, NOW).await, Fate::accepted(None));
    let content = relay.received()["content"].as_str().expect("text").to_owned();
    assert!(content.contains("Subject: ") && content.contains("https://example.com/help"), "{content}");
}

#[tokio::test]
async fn a_real_server_s_refusal_of_a_recipient_is_told_without_the_address() {
    let mut relay = Relay::start("none", false);
    let smtp = smtp(&settings("smtp", &relay));
    let fate = smtp.send(&message("unknown@alice.example.net", 1), NOW).await;
    assert_eq!(fate.class(), "recipient", "{fate:?}");
    assert_discreet(&fate);
    // The connection is still good for the next.
    assert_eq!(smtp.send(&message("bob@example.net", 2), NOW).await.class(), "accepted");
    assert_eq!(relay.received()["to"], serde_json::json!(["bob@example.net"]));
}

#[tokio::test]
async fn the_login_is_carried_in_each_kind_of_protection() {
    for (encryption, scheme) in [("starttls", "smtp+starttls"), ("tls", "smtps"), ("none", "smtp")] {
        let mut relay = Relay::start(encryption, true);
        let settings = trusting(settings(scheme, &relay));
        assert_eq!(
            fate(&with_login(settings.clone(), "hunter2"), "bob@example.net").await.class(),
            "accepted"
        );
        let received = relay.received();
        assert_eq!(received["login"], "acme");
        assert_eq!(received["encrypted"], encryption != "none");
        assert_eq!(
            fate(&with_login(settings.clone(), "wrong"), "bob@example.net").await.class(),
            "credentials"
        );
        assert_eq!(fate(&settings, "bob@example.net").await.class(), "credentials");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_gets_no_message() {
    for (encryption, scheme) in [("starttls", "smtp+starttls"), ("tls", "smtps")] {
        let relay = Relay::start(encryption, true);
        let fate = fate(&with_login(settings(scheme, &relay), "hunter2"), "bob@example.net").await;
        assert!(matches!(&fate, Fate::Retryable { reason } if reason.contains("certificate")), "{fate:?}");
    }
}
