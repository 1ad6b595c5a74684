//! A server dies between a change of somebody's methods and the mail that tells them of it: they are told all the same.

use std::os::unix::process::ExitStatusExt;

use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use serde_json::json;

use crate::client::{Client, form};
use crate::engines::{Engine, on_both_engines};
use crate::ledger::fresh_number;
use crate::places::NOTICE_PLACES;
use crate::server::Home;
use crate::sink::Sink;
use crate::within;

on_both_engines!(a_death_between_a_change_and_its_mail_leaves_nobody_untold);

/// A browser in front of a prompt, as far as this needs one.
struct Browser {
    http: reqwest::Client,
    base: String,
    cookie: String,
}

/// A page, and where it is; nothing once the server is dead.
type Shown = Option<(String, String)>;

impl Browser {
    /// Opens a link.
    async fn opens(link: &str) -> (Self, Shown) {
        let base = link.split("/prompt/").next().expect("a base").to_owned();
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).redirect(Policy::none());
        let mut browser = Self { http: http.build().expect("a client"), base, cookie: String::new() };
        let path = link[browser.base.len()..].to_owned();
        let shown = browser.follows(browser.http.get(format!("{}{path}", browser.base)), path).await;
        (browser, shown)
    }

    async fn follows(&mut self, request: reqwest::RequestBuilder, path: String) -> Shown {
        let (mut request, mut path) = (request, path);
        loop {
            let sent = within("a page is answered", request.header(COOKIE, &self.cookie).send()).await;
            let answer = sent.ok()?;
            for line in answer.headers().get_all(SET_COOKIE) {
                let line = line.to_str().expect("text");
                self.cookie = line.split(';').next().unwrap_or_default().to_owned();
            }
            match answer.headers().get(LOCATION).map(|to| to.to_str().expect("text").to_owned()) {
                Some(to) if to.starts_with('/') => {
                    request = self.http.get(format!("{}{to}", self.base));
                    path = to;
                }
                _ => return Some((answer.text().await.ok()?, path)),
            }
        }
    }

    /// Presses a button of a page.
    async fn presses(&mut self, shown: &Shown, button: &str, more: &[(&str, &str)]) -> Shown {
        let (text, path) = shown.as_ref()?;
        let hidden = |name: &str| {
            let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).expect("a field");
            rest.split('"').next().expect("a value").to_owned()
        };
        let (csrf, step) = (hidden("csrf"), hidden("step"));
        let mut fields = vec![("csrf", csrf.as_str()), ("step", step.as_str()), ("action", button)];
        fields.extend(more);
        let path = path.split('?').next().expect("a path").to_owned();
        let request = self.http.post(format!("{}{path}", self.base)).body(form(&fields));
        let request = request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("origin", "null")
            .header("sec-fetch-site", "same-origin");
        self.follows(request, path).await
    }
}

/// Somebody sets up a phone; the mail about it goes to `mailbox`. The server may die at any moment of it.
async fn sets_up_a_phone(client: &Client, identity: &str, mailbox: &str) {
    let asked = json!({
        "purpose": "setup", "identity": identity, "return_url": "http://localhost:3000/done",
        "allowed": ["phone"], "addresses": { "email": mailbox },
    });
    let path = format!("/v1/Services/{}", client.service);
    let made = client.post_json(&format!("{path}/Prompts"), &asked).await.expect("an answer");
    assert_eq!(made.status, 201, "{made:?}");
    let (mut browser, page) = Browser::opens(&made.text("url")).await;
    let page = browser.presses(&page, "choose phone", &[]).await;
    let number = fresh_number();
    let page = browser.presses(&page, "sms", &[("phone", &number)]).await;
    let attempt = client.sink.first_to(&number).await;
    let code = client.sink.code(&attempt).await;
    browser.presses(&page, "continue", &[("code", &code)]).await;
}

async fn a_death_between_a_change_and_its_mail_leaves_nobody_untold(engine: Engine) {
    let sink = Sink::start().await;
    let home = Home::new(engine, &sink);
    let server = home.start().await;
    let client = Client::new(&server, &sink);
    let settings = json!({ "return_urls": ["http://localhost:3000/done"] });
    let path = format!("/v1/Services/{}/PromptSettings", client.service);
    assert_eq!(client.post_json(&path, &settings).await.expect("an answer").status, 200);
    server.stop().await;
    for (n, place) in NOTICE_PLACES.iter().enumerate() {
        eprintln!("dying at {}", place.name);
        let mailbox = format!("ann{n}@example.com");
        let server = home.start_to_die_at(&format!("{}:1", place.name)).await.expect("it serves first");
        sets_up_a_phone(&Client::new(&server, &sink), &format!("ann-{n:04}"), &mailbox).await;
        const SIGABRT: i32 = 6;
        assert_eq!(server.process.end().await.signal(), Some(SIGABRT), "{}", place.name);

        let server = home.start().await;
        let client = Client::new(&server, &sink);
        // Once another one is told, whatever was due was sent too: it was taken before.
        let other = format!("bob{n}@example.com");
        sets_up_a_phone(&client, &format!("bob-{n:04}"), &other).await;
        sink.first_to(&other).await;
        let name = sink.first_to(&mailbox).await;
        let times = if place.name == "notice.sent" { 2 } else { 1 };
        sink.arrives(&name, times).await;
        assert_eq!(sink.attempts_to(&mailbox), [name], "{}", place.name);
        server.stop().await;
    }
}
