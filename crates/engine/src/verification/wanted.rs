//! What a create asks for.

use std::collections::BTreeMap;

use countersign_model::{
    AccountSid, Actor, Amount, AppHash, Channel, Code, CodeDomain, FriendlyName, LocaleTag, Payee,
    RateLimitValue, Recipient, SendDigits, ServiceSid, Substitution, TemplateSid, UniqueName,
    VerificationSid,
};

use super::IdempotencyKey;

/// What a create asks for; everything in it is parsed.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the parameter of the same name, behaviour map 4.1")]
pub struct StartVerification {
    pub account: AccountSid,
    pub caller: Actor,
    pub service: ServiceSid,
    pub recipient: Recipient,
    pub channel: Channel,
    pub custom_friendly_name: Option<FriendlyName>,
    pub custom_code: Option<Code>,
    pub amount: Option<Amount>,
    pub payee: Option<Payee>,
    pub locale: Option<LocaleTag>,
    pub app_hash: Option<AppHash>,
    pub send_digits: Option<SendDigits>,
    /// Ours: the name of the page that asks for the code, which a text message binds it to.
    pub domain: Option<CodeDomain>,
    pub template: Option<TemplateSid>,
    pub substitutions: BTreeMap<String, Substitution>,
    pub tags: Option<String>,
    pub known_person: bool,
    pub risk_check_disabled: bool,
    pub rate_limits: Vec<(UniqueName, RateLimitValue)>,
    /// Whether the server chooses the channel: the first of the service's order that somebody carries. `channel` then
    /// counts where there is no order.
    pub auto: bool,
    /// Whether a call asks for an approval in place of reading a code (`ChannelConfiguration`, ours). Calls only.
    pub approve: bool,
    /// The approval that is to be called for again, with the digits that are shown already.
    pub again: Option<VerificationSid>,
    /// Ours: see [`IdempotencyKey`].
    pub idempotency: Option<IdempotencyKey>,
}

impl StartVerification {
    /// A create by `caller` with nothing but what it must have.
    #[must_use]
    pub const fn plain(
        account: AccountSid,
        caller: Actor,
        service: ServiceSid,
        recipient: Recipient,
        channel: Channel,
    ) -> Self {
        Self {
            account,
            caller,
            service,
            recipient,
            channel,
            custom_friendly_name: None,
            custom_code: None,
            amount: None,
            payee: None,
            locale: None,
            app_hash: None,
            send_digits: None,
            domain: None,
            template: None,
            substitutions: BTreeMap::new(),
            tags: None,
            known_person: false,
            risk_check_disabled: false,
            rate_limits: Vec::new(),
            auto: false,
            approve: false,
            again: None,
            idempotency: None,
        }
    }
}
