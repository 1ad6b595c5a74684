//! Rate limits themselves: shapes, names, pages, and whose they are.

use serde_json::{Value, json};

use super::Limit;
use crate::support::{TestApp, on_both_engines};

on_both_engines!(
    a_rate_limit_has_exactly_the_specifications_shape,
    a_rate_limit_is_fetched_changed_and_deleted_by_sid_or_name,
    a_name_is_letters_digits_and_three_signs_and_unique_in_its_service,
    a_service_has_ten_rate_limits_and_no_more,
    a_list_is_walked_in_pages,
    what_is_asked_under_another_account_or_service_is_not_there,
    names_are_unique_and_bounded_when_made_at_once,
);

async fn a_rate_limit_has_exactly_the_specifications_shape(app: TestApp) {
    let service = app.service(&[]).await;
    let pairs = [("UniqueName", "unique.name"), ("Description", "Description")];
    let made = service.api.post(&service.path("/RateLimits"), &pairs).await.is(201);
    let url = format!("http://verify.test/v2/Services/{}/RateLimits/{}", service.sid, made.sid());
    let expected = json!({
        "sid": made.sid(),
        "service_sid": service.sid,
        "account_sid": app.account.to_string(),
        "unique_name": "unique.name",
        "description": "Description",
        "date_created": "2026-01-01T00:00:00Z",
        "date_updated": "2026-01-01T00:00:00Z",
        "url": url,
        "links": { "buckets": format!("{url}/Buckets") },
    });
    assert!(made.sid().starts_with("RK") && made.sid().len() == 34);
    assert_eq!(made.body, expected);
    assert_eq!(
        service.api.get(&service.path(&format!("/RateLimits/{}", made.sid()))).await.is(200).body,
        expected
    );
    let list = service.api.get(&service.path("/RateLimits")).await.is(200).body;
    let page = format!("http://verify.test/v2/Services/{}/RateLimits?PageSize=50&Page=0", service.sid);
    let meta = json!({
        "page": 0, "page_size": 50, "first_page_url": page, "previous_page_url": null, "url": page,
        "next_page_url": null, "key": "rate_limits",
    });
    assert_eq!(list, json!({"rate_limits": [expected], "meta": meta}));
}

async fn a_rate_limit_is_fetched_changed_and_deleted_by_sid_or_name(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::made(&service, "end_user_ip").await;
    let by_name = service.path("/RateLimits/end_user_ip");
    let fetched = service.api.get(&by_name).await.is(200);
    assert_eq!((fetched.sid(), &fetched.body["description"]), (limit.sid.clone(), &Value::Null));
    app.advance(5_000);
    let changed =
        service.api.post(&by_name, &[("Description", "By IP"), ("UniqueName", "other")]).await.is(200);
    assert_eq!(
        (changed.text("description"), changed.text("unique_name")),
        ("By IP".into(), "end_user_ip".into())
    );
    assert_eq!(changed.text("date_updated"), "2026-01-01T00:00:05Z");
    let same = service.api.post(&limit.path(""), &[]).await.is(200);
    assert_eq!(same.text("description"), "By IP");
    let cleared = service.api.post(&limit.path(""), &[("Description", "")]).await.is(200);
    assert_eq!(cleared.body["description"], Value::Null);
    service.api.post(&limit.path(""), &[("Description", &"x".repeat(256))]).await.blames("Description");
    service.api.delete(&by_name).await.is(204);
    for path in [by_name.as_str(), &limit.path(""), &limit.path("/Buckets")] {
        service.api.get(path).await.finds_nothing();
    }
    service.api.delete(&limit.path("")).await.finds_nothing();
    service.api.post(&limit.path(""), &[("Description", "x")]).await.finds_nothing();
}

async fn a_name_is_letters_digits_and_three_signs_and_unique_in_its_service(app: TestApp) {
    let service = app.service(&[]).await;
    let make =
        async |name: &str| service.api.post(&service.path("/RateLimits"), &[("UniqueName", name)]).await;
    let long = "x".repeat(256);
    for name in ["", "no blanks", "a/b", "..", "né", "a\r\nX: y", &long, &format!("RK{}", "0a".repeat(16))] {
        make(name).await.refuses(400, 60209);
    }
    service.api.post(&service.path("/RateLimits"), &[]).await.refuses(400, 20001);
    make("a").await.is(201);
    make("a").await.refuses(400, 60208);
    make("A").await.is(201);
    let other = app.service(&[]).await;
    Limit::made(&other, "a").await;
}

async fn a_service_has_ten_rate_limits_and_no_more(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 0..10 {
        Limit::made(&service, &format!("limit{n}")).await;
    }
    let more = [("UniqueName", "limit10")];
    service.api.post(&service.path("/RateLimits"), &more).await.refuses(400, 60207);
    service.api.delete(&service.path("/RateLimits/limit3")).await.is(204);
    service.api.post(&service.path("/RateLimits"), &more).await.is(201);
}

async fn a_list_is_walked_in_pages(app: TestApp) {
    let service = app.service(&[]).await;
    for name in ["a", "b", "c"] {
        app.advance(1);
        Limit::made(&service, name).await;
    }
    let mut names = Vec::new();
    let mut next = Some(service.path("/RateLimits?PageSize=1"));
    while let Some(path) = next {
        let page = service.api.get(&path).await.is(200);
        names.extend(
            page.body["rate_limits"].as_array().expect("limits").iter().map(|it| it["unique_name"].clone()),
        );
        let url = page.body["meta"]["next_page_url"].as_str();
        next =
            url.map(|url| url.strip_prefix("http://verify.test").expect("a URL that leads back").to_owned());
    }
    assert_eq!(names, ["a", "b", "c"]);
    service.api.get(&service.path("/RateLimits?PageToken=nonsense")).await.blames("PageToken");
    service.api.get(&service.path("/RateLimits?PageSize=0")).await.blames("PageSize");
}

async fn what_is_asked_under_another_account_or_service_is_not_there(app: TestApp) {
    let service = app.service(&[]).await;
    let limit = Limit::of(&service, "end_user_ip", 5, 60).await;
    let buckets = service.api.get(&limit.path("/Buckets")).await.is(200);
    let bucket = buckets.body["buckets"][0]["sid"].as_str().expect("a SID").to_owned();
    let token = format!("?PageToken=PApRK{}", "f".repeat(32));
    let stranger = app.stranger().await;
    let theirs = stranger.has_service(&app, &[]).await;
    let window = [("Max", "1000"), ("Interval", "1"), ("Description", "x"), ("UniqueName", "y")];
    for below in [
        "/RateLimits".to_owned(),
        format!("/RateLimits/{}", limit.sid),
        "/RateLimits/end_user_ip".to_owned(),
        format!("/RateLimits/{}/Buckets", limit.sid),
        "/RateLimits/end_user_ip/Buckets".to_owned(),
        format!("/RateLimits/{}/Buckets/{bucket}", limit.sid),
        format!("/RateLimits/end_user_ip/Buckets/{bucket}"),
    ] {
        // Under the stranger's credentials, and under his own service.
        let mut paths = vec![service.path(&below)];
        if below != "/RateLimits" {
            paths.push(theirs.path(&below));
        }
        for path in paths {
            stranger.get(&path).await.finds_nothing();
            stranger.post(&path, &window).await.finds_nothing();
            if below.matches('/').count() != 3 && below != "/RateLimits" {
                stranger.delete(&path).await.finds_nothing();
            }
        }
        if below.ends_with("Limits") || below.ends_with("Buckets") {
            stranger.get(&format!("{}{token}", service.path(&below))).await.finds_nothing();
        }
    }
    let list = stranger.get(&theirs.path(&format!("/RateLimits{token}"))).await.is(200);
    assert_eq!(list.body["rate_limits"], json!([]));
    // His creates can't name it, and everything is as it was.
    super::create(&theirs, "ann@example.com", &limit.says("1")).await.blames("RateLimits");
    assert_eq!(service.api.get(&limit.path(&format!("/Buckets/{bucket}"))).await.is(200).body["max"], 5);
    assert_eq!(service.api.get(&limit.path("")).await.is(200).body["description"], Value::Null);
}

async fn names_are_unique_and_bounded_when_made_at_once(app: TestApp) {
    let service = app.service(&[]).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..60 {
        let service = service.clone();
        tasks.spawn(async move {
            let name = format!("limit{}", n % 20);
            service.api.post(&service.path("/RateLimits"), &[("UniqueName", &name)]).await
        });
    }
    let mut made = 0;
    for answer in tasks.join_all().await {
        match answer.status.as_u16() {
            201 => made += 1,
            _ if answer.body["code"] == 60208 => drop(answer.refuses(400, 60208)),
            _ => drop(answer.refuses(400, 60207)),
        }
    }
    assert_eq!(made, 10);
}
