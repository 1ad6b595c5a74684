//! One line and one measurement a request.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use countersign_metrics::{Counter, Gauge, Histogram, Metric};
use countersign_model::{AccountSid, Clock};
use countersign_traces::{Parent, Span};
use http::{HeaderMap, Method, StatusCode};
use tracing::Instrument as _;

use crate::RequestId;

/// How long answers take.
static REQUESTS: Histogram<3> = Histogram::new(
    "countersign_request_seconds",
    "Time from a request's headers to its answer, by method, route template and status.",
    ["method", "route", "status"],
);
/// Requests turned away because too many were in work.
pub(crate) static SHED: Counter<0> = Counter::new(
    "countersign_requests_shed_total",
    "Requests answered 503 because server.max_in_flight others were in work.",
    [],
);
/// Open connections.
pub(crate) static CONNECTIONS: Gauge =
    Gauge::new("countersign_connections", "Open connections, those of the ops listener among them.");
/// Requests in work.
pub(crate) static IN_FLIGHT: Gauge = Gauge::new("countersign_requests_in_flight", "Requests in work.");

/// What this crate measures.
pub const METRICS: &[&dyn Metric] = &[&REQUESTS, &SHED, &CONNECTIONS, &IN_FLIGHT];

/// In each request's extensions: where a handler's [`crate::Caller`] says whose account it acts for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Acting(pub(crate) Arc<OnceLock<AccountSid>>);

/// Logs and measures each request.
///
/// The log names the route's template and never the path, which may hold a phone number. What is logged while the
/// request is in work carries its id.
pub(crate) async fn record<A: Future<Output = Response>>(
    clock: &dyn Clock,
    mut request: Request,
    next: impl FnOnce(Request) -> A,
) -> Response {
    let began = clock.ticks();
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let acting = Acting::default();
    request.extensions_mut().insert(acting.clone());
    let id = request.extensions().get::<RequestId>().copied();
    let span = tracing::info_span!("in", request.id = id.map(tracing::field::display));
    let trace = countersign_traces::request(|| traceparent(request.headers()));
    let present = IN_FLIGHT.enter();
    let response = match &trace {
        None => next(request).instrument(span.clone()).await,
        Some(trace) => trace.around(next(request).instrument(span.clone())).await,
    };
    drop(present);
    let took = clock.ticks().saturating_sub(began);
    let status = response.status();
    REQUESTS.observe([method, route, status.as_str()], took);
    if let Some(trace) = trace {
        describe(trace, method, route, status, id, acting.0.get());
    }
    let account = acting.0.get().map(tracing::field::display);
    let (status, duration_ms) = (status.as_u16(), millis(took));
    let _entered = span.enter();
    if status >= 500 {
        tracing::warn!(target: "request", method, route, status, duration_ms, account.sid = account);
    } else {
        tracing::info!(target: "request", method, route, status, duration_ms, account.sid = account);
    }
    response
}

/// The caller's own trace, if there is one and only one.
fn traceparent(headers: &HeaderMap) -> Option<Parent> {
    let mut sent = headers.get_all("traceparent").iter();
    let header = sent.next()?.to_str().ok()?;
    if sent.next().is_some() { None } else { Parent::parse(header) }
}

/// What the span of a request says, in the words of OpenTelemetry's conventions where it has them.
fn describe(
    mut trace: Span,
    method: &'static str,
    route: &str,
    status: StatusCode,
    id: Option<RequestId>,
    account: Option<&AccountSid>,
) {
    trace.rename(format!("{method} {route}"));
    trace.set("http.request.method", method);
    trace.set("http.route", route.to_owned());
    trace.set_number("http.response.status_code", status.as_u16().into());
    if let Some(id) = id {
        trace.set("countersign.request_id", id.to_string());
    }
    if let Some(account) = account {
        trace.set("countersign.account_sid", account.to_string());
    }
    if status.is_server_error() {
        trace.fail();
    }
}

/// Milliseconds with three places.
fn millis(took: Duration) -> f64 {
    took.as_micros() as f64 / 1000.0
}

/// The method, if HTTP knows it: a stranger's invention must not become a label.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::State;
    use axum::middleware::Next;
    use axum::{Router, middleware, routing::get};
    use countersign_model::{MockClock, Timestamp};
    use tower::ServiceExt;

    use super::*;

    async fn recorded(State(clock): State<Arc<dyn Clock>>, request: Request, next: Next) -> Response {
        record(&*clock, request, |request| next.run(request)).await
    }

    #[tokio::test]
    async fn a_request_is_measured_under_its_template_and_an_invented_method_under_other() {
        let clock = Arc::new(MockClock::new(Timestamp::from_millis(0)));
        let slow = Arc::clone(&clock);
        let handler = move || async move { slow.advance_millis(7) };
        let clock: Arc<dyn Clock> = clock;
        let router = Router::new()
            .route("/measured/{to}", get(handler))
            .layer(middleware::from_fn_with_state(clock, recorded));
        for method in ["GET", "BREW"] {
            let request = Request::builder().method(method).uri("/measured/+15017122661");
            router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        }
        let text = countersign_metrics::text(METRICS);
        let labels = "method=\"GET\",route=\"/measured/{to}\",status=\"200\"";
        assert!(
            text.contains(&format!("countersign_request_seconds_bucket{{{labels},le=\"0.005\"}} 0")),
            "{text}"
        );
        assert!(
            text.contains(&format!("countersign_request_seconds_bucket{{{labels},le=\"0.01\"}} 1")),
            "{text}"
        );
        assert!(text.contains("method=\"other\",route=\"/measured/{to}\",status=\"405\""), "{text}");
        assert!(!text.contains("5017122661") && !text.contains("BREW"), "{text}");
    }
}
