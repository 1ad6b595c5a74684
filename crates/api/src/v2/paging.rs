//! Lists in pages: which one is asked for, and the answer.

use axum::response::Response;
use countersign_model::{Page, PageRequest, PageToken};
use countersign_web::{Form, Origin, PageMeta, PageQuery, Problem, json};
use http::StatusCode;
use serde_json::Value;

/// Which page of a list is asked for.
pub(crate) struct Paging {
    query: PageQuery,
    /// The same, for whoever finds the records.
    pub(crate) request: PageRequest,
}

/// What a list is called.
pub(crate) struct List<'a> {
    /// The name that answers give us.
    pub(crate) origin: &'a Origin,
    /// Where it is.
    pub(crate) path: &'a str,
    /// The array in the answer.
    pub(crate) key: &'static str,
    /// The parameters that chose the records: they stand in the addresses of the other pages too.
    pub(crate) filters: &'a [(&'a str, &'a str)],
}

impl Paging {
    /// Reads `PageSize`, `Page` and `PageToken`.
    ///
    /// # Errors
    /// 60200 for the first that can't be taken.
    pub(crate) fn parse(form: &Form) -> Result<Self, Problem> {
        let query = PageQuery::parse(form)?;
        let token = query.token.as_deref().map(str::parse::<PageToken>).transpose();
        let token = token.map_err(|_| Problem::invalid_parameter("PageToken"))?;
        let request = PageRequest { size: u16::try_from(query.size).unwrap_or(u16::MAX), token };
        Ok(Self { query, request })
    }

    /// The same where bad paging is 60306: entities, and what belongs to them.
    ///
    /// # Errors
    /// 60306 for the first that can't be taken.
    pub(crate) fn parse_for_factors(form: &Form) -> Result<Self, Problem> {
        Self::parse(form).map_err(|problem| {
            let names = ["Page", "PageSize", "PageToken"].into_iter();
            let named = names.map(|name| (name, Problem::invalid_parameter(name)));
            let found = named.into_iter().find(|(_, of_name)| *of_name == problem);
            found.map_or(problem, |(name, _)| Problem::invalid_factor_parameter(name))
        })
    }

    /// 200 with this page of the list; `records` are its rows as they are shown.
    pub(crate) fn answer<T>(&self, list: &List<'_>, page: &Page<T>, records: Vec<Value>) -> Response {
        let text = |token: &Option<PageToken>| token.as_ref().map(ToString::to_string);
        let (previous, next) = (text(&page.previous), text(&page.next));
        let List { origin, path, key, filters } = list;
        let meta =
            PageMeta::new(origin, path, key, filters, &self.query, previous.as_deref(), next.as_deref());
        json(StatusCode::OK, &meta.with_records(records))
    }
}
