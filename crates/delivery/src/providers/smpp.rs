//! Text messages through a short message centre, by SMPP 3.4 (SMPP Developers Forum, issue 1.2).
//!
//! Each node keeps its binds up by itself: [`Provider::live`] runs them, and until the first one stands a send is told
//! that it may be tried again. The centre may leave `window` messages unanswered on each; a lost connection makes every one
//! of them ambiguous. The code's remaining life is told as `validity_period`.
//!
//! Receipts come on the same binds, or on others of the same account, and name a message by the centre's id alone. They
//! are answered once they are kept: what the database didn't take, the centre keeps. They are believed because the
//! centre says that they are receipts, not for their text, which a person could write too.
//!
//! Long texts are divided here; the last part alone asks for a receipt and gives the message its name.

mod address;
mod connect;
#[cfg(test)]
mod fuzz;
mod hand_over;
mod line;
mod link;
mod pace;
mod packet;
mod receipt;
#[cfg(test)]
mod receipt_tests;
mod session;
#[cfg(test)]
mod session_tests;
mod settings;
mod split;
mod status;
mod submit;
mod text;
mod told;
mod unbound;
mod window;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use countersign_model::{Channel, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::connect::Centre;
use self::line::Lines;
use self::link::{Link, Role, knows_us};
use self::pace::Pace;
use self::receipt::Ids;
use self::session::Around;
use self::submit::Submission;
use self::unbound::Unbound;
use super::BadSettings;
use crate::{Hearer, Living, Message, Probe, Probing, Provider, Sending};

pub use self::settings::SmppSettings;

/// Hands text messages to a short message centre.
pub struct Smpp {
    name: String,
    centre: Centre,
    submission: Submission,
    ids: Ids,
    pace: Pace,
    silence: Duration,
    limit: Duration,
    links: Vec<Link>,
    /// Those of the links that are bound and take messages.
    lines: Lines,
}

impl Smpp {
    /// Makes the provider; a send ends within `limit`, which is also how long the centre may take to answer anything.
    ///
    /// # Errors
    /// [`BadSettings`] when a value doesn't fit into SMPP, or when the password would cross a network unencrypted.
    pub fn new(name: &str, settings: &SmppSettings, limit: Duration) -> Result<Self, BadSettings> {
        let window = settings.window()?;
        let roles = settings.roles()?.into_iter();
        Ok(Self {
            name: name.to_owned(),
            centre: settings.centre()?,
            submission: settings.submission()?,
            ids: settings.ids()?,
            pace: Pace::new(settings.pace()?),
            silence: settings.silence()?,
            limit,
            links: roles.zip(0..).map(|(role, place)| Link::new(role, place, window)).collect(),
            lines: Lines::default(),
        })
    }

    /// Why no line takes messages: what the operator can mend before what may pass.
    fn why_unbound(&self) -> Unbound {
        let mut all: Vec<_> = self.links.iter().filter(|link| link.role.sends()).map(Link::why).collect();
        let refused = all.iter().position(|why| matches!(why, Unbound::Refused(_)));
        if all.is_empty() { Unbound::NotYet } else { all.swap_remove(refused.unwrap_or_default()) }
    }

    async fn look(&self) -> Probe {
        if !self.lines.is_empty() {
            return Probe::Reached;
        }
        let role = self.links.first().map_or(Role::Transceiver, |link| link.role);
        match self.centre.bind(role, self.limit / 2).await {
            Ok(wire) => {
                wire.unbind(self.limit / 4).await;
                Probe::Reached
            }
            Err(why) if knows_us(&why) => Probe::Reached,
            Err(why) => Probe::Failed(why.to_string()),
        }
    }

    async fn keep_up(&self, hearer: Arc<dyn Hearer>, place: usize, stop: watch::Receiver<bool>) {
        let around = Around {
            provider: self.name.clone(),
            hearer,
            ids: self.ids,
            silence: self.silence,
            answer: self.limit,
        };
        if let Some(link) = self.links.get(place) {
            link.keep(&self.centre, &self.lines, &around, stop).await;
        }
    }
}

impl Provider for Smpp {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Sms]
    }

    fn probe(&self, _: Timestamp) -> Probing<'_> {
        Box::pin(self.look())
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        Box::pin(self.hand_over(message, now))
    }

    fn tells(&self) -> bool {
        self.submission.receipts
    }

    fn tells_by_id(&self) -> bool {
        true
    }

    fn live(
        self: Arc<Self>,
        hearer: Arc<dyn Hearer>,
        stop: watch::Receiver<bool>,
    ) -> Option<Living<'static>> {
        Some(Box::pin(async move {
            let mut links = JoinSet::new();
            for place in 0..self.links.len() {
                let (provider, hearer, stop) = (Arc::clone(&self), Arc::clone(&hearer), stop.clone());
                links.spawn(async move { provider.keep_up(hearer, place, stop).await });
            }
            while links.join_next().await.is_some() {}
        }))
    }
}
