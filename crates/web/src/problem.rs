//! What a request gets when it is refused: Twilio's error body (behaviour map 1.5, codes of section 3).

use std::borrow::Cow;
use std::fmt;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

/// A refusal, ready to be sent.
///
/// The body is always a JSON object, because twilio-ruby calls `fetch` on whatever was parsed. It has the keys
/// `code`, `message`, `more_info` and `status`, and `details` only when there are any.
#[derive(Clone, PartialEq)]
pub struct Problem {
    /// The HTTP status, repeated in the body.
    pub status: StatusCode,
    /// Twilio's error code; applications match on it.
    pub code: u32,
    /// One sentence for a developer. May repeat what the client sent, so it never goes to a log.
    pub message: Cow<'static, str>,
    /// More, for machines; most problems have none.
    pub details: Option<Value>,
    /// Whole seconds after which trying again makes sense; sent as `Retry-After`.
    pub retry_after_seconds: Option<u64>,
    /// Headers that belong to this refusal, such as `WWW-Authenticate`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// Writes the constructors of problems that are always the same.
macro_rules! constants {
    ($($(#[$doc:meta])* $name:ident $status:ident $code:literal $message:literal;)*) => {
        impl Problem {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\nCode ", $code, ": “", $message, "”.")]
                #[must_use]
                pub fn $name() -> Self {
                    Self::new(StatusCode::$status, $code, $message)
                }
            )*
        }

        #[cfg(test)]
        const CONSTANTS: &[(fn() -> Problem, StatusCode, u32)] =
            &[$((Problem::$name, StatusCode::$status, $code)),*];
    };
}

constants! {
    /// 429: a rate limit of the service, or of the whole server, is used up.
    too_many_requests TOO_MANY_REQUESTS 20429 "Too many requests";
    /// 429: a sixth check of one verification. Not to be confused with 60203 (behaviour map 3.3).
    max_checks TOO_MANY_REQUESTS 60202 "Max check attempts reached";
    /// 429: a sixth send of one unresolved verification.
    max_sends TOO_MANY_REQUESTS 60203 "Max send attempts reached";
    /// 403: for example a custom code on a service that doesn't allow them.
    feature_not_supported FORBIDDEN 60204 "Service does not support this feature";
    /// 400: the service is PSD2 and the amount or the payee is missing.
    psd2_missing BAD_REQUEST 60206 "'Amount' & 'Payee' params are required";
    /// 400: a voice call on a PSD2 service.
    call_with_psd2 BAD_REQUEST 60214 "Call channel is not supported when using PSD2";
    /// 400: e-mail was asked for and the service has no mailer.
    mailer_missing BAD_REQUEST 60217 "A Mailer must be associated with the service";
    /// 400: a check with neither `To` nor `VerificationSid`.
    no_target BAD_REQUEST 60221 "No target verification specified";
    /// 403: the channel is switched off in the service. Twilio's page gives no status; 403 as for 60204.
    channel_disabled FORBIDDEN 60223 "Delivery channel disabled";
    /// 400: the template is not known to the account.
    template_not_found BAD_REQUEST 60228 "Template not found";
    /// 400: an app hash on a channel other than SMS.
    app_hash_only_sms BAD_REQUEST 60602 "App hash can only be used with SMS channel";
    /// 400: WhatsApp was asked for and the service has no sender for it.
    whatsapp_not_configured BAD_REQUEST 68008 "WhatsApp channel not configured";
    /// 405: the route exists, the method doesn't. axum adds the `Allow` header where it routes.
    method_not_allowed METHOD_NOT_ALLOWED 20004 "Method not allowed";
    /// 413: the body is larger than this server reads.
    payload_too_large PAYLOAD_TOO_LARGE 20413 "Payload too large";
    /// 422: the idempotency key was used before, for another request.
    idempotency_key_reused UNPROCESSABLE_ENTITY 20422 "Idempotency-Key was used for another request";
    /// 415: the body is not of the type that the operation takes.
    unsupported_media_type UNSUPPORTED_MEDIA_TYPE 20415 "Unsupported media type";
    /// 500: our mistake. Says nothing more; the log does.
    internal INTERNAL_SERVER_ERROR 20500 "Internal server error";
}

impl Problem {
    /// A problem with no details and no extra headers.
    #[must_use]
    pub fn new(status: StatusCode, code: u32, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        Self { status, code, message, details: None, retry_after_seconds: None, headers: Vec::new() }
    }

    /// 400, code 60200: the parameter `name` is present and wrong.
    #[must_use]
    pub fn invalid_parameter(name: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 60200, format!("Invalid parameter: {name}"))
    }

    /// 400, code 20001: the parameter `name` is required and absent.
    ///
    /// Which of 20001 and 60200 Twilio sends for a missing parameter is unconfirmed, both are 400. 20001 is chosen
    /// since its sentence says what to do, and tells "absent" from "present and wrong".
    #[must_use]
    pub fn missing_parameter(name: &str) -> Self {
        Self::bad_request(format!("Missing required parameter {name} in the post body"))
    }

    /// 400, code 20001: the request is wrong as a whole rather than in one parameter.
    #[must_use]
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 20001, message)
    }

    /// 404, code 20404: nothing is at `path` (of the URL, with or without `/v2`, which the message never shows).
    ///
    /// Control characters are left out and the path is cut after 200 characters.
    #[must_use]
    pub fn not_found(path: &str) -> Self {
        let resource = match path.strip_prefix("/v2") {
            Some("") => "/",
            Some(rest) if rest.starts_with('/') => rest,
            _ => path,
        };
        let resource: String = resource.chars().filter(|c| !c.is_control()).take(200).collect();
        Self::new(StatusCode::NOT_FOUND, 20404, format!("The requested resource {resource} was not found"))
    }

    /// 401, code 20003: the credentials are missing or wrong, without saying which. Asks for Basic, in UTF-8
    /// (RFC 7617 section 2.1).
    #[must_use]
    pub fn unauthorized() -> Self {
        const CHALLENGE: &str = "Basic realm=\"Countersign API\", charset=\"UTF-8\"";
        Self::new(StatusCode::UNAUTHORIZED, 20003, "Authenticate")
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE))
    }

    /// 503, code 20503, try again in a second: the server can't take this now.
    #[must_use]
    pub fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, 20503, "Service unavailable").with_retry_after(1)
    }

    /// The same with `details` in the body.
    #[must_use]
    pub fn with_details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    /// The same with `Retry-After: seconds`.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Shows no message: it may hold a phone number out of the request.
impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Problem({} {})", self.status.as_u16(), self.code)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status.as_u16(),
        });
        if let Some(details) = self.details {
            body["details"] = details;
        }
        let json = [(header::CONTENT_TYPE, "application/json")];
        let mut response = (self.status, json, body.to_string()).into_response();
        response.headers_mut().extend(self.headers);
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    async fn body(problem: Problem) -> Value {
        let bytes = problem.into_response().into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[tokio::test]
    async fn a_problem_is_an_object_with_exactly_twilios_four_keys() {
        assert_eq!(
            body(Problem::invalid_parameter("To")).await,
            json!({
                "code": 60200,
                "message": "Invalid parameter: To",
                "more_info": "https://www.twilio.com/docs/errors/60200",
                "status": 400,
            })
        );
    }

    #[tokio::test]
    async fn details_appear_only_when_given() {
        let with = body(Problem::busy().with_details(json!({"a": 1}))).await;
        assert_eq!(with["details"], json!({"a": 1}));
        assert_eq!(with.as_object().unwrap().len(), 5);
    }

    #[tokio::test]
    async fn every_constant_problem_repeats_its_status_and_code() {
        for (make, status, code) in CONSTANTS {
            assert_eq!(make().into_response().status(), *status);
            let body = body(make()).await;
            assert_eq!(
                (body["status"].as_u64(), body["code"].as_u64()),
                (Some(status.as_u16().into()), Some((*code).into()))
            );
        }
    }

    #[test]
    fn a_401_asks_for_basic_and_a_503_says_when_to_come_back() {
        let headers = Problem::unauthorized().into_response().headers().clone();
        assert_eq!(headers["www-authenticate"], "Basic realm=\"Countersign API\", charset=\"UTF-8\"");
        assert_eq!(headers["content-type"], "application/json");
        assert_eq!(Problem::busy().into_response().headers()["retry-after"], "1");
    }

    #[test]
    fn the_path_of_a_404_has_no_version_no_control_characters_and_an_end() {
        let sentence = |path: &str| Problem::not_found(path).message.into_owned();
        assert_eq!(sentence("/v2/Services/VA1"), "The requested resource /Services/VA1 was not found");
        assert_eq!(sentence("/Services/VA1"), "The requested resource /Services/VA1 was not found");
        assert_eq!(sentence("/v2"), "The requested resource / was not found");
        assert_eq!(sentence("/v20/x"), "The requested resource /v20/x was not found");
        assert_eq!(sentence("/a\r\n\u{7}b"), "The requested resource /ab was not found");
        assert_eq!(
            sentence(&"/é".repeat(5000)).chars().count(),
            "The requested resource  was not found".len() + 200
        );
    }

    #[test]
    fn debug_output_shows_no_part_of_the_request() {
        assert_eq!(
            format!("{:?}", Problem::not_found("/Verifications/+4915112345678")),
            "Problem(404 20404)"
        );
    }
}
