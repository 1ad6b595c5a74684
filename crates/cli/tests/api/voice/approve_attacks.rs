//! Who wants something approved that nobody meant to approve.

use countersign_model::{ReceiptState, Recipient};
use tokio::task::JoinSet;

use super::approve::{APPROVE, OVER, checks, is_called, is_reported, others, wants, wants_again};
use super::line::{Line, knocks, next, said, signature};
use super::{ALICE, called, on_both_engines_with_a_line};
use crate::delivery::latest_attempt;
use crate::support::{MINUTE, TestApp, ops};

on_both_engines_with_a_line!(
    keys_that_the_provider_didn_t_sign_approve_nothing,
    another_call_approves_nothing_at_this_one_s_addresses,
    the_digits_of_another_verification_approve_nothing,
    a_stranger_who_asks_for_the_same_number_is_never_let_in_by_its_person,
    a_repeated_answer_is_answered_alike_and_counts_once,
    other_keys_at_the_same_place_change_nothing,
    nothing_is_approved_once_it_has_expired_or_was_canceled_or_erased,
    of_many_answers_at_once_one_counts,
    of_many_checks_at_once_one_is_let_in,
    another_account_learns_nothing,
    a_service_that_began_to_bind_payments_takes_no_older_approval,
);

async fn keys_that_the_provider_didn_t_sign_approve_nothing(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    let first = call.asks(&app, call.field("Url"), None).await.text;
    let gate = next(&first);
    let fields = [("CallSid", call.sid.as_str()), ("Digits", shown.as_str())];
    let body = format!("CallSid={}&Digits={shown}", call.sid);
    for signed in [
        None,
        Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned()),
        Some(signature(call.field("Url"), &fields)),
        Some(signature(&gate, &fields[..1])),
        Some(signature(&gate, &[fields[0], ("Digits", "11")])),
    ] {
        assert_eq!(knocks(&app, &gate, &body, signed.as_deref()).await.status, 403, "{signed:?}");
    }
    // Addresses that weren't given to anybody.
    for stage in ["gate-2", "gate-3", "gate-4", "answer"] {
        assert_eq!(
            call.asks(&app, &gate.replace("gate-1", stage), Some(&shown)).await.status,
            403,
            "{stage}"
        );
    }
    checks(&alice, &created).await.shows("pending");
    assert_eq!(app.ended_attempt(&latest_attempt(&created)).await.receipt, None);
}

async fn another_call_approves_nothing_at_this_one_s_addresses(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    let mallory = alice.service.person("+4915112345678");
    let (theirs, _) = wants(&mallory).await;
    app.ended_attempt(&latest_attempt(&theirs)).await;
    let other = line.call(1).await;
    let told = other.asks(&app, call.field("Url"), None).await;
    assert_eq!((told.status.as_u16(), said(&told.text)), (200, String::new()));
    let first = call.asks(&app, call.field("Url"), None).await.text;
    assert_eq!(other.asks(&app, &next(&first), Some(&shown)).await.status, 403);
    // Nor does the attempt's own SID move to another's token.
    let (mine, foreign) = (latest_attempt(&created), latest_attempt(&theirs));
    let moved = next(&first).replace(&mine, &foreign);
    assert_eq!(call.asks(&app, &moved, Some(&shown)).await.status, 403);
    checks(&alice, &created).await.shows("pending");
    checks(&mallory, &theirs).await.shows("pending");
}

async fn the_digits_of_another_verification_approve_nothing(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    // Somebody else starts one for Alice's number under other services until its digits differ.
    let mut foreign = None;
    for _ in 0..8 {
        let mallory = app.service(&[]).await.person(ALICE);
        let (theirs, digits) = wants(&mallory).await;
        app.ended_attempt(&latest_attempt(&theirs)).await;
        if digits != shown {
            foreign = Some((mallory, theirs, digits));
            break;
        }
    }
    let (mallory, theirs, digits) = foreign.expect("other digits");
    let documents = call.is_answered(&app, |_| Some(digits.clone())).await;
    assert_eq!(documents.len(), 4);
    checks(&alice, &created).await.shows("pending");
    checks(&mallory, &theirs).await.shows("pending");
    // Alice's own digits approve hers, and not the other.
    call.is_answered(&app, |_| Some(shown.clone())).await;
    let again = wants_again(&alice, &created).await.is(201);
    app.ended_attempt(&latest_attempt(&again)).await;
    line.call(line.count() - 1).await.is_answered(&app, |_| Some(shown.clone())).await;
    checks(&alice, &created).await.shows("approved");
    checks(&mallory, &theirs).await.shows("pending");
}

async fn a_stranger_who_asks_for_the_same_number_is_never_let_in_by_its_person(app: TestApp, line: Line) {
    let alice = app.alice().await;
    // The stranger asks first, Alice asks while her telephone rings for the stranger, and keys what her own screen shows in
    // whichever call she takes.
    let (strangers, _) = wants(&alice).await;
    let first = called(&app, &line, &strangers).await;
    let begun = first.asks(&app, first.field("Url"), None).await.text;
    let (hers, shown) = wants(&alice).await;
    assert_ne!(hers.sid(), strangers.sid());
    app.ended_attempt(&latest_attempt(&hers)).await;
    assert_eq!(said(&first.asks(&app, &next(&begun), Some(&shown)).await.text), OVER);
    line.call(1).await.is_answered(&app, |_| Some(shown.clone())).await;
    checks(&alice, &strangers).await.finds_nothing();
    wants_again(&alice, &strangers).await.finds_nothing();
    checks(&alice, &hers).await.shows("approved");
    // The stranger asks last: what Alice is shown is of no use for it, and what was sent is counted for both.
    let (hers, shown) = wants(&alice).await;
    app.ended_attempt(&latest_attempt(&hers)).await;
    let (mut strangers, mut theirs) = wants(&alice).await;
    if theirs == shown {
        (strangers, theirs) = wants(&alice).await;
    }
    assert_ne!(theirs, shown, "two pairs in a row are the same by accident");
    app.ended_attempt(&latest_attempt(&strangers)).await;
    line.call(line.count() - 1).await.is_answered(&app, |_| Some(shown.clone())).await;
    checks(&alice, &strangers).await.shows("pending");
    checks(&alice, &hers).await.finds_nothing();
    let mut sends = 0;
    let refused = loop {
        let pairs = [("To", ALICE), ("Channel", "call"), APPROVE];
        let answer = alice.service.create(&pairs).await;
        if answer.status != 201 {
            break answer;
        }
        sends += 1;
    };
    assert!(sends <= 3, "{sends}");
    refused.refuses(429, 60203);
}

async fn a_repeated_answer_is_answered_alike_and_counts_once(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    let first = call.asks(&app, call.field("Url"), None).await.text;
    assert_eq!(call.asks(&app, call.field("Url"), None).await.text, first);
    let wrong = others(&shown);
    let second = call.asks(&app, &next(&first), Some(&wrong)).await.text;
    // More often than wrong entries are allowed.
    for _ in 0..6 {
        assert_eq!(call.asks(&app, &next(&first), Some(&wrong)).await.text, second);
    }
    let approved = call.asks(&app, &next(&second), Some(&shown)).await.text;
    assert_eq!(said(&approved), "Thank you. It is approved. Goodbye.");
    assert_eq!(call.asks(&app, &next(&second), Some(&shown)).await.text, approved);
    checks(&alice, &created).await.shows("approved");
    // Also after it was taken; and it isn't given twice.
    assert_eq!(call.asks(&app, &next(&second), Some(&shown)).await.text, approved);
    checks(&alice, &created).await.finds_nothing();
    let attempt = app.ended_attempt(&latest_attempt(&created)).await;
    assert_eq!((attempt.receipt, attempt.journal.len()), (Some(ReceiptState::Delivered), 2));
}

async fn other_keys_at_the_same_place_change_nothing(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    let first = call.asks(&app, call.field("Url"), None).await.text;
    let second = call.asks(&app, &next(&first), Some(&others(&shown))).await.text;
    // All pairs of digits, and a report: the place was answered.
    for keys in (10..90).map(|number| number.to_string()).chain(["9".to_owned()]) {
        assert_eq!(call.asks(&app, &next(&first), Some(&keys)).await.text, second);
    }
    checks(&alice, &created).await.shows("pending");
    call.asks(&app, &next(&second), Some("9")).await;
    let told = call.asks(&app, &next(&second), Some(&shown)).await.text;
    assert!(said(&told).contains("reported"), "{told}");
    is_reported(checks(&alice, &created).await);
}

async fn nothing_is_approved_once_it_has_expired_or_was_canceled_or_erased(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    let first = call.asks(&app, call.field("Url"), None).await.text;
    alice.service.update(&created.sid(), "canceled").await.shows("canceled");
    for (url, keys) in [(call.field("Url").to_owned(), None), (next(&first), Some(shown.as_str()))] {
        let told = call.asks(&app, &url, keys).await;
        assert_eq!((told.status.as_u16(), said(&told.text).as_str()), (200, OVER));
    }
    checks(&alice, &created).await.finds_nothing();
    let (later, shown) = wants(&alice).await;
    app.ended_attempt(&latest_attempt(&later)).await;
    let call = line.call(1).await;
    let first = call.asks(&app, call.field("Url"), None).await.text;
    app.advance(10 * MINUTE);
    assert_eq!(said(&call.asks(&app, &next(&first), Some(&shown)).await.text), OVER);
    checks(&alice, &later).await.finds_nothing();
    // An approval in time is of no use out of time.
    let (last, shown) = wants(&alice).await;
    app.ended_attempt(&latest_attempt(&last)).await;
    let call = line.call(2).await;
    call.is_answered(&app, |_| Some(shown.clone())).await;
    app.advance(10 * MINUTE);
    checks(&alice, &last).await.finds_nothing();
    let erased = app.engine.erase_address(&Recipient::parse(ALICE).expect("an address"), ops(), |_| ()).await;
    erased.expect("erased");
    let told = call.asks(&app, call.field("Url"), None).await;
    assert_eq!(told.status, 200);
    assert!(!said(&told.text).contains("press"), "{}", told.text);
    checks(&alice, &last).await.finds_nothing();
}

async fn of_many_answers_at_once_one_counts(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    let first = call.asks(&app, call.field("Url"), None).await.text;
    let gate = next(&first);
    let wrong = others(&shown);
    let app = std::sync::Arc::new(app);
    let mut tasks = JoinSet::new();
    for n in 0..20 {
        let (app, call, gate) = (std::sync::Arc::clone(&app), call.clone(), gate.clone());
        let keys = if n % 2 == 0 { shown.clone() } else { wrong.clone() };
        tasks.spawn(async move { call.asks(&app, &gate, Some(&keys)).await });
    }
    let told = tasks.join_all().await;
    let first_said = said(&told[0].text);
    assert!(told.iter().all(|told| said(&told.text) == first_said), "all are told the same");
    let status = if first_said.contains("approved. Goodbye") { "approved" } else { "pending" };
    checks(&alice, &created).await.shows(status);
}

async fn of_many_checks_at_once_one_is_let_in(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    call.is_answered(&app, |_| Some(shown.clone())).await;
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let (alice, sid) = (alice.clone(), created.sid());
        tasks.spawn(async move { alice.service.check(&[("VerificationSid", &sid)]).await });
    }
    let all = tasks.join_all().await;
    let let_in = all.iter().filter(|answer| answer.status == 200 && answer.body["valid"] == true).count();
    let gone = all.iter().filter(|answer| answer.status == 404).count();
    assert_eq!((let_in, gone), (1, 19));
}

async fn another_account_learns_nothing(app: TestApp, line: Line) {
    let (_, created, call, shown) = is_called(&app, &line).await;
    call.is_answered(&app, |_| Some(shown.clone())).await;
    let theirs = app.stranger().await.has_service(&app, &[]).await;
    let sid = created.sid();
    theirs.check(&[("VerificationSid", &sid)]).await.finds_nothing();
    theirs.fetch(&sid).await.finds_nothing();
    theirs.update(&sid, "approved").await.finds_nothing();
    // Another service of the same account doesn't either.
    let other = app.service(&[]).await;
    other.check(&[("VerificationSid", &sid)]).await.finds_nothing();
}

async fn a_service_that_began_to_bind_payments_takes_no_older_approval(app: TestApp, line: Line) {
    let (alice, created, call, shown) = is_called(&app, &line).await;
    call.is_answered(&app, |_| Some(shown.clone())).await;
    alice.service.set(&[("Psd2Enabled", "true")]).await.is(200);
    checks(&alice, &created).await.refuses(400, 60206);
    let sid = created.sid();
    let paid = [("VerificationSid", sid.as_str()), ("Amount", "5"), ("Payee", "Acme")];
    alice.service.check(&paid).await.shows("pending");
    alice.service.set(&[("Psd2Enabled", "false")]).await.is(200);
    checks(&alice, &created).await.shows("approved");
    let pairs = [("To", ALICE), ("Channel", "call"), APPROVE];
    alice.service.create(&pairs).await.is(201);
}
