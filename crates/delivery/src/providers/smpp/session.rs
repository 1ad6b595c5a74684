//! One bound connection, from the bind to its end.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use countersign_model::{About, Receipt, ReceiptState};
use rusmpp_core::pdus::owned::{DataSmResp, DeliverSmResp, Pdu};
use tokio::io::AsyncWriteExt;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Sleep, interval, sleep, timeout};

use super::line::{Line, Out};
use super::packet::{Packet, id};
use super::receipt::{self, Ids};
use super::told::Told;
use super::window::{Answer, Late};
use super::wire::{Broken, Incoming, Writer};
use super::{Unbound, status};
use crate::Hearer;
use crate::reason::gives_away;

/// How many receipts may be on their way into the database; more are to be told again.
const MOST_HEARD: usize = 500;

/// How long open messages may still be answered when the server stops, and how long the centre has to take leave.
const LEAVE: Duration = Duration::from_secs(3);

/// What a session needs of the world around it.
pub(super) struct Around {
    /// The provider's name, for receipts.
    pub(super) provider: String,
    pub(super) hearer: Arc<dyn Hearer>,
    pub(super) ids: Ids,
    /// How long the centre may be silent before it is asked.
    pub(super) silence: Duration,
    /// How long it may then take to say anything.
    pub(super) answer: Duration,
}

/// A bound connection at work.
pub(super) struct Session<'a> {
    pub(super) around: &'a Around,
    pub(super) line: Arc<Line>,
    pub(super) incoming: Incoming,
    /// The centre's number and command of each receipt that is being kept, and whether it was.
    keeping: JoinSet<(u32, u32, bool)>,
    /// Writes, until the line has no more or the connection breaks. Ended with the session.
    writing: JoinSet<Result<(), Broken>>,
}

/// How far the session is on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaving {
    /// Not at all.
    No,
    /// No new messages; open ones are still answered.
    Settling,
    /// Unbind is sent.
    Unbinding,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        around: &'a Around,
        line: Arc<Line>,
        incoming: Incoming,
        writer: Writer,
        out: mpsc::Receiver<Out>,
    ) -> Self {
        let mut writing = JoinSet::new();
        writing.spawn(write_all(writer, out));
        Self { around, line, incoming, keeping: JoinSet::new(), writing }
    }

    /// Works until the connection ends, or until `stop` says so and leave was taken.
    pub(super) async fn run(mut self, stop: &mut watch::Receiver<bool>) -> Unbound {
        let mut silent = pin!(sleep(self.around.silence));
        let mut asked = false;
        let mut leaving = Leaving::No;
        let mut patience = pin!(sleep(LEAVE));
        let mut tidying = interval(self.around.answer);
        loop {
            tokio::select! {
                packet = self.incoming.packet() => match packet {
                    Ok(packet) => {
                        // Whatever comes shows that somebody is there.
                        asked = false;
                        silent.set(sleep(self.around.silence));
                        if let Some(end) = self.take(packet, leaving).await {
                            return end;
                        }
                    }
                    Err(_) if leaving == Leaving::Unbinding => return Unbound::Stopped,
                    Err(broken) => return self.broken(broken).await,
                },
                Some(kept) = self.keeping.join_next(), if !self.keeping.is_empty() => self.kept(kept),
                Some(written) = self.writing.join_next(), if !self.writing.is_empty() => {
                    if let Ok(Err(broken)) = written {
                        self.read_what_came(leaving).await;
                        return broken.into();
                    }
                }
                () = silent.as_mut() => {
                    if asked {
                        return Unbound::Lost("the centre did not answer enquire_link in time".to_owned());
                    }
                    asked = self.ask(silent.as_mut());
                }
                _ = tidying.tick() => self.line.window.tidy(),
                () = stopped(stop), if leaving == Leaving::No => {
                    self.line.window.close();
                    leaving = Leaving::Settling;
                    patience.set(sleep(LEAVE));
                }
                () = patience.as_mut(), if leaving != Leaving::No => {
                    if leaving == Leaving::Unbinding {
                        return Unbound::Stopped;
                    }
                    leaving = self.unbind(patience.as_mut());
                }
            }
            if self.line.is_overflown() {
                return Unbound::Lost("the centre does not read what it is sent".to_owned());
            }
            if leaving == Leaving::Settling && self.line.window.is_settled() && self.keeping.is_empty() {
                leaving = self.unbind(patience.as_mut());
            }
        }
    }

    /// Takes what the centre has still said before a connection that can't be written to is given up: answers to open
    /// messages may be in it.
    async fn read_what_came(&mut self, leaving: Leaving) {
        self.line.window.close();
        let rest = async {
            while let Ok(packet) = self.incoming.packet().await {
                self.take(packet, leaving).await;
            }
        };
        let _ = timeout(LEAVE, rest).await;
    }

    fn ask(&self, mut silent: Pin<&mut Sleep>) -> bool {
        self.line.ask(Pdu::EnquireLink);
        silent.set(sleep(self.around.answer));
        true
    }

    fn unbind(&self, mut patience: Pin<&mut Sleep>) -> Leaving {
        self.line.ask(Pdu::Unbind);
        patience.set(sleep(LEAVE));
        Leaving::Unbinding
    }

    /// Does what a packet asks for; the end, if it is one.
    async fn take(&mut self, packet: Packet, leaving: Leaving) -> Option<Unbound> {
        const SUBMIT_SM_RESP: u32 = id::SUBMIT_SM | id::ANSWER;
        const UNBIND_RESP: u32 = id::UNBIND | id::ANSWER;
        match packet.id {
            SUBMIT_SM_RESP => {
                let id = packet.message_id().map(|id| self.around.ids.of_answer(&id));
                self.settle(packet.sequence, Answer { status: packet.status, id });
            }
            // A refusal that says that all is well is still none of the answers that we know.
            id::GENERIC_NACK => {
                let status =
                    if packet.status == status::OK { status::UNKNOWN_COMMAND } else { packet.status };
                self.settle(packet.sequence, Answer { status, id: None });
            }
            id::DELIVER_SM | id::DATA_SM => self.hear(&packet),
            id::ENQUIRE_LINK => self.line.answer(packet.sequence, status::OK, Pdu::EnquireLinkResp),
            id::UNBIND => {
                self.line.answer_at_last(packet.sequence, status::OK, Pdu::UnbindResp);
                self.flush().await;
                return Some(match leaving {
                    Leaving::No => Unbound::Lost("the centre ended the bind".to_owned()),
                    _ => Unbound::Stopped,
                });
            }
            UNBIND_RESP if leaving == Leaving::Unbinding => return Some(Unbound::Stopped),
            // These want no answer and tell us nothing.
            id::OUTBIND | id::ALERT_NOTIFICATION => {}
            _ if packet.is_answer() => {}
            _ => self.line.answer(packet.sequence, status::UNKNOWN_COMMAND, Pdu::GenericNack),
        }
        None
    }

    /// Hands an answer to its sender. One who gave up has said that the message may have been taken: when it was, its
    /// name is told now, so that receipts find it. A late refusal changes nothing, for the message went on elsewhere.
    fn settle(&mut self, number: u32, answer: Answer) {
        let Some(Late { message, answer }) = self.line.window.settle(number, answer) else { return };
        let id = answer.id.filter(|id| answer.status == status::OK && !gives_away(id, &message));
        if let (Some(id), Ok(attempt)) = (id, message.delivery_id.parse()) {
            let receipt = Receipt {
                about: About::Attempt(attempt),
                provider_id: Some(id),
                state: ReceiptState::Queued,
                code: None,
                cost: None,
                at: None,
            };
            // Number and command 0: nobody wants an answer.
            self.keep(0, 0, receipt);
        }
    }

    /// Hears a message from the centre. It is answered once what it tells is kept, so that the centre keeps what we
    /// can't; what tells nothing is answered at once, or it would come for ever.
    fn hear(&mut self, packet: &Packet) {
        match Told::read(packet).and_then(|told| receipt::read(&told, self.around.ids)) {
            Some(receipt) if self.keeping.len() < MOST_HEARD => {
                self.keep(packet.sequence, packet.id, receipt)
            }
            Some(_) => self.answer(packet.sequence, packet.id, false),
            None => self.answer(packet.sequence, packet.id, true),
        }
    }

    fn keep(&mut self, number: u32, command: u32, receipt: Receipt) {
        let hearer = Arc::clone(&self.around.hearer);
        let provider = self.around.provider.clone();
        self.keeping.spawn(async move { (number, command, hearer.hear(&provider, vec![receipt]).await) });
    }

    /// A hearer that panicked has kept nothing; its receipt is not answered, and told again after the next bind.
    fn kept(&self, kept: Result<(u32, u32, bool), tokio::task::JoinError>) {
        if let Ok((number, command, kept)) = kept {
            self.answer(number, command, kept);
        }
    }

    fn answer(&self, number: u32, command: u32, kept: bool) {
        let status = if kept { status::OK } else { status::TELL_AGAIN };
        match command {
            id::DELIVER_SM => self.line.answer(number, status, DeliverSmResp::default()),
            id::DATA_SM => self.line.answer(number, status, DataSmResp::default()),
            _ => {}
        }
    }

    async fn broken(&mut self, broken: Broken) -> Unbound {
        if matches!(broken, Broken::Garbage) {
            self.line.answer_at_last(0, status::BAD_LENGTH, Pdu::GenericNack);
            self.flush().await;
        }
        broken.into()
    }

    /// Waits for the last packet to be written.
    async fn flush(&mut self) {
        let _ = timeout(LEAVE, self.writing.join_next()).await;
    }
}

/// Ends when the server does; whoever ends it may also just go away.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn write_all(mut writer: Writer, mut out: mpsc::Receiver<Out>) -> Result<(), Broken> {
    while let Some(out) = out.recv().await {
        let (packet, is_last) = match out {
            Out::Packet(packet) => (packet, false),
            Out::Last(packet) => (packet, true),
        };
        writer.write_all(&packet).await?;
        writer.flush().await?;
        if is_last {
            writer.shutdown().await?;
            break;
        }
    }
    Ok(())
}
