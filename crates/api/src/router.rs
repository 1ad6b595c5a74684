//! The contents page: every path of the API and the file that answers it.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use countersign_engine::Engine;
use countersign_web::{Gate, OriginPolicy};

use crate::v2::{safe_list, services, verification_check, verifications};

/// What the handlers are given.
#[derive(Clone)]
pub struct ApiState {
    /// The verbs.
    pub engine: Engine,
    /// Who may call.
    pub gate: Arc<Gate>,
    /// The name that answers give us.
    pub origins: Arc<OriginPolicy>,
}

impl FromRef<ApiState> for Engine {
    fn from_ref(state: &ApiState) -> Self {
        state.engine.clone()
    }
}
impl FromRef<ApiState> for Arc<Gate> {
    fn from_ref(state: &ApiState) -> Self {
        Arc::clone(&state.gate)
    }
}
impl FromRef<ApiState> for Arc<OriginPolicy> {
    fn from_ref(state: &ApiState) -> Self {
        Arc::clone(&state.origins)
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
        // Operations.
        .route("/v2/SafeList/Numbers", post(safe_list::create))
        .route("/v2/SafeList/Numbers/{number}", get(safe_list::fetch).delete(safe_list::delete))
        .with_state(state)
}
