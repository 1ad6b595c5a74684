use hmac::Mac as _;
use zeroize::Zeroizing;

use crate::{Keyring, UnknownKey, push_part};

/// What a code is bound to. Whatever of it changes, the code changes; while nothing does, a re-send repeats it.
#[derive(Clone, Copy)]
pub struct CodeInput<'a> {
    /// The account's SID.
    pub account: &'a str,
    /// The service's SID.
    pub service: &'a str,
    /// The SID of what the code confirms: a verification, say.
    pub sid: &'a str,
    /// The recipient's canonical text.
    pub recipient: &'a str,
    /// The amount of a payment (PSD2).
    pub amount: Option<&'a str>,
    /// The payee of a payment (PSD2).
    pub payee: Option<&'a str>,
    /// How many digits the code has.
    pub length: u8,
    /// What the code is for: codes for different purposes never stand for each other.
    pub purpose: &'a str,
}

impl CodeInput<'_> {
    fn message(&self) -> Zeroizing<Vec<u8>> {
        let mut message = Zeroizing::new(Vec::with_capacity(256));
        for part in [self.account, self.service, self.sid, self.recipient] {
            push_part(&mut message, part.as_bytes());
        }
        for part in [self.amount, self.payee] {
            // None is not the empty text.
            message.push(u8::from(part.is_some()));
            if let Some(part) = part {
                push_part(&mut message, part.as_bytes());
            }
        }
        push_part(&mut message, &[self.length]);
        push_part(&mut message, self.purpose.as_bytes());
        message
    }
}

impl Keyring {
    /// The digits of a code: HMAC-SHA256 over the input with the code key of `key_id`, all 256 bits read as one
    /// number, its last `length` decimal digits. From so large a number no digits are likelier than others by more
    /// than one part in 10^67.
    ///
    /// Codes in flight rest on this function: it must give the same digits in every release.
    ///
    /// # Errors
    /// [`UnknownKey`] when the ring has no such key.
    pub fn derive_code(&self, key_id: &str, input: &CodeInput<'_>) -> Result<String, UnknownKey> {
        let mut mac = self.find(key_id)?.code_mac();
        mac.update(&input.message());
        let mut number = Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()));
        let mut digits: Vec<u8> = (0..input.length).map(|_| b'0' + divide_by_ten(&mut number)).collect();
        digits.reverse();
        Ok(digits.into_iter().map(char::from).collect())
    }
}

/// Divides a big-endian number by ten and gives the remainder: its last decimal digit.
fn divide_by_ten(number: &mut [u8; 32]) -> u8 {
    number.iter_mut().fold(0, |remainder, octet| {
        let dividend = u16::from(remainder) << 8 | u16::from(*octet);
        // Both fit: the remainder before is below ten, so the dividend is below 2560.
        *octet = (dividend / 10) as u8;
        (dividend % 10) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RING: &str =
        "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nk2:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";
    const INPUT: CodeInput<'_> = CodeInput {
        account: "AC00000000000000000000000000000001",
        service: "VA00000000000000000000000000000002",
        sid: "VE00000000000000000000000000000003",
        recipient: "+15017122661",
        amount: None,
        payee: None,
        length: 6,
        purpose: "verification",
    };

    fn ring() -> Keyring {
        Keyring::parse(RING).expect("a keyring")
    }

    fn code(input: CodeInput<'_>) -> String {
        ring().derive_code("k1", &input).expect("k1 is there")
    }

    /// Expected values were computed with Python's `hmac` and `hashlib` from the description in this file alone.
    #[test]
    fn codes_in_flight_stay_the_same_in_every_release() {
        assert_eq!(code(INPUT), "272350");
        assert_eq!(code(CodeInput { length: 4, ..INPUT }), "8715");
        assert_eq!(code(CodeInput { length: 10, ..INPUT }), "4098994385");
        let payment = CodeInput {
            recipient: "J\u{f6}@xn--bcher-kva.example",
            amount: Some("\u{20ac} 39.99"),
            payee: Some("Acme GmbH & Co. KG"),
            length: 8,
            ..INPUT
        };
        assert_eq!(code(payment), "29797623");
        let zeros = CodeInput { sid: "VE0000000000000000000000000000002e", ..INPUT };
        assert_eq!(code(zeros), "005313");
    }

    #[test]
    fn each_part_changes_the_code() {
        // Ten digits each, so that two equal codes are no accident.
        let input = CodeInput { length: 10, ..INPUT };
        let mut codes = vec![
            code(input),
            code(CodeInput { account: "AC2", ..input }),
            code(CodeInput { service: "VA2", ..input }),
            code(CodeInput { sid: "VE2", ..input }),
            code(CodeInput { recipient: "+15017122662", ..input }),
            code(CodeInput { amount: Some(""), ..input }),
            code(CodeInput { amount: Some("5"), ..input }),
            code(CodeInput { payee: Some(""), ..input }),
            code(CodeInput { payee: Some("5"), ..input }),
            code(CodeInput { purpose: "challenge", ..input }),
            // The same letters, cut elsewhere.
            code(CodeInput {
                account: "AC0000000000000000000000000000000",
                service: "1VA00000000000000000000000000000002",
                ..input
            }),
            // A shorter code is not the tail of a longer one.
            code(CodeInput { length: 11, ..input })[1..].to_owned(),
            ring().derive_code("k2", &input).expect("k2 is there"),
        ];
        let all = codes.len();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }

    #[test]
    fn a_key_that_is_not_there_is_named() {
        assert_eq!(ring().derive_code("k9", &INPUT), Err(UnknownKey("k9".to_owned())));
    }

    #[test]
    fn every_digit_is_as_likely_in_every_position() {
        let ring = ring();
        let mut counts = [[0_u32; 10]; 6];
        for number in 0..6000 {
            let sid = format!("VE{number:032x}");
            let code = ring.derive_code("k1", &CodeInput { sid: &sid, ..INPUT }).expect("k1 is there");
            for (position, digit) in code.bytes().enumerate() {
                counts[position][usize::from(digit - b'0')] += 1;
            }
        }
        // 600 are expected and 23 the standard deviation; the input is fixed, so this never fails by chance.
        for (position, digits) in counts.iter().enumerate() {
            for (digit, count) in digits.iter().enumerate() {
                assert!((500..=700).contains(count), "{digit} at {position}: {count}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_code_has_the_digits_that_were_asked_for(length: u8, recipient in ".{0,20}") {
            let code = code(CodeInput { length, recipient: &recipient, ..INPUT });
            prop_assert_eq!(code.len(), usize::from(length));
            prop_assert!(code.bytes().all(|b| b.is_ascii_digit()));
        }
    }
}
