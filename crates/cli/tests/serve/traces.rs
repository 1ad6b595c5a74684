//! Traces as a collector reads them.

use serde_json::{Value, json};

use crate::collector::Collector;
use crate::support::{Caller, Engine, Home, Server, Sink};

const ALICE: &str = "+15017122661";
const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// A server whose spans go to a collector.
async fn started(engine: Engine, sink: &Sink, collector: &Collector, percent: u64) -> (Home, Server, Caller) {
    let home = Home::new(engine);
    home.send_to(
        sink,
        &format!(
            "[traces]\nendpoint = '{}'\nheaders = 'authorization=Bearer hunter2'\nsample_percent = {percent}\n",
            collector.endpoint
        ),
    );
    let account = home.account().await;
    let server = home.start();
    let caller = Caller { base: server.base.clone(), account };
    (home, server, caller)
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}"))
}

/// The only span of this name.
fn named<'s>(spans: &'s [Value], name: &str) -> &'s Value {
    let found: Vec<_> = spans.iter().filter(|span| span["name"] == name).collect();
    assert_eq!(found.len(), 1, "{name} in {spans:#?}");
    found[0]
}

async fn traced(engine: Engine) {
    let (sink, mut collector) = (Sink::start().await, Collector::answering(200));
    let (_home, mut server, caller) = started(engine, &sink, &collector, 0).await;
    let service = caller.service().await;
    let path = format!("{service}/Verifications");
    let create = [("To", ALICE), ("Channel", "sms")];
    // Nobody asks for a trace, or somebody asks for none: nothing is recorded at 0 percent.
    assert_eq!(caller.post(&path, &create).await.0, 201);
    let unsampled = PARENT.replace("-01", "-00");
    assert_eq!(caller.post_with(&path, &create, &[("traceparent", &unsampled)]).await.0, 201);
    let twice = [("traceparent", PARENT), ("traceparent", PARENT)];
    assert_eq!(caller.post_with(&path, &create, &twice).await.0, 201);
    let (status, created) = caller.post_with(&path, &create, &[("traceparent", PARENT)]).await;
    assert_eq!(status, 201, "{created}");
    while sink.count(ALICE) < 4 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let code = sink.code(ALICE).await;
    // What waits is shipped at the end.
    assert_eq!(server.stop(), 0);

    let request = collector.request();
    assert_eq!(
        (&request["path"], &request["headers"]["authorization"]),
        (&json!("/v1/traces"), &json!("Bearer hunter2"))
    );
    assert_eq!(request["resource"]["service.name"], "countersign");
    let mut requests = vec![request];
    requests.extend(collector.rest());
    let spans: Vec<Value> =
        requests.iter().flat_map(|request| request["spans"].as_array().expect("spans")).cloned().collect();

    // One trace, the caller's own, and every span under another one of it.
    let trace = "0af7651916cd43dd8448eb211c80319c";
    assert!(spans.iter().all(|span| span["trace"] == trace), "{spans:#?}");
    let root = named(&spans, "POST /v2/Services/{service}/Verifications");
    assert_eq!((&root["parent"], &root["kind"]), (&json!("b7ad6b7169203331"), &json!("SPAN_KIND_SERVER")));
    let send = named(&spans, "send");
    assert_eq!((&send["parent"], &send["kind"]), (&root["span"], &json!("SPAN_KIND_CLIENT")));
    assert_eq!(
        send["attributes"],
        json!({"countersign.provider": "sink", "countersign.channel": "sms", "countersign.fate": "accepted"})
    );
    let writes: Vec<_> = spans.iter().filter(|span| span["name"] == "database write").collect();
    assert_eq!(writes.len(), 2, "the create, and what became of its send: {spans:#?}");
    for span in &spans {
        assert!(span == root || span["parent"] == root["span"], "{span}");
        assert!(
            span["began"].as_u64() >= root["began"].as_u64()
                && span["ended"].as_u64() >= span["began"].as_u64()
        );
        assert_eq!(span["has_failed"], false, "{span}");
    }

    // What a request says of itself, and nothing else.
    let said = root["attributes"].as_object().expect("attributes");
    let mut keys: Vec<_> = said.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "countersign.account_sid",
            "countersign.request_id",
            "http.request.method",
            "http.response.status_code",
            "http.route"
        ]
    );
    assert_eq!(said["countersign.account_sid"], caller.account.0.as_str());
    assert_eq!(said["http.response.status_code"], 201);
    let id = text(&root["attributes"], "countersign.request_id");
    assert!(server.text().contains(id), "the log speaks of the same request");
    for secret in [ALICE, &ALICE[2..], &code, &caller.account.1, "hunter2", text(&created, "sid")] {
        assert!(requests.iter().all(|request| !text(request, "whole").contains(secret)), "{secret}");
    }
}

#[tokio::test]
async fn a_request_its_transactions_and_its_send_are_one_trace_without_secrets_on_sqlite() {
    traced(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_request_its_transactions_and_its_send_are_one_trace_without_secrets_on_postgresql() {
    traced(Engine::Postgres).await;
}

#[tokio::test]
async fn a_failed_request_is_marked_and_a_strangers_has_no_account() {
    let (sink, mut collector) = (Sink::start().await, Collector::answering(200));
    let (_home, mut server, mut caller) = started(Engine::Sqlite, &sink, &collector, 100).await;
    caller.account.1 = "wrong".to_owned();
    assert_eq!(caller.post("/v2/Services", &[]).await.0, 401);
    assert_eq!(caller.post("/nowhere/+15017122661", &[]).await.0, 404);
    assert_eq!(server.stop(), 0);
    let request = collector.request();
    let spans = request["spans"].as_array().expect("spans");
    let refused = named(spans, "POST /v2/Services");
    assert_eq!((&refused["has_failed"], &refused["parent"]), (&json!(false), &json!("")));
    assert!(refused["attributes"].get("countersign.account_sid").is_none(), "{refused}");
    assert_eq!(named(spans, "POST none")["attributes"]["http.response.status_code"], 404);
    assert!(!text(&request, "whole").contains("5017122661"));
}

#[tokio::test]
async fn a_collector_that_refuses_costs_spans_and_nothing_else() {
    let (sink, collector) = (Sink::start().await, Collector::answering(401));
    let (_home, mut server, caller) = started(Engine::Sqlite, &sink, &collector, 100).await;
    caller.service().await;
    let lost = async || {
        let measured = server.ops("/metrics").await.1;
        let line = measured
            .lines()
            .find_map(|line| line.strip_prefix("countersign_trace_spans_total{outcome=\"unsent\"} "));
        line.expect("a count").parse::<u64>().expect("a number")
    };
    while lost().await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(caller.post("/v2/Services", &[("FriendlyName", "Acme")]).await.0, 201);
    assert_eq!(server.stop(), 0);
    let told: Vec<_> = server.lines().into_iter().filter(|line| line["level"] == "WARN").collect();
    assert_eq!(told.len(), 1, "told once: {told:?}");
    assert!(text(&told[0], "trouble").contains("401"), "{told:?}");
}

#[tokio::test]
async fn a_collector_that_hangs_keeps_no_request_and_no_end_waiting() {
    // Takes connections and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let home = Home::new(Engine::Sqlite);
    let sink = Sink::start().await;
    let address = silent.local_addr().expect("an address");
    home.send_to(
        &sink,
        &format!("[traces]\nendpoint = 'http://{address}/v1/traces'\nsample_percent = 100\n"),
    );
    let account = home.account().await;
    let mut server = home.start();
    let caller = Caller { base: server.base.clone(), account };
    caller.service().await;
    let (_held, _) = silent.accept().expect("its connection");
    for _ in 0..20 {
        assert_eq!(caller.post("/v2/Services", &[("FriendlyName", "Acme")]).await.0, 201);
    }
    assert_eq!(server.stop(), 0);
}
