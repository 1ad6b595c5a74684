//! A person on a prompt's pages meets a server that dies: between any two pages, and in the middle of what they asked for.
//! They go on where they were, or one page further.

use std::collections::HashMap;
use std::os::unix::process::ExitStatusExt;

use countersign::SystemClock;
use countersign_model::Clock;
use serde_json::{Value, json};
use totp_rs::Totp;

use crate::browser::{Browser, Page};
use crate::client::Client;
use crate::engines::{Engine, on_both_engines};
use crate::ledger::{fresh_number, other_than};
use crate::places::PROMPT_PLACES;
use crate::server::{Home, Server};
use crate::sink::Sink;

on_both_engines!(
    a_person_whose_server_is_killed_before_every_page_goes_on_where_they_were,
    a_death_in_the_middle_of_any_step_locks_nobody_out_and_lets_nobody_in,
);

/// Where the application wants its people back.
const BACK: &str = "https://app.example.com/done";
/// More pages than any way has.
const MOST: usize = 80;

/// Somebody who does what the page in front of them asks for: sets up a phone and an app, and logs in.
struct Person {
    number: String,
    browser: Browser,
    /// How many messages they have had sent.
    messages: usize,
    /// The app that scanned a secret.
    app: Option<Totp>,
    /// The code that they typed last.
    typed: String,
    /// Whether they mistype their next code.
    slips: bool,
    /// Whether they log in by the app.
    uses_app: bool,
}

/// A button with what was typed beside it.
struct Press {
    /// What kind of step it is.
    kind: String,
    button: String,
    fields: Vec<(&'static str, String)>,
    /// Whether a message goes out.
    sends: bool,
    /// Whether it is more than a way to another page.
    works: bool,
}

impl Press {
    fn of(page: &str, button: &str, fields: &[(&'static str, &str)]) -> Self {
        let word = button.split(' ').next().unwrap_or_default();
        Self {
            kind: format!("{page}: {word}"),
            button: button.to_owned(),
            fields: fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
            sends: matches!(button, "sms" | "again"),
            works: matches!(button, "sms" | "continue" | "finish"),
        }
    }
}

impl Person {
    fn new(server: &Server) -> Self {
        Self {
            number: fresh_number(),
            browser: Browser::new(server),
            messages: 0,
            app: None,
            typed: String::new(),
            slips: false,
            uses_app: false,
        }
    }

    /// What this person does on a page.
    async fn decides(&self, page: &Page, sink: &Sink) -> Press {
        if page.shows("name=\"saved\"") {
            return Press::of("recovery codes", "continue", &[("saved", "yes")]);
        }
        if page.shows("name=\"phone\"") {
            return Press::of("phone", "sms", &[("phone", &self.number)]);
        }
        if page.shows("otpauth://") {
            let code = scanned(page).generate(seconds()).to_string();
            return Press::of("new app", "continue", &[("code", &code)]);
        }
        if page.shows("data-webotp") {
            let code = sink.newest_to(&self.number, self.messages).await;
            if self.slips {
                return Press::of("slip", "continue", &[("code", &other_than(&code))]);
            }
            // A code that was right and wasn't taken is used: another one is needed.
            if self.typed == code && page.shows("aria-invalid") {
                return Press::of("message", "again", &[]);
            }
            return Press::of("message", "continue", &[("code", &code)]);
        }
        if page.shows("name=\"code\"") {
            if !self.uses_app {
                return Press::of("app", "another", &[]);
            }
            // The code of the set-up is used.
            let code = self.app.as_ref().expect("an app").generate(seconds() + 30).to_string();
            return Press::of("app", "continue", &[("code", &code)]);
        }
        if page.has_button("choose totp") {
            let method = if page.has_button("back") { "totp" } else { "phone" };
            return Press::of("choose", &format!("choose {method}"), &[]);
        }
        if page.has_button("finish") {
            let methods = page.buttons("remove").count();
            assert!(methods <= 2, "something was set up twice: {}", page.body());
            return Press::of("list", if methods == 2 { "finish" } else { "add" }, &[]);
        }
        if let Some(way) = page.buttons("choose").nth(1) {
            return Press::of("ways", way, &[]);
        }
        assert!(page.has_button("sms"), "what now? {} {}", page.status, page.body());
        Press::of("send", "sms", &[])
    }

    /// Presses it; none when the server died of it.
    async fn presses(&mut self, page: &Page, press: &Press) -> Option<Page> {
        self.messages += usize::from(press.sends);
        self.slips &= press.kind != "slip: continue";
        if page.shows("otpauth://") {
            self.app = Some(scanned(page));
        }
        if let Some((_, code)) = press.fields.iter().find(|(name, _)| *name == "code") {
            self.typed.clone_from(code);
        }
        let fields: Vec<_> = press.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.browser.presses(page, &press.button, &fields).await.ok()
    }

    /// The address at the application that a page leads to, once the prompt is over.
    async fn leaves(&mut self, page: &Page) -> Option<String> {
        let path = page.path.split('?').next().expect("a path").to_owned();
        if page.left.is_none() && page.shows(&format!("{path}/return")) {
            let back = self.browser.opens(&format!("{path}/return")).await.expect("an answer");
            return back.left;
        }
        page.left.clone()
    }
}

/// An app that scanned what the page shows.
fn scanned(page: &Page) -> Totp {
    let text = page.text.replace("&#38;", "&").replace("&amp;", "&");
    let from = text.find("otpauth://").expect("a URI");
    let uri = text[from..].split(['"', '<', ' ']).next().expect("a URI");
    Totp::from_url_unchecked(uri).expect("a URI that an app can scan")
}

fn seconds() -> u64 {
    u64::try_from(SystemClock.now().millis() / 1000).expect("after 1970")
}

/// A value of the address's query.
fn told(address: &str, name: &str) -> String {
    let url = reqwest::Url::parse(address).expect("an address");
    let found = url.query_pairs().find(|(of, _)| of == name);
    found.unwrap_or_else(|| panic!("no {name} in {address}")).1.into_owned()
}

/// The application: makes prompts, and exchanges what browsers bring.
struct Application {
    sink: Sink,
    service: String,
}

impl Application {
    async fn new(server: &Server, sink: &Sink) -> Self {
        let it = Self { sink: sink.clone(), service: server.banner.service.clone() };
        it.posts(server, "PromptSettings", &json!({ "return_urls": [BACK] })).await;
        it
    }

    async fn posts(&self, server: &Server, below: &str, body: &Value) -> (u16, Value) {
        let path = format!("/v1/Services/{}/{below}", self.service);
        let answer = Client::new(server, &self.sink).post_json(&path, body).await.expect("an answer");
        assert!(answer.status < 500, "{answer:?}");
        (answer.status, answer.body)
    }

    /// The path of a new prompt's link.
    async fn prompts(&self, server: &Server, purpose: &str) -> String {
        let asked = json!({ "purpose": purpose, "identity": "ann-0001", "return_url": BACK });
        let (status, made) = self.posts(server, "Prompts", &asked).await;
        assert_eq!((status, &made["status"]), (201, &json!("pending")), "{made}");
        let url = made["url"].as_str().expect("a link");
        url[url.find("/prompt/").expect("a path")..].to_owned()
    }

    /// Exchanges the code in an address, which tells this once.
    async fn exchanges(&self, server: &Server, address: &str) -> Value {
        assert!(address.starts_with(BACK), "{address}");
        let below = format!("Prompts/{}/Result", told(address, "prompt"));
        let code = json!({ "code": told(address, "code") });
        let (status, result) = self.posts(server, &below, &code).await;
        assert_eq!((status, &result["status"]), (200, &json!("approved")), "{result}");
        let (status, refused) = self.posts(server, &below, &code).await;
        assert_eq!((status, &refused["code"]), (403, &json!(69003)), "{refused}");
        result
    }
}

async fn a_person_whose_server_is_killed_before_every_page_goes_on_where_they_were(engine: Engine) {
    let sink = Sink::start().await;
    let home = Home::new(engine, &sink);
    let mut server = home.start().await;
    let application = Application::new(&server, &sink).await;
    let mut ann = Person::new(&server);
    let mut deaths = 0;
    for (purpose, uses_app, shown) in
        [("setup", false, "phone"), ("login", false, "phone"), ("login", true, "totp")]
    {
        (ann.slips, ann.uses_app) = (true, uses_app);
        let link = application.prompts(&server, purpose).await;
        let mut page = ann.browser.opens(&link).await.expect("a page");
        let mut pages = 0;
        let address = loop {
            server.kill().await;
            deaths += 1;
            server = home.start().await;
            ann.browser.turn_to(&server);
            if let Some(address) = ann.leaves(&page).await {
                break address;
            }
            let path = page.path.split('?').next().expect("a path").to_owned();
            let again = ann.browser.opens(&path).await.expect("a page");
            assert_eq!((again.status, again.body()), (200, page.body()), "another page than before the kill");
            let press = ann.decides(&again, &sink).await;
            page = ann.presses(&again, &press).await.expect("a page");
            pages += 1;
            assert!(pages < MOST, "it never ends: {}", page.body());
        };
        let result = application.exchanges(&server, &address).await;
        assert_eq!(result["methods"][0]["method"], shown, "{result}");
    }
    assert_messages(&ann, &sink, deaths);
}

async fn a_death_in_the_middle_of_any_step_locks_nobody_out_and_lets_nobody_in(engine: Engine) {
    const SIGABRT: i32 = 6;
    let sink = Sink::start().await;
    let home = Home::new(engine, &sink);
    let mut server = home.start().await;
    let application = Application::new(&server, &sink).await;
    let mut ann = Person::new(&server);
    let mut deaths = 0;
    for purpose in ["setup", "login"] {
        let link = application.prompts(&server, purpose).await;
        let path = ann.browser.opens(&link).await.expect("a page").path.replace("?from=link", "");
        let status = format!("/v1/Services/{}/Prompts/{}", application.service, &path["/prompt/".len()..]);
        let mut died: HashMap<String, usize> = HashMap::new();
        // Where the server dies that runs now.
        let mut armed = None;
        let mut rounds = 0;
        let address = loop {
            rounds += 1;
            let page = ann.browser.opens(&path).await.expect("a page");
            assert!(rounds < MOST && page.status == 200, "{} {}", page.status, page.body());
            let said = Client::new(&server, &sink).get(&status).await.expect("an answer").text("status");
            if let Some(address) = ann.leaves(&page).await {
                assert_eq!(said, "completed");
                break address;
            }
            assert_eq!(said, "pending");
            let press = ann.decides(&page, &sink).await;
            let times = died.entry(press.kind.clone()).or_default();
            let place = PROMPT_PLACES.get(*times).filter(|_| press.works).map(|place| place.name);
            if armed != place {
                server = restarted(server, &home, place).await;
                deaths += 1;
                ann.browser.turn_to(&server);
                armed = place;
            }
            let Some(place) = place else {
                let page = ann.presses(&page, &press).await.expect("a page");
                match ann.leaves(&page).await {
                    Some(address) => break address,
                    None => continue,
                }
            };
            *times += 1;
            assert!(ann.presses(&page, &press).await.is_none(), "alive after {place} of {}", press.kind);
            assert_eq!(server.process.end().await.signal(), Some(SIGABRT), "{place} of {}", press.kind);
            armed = PROMPT_PLACES.get(*times).map(|place| place.name);
            server = restarted(server, &home, armed).await;
            deaths += 1;
            ann.browser.turn_to(&server);
            if place == "prompt.claimed" {
                // Nothing was done, but that the form is used up.
                let after = ann.browser.opens(&path).await.expect("a page");
                assert_eq!(after.of_no_step(), page.of_no_step(), "{place} of {}", press.kind);
                let late = ann.presses(&page, &press).await.expect("a page");
                assert!(late.path.ends_with("?stale"), "{place} of {}: {}", press.kind, late.path);
                ann.messages -= 2 * usize::from(press.sends);
            }
        };
        // Whatever does work was killed everywhere.
        let expected = if purpose == "setup" { 5 } else { 2 };
        assert_eq!(died.values().filter(|times| **times > 0).count(), expected, "{died:?}");
        let result = application.exchanges(&server, &address).await;
        assert_eq!(result["methods"][0]["method"], "phone", "{result}");
    }
    assert_messages(&ann, &sink, deaths);
}

async fn restarted(server: Server, home: &Home, place: Option<&str>) -> Server {
    server.kill().await;
    match place {
        Some(place) => home.start_to_die_at(&format!("{place}:1")).await.expect("it serves first"),
        None => home.start().await,
    }
}

/// Each message that the person had sent went out under one name, and no other did; each death may send one again.
fn assert_messages(ann: &Person, sink: &Sink, deaths: u32) {
    let sent = sink.attempts_to(&ann.number);
    assert_eq!(sent.len(), ann.messages, "{sent:?}");
    for attempt in sent {
        let times = sink.find(&attempt).expect("a message").count;
        assert!(times <= 1 + deaths, "sent {times} times with {deaths} deaths: {attempt}");
    }
    sink.assert_consistent();
}
