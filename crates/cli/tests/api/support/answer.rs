use axum::response::Response;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Null when there was none.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        let body = match &bytes[..] {
            b"" => Value::Null,
            json => serde_json::from_slice(json).expect("a JSON body"),
        };
        Self { status: parts.status, headers: parts.headers, body }
    }

    /// It succeeded with this status.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        if status != 204 {
            assert_eq!(self.headers["content-type"], "application/json");
        }
        self
    }

    /// It is Twilio's refusal with exactly the four keys (behaviour map 1.5).
    #[track_caller]
    pub(crate) fn refuses(self, status: u16, code: u32) -> Self {
        assert_eq!(
            (self.status.as_u16(), self.body["code"].as_u64()),
            (status, Some(code.into())),
            "{}",
            self.body
        );
        assert_eq!(self.headers["content-type"], "application/json");
        let keys: Vec<_> = self.body.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["code", "message", "more_info", "status"]);
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["more_info"], format!("https://www.twilio.com/docs/errors/{code}"));
        assert!(self.body["message"].as_str().is_some_and(|message| !message.is_empty()));
        self
    }

    /// It is the refusal of a rule of the operator's, which tells itself in `details`.
    #[track_caller]
    pub(crate) fn names_rule(mut self, status: u16, code: u32, rule: &str) -> Value {
        let details = self.body.as_object_mut().and_then(|body| body.remove("details"));
        let details = details.unwrap_or_else(|| panic!("no details in {}", self.body));
        assert_eq!(details["rule"], rule, "{details}");
        assert!(details["reason"].is_string(), "{details}");
        assert_eq!(self.headers.contains_key("retry-after"), status == 429);
        self.refuses(status, code);
        details
    }

    /// It refuses this parameter (60200).
    #[track_caller]
    pub(crate) fn blames(self, parameter: &str) -> Self {
        let answer = self.refuses(400, 60200);
        assert_eq!(answer.body["message"], format!("Invalid parameter: {parameter}"));
        answer
    }

    /// It refuses this parameter of an entity, factor or challenge (60306).
    #[track_caller]
    pub(crate) fn blames_factor(self, parameter: &str) -> Self {
        let answer = self.refuses(400, 60306);
        assert_eq!(answer.body["message"], format!("Invalid parameter: {parameter}"));
        answer
    }

    /// It succeeded and shows a factor or a challenge with this status.
    #[track_caller]
    pub(crate) fn stands(self, status: &str) -> Self {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        assert_eq!(self.body["status"], status);
        self
    }

    #[track_caller]
    pub(crate) fn finds_nothing(mut self) -> Self {
        // Which of them it is, tests of it ask.
        if let Some(details) = self.body.as_object_mut().and_then(|body| body.remove("details")) {
            let words = ["none", "approved", "canceled", "expired", "max_attempts_reached"];
            assert!(words.iter().any(|word| details["verification"] == *word), "{details}");
        }
        self.refuses(404, 20404)
    }

    /// It says in how many seconds to come back.
    #[track_caller]
    pub(crate) fn retry_after(&self) -> i64 {
        let seconds = self.headers["retry-after"].to_str().expect("text");
        seconds.parse().expect("whole seconds")
    }

    /// A member of the body that is a text.
    #[track_caller]
    pub(crate) fn text(&self, member: &str) -> String {
        self.body[member].as_str().unwrap_or_else(|| panic!("no text {member} in {}", self.body)).to_owned()
    }

    #[track_caller]
    pub(crate) fn sid(&self) -> String {
        self.text("sid")
    }

    /// It shows a verification, or the outcome of a check, with this status.
    #[track_caller]
    pub(crate) fn shows(self, status: &str) -> Self {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["valid"], status == "approved");
        self
    }

    /// How many sends it shows.
    #[track_caller]
    pub(crate) fn sends(&self) -> usize {
        self.body["send_code_attempts"].as_array().expect("sends").len()
    }
}
