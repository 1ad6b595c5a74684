//! Parameters of a form body or a query string, decoded strictly.
//!
//! `form_urlencoded` decodes anything: a broken escape stays as it is and a broken character becomes U+FFFD. Then a
//! phone number that was damaged on its way would be another phone number, so here such a request is refused.

use std::ops::RangeInclusive;

use countersign_keyring::hash_token;
use serde_json::{Map, Value};

use crate::Problem;

/// More pairs than any operation has parameters, few enough that looking one up stays cheap.
const MAX_PAIRS: usize = 200;

/// Names and values in the order they were sent; one name may come more than once.
///
/// A parameter that no one asks for is ignored (behaviour map 1.3). A name that is present with an empty value is
/// not the same as an absent one: the getters give `Some("")` and `None`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    /// Reads `application/x-www-form-urlencoded` bytes.
    ///
    /// # Errors
    /// 400 for more than 200 pairs and for a broken `%` escape, invalid UTF-8 or U+0000: code 60200 with the
    /// parameter's name when its value is at fault, 20001 when the name itself is.
    pub fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let mut pairs = Vec::new();
        for piece in bytes.split(|&b| b == b'&').filter(|piece| !piece.is_empty()) {
            if pairs.len() == MAX_PAIRS {
                return Err(Problem::bad_request("Too many parameters"));
            }
            let (name, value) = match piece.iter().position(|&b| b == b'=') {
                Some(at) => (&piece[..at], &piece[at + 1..]),
                None => (piece, &b""[..]),
            };
            let malformed = || Problem::bad_request("A parameter's name is not valid form encoding");
            let name = decode(name).ok_or_else(malformed)?;
            let value = decode(value).ok_or_else(|| blame(&name))?;
            pairs.push((name, value));
        }
        Ok(Self { pairs })
    }

    /// The form that holds these names and values: what a program says without a request.
    #[must_use]
    pub fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        Self { pairs: pairs.iter().map(|&(name, value)| (name.into(), value.into())).collect() }
    }

    /// Reads a URL's query; no query is an empty form.
    ///
    /// # Errors
    /// As [`Form::parse`].
    pub fn parse_query(query: Option<&str>) -> Result<Self, Problem> {
        Self::parse(query.unwrap_or_default().as_bytes())
    }

    /// A hash of everything in it, whatever the order of the names: the same parameters give the same hash.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut pairs: Vec<_> =
            self.pairs.iter().enumerate().map(|(at, (name, value))| (name, at, value)).collect();
        pairs.sort_unstable();
        let pairs = pairs.into_iter().map(|(name, _, value)| (name, value));
        hash_token(&form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
    }

    /// Names and values in the order they were sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of `name`; the last one when it was sent more than once.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The value of `name`, which may be empty.
    ///
    /// # Errors
    /// [`Problem::missing_parameter`] when it is absent.
    pub fn required(&self, name: &str) -> Result<&str, Problem> {
        self.text(name).ok_or_else(|| Problem::missing_parameter(name))
    }

    /// Every value of `name`, in the order sent: lists are repeated names.
    #[must_use]
    pub fn repeated(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The value of `name` as `parse` understands it, or `None` when it is absent.
    ///
    /// # Errors
    /// [`Problem::invalid_parameter`] when `parse` refuses, whatever its error.
    pub fn parse_with<'a, T, E>(
        &'a self,
        name: &str,
        parse: impl FnOnce(&'a str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        self.text(name).map(parse).transpose().map_err(|_| Problem::invalid_parameter(name))
    }

    /// Like [`Form::parse_with`] for a parameter that must be there.
    ///
    /// # Errors
    /// [`Problem::missing_parameter`] or [`Problem::invalid_parameter`].
    pub fn require_with<'a, T, E>(
        &'a self,
        name: &str,
        parse: impl FnOnce(&'a str) -> Result<T, E>,
    ) -> Result<T, Problem> {
        parse(self.required(name)?).map_err(|_| Problem::invalid_parameter(name))
    }

    /// `true` or `false` in any case: Python's `True` arrives capitalised (behaviour map 1.3).
    ///
    /// # Errors
    /// [`Problem::invalid_parameter`] for any other text, the empty one too.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, Problem> {
        self.parse_with(name, |text| match text.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(()),
        })
    }

    /// A whole number in decimal digits, with `-` in front when negative, within `range`.
    ///
    /// # Errors
    /// [`Problem::invalid_parameter`] when it is not one or lies outside.
    pub fn integer(&self, name: &str, range: RangeInclusive<i64>) -> Result<Option<i64>, Problem> {
        self.parse_with(name, |text| {
            // `parse` alone would take a plus sign.
            let number = text.parse().ok().filter(|number| !text.starts_with('+') && range.contains(number));
            number.ok_or(())
        })
    }

    /// A JSON object in one field, such as `RateLimits={"end_user_ip":"1.2.3.4"}`.
    ///
    /// # Errors
    /// [`Problem::invalid_parameter`] when it is not JSON, not an object, nested deeper than 127, or holds U+0000,
    /// which the database's text cannot.
    pub fn json_object(&self, name: &str) -> Result<Option<Map<String, Value>>, Problem> {
        self.parse_with(name, |text| match serde_json::from_str::<Value>(text) {
            Ok(value) if has_nul(&value) => Err(()),
            Ok(Value::Object(object)) => Ok(object),
            _ => Err(()),
        })
    }
}

/// Shows names only: values are phone numbers and codes.
impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.pairs.iter().map(|(name, _)| name)).finish()
    }
}

/// Undoes form encoding; `None` for what no correct client sends.
fn decode(bytes: &[u8]) -> Option<String> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(&byte) = rest.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hex(*rest.next()?)? << 4 | hex(*rest.next()?)?,
            other => other,
        });
    }
    String::from_utf8(decoded).ok().filter(|text| !text.contains('\0'))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Names the parameter when the name looks like one of ours, so that a client cannot have us repeat anything else.
fn blame(name: &str) -> Problem {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    if (1..=64).contains(&name.len()) && name.bytes().all(plain) {
        Problem::invalid_parameter(name)
    } else {
        Problem::bad_request("A parameter's value is not valid form encoding")
    }
}

/// Whether any text in `value` holds U+0000. serde_json limits the depth.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(text: &str) -> Form {
        Form::parse(text.as_bytes()).unwrap()
    }

    fn refusal<T: std::fmt::Debug>(result: Result<T, Problem>) -> (u32, String) {
        let problem = result.unwrap_err();
        (problem.code, problem.message.into_owned())
    }

    #[test]
    fn the_last_of_repeated_values_counts_and_a_list_keeps_all() {
        let form = form("To=%2B491&&EventTypes=a&To=a+b%20c&EventTypes=b");
        assert_eq!(form.text("To"), Some("a b c"));
        assert_eq!(form.repeated("EventTypes"), ["a", "b"]);
        assert_eq!(form.repeated("Absent"), [""; 0]);
    }

    #[test]
    fn an_empty_value_is_present_and_a_missing_one_is_named() {
        let form = form("Empty=&Bare");
        assert_eq!((form.text("Empty"), form.text("Bare"), form.text("None")), (Some(""), Some(""), None));
        assert_eq!(form.required("Empty"), Ok(""));
        let missing = (20001, "Missing required parameter To in the post body".to_owned());
        assert_eq!(refusal(form.required("To")), missing);
        assert_eq!(refusal(form.require_with("To", str::parse::<u8>)), missing);
    }

    #[test]
    fn broken_encoding_is_refused_with_the_parameters_name() {
        for value in ["%", "%4", "%zz", "%+1", "%FF", "a%00b", "\0"] {
            let sent = format!("A=1&To={value}");
            assert_eq!(
                refusal(Form::parse(sent.as_bytes())),
                (60200, "Invalid parameter: To".into()),
                "{value:?}"
            );
        }
        assert_eq!(refusal(Form::parse(b"To=\xC3")).0, 60200);
    }

    #[test]
    fn a_name_that_is_not_a_parameters_is_never_repeated() {
        for sent in
            ["%zz=1".to_owned(), "<script>=%".to_owned(), "=%".to_owned(), format!("{}=%", "A".repeat(65))]
        {
            let (code, message) = refusal(Form::parse(sent.as_bytes()));
            assert_eq!(code, 20001, "{sent}");
            assert!(message.starts_with("A parameter's "), "{message}");
        }
    }

    #[test]
    fn two_hundred_pairs_are_read_and_one_more_is_refused() {
        assert_eq!(form(&"a=1&".repeat(200)).repeated("a").len(), 200);
        assert_eq!(
            refusal(Form::parse("a=1&".repeat(201).as_bytes())),
            (20001, "Too many parameters".into())
        );
    }

    #[test]
    fn the_same_parameters_have_one_hash_in_any_order_of_names_and_other_ones_another() {
        let hash = |text| form(text).hash();
        assert_eq!(hash("A=1&B=2&A=3"), hash("B=2&A=1&A=3"));
        for other in ["A=3&B=2&A=1", "A=1&B=2", "A=1&B=2&A=3&C=", "A=1%26B=2&A=3"] {
            assert_ne!(hash("A=1&B=2&A=3"), hash(other), "{other}");
        }
    }

    #[test]
    fn booleans_are_read_in_any_case_and_nothing_else_is_one() {
        let form = form("A=true&B=False&C=1&D=");
        assert_eq!((form.boolean("A"), form.boolean("B")), (Ok(Some(true)), Ok(Some(false))));
        assert_eq!(form.boolean("Absent"), Ok(None));
        assert_eq!(refusal(form.boolean("C")), (60200, "Invalid parameter: C".into()));
        assert_eq!(refusal(form.boolean("D")).0, 60200);
    }

    #[test]
    fn integers_are_digits_within_the_range() {
        let form = form("A=10&B=-3&C=%2B5&D=11&E=&F=99999999999999999999&G=+1&H=1.0");
        assert_eq!(form.integer("A", 4..=10), Ok(Some(10)));
        assert_eq!(form.integer("B", -3..=10), Ok(Some(-3)));
        assert_eq!(form.integer("Absent", 4..=10), Ok(None));
        for name in ["C", "D", "E", "F", "G", "H"] {
            assert_eq!(refusal(form.integer(name, -5..=10)), (60200, format!("Invalid parameter: {name}")));
        }
    }

    #[test]
    fn a_json_field_must_be_an_object_without_nul_and_of_bounded_depth() {
        let form = form(&format!(
            "A=%7B%22ip%22:[%221.2.3.4%22]%7D&B=[]&C=%7B&D=%7B%22a%22:%22\\u0000%22%7D&E=&F=%7B%22a%22:{}&G=null",
            "[".repeat(50_000)
        ));
        assert_eq!(form.json_object("A").unwrap().unwrap()["ip"][0], "1.2.3.4");
        assert_eq!(form.json_object("Absent"), Ok(None));
        for name in ["B", "C", "D", "E", "F", "G"] {
            assert_eq!(refusal(form.json_object(name)).0, 60200, "{name}");
        }
    }

    #[test]
    fn debug_output_shows_no_value() {
        assert_eq!(format!("{:?}", form("To=%2B4915112345678&Code=123456")), r#"["To", "Code"]"#);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic_and_never_give_nul(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(form) = Form::parse(&bytes) {
                prop_assert!(form.pairs.len() <= MAX_PAIRS);
                prop_assert!(form.pairs.iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0')));
            }
        }

        #[test]
        fn any_text_of_the_alphabets_edge_is_read_without_panic(text in "[%&=+0-9a-fA-F\\x00é]{0,60}") {
            let _ = Form::parse_query(Some(&text));
        }

        #[test]
        fn what_a_correct_client_writes_reads_back_equal(
            pairs in prop::collection::vec(("[^\\x00]{1,20}", "[^\\x00]{0,20}"), 0..20),
        ) {
            let written = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            prop_assert_eq!(Form::parse(written.as_bytes()).unwrap().pairs, pairs);
        }
    }
}
