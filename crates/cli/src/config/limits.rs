//! `[limits]`: tables within tables, so it is read as the model declares it and not key by key. The example below is
//! what the example file and the reference page show; a test reads it.

use countersign_model::Limits;
use toml::{Table, Value};

use crate::commands::Failure;

/// The section with everything that it may hold; the values are the defaults where there are any.
pub(super) const EXAMPLE: &str = r#"[limits]
sms_countries = ["DK", "SE"]       # countries that text messages are sent to, or "all"; default none
call_countries = ["DK"]            # countries that are called, or "all"; default none
refuse_special_numbers = true      # premium, shared-cost, satellite and other numbers that are no ordinary phone
test_numbers = []                  # phones of your own, outside the limits per address; they are sent messages
per_address = { per_30_seconds = 1, per_10_minutes = 5, per_day = 10 }
rate_limits = { per_service = 10, buckets = 5 }   # how many applications may make; 20 each at most

[limits.prices]                    # what a message costs, in whatever currency you reckon in
sms = "0.05"
call = "0.10"
email = "0"
whatsapp = "0.03"
telegram = "0.01"
sms_to = { DK = "0.04" }
call_to = { DK = "0.08" }

[limits.budget]
account_per_hour = "50"
account_per_day = "200"
country_per_hour = "25"
country_per_day = "100"
known_persons_percent = 20         # kept for people whom the caller marks with KnownPerson=true
"#;

/// What the section says; as it comes, nothing is sent to any phone until countries are named.
pub(super) fn read(file: &mut Table) -> Result<Limits, Failure> {
    match file.remove("limits") {
        None => Ok(Limits::default()),
        Some(table @ Value::Table(_)) => table.try_into().map_err(|error: toml::de::Error| {
            Failure::configuration(format!("[limits]: {}", error.message()))
        }),
        Some(_) => Err(Failure::configuration("limits must be a section: [limits]")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Limits, Failure> {
        read(&mut text.parse().expect("TOML"))
    }

    #[test]
    fn the_example_is_the_default_but_for_countries_prices_of_countries() {
        let limits = parsed(EXAMPLE).unwrap();
        let mut expected = limits.clone();
        let default = Limits::default();
        expected.per_address = default.per_address;
        expected.budget = default.budget;
        expected.rate_limits = default.rate_limits;
        expected.test_numbers = default.test_numbers;
        expected.refuse_special_numbers = default.refuse_special_numbers;
        assert_eq!(limits, expected);
        assert_ne!(limits.sms_countries, default.sms_countries);
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_the_known_ones() {
        let told = parsed("[limits]\nsms_country = 'DK'").unwrap_err().to_string();
        assert!(told.contains("sms_country") && told.contains("sms_countries"), "{told}");
    }
}
