//! One provider refuses, one never answers, one is fine, and the server is killed besides.

use crate::client::Client;
use crate::engines::{Engine, on_both_engines};
use crate::ledger::{Entry, fresh_number};
use crate::server::Home;
use crate::sink::Sink;

const KILLS: usize = 3;
const PEOPLE_EACH: usize = 15;

on_both_engines!(whoever_was_told_that_a_code_was_sent_gets_it_from_a_provider_that_works);

async fn whoever_was_told_that_a_code_was_sent_gets_it_from_a_provider_that_works(engine: Engine) {
    let (failing, hanging, fine) = (Sink::start().await, Sink::start().await, Sink::start().await);
    hanging.hold();
    let home = Home::among(engine, &[("failing", &failing), ("hanging", &hanging), ("fine", &fine)]);
    let mut told = Vec::new();
    for _ in 0..KILLS {
        let server = home.start().await;
        let client = Client::new(&server, &fine);
        for n in 0..PEOPLE_EACH {
            let mut entry = Entry::new(&client.service, fresh_number());
            if n % 3 == 0 {
                failing.refuse_once(&entry.to);
            }
            entry.create(&client).await.expect("an answer");
            told.push(entry);
        }
        server.process.kill();
        assert!(!server.process.end().await.success());
    }
    let server = home.start().await;
    let client = Client::new(&server, &fine);
    for mut entry in told {
        let attempt = entry.attempts.last().expect("a send").clone();
        let code = tokio::select! {
            code = failing.code(&attempt) => code,
            code = fine.code(&attempt) => code,
        };
        entry.check_rightly(&client, &code).await.expect("an answer");
    }
    [failing, hanging, fine].iter().for_each(Sink::assert_consistent);
}
