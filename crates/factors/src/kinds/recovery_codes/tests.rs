use countersign_model::MockDice;

use super::*;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + millis)
}

fn left(kept: &Kept) -> Value {
    RecoveryCodes.config(kept).unwrap()["remaining"].clone()
}

#[test]
fn ten_codes_are_shown_and_none_of_them_is_kept() {
    let sheet = draw(&MockDice::new(1)).unwrap();
    assert_eq!((sheet.codes.len(), left(&sheet.kept)), (CODES, json!(10)));
    let kept = sheet.kept.public.to_string().to_uppercase();
    for (place, code) in sheet.codes.iter().enumerate() {
        assert_eq!(code.len(), 19);
        assert!(!kept.contains(&**code) && !kept.contains(&code.replace('-', "")));
        assert!(sheet.codes.iter().skip(place + 1).all(|other| other != code));
    }
    assert!(!format!("{:?}", sheet.kept).contains("codes"));
}

#[test]
fn each_code_is_good_once_and_what_is_left_is_told() {
    let Sheet { mut kept, codes } = draw(&MockDice::new(1)).unwrap();
    for (spent, code) in (1..).zip(&codes) {
        assert_eq!(spend(&mut kept, &code.to_lowercase().replace('-', " "), at(0)), Ok(true));
        assert_eq!(left(&kept), json!(10 - spent));
        for code in codes.iter().take(spent) {
            assert_eq!(spend(&mut kept, code, at(1)), Ok(false), "used");
        }
    }
}

#[test]
fn a_code_of_another_sheet_is_wrong_and_what_can_be_no_code_is_refused() {
    let (mut kept, other) = (draw(&MockDice::new(1)).unwrap().kept, draw(&MockDice::new(2)).unwrap());
    assert_eq!(spend(&mut kept, &other.codes[0], at(0)), Ok(false));
    for payload in ["", "123456", "0123-4567-89AB-CDEU", &"0".repeat(200)] {
        let refused = Err(KindError::Refused(FactorRefusal::Parameter("AuthPayload")));
        assert_eq!(spend(&mut kept, payload, at(0)), refused, "{payload}");
    }
    // The hashes of one sheet under the key of another.
    let mixed = Kept { secret: other.kept.secret.clone(), ..draw(&MockDice::new(3)).unwrap().kept };
    assert_eq!(spend(&mut mixed.clone(), &other.codes[0], at(0)), Ok(false));
}

#[test]
fn after_a_restore_no_code_is_good_and_the_sheet_is_to_be_renewed() {
    let Sheet { mut kept, codes } = draw(&MockDice::new(1)).unwrap();
    assert_eq!(spend(&mut kept, &codes[0], at(0)), Ok(true));
    RecoveryCodes.restored(&mut kept, at(5)).unwrap();
    for code in &codes {
        assert_eq!(spend(&mut kept, code, at(6)), Ok(false));
    }
    let expected = json!({"remaining": 0, "total": 10, "must_be_renewed": true});
    assert_eq!(RecoveryCodes.config(&kept), Ok(expected));
    assert_eq!(kept.public["codes"][0]["used_at"], json!(at(0).millis()), "what was known stays");
}

#[test]
fn a_row_of_another_kind_is_unreadable_and_not_wrong() {
    let code = draw(&MockDice::new(1)).unwrap().codes[0].clone();
    let mut kept = Kept { public: json!({ "alg": "sha1" }), ..Kept::default() };
    assert_eq!(spend(&mut kept, &code, at(0)), Err(KindError::Unreadable));
    assert_eq!(RecoveryCodes.restored(&mut kept, at(0)), Err(KindError::Unreadable));
}
