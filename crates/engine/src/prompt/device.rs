//! Setting up a device: the page gives the operator's app a permission, the app makes a factor by it and proves its key, and
//! the person goes on.

use countersign_model::{
    ACCESS_TOKEN_SECONDS, Content, Factor, FactorStatus, Method, Prompt, Stage, Timestamp, Trouble,
};
use countersign_store::factors::Owner;
use countersign_store::{DbError, End, ReadTx, StoreError, WriteTx, access_tokens};

use super::act::{Pressed, stays};
use super::answer::refused;
use super::claim::Claimed;
use super::push;
use super::settle::Came;
use crate::Engine;
use crate::access_token::NewAccessToken;
use crate::factor::FactorError;

/// Takes the device that is being set up out of the person's factors; tells it once it has proven its key. Until the
/// person goes on this prompt asks for nothing by it; elsewhere it is a method from its first answer on.
pub(super) fn set_apart(
    tx: &mut ReadTx<'_>,
    prompt: &Prompt,
    content: &Content,
    factors: &mut Vec<Factor>,
) -> Result<Option<Factor>, DbError> {
    let Stage::NewDevice { permission, .. } = &content.stage else { return Ok(None) };
    let made = access_tokens::find(tx, prompt.service_sid, *permission)?.and_then(|it| it.factor_sid);
    let Some(place) = factors.iter().position(|factor| Some(factor.sid) == made) else { return Ok(None) };
    let device = factors.remove(place);
    Ok(matches!(device.status, FactorStatus::Verified { .. }).then_some(device))
}

impl Engine {
    /// A permission for one device, on the page that shows it.
    pub(super) async fn begin_device(&self, it: &Claimed) -> Result<Came, StoreError> {
        let Some(kind) = countersign_factors::find(Method::Push.as_str()) else { return Ok(stays(it)) };
        let place = it.place();
        let wanted = NewAccessToken {
            account: place.account,
            service: place.service,
            identity: place.identity,
            kind,
            factor_name: None,
            ttl: *ACCESS_TOKEN_SECONDS.end(),
        };
        Ok(match self.create_access_token(wanted, it.actor()).await {
            Ok((permission, token)) => {
                let until = permission.created_at.plus_millis(permission.ttl * 1000).millis();
                Came::To(Stage::NewDevice { permission: permission.sid, token, until }, None)
            }
            Err(FactorError::Store(error)) => return Err(error),
            Err(FactorError::Refused(refusal)) => refused(refusal),
        })
    }

    /// Goes on without a device: there is none yet. Once there can be none the page says so itself.
    pub(super) fn no_device(&self, it: &Claimed, until: i64) -> Came {
        if self.now().millis() < until { Came::Back(Trouble::NoDevice) } else { stays(it) }
    }

    /// Ends what a page had begun that the person leaves.
    pub(super) async fn leave_page(&self, it: &Claimed, pressed: &Pressed) -> Result<(), StoreError> {
        let stays = match it.stage {
            Stage::NewDevice { .. } => *pressed == Pressed::Continue,
            Stage::Asked { .. } => matches!(pressed, Pressed::Continue | Pressed::Again),
            _ => true,
        };
        if stays {
            return Ok(());
        }
        let (now, since) = (self.now(), self.unverified_since());
        let (prompt, stage) = (it.opened.prompt.clone(), it.stage.clone());
        self.0.store.write(move |tx| left(tx, &prompt, &stage, since, now).map(End::Commit)).await
    }
}

/// Ends what a page had begun that is shown no more: a question to a device, a permission for one that none has used.
pub(super) fn left(
    tx: &mut WriteTx<'_>,
    prompt: &Prompt,
    stage: &Stage,
    since: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    let Prompt { account_sid: account, service_sid: service, identity, .. } = prompt;
    match stage {
        Stage::NewDevice { permission, .. } => access_tokens::withdraw(tx, *permission),
        Stage::Asked { challenge, .. } => {
            let owner = Owner { account: *account, service: *service, identity, since };
            push::give_up(tx, &owner, (prompt.sid, *challenge), now)
        }
        _ => Ok(()),
    }
}
