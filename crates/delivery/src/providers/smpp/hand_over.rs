//! A message on its way through a line, part after part.

use std::pin::{Pin, pin};
use std::sync::Arc;

use countersign_model::{Fate, Timestamp};
use rusmpp_core::pdus::owned::SubmitSm;
use tokio::time::{Sleep, sleep};

use super::line::Line;
use super::window::Answer;
use super::{Smpp, status};
use crate::Message;
use crate::reason::gives_away;

const CROWDED: &str = "too many messages wait for the centre: see window and submits_per_second";

/// What came of one part.
enum Part {
    Answered(Answer),
    /// It surely was not written.
    Unwritten(&'static str),
    /// It may have been taken.
    Unanswered(&'static str),
}

impl Smpp {
    /// Hands `message` to a bound line; ends within the limit.
    pub(super) async fn hand_over(&self, message: &Message, now: Timestamp) -> Fate {
        let packets = match self.submission.packets(message, now) {
            Ok(packets) => packets,
            Err(fate) => return fate,
        };
        if self.lines.is_empty() {
            return self.why_unbound().fate(message);
        }
        let mut end = pin!(sleep(self.limit));
        let total = packets.len();
        // All parts go through one line: a centre puts together what came on one bind.
        let (mut line, mut id) = (None, None);
        for (place, packet) in packets.into_iter().enumerate() {
            let part = self.part(&mut line, packet, message, end.as_mut()).await;
            let fate = match part {
                Part::Answered(answer) if answer.status == status::OK => {
                    // The last part's name: it alone asked for a receipt.
                    id = answer.id;
                    continue;
                }
                Part::Answered(answer) => status::fate(answer.status, message),
                Part::Unwritten(why) => Fate::Retryable { reason: why.to_owned() },
                Part::Unanswered(why) => Fate::Ambiguous { reason: why.to_owned() },
            };
            return if place == 0 { fate } else { broken_off(fate, place, total) };
        }
        let provider_id = id.filter(|id| !gives_away(id, message));
        Fate::Accepted { provider_id, parts: u32::try_from(total).ok(), cost: None }
    }

    /// Hands over one part, on the line of those before it, and waits for its answer.
    async fn part(
        &self,
        line: &mut Option<Arc<Line>>,
        packet: SubmitSm,
        message: &Message,
        mut end: Pin<&mut Sleep>,
    ) -> Part {
        let turn = async {
            let room = match line.take() {
                None => self.lines.room().await,
                Some(line) => line.window.room().await.map(|room| (line, room)),
            };
            self.pace.turn().await;
            room
        };
        let room = tokio::select! {
            room = turn => room,
            () = end.as_mut() => return Part::Unwritten(CROWDED),
        };
        let written = room.and_then(|(found, room)| {
            let answer = found.submit(packet, message, room);
            *line = Some(found);
            answer
        });
        let Some(mut answer) = written else {
            return Part::Unwritten("the connection was lost before the message was written");
        };
        tokio::select! {
            answer = &mut answer => match answer {
                Ok(answer) => Part::Answered(answer),
                Err(_) => Part::Unanswered("the connection was lost before the centre answered"),
            },
            () = end => {
                // It may have come at this very moment; later it would be told as a receipt.
                answer.close();
                answer.try_recv().map_or(Part::Unanswered("no answer within the time limit"), Part::Answered)
            }
        }
    }
}

/// The fate of a text of which the first parts were taken and paid for, and the next was not: nobody can read it, and
/// saying that nothing was taken would be wrong. What sending it again can't mend stays what it is.
fn broken_off(fate: Fate, taken: usize, total: usize) -> Fate {
    if !matches!(fate, Fate::Throttled { .. } | Fate::Retryable { .. } | Fate::Ambiguous { .. }) {
        return fate;
    }
    let why = fate.reason().unwrap_or("too many messages");
    Fate::Ambiguous { reason: format!("only {taken} of {total} parts were taken: {why}") }
}
