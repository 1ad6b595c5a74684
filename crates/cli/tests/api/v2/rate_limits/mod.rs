//! `/v2/Services/{ServiceSid}/RateLimits` and what creates are refused by (behaviour map 7).

mod attacks;
mod buckets;
mod counting;
mod limits;
mod nodes;
mod races;
mod tidying;

use serde_json::{Value, json};

use crate::support::{Answer, Service};

/// A rate limit of a service.
#[derive(Clone)]
struct Limit {
    service: Service,
    sid: String,
    name: String,
}

impl Limit {
    async fn made(service: &Service, name: &str) -> Self {
        let made = service.api.post(&service.path("/RateLimits"), &[("UniqueName", name)]).await.is(201);
        Self { service: service.clone(), sid: made.sid(), name: name.to_owned() }
    }

    /// One with a bucket.
    async fn of(service: &Service, name: &str, max: i64, interval: i64) -> Self {
        let limit = Self::made(service, name).await;
        limit.bucket(max, interval).await.is(201);
        limit
    }

    fn path(&self, below: &str) -> String {
        self.service.path(&format!("/RateLimits/{}{below}", self.sid))
    }

    async fn bucket(&self, max: i64, interval: i64) -> Answer {
        let pairs = [("Max", max.to_string()), ("Interval", interval.to_string())];
        self.service
            .api
            .post(&self.path("/Buckets"), &pairs.each_ref().map(|(name, it)| (*name, &**it)))
            .await
    }

    /// What a create says that is counted by `value`.
    fn says(&self, value: &str) -> Value {
        json!({ self.name.as_str(): value })
    }
}

/// A create for `to` that names these values.
async fn create(service: &Service, to: &str, named: &Value) -> Answer {
    let named = named.to_string();
    service.create(&[("To", to), ("Channel", "email"), ("RateLimits", &named)]).await
}

/// An address of its own for each number.
fn somebody(number: usize) -> String {
    format!("person{number}@example.com")
}
