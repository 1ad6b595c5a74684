//! A client that lost an answer asks again.

use std::time::Duration;

use crate::support::{Caller, Engine, Home, Sink};

const ALICE: &str = "+15017122661";
const BOB: &str = "+15017122662";
const KEY: (&str, &str) = ("Idempotency-Key", "order-7");

async fn repetitions(engine: Engine) {
    let (home, sink) = (Home::new(engine), Sink::start().await);
    home.send_to(&sink, "");
    let account = home.account().await;
    let server = home.start();
    let caller = std::sync::Arc::new(Caller { base: server.base.clone(), account });
    let service = caller.service().await;
    let path = format!("{service}/Verifications");
    let ask = async |to: &str| caller.post_with(&path, &[("To", to), ("Channel", "sms")], &[KEY]).await;

    // Eight at once: one does it, and all get its answer.
    let asking: Vec<_> = (0..8)
        .map(|_| {
            let (caller, path) = (caller.clone(), path.clone());
            tokio::spawn(async move {
                caller.post_with(&path, &[("To", ALICE), ("Channel", "sms")], &[KEY]).await
            })
        })
        .collect();
    let mut answers = Vec::new();
    for asked in asking {
        answers.push(asked.await.expect("an answer"));
    }
    let (status, first) = answers[0].clone();
    assert_eq!((status, &first["status"]), (201, &"pending".into()), "{first}");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");

    // Another request under the key is refused, the same with its parameters in another order is not.
    let (status, refused) = ask(BOB).await;
    assert_eq!((status, &refused["code"]), (422, &20422.into()), "{refused}");
    let other_order = caller.post_with(&path, &[("Channel", "sms"), ("To", ALICE)], &[KEY]).await;
    assert_eq!(other_order.1, first);

    // Without the key it is sent again, and the person gets in; the answer under the key stays what it was.
    let code = sink.code(ALICE).await;
    assert_eq!(caller.post(&path, &[("To", ALICE), ("Channel", "sms")]).await.0, 201);
    let check = format!("{service}/VerificationCheck");
    let (_, checked) = caller.post(&check, &[("To", ALICE), ("Code", &code)]).await;
    assert_eq!(checked["status"], "approved");
    assert_eq!(ask(ALICE).await.1, first);

    // A refused create leaves no key behind.
    let refused = caller.post_with(
        &path,
        &[("To", BOB), ("Channel", "sms"), ("Amount", "1")],
        &[("Idempotency-Key", "b")],
    );
    assert_eq!(refused.await.0, 403);
    let done = caller.post_with(&path, &[("To", BOB), ("Channel", "sms")], &[("Idempotency-Key", "b")]);
    assert_eq!(done.await.0, 201);

    // Nothing was sent twice: one by the key, one without it.
    sink.code(BOB).await;
    for _ in 0..100 {
        if sink.count(ALICE) == 2
            && server.ops("/metrics").await.1.contains("countersign_outbox_messages 0\n")
        {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!((sink.count(ALICE), sink.count(BOB)), (2, 1));
}

#[tokio::test]
async fn a_create_repeated_under_its_key_is_answered_the_same_and_sent_once_on_sqlite() {
    repetitions(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_create_repeated_under_its_key_is_answered_the_same_and_sent_once_on_postgresql() {
    repetitions(Engine::Postgres).await;
}
