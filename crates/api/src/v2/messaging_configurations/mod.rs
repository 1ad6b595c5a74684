//! Messaging configurations (behaviour map 6): through which of the operator's messaging services a country's text
//! messages go.

mod create;
mod delete;
mod fetch;
mod list;
mod update;

use countersign_engine::messaging_configuration::MessagingConfigurationError as Error;
use countersign_model::{MessagingConfiguration, MessagingDestination, ServiceSid};
use countersign_web::{Origin, Problem, trouble};
use serde::Serialize;

use crate::route::Route;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use fetch::fetch;
pub(crate) use list::list;
pub(crate) use update::update;

/// A messaging configuration as answers show it, in the specification's order.
#[derive(Serialize)]
struct Body {
    account_sid: String,
    service_sid: String,
    country: String,
    messaging_service_sid: String,
    date_created: String,
    date_updated: String,
    url: String,
}

fn body(it: &MessagingConfiguration, origin: &Origin) -> Body {
    let path = format!("/v2/Services/{}/MessagingConfigurations/{}", it.service_sid, it.country);
    Body {
        account_sid: it.account_sid.to_string(),
        service_sid: it.service_sid.to_string(),
        country: it.country.to_string(),
        messaging_service_sid: it.messaging_service_sid.to_string(),
        date_created: it.created_at.to_string(),
        date_updated: it.updated_at.to_string(),
        url: origin.url(&path),
    }
}

/// The service and the country of a path; what can't be one names nothing.
fn place(route: &Route<(String, String)>) -> Result<(ServiceSid, MessagingDestination), Problem> {
    let service = route.params.0.parse().map_err(|_| route.not_found())?;
    let country = route.params.1.parse().map_err(|_| route.not_found())?;
    Ok((service, country))
}

fn problem(error: Error, not_found: impl FnOnce() -> Problem) -> Problem {
    match error {
        Error::NotFound => not_found(),
        Error::Exists => Problem::messaging_configuration_exists(),
        // The operator's configuration names none of this SID: messages couldn't go through it.
        Error::UnknownMessagingService => Problem::invalid_parameter("MessagingServiceSid"),
        Error::Store(error) => trouble(&error),
    }
}
