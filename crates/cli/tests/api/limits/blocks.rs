use countersign_model::Timestamp;
use serde_json::json;

use super::{by, trail};
use crate::support::{Api, MINUTE, TestApp, on_both_engines, ops};

on_both_engines!(
    under crate::limits::limits(serde_json::json!({"per_address": {"per_30_seconds": 0}}));
    a_block_stops_the_numbers_that_begin_so_and_no_others,
    a_block_ends_by_itself,
    a_block_is_taken_away_and_all_of_it_is_written_down,
    nothing_that_a_caller_says_passes_a_block,
    a_pause_stops_everything_even_email,
    an_accounts_pause_leaves_the_others,
    of_several_blocks_the_longest_is_told,
    codes_that_are_out_can_be_checked_during_a_pause,
    an_api_key_is_named_in_the_trail,
);

const ALICE: &str = "+15017122661";

fn until(app: &TestApp, minutes: i64) -> Option<Timestamp> {
    Some(app.engine.now().plus_millis(minutes * MINUTE))
}

async fn block(app: &TestApp, what: &str, until: Option<Timestamp>) {
    let what = what.parse().expect("a prefix");
    app.engine.add_block(what, until, Some("a secret".into()), ops()).await.expect("a block");
}

async fn a_block_stops_the_numbers_that_begin_so_and_no_others(app: TestApp) {
    let service = app.service(&[]).await;
    block(&app, "+1501", None).await;
    let refused = service.create(&by(ALICE, "sms")).await;
    assert_eq!(
        refused.names_rule(403, 60410, "block"),
        json!({
            "rule": "block",
            "reason": "the operator has blocked the numbers that this one belongs to",
            "prefix": "+1501",
        })
    );
    service.create(&by(ALICE, "call")).await.names_rule(403, 60410, "block");
    service.create(&by("+15022345678", "sms")).await.is(201);
    service.create(&by("ann@example.com", "email")).await.is(201);
}

async fn a_block_ends_by_itself(app: TestApp) {
    let service = app.service(&[]).await;
    block(&app, "+1", until(&app, 5)).await;
    app.advance(5 * MINUTE - 1);
    let details = service.create(&by(ALICE, "sms")).await.names_rule(403, 60410, "block");
    assert_eq!(details["until"], "2026-01-01T00:05:00Z");
    app.advance(1);
    assert_eq!(app.engine.list_blocks().await.expect("blocks"), []);
    service.create(&by(ALICE, "sms")).await.is(201);
    app.engine.sweep().await.expect("a sweep");
    assert!(!app.engine.remove_block("+1".parse().expect("a prefix"), ops()).await.expect("an answer"));
}

async fn a_block_is_taken_away_and_all_of_it_is_written_down(app: TestApp) {
    let service = app.service(&[]).await;
    block(&app, "+1501", None).await;
    app.advance(1);
    block(&app, "+1501", until(&app, 10)).await;
    let listed = app.engine.list_blocks().await.expect("blocks");
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].until, listed[0].by.as_str()), (until(&app, 10), "operator:ops"));
    app.advance(1);
    assert!(app.engine.remove_block("+1501".parse().expect("a prefix"), ops()).await.expect("an answer"));
    app.advance(1);
    assert!(!app.engine.remove_block("+1501".parse().expect("a prefix"), ops()).await.expect("an answer"));
    service.create(&by(ALICE, "sms")).await.is(201);
    let line = |what: &str| (what.to_owned(), "operator:ops".to_owned(), "+1501".to_owned());
    assert_eq!(trail(&app).await, [line("block.added"), line("block.added"), line("block.removed")]);
}

async fn nothing_that_a_caller_says_passes_a_block(app: TestApp) {
    let service = app.service(&[]).await;
    block(&app, "+1501", None).await;
    app.api().post("/v2/SafeList/Numbers", &[("PhoneNumber", ALICE)]).await.is(201);
    let pairs = [("To", ALICE), ("Channel", "sms"), ("RiskCheck", "disable"), ("KnownPerson", "true")];
    service.create(&pairs).await.names_rule(403, 60410, "block");
}

async fn a_pause_stops_everything_even_email(app: TestApp) {
    let service = app.service(&[]).await;
    app.engine.pause(None, until(&app, 60), None, ops()).await.expect("a pause");
    for (to, channel) in [(ALICE, "sms"), (ALICE, "call"), ("ann@example.com", "email")] {
        let details = service.create(&by(to, channel)).await.names_rule(403, 60410, "pause");
        assert_eq!(details["until"], "2026-01-01T01:00:00Z");
    }
    assert!(app.engine.resume(None, ops()).await.expect("an answer"));
    service.create(&by("ann@example.com", "email")).await.is(201);
    let did: Vec<_> = trail(&app).await.into_iter().map(|(what, ..)| what).collect();
    assert_eq!(did.len(), 2);
    assert!(did.contains(&"paused".to_owned()) && did.contains(&"resumed".to_owned()));
}

async fn an_accounts_pause_leaves_the_others(app: TestApp) {
    let service = app.service(&[]).await;
    let theirs = app.stranger().await.has_service(&app, &[]).await;
    app.engine.pause(Some(app.account), None, None, ops()).await.expect("a pause");
    service.create(&by(ALICE, "sms")).await.names_rule(403, 60410, "pause");
    theirs.create(&by(ALICE, "sms")).await.is(201);
}

async fn of_several_blocks_the_longest_is_told(app: TestApp) {
    let service = app.service(&[]).await;
    block(&app, "+15", until(&app, 10)).await;
    block(&app, "+150", until(&app, 20)).await;
    block(&app, "+1501", until(&app, 5)).await;
    let details = service.create(&by(ALICE, "sms")).await.names_rule(403, 60410, "block");
    assert_eq!(details["prefix"], "+150");
}

async fn codes_that_are_out_can_be_checked_during_a_pause(app: TestApp) {
    let alice = app.alice().await;
    let (_, code) = alice.is_sent().await;
    app.engine.pause(None, None, None, ops()).await.expect("a pause");
    alice.types(&code).await.shows("approved");
}

async fn an_api_key_is_named_in_the_trail(app: TestApp) {
    let (key, secret) = app.api_key().await;
    let api = Api::with(&app.router, &key, &secret);
    api.post("/v2/SafeList/Numbers", &[("PhoneNumber", ALICE)]).await.is(201);
    assert_eq!(trail(&app).await, [("safe_list.added".to_owned(), key, "+1501*****61".to_owned())]);
}
