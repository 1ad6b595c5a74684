use axum::body::Body;
use axum::{Router, middleware, routing::any};
use tower::ServiceExt;

use super::*;

async fn send(method: &str, uri: &str, headers: &[(&str, &str)]) -> u16 {
    let guard = Arc::new(HostGuard::new(4010, ["console.example".parse().unwrap()]));
    let pages = Router::new()
        .route("/inbox", any(async || "codes"))
        .layer(middleware::from_fn_with_state(guard, guard_local));
    let mut request = http::Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    pages.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
}

const OURS: (&str, &str) = ("host", "localhost:4010");

#[tokio::test]
async fn our_own_names_are_served() {
    for host in ["localhost:4010", "LOCALHOST:4010", "127.0.0.1:4010", "[::1]:4010", "console.example"] {
        assert_eq!(send("GET", "/inbox", &[("host", host)]).await, 200, "{host}");
    }
    assert_eq!(send("GET", "http://localhost:4010/inbox", &[OURS]).await, 200);
}

#[tokio::test]
async fn a_rebound_or_disguised_host_is_refused() {
    for host in [
        "evil.example:4010",
        "localhost.:4010",
        "localhost",
        "localhost:4011",
        "localhost:04010 ",
        "localhost:4010@evil.example",
        "user@localhost:4010",
        "localhost:4010.evil.example",
        "evil.localhost:4010",
        "127.1:4010",
        "2130706433:4010",
        "0.0.0.0:4010",
        "[::ffff:127.0.0.1]:4010",
        "console.example:4010",
        "localhost:4010, evil.example",
        "",
    ] {
        for method in ["GET", "POST"] {
            assert_eq!(send(method, "/inbox", &[("host", host)]).await, 403, "{host}");
        }
    }
}

#[tokio::test]
async fn no_host_and_two_hosts_are_refused() {
    assert_eq!(send("GET", "/inbox", &[]).await, 403);
    assert_eq!(send("GET", "/inbox", &[OURS, ("host", "evil.example:4010")]).await, 403);
    assert_eq!(send("GET", "/inbox", &[OURS, OURS]).await, 403);
}

#[tokio::test]
async fn an_absolute_target_must_be_ours_too() {
    for target in
        ["http://evil.example:4010/inbox", "http://u@localhost:4010/inbox", "http://localhost/inbox"]
    {
        assert_eq!(send("GET", target, &[OURS]).await, 403, "{target}");
    }
    let evil = ("host", "evil.example:4010");
    assert_eq!(send("GET", "http://localhost:4010/inbox", &[evil]).await, 403);
}

#[tokio::test]
async fn another_sites_script_form_image_and_frame_are_refused() {
    for site in ["cross-site", "same-site", "", "made-up"] {
        let site = ("sec-fetch-site", site);
        assert_eq!(send("GET", "/inbox", &[OURS, site]).await, 403);
        for (mode, destination) in
            [("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe"), ("navigate", "object")]
        {
            let headers = [OURS, site, ("sec-fetch-mode", mode), ("sec-fetch-dest", destination)];
            assert_eq!(send("GET", "/inbox", &headers).await, 403, "{mode} {destination}");
        }
        let form = [OURS, site, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        for method in ["POST", "PUT", "DELETE"] {
            assert_eq!(send(method, "/inbox", &form).await, 403, "{method}");
        }
    }
}

#[tokio::test]
async fn a_followed_link_opens_the_page() {
    let link = [
        OURS,
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    assert_eq!(send("GET", "/inbox", &link).await, 200);
}

#[tokio::test]
async fn a_foreign_origin_is_refused_even_by_a_browser_that_says_no_more() {
    for origin in [
        "http://evil.example",
        "null",
        "http://localhost:3000",
        "http://localhost:4010.evil.example",
        "",
        "file://",
    ] {
        assert_eq!(send("POST", "/inbox", &[OURS, ("origin", origin)]).await, 403, "{origin}");
    }
    let two = [OURS, ("origin", "http://localhost:4010"), ("origin", "http://evil.example")];
    assert_eq!(send("POST", "/inbox", &two).await, 403);
    let forged = [OURS, ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")];
    assert_eq!(send("POST", "/inbox", &forged).await, 403);
}

#[tokio::test]
async fn our_own_pages_and_programs_without_a_browser_may_post() {
    let page = [OURS, ("sec-fetch-site", "same-origin"), ("origin", "http://localhost:4010")];
    assert_eq!(send("POST", "/inbox", &page).await, 200);
    assert_eq!(send("POST", "/inbox", &[OURS]).await, 200);
    assert_eq!(send("GET", "/inbox", &[OURS, ("sec-fetch-site", "none")]).await, 200);
}

#[test]
fn on_the_default_port_browsers_leave_it_out() {
    let guard = HostGuard::new(80, []);
    let headers = HeaderMap::from_iter([(header::HOST, http::HeaderValue::from_static("localhost"))]);
    assert_eq!(guard.judge(&Method::GET, &Uri::from_static("/"), &headers), Ok(()));
}
