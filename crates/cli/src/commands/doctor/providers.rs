//! Who carries messages.

use countersign_delivery::Probe;
use countersign_model::Channel;

use super::{Finding, Findings};
use crate::config::Provider;

pub(super) async fn look(configured: &[Provider]) -> Findings {
    let mut found = Findings::default();
    let built = match configured.iter().map(Provider::build).collect::<Result<Vec<_>, _>>() {
        Ok(built) => built,
        Err(error) => {
            found.add(Finding::bad("providers", error));
            return found;
        }
    };
    for provider in &built {
        let check = format!("provider {}", provider.name());
        let channels =
            provider.channels().iter().map(|channel| channel.as_str()).collect::<Vec<_>>().join(", ");
        found.add(match provider.probe().await {
            Probe::Reached => Finding::good(&check, format!("answers ({channels})")),
            Probe::Untried => Finding::good(&check, format!("can't be tried without sending ({channels})")),
            Probe::Failed(why) => Finding::bad(&check, why),
        });
    }
    let missing = Channel::ALL
        .into_iter()
        .filter(|channel| !built.iter().any(|provider| provider.channels().contains(channel)));
    let missing = missing.map(Channel::as_str).collect::<Vec<_>>().join(", ");
    if !missing.is_empty() {
        found.add(Finding::doubtful(
            "channels",
            format!("nobody carries {missing}: only dev's inbox would take such a message; add a provider"),
        ));
    }
    found
}
