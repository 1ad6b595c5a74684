//! Notices to devices through Google's Firebase Cloud Messaging, by its HTTP v1 API.
//!
//! A service account signs for an access token, which is kept while it is good. The notice is a data message of high
//! priority: nothing is shown unless the app shows it. Its members are those that apps made with Twilio's SDK look for, as
//! its sample app for Android does. Facts: firebase.google.com/docs/reference/fcm/rest/v1.

mod access;
mod answer;

use std::time::Duration;

use countersign_model::{Channel, Fate, Platform, Timestamp};
use reqwest::Url;
use serde_json::json;

use self::access::Account;
use super::BadSettings;
use crate::http::{Http, base_url, under};
use crate::{Message, Notice, Noticed, Noticing, Probe, Probing, Provider, Secret, Sending};

countersign_settings::settings! {
    /// Notices to devices through Firebase Cloud Messaging (Google), for push factors.
    pub struct FcmSettings in "fcm" {
        /// The service account's key, as they give it for download: the whole JSON file.
        pub service_account: Secret = Kind::Secret, required, example "{\"type\": \"service_account\", …}";
        /// Where the API is.
        #[serde(default = "platform")]
        pub url: String = Kind::Text, default "https://fcm.googleapis.com", example "https://fcm.googleapis.com";
    }
}

fn platform() -> String {
    "https://fcm.googleapis.com".to_owned()
}

/// Tells devices through Firebase.
pub struct Fcm {
    name: String,
    account: Account,
    url: Url,
    http: Http,
}

impl Fcm {
    /// Makes the provider; a notice ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when the URL is none or the key is no service account's.
    pub fn new(name: &str, settings: &FcmSettings, limit: Duration) -> Result<Self, BadSettings> {
        let account = Account::read(&settings.service_account)?;
        let base = base_url("url", &settings.url)?;
        let url = under(&base, &format!("v1/projects/{}/messages:send", account.project));
        // Two requests at most, one after the other.
        Ok(Self { name: name.to_owned(), account, url, http: Http::new(limit / 2)? })
    }

    async fn post(&self, notice: &Notice, now: Timestamp) -> Result<Noticed, String> {
        let token = self.account.access(&self.http, now).await?;
        let body = json!({ "message": {
            "token": notice.to.token,
            "data": notice.members(),
            "android": {
                "priority": "HIGH",
                "ttl": format!("{}s", notice.ttl),
                "collapse_key": notice.challenge_sid,
            },
        }});
        let request = self.http.post(self.url.clone()).bearer_auth(&*token).json(&body);
        let answered = self.http.heeded(request, now).await?;
        if answered.status == 401 {
            self.account.forget();
        }
        Ok(answer::read(&answered))
    }
}

impl Provider for Fcm {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[]
    }

    fn probe(&self, now: Timestamp) -> Probing<'_> {
        Box::pin(async move {
            self.account.forget();
            self.account.access(&self.http, now).await.map_or_else(Probe::Failed, |_| Probe::Reached)
        })
    }

    fn send<'a>(&'a self, _: &'a Message, _: Timestamp) -> Sending<'a> {
        let reason = "it wakes devices and carries no codes".to_owned();
        Box::pin(std::future::ready(Fate::BadMessage { reason }))
    }

    fn platforms(&self) -> &[Platform] {
        &[Platform::Fcm]
    }

    fn notify<'a>(&'a self, notice: &'a Notice, now: Timestamp) -> Noticing<'a> {
        Box::pin(async move {
            let told = self.post(notice, now).await;
            told.unwrap_or_else(|reason| Noticed::Failed { reason, retry_after_millis: None })
        })
    }
}
