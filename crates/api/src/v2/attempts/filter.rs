//! What attempts a query asks for; the list and the summary share it.

use countersign_engine::attempt::Moments;
use countersign_model::{Channel, Country, ServiceSid, Timestamp};
use countersign_web::{Form, Problem};

/// Which channel is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Any.
    Any,
    /// One of ours.
    By(Channel),
    /// One that Twilio has and this server doesn't: there are no such attempts.
    Unknown,
}

/// The filters that the list and the summary have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filter {
    pub(super) service: Option<ServiceSid>,
    pub(super) moments: Moments,
    pub(super) country: Option<Country>,
    pub(super) way: Way,
}

impl Filter {
    pub(super) fn parse(query: &Form) -> Result<Self, Problem> {
        let moment = |text: &str| Timestamp::parse(text).ok_or(());
        let since = query.parse_with("DateCreatedAfter", moment)?;
        let until = query.parse_with("DateCreatedBefore", moment)?;
        let way = query.parse_with("Channel", |text| match text {
            "rbm" => Ok(Way::Unknown),
            known => known.parse().map(Way::By),
        })?;
        Ok(Self {
            service: query.parse_with("VerifyServiceSid", str::parse)?,
            moments: Moments {
                since: since.unwrap_or(Moments::ALL.since),
                until: until.unwrap_or(Moments::ALL.until),
            },
            country: query.parse_with("Country", str::parse)?,
            way: way.unwrap_or(Way::Any),
        })
    }
}
