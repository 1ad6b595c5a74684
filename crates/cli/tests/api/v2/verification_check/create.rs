//! `POST …/VerificationCheck` (behaviour map 4.5).

use crate::support::{TestApp, WRONG, on_both_engines};

on_both_engines!(
    five_wrong_codes_are_looked_at_and_a_sixth_check_is_refused,
    the_fifth_check_may_still_be_right,
    a_check_needs_a_target_and_a_code,
    a_code_too_short_or_too_long_is_refused_and_spends_nothing,
    a_code_of_another_length_or_with_odd_letters_is_wrong,
    a_check_of_what_was_never_there_is_not_found,
    a_check_shows_the_latest_channel_and_no_more_than_twilio_does,
);

async fn five_wrong_codes_are_looked_at_and_a_sixth_check_is_refused(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    for _ in 0..5 {
        alice.types(WRONG).await.is(200).shows("pending");
    }
    for typed in [WRONG, &code] {
        let refused = alice.types(typed).await.refuses(429, 60202);
        assert_eq!(refused.body["message"], "Max check attempts reached");
        assert_eq!(refused.retry_after(), 600);
        alice.service.check(&[("VerificationSid", &sid), ("Code", typed)]).await.refuses(429, 60202);
    }
    let refused = alice.asks().await.refuses(429, 60202);
    assert_eq!(refused.retry_after(), 600);
}

async fn the_fifth_check_may_still_be_right(app: TestApp) {
    let alice = app.alice().await;
    let (_, code) = alice.is_sent().await;
    alice.guesses(4).await;
    alice.types(&code).await.shows("approved");
}

async fn a_check_needs_a_target_and_a_code(app: TestApp) {
    let alice = app.alice().await;
    let (sid, code) = alice.is_sent().await;
    let refused = alice.service.check(&[("Code", &code)]).await.refuses(400, 60221);
    assert_eq!(refused.body["message"], "No target verification specified");
    let missing = alice.service.check(&[("To", &alice.to)]).await.refuses(400, 20001);
    assert_eq!(missing.body["message"], "Missing required parameter Code in the post body");
    for to in ["", "5017122661", "+10000000000", "ann@"] {
        alice.service.check(&[("To", to), ("Code", &code)]).await.blames("To");
    }
    for wrong in ["", "VE1", "VA00000000000000000000000000000000", &sid[2..]] {
        alice.service.check(&[("VerificationSid", wrong), ("Code", &code)]).await.blames("VerificationSid");
    }
    alice.types(&code).await.shows("approved");
}

async fn a_code_too_short_or_too_long_is_refused_and_spends_nothing(app: TestApp) {
    let alice = app.alice().await;
    let (_, code) = alice.is_sent().await;
    let endless = "1".repeat(60_000);
    for typed in ["", "123", "12345678901", "\u{661}\u{662}\u{663}", "1234\n", &endless] {
        for _ in 0..2 {
            alice.types(typed).await.blames("Code");
        }
    }
    alice.types(&code).await.shows("approved");
}

async fn a_code_of_another_length_or_with_odd_letters_is_wrong(app: TestApp) {
    let alice = app.alice().await;
    let (_, code) = alice.is_sent().await;
    let longer = format!("{code}0");
    let spaced = format!(" {code}");
    for typed in [&code[..4], &longer, &spaced, "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}"] {
        alice.types(typed).await.shows("pending");
    }
    alice.types(&code).await.shows("approved");
}

async fn a_check_of_what_was_never_there_is_not_found(app: TestApp) {
    let service = app.service(&[]).await;
    let gone = service.person("+15017122661").types("123456").await.finds_nothing();
    let expected =
        format!("The requested resource /Services/{}/VerificationCheck was not found", service.sid);
    assert_eq!(gone.body["message"], expected);
    let sid = "VE00000000000000000000000000000000";
    service.check(&[("VerificationSid", sid), ("Code", "123456")]).await.finds_nothing();
    let nowhere = "/v2/Services/VA00000000000000000000000000000000/VerificationCheck";
    let pairs = [("To", "+15017122661"), ("Code", "123456")];
    service.api.post(nowhere, &pairs).await.finds_nothing();
    service.api.post("/v2/Services/Acme/VerificationCheck", &pairs).await.finds_nothing();
}

async fn a_check_shows_the_latest_channel_and_no_more_than_twilio_does(app: TestApp) {
    let alice = app.alice().await;
    alice.asks().await.is(201);
    alice.service.create(&[("To", &alice.to), ("Channel", "call")]).await.is(201);
    let checked = alice.types(WRONG).await.shows("pending");
    assert_eq!(checked.text("channel"), "call");
    for absent in ["url", "send_code_attempts", "lookup", "sna"] {
        assert!(checked.body.get(absent).is_none(), "{absent}");
    }
}
