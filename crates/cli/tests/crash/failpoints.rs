//! A server dies between any two steps of its work; the next one, on the same data, makes it good.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use crate::client::{Client, Dead};
use crate::engines::{Engine, on_both_engines};
use crate::ledger::{Doubt, Entry, Known, fresh_number};
use crate::places::PLACES;
use crate::server::Home;
use crate::settle::settle_all;
use crate::sink::Sink;
use crate::within;

on_both_engines!(
    what_was_acknowledged_before_a_death_at_any_place_is_true_after_it,
    a_first_start_that_dies_is_made_good_by_the_next,
);

async fn what_was_acknowledged_before_a_death_at_any_place_is_true_after_it(engine: Engine) {
    let sink = Sink::start().await;
    let home = Home::new(engine, &sink);
    let server = home.start().await;
    let credentials = server.banner.credentials().map(str::to_owned);
    let payments = make_payment_service(&Client::new(&server, &sink)).await;
    server.stop().await;
    for (place, visits) in PLACES.iter().map(|place| (place.name, place.visits)) {
        for visit in visits {
            let place = format!("{place}:{visit}");
            eprintln!("dying at {place}");
            let mut entries = Vec::new();
            let died = match home.start_to_die_at(&place).await {
                Err(died_at_start) => died_at_start,
                Ok(server) => {
                    let client = Client::new(&server, &sink);
                    within(&place, drive(&client, &payments, &mut entries)).await;
                    server.process.end().await
                }
            };
            assert_aborted(died, &place);
            let server = home.start().await;
            assert_eq!(server.banner.credentials(), credentials.each_ref().map(String::as_str), "{place}");
            let client = Client::new(&server, &sink);
            settle_all(entries, &client).await;
            visit_once(&client).await;
            server.stop().await;
        }
    }
}

async fn a_first_start_that_dies_is_made_good_by_the_next(engine: Engine) {
    let sink = Sink::start().await;
    for place in ["store.job_run", "store.before_commit", "store.after_commit"] {
        for visit in 1..=3 {
            let place = format!("{place}:{visit}");
            let home = Home::new(engine, &sink);
            match home.start_to_die_at(&place).await {
                Err(died) => assert_aborted(died, &place),
                Ok(_) => panic!("{place} is not reached at the first start"),
            }
            let server = home.start().await;
            visit_once(&Client::new(&server, &sink)).await;
            let credentials = server.banner.credentials().map(str::to_owned);
            server.kill().await;
            let again = home.start().await;
            assert_eq!(again.banner.credentials(), credentials.each_ref().map(String::as_str), "{place}");
        }
    }
}

fn assert_aborted(status: ExitStatus, place: &str) {
    const SIGABRT: i32 = 6;
    assert_eq!(status.signal(), Some(SIGABRT), "not dead at {place}: {status}");
}

async fn make_payment_service(client: &Client) -> String {
    let fields = [("FriendlyName", "Payments"), ("Psd2Enabled", "true")];
    let made = client.post("/v2/Services", &fields).await.expect("an answer");
    assert_eq!(made.status, 201, "{made:?}");
    made.text("sid")
}

/// A whole verification, to see that the server serves.
async fn visit_once(client: &Client) {
    let mut entry = Entry::new(&client.service, fresh_number());
    entry.create(client).await.expect("an answer");
    let code = entry.code(client).await.expect("a code");
    entry.check_rightly(client, &code).await.expect("an answer");
}

/// Walks every way that a verification can take, over and over, until the server dies of it.
async fn drive(client: &Client, payments: &str, entries: &mut Vec<Entry>) {
    while walk(client, payments, entries).await.is_ok() {}
}

async fn walk(client: &Client, payments: &str, entries: &mut Vec<Entry>) -> Result<(), Dead> {
    // Wrong, then right.
    let number = fresh_number();
    let first = begin(entries, Entry::new(&client.service, number.clone()));
    first.create(client).await?;
    let code = first.code(client).await?;
    first.check_wrongly(client, &code).await?;
    first.check_rightly(client, &code).await?;
    // The same number again, where the approved one still holds the slot; sent twice and given up.
    let second = begin(entries, Entry::new(&client.service, number));
    second.create(client).await?;
    second.resend(client).await?;
    second.code(client).await?;
    second.cancel(client).await?;
    // A provider that refuses at first: the errand goes back to the outbox and is taken from there.
    let refused = begin(entries, Entry::new(&client.service, fresh_number()));
    client.sink.refuse_once(&refused.to);
    refused.create(client).await?;
    refused.code(client).await?;
    // Another amount: the first one gives way.
    let number = fresh_number();
    let cheap = begin(entries, Entry { amount: Some("10"), ..Entry::new(payments, number.clone()) });
    cheap.create(client).await?;
    let replaces = cheap.sid.clone();
    cheap.doubt = Some(Doubt::Cancel);
    let dear = begin(entries, Entry { amount: Some("20"), replaces, ..Entry::new(payments, number) });
    dear.create(client).await?;
    let before_last = entries.len() - 2;
    (entries[before_last].known, entries[before_last].doubt) = (Known::Canceled, None);
    let dear = &mut entries[before_last + 1];
    let code = dear.code(client).await?;
    dear.check_rightly(client, &code).await
}

fn begin(entries: &mut Vec<Entry>, entry: Entry) -> &mut Entry {
    entries.push(entry);
    entries.last_mut().expect("the one just pushed")
}
