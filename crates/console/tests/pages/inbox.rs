use countersign_delivery::providers::InboxMessage;

use crate::support::Pages;

async fn texts(pages: &Pages, path: &str) -> Vec<String> {
    let answer = pages.get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let mut list: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let messages: Vec<InboxMessage> = serde_json::from_value(list["messages"].take()).unwrap();
    messages.into_iter().map(|message| message.text).collect()
}

#[tokio::test]
async fn messages_read_as_json_with_everything_a_test_needs() {
    let pages = Pages::open().await;
    let attempt = pages.deliver("+15017122661", "Your code is 481516").await;
    let answer = pages.get("/inbox/messages?to=%2B15017122661").await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let list: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(
        list,
        serde_json::json!({"messages": [{
            "id": 1, "to": "+15017122661", "channel": "sms", "code": "481516", "text": "Your code is 481516",
            "locale": "en", "sender": "Acme", "attempt_sid": attempt, "at": "2023-11-14T22:13:20Z",
        }]})
    );
}

#[tokio::test]
async fn the_list_is_newest_first_and_can_be_cut_and_filtered() {
    let pages = Pages::open().await;
    for (to, text) in [("+15017122661", "a"), ("bob@example.com", "b"), ("+15017122661", "c")] {
        pages.deliver(to, text).await;
    }
    assert_eq!(texts(&pages, "/inbox/messages").await, ["c", "b", "a"]);
    assert_eq!(texts(&pages, "/inbox/messages?limit=2").await, ["c", "b"]);
    for to in ["%2B15017122661", "+15017122661", "%2015017122661"] {
        assert_eq!(texts(&pages, &format!("/inbox/messages?to={to}")).await, ["c", "a"]);
    }
    assert_eq!(texts(&pages, "/inbox/messages?to=bob%40EXAMPLE.com").await, ["b"]);
    assert_eq!(texts(&pages, "/inbox/messages?to=%2B15017122662").await, [""; 0]);
}

#[tokio::test]
async fn a_hundred_messages_are_given_unless_more_are_asked_for() {
    let pages = Pages::open().await;
    for _ in 0..101 {
        pages.deliver("+15017122661", "x").await;
    }
    assert_eq!(texts(&pages, "/inbox/messages").await.len(), 100);
    assert_eq!(texts(&pages, "/inbox/messages?limit=1000").await.len(), 101);
    for limit in ["0", "1001", "-1", "x", ""] {
        let answer = pages.get(&format!("/inbox/messages?limit={limit}")).await;
        assert_eq!(answer.status, 400, "{limit}");
        assert!(answer.body.contains("Invalid parameter: limit"));
    }
}

#[tokio::test]
async fn an_e_mails_html_is_shown_in_a_frame_where_nothing_runs() {
    let pages = Pages::open().await;
    pages.deliver("alice@example.com", "hello").await;
    let mail = pages.get("/inbox/messages/1/html").await;
    assert_eq!((mail.status.as_u16(), mail.body.as_str()), (200, "<p>hello</p>"));
    let policy = mail.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';") && policy.ends_with("frame-ancestors 'self'; sandbox"));
    assert!(!policy.contains("script-src"));
    assert!(pages.get("/").await.body.contains("<iframe sandbox "));
}

#[tokio::test]
async fn a_message_without_html_has_no_frame() {
    let pages = Pages::open().await;
    pages.deliver("+15017122661", "hello").await;
    for path in ["/inbox/messages/1/html", "/inbox/messages/2/html", "/inbox/messages/x/html"] {
        assert_eq!(pages.get(path).await.status, 404, "{path}");
    }
}
