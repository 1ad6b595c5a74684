//! A device that is woken and answers: what a configured server measures of it, and what it keeps out of its log.

use std::time::Duration;

use countersign_testkit::Device;
use serde_json::json;

use crate::support::{Caller, Engine, Home, Sink};

/// A provider that wakes browsers, and nobody is where this one's push service should be.
const BROWSERS: &str = "[[providers]]\nname = 'browsers'\nkind = 'web-push'\n\
    vapid_private_key = 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'\nvapid_subject = 'mailto:ops@example.com'\n\
    allow_private = ['127.0.0.0/8']\nallow_http = true\n";
const QUESTION: &str = "Let Bob in from Berlin?";
const FIELDS: &str = "sid,account_sid,service_sid,entity_sid,identity,factor_sid,date_created,expiration_date,details,hidden_details";

#[tokio::test]
async fn waking_and_answering_leave_numbers_and_no_secrets() {
    let (home, sink) = (Home::new(Engine::Sqlite), Sink::start().await);
    home.send_to(&sink, BROWSERS);
    let account = home.account().await;
    let mut server = home.start();
    let caller = Caller { base: server.base.clone(), account };
    let person = format!("{}/Entities/ann-0001", caller.service().await);
    let (device, address) = (Device::new(), "http://127.0.0.1:9/push/name-of-the-browser");
    let keys = json!({
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    });
    let (key, token) = (device.public_key(), json!({ "endpoint": address, "keys": keys }).to_string());
    let binding = [
        ("FriendlyName", "Browser"),
        ("FactorType", "push"),
        ("Binding.Alg", "ES256"),
        ("Binding.PublicKey", &key),
        ("Config.AppId", "com.example.app"),
        ("Config.NotificationPlatform", "webpush"),
        ("Config.NotificationToken", &token),
    ];
    let (status, factor) = caller.post(&format!("{person}/Factors"), &binding).await;
    assert_eq!(status, 201, "{factor}");
    let sid = factor["sid"].as_str().expect("a SID");
    let (_, verified) =
        caller.post(&format!("{person}/Factors/{sid}"), &[("AuthPayload", &device.proof(sid))]).await;
    assert_eq!(verified["status"], "verified");
    let asked = [("FactorSid", sid), ("Details.Message", QUESTION)];
    let (status, challenge) = caller.post(&format!("{person}/Challenges"), &asked).await;
    assert_eq!(status, 201, "{challenge}");
    // Woken behind the answer, so it may take a moment.
    let woken =
        "countersign_notice_seconds_count{provider=\"browsers\",platform=\"webpush\",outcome=\"later\"} ";
    while !server.ops("/metrics").await.1.lines().any(|line| line.starts_with(woken)) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let path = format!("{person}/Challenges/{}", challenge["sid"].as_str().expect("a SID"));
    let forged = Device::new().answer(FIELDS, &challenge, "approved");
    assert_eq!(caller.post(&path, &[("AuthPayload", &forged)]).await.0, 403);
    let (_, answered) =
        caller.post(&path, &[("AuthPayload", &device.answer(FIELDS, &challenge, "approved"))]).await;
    assert_eq!(answered["status"], "approved", "{answered}");
    let measured = server.ops("/metrics").await.1;
    for line in [
        "countersign_challenges_total{factor_type=\"push\",outcome=\"created\"} 1",
        "countersign_challenge_answers_total{factor_type=\"push\",outcome=\"approved\"} 1",
        "countersign_challenge_answers_total{factor_type=\"none\",outcome=\"refused\"} 1",
    ] {
        assert!(measured.lines().any(|found| found == line), "{line} in {measured}");
    }
    assert_eq!(server.stop(), 0);
    let log = server.text();
    assert!(log.contains("webpush"), "the try stands in the log: {log}");
    for secret in ["name-of-the-browser", "BTBZMqHH6r4Tts7J_aSIgg", QUESTION, &key, &forged] {
        assert!(!log.contains(secret) && !measured.contains(secret), "{secret} in {log}");
    }
}
