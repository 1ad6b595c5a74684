//! Making a prompt.

use countersign_keyring::hash_token;
use countersign_model::{
    AccountSid, Actor, Confirm, Content, Demand, Email, Identity, LocaleTag, Method, Phone, Prompt,
    PromptEnding, PromptSid, PromptStatus, Purpose, ReturnUrl, Service, ServiceSid, Stage,
};
use countersign_store::{End, audit, prompts, services};

use super::claim::factors_of;
use super::{Opened, PromptError, lead};
use crate::Engine;
use crate::webhook::News;

/// What a create asks; everything in it is parsed.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the member of the same name")]
pub struct CreatePrompt {
    pub account: AccountSid,
    pub service: ServiceSid,
    pub identity: Identity,
    pub purpose: Purpose,
    pub return_url: ReturnUrl,
    pub state: Option<String>,
    pub locale: Option<LocaleTag>,
    /// None: whatever the service offers.
    pub allowed: Option<Vec<Method>>,
    pub required: Vec<Method>,
    pub aal: u8,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub account_name: Option<String>,
    pub confirm: Option<Confirm>,
    pub seconds: i64,
}

impl CreatePrompt {
    /// The methods that this prompt offers.
    fn offered(&self, service: &Service) -> Result<Vec<Method>, PromptError> {
        let set = &service.settings.prompts;
        let is_registered =
            |url: &String| ReturnUrl::parse(url).is_ok_and(|registered| self.return_url.is(&registered));
        if !set.return_urls.iter().any(is_registered) {
            return Err(PromptError::ReturnUrl);
        }
        if matches!(self.confirm, Some(Confirm::Payment { .. })) && !service.settings.psd2_enabled {
            return Err(PromptError::Payment);
        }
        let mut offered = set.methods_for(self.purpose);
        offered.retain(|method| self.allowed.as_ref().is_none_or(|allowed| allowed.contains(method)));
        if self.purpose == Purpose::Setup && set.push_app_link.is_none() {
            // No app could read what sets a device up.
            offered.retain(|method| *method != Method::Push);
        }
        if self.purpose == Purpose::Confirm {
            // They get back in who lost everything; nothing is approved with them.
            offered.retain(|method| !method.is_fallback());
        }
        // What this release can't show isn't offered, whatever the settings say.
        offered.retain(|method| countersign_factors::find(method.as_str()).is_some());
        if !offered.iter().any(|method| !method.is_fallback()) {
            return Err(PromptError::NoMethod);
        }
        if let Some(method) = self.required.iter().find(|method| !offered.contains(method)) {
            return Err(PromptError::Required(*method));
        }
        // Of who sets something up no more is asked than they have.
        if self.purpose != Purpose::Setup {
            self.demand(service).check(&offered, self.purpose).map_err(PromptError::Unmet)?;
        }
        Ok(offered)
    }

    /// What has to be shown: the service's word, which the application can only raise.
    fn demand(&self, service: &Service) -> Demand {
        service.settings.prompts.demand(self.purpose).and(Demand { aal: self.aal, two_methods: false })
    }
}

impl Engine {
    /// Makes a prompt, and gives it with the token of its link, which stands nowhere else. A login for somebody who can't
    /// prove themselves is over at once.
    ///
    /// # Errors
    /// See [`PromptError`].
    pub async fn create_prompt(
        &self,
        wanted: CreatePrompt,
        by: Actor,
    ) -> Result<(Opened, String), PromptError> {
        let (now, since) = (self.now(), self.unverified_since());
        let (account, service) = (wanted.account, wanted.service);
        let found = self.0.store.read(move |tx| services::find(tx, account, service)).await?;
        let service = found.ok_or(PromptError::NotFound)?;
        let (allowed, demand) = (wanted.offered(&service)?, wanted.demand(&service));
        let token = self.dice().secret();
        let content = Content {
            return_url: wanted.return_url,
            state: wanted.state,
            locale: wanted.locale.map(|locale| locale.to_string()),
            allowed,
            required: wanted.required,
            demand,
            phone: wanted.phone.map(|phone| phone.as_str().to_owned()),
            email: wanted.email.map(|email| email.as_str().to_owned()),
            account_name: wanted.account_name,
            confirm: wanted.confirm,
            proofs: Vec::new(),
            may_change: false,
            stage: Stage::Start,
            ceremony: None,
            ceremonies: 0,
            trouble: None,
            notice: None,
        };
        let prompt = Prompt {
            sid: PromptSid::new(now, self.dice()),
            account_sid: account,
            service_sid: service.sid,
            identity: wanted.identity,
            purpose: wanted.purpose,
            status: PromptStatus::Pending,
            sealed: String::new(),
            token_hash: hash_token(&token),
            browser_hash: None,
            step: 0,
            wrong: 0,
            created_at: now,
            updated_at: now,
            expires_at: now.plus_millis(wanted.seconds * 1000),
            is_told: false,
        };
        let news = News::new(self.dice(), now);
        let entry = self.audit_entry(now, Some(account), by, "prompt.created", prompt.sid.to_string());
        let vault = self.vault().await?;
        let made = self
            .0
            .store
            .write(move |tx| {
                let mut it = Opened { prompt: prompt.clone(), content: content.clone() };
                let factors = factors_of(tx, &it.prompt, since)?;
                if it.prompt.purpose != Purpose::Setup
                    && !lead::is_enrolled(it.prompt.purpose, &it.content, &factors)
                {
                    it.prompt.status = PromptStatus::Ended { how: PromptEnding::NotEnrolled, at: now };
                    it.content.end();
                }
                vault.seal(&mut it)?;
                let Some(is_told) = prompts::insert(tx, &it.prompt)? else {
                    return Ok(End::Rollback(None));
                };
                it.prompt.is_told = is_told;
                audit::add(tx, &entry)?;
                news.prompt_made(tx, &it.prompt)?;
                Ok(End::Commit(Some(it)))
            })
            .await?;
        Ok((made.ok_or(PromptError::NotFound)?, token))
    }
}
