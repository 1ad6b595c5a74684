//! Many at once: what may happen once happens once (design, section 3).

use tokio::task::JoinSet;

use crate::support::{Answer, Person, TestApp, WRONG, on_both_engines};

on_both_engines!(
    of_200_wrong_checks_at_once_exactly_five_are_counted,
    of_200_right_checks_at_once_exactly_one_is_approved,
    a_right_code_among_wrong_ones_is_let_in_at_most_once,
    wrong_checks_through_many_spellings_at_once_pass_the_budget_by_none,
    a_check_and_a_cancel_at_once_end_a_verification_once,
);

/// How many answers have this status and code.
fn count(answers: &[Answer], status: u16, code: Option<u64>) -> usize {
    let same = |answer: &&Answer| answer.status == status && answer.body["code"].as_u64() == code;
    answers.iter().filter(same).count()
}

async fn type_at_once(person: &Person, codes: Vec<String>) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for code in codes {
        let person = person.clone();
        tasks.spawn(async move { person.types(&code).await });
    }
    tasks.join_all().await
}

async fn of_200_wrong_checks_at_once_exactly_five_are_counted(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    let answers = type_at_once(&alice, vec![WRONG.to_owned(); 200]).await;
    assert_eq!((count(&answers, 200, None), count(&answers, 429, Some(60202))), (5, 195));
    for answer in answers.into_iter().filter(|answer| answer.status == 200) {
        answer.shows("pending");
    }
    alice.types(&code).await.refuses(429, 60202);
    alice.service.fetch(&sid).await.shows("max_attempts_reached");
}

async fn of_200_right_checks_at_once_exactly_one_is_approved(app: TestApp) {
    let alice = app.alice().await;
    let (_, code) = alice.is_sent().await;
    let answers = type_at_once(&alice, vec![code; 200]).await;
    assert_eq!((count(&answers, 200, None), count(&answers, 404, Some(20404))), (1, 199));
    answers.into_iter().find(|answer| answer.status == 200).expect("one").shows("approved");
}

async fn a_right_code_among_wrong_ones_is_let_in_at_most_once(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 0..10 {
        let person = service.person(&format!("+150171226{n:02}"));
        let (_, code) = person.is_sent().await;
        let codes = (0..40).map(|n| if n % 5 == 0 { code.clone() } else { WRONG.to_owned() });
        let answers = type_at_once(&person, codes.collect()).await;
        let approved = answers.iter().filter(|answer| answer.body["status"] == "approved").count();
        let pending = answers.iter().filter(|answer| answer.body["status"] == "pending").count();
        let refused = count(&answers, 429, Some(60202));
        let gone = count(&answers, 404, Some(20404));
        assert_eq!(approved + pending + refused + gone, 40);
        // Either somebody was let in, before the fifth wrong one, or all five were wrong.
        match approved {
            1 => assert!(pending <= 4 && refused == 0, "{pending} pending, {refused} refused"),
            0 => assert!(pending == 5 && gone == 0, "{pending} pending, {gone} gone"),
            more => panic!("{more} were let in"),
        }
    }
}

async fn wrong_checks_through_many_spellings_at_once_pass_the_budget_by_none(app: TestApp) {
    let service = app.service(&[]).await;
    for turn in 0..10 {
        let spellings: Vec<_> =
            (0..12).map(|n| service.person(&format!("ann{turn}+{n}@example.com"))).collect();
        for person in &spellings {
            person.is_sent().await;
            person.guesses(1).await;
        }
        let mut tasks = JoinSet::new();
        for _ in 0..4 {
            for person in &spellings {
                let person = person.clone();
                tasks.spawn(async move { person.types(WRONG).await });
            }
        }
        let answers = tasks.join_all().await;
        // Twelve of the day's twenty were spent before.
        assert_eq!((count(&answers, 200, None), count(&answers, 429, Some(60202))), (8, 40));
    }
}

async fn a_check_and_a_cancel_at_once_end_a_verification_once(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 0..10 {
        let person = service.person(&format!("+150171226{n:02}"));
        let (sid, code) = person.is_sent().await;
        let mut tasks = JoinSet::new();
        for turn in 0..40 {
            let (person, sid, code) = (person.clone(), sid.clone(), code.clone());
            tasks.spawn(async move {
                match turn % 4 {
                    0 => person.types(&code).await,
                    1 => person.service.check(&[("VerificationSid", &sid), ("Code", &code)]).await,
                    2 => person.service.update(&sid, "canceled").await,
                    _ => person.cancels().await,
                }
            });
        }
        let answers = tasks.join_all().await;
        assert_eq!((count(&answers, 200, None), count(&answers, 404, Some(20404))), (1, 39));
        let end = answers.iter().find(|answer| answer.status == 200).expect("one").text("status");
        match end.as_str() {
            "approved" => drop(service.fetch(&sid).await.finds_nothing()),
            "canceled" => drop(service.fetch(&sid).await.shows("canceled")),
            other => panic!("{other}"),
        }
    }
}
