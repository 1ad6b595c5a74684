use countersign_model::{
    EventType, EventTypes, Webhook, WebhookName, WebhookSid, WebhookStatus, WebhookUrl, WebhookVersion,
};
use countersign_store::webhook_events::{self as events, Event, Telling};
use countersign_store::{Store, webhooks};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(
    each_webhook_that_something_is_due_for_is_named_once,
    who_held_what_was_cleared_ends_nothing_that_came_after,
    a_family_is_wanted_by_each_of_its_names_and_no_other,
);

/// A webhook of the maker's service that hears of `types`.
async fn webhook(store: &Store, maker: &Maker, types: &[&str]) -> WebhookSid {
    let webhook = Webhook {
        sid: WebhookSid::new(NOW, maker.dice()),
        account_sid: maker.account,
        service_sid: maker.service,
        friendly_name: WebhookName::parse("Shop").expect("a name"),
        event_types: EventTypes::parse(types.iter().copied()).expect("events"),
        url: WebhookUrl::parse("https://example.com/").expect("an address"),
        status: WebhookStatus::Enabled,
        version: WebhookVersion::V2,
        failing_since: None,
        failure: None,
        full_since: None,
        created_at: NOW,
        updated_at: NOW,
    };
    let sid = webhook.sid;
    keep(store, move |tx| webhooks::insert(tx, &webhook)).await;
    sid
}

async fn happens(
    store: &Store,
    maker: &Maker,
    what: EventType,
    (subject, uuid): (&'static str, &'static str),
) {
    let service = maker.service;
    keep(store, move |tx| events::add(tx, &Event { service, what, subject, uuid, fields: "{}" }, NOW)).await;
}

async fn claim(store: &Store, webhook: WebhookSid, after: i64) -> Vec<Telling> {
    let (now, until) = (NOW.plus_millis(after), NOW.plus_millis(after + 1000));
    keep(store, move |tx| events::claim(tx, webhook, ("node", until), now, 8)).await
}

async fn each_webhook_that_something_is_due_for_is_named_once(store: Store) {
    let maker = Maker::new();
    let mut sids = vec![
        webhook(&store, &maker, &["*"]).await,
        webhook(&store, &maker, &["factor.created"]).await,
        webhook(&store, &maker, &["factor.deleted"]).await,
    ];
    let due = async |after| look(&store, move |tx| events::due(tx, NOW.plus_millis(after))).await;
    assert_eq!(due(0).await, []);
    for subject in ["YF1", "YF2", "YF3"] {
        happens(&store, &maker, EventType::FactorCreated, (subject, subject)).await;
    }
    let quiet = sids.pop().expect("one");
    sids.sort_by_key(ToString::to_string);
    assert_eq!((due(-1).await, due(0).await), (vec![], sids.clone()));
    // What is held, and what failed with all that is behind it, is nobody else's for a while.
    assert_eq!(claim(&store, sids[0], 0).await.len(), 3);
    assert_eq!(due(0).await, sids[1..]);
    let held = claim(&store, sids[1], 0).await;
    happens(&store, &maker, EventType::FactorDeleted, ("YF1", "later")).await;
    keep(&store, move |tx| {
        held.iter().try_for_each(|it| events::later(tx, it, NOW.plus_millis(5000)).map(drop))
    })
    .await;
    assert_eq!(
        due(0).await.into_iter().filter(|sid| *sid == sids[1] || *sid == quiet).collect::<Vec<_>>(),
        [quiet]
    );
    assert_eq!(claim(&store, sids[1], 4999).await.len(), 0);
    assert_eq!(claim(&store, sids[1], 5000).await.len(), 3);
}

async fn who_held_what_was_cleared_ends_nothing_that_came_after(store: Store) {
    let maker = Maker::new();
    let sid = webhook(&store, &maker, &["*"]).await;
    happens(&store, &maker, EventType::FactorCreated, ("YF1", "one")).await;
    let held = claim(&store, sid, 0).await.pop().expect("one");
    keep(&store, move |tx| events::clear(tx, sid)).await;
    happens(&store, &maker, EventType::FactorVerified, ("YF1", "two")).await;
    let again = claim(&store, sid, 0).await.pop().expect("one");
    assert_eq!((held.number, held.fence), (again.number, again.fence));
    let done = keep(&store, move |tx| {
        Ok((events::later(tx, &held, NOW)?, events::done(tx, &held)?, events::done(tx, &again)?))
    })
    .await;
    assert_eq!(done, (false, false, true));
}

async fn a_family_is_wanted_by_each_of_its_names_and_no_other(store: Store) {
    let maker = Maker::new();
    let (ours, twilios) =
        (webhook(&store, &maker, &["verification.*"]).await, webhook(&store, &maker, &["*"]).await);
    for (n, what) in EventType::ALL.iter().enumerate() {
        let subject: &'static str = Box::leak(n.to_string().into_boxed_str());
        happens(&store, &maker, *what, (subject, subject)).await;
    }
    for (sid, family) in [(ours, 7), (twilios, 5)] {
        assert_eq!(look(&store, move |tx| events::waiting_for(tx, sid)).await, family);
    }
}
