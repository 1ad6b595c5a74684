//! What a person's device asks them, for an app to show.

use fluent_bundle::FluentArgs;

use crate::code_message::Transaction;
use crate::lang::Locale;
use crate::texts::Texts;

/// What a person is asked.
#[derive(Clone, Copy)]
pub enum Question<'a> {
    /// Whether they log in.
    Login,
    /// Whether they change how they log in.
    SetUp,
    /// Whether they approve what the application says.
    Text(&'a str),
    /// Whether they approve a payment.
    Payment(Transaction<'a>),
}

/// The same as a device shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionText {
    /// The question.
    pub message: String,
    /// Labels and values, in the order in which they are shown. The last is the number that the person is to type.
    pub fields: Vec<(String, String)>,
}

impl Texts {
    /// A question with all that belongs to the answer: who asks, what is approved, and the number.
    #[must_use]
    pub fn question(
        &self,
        locale: Locale,
        friendly_name: &str,
        question: Question<'_>,
        number: &str,
    ) -> QuestionText {
        let named = |id, text| {
            let args: FluentArgs<'_> =
                [("friendly_name", friendly_name), ("text", text)].into_iter().collect();
            self.wording().say(locale, id, &args)
        };
        let label = |id| self.wording().say(locale, id, &FluentArgs::new());
        let (message, paid) = match question {
            Question::Login => (named("push-login", ""), None),
            Question::SetUp => (named("push-set-up", ""), None),
            Question::Text(text) => (named("push-text", text), None),
            Question::Payment(paid) => (named("push-payment", ""), Some(paid)),
        };
        let mut fields = Vec::new();
        if let Some(Transaction { amount, payee }) = paid {
            fields.push((label("push-amount"), amount.to_owned()));
            fields.push((label("push-payee"), payee.to_owned()));
        }
        fields.push((label("push-number"), number.to_owned()));
        QuestionText { message, fields }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_says_who_asks_and_what_and_fits_the_app_in_every_language() {
        let texts = Texts::new();
        // The longest names, texts, amounts and payees that are taken.
        let (name, text) = ("N".repeat(30), "t".repeat(200));
        let (amount, payee) = ("1".repeat(32), "P".repeat(64));
        let paid = Transaction { amount: &amount, payee: &payee };
        for locale in Locale::all() {
            let mut asked = Vec::new();
            for question in [Question::Login, Question::SetUp, Question::Text(&text), Question::Payment(paid)]
            {
                let QuestionText { message, fields } = texts.question(locale, &name, question, "07");
                assert!(message.contains(&name) && message.chars().count() <= 256, "{locale:?}: {message}");
                assert!(!message.contains(['{', '}', '\u{2068}']), "{locale:?}: {message}");
                assert_eq!(message.contains(&text), matches!(question, Question::Text(_)), "{locale:?}");
                assert_eq!(fields.last().map(|(_, value)| value.as_str()), Some("07"), "{locale:?}");
                let values: Vec<_> = fields.iter().map(|(_, value)| value.as_str()).collect();
                if matches!(question, Question::Payment(_)) {
                    assert_eq!(values, [paid.amount, paid.payee, "07"], "{locale:?}");
                }
                for (label, value) in &fields {
                    assert!((1..=36).contains(&label.chars().count()), "{locale:?}: {label}");
                    assert!(value.chars().count() <= 128, "{locale:?}: {value}");
                }
                asked.push(message);
            }
            asked.dedup();
            assert_eq!(asked.len(), 4, "{locale:?}: {asked:?}");
        }
    }
}
