//! `/v1/Services/{ServiceSid}/Entities/{Identity}/Browsers`

mod forget;
mod list;

pub(crate) use forget::forget;
pub(crate) use list::list;
