//! Whatever order people and applications do things in: the server's answers are those of a small model that knows
//! only what an API client can know.

mod model;

use std::collections::BTreeSet;
use std::sync::Mutex;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::support::{Answer, Person, TestApp, WRONG, on_both_engines};
use model::{Expected, Model};

on_both_engines!(any_interleaving_gets_the_answers_of_the_model);

/// One thing that is done.
#[derive(Clone, Debug)]
enum Step {
    Create {
        channel: &'static str,
    },
    TypeRight,
    TypeWrong,
    /// The right code of the verification before.
    TypeOld,
    Cancel,
    Approve,
    Fetch,
    /// Milliseconds pass.
    Wait(i64),
    Sweep,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => prop::sample::select(vec!["sms", "call"]).prop_map(|channel| Step::Create { channel }),
        2 => Just(Step::TypeRight),
        9 => Just(Step::TypeWrong),
        2 => Just(Step::TypeOld),
        1 => Just(Step::Cancel),
        1 => Just(Step::Approve),
        3 => Just(Step::Fetch),
        4 => prop::sample::select(vec![1, 59_999, 120_000, 599_999, 600_000, 899_999, 900_000, 3_600_000, 86_400_000])
            .prop_map(Step::Wait),
        1 => Just(Step::Sweep),
    ]
}

/// Which kind of request got which answer: a property that never saw a refusal would prove little.
type Seen = Mutex<BTreeSet<(&'static str, Expected)>>;

async fn any_interleaving_gets_the_answers_of_the_model(app: TestApp) {
    let config = Config { cases: 200, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let lifetimes = prop::sample::select(vec![120, 600, 86_400]);
    let strategy = (lifetimes, prop::collection::vec(step(), 1..40));
    let seen = Seen::default();
    let runtime = tokio::runtime::Handle::current();
    let outcome = tokio::task::block_in_place(|| {
        runner.run(&strategy, |(lifetime, steps)| runtime.block_on(play(&app, &seen, lifetime, steps)))
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let seen = seen.into_inner().expect("a list");
    let (refused, shows) = (Expected::Refused, |status: &str| Expected::Shows(status.to_owned()));
    for (kind, expected) in [
        ("create", shows("pending")),
        ("create", refused(60202)),
        ("create", refused(60203)),
        ("check", shows("pending")),
        ("check", shows("approved")),
        ("check", refused(60202)),
        ("check", refused(20404)),
        ("update", shows("canceled")),
        ("update", shows("approved")),
        ("update", refused(20404)),
        ("fetch", shows("pending")),
        ("fetch", shows("canceled")),
        ("fetch", shows("max_attempts_reached")),
        ("fetch", refused(20404)),
    ] {
        assert!(seen.contains(&(kind, expected.clone())), "no {kind} got {expected:?}");
    }
}

/// Plays `steps` with a service of their own.
async fn play(app: &TestApp, seen: &Seen, lifetime: i64, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let service = app.service(&[("VerificationTtl", &lifetime.to_string())]).await;
    let person = service.person("+15017122661");
    let mut model = Model::new(lifetime * 1000);
    for (n, step) in steps.iter().enumerate() {
        let now = app.engine.now().millis();
        let context = format!("step {n}: {step:?}");
        match step {
            Step::Wait(millis) => app.advance(*millis),
            Step::Sweep => app.engine.sweep().await.expect("a sweep"),
            Step::Create { channel } => {
                let expected = model.create(now);
                let answer = service.create(&[("To", &person.to), ("Channel", channel)]).await;
                same(seen, "create", &answer, &expected, &context)?;
                if answer.status == 201 {
                    let code = person.reads().await;
                    model
                        .was_sent(&answer.sid(), &code)
                        .map_err(|why| TestCaseError::fail(format!("{context}: {why}")))?;
                    prop_assert_eq!(answer.sends(), model.sends());
                }
            }
            Step::TypeRight => check(&person, seen, &mut model, now, Model::code, &context).await?,
            Step::TypeOld => check(&person, seen, &mut model, now, Model::old_code, &context).await?,
            Step::TypeWrong => check(&person, seen, &mut model, now, |_| None, &context).await?,
            Step::Cancel | Step::Approve => {
                let status = if matches!(step, Step::Cancel) { "canceled" } else { "approved" };
                let expected = model.end(status, now);
                same(seen, "update", &service.update(&person.to, status).await, &expected, &context)?;
            }
            Step::Fetch => {
                same(seen, "fetch", &service.fetch(&person.to).await, &model.fetch_live(now), &context)?;
                for sid in model.sids() {
                    same(seen, "fetch", &service.fetch(&sid).await, &model.fetch(&sid, now), &context)?;
                }
            }
        }
    }
    Ok(())
}

async fn check(
    person: &Person,
    seen: &Seen,
    model: &mut Model,
    now: i64,
    code: fn(&Model) -> Option<String>,
    context: &str,
) -> Result<(), TestCaseError> {
    let code = code(model).unwrap_or_else(|| WRONG.to_owned());
    let expected = model.check(&code, now);
    same(seen, "check", &person.types(&code).await, &expected, context)
}

fn same(
    seen: &Seen,
    kind: &'static str,
    answer: &Answer,
    expected: &Expected,
    context: &str,
) -> Result<(), TestCaseError> {
    let got = match (answer.status.as_u16(), answer.body["status"].as_str()) {
        (200 | 201, Some(status)) => Expected::Shows(status.to_owned()),
        _ => Expected::Refused(answer.body["code"].as_u64().unwrap_or(0)),
    };
    prop_assert_eq!(&got, expected, "{}: {}", context, &answer.body);
    if answer.status == 429 {
        prop_assert!((1..=900).contains(&answer.retry_after()), "{}: {}", context, answer.retry_after());
    }
    seen.lock().expect("a list").insert((kind, got));
    Ok(())
}
