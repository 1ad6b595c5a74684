//! Which slice of a list is wanted, and the slice.

use std::fmt;
use std::str::FromStr;

/// Where a page begins: after or before one row, in the list's own order. Rows are ordered by SID, which begins with the
/// time, ascending unless the list says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageToken {
    /// Rows after this SID.
    After(String),
    /// The rows just before this SID, given in the list's order too.
    Before(String),
}

/// The text is not a page token of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPageToken;

impl FromStr for PageToken {
    type Err = BadPageToken;

    fn from_str(text: &str) -> Result<Self, BadPageToken> {
        let rest = text.strip_prefix("PA").ok_or(BadPageToken)?;
        let (direction, sid) = rest.split_at_checked(1).ok_or(BadPageToken)?;
        let well_formed = sid.len() == 34 && sid.bytes().all(|b| b.is_ascii_alphanumeric());
        match direction {
            "n" if well_formed => Ok(Self::After(sid.to_owned())),
            "p" if well_formed => Ok(Self::Before(sid.to_owned())),
            _ => Err(BadPageToken),
        }
    }
}

impl fmt::Display for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::After(sid) => write!(f, "PAn{sid}"),
            Self::Before(sid) => write!(f, "PAp{sid}"),
        }
    }
}

/// What a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// How many rows at most, 1 to 1000.
    pub size: u16,
    /// Where to begin; the start of the list when absent.
    pub token: Option<PageToken>,
}

impl PageRequest {
    /// The first page.
    #[must_use]
    pub const fn first(size: u16) -> Self {
        Self { size, token: None }
    }
}

/// A slice of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Where the page before begins, if there may be one.
    pub previous: Option<PageToken>,
    /// Where the next page begins, if there is one.
    pub next: Option<PageToken>,
}

impl<T> Page<T> {
    /// Cuts what a query found into a page. The query asks for one row more than `request.size`, in the order of
    /// travel: against the list's for [`PageToken::Before`].
    #[must_use]
    pub fn cut(mut found: Vec<T>, request: &PageRequest, sid: impl Fn(&T) -> String) -> Self {
        let size = usize::from(request.size);
        let more = found.len() > size;
        found.truncate(size);
        let backwards = matches!(request.token, Some(PageToken::Before(_)));
        if backwards {
            found.reverse();
        }
        let has_previous = if backwards { more } else { request.token.is_some() };
        let has_next = backwards || more;
        let previous = found.first().filter(|_| has_previous).map(|row| PageToken::Before(sid(row)));
        let next = found.last().filter(|_| has_next).map(|row| PageToken::After(sid(row)));
        Self { rows: found, previous, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sid(n: &u32) -> String {
        format!("VA{n:032}")
    }

    #[test]
    fn a_full_page_with_a_row_to_spare_points_at_the_next() {
        let page = Page::cut(vec![1, 2, 3], &PageRequest::first(2), sid);
        assert_eq!(page.rows, [1, 2]);
        assert_eq!(page.previous, None);
        assert_eq!(page.next, Some(PageToken::After(sid(&2))));
    }

    #[test]
    fn going_back_gives_rows_in_ascending_order_and_a_way_forward() {
        let request = PageRequest { size: 2, token: Some(PageToken::Before(sid(&5))) };
        let page = Page::cut(vec![4, 3, 2], &request, sid);
        assert_eq!(page.rows, [3, 4]);
        assert_eq!(page.previous, Some(PageToken::Before(sid(&3))));
        assert_eq!(page.next, Some(PageToken::After(sid(&4))));
    }

    #[test]
    fn a_token_reads_back_and_anything_else_is_refused() {
        let token = PageToken::After(sid(&7));
        assert_eq!(token.to_string().parse(), Ok(token));
        for text in ["", "PA", "PAx", "PAnVA", "PAé", "PAnVA0000000000000000000000000000000'"] {
            assert_eq!(text.parse::<PageToken>(), Err(BadPageToken), "{text}");
        }
    }
}
