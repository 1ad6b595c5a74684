//! Sets up an authenticator app.

use askama::Template;

use super::Leaf;
use super::qr;
use super::sheet::{Sheet, written};
use super::view::Authenticator;
use super::words::Words;

impl Leaf for Authenticator {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("authenticator-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let body = Body {
            s: sheet,
            view: self,
            qr: qr::svg(&self.uri, &sheet.say("authenticator-qr")),
            groups: groups(&self.secret),
            label: sheet.count("code-label", "digits", self.digits.into()),
            has_problem: sheet.frame.problem.is_some(),
        };
        written(&body)
    }

    fn has_field(&self) -> bool {
        true
    }
}

/// A secret in groups of four, as people read it to themselves. Apps pass over the spaces.
fn groups(secret: &str) -> String {
    let characters: Vec<char> = secret.chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[derive(Template)]
#[template(path = "authenticator.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Authenticator,
    /// HTML.
    qr: Option<String>,
    groups: String,
    label: String,
    has_problem: bool,
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn a_secret_is_read_in_groups_of_four() {
        assert_eq!(groups("JBSWY3DPEHPK3PXP"), "JBSW Y3DP EHPK 3PXP");
        assert_eq!(groups("JBSWY3"), "JBSW Y3");
        assert_eq!(groups(""), "");
    }
}
