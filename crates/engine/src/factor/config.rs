//! What may be shown of a factor.

use countersign_model::Factor;
use countersign_store::{DbError, StoreError};
use serde_json::Value;

use super::{kind_of, seen};
use crate::Engine;

impl Engine {
    /// What answers show of a factor under `config`.
    ///
    /// # Errors
    /// When the row is of a kind that this version doesn't know, or is none of its kind.
    pub fn factor_config(&self, factor: &Factor) -> Result<Value, StoreError> {
        let config = kind_of(&factor.kind)?.config(&seen(&self.0, factor));
        Ok(config.map_err(|_| DbError::unreadable("factors.public"))?)
    }
}
