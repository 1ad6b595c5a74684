//! Prompts: pages on which people prove themselves and set up their methods.

mod attacks;
mod browser;
mod device;
mod events;
mod life;
mod login;
mod messages;
mod policy;
mod push;
mod set_up;
mod thieves;

use serde_json::{Value, json};

use crate::support::{Answer, Service, TestApp};
use browser::Browser;

/// Where the application wants its people back.
const BACK: &str = "https://app.example.com/login/done";

/// A service that sends browsers back to [`BACK`].
async fn service(app: &TestApp, settings: &[(&str, &str)]) -> Service {
    let service = app.service(settings).await;
    let set = json!({ "return_urls": [BACK, "http://localhost:3000/done"] });
    service.set_prompts(&set).await.is(200);
    service
}

impl Service {
    fn prompts(&self, below: &str) -> String {
        format!("/v1/Services/{}/{below}", self.sid)
    }

    async fn set_prompts(&self, settings: &Value) -> Answer {
        self.api.post_json(&self.prompts("PromptSettings"), settings.to_string()).await
    }

    /// Makes a prompt for Ann, with these members beside what it must have.
    async fn prompts_with(&self, purpose: &str, more: &Value) -> Answer {
        let mut body = json!({ "purpose": purpose, "identity": "ann-0001", "return_url": BACK });
        for (name, value) in more.as_object().expect("an object") {
            body[name] = value.clone();
        }
        self.api.post_json(&self.prompts("Prompts"), body.to_string()).await
    }

    async fn prompts_for(&self, purpose: &str) -> Answer {
        self.prompts_with(purpose, &json!({})).await.is(201)
    }

    async fn fetches(&self, sid: &str) -> Answer {
        self.api.get(&self.prompts(&format!("Prompts/{sid}"))).await
    }

    async fn exchanges(&self, sid: &str, code: &str) -> Answer {
        let path = self.prompts(&format!("Prompts/{sid}/Result"));
        self.api.post_json(&path, json!({ "code": code }).to_string()).await
    }
}

/// The link in a create's answer, as this server is asked for it.
fn link(made: &Answer) -> String {
    let link = made.text("url");
    link.strip_prefix("http://verify.test").expect("our own name").to_owned()
}

/// A browser in which a prompt's link was opened, and the page that it shows.
async fn opened(app: &TestApp, made: &Answer) -> (Browser, browser::Seen) {
    let mut browser = Browser::new(app);
    let seen = browser.opens(&link(made)).await;
    (browser, seen)
}

/// A parameter of the address that a browser was sent to.
fn told(address: &str, name: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    form_urlencoded::parse(query.as_bytes()).find(|(of, _)| of == name).map(|(_, value)| value.into_owned())
}
