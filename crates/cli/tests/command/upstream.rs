//! What an operator sees of an upstream: where an address goes, and whether the upstream can be asked.

use std::net::TcpListener;

use serde_json::Value;

use crate::run::{Directory, Server};
use crate::text;

/// The places of the two among a hundred in this service are 43 and 70 (`delivery/upstream/list.rs`).
const SERVICE: &str = "VA0123456789abcdef0123456789abcdef";
const AMERICAN: &str = "+15017122661";
const GERMAN: &str = "+4915112345678";

/// A directory with an upstream at which nobody listens, for a share of the addresses.
fn directory(percent: u8) -> Directory {
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    Directory::empty().configured(&format!(
        "[[upstreams]]\nname = 'twilio'\npercent = {percent}\nservice = '{SERVICE}'\n\
         verify_service_sid = 'VAffffffffffffffffffffffffffffffff'\n\
         account_sid = 'AC0123456789abcdef0123456789abcdef'\nauth_token = 'secret-token'\nurl = 'http://{gone}'\n"
    ))
}

fn where_to(directory: &Directory, to: &str, more: &[&str]) -> Value {
    let found = directory.json(&[&["route", "explain", to], more].concat());
    found["upstream"].clone()
}

#[test]
fn route_explain_tells_which_address_goes_to_the_upstream_with_and_without_a_server() {
    let directory = directory(50);
    let told = || {
        let of = |to: &str| where_to(&directory, to, &["--service", SERVICE]);
        let goes = "goes to twilio and not to the providers (50 % of the addresses do)";
        assert_eq!(
            (of(AMERICAN), of(GERMAN)),
            (goes.into(), "stays here (50 % of the addresses go to twilio)".into())
        );
        let telegram = where_to(&directory, AMERICAN, &["--service", SERVICE, "--channel", "telegram"]);
        assert_eq!(telegram, Value::from("stays here: twilio doesn't carry telegram"));
        assert_eq!(where_to(&directory, AMERICAN, &[]), Value::Null, "another service has no part in it");
    };
    told();
    let _server = Server::start(&directory);
    told();
    let status = directory.json(&["providers", "status"]);
    let rows = status.as_array().expect("rows");
    assert!(rows.iter().any(|row| row["provider"] == "upstream:twilio"), "{status}");
}

#[test]
fn the_doctor_asks_the_upstream_and_never_shows_its_secret() {
    let found = directory(10).found();
    let rows = found.as_array().expect("a list");
    let row = rows.iter().find(|row| row["check"] == "upstream twilio").expect("a finding");
    assert!(text(row, "what").contains("no answer"), "{row}");
    assert!(!found.to_string().contains("secret-token"));
}
