//! The settings of a service that are on or off, as the form shows them.

use countersign_engine::service::ServicePatch;
use countersign_model::ServiceSettings;

/// One setting. A new one is a line in [`Switch::ALL`].
pub(crate) struct Switch {
    /// Its name in the form: the API's parameter.
    pub(crate) name: &'static str,
    /// What the form calls it.
    pub(crate) label: &'static str,
    /// What it does, in a sentence.
    pub(crate) hint: &'static str,
    /// A word or two for the service's card when it is on; none for what is on by default.
    pub(crate) tag: Option<&'static str>,
    /// Where it stands in the settings.
    pub(crate) is_on: fn(&ServiceSettings) -> bool,
    /// Where it stands in a change.
    pub(crate) set: fn(&mut ServicePatch, bool),
}

/// The switch that needs [`LOOKUP`]; the form shows the contradiction beside it.
pub(crate) const SKIP_LANDLINES: &str = "SkipSmsToLandlines";

const LOOKUP: &str = "LookupEnabled";

impl Switch {
    /// Every switch, in the form's order.
    pub(crate) const ALL: [Self; 6] = [
        Self {
            name: "CustomCodeEnabled",
            label: "Custom codes",
            hint: "Your application may bring its own code.",
            tag: Some("custom codes"),
            is_on: |settings| settings.custom_code_enabled,
            set: |patch, on| patch.custom_code_enabled = Some(on),
        },
        Self {
            name: "DoNotShareWarningEnabled",
            label: "“Do not share” warning",
            hint: "Text messages end with a warning not to share the code.",
            tag: Some("do-not-share"),
            is_on: |settings| settings.do_not_share_warning_enabled,
            set: |patch, on| patch.do_not_share_warning_enabled = Some(on),
        },
        Self {
            name: "Psd2Enabled",
            label: "PSD2",
            hint: "Each code is bound to an amount and a payee.",
            tag: Some("PSD2"),
            is_on: |settings| settings.psd2_enabled,
            set: |patch, on| patch.psd2_enabled = Some(on),
        },
        Self {
            name: LOOKUP,
            label: "Lookup",
            hint: "Answers say what is known about a number’s network.",
            tag: Some("lookup"),
            is_on: |settings| settings.lookup_enabled,
            set: |patch, on| patch.lookup_enabled = Some(on),
        },
        Self {
            name: SKIP_LANDLINES,
            label: "No SMS to landlines",
            hint: "Refuses them before anything is sent. Needs the lookup.",
            tag: Some("no landlines"),
            is_on: |settings| settings.skip_sms_to_landlines,
            set: |patch, on| patch.skip_sms_to_landlines = Some(on),
        },
        Self {
            name: "DtmfInputRequired",
            label: "Key press in calls",
            hint: "A call asks for a key before it reads the code, so that no answering machine gets it.",
            tag: None,
            is_on: |settings| settings.dtmf_input_required,
            set: |patch, on| patch.dtmf_input_required = Some(on),
        },
    ];
}
