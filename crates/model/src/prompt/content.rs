//! What a prompt was made for, and how far the person is. It holds addresses and secrets that are shown once: the store
//! has it sealed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::stage::Ceremony;
use crate::{
    Amount, ConfirmText, Demand, Method, Notice, Payee, Proof, ReturnUrl, Stage, Transaction, Trouble,
};

/// What a person confirms.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirm {
    /// In the application's words.
    Text(#[serde(with = "text")] ConfirmText),
    /// A payment.
    Payment {
        /// How much.
        #[serde(with = "amount")]
        amount: Amount,
        /// To whom.
        #[serde(with = "payee")]
        payee: Payee,
    },
}

/// Shows nothing of it.
impl fmt::Debug for Confirm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Payment { .. } => "Payment",
        })
    }
}

/// Phrases in JSON.
macro_rules! phrases {
    ($($name:ident $phrase:ident;)*) => {$(
        mod $name {
            use serde::de::Error as _;
            use serde::{Deserialize, Deserializer, Serializer};

            use crate::$phrase;

            pub(super) fn serialize<S: Serializer>(it: &$phrase, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(it.as_str())
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<$phrase, D::Error> {
                $phrase::parse(&String::deserialize(from)?).map_err(|_| D::Error::custom("another phrase"))
            }
        }
    )*};
}
phrases! { text ConfirmText; amount Amount; payee Payee; }

impl Confirm {
    /// The payment, if it is one.
    #[must_use]
    pub fn transaction(&self) -> Option<Transaction> {
        match self {
            Self::Text(_) => None,
            Self::Payment { amount, payee } => {
                Some(Transaction { amount: amount.clone(), payee: payee.clone() })
            }
        }
    }

    /// What the signed result covers by a hash: the text; or amount and payee with a line's end between them, which
    /// neither can hold.
    #[must_use]
    pub fn covered(&self) -> String {
        match self {
            Self::Text(text) => text.as_str().to_owned(),
            Self::Payment { amount, payee } => format!("{amount}\n{payee}"),
        }
    }
}

/// What was asked, and what came of it so far.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Where the browser goes in the end.
    #[serde(with = "super::text")]
    pub return_url: ReturnUrl,
    /// What the application wants back with the result.
    pub state: Option<String>,
    /// The pages' language, as the application asked for it.
    pub locale: Option<String>,
    /// The methods that are offered, the strongest first.
    pub allowed: Vec<Method>,
    /// Methods of which each has to be shown.
    pub required: Vec<Method>,
    /// What has to be shown beyond.
    #[serde(default)]
    pub demand: Demand,
    /// A phone that the application knows, in canonical form: set-up offers it.
    pub phone: Option<String>,
    /// A mailbox that it knows.
    pub email: Option<String>,
    /// What the person is called where a method asks for a name: in authenticator apps and beside passkeys.
    pub account_name: Option<String>,
    /// What is confirmed.
    pub confirm: Option<Confirm>,
    /// What the person has shown.
    pub proofs: Vec<Proof>,
    /// Whether somebody who sets up methods has shown enough to change what they have.
    #[serde(default)]
    pub may_change: bool,
    /// Where they are.
    pub stage: Stage,
    /// What a passkey's answer has to be to.
    pub ceremony: Option<Ceremony>,
    /// How often passkeys were asked for.
    pub ceremonies: u32,
    /// What was wrong with what they did last.
    pub trouble: Option<Trouble>,
    /// What was done last.
    pub notice: Option<Notice>,
}

impl Content {
    /// At another stage, with nothing to tell.
    pub fn goes_to(&mut self, stage: Stage) {
        (self.stage, self.trouble, self.notice) = (stage, None, None);
    }

    /// The methods that have still to be shown.
    pub fn missing(&self) -> impl Iterator<Item = Method> {
        let is_shown = |method: Method| self.proofs.iter().any(|proof| proof.method == method);
        self.required.iter().copied().filter(move |method| !is_shown(*method))
    }

    /// Whether enough was shown for a login.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        !self.proofs.is_empty() && self.missing().next().is_none() && self.demand.is_met(&self.proofs)
    }

    /// Without what is needed no more once the prompt is over: addresses, and secrets that were shown.
    pub fn end(&mut self) {
        (self.phone, self.email, self.account_name, self.ceremony) = (None, None, None, None);
        self.goes_to(Stage::Start);
    }
}

/// Shows nothing of it.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("proofs", &self.proofs.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccessTokenSid, ChallengeSid, Channel, FactorSid, MockDice, Timestamp, VerificationSid};

    fn content(stage: Stage) -> Content {
        Content {
            return_url: ReturnUrl::parse("https://app.example.com/done").unwrap(),
            state: Some("s".to_owned()),
            locale: None,
            allowed: Method::ALL.to_vec(),
            required: vec![Method::Totp, Method::Phone],
            demand: Demand::default(),
            phone: Some("+15017122661".to_owned()),
            email: None,
            account_name: Some("ann@example.com".to_owned()),
            confirm: Some(Confirm::Payment {
                amount: Amount::parse("39.99 EUR").unwrap(),
                payee: Payee::parse("Acme").unwrap(),
            }),
            proofs: Vec::new(),
            may_change: false,
            stage,
            ceremony: None,
            ceremonies: 0,
            trouble: Some(Trouble::TooSoon { until: 5 }),
            notice: None,
        }
    }

    #[test]
    fn it_reads_back_what_it_wrote_whatever_the_stage() {
        let dice = MockDice::new(1);
        let (factor, now) = (FactorSid::new(Timestamp::from_millis(1), &dice), Timestamp::from_millis(1));
        let verification = VerificationSid::new(now, &dice);
        let (challenge, permission) = (ChallengeSid::new(now, &dice), AccessTokenSid::new(now, &dice));
        for stage in [
            Stage::Start,
            Stage::Prove { factor },
            Stage::Sent { factor, verification, channel: Channel::Call, again_at: Some(5) },
            Stage::Asked { factor, challenge, number: "07".to_owned(), again_at: 5 },
            Stage::NewDevice { permission, token: "YK".to_owned(), until: 5 },
            Stage::Enter { method: Method::Phone, typed: "x".to_owned() },
            Stage::RecoveryCodes { codes: vec!["A".to_owned()] },
            Stage::Rename { factor, typed: None },
        ] {
            let mut content = content(stage);
            content.proofs.push(Proof {
                method: Method::Totp,
                factor,
                channel: None,
                is_unlocked: false,
                at: 7,
            });
            let text = serde_json::to_string(&content).unwrap();
            assert!(serde_json::from_str::<Content>(&text).unwrap() == content, "{text}");
        }
    }

    #[test]
    fn each_required_method_has_to_be_shown_and_nothing_at_all_is_never_enough() {
        let factor = FactorSid::new(Timestamp::from_millis(1), &MockDice::new(1));
        let proof = |method| Proof { method, factor, channel: None, is_unlocked: false, at: 7 };
        let mut it = content(Stage::Start);
        assert!(!it.is_proven());
        it.proofs.push(proof(Method::Totp));
        assert!(!it.is_proven());
        it.proofs.push(proof(Method::Phone));
        assert!(it.is_proven());
        let mut free = content(Stage::Start);
        free.required.clear();
        assert!(!free.is_proven());
        free.proofs.push(proof(Method::Email));
        assert!(free.is_proven());
        free.demand = Demand { aal: 1, two_methods: true };
        assert!(!free.is_proven());
        free.proofs.push(proof(Method::Totp));
        assert!(free.is_proven());
    }

    #[test]
    fn the_end_of_a_prompt_leaves_no_address_and_no_secret() {
        let mut it = content(Stage::RecoveryCodes { codes: vec!["ABCD-EFGH".to_owned()] });
        it.end();
        let text = serde_json::to_string(&it).unwrap();
        assert!(!text.contains("501712") && !text.contains("ann@") && !text.contains("ABCD"), "{text}");
        assert!(format!("{it:?}").len() < 40);
    }
}
