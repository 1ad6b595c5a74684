//! `[[messaging_services]]`: the operator's names of Twilio's form for some of the providers.

use countersign_delivery::MessagingService;
use serde::Deserialize;
use toml::{Table, Value};

use super::routes::tables;
use crate::commands::Failure;

/// What a messaging service may hold; shown in the example file and on the reference page, and read by a test.
pub(super) const EXAMPLE: &str = r#"[[messaging_services]]
sid = "MG0123456789abcdef0123456789abcdef"   # what applications have for MessagingServiceSid
providers = ["my-gatewayapi", "my-twilio"]   # by name, first choice first; then who else would be asked
"#;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    sid: String,
    providers: Vec<String>,
}

/// The messaging services. Whether their providers exist is for whoever has those to say.
pub(super) fn read(file: &mut Table) -> Result<Vec<MessagingService>, Failure> {
    let services = tables(file, "messaging_services")?.into_iter().zip(1..);
    services.map(|(table, number)| service(table, number)).collect()
}

fn service(table: Value, number: usize) -> Result<MessagingService, Failure> {
    let told =
        |text: String| Failure::configuration(format!("[[messaging_services]], number {number}: {text}"));
    let written: Written =
        table.try_into().map_err(|error: toml::de::Error| told(error.message().to_owned()))?;
    let sid = written
        .sid
        .parse()
        .map_err(|_| told(format!("{:?} is no messaging service: MG and 32 hex digits", written.sid)))?;
    Ok(MessagingService { sid, providers: written.providers })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Vec<MessagingService>, String> {
        read(&mut text.parse().expect("TOML")).map_err(|error| error.to_string())
    }

    #[test]
    fn the_example_is_read_whole() {
        let services = parsed(EXAMPLE).expect("messaging services");
        assert_eq!(services[0].sid.to_string(), "MG0123456789abcdef0123456789abcdef");
        assert_eq!(services[0].providers, ["my-gatewayapi", "my-twilio"]);
    }

    #[test]
    fn a_mistake_is_told() {
        for (text, hint) in [
            ("sid = 'VA1'\nproviders = ['a']", "32 hex digits"),
            ("providers = ['a']", "sid"),
            ("sid = 'MG0123456789abcdef0123456789abcdef'", "providers"),
            ("sid = 'MG0123456789abcdef0123456789abcdef'\nproviders = ['a']\nx = 1", "x"),
        ] {
            let told = parsed(&format!("[[messaging_services]]\n{text}")).expect_err(text);
            assert!(told.contains("number 1") && told.contains(hint), "{told}");
        }
    }
}
