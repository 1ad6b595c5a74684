//! The cookie by which a browser is remembered, and what it says about that.

use countersign_engine::prompt::{BrowserCookie, BrowserToken, Remembering};
use countersign_model::BrowserName;
use countersign_web::Origin;
use http::{HeaderMap, HeaderValue, header};

use crate::cookie::is_secure;

/// More people than share a browser: no more of its cookies are looked at.
const MOST: usize = 50;

/// The beginning of its name; the end says whose it is, to us alone. By TLS one that no neighbouring host can set.
fn start(origin: &Origin) -> String {
    format!("{}countersign-browser-", if is_secure(origin) { "__Host-" } else { "" })
}

/// What a browser brings and calls itself; `is_wanted` where its person ticked the box.
pub(crate) fn read(origin: &Origin, headers: &HeaderMap, is_wanted: bool) -> Remembering {
    let start = start(origin);
    let text = |line: &HeaderValue| line.to_str().ok().map(str::to_owned);
    let lines: Vec<_> = headers.get_all(header::COOKIE).iter().filter_map(text).collect();
    let tokens = lines
        .iter()
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().strip_prefix(&start)?.split_once('='))
        .filter_map(|(tag, value)| BrowserToken::parse(tag, value))
        .take(MOST)
        .collect();
    let name = headers.get(header::USER_AGENT).and_then(|line| line.to_str().ok());
    Remembering { tokens, is_wanted, name: name.map(BrowserName::of).unwrap_or_default() }
}

/// Has the browser keep it.
pub(crate) fn keep(origin: &Origin, headers: &mut HeaderMap, cookie: &BrowserCookie) {
    let secure = if is_secure(origin) { "; Secure" } else { "" };
    let BrowserCookie { tag, value, seconds } = cookie;
    let start = start(origin);
    let line = format!("{start}{tag}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(line) = HeaderValue::try_from(line) {
        headers.append(header::SET_COOKIE, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().expect("a value"));
        }
        headers
    }

    #[test]
    fn a_cookie_is_kept_out_of_reach_and_found_among_others() {
        let origin: Origin = "https://verify.example.com".parse().expect("an origin");
        let (tag, value) = ("a".repeat(32), format!("YB{}.{}", "0".repeat(32), "s".repeat(43)));
        let mut set = HeaderMap::new();
        keep(&origin, &mut set, &BrowserCookie { tag: tag.clone(), value: value.clone(), seconds: 86_400 });
        let line = set[header::SET_COOKIE].to_str().expect("text");
        assert_eq!(
            line,
            format!(
                "__Host-countersign-browser-{tag}={value}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure"
            )
        );
        let brought =
            format!("other=1; __Host-countersign-browser-{tag}={value}; countersign-browser-{tag}={value}");
        let it = read(&origin, &headers(&[("cookie", &brought), ("user-agent", "Firefox/1 Linux")]), false);
        assert_eq!(
            (it.tokens.len(), it.name.as_str()),
            (1, "Firefox \u{b7} Linux"),
            "one that anybody could set is none"
        );
    }

    #[test]
    fn a_flood_of_cookies_is_cut_short() {
        let origin: Origin = "http://localhost:4010".parse().expect("an origin");
        let one = |n| format!("countersign-browser-{n:032}=YB{n:032}.{}", "s".repeat(43));
        let many: Vec<_> = (0..500).map(one).collect();
        assert_eq!(read(&origin, &headers(&[("cookie", &many.join("; "))]), true).tokens.len(), MOST);
    }
}
