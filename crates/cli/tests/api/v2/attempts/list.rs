//! `GET /v2/Attempts`: filters and pages.

use countersign_engine::attempt::{ListAttempts, Moments};
use countersign_model::{PageRequest, PageToken, Recipient};
use countersign_store::outcomes::Wanted;
use serde_json::Value;

use super::{follow, send_of, sids};
use crate::support::{MINUTE, Service, TestApp, on_both_engines};

on_both_engines!(
    each_filter_chooses_and_all_of_them_together,
    a_filter_that_cannot_be_is_refused_by_name,
    neighbouring_times_share_no_attempt_and_leave_none_out,
    pages_go_from_the_newest_to_the_oldest_and_back_whatever_is_made_meanwhile,
    tokens_of_another_account_show_nothing_foreign,
    something_rare_is_found_by_following_short_pages,
);

/// One send; the clock moves on behind it.
async fn sent(app: &TestApp, service: &Service, to: &str, channel: &str) -> String {
    let created = service.create(&[("To", to), ("Channel", channel)]).await.is(201);
    let sid = send_of(&created);
    app.ended_attempt(&sid).await;
    app.advance(1000);
    sid
}

async fn each_filter_chooses_and_all_of_them_together(app: TestApp) {
    let (shop, bank) = (app.service(&[]).await, app.service(&[]).await);
    let a = sent(&app, &shop, "+4915112345678", "sms").await;
    let b = sent(&app, &bank, "+4915112345678", "call").await;
    let c = sent(&app, &bank, "+15017122661", "sms").await;
    let d = sent(&app, &shop, "ann@example.com", "email").await;
    let person = shop.person("+447400123456");
    let verification = person.asks().await.is(201);
    let e = send_of(&verification);
    let code = person.reads().await;
    person.types(&code).await.shows("approved");
    let all = [&e, &d, &c, &b, &a];
    let (shop, of) =
        (format!("VerifyServiceSid={}", shop.sid), format!("VerificationSid={}", verification.sid()));
    for (query, expected) in [
        ("", all.to_vec()),
        (&shop, vec![&e, &d, &a]),
        (&of, vec![&e]),
        ("VerificationSid=VE0123456789abcdef0123456789abcdef", vec![]),
        ("Channel=sms", vec![&e, &c, &a]),
        ("Channel=call", vec![&b]),
        ("Channel=whatsapp", vec![]),
        ("Channel=rbm", vec![]),
        ("Country=DE", vec![&b, &a]),
        ("Country=CA", vec![]),
        ("ChannelData.To=%2B4915112345678", vec![&b, &a]),
        ("ChannelData.To=+15017122661", vec![&c]),
        ("ChannelData.To=ann@EXAMPLE.com", vec![&d]),
        ("Status=converted", vec![&e]),
        ("Status=CONVERTED", vec![&e]),
        ("Status=unconverted", vec![&d, &c, &b, &a]),
        ("Status=UNCONVERTED&Country=DE&Channel=sms", vec![&a]),
        ("DateCreatedAfter=2026-01-01T00:00:02Z", vec![&e, &d, &c]),
        ("DateCreatedBefore=2026-01-01T00:00:02Z", vec![&b, &a]),
        ("DateCreatedAfter=2026-01-01T00:00:01Z&DateCreatedBefore=2026-01-01T01:00:02%2B01:00", vec![&b]),
        ("DateCreatedAfter=2026-01-02T00:00:00Z", vec![]),
        ("DateCreatedBefore=1969-01-01T00:00:00Z", vec![]),
        ("DateCreatedAfter=2026-01-01T00:00:03Z&DateCreatedBefore=2026-01-01T00:00:01Z", vec![]),
        (&format!("{shop}&Channel=email&Status=unconverted&ChannelData.To=ann@example.com"), vec![&d]),
    ] {
        let page = app.api().get(&format!("/v2/Attempts?{query}")).await.is(200);
        assert_eq!(sids(&page).iter().collect::<Vec<_>>(), expected, "{query}");
        assert_eq!(page.body["meta"]["next_page_url"], Value::Null, "{query}");
    }
}

async fn a_filter_that_cannot_be_is_refused_by_name(app: TestApp) {
    for (query, name) in [
        ("VerifyServiceSid=VE0123456789abcdef0123456789abcdef", "VerifyServiceSid"),
        ("VerificationSid=x", "VerificationSid"),
        ("Channel=SMS", "Channel"),
        ("Channel=", "Channel"),
        ("Country=de", "Country"),
        ("Country=XX", "Country"),
        ("ChannelData.To=someone", "ChannelData.To"),
        ("Status=pending", "Status"),
        ("DateCreatedAfter=yesterday", "DateCreatedAfter"),
        ("DateCreatedBefore=2026-01-01", "DateCreatedBefore"),
        ("PageToken=PAnVA", "PageToken"),
        ("PageSize=0", "PageSize"),
        ("Country=%zz", "Country"),
    ] {
        app.api().get(&format!("/v2/Attempts?{query}")).await.blames(name);
    }
}

async fn neighbouring_times_share_no_attempt_and_leave_none_out(app: TestApp) {
    let service = app.service(&[]).await;
    let mut made = Vec::new();
    for n in 0..6 {
        let to = format!("{n}@example.com");
        let created = service.create(&[("To", &to), ("Channel", "email")]).await.is(201);
        made.push(send_of(&created));
        app.ended_attempt(&send_of(&created)).await;
        app.advance(400);
    }
    let (api, cut) = (app.api(), "2026-01-01T00:00:01Z");
    let of = async |bound: &str| sids(&api.get(&format!("/v2/Attempts?{bound}={cut}")).await.is(200));
    let (mut found, before) = (of("DateCreatedAfter").await, of("DateCreatedBefore").await);
    assert_eq!(before.len(), 3);
    found.extend(before);
    made.reverse();
    assert_eq!(found, made);
}

async fn pages_go_from_the_newest_to_the_oldest_and_back_whatever_is_made_meanwhile(app: TestApp) {
    let (service, api) = (app.service(&[]).await, app.api());
    let mut made = Vec::new();
    for n in 0..5 {
        made.insert(0, sent(&app, &service, &format!("{n}@example.com"), "email").await);
        sent(&app, &service, &format!("+4915112345{n:03}"), "sms").await;
    }
    let first = api.get("/v2/Attempts?Channel=email&PageSize=2").await.is(200);
    assert_eq!(sids(&first), made[..2]);
    assert_eq!(first.body["meta"]["previous_page_url"], Value::Null);
    sent(&app, &service, "late@example.com", "email").await;
    let second = follow(&api, &first, "next_page_url").await.expect("a second page");
    assert_eq!(sids(&second), made[2..4]);
    assert_eq!(second.body["meta"]["page"], 1);
    assert!(second.body["meta"]["url"].as_str().is_some_and(|url| url.contains("Channel=email&")));
    let third = follow(&api, &second, "next_page_url").await.expect("a third page");
    assert_eq!(sids(&third), made[4..]);
    assert_eq!(third.body["meta"]["next_page_url"], Value::Null);
    let back = follow(&api, &third, "previous_page_url").await.expect("the page before");
    assert_eq!(sids(&back), made[2..4]);
    let start = follow(&api, &back, "previous_page_url").await.expect("the first page");
    assert_eq!(sids(&start), made[..2]);
    let newer = follow(&api, &start, "previous_page_url").await.expect("what was made meanwhile");
    assert_eq!(sids(&newer).len(), 1);
    assert_eq!(newer.body["meta"]["previous_page_url"], Value::Null);
    let whole = api.get("/v2/Attempts?PageSize=1000").await.is(200);
    assert_eq!(sids(&whole).len(), 11);
}

async fn tokens_of_another_account_show_nothing_foreign(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 0..3 {
        sent(&app, &service, &format!("{n}@example.com"), "email").await;
    }
    let first = app.api().get("/v2/Attempts?PageSize=1").await.is(200);
    let stranger = app.stranger().await;
    let theirs = stranger.has_service(&app, &[]).await;
    let own = sent(&app, &theirs, "+15017122661", "sms").await;
    let page = follow(&stranger, &first, "next_page_url").await.expect("a page");
    assert_eq!(sids(&page), [""; 0], "what the stranger sent is newer");
    let url = first.body["meta"]["next_page_url"].as_str().expect("a URL").replace("PAn", "PAp");
    let path = url.strip_prefix("http://verify.test").expect("a URL that leads back");
    assert_eq!(sids(&stranger.get(path).await.is(200)), [own]);
}

async fn something_rare_is_found_by_following_short_pages(app: TestApp) {
    let service = app.service(&[]).await;
    let rare = sent(&app, &service, "rare@example.com", "email").await;
    for n in 0..7 {
        sent(&app, &service, &format!("{n}@example.com"), "email").await;
    }
    app.advance(MINUTE);
    let asked = |token| ListAttempts {
        wanted: Wanted {
            account: app.account,
            service: None,
            verification: None,
            channel: None,
            recipient: Recipient::parse("rare@example.com").ok(),
            converted: None,
        },
        country: None,
        moments: Moments::ALL,
        page: PageRequest { size: 50, token },
        looks: 3,
    };
    let (mut token, mut found, mut pages) = (None, Vec::new(), 0);
    loop {
        let page = app.engine.list_attempts(asked(token)).await.expect("the store");
        found.extend(page.rows.iter().map(|row| row.attempt.sid.to_string()));
        pages += 1;
        token = page.next;
        if token.is_none() {
            break;
        }
    }
    assert_eq!((found, pages), (vec![rare.clone()], 3));
    // And from the oldest on, as far as may be looked.
    let beginning = PageToken::Before("VL00000000000000000000000000000000".to_owned());
    let page = app.engine.list_attempts(asked(Some(beginning))).await.expect("the store");
    assert_eq!(page.rows[0].attempt.sid.to_string(), rare);
    let on = page.previous.expect("more to look at");
    let page = app.engine.list_attempts(asked(Some(on))).await.expect("the store");
    assert!(page.rows.is_empty() && page.previous.is_some());
}
