//! Listing an account's attempts, newest first.

use countersign_model::{Area, AttemptSid, Country, Page, PageRequest, PageToken, Recipient, Timestamp};
use countersign_store::outcomes::{self, Order, Outcome, Stretch, Wanted};
use countersign_store::{StoreError, attempt_sums, verifications};

use crate::Engine;

/// Attempts looked at in one question to the database: a few milliseconds of the connection for reports.
const PIECE: i64 = 2000;
/// Attempts looked at for one page, whosesoever. Who asks for something rare gets a short page and a way on.
pub const PAGE_LOOKS: i64 = 100_000;

/// A page that is asked for.
#[derive(Clone, Debug)]
pub struct ListAttempts {
    /// Which attempts.
    pub wanted: Wanted,
    /// To this country only.
    pub country: Option<Country>,
    /// Made then.
    pub moments: Moments,
    /// Where the page begins and how long it is.
    pub page: PageRequest,
    /// How many attempts may be looked at; see [`PAGE_LOOKS`].
    pub looks: i64,
}

/// When attempts were made: from the first moment on, up to before the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moments {
    /// The first moment that counts.
    pub since: Timestamp,
    /// The first that no longer does.
    pub until: Timestamp,
}

impl Moments {
    /// All of them: SIDs hold 48 bits of time.
    pub const ALL: Self =
        Self { since: Timestamp::from_millis(0), until: Timestamp::from_millis((1 << 48) - 1) };

    /// Those of them that lie within `other` too.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self { since: self.since.max(other.since), until: self.until.min(other.until) }
    }

    /// The attempts that were made then.
    pub(super) fn stretch(self) -> Stretch {
        let first = |at: Timestamp| {
            let within = at.clamp(Self::ALL.since, Self::ALL.until);
            AttemptSid::earliest(within).to_string()
        };
        Stretch { from: first(self.since), to: first(self.until) }
    }
}

impl Engine {
    /// A page of attempts, newest first. It is short, with a next page behind it, where too much history would have to be
    /// looked at to fill it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list_attempts(&self, asked: ListAttempts) -> Result<Page<Outcome>, StoreError> {
        let ListAttempts { wanted, country, moments, page: request, looks } = asked;
        let Some(moments) = self.moments_of(&wanted, moments).await? else {
            return Ok(Page { rows: Vec::new(), previous: None, next: None });
        };
        let mut left = moments.stretch();
        let order = match &request.token {
            None => Order::NewestFirst,
            Some(PageToken::After(sid)) => {
                left.to = left.to.min(sid.clone());
                Order::NewestFirst
            }
            Some(PageToken::Before(sid)) => {
                left.from = left.from.max(outcomes::behind(sid));
                Order::OldestFirst
            }
        };
        // One more than the page holds tells whether there is another.
        let most = usize::from(request.size) + 1;
        let (mut found, mut looked_at) = (Vec::new(), 0);
        let counted = self.store().report(attempt_sums::counted_before).await?;
        while found.len() < most && left.from < left.to {
            if looked_at >= looks {
                return Ok(unfinished(found, &request, &left, order));
            }
            let asked = wanted.clone();
            let Some(stretch) = self.worth_looking_at(&wanted, country, &left, order, counted).await? else {
                break;
            };
            let worth = stretch.clone();
            let need = i64::try_from(most - found.len()).unwrap_or(i64::MAX);
            let read = self.store().report(move |tx| {
                let Some((piece, count)) = outcomes::piece(tx, &stretch, order, PIECE.min(looks))? else {
                    return Ok(None);
                };
                let rows = outcomes::list(tx, &asked, &piece, order, need)?;
                Ok(Some((piece, count, rows)))
            });
            let Some((piece, count, rows)) = read.await? else {
                match order {
                    Order::NewestFirst => left.to = worth.from,
                    Order::OldestFirst => left.from = worth.to,
                }
                continue;
            };
            looked_at += count;
            let is_whole = i64::try_from(rows.len()).is_ok_and(|rows| rows < need);
            let last = rows.last().map(|row| row.attempt.sid.to_string());
            found.extend(rows.into_iter().filter(|row| country.is_none() || row.country() == country));
            // What of the piece was cut off is asked for again when the page isn't full.
            match (order, last) {
                (Order::NewestFirst, Some(last)) if !is_whole => left.to = last,
                (Order::OldestFirst, Some(last)) if !is_whole => left.from = outcomes::behind(&last),
                // The piece ends where what was worth looking at does.
                (Order::NewestFirst, _) if count < PIECE.min(looks) => left.to = worth.from,
                (Order::NewestFirst, _) => left.to = piece.from,
                (Order::OldestFirst, _) => left.from = piece.to,
            }
        }
        Ok(Page::cut(found, &request, |row| row.attempt.sid.to_string()))
    }

    /// What of a stretch may hold such attempts: of counted hours, only the newest that does. Going back in time this skips
    /// what would have to be looked at for nothing.
    async fn worth_looking_at(
        &self,
        wanted: &Wanted,
        country: Option<Country>,
        left: &Stretch,
        order: Order,
        counted: i64,
    ) -> Result<Option<Stretch>, StoreError> {
        let all_counted = attempt_sums::stretch(0, counted);
        if order == Order::OldestFirst || left.from >= all_counted.to {
            return Ok(Some(left.clone()));
        }
        if left.to > all_counted.to {
            return Ok(Some(Stretch { from: all_counted.to, to: left.to.clone() }));
        }
        let hours = (attempt_sums::hour_of(&left.from), attempt_sums::hour_of_end(&left.to));
        let (account, chosen, converted) = (wanted.account, wanted.chosen(country), wanted.converted);
        let area = wanted.recipient.as_ref().and_then(Recipient::phone).map(Area::of);
        let read = self.store().report(move |tx| match area {
            Some(area) => attempt_sums::newest_hour_of(tx, account, area, hours),
            None => attempt_sums::newest_hour(tx, account, &chosen, converted, hours),
        });
        Ok(read.await?.map(|hour| {
            let hour = attempt_sums::stretch(hour, hour + 1);
            Stretch { from: hour.from.max(left.from.clone()), to: hour.to.min(left.to.clone()) }
        }))
    }

    /// The moments at which there may be such attempts: those of one verification lie between its first send and its last.
    async fn moments_of(&self, wanted: &Wanted, moments: Moments) -> Result<Option<Moments>, StoreError> {
        let Some(sid) = wanted.verification else { return Ok(Some(moments)) };
        let account = wanted.account;
        let found = self.store().read(move |tx| verifications::find(tx, sid)).await?;
        Ok(found.filter(|it| it.account_sid == account).and_then(|it| {
            let (first, last) = (it.sends.first()?.at, it.sends.last()?.at);
            Some(moments.within(Moments { since: first, until: last.plus_millis(1) }))
        }))
    }
}

/// What was found before enough was looked at, and the way on from there.
fn unfinished(mut found: Vec<Outcome>, request: &PageRequest, left: &Stretch, order: Order) -> Page<Outcome> {
    let sid = |row: &Outcome| row.attempt.sid.to_string();
    match order {
        Order::NewestFirst => {
            let previous = found.first().filter(|_| request.token.is_some());
            let previous = previous.map(|row| PageToken::Before(sid(row)));
            Page { previous, next: Some(PageToken::After(left.to.clone())), rows: found }
        }
        Order::OldestFirst => {
            found.reverse();
            let next = found.last().map(|row| PageToken::After(sid(row)));
            // A token names the place behind a SID by the SID alone.
            let last = left.from.get(..34).unwrap_or(&left.from).to_owned();
            Page { previous: Some(PageToken::Before(last)), next, rows: found }
        }
    }
}
