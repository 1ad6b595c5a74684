//! Entities: people as an application knows them (behaviour map 8.1).

mod create;
mod delete;
mod fetch;
mod list;

use countersign_model::Entity;
use countersign_web::Origin;
use serde::Serialize;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use fetch::fetch;
pub(crate) use list::list;

/// An entity as answers show it, in the specification's order.
#[derive(Serialize)]
struct EntityBody<'a> {
    sid: String,
    identity: &'a str,
    account_sid: String,
    service_sid: String,
    date_created: String,
    date_updated: String,
    url: String,
    links: Links,
}

#[derive(Serialize)]
struct Links {
    factors: String,
    new_factors: String,
    challenges: String,
}

fn body<'a>(entity: &'a Entity, origin: &Origin) -> EntityBody<'a> {
    let url = origin.url(&format!("/v2/Services/{}/Entities/{}", entity.service_sid, entity.identity));
    let link = |name: &str| format!("{url}/{name}");
    EntityBody {
        sid: entity.sid.to_string(),
        identity: entity.identity.as_str(),
        account_sid: entity.account_sid.to_string(),
        service_sid: entity.service_sid.to_string(),
        date_created: entity.created_at.to_string(),
        date_updated: entity.updated_at.to_string(),
        links: Links {
            factors: link("Factors"),
            new_factors: link("Factors"),
            challenges: link("Challenges"),
        },
        url,
    }
}
