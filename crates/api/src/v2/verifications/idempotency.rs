//! `Idempotency-Key` on a create, which Twilio's API doesn't have: a client that lost the answer asks again without
//! sending twice.

use countersign_engine::verification::IdempotencyKey;
use countersign_model::ServiceSid;
use countersign_web::{Form, Problem};
use http::HeaderMap;

/// The longest key.
const LONGEST: usize = 255;

/// The header's key with the request it stands for; 400 for one that is empty, too long, not printable ASCII or there
/// twice.
pub(super) fn read(
    headers: &HeaderMap,
    service: ServiceSid,
    form: &Form,
) -> Result<Option<IdempotencyKey>, Problem> {
    let mut given = headers.get_all("idempotency-key").iter();
    let Some(key) = given.next() else { return Ok(None) };
    let text = key.to_str().ok().filter(|text| (1..=LONGEST).contains(&text.len()));
    let Some(text) = text.filter(|_| given.next().is_none()) else {
        return Err(Problem::bad_request(
            "Idempotency-Key must be one text of 1 to 255 printable ASCII characters",
        ));
    };
    Ok(Some(IdempotencyKey { key: text.to_owned(), request_hash: format!("{service} {}", form.hash()) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn read_all(values: &[&[u8]]) -> Result<Option<IdempotencyKey>, Problem> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("idempotency-key", HeaderValue::from_bytes(value).unwrap());
        }
        let service = "VA0123456789abcdef0123456789abcdef".parse().unwrap();
        read(&headers, service, &Form::default())
    }

    #[test]
    fn one_printable_key_of_bounded_length_is_read() {
        assert!(read_all(&[]).unwrap().is_none());
        assert_eq!(read_all(&[b"order 7"]).unwrap().unwrap().key, "order 7");
        assert!(read_all(&[&[b'k'; LONGEST]]).is_ok());
        for values in [&[&b""[..]][..], &[&[b'k'; LONGEST + 1]], &[b"a", b"b"], &["é".as_bytes()]] {
            assert_eq!(read_all(values).unwrap_err().status, 400, "{values:?}");
        }
    }
}
