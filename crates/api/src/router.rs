//! The contents page: every path of the API and the file that answers it.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use countersign_engine::Engine;
use countersign_web::{Gate, OriginPolicy};

use crate::numbers::Numbers;
use crate::v2::{
    access_tokens, challenges, entities, factors, forms, notifications, safe_list, services,
    verification_check, verifications,
};

/// What the API is built from.
pub struct ApiState {
    /// The verbs.
    pub engine: Engine,
    /// Who may call.
    pub gate: Arc<Gate>,
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
        // The main job: a code goes out and comes back.
        .route("/v2/Services/{service}/Verifications", post(verifications::create))
        .route(
            "/v2/Services/{service}/Verifications/{target}",
            get(verifications::fetch).post(verifications::update),
        )
        .route("/v2/Services/{service}/VerificationCheck", post(verification_check::create))
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
        .route(
            "/v2/Services/{service}/Entities/{identity}/Challenges/{sid}/Notifications",
            post(notifications::create),
        )
        .route("/v2/Services/{service}/AccessTokens", post(access_tokens::create))
        .route("/v2/Services/{service}/AccessTokens/{sid}", get(access_tokens::fetch))
        .route("/v2/Forms/{form}", get(forms::fetch))
        // Operations.
        .route("/v2/SafeList/Numbers", post(safe_list::create))
        .route("/v2/SafeList/Numbers/{number}", get(safe_list::fetch).delete(safe_list::delete))
        .with_state(Shared(Arc::new(Inner { parts: state, numbers: Arc::default() })))
}
