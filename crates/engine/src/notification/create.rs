//! Asking for a notification.

use std::sync::Arc;

use countersign_model::{
    ChallengeSid, ChallengeStatus, FactorRefusal, MAX_NOTIFICATIONS, Notification, NotificationSid, Timestamp,
};
use countersign_store::{End, challenges, factors, notifications};

use crate::Engine;
use crate::factor::{FactorError, Place, kind_of, seen, told};

/// What a create asks; everything in it is parsed.
#[derive(Clone)]
#[expect(missing_docs, reason = "each is the parameter of the same name, behaviour map 9.4")]
pub struct NewNotification {
    pub place: Place,
    pub challenge: ChallengeSid,
    /// Within [`countersign_model::NOTIFICATION_SECONDS`].
    pub ttl: i64,
}

impl Engine {
    /// Has the device told once more of a challenge that waits.
    ///
    /// # Errors
    /// See [`FactorError`].
    pub async fn create_notification(&self, wanted: NewNotification) -> Result<Notification, FactorError> {
        let (now, since) = (self.now(), self.unverified_since());
        let sid = NotificationSid::new(now, self.dice());
        let inner = Arc::clone(&self.0);
        let made = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal| Ok(End::Rollback(Err(refusal)));
                let owner = wanted.place.owner(since);
                // The factor first: with it locked no answer and no other notification comes between.
                let Some(factor) = factors::lock_challenged(tx, &owner, wanted.challenge)? else {
                    return refused(FactorRefusal::NotFound);
                };
                let Some(challenge) = challenges::find(tx, factor.entity_sid, wanted.challenge)? else {
                    return refused(FactorRefusal::NotFound);
                };
                if let Err(refusal) = waits(challenge.status_at(now)) {
                    return refused(refusal);
                }
                let device = match told(kind_of(&factor.kind)?.device(&seen(&inner, &factor)))? {
                    Ok(device) => device,
                    Err(refusal) => return refused(refusal),
                };
                if !inner.can_notify(device.as_ref()) {
                    return refused(FactorRefusal::NoDevice);
                }
                if notifications::asked(tx, challenge.sid)? >= MAX_NOTIFICATIONS {
                    return refused(FactorRefusal::MaxNotifications);
                }
                let notification = Notification {
                    sid,
                    challenge_sid: challenge.sid,
                    entity_sid: factor.entity_sid,
                    is_asked: true,
                    ttl: wanted.ttl,
                    created_at: now,
                };
                notifications::insert(tx, &notification)?;
                Ok(End::Commit(Ok(notification)))
            })
            .await??;
        self.0.woken.notify_one();
        Ok(made)
    }
}

/// Whether there is something to tell.
const fn waits(status: ChallengeStatus) -> Result<(), FactorRefusal> {
    match status {
        ChallengeStatus::Pending => Ok(()),
        ChallengeStatus::Answered { .. } => Err(FactorRefusal::Answered),
        ChallengeStatus::Expired { .. } => Err(FactorRefusal::Expired),
    }
}

/// The notification that goes out with a challenge, which lives for `millis` from `now`.
pub(crate) fn along(
    sid: NotificationSid,
    challenge: &countersign_model::Challenge,
    now: Timestamp,
) -> Option<Notification> {
    let (entity_sid, _) = challenge.entity.as_ref()?;
    let lives = challenge.expires_at.millis_since(now) / 1000;
    Some(Notification {
        sid,
        challenge_sid: challenge.sid,
        entity_sid: *entity_sid,
        is_asked: false,
        ttl: lives.clamp(0, *countersign_model::NOTIFICATION_SECONDS.end()),
        created_at: now,
    })
}
