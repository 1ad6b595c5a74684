//! Why a template can't be used.

/// Why a template gives no words for a message. Each has its code in the behaviour map, section 3.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateRefusal {
    /// The account has no such template.
    NotFound,
    /// Templates aren't for this channel.
    NoSuchUse,
    /// This template isn't for this channel.
    NotForChannel,
    /// It has no text for this language and none for all others.
    NoTranslation,
    /// None of its texts that would fit is approved.
    NotApproved,
    /// Nothing was given for these of its names.
    Missing(Vec<String>),
    /// The message would have more than 500 characters.
    TooLong,
    /// What was given would become a link.
    Link,
    /// The service binds codes to payments, and the template doesn't name amount and payee.
    NoPayment,
}

impl TemplateRefusal {
    /// The reason in one word, for measurements.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "no_template",
            Self::NoSuchUse | Self::NotForChannel => "template_channel",
            Self::NoTranslation => "no_translation",
            Self::NotApproved => "template_not_approved",
            Self::Missing(_) => "substitutions_missing",
            Self::TooLong => "message_too_long",
            Self::Link => "substitution_link",
            Self::NoPayment => "template_without_payment",
        }
    }
}
