//! Checking a code.

use countersign_keyring::same;
use countersign_model::{
    AccountSid, Amount, Checked, Code, CodeSource, Ending, Payee, Recipient, Refusal, ServiceSid, Status,
    Timestamp, Transaction, Verdict, Verification, VerificationSid, reach,
};
use countersign_store::{DbError, End, StoreError, WriteTx, verifications, wrong_checks};

use crate::Engine;
use crate::engine::Inner;
use crate::measure;
use crate::upstream::{Reservation, owe_end};
use crate::webhook::News;

/// Which verification is meant.
#[derive(Clone, Debug)]
pub enum Target {
    /// By its SID.
    Sid(VerificationSid),
    /// The one that lives for this address.
    Address(Recipient),
}

/// What a check asks; everything in it is parsed.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the parameter of the same name, behaviour map 4.5")]
pub struct CheckVerification {
    pub account: AccountSid,
    pub service: ServiceSid,
    pub target: Target,
    /// None where a call asks for an approval.
    pub code: Option<Code>,
    pub amount: Option<Amount>,
    pub payee: Option<Payee>,
}

/// Why a code was not looked at.
#[derive(Debug)]
pub enum CheckError {
    /// Nothing lives there, or no check is left.
    Refused(Refusal),
    /// What is meant lives no longer.
    Past {
        /// How it ended.
        how: Ending,
        /// When.
        at: Timestamp,
    },
    /// The verification is bound to a payment, and amount or payee is missing. Spends no check.
    Psd2Missing,
    /// A code is out, and the check brings none.
    CodeMissing,
    /// A call asks for an approval: there is no code that could be right.
    NoCode,
    /// Whoever took the call reported it: nobody there had asked for it.
    Reported {
        /// When.
        at: Timestamp,
    },
    /// The code is an upstream's, and that can't be asked now, or is no longer in the configuration. Spends no check.
    NoUpstream {
        /// When to try again, in milliseconds from now; nothing when the operator has to do something first.
        wait_millis: Option<i64>,
    },
    /// The database gave no answer.
    Store(StoreError),
}

/// What the transaction of a check came to.
enum Step {
    /// Right or wrong.
    Done(Checked),
    /// The upstream that made the code has to be asked.
    Ask(Reservation, Option<Transaction>),
}

impl CheckError {
    /// The refusal, with how the verification ended where that is the reason.
    fn of(refusal: Refusal, verification: &Verification, now: Timestamp) -> Self {
        match (refusal, verification.past(now)) {
            (Refusal::NotFound, Some((how, at))) => Self::Past { how, at },
            (refusal, _) => Self::Refused(refusal),
        }
    }

    /// The reason in one word, for measurements.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Refused(refused) => measure::refusal(refused),
            Self::Past { .. } => measure::refusal(&Refusal::NotFound),
            Self::Psd2Missing => "psd2_missing",
            Self::CodeMissing => "code_missing",
            Self::NoCode => "no_code",
            Self::Reported { .. } => "reported",
            Self::NoUpstream { .. } => "no_upstream",
            Self::Store(_) => "database",
        }
    }
}

impl From<StoreError> for CheckError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Spends one check and says whether the person is let in: exactly one of two right checks at once is.
    ///
    /// # Errors
    /// See [`CheckError`]. A wrong code is no error: the verdict says so.
    pub async fn check_verification(&self, wanted: CheckVerification) -> Result<Checked, CheckError> {
        self.check_and_tell(wanted, true).await
    }

    /// As [`Engine::check_verification`], of a code that a prompt sent: one for a login or a set-up is bound to no payment,
    /// whatever the service says of others.
    ///
    /// # Errors
    /// See [`CheckError`].
    pub(crate) async fn check_of_prompt(&self, wanted: CheckVerification) -> Result<Checked, CheckError> {
        self.check_and_tell(wanted, false).await
    }

    async fn check_and_tell(
        &self,
        wanted: CheckVerification,
        is_services: bool,
    ) -> Result<Checked, CheckError> {
        let checked = self.check(wanted, is_services).await;
        if let Ok(it) = &checked
            && it.verification.is_test()
        {
            tell_of_test(it);
            return checked;
        }
        measure::checked(&checked);
        if let Ok(Checked { verification, verdict: Verdict::Approved }) = &checked {
            self.note_approval(verification);
        }
        checked
    }

    async fn check(&self, wanted: CheckVerification, is_services: bool) -> Result<Checked, CheckError> {
        let now = self.now();
        let news = News::new(self.dice(), now);
        let inner = std::sync::Arc::clone(&self.0);
        let checked = self
            .0
            .store
            .write(move |tx| {
                let (account, service) = (wanted.account, wanted.service);
                let found = match &wanted.target {
                    Target::Sid(sid) => verifications::lock_owned(tx, account, service, *sid)?,
                    Target::Address(to) => verifications::lock_by_address(tx, account, service, to)?,
                };
                let Some((verification, settings)) = found else {
                    return Ok(End::Rollback(Err(CheckError::Refused(Refusal::NotFound))));
                };
                reach("check.locked");
                if let Err(error) = wanted.fits(&verification) {
                    return Ok(End::Rollback(Err(error)));
                }
                if let Err(refusal) = verification.may_check(now) {
                    return Ok(End::Rollback(Err(CheckError::of(refusal, &verification, now))));
                }
                // A service may have begun to bind codes to payments after this one went out.
                let service_binds =
                    is_services && verification.transaction.is_none() && settings.psd2_enabled;
                let Some(bound) = wanted.is_bound_to(&verification, service_binds) else {
                    return Ok(End::Rollback(Err(CheckError::Psd2Missing)));
                };
                let Some(code) = &wanted.code else {
                    return take_approval(tx, verification, bound, news, now);
                };
                // Another payment than the code is for is wrong wherever the code was made.
                if verification.code == CodeSource::Upstream && bound {
                    let payment = verification.transaction.clone();
                    return Ok(match inner.reserve(tx, verification, code, news, now)? {
                        Ok(reservation) => End::Commit(Ok(Step::Ask(reservation, payment))),
                        // The last check may have been found to be used up, which is written down.
                        Err(refused @ CheckError::Refused(Refusal::MaxChecks { .. })) => {
                            End::Commit(Err(refused))
                        }
                        Err(refused) => End::Rollback(Err(refused)),
                    });
                }
                let Some(right) = inner.is_right(&verification, code, now)? else {
                    return Ok(End::Rollback(Err(CheckError::Refused(Refusal::NotFound))));
                };
                let right = right & bound;
                let recipient = verification.recipient.clone();
                // The first check of a verification is always allowed: when it is right nothing else matters.
                let wrong_today = if right && verification.checks_used == 0 {
                    0
                } else {
                    wrong_checks::lock(tx, service, &recipient, now)?
                };
                let checked = match verification.check(right, wrong_today, now) {
                    Ok(checked) => checked,
                    Err(refusal) => return Ok(End::Rollback(Err(CheckError::Refused(refusal)))),
                };
                verifications::update_checked(tx, &checked.verification)?;
                reach("check.spent");
                if checked.verdict == Verdict::Wrong {
                    wrong_checks::add(tx, service, &recipient, now)?;
                    reach("check.wrong_counted");
                }
                news.ended(tx, Status::Pending, &checked.verification)?;
                if owe_end(tx, &checked.verification, now)? {
                    let inner = std::sync::Arc::clone(&inner);
                    tx.after_commit(move || inner.woken.notify_one());
                }
                Ok(End::Commit(Ok(Step::Done(checked))))
            })
            .await?;
        let checked = match checked {
            Ok(Step::Ask(reservation, payment)) => return self.ask_upstream(reservation, payment).await,
            Ok(Step::Done(checked)) => Ok(checked),
            Err(error) => Err(error),
        };
        reach("check.answered");
        match checked {
            Ok(Checked { verdict: Verdict::NoneLeft { frees_at }, .. }) => {
                Err(CheckError::Refused(Refusal::MaxChecks { frees_at }))
            }
            checked => checked,
        }
    }
}

impl Inner {
    /// Whether this is the code; none where a test number has none any more. What an upstream made is not known here, and
    /// nothing equals it.
    fn is_right(
        &self,
        verification: &Verification,
        given: &Code,
        now: Timestamp,
    ) -> Result<Option<bool>, DbError> {
        if verification.code == CodeSource::Upstream {
            return Ok(Some(false));
        }
        let right = self.right_code(verification, now)?;
        Ok(right.map(|right| same(right.as_str(), given.as_str())))
    }
}

/// Takes what was approved in a call, if it was; nothing is spent otherwise.
fn take_approval(
    tx: &mut WriteTx<'_>,
    verification: Verification,
    bound: bool,
    news: News,
    now: Timestamp,
) -> Result<End<Result<Step, CheckError>>, DbError> {
    let checked = match verification.check_approval(bound, now) {
        Ok(checked) => checked,
        Err(refusal) => return Ok(End::Rollback(Err(CheckError::Refused(refusal)))),
    };
    if checked.verdict == Verdict::Waiting {
        return Ok(End::Rollback(Ok(Step::Done(checked))));
    }
    verifications::update_checked(tx, &checked.verification)?;
    news.ended(tx, Status::Pending, &checked.verification)?;
    Ok(End::Commit(Ok(Step::Done(checked))))
}

/// What a test number's code does is told in the log and left out of what is measured of people.
fn tell_of_test(checked: &Checked) {
    let it = &checked.verification;
    tracing::info!(
        test_number = true,
        verification.sid = %it.sid,
        service = %it.service_sid,
        to = it.recipient.masked(),
        approved = checked.verdict == Verdict::Approved,
        "a test number's code was checked"
    );
}

impl CheckVerification {
    /// Whether this is a check of such a verification at all.
    fn fits(&self, verification: &Verification) -> Result<(), CheckError> {
        match (verification.approval(), &self.code) {
            (None, None) => Err(CheckError::CodeMissing),
            (Some(_), Some(_)) => Err(CheckError::NoCode),
            (Some(approval), None) => {
                approval.reported_at().map_or(Ok(()), |at| Err(CheckError::Reported { at }))
            }
            (None, Some(_)) => Ok(()),
        }
    }

    /// Whether this check speaks of the same payment; `None` when it leaves out what it must name.
    fn is_bound_to(&self, verification: &Verification, service_binds: bool) -> Option<bool> {
        let given = match (&self.amount, &self.payee) {
            (Some(amount), Some(payee)) => Some(Transaction { amount: amount.clone(), payee: payee.clone() }),
            (None, None) if service_binds => return None,
            (None, None) => None,
            _ if service_binds || verification.transaction.is_some() => return None,
            _ => return Some(false),
        };
        match (&verification.transaction, given) {
            (Some(_), None) => None,
            (bound, given) => Some(*bound == given),
        }
    }
}
