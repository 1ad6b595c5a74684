//! Making, changing and removing a messaging configuration.

use countersign_engine::Engine;
use countersign_engine::messaging_configuration::MessagingConfigurationError as Error;
use countersign_model::{Actor, MessagingServiceSid};

use super::{Place, absent, no_service, shown};
use crate::commands::Failure;
use crate::control::Answer;

pub(super) async fn create(
    engine: &Engine,
    place: Place,
    through: MessagingServiceSid,
    by: Actor,
) -> Result<Answer, Failure> {
    let (account, service, country) = place;
    let made = engine.create_messaging_configuration(account, service, country, through, by).await;
    made.map(|made| shown::record(&made)).map_err(|error| match error {
        Error::NotFound => no_service(account, service),
        error => undone(error, place, through),
    })
}

pub(super) async fn update(
    engine: &Engine,
    place: Place,
    through: MessagingServiceSid,
    by: Actor,
) -> Result<Answer, Failure> {
    let (account, service, country) = place;
    let changed = engine.update_messaging_configuration(account, service, country, Some(through), by).await;
    changed.map(|changed| shown::record(&changed)).map_err(|error| undone(error, place, through))
}

pub(super) async fn delete(engine: &Engine, place: Place, by: Actor) -> Result<Answer, Failure> {
    let (account, service, country) = place;
    let deleted = engine.delete_messaging_configuration(account, service, country, by).await;
    if deleted.map_err(Failure::of)? {
        Ok(Answer::Done(format!("the messaging configuration for {country} is deleted")))
    } else {
        Err(absent(place))
    }
}

fn undone(error: Error, place: Place, through: MessagingServiceSid) -> Failure {
    let (_, service, country) = place;
    match error {
        Error::NotFound => absent(place),
        Error::Exists => Failure::new(format!(
            "service {service} has a messaging configuration for {country} already: change it with countersign \
             messaging-configuration update"
        )),
        Error::UnknownMessagingService => Failure::new(format!(
            "no [[messaging_services]] of the configuration has the SID {through}: add it there first, and start the \
             server again"
        )),
        Error::Store(error) => Failure::of(error),
    }
}
