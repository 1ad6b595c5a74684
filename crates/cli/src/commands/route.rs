//! `countersign route`

use clap::{Args, Subcommand};
use countersign_delivery::{Asked, Explanation, Upstreams};
use countersign_engine::provider::ProviderNow;
use countersign_engine::{Delivery, Engine};
use countersign_model::{Channel, ChannelOrders, Recipient, ServiceSid, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::providers::standing;
use super::{Failure, Options};
use crate::control::{Answer, Request, ask_server};

/// See which provider would carry a message, and why
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign route explain +353861234567\n  \
    countersign route explain +353861234567 --channel call --service VA… --json\n  \
    countersign route explain ann@example.com --config /etc/countersign.toml")]
pub struct Route {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Tell which route decides, who is asked in turn, who is passed over and why, and which channel would come next
    ///
    /// Sends nothing and asks no provider. A running server answers for itself and says who is left alone now; where none
    /// runs the configuration alone is looked at. Whether the message may be sent at all (countries, blocks, money) is
    /// another question: that is asked before. Nor is it about a verification that lives: that goes on where it began, here or
    /// at an upstream.
    Explain {
        /// The phone number or e-mail address
        #[arg(value_name = "ADDRESS")]
        to: String,
        /// The service; without it one for which there is no rule of its own
        #[arg(long, value_name = "VA…")]
        service: Option<String>,
        /// sms, call, email, whatsapp or telegram; without it sms, and email for an e-mail address
        #[arg(long)]
        channel: Option<String>,
    },
}

/// What this command asks of a server.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ask {
    to: String,
    service: Option<String>,
    channel: Option<String>,
}

impl Route {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Verb::Explain { to, service, channel } = self.verb;
        let ask = Ask { to, service, channel };
        let message = ask.message()?;
        let place = &self.options.place;
        let answer = match ask_server(place, Request::Route(ask))? {
            Some(answer) => answer,
            None => {
                let delivery = place.settle()?.0.delivery()?;
                message.explain(&delivery, None)
            }
        };
        self.options.show(&answer);
        Ok(())
    }
}

/// The message that is asked about.
struct Message {
    recipient: Recipient,
    channel: Channel,
    service: Option<ServiceSid>,
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine) -> Result<Answer, Failure> {
        let message = self.message()?;
        let now = engine.providers_now().await.map_err(Failure::of)?;
        let delivery = Delivery {
            routes: engine.routes().clone(),
            upstreams: engine.upstreams().clone(),
            channel_orders: engine.channel_orders().clone(),
            ..Delivery::default()
        };
        Ok(message.explain(&delivery, Some(&now)))
    }

    fn message(&self) -> Result<Message, Failure> {
        let told = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", self.to));
        let any = Recipient::parse(&self.to).map_err(|error| told(&error))?;
        let channel = match &self.channel {
            Some(text) => super::channel(text)?,
            None if any.phone().is_some() => Channel::Sms,
            None => Channel::Email,
        };
        let recipient = Recipient::parse_for(channel, &self.to).map_err(|error| told(&error))?;
        let service = self.service.as_deref().map(|text| super::sid(text, "service")).transpose()?;
        Ok(Message { recipient, channel, service })
    }
}

impl Message {
    fn explain(&self, delivery: &Delivery, now: Option<&[ProviderNow]>) -> Answer {
        let Delivery { routes, channel_orders: orders, .. } = delivery;
        // No service has this SID, so that only rules for all services fit.
        let service = self.service.unwrap_or_else(|| ServiceSid::earliest(Timestamp::from_millis(0)));
        let asked = Asked { service, channel: self.channel, recipient: &self.recipient, chance: 0 };
        let explained = routes.explain(&asked);
        let fields = [
            ("to", json!(self.recipient.masked())),
            ("country", json!(self.recipient.country())),
            ("channel", json!(self.channel.as_str())),
            ("service", json!(self.service.map(|sid| sid.to_string()))),
            ("route", json!(explained.route.map(|route| &route.name))),
            ("because", json!(because(&explained))),
            ("upstream", json!(self.upstream(&delivery.upstreams, service))),
        ];
        let passed = explained.passed.iter().map(|(name, why)| [json!(name), json!(why)]);
        Answer::detailed(
            fields,
            [
                ("asked", candidates(&explained, now)),
                ("passed_over", Answer::table(["not_asked", "why"], passed)),
                ("next_channels", self.next_channels(orders, service)),
            ],
        )
    }

    /// Where a verification that begins now would go, before any route is looked at; nothing where no upstream has a part
    /// in the service.
    fn upstream(&self, upstreams: &Upstreams, service: ServiceSid) -> Option<String> {
        let upstream = upstreams.of(service)?;
        let (key, percent) = (upstream.key(), upstream.percent());
        // Each service has other addresses first.
        let Some(service) = self.service else {
            return Some(format!(
                "{percent} % of the addresses go to {key}: name the --service to see whether this one does"
            ));
        };
        Some(if upstreams.taking(service, self.channel, &self.recipient).is_some() {
            format!("goes to {key} and not to the providers ({percent} % of the addresses do)")
        } else if upstream.has_a_share_in(service, &self.recipient) {
            format!("stays here: {key} doesn't carry {}", self.channel)
        } else {
            format!("stays here ({percent} % of the addresses go to {key})")
        })
    }

    /// What would follow if the message isn't known to have arrived.
    fn next_channels(&self, orders: &ChannelOrders, service: ServiceSid) -> Answer {
        let order = orders.of(service);
        let (wait, rest) = orders.behind(service, self.channel, true).unwrap_or((0, &[]));
        let only_auto = order.is_some_and(|order| order.only_auto);
        let mut after = wait;
        let rows = rest.iter().map(move |step| {
            let row = [json!(step.channel.as_str()), json!(after / 1000), json!(only_auto)];
            after += step.wait_millis;
            row
        });
        Answer::table(["next_channel", "seconds_later", "only_auto"], rows)
    }
}

fn candidates(explained: &Explanation<'_>, now: Option<&[ProviderNow]>) -> Answer {
    let rows = explained.candidates.iter().map(|candidate| {
        let name = candidate.seat.provider.name();
        let standing = now.and_then(|all| all.iter().find(|one| one.name == name)).map(standing);
        [
            json!(name),
            json!(candidate.first_percent),
            json!(candidate.price.map(|price| price.to_string())),
            standing.map_or(Value::Null, Value::String),
        ]
    });
    Answer::table(["provider", "first_percent", "price", "now"], rows)
}

/// Why this route and no other.
fn because(explained: &Explanation<'_>) -> String {
    let Some(route) = explained.route else {
        return "no route fits: everybody who carries the channel, in the order of the configuration"
            .to_owned();
    };
    let mut fits = Vec::new();
    if route.service.is_some() {
        fits.push("the service".to_owned());
    }
    if !route.to.is_empty() {
        let to: Vec<_> = route.to.iter().map(ToString::to_string).collect();
        fits.push(format!("where it goes ({})", to.join(", ")));
    }
    if route.channel.is_some() {
        fits.push("the channel".to_owned());
    }
    if fits.is_empty() {
        "it is for everything".to_owned()
    } else {
        format!("it names {}", fits.join(" and "))
    }
}
