//! `[[channel_orders]]`: which channel comes after which when a message isn't known to have arrived.

use countersign_model::{ChannelOrder, ChannelOrders, ChannelStep};
use serde::Deserialize;
use toml::{Table, Value};

use super::routes::{channel, service, tables};
use crate::commands::Failure;

/// What an order may hold; shown in the example file and on the reference page, and read by a test.
pub(super) const EXAMPLE: &str = r#"[[channel_orders]]
service = "VA0123456789abcdef0123456789abcdef"   # left out: every service without one of its own
channels = ["whatsapp", "sms", "call"]   # first choice first; the code stays the same
wait_seconds = 20                  # for a receipt, before the next one is tried
only_auto = false                  # true: only for Channel=auto, not for a channel that is named
"#;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    service: Option<String>,
    channels: Vec<String>,
    #[serde(default = "twenty")]
    wait_seconds: u32,
    #[serde(default)]
    only_auto: bool,
}

const fn twenty() -> u32 {
    20
}

/// The orders.
pub(super) fn read(file: &mut Table) -> Result<ChannelOrders, Failure> {
    let orders = tables(file, "channel_orders")?.into_iter().zip(1..);
    orders.map(|(table, number)| order(table, number)).collect::<Result<_, _>>().map(ChannelOrders::new)
}

fn order(table: Value, number: usize) -> Result<ChannelOrder, Failure> {
    let told = |text: String| Failure::configuration(format!("[[channel_orders]], number {number}: {text}"));
    let written: Written =
        table.try_into().map_err(|error: toml::de::Error| told(error.message().to_owned()))?;
    if !(5..=600).contains(&written.wait_seconds) {
        return Err(told("wait_seconds must be 5 to 600".to_owned()));
    }
    let mut steps: Vec<ChannelStep> = Vec::new();
    for name in &written.channels {
        let channel = channel(name).map_err(&told)?;
        if steps.iter().any(|step| step.channel == channel) {
            return Err(told(format!("channels names {name} twice")));
        }
        steps.push(ChannelStep { channel, wait_millis: i64::from(written.wait_seconds) * 1000 });
    }
    if steps.is_empty() {
        return Err(told("channels must name one at least".to_owned()));
    }
    let service = written.service.map(|text| service(&text)).transpose().map_err(&told)?;
    Ok(ChannelOrder { service, steps, only_auto: written.only_auto })
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_model::Channel;

    fn parsed(text: &str) -> Result<ChannelOrders, String> {
        read(&mut text.parse().expect("TOML")).map_err(|error| error.to_string())
    }

    #[test]
    fn the_example_is_read_whole() {
        let orders = parsed(EXAMPLE).expect("orders");
        let of = "VA0123456789abcdef0123456789abcdef".parse().expect("a SID");
        let (wait, rest) = orders.behind(of, Channel::Whatsapp, false).expect("an order");
        assert_eq!((wait, rest.len()), (20_000, 2));
    }

    #[test]
    fn a_mistake_is_told() {
        for (text, hint) in [
            ("channels = []", "one at least"),
            ("channels = ['sms', 'sms']", "twice"),
            ("channels = ['fax']", "sms, call"),
            ("channels = ['sms']\nwait_seconds = 1", "5 to 600"),
            ("channels = ['sms']\nwait = 1", "wait_seconds"),
        ] {
            let told = parsed(&format!("[[channel_orders]]\n{text}")).expect_err(text);
            assert!(told.contains("number 1") && told.contains(hint), "{told}");
        }
    }
}
