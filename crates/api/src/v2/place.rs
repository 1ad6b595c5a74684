//! `/v2/Services/{ServiceSid}/Entities/{Identity}/…`

use countersign_engine::factor::Place;
use countersign_model::Identity;
use countersign_web::Caller;

/// Whose factors and challenges a path means. What can't be a service or an identity names nothing.
pub(crate) fn place(caller: &Caller, service: &str, identity: &str) -> Option<Place> {
    let service = service.parse().ok()?;
    let identity = Identity::parse(identity).ok()?;
    Some(Place { account: caller.account, service, identity })
}
