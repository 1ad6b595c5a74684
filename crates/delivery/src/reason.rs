//! Reasons that are safe to show.

use countersign_model::Recipient;

use crate::Message;

/// How much of what a provider said is kept, in characters.
const MOST: usize = 200;

/// Shorter parts of an address (`al`) stand in too many innocent words to look for.
const SHORTEST: usize = 3;

/// `what` happened and, if it gives nothing away, the provider's own words in `detail`.
///
/// Providers repeat what they were sent, in spellings of their own: `481-516`, `<ALICE@example.com>`, the number
/// without its country code. So letters and digits alone are compared, and a detail with anything of the code, the
/// address or the text's numbers in it is dropped whole. It is looked at before it is cut: half a code is one too.
pub(crate) fn reason(what: &str, detail: &str, message: &Message) -> String {
    let words = detail.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let detail = words.collect::<Vec<_>>().join(" ");
    if detail.is_empty() {
        what.to_owned()
    } else if gives_away(&detail, message) {
        format!("{what} (its words are left out: they repeat the message)")
    } else {
        format!("{what}: {}", detail.chars().take(MOST).collect::<String>())
    }
}

/// Whether anything of the code, the address or the text's numbers is in `detail`, however it is spelled.
pub(crate) fn gives_away(detail: &str, message: &Message) -> bool {
    let detail = compact(detail);
    private_parts(message).iter().any(|part| detail.contains(part.as_str()))
}

/// What must not be repeated, in compact form.
fn private_parts(message: &Message) -> Vec<String> {
    let mut parts = vec![compact(&message.code), compact(message.to.as_str())];
    match &message.to {
        // The last seven digits are the subscriber in any national spelling.
        Recipient::Phone(phone) => {
            let number = phone.as_str();
            parts.push(number[number.len().saturating_sub(7)..].to_owned());
        }
        Recipient::Email(email) => parts.push(compact(email.local_part())),
    }
    // Numbers in the text: the code as it was written for reading, an amount.
    parts.extend(message.text.split(|c: char| !c.is_ascii_digit() && c != ' ').map(compact));
    parts.retain(|part| part.len() >= SHORTEST);
    parts
}

/// Letters and digits alone, in lower case.
fn compact(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::example;

    #[test]
    fn a_harmless_detail_is_kept_on_one_line() {
        let reason = reason("refused", " quota\r\n  used up\t", &example("+15017122661"));
        assert_eq!(reason, "refused: quota used up");
    }

    #[test]
    fn a_detail_that_repeats_code_address_or_text_is_dropped() {
        let phone = example("+15017122661");
        for detail in
            ["481516", "code 481-516 is spam", "4 8 1 5 1 6", "+1 501 712 2661", "(501) 712-2661", "7122661"]
        {
            assert!(!reason("refused", detail, &phone).contains(detail), "{detail}");
        }
        let email = example("Alice.Smith@example.com");
        for detail in ["<alice.smith@EXAMPLE.com>: unknown", "no user Alice.Smith", "alice smith"] {
            assert!(!reason("refused", detail, &email).contains(detail), "{detail}");
        }
    }

    #[test]
    fn a_long_detail_is_cut_and_a_code_across_the_cut_is_still_found() {
        let message = example("+15017122661");
        let long = "x".repeat(500);
        assert_eq!(reason("refused", &long, &message).len(), "refused: ".len() + MOST);
        let across = format!("{}481516", "ä".repeat(MOST - 3));
        assert!(!reason("refused", &across, &message).contains("481"));
    }

    #[test]
    fn an_empty_detail_adds_nothing() {
        assert_eq!(reason("refused", " \r\n", &example("+15017122661")), "refused");
    }
}
