//! `countersign entity`, `factor` and `challenge` as an operator uses them.

use serde_json::json;
use totp_rs::Totp;

use crate::run::{Directory, Server};

const ANN: [&str; 2] = ["--identity", "ann-0001"];

/// The code of the present moment, or of so many steps later.
fn code(app: &Totp, steps: u64) -> String {
    let now = seconds_now() + steps * 30;
    app.generate(now).to_string()
}

/// Seconds since 1970 by the machine's clock, which the command has too.
fn seconds_now() -> u64 {
    let output = std::process::Command::new("date").arg("+%s").output().expect("date");
    String::from_utf8(output.stdout).expect("text").trim().parse().expect("a number")
}

#[test]
fn a_factor_is_made_verified_asked_for_and_deleted_with_and_without_a_server() {
    let directory = Directory::with_data();
    let made =
        directory.json(&[&["factor", "create", "Ann's phone", "--set", "Config.Skew=2"], &ANN[..]].concat());
    assert_eq!(
        (&made["status"], &made["skew"], &made["type"]),
        (&json!("unverified"), &json!(2), &json!("totp"))
    );
    let factor = made["factor"].as_str().expect("a SID").to_owned();
    let app =
        Totp::from_url_unchecked(made["uri"].as_str().expect("a URI")).expect("a URI that an app can scan");

    let server = Server::start(&directory);
    let (exit, told) =
        directory.refused(&[&["factor", "verify", &factor, "--code", "abcdef"], &ANN[..]].concat());
    assert!(exit == 1 && told.contains("not verified"), "{told}");
    let shown = directory.json(&[&["factor", "show", &factor], &ANN[..]].concat());
    assert_eq!((&shown["wrong_codes"], shown.get("secret"), shown.get("uri")), (&json!(1), None, None));
    let verified =
        directory.json(&[&["factor", "verify", &factor, "--code", &code(&app, 0)], &ANN[..]].concat());
    assert_eq!(verified["status"], "verified");
    let approved =
        directory.json(&[&["challenge", "create", &factor, "--code", &code(&app, 2)], &ANN[..]].concat());
    assert_eq!(approved["status"], "approved");
    let (exit, told) =
        directory.refused(&[&["challenge", "create", &factor, "--code", "abcdef"], &ANN[..]].concat());
    assert!(exit == 1 && told.contains("not approved"), "{told}");
    drop(server);

    let pending = directory.json(&[&["challenge", "create", &factor], &ANN[..]].concat());
    let challenge = pending["challenge"].as_str().expect("a SID").to_owned();
    let answer = ["challenge", "answer", &challenge, "--code", "abcdef"];
    assert!(directory.refused(&[&answer[..], &ANN[..]].concat()).1.contains("not approved"));
    let shown = directory.json(&[&["challenge", "show", &challenge], &ANN[..]].concat());
    assert_eq!((&shown["status"], &shown["wrong_answers"]), (&json!("pending"), &json!(1)));
    let listed = directory.json(&[&["challenge", "list", "--status", "approved"], &ANN[..]].concat());
    assert_eq!(listed.as_array().expect("a list").len(), 1);
    let text = directory.succeeds(&[&["factor", "list"], &ANN[..]].concat());
    assert!(text.contains(&factor) && text.contains("Ann's phone") && text.contains("verified"), "{text}");

    assert!(directory.refused(&[&["factor", "delete", &factor], &ANN[..]].concat()).1.contains("--yes"));
    directory.succeeds(&[&["factor", "delete", &factor, "--yes"], &ANN[..]].concat());
    let (exit, told) = directory.refused(&[&["factor", "show", &factor], &ANN[..]].concat());
    assert!(exit == 1 && told.contains("countersign factor list"), "{told}");
}

#[test]
fn a_person_is_made_listed_deleted_and_erased() {
    let directory = Directory::with_data();
    let made = directory.json(&["entity", "create", "Ann-0001"]);
    assert!(directory.refused(&["entity", "create", "ann-0001"]).1.contains("already"));
    assert_eq!(directory.json(&["entity", "show", "ANN-0001"]), made);
    assert_eq!(directory.json(&["entity", "list"])[0]["identity"], "Ann-0001");
    assert!(directory.refused(&["entity", "delete", "ann-0001"]).1.contains("--yes"));
    directory.succeeds(&["entity", "delete", "ann-0001", "--yes"]);
    assert!(directory.refused(&["entity", "show", "ann-0001"]).1.contains("no entity"));
    assert!(directory.refused(&["entity", "show", "ann"]).1.contains("8 to 64"));

    directory.json(&[&["factor", "create", "Phone"], &ANN[..]].concat());
    let erased = directory.json(&["erase", "--identity", "ANN-0001"]);
    assert_eq!(erased, json!({"entities": 1, "factors": 1, "challenges": 0, "waiting_events": 0}));
    assert_eq!(directory.json(&["entity", "list"]), json!([]));
    assert_eq!(directory.refused(&["erase", "--identity", "ann-0001", "--to", "+15017122661"]).0, 2);
    assert!(directory.refused(&["erase", "--identity", "ann"]).1.contains("8 to 64"));
}

#[test]
fn an_access_token_is_made_for_a_device_with_and_without_a_server() {
    let directory = Directory::with_data();
    let create = |more: &[&str]| directory.json(&[&["access-token", "create"], &ANN[..], more].concat());
    let made = create(&[]);
    let sid = made["access_token"].as_str().expect("a SID");
    assert!(made["token"].as_str().expect("a token").starts_with(&format!("{sid}.")), "{made}");
    assert_eq!(
        (&made["factor_type"], &made["ttl"], &made["name"]),
        (&json!("push"), &json!(60), &json!(null))
    );
    let server = Server::start(&directory);
    let named = create(&["--ttl", "300", "--name", "Ann's phone", "--factor-type", "push"]);
    assert_eq!((&named["ttl"], &named["name"]), (&json!(300), &json!("Ann's phone")));
    assert_ne!(named["token"], made["token"]);
    drop(server);
    for (bad, told) in [
        (["--ttl", "301"], "60 and 300"),
        (["--factor-type", "totp"], "without access tokens"),
        (["--name", ""], "1 to 64"),
        (["--identity", "ann"], "8 to 64"),
    ] {
        let identity = if bad[0] == "--identity" { &[][..] } else { &ANN[..] };
        let (exit, said) = directory.refused(&[&["access-token", "create"], identity, &bad[..]].concat());
        assert!(exit == 1 && said.contains(told), "{said}");
    }
}
