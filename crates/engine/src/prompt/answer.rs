//! Looking at codes: verifications, challenges and recovery codes decide, each with its own limits.

use countersign_model::{
    Answer, ChallengeStatus, Channel, Code, Confirm, Factor, FactorRefusal, Method, Refusal, Trouble,
    Verdict, VerificationSid,
};
use countersign_store::StoreError;

use super::claim::Claimed;
use super::settle::{Came, proof};
use crate::Engine;
use crate::challenge::CreateChallenge;
use crate::factor::FactorError;
use crate::verification::{CheckError, CheckVerification, Target};

/// A code as people type and paste it: `123 456`, `123-456`.
pub(super) fn digits(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

/// What a check of a message's code came to.
pub(super) enum Looked {
    Right,
    Wrong(Trouble),
    /// It was not looked at.
    Not(Trouble),
}

impl Engine {
    /// Looks at the code of a message.
    pub(super) async fn look_at(
        &self,
        it: &Claimed,
        verification: VerificationSid,
        typed: &str,
    ) -> Result<Looked, StoreError> {
        let typed = digits(typed);
        if typed.is_empty() {
            return Ok(Looked::Not(Trouble::Missing));
        }
        let Ok(code) = Code::parse_given(&typed) else { return Ok(Looked::Wrong(Trouble::WrongCode)) };
        let prompt = &it.opened.prompt;
        let payment = it.opened.content.confirm.as_ref().and_then(Confirm::transaction);
        let wanted = CheckVerification {
            account: prompt.account_sid,
            service: prompt.service_sid,
            target: Target::Sid(verification),
            code: Some(code),
            amount: payment.as_ref().map(|payment| payment.amount.clone()),
            payee: payment.map(|payment| payment.payee),
        };
        Ok(match self.check_of_prompt(wanted).await {
            Ok(checked) => match checked.verdict {
                Verdict::Approved => Looked::Right,
                _ => Looked::Wrong(Trouble::WrongCode),
            },
            Err(CheckError::Store(error)) => return Err(error),
            // The last check was this one, and wrong.
            Err(CheckError::Refused(Refusal::MaxChecks { .. })) => Looked::Wrong(Trouble::CodeOver),
            Err(CheckError::Refused(_) | CheckError::Past { .. }) => Looked::Not(Trouble::CodeOver),
            Err(_) => Looked::Not(Trouble::NotSent),
        })
    }

    pub(super) async fn answer_by_message(
        &self,
        it: &Claimed,
        factor: &Factor,
        verification: VerificationSid,
        channel: Channel,
        typed: &str,
    ) -> Result<Came, StoreError> {
        Ok(match self.look_at(it, verification, typed).await? {
            Looked::Right => proven(proof(factor, Some(channel), self.now())),
            Looked::Wrong(trouble) => Came::Wrong(trouble),
            Looked::Not(trouble) => Came::Back(trouble),
        })
    }

    /// Looks at a code that the person has by them: of an app, a hardware token, a sheet of recovery codes. A challenge is
    /// made and answered in one transaction.
    pub(super) async fn answer_by_code(
        &self,
        it: &Claimed,
        factor: &Factor,
        method: Method,
        typed: &str,
    ) -> Result<Came, StoreError> {
        let typed = digits(typed);
        if typed.is_empty() {
            return Ok(Came::Back(Trouble::Missing));
        }
        let wrong =
            if method == Method::RecoveryCodes { Trouble::WrongRecoveryCode } else { Trouble::WrongCode };
        let wanted = CreateChallenge {
            place: it.place(),
            factor: factor.sid,
            expires_at: None,
            details: None,
            hidden_details: None,
            auth_payload: Some(typed),
        };
        let asked = self.create_challenge(wanted).await;
        Ok(match asked {
            Ok(asked) => match asked.challenge.status {
                ChallengeStatus::Answered { how: Answer::Approved, .. } => {
                    proven(proof(factor, None, self.now()))
                }
                _ => Came::Wrong(wrong),
            },
            Err(FactorError::Store(error)) => return Err(error),
            // Nothing that could be a code at all.
            Err(FactorError::Refused(FactorRefusal::Parameter(_))) => Came::Wrong(wrong),
            Err(FactorError::Refused(refusal)) => refused(refusal),
        })
    }
}

fn proven(proof: Option<countersign_model::Proof>) -> Came {
    proof.map_or(Came::Back(Trouble::Gone), Came::Proven)
}

/// What a person is told whose answer was not looked at.
pub(super) fn refused(refusal: FactorRefusal) -> Came {
    match refusal {
        FactorRefusal::MaxChallenges { frees_at }
        | FactorRefusal::MaxAnswers { frees_at: Some(frees_at) } => {
            Came::Back(Trouble::TooMany { until: frees_at.millis() })
        }
        _ => Came::Back(Trouble::Gone),
    }
}
