//! Buckets of a rate limit.

use clap::Subcommand;
use countersign_engine::Engine;
use countersign_engine::bucket::{CreateBucketError, Under, UpdateBucketError};
use countersign_model::{AccountSid, Actor, Bucket, BucketSid, BucketWindow, PageRequest};
use countersign_store::{buckets, rate_limits};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{absent, table, target};
use crate::commands::{Failure, sid};
use crate::control::Answer;

#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub(super) enum Verb {
    /// Make a bucket
    Create {
        /// The service
        service: String,
        /// The rate limit, by its name or SID
        limit: String,
        /// How many creates it lets through
        #[arg(long)]
        max: i64,
        /// In how many seconds
        #[arg(long, value_name = "SECONDS")]
        interval: i64,
    },
    /// List a rate limit's buckets
    List {
        /// The service
        service: String,
        /// The rate limit, by its name or SID
        limit: String,
    },
    /// Show a bucket
    Show {
        /// The service
        service: String,
        /// The rate limit, by its name or SID
        limit: String,
        /// The bucket
        bucket: String,
    },
    /// Change a bucket; it holds at once
    Update {
        /// The service
        service: String,
        /// The rate limit, by its name or SID
        limit: String,
        /// The bucket
        bucket: String,
        /// How many creates it lets through
        #[arg(long)]
        max: Option<i64>,
        /// In how many seconds
        #[arg(long, value_name = "SECONDS")]
        interval: Option<i64>,
    },
    /// Delete a bucket with what was counted in it
    Delete {
        /// The service
        service: String,
        /// The rate limit, by its name or SID
        limit: String,
        /// The bucket
        bucket: String,
    },
}

impl Verb {
    pub(super) async fn carry_out(
        self,
        engine: &Engine,
        account: AccountSid,
        by: Actor,
    ) -> Result<Answer, Failure> {
        match self {
            Self::Create { service, limit, max, interval } => {
                let under = under(account, &service, &limit)?;
                bounds(Some(max), Some(interval))?;
                create(engine, under, BucketWindow::new(max, interval).ok_or_else(out_of_bounds)?, by).await
            }
            Self::List { service, limit } => list(engine, under(account, &service, &limit)?).await,
            Self::Show { service, limit, bucket } => {
                let under = under(account, &service, &limit)?;
                show(engine, under, sid(&bucket, "bucket")?).await
            }
            Self::Update { service, limit, bucket, max, interval } => {
                let (under, sid) = (under(account, &service, &limit)?, sid(&bucket, "bucket")?);
                bounds(max, interval)?;
                let changed = engine.update_bucket(under.clone(), sid, max, interval, by).await;
                changed.map(|changed| record(&changed)).map_err(|error| match error {
                    UpdateBucketError::NotFound => no_bucket(&under, sid),
                    UpdateBucketError::IntervalTaken => interval_taken(&under),
                    UpdateBucketError::Store(error) => Failure::of(error),
                })
            }
            Self::Delete { service, limit, bucket } => {
                let (under, sid) = (under(account, &service, &limit)?, sid(&bucket, "bucket")?);
                if engine.delete_bucket(under.clone(), sid, by).await.map_err(Failure::of)? {
                    Ok(Answer::Done(format!("{sid} is deleted")))
                } else {
                    Err(no_bucket(&under, sid))
                }
            }
        }
    }
}

async fn create(engine: &Engine, under: Under, window: BucketWindow, by: Actor) -> Result<Answer, Failure> {
    let made = engine.create_bucket(under.clone(), window, by).await;
    made.map(|made| record(&made)).map_err(|error| match error {
        CreateBucketError::NoRateLimit => absent(under.service, &under.rate_limit),
        CreateBucketError::IntervalTaken => interval_taken(&under),
        CreateBucketError::Enough => Failure::new(format!(
            "rate limit {} has as many buckets as it may: change one, or set limits.rate_limits.buckets",
            under.rate_limit
        )),
        CreateBucketError::Store(error) => Failure::of(error),
    })
}

async fn list(engine: &Engine, under: Under) -> Result<Answer, Failure> {
    let asked = under.clone();
    let found = engine.store().read(move |tx| {
        match rate_limits::find(tx, asked.account, asked.service, &asked.rate_limit)? {
            Some(limit) => buckets::list(tx, limit.sid, &PageRequest::first(1000)).map(Some),
            None => Ok(None),
        }
    });
    let found = found.await.map_err(Failure::of)?;
    found.map(|page| table(&page.rows)).ok_or_else(|| absent(under.service, &under.rate_limit))
}

async fn show(engine: &Engine, under: Under, sid: BucketSid) -> Result<Answer, Failure> {
    let asked = under.clone();
    let found = engine.store().read(move |tx| {
        match rate_limits::find(tx, asked.account, asked.service, &asked.rate_limit)? {
            Some(limit) => buckets::find(tx, limit.sid, sid),
            None => Ok(None),
        }
    });
    found.await.map_err(Failure::of)?.map(|found| record(&found)).ok_or_else(|| no_bucket(&under, sid))
}

fn under(account: AccountSid, service: &str, limit: &str) -> Result<Under, Failure> {
    Ok(Under { account, service: sid(service, "service")?, rate_limit: target(limit)? })
}

/// Whether what is named lies within the bounds.
fn bounds(max: Option<i64>, seconds: Option<i64>) -> Result<(), Failure> {
    let fits = max.is_none_or(|max| BucketWindow::MAX.contains(&max))
        && seconds.is_none_or(|seconds| BucketWindow::INTERVAL.contains(&seconds));
    if fits { Ok(()) } else { Err(out_of_bounds()) }
}

fn out_of_bounds() -> Failure {
    Failure::new(format!(
        "a bucket lets through {} to {} in {} to {} seconds",
        BucketWindow::MAX.start(),
        BucketWindow::MAX.end(),
        BucketWindow::INTERVAL.start(),
        BucketWindow::INTERVAL.end()
    ))
}

fn no_bucket(under: &Under, sid: BucketSid) -> Failure {
    let Under { service, rate_limit, .. } = under;
    Failure::new(format!(
        "rate limit {rate_limit} has no bucket {sid}: see countersign rate-limit show {service} {rate_limit}"
    ))
}

fn interval_taken(under: &Under) -> Failure {
    Failure::new(format!("rate limit {} has a bucket of this interval already", under.rate_limit))
}

fn record(bucket: &Bucket) -> Answer {
    Answer::record([
        ("bucket", json!(bucket.sid.to_string())),
        ("rate_limit", json!(bucket.rate_limit_sid.to_string())),
        ("max", json!(bucket.window.max())),
        ("interval", json!(bucket.window.seconds())),
        ("date_created", json!(bucket.created_at.to_string())),
        ("date_updated", json!(bucket.updated_at.to_string())),
    ])
}
