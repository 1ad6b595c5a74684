//! What the template is given: text, ready to be shown and not yet escaped.

use askama::Template;
use countersign_delivery::providers::InboxMessage;
use countersign_model::{AccountSid, Service};

use crate::services::{ServiceForm, Switch};
use crate::state::DevApi;

/// The page.
#[derive(Template)]
#[template(path = "page.html")]
pub(super) struct DevPage {
    /// Stands in the addresses of style and script.
    pub(super) version: u64,
    /// What a form did.
    pub(super) notice: Option<Notice>,
    pub(super) connect: ConnectView,
    /// Whether a form was refused.
    pub(super) has_errors: bool,
    /// Newest first.
    pub(super) services: Vec<ServiceView>,
    pub(super) new_service: ServiceForm,
    /// The SID before which older services are, if there are any.
    pub(super) older: Option<String>,
    /// Whether these are not the newest services.
    pub(super) is_older: bool,
    /// Newest first.
    pub(super) messages: Vec<MessageView>,
    /// What the script fills for a message that arrives.
    pub(super) blank: MessageView,
    /// The newest message's id, also when the filter hides it; 0 when there is none.
    pub(super) newest: u64,
    /// The address that messages are picked by; empty for all.
    pub(super) to: String,
    /// The inbox as it is shown, asked for again.
    pub(super) here: String,
    /// The same as JSON.
    pub(super) json: String,
}

/// What a form did.
pub(super) struct Notice {
    pub(super) is_bad: bool,
    pub(super) text: String,
}

impl Notice {
    /// The sentence for the page's `done`; none for a word that no form of ours says.
    pub(super) fn of(done: &str, service: Option<&Service>) -> Option<Self> {
        let name = service.map(|service| service.friendly_name.as_str());
        let good = |text: String| Self { is_bad: false, text };
        let bad = |text: &str| Self { is_bad: true, text: text.to_owned() };
        match (done, name) {
            ("created", Some(name)) => {
                Some(good(format!("“{name}” was created. Its lines are ready to paste.")))
            }
            ("changed", Some(name)) => Some(good(format!("“{name}” was changed."))),
            ("deleted", _) => Some(good("The service was deleted.".to_owned())),
            ("approved", _) => {
                Some(good("Approved: the next check of its SID lets the person in.".to_owned()))
            }
            ("reported", _) => {
                Some(good("Denied and reported, as if the person had not asked for it.".to_owned()))
            }
            ("wrong", _) => Some(bad("Those are not the digits that the application shows.")),
            ("no-keys", _) => Some(bad("A telephone has the keys 0 to 9, * and #.")),
            ("over", _) => Some(bad("There is nothing to approve any more.")),
            ("gone", _) => Some(bad("That service does not exist any more.")),
            _ => None,
        }
    }
}

/// The lines that a developer pastes.
pub(super) struct ConnectView {
    pub(super) base_url: String,
    pub(super) account_sid: String,
    pub(super) auth_token: String,
    pub(super) service: Option<ConnectService>,
}

/// The service that the lines speak of.
pub(super) struct ConnectService {
    pub(super) sid: String,
    pub(super) name: String,
    pub(super) has_psd2: bool,
}

impl ConnectView {
    pub(super) fn new(api: &DevApi, account: AccountSid, service: Option<&Service>) -> Self {
        let service = service.map(|service| ConnectService {
            sid: service.sid.to_string(),
            name: service.friendly_name.as_str().to_owned(),
            has_psd2: service.settings.psd2_enabled,
        });
        Self {
            base_url: api.base_url.clone(),
            account_sid: account.to_string(),
            auth_token: api.auth_token.clone(),
            service,
        }
    }
}

/// A service's card.
pub(super) struct ServiceView {
    pub(super) sid: String,
    pub(super) name: String,
    /// `6 digits`, `10 min`, then the switches that are on.
    pub(super) tags: Vec<String>,
    pub(super) form: ServiceForm,
    /// Whether the form is in sight from the beginning.
    pub(super) is_open: bool,
}

impl From<&Service> for ServiceView {
    fn from(service: &Service) -> Self {
        let settings = &service.settings;
        let mut tags = vec![
            format!("{} digits", settings.code_length.get()),
            duration(settings.verification_ttl.seconds()),
        ];
        let on = Switch::ALL.iter().filter(|switch| (switch.is_on)(settings));
        tags.extend(on.filter_map(|switch| switch.tag).map(str::to_owned));
        Self {
            sid: service.sid.to_string(),
            name: service.friendly_name.as_str().to_owned(),
            tags,
            form: ServiceForm::of(service),
            is_open: false,
        }
    }
}

/// `10 min`, `1 h 30 min`, `2 min 5 s`.
fn duration(seconds: i64) -> String {
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}"));
    parts.collect::<Vec<_>>().join(" ")
}

/// A message; blank, it is the mould that the script fills.
#[derive(Default)]
pub(super) struct MessageView {
    pub(super) id: u64,
    pub(super) attempt_sid: String,
    pub(super) channel: String,
    pub(super) to: String,
    pub(super) sender: String,
    /// Empty where a call asks for an approval.
    pub(super) code: String,
    /// Whether it is a call that waits for keys.
    pub(super) asks_for_keys: bool,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) locale: String,
    pub(super) has_html: bool,
    /// ISO 8601, for machines.
    pub(super) at: String,
    /// The same for people; the script makes local time of it.
    pub(super) time: String,
    /// Who was asked, and what was told, a sentence each; empty until it is written down.
    pub(super) hops: Vec<String>,
}

impl From<&InboxMessage> for MessageView {
    fn from(message: &InboxMessage) -> Self {
        Self {
            id: message.id,
            attempt_sid: message.attempt_sid.clone(),
            channel: message.channel.clone(),
            to: message.to.clone(),
            sender: message.sender.clone(),
            code: message.code.clone(),
            asks_for_keys: message.asks_for_keys,
            subject: message.subject.clone().unwrap_or_default(),
            text: message.text.trim_end().to_owned(),
            locale: message.locale.clone(),
            has_html: message.html.is_some(),
            at: message.at.clone(),
            time: message.at.replace('T', " ").replace('Z', " UTC"),
            hops: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_reads_as_people_say_it() {
        for (seconds, said) in
            [(120, "2 min"), (600, "10 min"), (125, "2 min 5 s"), (5400, "1 h 30 min"), (86_400, "24 h")]
        {
            assert_eq!(duration(seconds), said);
        }
    }
}
