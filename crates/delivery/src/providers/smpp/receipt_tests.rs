use countersign_model::{About, Receipt, ReceiptState};
use proptest::prelude::*;

use super::receipt::{Ids, read};
use super::told::Told;

fn receipt(text: &str) -> Option<Receipt> {
    read(&Told { is_receipt: true, text: text.to_owned(), ..Told::default() }, Ids::Same)
}

fn told(text: &str) -> (String, ReceiptState, Option<String>, Option<String>) {
    let receipt = receipt(text).expect(text);
    let About::ProviderId(id) = receipt.about else { panic!("{:?}", receipt.about) };
    assert_eq!(receipt.provider_id.as_ref(), Some(&id));
    (id, receipt.state, receipt.code, receipt.at.map(|at| at.to_string()))
}

fn expected(
    id: &str,
    state: ReceiptState,
    code: Option<&str>,
    at: Option<&str>,
) -> (String, ReceiptState, Option<String>, Option<String>) {
    (id.to_owned(), state, code.map(str::to_owned), at.map(str::to_owned))
}

#[test]
fn the_standard_s_form_and_its_dialects_are_read() {
    use ReceiptState::{Delivered, Expired, Failed, Rejected, Sent, Unknown};
    let at = Some("2026-11-22T21:11:00Z");
    for (text, id, state, code, done) in [
        (
            "id:123A456B sub:001 dlvrd:001 submit date:2611222110 done date:2611222111 stat:DELIVRD err:000 text:Your",
            "123A456B",
            Delivered,
            None,
            at,
        ),
        (
            "ID:7 SUB:001 DLVRD:000 SUBMIT DATE:261122211001 DONE DATE:261122211159 STAT:UNDELIV ERR:27 Text:",
            "7",
            Failed,
            Some("27"),
            Some("2026-11-22T21:11:59Z"),
        ),
        ("id: 7 stat: expired err: 0x1013", "7", Expired, Some("0x1013"), None),
        ("stat:REJECTD id:0007", "0007", Rejected, None, None),
        ("id:7\r\nstat:ACCEPTD\r\n", "7", Sent, None, None),
        ("id:7 stat:UNDELIVERABLE err:a text-with-a-dash", "7", Failed, Some("a"), None),
        ("id:7 done date:9999999999 stat:something", "7", Unknown, None, None),
        ("id:7 sub:001 dlvrd:001 submit date: done date: stat:DELETED err:", "7", Failed, None, None),
        ("msgid:8 id:7 substat:DELIVRD stat:ENROUTE err:longer than a code", "7", Sent, None, None),
    ] {
        let code = if text.contains("longer") { Some("longer") } else { code };
        assert_eq!(told(text), expected(id, state, code, done), "{text}");
    }
}

#[test]
fn the_message_s_own_text_says_nothing_about_it() {
    let text = "id:7 stat:UNDELIV err:001 text:id:9 stat:DELIVRD err:000";
    assert_eq!(told(text), expected("7", ReceiptState::Failed, Some("001"), None));
    assert_eq!(receipt("id:7 text: stat:DELIVRD"), None);
}

#[test]
fn parameters_count_before_the_text() {
    let told = Told {
        is_receipt: true,
        text: "id:7 stat:UNDELIV err:000".to_owned(),
        message_id: Some("8".to_owned()),
        state: Some(2),
        error: Some(34),
    };
    let receipt = read(&told, Ids::Same).expect("a receipt");
    assert_eq!(receipt.about, About::ProviderId("8".to_owned()));
    assert_eq!((receipt.state, receipt.code.as_deref()), (ReceiptState::Delivered, Some("34")));
    for (number, state) in [
        (0, ReceiptState::Queued),
        (1, ReceiptState::Sent),
        (3, ReceiptState::Expired),
        (4, ReceiptState::Failed),
        (5, ReceiptState::Failed),
        (6, ReceiptState::Sent),
        (7, ReceiptState::Unknown),
        (8, ReceiptState::Rejected),
        (200, ReceiptState::Unknown),
    ] {
        let told = Told { state: Some(number), ..told.clone() };
        assert_eq!(read(&told, Ids::Same).expect("a receipt").state, state, "{number}");
    }
}

#[test]
fn what_is_no_receipt_or_says_too_little_is_none() {
    for text in ["", "id:7", "stat:DELIVRD", "hello", "id: stat:DELIVRD", "id7 statDELIVRD"] {
        assert_eq!(receipt(text), None, "{text}");
    }
    // A person can write anything.
    let told = Told { text: "id:7 stat:DELIVRD".to_owned(), ..Told::default() };
    assert_eq!(read(&told, Ids::Same), None);
}

#[test]
fn ids_meet_whatever_radix_each_side_writes_them_in() {
    let of_receipt = |ids: Ids, id: &str| {
        let told =
            Told { is_receipt: true, message_id: Some(id.to_owned()), state: Some(2), ..Told::default() };
        read(&told, ids).and_then(|receipt| receipt.provider_id).expect("an id")
    };
    for (ids, answer, receipt) in [
        (Ids::Same, "00ab", "00ab"),
        (Ids::AnswersInHex, "0000004F", "79"),
        (Ids::AnswersInHex, "4f", "0079"),
        (Ids::ReceiptsInHex, "79", "4F"),
        (Ids::ReceiptsInHex, "340282366920938463463374607431768211455", "ffffffffffffffffffffffffffffffff"),
        (Ids::AnswersInHex, "no-number", "no-number"),
    ] {
        assert_eq!(ids.of_answer(answer), of_receipt(ids, receipt), "{ids:?} {answer}");
    }
    assert_ne!(Ids::Same.of_answer("4F"), of_receipt(Ids::Same, "79"));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(id|stat|err|text|done date|ß|İ|:| |\\PC){0,40}") {
        let _ = receipt(&text);
    }

    #[test]
    fn the_fields_are_found_in_any_order_and_case(
        id in "[0-9a-zA-Z-]{1,64}",
        upper in any::<bool>(),
        backwards in any::<bool>(),
        sub in proptest::option::of("[0-9]{3}"),
    ) {
        let mut fields = vec![format!("id:{id}"), "stat:DELIVRD".to_owned(), "err:009".to_owned()];
        fields.extend(sub.map(|sub| format!("sub:{sub}")));
        if backwards {
            fields.reverse();
        }
        let text = fields.join(" ");
        let text = if upper { text.to_uppercase() } else { text };
        let id = if upper { id.to_uppercase() } else { id };
        prop_assert_eq!(told(&text), expected(&id, ReceiptState::Delivered, Some("009"), None));
    }
}
