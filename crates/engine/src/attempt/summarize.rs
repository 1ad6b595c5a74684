//! How many attempts there were, and how many of them converted.

use countersign_model::limit::Prefix;
use countersign_model::{AccountSid, Area};
use countersign_store::StoreError;
use countersign_store::attempt_sums::{self, Chosen, HOUR, Seen, Sum};
use countersign_store::outcomes::{Stretch, behind};

use super::Moments;
use crate::Engine;

/// Attempts read at once.
const PAGE: i64 = 2000;

impl Engine {
    /// Adds up an account's attempts: what is counted by the hour, and the attempts themselves where no whole hour is
    /// counted yet, at both ends of a time, and where a number's beginning is longer than those that are counted by.
    ///
    /// # Errors
    /// What the database says.
    pub async fn summarize_attempts(
        &self,
        account: AccountSid,
        chosen: Chosen,
        moments: Moments,
    ) -> Result<Sum, StoreError> {
        let chosen = Chosen { account: Some(account), ..chosen };
        let counted = self.store().report(attempt_sums::counted_before).await?;
        // What is counted doesn't change any more, so it may be read after the mark was.
        let (since, until) = (moments.since.millis(), moments.until.millis());
        let from = since.div_euclid(HOUR) + i64::from(since.rem_euclid(HOUR) > 0);
        let before = until.div_euclid(HOUR).min(counted);
        let mut sum = Sum::default();
        if from >= before {
            self.look(&chosen, moments.stretch(), |_| true, &mut sum).await?;
            return Ok(sum);
        }
        let asked = chosen.clone();
        let (lines, around) = self
            .store()
            .report(move |tx| {
                let lines = attempt_sums::total(tx, account, &asked, from, before)?;
                let around = match &asked.prefix {
                    Some(prefix) => attempt_sums::hours_around(tx, account, prefix, from, before)?,
                    None => Vec::new(),
                };
                Ok((lines, around))
            })
            .await?;
        sum += lines;
        let whole = attempt_sums::stretch(from, before);
        let Stretch { from: first, to: last } = moments.stretch();
        self.look(&chosen, Stretch { from: first, to: whole.from }, |_| true, &mut sum).await?;
        self.look(&chosen, Stretch { from: whole.to, to: last }, |_| true, &mut sum).await?;
        let wanted = chosen.prefix.as_ref().map_or(0, Prefix::digits);
        let is_untold = move |area: Option<Area>| area.is_some_and(|area| area.digits < wanted);
        for hour in around {
            self.look(
                &chosen,
                attempt_sums::stretch(hour, hour + 1),
                |seen| is_untold(seen.area()),
                &mut sum,
            )
            .await?;
        }
        Ok(sum)
    }

    /// Adds the attempts of a stretch that count.
    async fn look(
        &self,
        chosen: &Chosen,
        mut left: Stretch,
        counts: impl Fn(&Seen) -> bool + Send,
        sum: &mut Sum,
    ) -> Result<(), StoreError> {
        let country = chosen.country.map(|country| country.to_string());
        while left.from < left.to {
            let (asked, stretch) = (chosen.clone(), left.clone());
            let page = self.store().report(move |tx| attempt_sums::seen(tx, &asked, &stretch, PAGE)).await?;
            let Some(last) = page.last() else { break };
            left.from = behind(&last.sid);
            for seen in page {
                if counts(&seen) && country.as_ref().is_none_or(|country| *country == seen.country()) {
                    *sum += Sum { total: 1, converted: i64::from(seen.is_converted) };
                }
            }
        }
        Ok(())
    }
}
