//! Many at once: what may happen once happens once.

use std::slice;

use countersign_model::Limits;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Answer, Authenticator, PASSKEYS, Service, TestApp, on_both_engines, run_on_two_nodes};

on_both_engines!(
    of_100_answers_at_once_exactly_one_is_approved,
    of_100_registrations_at_once_exactly_one_is_taken,
    one_challenge_that_two_people_answer_at_once_lets_one_in,
    one_credential_that_two_people_register_at_once_is_one_persons,
);

async fn at_once(services: &[Service], call: &'static str, bodies: Vec<Value>) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for (turn, body) in bodies.into_iter().enumerate() {
        let service = services[turn % services.len()].clone();
        tasks.spawn(async move { service.passkeys(call, &body).await });
    }
    tasks.join_all().await
}

fn count(answers: &[Answer], status: u16, code: Option<u64>) -> usize {
    answers.iter().filter(|answer| answer.status == status && answer.body["code"].as_u64() == code).count()
}

async fn of_100_answers_at_once_exactly_one_is_approved(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let mut laptop = Authenticator::new(1);
    service.has_passkey("ann-0001", &mut laptop).await;
    for of in [json!({}), json!({ "identity": "ann-0001" })] {
        let options = service.asks_for_passkey(&of).await;
        let bodies = (0..100).map(|_| laptop.signs(&options)).collect();
        let answers = at_once(slice::from_ref(&service), "ApproveChallenge", bodies).await;
        assert_eq!((count(&answers, 200, None), count(&answers, 403, Some(60322))), (1, 99));
    }
}

async fn of_100_registrations_at_once_exactly_one_is_taken(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let made = service.begins_passkey("ann-0001").await.is(201);
    let bodies = (0..100).map(|n| Authenticator::new(n).registers(&made.body["options"])).collect();
    let answers = at_once(slice::from_ref(&service), "VerifyFactor", bodies).await;
    // Who came while the one was being taken finds a factor that has been verified.
    let late = count(&answers, 404, Some(60390)) + count(&answers, 403, Some(60311));
    assert_eq!((count(&answers, 200, None), late), (1, 99));
}

async fn one_challenge_that_two_people_answer_at_once_lets_one_in(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    let (mut anns, mut bobs) = (Authenticator::new(1), Authenticator::new(2));
    service.has_passkey("ann-0001", &mut anns).await;
    service.has_passkey("bob-0001", &mut bobs).await;
    for _ in 0..10 {
        let open = service.asks_for_passkey(&json!({})).await;
        let bodies =
            (0..10).map(|n| if n % 2 == 0 { anns.signs(&open) } else { bobs.signs(&open) }).collect();
        let answers = at_once(slice::from_ref(&service), "ApproveChallenge", bodies).await;
        assert_eq!((count(&answers, 200, None), count(&answers, 403, Some(60322))), (1, 9));
    }
}

async fn one_credential_that_two_people_register_at_once_is_one_persons(app: TestApp) {
    let service = app.service(&PASSKEYS).await;
    for turn in 0..10 {
        let mut bodies = Vec::new();
        for identity in ["ann-0001", "eve-0001"] {
            let made = service.begins_passkey(&format!("{identity}-{turn}")).await.is(201);
            bodies.push(Authenticator::new(turn).registers(&made.body["options"]));
        }
        let answers = at_once(slice::from_ref(&service), "VerifyFactor", bodies).await;
        assert_eq!((count(&answers, 200, None), count(&answers, 409, Some(60317))), (1, 1));
    }
}

#[test]
fn on_two_nodes_a_login_is_finished_on_either_and_once() {
    run_on_two_nodes(Limits::development(), |one, other| async move {
        let service = one.service(&PASSKEYS).await;
        let elsewhere = Service { api: other.api(), ..service.clone() };
        let mut laptop = Authenticator::new(1);
        let made = service.begins_passkey("ann-0001").await.is(201);
        elsewhere.passkeys("VerifyFactor", &laptop.registers(&made.body["options"])).await.stands("verified");
        let options = service.asks_for_passkey(&json!({})).await;
        let bodies = (0..40).map(|_| laptop.signs(&options)).collect();
        let answers = at_once(&[service, elsewhere], "ApproveChallenge", bodies).await;
        assert_eq!((count(&answers, 200, None), count(&answers, 403, Some(60322))), (1, 39));
    });
}
