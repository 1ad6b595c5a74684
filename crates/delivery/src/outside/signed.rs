//! A form that is signed as Twilio signs what it tells applications, so that Twilio's libraries check it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::Serializer;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// What is to be posted.
pub struct Post<'p> {
    /// Its name, the same for every try.
    pub id: &'p str,
    /// The account's token, which it is signed with.
    pub token: &'p [u8],
    /// Names and values; no name comes twice.
    pub fields: &'p [(String, String)],
}

impl Post<'_> {
    /// The form.
    pub(super) fn body(&self) -> String {
        Serializer::new(String::new()).extend_pairs(self.fields).finish()
    }

    /// `X-Twilio-Signature`: base64 of HMAC-SHA1, by the token, over the address as it was given and all names and values in
    /// the names' order of bytes (behaviour map 10).
    pub(super) fn signature(&self, url: &str) -> String {
        let mut sorted: Vec<_> = self.fields.iter().collect();
        sorted.sort_unstable();
        // HMAC takes keys of every length.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(self.token) else { return String::new() };
        mac.update(url.as_bytes());
        for (name, value) in sorted {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_twilios_own_documents_is_signed_as_they_say() {
        let pairs = [
            ("To", "+18005551212"),
            ("CallSid", "CA1234567890ABCDE"),
            ("Digits", "1234"),
            ("Caller", "+14158675309"),
            ("From", "+14158675309"),
        ];
        let fields = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let post = Post { id: "x", token: b"12345", fields: &fields };
        let signature = post.signature("https://mycompany.com/myapp.php?foo=1&bar=2");
        assert_eq!(signature, "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }
}
