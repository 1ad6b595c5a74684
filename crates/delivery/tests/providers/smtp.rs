//! The SMTP provider against servers that refuse, vanish or fall silent at each step.

use std::net::TcpListener;
use std::time::Duration;

use countersign_delivery::providers::{Smtp, SmtpSettings};
use countersign_delivery::{Provider, SEND_LIMIT, Secret};
use countersign_model::Fate;

use crate::scripted_smtp::{Act, Moment, Scripted};
use crate::{NOW, assert_discreet, message};

fn settings(scheme: &str, port: u16) -> SmtpSettings {
    SmtpSettings {
        url: format!("{scheme}://127.0.0.1:{port}"),
        from: "Acme <login@example.com>".to_owned(),
        username: None,
        password: None,
        helo: Some("countersign.test".to_owned()),
        ca_file: None,
        timeout_seconds: None,
    }
}

fn smtp(server: &Scripted) -> Smtp {
    Smtp::new("mail", &settings("smtp", server.port), SEND_LIMIT).expect("a provider")
}

async fn send(smtp: &Smtp) -> Fate {
    let fate = smtp.send(&message("alice@example.net", 1), NOW).await;
    assert_discreet(&fate);
    fate
}

async fn class(script: &'static [(Moment, Act)]) -> &'static str {
    send(&smtp(&Scripted::start(script))).await.class()
}

#[tokio::test]
async fn a_passing_refusal_at_any_step_may_be_tried_again() {
    for script in [
        &[("HELLO", Act::Say("421 too busy"))],
        &[("EHLO", Act::Say("421 4.3.2 shutting down"))],
        &[("MAIL", Act::Say("451 4.3.0 try later"))],
        &[("RCPT", Act::Say("450 4.7.1 greylisted"))],
        &[("DATA", Act::Say("452 4.3.1 out of storage"))],
        &[("TEXT", Act::Say("451 4.7.1 <alice@example.net> your code 481516: later"))],
    ] {
        assert_eq!(class(script).await, "retryable", "{script:?}");
    }
}

#[tokio::test]
async fn a_final_refusal_names_the_one_at_fault_by_its_step() {
    for (script, expected) in [
        (&[("HELLO", Act::Say("554 5.7.1 your address is listed"))], "credentials"),
        (&[("EHLO", Act::Say("550 go away"))], "credentials"),
        (&[("MAIL", Act::Say("550 5.1.8 unknown sender domain"))], "message"),
        (&[("MAIL", Act::Say("530 5.7.0 log in first"))], "credentials"),
        (&[("RCPT", Act::Say("550 <alice@example.net> unknown"))], "recipient"),
        (&[("RCPT", Act::Say("554 5.7.1 relay access denied"))], "message"),
        (&[("DATA", Act::Say("554 no valid recipients"))], "message"),
        (&[("TEXT", Act::Say("554 5.7.1 looks like spam"))], "message"),
        (&[("TEXT", Act::Say("550 5.1.1 <alice@example.net> unknown"))], "recipient"),
    ] {
        assert_eq!(class(script).await, expected, "{script:?}");
    }
}

#[tokio::test]
async fn a_connection_lost_before_the_message_was_handed_over_may_be_tried_again() {
    for script in [
        &[("HELLO", Act::Drop)],
        &[("EHLO", Act::Drop)],
        &[("MAIL", Act::Drop)],
        &[("RCPT", Act::Drop)],
        &[("DATA", Act::Drop)],
        &[("HELLO", Act::Say("SSH-2.0-OpenSSH_9.2"))],
    ] {
        assert_eq!(class(script).await, "retryable", "{script:?}");
    }
}

#[tokio::test]
async fn a_connection_lost_after_the_final_dot_is_ambiguous() {
    assert_eq!(class(&[("TEXT", Act::Drop)]).await, "ambiguous");
    assert_eq!(class(&[("TEXT", Act::Say("what?"))]).await, "ambiguous");
}

#[tokio::test]
async fn a_refused_connection_may_be_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let smtp = Smtp::new("mail", &settings("smtp", port), SEND_LIMIT).expect("a provider");
    let fate = send(&smtp).await;
    assert!(matches!(&fate, Fate::Retryable { reason } if reason.contains("refused")), "{fate:?}");
}

#[tokio::test]
async fn silence_is_ambiguous_once_the_message_was_handed_over_and_not_before() {
    let early = Scripted::start(&[("MAIL", Act::Hang)]);
    let hurried = |server: &Scripted, limit| {
        Smtp::new("mail", &settings("smtp", server.port), limit).expect("a provider")
    };
    assert_eq!(send(&hurried(&early, Duration::from_millis(50))).await.class(), "retryable");

    // On a slow machine a short limit may pass before the message is out. Then it is tried with a longer one.
    let late = Scripted::start(&[("TEXT", Act::Hang)]);
    for limit in [50, 200, 800, 3200, 12_800, 51_200] {
        let fate = send(&hurried(&late, Duration::from_millis(limit))).await;
        if late.count("TEXT") > 0 {
            assert_eq!(fate.class(), "ambiguous", "{fate:?}");
            return;
        }
    }
    panic!("the message never went out");
}

#[tokio::test]
async fn without_the_encryption_that_was_asked_for_nothing_is_sent() {
    let plain = Scripted::start(&[]);
    let starttls = SmtpSettings {
        username: Some("acme".to_owned()),
        password: Some(Secret::new("hunter2")),
        ..settings("smtp+starttls", plain.port)
    };
    let smtp = Smtp::new("mail", &starttls, SEND_LIMIT).expect("a provider");
    let fate = send(&smtp).await;
    assert!(matches!(&fate, Fate::Retryable { reason } if reason.contains("STARTTLS")), "{fate:?}");
    assert_eq!((plain.count("EHLO"), plain.count("AUTH"), plain.count("MAIL")), (1, 0, 0));
}

#[tokio::test]
async fn a_login_that_is_not_offered_or_refused_is_a_matter_of_credentials() {
    let scripts: [&[_]; 3] = [
        &[],
        &[("EHLO", Act::Say("250-scripted\r\n250 AUTH PLAIN")), ("AUTH", Act::Say("535 5.7.8 wrong"))],
        &[("EHLO", Act::Say("250-scripted\r\n250 AUTH CRAM-MD5"))],
    ];
    for script in scripts {
        let server = Scripted::start(script);
        let password = Some(Secret::new("hunter2"));
        let settings =
            SmtpSettings { username: Some("acme".to_owned()), password, ..settings("smtp", server.port) };
        let smtp = Smtp::new("mail", &settings, SEND_LIMIT).expect("a provider");
        assert_eq!(send(&smtp).await.class(), "credentials", "{script:?}");
        assert_eq!(server.count("MAIL"), 0);
    }
}

#[tokio::test]
async fn one_connection_serves_messages_in_a_row_also_after_a_refusal() {
    let server = Scripted::start(&[("TEXT", Act::Say("554 5.7.1 spam"))]);
    let smtp = smtp(&server);
    for _ in 0..3 {
        assert_eq!(send(&smtp).await.class(), "message");
    }
    assert_eq!((server.count("HELLO"), server.count("RSET"), server.count("TEXT")), (1, 2, 3));
}

#[tokio::test]
async fn a_kept_connection_that_has_died_or_grown_old_is_replaced() {
    let dying = Scripted::start(&[("RSET", Act::Drop)]);
    let smtp_to_dying = smtp(&dying);
    for _ in 0..2 {
        assert_eq!(send(&smtp_to_dying).await.class(), "accepted");
    }
    assert_eq!((dying.count("HELLO"), dying.count("TEXT")), (2, 2));

    let lasting = Scripted::start(&[]);
    let smtp_to_lasting = smtp(&lasting);
    for minutes in [0, 1] {
        let now = NOW.plus_millis(minutes * 60_000);
        let fate = smtp_to_lasting.send(&message("alice@example.net", 1), now).await;
        assert_eq!(fate.class(), "accepted");
    }
    assert_eq!((lasting.count("HELLO"), lasting.count("RSET")), (2, 0));
}
