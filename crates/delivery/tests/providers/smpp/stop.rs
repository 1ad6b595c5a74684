//! The end of a server: what is open is answered, leave is taken, nothing hangs.

use std::sync::Arc;
use std::time::Duration;

use countersign_model::Fate;
use serde_json::json;

use super::centre::Centre;
use super::scripted::{SUBMIT_SM, Scripted, UNBIND};
use super::{ALICE, Living, accepted, settings};
use crate::{NOW, message};
use countersign_delivery::Provider;

#[tokio::test]
async fn a_stop_waits_for_open_answers_and_then_unbinds() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let (let_answer, answer) = tokio::sync::watch::channel(false);
    let centre = Scripted::start(move |mut peer, _| {
        let (tell, mut answer) = (tell.clone(), answer.clone());
        async move {
            peer.bind().await;
            let submit = peer.wait_for(SUBMIT_SM).await;
            tell.send(submit.id).expect("the test is there");
            answer.wait_for(|answer| *answer).await.expect("the test is there");
            peer.answer(&submit, 0, b"in time\0").await;
            let unbind = peer.read().await.expect("a packet");
            tell.send(unbind.id).expect("the test is there");
            peer.answer(&unbind, 0, b"").await;
            assert_eq!(peer.read().await, None, "we hang up");
        }
    })
    .await;
    let living = Arc::new(Living::start(&settings(centre.port)));
    let sending = living.sending(1);
    assert_eq!(told.recv().await, Some(SUBMIT_SM));
    living.stop.send(true).expect("it lives");
    let_answer.send(true).expect("the centre is there");
    assert_eq!(sending.await.expect("a fate"), accepted("in time", 1));
    assert_eq!(told.recv().await, Some(UNBIND));
    let living = Arc::into_inner(living).expect("the last one");
    living.task.await.expect("it ended well");
    let fate = living.provider.send(&message(ALICE, 2), NOW).await;
    assert_eq!(fate, Fate::Retryable { reason: "not bound: this server is stopping".to_owned() });
}

#[tokio::test]
async fn a_centre_that_neither_answers_nor_takes_leave_does_not_hold_the_end_up() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let centre = Scripted::start(move |mut peer, _| {
        let tell = tell.clone();
        async move {
            peer.bind().await;
            peer.wait_for(SUBMIT_SM).await;
            tell.send(()).expect("the test is there");
            peer.rest().await;
        }
    })
    .await;
    let living = Arc::new(Living::limited(&settings(centre.port), Duration::from_secs(60)));
    let sending = living.sending(1);
    told.recv().await.expect("a message");
    living.stop.send(true).expect("it lives");
    assert_eq!(sending.await.expect("a fate").class(), "ambiguous");
    Arc::into_inner(living).expect("the last one").task.await.expect("it ended");
}

#[tokio::test]
async fn a_stop_ends_the_waiting_for_a_centre_that_is_not_there() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let living = Living::start(&settings(port));
    living.unbound("refused").await;
    living.stop.send(true).expect("it lives");
    living.task.await.expect("it ended well");
    // Nor does it outlive one who goes away without a word.
    let living = Living::start(&settings(port));
    drop(living.stop);
    living.task.await.expect("it ended well");
}

#[tokio::test]
async fn a_real_centre_sees_us_leave_on_every_bind() {
    let mut centre = Centre::node(json!({})).await;
    let settings =
        countersign_delivery::providers::SmppSettings { bind: "pair".to_owned(), ..settings(centre.port) };
    let living = Living::start(&settings);
    for session in 0..2 {
        centre.next("bound").await;
        centre.tell(&json!({ "do": "enquire", "session": session }));
        centre.next("there").await;
    }
    living.stop.send(true).expect("it lives");
    for _ in 0..2 {
        centre.next("unbound").await;
    }
    living.task.await.expect("it ended well");
}
