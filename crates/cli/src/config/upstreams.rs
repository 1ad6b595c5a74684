//! `[[upstreams]]`: other servers of the same API that carry out a share of the verifications.

use countersign_delivery::{SEND_LIMIT, Upstream, UpstreamSettings, Upstreams};
use toml::{Table, Value};

use super::layers::Layers;
use super::routes::tables;
use super::sections::variable;
use super::{Reader, is_name};
use crate::commands::Failure;

/// One of them.
#[derive(Debug)]
pub struct NamedUpstream {
    /// The operator's name for it; stands in logs, on attempts, and on every verification that goes there.
    pub name: String,
    /// Its settings.
    pub settings: UpstreamSettings,
}

/// Makes them.
///
/// # Errors
/// When settings contradict themselves or each other.
pub(super) fn build(all: &[NamedUpstream]) -> Result<Upstreams, Failure> {
    let build = |one: &NamedUpstream| {
        Upstream::new(&one.name, &one.settings, SEND_LIMIT)
            .map_err(|error| Failure::configuration(format!("upstream {}: {error}", one.name)))
    };
    let built = all.iter().map(build).collect::<Result<_, _>>()?;
    Upstreams::new(built).map_err(|error| Failure::configuration(error.0))
}

impl Reader<'_> {
    pub(super) fn upstreams(&mut self, file: &mut Table) -> Result<Vec<NamedUpstream>, Failure> {
        let mut all: Vec<NamedUpstream> = Vec::new();
        for table in tables(file, "upstreams")? {
            let upstream = self.upstream(table)?;
            let same = |other: &&NamedUpstream| {
                variable("upstreams", &other.name) == variable("upstreams", &upstream.name)
            };
            if let Some(other) = all.iter().find(same) {
                return Err(Failure::configuration(format!(
                    "two upstreams are named {} and {}: give each a name of its own",
                    other.name, upstream.name
                )));
            }
            all.push(upstream);
        }
        Ok(all)
    }

    fn upstream(&mut self, table: Value) -> Result<NamedUpstream, Failure> {
        let mut table = match table {
            Value::Table(table) => table,
            _ => return Err(Failure::configuration("upstreams must be tables: [[upstreams]]")),
        };
        let name = table.remove("name");
        let Some(Value::String(name)) = name.filter(|name| name.as_str().is_some_and(is_name)) else {
            return Err(Failure::configuration(
                "each of [[upstreams]] needs a name of letters, digits, - and _, such as name = \"twilio\"",
            ));
        };
        let section = format!("upstreams.{name}");
        let keys = UpstreamSettings::SECTION.keys;
        let layers = Layers { section: &section, keys, file: table, environment: self.environment };
        let settled = self.noted(&section, keys, layers.settle()?);
        let settings = settled.try_into().map_err(|error: toml::de::Error| {
            Failure::configuration(format!("{section}: {}", error.message()))
        })?;
        Ok(NamedUpstream { name, settings })
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    const WHOLE: &str = "[[upstreams]]\nname = 'twilio'\npercent = 90\n\
        verify_service_sid = 'VA0123456789abcdef0123456789abcdef'\n\
        account_sid = 'AC0123456789abcdef0123456789abcdef'\nauth_token = 'secret-token'\n";

    fn told(file: &str) -> String {
        let built = Config::parse(file, &Default::default()).and_then(|config| config.delivery().map(drop));
        built.expect_err(file).to_string()
    }

    #[test]
    fn an_upstream_is_read_and_its_secret_is_shown_nowhere() {
        let config = Config::parse(WHOLE, &Default::default()).expect("a configuration");
        let upstreams = config.delivery().expect("an upstream").upstreams;
        let (upstream, seat) = upstreams.named("twilio").expect("it has its name");
        assert_eq!((upstream.percent(), upstream.takes_our_codes()), (90, false));
        assert_eq!(seat.provider.name(), "upstream:twilio");
        let shown = format!("{:?} {:?}", config.shown(), config.upstreams);
        assert!(shown.contains("upstreams.twilio.auth_token") && !shown.contains("secret-token"), "{shown}");
    }

    #[test]
    fn the_environment_stands_over_the_file() {
        let environment = [("COUNTERSIGN_UPSTREAMS_TWILIO_PERCENT".to_owned(), "10".to_owned())].into();
        let config = Config::parse(WHOLE, &environment).expect("a configuration");
        assert_eq!(config.upstreams[0].settings.percent, 10);
        let typo = [("COUNTERSIGN_UPSTREAMS_TWILIO_PERCENTAGE".to_owned(), "10".to_owned())].into();
        assert!(Config::parse(WHOLE, &typo).is_err());
    }

    #[test]
    fn a_mistake_names_the_upstream_and_what_would_be_right() {
        let with = |from: &str, to: &str| told(&WHOLE.replace(from, to));
        for (file, hint) in [
            (with("percent = 90", "percent = 101"), "whole number from 0 to 100"),
            (with("percent = 90\n", ""), "upstreams.twilio.percent is missing"),
            (with("auth_token", "auth_tokn"), "did you mean"),
            (with("auth_token = 'secret-token'\n", ""), "auth_token is needed"),
            (with("'VA0123", "'VX0123"), "verify_service_sid must be VA"),
            (with("name = 'twilio'", "name = 'a b'"), "needs a name"),
            (with("percent = 90", "percent = 90\nservice = 'VA1'"), "service must be VA"),
            (told(&format!("{WHOLE}{WHOLE}")), "two upstreams are named"),
            (told(&format!("{WHOLE}{}", WHOLE.replace("'twilio'", "'other'"))), "both for every service"),
            (told("upstreams = 1"), "[[upstreams]]"),
        ] {
            assert!(file.contains(hint) && !file.contains("secret-token"), "{hint}: {file}");
        }
    }
}
