//! A check of a code that an upstream made: reserved, asked, settled.
//!
//! No transaction is open while it is asked. Whoever dies in between leaves the check spent and the verification pending.
//! An answer that is lost does the same: nobody is let in without proof, and if the upstream had said yes it will say
//! “not found” from then on, which ends the verification here too.

use std::time::Duration;

use countersign_delivery::{Question, Told};
use countersign_metrics::Histogram;
use countersign_model::{
    Checked, Code, Refusal, Reserved, Status, Timestamp, Transaction, Verdict, Verification, reach,
};
use countersign_store::{DbError, End, WriteTx, verifications, wrong_checks};

use super::owe_end;
use crate::Engine;
use crate::engine::Inner;
use crate::verification::CheckError;
use crate::webhook::News;

/// Questions by what came of them.
pub(crate) static CHECKS: Histogram<2> = Histogram::new(
    "countersign_upstream_check_seconds",
    "Time that an upstream took to say whether a code is right, by upstream (as provider) and outcome; lost: it may have \
     said yes.",
    ["provider", "outcome"],
);

/// What a caller is told to wait where the upstream doesn't say, in milliseconds.
const WAIT_MILLIS: i64 = 5_000;

/// A check that is spent and not decided.
pub(crate) struct Reservation {
    verification: Verification,
    code: Code,
    /// When it was counted.
    at: Timestamp,
}

type Settled = Result<Checked, CheckError>;

impl Inner {
    /// Counts a check before it is asked: as a wrong one, in the same budgets. `verification` is locked.
    ///
    /// # Errors
    /// What the database says; the inner one when there is nothing to be asked.
    pub(crate) fn reserve(
        &self,
        tx: &mut WriteTx<'_>,
        verification: Verification,
        code: &Code,
        news: News,
        now: Timestamp,
    ) -> Result<Result<Reservation, CheckError>, DbError> {
        let upstream = verification.handed.as_ref().and_then(|handed| self.upstreams.named(&handed.upstream));
        if upstream.is_none() {
            return Ok(Err(CheckError::NoUpstream { wait_millis: None }));
        }
        let (service, recipient) = (verification.service_sid, verification.recipient.clone());
        let wrong_today = wrong_checks::lock(tx, service, &recipient, now)?;
        let verification = match verification.reserve(wrong_today, now) {
            Ok(Reserved::Asking(verification)) => verification,
            Ok(Reserved::NoneLeft { verification, frees_at }) => {
                // Not told there: one that is being asked may still be right.
                verifications::update_checked(tx, &verification)?;
                news.ended(tx, Status::Pending, &verification)?;
                return Ok(Err(CheckError::Refused(Refusal::MaxChecks { frees_at })));
            }
            Err(refusal) => return Ok(Err(CheckError::Refused(refusal))),
        };
        verifications::update_checked(tx, &verification)?;
        wrong_checks::add(tx, service, &recipient, now)?;
        reach("check.reserved");
        Ok(Ok(Reservation { verification, code: code.clone(), at: now }))
    }
}

impl Engine {
    /// Asks the upstream and settles. It goes on when the caller hangs up: what the upstream approves it approves once.
    pub(crate) async fn ask_upstream(
        &self,
        reservation: Reservation,
        payment: Option<Transaction>,
    ) -> Settled {
        let engine = self.clone();
        let asked = async move {
            let told = engine.question(&reservation, payment.as_ref()).await;
            reach("check.asked");
            engine.settle(reservation, told).await
        };
        let asked = countersign_traces::within(countersign_traces::current(), asked);
        match tokio::spawn(asked).await {
            Ok(settled) => settled,
            // It panicked, which the log tells: the check stays spent.
            Err(_) => Err(CheckError::NoUpstream { wait_millis: None }),
        }
    }

    async fn question(&self, reservation: &Reservation, payment: Option<&Transaction>) -> Told {
        let it = &reservation.verification;
        let handed = it.handed.as_ref();
        let named = handed.and_then(|handed| Some((handed, self.0.upstreams.named(&handed.upstream)?)));
        let Some((handed, (upstream, seat))) = named else {
            return Told::NotAsked { reason: "it is gone".to_owned(), retry_after_millis: None };
        };
        let question = Question {
            recipient: &it.recipient,
            sid: handed.sid.as_deref(),
            code: &reservation.code,
            payment,
        };
        let began = self.0.clock.ticks();
        let told = upstream.check(&question, self.now()).await;
        let took: Duration = self.0.clock.ticks().saturating_sub(began);
        CHECKS.observe([seat.provider.name(), told.name()], took);
        match &told {
            Told::NotAsked { reason, .. } | Told::Lost { reason } => tracing::warn!(
                upstream = upstream.key(),
                verification.sid = %it.sid,
                outcome = told.name(),
                reason,
                "an upstream did not say whether a code is right"
            ),
            _ => tracing::info!(
                upstream = upstream.key(),
                verification.sid = %it.sid,
                outcome = told.name(),
                "an upstream said whether a code is right"
            ),
        }
        told
    }

    async fn settle(&self, reservation: Reservation, told: Told) -> Settled {
        let now = self.now();
        let news = News::new(self.dice(), now);
        let inner = std::sync::Arc::clone(&self.0);
        let settled = self
            .0
            .store
            .write(move |tx| {
                let Some(verification) = verifications::lock(tx, reservation.verification.sid)? else {
                    return Ok(End::Rollback(Err(CheckError::Refused(Refusal::NotFound))));
                };
                let before = verification.status;
                let (ended, answer) = match settled(tx, verification, &reservation, &told, now)? {
                    Ok(settled) => settled,
                    Err(refused) => return Ok(End::Rollback(Err(refused))),
                };
                verifications::update_checked(tx, &ended)?;
                news.ended(tx, before, &ended)?;
                reach("check.settled");
                // What it said yes to, or has no longer, it need not be told.
                if told == Told::Wrong && owe_end(tx, &ended, now)? {
                    let inner = std::sync::Arc::clone(&inner);
                    tx.after_commit(move || inner.woken.notify_one());
                }
                Ok(End::Commit(answer))
            })
            .await?;
        reach("check.told");
        settled
    }
}

/// The row to be written and what the caller is told; the inner error when nothing is to be written.
fn settled(
    tx: &mut WriteTx<'_>,
    verification: Verification,
    reservation: &Reservation,
    told: &Told,
    now: Timestamp,
) -> Result<Result<(Verification, Settled), CheckError>, DbError> {
    let (service, recipient) = (verification.service_sid, verification.recipient.clone());
    let answered =
        |verification: Verification, verdict| (verification.clone(), Ok(Checked { verification, verdict }));
    Ok(Ok(match told {
        Told::Approved => match verification.settle_approved(now) {
            Ok(approved) => {
                wrong_checks::remove(tx, service, &recipient, reservation.at)?;
                answered(approved, Verdict::Approved)
            }
            Err(refusal) => return Ok(Err(CheckError::Refused(refusal))),
        },
        Told::Wrong | Told::Lost { .. } => {
            let wrong_today = wrong_checks::lock(tx, service, &recipient, now)?;
            answered(verification.settle_wrong(wrong_today, now), Verdict::Wrong)
        }
        Told::Gone => (verification.settle_gone(now), Err(CheckError::Refused(Refusal::NotFound))),
        Told::NoneLeft => {
            let (ended, frees_at) = verification.settle_none_left(now);
            (ended, Err(CheckError::Refused(Refusal::MaxChecks { frees_at })))
        }
        Told::NotAsked { retry_after_millis, .. } => {
            if verification.status == Status::Pending {
                wrong_checks::remove(tx, service, &recipient, reservation.at)?;
            }
            let wait_millis = Some(retry_after_millis.unwrap_or(WAIT_MILLIS));
            (verification.settle_unasked(now), Err(CheckError::NoUpstream { wait_millis }))
        }
    }))
}
