//! Which channel comes after which when a message doesn't arrive.

use crate::{Channel, ServiceSid};

/// One channel of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelStep {
    /// Which way.
    pub channel: Channel,
    /// How long to wait for a receipt before the next one is tried, in milliseconds.
    pub wait_millis: i64,
}

/// A service's order of channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelOrder {
    /// The service it is for; every service without one of its own when there is none.
    pub service: Option<ServiceSid>,
    /// First choice first.
    pub steps: Vec<ChannelStep>,
    /// Whether it holds only for `Channel=auto`; else a channel that a caller names is followed by those behind it too.
    pub only_auto: bool,
}

/// The operator's orders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelOrders(Vec<ChannelOrder>);

impl ChannelOrders {
    /// These orders; of two for the same service the first counts.
    #[must_use]
    pub const fn new(orders: Vec<ChannelOrder>) -> Self {
        Self(orders)
    }

    /// Whether there is none at all, and nothing to look after.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any of them names `channel`.
    #[must_use]
    pub fn names(&self, channel: Channel) -> bool {
        self.0.iter().any(|order| order.steps.iter().any(|step| step.channel == channel))
    }

    /// The order for `service`.
    #[must_use]
    pub fn of(&self, service: ServiceSid) -> Option<&ChannelOrder> {
        let own = self.0.iter().find(|order| order.service == Some(service));
        own.or_else(|| self.0.iter().find(|order| order.service.is_none()))
    }

    /// What comes behind `channel` under `service`, and how long to wait before; nothing when nothing does.
    #[must_use]
    pub fn behind(&self, service: ServiceSid, channel: Channel, auto: bool) -> Option<(i64, &[ChannelStep])> {
        let order = self.of(service).filter(|order| auto || !order.only_auto)?;
        let place = order.steps.iter().position(|step| step.channel == channel)?;
        let rest = &order.steps[place + 1..];
        (!rest.is_empty()).then_some((order.steps[place].wait_millis, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MockDice, Timestamp};

    fn service(n: u64) -> ServiceSid {
        ServiceSid::new(Timestamp::from_millis(1), &MockDice::new(n))
    }

    fn order(service: Option<ServiceSid>, channels: &[Channel], only_auto: bool) -> ChannelOrder {
        let step = |channel: &Channel| ChannelStep { channel: *channel, wait_millis: 20_000 };
        ChannelOrder { service, steps: channels.iter().map(step).collect(), only_auto }
    }

    #[test]
    fn a_service_s_own_order_counts_before_the_one_for_all() {
        let orders = ChannelOrders::new(vec![
            order(None, &[Channel::Sms, Channel::Call], false),
            order(Some(service(1)), &[Channel::Whatsapp, Channel::Sms], true),
        ]);
        let behind = |of: u64, channel, auto| {
            let (_, rest) = orders.behind(service(of), channel, auto)?;
            Some(rest.iter().map(|step| step.channel).collect::<Vec<_>>())
        };
        assert_eq!(behind(2, Channel::Sms, false), Some(vec![Channel::Call]));
        assert_eq!(behind(2, Channel::Call, true), None, "nothing comes behind the last");
        assert_eq!(behind(2, Channel::Whatsapp, true), None, "it doesn't stand in the order");
        assert_eq!(behind(1, Channel::Whatsapp, true), Some(vec![Channel::Sms]));
        assert_eq!(behind(1, Channel::Whatsapp, false), None, "a named channel is left alone");
    }
}
