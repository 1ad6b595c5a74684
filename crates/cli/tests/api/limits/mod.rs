//! What may be sent at all: every limit is reached, told, and slipped by nobody.

mod blocks;
mod budget;
mod countries;
mod log;
mod nodes;
mod per_address;

use countersign_model::Limits;
use countersign_store::audit;
use serde_json::{Value, json};

use crate::support::TestApp;

/// The limits that `section` leaves, everywhere on earth allowed and money without bound but for what it says.
fn limits(mut section: Value) -> Limits {
    let open = json!({
        "sms_countries": "all",
        "call_countries": "all",
        "budget": {
            "account_per_hour": "off", "account_per_day": "off",
            "country_per_hour": "off", "country_per_day": "off",
        },
    });
    for (key, value) in open.as_object().expect("an object") {
        let said = section.as_object_mut().expect("an object").entry(key).or_insert_with(|| value.clone());
        if let (Some(said), Some(value)) = (said.as_object_mut(), value.as_object()) {
            for (key, value) in value {
                said.entry(key).or_insert_with(|| value.clone());
            }
        }
    }
    serde_json::from_value(section).expect("limits")
}

/// What the audit trail says was done, with whom it concerns.
/// What the audit trail says of limits; what it says of accounts, keys and services is left out.
async fn trail(app: &TestApp) -> Vec<(String, String, String)> {
    let lines = app.engine.store().read(|tx| audit::after(tx, "", 1000)).await.expect("the trail");
    let others = ["account.", "key.", "service."];
    let mine = lines.into_iter().filter(|line| !others.iter().any(|other| line.what.starts_with(other)));
    mine.map(|line| (line.what, line.who, line.subject)).collect()
}

/// Asks on this channel.
fn by<'a>(to: &'a str, channel: &'a str) -> [(&'a str, &'a str); 2] {
    [("To", to), ("Channel", channel)]
}

#[test]
fn the_section_is_read_from_the_configuration_file() {
    let section = r#"
        sms_countries = ["DK", "SE"]
        call_countries = ["DK"]
        test_numbers = ["+4520123456"]

        [per_address]
        per_day = 20

        [prices]
        sms = 0.04
        call = 1
        sms_to = { DK = "0.03", SE = 0.035 }

        [budget]
        account_per_hour = 12.5
        account_per_day = "off"
        known_persons_percent = 30
    "#;
    let read: Limits = toml::from_str(section).expect("limits");
    let same: Limits = serde_json::from_value(json!({
        "sms_countries": ["DK", "SE"],
        "call_countries": ["DK"],
        "test_numbers": ["+4520123456"],
        "per_address": {"per_30_seconds": 1, "per_10_minutes": 5, "per_day": 20},
        "prices": {"sms": 0.04, "call": 1, "sms_to": {"DK": 0.03, "SE": 0.035}},
        "budget": {"account_per_hour": 12.5, "account_per_day": "off", "known_persons_percent": 30},
    }))
    .expect("limits");
    assert_eq!(read, same);
    let told = toml::from_str::<Limits>("sms_country = []").expect_err("an unknown key").to_string();
    assert!(told.contains("sms_country"), "{told}");
}
