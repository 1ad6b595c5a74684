//! An application that calls a server.

use serde_json::Value;

/// One who calls the API with Basic authentication.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Where the server listens: `http://` and an address.
    pub base: String,
    /// An account's SID or an API key, and its secret.
    pub account: (String, String),
}

impl Caller {
    /// Status and body of a POST of this form.
    ///
    /// # Panics
    /// When no whole answer comes.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        self.post_with(path, form, &[]).await
    }

    /// The same with more headers.
    ///
    /// # Panics
    /// When no whole answer comes.
    pub async fn post_with(
        &self,
        path: &str,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> (u16, Value) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = reqwest::Client::new()
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request).await
    }

    /// Status and body of a GET.
    ///
    /// # Panics
    /// When no whole answer comes.
    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.send(reqwest::Client::new().get(format!("{}{path}", self.base))).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> (u16, Value) {
        let request = request.basic_auth(&self.account.0, Some(&self.account.1));
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.expect("text")).expect("JSON"))
    }

    /// The path of a new service.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn service(&self) -> String {
        let (status, service) = self.post("/v2/Services", &[("FriendlyName", "Acme")]).await;
        assert_eq!(status, 201, "{service}");
        format!("/v2/Services/{}", service["sid"].as_str().expect("a SID"))
    }
}
