//! The extractor of bodies as they came, for requests whose signature covers every byte.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::{BodyLimit, MAX_BODY_BYTES, Problem};

/// A body as it came.
///
/// # Rejects
/// With 413 a body over the limit; with 400 one that breaks off.
#[derive(Clone, Debug)]
pub struct RawBody(
    /// Its bytes.
    pub bytes::Bytes,
);

impl<S: Sync> FromRequest<S> for RawBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        whole(request).await.map(|(_, bytes)| Self(bytes))
    }
}

/// The request with its whole body, read no further than the limit.
pub(crate) async fn whole(request: Request) -> Result<(Parts, bytes::Bytes), Problem> {
    let (parts, body) = request.into_parts();
    let limit = parts.extensions.get::<BodyLimit>().map_or(MAX_BODY_BYTES, |limit| limit.0);
    read(body, limit).await.map(|bytes| (parts, bytes))
}

async fn read(body: Body, limit: usize) -> Result<bytes::Bytes, Problem> {
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::payload_too_large()),
        Err(_) => Err(Problem::bad_request("The request's body could not be read to its end")),
    }
}
