//! What opens the operator's app to set a device up, as `docs/guides/push.md` tells those who write it.

use countersign_model::{Identity, ServiceSid};
use countersign_web::Origin;
use url::form_urlencoded::Serializer;

/// `app` with what the app needs to make the factor: where, of which service, for whom, and the permission. Of a link of the
/// web all of it stands in the fragment, which no server is sent; of a scheme of the app's own in the query, which every
/// system hands over.
pub(crate) fn link(
    app: &str,
    origin: &Origin,
    (service, identity): (ServiceSid, &Identity),
    token: &str,
) -> String {
    let mut values = Serializer::new(String::new());
    values.append_pair("url", &origin.to_string());
    values.append_pair("service", &service.to_string());
    values.append_pair("identity", identity.as_str());
    values.append_pair("token", token);
    let mark = match app {
        web if web.starts_with("https:") => '#',
        own if own.contains('?') => '&',
        _ => '?',
    };
    format!("{app}{mark}{}", values.finish())
}

#[cfg(test)]
mod tests {
    use countersign_model::{MockDice, Timestamp};

    use super::*;

    #[test]
    fn a_link_of_the_web_keeps_the_permission_from_servers_and_an_apps_own_hands_it_over() {
        let service = ServiceSid::new(Timestamp::from_millis(0), &MockDice::new(1));
        let identity = Identity::parse("ann-00001").expect("an identity");
        let origin: Origin = "https://verify.example.com/v".parse().expect("an origin");
        for (app, front, told) in [
            ("https://app.example.com/enrol?a=b", "https://app.example.com/enrol?a=b#", "fragment"),
            ("com.example.app:/enrol", "com.example.app:/enrol?", "query"),
            ("com.example.app:/enrol?a=b", "com.example.app:/enrol?a=b&", "query"),
        ] {
            let link = link(app, &origin, (service, &identity), "YK1.a+b/c");
            let rest = link.strip_prefix(front).unwrap_or_else(|| panic!("{link}"));
            let url = url::Url::parse(&link).expect("a link");
            let part = if told == "query" { url.query() } else { url.fragment() };
            assert!(part.is_some_and(|part| part.ends_with(rest)), "{link}");
            let values: Vec<_> = url::form_urlencoded::parse(rest.as_bytes()).into_owned().collect();
            let service = service.to_string();
            let expected = [
                ("url", "https://verify.example.com/v"),
                ("service", &service),
                ("identity", "ann-00001"),
                ("token", "YK1.a+b/c"),
            ];
            assert_eq!(values, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
    }
}
