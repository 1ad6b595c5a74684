//! Creates at once, alone and against cancels (design, section 3).

use std::collections::{BTreeMap, BTreeSet};

use tokio::task::JoinSet;

use crate::support::{Answer, TestApp, on_both_engines};

on_both_engines!(
    of_200_creates_at_once_one_verification_comes_and_five_sends,
    creates_against_cancels_leave_at_most_one_live_verification,
    creates_for_other_payments_at_once_share_five_sends,
);

async fn of_200_creates_at_once_one_verification_comes_and_five_sends(app: TestApp) {
    let alice = app.alice().await;
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        let alice = alice.clone();
        tasks.spawn(async move { alice.asks().await });
    }
    let (made, refused): (Vec<Answer>, Vec<Answer>) =
        tasks.join_all().await.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((made.len(), refused.len()), (5, 195));
    for answer in refused {
        answer.refuses(429, 60203);
    }
    let sids: BTreeSet<_> = made.iter().map(Answer::sid).collect();
    assert_eq!(sids.len(), 1);
    let mut sends: Vec<_> = made.iter().map(Answer::sends).collect();
    sends.sort_unstable();
    assert_eq!(sends, [1, 2, 3, 4, 5]);
    let mut codes = BTreeSet::new();
    let mut deliveries = BTreeSet::new();
    for _ in 0..5 {
        let message = alice.gets().await;
        codes.insert(message.code);
        deliveries.insert(message.delivery_id);
    }
    assert_eq!((codes.len(), deliveries.len()), (1, 5));
    alice.types(codes.first().expect("a code")).await.shows("approved");
    assert_eq!(app.mailbox.given().len(), 5);
}

async fn creates_against_cancels_leave_at_most_one_live_verification(app: TestApp) {
    let service = app.service(&[]).await;
    for n in 0..5 {
        let person = service.person(&format!("+150171226{n:02}"));
        let mut tasks = JoinSet::new();
        for turn in 0..90 {
            let person = person.clone();
            tasks.spawn(
                async move { if turn % 3 == 2 { person.cancels().await } else { person.asks().await } },
            );
        }
        let mut sends: BTreeMap<String, usize> = BTreeMap::new();
        for answer in tasks.join_all().await {
            match answer.status.as_u16() {
                201 => *sends.entry(answer.sid()).or_default() += 1,
                200 => drop(answer.shows("canceled")),
                404 => drop(answer.finds_nothing()),
                _ => drop(answer.refuses(429, 60203)),
            }
        }
        let live = service.fetch(&person.to).await;
        let live = (live.status == 200).then(|| live.sid());
        for (sid, answered) in sends {
            let status = if live.as_ref() == Some(&sid) { "pending" } else { "canceled" };
            let shown = service.fetch(&sid).await.shows(status);
            assert!(shown.sends() == answered && answered <= 5, "{answered} of {}", shown.sends());
        }
    }
}

async fn creates_for_other_payments_at_once_share_five_sends(app: TestApp) {
    let alice = app.service(&[("Psd2Enabled", "true")]).await.person("+15017122661");
    let mut tasks = JoinSet::new();
    for n in 0..60 {
        let alice = alice.clone();
        tasks.spawn(async move {
            let amount = format!("{}.00", n % 7);
            alice.asks_with(&[("Amount", &amount), ("Payee", "Acme")]).await
        });
    }
    let (made, refused): (Vec<Answer>, Vec<Answer>) =
        tasks.join_all().await.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((made.len(), refused.len()), (5, 55));
    for answer in refused {
        answer.refuses(429, 60203);
    }
    let live = alice.service.fetch(&alice.to).await.shows("pending").sid();
    for sid in made.iter().map(Answer::sid).collect::<BTreeSet<_>>() {
        alice.service.fetch(&sid).await.shows(if sid == live { "pending" } else { "canceled" });
    }
}
