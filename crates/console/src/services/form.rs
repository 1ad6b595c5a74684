//! A service's form: what stands in it, and what it means.

use countersign_engine::service::ServicePatch;
use countersign_model::{BadPhrase, CodeLength, FriendlyName, Lifetime, Service, ServiceSettings};
use countersign_web::Form;

use super::Switch;
use super::switch::SKIP_LANDLINES;

/// A text field as it was typed, and what is wrong with it.
#[derive(Clone, Default)]
pub(crate) struct Field {
    pub(crate) value: String,
    pub(crate) error: Option<&'static str>,
}

impl Field {
    fn of(value: impl ToString) -> Self {
        Self { value: value.to_string(), error: None }
    }

    /// What `parse` makes of it; otherwise the sentence is kept.
    fn read<T>(&mut self, parse: impl FnOnce(&str) -> Result<T, &'static str>) -> Option<T> {
        let outcome = parse(self.value.trim());
        self.error = outcome.as_ref().err().copied();
        outcome.ok()
    }
}

/// A switch as it stands, and what is wrong with it.
#[derive(Clone)]
pub(crate) struct Setting {
    pub(crate) switch: &'static Switch,
    pub(crate) on: bool,
    pub(crate) error: Option<&'static str>,
}

/// What stands in a service's form. The fields have the API's names.
#[derive(Clone)]
pub(crate) struct ServiceForm {
    pub(crate) name: Field,
    pub(crate) code_length: Field,
    pub(crate) lifetime: Field,
    pub(crate) settings: Vec<Setting>,
}

impl ServiceForm {
    /// The form of a service that is to be made.
    pub(crate) fn new_service() -> Self {
        Self::filled("", &ServiceSettings::default())
    }

    /// The form of a service as it is.
    pub(crate) fn of(service: &Service) -> Self {
        Self::filled(service.friendly_name.as_str(), &service.settings)
    }

    fn filled(name: &str, settings: &ServiceSettings) -> Self {
        let setting = |switch: &'static Switch| Setting { switch, on: (switch.is_on)(settings), error: None };
        Self {
            name: Field::of(name),
            code_length: Field::of(settings.code_length.get()),
            lifetime: Field::of(settings.verification_ttl.seconds()),
            settings: Switch::ALL.iter().map(setting).collect(),
        }
    }

    /// What a person sent; where nothing was sent, what stood in `before`.
    ///
    /// A switch is sent as `false` and, when it is on, as `true` after it: the last one counts, so switching off can
    /// be told from not saying.
    pub(crate) fn typed(sent: &Form, before: &Self) -> Self {
        let text = |name, before: &Field| Field::of(sent.text(name).unwrap_or(&before.value));
        let setting = |setting: &Setting| {
            let on = sent.text(setting.switch.name).map_or(setting.on, |value| value == "true");
            Setting { on, ..setting.clone() }
        };
        Self {
            name: text("FriendlyName", &before.name),
            code_length: text("CodeLength", &before.code_length),
            lifetime: text("VerificationTtl", &before.lifetime),
            settings: before.settings.iter().map(setting).collect(),
        }
    }

    /// What it means; none when a field is wrong, which then says so.
    pub(crate) fn read(&mut self) -> Option<(FriendlyName, ServicePatch)> {
        let name = self.name.read(|text| FriendlyName::parse(text).map_err(why_no_name));
        let code_length = self.code_length.read(|text| {
            let length = text.parse().ok().and_then(|digits: i64| CodeLength::parse(digits).ok());
            length.ok_or("A code has 4 to 10 digits.")
        });
        let lifetime = self.lifetime.read(|text| {
            let lifetime = text.parse().ok().and_then(Lifetime::from_seconds);
            lifetime.ok_or("A code lives 120 to 86400 seconds (2 minutes to 24 hours).")
        });
        let mut patch = ServicePatch {
            code_length: Some(code_length?),
            verification_ttl: Some(lifetime?),
            ..ServicePatch::default()
        };
        for setting in &self.settings {
            (setting.switch.set)(&mut patch, setting.on);
        }
        Some((name?, patch))
    }

    /// Says that the settings contradict each other; there is one way they can.
    pub(crate) fn contradicts(&mut self) {
        for setting in &mut self.settings {
            if setting.switch.name == SKIP_LANDLINES {
                setting.error = Some("To know a landline, switch on the lookup too.");
            }
        }
    }

    /// Whether something beside the name is wrong: then the settings must be in sight.
    pub(crate) fn has_bad_settings(&self) -> bool {
        let fields = [&self.code_length, &self.lifetime];
        fields.iter().any(|field| field.error.is_some()) || self.settings.iter().any(|it| it.error.is_some())
    }
}

fn why_no_name(bad: BadPhrase) -> &'static str {
    match bad {
        BadPhrase::Length => "A name has 1 to 30 characters.",
        BadPhrase::Digits => "A name has at most four digits: more could be a phone number.",
        BadPhrase::Characters | BadPhrase::Link | BadPhrase::Form => {
            "A name has letters, digits, blanks, hyphens and underscores only: it stands in every message."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> ServiceForm {
        ServiceForm::typed(&Form::parse(text.as_bytes()).unwrap(), &ServiceForm::new_service())
    }

    #[test]
    fn a_name_alone_makes_a_service_with_the_usual_settings() {
        let (name, patch) = typed("FriendlyName=+My+App+").read().unwrap();
        assert_eq!(name.as_str(), "My App");
        assert_eq!(patch.apply(ServiceSettings::default()), Ok(ServiceSettings::default()));
    }

    #[test]
    fn each_switch_reaches_its_own_setting_and_can_be_switched_off() {
        let on = |settings: &ServiceSettings| Switch::ALL.map(|switch| (switch.is_on)(settings));
        // The lookup is on from the beginning: one of the others needs it.
        let before = ServiceSettings { lookup_enabled: true, ..ServiceSettings::default() };
        for (at, switch) in Switch::ALL.iter().enumerate() {
            for wanted in [true, false] {
                let mut patch = ServicePatch::default();
                (switch.set)(&mut patch, wanted);
                let mut expected = on(&before);
                expected[at] = wanted;
                assert_eq!(on(&patch.apply(before.clone()).unwrap()), expected, "{}", switch.name);
            }
        }
    }

    #[test]
    fn a_switch_is_off_when_only_its_hidden_half_is_sent() {
        for (sent, on) in [("", true), ("=false", false), ("=false&DtmfInputRequired=true", true)] {
            let sent = if sent.is_empty() { String::new() } else { format!("&DtmfInputRequired{sent}") };
            let (_, patch) = typed(&format!("FriendlyName=A{sent}")).read().unwrap();
            assert_eq!(patch.dtmf_input_required, Some(on), "{sent}");
        }
    }

    #[test]
    fn every_wrong_field_says_so_at_once_and_keeps_what_was_typed() {
        let mut form = typed("FriendlyName=App+12345&CodeLength=3&VerificationTtl=ten");
        assert!(form.read().is_none());
        for (field, value, word) in [
            (&form.name, "App 12345", "four digits"),
            (&form.code_length, "3", "4 to 10"),
            (&form.lifetime, "ten", "120 to 86400"),
        ] {
            assert_eq!(field.value, value);
            assert!(field.error.is_some_and(|error| error.contains(word)), "{:?}", field.error);
        }
        assert!(form.has_bad_settings());
    }

    #[test]
    fn names_are_refused_with_the_rule_they_break() {
        for (name, word) in [("", "1 to 30"), ("evil.com", "letters"), ("12345", "digits")] {
            let mut form = typed(&format!("FriendlyName={name}"));
            assert!(form.read().is_none());
            assert!(form.name.error.unwrap().contains(word), "{name}");
            assert!(!form.has_bad_settings());
        }
    }
}
