//! The main job, from the first request to the last answer (behaviour map 4).

use crate::support::{TestApp, WRONG, assert_json, on_both_engines};

on_both_engines!(
    a_code_goes_out_and_comes_back,
    a_check_by_sid_is_as_good_as_one_by_address,
    a_code_works_once_and_for_its_own_address_and_service_only,
);

async fn a_code_goes_out_and_comes_back(app: TestApp) {
    let alice = app.alice().await;
    let created = alice.asks().await.is(201);
    assert_json!(created.body, {
        ".sid" => "[VE]", ".service_sid" => "[VA]", ".account_sid" => "[AC]", ".url" => "[url]",
        ".send_code_attempts[].attempt_sid" => "[VL]",
    }, @r#"
    {
      "account_sid": "[AC]",
      "amount": null,
      "channel": "sms",
      "date_created": "2026-01-01T00:00:00Z",
      "date_updated": "2026-01-01T00:00:00Z",
      "lookup": {},
      "payee": null,
      "send_code_attempts": [
        {
          "attempt_sid": "[VL]",
          "channel": "SMS",
          "time": "2026-01-01T00:00:00Z"
        }
      ],
      "service_sid": "[VA]",
      "sid": "[VE]",
      "sna": null,
      "status": "pending",
      "to": "+15017122661",
      "url": "[url]",
      "valid": false
    }
    "#);
    let sid = created.sid();
    assert_eq!(created.text("account_sid"), app.account.to_string());
    assert_eq!(created.text("service_sid"), alice.service.sid);
    let path = alice.service.path(&format!("/Verifications/{sid}"));
    assert_eq!(created.text("url"), format!("http://verify.test{path}"));

    let message = alice.gets().await;
    assert_eq!(message.text, format!("Your Acme verification code is: {}", message.code));
    assert!(message.code.len() == 6 && message.code.bytes().all(|digit| digit.is_ascii_digit()));
    let sent = &created.body["send_code_attempts"][0]["attempt_sid"];
    assert_eq!(*sent, message.delivery_id);
    assert!(!created.body.to_string().contains(&message.code), "no answer holds the code");

    app.advance(1500);
    let wrong = alice.types(WRONG).await.is(200);
    assert_json!(wrong.body, {
        ".sid" => "[VE]", ".service_sid" => "[VA]", ".account_sid" => "[AC]",
    }, @r#"
    {
      "account_sid": "[AC]",
      "amount": null,
      "channel": "sms",
      "date_created": "2026-01-01T00:00:00Z",
      "date_updated": "2026-01-01T00:00:01Z",
      "payee": null,
      "service_sid": "[VA]",
      "sid": "[VE]",
      "sna_attempts_error_codes": [],
      "status": "pending",
      "to": "+15017122661",
      "valid": false
    }
    "#);
    assert_eq!(wrong.sid(), sid);

    let right = alice.types(&message.code).await.is(200);
    assert_json!(right.body, {
        ".sid" => "[VE]", ".service_sid" => "[VA]", ".account_sid" => "[AC]",
    }, @r#"
    {
      "account_sid": "[AC]",
      "amount": null,
      "channel": "sms",
      "date_created": "2026-01-01T00:00:00Z",
      "date_updated": "2026-01-01T00:00:01Z",
      "payee": null,
      "service_sid": "[VA]",
      "sid": "[VE]",
      "sna_attempts_error_codes": [],
      "status": "approved",
      "to": "+15017122661",
      "valid": true
    }
    "#);
    assert_eq!(right.sid(), sid);

    let gone = alice.types(&message.code).await.finds_nothing();
    let expected =
        format!("The requested resource /Services/{}/VerificationCheck was not found", alice.service.sid);
    assert_json!(gone.body, {".message" => "[message]"}, @r#"
    {
      "code": 20404,
      "message": "[message]",
      "more_info": "https://www.twilio.com/docs/errors/20404",
      "status": 404
    }
    "#);
    assert_eq!(gone.text("message"), expected);
}

async fn a_check_by_sid_is_as_good_as_one_by_address(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    alice.service.check(&[("VerificationSid", &sid), ("Code", WRONG)]).await.shows("pending");
    // Libraries may send both: the SID says which one is meant.
    let both = [("VerificationSid", sid.as_str()), ("To", "+4915112345678"), ("Code", &code)];
    alice.service.check(&both).await.shows("approved");
    alice.service.check(&[("VerificationSid", &sid), ("Code", &code)]).await.finds_nothing();
    alice.types(&code).await.finds_nothing();
}

async fn a_code_works_once_and_for_its_own_address_and_service_only(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    let bob = alice.service.person("+4915112345678");
    bob.types(&code).await.finds_nothing();
    let (_, bobs) = bob.is_sent().await;
    assert_ne!(bobs, code);
    bob.types(&code).await.shows("pending");

    let elsewhere = app.service(&[]).await;
    elsewhere.person(&alice.to).types(&code).await.finds_nothing();
    elsewhere.check(&[("VerificationSid", &sid), ("Code", &code)]).await.finds_nothing();

    alice.types(&code).await.shows("approved");
    let (again, fresh) = alice.is_sent().await;
    assert!(again != sid && fresh != code);
    alice.types(&code).await.shows("pending");
    alice.types(&fresh).await.shows("approved");
}
