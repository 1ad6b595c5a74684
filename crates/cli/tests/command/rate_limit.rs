//! Rate limits from the command line, with and without a server.

use serde_json::{Value, json};

use crate::run::{Directory, Server};
use crate::text;

#[test]
fn a_rate_limit_and_its_buckets_are_made_listed_changed_and_deleted() {
    let directory = Directory::with_data();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    let made = directory.json(&["rate-limit", "create", &service, "end_user_ip", "--description", "By IP"]);
    assert_eq!(
        (text(&made, "unique_name"), text(&made, "description")),
        ("end_user_ip".into(), "By IP".into())
    );
    let server = Server::start(&directory);
    let bucket =
        ["rate-limit", "bucket", "create", &service, "end_user_ip", "--max", "5", "--interval", "60"];
    let bucket = text(&directory.json(&bucket), "bucket");
    let sid = text(&made, "rate_limit");
    let longer = ["rate-limit", "bucket", "create", &service, &sid, "--max", "20", "--interval", "3600"];
    directory.json(&longer);
    let listed = directory.json(&["rate-limit", "list", &service]);
    assert_eq!(listed[0]["buckets"], "5 in 60 s, 20 in 3600 s");
    let changed = ["rate-limit", "bucket", "update", &service, "end_user_ip", &bucket, "--max", "6"];
    assert_eq!(directory.json(&changed)["max"], 6);
    let shown = directory.json(&["rate-limit", "show", &service, "end_user_ip"]);
    let windows: Vec<[&Value; 2]> = shown["buckets"]
        .as_array()
        .expect("buckets")
        .iter()
        .map(|it| [&it["max"], &it["interval"]])
        .collect();
    assert_eq!(windows, [[&json!(6), &json!(60)], [&json!(20), &json!(3600)]]);
    let one = directory.json(&["rate-limit", "bucket", "show", &service, &sid, &bucket]);
    assert_eq!((&one["max"], &one["interval"]), (&json!(6), &json!(60)));
    directory.succeeds(&["rate-limit", "bucket", "delete", &service, "end_user_ip", &bucket]);
    let left = directory.json(&["rate-limit", "bucket", "list", &service, "end_user_ip"]);
    assert_eq!((left.as_array().map(Vec::len), &left[0]["interval"]), (Some(1), &json!(3600)));
    drop(server);
    let cleared = directory.json(&["rate-limit", "update", &service, &sid, "--description", ""]);
    assert_eq!(cleared["description"], Value::Null);
    let (code, told) = directory.refused(&["rate-limit", "delete", &service, "end_user_ip"]);
    assert!(code == 1 && told.contains("--yes"), "{code} {told}");
    directory.succeeds(&["rate-limit", "delete", &service, "end_user_ip", "--yes"]);
    assert_eq!(directory.json(&["rate-limit", "list", &service]), json!([]));
}

#[test]
fn what_a_rate_limit_cannot_be_is_told_in_a_sentence() {
    let directory = Directory::with_data();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    let refused = |arguments: &[&str], word: &str| {
        let (code, told) = directory.refused(&[&["rate-limit"], arguments].concat());
        assert!(code == 1 && told.contains(word), "{arguments:?}: {code} {told}");
    };
    let nowhere = "VA00000000000000000000000000000000";
    refused(&["create", &service, "end user ip"], "letters, digits");
    refused(&["create", nowhere, "ip"], "no service");
    refused(&["list", nowhere], "no service");
    directory.json(&["rate-limit", "create", &service, "ip"]);
    refused(&["create", &service, "ip"], "already");
    refused(&["show", &service, "iq"], "no rate limit iq");
    refused(&["bucket", "create", &service, "iq", "--max", "1", "--interval", "60"], "no rate limit iq");
    refused(&["bucket", "create", &service, "ip", "--max", "0", "--interval", "60"], "1 to 1000000");
    directory.json(&["rate-limit", "bucket", "create", &service, "ip", "--max", "1", "--interval", "60"]);
    refused(&["bucket", "create", &service, "ip", "--max", "2", "--interval", "60"], "already");
    let bucket = "BL00000000000000000000000000000000";
    refused(&["bucket", "update", &service, "ip", bucket, "--max", "2"], "no bucket");
    refused(&["bucket", "delete", &service, "ip", bucket], "no bucket");
}
