use std::fmt;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::BadAddress;

/// The longest address that SMTP carries (RFC 5321, section 4.5.3.1.3, less its angle brackets), in octets.
const LONGEST: usize = 254;
/// The longest local part (RFC 5321, section 4.5.3.1.1), in octets.
const LONGEST_LOCAL: usize = 64;

/// A mailbox: the local part as it was given, `@`, and the domain in lower-case ASCII (behaviour map 4.2).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email {
    canonical: String,
    /// Where the `@` is.
    at: usize,
}

impl Email {
    /// Reads an address: the part of RFC 5321's grammar that mailboxes are really made of. The local part is a
    /// dot-atom in ASCII without quotes; the domain is a name, not an IP address, and may be internationalised
    /// (UTS 46).
    ///
    /// # Errors
    /// [`BadAddress::NotEmail`] for everything else.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        // No domain of 253 octets needs more than four times as many before it is folded.
        if text.len() > 4 * LONGEST {
            return Err(BadAddress::NotEmail);
        }
        let (local, domain) = text.split_once('@').ok_or(BadAddress::NotEmail)?;
        if !is_local_part(local) {
            return Err(BadAddress::NotEmail);
        }
        let domain = fold_domain(domain).ok_or(BadAddress::NotEmail)?;
        let canonical = format!("{local}@{domain}");
        if canonical.len() > LONGEST {
            return Err(BadAddress::NotEmail);
        }
        Ok(Self { canonical, at: local.len() })
    }

    /// An address that `parse` has accepted before, as [`Email::as_str`] wrote it.
    pub(super) fn from_stored(text: &str) -> Option<Self> {
        let at = text.find('@')?;
        let whole = at > 0 && at + 1 < text.len() && text.is_ascii();
        whole.then(|| Self { canonical: text.to_owned(), at })
    }

    /// The address in the form it is compared, stored and written to in.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.canonical
    }

    /// What stands before the `@`, in the letters it was given in.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.canonical[..self.at]
    }

    /// What stands after the `@`: lower-case ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.canonical[self.at + 1..]
    }

    /// The address as logs and listings may show it: `a***@example.com`.
    #[must_use]
    pub fn masked(&self) -> String {
        // How many letters are hidden is hidden too; of a single letter nothing is left to show.
        let shown = if self.at > 1 { &self.canonical[..1] } else { "" };
        format!("{shown}***@{}", self.domain())
    }

    /// What limits count by: the mailbox behind the spellings that its owner can make up without end. Letter
    /// case and a `+tag` do not count anywhere, nor dots at Gmail.
    #[must_use]
    pub fn budget_key(&self) -> String {
        let mailbox = self.local_part().split('+').next().unwrap_or_default().to_ascii_lowercase();
        match self.domain() {
            "gmail.com" | "googlemail.com" => format!("{}@gmail.com", mailbox.replace('.', "")),
            domain => format!("{mailbox}@{domain}"),
        }
    }
}

/// A dot-atom (RFC 5322, section 3.2.3).
fn is_local_part(local: &str) -> bool {
    let is_atext = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    local.len() <= LONGEST_LOCAL
        && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext))
}

/// The domain in lower-case ASCII, if mail can have such a domain.
fn fold_domain(domain: &str) -> Option<String> {
    // STD3: letters, digits and hyphens; this is what keeps brackets, blanks and a second `@` out.
    let folded = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .ok()?;
    // `localhost` is for the operator's own tries. A last label of digits would be an IPv4 address.
    let is_name = folded
        .rsplit_once('.')
        .map_or(folded == "localhost", |(_, last)| !last.bytes().all(|b| b.is_ascii_digit()));
    is_name.then(|| folded.into_owned())
}

/// The masked form only: whole addresses stay out of logs.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn canonical(text: &str) -> Result<String, BadAddress> {
        Email::parse(text).map(|email| email.as_str().to_owned())
    }

    fn key(text: &str) -> String {
        Email::parse(text).expect(text).budget_key()
    }

    #[test]
    fn only_the_domain_is_folded() {
        assert_eq!(canonical("Jo.Ann+Shop@EXAMPLE.Com").as_deref(), Ok("Jo.Ann+Shop@example.com"));
        assert_eq!(canonical("a@B\u{fc}cher.example").as_deref(), Ok("a@xn--bcher-kva.example"));
        assert_eq!(canonical("a@example\u{3002}com").as_deref(), Ok("a@example.com"));
        assert_eq!(canonical("root@localhost").as_deref(), Ok("root@localhost"));
    }

    #[test]
    fn what_mail_is_not_sent_to_is_refused() {
        for text in [
            "",
            "@",
            "a",
            "a@",
            "@example.com",
            "a@example",
            "a@@example.com",
            "a@b@example.com",
            "a b@example.com",
            "a@exam ple.com",
            " a@example.com",
            "a@example.com ",
            "a\0@example.com",
            "a@example.com\r\nBcc: b@c.d",
            "\"a b\"@example.com",
            ".a@example.com",
            "a.@example.com",
            "a..b@example.com",
            "a@.example.com",
            "a@example.com.",
            "a@example..com",
            "a@-example.com",
            "a@example-.com",
            "a@[192.0.2.1]",
            "a@192.0.2.1",
            "a@exa_mple.com",
            "a<b@example.com",
            "a,b@example.com",
            "j\u{f6}rg@example.com",
            "a\u{ff20}example.com",
            "a@\u{ff3b}1.2.3.4\u{ff3d}",
            "a@xn--.com",
            "a@xn--a-\u{fc}.com",
        ] {
            assert_eq!(canonical(text), Err(BadAddress::NotEmail), "{text:?}");
        }
    }

    #[test]
    fn lengths_end_where_smtp_ends_them() {
        let local = "a".repeat(64);
        assert!(canonical(&format!("{local}@example.com")).is_ok());
        assert!(canonical(&format!("{local}a@example.com")).is_err());
        // 64 + @ + 189 = 254 octets.
        let domain = format!("{0}.{0}.{1}", "b".repeat(63), "c".repeat(61));
        assert!(canonical(&format!("{local}@{domain}")).is_ok());
        assert!(canonical(&format!("{local}@{domain}c")).is_err());
        assert!(canonical(&format!("a@{}.com", "b".repeat(64))).is_err());
        assert!(canonical(&format!("a@{}com", "\u{fc}.".repeat(100_000))).is_err());
    }

    #[test]
    fn spelling_does_not_slip_a_budget() {
        assert_eq!(key("Jo.Ann+1@Example.com"), "jo.ann@example.com");
        assert_eq!(key("Jo.Ann+1@googlemail.com"), "joann@gmail.com");
        assert_eq!(key("joann@gmail.com"), "joann@gmail.com");
        assert_ne!(key("jo.ann@example.com"), key("joann@example.com"));
    }

    #[test]
    fn masking_shows_one_letter_and_the_domain_and_debug_no_more() {
        let email = Email::parse("ann@example.com").expect("valid");
        assert_eq!(email.masked(), "a***@example.com");
        assert_eq!(format!("{email:?}"), "Email(a***@example.com)");
        assert_eq!(Email::parse("a@example.com").expect("valid").masked(), "***@example.com");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_what_is_read_is_a_fixed_point(
            text in ".{0,40}|[a-zA-Z.+_-]{1,9}@\\PC{1,20}|[a-z+.]{1,9}@[a-zA-Z0-9.\u{fc}\u{df}\u{3002}-]{1,20}"
        ) {
            if let Ok(email) = Email::parse(&text) {
                prop_assert!(email.as_str().is_ascii());
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                prop_assert_eq!(Email::from_stored(email.as_str()), Some(email.clone()));
                prop_assert!(email.masked().ends_with(email.domain()));
            }
            let _ = Email::from_stored(&text).map(|email| (email.masked(), email.budget_key()));
        }

        #[test]
        fn case_and_tag_do_not_change_the_budget(
            local in "[a-z][a-z0-9_-]{0,20}", tag in "[a-z0-9+]{0,9}",
            domain in prop::sample::select(vec!["gmail.com", "googlemail.com", "example.org"])
        ) {
            let plain = key(&format!("{local}@{domain}"));
            prop_assert_eq!(&key(&format!("{}@{}", local.to_uppercase(), domain.to_uppercase())), &plain);
            prop_assert_eq!(&key(&format!("{local}+{tag}@{domain}")), &plain);
        }
    }
}
