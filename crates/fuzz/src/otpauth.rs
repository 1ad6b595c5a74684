use countersign_factors::Params;
use countersign_model::{FactorName, ServiceSettings};
use totp_rs::Totp;

use crate::fixtures::{NOW, enrol, factor, kind, service};

/// What authenticator apps scan: whatever it is made of, another library reads the same out of it, and its code is good
/// once. The octets are lines: issuer, name, secret, algorithm, digits, seconds.
pub fn otpauth(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let mut settings = ServiceSettings::default();
    settings.totp.issuer = Some(line().to_owned()).filter(|issuer| !issuer.is_empty());
    let service = service(settings);
    let mut factor = factor(&service, "totp");
    if let Ok(name) = FactorName::parse(line()) {
        factor.friendly_name = name;
    }
    let named = ["Binding.Secret", "Config.Alg", "Config.CodeLength", "Config.TimeStep"];
    let given: Params =
        named.into_iter().map(|name| (name, line())).filter(|(_, text)| !text.is_empty()).collect();
    let Ok(enrolled) = enrol(&service, &factor, &given) else { return };
    let uri = enrolled.binding["uri"].as_str().expect("a URI");
    assert!(uri.bytes().all(|octet| octet.is_ascii_graphic()), "{uri}");
    let app = Totp::from_url_unchecked(uri).unwrap_or_else(|error| panic!("{uri}: {error}"));
    let issuer = service.settings.totp.issuer.as_deref().unwrap_or(service.friendly_name.as_str());
    assert_eq!(app.issuer(), Some(issuer.replace(':', "-").as_str()), "{uri}");
    let seconds = u64::try_from(NOW.millis() / 1000).expect("after 1970");
    let shown = app.generate(seconds).to_string();
    let mut kept = enrolled.kept;
    assert_eq!(kind("totp").verify(&factor, &mut kept, &shown, NOW), Ok(true), "{uri} shows {shown}");
    assert_eq!(kind("totp").verify(&factor, &mut kept, &shown, NOW), Ok(false), "used");
}
