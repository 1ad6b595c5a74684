//! A server started again is the same server, and the only one on its data.

use std::process::Stdio;

use serde_json::Value;

use crate::client::Client;
use crate::ledger::{Entry, fresh_number};
use crate::server::Home;
use crate::sink::Sink;
use crate::within;

/// The codes in the inbox's file, with their recipients.
fn inbox(home: &Home) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(home.data().join("inbox.jsonl")).unwrap_or_default();
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    messages.map(|message| (text(&message["to"]), text(&message["code"]))).collect()
}

/// The code for `to`, once the inbox has it.
async fn arrived(home: &Home, to: &str) -> String {
    let looked = async {
        loop {
            if let Some((_, code)) = inbox(home).into_iter().find(|(recipient, _)| recipient == to) {
                return code;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    within("the inbox has the code", looked).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_keeps_its_credentials_and_its_inbox() {
    // Messages go to the inbox; the sink only completes the client.
    let (home, sink) = (Home::plain(), Sink::start().await);
    let server = home.start().await;
    let client = Client::new(&server, &sink);
    let [mut read, mut unread] = [(); 2].map(|()| Entry::new(&client.service, fresh_number()));
    read.create(&client).await.expect("an answer");
    let code = arrived(&home, &read.to).await;
    unread.create(&client).await.expect("an answer");
    let credentials = server.banner.credentials().map(str::to_owned);
    server.kill().await;

    let again = home.start().await;
    assert_eq!(again.banner.credentials(), credentials.each_ref().map(String::as_str));
    assert!(inbox(&home).contains(&(read.to.clone(), code.clone())), "what was in the inbox stays there");
    let client = Client::new(&again, &sink);
    read.check_rightly(&client, &code).await.expect("an answer");
    let code = arrived(&home, &unread.to).await;
    unread.check_rightly(&client, &code).await.expect("an answer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_on_the_same_directory_is_refused_with_a_sentence() {
    let (home, sink) = (Home::plain(), Sink::start().await);
    let server = home.start().await;
    let mut command = home.command();
    command.stdin(Stdio::null());
    let second =
        tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("an end");
    assert_eq!(second.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&second.stdout), "");
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("is in use by another countersign") && said.contains("--data-dir"), "{said}");
    // The first one has not noticed.
    let client = Client::new(&server, &sink);
    let mut entry = Entry::new(&client.service, fresh_number());
    entry.create(&client).await.expect("an answer");
    let code = arrived(&home, &entry.to).await;
    entry.check_rightly(&client, &code).await.expect("an answer");
}
