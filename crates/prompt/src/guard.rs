//! Whether a request that changes something comes from a page of ours.

use countersign_web::Origin;
use http::{HeaderMap, header};

use crate::place::bare;

/// What a browser says of where a request comes from. Pages are sent with `Referrer-Policy: no-referrer`, so a form of ours
/// says `Origin: null`; then `Sec-Fetch-Site` speaks, and in every case the form's own token, which no other site knows.
pub(crate) fn is_ours(headers: &HeaderMap, origin: &Origin) -> bool {
    let site = headers.get_all("sec-fetch-site").iter().all(|site| site == "same-origin" || site == "none");
    let own = bare(origin);
    let from = headers
        .get_all(header::ORIGIN)
        .iter()
        .all(|from| from.to_str().is_ok_and(|from| from == "null" || from.eq_ignore_ascii_case(&own)));
    site && from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_send_what_changes_something() {
        let origin: Origin = "https://verify.example.com/base".parse().expect("an origin");
        let is = |pairs: &[(&'static str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(*name, value.parse().expect("a value"));
            }
            is_ours(&headers, &origin)
        };
        assert!(is(&[]) && is(&[("origin", "https://verify.example.com")]));
        assert!(is(&[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        for foreign in [
            [("origin", "https://evil.test"), ("sec-fetch-site", "same-origin")],
            [("origin", "null"), ("sec-fetch-site", "cross-site")],
            [("origin", "https://verify.example.com"), ("sec-fetch-site", "same-site")],
            [("origin", "https://verify.example.com.evil.test"), ("sec-fetch-site", "none")],
            [("origin", "http://verify.example.com"), ("sec-fetch-site", "none")],
            [("origin", "https://verify.example.com"), ("origin", "https://evil.test")],
        ] {
            assert!(!is(&foreign), "{foreign:?}");
        }
    }
}
