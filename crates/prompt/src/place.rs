//! Where the pages are: what stands in front of every path, and what a browser calls us.

use countersign_model::PromptSid;
use countersign_web::Origin;

/// Scheme, host and port, without the path that a proxy takes off.
pub(crate) fn bare(origin: &Origin) -> String {
    let text = origin.to_string();
    let from = text.find("://").map_or(0, |at| at + 3);
    let to = text[from..].find('/').map_or(text.len(), |at| from + at);
    text[..to].to_owned()
}

/// A path as the browser asks for it: with what a proxy takes off.
fn path(origin: &Origin, below: &str) -> String {
    let whole = origin.url(below);
    whole.strip_prefix(&bare(origin)).unwrap_or(below).to_owned()
}

/// The page of a prompt.
pub(crate) fn page(origin: &Origin, sid: PromptSid) -> String {
    path(origin, &format!("/prompt/{sid}"))
}

/// The way back to the application.
pub(crate) fn way_back(origin: &Origin, sid: PromptSid) -> String {
    path(origin, &format!("/prompt/{sid}/return"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxys_path_stands_in_front_and_is_no_part_of_the_origin() {
        let sid: PromptSid = format!("YP{}", "0".repeat(32)).parse().expect("a SID");
        for (origin, own, at) in [
            ("https://verify.example.com", "https://verify.example.com", ""),
            ("https://example.com:8443/verify", "https://example.com:8443", "/verify"),
        ] {
            let origin: Origin = origin.parse().expect("an origin");
            assert_eq!((bare(&origin).as_str(), page(&origin, sid)), (own, format!("{at}/prompt/{sid}")));
        }
    }
}
