//! What a server would start with, though it can't be meant.

use std::sync::Arc;

use countersign_delivery::Provider as Carrier;
use countersign_model::Channel;

use super::Config;

/// A sentence when providers are set up for calls and have no address to ask what is said.
pub(crate) fn calls(config: &Config, providers: &[Arc<dyn Carrier>]) -> Option<String> {
    let calls = |provider: &&Arc<dyn Carrier>| {
        provider.asks_for_keys() && provider.channels().contains(&Channel::Call)
    };
    let callers: Vec<_> = providers.iter().filter(calls).map(|provider| provider.name()).collect();
    if callers.is_empty() || config.server.public_url.is_some() {
        return None;
    }
    Some(format!(
        "{} could place calls, but not ask what is said in them, so none is placed: set server.public_url to a name under \
         which providers reach this server",
        callers.join(", ")
    ))
}
