//! Codes that are good for one payment (behaviour map 3.1, 4.2 and 4.5).

use crate::support::{Person, TestApp, WRONG, on_both_engines};

on_both_engines!(
    amount_and_payee_are_shown_told_and_needed_to_approve,
    amount_and_payee_are_required_on_create_and_check,
    a_call_cannot_carry_a_payment,
    the_right_code_for_another_payment_is_a_wrong_check,
    another_payment_takes_the_place_of_the_first_with_another_code,
    another_payment_inherits_what_was_sent_and_checked,
    a_service_without_psd2_takes_no_payment,
    a_payee_cannot_smuggle_a_link_or_a_line,
    switching_psd2_on_or_off_never_loosens_a_live_code,
);

const PAID: [(&str, &str); 2] = [("Amount", "€ 39.99"), ("Payee", "Acme & Co.")];
const DEARER: [(&str, &str); 2] = [("Amount", "€ 3999.00"), ("Payee", "Acme & Co.")];

async fn payer(app: &TestApp) -> Person {
    app.service(&[("Psd2Enabled", "true")]).await.person("+15017122661")
}

async fn amount_and_payee_are_shown_told_and_needed_to_approve(app: TestApp) {
    let alice = payer(&app).await;
    let created = alice.asks_with(&PAID).await.is(201);
    assert_eq!(
        (created.text("amount"), created.text("payee")),
        ("€ 39.99".to_owned(), "Acme & Co.".to_owned())
    );
    let message = alice.gets().await;
    let expected = format!("Your Acme code to approve € 39.99 to Acme & Co. is: {}", message.code);
    assert_eq!(message.text, expected);
    let approved = alice.types_with(&message.code, &PAID).await.shows("approved");
    assert_eq!(
        (approved.text("amount"), approved.text("payee")),
        ("€ 39.99".to_owned(), "Acme & Co.".to_owned())
    );
}

async fn amount_and_payee_are_required_on_create_and_check(app: TestApp) {
    let alice = payer(&app).await;
    for some in [&PAID[..0], &PAID[..1], &PAID[1..]] {
        let refused = alice.asks_with(some).await.refuses(400, 60206);
        assert_eq!(refused.body["message"], "'Amount' & 'Payee' params are required");
    }
    alice.asks_with(&PAID).await.is(201);
    let code = alice.reads().await;
    // Refused checks are not spent, however many.
    for _ in 0..3 {
        for some in [&PAID[..0], &PAID[..1], &PAID[1..]] {
            alice.types_with(&code, some).await.refuses(400, 60206);
        }
    }
    alice.types_with(&code, &PAID).await.shows("approved");
}

async fn a_call_cannot_carry_a_payment(app: TestApp) {
    let alice = payer(&app).await;
    let call = [("To", alice.to.as_str()), ("Channel", "call"), PAID[0], PAID[1]];
    alice.service.create(&call).await.refuses(400, 60214);
    alice.asks_with(&PAID).await.is(201);
    alice.service.create(&call).await.refuses(400, 60214);
    let ann = alice.service.person("ann@example.com");
    ann.asks_with(&PAID).await.is(201);
    assert!(ann.gets().await.text.contains("approve € 39.99 to Acme & Co."));
}

async fn the_right_code_for_another_payment_is_a_wrong_check(app: TestApp) {
    let alice = payer(&app).await;
    alice.asks_with(&PAID).await.is(201);
    let code = alice.reads().await;
    alice.types_with(&code, &DEARER).await.shows("pending");
    alice.types_with(&code, &[PAID[0], ("Payee", "Mallory")]).await.shows("pending");
    // Compared letter by letter: another spelling is another amount.
    alice.types_with(&code, &[("Amount", "€ 39,99"), PAID[1]]).await.shows("pending");
    alice.types_with(WRONG, &PAID).await.shows("pending");
    alice.types_with(&code, &DEARER).await.shows("pending");
    alice.types_with(&code, &PAID).await.refuses(429, 60202);
}

async fn another_payment_takes_the_place_of_the_first_with_another_code(app: TestApp) {
    let alice = payer(&app).await;
    let first = alice.asks_with(&PAID).await.is(201).sid();
    let code = alice.reads().await;
    assert_eq!(alice.asks_with(&PAID).await.is(201).sid(), first);
    assert_eq!(alice.reads().await, code);
    let second = alice.asks_with(&DEARER).await.is(201);
    assert_ne!(second.sid(), first);
    let dearer = alice.reads().await;
    assert_ne!(dearer, code);
    let canceled = alice.service.fetch(&first).await.shows("canceled");
    assert_eq!(canceled.text("amount"), "€ 39.99");
    assert_eq!(alice.service.fetch(&alice.to).await.sid(), second.sid());

    alice.types_with(&code, &DEARER).await.shows("pending");
    alice.types_with(&code, &PAID).await.shows("pending");
    let by_sid = [("VerificationSid", first.as_str()), ("Code", &code), PAID[0], PAID[1]];
    alice.service.check(&by_sid).await.finds_nothing();
    alice.types_with(&dearer, &DEARER).await.shows("approved");
}

async fn another_payment_inherits_what_was_sent_and_checked(app: TestApp) {
    let alice = payer(&app).await;
    for n in 0..3 {
        let amount = format!("{n}.00");
        let paid = [("Amount", amount.as_str()), PAID[1]];
        // Each create shows its own sends only; the limit counts all.
        assert_eq!(alice.asks_with(&paid).await.is(201).sends(), 1);
        alice.reads().await;
        alice.types_with(WRONG, &paid).await.shows("pending");
    }
    alice.asks_with(&PAID).await.is(201);
    let code = alice.reads().await;
    assert_eq!(alice.asks_with(&PAID).await.is(201).sends(), 2);
    alice.reads().await;
    alice.asks_with(&PAID).await.refuses(429, 60203);
    alice.asks_with(&DEARER).await.refuses(429, 60203);
    alice.types_with(WRONG, &PAID).await.shows("pending");
    alice.types_with(WRONG, &PAID).await.shows("pending");
    alice.types_with(&code, &PAID).await.refuses(429, 60202);
}

async fn a_service_without_psd2_takes_no_payment(app: TestApp) {
    let alice = app.alice().await;
    for some in [&PAID[..], &PAID[..1], &PAID[1..]] {
        let refused = alice.asks_with(some).await.refuses(403, 60204);
        assert_eq!(refused.body["message"], "Service does not support this feature");
    }
    let (_, code) = alice.is_sent().await;
    // Somebody believes that this code is bound to a payment. It is not.
    alice.types_with(&code, &PAID).await.shows("pending");
    alice.types(&code).await.shows("approved");
}

async fn a_payee_cannot_smuggle_a_link_or_a_line(app: TestApp) {
    let alice = payer(&app).await;
    for payee in ["evil.com", "https://x", "Acme\nCall 555", "Acme\u{202e}", "", "192.0.2.1"] {
        alice.asks_with(&[PAID[0], ("Payee", payee)]).await.blames("Payee");
        alice.types_with("123456", &[PAID[0], ("Payee", payee)]).await.blames("Payee");
    }
    for amount in ["much", "", "39.99\n", "1<2", "9 evil.com"] {
        alice.asks_with(&[("Amount", amount), PAID[1]]).await.blames("Amount");
    }
    assert!(app.mailbox.given().is_empty());
}

async fn switching_psd2_on_or_off_never_loosens_a_live_code(app: TestApp) {
    let alice = app.alice().await;
    let (unbound, code) = alice.is_sent().await;
    alice.service.set(&[("Psd2Enabled", "true")]).await.is(200);
    // What was sent for no payment approves none, not even unnamed, and the next code is another one.
    alice.types(&code).await.refuses(400, 60206);
    alice.types_with(&code, &PAID).await.shows("pending");
    let bound = alice.asks_with(&PAID).await.is(201).sid();
    let bound_code = alice.reads().await;
    assert!(bound != unbound && bound_code != code);
    alice.service.fetch(&unbound).await.shows("canceled");

    alice.service.set(&[("Psd2Enabled", "false")]).await.is(200);
    alice.types(&bound_code).await.refuses(400, 60206);
    alice.types_with(&bound_code, &DEARER).await.shows("pending");
    let (free, free_code) = alice.is_sent().await;
    assert!(free != bound && free_code != bound_code);
    alice.service.fetch(&bound).await.shows("canceled");
    alice.types(&free_code).await.shows("approved");
}
