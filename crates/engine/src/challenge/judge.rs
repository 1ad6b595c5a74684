//! Looking at one answer: what every way of answering has in common.

use countersign_model::{Challenge, ChallengeStatus, Factor, FactorRefusal, Timestamp};
use countersign_store::{DbError, WriteTx, factors, hardware_tokens};

use crate::factor::{Keeper, kind_of, told};
use crate::webhook::Event;

/// Has the factor's kind look at `payload` and makes of both rows what follows; the factor is locked, and is written here.
/// A wrong answer is an outcome: the challenge is pending still, and both count it.
///
/// # Errors
/// A refusal changes nothing.
pub(crate) fn judge(
    tx: &mut WriteTx<'_>,
    keeper: &Keeper,
    factor: &mut Factor,
    challenge: Challenge,
    payload: &str,
    now: Timestamp,
) -> Result<Result<Challenge, FactorRefusal>, DbError> {
    if let Err(refusal) = challenge.may_answer(now).and_then(|()| factor.may_answer(now)) {
        return Ok(Err(refusal));
    }
    let (kind, was) = (kind_of(&factor.kind)?, keeper.open(factor)?);
    let mut kept = was.clone();
    let answer = match told(kind.answer(factor, &challenge, &mut kept, payload, now))? {
        Ok(answer) => answer,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if answer.is_none() {
        factor.wrong.add(now);
    }
    if keeper.put(factor, &was, kept) {
        factors::update(tx, factor)?;
    } else {
        factors::update_challenged(tx, factor)?;
    }
    // Whoever has the token next goes on from here, whatever becomes of the factor.
    if let (Some(_), Ok(Some(progress))) = (answer, told(kind.token_progress(&factor.public))?) {
        hardware_tokens::move_on(tx, factor.sid, progress)?;
    }
    let judged = challenge.answered(answer, now);
    if let Ok(challenge) = &judged
        && let ChallengeStatus::Answered { how, .. } = challenge.status
    {
        Event::of_challenge(how, challenge, factor, keeper.drawn().bytes(), now)?.write(tx, factor)?;
    }
    Ok(judged)
}
