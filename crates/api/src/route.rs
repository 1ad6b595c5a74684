//! The parameters in a path. What can't be one names nothing: 404, as for a SID that nobody has.

use axum::extract::{FromRequestParts, Path};
use countersign_web::Problem;
use http::request::Parts;
use serde::de::DeserializeOwned;

/// The path's parameters, and the path itself for the words of a 404.
pub(crate) struct Route<T> {
    pub(crate) params: T,
    path: String,
}

impl<T> Route<T> {
    /// The answer for a resource that isn't there (behaviour map 3.1: the path without `/v2`).
    pub(crate) fn not_found(&self) -> Problem {
        Problem::not_found(&self.path)
    }
}

impl<S, T> FromRequestParts<S> for Route<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Send,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = parts.uri.path().to_owned();
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(params)) => Ok(Self { params, path }),
            // A parameter that isn't UTF-8 once decoded.
            Err(_) => Err(Problem::not_found(&path)),
        }
    }
}
