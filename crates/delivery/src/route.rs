//! Who is asked for which channel, and in what order.

use std::sync::Arc;

use countersign_model::Channel;

use crate::Provider;

/// For each channel the providers to ask, first choice first. Fixed once built; holds no state of theirs.
#[derive(Clone, Default)]
pub struct Routes {
    by_channel: Vec<(Channel, Vec<Arc<dyn Provider>>)>,
    /// Everybody who was named, whether asked for a channel or not: who may keep something.
    everybody: Vec<Arc<dyn Provider>>,
}

impl Routes {
    /// Every provider serves every channel that it can carry; the order given is the order asked.
    #[must_use]
    pub fn new(providers: &[Arc<dyn Provider>]) -> Self {
        let carrying = |channel| {
            let able = providers.iter().filter(|provider| provider.channels().contains(&channel));
            (channel, able.map(Arc::clone).collect())
        };
        Self { by_channel: Channel::ALL.into_iter().map(carrying).collect(), everybody: providers.to_vec() }
    }

    /// The same routes, with `provider` for the channels it can carry and nobody else does.
    #[must_use]
    pub fn filled_with<P: Provider + 'static>(mut self, provider: &Arc<P>) -> Self {
        for (channel, providers) in &mut self.by_channel {
            if providers.is_empty() && provider.channels().contains(channel) {
                providers.push(Arc::clone(provider) as Arc<dyn Provider>);
            }
        }
        self.everybody.push(Arc::clone(provider) as Arc<dyn Provider>);
        self
    }

    /// Has every provider remove what it keeps of the addresses of which `is_meant` says yes; tells how many messages.
    ///
    /// # Errors
    /// The first provider's sentence; see [`Provider::forget`].
    pub fn forget(&self, is_meant: &dyn Fn(&str) -> bool) -> Result<u64, String> {
        self.everybody.iter().try_fold(0, |gone, provider| Ok(gone + provider.forget(is_meant)?))
    }

    /// The providers to ask for `channel`, first choice first; empty when nobody can carry it.
    #[must_use]
    pub fn for_channel(&self, channel: Channel) -> &[Arc<dyn Provider>] {
        self.by_channel.iter().find(|(of, _)| *of == channel).map_or(&[], |(_, providers)| providers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Message, Sending};
    use countersign_model::{Fate, Timestamp};

    struct Named(&'static str, &'static [Channel]);

    impl Provider for Named {
        fn name(&self) -> &str {
            self.0
        }
        fn channels(&self) -> &[Channel] {
            self.1
        }
        fn send<'a>(&'a self, _: &'a Message, _: Timestamp) -> Sending<'a> {
            Box::pin(async { Fate::accepted(None) })
        }
    }

    #[test]
    fn each_channel_has_those_who_carry_it_in_the_order_given() {
        let routes = Routes::new(&[
            Arc::new(Named("b", &[Channel::Sms, Channel::Email])),
            Arc::new(Named("a", &[Channel::Sms])),
        ]);
        let names =
            |channel| routes.for_channel(channel).iter().map(|p| p.name().to_owned()).collect::<Vec<_>>();
        assert_eq!(names(Channel::Sms), ["b", "a"]);
        assert_eq!(names(Channel::Email), ["b"]);
        assert!(names(Channel::Call).is_empty());
        let filled = routes.filled_with(&Arc::new(Named("spare", &Channel::ALL)));
        let spare = filled.for_channel(Channel::Call).iter().map(|p| p.name()).collect::<Vec<_>>();
        assert_eq!(spare, ["spare"]);
        assert_eq!(filled.for_channel(Channel::Email).len(), 1);
        assert!(Routes::default().for_channel(Channel::Sms).is_empty());
    }
}
