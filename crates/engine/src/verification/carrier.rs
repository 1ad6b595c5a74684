//! Who sends a create's code: providers here, or an upstream.

use countersign_delivery::Asked;
use countersign_keyring::Keyring;
use countersign_model::{Channel, CodeSource, Handed, Service, Verification};

use super::{StartVerification, StartVerificationError};
use crate::engine::Inner;

/// Who may send, found out before the create's transaction.
pub(super) struct Carriers {
    /// Whether a provider here carries the channel.
    here: bool,
    /// Where a verification goes that begins now.
    beginning: Option<Beginning>,
}

/// An upstream that a verification may begin at.
struct Beginning {
    upstream: String,
    takes_our_codes: bool,
}

impl Inner {
    /// Who may send; nothing when surely nobody can. Nothing is handed on for a test number.
    pub(super) fn carriers(&self, wanted: &StartVerification, is_test: bool) -> Option<Carriers> {
        let here = self.carries(wanted, wanted.channel);
        if self.upstreams.is_empty() {
            return here.then_some(Carriers { here, beginning: None });
        }
        let taking = self
            .upstreams
            .taking(wanted.service, wanted.channel, &wanted.recipient)
            // What an upstream couldn't do as asked stays here.
            .filter(|upstream| wanted.custom_code.is_none() || upstream.takes_our_codes())
            .filter(|_| !wanted.approve && wanted.template.is_none() && !is_test);
        let beginning = taking.map(|upstream| Beginning {
            upstream: upstream.key().to_owned(),
            takes_our_codes: upstream.takes_our_codes(),
        });
        // One that lives may have begun at an upstream, whatever goes there now.
        Some(Carriers { here, beginning })
    }

    /// Whether a provider here carries such a message.
    fn carries(&self, wanted: &StartVerification, channel: Channel) -> bool {
        let asked = Asked { service: wanted.service, channel, recipient: &wanted.recipient, chance: 0 };
        let seats = self.routes.plan(&asked).seats;
        seats.iter().any(|seat| !wanted.approve || seat.provider.asks_for_keys())
    }

    /// The first channel of the service's order that reaches such an address and that somebody carries.
    pub(super) fn first_channel(&self, wanted: &StartVerification) -> Channel {
        let reaches = |channel: Channel| (channel == Channel::Email) == wanted.recipient.phone().is_none();
        let carried = |channel: Channel| {
            self.carries(wanted, channel)
                || self.upstreams.taking(wanted.service, channel, &wanted.recipient).is_some()
        };
        let order = self.channel_orders.of(wanted.service);
        let mut steps = order.iter().flat_map(|order| &order.steps).map(|step| step.channel);
        steps.find(|channel| reaches(*channel) && carried(*channel)).unwrap_or(wanted.channel)
    }
}

impl Carriers {
    /// Where the code of a verification that begins now comes from.
    pub(super) fn code(
        &self,
        wanted: &StartVerification,
        custom: Option<&CodeSource>,
        keys: &Keyring,
        service: &Service,
    ) -> CodeSource {
        match (&self.beginning, custom) {
            (Some(Beginning { takes_our_codes: false, .. }), None) => CodeSource::Upstream,
            (_, custom) => wanted.code_source(custom, keys, service),
        }
    }

    /// The upstream of a verification that begins now.
    pub(super) fn handed(&self) -> Option<Handed> {
        let beginning = self.beginning.as_ref()?;
        Some(Handed { upstream: beginning.upstream.clone(), sid: None })
    }

    /// Whether `verification` can be sent by `channel`, where it began.
    pub(super) fn allow(
        &self,
        inner: &Inner,
        verification: &Verification,
        channel: Channel,
    ) -> Result<(), StartVerificationError> {
        let carried = match &verification.handed {
            None => self.here,
            Some(handed) => match inner.upstreams.named(&handed.upstream) {
                Some((_, seat)) => seat.provider.channels().contains(&channel),
                None => return Err(StartVerificationError::NoUpstream),
            },
        };
        if carried { Ok(()) } else { Err(StartVerificationError::NoProvider(channel)) }
    }
}
