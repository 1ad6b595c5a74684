//! What an operator sees of messages, providers and costs.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::run::{Directory, Server};
use crate::text;

const IRISH: &str = "+353861234567";

/// An HTTP endpoint that takes every message and names a price.
struct Gateway {
    address: SocketAddr,
    taken: Arc<AtomicUsize>,
}

impl Gateway {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let taken = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&taken);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if take(stream).is_some() {
                    counted.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        Self { address, taken }
    }

    fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }

    /// A directory whose Irish messages go to a provider that isn't there, and then to this one.
    fn directory(&self, of: Directory) -> Directory {
        // Nobody listens at a port that was just given back.
        let gone = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let provider = |name: &str, address: SocketAddr, more: &str| {
            format!(
                "[[providers]]\nname = '{name}'\nkind = 'webhook'\nurl = 'http://{address}/'\n\
                 secret = '0123456789abcdef'\n{more}\n"
            )
        };
        of.configured(&format!(
            "{}{}{}[[routes]]\nname = 'ireland'\nto = ['IE']\nproviders = ['broken', 'gateway']\n\
             [[channel_orders]]\nchannels = ['sms', 'call']\n",
            provider("broken", gone, "channels = ['sms']"),
            provider(
                "gateway",
                self.address,
                "channels = ['sms', 'call']\nprice = '0.05'\nprices = ['IE=0.04']"
            ),
            provider("phones", self.address, "channels = ['call']"),
        ))
    }
}

/// Reads one request and takes the message in it.
fn take(mut stream: TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    reader.read_exact(&mut vec![0; length]).ok()?;
    let body = r#"{"id": "m-1", "parts": 2, "price": {"amount": "0.06", "currency": "EUR"}}"#;
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).ok()
}

/// The only send there is, once a provider has it.
fn sent(directory: &Directory) -> Value {
    for _ in 0..600 {
        let mut found = directory.json(&["deliveries", "list", "--state", "sent"]);
        if let Some(rows) = found.as_array_mut().filter(|rows| !rows.is_empty()) {
            assert_eq!(rows.len(), 1);
            return rows.remove(0);
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the message was not sent");
}

#[test]
fn where_a_message_would_go_is_told_with_and_without_a_server_and_nothing_is_sent() {
    let gateway = Gateway::open();
    let directory = gateway.directory(Directory::empty());
    let explain = ["route", "explain", IRISH];
    let found = directory.json(&explain);
    assert_eq!((text(&found, "route"), text(&found, "country")), ("ireland".into(), "IE".into()));
    assert!(text(&found, "because").contains("(IE)") && !text(&found, "to").contains("861234567"), "{found}");
    let asked = |first: &str, percent: u64, price: Option<&str>, now: Option<&str>| json!({"provider": first, "first_percent": percent, "price": price, "now": now});
    assert_eq!(
        found["asked"],
        json!([asked("broken", 100, None, None), asked("gateway", 0, Some("0.04"), None)])
    );
    assert_eq!(
        found["passed_over"],
        json!([{"not_asked": "phones", "why": "route ireland doesn't name it"}])
    );
    assert_eq!(
        found["next_channels"],
        json!([{"next_channel": "call", "seconds_later": 20, "only_auto": false}])
    );
    // No data was made for the answer.
    assert!(!directory.file("").exists());
    let _server = Server::start(&directory);
    let found = directory.json(&explain);
    assert_eq!(found["asked"][0], asked("broken", 100, None, Some("works")));
    let other = directory.json(&["route", "explain", "+4520123456", "--channel", "call"]);
    assert_eq!((&other["route"], &other["asked"][0]["price"]), (&Value::Null, &json!("0.05")));
    assert_eq!(other["asked"][1]["provider"], json!("phones"));
    let people = directory.succeeds(&explain);
    assert!(people.contains("first_percent") && people.contains("not_asked"), "{people}");
    for (wrong, hint) in [
        (&["route", "explain", "+353"][..], "+353"),
        (&["route", "explain", IRISH, "--channel", "fax"][..], "sms, call"),
        (&["route", "explain", IRISH, "--service", "VA1"][..], "32 hex digits"),
    ] {
        let (code, told) = directory.refused(wrong);
        assert!(code == 1 && told.contains(hint), "{told}");
    }
    assert_eq!(gateway.taken(), 0);
}

#[test]
fn a_failover_its_cost_and_its_providers_are_seen_with_and_without_a_server() {
    let gateway = Gateway::open();
    for directory in [Directory::empty(), Directory::bare().with_postgres()] {
        let directory = directory.also_configured(|directory| gateway.directory(directory));
        let server = Server::start(&directory);
        directory.json(&["verify", "send", "--to", IRISH]);
        let row = sent(&directory);
        let hops: Vec<_> = row["asked"].as_array().expect("hops").iter().map(ToString::to_string).collect();
        assert!(hops.len() == 2, "{row}");
        assert!(hops[0].contains("broken retryable") && hops[1].contains("gateway accepted"), "{row}");
        assert_eq!((&row["cost"], &row["error"]), (&json!(["0.06 EUR"]), &Value::Null));
        assert!(!row.to_string().contains("861234567"), "{row}");

        let sid = text(&row, "delivery");
        let shown = directory.json(&["deliveries", "show", &sid]);
        let journal = shown["journal"].as_array().expect("a journal");
        assert_eq!(
            (&journal[0]["provider"], &journal[0]["outcome"]),
            (&json!("broken"), &json!("retryable"))
        );
        assert!(journal[0]["why"].is_string() && journal[0]["ms"].is_u64(), "{shown}");
        assert_eq!((&journal[1]["cost"], &journal[1]["parts"]), (&json!("0.06 EUR"), &json!(2)));
        assert_eq!((&shown["verification_status"], &shown["state"]), (&json!("pending"), &json!("sent")));
        assert!(!shown.to_string().contains("861234567"), "{shown}");

        for filter in
            [&["--failed"][..], &["--provider", "phones"], &["--channel", "call"], &["--to", "+4520123456"]]
        {
            assert_eq!(directory.json(&[&["deliveries", "list"], filter].concat()), json!([]), "{filter:?}");
        }
        for filter in [&["--provider", "broken"][..], &["--to", IRISH], &["--since", "1h", "--limit", "1"]] {
            let found = directory.json(&[&["deliveries", "list"], filter].concat());
            assert_eq!(found[0]["delivery"], json!(sid), "{filter:?}");
        }
        assert!(directory.refused(&["deliveries", "list", "--state", "lost"]).1.contains("queued, sent"));
        assert!(directory.refused(&["deliveries", "show", "VL1"]).1.contains("32 hex digits"));
        assert_eq!(directory.refused(&["deliveries", "list", "--limit", "0"]).0, 2);

        let seen = |directory: &Directory| {
            let status = directory.json(&["providers", "status"]);
            let of = |place: usize| {
                let row = &status[place];
                assert!(row["p95_ms"].is_null() == (row["asked"] == json!(0)), "{row}");
                [
                    "provider",
                    "now",
                    "asked",
                    "accepted",
                    "failed",
                    "arrived_percent",
                    "approved_percent",
                    "balance",
                ]
                .map(|name| row[name].clone())
            };
            assert_eq!(
                of(0),
                [
                    json!("broken"),
                    json!("works"),
                    json!(1),
                    json!(0),
                    json!(1),
                    json!(null),
                    json!(null),
                    json!(null)
                ]
            );
            let told = status[1]["arrived_percent"].clone();
            assert_eq!(
                of(1),
                [
                    json!("gateway"),
                    json!("works"),
                    json!(1),
                    json!(1),
                    json!(0),
                    told,
                    json!(0.0),
                    json!(null)
                ]
            );
            directory.json(&["costs", "--by", "country,provider"])
        };
        let spent = json!([{"country": "IE", "provider": "gateway", "currency": "EUR", "cost": "0.06", "sends": 1,
            "parts": 2, "estimate": null}]);
        assert_eq!(seen(&directory), spent);
        drop(server);
        assert_eq!(seen(&directory), spent, "the same without a server");
        assert_eq!(directory.json(&["deliveries", "list"])[0]["delivery"], json!(sid));
    }
    assert!(Directory::with_data().refused(&["costs", "--by", "day,day"]).1.contains("twice"));
}
