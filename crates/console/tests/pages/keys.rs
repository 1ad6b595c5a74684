//! A call that asks for an approval can be answered on the page.

use countersign_engine::verification::{CheckError, CheckVerification, StartVerification, Target};
use countersign_model::{Actor, Channel, Recipient, ServiceSid, Verdict, Verification};

use crate::support::{Answer, Pages};

/// Somebody wants something approved: the verification, its digits and the call as the inbox shows it.
struct Asked {
    verification: Verification,
    digits: String,
    /// The message's number.
    id: u64,
}

/// A service, and the worker that fills the inbox.
async fn service(pages: &Pages) -> ServiceSid {
    let engine = pages.engine.clone();
    tokio::spawn(async move { engine.run_worker(std::future::pending()).await });
    pages.post("/services", "FriendlyName=Acme&CodeLength=6&VerificationTtl=600").await.leads_to();
    pages.services().await[0].sid
}

async fn asked(pages: &Pages, service: ServiceSid, to: &str) -> Asked {
    let mut news = pages.inbox.subscribe();
    let to = Recipient::parse(to).unwrap();
    let account = pages.account;
    let plain = StartVerification::plain(account, Actor::Account(account), service, to, Channel::Call);
    let wanted = StartVerification { approve: true, ..plain };
    let (verification, _) = pages.engine.start_verification(wanted).await.expect("a call");
    let message = tokio::time::timeout(std::time::Duration::from_secs(60), news.recv()).await;
    let message = message.expect("in time").expect("a message");
    let digits = pages.engine.approval_digits(&verification).expect("the keys").expect("digits");
    assert!(message.asks_for_keys && message.code.is_empty());
    assert!(message.text.starts_with("This is Acme.") && !message.text.contains(&digits), "{}", message.text);
    Asked { verification, digits, id: message.id }
}

async fn press(pages: &Pages, asked: &Asked, keys: &str) -> Answer {
    pages.post(&format!("/inbox/messages/{}/keys", asked.id), &format!("Keys={keys}")).await
}

async fn check(pages: &Pages, asked: &Asked) -> Result<Verdict, CheckError> {
    let it = &asked.verification;
    let wanted = CheckVerification {
        account: it.account_sid,
        service: it.service_sid,
        target: Target::Sid(it.sid),
        code: None,
        amount: None,
        payee: None,
    };
    pages.engine.check_verification(wanted).await.map(|checked| checked.verdict)
}

#[tokio::test]
async fn who_presses_the_digits_of_the_application_on_the_page_approves() {
    let pages = Pages::open().await;
    let service = service(&pages).await;
    let asked = asked(&pages, service, "+15017122661").await;
    let page = pages.get("/").await.body;
    assert!(page.contains(&format!("action=\"/inbox/messages/{}/keys\"", asked.id)), "{page}");
    assert!(page.contains("You are asked to approve"), "{page}");
    assert_eq!(press(&pages, &asked, "00").await.leads_to(), "/?done=wrong");
    assert_eq!(check(&pages, &asked).await.unwrap(), Verdict::Waiting);
    for nonsense in ["", "x", "123456789", "%3Cb%3E"] {
        assert_eq!(press(&pages, &asked, nonsense).await.leads_to(), "/?done=no-keys", "{nonsense}");
    }
    assert_eq!(press(&pages, &asked, &asked.digits).await.leads_to(), "/?done=approved");
    assert!(pages.get("/?done=approved").await.body.contains("the next check of its SID lets the person in"));
    assert_eq!(check(&pages, &asked).await.unwrap(), Verdict::Approved);
    assert_eq!(press(&pages, &asked, "9").await.leads_to(), "/?done=over");
}

#[tokio::test]
async fn nine_on_the_page_denies_and_reports() {
    let pages = Pages::open().await;
    let service = service(&pages).await;
    let asked = asked(&pages, service, "+15017122661").await;
    assert_eq!(press(&pages, &asked, "9").await.leads_to(), "/?done=reported");
    assert!(matches!(check(&pages, &asked).await, Err(CheckError::Reported { .. })));
    assert_eq!(press(&pages, &asked, &asked.digits).await.leads_to(), "/?done=over");
}

#[tokio::test]
async fn keys_go_to_calls_that_wait_for_them_and_to_no_other_message() {
    let pages = Pages::open().await;
    let service = service(&pages).await;
    let asked = asked(&pages, service, "+15017122661").await;
    pages.deliver("+15017122662", "Your code is 481516").await;
    let other = pages.inbox.list(Some("+15017122662"), 1)[0].id;
    for id in [other.to_string(), "77".to_owned(), "x".to_owned()] {
        let path = format!("/inbox/messages/{id}/keys");
        assert_eq!(pages.post(&path, &format!("Keys={}", asked.digits)).await.leads_to(), "/?done=over");
    }
    // Nor from another site's page.
    let path = format!("/inbox/messages/{}/keys", asked.id);
    let foreign = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    let answer = pages.ask("POST", &path, &foreign, &format!("Keys={}", asked.digits)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(check(&pages, &asked).await.unwrap(), Verdict::Waiting);
}
