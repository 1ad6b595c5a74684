//! Every bad day of a binary protocol: what may have been taken is ambiguous, what surely was not is said to be, and the
//! connection comes back by itself.

use std::sync::Arc;
use std::time::Duration;

use countersign_delivery::providers::{Smpp, SmppSettings};
use countersign_delivery::{Probe, Provider, SEND_LIMIT};
use countersign_model::{About, Fate, ReceiptState};

use super::scripted::{DELIVER_SM, ENQUIRE_LINK, NACK, Peer, SUBMIT_SM, Scripted, UNBIND};
use super::{ALICE, Living, accepted, settings};
use crate::{NOW, message};

/// A centre that takes the bind, waits for the first message and then does `act`; the connections after it behave.
async fn acts_at_the_first_message<F: Future<Output = Peer> + Send + 'static>(
    act: impl Fn(Peer, u32) -> F + Clone + Send + 'static,
) -> Scripted {
    Scripted::start(move |mut peer, place| {
        let act = act.clone();
        async move {
            peer.bind().await;
            if place == 0 {
                let submit = peer.wait_for(SUBMIT_SM).await;
                peer = act(peer, submit.number).await;
            }
            peer.behave().await;
        }
    })
    .await
}

#[tokio::test]
async fn a_length_that_can_t_be_ends_the_connection_and_the_next_one_serves() {
    for length in [0_u32, 4, 15, 100_000, u32::MAX] {
        let (told, mut last) = tokio::sync::mpsc::unbounded_channel();
        let centre = acts_at_the_first_message(move |mut peer, number| {
            let told = told.clone();
            async move {
                let header: Vec<u8> = [length, SUBMIT_SM | NACK, 0, number]
                    .iter()
                    .flat_map(|word| word.to_be_bytes())
                    .collect();
                peer.octets(&header).await;
                let _ = told.send(peer.rest().await);
                peer
            }
        })
        .await;
        let living = Living::start(&settings(centre.port));
        let fate = living.send(&message(ALICE, 1)).await;
        assert_eq!(fate.class(), "ambiguous", "{length}: {fate:?}");
        // It was told what was wrong before we hung up.
        let last = last.recv().await.expect("what came");
        let nack = last.last().expect("a packet");
        assert_eq!((nack.id, nack.status, nack.number), (NACK, 2, 0), "{length}");
        assert_eq!(living.send(&message(ALICE, 2)).await, accepted("well", 1));
        assert_eq!(centre.connections(), 2);
    }
}

#[tokio::test]
async fn something_else_than_smpp_is_no_bind() {
    let centre = Scripted::start(|mut peer, _| async move {
        peer.octets(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
        peer.rest().await;
    })
    .await;
    let living = Living::start(&settings(centre.port));
    assert_eq!(living.unbound("something else than SMPP").await.class(), "retryable");
}

#[tokio::test]
async fn tls_where_none_is_spoken_and_a_port_where_nobody_is_are_told_of() {
    let centre = Scripted::start(|mut peer, _| async move {
        peer.octets(b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01").await;
        peer.rest().await;
    })
    .await;
    let tls = SmppSettings { url: format!("smpps://localhost:{}", centre.port), ..settings(0) };
    assert_eq!(Living::start(&tls).unbound("TLS").await.class(), "retryable");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    assert_eq!(Living::start(&settings(port)).unbound("refused").await.class(), "retryable");
}

#[tokio::test]
async fn a_refused_bind_names_whose_matter_it_is() {
    for (status, class, words) in [
        (0x0D, "credentials", "bind failed"),
        (0x0E, "credentials", "the password is invalid"),
        (0x0F, "credentials", "the system_id is invalid"),
        (0x05, "credentials", "already bound"),
        (0x08, "retryable", "system error"),
        (0x0402, "retryable", "its own code"),
    ] {
        let centre = Scripted::start(move |mut peer, _| async move {
            let bind = peer.read().await.expect("a bind");
            peer.answer(&bind, status, b"").await;
            peer.rest().await;
        })
        .await;
        let fate = Living::start(&settings(centre.port)).unbound("refused the bind").await;
        assert_eq!(fate.class(), class, "{status:#x}: {fate:?}");
        assert!(fate.reason().is_some_and(|reason| reason.contains(words)), "{fate:?}");
    }
}

#[tokio::test]
async fn only_an_answer_to_the_bind_itself_binds() {
    let centre = Scripted::start(|mut peer, _| async move {
        let bind = peer.read().await.expect("a bind");
        // Of another number, of another command, a refusal that claims success.
        peer.write(bind.id | NACK, 0, bind.number + 1, b"centre\0").await;
        peer.write(SUBMIT_SM | NACK, 0, bind.number, b"id\0").await;
        peer.write(NACK, 0, bind.number, b"").await;
        peer.rest().await;
    })
    .await;
    Living::start(&settings(centre.port)).unbound("refused the bind: 0x00000003").await;
}

#[tokio::test]
async fn a_bind_that_is_not_answered_is_given_up() {
    let centre = Scripted::start(|mut peer, _| async move {
        peer.rest().await;
    })
    .await;
    let living = Living::limited(&settings(centre.port), Duration::from_millis(50));
    assert_eq!(living.unbound("was not answered in time").await.class(), "retryable");
}

#[tokio::test]
async fn every_message_in_the_window_of_a_lost_connection_is_ambiguous() {
    let centre = Scripted::start(|mut peer, place| async move {
        peer.bind().await;
        if place == 0 {
            for _ in 0..3 {
                peer.wait_for(SUBMIT_SM).await;
            }
            return;
        }
        peer.behave().await;
    })
    .await;
    let living = Arc::new(Living::start(&settings(centre.port)));
    let sending: Vec<_> = (1..=3).map(|number| living.sending(number)).collect();
    for fate in sending {
        let fate = fate.await.expect("a fate");
        assert!(
            matches!(&fate, Fate::Ambiguous { reason } if reason.contains("the connection was lost")),
            "{fate:?}"
        );
    }
    assert_eq!(living.send(&message(ALICE, 4)).await, accepted("well", 1));
}

#[tokio::test]
async fn half_a_packet_and_then_silence_is_a_lost_connection_in_the_end() {
    let centre = acts_at_the_first_message(|mut peer, number| async move {
        let half: Vec<u8> =
            [20, SUBMIT_SM | NACK, 0, number].iter().flat_map(|word| word.to_be_bytes()).collect();
        peer.octets(&half[..14]).await;
        // It is asked whether it is there, and given up.
        peer.wait_for(ENQUIRE_LINK).await;
        peer.rest().await;
        peer
    })
    .await;
    let settings = SmppSettings { enquire_link_seconds: 1, ..settings(centre.port) };
    let living = Living::limited(&settings, Duration::from_secs(3));
    let fate = living.send(&message(ALICE, 1)).await;
    assert_eq!(fate.class(), "ambiguous", "{fate:?}");
    centre.connected(2).await;
    assert_eq!(living.send(&message(ALICE, 2)).await, accepted("well", 1));
}

#[tokio::test]
async fn an_unanswered_enquiry_ends_the_connection_and_an_answered_one_does_not() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let centre = Scripted::start(move |mut peer, place| {
        let tell = tell.clone();
        async move {
            peer.bind().await;
            if place == 0 {
                for _ in 0..2 {
                    let asked = peer.wait_for(ENQUIRE_LINK).await;
                    peer.answer(&asked, 0, b"").await;
                }
                peer.wait_for(ENQUIRE_LINK).await;
                let _ = tell.send(peer.rest().await);
                return;
            }
            peer.behave().await;
        }
    })
    .await;
    let settings = SmppSettings { enquire_link_seconds: 1, ..settings(centre.port) };
    let living = Living::limited(&settings, Duration::from_secs(3));
    // Asked three times, answered twice; then it was given up without another word.
    assert_eq!(told.recv().await, Some(Vec::new()));
    centre.connected(2).await;
    assert_eq!(living.send(&message(ALICE, 1)).await, accepted("well", 1));
}

#[tokio::test]
async fn answers_to_what_was_not_asked_are_passed_over() {
    let centre = acts_at_the_first_message(|mut peer, number| async move {
        peer.write(SUBMIT_SM | NACK, 0, number + 1000, b"another\0").await;
        peer.write(SUBMIT_SM | NACK, 0, 0, b"another\0").await;
        peer.write(DELIVER_SM | NACK, 0, number, b"another\0").await;
        peer.write(ENQUIRE_LINK | NACK, 0, number, b"").await;
        peer.write(UNBIND | NACK, 0, number, b"").await;
        peer.write(0x8000_7777, 0, number, b"another\0").await;
        // An alert and an outbind want no answer.
        peer.write(0x102, 0, 5, b"").await;
        peer.write(0x0B, 0, 6, b"").await;
        // Nor does a command that nobody knows end anything.
        peer.write(0x7777, 0, 77, b"what?").await;
        let nack = peer.read().await.expect("an answer");
        assert_eq!((nack.id, nack.status, nack.number), (NACK, 3, 77));
        peer.write(ENQUIRE_LINK, 0, 78, b"").await;
        let there = peer.read().await.expect("an answer");
        assert_eq!((there.id, there.status, there.number), (ENQUIRE_LINK | NACK, 0, 78));
        peer.write(SUBMIT_SM | NACK, 0, number, b"mine\0").await;
        // Once more, with another name: the first counts.
        peer.write(SUBMIT_SM | NACK, 0, number, b"another\0").await;
        peer
    })
    .await;
    let living = Living::start(&settings(centre.port));
    assert_eq!(living.send(&message(ALICE, 1)).await, accepted("mine", 1));
    assert_eq!(living.send(&message(ALICE, 2)).await, accepted("well", 1));
    assert_eq!(centre.connections(), 1);
}

/// What becomes of a message that is answered with this command, status and body.
async fn answered(id: u32, status: u32, body: &'static [u8]) -> Fate {
    let centre = acts_at_the_first_message(move |mut peer, number| async move {
        peer.write(id, status, number, body).await;
        peer
    })
    .await;
    Living::start(&settings(centre.port)).send(&message(ALICE, 1)).await
}

#[tokio::test]
async fn an_answer_s_status_decides_and_an_id_that_repeats_the_number_is_dropped() {
    let answer = SUBMIT_SM | NACK;
    let nameless = Fate::Accepted { provider_id: None, parts: Some(1), cost: None };
    assert_eq!(answered(answer, 0, b"4F\0").await, accepted("4F", 1));
    assert_eq!(answered(answer, 0, b"no final zero").await, accepted("no final zero", 1));
    assert_eq!(answered(answer, 0, b"").await, nameless);
    assert_eq!(answered(answer, 0, b"1-5017122661\0").await, nameless);
    assert_eq!(answered(answer, 0x58, b"").await, Fate::Throttled { retry_after_millis: None });
    for (status, class) in [
        (0x14, "retryable"),
        (0x0B, "recipient"),
        (0x0A, "message"),
        (0x45, "retryable"),
        (0x0412, "message"),
    ] {
        let fate = answered(answer, status, b"id\0").await;
        assert_eq!(fate.class(), class, "{status:#x}: {fate:?}");
    }
    assert_eq!(answered(NACK, 0x03, b"").await.class(), "message");
    assert_eq!(answered(NACK, 0, b"id\0").await.class(), "message", "a refusal that says OK is no success");
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_ambiguous_and_a_late_one_still_names_the_message() {
    // On a slow machine a short limit may pass before the message is out. Then it is tried with a longer one.
    for limit in [100, 400, 1600, 6400] {
        let (tell, told) = tokio::sync::watch::channel(false);
        let centre = acts_at_the_first_message(move |mut peer, number| {
            let mut told = told.clone();
            async move {
                told.wait_for(|told| *told).await.expect("the test is there");
                peer.write(SUBMIT_SM | NACK, 0, number, b"late\0").await;
                peer
            }
        })
        .await;
        let mut living = Living::limited(&settings(centre.port), Duration::from_millis(limit));
        let fate = living.send(&message(ALICE, 7)).await;
        if fate.class() == "retryable" {
            continue;
        }
        assert_eq!(fate, Fate::Ambiguous { reason: "no answer within the time limit".to_owned() });
        tell.send(true).expect("the centre is there");
        let receipt = living.receipt().await;
        assert_eq!(receipt.about, About::Attempt(format!("VL{:032x}", 7).parse().expect("a SID")));
        assert_eq!((receipt.provider_id.as_deref(), receipt.state), (Some("late"), ReceiptState::Queued));
        return;
    }
    panic!("the message never went out");
}

#[tokio::test]
async fn a_full_window_takes_nothing_more_and_says_so_honestly() {
    let (told, mut came) = tokio::sync::mpsc::unbounded_channel();
    let centre = Scripted::start(move |mut peer, _| {
        let told = told.clone();
        async move {
            peer.bind().await;
            while let Some(raw) = peer.read().await {
                let _ = told.send(raw.id);
            }
        }
    })
    .await;
    let settings = SmppSettings { window: 1, ..settings(centre.port) };
    let living = Arc::new(Living::limited(&settings, Duration::from_secs(4)));
    let first = living.sending(1);
    assert_eq!(came.recv().await, Some(SUBMIT_SM));
    let second = living.send(&message(ALICE, 2)).await;
    assert_eq!(first.await.expect("a fate").class(), "ambiguous");
    // Its room was free again only when nobody had time left, or it never was.
    assert!(matches!(&second, Fate::Retryable { reason } if reason.contains("window")), "{second:?}");
    assert!(came.try_recv().is_err(), "the second was written");
}

#[tokio::test]
async fn a_message_that_is_never_answered_does_not_hold_its_room_for_ever() {
    let centre = acts_at_the_first_message(|mut peer, _| async move {
        // Whatever else is going on.
        peer.write(ENQUIRE_LINK, 0, 1, b"").await;
        peer
    })
    .await;
    let settings = SmppSettings { window: 1, ..settings(centre.port) };
    let living = Living::limited(&settings, Duration::from_millis(500));
    let mut fates = Vec::new();
    while fates.last() != Some(&"accepted") {
        fates.push(living.send(&message(ALICE, 1)).await.class());
    }
    assert!(fates.contains(&"ambiguous"), "{fates:?}");
    assert_eq!(centre.connections(), 1);
}

#[tokio::test]
async fn a_probe_refused_because_we_are_bound_already_has_reached_the_centre() {
    let centre = Scripted::start(|mut peer, _| async move {
        let bind = peer.read().await.expect("a bind");
        peer.answer(&bind, 0x05, b"").await;
        peer.rest().await;
    })
    .await;
    let provider = Smpp::new("centre", &settings(centre.port), SEND_LIMIT).expect("a provider");
    assert_eq!(provider.probe(NOW).await, Probe::Reached);
}

#[tokio::test]
async fn a_send_before_the_first_bind_may_be_tried_again_and_says_why() {
    let provider =
        countersign_delivery::providers::Smpp::new("centre", &settings(9), SEND_LIMIT).expect("a provider");
    let fate = provider.send(&message(ALICE, 1), NOW).await;
    assert_eq!(fate, Fate::Retryable { reason: "not bound: the first bind is still to come".to_owned() });
    assert!(provider.tells() && provider.tells_by_id());
    let mute = SmppSettings { bind: "transmitter".to_owned(), ..settings(9) };
    assert!(
        !Smpp::new("centre", &mute, SEND_LIMIT).expect("a provider").tells(),
        "a transmitter hears nothing"
    );
}
