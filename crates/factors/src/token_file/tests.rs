use proptest::prelude::*;

use super::*;

/// RFC 6030, figure 2, with a second key.
const PLAIN: &str = include_str!("tests/plain.xml");
/// RFC 6030, figure 6: the key 12345678901234567890123456789012 in hex.
const SHARED_KEY: &str = include_str!("tests/shared-key.xml");
/// RFC 6030, figure 7: the password `qwerty`.
const PASSWORD: &str = include_str!("tests/password.xml");
const SEED_OF_THE_RFC: &[u8] = b"12345678901234567890";

fn key(hex: &str) -> Unlock {
    let octets = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
    Unlock { key: Some(Zeroizing::new(octets)), password: None }
}

fn password(text: &str) -> Unlock {
    Unlock { key: None, password: Some(Zeroizing::new(text.to_owned())) }
}

fn shared() -> Unlock {
    key("12345678901234567890123456789012")
}

fn read_plain(format: Format, text: &str) -> Result<Vec<TokenSeed>, String> {
    read(format, text, &Unlock::default()).map_err(|bad| bad.to_string())
}

/// What is told of a file, which must never hold a seed.
fn told(format: Format, text: &str) -> String {
    read_plain(format, text).expect_err("refused")
}

#[test]
fn what_stands_in_clear_in_rfc_6030_is_read() {
    let tokens = read_plain(Format::Pskc, PLAIN).unwrap();
    let [hotp, totp] = &tokens[..] else { panic!("{tokens:?}") };
    assert_eq!(
        (hotp.serial.as_str(), hotp.kind, hotp.digits, hotp.counter),
        ("987654321", TokenKind::Hotp, 8, 0)
    );
    assert_eq!((hotp.seed.as_slice(), hotp.manufacturer.as_deref()), (SEED_OF_THE_RFC, Some("Manufacturer")));
    assert_eq!((totp.serial.as_str(), totp.kind), ("987654322", TokenKind::Totp { period: 60 }));
    assert_eq!((totp.algorithm, totp.digits), (OtpAlgorithm::Sha256, 6));
    assert!(
        hotp.line > 1 && PLAIN.lines().nth(hotp.line as usize - 1).unwrap().contains("<Key Id=\"12345678\"")
    );
    assert!(!format!("{tokens:?}").contains("seed"));
}

#[test]
fn figures_6_and_7_of_rfc_6030_open_with_their_key_and_their_password() {
    for (text, unlock, serial) in
        [(SHARED_KEY, shared(), "987654321"), (PASSWORD, password("qwerty"), "987654321")]
    {
        let tokens = read(Format::Pskc, text, &unlock).unwrap();
        assert_eq!(tokens.len(), 1);
        assert_eq!((tokens[0].seed.as_slice(), tokens[0].digits), (SEED_OF_THE_RFC, 8));
        assert_eq!((tokens[0].serial.as_str(), tokens[0].kind), (serial, TokenKind::Hotp));
    }
}

#[test]
fn another_key_or_password_opens_nothing_and_which_is_wanted_is_told() {
    let refused = |text: &str, unlock: Unlock| read(Format::Pskc, text, &unlock).unwrap_err().to_string();
    for (text, unlock, says) in [
        (SHARED_KEY, Unlock::default(), "--key-file"),
        (SHARED_KEY, password("qwerty"), "--key-file"),
        (SHARED_KEY, key("12345678901234567890123456789013"), "another one"),
        (
            SHARED_KEY,
            key("1234567890123456789012345678901212345678901234567890123456789012"),
            "wants a key of 16 octets",
        ),
        (SHARED_KEY, key("1234"), "16, 24 or 32"),
        (PASSWORD, Unlock::default(), "--password-file"),
        (PASSWORD, password("qwertz"), "another one"),
    ] {
        let sentence = refused(text, unlock);
        assert!(sentence.starts_with("line ") && sentence.contains(says), "{sentence}");
    }
}

#[test]
fn what_was_changed_in_an_encrypted_file_is_found() {
    for (was, is) in [
        ("AAECAwQFBgcICQoLDA0OD+cIHItl", "AAECAwQFBgcICQoLDA0OD+cIHItm"),
        ("AAECAwQF", "BAECAwQF"),
        ("Su+NvtQf", "Su+NvtQg"),
        ("ESIzRFVmd4iZABEiM0RVZgKn", "ESIzRFVmd4iZABEiM0RVZgKm"),
    ] {
        let changed = SHARED_KEY.replace(was, is);
        assert_ne!(changed, SHARED_KEY);
        assert!(read(Format::Pskc, &changed, &shared()).is_err(), "{was}");
    }
    let (begin, end) = (SHARED_KEY.find("<ValueMAC>").unwrap(), SHARED_KEY.find("</ValueMAC>").unwrap());
    let without = format!("{}{}", &SHARED_KEY[..begin], &SHARED_KEY[end + "</ValueMAC>".len()..]);
    assert!(read(Format::Pskc, &without, &shared()).unwrap_err().what.contains("no MAC"));
    // A seed of somebody else's in place of one that is encrypted, or of all.
    let (begin, end) = (SHARED_KEY.find("<Secret>").unwrap(), SHARED_KEY.find("</Secret>").unwrap());
    let value = "<Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue>";
    let in_clear = format!("{}{value}{}", &SHARED_KEY[..begin], &SHARED_KEY[end..]);
    for (text, unlock) in [(in_clear.as_str(), shared()), (PLAIN, shared()), (PLAIN, password("qwerty"))] {
        let what = read(Format::Pskc, text, &unlock).unwrap_err().what;
        assert!(what.contains("it may have been changed"), "{what}");
    }
}

#[test]
fn a_key_is_taken_only_if_nothing_in_its_policy_would_be_broken() {
    let with = |policy: &str| {
        let text = PLAIN.replacen("<Data>", &format!("<Policy>{policy}</Policy><Data>"), 1);
        read_plain(Format::Pskc, &text)
    };
    for kept in ["", "<KeyUsage>OTP</KeyUsage>", "<PINPolicy PINUsageMode=\"Local\"/>", "<PINPolicy/>"] {
        assert!(with(kept).is_ok(), "{kept}");
    }
    for (broken, says) in [
        ("<ExpiryDate>2010-01-01T00:00:00Z</ExpiryDate>", "has ExpiryDate, which"),
        ("<StartDate>2010-01-01T00:00:00Z</StartDate>", "has StartDate, which"),
        ("<NumberOfTransactions>7</NumberOfTransactions>", "has NumberOfTransactions, which"),
        ("<KeyUsage>Encrypt</KeyUsage>", "other things than one-time codes"),
        ("<PINPolicy PINUsageMode=\"Append\"/>", "a PIN that the server looks at"),
        ("<Something xmlns=\"urn:other\"/>", "has Something, which"),
    ] {
        let told = with(broken).unwrap_err();
        assert!(told.starts_with("line ") && told.contains(says), "{told}");
    }
}

#[test]
fn where_columns_are_swapped_no_seed_is_told_for_a_number() {
    for line in
        [format!("{HEX},1234567890"), format!("{BASE32},1234567890"), format!("{HEX},{HEX}\n{HEX},{HEX}")]
    {
        let told = told(Format::Csv, &format!("{line}\n"));
        assert!(!told.contains(HEX) && !told.contains(BASE32), "{told}");
    }
}

#[test]
fn a_file_of_another_kind_is_told_by_its_line() {
    let change = |was: &str, is: &str| {
        assert!(PLAIN.contains(was), "{was}");
        told(Format::Pskc, &PLAIN.replacen(was, is, 1))
    };
    assert_eq!(change("pskc:hotp", "pskc:ocra"), "line 9: the key's algorithm is neither HOTP nor TOTP");
    assert_eq!(change("Length=\"8\"", "Length=\"10\""), "line 9: codes have 6 to 8 digits");
    assert_eq!(change("\"DECIMAL\"", "\"HEXADECIMAL\""), "line 12: codes are not written in decimal digits");
    assert_eq!(
        change("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", "MTIz"),
        "line 9: the seed is 3 octets long: 10 to 128 can be"
    );
    assert_eq!(change("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=", "*"), "line 16: the PlainValue is not base64");
    assert_eq!(change("987654322", "987654321"), "line 29: its serial number stands in line 9 too");
    assert_eq!(change("</KeyContainer>", ""), "line 47: the file ends too early: is it whole?");
    assert_eq!(change("</Secret>", "</Secrets>"), "line 18: it is no well-formed XML");
    assert_eq!(
        change("Version=\"1.0\"\n", "Version=\"2.0\"\n"),
        "line 2: the KeyContainer is of a version that is not known here"
    );
    assert_eq!(told(Format::Pskc, "<a/>"), "line 1: the file begins with no KeyContainer: is it PSKC?");
    assert_eq!(told(Format::Pskc, "serial,seed"), "line 1: it is no well-formed XML");
    assert_eq!(told(Format::Pskc, "<KeyContainer/>"), "there is no token in it");
}

#[test]
fn no_entity_is_expanded_and_no_document_type_taken() {
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;\">]><KeyContainer>&c;</KeyContainer>";
    let outside = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><KeyContainer>&b;</KeyContainer>";
    for text in [laughs, outside, "<!DOCTYPE KeyContainer SYSTEM \"http://example.com/x\"><KeyContainer/>"] {
        assert_eq!(told(Format::Pskc, text), "a document type is not allowed");
    }
    let deep = format!("<KeyContainer>{}{}</KeyContainer>", "<a>".repeat(20_000), "</a>".repeat(20_000));
    assert!(read_plain(Format::Pskc, &deep).is_err());
}

const HEX: &str = "3132333435363738393031323334353637383930";
const BASE32: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

#[test]
fn a_table_without_names_is_read_in_its_order_and_one_with_names_in_any() {
    let text = format!(
        "# a comment\n\nGALT1,{HEX},HOTP,6,17\r\n\"GALT 2\" , {BASE32} , totp , 8 , 60 , sha256\nGALT3,{HEX}\nGALT4,{HEX},TOTP\n"
    );
    let tokens = read_plain(Format::Csv, &text).unwrap();
    let seen: Vec<_> = tokens
        .iter()
        .map(|it| (it.line, it.serial.as_str(), it.kind, it.digits, it.counter, it.algorithm))
        .collect();
    let (hotp, totp) = (TokenKind::Hotp, |period| TokenKind::Totp { period });
    assert_eq!(
        seen,
        [
            (3, "GALT1", hotp, 6, 17, OtpAlgorithm::Sha1),
            (4, "GALT2", totp(60), 8, 0, OtpAlgorithm::Sha256),
            (5, "GALT3", hotp, 6, 0, OtpAlgorithm::Sha1),
            (6, "GALT4", totp(30), 6, 0, OtpAlgorithm::Sha1),
        ]
    );
    assert!(tokens.iter().all(|token| token.seed.as_slice() == SEED_OF_THE_RFC));
    let entra = format!(
        "\u{feff}upn,serial number,secret key,time interval,manufacturer,model\nann@example.com,1234567,{BASE32},30,Feitian,c200\n"
    );
    let tokens = read_plain(Format::Csv, &entra).unwrap();
    assert_eq!((tokens[0].kind, tokens[0].manufacturer.as_deref()), (totp(30), Some("Feitian")));
    assert_eq!(tokens[0].seed.as_slice(), SEED_OF_THE_RFC);
    let turned = format!("Counter;x,Secret,Serial\n5,{HEX},1\n").replace("Counter;x", "counter");
    assert_eq!(read_plain(Format::Csv, &turned).unwrap()[0].counter, 5);
}

#[test]
fn a_broken_line_of_a_table_is_told_by_its_number_and_without_its_seed() {
    let good = format!("A1,{HEX},HOTP,6,0\n");
    for (line, says) in [
        (format!(",{HEX}"), "the serial number is missing"),
        (format!("A/2,{HEX}"), "the serial number has other signs than up to 40 letters and digits"),
        ("A2".to_owned(), "the seed is missing"),
        ("A2,,HOTP".to_owned(), "the seed is missing"),
        ("A2,secret-of-mine!".to_owned(), "the seed is neither hex nor base32"),
        ("A2,31323334".to_owned(), "the seed is 4 octets long: 10 to 128 can be"),
        (format!("A2,{HEX},OCRA"), "the type is neither HOTP nor TOTP"),
        (format!("A2,{HEX},HOTP,5"), "codes have 6 to 8 digits"),
        (format!("A2,{HEX},HOTP,+6"), "codes have 6 to 8 digits"),
        (format!("A2,{HEX},HOTP,6,-1"), "the counter is not a whole number up to 1000000000"),
        (format!("A2,{HEX},TOTP,6,9"), "the time step is not 10 to 300 seconds"),
        (format!("A2,{HEX},TOTP,6,30,md5"), "the algorithm is none of SHA-1, SHA-256 and SHA-512"),
        (format!("A2,{HEX},TOTP,6,30,sha1,more"), "7 parts are too many: 6 can be"),
        (format!("a-1,{HEX}"), "its serial number stands in line 1 too"),
    ] {
        assert_eq!(told(Format::Csv, &format!("{good}{line}\n")), format!("line 2: {says}"), "{line}");
    }
    assert_eq!(
        told(Format::Csv, "serial,type\n1,HOTP\n"),
        "line 1: the first line names no column 'seed' or 'secret key'"
    );
    assert_eq!(told(Format::Csv, "# nothing\n\n"), "there is no token in it");
}

#[test]
fn both_of_yubicos_formats_are_read_and_other_configurations_are_not() {
    let text = format!(
        "LOGGING START,12/11/2013 11:10\n508326,,0,{HEX},,2013-12-12T08:41:07,\n\
         OATH-HOTP,11.12.13 18:55,1,ubhe00001234,,{HEX},,,0,0,0,8,0,0,0,0,0,0\n"
    );
    let tokens = read_plain(Format::Yubico, &text).unwrap();
    let seen: Vec<_> = tokens.iter().map(|it| (it.line, it.serial.as_str(), it.digits)).collect();
    assert_eq!(seen, [(2, "508326", 6), (3, "UBHE00001234", 8)]);
    assert!(tokens.iter().all(|it| it.kind == TokenKind::Hotp && it.seed.as_slice() == SEED_OF_THE_RFC));
    for (line, says) in [
        (format!("508326,cccccccccccc,83cebdfb7b93,{HEX},,,"), "only OATH-HOTP"),
        (format!("Static Password,17.12.13,1,,d5a3d50327dc,{HEX},,,0"), "no OATH-HOTP"),
        (format!("OATH-HOTP,11.12.13 18:55,1,cccccccccccc,,{HEX},,,0,0,0,6"), "no token identifier"),
        ("508326,,0,,,".to_owned(), "the key is not hex"),
    ] {
        let sentence = told(Format::Yubico, &line);
        assert!(sentence.starts_with("line 1: ") && sentence.contains(says), "{sentence}");
    }
}

#[test]
fn a_file_has_20000_tokens_at_most() {
    let lines = |many: usize| (0..many).map(|n| format!("{n},{HEX}\n")).collect::<String>();
    assert_eq!(read_plain(Format::Csv, &lines(MOST_TOKENS)).unwrap().len(), MOST_TOKENS);
    assert!(told(Format::Csv, &lines(MOST_TOKENS + 1)).contains("divide it"));
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(
        text in "\\PC{0,200}|([0-9A-F]{0,40},?){0,8}|(<KeyContainer>)?(<[A-Za-z]{1,8}( a=\"b\")?/?>|[^<]{0,9}){0,9}",
        place in 0_usize..3000, letter in "[<>&\"A0/ ]",
    ) {
        for format in [Format::Pskc, Format::Csv, Format::Yubico] {
            let _ = read(format, &text, &shared());
        }
        for (file, unlock) in [(PLAIN, Unlock::default()), (SHARED_KEY, shared())] {
            let place = place.min(file.len());
            let mut broken = file.to_owned();
            broken.insert_str(place, &letter);
            let _ = read(Format::Pskc, &broken, &unlock);
        }
    }
}
