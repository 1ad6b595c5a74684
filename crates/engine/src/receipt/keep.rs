//! Writing down what providers told. They tell in any order, twice, too early, too late, and about messages of others.

use countersign_delivery::{Hearer, Keeping};
use countersign_model::{
    About, Attempt, AttemptState, Channel, Line, Receipt, ReceiptState, Timestamp, Told,
};
use countersign_store::{
    DbError, End, StoreError, WriteTx, attempts, early_receipts, fallbacks, provider_messages, verifications,
};

use super::hear::RECEIPTS;
use crate::Engine;
use crate::webhook::News;

/// How long a receipt waits for the send's answer, in milliseconds: longer than a send may take.
const EARLY_MILLIS: i64 = 10 * 60_000;

/// How long a provider's own name for a message is remembered, in milliseconds: receipts come for days.
pub(crate) const NAMED_MILLIS: i64 = 3 * 24 * 3_600_000;

/// The better of what was known and what is told.
pub(crate) fn best_of(known: Option<ReceiptState>, told: ReceiptState) -> Option<ReceiptState> {
    if told.supersedes(known) { Some(told) } else { known }
}

impl Engine {
    /// Keeps what `provider` told; false when the database gave no answer.
    pub(crate) async fn keep_receipts(&self, provider: &str, receipts: Vec<Receipt>) -> bool {
        let mut all = true;
        for receipt in receipts {
            RECEIPTS.add([provider, receipt.state.as_str()]);
            if let Err(error) = self.keep_receipt(provider, receipt).await {
                tracing::warn!(provider, %error, "a receipt could not be kept; the provider is told to try again");
                all = false;
            }
        }
        all
    }

    async fn keep_receipt(&self, provider: &str, receipt: Receipt) -> Result<(), StoreError> {
        let now = self.now();
        let told = Told {
            provider: provider.to_owned(),
            at: now,
            state: receipt.state,
            code: receipt.code,
            cost: receipt.cost,
        };
        let about = receipt.about;
        // A send whose fate was open may be answered after all: from then on receipts come under this name.
        let by_id = self.0.routes.named(provider).is_some_and(|seat| seat.provider.tells_by_id());
        let late_id = receipt.provider_id.filter(|_| by_id);
        let has_fallbacks = !self.0.channel_orders.is_empty();
        let news = News::new(self.dice(), now);
        let hastened = self
            .0
            .store
            .write(move |tx| {
                let sid = match &about {
                    About::Attempt(sid) => *sid,
                    About::ProviderId(id) => match provider_messages::find(tx, &told.provider, id)? {
                        Some(sid) => sid,
                        // It may have overtaken the answer to the send: it waits for it.
                        None => {
                            let until = now.plus_millis(EARLY_MILLIS);
                            early_receipts::keep(tx, id, told.clone(), until)?;
                            return Ok(End::Commit(false));
                        }
                    },
                };
                let Some((attempt, is_told)) = attempts::lock(tx, sid)? else {
                    return Ok(End::Rollback(false));
                };
                if let (Some(id), About::Attempt(_)) = (&late_id, &about) {
                    provider_messages::add(tx, &told.provider, id, sid, now.plus_millis(NAMED_MILLIS))?;
                }
                let news = is_told.then_some(news);
                write_down(tx, &attempt, told.clone(), (has_fallbacks, late_id.is_some()), news, now)
            })
            .await?;
        if hastened {
            self.0.woken.notify_one();
        }
        Ok(())
    }
}

/// Writes `told` into the attempt's journal, if it is news; tells whether the next channel is to be tried at once.
fn write_down(
    tx: &mut WriteTx<'_>,
    attempt: &Attempt,
    mut told: Told,
    (has_fallbacks, is_named): (bool, bool),
    news: Option<News>,
    now: Timestamp,
) -> Result<End<bool>, DbError> {
    let was_asked =
        attempt.journal.iter().any(|line| matches!(line, Line::Hop(hop) if hop.provider == told.provider));
    // What else the transaction holds is kept.
    let nothing = || if is_named { End::Commit(false) } else { End::Rollback(false) };
    // While a send is under way its hop isn't written yet.
    if !was_asked && attempt.state != AttemptState::Queued {
        return Ok(End::Rollback(false));
    }
    // That a call has ended says nothing once its code was heard, but for what it cost.
    let was_heard = attempt.channel == Channel::Call && attempt.receipt == Some(ReceiptState::Delivered);
    if was_heard && told.state.is_failure() {
        (told.state, told.code) = (ReceiptState::Delivered, None);
    }
    // That an earlier provider failed says nothing about the one that was asked after it.
    let is_last = attempt.provider.as_ref().is_none_or(|last| *last == told.provider);
    let counts = is_last || told.state == ReceiptState::Delivered;
    let is_news = counts && told.state.supersedes(attempt.receipt);
    let is_known = attempt.journal.iter().any(|line| {
        matches!(line, Line::Told(known) if known.provider == told.provider && known.state == told.state
            && (known.cost == told.cost || told.cost.is_none()))
    });
    if is_known && !is_news {
        return Ok(nothing());
    }
    let best = if is_news { Some(told.state) } else { attempt.receipt };
    let state = told.state;
    attempts::tell(tx, attempt.sid, best, Line::Told(told), now)?;
    if let Some(news) = news.filter(|_| is_news && state == ReceiptState::Delivered)
        && let Some(verification) = verifications::lock(tx, attempt.verification_sid)?
    {
        news.delivered(tx, attempt.sid, &verification)?;
    }
    if !(is_news && has_fallbacks) {
        return Ok(End::Commit(false));
    }
    if state == ReceiptState::Delivered {
        fallbacks::arrived(tx, attempt.verification_sid, attempt.sid)?;
    } else if state.is_failure() {
        return fallbacks::hasten(tx, attempt.verification_sid, attempt.sid, now).map(End::Commit);
    }
    Ok(End::Commit(false))
}

/// What comes in on a provider's own connection goes the same way.
impl Hearer for Engine {
    fn hear<'a>(&'a self, provider: &'a str, receipts: Vec<Receipt>) -> Keeping<'a> {
        Box::pin(self.keep_receipts(provider, receipts))
    }
}
