use crate::support::{Pages, TOKEN};

const EVERYTHING: [(&str, &str); 9] = [
    ("GET", "/"),
    ("GET", "/inbox/messages"),
    ("GET", "/inbox/messages/1/html"),
    ("GET", "/inbox/events"),
    ("GET", "/assets/dev.css"),
    ("GET", "/assets/dev.js"),
    ("POST", "/services"),
    ("POST", "/services/VA00000000000000000000000000000000"),
    ("POST", "/services/VA00000000000000000000000000000000/delete"),
];

#[tokio::test]
async fn a_foreign_host_reaches_nothing() {
    let pages = Pages::open().await;
    pages.deliver("+15017122661", "Your code is 481516").await;
    for (method, path) in EVERYTHING {
        for host in ["evil.example:4010", "localhost:9999", "localhost.evil.example:4010"] {
            let answer = pages.ask(method, path, &[("host", host)], "FriendlyName=Evil").await;
            assert_eq!(answer.status, 403, "{method} {path} {host}");
            assert!(!answer.body.contains("481516"));
        }
    }
    assert!(pages.services().await.is_empty());
}

#[tokio::test]
async fn another_sites_page_can_neither_post_nor_read() {
    let pages = Pages::open().await;
    for (method, path) in EVERYTHING {
        for headers in [
            &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")][..],
            &[("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors")],
            &[("origin", "http://evil.example")],
            &[("origin", "null")],
        ] {
            let answer = pages.ask(method, path, headers, "FriendlyName=Evil").await;
            assert_eq!(answer.status, 403, "{method} {path} {headers:?}");
        }
    }
    let frame =
        [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
    assert_eq!(pages.ask("GET", "/", &frame, "").await.status, 403);
    assert!(pages.services().await.is_empty());
}

#[tokio::test]
async fn without_a_token_a_proxy_on_this_machine_opens_nothing_to_others() {
    let pages = Pages::open().await;
    pages.deliver("+15017122661", "Your code is 481516").await;
    for (method, path) in EVERYTHING {
        // What nginx, Apache, Caddy and RFC 7239 proxies add; the host is ours, as nginx's default makes it.
        for header in ["x-forwarded-for", "x-forwarded-proto", "x-real-ip", "forwarded", "via"] {
            let answer = pages.ask(method, path, &[(header, "198.51.100.7")], "FriendlyName=Evil").await;
            assert_eq!(answer.status, 403, "{method} {path} {header}");
            assert!(!answer.body.contains("481516") && answer.body.contains("server.public_url"));
        }
    }
    assert!(pages.services().await.is_empty());
}

#[tokio::test]
async fn with_the_token_a_proxy_may_stand_between() {
    let pages = Pages::with_token(Some(TOKEN)).await;
    let bearer = format!("Bearer {TOKEN}");
    let shown = [("x-forwarded-for", "198.51.100.7"), ("authorization", bearer.as_str())];
    assert_eq!(pages.ask("GET", "/inbox/messages", &shown, "").await.status, 200);
    assert_eq!(pages.ask("GET", "/inbox/messages", &shown[..1], "").await.status, 401);
}

#[tokio::test]
async fn configured_names_are_ours_too() {
    let pages = Pages::open().await;
    for host in ["dev.example:4010", "127.0.0.1:4010", "[::1]:4010"] {
        assert_eq!(pages.ask("GET", "/", &[("host", host)], "").await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn without_the_token_everything_is_a_401_with_a_sentence() {
    let pages = Pages::with_token(Some(TOKEN)).await;
    pages.deliver("+15017122661", "Your code is 481516").await;
    let wrong = format!("Bearer {}", TOKEN.to_lowercase());
    let cookie = format!("countersign-console={TOKEN}x; other={TOKEN}");
    for (method, path) in EVERYTHING {
        for headers in [&[][..], &[("authorization", wrong.as_str())], &[("cookie", cookie.as_str())]] {
            let answer = pages.ask(method, path, headers, "FriendlyName=Evil").await;
            assert_eq!(answer.status, 401, "{method} {path}");
            assert!(answer.body.starts_with("This page needs its token."), "{}", answer.body);
            assert_eq!(answer.header("www-authenticate"), "Bearer");
            assert_eq!(answer.header("cache-control"), "no-store");
            assert!(!answer.body.contains(TOKEN) && !answer.body.contains("481516"));
        }
    }
    assert!(pages.services().await.is_empty());
}

#[tokio::test]
async fn a_program_shows_the_token_as_bearer() {
    let pages = Pages::with_token(Some(TOKEN)).await;
    for scheme in ["Bearer", "bearer"] {
        let value = format!("{scheme} {TOKEN}");
        let answer = pages.ask("GET", "/inbox/messages", &[("authorization", &value)], "").await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, r#"{"messages":[]}"#));
    }
}

#[tokio::test]
async fn a_browser_trades_the_token_in_the_address_for_a_cookie() {
    let pages = Pages::with_token(Some(TOKEN)).await;
    let answer = pages.get(&format!("/?token={TOKEN}")).await;
    assert_eq!(answer.leads_to(), "/");
    assert!(answer.body.is_empty());
    let cookie = answer.header("set-cookie").to_owned();
    assert_eq!(cookie, format!("countersign-console={TOKEN}; Path=/; HttpOnly; SameSite=Strict"));

    let cookie = format!("theme=dark; {}", cookie.split(';').next().unwrap());
    let page = pages.ask("GET", "/", &[("cookie", &cookie)], "").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains(TOKEN), "the page never shows the token");
    let created = pages.ask("POST", "/services", &[("cookie", &cookie)], "FriendlyName=Acme").await;
    assert!(!created.leads_to().contains(TOKEN));
}

#[tokio::test]
async fn the_address_carries_the_token_to_the_page_only_and_a_wrong_one_opens_nothing() {
    let pages = Pages::with_token(Some(TOKEN)).await;
    for path in [
        format!("/inbox/messages?token={TOKEN}"),
        format!("/inbox/events?token={TOKEN}"),
        "/?token=".to_owned(),
        format!("/?token={TOKEN}0"),
        "/?token=%zz".to_owned(),
    ] {
        let answer = pages.get(&path).await;
        assert_eq!(answer.status, 401, "{path}");
        assert!(!answer.headers.contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn a_foreign_host_is_refused_before_the_token_is_looked_at() {
    let pages = Pages::with_token(Some(TOKEN)).await;
    let answer = pages.ask("GET", &format!("/?token={TOKEN}"), &[("host", "evil.example")], "").await;
    assert_eq!(answer.status, 403);
    assert!(!answer.headers.contains_key("set-cookie"));
}
