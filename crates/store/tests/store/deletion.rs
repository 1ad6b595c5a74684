//! A create and the deletion of its service at once, on PostgreSQL: SQLite's writer is alone. One of them waits for the
//! other, so nothing is left under a service that is gone.

use std::time::Duration;

use countersign_model::{AccountSid, ServiceSid, Slot, Verification, VerificationSid};
use countersign_store::admission::Applicant;
use countersign_store::{End, Store, admission, purges, services, slots, verifications};

use crate::engines::{Gate, gate, on, postgres};
use crate::nouns::{Maker, NOW, keep, look};

/// A service in the database, and a verification that is to be made under it.
async fn begun(store: &Store) -> Verification {
    let maker = Maker::new();
    let service = maker.service(maker.service);
    keep(store, move |tx| services::insert(tx, &service)).await;
    maker.verification("+4915112345678")
}

/// Creates as the server does, by way of a gate once the service was read: whether it was made.
async fn create(store: Store, made: Verification, gate: Gate) -> bool {
    let create = store.write(move |tx| {
        let applicant = Applicant {
            account: made.account_sid,
            service: made.service_sid,
            recipient: &made.recipient,
            slot: Slot::Code,
            country: None,
            is_limited: false,
            is_rated: false,
            now: NOW,
        };
        let found = admission::read(tx, applicant)?;
        gate.pass();
        if found.is_none() || slots::take(tx, &made)?.is_none() {
            return Ok(End::Rollback(false));
        }
        verifications::insert(tx, &made)?;
        Ok(End::Commit(true))
    });
    create.await.expect("an answer")
}

/// Deletes as the server does, by way of a gate before the end.
async fn delete(store: Store, account: AccountSid, service: ServiceSid, gate: Gate) {
    let deleted = keep(&store, move |tx| {
        let deleted = services::delete(tx, account, service)?;
        slots::clear(tx, service)?;
        purges::add(tx, service, NOW)?;
        gate.pass();
        Ok(deleted)
    });
    assert_eq!(deleted.await, Some(NOW));
}

/// A gate that stands open.
fn open_gate() -> Gate {
    gate().0
}

/// Waits until a transaction waits for an advisory lock.
async fn somebody_waits(store: &Store) {
    let waiting = "SELECT CAST(COUNT(*) AS BIGINT) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    for _ in 0..6000 {
        let count = look(store, move |tx| tx.one(waiting, &[], |row| row.int(0))).await;
        if count.is_some_and(|count| count > 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody waits");
}

/// Nothing of the service is left once what was asked for is removed.
async fn nothing_is_left(store: &Store, service: ServiceSid, sid: VerificationSid) {
    while keep(store, |tx| purges::chunk(tx, 100)).await {}
    assert_eq!(look(store, move |tx| verifications::find(tx, sid)).await, None);
    let slots = "SELECT CAST(COUNT(*) AS BIGINT) FROM live_slots WHERE service_sid = $1";
    let found =
        look(store, move |tx| tx.one(slots, &[(&service.to_string()).into()], |row| row.int(0))).await;
    assert_eq!(found, Some(0));
}

async fn a_deletion_waits_for_the_create(store: Store) {
    let made = begun(&store).await;
    let (account, service, sid) = (made.account_sid, made.service_sid, made.sid);
    let (stop, keeper) = gate();
    let creating = tokio::spawn(create(store.clone(), made, stop));
    keeper.wait();
    let deleting = tokio::spawn(delete(store.clone(), account, service, open_gate()));
    somebody_waits(&store).await;
    assert!(!deleting.is_finished());
    keeper.open();
    assert!(creating.await.expect("no panic"), "it came first");
    deleting.await.expect("no panic");
    nothing_is_left(&store, service, sid).await;
}

async fn a_create_waits_for_the_deletion_and_finds_nothing(store: Store) {
    let made = begun(&store).await;
    let (account, service, sid) = (made.account_sid, made.service_sid, made.sid);
    let (stop, keeper) = gate();
    let deleting = tokio::spawn(delete(store.clone(), account, service, stop));
    keeper.wait();
    let creating = tokio::spawn(create(store.clone(), made, open_gate()));
    somebody_waits(&store).await;
    keeper.open();
    deleting.await.expect("no panic");
    assert!(!creating.await.expect("no panic"), "it came second");
    nothing_is_left(&store, service, sid).await;
}

async fn creates_under_other_services_wait_for_neither(store: Store) {
    let made = begun(&store).await;
    let (account, service) = (made.account_sid, made.service_sid);
    let maker = Maker::new();
    let other = maker.service(ServiceSid::new(NOW, maker.dice()));
    let elsewhere = Verification { service_sid: other.sid, ..made };
    keep(&store, move |tx| services::insert(tx, &other)).await;
    let (stop, keeper) = gate();
    let deleting = tokio::spawn(delete(store.clone(), account, service, stop));
    keeper.wait();
    assert!(create(store.clone(), elsewhere, open_gate()).await);
    keeper.open();
    deleting.await.expect("no panic");
}

/// On a PostgreSQL that lets transactions wait for as long as a slow machine may need.
fn on_patient_postgres<Ran: Future<Output = ()>>(case: impl FnOnce(Store) -> Ran) {
    let patience = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"];
    let options = patience.map(|name| format!("-c%20{name}=120000")).join("%20");
    on(postgres(format!("{}?options={options}", countersign_testkit::postgres_url()), 2), case);
}

#[test]
fn a_create_that_came_first_is_waited_for_and_removed() {
    on_patient_postgres(a_deletion_waits_for_the_create);
}

#[test]
fn a_create_that_came_second_leaves_nothing() {
    on_patient_postgres(a_create_waits_for_the_deletion_and_finds_nothing);
}

#[test]
fn a_deletion_holds_up_no_other_services_creates() {
    on_patient_postgres(creates_under_other_services_wait_for_neither);
}
