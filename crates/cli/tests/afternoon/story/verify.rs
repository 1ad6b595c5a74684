//! The main job, over HTTP with the account's token.

use serde_json::Value;

use super::Afternoon;
use crate::application::wrong;

pub(super) const ANN: &str = "+15017122661";
pub(super) const BEN: &str = "ben.miller@example.net";

pub(super) async fn ann_logs_in_with_a_code_by_text_message(afternoon: &Afternoon) {
    let application = &afternoon.application;
    let code = application.texts(ANN).await;
    let (status, checked) = application.types(ANN, wrong(&code)).await;
    assert_eq!((status, &checked["status"]), (200, &"pending".into()), "{checked}");
    application.logs_in(ANN, &code).await;
    assert_eq!(application.types(ANN, &code).await.0, 404, "a code is good once");
}

pub(super) async fn ben_logs_in_with_a_code_by_mail(afternoon: &mut Afternoon) {
    afternoon.application.starts(BEN, "email", &[]).await;
    let mail = tokio::task::block_in_place(|| afternoon.relay.received());
    assert_eq!((&mail["from"], &mail["to"][0]), (&"codes@example.com".into(), &BEN.into()));
    afternoon.application.logs_in(BEN, &code_in(&mail)).await;
}

/// The code as Ben reads it: the only word of six digits in the letter's text.
fn code_in(mail: &Value) -> String {
    let content = mail["content"].as_str().expect("a letter");
    let (_, text) = content.split_once("\r\n\r\n").expect("a head and a body");
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut codes: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_code).collect();
    codes.dedup();
    assert_eq!(codes.len(), 1, "{content}");
    codes[0].to_owned()
}
