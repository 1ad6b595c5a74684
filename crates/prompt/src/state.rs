//! What the handlers share.

use std::sync::Arc;

use axum::extract::FromRef;
use countersign_engine::Engine;
use countersign_web::OriginPolicy;

use crate::page::Pages;

/// What the prompt is built from.
pub struct PromptState {
    /// The verbs.
    pub engine: Engine,
    /// The name under which browsers reach us.
    pub origins: Arc<OriginPolicy>,
}

pub(crate) struct Prompts {
    pub(crate) engine: Engine,
    pub(crate) pages: Pages,
    origins: Arc<OriginPolicy>,
}

#[derive(Clone)]
pub(crate) struct Shared(pub(crate) Arc<Prompts>);

impl From<PromptState> for Shared {
    fn from(state: PromptState) -> Self {
        let PromptState { engine, origins } = state;
        Self(Arc::new(Prompts { engine, origins, pages: Pages::new() }))
    }
}

impl FromRef<Shared> for Arc<Prompts> {
    fn from_ref(shared: &Shared) -> Self {
        Arc::clone(&shared.0)
    }
}

impl FromRef<Shared> for Arc<OriginPolicy> {
    fn from_ref(shared: &Shared) -> Self {
        Arc::clone(&shared.0.origins)
    }
}
