//! What a request says about a service's settings. Absent leaves as it is (behaviour map 1.3).

use countersign_model::{CodeLength, Lifetime, ServiceSettings};

/// The settings that a request names. Of texts that may be null, an empty one clears.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each is the setting of the same name in `ServiceSettings`")]
pub struct ServicePatch {
    pub code_length: Option<CodeLength>,
    pub lookup_enabled: Option<bool>,
    pub psd2_enabled: Option<bool>,
    pub skip_sms_to_landlines: Option<bool>,
    pub dtmf_input_required: Option<bool>,
    pub tts_name: Option<String>,
    pub do_not_share_warning_enabled: Option<bool>,
    pub custom_code_enabled: Option<bool>,
    pub push_include_date: Option<bool>,
    pub push_apn_credential_sid: Option<String>,
    pub push_fcm_credential_sid: Option<String>,
    pub totp_issuer: Option<String>,
    pub totp_time_step: Option<i64>,
    pub totp_code_length: Option<i64>,
    pub totp_skew: Option<i64>,
    pub default_template_sid: Option<String>,
    pub whatsapp_msg_service_sid: Option<String>,
    pub whatsapp_from: Option<String>,
    pub passkeys_relying_party_id: Option<String>,
    pub passkeys_relying_party_name: Option<String>,
    pub passkeys_relying_party_origins: Option<Vec<String>>,
    pub passkeys_authenticator_attachment: Option<String>,
    pub passkeys_discoverable_credentials: Option<String>,
    pub passkeys_user_verification: Option<String>,
    pub verify_event_subscription_enabled: Option<bool>,
    pub verification_ttl: Option<Lifetime>,
}

/// The settings would contradict each other: `SkipSmsToLandlines` needs `LookupEnabled` (behaviour map 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPatch;

fn set<T: Clone>(place: &mut T, wanted: Option<&T>) {
    if let Some(wanted) = wanted {
        *place = wanted.clone();
    }
}

fn set_or_clear(place: &mut Option<String>, wanted: Option<&String>) {
    if let Some(wanted) = wanted {
        *place = (!wanted.is_empty()).then(|| wanted.clone());
    }
}

/// Of the passkey criteria, the empty text is a value of its own.
fn set_some<T: Clone>(place: &mut Option<T>, wanted: Option<&T>) {
    if wanted.is_some() {
        *place = wanted.cloned();
    }
}

impl ServicePatch {
    /// `settings` with what this names.
    ///
    /// # Errors
    /// When the outcome would contradict itself.
    pub fn apply(&self, mut settings: ServiceSettings) -> Result<ServiceSettings, BadPatch> {
        let it = &mut settings;
        set(&mut it.code_length, self.code_length.as_ref());
        set(&mut it.lookup_enabled, self.lookup_enabled.as_ref());
        set(&mut it.psd2_enabled, self.psd2_enabled.as_ref());
        set(&mut it.skip_sms_to_landlines, self.skip_sms_to_landlines.as_ref());
        set(&mut it.dtmf_input_required, self.dtmf_input_required.as_ref());
        set_or_clear(&mut it.tts_name, self.tts_name.as_ref());
        set(&mut it.do_not_share_warning_enabled, self.do_not_share_warning_enabled.as_ref());
        set(&mut it.custom_code_enabled, self.custom_code_enabled.as_ref());
        set(&mut it.push.include_date, self.push_include_date.as_ref());
        set_or_clear(&mut it.push.apn_credential_sid, self.push_apn_credential_sid.as_ref());
        set_or_clear(&mut it.push.fcm_credential_sid, self.push_fcm_credential_sid.as_ref());
        set_or_clear(&mut it.totp.issuer, self.totp_issuer.as_ref());
        set_some(&mut it.totp.time_step, self.totp_time_step.as_ref());
        set_some(&mut it.totp.code_length, self.totp_code_length.as_ref());
        set_some(&mut it.totp.skew, self.totp_skew.as_ref());
        set_or_clear(&mut it.default_template_sid, self.default_template_sid.as_ref());
        set_or_clear(&mut it.whatsapp.msg_service_sid, self.whatsapp_msg_service_sid.as_ref());
        set_or_clear(&mut it.whatsapp.from, self.whatsapp_from.as_ref());
        let party = &mut it.passkeys.relying_party;
        set_or_clear(&mut party.id, self.passkeys_relying_party_id.as_ref());
        set_or_clear(&mut party.name, self.passkeys_relying_party_name.as_ref());
        if let Some(origins) = &self.passkeys_relying_party_origins {
            party.origins = (!origins.is_empty()).then(|| origins.clone());
        }
        set_some(&mut it.passkeys.authenticator_attachment, self.passkeys_authenticator_attachment.as_ref());
        set_some(&mut it.passkeys.discoverable_credentials, self.passkeys_discoverable_credentials.as_ref());
        set_some(&mut it.passkeys.user_verification, self.passkeys_user_verification.as_ref());
        set(&mut it.verify_event_subscription_enabled, self.verify_event_subscription_enabled.as_ref());
        set(&mut it.verification_ttl, self.verification_ttl.as_ref());
        if it.skip_sms_to_landlines && !it.lookup_enabled {
            return Err(BadPatch);
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_stays_and_an_empty_text_clears() {
        let patch =
            ServicePatch { tts_name: Some("anna".into()), totp_skew: Some(2), ..ServicePatch::default() };
        let settings = patch.apply(ServiceSettings::default()).unwrap();
        assert_eq!((settings.tts_name.as_deref(), settings.totp.skew), (Some("anna"), Some(2)));
        let cleared = ServicePatch { tts_name: Some(String::new()), ..ServicePatch::default() };
        let settings = cleared.apply(settings).unwrap();
        assert_eq!((settings.tts_name, settings.totp.skew), (None, Some(2)));
    }

    #[test]
    fn skipping_landlines_needs_the_lookup() {
        let skip = ServicePatch { skip_sms_to_landlines: Some(true), ..ServicePatch::default() };
        assert_eq!(skip.apply(ServiceSettings::default()), Err(BadPatch));
        let both = ServicePatch { lookup_enabled: Some(true), ..skip };
        assert!(both.apply(ServiceSettings::default()).unwrap().skip_sms_to_landlines);
    }
}
