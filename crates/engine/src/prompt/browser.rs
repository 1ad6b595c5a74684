//! What a browser holds that was given a prompt's link: a secret of its own, and the proof that we gave it.

use countersign_keyring::hash_token;
use countersign_model::PromptSid;
use countersign_store::StoreError;

use crate::Engine;

/// In front of what is proven, so that no other token of ours is one of these.
const BROWSER: &str = "prompt browser";
/// The same, for forms.
const FORM: &str = "prompt form";

/// A browser in front of a prompt.
#[derive(Clone)]
pub struct Browser {
    prompt: PromptSid,
    secret: String,
}

/// Shows nothing of the secret.
impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Browser({})", self.prompt)
    }
}

impl Browser {
    /// SHA-256 of the secret: what the prompt's row holds.
    #[must_use]
    pub fn hash(&self) -> String {
        hash_token(&self.secret)
    }

    /// What is proven of it.
    fn said(&self) -> String {
        format!("{}/{}", self.prompt, self.secret)
    }
}

impl Engine {
    /// A browser that just showed a link's token. Nothing is written down: whoever looks at links before people do, as mail
    /// scanners and previews, takes nothing from them.
    #[must_use]
    pub fn new_browser(&self, prompt: PromptSid) -> Browser {
        Browser { prompt, secret: self.dice().secret() }
    }

    /// What a browser keeps of itself.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn browser_cookie(&self, browser: &Browser) -> Result<String, StoreError> {
        let proof = self.sealing_keys().await?.callback_token(BROWSER, &browser.said());
        Ok(format!("{}.{proof}", browser.secret))
    }

    /// The browser that keeps this; none for what we never gave.
    #[must_use]
    pub fn browser_of(&self, prompt: PromptSid, cookie: &str) -> Option<Browser> {
        let (secret, proof) = cookie.split_once('.')?;
        let browser = Browser { prompt, secret: secret.to_owned() };
        self.0.opening_keys().made_callback_token(BROWSER, &browser.said(), proof).then_some(browser)
    }

    /// What a form of a page carries: no other site knows it.
    ///
    /// # Errors
    /// When the database gives no answer.
    pub async fn form_token(&self, browser: &Browser) -> Result<String, StoreError> {
        Ok(self.sealing_keys().await?.callback_token(FORM, &browser.said()))
    }

    /// Whether a form carries it.
    #[must_use]
    pub fn is_form_token(&self, browser: &Browser, given: &str) -> bool {
        self.0.opening_keys().made_callback_token(FORM, &browser.said(), given)
    }
}
