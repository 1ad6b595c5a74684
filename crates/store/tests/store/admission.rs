use countersign_model::limit::{PerAddress, SendLog};
use countersign_model::{AccountSid, Channel, Recipient, ServiceSettings, ServiceSid, Slot};
use countersign_store::admission::{Admission, Applicant};
use countersign_store::{Store, address_sends, admission, services, slots};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(
    a_create_finds_its_service_and_only_under_its_own_account,
    a_create_finds_who_holds_the_slot_of_its_address,
    what_an_address_was_sent_is_found_under_all_its_spellings_and_not_looked_for_without_limits,
    a_change_of_settings_is_seen_at_once_by_every_reader,
);

/// What a create to `text` finds, changed by `change`.
async fn found(
    store: &Store,
    maker: &Maker,
    text: &str,
    change: impl Fn(&mut Applicant<'_>) + Send + 'static,
) -> Option<Admission> {
    let (account, service) = (maker.account, maker.service);
    let recipient = Recipient::parse(text).expect("an address");
    look(store, move |tx| {
        let recipient = &recipient;
        let mut applicant = Applicant {
            account,
            service,
            recipient,
            slot: Slot::Code,
            country: None,
            is_limited: true,
            is_rated: false,
            now: NOW,
        };
        change(&mut applicant);
        admission::read(tx, applicant)
    })
    .await
}

async fn serve(store: &Store, maker: &Maker) {
    let service = maker.service(maker.service);
    keep(store, move |tx| services::insert(tx, &service)).await;
}

async fn a_create_finds_its_service_and_only_under_its_own_account(store: Store) {
    let maker = Maker::new();
    serve(&store, &maker).await;
    let nothing = found(&store, &maker, "+4915112345678", |_| {}).await.expect("a service");
    let expected = Admission {
        service: maker.service(maker.service),
        is_told: false,
        holder: None,
        blocks: Vec::new(),
        sends: SendLog::default(),
        of_account: Default::default(),
        of_country: Default::default(),
        rated: Vec::new(),
    };
    assert_eq!(nothing, expected);
    let (other_account, other_service) =
        (AccountSid::new(NOW, maker.dice()), ServiceSid::new(NOW, maker.dice()));
    let other = found(&store, &maker, "+4915112345678", move |it| it.account = other_account).await;
    assert_eq!(other, None);
    let other = found(&store, &maker, "+4915112345678", move |it| it.service = other_service).await;
    assert_eq!(other, None);
}

async fn a_create_finds_who_holds_the_slot_of_its_address(store: Store) {
    let maker = Maker::new();
    serve(&store, &maker).await;
    let live = maker.verification("+4915112345678");
    let sid = live.sid;
    keep(&store, move |tx| slots::take(tx, &live)).await;
    for (text, holder) in [("+4915112345678", Some(sid)), ("+4915112345679", None), ("ann@example.com", None)]
    {
        for is_limited in [true, false] {
            let found = found(&store, &maker, text, move |it| it.is_limited = is_limited).await;
            assert_eq!(found.expect("a service").holder, holder, "{text}");
        }
    }
}

async fn what_an_address_was_sent_is_found_under_all_its_spellings_and_not_looked_for_without_limits(
    store: Store,
) {
    let maker = Maker::new();
    serve(&store, &maker).await;
    let (account, ann) = (maker.account, Recipient::parse("ann+1@example.com").expect("an address"));
    let limits = PerAddress::default();
    let sent = keep(&store, move |tx| address_sends::spend(tx, account, &ann, limits, Channel::Email, NOW));
    assert_eq!(sent.await, Ok(()));
    let sends = async |text: &str, is_limited| {
        let found = found(&store, &maker, text, move |it| it.is_limited = is_limited).await;
        found.expect("a service").sends
    };
    assert_eq!(sends("ANN@example.com", true).await, SendLog::first(Channel::Email, NOW));
    assert_eq!(sends("bob@example.com", true).await, SendLog::default());
    assert_eq!(sends("ann@example.com", false).await, SendLog::default());
}

async fn a_change_of_settings_is_seen_at_once_by_every_reader(store: Store) {
    let maker = Maker::new();
    serve(&store, &maker).await;
    // More texts than a reader remembers, and the first of them again.
    for round in (0..40).chain([0]) {
        let mut service = maker.service(maker.service);
        service.settings = ServiceSettings { tts_name: Some(format!("voice {round}")), ..service.settings };
        let expected = service.settings.tts_name.clone();
        keep(&store, move |tx| services::update(tx, &service)).await;
        for _ in 0..3 {
            let found = found(&store, &maker, "+4915112345678", |_| {}).await.expect("a service");
            assert_eq!(found.service.settings.tts_name, expected);
        }
    }
}
