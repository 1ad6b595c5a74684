//! Codes that the application brings (behaviour map 4.1, 4.2 and 4.7).

use crate::support::{TestApp, on_both_engines};

on_both_engines!(
    a_service_that_was_not_told_to_takes_no_custom_code,
    a_custom_code_is_sent_as_it_is_and_checked_to_the_letter,
    a_live_custom_code_stays_when_another_is_brought,
    a_custom_code_has_four_to_ten_letters_and_digits,
    an_application_that_checks_the_code_itself_reports_the_approval,
);

async fn a_service_that_was_not_told_to_takes_no_custom_code(app: TestApp) {
    let alice = app.alice().await;
    let refused = alice.asks_with(&[("CustomCode", "481516")]).await.refuses(403, 60204);
    assert_eq!(refused.body["message"], "Service does not support this feature");
    alice.service.fetch(&alice.to).await.finds_nothing();
    assert!(app.mailbox.given().is_empty());
}

async fn a_custom_code_is_sent_as_it_is_and_checked_to_the_letter(app: TestApp) {
    let alice = app.service(&[("CustomCodeEnabled", "true")]).await.person("+15017122661");
    alice.asks_with(&[("CustomCode", "Ab3d")]).await.is(201);
    assert_eq!(alice.gets().await.text, "Your Acme verification code is: Ab3d");
    for other in ["ab3d", "Ab3d ", "Ab3dx"] {
        alice.types(other).await.shows("pending");
    }
    alice.types("Ab3d").await.shows("approved");
    // The flag allows custom codes and demands none.
    let (_, code) = alice.is_sent().await;
    assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
}

async fn a_live_custom_code_stays_when_another_is_brought(app: TestApp) {
    let alice = app.service(&[("CustomCodeEnabled", "true")]).await.person("+15017122661");
    let sid = alice.asks_with(&[("CustomCode", "481516")]).await.is(201).sid();
    assert_eq!(alice.reads().await, "481516");
    assert_eq!(alice.asks_with(&[("CustomCode", "999999")]).await.is(201).sid(), sid);
    assert_eq!(alice.reads().await, "481516");
    assert_eq!(alice.asks().await.is(201).sid(), sid);
    assert_eq!(alice.reads().await, "481516");
    alice.types("999999").await.shows("pending");
    alice.types("481516").await.shows("approved");

    // Nor does a custom code replace one of ours.
    let (sid, code) = alice.is_sent().await;
    assert_eq!(alice.asks_with(&[("CustomCode", "999999")]).await.is(201).sid(), sid);
    assert_eq!(alice.reads().await, code);
    alice.types(&code).await.shows("approved");
}

async fn a_custom_code_has_four_to_ten_letters_and_digits(app: TestApp) {
    let alice = app.service(&[("CustomCodeEnabled", "true")]).await.person("+15017122661");
    for code in ["", "123", "12345678901", "1234 5", "12-34", "12345é", "<1234>"] {
        alice.asks_with(&[("CustomCode", code)]).await.blames("CustomCode");
    }
    for code in ["1234", "1234567890", "ABCDefgh12"] {
        alice.asks_with(&[("CustomCode", code)]).await.is(201);
        assert_eq!(alice.reads().await, code);
        alice.types(code).await.shows("approved");
    }
}

async fn an_application_that_checks_the_code_itself_reports_the_approval(app: TestApp) {
    let alice = app.service(&[("CustomCodeEnabled", "true")]).await.person("+15017122661");
    let sid = alice.asks_with(&[("CustomCode", "481516")]).await.is(201).sid();
    let approved = alice.service.update(&sid, "approved").await.is(200).shows("approved");
    assert_eq!(approved.sid(), sid);
    alice.service.fetch(&sid).await.finds_nothing();
    alice.types("481516").await.finds_nothing();
}
