use crate::support::Pages;

#[tokio::test]
async fn the_page_runs_nothing_from_elsewhere_and_is_kept_nowhere() {
    let pages = Pages::open().await;
    let page = pages.get("/").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
         frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("cache-control"), "no-store");
    for inline in ["<style", " style=", "onclick=", "javascript:", "http://www", "https://"] {
        assert!(!page.body.contains(inline), "{inline}");
    }
}

#[tokio::test]
async fn style_script_and_icon_are_named_by_their_content_and_may_be_kept() {
    let pages = Pages::open().await;
    let page = pages.get("/").await.body;
    for (file, kind) in [
        ("/assets/dev.css?v=", "text/css; charset=utf-8"),
        ("/assets/dev.js?v=", "text/javascript; charset=utf-8"),
        ("/assets/icon.svg?v=", "image/svg+xml"),
    ] {
        let link = page.split('"').find(|text| text.starts_with(file)).expect(file);
        let asset = pages.get(link).await;
        assert_eq!((asset.status.as_u16(), asset.header("content-type")), (200, kind));
        assert_eq!(asset.header("cache-control"), "private, max-age=31536000, immutable");
        assert_eq!(asset.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn an_empty_page_says_how_to_begin() {
    let pages = Pages::open().await;
    let page = pages.get("/").await.body;
    assert!(page.contains(&format!("export TWILIO_ACCOUNT_SID={}", pages.account)));
    assert!(
        page.contains("-d \"FriendlyName=My App\" \\\nhttp://localhost:4010/v2/Services</pre>"),
        "{page}"
    );
    assert!(!page.contains("TWILIO_SERVICE"));
    assert!(page.contains("Nothing was sent yet."));
}

#[tokio::test]
async fn a_service_comes_with_lines_to_paste_and_the_auth_token_is_folded_away() {
    let pages = Pages::open().await;
    pages.post("/services", "FriendlyName=First").await;
    pages.post("/services", "FriendlyName=Second&Psd2Enabled=true").await;
    let services = pages.services().await;
    let (first, second) = (services[0].sid, services[1].sid);
    let page = pages.get("/").await.body;
    assert!(page.contains(&format!("export TWILIO_SERVICE={second}")), "the newest is spoken of");
    // `<wbr>` is where a long line may break; nothing of it is copied.
    let lines = page.replace("<wbr>", "");
    assert!(lines.contains(&format!("http://localhost:4010/v2/Services/{second}/Verifications</pre>")));
    assert!(page.contains("-d Amount="), "a PSD2 service needs an amount");
    let folded = "<details class=\"hidden-value\"><summary><span aria-hidden=\"true\">••••••••</span> <u>show</u></summary>\
        auth-token-of-the-account</details>";
    assert!(page.contains(folded));
    assert_eq!(page.matches("auth-token-of-the-account").count(), 1);

    let page = pages.get(&format!("/?service={first}")).await.body;
    assert!(page.contains(&format!("export TWILIO_SERVICE={first}")));
    assert!(!page.contains("-d Amount="));
}

#[tokio::test]
async fn what_a_stranger_can_have_written_is_shown_as_text() {
    let pages = Pages::open().await;
    pages.deliver("alice@example.com", "<script>alert(1)</script> & \"more\"").await;
    let page = pages.get("/?to=%22%3E%3Cimg%20src%3Dx%3E").await.body;
    assert!(!page.contains("<img src=x>"));
    let page = pages.get("/").await.body;
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;more&#34;"), "{page}");
}

#[tokio::test]
async fn the_inbox_shows_newest_first_and_can_be_filtered_by_address() {
    let pages = Pages::open().await;
    pages.deliver("+15017122661", "the first text").await;
    pages.deliver("bob@example.com", "the second text").await;
    let page = pages.get("/").await.body;
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(at("the second text") < at("the first text"));
    assert!(page.contains(r#"data-newest="2""#));
    assert!(page.contains(r#"src="/inbox/messages/2/html""#));

    for filter in ["%2B15017122661", "+15017122661"] {
        let page = pages.get(&format!("/?to={filter}")).await.body;
        assert!(page.contains("the first text") && !page.contains("the second text"));
        assert!(
            page.contains(r#"href="/?to=%2B15017122661#inbox""#),
            "the link that asks again keeps the filter"
        );
        assert!(page.contains(r#"data-newest="2""#), "what is filtered out is not waited for");
    }
    let page = pages.get("/?to=nobody%40example.com").await.body;
    assert!(page.contains("Nothing was sent to nobody@example.com."));
}

#[tokio::test]
async fn more_than_fifty_services_are_shown_page_by_page() {
    let pages = Pages::open().await;
    for number in 0..51 {
        pages.post("/services", &format!("FriendlyName=Service+{number}")).await;
    }
    let newest = pages.get("/").await.body;
    let mut sids: Vec<_> = pages.services().await.iter().map(|service| service.sid.to_string()).collect();
    sids.reverse();
    let (last, shown) = sids.split_last().unwrap();
    assert!(shown.iter().all(|sid| newest.contains(sid)) && !newest.contains(last));
    let link = format!("/?before={}#services", shown.last().unwrap());
    assert!(newest.contains(&link));

    let older = pages.get(link.trim_end_matches("#services")).await.body;
    assert!(older.contains(last) && older.contains("Newest services") && !older.contains("Older services"));
}

#[tokio::test]
async fn an_address_bar_with_nonsense_still_shows_the_page() {
    let pages = Pages::open().await;
    for path in ["/?before=x&service=y&done=z", "/?to=%zz", "/?done=created", "/?done=%3Cb%3E"] {
        let page = pages.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains("class=\"notice"), "{path}");
    }
}
