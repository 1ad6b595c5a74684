//! `[[providers]]`

use std::sync::Arc;

use countersign_delivery::{Provider as Carrier, ProviderSettings};
use serde::Deserialize;

use crate::commands::Failure;

/// One who carries messages.
#[derive(Debug, Deserialize)]
pub struct Provider {
    /// The operator's name for it; stands in logs and on attempts.
    pub name: String,
    /// Its kind and that kind's settings.
    #[serde(flatten)]
    pub settings: ProviderSettings,
}

/// Builds every provider.
///
/// # Errors
/// When a name stands twice or settings contradict themselves.
pub(crate) fn build(providers: &[Provider]) -> Result<Vec<Arc<dyn Carrier>>, Failure> {
    let mut built = Vec::with_capacity(providers.len());
    for provider in providers {
        let name = &provider.name;
        let carrier = provider.settings.build(name);
        built.push(carrier.map_err(|error| Failure::configuration(format!("provider {name}: {}", error.0)))?);
    }
    Ok(built)
}
