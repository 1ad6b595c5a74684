use serde_json::{Value, json};

use crate::support::{MINUTE, Phone, TestApp, on_both_engines};

on_both_engines!(
    a_person_who_presses_yes_is_let_in_and_one_who_presses_no_is_not,
    a_phone_finds_what_waits_for_it_by_asking,
    an_answer_for_another_challenge_or_by_another_phone_is_none,
    an_answer_to_other_words_than_were_asked_is_none,
    an_answer_counts_once_and_in_time,
    a_challenge_needs_words_and_a_verified_phone,
    the_date_is_shown_where_the_service_wants_it_and_signed_along,
    of_yes_and_no_at_once_one_counts,
    wrong_answers_use_nothing_up,
);

async fn a_person_who_presses_yes_is_let_in_and_one_who_presses_no_is_not(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    for status in ["approved", "denied"] {
        let challenge = phone
            .is_asked_with(&[
                ("Details.Message", "Log in from Berlin?"),
                ("Details.Fields", r#"{"label":"IP","value":"192.0.2.1"}"#),
                ("Details.Fields", r#"{"label":"Browser","value":"\u00fc/\"x\""}"#),
                ("HiddenDetails", r#"{"order":"7"}"#),
            ])
            .await
            .is(201);
        assert_eq!(challenge.text("status"), "pending");
        let sid = challenge.sid();
        let answered = phone.answers(&sid, status).await.is(200);
        assert_eq!(answered.text("status"), status);
        let fetched = service.api.get(&phone.challenge_path(&sid)).await.is(200);
        assert_eq!(
            (fetched.text("status"), fetched.text("factor_type")),
            (status.to_owned(), "push".to_owned())
        );
        assert_eq!(fetched.body["date_responded"], "2026-01-01T00:00:00Z");
    }
}

async fn a_phone_finds_what_waits_for_it_by_asking(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let other = Phone::verified(&app, &service, "ann-0001").await;
    let (first, second) = (phone.is_asked("One?").await, phone.is_asked("Two?").await);
    other.is_asked("Not for this phone").await;
    let path = phone.path("/Challenges");
    let asked =
        [("PageSize", "20"), ("FactorSid", phone.factor.as_str()), ("Order", "desc"), ("Status", "pending")];
    let sids = |body: &Value| -> Vec<String> {
        let listed = body["challenges"].as_array().expect("challenges");
        listed.iter().map(|challenge| challenge["sid"].as_str().expect("a SID").to_owned()).collect()
    };
    let mut listed = sids(&phone.calls("GET", &path, &asked).await.is(200).body);
    listed.sort_unstable();
    let mut expected = [first.clone(), second.clone()];
    expected.sort_unstable();
    assert_eq!(listed, expected);
    // Without a name for its factor it sees no more, and with another's nothing.
    assert_eq!(sids(&phone.calls("GET", &path, &[]).await.is(200).body).len(), 2);
    phone.calls("GET", &path, &[("FactorSid", &other.factor)]).await.refuses(401, 20003);
    phone.answers(&first, "approved").await.is(200);
    assert_eq!(sids(&phone.calls("GET", &path, &asked).await.is(200).body), [second]);
}

async fn an_answer_for_another_challenge_or_by_another_phone_is_none(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Phone::verified(&app, &service, "ann-0001").await;
    let tablet = Phone::verified(&app, &service, "ann-0001").await;
    let (one, two) = (ann.is_asked("Log in?").await, ann.is_asked("Log in?").await);
    let signed = ann.signs(&one, "approved").await;
    ann.sends(&two, &signed).await.refuses(403, 60324);
    // The same words, signed by another phone of the same person, sent by whoever may send.
    let read = service.api.get(&ann.challenge_path(&two)).await.is(200);
    let fields = read.headers["twilio-verify-signature-fields"].to_str().expect("text").to_owned();
    let forged = tablet.device.answer(&fields, &read.body, "approved");
    service.api.post(&ann.challenge_path(&two), &[("AuthPayload", &forged)]).await.refuses(403, 60324);
    tablet.sends(&two, &forged).await.finds_nothing();
    assert_eq!(service.api.get(&ann.challenge_path(&two)).await.text("status"), "pending");
    assert_eq!(ann.sends(&one, &signed).await.is(200).text("status"), "approved");
}

async fn an_answer_to_other_words_than_were_asked_is_none(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let hidden = [("Details.Message", "Pay 1 EUR?"), ("HiddenDetails", r#"{"to":"Bob"}"#)];
    let sid = phone.is_asked_with(&hidden).await.is(201).sid();
    let read = phone.calls("GET", &phone.challenge_path(&sid), &[]).await.is(200);
    let fields = read.headers["twilio-verify-signature-fields"].to_str().expect("text").to_owned();
    for name in fields.split(',') {
        let mut body = read.body.clone();
        body[name] = json!({ "message": "Pay 1000 EUR?", "fields": [], "to": "Eve" });
        let payload = phone.device.answer(&fields, &body, "approved");
        phone.sends(&sid, &payload).await.refuses(403, 60324);
        // Nor without it.
        let fewer: Vec<&str> = fields.split(',').filter(|field| *field != name).collect();
        let payload = phone.device.answer(&fewer.join(","), &read.body, "approved");
        phone.sends(&sid, &payload).await.refuses(403, 60324);
    }
    for status in ["pending", "Approved", "expired", ""] {
        phone.sends(&sid, &phone.device.answer(&fields, &read.body, status)).await.refuses(403, 60324);
    }
    phone.sends(&sid, "approved").await.refuses(403, 60324);
    assert_eq!(phone.answers(&sid, "approved").await.is(200).text("status"), "approved");
}

async fn an_answer_counts_once_and_in_time(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let (one, two) = (phone.is_asked("Log in?").await, phone.is_asked("Log in?").await);
    let (yes, late) = (phone.signs(&one, "approved").await, phone.signs(&two, "approved").await);
    phone.sends(&one, &yes).await.is(200);
    phone.sends(&one, &yes).await.refuses(403, 60322);
    phone.sends(&one, &phone.signs(&one, "denied").await).await.refuses(403, 60322);
    app.advance(5 * MINUTE);
    phone.sends(&two, &late).await.refuses(403, 60323);
    assert_eq!(service.api.get(&phone.challenge_path(&two)).await.text("status"), "expired");
}

async fn a_challenge_needs_words_and_a_verified_phone(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::enrolls(&app, &service, "ann-0001").await;
    phone.is_asked_with(&[("Details.Message", "Log in?")]).await.refuses(403, 60318);
    phone.proves_itself().await.is(200);
    phone.is_asked_with(&[]).await.refuses(400, 20001);
    phone.is_asked_with(&[("Details.Message", "")]).await.refuses(400, 60306);
    phone.is_asked_with(&[("Details.Message", "Log in?")]).await.is(201);
}

async fn the_date_is_shown_where_the_service_wants_it_and_signed_along(app: TestApp) {
    let service = app.service(&[("Push.IncludeDate", "true")]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let sid = phone.is_asked("Log in?").await;
    let read = service.api.get(&phone.challenge_path(&sid)).await.is(200);
    let expected = json!({ "message": "Log in?", "date": "2026-01-01T00:00:00Z", "fields": [] });
    assert_eq!(read.body["details"], expected);
    assert_eq!(phone.answers(&sid, "approved").await.is(200).text("status"), "approved");
    service.set(&[("Push.IncludeDate", "false")]).await.is(200);
    let sid = phone.is_asked("Log in?").await;
    let read = service.api.get(&phone.challenge_path(&sid)).await.is(200);
    assert_eq!(read.body["details"], json!({ "message": "Log in?", "fields": [] }));
}

async fn of_yes_and_no_at_once_one_counts(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    for _ in 0..5 {
        let sid = phone.is_asked("Log in?").await;
        let (yes, no) = (phone.signs(&sid, "approved").await, phone.signs(&sid, "denied").await);
        let (first, second) = tokio::join!(phone.sends(&sid, &yes), phone.sends(&sid, &no));
        let (winner, loser) = if first.status == 200 { (first, second) } else { (second, first) };
        loser.refuses(403, 60322);
        let stands = service.api.get(&phone.challenge_path(&sid)).await.text("status");
        assert_eq!(winner.is(200).text("status"), stands);
    }
}

async fn wrong_answers_use_nothing_up(app: TestApp) {
    let service = app.service(&[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let sid = phone.is_asked("Log in?").await;
    for _ in 0..30 {
        service.api.post(&phone.challenge_path(&sid), &[("AuthPayload", "a.b.c")]).await.refuses(403, 60324);
    }
    // A signature can't be guessed, so guesses lock nobody out.
    assert_eq!(phone.answers(&sid, "approved").await.is(200).text("status"), "approved");
}
