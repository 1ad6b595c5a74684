//! An application: requests over HTTP that end with an answer or with the server's death.

use std::sync::Arc;

use serde_json::Value;

use crate::server::{Process, Server};
use crate::sink::Sink;
use crate::within;

/// The server died before it answered: what was asked may or may not have happened.
#[derive(Debug)]
pub(crate) struct Dead;

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    /// The text of a field.
    pub(crate) fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_else(|| panic!("no {name} in {self:?}")).to_owned()
    }

    /// The attempts that a verification shows, oldest first.
    pub(crate) fn attempts(&self) -> Vec<String> {
        let sends = self.body["send_code_attempts"].as_array().expect("attempts");
        sends.iter().map(|send| send["attempt_sid"].as_str().expect("a sid").to_owned()).collect()
    }

    pub(crate) fn is_approved(&self) -> bool {
        self.status == 200 && self.body["status"] == "approved"
    }
}

/// Told after every answer.
pub(crate) type OnAnswer = Arc<dyn Fn() + Send + Sync>;

/// One application's connection to one run of the server.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    account: String,
    token: String,
    /// The service that the server printed.
    pub(crate) service: String,
    pub(crate) sink: Sink,
    process: Process,
    on_answer: Option<OnAnswer>,
}

impl Client {
    pub(crate) fn new(server: &Server, sink: &Sink) -> Self {
        let banner = &server.banner;
        Self {
            // Reading the system's roots takes longer than many a server here lives.
            http: reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("a client"),
            base: banner.base.clone(),
            account: banner.account.clone(),
            token: banner.token.clone(),
            service: banner.service.clone(),
            sink: sink.clone(),
            process: server.process.clone(),
            on_answer: None,
        }
    }

    pub(crate) fn telling(self, on_answer: OnAnswer) -> Self {
        Self { on_answer: Some(on_answer), ..self }
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, Dead> {
        let request = self.http.post(format!("{}{path}", self.base)).body(form(fields));
        self.send(request.header("content-type", "application/x-www-form-urlencoded")).await
    }

    pub(crate) async fn post_json(&self, path: &str, body: &Value) -> Result<Answer, Dead> {
        let request = self.http.post(format!("{}{path}", self.base)).body(body.to_string());
        self.send(request.header("content-type", "application/json")).await
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Answer, Dead> {
        self.send(self.http.get(format!("{}{path}", self.base))).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, Dead> {
        let request = request.basic_auth(&self.account, Some(&self.token));
        let answered = async {
            let response = request.send().await?;
            Ok::<_, reqwest::Error>((response.status().as_u16(), response.bytes().await?))
        };
        match within("a request is answered", answered).await {
            // 401: another test's server got the port of ours, which is dead then.
            Ok((401, _)) | Err(_) => {
                self.process.end().await;
                Err(Dead)
            }
            Ok((status, body)) => {
                if let Some(tell) = &self.on_answer {
                    tell();
                }
                let body = serde_json::from_slice(&body).unwrap_or_default();
                Ok(Answer { status, body })
            }
        }
    }

    /// Waits for the code of `attempt`, as long as the server lives that is to send it.
    pub(crate) async fn code(&self, attempt: &str) -> Result<String, Dead> {
        tokio::select! {
            code = self.sink.code(attempt) => Ok(code),
            () = self.process.ended() => Err(Dead),
        }
    }
}

/// Fields as a form's body.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse("http://form").expect("a URL");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}
