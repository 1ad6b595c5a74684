//! What is told of one send.

use countersign_model::{AttemptSid, AttemptState, Cost, Hop, Line, ReceiptState, Timestamp, Told};
use countersign_store::End;
use countersign_store::attempts::{self, Progress};
use serde_json::{Value, json};

use super::{send_of, sids};
use crate::support::{MINUTE, TestApp, on_both_engines};

on_both_engines!(
    a_send_is_shown_as_twilio_shows_it,
    of_several_sends_the_last_before_the_approval_converts,
    a_code_that_ran_out_is_expired_without_a_sweep,
    what_a_provider_told_is_told_on_with_its_code_and_price,
    what_is_known_of_a_send_stays_when_its_verification_is_forgotten,
    another_account_s_attempt_and_a_deleted_service_s_are_not_there,
);

async fn a_send_is_shown_as_twilio_shows_it(app: TestApp) {
    let alice = app.alice().await;
    let created = alice.asks_with(&[("Locale", "es")]).await.is(201);
    let sid = send_of(&created);
    app.ended_attempt(&sid).await;
    let (path, api) = (format!("/v2/Attempts/{sid}"), app.api());
    let shown = api.get(&path).await.is(200);
    assert_eq!(
        shown.body,
        json!({
            "sid": sid,
            "account_sid": app.account.to_string(),
            "service_sid": alice.service.sid,
            "verification_sid": created.sid(),
            "date_created": "2026-01-01T00:00:00Z",
            "date_updated": "2026-01-01T00:00:00Z",
            "conversion_status": "unconverted",
            "channel": "sms",
            "price": { "value": null, "currency": null },
            "channel_data": {
                "verification_sid": created.sid(),
                "to": "+15017122661",
                "status": "unconfirmed",
                "message_status": "sent",
                "error_code": null,
                "country": "US",
                "code_length": 6,
                "locale": "es",
                "mcc": null,
                "mnc": null,
                "carrier": null,
            },
            "url": format!("http://verify.test{path}"),
        })
    );
    let listed = api.get("/v2/Attempts").await.is(200);
    assert_eq!(listed.body["attempts"], json!([shown.body]));
    assert_eq!(listed.body["meta"]["key"], "attempts");
}

async fn of_several_sends_the_last_before_the_approval_converts(app: TestApp) {
    let alice = app.alice().await;
    let first = send_of(&alice.asks().await.is(201));
    let code = alice.reads().await;
    app.advance(MINUTE);
    let second = send_of(&alice.asks().await.is(201));
    alice.reads().await;
    let api = app.api();
    let of = async |sid: &str| {
        let body = api.get(&format!("/v2/Attempts/{sid}")).await.is(200).body;
        (body["conversion_status"].clone(), body["channel_data"]["status"].clone())
    };
    assert_eq!(of(&second).await, (json!("unconverted"), json!("unconfirmed")));
    alice.types(&code).await.shows("approved");
    assert_eq!(of(&second).await, (json!("converted"), json!("confirmed")));
    assert_eq!(of(&first).await, (json!("unconverted"), json!("unconfirmed")));
    // Long after, it still is: only a code that nobody typed expires.
    app.advance(20 * MINUTE);
    assert_eq!(of(&second).await, (json!("converted"), json!("confirmed")));
}

async fn a_code_that_ran_out_is_expired_without_a_sweep(app: TestApp) {
    let alice = app.alice().await;
    let sid = send_of(&alice.asks().await.is(201));
    alice.gets().await;
    let api = app.api();
    let status = async || {
        let shown = api.get(&format!("/v2/Attempts/{sid}")).await.is(200);
        shown.body["channel_data"]["status"].clone()
    };
    app.advance(10 * MINUTE - 1);
    assert_eq!(status().await, "unconfirmed");
    app.advance(1);
    assert_eq!(status().await, "expired");
    app.engine.sweep().await.expect("the store");
    assert_eq!(status().await, "expired");
}

/// Writes what one provider did after another, and what they told.
async fn write(app: &TestApp, sid: &str, state: AttemptState, lines: Vec<Line>, best: Option<ReceiptState>) {
    let sid: AttemptSid = sid.parse().expect("a SID");
    let progress =
        Progress { state, tries: 1, provider: None, provider_id: None, error: None, lines: lines.clone() };
    let written = app.engine.store().write(move |tx| {
        attempts::record(tx, sid, &progress, Timestamp::from_millis(1))?;
        let told = Line::Note { at: Timestamp::from_millis(1), text: "end".to_owned() };
        attempts::tell(tx, sid, best, told, Timestamp::from_millis(1))?;
        Ok(End::Commit(()))
    });
    written.await.expect("the store");
}

async fn what_a_provider_told_is_told_on_with_its_code_and_price(app: TestApp) {
    let service = app.service(&[]).await;
    let at = Timestamp::from_millis(1);
    let hop = |provider: &str, cost: Option<&str>| {
        Line::Hop(Hop {
            provider: provider.to_owned(),
            at,
            took_millis: 1,
            fate: "accepted".to_owned(),
            reason: None,
            provider_id: None,
            parts: None,
            cost: cost.and_then(|cost| Cost::read(cost, "EUR")),
            locale: None,
        })
    };
    let told = |state, code: Option<&str>, cost: Option<&str>| {
        Line::Told(Told {
            provider: "second".to_owned(),
            at,
            state,
            code: code.map(str::to_owned),
            cost: cost.and_then(|cost| Cost::read(cost, "EUR")),
        })
    };
    use ReceiptState::{Delivered, Expired, Failed, Queued, Rejected, Sent, Unknown};
    for (n, best, message, call) in [
        (0, Delivered, "delivered", "completed"),
        (1, Failed, "undelivered", "failed"),
        (2, Expired, "undelivered", "no-answer"),
        (3, Rejected, "failed", "failed"),
        (4, Sent, "sent", "in-progress"),
        (5, Unknown, "sent", "in-progress"),
        (6, Queued, "accepted", "ringing"),
    ] {
        for (channel, key, other, word) in [
            ("sms", "message_status", "call_status", message),
            ("call", "call_status", "message_status", call),
        ] {
            let to = format!("+150171226{}{n}", usize::from(channel == "call"));
            let created = service.create(&[("To", &to), ("Channel", channel)]).await.is(201);
            let sid = send_of(&created);
            app.ended_attempt(&sid).await;
            let lines = vec![
                hop("first", Some("0.01")),
                hop("second", None),
                told(best, Some("30008"), Some("0.05")),
            ];
            write(&app, &sid, AttemptState::Sent, lines, Some(best)).await;
            let shown = app.api().get(&format!("/v2/Attempts/{sid}")).await.is(200).body;
            let data = &shown["channel_data"];
            assert_eq!((&data[key], data.get(other)), (&json!(word), None), "{best:?} by {channel}");
            assert_eq!(data["error_code"], "30008");
            assert_eq!(shown["price"], json!({ "value": "0.06", "currency": "eur" }));
        }
    }
}

async fn what_is_known_of_a_send_stays_when_its_verification_is_forgotten(app: TestApp) {
    let alice = app.alice().await;
    let created = alice.asks().await.is(201);
    let sid = send_of(&created);
    app.ended_attempt(&sid).await;
    let removed = app.engine.store().write(|tx| tx.change("DELETE FROM verifications", &[]).map(End::Commit));
    assert_eq!(removed.await.expect("the store"), 1);
    let shown = app.api().get(&format!("/v2/Attempts/{sid}")).await.is(200).body;
    assert_eq!(shown["channel_data"]["to"], Value::Null);
    assert_eq!(shown["channel_data"]["status"], "unconfirmed");
    assert_eq!(shown["conversion_status"], "unconverted");
}

async fn another_account_s_attempt_and_a_deleted_service_s_are_not_there(app: TestApp) {
    let alice = app.alice().await;
    let created = alice.asks().await.is(201);
    let sid = send_of(&created);
    app.ended_attempt(&sid).await;
    let stranger = app.stranger().await;
    let path = format!("/v2/Attempts/{sid}");
    stranger.get(&path).await.finds_nothing();
    for query in ["", &format!("?VerificationSid={}", created.sid()), "?ChannelData.To=%2B15017122661"] {
        let page = stranger.get(&format!("/v2/Attempts{query}")).await.is(200);
        assert_eq!(sids(&page), [""; 0], "{query}");
    }
    for nobody in ["VL0", "VE0123456789abcdef0123456789abcdef", "VL0123456789abcdef0123456789abcdef", "%00"] {
        app.api().get(&format!("/v2/Attempts/{nobody}")).await.finds_nothing();
    }
    app.api().delete(&alice.service.path("")).await.is(204);
    app.api().get(&path).await.finds_nothing();
    assert_eq!(sids(&app.api().get("/v2/Attempts").await.is(200)), [""; 0]);
}
