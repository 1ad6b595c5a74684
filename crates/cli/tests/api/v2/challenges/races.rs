//! Many at once: what may happen once happens once (design, section 3).

use countersign_model::Limits;
use tokio::task::JoinSet;

use crate::support::{Answer, Holder, TestApp, on_both_engines, run_on_two_nodes};

on_both_engines!(
    of_200_wrong_answers_at_once_exactly_five_are_counted,
    of_200_right_answers_at_once_exactly_one_is_approved,
    one_code_at_many_challenges_at_once_lets_in_once,
    wrong_codes_at_many_challenges_at_once_pass_the_budget_by_none,
    creates_at_once_pass_no_limit,
);

fn count(answers: &[Answer], status: u16, code: Option<u64>) -> usize {
    answers.iter().filter(|answer| answer.status == status && answer.body["code"].as_u64() == code).count()
}

fn approved(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.body["status"] == "approved").count()
}

async fn answer_at_once(ann: &Holder, challenge: &str, codes: Vec<String>) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for code in codes {
        let (ann, challenge) = (ann.clone(), challenge.to_owned());
        tasks.spawn(async move { ann.answers(&challenge, &code).await });
    }
    tasks.join_all().await
}

async fn of_200_wrong_answers_at_once_exactly_five_are_counted(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let challenge = ann.is_asked().await;
    let answers = answer_at_once(&ann, &challenge, vec![ann.wrong(); 200]).await;
    assert_eq!((count(&answers, 200, None), count(&answers, 429, Some(60308))), (5, 195));
    ann.answers(&challenge, &ann.code()).await.refuses(429, 60308);
}

async fn of_200_right_answers_at_once_exactly_one_is_approved(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let challenge = ann.is_asked().await;
    let answers = answer_at_once(&ann, &challenge, vec![ann.code(); 200]).await;
    assert_eq!((approved(&answers), count(&answers, 403, Some(60322))), (1, 199));
}

async fn one_code_at_many_challenges_at_once_lets_in_once(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    for _ in 0..5 {
        let mut challenges = Vec::new();
        for _ in 0..3 {
            challenges.push(ann.is_asked().await);
        }
        let mut tasks = JoinSet::new();
        for turn in 0..6 {
            let (ann, code) = (ann.clone(), ann.code());
            let challenge = challenges.get(turn).cloned();
            tasks.spawn(async move {
                match challenge {
                    Some(challenge) => ann.answers(&challenge, &code).await,
                    None => ann.logs_in(&code).await,
                }
            });
        }
        assert_eq!(approved(&tasks.join_all().await), 1);
        app.advance(24 * 3_600_000);
    }
}

async fn wrong_codes_at_many_challenges_at_once_pass_the_budget_by_none(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let mut tasks = JoinSet::new();
    for _ in 0..48 {
        let (ann, wrong) = (ann.clone(), ann.wrong());
        tasks.spawn(async move { ann.logs_in(&wrong).await });
    }
    let answers = tasks.join_all().await;
    assert_eq!((count(&answers, 201, None), count(&answers, 429, Some(60308))), (20, 28));
}

async fn creates_at_once_pass_no_limit(app: TestApp) {
    let ann = Holder::enrolled(&app, &app.service(&[]).await, "ann-0001").await;
    let mut tasks = JoinSet::new();
    for _ in 0..80 {
        let ann = ann.clone();
        tasks.spawn(async move { ann.asked_with(&[]).await });
    }
    let answers = tasks.join_all().await;
    assert_eq!((count(&answers, 201, None), count(&answers, 429, Some(60312))), (50, 30));
}

#[test]
fn on_two_nodes_a_code_lets_in_once_and_five_wrong_ones_are_counted() {
    run_on_two_nodes(Limits::development(), |one, other| async move {
        let service = one.service(&[]).await;
        let ann = Holder::enrolled(&one, &service, "ann-0001").await;
        other.advance(60_000);
        let elsewhere = ann.through(other.api());
        let (challenge, used_up) = (ann.is_asked().await, ann.is_asked().await);
        let mut tasks = JoinSet::new();
        for turn in 0..80 {
            let holder = if turn % 2 == 0 { ann.clone() } else { elsewhere.clone() };
            let (challenge, code) =
                if turn % 4 < 2 { (challenge.clone(), ann.code()) } else { (used_up.clone(), ann.wrong()) };
            tasks.spawn(async move { holder.answers(&challenge, &code).await });
        }
        let answers = tasks.join_all().await;
        assert_eq!((approved(&answers), count(&answers, 403, Some(60322))), (1, 39));
        assert_eq!((count(&answers, 200, None), count(&answers, 429, Some(60308))), (6, 35));
    });
}
