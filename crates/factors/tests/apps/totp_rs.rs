//! The crate `totp-rs`, by scanning what we show.

use proptest::prelude::*;
use totp_rs::Totp;

use crate::Device;

proptest! {
    #[test]
    fn an_app_that_scans_our_uri_shows_codes_that_we_take(
        seed: u64,
        alg in prop::sample::select(vec!["sha1", "sha256", "sha512"]),
        digits in 3_u8..=8,
        step in 20_i64..=60,
        seconds in 1_000_000_i64..20_000_000_000,
    ) {
        let (digits, period) = (digits.to_string(), step.to_string());
        let pairs = [("Config.Alg", alg), ("Config.CodeLength", &digits), ("Config.TimeStep", &period), ("Config.Skew", "0")];
        let device = Device::new(seed, &pairs);
        let app = Totp::from_url_unchecked(device.told("uri")).expect("a URI that it can scan");
        let shown = app.generate(u64::try_from(seconds).unwrap()).to_string();
        prop_assert!(device.takes(&shown, seconds), "{shown} at {seconds}");
        let other = app.generate(u64::try_from(seconds + step).unwrap()).to_string();
        prop_assert_eq!(device.takes(&other, seconds), other == shown);
    }
}
