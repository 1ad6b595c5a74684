//! Lists of people, their factors and challenges: pages, filters, order (behaviour map 1.8 and 8.4).

use serde_json::Value;

use crate::support::{Answer, Api, Holder, MINUTE, SECOND, Service, TestApp, on_both_engines};

on_both_engines!(
    pages_of_people_and_factors_are_walked_forwards_and_back,
    challenges_are_filtered_by_factor_and_by_how_they_stand,
    challenges_come_in_either_order_page_by_page,
    filters_and_pages_that_cannot_be_are_named,
    tokens_of_somebody_else_show_nothing_of_theirs,
);

fn sids(page: &Answer, key: &str) -> Vec<String> {
    let records = page.body[key].as_array().unwrap_or_else(|| panic!("{key} in {}", page.body));
    records.iter().map(|record| record["sid"].as_str().expect("a SID").to_owned()).collect()
}

/// What a client requests that follows a URL of `meta`.
async fn follow(api: &Api, page: &Answer, url: &str) -> Option<Answer> {
    let url = page.body["meta"][url].as_str()?;
    let path = url.strip_prefix("http://verify.test").expect("a URL that leads back");
    Some(api.get(path).await.is(200))
}

/// Every record of a list in pages of two, and the same from its end backwards.
async fn walked(api: &Api, path: &str, key: &str) -> Vec<String> {
    let glue = if path.contains('?') { '&' } else { '?' };
    let mut page = api.get(&format!("{path}{glue}PageSize=2")).await.is(200);
    let mut found = sids(&page, key);
    let mut pages = vec![sids(&page, key)];
    while let Some(next) = follow(api, &page, "next_page_url").await {
        page = next;
        found.extend(sids(&page, key));
        pages.push(sids(&page, key));
    }
    for expected in pages.iter().rev().skip(1) {
        page = follow(api, &page, "previous_page_url").await.expect("a page before");
        assert_eq!(sids(&page, key), *expected);
    }
    found
}

async fn pages_of_people_and_factors_are_walked_forwards_and_back(app: TestApp) {
    let service = app.service(&[]).await;
    let empty = service.api.get(&service.path("/Entities")).await.is(200);
    assert_eq!((sids(&empty, "entities").len(), &empty.body["meta"]["key"]), (0, &Value::from("entities")));
    let mut people = Vec::new();
    for n in 0..5 {
        app.advance(SECOND);
        let made =
            service.api.post(&service.path("/Entities"), &[("Identity", &format!("person-{n}"))]).await;
        people.push(made.is(201).sid());
    }
    assert_eq!(walked(&service.api, &service.path("/Entities"), "entities").await, people);
    let mut factors = Vec::new();
    for _ in 0..5 {
        app.advance(SECOND);
        factors.push(service.makes_factor("person-3", &[]).await.is(201).sid());
    }
    let path = service.path("/Entities/person-3/Factors");
    assert_eq!(walked(&service.api, &path, "factors").await, factors);
    let page = service.api.get(&path).await.is(200);
    for factor in page.body["factors"].as_array().expect("factors") {
        assert!(factor.get("binding").is_none() && factor.get("options").is_none(), "{factor}");
    }
    assert_eq!(
        sids(&service.api.get(&service.path("/Entities/person-1/Factors")).await.is(200), "factors").len(),
        0
    );
    service.api.get(&service.path("/Entities/person-9/Factors")).await.finds_nothing();
    service.api.get(&service.path("/Entities/person-9/Challenges")).await.finds_nothing();
}

/// Ann's two factors and five challenges: approved, pending and expired ones of the first, one of the second that is denied by
/// nobody.
async fn asked(app: &TestApp, service: &Service) -> (Holder, Holder, Vec<String>) {
    let one = Holder::enrolled(app, service, "ann-0001").await;
    let other = Holder::enrolled(app, service, "ann-0001").await;
    let mut asked = vec![one.is_asked().await];
    app.advance(5 * MINUTE);
    asked.push(one.logs_in(&one.code()).await.stands("approved").sid());
    app.advance(SECOND);
    asked.push(one.is_asked().await);
    app.advance(SECOND);
    asked.push(other.is_asked().await);
    app.advance(SECOND);
    asked.push(one.logs_in(&one.wrong()).await.stands("pending").sid());
    (one, other, asked)
}

async fn challenges_are_filtered_by_factor_and_by_how_they_stand(app: TestApp) {
    let service = app.service(&[]).await;
    let (one, other, asked) = asked(&app, &service).await;
    let of = async |filter: &str| {
        walked(&service.api, &one.path(&format!("/Challenges?{filter}")), "challenges").await
    };
    let picked = |which: &[usize]| which.iter().map(|n| asked[*n].clone()).collect::<Vec<_>>();
    assert_eq!(of("").await, asked);
    assert_eq!(of("Status=expired").await, picked(&[0]));
    assert_eq!(of("Status=approved").await, picked(&[1]));
    assert_eq!(of("Status=pending").await, picked(&[2, 3, 4]));
    assert_eq!(of("Status=denied").await, picked(&[]));
    assert_eq!(of(&format!("FactorSid={}", one.factor)).await, picked(&[0, 1, 2, 4]));
    assert_eq!(of(&format!("FactorSid={}&Status=pending", other.factor)).await, picked(&[3]));
    assert_eq!(of(&format!("FactorSid={}&Status=pending&Order=desc", one.factor)).await, picked(&[4, 2]));
}

async fn challenges_come_in_either_order_page_by_page(app: TestApp) {
    let service = app.service(&[]).await;
    let (one, _, mut asked) = asked(&app, &service).await;
    assert_eq!(walked(&service.api, &one.path("/Challenges?Order=asc"), "challenges").await, asked);
    asked.reverse();
    assert_eq!(walked(&service.api, &one.path("/Challenges?Order=desc"), "challenges").await, asked);
    let page = service.api.get(&one.path("/Challenges?Order=desc&Status=pending&PageSize=1")).await.is(200);
    let next = page.body["meta"]["next_page_url"].as_str().expect("a next page");
    assert!(next.contains("?Status=pending&Order=desc&PageSize=1&Page=1&PageToken=PAn"), "{next}");
}

async fn filters_and_pages_that_cannot_be_are_named(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    for (filter, name) in [
        ("Status=Pending", "Status"),
        ("Status=", "Status"),
        ("FactorSid=YF1", "FactorSid"),
        ("Order=up", "Order"),
        ("PageSize=0", "PageSize"),
        ("PageSize=-1", "PageSize"),
        ("Page=x", "Page"),
        ("PageToken=x", "PageToken"),
    ] {
        service.api.get(&ann.path(&format!("/Challenges?{filter}"))).await.blames_factor(name);
    }
    for path in [ann.path("/Factors"), service.path("/Entities")] {
        service.api.get(&format!("{path}?PageSize=0")).await.blames_factor("PageSize");
        service.api.get(&format!("{path}?PageToken=PAn'")).await.blames_factor("PageToken");
    }
}

async fn tokens_of_somebody_else_show_nothing_of_theirs(app: TestApp) {
    let service = app.service(&[]).await;
    let (one, _, _) = asked(&app, &service).await;
    let mut people = Vec::new();
    let stranger = app.stranger().await.has_service(&app, &[]).await;
    for turn in 0..3 {
        app.advance(SECOND);
        let bob = Holder::scans(&app, &service, "bob-0001", &[]).await;
        let eve = Holder::scans(&app, &stranger, "ann-0001", &[]).await;
        if turn == 1 {
            people.push((bob, eve));
        }
    }
    let (bob, eve) = &people[0];
    // The token is of a row in the middle of somebody else's list.
    for holder in [bob, eve] {
        for (below, key, token) in [
            ("/Factors", "factors", format!("PAn{}", one.factor)),
            ("/Challenges", "challenges", format!("PAn{}", "YC00000000000000000000000000000000")),
            ("/Challenges", "challenges", format!("PAp{}", "YCffffffffffffffffffffffffffffffff")),
        ] {
            let path = holder.path(&format!("{below}?PageToken={token}"));
            let page = holder.service.api.get(&path).await.is(200);
            for record in page.body[key].as_array().expect("records") {
                assert_eq!(record["identity"], holder.identity.as_str());
                assert_eq!(record["service_sid"], holder.service.sid.as_str());
            }
        }
    }
    let page = stranger
        .api
        .get(&stranger.path("/Entities?PageToken=PAnYE00000000000000000000000000000000"))
        .await
        .is(200);
    assert_eq!(sids(&page, "entities").len(), 1);
}
