//! `GET /v2/Attempts/Summary`

use axum::extract::State;
use axum::response::Response;
use countersign_engine::Engine;
use countersign_model::limit::Prefix;
use countersign_store::attempt_sums::{Chosen, Sum};
use countersign_web::{Caller, Origin, Problem, Query, json, trouble};
use http::StatusCode;
use serde::Serialize;

use super::filter::{Filter, Way};

/// The summary as answers show it.
#[derive(Serialize)]
struct Body {
    total_attempts: i64,
    total_converted: i64,
    total_unconverted: i64,
    conversion_rate_percentage: String,
    url: String,
}

/// How many of an account's attempts converted: 200.
pub(crate) async fn summary(
    caller: Caller,
    origin: Origin,
    State(engine): State<Engine>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let filter = Filter::parse(&query)?;
    let prefix = query.parse_with("DestinationPrefix", prefix)?;
    let Filter { service, moments, country, way } = filter;
    let channel = if let Way::By(channel) = way { Some(channel) } else { None };
    let sum = if way == Way::Unknown {
        Sum::default()
    } else {
        let chosen = Chosen { account: None, service, channel, country, prefix };
        engine.summarize_attempts(caller.account, chosen, moments).await.map_err(|error| trouble(&error))?
    };
    let body = Body {
        total_attempts: sum.total,
        total_converted: sum.converted,
        total_unconverted: sum.total - sum.converted,
        conversion_rate_percentage: percentage(sum),
        url: origin.url("/v2/Attempts/Summary"),
    };
    Ok(json(StatusCode::OK, &body))
}

/// The beginning of a number; a `+` that wasn't encoded comes as a blank.
fn prefix(text: &str) -> Result<Prefix, ()> {
    let digits = text.strip_prefix(['+', ' ']).unwrap_or(text);
    format!("+{digits}").parse().map_err(|_| ())
}

/// As in `81.818181818`: nine decimals at most, none that say nothing. Of no attempts at all, `0`.
fn percentage(sum: Sum) -> String {
    const DECIMALS: i128 = 1_000_000_000;
    let (total, converted) = (i128::from(sum.total.max(1)), i128::from(sum.converted));
    let scaled = converted * 100 * DECIMALS / total;
    let text = format!("{}.{:09}", scaled / DECIMALS, scaled % DECIMALS);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_written_as_twilio_writes_it() {
        for (total, converted, text) in [
            (11, 9, "81.818181818"),
            (0, 0, "0"),
            (10, 0, "0"),
            (10, 10, "100"),
            (2, 1, "50"),
            (8, 1, "12.5"),
            (10_000_000, 1, "0.00001"),
            (1000, 200, "20"),
        ] {
            assert_eq!(percentage(Sum { total, converted }), text);
        }
    }

    #[test]
    fn a_prefix_is_read_with_or_without_its_plus() {
        for text in ["+57305", " 57305", "57305"] {
            assert_eq!(prefix(text).map(|it| it.as_str().to_owned()), Ok("+57305".to_owned()));
        }
        for text in ["", "+", "+0", "x", "+57%", "+5_", "+1234567890123456"] {
            assert!(prefix(text).is_err(), "{text}");
        }
    }
}
