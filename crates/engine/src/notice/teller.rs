//! Writing down that a person is to be told, in the transaction of what they are to be told of: no crash comes between.

use std::sync::Arc;

use countersign_keyring::Keyring;
use countersign_model::{
    Actor, Change, ChangeNotice, Channel, Content, Email, Factor, FactorStatus, Method, NoticeSid,
    PageRequest, Prompt, PromptSid, Recipient, Timestamp,
};
use countersign_store::factors::Owner;
use countersign_store::notices::{self, Notice};
use countersign_store::{DbError, ReadTx, StoreError, WriteTx, factors, prompts, services};

use super::kept;
use crate::Engine;
use crate::engine::Inner;
use crate::factor::{Drawn, kind_of, seen};
use crate::prompt::{hint, open_content};

/// Changes that a person is told of within a day. Whoever goes on changing has been told of often enough.
const CHANGES_A_DAY: i64 = 20;
/// The same, as a time in milliseconds.
const DAY_MILLIS: i64 = 86_400_000;
/// Mailboxes that are told of one change: more than a person has.
const MAILBOXES: usize = 10;
/// More factors than a person has.
const FACTORS: u16 = 200;

/// What tells the person in front of a prompt of one change, with all that was drawn for it.
#[derive(Clone)]
pub(crate) struct Teller {
    prompt: PromptSid,
    inner: Arc<Inner>,
    sealing: Arc<Keyring>,
    drawn: [(NoticeSid, Drawn); MAILBOXES],
    now: Timestamp,
    since: Timestamp,
}

impl Engine {
    /// For what `by` is about to change; none where that isn't the person in front of a prompt, or where nobody carries
    /// e-mail. Changes that an application makes by itself it tells of itself.
    pub(crate) async fn teller(&self, by: &Actor) -> Result<Option<Teller>, StoreError> {
        let Actor::Prompt(prompt) = by else { return Ok(None) };
        if !self.0.routes.carries(Channel::Email) {
            return Ok(None);
        }
        let now = self.now();
        let draw = |_| (NoticeSid::new(now, self.dice()), Drawn::from(self.dice()));
        Ok(Some(Teller {
            prompt: *prompt,
            inner: Arc::clone(&self.0),
            sealing: self.sealing_keys().await?,
            drawn: std::array::from_fn(draw),
            now,
            since: self.unverified_since(),
        }))
    }
}

impl Teller {
    /// Writes down that the person is to be told. What is removed is there still, and what was added is there already: so
    /// the mailbox that goes hears of it as well as the one that comes.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn changed(
        &self,
        tx: &mut WriteTx<'_>,
        change: Change,
        about: Option<&Factor>,
    ) -> Result<(), DbError> {
        let Some(prompt) = prompts::get(tx, self.prompt)? else { return Ok(()) };
        let content = open_content(&self.inner, &prompt)?;
        self.tell(tx, (&prompt, &content), change, about)
    }

    /// The same, for whoever has the prompt in hand. Its content still has the addresses that the application gave.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) fn tell(
        &self,
        tx: &mut WriteTx<'_>,
        (prompt, content): (&Prompt, &Content),
        change: Change,
        about: Option<&Factor>,
    ) -> Result<(), DbError> {
        let (account, service) = (prompt.account_sid, prompt.service_sid);
        let found = services::find(tx, account, service)?;
        if !found.is_some_and(|service| service.settings.prompts.has_notices()) {
            return Ok(());
        }
        if notices::changes(tx, service, &prompt.identity, self.now.plus_millis(-DAY_MILLIS))?
            >= CHANGES_A_DAY
        {
            tracing::warn!(prompt.sid = %prompt.sid, "somebody's methods change too often to tell them each time");
            return Ok(());
        }
        let before = |factor: &Factor| change != Change::Added || about.is_none_or(|it| it.sid != factor.sid);
        let mailboxes = self.mailboxes(tx, prompt, content, before)?;
        let (change_sid, _) = self.drawn[0];
        for (mailbox, (sid, drawn)) in mailboxes.iter().zip(self.drawn) {
            let mut notice = Notice {
                sid,
                change_sid,
                account_sid: account,
                service_sid: service,
                identity: prompt.identity.clone(),
                sealed: String::new(),
                created_at: self.now,
            };
            let said = ChangeNotice {
                to: mailbox.as_str().to_owned(),
                locale: content.locale.clone(),
                change,
                method: about.and_then(|factor| Method::parse(factor.kind.as_str())),
                called: about.and_then(|factor| called(prompt, content, factor)),
                at: self.now.millis(),
            };
            kept::seal(&mut notice, &said, &self.sealing, &drawn)?;
            notices::insert(tx, &notice)?;
        }
        if !mailboxes.is_empty() {
            let inner = Arc::clone(&self.inner);
            tx.after_commit(move || inner.woken.notify_one());
        }
        Ok(())
    }

    /// The person's verified mailboxes. Where they had none `before`, that which the application gave is one: else who adds
    /// the first would be the only one to hear of it.
    fn mailboxes(
        &self,
        tx: &mut ReadTx<'_>,
        prompt: &Prompt,
        content: &Content,
        before: impl Fn(&Factor) -> bool,
    ) -> Result<Vec<Email>, DbError> {
        let owner = Owner {
            account: prompt.account_sid,
            service: prompt.service_sid,
            identity: &prompt.identity,
            since: self.since,
        };
        let mut found: Vec<Email> = Vec::new();
        let mut had_one = false;
        for factor in factors::list(tx, &owner, &PageRequest::first(FACTORS))?.rows {
            let is_verified = matches!(factor.status, FactorStatus::Verified { .. });
            if !is_verified || Method::parse(factor.kind.as_str()) != Some(Method::Email) {
                continue;
            }
            // One that doesn't open keeps nobody from changing the rest.
            let reached = kind_of(&factor.kind)?.recipient(&seen(&self.inner, &factor));
            if let Ok(Some(Recipient::Email(mailbox))) = reached {
                had_one |= before(&factor);
                add(&mut found, mailbox);
            }
        }
        let given = content.email.as_deref().filter(|_| !had_one);
        if let Some(mailbox) = given.and_then(|text| Email::parse(text).ok()) {
            add(&mut found, mailbox);
        }
        Ok(found)
    }
}

fn add(found: &mut Vec<Email>, mailbox: Email) {
    let key = |mailbox: &Email| Recipient::Email(mailbox.clone()).budget_key();
    if !found.iter().any(|known| key(known) == key(&mailbox)) {
        found.push(mailbox);
    }
}

/// What tells a factor from others of its kind: where it leads, masked; a token's number; else a name that somebody gave it,
/// if it is fit to be mailed.
fn called(prompt: &Prompt, content: &Content, factor: &Factor) -> Option<String> {
    if let Some(hint) = hint(factor) {
        return Some(hint);
    }
    let name = factor.friendly_name.as_str();
    let is_the_persons = content.account_name.as_deref() == Some(name) || name == prompt.identity.as_str();
    ChangeNotice::plain_name(name).filter(|_| !is_the_persons).map(str::to_owned)
}
