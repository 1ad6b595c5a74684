//! `dev --simulate`: two providers that nobody has an account with.

use std::collections::BTreeMap;

use super::super::Failure;
use crate::config::Config;

/// What stands in for a configuration file's `[[providers]]`; the guide shows the same.
pub(super) const PROVIDERS: &str = "[[providers]]
name = \"shaky\"
kind = \"simulated\"
channels = [\"sms\"]
script = [\"retryable\", \"accepted\", \"throttled\"]
latency_millis = 300
receipts = [\"failed=10\"]

[[providers]]
name = \"steady\"
kind = \"simulated\"
channels = [\"sms\"]
latency_spread_millis = 200
receipts = [\"late=10\", \"twice=10\"]
";

/// The same configuration with them.
///
/// # Errors
/// When it has providers of its own.
pub(super) fn into(mut config: Config) -> Result<Config, Failure> {
    if !config.providers.is_empty() {
        return Err(Failure::configuration(
            "--simulate brings two providers, and the configuration has some too: leave one of them out. A simulated \
             provider may stand in [[providers]] as any other",
        ));
    }
    config.providers = Config::parse(PROVIDERS, &BTreeMap::new())?.providers;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Config {
        Config::parse(text, &BTreeMap::new()).expect("a configuration")
    }

    #[test]
    fn both_can_be_built_and_the_first_one_fails_first() {
        let config = into(config("")).expect("providers");
        let delivery = config.delivery().expect("they can be built");
        let names: Vec<_> = delivery.routes.seats().iter().map(|seat| seat.provider.name()).collect();
        assert_eq!(names, ["shaky", "steady"]);
        assert!(config.providers.iter().all(|provider| provider.settings.is_simulated()));
    }

    #[test]
    fn providers_of_the_configuration_are_not_put_aside_without_a_word() {
        assert!(into(config(PROVIDERS)).is_err());
    }

    #[test]
    fn the_guide_shows_the_same() {
        let guide = include_str!("../../../../../docs/guides/sandbox.md");
        assert!(guide.contains(PROVIDERS), "docs/guides/sandbox.md shows other providers");
    }
}
