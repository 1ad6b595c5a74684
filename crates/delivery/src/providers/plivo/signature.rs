//! Plivo's signature, version 3: base64 HMAC-SHA256 over the address, its parameters and a nonce.

use crate::signature::is_base64_hmac_sha256;

/// Whether one of the signatures in `header`, with commas between them, is that of a `POST` of `fields` to `url`.
///
/// As their libraries do it: `address?query.fields.nonce`, where query and fields are sorted, the first point stands only
/// when there are both, and the question mark when there is one of them.
pub(super) fn verifies(
    key: &[u8],
    url: &str,
    fields: &[(String, String)],
    nonce: &str,
    header: &str,
) -> bool {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let mut query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    query.sort();
    let mut fields = fields.to_vec();
    fields.sort();
    let mut signed = address.to_owned();
    if !query.is_empty() || !fields.is_empty() {
        signed.push('?');
    }
    let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    signed.push_str(&pairs.join("&"));
    if !query.is_empty() && !fields.is_empty() {
        signed.push('.');
    }
    signed.extend(fields.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]));
    signed.push('.');
    signed.push_str(nonce);
    header.split(',').any(|signature| is_base64_hmac_sha256(key, signed.as_bytes(), signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// Made with Python's hmac, by the rule of Plivo's Python library.
    #[test]
    fn every_shape_of_a_request_has_its_own_signature() {
        let (bare, query) = ("https://answer.url/cb", "https://answer.url/cb?b=2&a=1");
        let form = fields(&[("Status", "sent"), ("From", "1")]);
        let shapes = [
            (bare, fields(&[]), "VcX7GVgiJ4PEp3XoZuY3/lQXiXwZyaU8GIlHndAVxYw="),
            (query, fields(&[]), "GjGQn8rSFd9c8ByvOB7kmpLb3uZumJcXleFuPTkcWPw="),
            (bare, form.clone(), "CJZFQGnGgUu5cpwTki3J/PNfbnKDCQYMlqLdIRgZoVE="),
            (query, form, "b2EFTHqUg6f4WIWKF8gtsgEtpG1SMiDqc3z2yZpFAk4="),
        ];
        for (at, (url, fields, _)) in shapes.iter().enumerate() {
            for (of, (_, _, signature)) in shapes.iter().enumerate() {
                let header = format!("bm9uZQ==,{signature}");
                assert_eq!(verifies(b"my_auth_token", url, fields, "12345", &header), at == of, "{at} {of}");
                assert!(!verifies(b"my_auth_token", url, fields, "12346", &header));
                assert!(!verifies(b"my_auth_tokens", url, fields, "12345", &header));
            }
            for wrong in ["", ",", "bm9uZQ==", "%%"] {
                assert!(!verifies(b"my_auth_token", url, fields, "12345", wrong), "{wrong}");
            }
        }
    }
}
