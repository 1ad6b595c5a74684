//! What a create means where an approval is asked for, or lives already.

use countersign_keyring::Keyring;
use countersign_model::{Approval, CodeSource, Service, Standing, Verification};

use super::StartVerification;

impl StartVerification {
    /// What will prove the person: `custom` is the caller's own code.
    pub(super) fn code_source(
        &self,
        custom: Option<&CodeSource>,
        keys: &Keyring,
        service: &Service,
    ) -> CodeSource {
        let key_id = keys.active_id().to_owned();
        match custom {
            _ if self.approve => CodeSource::Approval(Approval::new(key_id)),
            Some(custom) => custom.clone(),
            None => CodeSource::Derived { key_id, length: service.settings.code_length.get() },
        }
    }

    /// What this create means for the one that lives, which `standing` allows. Nobody joins an approval but who can name it:
    /// else a stranger who asks for the same number would be shown the same digits, and whoever checks first would be let
    /// in.
    pub(super) fn means(&self, standing: Standing, live: &Verification) -> Standing {
        if self.approve && standing == Standing::Join && self.again != Some(live.sid) {
            return Standing::Replace { sends_used: live.sends_used, checks_used: live.checks_used };
        }
        standing
    }
}
