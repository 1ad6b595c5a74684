//! The safe list: numbers that are sent codes whatever their country (behaviour map 13).

mod create;
mod delete;
mod fetch;

use countersign_model::{Phone, SafeListSid};
use countersign_web::Origin;
use serde::Serialize;

pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use fetch::fetch;

/// An entry as answers show it.
#[derive(Serialize)]
struct EntryBody<'a> {
    sid: String,
    phone_number: &'a str,
    url: String,
}

fn body<'a>(sid: SafeListSid, number: &'a Phone, origin: &Origin) -> EntryBody<'a> {
    let url = origin.url(&format!("/v2/SafeList/Numbers/{}", number.as_str()));
    EntryBody { sid: sid.to_string(), phone_number: number.as_str(), url }
}
