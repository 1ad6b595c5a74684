//! `/v2/Attempts` (behaviour map 12).

mod list;
mod shape;
mod summary;

use serde_json::Value;

use crate::support::{Answer, Api};

/// The SIDs of a page's attempts.
fn sids(page: &Answer) -> Vec<String> {
    let attempts = page.body["attempts"].as_array().expect("attempts");
    attempts.iter().map(|attempt| attempt["sid"].as_str().expect("a SID").to_owned()).collect()
}

/// What a client requests that follows a URL of `meta`.
async fn follow(api: &Api, page: &Answer, url: &str) -> Option<Answer> {
    let url = page.body["meta"][url].as_str()?;
    let path = url.strip_prefix("http://verify.test").expect("a URL that leads back");
    Some(api.get(path).await.is(200))
}

/// The SID of the last send that a create tells of.
fn send_of(created: &Answer) -> String {
    let sends = created.body["send_code_attempts"].as_array().expect("sends");
    let last = sends.last().map_or(&Value::Null, |send| &send["attempt_sid"]);
    last.as_str().expect("a SID").to_owned()
}
