//! The guessing budget of a factor: twenty wrong codes a day, which new challenges don't refill (design 5).

use crate::support::{HOUR, Holder, MINUTE, TestApp, on_both_engines};

on_both_engines!(
    twenty_wrong_codes_over_many_challenges_hold_the_factor,
    guessing_for_a_day_over_new_challenges_gets_few_looks,
    nothing_keeps_a_person_out_for_longer_than_a_quarter_of_an_hour,
    the_budget_comes_back_after_a_day,
    another_factor_has_a_budget_of_its_own,
);

async fn guess(ann: &Holder, times: usize) {
    for _ in 0..times {
        ann.logs_in(&ann.wrong()).await.is(201).stands("pending");
    }
}

async fn twenty_wrong_codes_over_many_challenges_hold_the_factor(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let before = ann.is_asked().await;
    guess(&ann, 20).await;
    let refused = ann.logs_in(&ann.code()).await.refuses(429, 60308);
    assert_eq!(refused.retry_after(), 900);
    // Whatever the challenge, made before or after.
    assert_eq!(ann.answers(&before, &ann.code()).await.refuses(429, 60308).retry_after(), 900);
    let after = ann.is_asked().await;
    ann.answers(&after, &ann.code()).await.refuses(429, 60308);
    // And a factor that is held makes no challenge with a code.
    let listed = ann.service.api.get(&ann.path("/Challenges?PageSize=1000")).await.is(200);
    assert_eq!(listed.body["challenges"].as_array().expect("challenges").len(), 22);
}

async fn guessing_for_a_day_over_new_challenges_gets_few_looks(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let mut looked_at = 0;
    // Every minute of a day five guesses, at a challenge of their own while there are any.
    for _ in 0..24 * 60 {
        for _ in 0..5 {
            match ann.logs_in(&ann.wrong()).await.status.as_u16() {
                201 => looked_at += 1,
                refused => {
                    assert_eq!(refused, 429);
                    break;
                }
            }
        }
        app.advance(MINUTE);
    }
    // Without the budget: 500 codes of a hundred challenges.
    assert!((20..=100).contains(&looked_at), "{looked_at}");
}

async fn nothing_keeps_a_person_out_for_longer_than_a_quarter_of_an_hour(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    guess(&ann, 20).await;
    for _ in 0..3 {
        app.advance(15 * MINUTE - 1);
        ann.logs_in(&ann.code()).await.refuses(429, 60308);
        app.advance(1);
        guess(&ann, 1).await;
    }
    app.advance(15 * MINUTE);
    ann.logs_in(&ann.code()).await.stands("approved");
    // Being let in refills nothing.
    guess(&ann, 1).await;
    ann.logs_in(&ann.code_in(30)).await.refuses(429, 60308);
}

async fn the_budget_comes_back_after_a_day(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    guess(&ann, 20).await;
    app.advance(24 * HOUR);
    guess(&ann, 20).await;
    ann.logs_in(&ann.code()).await.refuses(429, 60308);
}

async fn another_factor_has_a_budget_of_its_own(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    let other = Holder::enrolled(&app, &service, "ann-0001").await;
    guess(&ann, 20).await;
    ann.logs_in(&ann.code()).await.refuses(429, 60308);
    other.logs_in(&other.code()).await.stands("approved");
}
