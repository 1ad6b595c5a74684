//! A session with a configured server, and what it leaves in logs and measurements.

use crate::support::{Caller, Engine, Home, Sink};

const ALICE: &str = "+15017122661";
const MAIL: &str = "alice.smith@example.com";

async fn session(engine: Engine) {
    let (home, sink) = (Home::new(engine), Sink::start().await);
    home.send_to(&sink, "");
    let account = home.account().await;
    let mut server = home.start();
    let caller = Caller { base: server.base.clone(), account: account.clone() };
    let service = caller.service().await;
    let (starts, checks) = (format!("{service}/Verifications"), format!("{service}/VerificationCheck"));
    let mut secrets = vec![account.1.clone(), ALICE.to_owned(), ALICE[2..].to_owned(), MAIL.to_owned()];

    for (to, channel) in [(ALICE, "sms"), (MAIL, "email")] {
        let (status, started) = caller.post(&starts, &[("To", to), ("Channel", channel)]).await;
        assert_eq!(status, 201, "{started}");
        let code = sink.code(to).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let (_, checked) = caller.post(&checks, &[("To", to), ("Code", wrong)]).await;
        assert_eq!(checked["status"], "pending");
        let (_, checked) = caller.post(&checks, &[("To", to), ("Code", &code)]).await;
        assert_eq!(checked["status"], "approved");
        secrets.push(code);
    }
    // What strangers and mistakes leave must be no better.
    caller.post(&format!("{starts}/{ALICE}"), &[("Status", "canceled")]).await;
    caller.post(&starts, &[("To", "+15017122661999"), ("Channel", "sms")]).await;
    caller.post(&format!("/nowhere/{ALICE}"), &[]).await;
    let stranger =
        Caller { base: server.base.clone(), account: (account.0.clone(), "wrong-token-9f3".into()) };
    assert_eq!(stranger.post("/v2/Services", &[]).await.0, 401);
    secrets.push("wrong-token-9f3".into());

    for (path, told) in [("/healthz", "alive"), ("/readyz", "ok   clock"), ("/metrics", "# TYPE")] {
        let (status, text) = server.ops(path).await;
        assert!(status == 200 && text.contains(told), "{path} {text}");
    }
    let measured = server.ops("/metrics").await.1;
    for line in [
        "countersign_verification_starts_total{channel=\"sms\",outcome=\"started\"} 1",
        "countersign_verification_checks_total{channel=\"email\",outcome=\"wrong\"} 1",
        "countersign_verification_checks_total{channel=\"email\",outcome=\"approved\"} 1",
        "countersign_send_seconds_count{provider=\"sink\",channel=\"sms\",fate=\"accepted\"} 1",
        "countersign_request_seconds_count{method=\"POST\",route=\"/v2/Services/{service}/Verifications\",status=\"201\"} 2",
        "countersign_outbox_messages 0",
        "countersign_database_busy_total{queue=\"write\"} 0",
    ] {
        assert!(measured.lines().any(|found| found == line), "{line} in {measured}");
    }
    assert!(!measured.contains("VA") && !measured.contains("AC0"), "no SIDs: {measured}");
    // Approvals are counted by provider behind, every few seconds.
    for channel in ["sms", "email"] {
        let counted = format!("countersign_conversions_total{{provider=\"sink\",channel=\"{channel}\"}} 1");
        while !server.ops("/metrics").await.1.lines().any(|found| found == counted) {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }
    assert_eq!(server.stop(), 0);

    let (log, lines) = (server.text(), server.lines());
    assert_eq!(log.lines().count(), lines.len(), "every line is JSON: {log}");
    let told = lines
        .iter()
        .find(|line| line["route"] == "/v2/Services/{service}/VerificationCheck")
        .expect("a request");
    assert_eq!((&told["method"], &told["status"]), (&"POST".into(), &200.into()), "{told}");
    assert_eq!(told["account.sid"], account.0.as_str(), "{told}");
    assert!(told["duration_ms"].as_f64().is_some_and(|took| took > 0.0), "{told}");
    assert!(told["span"]["request.id"].as_str().is_some_and(|id| id.starts_with("RQ")), "{told}");
    for secret in secrets {
        assert!(!log.contains(&secret) && !measured.contains(&secret), "{secret} in {log}");
    }
}

#[tokio::test]
async fn a_session_on_sqlite_leaves_numbers_and_no_secrets() {
    session(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_session_on_postgresql_leaves_numbers_and_no_secrets() {
    session(Engine::Postgres).await;
}

#[tokio::test]
async fn the_operators_limit_on_bodies_counts() {
    let (home, sink) = (Home::new(Engine::Sqlite), Sink::start().await);
    home.send_to(&sink, "max_body_bytes = 8192");
    let account = home.account().await;
    let server = home.start();
    let caller = Caller { base: server.base.clone(), account };
    let long = "x".repeat(9000);
    assert_eq!(caller.post("/v2/Services", &[("FriendlyName", &long)]).await.0, 413);
}
