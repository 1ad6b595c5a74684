//! `GET /v2/Services`: pages (behaviour map 1.8).

use serde_json::{Value, json};

use crate::support::{Answer, Api, TestApp, on_both_engines};

on_both_engines!(
    an_account_without_services_has_one_empty_page,
    pages_are_walked_forwards_and_back_by_their_urls,
    a_full_last_page_says_that_it_is_the_last,
    a_page_has_50_records_unless_asked_and_1000_at_most,
    a_size_page_or_token_that_cannot_be_is_refused,
    tokens_of_another_account_show_nothing_foreign,
    urls_lead_back_under_the_name_that_the_client_used,
);

fn names(page: &Answer) -> Vec<String> {
    let services = page.body["services"].as_array().expect("services");
    services.iter().map(|service| service["friendly_name"].as_str().expect("a name").to_owned()).collect()
}

/// What a client requests that follows a URL of `meta`.
async fn follow(api: &Api, page: &Answer, url: &str) -> Option<Answer> {
    let url = page.body["meta"][url].as_str()?;
    let path = url.strip_prefix("http://verify.test").expect("a URL that leads back");
    Some(api.get(path).await.is(200))
}

async fn made(api: &Api, app: &TestApp, names: &[&str]) {
    for name in names {
        app.advance(1);
        api.post("/v2/Services", &[("FriendlyName", name)]).await.is(201);
    }
}

async fn an_account_without_services_has_one_empty_page(app: TestApp) {
    let expected = json!({
        "services": [],
        "meta": {
            "page": 0,
            "page_size": 50,
            "first_page_url": "http://verify.test/v2/Services?PageSize=50&Page=0",
            "previous_page_url": null,
            "url": "http://verify.test/v2/Services?PageSize=50&Page=0",
            "next_page_url": null,
            "key": "services",
        },
    });
    assert_eq!(app.api().get("/v2/Services").await.is(200).body, expected);
}

async fn pages_are_walked_forwards_and_back_by_their_urls(app: TestApp) {
    let api = app.api();
    made(&api, &app, &["a", "b", "c"]).await;
    let first = api.get("/v2/Services?PageSize=1").await.is(200);
    assert_eq!(names(&first), ["a"]);
    assert_eq!(first.body["meta"]["previous_page_url"], Value::Null);
    let second = follow(&api, &first, "next_page_url").await.expect("a second page");
    assert_eq!((names(&second), &second.body["meta"]["page"]), (vec!["b".to_owned()], &json!(1)));
    assert_eq!(second.body["meta"]["page_size"], 1);
    let third = follow(&api, &second, "next_page_url").await.expect("a third page");
    assert_eq!(names(&third), ["c"]);
    assert_eq!(third.body["meta"]["next_page_url"], Value::Null);

    let back = follow(&api, &third, "previous_page_url").await.expect("the second again");
    assert_eq!((names(&back), &back.body["meta"]["page"]), (vec!["b".to_owned()], &json!(1)));
    let start = follow(&api, &back, "previous_page_url").await.expect("the first again");
    assert_eq!((names(&start), &start.body["meta"]["page"]), (vec!["a".to_owned()], &json!(0)));
    assert_eq!(names(&follow(&api, &third, "first_page_url").await.expect("the first")), ["a"]);
    assert_eq!(follow(&api, &second, "url").await.expect("itself").body, second.body);

    // Pages go by place, not by number: what is made or deleted meanwhile shifts nothing.
    let sid = first.body["services"][0]["sid"].as_str().expect("a SID").to_owned();
    api.delete(&format!("/v2/Services/{sid}")).await.is(204);
    made(&api, &app, &["d"]).await;
    assert_eq!(names(&follow(&api, &second, "next_page_url").await.expect("the third")), ["c"]);
}

async fn a_full_last_page_says_that_it_is_the_last(app: TestApp) {
    let api = app.api();
    made(&api, &app, &["a", "b", "c", "d"]).await;
    let first = api.get("/v2/Services?PageSize=2").await.is(200);
    assert_eq!(names(&first), ["a", "b"]);
    let second = follow(&api, &first, "next_page_url").await.expect("a second page");
    assert_eq!(
        (names(&second), &second.body["meta"]["next_page_url"]),
        (vec!["c".into(), "d".into()], &Value::Null)
    );
}

async fn a_page_has_50_records_unless_asked_and_1000_at_most(app: TestApp) {
    let api = app.api();
    let names_of_51: Vec<String> = (0..51).map(|n| format!("n{n:02}")).collect();
    made(&api, &app, &names_of_51.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let first = api.get("/v2/Services").await.is(200);
    assert_eq!(names(&first), names_of_51[..50]);
    assert_eq!(names(&follow(&api, &first, "next_page_url").await.expect("a rest")), names_of_51[50..]);
    for size in ["1001", "5000", "99999999999999999999"] {
        let all = api.get(&format!("/v2/Services?PageSize={size}")).await.is(200);
        assert_eq!((names(&all), &all.body["meta"]["page_size"]), (names_of_51.clone(), &json!(1000)));
    }
}

async fn a_size_page_or_token_that_cannot_be_is_refused(app: TestApp) {
    let api = app.api();
    for size in ["0", "-1", "x", "", "1.5", "%2B1", "00"] {
        api.get(&format!("/v2/Services?PageSize={size}")).await.blames("PageSize");
    }
    for page in ["-1", "x", "", "99999999999"] {
        api.get(&format!("/v2/Services?Page={page}")).await.blames("Page");
    }
    for token in ["", "x", "PA", "PAnVA1", "PAxVA00000000000000000000000000000000", "PAn'%20OR%201=1"] {
        api.get(&format!("/v2/Services?PageToken={token}")).await.blames("PageToken");
    }
    api.get("/v2/Services?PageToken=%ff").await.blames("PageToken");
}

async fn tokens_of_another_account_show_nothing_foreign(app: TestApp) {
    let (api, stranger) = (app.api(), app.stranger().await);
    made(&api, &app, &["mine 1"]).await;
    made(&stranger, &app, &["theirs 1"]).await;
    made(&api, &app, &["mine 2", "mine 3"]).await;
    made(&stranger, &app, &["theirs 2"]).await;
    assert_eq!(names(&api.get("/v2/Services").await), ["mine 1", "mine 2", "mine 3"]);
    let first = api.get("/v2/Services?PageSize=1").await.is(200);
    let second = follow(&api, &first, "next_page_url").await.expect("a second page");
    for url in ["next_page_url", "previous_page_url"] {
        let page = follow(&stranger, &second, url).await.expect("a page");
        assert!(names(&page).iter().all(|name| name.starts_with("theirs")), "{:?}", names(&page));
    }
    assert_eq!(names(&follow(&stranger, &first, "next_page_url").await.expect("a page")), ["theirs 1"]);
}

async fn urls_lead_back_under_the_name_that_the_client_used(app: TestApp) {
    let api = app.api();
    made(&api, &app, &["a", "b"]).await;
    let page = api.get("/v2/Services?PageSize=1&Page=7&Unknown=1").await.is(200);
    let meta = &page.body["meta"];
    assert_eq!(meta["url"], "http://verify.test/v2/Services?PageSize=1&Page=7");
    let next = meta["next_page_url"].as_str().expect("a next page");
    assert!(next.starts_with("http://verify.test/v2/Services?PageSize=1&Page=8&PageToken=PAn"), "{next}");
}
