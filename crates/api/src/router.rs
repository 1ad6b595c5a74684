//! The contents page: every path of the API and the file that answers it.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use countersign_engine::Engine;
use countersign_web::{Gate, OriginPolicy};

use crate::explains::Explains;
use crate::numbers::Numbers;
use crate::openapi;
use crate::v1::{browsers, prompt_settings, prompts};
use crate::v2::{
    access_tokens, attempts, buckets, challenges, entities, factors, forms, messaging_configurations,
    notifications, passkeys, rate_limits, safe_list, services, templates, verification_check, verifications,
    webhooks,
};

/// What the API is built from.
pub struct ApiState {
    /// The verbs.
    pub engine: Engine,
    /// Who may call.
    pub gate: Arc<Gate>,
    /// Whether a 404 tells what became of a verification.
    pub explains: Explains,
    /// The name that answers give us.
    pub origins: Arc<OriginPolicy>,
}

/// What the handlers are given: each request has a few of these, and counts one reference.
#[derive(Clone)]
struct Shared(Arc<Inner>);

struct Inner {
    parts: ApiState,
    numbers: Arc<Numbers>,
}

impl FromRef<Shared> for Engine {
    fn from_ref(shared: &Shared) -> Self {
        shared.0.parts.engine.clone()
    }
}
impl FromRef<Shared> for Arc<Gate> {
    fn from_ref(shared: &Shared) -> Self {
        Arc::clone(&shared.0.parts.gate)
    }
}
impl FromRef<Shared> for Arc<OriginPolicy> {
    fn from_ref(shared: &Shared) -> Self {
        Arc::clone(&shared.0.parts.origins)
    }
}
impl FromRef<Shared> for Explains {
    fn from_ref(shared: &Shared) -> Self {
        shared.0.parts.explains
    }
}
impl FromRef<Shared> for Arc<Numbers> {
    fn from_ref(shared: &Shared) -> Self {
        Arc::clone(&shared.0.numbers)
    }
}

/// The routes of the API.
pub fn router(state: ApiState) -> Router {
    Router::new()
        // Set-up: an application's services.
        .route("/v2/Services", post(services::create).get(services::list))
        .route("/v2/Services/{sid}", get(services::fetch).post(services::update).delete(services::delete))
        .route(
            "/v2/Services/{service}/MessagingConfigurations",
            post(messaging_configurations::create).get(messaging_configurations::list),
        )
        .route(
            "/v2/Services/{service}/MessagingConfigurations/{country}",
            get(messaging_configurations::fetch)
                .post(messaging_configurations::update)
                .delete(messaging_configurations::delete),
        )
        // The main job: a code goes out and comes back.
        .route("/v2/Services/{service}/Verifications", post(verifications::create))
        .route(
            "/v2/Services/{service}/Verifications/{target}",
            get(verifications::fetch).post(verifications::update),
        )
        .route("/v2/Services/{service}/VerificationCheck", post(verification_check::create))
        // What an application limits by itself.
        .route("/v2/Services/{service}/RateLimits", post(rate_limits::create).get(rate_limits::list))
        .route(
            "/v2/Services/{service}/RateLimits/{limit}",
            get(rate_limits::fetch).post(rate_limits::update).delete(rate_limits::delete),
        )
        .route("/v2/Services/{service}/RateLimits/{limit}/Buckets", post(buckets::create).get(buckets::list))
        .route(
            "/v2/Services/{service}/RateLimits/{limit}/Buckets/{sid}",
            get(buckets::fetch).post(buckets::update).delete(buckets::delete),
        )
        // People and what they prove themselves with.
        .route("/v2/Services/{service}/Entities", post(entities::create).get(entities::list))
        .route("/v2/Services/{service}/Entities/{identity}", get(entities::fetch).delete(entities::delete))
        .route("/v2/Services/{service}/Entities/{identity}/Factors", post(factors::create).get(factors::list))
        .route(
            "/v2/Services/{service}/Entities/{identity}/Factors/{sid}",
            get(factors::fetch).post(factors::update).delete(factors::delete),
        )
        .route(
            "/v2/Services/{service}/Entities/{identity}/Challenges",
            post(challenges::create).get(challenges::list),
        )
        .route(
            "/v2/Services/{service}/Entities/{identity}/Challenges/{sid}",
            get(challenges::fetch).post(challenges::update),
        )
        // Passkeys, whose answers say themselves which factor or challenge they are for.
        .route("/v2/Services/{service}/Passkeys/Factors", post(passkeys::create_factor))
        .route("/v2/Services/{service}/Passkeys/VerifyFactor", post(passkeys::verify_factor))
        .route("/v2/Services/{service}/Passkeys/Challenges", post(passkeys::create_challenge))
        .route("/v2/Services/{service}/Passkeys/ApproveChallenge", post(passkeys::approve_challenge))
        .route(
            "/v2/Services/{service}/Entities/{identity}/Challenges/{sid}/Notifications",
            post(notifications::create),
        )
        .route("/v2/Services/{service}/AccessTokens", post(access_tokens::create))
        .route("/v2/Services/{service}/AccessTokens/{sid}", get(access_tokens::fetch))
        .route("/v2/Forms/{form}", get(forms::fetch))
        // Who is told of what happens.
        .route("/v2/Services/{service}/Webhooks", post(webhooks::create).get(webhooks::list))
        .route(
            "/v2/Services/{service}/Webhooks/{sid}",
            get(webhooks::fetch).post(webhooks::update).delete(webhooks::delete),
        )
        // Operations.
        .route("/v2/Templates", get(templates::list))
        .route("/v2/Attempts", get(attempts::list))
        .route("/v2/Attempts/Summary", get(attempts::summary))
        .route("/v2/Attempts/{sid}", get(attempts::fetch))
        .route("/v2/SafeList/Numbers", post(safe_list::create))
        .route("/v2/SafeList/Numbers/{number}", get(safe_list::fetch).delete(safe_list::delete))
        // Ours: pages on which people set up a second step and use it.
        .route("/v1/Services/{service}/Prompts", post(prompts::create).get(prompts::list))
        .route("/v1/Services/{service}/Prompts/{sid}", get(prompts::fetch).post(prompts::update))
        .route("/v1/Services/{service}/Prompts/{sid}/Result", post(prompts::exchange))
        .route(
            "/v1/Services/{service}/PromptSettings",
            get(prompt_settings::fetch).post(prompt_settings::update),
        )
        .route(
            "/v1/Services/{service}/Entities/{identity}/Browsers",
            get(browsers::list).delete(browsers::forget),
        )
        .route("/v1/Services/{service}/jwks.json", get(prompts::jwks))
        // All of the above for machines; tables in `openapi/` say it.
        .route("/openapi.json", get(openapi::serve))
        .with_state(Shared(Arc::new(Inner { parts: state, numbers: Arc::default() })))
}
