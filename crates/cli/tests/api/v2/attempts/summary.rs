//! `GET /v2/Attempts/Summary`: what is counted behind requests and what is looked at add up to the same.

use countersign_engine::attempt::Moments;
use countersign_engine::attempt::{ListAttempts, PAGE_LOOKS};
use countersign_model::limit::Prefix;
use countersign_model::{Dice, MockDice, PageRequest, Timestamp};
use countersign_store::attempt_sums::{Chosen, Line, Sum};
use countersign_store::outcomes::{Outcome, Wanted};
use countersign_store::{End, attempt_sums, marks};
use serde_json::json;

use super::sids;
use crate::support::{HOUR, MINUTE, Service, TestApp, on_both_engines, run_on_two_nodes};

on_both_engines!(
    a_summary_tells_what_twilio_tells,
    a_filter_that_cannot_be_is_refused_by_name,
    counted_and_looked_at_add_up_to_what_a_naive_count_says,
    an_hour_is_counted_once_nothing_in_it_can_change,
    a_node_that_died_while_it_counted_leaves_nothing_behind,
    a_list_skips_the_hours_that_hold_nothing_and_leaves_nothing_out,
    what_was_counted_outlives_its_attempts_and_goes_in_its_own_time,
    another_account_and_a_service_made_again_begin_at_nothing,
);

async fn summary(app: &TestApp, query: &str) -> (i64, i64) {
    let body = app.api().get(&format!("/v2/Attempts/Summary{query}")).await.is(200).body;
    let of = |name: &str| body[name].as_i64().expect("a number");
    assert_eq!(of("total_unconverted"), of("total_attempts") - of("total_converted"));
    (of("total_attempts"), of("total_converted"))
}

/// One send, and its code typed if it is to convert.
async fn sent(app: &TestApp, service: &Service, to: &str, channel: &str, converts: bool) {
    let created = service.create(&[("To", to), ("Channel", channel)]).await.is(201);
    app.ended_attempt(&super::send_of(&created)).await;
    if converts {
        service.update(&created.sid(), "approved").await.is(200);
    }
}

async fn a_summary_tells_what_twilio_tells(app: TestApp) {
    let url = "http://verify.test/v2/Attempts/Summary";
    let empty = app.api().get("/v2/Attempts/Summary").await.is(200);
    assert_eq!(
        empty.body,
        json!({
            "total_attempts": 0,
            "total_converted": 0,
            "total_unconverted": 0,
            "conversion_rate_percentage": "0",
            "url": url,
        })
    );
    let service = app.service(&[]).await;
    for n in 0..11 {
        sent(&app, &service, &format!("{n}@example.com"), "email", n < 9).await;
    }
    let told = app.api().get("/v2/Attempts/Summary").await.is(200);
    assert_eq!(
        told.body,
        json!({
            "total_attempts": 11,
            "total_converted": 9,
            "total_unconverted": 2,
            "conversion_rate_percentage": "81.818181818",
            "url": url,
        })
    );
    assert_eq!(summary(&app, "?Channel=rbm").await, (0, 0));
}

async fn a_filter_that_cannot_be_is_refused_by_name(app: TestApp) {
    for (query, name) in [
        ("VerifyServiceSid=x", "VerifyServiceSid"),
        ("DateCreatedAfter=x", "DateCreatedAfter"),
        ("DateCreatedBefore=x", "DateCreatedBefore"),
        ("Country=XX", "Country"),
        ("Channel=fax", "Channel"),
        ("DestinationPrefix=0", "DestinationPrefix"),
        ("DestinationPrefix=", "DestinationPrefix"),
        ("DestinationPrefix=%2B1%25", "DestinationPrefix"),
    ] {
        app.api().get(&format!("/v2/Attempts/Summary?{query}")).await.blames(name);
    }
}

/// Everything that the account sent, by the list.
async fn everything(app: &TestApp) -> Vec<Outcome> {
    let wanted = Wanted {
        account: app.account,
        service: None,
        verification: None,
        channel: None,
        recipient: None,
        converted: None,
    };
    let page = PageRequest::first(1000);
    let asked = ListAttempts { wanted, country: None, moments: Moments::ALL, page, looks: PAGE_LOOKS };
    let page = app.engine.list_attempts(asked).await.expect("the store");
    assert_eq!(page.next, None);
    page.rows
}

fn naive(all: &[Outcome], chosen: &Chosen, moments: Moments) -> Sum {
    let mut sum = Sum::default();
    for it in all {
        let at = it.attempt.created_at;
        let number = it.recipient.as_ref().map_or("", |recipient| recipient.as_str());
        let counts = at >= moments.since
            && at < moments.until
            && chosen.service.is_none_or(|service| service == it.attempt.service_sid)
            && chosen.channel.is_none_or(|channel| channel == it.attempt.channel)
            && chosen.country.is_none_or(|country| Some(country) == it.country())
            && chosen.prefix.as_ref().is_none_or(|prefix| number.starts_with(prefix.as_str()));
        if counts {
            sum += Sum { total: 1, converted: i64::from(it.is_converted()) };
        }
    }
    sum
}

async fn counted_and_looked_at_add_up_to_what_a_naive_count_says(app: TestApp) {
    let services = [app.service(&[]).await, app.service(&[]).await];
    let dice = MockDice::new(7);
    let dice: &dyn Dice = &dice;
    let throw = |most: u64| u64::from_le_bytes(dice.draw()) % most;
    let addresses = [
        ("+4915112345678", "sms"),
        ("+4915212345678", "call"),
        ("+15017122661", "sms"),
        ("+14165550123", "sms"),
        ("+573051234567", "whatsapp"),
        ("+68340123", "sms"),
        ("+6834012", "sms"),
        ("ann@example.com", "email"),
    ];
    let prefixes =
        ["+4", "+49151", "+491511", "+1", "+1501", "+573051", "+683", "+6834", "+68340", "+683401", "+7"];
    for round in 0..60 {
        let (to, channel) = addresses[usize::try_from(throw(8)).expect("a place")];
        let service = &services[usize::try_from(throw(2)).expect("a place")];
        let created = service.create(&[("To", to), ("Channel", channel)]).await;
        if created.status == 201 {
            app.ended_attempt(&super::send_of(&created)).await;
            if throw(2) == 0 {
                service.update(&created.sid(), "approved").await;
            }
        }
        app.advance(i64::try_from(throw(40)).expect("minutes") * MINUTE + 17);
        if round % 6 == 5 {
            app.engine.count_attempts().await.expect("the store");
        }
        if round % 12 != 11 {
            continue;
        }
        let all = everything(&app).await;
        let now = app.engine.now().millis();
        let began = 1_767_225_600_000;
        for _ in 0..25 {
            let moment = || {
                let span = u64::try_from(now - began).expect("a span");
                let exact = began + i64::try_from(throw(span)).expect("millis");
                // Some bounds are whole hours.
                Timestamp::from_millis(if throw(3) == 0 { exact - exact.rem_euclid(HOUR) } else { exact })
            };
            let chosen = Chosen {
                account: None,
                service: (throw(3) == 0).then(|| services[0].sid.parse().expect("a SID")),
                channel: (throw(3) == 0).then(|| "sms".parse().expect("a channel")),
                country: (throw(4) == 0).then(|| "DE".parse().expect("a country")),
                prefix: (throw(2) == 0).then(|| {
                    let prefix = prefixes[usize::try_from(throw(11)).expect("a place")];
                    prefix.parse::<Prefix>().expect("a prefix")
                }),
            };
            let moments = match throw(3) {
                0 => Moments::ALL,
                1 => Moments { since: moment(), ..Moments::ALL },
                _ => Moments { since: moment(), until: moment() },
            };
            let told = app.engine.summarize_attempts(app.account, chosen.clone(), moments).await;
            assert_eq!(told.expect("the store"), naive(&all, &chosen, moments), "{chosen:?} {moments:?}");
        }
    }
    let counted = app.engine.store().read(attempt_sums::counted_before).await.expect("the store");
    assert!(counted > 1_767_225_600_000 / HOUR, "hours were counted meanwhile");
}

async fn counted_before(app: &TestApp) -> i64 {
    let before = app.engine.store().read(attempt_sums::counted_before).await.expect("the store");
    before - if before == 0 { 0 } else { 1_767_225_600_000 / HOUR }
}

async fn an_hour_is_counted_once_nothing_in_it_can_change(app: TestApp) {
    let long = app.service(&[("VerificationTtl", "7200")]).await;
    let service = app.service(&[]).await;
    let ann = service.person("ann@example.com");
    ann.is_sent().await;
    let bob = long.person("bob@example.com");
    let (_, code) = bob.is_sent().await;
    let count = async || {
        app.engine.count_attempts().await.expect("the store");
        counted_before(&app).await
    };
    app.advance(HOUR + 15 * MINUTE - 1);
    assert_eq!(count().await, 0, "something may come late");
    app.advance(1);
    assert_eq!(count().await, 0, "bob may still type his code");
    assert_eq!(summary(&app, "").await, (2, 0));
    bob.types(&code).await.shows("approved");
    assert_eq!(summary(&app, "").await, (2, 1), "it is not counted yet, and told all the same");
    app.advance(HOUR + MINUTE);
    assert_eq!(count().await, 1);
    assert_eq!(summary(&app, "").await, (2, 1));
    assert_eq!(count().await, 1, "there is nothing else");
    // Hours in which nothing was sent are passed over, and a code that nobody typed is final once it has run out.
    app.advance(30 * HOUR);
    service.create(&[("To", "eve@example.com"), ("Channel", "email")]).await.is(201);
    app.advance(3 * HOUR);
    assert_eq!(count().await, 33);
    assert_eq!(summary(&app, "").await, (3, 1));
}

async fn a_node_that_died_while_it_counted_leaves_nothing_behind(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 0..3 {
        sent(&app, &service, &format!("+4915112345{n:03}"), "sms", n == 0).await;
    }
    app.advance(2 * HOUR);
    let hour = 1_767_225_600_000 / HOUR;
    let line = Line {
        account: app.account.to_string(),
        area: None,
        service: service.sid.clone(),
        channel: "sms".to_owned(),
        country: "XX".to_owned(),
    };
    // It had begun, written a line, and was about to write more.
    let died = app.engine.store().write(move |tx| {
        marks::set(tx, attempt_sums::MARK, &format!("{hour} 0123456789abcdef"))?;
        attempt_sums::add(tx, hour, &line, Sum { total: 999, converted: 999 })?;
        Ok(End::Commit(()))
    });
    died.await.expect("the store");
    assert_eq!(summary(&app, "").await, (3, 1));
    app.engine.count_attempts().await.expect("the store");
    assert_eq!(counted_before(&app).await, 1);
    for query in ["", "?Country=DE", "?DestinationPrefix=%2B49151", "?Channel=sms"] {
        assert_eq!(summary(&app, query).await, (3, 1), "{query}");
    }
    assert_eq!(summary(&app, "?Country=FR").await, (0, 0));
}

async fn a_list_skips_the_hours_that_hold_nothing_and_leaves_nothing_out(app: TestApp) {
    let service = app.service(&[]).await;
    let mut rare = Vec::new();
    for n in 0..12 {
        sent(&app, &service, &format!("+4915112345{n:03}"), "sms", false).await;
        if n % 5 == 0 {
            let created = service.create(&[("To", "+15017122661"), ("Channel", "call")]).await.is(201);
            rare.insert(0, super::send_of(&created));
        }
        app.advance(HOUR + 7 * MINUTE);
    }
    app.advance(3 * HOUR);
    app.engine.count_attempts().await.expect("the store");
    assert!(counted_before(&app).await > 12);
    let api = app.api();
    for query in ["Channel=call", "Country=US", "ChannelData.To=%2B15017122661"] {
        let page = api.get(&format!("/v2/Attempts?{query}")).await.is(200);
        assert_eq!(sids(&page), rare, "{query}");
        assert_eq!(page.body["meta"]["next_page_url"], json!(null));
    }
    let all = sids(&api.get("/v2/Attempts").await.is(200));
    assert_eq!(all.len(), 15);
    let mut walked = Vec::new();
    let mut page = api.get("/v2/Attempts?PageSize=4").await.is(200);
    loop {
        walked.extend(sids(&page));
        match super::follow(&api, &page, "next_page_url").await {
            Some(next) => page = next,
            None => break,
        }
    }
    assert_eq!(walked, all);
    // Three hours' worth of looks are enough to find what lies in three hours.
    let asked = ListAttempts {
        wanted: Wanted {
            account: app.account,
            service: None,
            verification: None,
            channel: "call".parse().ok(),
            recipient: None,
            converted: None,
        },
        country: None,
        moments: Moments::ALL,
        page: PageRequest::first(50),
        looks: 7,
    };
    let page = app.engine.list_attempts(asked).await.expect("the store");
    assert_eq!((page.rows.len(), page.next), (3, None));
}

async fn what_was_counted_outlives_its_attempts_and_goes_in_its_own_time(app: TestApp) {
    let service = app.service(&[]).await;
    sent(&app, &service, "+4915112345678", "sms", true).await;
    app.advance(2 * HOUR);
    app.engine.tidy_attempts().await.expect("the store");
    app.advance(31 * 24 * HOUR);
    app.engine.sweep().await.expect("the store");
    app.engine.tidy_attempts().await.expect("the store");
    assert_eq!(sids(&app.api().get("/v2/Attempts").await.is(200)), [""; 0]);
    assert_eq!(summary(&app, "").await, (1, 1));
    assert_eq!(summary(&app, "?DestinationPrefix=%2B49").await, (1, 1));
    app.advance(400 * 24 * HOUR);
    app.engine.tidy_attempts().await.expect("the store");
    assert_eq!(summary(&app, "").await, (0, 0));
}

async fn another_account_and_a_service_made_again_begin_at_nothing(app: TestApp) {
    let service = app.service(&[]).await;
    sent(&app, &service, "+4915112345678", "sms", true).await;
    app.advance(2 * HOUR);
    app.engine.count_attempts().await.expect("the store");
    let stranger = app.stranger().await;
    let theirs = stranger.get("/v2/Attempts/Summary").await.is(200);
    assert_eq!(theirs.body["total_attempts"], 0);
    let of = format!("/v2/Attempts/Summary?VerifyServiceSid={}", service.sid);
    assert_eq!(stranger.get(&of).await.is(200).body["total_attempts"], 0);
    app.api().delete(&service.path("")).await.is(204);
    assert_eq!(summary(&app, "").await, (0, 0));
    app.engine.sweep().await.expect("the store");
    let name = countersign_model::FriendlyName::parse("Again").expect("a name");
    let sid = service.sid.parse().expect("a SID");
    let settings = countersign_model::ServiceSettings::default();
    let by = crate::support::ops();
    app.engine.create_service_as(sid, app.account, name, settings, by).await.expect("the SID is free again");
    assert_eq!(summary(&app, "").await, (0, 0));
}

#[test]
fn two_nodes_that_count_at_once_count_everything_once() {
    run_on_two_nodes(countersign_model::Limits::development(), |one, other| async move {
        let service = one.service(&[]).await;
        for n in 0..20 {
            sent(&one, &service, &format!("+4915112345{n:03}"), "sms", n % 4 == 0).await;
            one.advance(20 * MINUTE);
            other.advance(20 * MINUTE);
        }
        one.advance(3 * HOUR);
        other.advance(3 * HOUR);
        for _ in 0..10 {
            let (a, b) = tokio::join!(one.engine.count_attempts(), other.engine.count_attempts());
            a.and(b).expect("the store");
            // Whoever lost the lease waits for its end.
            one.advance(2 * MINUTE);
            other.advance(2 * MINUTE);
        }
        assert!(counted_before(&one).await >= 7);
        assert_eq!(summary(&one, "").await, (20, 5));
        assert_eq!(summary(&one, "?DestinationPrefix=%2B4915").await, (20, 5));
    });
}
