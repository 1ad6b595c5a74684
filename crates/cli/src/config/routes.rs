//! `[[routes]]`: which provider is asked for which message. Read as it is declared here, not key by key: a list of tables
//! has no environment variables.

use countersign_delivery::{Destination, Route};
use countersign_model::limit::Money;
use countersign_model::{Channel, ServiceSid};
use serde::Deserialize;
use toml::{Table, Value};

use crate::commands::Failure;

/// What a route may hold; shown in the example file and on the reference page, and read by a test.
pub(super) const EXAMPLE: &str = r#"[[routes]]
name = "denmark"                   # for explanations; left out: its number
service = "VA0123456789abcdef0123456789abcdef"   # left out: every service
channel = "sms"                    # left out: every channel
to = ["DK", "+4420"]               # countries and beginnings of numbers; left out: everywhere
providers = ["my-gatewayapi", "my-twilio"] # by name, first choice first; who isn't named isn't asked
weights = [3, 1]                   # how often each comes first; left out: always the first
max_price = "0.08"                 # providers whose price for the number is higher are passed over
"#;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Option<String>,
    service: Option<String>,
    channel: Option<String>,
    #[serde(default)]
    to: Vec<String>,
    providers: Vec<String>,
    #[serde(default)]
    weights: Vec<u32>,
    max_price: Option<Money>,
}

/// The routes, in the order of the file. Whether their providers exist is for whoever has those to say.
pub(super) fn read(file: &mut Table) -> Result<Vec<Route>, Failure> {
    tables(file, "routes")?.into_iter().zip(1..).map(|(table, number)| route(table, number)).collect()
}

/// The tables of a list; none when it isn't there.
pub(super) fn tables(file: &mut Table, name: &str) -> Result<Vec<Value>, Failure> {
    match file.remove(name) {
        None => Ok(Vec::new()),
        Some(Value::Array(tables)) => Ok(tables),
        Some(_) => Err(Failure::configuration(format!("{name} must be tables: [[{name}]]"))),
    }
}

fn route(table: Value, number: usize) -> Result<Route, Failure> {
    let told = |text: String| Failure::configuration(format!("[[routes]], number {number}: {text}"));
    let written: Written =
        table.try_into().map_err(|error: toml::de::Error| told(error.message().to_owned()))?;
    let channel = written.channel.map(|text| self::channel(&text)).transpose().map_err(&told)?;
    let service = written.service.map(|text| self::service(&text)).transpose().map_err(&told)?;
    let to = written.to.iter().map(|text| text.parse::<Destination>());
    let to = to.collect::<Result<_, _>>().map_err(|error| told(error.to_string()))?;
    Ok(Route {
        name: written.name.unwrap_or_else(|| number.to_string()),
        service,
        channel,
        to,
        providers: written.providers,
        weights: written.weights,
        max_price: written.max_price,
    })
}

/// A channel's name.
pub(super) fn channel(text: &str) -> Result<Channel, String> {
    let known = || Channel::ALL.map(Channel::as_str).join(", ");
    text.parse().map_err(|_| format!("there is no channel {text:?}, only {}", known()))
}

/// A service's SID.
pub(super) fn service(text: &str) -> Result<ServiceSid, String> {
    text.parse().map_err(|_| format!("{text:?} is no service: VA and 32 hex digits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Vec<Route>, String> {
        read(&mut text.parse().expect("TOML")).map_err(|error| error.to_string())
    }

    #[test]
    fn the_example_is_read_whole() {
        let routes = parsed(EXAMPLE).expect("routes");
        let route = &routes[0];
        assert_eq!((route.name.as_str(), route.channel, route.to.len()), ("denmark", Some(Channel::Sms), 2));
        assert_eq!((route.providers.len(), &route.weights), (2, &vec![3, 1]));
        assert_eq!(route.max_price, "0.08".parse().ok());
    }

    #[test]
    fn a_mistake_names_the_route_and_what_would_be_right() {
        for (text, hint) in [
            ("to = ['UK']", "\"DK\""),
            ("channel = 'fax'", "sms, call"),
            ("service = 'VA1'", "32 hex digits"),
            ("provider = 'a'", "providers"),
            ("max_price = 'cheap'", "0.0525"),
        ] {
            let told = parsed(&format!("[[routes]]\nproviders = ['a']\n{text}")).expect_err(text);
            assert!(told.contains("number 1") && told.contains(hint), "{told}");
        }
        assert!(parsed("routes = 1").expect_err("a number").contains("[[routes]]"));
    }
}
