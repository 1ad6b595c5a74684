//! Templates: an account's own wording, in several languages (behaviour map 5).

mod fill;
mod text;

use crate::{AccountSid, Channel, LocaleTag, TemplateSid, Timestamp};

pub use self::fill::{Filled, Filling, Unfilled};
pub use self::text::{BadTemplate, TemplateText};

/// The name by which an operator knows a template: 1 to 32 characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateName(String);

/// The text is no name of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadTemplateName;

impl TemplateName {
    /// Reads a name; blanks outside are dropped.
    ///
    /// # Errors
    /// [`BadTemplateName`] for empty or long texts and control characters.
    pub fn parse(text: &str) -> Result<Self, BadTemplateName> {
        let text = text.trim();
        let fits = (1..=32).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned())).ok_or(BadTemplateName)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a template is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TemplateChannel {
    /// Text messages.
    Sms,
    /// Calls.
    Voice,
}

impl TemplateChannel {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sms, Self::Voice];

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Voice => "voice",
        }
    }

    /// The channel with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == name)
    }

    /// What a message by this channel needs; nothing where templates aren't used.
    #[must_use]
    pub const fn of(channel: Channel) -> Option<Self> {
        match channel {
            Channel::Sms => Some(Self::Sms),
            Channel::Call => Some(Self::Voice),
            Channel::Email | Channel::Whatsapp | Channel::Telegram => None,
        }
    }
}

/// Whether a translation may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TranslationStatus {
    /// Somebody has to look at it first.
    Pending,
    /// It may be sent.
    Approved,
}

impl TranslationStatus {
    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
        }
    }

    /// The status with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Pending, Self::Approved].into_iter().find(|status| status.as_str() == name)
    }
}

/// A template's text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// The language.
    pub locale: LocaleTag,
    /// The words.
    pub text: TemplateText,
    /// Whether it may be sent.
    pub status: TranslationStatus,
    /// Whether it is for whoever's language there is none for.
    pub is_default: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed or approved.
    pub updated_at: Timestamp,
}

/// An account's own wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name on the wire.
    pub sid: TemplateSid,
    /// Who owns it.
    pub account_sid: AccountSid,
    /// Its name for people.
    pub friendly_name: TemplateName,
    /// What it is good for; one at least.
    pub channels: Vec<TemplateChannel>,
    /// Its texts, by language.
    pub translations: Vec<Translation>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Why a template has no text for a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTranslation {
    /// It has none at all that would fit.
    NotFound,
    /// It has, but none of them is approved.
    NotApproved,
}

impl Template {
    /// The text for a person: in the language asked for, else the one that the person's country speaks, else the default
    /// one; of each the tag itself, then the tag without its last part, and so on (RFC 4647 section 3.4). Only approved
    /// ones count.
    ///
    /// # Errors
    /// [`NoTranslation`] when there is none.
    pub fn choose(&self, asked: Option<&str>, spoken: &str) -> Result<&Translation, NoTranslation> {
        let wished = asked.into_iter().chain([spoken]).flat_map(ranges);
        let named = wished.filter_map(|tag| {
            self.translations.iter().find(|it| it.locale.as_str().eq_ignore_ascii_case(tag))
        });
        let mut unapproved = false;
        for translation in named.chain(self.translations.iter().filter(|it| it.is_default)) {
            if translation.status == TranslationStatus::Approved {
                return Ok(translation);
            }
            unapproved = true;
        }
        Err(if unapproved { NoTranslation::NotApproved } else { NoTranslation::NotFound })
    }
}

/// A tag, and the tags that are left when its last parts are taken away.
fn ranges(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |range| range.rsplit_once('-').map(|(rest, _)| rest))
}

#[cfg(test)]
mod tests;
