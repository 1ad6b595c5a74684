//! AWS Signature Version 4: how a request proves its credentials to Amazon.
//!
//! Facts: docs.aws.amazon.com, "AWS Signature Version 4 for API requests". Our paths hold nothing that would have to be
//! encoded, where services differ.

use countersign_model::Timestamp;
use form_urlencoded::byte_serialize;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

use crate::Secret;
use crate::signature::hex;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Signs requests to one service in one region.
pub(crate) struct Signer {
    access_key_id: String,
    secret_access_key: Secret,
    /// Comes with temporary credentials.
    session_token: Option<HeaderValue>,
    region: String,
    service: &'static str,
}

impl Signer {
    pub(crate) fn new(
        access_key_id: String,
        secret_access_key: Secret,
        session_token: Option<HeaderValue>,
        region: String,
        service: &'static str,
    ) -> Self {
        Self { access_key_id, secret_access_key, session_token, region, service }
    }

    /// Adds to `headers` what makes the request acceptable: its date and its signature, which covers all of them, the
    /// host, method, path, query and body. None may be added or changed afterwards.
    pub(crate) fn sign(&self, method: &str, url: &Url, headers: &mut HeaderMap, body: &[u8], now: Timestamp) {
        let stamp = stamp(now);
        let day = &stamp[..8];
        headers.extend(header("x-amz-date", &stamp));
        if let Some(token) = &self.session_token {
            headers.insert("x-amz-security-token", token.clone());
        }
        let (names, lines) = canonical_headers(url, headers);
        let request = format!(
            "{method}\n{}\n{}\n{lines}\n{names}\n{}",
            url.path(),
            canonical_query(url),
            hex(&Sha256::digest(body))
        );
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let text = format!("{ALGORITHM}\n{stamp}\n{scope}\n{}", hex(&Sha256::digest(request.as_bytes())));
        let signature = hex(&mac(&self.key(day), text.as_bytes()));
        let authorization = format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
            self.access_key_id
        );
        headers.extend(header(AUTHORIZATION.as_str(), &authorization));
    }

    /// The key of one day, region and service.
    fn key(&self, day: &str) -> Vec<u8> {
        let secret = format!("AWS4{}", self.secret_access_key.reveal()).into_bytes();
        [day, &self.region, self.service, "aws4_request"]
            .iter()
            .fold(secret, |key, part| mac(&key, part.as_bytes()))
    }
}

/// A header for a map; none when the text can't stand in one, which the settings' check has ruled out.
fn header(name: &'static str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    let value = HeaderValue::from_str(value).ok()?;
    Some((HeaderName::from_static(name), value))
}

/// As in `20150830T123600Z`.
fn stamp(now: Timestamp) -> String {
    now.to_string().replace(['-', ':'], "")
}

/// The names of all headers with semicolons between them, and a line for each.
fn canonical_headers(url: &Url, headers: &HeaderMap) -> (String, String) {
    let mut all: Vec<(&str, String)> = headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str(), value.split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .collect();
    all.push(("host", host(url)));
    all.sort();
    let names = all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    (names, all.iter().map(|(name, value)| format!("{name}:{value}\n")).collect())
}

/// What the client will write into `Host`: no port where it goes without saying.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The query's pairs in order, encoded as RFC 3986 has it.
fn canonical_query(url: &Url) -> String {
    let mut pairs: Vec<String> =
        url.query_pairs().map(|(name, value)| format!("{}={}", encoded(&name), encoded(&value))).collect();
    pairs.sort();
    pairs.join("&")
}

/// Forms and RFC 3986 disagree about three characters.
fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
        .replace('*', "%2A")
        .replace("%7E", "~")
}

fn mac(key: &[u8], data: &[u8]) -> Vec<u8> {
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2015-08-30T12:36:00Z, the moment of Amazon's test suite.
    const SUITE: Timestamp = Timestamp::from_millis(1_440_938_160_000);

    fn signed(
        service: &'static str,
        method: &str,
        url: &str,
        header: Option<(&'static str, &'static str)>,
        body: &[u8],
    ) -> String {
        let signer = Signer::new(
            "AKIDEXAMPLE".to_owned(),
            Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            None,
            "us-east-1".to_owned(),
            service,
        );
        let mut headers = HeaderMap::new();
        headers.extend(
            header.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))),
        );
        signer.sign(method, &url.parse().expect("a URL"), &mut headers, body, SUITE);
        assert_eq!(headers["x-amz-date"], "20150830T123600Z");
        headers["authorization"].to_str().expect("text").to_owned()
    }

    const SCOPE: &str = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ";

    #[test]
    fn amazon_s_test_suite_is_signed_alike() {
        let form = Some(("content-type", "application/x-www-form-urlencoded"));
        // get-vanilla, post-vanilla, get-vanilla-query-order-key-case, post-x-www-form-urlencoded.
        for (method, url, header, body, rest) in [
            (
                "GET",
                "https://example.amazonaws.com/",
                None,
                "",
                "SignedHeaders=host;x-amz-date, \
                 Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ),
            (
                "POST",
                "https://example.amazonaws.com/",
                None,
                "",
                "SignedHeaders=host;x-amz-date, \
                 Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                "GET",
                "https://example.amazonaws.com/?Param2=value2&Param1=value1",
                None,
                "",
                "SignedHeaders=host;x-amz-date, \
                 Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
            (
                "POST",
                "https://example.amazonaws.com/",
                form,
                "Param1=value1",
                "SignedHeaders=content-type;host;x-amz-date, \
                 Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
        ] {
            assert_eq!(signed("service", method, url, header, body.as_bytes()), format!("{SCOPE}{rest}"));
        }
    }

    #[test]
    fn the_example_of_amazon_s_manual_is_signed_alike() {
        let authorization = signed(
            "iam",
            "GET",
            "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
            Some(("content-type", "application/x-www-form-urlencoded; charset=utf-8")),
            b"",
        );
        assert!(
            authorization
                .ends_with("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
            "{authorization}"
        );
    }

    #[test]
    fn everything_that_is_sent_changes_the_signature() {
        let url = "https://example.amazonaws.com/";
        let plain = signed("service", "POST", url, None, b"a");
        for other in [
            signed("other", "POST", url, None, b"a"),
            signed("service", "GET", url, None, b"a"),
            signed("service", "POST", "https://example.amazonaws.com:8443/", None, b"a"),
            signed("service", "POST", "https://example.amazonaws.com/a", None, b"a"),
            signed("service", "POST", "https://example.amazonaws.com/?a=", None, b"a"),
            signed("service", "POST", url, Some(("x-amz-target", "a")), b"a"),
            signed("service", "POST", url, None, b"b"),
        ] {
            let signature = |text: &str| text.rsplit_once('=').expect("a signature").1.to_owned();
            assert_ne!(signature(&plain), signature(&other), "{other}");
        }
    }

    #[test]
    fn a_session_token_is_sent_and_signed() {
        let mut headers = HeaderMap::new();
        let token = Some(HeaderValue::from_static("the token"));
        Signer::new("ID".to_owned(), Secret::new("secret"), token, "eu-west-1".to_owned(), "ses").sign(
            "GET",
            &"https://example.com/".parse().expect("a URL"),
            &mut headers,
            b"",
            SUITE,
        );
        assert_eq!(headers["x-amz-security-token"], "the token");
        let authorization = headers["authorization"].to_str().expect("text");
        assert!(
            authorization.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,"),
            "{authorization}"
        );
    }

    #[test]
    fn a_query_is_encoded_as_rfc_3986_has_it() {
        let url = "https://example.com/?b=1+2&a=~*%2F-_.&a".parse().expect("a URL");
        assert_eq!(canonical_query(&url), "a=&a=~%2A%2F-_.&b=1%202");
    }
}
