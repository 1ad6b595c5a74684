//! How the router names itself to clients that come over IPv6, which not every machine that runs tests speaks.

use std::net::SocketAddr;

use axum::body::Body;
use countersign_web::{CidrList, Origin, OriginPolicy, Peer, Scheme};
use http::Request;

use crate::support::{Api, TestApp, on_both_engines};

on_both_engines!(a_proxy_is_known_by_its_address_in_either_family);

async fn a_proxy_is_known_by_its_address_in_either_family(app: TestApp) {
    let origins = OriginPolicy {
        public_url: None,
        trusted_proxies: CidrList::parse("10.0.0.0/8,fd00::/8").expect("networks"),
        scheme: Scheme::Http,
        fallback: Origin::of_listener(Scheme::Http, "[::]:4010".parse().expect("an address")),
    };
    let router = app.running.router(origins, axum::Router::new());
    let api = Api::with(&router, &app.account.to_string(), &app.token);
    for (peer, named) in [
        (Some("[fd00::2]:9"), "https://[2001:db8::1]:8443"),
        // How an IPv4 proxy looks to a listener on [::].
        (Some("[::ffff:10.0.0.2]:9"), "https://[2001:db8::1]:8443"),
        (Some("10.0.0.2:9"), "https://[2001:db8::1]:8443"),
        (Some("[fe80::2]:9"), "http://verify.test"),
        (Some("[::ffff:192.0.2.1]:9"), "http://verify.test"),
        (Some("[::1]:9"), "http://verify.test"),
        (None, "http://verify.test"),
    ] {
        let mut request = Request::get("/v2/Services")
            .header("x-forwarded-host", "[2001:db8::1]:8443")
            .header("x-forwarded-proto", "https")
            .body(Body::empty())
            .expect("a request");
        if let Some(peer) = peer {
            request.extensions_mut().insert(Peer(peer.parse::<SocketAddr>().expect("an address")));
        }
        let list = api.send(request).await.is(200);
        let url = list.body["meta"]["url"].as_str().expect("a URL");
        assert_eq!(url, format!("{named}/v2/Services?PageSize=50&Page=0"), "{peer:?}");
    }
}
