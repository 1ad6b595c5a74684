//! Who carries messages.

use std::sync::Arc;

use countersign_delivery::{Probe, Provider as Carrier, Upstreams};
use countersign_model::limit::Money;
use countersign_model::{Channel, Clock, Timestamp};

use super::super::providers::carried;
use super::{Finding, Findings};
use crate::SystemClock;
use crate::config::{Config, Provider, calls};

pub(super) async fn look(config: &Config) -> Findings {
    let mut found = Findings::default();
    let built = match config.providers.iter().map(Provider::build).collect::<Result<Vec<_>, _>>() {
        Ok(built) => built,
        Err(error) => {
            found.add(Finding::bad("providers", error));
            return found;
        }
    };
    // What the providers are each fine with may still not fit together: a price, a route.
    let mut upstreams = Upstreams::default();
    match config.delivery() {
        Ok(delivery) => upstreams = delivery.upstreams,
        Err(error) => drop(found.add(Finding::bad("routes", error))),
    }
    if let Err(error) = config.is_for_people()
        && config.is_production()
    {
        found.add(Finding::bad("simulated providers", error));
    }
    let now = SystemClock.now();
    // All at once: one that hangs shall not keep the others waiting.
    let all = || built.iter().chain(upstreams.seats().map(|seat| &seat.provider));
    let asked: Vec<_> = all().map(|provider| tokio::spawn(look_at(Arc::clone(provider), now))).collect();
    for (provider, asked) in all().zip(asked) {
        let check = check_of(&**provider);
        found.add(asked.await.unwrap_or_else(|_| Finding::bad(&check, "it could not be asked")));
    }
    // An upstream that gets all addresses of all services leaves none without a carrier.
    let gets_all = config.upstreams.iter().any(|one| {
        one.settings.service.is_none() && one.settings.percent == 100 && config.upstreams.len() == 1
    });
    let upstream = || upstreams.seats().map(|seat| &seat.provider).filter(|_| gets_all);
    let carried = |channel: Channel| {
        built.iter().chain(upstream()).any(|provider| provider.channels().contains(&channel))
    };
    let missing: Vec<_> = Channel::ALL.into_iter().filter(|channel| !carried(*channel)).collect();
    if !missing.is_empty() {
        found.add(Finding::doubtful(
            "channels",
            format!(
                "nobody carries {}: only dev's inbox would take such a message; add a provider",
                names(&missing)
            ),
        ));
    }
    let ordered: Vec<_> =
        missing.iter().copied().filter(|channel| config.channel_orders.names(*channel)).collect();
    if !ordered.is_empty() {
        found.add(Finding::doubtful(
            "channel orders",
            format!(
                "[[channel_orders]] name {}, which nobody carries: it would be passed over",
                names(&ordered)
            ),
        ));
    }
    if let Some(doubt) = calls(config, &built) {
        found.add(Finding::doubtful("calls", doubt));
    }
    let tell: Vec<_> =
        built.iter().filter(|provider| provider.tells()).map(|provider| provider.name()).collect();
    if !tell.is_empty() && config.server.public_url.is_none() {
        found.add(Finding::doubtful(
            "receipts",
            format!(
                "{} could tell what became of messages, but not where: set server.public_url to a name under which \
                 providers reach this server",
                tell.join(", ")
            ),
        ));
    }
    found
}

/// What a finding about it is called: an upstream's name says itself what it is.
fn check_of(provider: &dyn Carrier) -> String {
    match provider.name().split_once(':') {
        Some(("upstream", name)) => format!("upstream {name}"),
        _ => format!("provider {}", provider.name()),
    }
}

async fn look_at(provider: Arc<dyn Carrier>, now: Timestamp) -> Finding {
    let check = check_of(&*provider);
    let channels = carried(provider.channels(), provider.platforms()).join(", ");
    match provider.probe(now).await {
        // Asked only of those that answer and know us. That it can't be told is no reason to worry.
        Probe::Reached => match provider.balance().await {
            Ok(Some(left)) if left.amount == Money::ZERO => {
                let what = format!(
                    "answers ({channels}), and nothing is left on the account: top it up, unless you pay later"
                );
                Finding::doubtful(&check, what)
            }
            Ok(Some(left)) => Finding::good(&check, format!("answers ({channels}), {left} left")),
            _ => Finding::good(&check, format!("answers ({channels})")),
        },
        Probe::Untried => Finding::good(&check, format!("can't be tried without sending ({channels})")),
        Probe::Failed(why) => Finding::bad(&check, why),
    }
}

fn names(channels: &[Channel]) -> String {
    channels.iter().map(|channel| channel.as_str()).collect::<Vec<_>>().join(", ")
}
