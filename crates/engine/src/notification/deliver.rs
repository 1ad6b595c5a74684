//! Carrying notifications out.

use std::sync::Arc;

use countersign_delivery::{Notice, Noticed, Provider};
use countersign_model::{
    Challenge, ChallengeStatus, DeviceAddress, Factor, Platform, PushSubscription, Timestamp, reach,
};
use countersign_store::factors::Owner;
use countersign_store::notifications::{self, Try};
use countersign_store::{End, StoreError, challenges, factors, outbox};
use countersign_traces::Kind;
use tokio::sync::Semaphore;

use crate::Engine;
use crate::busy::Busy;
use crate::factor::{Drawn, Keeper, kind_of, seen, told};
use crate::measure::NOTICES;
use crate::outbox::{LEASE_MILLIS, SEND_LIMIT_MILLIS};

/// Rows taken at once.
const CLAIM: i64 = 64;
/// How long the first wait before another try is, in milliseconds; each further one is twice as long.
const FIRST_WAIT: i64 = 2_000;
/// How long a wait is at most, in milliseconds.
const LONGEST_WAIT: i64 = 60_000;

/// Notices under way at once.
const IN_FLIGHT: usize = 64;
/// Notices under way at once to one host that a browser named.
const IN_FLIGHT_EACH: usize = 8;

/// The places of notices.
pub(crate) struct Notices {
    places: Arc<Semaphore>,
    hosts: Busy<String>,
}

impl Notices {
    pub(crate) fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(IN_FLIGHT)), hosts: Busy::new(IN_FLIGHT_EACH) }
    }

    /// Completes when none is under way.
    pub(crate) async fn ended(&self) {
        let all = u32::try_from(IN_FLIGHT).unwrap_or(u32::MAX);
        let _ = self.places.acquire_many(all).await;
    }
}

/// What is to be told, and to which device.
struct Told {
    challenge: Challenge,
    factor: Factor,
    device: DeviceAddress,
}

impl Engine {
    /// Takes the notifications that are due and carries them out, each in a place of its own.
    pub(crate) async fn take_notifications(&self, notices: &Notices) {
        let now = self.now();
        // A look costs no write; most looks find nothing.
        match self.0.store.read(notifications::next_due).await {
            Ok(Some(due)) if due <= now => {}
            Ok(_) => return,
            Err(error) => return tracing::warn!(%error, "the notifications could not be read"),
        }
        let most = i64::try_from(notices.places.available_permits()).unwrap_or(CLAIM).min(CLAIM);
        if most == 0 {
            return;
        }
        let until = now.plus_millis(LEASE_MILLIS);
        let node = self.0.node.clone();
        let claimed = self.0.store.write(move |tx| {
            let lease = outbox::Lease { owner: &node, until };
            notifications::claim(tx, lease, now, most).map(End::Commit)
        });
        let claimed = match claimed.await {
            Ok(claimed) => claimed,
            Err(error) => return tracing::warn!(%error, "the notifications could not be taken"),
        };
        if !claimed.is_empty() {
            reach("notify.claimed");
        }
        for it in claimed {
            let Ok(place) = Arc::clone(&notices.places).acquire_owned().await else { return };
            let (engine, hosts) = (self.clone(), notices.hosts.clone());
            tokio::spawn(async move {
                let sid = it.notification.sid;
                if let Err(error) = engine.notify(it, until, &hosts).await {
                    // Its lease runs out, and it is taken again.
                    tracing::warn!(%error, notification = %sid, "a notification could not be carried out");
                }
                drop(place);
            });
        }
    }

    /// Tells the device, if there is one to be told, and writes down what came of it. `until` is the end of the lease.
    async fn notify(&self, it: Try, until: Timestamp, hosts: &Busy<String>) -> Result<(), StoreError> {
        let Some(told) = self.told(&it).await? else {
            return self.end(it, "nothing waits that the device could be told", None).await;
        };
        let Some(seat) = self.0.seat_for(told.device.platform) else {
            return self.end(it, "no provider wakes devices of this platform", None).await;
        };
        let now = self.now();
        // As for messages: it must be over before somebody else may take the row.
        if now.plus_millis(SEND_LIMIT_MILLIS) > until {
            return Ok(());
        }
        let over = it.notification.until().min(told.challenge.expires_at);
        let name = seat.provider.name().to_owned();
        let host = named_host(&told.device);
        let begun = host.clone().and_then(|host| hosts.begin(host));
        if host.is_some() && begun.is_none() {
            let due = now.plus_millis(wait(it.tries, None));
            return self.again(it, (due, over), "too many wait for an answer of this host", name).await;
        }
        let turn = match self.take_turn(seat, now).await {
            Ok(turn) => turn,
            Err(why) => {
                let due = self.0.desk.free_at(&name, now).max(now.plus_millis(wait(it.tries, None)));
                return self.again(it, (due, over), why, name).await;
            }
        };
        let noticed = self.hand_notice(&it, &told, over.millis_since(now) / 1000, &*seat.provider).await;
        drop((turn, begun));
        reach("notify.told");
        match noticed {
            Noticed::Taken => self.end(it, "taken", Some(name)).await,
            Noticed::Gone => {
                self.forget_device(&told).await?;
                self.end(it, "the platform knows no such device any more", Some(name)).await
            }
            Noticed::Refused { reason } => {
                tracing::warn!(provider = name, reason, "a notification was refused");
                self.end(it, &reason, Some(name)).await
            }
            Noticed::Later { reason, retry_after_millis }
            | Noticed::Failed { reason, retry_after_millis } => {
                let due = self.now().plus_millis(wait(it.tries, retry_after_millis));
                self.again(it, (due, over), &reason, name).await
            }
            // The operator may mend it while the challenge still waits.
            Noticed::Unauthorized { reason } => {
                let due = self.0.desk.free_at(&name, self.now());
                let due = due.max(self.now().plus_millis(wait(it.tries, None)));
                self.again(it, (due, over), &reason, name).await
            }
        }
    }

    /// One try, with what is measured of it and what the provider's breaker makes of it.
    async fn hand_notice(&self, it: &Try, told: &Told, left: i64, provider: &dyn Provider) -> Noticed {
        let message = told.challenge.details.as_ref().and_then(|details| details.message.clone());
        let notice = Notice {
            to: told.device.clone(),
            notification_sid: it.notification.sid.to_string(),
            factor_sid: told.factor.sid.to_string(),
            challenge_sid: told.challenge.sid.to_string(),
            message: message.unwrap_or_default(),
            ttl: left.max(0),
        };
        let (name, platform) = (provider.name(), notice.to.platform.as_str());
        let (began, trace) = (self.0.clock.ticks(), countersign_traces::child("notice", Kind::Client));
        let noticed = provider.notify(&notice, self.now()).await;
        let took = self.0.clock.ticks().saturating_sub(began);
        if let Some(mut trace) = trace {
            trace.set("countersign.provider", name.to_owned());
            trace.set("countersign.platform", platform);
            trace.set("countersign.outcome", noticed.class());
            if noticed != Noticed::Taken {
                trace.fail();
            }
        }
        NOTICES.observe([name, platform, noticed.class()], took);
        tracing::info!(
            notification = %it.notification.sid, provider = name, platform, outcome = noticed.class(), tries = it.tries, "notice"
        );
        self.tell_others(name, &noticed.fate(), i64::try_from(took.as_millis()).unwrap_or(i64::MAX));
        noticed
    }

    /// Gives it back to be tried again when it is due, or ends it where it would be over by then.
    async fn again(
        &self,
        it: Try,
        (due, over): (Timestamp, Timestamp),
        why: &str,
        provider: String,
    ) -> Result<(), StoreError> {
        if due >= over {
            tracing::warn!(provider, reason = why, "a notification was given up");
            return self.end(it, why, Some(provider)).await;
        }
        let why = why.to_owned();
        let later = move |tx: &mut countersign_store::WriteTx<'_>| {
            notifications::later(tx, &it, due, &why, Some(&provider)).map(End::Commit)
        };
        self.0.store.write(later).await?;
        reach("notify.recorded");
        Ok(())
    }

    /// What there is to tell: nothing once the challenge is answered or over, or the factor or its device is gone.
    async fn told(&self, it: &Try) -> Result<Option<Told>, StoreError> {
        let (entity, sid, now) = (it.notification.entity_sid, it.notification.challenge_sid, self.now());
        let (since, inner) = (self.unverified_since(), Arc::clone(&self.0));
        self.0
            .store
            .read(move |tx| {
                let Some(challenge) = challenges::find(tx, entity, sid)? else { return Ok(None) };
                let waits = matches!(challenge.status_at(now), ChallengeStatus::Pending);
                let (Some((_, identity)), Some(factor)) = (&challenge.entity, challenge.factor_sid) else {
                    return Ok(None);
                };
                let (account, service) = (challenge.account_sid, challenge.service_sid);
                let owner = Owner { account, service, identity, since };
                let Some(factor) = factors::find(tx, &owner, factor)?.filter(|_| waits) else {
                    return Ok(None);
                };
                let device = told(kind_of(&factor.kind)?.device(&seen(&inner, &factor)))?;
                Ok(device.ok().flatten().map(|device| Told { challenge, factor, device }))
            })
            .await
    }

    async fn end(&self, it: Try, outcome: &str, provider: Option<String>) -> Result<(), StoreError> {
        let outcome = outcome.to_owned();
        let done = self
            .0
            .store
            .write(move |tx| notifications::done(tx, &it, &outcome, provider.as_deref()).map(End::Commit));
        done.await?;
        reach("notify.recorded");
        Ok(())
    }

    /// Takes the token out of the factor that the platform knows no more, unless the app has given another meanwhile.
    async fn forget_device(&self, gone: &Told) -> Result<(), StoreError> {
        let (sid, device, since) = (gone.factor.sid, gone.device.clone(), self.unverified_since());
        let (account, service) = (gone.factor.account_sid, gone.factor.service_sid);
        let identity = gone.factor.identity.clone();
        let keeper = Keeper::new(&self.0, self.sealing_keys().await?, Drawn::from(self.dice()));
        let forgotten = self.0.store.write(move |tx| {
            let owner = Owner { account, service, identity: &identity, since };
            let Some(mut factor) = factors::lock(tx, &owner, sid)? else { return Ok(End::Rollback(())) };
            let was = keeper.open(&factor)?;
            let mut kept = was.clone();
            if told(kind_of(&factor.kind)?.forget_device(&mut kept, &device))? != Ok(true) {
                return Ok(End::Rollback(()));
            }
            keeper.put(&mut factor, &was, kept);
            factors::update(tx, &factor)?;
            Ok(End::Commit(()))
        });
        forgotten.await
    }
}

/// The host that a device's own address names; none where the platform's is always the same.
fn named_host(device: &DeviceAddress) -> Option<String> {
    if device.platform != Platform::Webpush {
        return None;
    }
    let browser = PushSubscription::parse(&device.token).ok()?;
    let rest = browser.endpoint().as_str().split_once("://")?.1;
    Some(rest.split('/').next().unwrap_or_default().to_owned())
}

/// How long to wait before another try, in milliseconds.
fn wait(tries: i64, retry_after_millis: Option<i64>) -> i64 {
    let doublings = u32::try_from(tries.clamp(1, 6) - 1).unwrap_or_default();
    let own = (FIRST_WAIT << doublings).min(LONGEST_WAIT);
    retry_after_millis.map_or(own, |wanted| wanted.max(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_heed_the_platform() {
        let waits: Vec<i64> = (1..=8).map(|tries| wait(tries, None)).collect();
        assert_eq!(waits, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
        assert_eq!((wait(1, Some(30_000)), wait(1, Some(10))), (30_000, 2_000));
    }
}
