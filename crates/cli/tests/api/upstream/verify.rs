//! A Verify of Twilio's as its documentation says, but for the network: it keeps its codes where a test can read them,
//! writes down what it was asked, and misbehaves as it is told.

use std::collections::{HashMap, VecDeque};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_delivery::{SEND_LIMIT, Seat, Secret, Upstream, UpstreamSettings, Upstreams};
use countersign_engine::Delivery;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::support::by_rules;

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "auth token of the tests";
const SERVICE: &str = "VAeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

type Fields = HashMap<String, String>;

/// A verification there.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub(crate) sid: String,
    pub(crate) code: String,
    pub(crate) status: &'static str,
    to: String,
    channels: Vec<String>,
    checks: u32,
}

/// One request: what of the path stands behind the service, and the form.
pub(crate) type Asked = (String, Fields);

type Answer = Box<dyn FnOnce() -> Response + Send>;

#[derive(Default)]
struct State {
    all: Vec<Live>,
    /// What the next requests to a path get in place of an answer; it has been carried out all the same if the flag says so.
    scripts: VecDeque<(&'static str, bool, Answer)>,
    says_yes_to_everything: bool,
}

/// The server.
#[derive(Clone)]
pub(crate) struct Verify {
    state: Arc<Mutex<State>>,
    asked: Arc<watch::Sender<Vec<Asked>>>,
    /// While a test holds it, no check is answered.
    pub(crate) held: Arc<tokio::sync::Mutex<()>>,
}

fn refusal(status: u16, code: u32) -> Response {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    let body = json!({ "code": code, "message": "no", "more_info": more, "status": status });
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [("content-type", "application/json")], body.to_string()).into_response()
}

impl Verify {
    pub(crate) fn new() -> Self {
        Self { state: Arc::default(), asked: Arc::new(watch::channel(Vec::new()).0), held: Arc::default() }
    }

    /// As the upstream `twilio` of every service, with this share of the addresses.
    pub(crate) fn carry(self, percent: u8, custom_code: bool) -> impl FnOnce(Vec<Seat>) -> Delivery {
        move |seats| {
            let settings = UpstreamSettings {
                service: None,
                percent,
                verify_service_sid: SERVICE.to_owned(),
                custom_code,
                account_sid: ACCOUNT.to_owned(),
                auth_token: Some(Secret::new(TOKEN)),
                api_key: None,
                api_key_secret: None,
                url: self.serve(),
            };
            let upstream = Upstream::new("twilio", &settings, SEND_LIMIT).expect("an upstream");
            let upstreams = Upstreams::new(vec![upstream]).expect("upstreams");
            Delivery { upstreams, ..by_rules(seats, Vec::new()) }
        }
    }

    fn serve(self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        listener.set_nonblocking(true).expect("a socket");
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
        let answer = move |uri: Uri, headers: HeaderMap, body: Bytes| {
            let verify = self.clone();
            async move { verify.answer(&uri, &headers, &body).await }
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
        url
    }

    async fn answer(&self, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Response {
        let credentials = format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{TOKEN}")));
        assert_eq!(headers["authorization"], credentials);
        let path = uri.path().strip_prefix(&format!("/v2/Services/{SERVICE}/")).expect("its service");
        let path = percent_decode_str(path).decode_utf8().expect("text").into_owned();
        let fields: Fields = form_urlencoded::parse(body).into_owned().collect();
        let kind = path.split('/').next().expect("a path").to_owned();
        let is_update = path.contains('/');
        let kind = if is_update { "update" } else { kind.as_str() };
        let scripted = {
            let mut state = self.state();
            let place = state.scripts.iter().position(|(of, ..)| *of == kind);
            place.and_then(|place| state.scripts.remove(place))
        };
        let truth = match &scripted {
            Some((_, false, _)) => None,
            _ => Some(self.carry_out(kind, &path, &fields)),
        };
        self.asked.send_modify(|asked| asked.push((path.clone(), fields)));
        if kind == "VerificationCheck" {
            drop(self.held.lock().await);
        }
        match (scripted, truth) {
            (Some((_, _, answer)), _) => answer(),
            (None, Some(truth)) => truth,
            (None, None) => refusal(500, 20500),
        }
    }

    fn carry_out(&self, kind: &str, path: &str, fields: &Fields) -> Response {
        let mut state = self.state();
        let says_yes = state.says_yes_to_everything;
        let number = state.all.len() + 1;
        let live = |state: &mut State, target: &str| {
            let is_it = |one: &Live| one.sid == target || one.to == target;
            state.all.iter().rposition(|one| is_it(one) && one.status == "pending")
        };
        let field = |name: &str| fields.get(name).cloned();
        if kind == "Verifications" {
            let to = field("To").expect("To");
            let place = live(&mut state, &to).unwrap_or_else(|| {
                let code = field("CustomCode").unwrap_or_else(|| format!("77{number:04}"));
                let sid = format!("VE{number:032x}");
                state.all.push(Live { sid, code, status: "pending", to, channels: Vec::new(), checks: 0 });
                number - 1
            });
            let it = &mut state.all[place];
            it.channels.push(field("Channel").expect("a channel"));
            return shown(201, it);
        }
        let target = match kind {
            "update" => path.split_once('/').map(|(_, target)| target.to_owned()),
            _ => field("VerificationSid").or_else(|| field("To")),
        };
        let Some(place) = live(&mut state, &target.expect("a target")) else { return refusal(404, 20404) };
        let it = &mut state.all[place];
        if kind == "update" {
            it.status = if fields["Status"] == "approved" { "approved" } else { "canceled" };
            return shown(200, it);
        }
        if it.checks == 5 {
            return refusal(429, 60202);
        }
        it.checks += 1;
        if fields["Code"] == it.code || says_yes {
            let mut answered = it.clone();
            answered.status = "approved";
            if !says_yes {
                it.status = "approved";
            }
            return shown(200, &answered);
        }
        shown(200, it)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All that were ever made there, oldest first.
    pub(crate) fn all(&self) -> Vec<Live> {
        self.state().all.clone()
    }

    /// Somebody has been sent a code by it before, without us.
    pub(crate) fn has_sent(&self, to: &str) {
        let fields =
            [("To", to), ("Channel", "sms")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.carry_out("Verifications", "Verifications", &Fields::from(fields));
    }

    /// It calls every code right, however often it is asked.
    pub(crate) fn says_yes_to_everything(&self) {
        self.state().says_yes_to_everything = true;
    }

    /// The next `Verifications`, `VerificationCheck` or `update` gets this; nothing is done.
    pub(crate) fn will(&self, kind: &'static str, answer: impl FnOnce() -> Response + Send + 'static) {
        self.state().scripts.push_back((kind, false, Box::new(answer)));
    }

    /// The next check is carried out, and its answer is lost: something else comes in its place.
    pub(crate) fn loses_the_next_answer(&self) {
        let html = || (StatusCode::OK, "<!doctype html><title>approved</title>").into_response();
        self.state().scripts.push_back(("VerificationCheck", true, Box::new(html)));
    }

    /// The next of this kind is refused in Twilio's form.
    pub(crate) fn refuses(&self, kind: &'static str, status: u16, code: u32) {
        self.will(kind, move || refusal(status, code));
    }

    /// The next of this kind is refused with a time to come back.
    pub(crate) fn asks_for_time(&self, kind: &'static str, seconds: u32) {
        self.will(kind, move || {
            let mut answer = refusal(429, 20429);
            answer.headers_mut().insert("retry-after", seconds.into());
            answer
        });
    }

    /// What it was asked, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.borrow().clone()
    }

    /// How many requests to this path there were.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.asked().iter().filter(|(asked, _)| asked == path).count()
    }

    /// Waits until `is_there` holds of all that it was asked.
    pub(crate) async fn hears(&self, is_there: impl Fn(&[Asked]) -> bool) -> Vec<Asked> {
        let mut asked = self.asked.subscribe();
        let heard = asked.wait_for(|asked| is_there(asked));
        let heard = tokio::time::timeout(Duration::from_secs(60), heard).await.expect("it is asked so");
        heard.expect("it lives").clone()
    }

    /// Waits until it was told that the verification ended so.
    pub(crate) async fn hears_of_end(&self, sid: &str, status: &str) {
        let path = format!("Verifications/{sid}");
        self.hears(|asked| asked.iter().any(|(to, fields)| *to == path && fields["Status"] == status)).await;
    }
}

fn shown(status: u16, it: &Live) -> Response {
    let sends: Vec<Value> = it
        .channels
        .iter()
        .map(|channel| json!({"time": "2015-07-30T20:00:00Z", "channel": channel, "attempt_sid": null}))
        .collect();
    let body = json!({
        "sid": it.sid, "service_sid": SERVICE, "account_sid": ACCOUNT, "to": it.to,
        "channel": it.channels.last(), "status": it.status, "valid": it.status == "approved",
        "lookup": {}, "amount": null, "payee": null, "send_code_attempts": sends,
        "date_created": "2015-07-30T20:00:00Z", "date_updated": "2015-07-30T20:00:00Z", "sna": null,
        "url": format!("https://verify.twilio.com/v2/Services/{SERVICE}/Verifications/{}", it.sid),
    });
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [("content-type", "application/json")], Body::from(body.to_string())).into_response()
}
