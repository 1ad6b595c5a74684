use std::sync::Arc;
use std::time::Duration;

use countersign_model::Receipt;
use rusmpp_core::pdus::owned::{SubmitSm, SubmitSmResp};
use rusmpp_core::types::owned::COctetString;
use tokio::io::AsyncWriteExt;
use tokio::sync::watch;

use super::line::Line;
use super::packet::write;
use super::receipt::Ids;
use super::session::{Around, Session};
use super::window::Answer;
use super::wire::Wire;
use super::{Unbound, status};
use crate::message::tests::example;
use crate::{Hearer, Keeping};

struct Deaf;

impl Hearer for Deaf {
    fn hear<'a>(&'a self, _: &'a str, _: Vec<Receipt>) -> Keeping<'a> {
        Box::pin(std::future::ready(false))
    }
}

fn around() -> Around {
    Around {
        provider: "centre".to_owned(),
        hearer: Arc::new(Deaf),
        ids: Ids::Same,
        silence: Duration::from_secs(60),
        answer: Duration::from_secs(60),
    }
}

/// Which end is noticed first is a matter of luck; so it is tried often enough.
#[tokio::test]
async fn the_last_words_of_a_centre_that_hangs_up_still_count() {
    for _ in 0..50 {
        let (ours, mut theirs) = tokio::io::duplex(1024);
        let (line, to_write) = Line::new(1);
        let (line, wire) = (Arc::new(line), Wire::new(Box::new(ours)));
        let room = line.window.room().await.expect("room");
        let answer = line.submit(SubmitSm::default(), &example("+15017122661"), room).expect("a place");
        let id = COctetString::from_static_slice(b"4F\0").expect("an id");
        let words = write(status::OK, 2, SubmitSmResp::new(id, Vec::new()));
        theirs.write_all(&words).await.expect("room in the pipe");
        drop(theirs);
        let around = around();
        let session = Session::new(&around, Arc::clone(&line), wire.incoming, wire.writer, to_write);
        // Writing fails before anything is read.
        tokio::task::yield_now().await;
        let (_stop, mut stopped) = watch::channel(false);
        assert!(matches!(session.run(&mut stopped).await, Unbound::Lost(_)));
        line.window.abandon();
        assert_eq!(answer.await, Ok(Answer { status: status::OK, id: Some("4F".to_owned()) }));
    }
}
