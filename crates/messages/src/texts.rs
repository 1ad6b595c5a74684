//! The words, in every language, parsed once.

use fluent_bundle::FluentArgs;

use crate::code_message::{CodeMessage, Transaction};
use crate::email::{EmailText, Sentences};
use crate::lang::{LANGUAGES, Language, Locale};
use crate::spoken::spoken;
use crate::wording::Wording;

/// The texts of all languages. Build it once and share it: it is `Send + Sync`.
pub struct Texts(Wording);

impl Texts {
    /// Parses the texts inside this program.
    ///
    /// # Panics
    ///
    /// If a language file is broken or lacks a message. The files are compiled in and tests build this, so a
    /// released program never does.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "parsing every language is too much for a silent default")]
    pub fn new() -> Self {
        let files: Vec<_> = LANGUAGES.iter().map(|Language { tag, ftl }| (*tag, *ftl)).collect();
        Self(Wording::new(&files))
    }

    /// The words.
    pub(crate) const fn wording(&self) -> &Wording {
        &self.0
    }

    /// The language for a person: what the caller asked for (`de`, `de-AT`), if there are texts for it; else that
    /// of the phone's country (ISO 3166-1 alpha-2); else English.
    #[must_use]
    pub fn resolve(requested: Option<&str>, country: Option<&str>) -> Locale {
        Locale::resolve(requested, country)
    }

    /// The text of an SMS, the default one of behaviour map section 5 in English. With an app hash it begins with
    /// `<#>` and ends with the hash, as Android's SMS Retriever API wants it.
    #[must_use]
    pub fn sms(&self, locale: &Locale, message: &CodeMessage<'_>) -> String {
        let speech = Speech { texts: self, locale: *locale };
        let id = if message.do_not_share { "sms-do-not-share" } else { "sms" };
        let text = speech.with_intro(id, &speech.intro(message), message.code);
        Self::with_app_hash(text, message)
    }

    /// A text with what makes Android hand it to the app: nothing for a message without an app hash.
    #[must_use]
    pub fn with_app_hash(text: String, message: &CodeMessage<'_>) -> String {
        match message.app_hash {
            Some(hash) => format!("<#> {text} {hash}"),
            None => text,
        }
    }

    /// What a voice reads: who is calling, the code character by character, and the code again. Plain text:
    /// whoever puts it into XML escapes it.
    #[must_use]
    pub fn call(&self, locale: &Locale, message: &CodeMessage<'_>) -> String {
        let speech = Speech { texts: self, locale: *locale };
        let id = if message.do_not_share { "call-do-not-share" } else { "call" };
        speech.with_intro(id, &speech.intro(message), &spoken(message.code))
    }

    /// What a voice says before [`Texts::call`] when a key press is asked for (behaviour map section 5,
    /// `dtmf_input_required`): who is calling and what to do, no code, as an answering machine may record it. It
    /// has no greeting, so that it can be repeated. Plain text, as there.
    #[must_use]
    pub fn call_gate(&self, locale: &Locale, friendly_name: &str) -> String {
        let speech = Speech { texts: self, locale: *locale };
        speech.say("call-gate", &args([("friendly_name", friendly_name)]))
    }

    /// As [`Texts::call_gate`], asking for these very keys, which are read one by one: no machine that plays a greeting
    /// or a tone of its own presses them.
    #[must_use]
    pub fn call_gate_digits(&self, locale: &Locale, friendly_name: &str, digits: &str) -> String {
        let speech = Speech { texts: self, locale: *locale };
        speech.say("call-gate-digits", &args([("friendly_name", friendly_name), ("digits", &spoken(digits))]))
    }

    /// That other keys were pressed; what is to be pressed is said after it. Plain text.
    #[must_use]
    pub fn call_gate_wrong(&self, locale: &Locale) -> String {
        Speech { texts: self, locale: *locale }.say("call-gate-wrong", &FluentArgs::new())
    }

    /// That there is nothing to hear any more. Plain text.
    #[must_use]
    pub fn call_over(&self, locale: &Locale) -> String {
        Speech { texts: self, locale: *locale }.say("call-over", &FluentArgs::new())
    }

    /// What a voice says to ask for an approval: who is calling, what is approved, and what to press. Never the digits that
    /// approve: only the person's own screen shows them. Plain text, and as [`Texts::call_gate`] without a greeting.
    #[must_use]
    pub fn call_approve(
        &self,
        locale: &Locale,
        friendly_name: &str,
        transaction: Option<Transaction<'_>>,
    ) -> String {
        let speech = Speech { texts: self, locale: *locale };
        match transaction {
            Some(Transaction { amount, payee }) => speech.say(
                "call-approve-transaction",
                &args([("friendly_name", friendly_name), ("amount", amount), ("payee", payee)]),
            ),
            None => speech.say("call-approve", &args([("friendly_name", friendly_name)])),
        }
    }

    /// That it is approved now. Plain text.
    #[must_use]
    pub fn call_approved(&self, locale: &Locale) -> String {
        Speech { texts: self, locale: *locale }.say("call-approved", &FluentArgs::new())
    }

    /// That it isn't approved, and was reported. Plain text.
    #[must_use]
    pub fn call_reported(&self, locale: &Locale) -> String {
        Speech { texts: self, locale: *locale }.say("call-reported", &FluentArgs::new())
    }

    /// That there is nothing to approve any more. Plain text.
    #[must_use]
    pub fn call_approve_over(&self, locale: &Locale) -> String {
        Speech { texts: self, locale: *locale }.say("call-approve-over", &FluentArgs::new())
    }

    /// An e-mail as subject, plain text and HTML.
    #[must_use]
    pub fn email(&self, locale: &Locale, message: &CodeMessage<'_>) -> EmailText {
        let speech = Speech { texts: self, locale: *locale };
        let name = args([("friendly_name", message.friendly_name)]);
        let mut minutes = FluentArgs::new();
        minutes.set("minutes", message.minutes);

        let mut notes = vec![speech.say("email-lifetime", &minutes)];
        if message.do_not_share {
            notes.push(speech.say("email-do-not-share", &name));
        }
        let unasked =
            if message.transaction.is_some() { "email-unasked-transaction" } else { "email-unasked" };
        notes.push(speech.say(unasked, &name));

        Sentences {
            lang: locale.tag(),
            subject: speech.say("email-subject", &name),
            intro: &speech.intro(message),
            code: message.code,
            notes,
        }
        .compose()
    }
}

/// One language's voice.
struct Speech<'t> {
    texts: &'t Texts,
    locale: Locale,
}

impl Speech<'_> {
    /// Whose code it is and what for.
    fn intro(&self, message: &CodeMessage<'_>) -> String {
        match message.transaction {
            Some(Transaction { amount, payee }) => self.say(
                "intro-transaction",
                &args([("friendly_name", message.friendly_name), ("amount", amount), ("payee", payee)]),
            ),
            None => self.say("intro", &args([("friendly_name", message.friendly_name)])),
        }
    }

    fn with_intro(&self, id: &str, intro: &str, code: &str) -> String {
        self.say(id, &args([("intro", intro), ("code", code)]))
    }

    fn say(&self, id: &str, args: &FluentArgs<'_>) -> String {
        self.texts.0.say(self.locale, id, args)
    }
}

fn args<'a, const N: usize>(pairs: [(&'a str, &'a str); N]) -> FluentArgs<'a> {
    pairs.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every message of a language file: what is asked for above, and what those refer to.
    const MESSAGES: [&str; 28] = [
        "intro",
        "intro-transaction",
        "do-not-share",
        "sms",
        "sms-do-not-share",
        "call-gate",
        "call-gate-digits",
        "call-gate-wrong",
        "call-over",
        "call",
        "call-do-not-share",
        "call-approve",
        "call-approve-transaction",
        "call-approved",
        "call-reported",
        "call-approve-over",
        "push-login",
        "push-set-up",
        "push-text",
        "push-payment",
        "push-amount",
        "push-payee",
        "push-number",
        "email-subject",
        "email-do-not-share",
        "email-lifetime",
        "email-unasked",
        "email-unasked-transaction",
    ];

    #[test]
    fn every_language_has_the_messages_of_english_and_no_other() {
        let mut expected = MESSAGES;
        expected.sort_unstable();
        for Language { tag, ftl } in LANGUAGES {
            let mut ids: Vec<_> = Wording::ids(ftl).collect();
            ids.sort_unstable();
            assert_eq!(ids, expected, "{tag}.ftl");
        }
    }

    /// Beside this, `say` panics in tests for a variable that a message uses and nobody hands in.
    #[test]
    fn every_language_renders_every_message_and_uses_each_of_its_values() {
        let texts = Texts::new();
        for locale in Locale::all() {
            for (do_not_share, transaction) in [
                (false, None),
                (true, None),
                (false, Some(Transaction { amount: "39.99 EUR", payee: "Payee" })),
                (true, Some(Transaction { amount: "39.99 EUR", payee: "Payee" })),
            ] {
                for minutes in [0, 1, 2, 10] {
                    let message = CodeMessage {
                        friendly_name: "Brand",
                        code: "0417",
                        minutes,
                        transaction,
                        app_hash: None,
                        do_not_share,
                    };
                    let email = texts.email(&locale, &message);
                    let call = texts.call(&locale, &message);
                    assert_eq!(call.matches("0, 4, 1, 7").count(), 2, "{call}");
                    assert!(email.subject.contains("Brand") && !email.subject.contains("0417"));
                    if minutes > 1 {
                        assert!(email.text.contains(&format!(" {minutes} ")), "{}", email.text);
                    }
                    for text in [texts.sms(&locale, &message), call.replace("0, 4, 1, 7", "0417"), email.text]
                    {
                        assert!(text.contains("Brand") && text.contains("0417"), "{text}");
                        let told = text.contains("39.99 EUR") && text.contains("Payee");
                        assert_eq!(told, transaction.is_some(), "{text}");
                        assert!(!text.contains(['{', '}', '\u{2068}', '\u{2069}']), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_texts_are_shared_between_threads() {
        fn shared<T: Send + Sync>(_: &T) {}
        shared(&Texts::new());
    }
}
