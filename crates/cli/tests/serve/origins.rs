//! How answers name the server, by what the configuration says of proxies.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::support::{Engine, Home, Server, Sink};

/// A client on loopback that the configurations here trust as a proxy, and one that they don't.
const PROXY: Ipv4Addr = Ipv4Addr::LOCALHOST;
const STRANGER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

struct Session {
    server: Server,
    account: (String, String),
    people: AtomicU32,
    _home: Home,
    _sink: Sink,
}

impl Session {
    /// A server with `more` in its `[server]`, and two services.
    async fn with(more: &str) -> Self {
        let (home, sink) = (Home::new(Engine::Sqlite), Sink::start().await);
        home.send_to(&sink, more);
        let account = home.account().await;
        let session =
            Self { server: home.start(), account, people: AtomicU32::new(2000), _home: home, _sink: sink };
        for name in ["One", "Two"] {
            let made = session.ask(PROXY, &[], "/v2/Services", Some(&[("FriendlyName", name)])).await;
            assert!(made["sid"].is_string(), "{made}");
        }
        session
    }

    /// A request from an address of this machine: a POST if there is a form.
    async fn ask(
        &self,
        from: Ipv4Addr,
        headers: &[(&'static str, &str)],
        path: &str,
        form: Option<&[(&str, &str)]>,
    ) -> Value {
        let client = reqwest::Client::builder().no_proxy().local_address(IpAddr::V4(from)).build();
        let (client, url) = (client.expect("a client"), format!("{}{path}", self.server.base));
        let mut lines = HeaderMap::new();
        for (name, value) in headers {
            lines.append(*name, value.parse().expect("a value"));
        }
        let request = match form {
            Some(form) => {
                let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
                client.post(url).header("content-type", "application/x-www-form-urlencoded").body(body)
            }
            None => client.get(url),
        };
        let request = request.basic_auth(&self.account.0, Some(&self.account.1)).headers(lines);
        let answer = request.send().await.expect("an answer");
        serde_json::from_str(&answer.text().await.expect("text")).expect("JSON")
    }

    /// What every URL begins with that is told to a client who sends these headers.
    async fn named(&self, from: Ipv4Addr, headers: &[(&'static str, &str)]) -> String {
        let list = self.ask(from, headers, "/v2/Services?PageSize=1", None).await;
        let service = &list["services"][0];
        let sid = service["sid"].as_str().expect("a SID");
        let next = list["meta"]["next_page_url"].as_str().expect("a second page");
        let (origin, rest) = next.split_once("/v2/Services?").expect("the list's own path");
        assert!(rest.contains("PageToken="), "{next}");
        for (url, path) in [
            (&list["meta"]["url"], "/v2/Services?".to_owned()),
            (&list["meta"]["first_page_url"], "/v2/Services?".to_owned()),
            (&service["url"], format!("/v2/Services/{sid}")),
            (&service["links"]["verifications"], format!("/v2/Services/{sid}/Verifications")),
        ] {
            let url = url.as_str().expect("a URL");
            assert!(url.starts_with(&format!("{origin}{path}")), "{url} beside {next}");
        }
        let path = format!("/v2/Services/{sid}/Verifications");
        // Another person each time: nobody is sent more than five.
        let to = format!("+1501712{:04}", self.people.fetch_add(1, Ordering::Relaxed));
        let form = [("To", &*to), ("Channel", "sms")];
        let started = self.ask(from, headers, &path, Some(&form)).await;
        let url = started["url"].as_str().unwrap_or_else(|| panic!("a URL in {started}"));
        assert!(url.starts_with(&format!("{origin}{path}/VE")), "{url}");
        origin.to_owned()
    }
}

#[tokio::test]
async fn a_public_url_stands_before_every_path_whatever_a_request_says() {
    let session =
        Session::with("public_url = 'https://verify.example.com/otp/'\ntrusted_proxies = ['127.0.0.1']")
            .await;
    for headers in [
        &[][..],
        &[("host", "evil.example")],
        &[
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "http"),
            ("x-forwarded-prefix", "/evil"),
        ],
        &[("forwarded", "host=evil.example;proto=http")],
    ] {
        for from in [PROXY, STRANGER] {
            assert_eq!(session.named(from, headers).await, "https://verify.example.com/otp");
        }
    }
}

#[tokio::test]
async fn a_trusted_proxy_names_the_server_and_a_stranger_does_not() {
    let session = Session::with("trusted_proxies = ['127.0.0.1', 'fd00::/8']").await;
    let base = &session.server.base;
    assert_eq!(&session.named(PROXY, &[]).await, base);
    let plain = [("x-forwarded-host", "api.example.com"), ("x-forwarded-proto", "https")];
    assert_eq!(session.named(PROXY, &plain).await, "https://api.example.com");
    assert_eq!(&session.named(STRANGER, &plain).await, base);
    // Several hops: the value of the nearest, in one line or in two.
    let hops =
        [("x-forwarded-host", "evil.example, api.example.com:8443"), ("x-forwarded-proto", "http, https")];
    assert_eq!(session.named(PROXY, &hops).await, "https://api.example.com:8443");
    let lines = [("x-forwarded-host", "evil.example"), ("x-forwarded-host", "api.example.com")];
    assert_eq!(session.named(PROXY, &lines).await, "http://api.example.com");
    let standard =
        [("forwarded", "for=192.0.2.1;host=evil.example, host=\"[2001:db8::1]:8443\";proto=https")];
    assert_eq!(session.named(PROXY, &standard).await, "https://[2001:db8::1]:8443");
    assert_eq!(&session.named(STRANGER, &standard).await, base);
    let nonsense = [("x-forwarded-host", "evil.example/path?"), ("x-forwarded-proto", "javascript")];
    assert_eq!(&session.named(PROXY, &nonsense).await, base);
}

#[tokio::test]
async fn what_a_client_says_of_where_it_comes_from_stands_in_no_log() {
    let mut session = Session::with("trusted_proxies = ['127.0.0.1']").await;
    let told = [
        ("x-forwarded-for", "198.51.100.77"),
        ("forwarded", "for=198.51.100.77"),
        ("x-real-ip", "198.51.100.77"),
    ];
    for from in [PROXY, STRANGER] {
        session.named(from, &told).await;
    }
    assert_eq!(session.server.stop(), 0);
    let log = session.server.text();
    assert!(log.contains("/v2/Services") && !log.contains("198.51.100.77"), "{log}");
}
