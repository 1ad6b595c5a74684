//! The cookie by which a browser is known to one prompt.

use countersign_engine::prompt::Browser;
use countersign_model::PromptSid;
use countersign_web::Origin;
use http::{HeaderMap, header};

use crate::state::Prompts;

/// How long a browser keeps it, in seconds: as long as any prompt lives, and its way back after that.
const SECONDS: i64 = 2 * 3600;

/// Whether browsers reach us by TLS.
pub(crate) fn is_secure(origin: &Origin) -> bool {
    origin.to_string().starts_with("https://")
}

/// Its name. By TLS one that no neighbouring host can set.
fn name(origin: &Origin, sid: PromptSid) -> String {
    let prefix = if is_secure(origin) { "__Host-" } else { "" };
    format!("{prefix}countersign-prompt-{sid}")
}

/// The header that sets it. `Lax`, for a browser comes here by links of other sites.
pub(crate) fn set(origin: &Origin, sid: PromptSid, value: &str) -> String {
    let secure = if is_secure(origin) { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age={SECONDS}; HttpOnly; SameSite=Lax{secure}", name(origin, sid))
}

/// The browser that asks; none where it was never given this prompt's link.
pub(crate) fn browser(
    prompts: &Prompts,
    origin: &Origin,
    sid: PromptSid,
    headers: &HeaderMap,
) -> Option<Browser> {
    let name = name(origin, sid);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .filter(|(of, _)| *of == name)
        .find_map(|(_, value)| prompts.engine.browser_of(sid, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_out_of_reach_of_scripts_neighbours_and_other_sites_forms() {
        let sid: PromptSid = format!("YP{}", "0".repeat(32)).parse().expect("a SID");
        let of = |origin: &str| set(&origin.parse().expect("an origin"), sid, "a.b");
        let secure = of("https://verify.example.com");
        assert!(secure.starts_with(&format!("__Host-countersign-prompt-{sid}=a.b; Path=/;")), "{secure}");
        assert!(secure.ends_with("HttpOnly; SameSite=Lax; Secure") && !secure.contains("Domain"));
        let plain = of("http://localhost:4010");
        assert!(plain.starts_with("countersign-prompt-") && plain.ends_with("HttpOnly; SameSite=Lax"));
    }
}
