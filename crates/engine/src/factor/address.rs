//! Making a factor of an address that was shown to be the person's, and reading it for those who send to it.

use std::sync::Arc;

use countersign_factors::addresses::{self, Evidence};
use countersign_keyring::Place as Sealed;
use countersign_model::{
    Actor, Change, Ending, Factor, FactorName, FactorRefusal, FactorSid, FactorStatus, Recipient, Status,
    Timestamp, Verification, VerificationSid,
};
use countersign_store::{
    DbError, End, ReadTx, StoreError, WriteTx, factor_addresses, factors, marks, verifications,
};

use super::kept::open;
use super::{Drawn, FactorError, Keeper, Newborn, Place, kind_of, told};
use crate::Engine;
use crate::engine::Inner;

/// How long an approved verification shows whose an address is, in milliseconds: as long as setting up may take.
pub const EVIDENCE_MILLIS: i64 = 60 * 60 * 1000;

/// The mark that holds the key by which addresses are hashed, sealed. Made with the first of them; hashes stay when master
/// keys change.
const MARK: &str = "factors.address_key";
const KEY: Sealed<'_> = Sealed { table: "marks", row: MARK, column: "value" };

/// What is asked. The address is never in it: it is that of the verification.
#[derive(Clone, Debug)]
pub struct AddAddressFactor {
    /// Whose the address will be.
    pub place: Place,
    /// The approved verification of that service which shows it.
    pub verification: VerificationSid,
    /// Its name for people; the masked address if none is given.
    pub friendly_name: Option<FactorName>,
    /// Whether the person would rather be called; of an e-mail address nothing comes of it.
    pub calls: bool,
}

/// An address that is somebody's factor now.
#[derive(Clone, Debug)]
pub struct AddedAddress {
    /// The factor.
    pub factor: Factor,
    /// How many factors of other people of the service are the same address. That is allowed, for families share phones, and
    /// told to whoever wants to know.
    pub of_others: i64,
}

/// Where a person is reached by a factor that is an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The address.
    pub recipient: Recipient,
    /// Whether they would rather be called.
    pub calls: bool,
}

impl Engine {
    /// Makes a factor of the address of an approved verification, which is the evidence for one factor and no more.
    ///
    /// # Errors
    /// See [`FactorError`]: [`FactorRefusal::NotFound`] for another service's verification, [`FactorRefusal::NotApproved`] for
    /// one that isn't approved, was longer ago than [`EVIDENCE_MILLIS`] or is of a test number,
    /// [`FactorRefusal::EvidenceUsed`] for one that made a factor before, [`FactorRefusal::BindingTaken`] for an address that
    /// the person has already.
    pub async fn add_address_factor(
        &self,
        wanted: AddAddressFactor,
        by: Actor,
    ) -> Result<AddedAddress, FactorError> {
        let now = self.now();
        let (sid, keys) = (FactorSid::new(now, self.dice()), self.sealing_keys().await?);
        let new_key = keys.new_blinding_key(KEY, self.dice());
        let keeper = Keeper::new(&self.0, keys, Drawn::from(self.dice()));
        let teller = self.teller(&by).await?;
        // Which kind it is the verification says: all else is the same for both.
        let born = self.newborn(&addresses::PHONE, wanted.place, (sid, now), by)?;
        let (verification, name, calls) = (wanted.verification, wanted.friendly_name, wanted.calls);
        let inner = Arc::clone(&self.0);
        let added = self
            .0
            .store
            .write(move |tx| {
                let refused = |refusal| Ok(End::Rollback(Err(refusal)));
                let Some(entity) = born.owner(tx)? else { return refused(FactorRefusal::NotFound) };
                let (account, service) = (born.place.account, born.place.service);
                let Some((shown, _)) = verifications::lock_owned(tx, account, service, verification)? else {
                    return refused(FactorRefusal::NotFound);
                };
                let Some(evidence) = evidence(&shown, now) else {
                    return refused(FactorRefusal::NotApproved);
                };
                if !verifications::spend_as_evidence(tx, verification, sid)? {
                    return refused(FactorRefusal::EvidenceUsed);
                }
                ensure_key(tx, &new_key)?;
                let hash = hash_of(&inner, tx, &shown.recipient)?;
                let hash = hash.ok_or_else(|| DbError::unreadable("marks.value"))?;
                if factor_addresses::is_of(tx, entity.sid, &hash)? {
                    return refused(FactorRefusal::BindingTaken);
                }
                let born = match told(born.of_address(&shown.recipient, &evidence, name.as_ref(), calls))? {
                    Ok(born) => born,
                    Err(refusal) => return refused(refusal),
                };
                let of_others = factor_addresses::of_others(tx, service, entity.sid, &hash)?;
                match born.insert(tx, &keeper, entity)? {
                    Ok(factor) => {
                        factor_addresses::note(tx, sid, &hash)?;
                        if let Some(teller) = &teller {
                            teller.changed(tx, Change::Added, Some(&factor))?;
                        }
                        Ok(End::Commit(Ok(AddedAddress { factor, of_others })))
                    }
                    Err(refusal) => refused(refusal),
                }
            })
            .await?;
        Ok(added?)
    }

    /// Where a person is reached by one of their factors; none where they have no such factor, or it is no address.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn factor_address(&self, place: Place, sid: FactorSid) -> Result<Option<Reached>, StoreError> {
        let (since, inner) = (self.unverified_since(), Arc::clone(&self.0));
        self.0
            .store
            .read(move |tx| {
                let found = factors::find(tx, &place.owner(since), sid)?;
                let is_verified = |it: &Factor| matches!(it.status, FactorStatus::Verified { .. });
                let Some(factor) = found.filter(is_verified) else { return Ok(None) };
                let kind = kind_of(&factor.kind)?;
                // Only what a kind with addresses keeps is opened.
                if !addresses::is_one(kind.name()) {
                    return Ok(None);
                }
                let recipient = kind.recipient(&open(&inner, &factor)?);
                let recipient = recipient.map_err(|_| DbError::unreadable("factors.secret_sealed"))?;
                let calls = addresses::wants_calls(&factor.public);
                Ok(recipient.map(|recipient| Reached { recipient, calls }))
            })
            .await
    }
}

impl Newborn {
    /// The same with what the kind of this address keeps of it.
    fn of_address(
        &self,
        recipient: &Recipient,
        evidence: &Evidence,
        name: Option<&FactorName>,
        calls: bool,
    ) -> Result<Self, countersign_factors::KindError> {
        let (kind, kept) = addresses::keep(recipient, evidence, calls)?;
        let bad = |_| countersign_factors::KindError::Unreadable;
        let name = match name {
            Some(name) => name.clone(),
            None => FactorName::parse(&shortened(&recipient.masked())).map_err(bad)?,
        };
        let mut factor_made = self.factor_made.clone();
        factor_made.detail = Some(format!("{} {}", kind.name(), recipient.masked()));
        Ok(Self {
            kind: kind.name().parse().map_err(|_| countersign_factors::KindError::Unreadable)?,
            most: kind.most(),
            friendly_name: name,
            kept,
            factor_made,
            ..self.clone()
        })
    }
}

/// As long as a name may be: domains may be longer.
fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}

/// What an approved verification shows at `now`. A test number's shows nothing: its code is known, and no person has it.
fn evidence(verification: &Verification, now: Timestamp) -> Option<Evidence> {
    let Status::Ended { how: Ending::Approved, at } = verification.status else { return None };
    let is_fresh = now.millis_since(at) < EVIDENCE_MILLIS;
    let Verification { sid, channel, .. } = *verification;
    (is_fresh && !verification.is_test()).then_some(Evidence { verification: sid, channel, at })
}

/// Makes the key by which addresses are hashed, if there is none.
fn ensure_key(tx: &mut WriteTx<'_>, new: &str) -> Result<(), DbError> {
    if marks::get(tx, MARK)?.is_none() {
        // Whoever was faster made it.
        marks::swap(tx, MARK, None, new)?;
    }
    Ok(())
}

/// What an address hashes to, the same for every spelling of a mailbox; none as long as no address was.
pub(crate) fn hash_of(
    inner: &Inner,
    tx: &mut ReadTx<'_>,
    recipient: &Recipient,
) -> Result<Option<String>, DbError> {
    let Some(sealed) = marks::get(tx, MARK)? else { return Ok(None) };
    let hash = inner.opening_keys().blind(KEY, &sealed, &recipient.budget_key());
    hash.map(Some).map_err(|_| DbError::unreadable("marks.value"))
}
