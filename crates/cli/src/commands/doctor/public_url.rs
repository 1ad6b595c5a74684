//! The name under which clients reach us.

use std::net::IpAddr;

use countersign_web::Origin;

use super::Finding;

const CHECK: &str = "public URL";

/// What Twilio's libraries make of the name: Node and Java rebuild the host of `next_page_url` from its labels, as if it
/// were one of Twilio's.
pub(super) fn look(url: Option<&str>) -> Finding {
    let Some(url) = url else {
        return Finding::good(CHECK, "not set: answers name the host that the client used");
    };
    if url.parse::<Origin>().is_err() {
        return Finding::bad(
            CHECK,
            "server.public_url must be http:// or https://, a host and perhaps a port",
        );
    }
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let authority = rest.split('/').next().unwrap_or(rest);
    let host = if authority.starts_with('[') {
        authority.split(']').next().unwrap_or(authority).trim_start_matches('[')
    } else {
        authority.split(':').next().unwrap_or(authority)
    };
    let address = host.parse::<IpAddr>().ok();
    let is_local = host == "localhost" || address.is_some_and(|address| address.is_loopback());
    let labels = host.split('.').filter(|label| !label.is_empty()).count();
    match labels {
        _ if scheme == "http" && !is_local => Finding::doubtful(
            CHECK,
            format!("{url}: tokens and codes travel unencrypted; use https:// and end TLS here or in front"),
        ),
        2 if address.is_none() => Finding::doubtful(
            CHECK,
            format!(
                "Twilio's Node and Java libraries ask {host}.{host} for the second page of a list: use a name of \
                 three labels, such as verify.{host}"
            ),
        ),
        6.. if address.is_none() => Finding::doubtful(
            CHECK,
            format!("Twilio's Node library drops labels of {host}: use a name of three to five labels"),
        ),
        _ => Finding::good(CHECK, url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_libraries_rebuild_wrongly_are_told() {
        for (url, state) in [
            (None, "ok"),
            (Some("https://verify.example.com"), "ok"),
            (Some("https://verify.example.com:8443/countersign"), "ok"),
            (Some("https://example.com"), "warning"),
            (Some("https://a.b.c.d.example.com"), "warning"),
            (Some("https://b.c.d.example.com"), "ok"),
            (Some("https://localhost"), "ok"),
            (Some("http://127.0.0.1:4010"), "ok"),
            (Some("https://[2001:db8::1]:4010"), "ok"),
            (Some("http://verify.example.com"), "warning"),
            (Some("verify.example.com"), "must be mended"),
        ] {
            assert_eq!(look(url).state(), state, "{url:?}");
        }
    }
}
