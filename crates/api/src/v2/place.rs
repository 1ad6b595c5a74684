//! `/v2/Services/{ServiceSid}/Entities/{Identity}/…`

use countersign_engine::factor::Place;
use countersign_model::{Identity, PageRequest, PageToken};
use countersign_web::{Caller, Form, PageQuery, Problem};

/// Whose factors and challenges a path means. What can't be a service or an identity names nothing.
pub(crate) fn place(caller: &Caller, service: &str, identity: &str) -> Option<Place> {
    let service = service.parse().ok()?;
    let identity = Identity::parse(identity).ok()?;
    Some(Place { account: caller.account, service, identity })
}

/// Which page of a list is asked for. Where elsewhere in the API bad paging is 60200, here it is 60306.
pub(crate) fn page(query: &Form) -> Result<(PageQuery, PageRequest), Problem> {
    let bad = |problem: Problem| {
        let name = if problem == Problem::invalid_parameter("Page") { "Page" } else { "PageSize" };
        Problem::invalid_factor_parameter(name)
    };
    let query = PageQuery::parse(query).map_err(bad)?;
    let token = query.token.as_deref().map(str::parse::<PageToken>).transpose();
    let token = token.map_err(|_| Problem::invalid_factor_parameter("PageToken"))?;
    let request = PageRequest { size: u16::try_from(query.size).unwrap_or(u16::MAX), token };
    Ok((query, request))
}
