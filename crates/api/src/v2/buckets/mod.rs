//! Buckets of rate limits (behaviour map 7).

mod create;
mod delete;
mod fetch;
mod list;
mod update;

use countersign_engine::bucket::Under;
use countersign_model::{AccountSid, Bucket, BucketWindow};
use countersign_web::{Form, Origin, Problem};
use serde::Serialize;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use fetch::fetch;
pub(crate) use list::list;
pub(crate) use update::update;

/// A bucket as answers show it, in the order of the specification's examples.
#[derive(Serialize)]
struct BucketBody {
    sid: String,
    rate_limit_sid: String,
    service_sid: String,
    account_sid: String,
    max: i64,
    interval: i64,
    date_created: String,
    date_updated: String,
    url: String,
}

fn body(bucket: &Bucket, origin: &Origin) -> BucketBody {
    let (service, limit) = (bucket.service_sid, bucket.rate_limit_sid);
    BucketBody {
        sid: bucket.sid.to_string(),
        rate_limit_sid: limit.to_string(),
        service_sid: service.to_string(),
        account_sid: bucket.account_sid.to_string(),
        max: bucket.window.max(),
        interval: bucket.window.seconds(),
        date_created: bucket.created_at.to_string(),
        date_updated: bucket.updated_at.to_string(),
        url: origin.url(&format!("/v2/Services/{service}/RateLimits/{limit}/Buckets/{}", bucket.sid)),
    }
}

/// The rate limit that a path names, by its SID or its name.
fn under(account: AccountSid, service: &str, limit: &str) -> Option<Under> {
    let (service, rate_limit) = (service.parse().ok()?, limit.parse().ok()?);
    Some(Under { account, service, rate_limit })
}

/// `Max` and `Interval`, as far as the form names them.
fn window(form: &Form) -> Result<(Option<i64>, Option<i64>), Problem> {
    Ok((form.integer("Max", BucketWindow::MAX)?, form.integer("Interval", BucketWindow::INTERVAL)?))
}
