//! Tidying: what has expired is written down as such, what no longer counts is removed. Nothing depends on it: expiry
//! is computed when read.

use std::time::Duration;

use countersign_store::{
    End, StoreError, access_tokens, address_sends, attempts, blocks, bucket_tallies, challenges,
    early_receipts, entity_purges, factors, idempotency, notices, notifications, prompt_pushes,
    prompt_wrongs, prompts, provider_messages, purges, remembered_browsers, slots, token_tries,
    upstream_endings, verifications, wrong_checks,
};

use crate::Engine;
use crate::webhook::{MOST_WAITING, News};

/// Rows of a chunk: a few milliseconds of the writer's time.
const CHUNK: i64 = 100;
/// Between two rounds.
const PAUSE: Duration = Duration::from_secs(5);

/// How long notifications and notices are kept, in milliseconds: longer than any challenge lives, and as long as notices are
/// counted and worth sending.
const NOTIFICATIONS_MILLIS: i64 = 86_400_000;
/// How long prompts are kept, in milliseconds: for whoever asks what became of one.
const PROMPTS_MILLIS: i64 = 86_400_000;

impl Engine {
    /// Tidies until `stop` completes.
    pub async fn run_sweep(&self, stop: impl Future<Output = ()> + Send) {
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = &mut stop => return,
            }
            // First: what is forgotten after it has been counted.
            if let Err(error) = self.tidy_attempts().await {
                tracing::warn!(%error, "attempts could not be counted; the next round goes on");
            }
            if let Err(error) = self.sweep().await {
                tracing::warn!(%error, "a sweep was cut short; the next one goes on");
            }
            if let Err(error) = self.mind_full_webhooks(MOST_WAITING).await {
                tracing::warn!(%error, "what waits for webhooks could not be counted; the next round goes on");
            }
            if let Err(error) = self.count_conversions().await {
                tracing::warn!(%error, "approvals could not be counted; the next round goes on");
            }
            // By itself: a trail that was tampered with keeps nothing else from being tidied.
            if let Err(error) = self.tidy_audit().await {
                tracing::warn!(%error, "the audit trail could not be tidied; the next round goes on");
            }
        }
    }

    /// Counts attempts of hours that are over, and forgets old counts.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn tidy_attempts(&self) -> Result<(), StoreError> {
        self.count_attempts().await?;
        self.forget_counted_attempts().await
    }

    /// Links new lines of the audit trail and forgets old ones.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn tidy_audit(&self) -> Result<(), StoreError> {
        self.chain_audit().await?;
        self.forget_audit(self.0.retention.audit_since(self.now())).await
    }

    /// One round: until there is nothing left to tidy.
    ///
    /// # Errors
    /// When the database gives no answer; what was tidied stays so.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        while self.sweep_chunk().await? {}
        Ok(())
    }

    /// A few milliseconds of tidying, behind all requests; tells whether there may be more.
    async fn sweep_chunk(&self) -> Result<bool, StoreError> {
        let now = self.now();
        let kept_since = self.0.retention.verifications_since(now);
        let challenges_since = self.0.retention.challenges_since(now);
        let unverified_since = self.unverified_since();
        let notified_since = now.plus_millis(-NOTIFICATIONS_MILLIS);
        let news = News::new(self.dice(), now);
        let prompted_since = now.plus_millis(-PROMPTS_MILLIS);
        self.0
            .store
            .write_behind(move |tx| {
                let ended = slots::sweep(tx, now, CHUNK)?;
                for (sid, is_told) in &ended {
                    if !is_told {
                        verifications::expire(tx, *sid, now)?;
                    } else if let Some(verification) = verifications::lock(tx, *sid)? {
                        news.expired(tx, verification)?;
                    }
                }
                let unfinished = prompts::expire(tx, now, CHUNK)?;
                for prompt in &unfinished {
                    news.prompt_became(tx, prompt, None)?;
                }
                let forgotten = wrong_checks::sweep(tx, now, CHUNK)?
                    + address_sends::sweep(tx, now, CHUNK)?
                    + blocks::sweep(tx, now, CHUNK)?
                    + provider_messages::sweep(tx, now, CHUNK)?
                    + early_receipts::sweep(tx, now, CHUNK)?
                    + bucket_tallies::sweep(tx, now, CHUNK)?
                    + upstream_endings::sweep(tx, now, CHUNK)?
                    + token_tries::sweep(tx, now, CHUNK)?;
                let over = idempotency::sweep(tx, now, CHUNK)?;
                let old =
                    verifications::forget(tx, kept_since, CHUNK)? + attempts::forget(tx, kept_since, CHUNK)?;
                let asked = challenges::forget(tx, challenges_since, CHUNK)?
                    + factors::forget(tx, unverified_since, CHUNK)?
                    + access_tokens::forget(tx, now, CHUNK)?
                    + notifications::forget(tx, notified_since, CHUNK)?
                    + notices::forget(tx, notified_since, CHUNK)?
                    + prompts::forget(tx, prompted_since, CHUNK)?
                    + prompt_wrongs::sweep(tx, now, CHUNK)?
                    + prompt_pushes::sweep(tx, now, CHUNK)?
                    + remembered_browsers::sweep(tx, now, CHUNK)?;
                let purging = purges::chunk(tx, CHUNK)?
                    | bucket_tallies::purge(tx, CHUNK)?
                    | entity_purges::chunk(tx, CHUNK)?;
                let swept = forgotten + over + old + asked;
                Ok(End::Commit(!ended.is_empty() || !unfinished.is_empty() || swept > 0 || purging))
            })
            .await
    }
}
