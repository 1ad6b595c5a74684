use countersign_model::{AccountSid, FriendlyName, PageRequest, Service, ServiceSid};
use countersign_store::{Store, services};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(
    a_service_reads_back_as_written,
    a_service_is_changed_under_its_lock,
    another_accounts_service_looks_non_existent,
    a_list_is_walked_forth_and_back_without_gap_or_repeat,
);

async fn a_service_reads_back_as_written(store: Store) {
    let maker = Maker::new();
    let service = maker.service(maker.service);
    let (written, account, sid) = (service.clone(), maker.account, service.sid);
    keep(&store, move |tx| services::insert(tx, &written)).await;
    assert_eq!(look(&store, move |tx| services::find(tx, account, sid)).await, Some(service));
}

async fn a_service_is_changed_under_its_lock(store: Store) {
    let maker = Maker::new();
    let mut service = maker.service(maker.service);
    let (written, account, sid) = (service.clone(), maker.account, service.sid);
    keep(&store, move |tx| services::insert(tx, &written)).await;
    service.friendly_name = FriendlyName::parse("Eulenbank").expect("a name");
    service.settings.custom_code_enabled = true;
    service.updated_at = NOW.plus_millis(99);
    let changed = service.clone();
    let before = keep(&store, move |tx| {
        let before = services::lock(tx, account, sid)?;
        services::update(tx, &changed)?;
        Ok(before)
    })
    .await;
    assert!(before.is_some_and(|before| before.sid == sid && before != service));
    assert_eq!(look(&store, move |tx| services::find(tx, account, sid)).await, Some(service));
}

async fn another_accounts_service_looks_non_existent(store: Store) {
    let maker = Maker::new();
    let service = maker.service(maker.service);
    let (own, other, sid) = (maker.account, AccountSid::new(NOW, maker.dice()), service.sid);
    keep(&store, move |tx| services::insert(tx, &service)).await;
    assert_eq!(look(&store, move |tx| services::find(tx, other, sid)).await, None);
    assert_eq!(keep(&store, move |tx| services::lock(tx, other, sid)).await, None);
    assert!(keep(&store, move |tx| services::delete(tx, other, sid)).await.is_none());
    assert_eq!(look(&store, move |tx| services::list(tx, other, &PageRequest::first(9))).await.rows, []);
    assert_eq!(keep(&store, move |tx| services::delete(tx, own, sid)).await, Some(NOW));
    assert_eq!(look(&store, move |tx| services::find(tx, own, sid)).await, None);
}

async fn a_list_is_walked_forth_and_back_without_gap_or_repeat(store: Store) {
    let maker = Maker::new();
    let account = maker.account;
    let all: Vec<Service> =
        (0..7).map(|millis| maker.service(ServiceSid::new(NOW.plus_millis(millis), maker.dice()))).collect();
    let mut stranger = maker.service(ServiceSid::new(NOW.plus_millis(3), maker.dice()));
    stranger.account_sid = AccountSid::new(NOW, maker.dice());
    let written: Vec<Service> = all.iter().rev().cloned().chain([stranger]).collect();
    keep(&store, move |tx| written.iter().try_for_each(|service| services::insert(tx, service))).await;

    let page =
        async |request: PageRequest| look(&store, move |tx| services::list(tx, account, &request)).await;
    let mut pages = vec![page(PageRequest::first(3)).await];
    while let Some(token) = pages[pages.len() - 1].next.clone() {
        pages.push(page(PageRequest { size: 3, token: Some(token) }).await);
    }
    let rows: Vec<&Service> = pages.iter().flat_map(|page| &page.rows).collect();
    assert_eq!(rows, all.iter().collect::<Vec<_>>());
    assert_eq!(pages.len(), 3);
    let back = page(PageRequest { size: 3, token: pages[2].previous.clone() }).await;
    assert_eq!(back.rows, pages[1].rows);
    let start = page(PageRequest { size: 3, token: back.previous }).await;
    assert_eq!((start.rows, start.previous), (pages[0].rows.clone(), None));
}
