//! Asking one provider after the other, until one takes the message or it is refused for good.

use std::sync::Arc;

use countersign_delivery::{Asked, Change, Message, SEND_LIMIT, Seat};
use countersign_model::{
    AttemptState, Channel, Fate, Hop, Line, MessagingServiceSid, ServiceSid, Timestamp, reach,
};
use countersign_store::attempts::Progress;
use countersign_store::outbox::Errand;
use countersign_store::{End, breakers, messaging_configurations};
use countersign_traces::{Kind, Span};

use super::desk::Turn;
use super::{Held, Named, Next, Outcome};
use crate::Engine;
use crate::engine::Inner;
use crate::measure::SENDS;

/// How long one send may take at most, in milliseconds.
pub(crate) const SEND_LIMIT_MILLIS: i64 = SEND_LIMIT.as_millis() as i64;

/// How long a node that looks whether a provider works again is the only one, in milliseconds.
const PROBE_MILLIS: i64 = SEND_LIMIT_MILLIS + 5_000;

/// Milliseconds until the next try: 1 s, doubling, 30 s at most.
pub(crate) fn pause(tries: i64) -> i64 {
    let doubling = 1000_i64 << (tries - 1).clamp(0, 5);
    doubling.min(30_000)
}

impl Engine {
    /// Has somebody carry `message`: `upstream`, if there is one, else the providers in turn.
    pub(super) async fn ask_providers(
        &self,
        held: Held<'_>,
        service: ServiceSid,
        message: &mut Message,
        upstream: Option<&Arc<Seat>>,
    ) -> Outcome {
        let Held { errand, until, lost } = held;
        let mut progress = Progress {
            state: AttemptState::Failed,
            tries: errand.tries,
            provider: None,
            provider_id: None,
            error: Some("no provider carries it".to_owned()),
            lines: Vec::new(),
        };
        let mut again = false;
        let recipient = message.to.clone();
        let chosen = self.chosen_messaging_service(service, message).await;
        let asked = Asked {
            service,
            channel: message.channel,
            recipient: &recipient,
            chance: u64::from_le_bytes(chance(errand)),
        };
        // What was handed to an upstream is nobody else's.
        let mut seats =
            upstream.map_or_else(|| self.0.routes.plan_through(&asked, chosen).seats, |seat| vec![seat]);
        // The configuration may have changed since the create asked.
        seats.retain(|seat| !message.asks_for_keys || seat.provider.asks_for_keys());
        for seat in self.in_order(&seats, lost) {
            let now = self.now();
            // A send must be over before somebody else may take the row: else the person gets the code from both.
            if now.plus_millis(SEND_LIMIT_MILLIS) > until {
                again = true;
                if progress.provider.is_none() {
                    progress.error = Some("it waited too long for its turn".to_owned());
                }
                break;
            }
            let turn = match self.take_turn(seat, now).await {
                Ok(turn) => turn,
                Err(why) => {
                    again = true;
                    if progress.provider.is_none() {
                        progress.error = Some(format!("{}: {why}", seat.provider.name()));
                    }
                    continue;
                }
            };
            let fate = self.hand_over(errand, seat, message, now, &mut progress).await;
            drop(turn);
            if fate.stops_the_channel() {
                let next = match fate {
                    Fate::Accepted { .. } if self.0.will_hear_of(seat) => Next::Wait,
                    // Nobody will tell more: that it was taken has to do.
                    Fate::Accepted { .. } | Fate::Fraud { .. } => Next::Nothing,
                    _ => Next::AnotherChannel,
                };
                let named = progress.provider_id.clone().filter(|_| seat.provider.tells_by_id());
                let named = named.map(|id| Named { provider: seat.provider.name().to_owned(), id });
                let known_as = progress.provider_id.clone().filter(|_| message.handed.is_some());
                return Outcome::Done { progress, next, named, known_as };
            }
            again |= fate.is_worth_retrying();
        }
        // Not before one of them may be asked.
        let now = self.now();
        let free_at = seats.iter().map(|seat| self.0.desk.free_at(seat.provider.name(), now)).min();
        let due = now.plus_millis(pause(errand.tries)).max(free_at.unwrap_or(now));
        if again && due < message.expires_at {
            reach("deliver.refused");
            progress.state = AttemptState::Queued;
            return Outcome::Later(due, progress);
        }
        Outcome::Done { progress, next: Next::AnotherChannel, named: None, known_as: None }
    }

    /// As planned, but for those that answer nobody at the moment: they are asked when nobody else is left.
    ///
    /// A try that was lost may have reached its provider, which is asked the same once more, for it may know the message
    /// by its name. After that another one comes first: else a node that dies sooner than a provider's time is up would
    /// never get to the others.
    pub(crate) fn in_order<'r>(&self, seats: &[&'r Arc<Seat>], lost: i64) -> Vec<&'r Arc<Seat>> {
        let mut seats = seats.to_vec();
        let turns = usize::try_from(lost - 1).unwrap_or(0).checked_rem(seats.len());
        seats.rotate_left(turns.unwrap_or(0));
        let now = self.now();
        // Stable: those that are alike stay as planned.
        seats.sort_by_key(|seat| self.0.desk.is_silent(seat.provider.name(), now));
        seats
    }

    /// The messaging service that text messages of this service to this country are to go through. Nobody is asked where
    /// the operator has none.
    async fn chosen_messaging_service(
        &self,
        service: ServiceSid,
        message: &Message,
    ) -> Option<MessagingServiceSid> {
        if message.channel != Channel::Sms || !self.0.routes.has_messaging_services() {
            return None;
        }
        let country = message.to.country().map(str::to_owned);
        let found = self
            .0
            .store
            .read(move |tx| messaging_configurations::chosen(tx, service, country.as_deref()))
            .await;
        found.unwrap_or_else(|error| {
            // The code is worth more than the way it takes.
            tracing::warn!(%error, "a messaging configuration could not be read; the routes decide");
            None
        })
    }

    /// A turn at the provider, or why there is none.
    pub(crate) async fn take_turn(
        &self,
        seat: &Seat,
        now: Timestamp,
    ) -> Result<super::desk::Taken<'_>, &'static str> {
        match self.0.desk.turn(seat, now) {
            Turn::Taken(taken) => Ok(taken),
            Turn::Later(why) => Err(why),
            Turn::ToProbe(taken) => {
                let (provider, node) = (seat.provider.name().to_owned(), self.0.node.clone());
                let until = now.plus_millis(PROBE_MILLIS);
                let claimed = self
                    .0
                    .store
                    .write(move |tx| breakers::probe(tx, &provider, &node, now, until).map(End::Commit))
                    .await;
                match claimed {
                    Ok(true) => Ok(taken),
                    _ => Err("another message is looking whether it works again"),
                }
            }
        }
    }

    /// One hop: hands the message over and writes down what became of it.
    async fn hand_over(
        &self,
        errand: &Errand,
        seat: &Seat,
        message: &mut Message,
        now: Timestamp,
        progress: &mut Progress,
    ) -> Fate {
        let provider = &*seat.provider;
        message.receipt_url = self.0.receipt_url(provider.name(), &message.delivery_id);
        message.call_url = match message.channel {
            Channel::Call => self.0.call_url(provider.name(), errand.attempt_sid, &errand.wording),
            _ => None,
        };
        let began = self.0.clock.ticks();
        let trace = countersign_traces::child("send", Kind::Client);
        let fate = provider.send(message, now).await;
        let took = self.0.clock.ticks().saturating_sub(began);
        trace.into_iter().for_each(|trace| describe(trace, provider.name(), message.channel, &fate));
        SENDS.observe([provider.name(), message.channel.as_str(), fate.class()], took);
        tracing::info!(
            attempt.sid = %errand.attempt_sid,
            provider = provider.name(),
            to = message.to.masked(),
            channel = %message.channel,
            fate = fate.class(),
            tries = errand.tries,
            "send"
        );
        let took_millis = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
        self.tell_others(provider.name(), &fate, took_millis);
        let (provider_id, parts, cost) = match &fate {
            Fate::Accepted { provider_id, parts, cost } => (provider_id.clone(), *parts, *cost),
            _ => (None, None, None),
        };
        progress.provider = Some(provider.name().to_owned());
        progress.error = (!matches!(fate, Fate::Accepted { .. })).then(|| match fate.reason() {
            Some(reason) => format!("{}: {reason}", fate.class()),
            None => fate.class().to_owned(),
        });
        if matches!(fate, Fate::Accepted { .. }) {
            progress.state = AttemptState::Sent;
            progress.provider_id.clone_from(&provider_id);
        }
        progress.lines.push(Line::Hop(Hop {
            provider: provider.name().to_owned(),
            at: now,
            took_millis,
            fate: fate.class().to_owned(),
            reason: fate.reason().map(str::to_owned),
            provider_id,
            parts,
            cost,
            locale: Some(message.locale.clone()),
        }));
        fate
    }

    /// Lets the breaker see the fate, and the other nodes what it makes of it. Nobody waits for that: a node that hears
    /// of it late finds out by itself.
    pub(crate) fn tell_others(&self, provider: &str, fate: &Fate, took_millis: i64) {
        let now = self.now();
        let change = self.0.desk.note(provider, fate, took_millis, now);
        let (name, store) = (provider.to_owned(), self.0.store.clone());
        match change {
            Change::None => {}
            Change::Opened(until) => {
                let reason = fate.reason().unwrap_or_default().to_owned();
                tracing::warn!(provider, %until, reason, "left alone: it fails");
                tokio::spawn(async move {
                    let told = store.write_behind(move |tx| {
                        breakers::open(tx, &name, until, &reason, now).map(End::Commit)
                    });
                    if let Err(error) = told.await {
                        tracing::warn!(%error, "the other nodes could not be told of a provider that fails");
                    }
                });
            }
            Change::Closed => {
                tracing::info!(provider, "works again");
                tokio::spawn(async move {
                    let told = store.write_behind(move |tx| breakers::close(tx, &name, now).map(End::Commit));
                    if let Err(error) = told.await {
                        tracing::warn!(%error, "the other nodes could not be told of a provider that works again");
                    }
                });
            }
        }
    }
}

impl Inner {
    /// Whether the provider will tell what became of a message: it can only where it can call this server, or where we
    /// keep a connection to it.
    fn will_hear_of(&self, seat: &Seat) -> bool {
        seat.provider.tells() && (self.callbacks.is_some() || seat.provider.tells_by_id())
    }
}

/// What the span of a send says.
fn describe(mut trace: Span, provider: &str, channel: Channel, fate: &Fate) {
    trace.set("countersign.provider", provider.to_owned());
    trace.set("countersign.channel", channel.as_str());
    trace.set("countersign.fate", fate.class());
    if !matches!(fate, Fate::Accepted { .. }) {
        trace.fail();
    }
}

/// The same for every try of one message: the attempt's own last bytes were drawn by chance.
fn chance(errand: &Errand) -> [u8; 8] {
    let bits = errand.attempt_sid.bits().to_le_bytes();
    [bits[0], bits[1], bits[2], bits[3], bits[4], bits[5], bits[6], bits[7]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_half_a_minute() {
        let pauses: Vec<_> = (1..8).map(pause).collect();
        assert_eq!(pauses, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    }
}
