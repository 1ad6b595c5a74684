//! How a message got into the inbox is shown with it.

use countersign_model::{
    AccountSid, Attempt, AttemptState, Channel, Hop, Line, MockDice, ReceiptState, ServiceSid, Told,
    VerificationSid,
};
use countersign_store::{End, attempts};

use crate::support::{NOW, Pages};

fn hop(provider: &str, fate: &str, reason: Option<&str>) -> Line {
    Line::Hop(Hop {
        provider: provider.to_owned(),
        at: NOW,
        took_millis: 12,
        fate: fate.to_owned(),
        reason: reason.map(str::to_owned),
        provider_id: None,
        parts: None,
        cost: None,
        locale: None,
    })
}

#[tokio::test]
async fn every_provider_that_was_asked_is_shown_with_the_message_and_what_it_said_is_only_text() {
    let pages = Pages::open().await;
    let sid = pages.deliver("+15017122661", "Your code is 481516").await;
    let untold = pages.get("/").await.body;
    assert!(untold.contains("<details class=\"hops\" hidden>"), "nothing is written down yet");
    let told = Told {
        provider: "inbox".to_owned(),
        at: NOW,
        state: ReceiptState::Delivered,
        code: None,
        cost: None,
    };
    let journal = vec![
        hop("broken", "retryable", Some("answered 503: <b>busy</b>")),
        hop("inbox", "accepted", None),
        Line::Told(told),
    ];
    let dice = MockDice::new(9);
    let attempt = Attempt {
        sid: sid.parse().expect("a SID"),
        account_sid: AccountSid::new(NOW, &dice),
        service_sid: ServiceSid::new(NOW, &dice),
        verification_sid: VerificationSid::new(NOW, &dice),
        channel: Channel::Sms,
        state: AttemptState::Queued,
        tries: 0,
        provider: None,
        provider_id: None,
        error: None,
        receipt: None,
        journal: Vec::new(),
        created_at: NOW,
        updated_at: NOW,
    };
    let write = move |tx: &mut countersign_store::WriteTx<'_>| {
        attempts::insert(tx, &attempt)?;
        for line in &journal {
            attempts::note(tx, attempt.sid, line.clone())?;
        }
        Ok(End::Commit(()))
    };
    pages.engine.store().write(write).await.expect("the store");
    let page = pages.get("/").await.body;
    let (_, hops) = page.split_once("<details class=\"hops\">").expect("the hops");
    let (hops, _) = hops.split_once("</details>").expect("their end");
    let places: Vec<_> =
        ["broken retryable after 12 ms", "inbox accepted after 12 ms", "inbox told: delivered"]
            .map(|text| hops.find(text).unwrap_or_else(|| panic!("{text} in {hops}")))
            .into();
    assert!(places.is_sorted(), "{hops}");
    assert!(hops.contains("busy") && !hops.contains("<b>"), "{hops}");
}
