//! What a person reads when the database gave no answer.

use axum::response::{IntoResponse, Response};
use countersign_store::StoreError;
use countersign_web::trouble;
use http::header;

/// The store's trouble as an answer for people: the API's status, and a sentence instead of its JSON.
#[derive(Debug)]
pub(crate) struct Failed(StoreError);

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let problem = trouble(&self.0);
        let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        let sentence = "The database gave no answer. Go back and try again; the server's log says why.\n";
        (problem.status, kind, sentence).into_response()
    }
}
