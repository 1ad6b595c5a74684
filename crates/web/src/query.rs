//! The extractor of query strings.

use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::{Form, Problem};

/// The parameters of a URL's query, as strict as a body's: a list filter that was damaged must not list everything.
///
/// # Rejects
/// What [`Form::parse`] refuses.
#[derive(Clone, Debug)]
pub struct Query(
    /// What was asked.
    pub Form,
);

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Form::parse_query(parts.uri.query()).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn query(uri: &str) -> Result<Query, Problem> {
        let (mut parts, ()) = http::Request::get(uri).body(()).unwrap().into_parts();
        Query::from_request_parts(&mut parts, &()).await
    }

    #[tokio::test]
    async fn a_query_is_read_like_a_form_and_none_is_empty() {
        assert_eq!(query("/x?Status=a+b").await.unwrap().0.text("Status"), Some("a b"));
        assert_eq!(query("/x").await.unwrap().0, Form::default());
        assert_eq!(query("/x?Status=%zz").await.unwrap_err(), Problem::invalid_parameter("Status"));
    }
}
