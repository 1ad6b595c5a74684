//! String identifiers: two letters and 32 hex digits (behaviour map 1.7).

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use crate::{Dice, Timestamp};

/// What a SID names; decides its two letters.
pub trait SidKind: Copy + Send + Sync + 'static {
    /// The two capital letters in front.
    const PREFIX: &'static str;
}

/// A SID of one kind: the prefix and 128 bits. Written in lower-case hex; read in either case.
#[derive(Clone, Copy)]
pub struct Sid<K> {
    bits: u128,
    kind: PhantomData<K>,
}

impl<K: SidKind> Sid<K> {
    /// A new SID: the time in its first 48 bits, chance in the other 80.
    ///
    /// Time comes first so that rows made together lie together in the database's index: a table with millions of
    /// old rows then costs no more to add to than an empty one. Nothing rests on a SID being hard to guess.
    #[must_use]
    pub fn new(now: Timestamp, dice: &dyn Dice) -> Self {
        let millis = u128::try_from(now.millis()).unwrap_or(0) & 0xFFFF_FFFF_FFFF;
        let mut chance = [0; 16];
        chance[6..].copy_from_slice(&dice.draw::<10>());
        Self { bits: millis << 80 | u128::from_be_bytes(chance), kind: PhantomData }
    }

    /// The first SID that a thing made at `at` could have: every thing made earlier has one that sorts before it.
    #[must_use]
    pub fn earliest(at: Timestamp) -> Self {
        let millis = u128::try_from(at.millis()).unwrap_or(0) & 0xFFFF_FFFF_FFFF;
        Self { bits: millis << 80, kind: PhantomData }
    }
}

impl<K> Sid<K> {
    /// The 128 bits behind the prefix.
    #[must_use]
    pub const fn bits(self) -> u128 {
        self.bits
    }

    /// The SID of another kind with the same bits: for a thing that two names belong to.
    #[must_use]
    pub const fn alias<O>(self) -> Sid<O> {
        Sid { bits: self.bits, kind: PhantomData }
    }
}

/// The text is not a SID of the kind that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadSid;

impl<K: SidKind> FromStr for Sid<K> {
    type Err = BadSid;

    fn from_str(text: &str) -> Result<Self, BadSid> {
        let hex = text.strip_prefix(K::PREFIX).ok_or(BadSid)?;
        // `from_str_radix` alone would take a sign and fewer digits.
        if hex.len() != 32 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(BadSid);
        }
        let bits = u128::from_str_radix(hex, 16).map_err(|_| BadSid)?;
        Ok(Self { bits, kind: PhantomData })
    }
}

impl<K: SidKind> fmt::Display for Sid<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By table: a request writes twenty of these, and `{:032x}` of a u128 is slow.
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 32];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.bits.to_be_bytes()) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        f.write_str(K::PREFIX)?;
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl<K: SidKind> fmt::Debug for Sid<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K> PartialEq for Sid<K> {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}
impl<K> Eq for Sid<K> {}

impl<K> std::hash::Hash for Sid<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bits.hash(state);
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $alias:ident $kind:ident $prefix:literal;)*) => {$(
        #[doc = concat!("Marks SIDs that begin with `", $prefix, "`.")]
        #[derive(Clone, Copy, Debug)]
        pub struct $kind;
        impl SidKind for $kind { const PREFIX: &'static str = $prefix; }
        $(#[$doc])*
        pub type $alias = Sid<$kind>;
    )*};
}

kinds! {
    /// An account: the tenant that owns services.
    AccountSid AccountKind "AC";
    /// An API key of an account.
    ApiKeySid ApiKeyKind "SK";
    /// A Verify service.
    ServiceSid ServiceKind "VA";
    /// A verification; a check answers with the same.
    VerificationSid VerificationKind "VE";
    /// One send of a verification's code.
    AttemptSid AttemptKind "VL";
    /// A rate limit of a service.
    RateLimitSid RateLimitKind "RK";
    /// A bucket of a rate limit.
    BucketSid BucketKind "BL";
    /// A person in a service.
    EntitySid EntityKind "YE";
    /// A factor of a person.
    FactorSid FactorSidKind "YF";
    /// A challenge.
    ChallengeSid ChallengeKind "YC";
    /// A permission for one device to enrol.
    AccessTokenSid AccessTokenKind "YK";
    /// A webhook of a service.
    WebhookSid WebhookKind "YW";
    /// A notification of a challenge.
    NotificationSid NotificationKind "NT";
    /// An entry of the safe list.
    SafeListSid SafeListKind "GN";
    /// A line of the audit trail; never on the wire.
    AuditSid AuditKind "AU";
    /// A message template.
    TemplateSid TemplateKind "HJ";
    /// A push credential; reference only.
    CredentialSid CredentialKind "CR";
    /// A hardware token; never on the wire.
    HardwareTokenSid HardwareTokenKind "HT";
    /// A messaging service: the operator's name for some of the providers.
    MessagingServiceSid MessagingServiceKind "MG";
    /// A prompt: pages on which a person sets up their methods or proves themselves.
    PromptSid PromptKind "YP";
    /// A mail that tells somebody what has changed about their methods; never on the wire.
    NoticeSid NoticeKind "YN";
    /// A browser in front of which a person isn't asked again.
    RememberedBrowserSid RememberedBrowserKind "YB";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MockDice;
    use proptest::prelude::*;

    #[test]
    fn a_sid_is_34_characters_and_reads_back() {
        let sid = ServiceSid::new(Timestamp::from_millis(1_700_000_000_000), &MockDice::new(1));
        assert_eq!(sid.to_string().len(), 34);
        assert!(sid.to_string().starts_with("VA018bcfe56800"), "{sid}");
        assert_eq!(sid.to_string().parse(), Ok(sid));
        assert_eq!(sid.to_string().to_uppercase().parse(), Ok(sid));
    }

    #[test]
    fn what_was_made_earlier_sorts_before_the_earliest_sid_of_a_moment() {
        let (at, dice) = (Timestamp::from_millis(1_700_000_000_000), MockDice::new(1));
        let cut = ServiceSid::earliest(at).to_string();
        for _ in 0..100 {
            assert!(ServiceSid::new(at.plus_millis(-1), &dice).to_string() < cut);
            assert!(ServiceSid::new(at, &dice).to_string() >= cut);
        }
        assert_eq!(ServiceSid::earliest(Timestamp::from_millis(-5)).bits(), 0);
    }

    #[test]
    fn a_sid_of_another_kind_or_length_is_refused() {
        for text in
            ["VE018bcfe5680000000000000000000000", "VA018bcfe568", "VA+18bcfe5680000000000000000000000", ""]
        {
            assert_eq!(text.parse::<ServiceSid>(), Err(BadSid), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_only_canonical_text_is_a_sid(text in "\\PC{0,40}") {
            if let Ok(sid) = text.parse::<ServiceSid>() {
                prop_assert_eq!(sid.to_string().to_lowercase(), text.to_lowercase());
            }
        }
    }
}
