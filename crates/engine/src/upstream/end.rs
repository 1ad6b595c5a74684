//! Telling an upstream how a verification ended here, so that its figures are right and the address is free there.

use countersign_delivery::EndHeard;
use countersign_model::{Status, Timestamp, Verification, VerificationSid};
use countersign_store::upstream_endings::{self as endings, Untold};
use countersign_store::{DbError, End, StoreError, WriteTx, verifications};

use crate::Engine;
use crate::outbox::{LEASE_MILLIS, pause};

/// How long an end is worth telling, in milliseconds: as long as a verification of Twilio's lives.
const WORTH_MILLIS: i64 = 10 * 60 * 1000;
/// Ends taken at once.
const CLAIM: i64 = 32;

/// Leaves the end of `verification` to be told, if an upstream has it; says whether it did.
pub(crate) fn owe_end(
    tx: &mut WriteTx<'_>,
    verification: &Verification,
    now: Timestamp,
) -> Result<bool, DbError> {
    let (Some(_), Status::Ended { how, .. }) = (&verification.handed, verification.status) else {
        return Ok(false);
    };
    endings::add(tx, verification.sid, how, now, now.plus_millis(WORTH_MILLIS))?;
    Ok(true)
}

impl Engine {
    /// Begins to tell what is due.
    pub(crate) async fn take_ends(&self) {
        if self.0.upstreams.is_empty() {
            return;
        }
        let now = self.now();
        match self.0.store.read(endings::next_due).await {
            Ok(Some(due)) if due <= now => {}
            Ok(_) => return,
            Err(error) => return tracing::warn!(%error, "what upstreams have to be told could not be read"),
        }
        let until = now.plus_millis(LEASE_MILLIS);
        let claimed =
            self.0.store.write(move |tx| endings::claim(tx, now, until, CLAIM).map(End::Commit)).await;
        match claimed {
            Ok(claimed) => {
                for untold in claimed {
                    let engine = self.clone();
                    // What doesn't come through is due again once the lease is over.
                    tokio::spawn(async move { drop(engine.tell_end(untold).await) });
                }
            }
            Err(error) => tracing::warn!(%error, "what upstreams have to be told could not be read"),
        }
    }

    /// Tells the end of this verification now, if it is still untold, whoever else is telling it.
    ///
    /// # Errors
    /// Why it could not be told.
    pub(crate) async fn settle_end(&self, sid: VerificationSid) -> Result<(), String> {
        match self.0.store.read(move |tx| endings::find(tx, sid)).await {
            Ok(Some(untold)) => self.tell_end(untold).await,
            Ok(None) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn tell_end(&self, untold: Untold) -> Result<(), String> {
        let sid = untold.verification_sid;
        let found = self.0.store.read(move |tx| verifications::find(tx, sid)).await;
        let found = found.map_err(|error| error.to_string())?;
        let handed = found.as_ref().and_then(|it| Some((it, it.handed.as_ref()?)));
        let known =
            handed.and_then(|(it, handed)| Some((it, handed, self.0.upstreams.named(&handed.upstream)?)));
        // Deleted meanwhile, or its upstream is no longer there.
        let Some((verification, handed, (upstream, _))) = known else {
            return self.write_down(untold, None).await.map_err(|error| error.to_string());
        };
        let now = self.now();
        let heard = upstream.end(handed.sid.as_deref(), &verification.recipient, untold.how, now).await;
        let (due, told) = match heard {
            EndHeard::Told => (None, Ok(())),
            EndHeard::Never { reason } => {
                tracing::warn!(upstream = upstream.key(), verification.sid = %sid, reason, "an end is not taken");
                (None, Ok(()))
            }
            EndHeard::Later { reason, retry_after_millis } => {
                tracing::info!(upstream = upstream.key(), verification.sid = %sid, reason, "an end is told later");
                let wait = retry_after_millis.unwrap_or_default().max(pause(untold.tries));
                (Some(self.now().plus_millis(wait)), Err(reason))
            }
        };
        // Not written down, it is told twice.
        self.write_down(untold, due).await.map_err(|error| error.to_string())?;
        told
    }

    async fn write_down(&self, untold: Untold, due: Option<Timestamp>) -> Result<(), StoreError> {
        let write = move |tx: &mut WriteTx<'_>| match due {
            Some(due) => endings::later(tx, &untold, due).map(End::Commit),
            None => endings::done(tx, &untold).map(End::Commit),
        };
        self.0.store.write(write).await
    }
}
