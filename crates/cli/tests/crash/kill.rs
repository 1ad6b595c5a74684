//! `kill -9` under load, again and again, on one and the same data.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign_model::{Dice, MockDice};
use tokio::task::JoinSet;

use crate::client::{Client, Dead};
use crate::engines::{Engine, on_both_engines};
use crate::ledger::{Entry, fresh_number};
use crate::server::Home;
use crate::settle::settle_all;
use crate::sink::Sink;

const KILLS: u64 = 20;
const CLIENTS: u64 = 6;

on_both_engines!(what_was_acknowledged_before_twenty_kills_under_load_is_true_after_them);

async fn what_was_acknowledged_before_twenty_kills_under_load_is_true_after_them(engine: Engine) {
    let sink = Sink::start().await;
    let home = Home::new(engine, &sink);
    let mut entries = Vec::new();
    let mut credentials = None;
    for round in 0..KILLS {
        let server = home.start().await;
        let printed = server.banner.credentials().map(str::to_owned);
        assert_eq!(*credentials.get_or_insert_with(|| printed.clone()), printed);
        // Between 20 and 80 answers live through the round; the one after them kills.
        let dice = MockDice::new(round);
        let answers = AtomicI64::new(20 + i64::try_from(below(&dice, 60)).expect("a small number"));
        let process = server.process.clone();
        let client = Client::new(&server, &sink).telling(Arc::new(move || {
            if answers.fetch_sub(1, Ordering::SeqCst) == 1 {
                process.kill();
            }
        }));
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            clients.spawn(work(client.clone(), MockDice::new(1000 + round * CLIENTS + number)));
        }
        for worked in clients.join_all().await {
            entries.extend(worked);
        }
        assert!(!server.process.end().await.success());
    }
    let server = home.start().await;
    settle_all(entries, &Client::new(&server, &sink)).await;
}

/// One application: begins verifications and does this and that with them, until the server dies.
async fn work(client: Client, dice: MockDice) -> Vec<Entry> {
    let mut entries = Vec::new();
    loop {
        let mut entry = Entry::new(&client.service, fresh_number());
        let lived = live(&mut entry, &client, &dice).await;
        entries.push(entry);
        if lived.is_err() {
            return entries;
        }
    }
}

async fn live(entry: &mut Entry, client: &Client, dice: &MockDice) -> Result<(), Dead> {
    entry.create(client).await?;
    match below(dice, 6) {
        // A person who never types anything.
        0 => return Ok(()),
        1 => entry.resend(client).await?,
        _ => {}
    }
    let code = entry.code(client).await?;
    for _ in 0..below(dice, 7).saturating_sub(1) {
        entry.check_wrongly(client, &code).await?;
    }
    match below(dice, 3) {
        _ if entry.checks == 5 => entry.check_wrongly(client, &code).await,
        0 => entry.check_rightly(client, &code).await,
        1 => entry.check_twice_at_once(client, &code).await,
        _ => Ok(()),
    }
}

/// A throw from 0 up to `limit`, `limit` left out.
fn below(dice: &MockDice, limit: u64) -> u64 {
    let mut bytes = [0; 8];
    dice.fill(&mut bytes);
    u64::from_le_bytes(bytes) % limit
}
