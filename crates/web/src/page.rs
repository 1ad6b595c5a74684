//! Lists in pages (behaviour map 1.8).

use form_urlencoded::Serializer;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Form, Origin, Problem};

/// Twilio's page size when none is asked for.
const DEFAULT_SIZE: u32 = 50;
/// The largest page; who asks for more gets this many.
const MAX_SIZE: u32 = 1000;

/// Which page was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageQuery {
    /// How many records at most: 1 to 1000.
    pub size: u32,
    /// The page's number, counted by the client and only repeated by us.
    pub number: u32,
    /// Where the page begins; opaque here. None on the first page.
    pub token: Option<String>,
}

impl PageQuery {
    /// Reads `PageSize`, `Page` and `PageToken`.
    ///
    /// # Errors
    /// [`Problem::invalid_parameter`] for a size that isn't a number above zero, or a page that isn't a number.
    pub fn parse(form: &Form) -> Result<Self, Problem> {
        let size = form.parse_with("PageSize", parse_size)?.unwrap_or(DEFAULT_SIZE);
        // A client that counts its pages adds one, which must still be a number.
        let number = form.integer("Page", 0..=i64::from(i32::MAX))?.unwrap_or(0);
        let token = form.text("PageToken").map(str::to_owned);
        Ok(Self { size, number: u32::try_from(number).unwrap_or(0), token })
    }
}

/// Digits that aren't all zero. However many they are: what is too large is cut down, not refused.
fn parse_size(text: &str) -> Result<u32, ()> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) || text.bytes().all(|b| b == b'0') {
        return Err(());
    }
    Ok(text.parse().map_or(MAX_SIZE, |size: u32| size.min(MAX_SIZE)))
}

/// The `meta` of a list's answer.
///
/// A URL that doesn't exist is written as null and never left out: twilio-java fails on an absent key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageMeta {
    page: u32,
    page_size: u32,
    first_page_url: String,
    previous_page_url: Option<String>,
    url: String,
    next_page_url: Option<String>,
    key: &'static str,
}

impl PageMeta {
    /// Describes the page `query` of the list at `path`.
    ///
    /// `key` names the array in the answer. `filters` are the query parameters that chose the records; they stand in
    /// every URL, or else the second page would be of another list. `previous` and `next` are the neighbours' tokens.
    #[must_use]
    pub fn new(
        origin: &Origin,
        path: &str,
        key: &'static str,
        filters: &[(&str, &str)],
        query: &PageQuery,
        previous: Option<&str>,
        next: Option<&str>,
    ) -> Self {
        let url = |number: u32, token: Option<&str>| {
            let mut written = Serializer::new(String::new());
            written.extend_pairs(filters);
            written.append_pair("PageSize", &query.size.to_string());
            written.append_pair("Page", &number.to_string());
            if let Some(token) = token {
                written.append_pair("PageToken", token);
            }
            origin.url(&format!("{path}?{}", written.finish()))
        };
        Self {
            page: query.number,
            page_size: query.size,
            first_page_url: url(0, None),
            previous_page_url: previous.map(|token| url(query.number.saturating_sub(1), Some(token))),
            url: url(query.number, query.token.as_deref()),
            next_page_url: next.map(|token| url(query.number.saturating_add(1), Some(token))),
            key,
        }
    }

    /// The whole answer: the records under their key, and this beside them.
    #[must_use]
    pub fn with_records(&self, records: Vec<Value>) -> Value {
        json!({ self.key: records, "meta": self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Result<PageQuery, Problem> {
        PageQuery::parse(&Form::parse_query(Some(text)).unwrap())
    }

    fn answer(text: &str, filters: &[(&str, &str)], previous: Option<&str>, next: Option<&str>) -> Value {
        let origin: Origin = "http://127.0.0.1:4010".parse().unwrap();
        PageMeta::new(&origin, "/v2/Services", "services", filters, &query(text).unwrap(), previous, next)
            .with_records(vec![json!({"sid": "VA1"})])
    }

    #[test]
    fn a_page_has_fifty_records_unless_asked_and_never_more_than_a_thousand() {
        let sizes = [
            "",
            "PageSize=1",
            "PageSize=0007",
            "PageSize=1000",
            "PageSize=1001",
            "PageSize=99999999999999999999",
        ];
        assert_eq!(sizes.map(|text| query(text).unwrap().size), [50, 1, 7, 1000, 1000, 1000]);
    }

    #[test]
    fn a_size_or_page_that_is_no_number_is_refused_by_name() {
        for text in ["PageSize=0", "PageSize=00", "PageSize=-1", "PageSize=", "PageSize=ten", "PageSize=%2B5"]
        {
            assert_eq!(query(text).unwrap_err(), Problem::invalid_parameter("PageSize"), "{text}");
        }
        for text in ["Page=-1", "Page=", "Page=x", "Page=4294967296"] {
            assert_eq!(query(text).unwrap_err(), Problem::invalid_parameter("Page"), "{text}");
        }
    }

    #[test]
    fn the_only_page_has_the_form_of_twilios_example() {
        let url = "http://127.0.0.1:4010/v2/Services?PageSize=50&Page=0";
        let expected = json!({
            "services": [{"sid": "VA1"}],
            "meta": {
                "page": 0, "page_size": 50, "first_page_url": url, "previous_page_url": null,
                "url": url, "next_page_url": null, "key": "services",
            },
        });
        assert_eq!(answer("", &[], None, None), expected);
    }

    #[test]
    fn a_middle_page_leads_to_its_neighbours_with_the_filters_repeated() {
        let filters = [("ChannelData.To", "+49 1&2"), ("Status", "converted")];
        let meta = &answer("PageSize=2&Page=3&PageToken=PAc", &filters, Some("PAb"), Some("PAd"))["meta"];
        let url = |rest: &str| {
            format!(
                "http://127.0.0.1:4010/v2/Services?ChannelData.To=%2B49+1%262&Status=converted&PageSize=2&{rest}"
            )
        };
        assert_eq!(meta["first_page_url"], url("Page=0"));
        assert_eq!(meta["previous_page_url"], url("Page=2&PageToken=PAb"));
        assert_eq!(meta["url"], url("Page=3&PageToken=PAc"));
        assert_eq!(meta["next_page_url"], url("Page=4&PageToken=PAd"));
    }

    #[test]
    fn a_hostile_token_stays_inside_its_parameter() {
        let meta = &answer("PageToken=%26Page%3D9%23%0D%0A", &[], None, None)["meta"];
        assert_eq!(
            meta["url"],
            "http://127.0.0.1:4010/v2/Services?PageSize=50&Page=0&PageToken=%26Page%3D9%23%0D%0A"
        );
    }
}
