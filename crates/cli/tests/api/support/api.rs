use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use form_urlencoded::Serializer;
use http::{HeaderValue, Request, header};
use tower::ServiceExt;

use super::{Answer, Service, TestApp};

/// Somebody who calls the API with credentials of their own.
#[derive(Clone)]
pub(crate) struct Api {
    router: Router,
    authorization: Option<HeaderValue>,
}

pub(crate) fn basic(user: &str, secret: &str) -> HeaderValue {
    let encoded = BASE64_STANDARD.encode(format!("{user}:{secret}"));
    HeaderValue::try_from(format!("Basic {encoded}")).expect("a header")
}

pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Api {
    pub(crate) fn with(router: &Router, user: &str, secret: &str) -> Self {
        Self { router: router.clone(), authorization: Some(basic(user, secret)) }
    }

    /// The same with these bytes for an `Authorization`, or without one.
    pub(crate) fn authorized_by(&self, authorization: Option<HeaderValue>) -> Self {
        Self { router: self.router.clone(), authorization }
    }

    /// Sends a request as it is, but for the credentials.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().insert(header::HOST, HeaderValue::from_static("verify.test"));
        if let Some(authorization) = &self.authorization {
            request.headers_mut().append(header::AUTHORIZATION, authorization.clone());
        }
        let Ok(response) = self.router.clone().oneshot(request).await;
        Answer::read(response).await
    }

    pub(crate) async fn call(&self, method: &str, path: &str) -> Answer {
        self.send(Request::builder().method(method).uri(path).body(Body::empty()).expect("a request")).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path).await
    }

    pub(crate) async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.post_text(path, form(pairs)).await
    }

    /// Posts a body that claims to be a form.
    pub(crate) async fn post_text(&self, path: &str, body: impl Into<Body>) -> Answer {
        let form = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, form).body(body.into());
        self.send(request.expect("a request")).await
    }

    pub(crate) async fn post_json(&self, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json").body(body.into());
        self.send(request.expect("a request")).await
    }

    /// Makes a service called Acme with these settings.
    pub(crate) async fn has_service(&self, app: &TestApp, settings: &[(&str, &str)]) -> Service {
        let mut pairs = vec![("FriendlyName", "Acme")];
        pairs.extend(settings);
        let made = self.post("/v2/Services", &pairs).await.is(201);
        Service::new(self.clone(), app, &made.sid())
    }
}
