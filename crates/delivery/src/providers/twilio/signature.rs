//! `X-Twilio-Signature`: HMAC-SHA1 with the account's auth token, of the address and the form's fields.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::signature::unhex;
use crate::{Inbound, Secret};

/// The fields of a form that Twilio signed; none for a request that holds something else.
///
/// # Errors
/// Why it isn't believed.
pub(super) fn verified(
    inbound: &Inbound<'_>,
    auth_token: Option<&Secret>,
) -> Result<Vec<(String, String)>, &'static str> {
    let token = auth_token.ok_or("auth_token is not set, so nothing can be believed")?.reveal();
    let given = inbound.header("x-twilio-signature").ok_or("the header X-Twilio-Signature is missing")?;
    let given = STANDARD.decode(given.trim()).map_err(|_| "the header X-Twilio-Signature is no base64")?;
    let fields = fields(inbound)?;
    let sorted = concatenated(&fields);
    // They sign the address now with the default port written out, now without.
    let fits = |url: &String| {
        // HMAC takes keys of every length.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.as_bytes()) else { return false };
        mac.update(url.as_bytes());
        mac.update(sorted.as_bytes());
        mac.verify_slice(&given).is_ok()
    };
    if spellings(inbound.url).iter().any(fits) {
        Ok(fields)
    } else {
        Err("the header X-Twilio-Signature doesn't fit")
    }
}

/// What is signed beside the address. Another body than a form is signed by its hash, which stands in the address.
fn fields(inbound: &Inbound<'_>) -> Result<Vec<(String, String)>, &'static str> {
    let kind = inbound.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok(form_urlencoded::parse(inbound.body).into_owned().collect());
    }
    let hash = form_urlencoded::parse(inbound.query.as_bytes()).find(|(name, _)| name == "bodySHA256");
    match hash {
        None if inbound.body.is_empty() => Ok(Vec::new()),
        None => Err("the body is signed by nothing"),
        Some((_, hash)) => {
            let hash = unhex(&hash).ok_or("bodySHA256 is no hash")?;
            if bool::from(Sha256::digest(inbound.body).as_slice().ct_eq(&hash)) {
                Ok(Vec::new())
            } else {
                Err("bodySHA256 is of another body")
            }
        }
    }
}

/// Names and values without anything between them, sorted by both, each pair once.
fn concatenated(fields: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.into_iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect()
}

/// The address as it is, with its scheme's port and without any. Cut as text: a parser would write the rest anew.
fn spellings(url: &str) -> Vec<String> {
    let mut spellings = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else { return spellings };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    // Not the colons inside an IPv6 address.
    let colon = authority.rfind(':').filter(|at| !authority[*at..].contains(']'));
    if let Some(at) = colon {
        spellings.push(format!("{scheme}://{}{rest}", &authority[..at]));
    } else {
        let port = if scheme == "https" { 443 } else { 80 };
        spellings.push(format!("{scheme}://{authority}:{port}{rest}"));
    }
    spellings
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::*;

    // The example that Twilio's own libraries test with, and its signatures there.
    const TOKEN: &str = "12345";
    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const FORM: &str =
        "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309";
    const PLAIN: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    const WITH_443: &str = "kvajT1Ptam85bY51eRf/AJRuM3w=";
    const HTTP_WITH_1234: &str = "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=";
    const OF_JSON: &str = "a9nBmqA0ju/hNViExpshrM61xv4=";
    const JSON: &str = r#"{"property": "value", "boolean": true}"#;
    const JSON_HASH: &str = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";

    fn heard(url: &str, kind: &str, body: &str, signature: &str) -> Result<usize, &'static str> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_str(kind).expect("a value"));
        headers.insert("x-twilio-signature", HeaderValue::from_str(signature).expect("a value"));
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let inbound =
            Inbound { method: "POST", url, query, headers: &headers, body: body.as_bytes(), attempt: None };
        verified(&inbound, Some(&Secret::new(TOKEN))).map(|fields| fields.len())
    }

    const KIND: &str = "application/x-www-form-urlencoded; charset=UTF-8";

    #[test]
    fn the_examples_of_twilio_s_libraries_are_believed_whatever_is_done_with_the_port() {
        let with_443 = URL.replace(".com/", ".com:443/");
        let http_with_1234 = URL.replace("https", "http").replace(".com/", ".com:1234/");
        for (url, signature) in [
            (URL, PLAIN),
            (URL, WITH_443),
            (with_443.as_str(), PLAIN),
            (with_443.as_str(), WITH_443),
            (http_with_1234.as_str(), HTTP_WITH_1234),
        ] {
            assert_eq!(heard(url, KIND, FORM, signature), Ok(5), "{url} {signature}");
        }
        for (url, signature) in
            [(URL, HTTP_WITH_1234), (http_with_1234.as_str(), PLAIN), (&URL.replace("https", "http"), PLAIN)]
        {
            assert!(heard(url, KIND, FORM, signature).is_err(), "{url} {signature}");
        }
        assert!(heard(URL, KIND, &FORM.replace("=1234", "=1235"), PLAIN).is_err());
        assert!(heard(&format!("{URL}3"), KIND, FORM, PLAIN).is_err());
    }

    #[test]
    fn another_body_than_a_form_counts_when_its_hash_is_signed() {
        let url = format!("{URL}&bodySHA256={JSON_HASH}");
        assert_eq!(heard(&url, "application/json", JSON, OF_JSON), Ok(0));
        assert_eq!(heard(&url, "application/json", "{}", OF_JSON), Err("bodySHA256 is of another body"));
        let wrong = url.replace("0a1ff", "0a1fe");
        assert!(heard(&wrong, "application/json", JSON, OF_JSON).is_err());
        // A signature of the address alone, and a body beside it.
        let body_signed_by_nothing = heard(URL, "application/json", JSON, OF_JSON);
        assert_eq!(body_signed_by_nothing, Err("the body is signed by nothing"));
        // The hash doesn't stand in for the fields of a form.
        assert!(heard(&url, KIND, FORM, OF_JSON).is_err());
    }

    #[test]
    fn of_a_field_that_comes_more_than_once_each_value_counts_once() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = [pair("b", "2"), pair("a", "9"), pair("b", "1"), pair("b", "2")];
        assert_eq!(concatenated(&fields), "a9b1b2");
    }

    #[test]
    fn addresses_are_respelled_only_in_their_port() {
        for (url, other) in [
            ("https://a.example/x?y", "https://a.example:443/x?y"),
            ("http://a.example", "http://a.example:80"),
            ("https://a.example:8443/x:1", "https://a.example/x:1"),
            ("https://a.example/?u=http://b:1", "https://a.example:443/?u=http://b:1"),
            ("https://[::1]/x", "https://[::1]:443/x"),
            ("https://[::1]:443/x", "https://[::1]/x"),
        ] {
            assert_eq!(spellings(url), [url, other]);
        }
    }
}
