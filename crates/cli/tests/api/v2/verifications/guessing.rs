//! The guessing budget: 20 wrong checks a day for a service and address, which new codes don't refill.

use crate::support::{HOUR, MINUTE, Person, TestApp, WRONG, on_both_engines};

on_both_engines!(
    twenty_wrong_checks_leave_one_check_to_each_verification,
    an_approval_does_not_refill_the_budget,
    the_right_code_is_let_in_however_much_was_guessed,
    the_budget_comes_back_after_a_day,
    letter_case_and_tags_of_a_mailbox_share_one_budget,
    another_service_or_address_has_a_budget_of_its_own,
    nothing_keeps_a_person_out_for_longer_than_a_quarter_of_an_hour,
    a_live_code_loses_its_checks_when_another_spelling_uses_up_the_budget,
);

/// Uses up the day's budget in four verifications.
async fn guess_twenty_times(person: &Person) {
    for _ in 0..4 {
        person.is_sent().await;
        person.guesses(5).await;
        person.cancels().await.shows("canceled");
    }
}

/// One wrong check is looked at; the next check is not.
async fn has_one_check(person: &Person) {
    let (_, code) = person.is_sent().await;
    person.guesses(1).await;
    person.types(&code).await.refuses(429, 60202);
    person.cancels().await.shows("canceled");
}

async fn has_five_checks(person: &Person) {
    let (_, code) = person.is_sent().await;
    person.guesses(5).await;
    person.types(&code).await.refuses(429, 60202);
    person.cancels().await.shows("canceled");
}

async fn twenty_wrong_checks_leave_one_check_to_each_verification(app: TestApp) {
    let alice = app.alice().await;
    guess_twenty_times(&alice).await;
    has_one_check(&alice).await;
    has_one_check(&alice).await;
}

async fn an_approval_does_not_refill_the_budget(app: TestApp) {
    let alice = app.alice().await;
    guess_twenty_times(&alice).await;
    let (_, code) = alice.is_sent().await;
    alice.types(&code).await.shows("approved");
    let (sid, _) = alice.is_sent().await;
    alice.service.update(&sid, "approved").await.shows("approved");
    has_one_check(&alice).await;
}

async fn the_right_code_is_let_in_however_much_was_guessed(app: TestApp) {
    let alice = app.alice().await;
    guess_twenty_times(&alice).await;
    for _ in 0..3 {
        let (_, code) = alice.is_sent().await;
        alice.types(&code).await.shows("approved");
    }
}

async fn the_budget_comes_back_after_a_day(app: TestApp) {
    let alice = app.alice().await;
    // Counted by the hour: what was guessed at 00:30 counts until 01:00 of the next day, 24 and a half hours.
    app.advance(30 * MINUTE);
    guess_twenty_times(&alice).await;
    app.advance(24 * HOUR);
    has_one_check(&alice).await;
    app.advance(30 * MINUTE);
    // The twenty are forgotten; the one that has_one_check spent is not.
    has_five_checks(&alice).await;
}

async fn letter_case_and_tags_of_a_mailbox_share_one_budget(app: TestApp) {
    let service = app.service(&[]).await;
    for spelling in ["ann@example.com", "Ann@Example.com", "ann+1@example.com", "ANN+two@example.COM"] {
        let ann = service.person(spelling);
        let created = ann.asks().await.is(201);
        let to = created.text("to");
        // Only the domain is folded: what stands before the @ is the mail server's business.
        assert_eq!(to.split('@').next(), spelling.split('@').next());
        assert!(to.ends_with("@example.com"));
        service.person(&to).guesses(5).await;
        service.update(&to, "canceled").await.shows("canceled");
    }
    has_one_check(&service.person("ann+3@example.com")).await;
    has_five_checks(&service.person("anna@example.com")).await;
}

async fn another_service_or_address_has_a_budget_of_its_own(app: TestApp) {
    let alice = app.alice().await;
    guess_twenty_times(&alice).await;
    has_five_checks(&alice.service.person("+4915112345678")).await;
    has_five_checks(&app.service(&[]).await.person(&alice.to)).await;
    // A person that has asked on behalf of the other service reads on where that one ended.
    has_one_check(&alice.service.person(&alice.to)).await;
}

async fn nothing_keeps_a_person_out_for_longer_than_a_quarter_of_an_hour(app: TestApp) {
    let alice = app.service(&[("VerificationTtl", "86400")]).await.person("+15017122661");
    guess_twenty_times(&alice).await;
    for _ in 0..3 {
        let (_, code) = alice.is_sent().await;
        alice.types(WRONG).await.shows("pending");
        assert_eq!(alice.types(&code).await.refuses(429, 60202).retry_after(), 900);
        assert_eq!(alice.asks().await.refuses(429, 60202).retry_after(), 900);
        app.advance(15 * MINUTE);
    }
    let (_, code) = alice.is_sent().await;
    alice.types(&code).await.shows("approved");
}

async fn a_live_code_loses_its_checks_when_another_spelling_uses_up_the_budget(app: TestApp) {
    let service = app.service(&[("VerificationTtl", "86400")]).await;
    let ann = service.person("ann@example.com");
    let (_, code) = ann.is_sent().await;
    ann.guesses(1).await;
    let tagged = service.person("ann+1@example.com");
    for wrong in [5, 5, 5, 4] {
        tagged.is_sent().await;
        tagged.guesses(wrong).await;
        tagged.cancels().await.shows("canceled");
    }
    // Its second check is one too many now, even a right one: a guesser must not win by spelling.
    let refused = ann.types(&code).await.refuses(429, 60202);
    assert_eq!(refused.retry_after(), 900);
    app.advance(15 * MINUTE);
    let (_, code) = ann.is_sent().await;
    ann.types(&code).await.shows("approved");
}
