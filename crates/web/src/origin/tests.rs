use http::{HeaderName, HeaderValue};
use proptest::prelude::*;

use super::*;

const STRANGER: &str = "203.0.113.9";
const PROXY: &str = "10.0.0.2";

fn policy() -> OriginPolicy {
    OriginPolicy {
        public_url: None,
        trusted_proxies: CidrList::parse("10.0.0.0/8, fd00::/8").unwrap(),
        scheme: Scheme::Http,
        fallback: Origin::of_listener(Scheme::Http, "0.0.0.0:4010".parse().unwrap()),
    }
}

fn seen(peer: &str, lines: &[(&str, &str)]) -> String {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers
            .append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    policy().origin(&headers, peer.parse().unwrap()).to_string()
}

#[test]
fn the_host_header_names_us_in_names_and_both_kinds_of_addresses() {
    assert_eq!(seen(STRANGER, &[("host", "Verify.Example:4010")]), "http://verify.example:4010");
    assert_eq!(seen(STRANGER, &[("host", "[::1]:4010")]), "http://[::1]:4010");
}

#[test]
fn a_missing_doubled_or_malformed_host_falls_back_to_the_listener() {
    let double = [("host", "a.example"), ("host", "b.example")];
    for lines in
        [&[][..], &double, &[("host", "")], &[("host", "evil.example/path?")], &[("host", "u@evil.example")]]
    {
        assert_eq!(seen(STRANGER, lines), "http://127.0.0.1:4010", "{lines:?}");
    }
    assert_eq!(seen(STRANGER, &[("host", "a b")]), "http://127.0.0.1:4010");
    assert_eq!(seen(STRANGER, &[("host", "häuser.example")]), "http://127.0.0.1:4010");
}

#[test]
fn a_stranger_cannot_speak_for_a_proxy() {
    let lines = [
        ("host", "api.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example;proto=https"),
    ];
    assert_eq!(seen(STRANGER, &lines), "http://api.example");
    assert_eq!(seen(PROXY, &lines), "https://evil.example");
}

#[test]
fn of_a_list_the_nearest_proxys_value_counts() {
    let list = [
        ("host", "inner:4010"),
        ("x-forwarded-host", "evil.example, api.example"),
        ("x-forwarded-proto", "gopher,https"),
    ];
    assert_eq!(seen(PROXY, &list), "https://api.example");
    let lines = [("x-forwarded-host", "evil.example"), ("x-forwarded-host", "api.example")];
    assert_eq!(seen("fd00::2", &lines), "http://api.example");
    assert_eq!(seen("::ffff:10.0.0.2", &lines), "http://api.example");
}

#[test]
fn the_standard_forwarded_header_is_read_in_quotes_and_any_case() {
    let forwarded =
        "for=192.0.2.1;host=evil.example, For=192.0.2.2; Proto=HTTPS; Host=\"[2001:db8::1]:8443\"";
    assert_eq!(seen(PROXY, &[("host", "inner"), ("forwarded", forwarded)]), "https://[2001:db8::1]:8443");
}

#[test]
fn a_forwarded_header_beside_x_forwarded_ones_is_not_believed() {
    let lines = [("host", "api.example"), ("x-forwarded-proto", "https"), ("forwarded", "host=evil.example")];
    assert_eq!(seen(PROXY, &lines), "https://api.example");
}

#[test]
fn nonsense_from_a_trusted_proxy_is_ignored() {
    for host in ["", "a b", "evil.example/x", "u@evil.example", "\"><script>", "a:99999"] {
        let lines =
            [("host", "api.example"), ("x-forwarded-host", host), ("x-forwarded-proto", "javascript")];
        assert_eq!(seen(PROXY, &lines), "http://api.example", "{host:?}");
        let quoted = format!("host=\"{host}\";proto=ftp;=;;");
        assert_eq!(seen(PROXY, &[("host", "api.example"), ("forwarded", &quoted)]), "http://api.example");
    }
}

#[test]
fn a_configured_public_url_ends_the_question() {
    let public_url = Some("https://verify.example/otp/".parse().unwrap());
    let policy = OriginPolicy { public_url, ..policy() };
    let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("evil.example"))]);
    let origin = policy.origin(&headers, PROXY.parse().unwrap());
    assert_eq!(origin.url("/v2/Services?PageSize=50"), "https://verify.example/otp/v2/Services?PageSize=50");
}

#[test]
fn a_public_url_is_a_web_address_without_query_or_user() {
    for text in
        ["verify.example", "ftp://a", "https://", "https://u@a", "https://a?b", "https://a/#", "https://a/\n"]
    {
        assert_eq!(text.parse::<Origin>(), Err(BadOrigin), "{text:?}");
    }
}

#[test]
fn a_listener_on_every_address_is_called_by_loopback() {
    let name = |address: &str| Origin::of_listener(Scheme::Https, address.parse().unwrap()).to_string();
    assert_eq!(name("[::]:1"), "https://[::1]:1");
    assert_eq!(name("192.0.2.1:1"), "https://192.0.2.1:1");
}

#[tokio::test]
async fn handlers_take_the_origin_and_the_peer_decides_whom_to_believe() {
    for (peer, expected) in [
        (Some(PROXY), "https://api.example"),
        (Some(STRANGER), "http://api.example"),
        (None, "http://api.example"),
    ] {
        let mut request =
            http::Request::get("/").header("host", "api.example").header("x-forwarded-proto", "https");
        if let Some(peer) = peer {
            request = request.extension(Peer(SocketAddr::new(peer.parse().unwrap(), 9)));
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let Ok(origin) = Origin::from_request_parts(&mut parts, &Arc::new(policy())).await;
        assert_eq!(origin.to_string(), expected);
    }
}

proptest! {
    #[test]
    fn whatever_headers_say_the_origin_is_a_bare_web_address(
        host in "[ -~]{0,20}", forwarded in "(host|proto|for|[ -~]{0,5})[=;,\" ]{0,3}[ -~]{0,20}", proxied in "[ -~]{0,20}",
    ) {
        let both = [("host", &*host), ("forwarded", &*forwarded), ("x-forwarded-host", &*proxied)];
        for lines in [&both[..], &both[..2]] {
            let origin = seen(PROXY, lines);
            let name = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")).unwrap();
            prop_assert!(name.parse::<Authority>().is_ok(), "{}", origin);
        }
    }
}
