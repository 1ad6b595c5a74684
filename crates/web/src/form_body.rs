//! The extractor of form bodies.

use axum::extract::{FromRequest, Request};
use http::{HeaderMap, header};

use crate::raw_body::whole;
use crate::{Form, Problem};

/// The largest body that is read unless a [`BodyLimit`] says otherwise: ten times what the largest operation needs.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// In a request's extensions: the largest body that is read, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimit(pub usize);

/// The parameters of a POST.
///
/// # Rejects
/// With 413 a body over the limit; with 415 a body that isn't `application/x-www-form-urlencoded` or is
/// compressed (an empty body may be of any type); with 400 what [`Form::parse`] refuses.
#[derive(Clone, Debug)]
pub struct FormBody(
    /// What was sent.
    pub Form,
);

impl<S: Sync> FromRequest<S> for FormBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, bytes) = whole(request).await?;
        if !bytes.is_empty() && !is_plain(&parts.headers, "application/x-www-form-urlencoded") {
            return Err(Problem::unsupported_media_type());
        }
        Form::parse(&bytes).map(Self)
    }
}

/// Whether a body is of this type, and not compressed.
pub(crate) fn is_plain(headers: &HeaderMap, expected: &str) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let essence = match (types.next().map(|value| value.to_str()), types.next()) {
        (Some(Ok(value)), None) => value.split(';').next().unwrap_or_default().trim(),
        _ => return false,
    };
    let plain = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    plain && essence.eq_ignore_ascii_case(expected)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::post;
    use axum::{Router, response::Response};
    use http::StatusCode;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    async fn send(headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
        let handler = |FormBody(form): FormBody| async move { form.text("To").unwrap_or("none").to_owned() };
        let mut request = http::Request::post("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Router::new().route("/", post(handler)).oneshot(request.body(body.into()).unwrap()).await.unwrap()
    }

    async fn text(response: Response) -> String {
        String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
    }

    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

    #[tokio::test]
    async fn a_form_is_read_whatever_the_case_and_parameters_of_its_type() {
        for kind in [FORM.1, "Application/X-WWW-Form-Urlencoded ; charset=UTF-8"] {
            assert_eq!(text(send(&[("content-type", kind)], "To=a%40b").await).await, "a@b");
        }
    }

    #[tokio::test]
    async fn an_empty_body_needs_no_type() {
        for headers in [&[][..], &[("content-type", "application/json")]] {
            assert_eq!(text(send(headers, "").await).await, "none");
        }
    }

    #[tokio::test]
    async fn another_type_two_types_or_a_compressed_body_is_a_415() {
        let json = ("content-type", "application/json");
        for headers in [&[][..], &[json], &[FORM, json], &[FORM, ("content-encoding", "gzip")]] {
            assert_eq!(
                send(headers, "To=1").await.status(),
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "{headers:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_body_of_64_kib_is_read_and_one_byte_more_is_a_413() {
        let largest = format!("To={}", "1".repeat(MAX_BODY_BYTES - 3));
        assert_eq!(send(&[FORM], largest.clone()).await.status(), StatusCode::OK);
        let refused = send(&[FORM], largest + "1").await;
        assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(refused.headers()["content-type"], "application/json");
    }

    #[tokio::test]
    async fn a_limit_of_the_operators_counts() {
        let handler = |FormBody(_): FormBody| async {};
        let router = Router::new().route("/", post(handler)).layer(axum::Extension(BodyLimit(5)));
        for (body, status) in [("To=12", 200), ("To=123", 413)] {
            let request = http::Request::post("/").header(FORM.0, FORM.1).body(Body::from(body)).unwrap();
            assert_eq!(router.clone().oneshot(request).await.unwrap().status(), status);
        }
    }

    #[tokio::test]
    async fn a_damaged_form_is_a_400() {
        assert_eq!(send(&[FORM], "To=%zz").await.status(), StatusCode::BAD_REQUEST);
    }
}
