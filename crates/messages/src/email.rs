//! An e-mail's three texts, once the sentences are there.

use std::fmt;

/// A rendered e-mail.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailText {
    /// One line, without the code: subjects show on locked screens and in the lists of shared mailboxes.
    pub subject: String,
    /// For readers that show plain text.
    pub text: String,
    /// The same words as a whole HTML document without links, images or anything else from elsewhere.
    pub html: String,
}

/// Without the bodies, which hold the code.
impl fmt::Debug for EmailText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmailText").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// The sentences of an e-mail in their order, not yet escaped.
pub(crate) struct Sentences<'a> {
    pub(crate) lang: &'static str,
    pub(crate) subject: String,
    pub(crate) intro: &'a str,
    pub(crate) code: &'a str,
    pub(crate) notes: Vec<String>,
}

impl Sentences<'_> {
    pub(crate) fn compose(self) -> EmailText {
        let subject = one_line(&self.subject);
        let (html, text) = (self.html(&subject), self.text());
        EmailText { subject, text, html }
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n\n{}\n", self.intro, self.code);
        for note in &self.notes {
            text.push('\n');
            text.push_str(note);
            text.push('\n');
        }
        text
    }

    /// The page sets no colours, so that each reader's own light or dark ones apply; stylesheets and their
    /// `prefers-color-scheme` are stripped by some readers. `format-detection` keeps iOS from making the code a
    /// telephone link.
    fn html(&self, subject: &str) -> String {
        let notes: String = self.notes.iter().map(|note| format!("<p>{}</p>\n", escaped(note))).collect();
        format!(
            include_str!("email.html"),
            lang = self.lang,
            subject = escaped(subject),
            intro = escaped(self.intro),
            code = escaped(self.code),
            notes = notes,
        )
    }
}

/// A header is one line: a line break in a name must not begin another header.
pub(crate) fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

/// Text as HTML, in content or a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}
