//! People prove themselves with an app on a device of theirs.

use serde_json::{Value, json};

use super::browser::{Browser, Seen};
use super::{opened, service, told};
use crate::support::{Answer, HOUR, Holder, MINUTE, Phone, SECOND, Service, TestApp, on_both_engines};

on_both_engines!(
    who_says_yes_and_types_the_number_is_in,
    a_number_without_a_yes_and_a_yes_without_a_number_let_nobody_in,
    after_a_wrong_number_no_other_is_looked_at,
    a_no_on_the_device_ends_the_prompt_wherever_its_browser_is,
    a_phone_rings_once_at_a_time_and_not_without_end_whoever_asks,
    giving_up_makes_no_room_for_another_question,
    a_number_is_good_for_its_own_prompt,
    nobody_is_let_in_after_the_questions_time_or_by_a_device_that_is_gone,
    what_is_confirmed_is_what_the_device_shows_and_signs,
);

/// What waits on a phone.
async fn waits(phone: &Phone) -> Vec<Value> {
    let path = phone.path("/Challenges");
    let asked = phone.calls("GET", &path, &[("Status", "pending")]).await.is(200);
    asked.body["challenges"].as_array().expect("a list").clone()
}

/// The one question that waits on a phone: its SID and the number that it shows.
async fn question(phone: &Phone) -> (String, String) {
    let all = waits(phone).await;
    assert_eq!(all.len(), 1, "{all:?}");
    let fields = all[0]["details"]["fields"].as_array().expect("fields");
    let number = fields.last().expect("a number")["value"].as_str().expect("text").to_owned();
    assert!(number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()), "{number}");
    (all[0]["sid"].as_str().expect("a SID").to_owned(), number)
}

/// Another number.
fn wrong(number: &str) -> String {
    format!("{:02}", (number.parse::<u32>().expect("a number") + 1) % 100)
}

/// A login of Ann's in a browser that comes from there, and the page on which her device was asked.
async fn asked(app: &TestApp, service: &Service, peer: &'static str) -> (Answer, Browser, Seen) {
    let made = service.prompts_for("login").await;
    let (mut browser, page) = opened(app, &made).await;
    browser.peer = peer;
    let page = browser.presses(&page, "continue", &[]).await;
    (made, browser, page)
}

const HOME: &str = "203.0.113.7:5000";

async fn who_says_yes_and_types_the_number_is_in(app: TestApp) {
    let service = service(&app, &[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let made = service.prompts_with("login", &json!({ "locale": "de" })).await.is(201);
    let (mut ann, page) = opened(&app, &made).await;
    ann.opens(&page.path).await.shows("Phone");
    assert!(waits(&phone).await.is_empty(), "looking asks nobody");
    let page = ann.presses(&page, "continue", &[]).await;
    let (sid, number) = question(&phone).await;
    let shown = phone.calls("GET", &phone.challenge_path(&sid), &[]).await.is(200);
    let message = shown.body["details"]["message"].as_str().expect("text");
    assert!(message.starts_with("Bei ") && message.ends_with(" anmelden?"), "{message}");
    assert_eq!(shown.body["hidden_details"], json!({ "prompt": made.sid() }));
    page.hides(&format!(">{number}<"));
    phone.answers(&sid, "approved").await.is(200);
    // Nobody but the browser goes on.
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
    let spaced = format!(" {} {}", &number[..1], &number[1..]);
    let left = ann.presses(&page, "continue", &[("code", &spaced)]).await;
    let code = told(left.address(), "code").expect("a code");
    let result = service.exchanges(&made.sid(), &code).await.is(200);
    assert_eq!(result.body["methods"][0]["method"], "push");
    assert_eq!(result.body["methods"][0]["factor_sid"], phone.factor.as_str());
    assert_eq!((&result.body["amr"], &result.body["aal"]), (&json!(["pop", "user"]), &json!(1)));
}

async fn a_number_without_a_yes_and_a_yes_without_a_number_let_nobody_in(app: TestApp) {
    let service = service(&app, &[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let (made, mut ann, mut page) = asked(&app, &service, HOME).await;
    let (sid, number) = question(&phone).await;
    // More often than anybody may be wrong: it isn't looked at.
    for _ in 0..11 {
        page = ann.presses(&page, "continue", &[("code", &number)]).await;
        page.shows("You haven’t said yes on the device yet.");
    }
    phone.answers(&sid, "approved").await.is(200);
    page = ann.presses(&page, "continue", &[("code", " ")]).await;
    page.shows("aria-invalid");
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
    ann.presses(&page, "continue", &[("code", &number)]).await.address();
}

async fn after_a_wrong_number_no_other_is_looked_at(app: TestApp) {
    let service = service(&app, &[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let (made, mut ann, page) = asked(&app, &service, HOME).await;
    let (first, number) = question(&phone).await;
    phone.answers(&first, "approved").await.is(200);
    let page = ann.presses(&page, "continue", &[("code", &wrong(&number))]).await;
    page.shows("That isn’t the number.");
    assert!(page.left.is_none());
    // The right one is too late: it only asks anew, and who was there to say yes is asked at once.
    let page = ann.presses(&page, "continue", &[("code", &number)]).await;
    let (second, anew) = question(&phone).await;
    assert_ne!(first, second);
    let page = ann.presses(&page, "continue", &[("code", &number)]).await;
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
    phone.answers(&second, "approved").await.is(200);
    ann.presses(&page, "continue", &[("code", &anew)]).await.address();
    // A hundred numbers, one a question: who goes on guessing is stopped with the prompt.
    let made = service.prompts_for("login").await;
    let (mut eve, mut page) = opened(&app, &made).await;
    eve.peer = "198.51.100.9:80";
    for _ in 0..4 {
        page = eve.presses(&page, "continue", &[]).await;
        let (sid, number) = question(&phone).await;
        phone.answers(&sid, "approved").await.is(200);
        page = eve.presses(&page, "continue", &[("code", &wrong(&number))]).await;
    }
    let page = eve.presses(&page, "continue", &[]).await;
    page.shows("Too many tries.");
    assert!(waits(&phone).await.is_empty());
}

async fn a_no_on_the_device_ends_the_prompt_wherever_its_browser_is(app: TestApp) {
    let service = service(&app, &[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let (made, mut eve, page) = asked(&app, &service, HOME).await;
    let (sid, number) = question(&phone).await;
    assert_eq!(phone.answers(&sid, "denied").await.is(200).text("status"), "denied");
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "denied");
    let seen = eve.opens(&page.path).await;
    seen.shows("somebody may know your password");
    seen.shows("error=denied");
    let late = eve.presses(&page, "continue", &[("code", &number)]).await;
    late.shows("error=denied");
    let path = page.path.split('?').next().expect("a path");
    let left = eve.gets(&format!("{path}/return")).await;
    assert_eq!(told(left.address(), "error").as_deref(), Some("denied"));
    // A question of the application's own, denied, ends no prompt.
    app.advance(MINUTE);
    let (made, _, _) = asked(&app, &service, HOME).await;
    let own = phone.is_asked("Something else?").await;
    phone.answers(&own, "denied").await.is(200);
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
}

async fn a_phone_rings_once_at_a_time_and_not_without_end_whoever_asks(app: TestApp) {
    let service = service(&app, &[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let tablet = Phone::verified(&app, &service, "ann-0001").await;
    let (_, _, page) = asked(&app, &service, "198.51.100.1:80").await;
    page.shows("You can ask again in");
    let mut rung = 1;
    let peers =
        ["198.51.100.2:80", "[2001:db8::2]:80", "198.51.100.3:80", "198.51.100.4:80", "203.0.113.9:80"];
    for peer in peers {
        // From elsewhere, with a prompt of its own, by another device: at once it is refused.
        let made = service.prompts_for("login").await;
        let (mut eve, page) = opened(&app, &made).await;
        eve.peer = peer;
        let list = eve.presses(&page, "another", &[]).await;
        let page = eve.presses(&list, &format!("choose {}", tablet.factor), &[]).await;
        let page = eve.presses(&page, "continue", &[]).await;
        if rung < 5 {
            page.shows("The next one can be sent in");
        }
        app.advance(30 * SECOND);
        let page = eve.presses(&page, "continue", &[]).await;
        let waiting = waits(&phone).await.len() + waits(&tablet).await.len();
        if rung < 5 {
            rung += 1;
            assert_eq!(waiting, 1, "the one before has ended");
        } else {
            page.shows("Too many tries. Wait 58 minutes");
        }
    }
    assert_eq!(rung, 5);
    // Another person isn't concerned, and for Ann it is over after the hour.
    let bobs = Phone::verified(&app, &service, "bob-0001").await;
    let made = service.prompts_with("login", &json!({ "identity": "bob-0001" })).await.is(201);
    let (mut bob, page) = opened(&app, &made).await;
    bob.presses(&page, "continue", &[]).await;
    question(&bobs).await;
    app.advance(HOUR);
    let (_, mut ann, page) = asked(&app, &service, HOME).await;
    let all = [waits(&phone).await, waits(&tablet).await].concat();
    assert_eq!(all.len(), 1);
    let ringing = if all[0]["factor_sid"] == phone.factor.as_str() { &phone } else { &tablet };
    let (sid, number) = question(ringing).await;
    ringing.answers(&sid, "approved").await.is(200);
    ann.presses(&page, "continue", &[("code", &number)]).await.address();
}

async fn giving_up_makes_no_room_for_another_question(app: TestApp) {
    let service = service(&app, &[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    Holder::enrolled(&app, &service, "ann-0001").await;
    // By another way, by going back to the application, and by the application itself.
    for way in ["another", "cancel", "application"] {
        let (made, mut eve, page) = asked(&app, &service, HOME).await;
        let (sid, _) = question(&phone).await;
        if way == "application" {
            let path = service.prompts(&format!("Prompts/{}", made.sid()));
            service.api.post_json(&path, r#"{"status":"canceled"}"#).await.is(200);
        } else {
            eve.presses(&page, way, &[]).await;
        }
        assert!(waits(&phone).await.is_empty(), "{way}: nothing is left on the phone");
        phone.answers(&sid, "approved").await.refuses(403, 60323);
        let (_, _, page) = asked(&app, &service, HOME).await;
        page.shows("The next one can be sent in");
        app.advance(30 * SECOND);
    }
}

async fn a_number_is_good_for_its_own_prompt(app: TestApp) {
    let service = service(&app, &[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let (first, mut eve, eves) = asked(&app, &service, "198.51.100.1:80").await;
    app.advance(30 * SECOND);
    let (_, mut ann, page) = asked(&app, &service, HOME).await;
    let (sid, number) = question(&phone).await;
    phone.answers(&sid, "approved").await.is(200);
    // Even who reads it over Ann's shoulder has nothing for a prompt of their own.
    let seen = eve.presses(&eves, "continue", &[("code", &number)]).await;
    seen.shows("Nobody answered.");
    assert_eq!(service.fetches(&first.sid()).await.text("status"), "pending");
    ann.presses(&page, "continue", &[("code", &number)]).await.address();
}

async fn nobody_is_let_in_after_the_questions_time_or_by_a_device_that_is_gone(app: TestApp) {
    let service = service(&app, &[]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let holder = Holder::enrolled(&app, &service, "ann-0001").await;
    let (made, mut ann, page) = asked(&app, &service, HOME).await;
    let (sid, number) = question(&phone).await;
    let yes = phone.signs(&sid, "approved").await;
    app.advance(5 * MINUTE);
    phone.sends(&sid, &yes).await.refuses(403, 60323);
    let page = ann.presses(&page, "continue", &[("code", &number)]).await;
    page.shows("Nobody answered.");
    let page = ann.presses(&page, "continue", &[]).await;
    let (sid, number) = question(&phone).await;
    phone.answers(&sid, "approved").await.is(200);
    service.api.delete(&phone.factor_path()).await.is(204);
    let page = ann.presses(&page, "continue", &[("code", &number)]).await;
    assert_eq!(service.fetches(&made.sid()).await.text("status"), "pending");
    // What is left is the app for codes.
    let page = ann.opens(&page.path).await;
    ann.presses(&page, "continue", &[("code", &holder.code())]).await.address();
}

async fn what_is_confirmed_is_what_the_device_shows_and_signs(app: TestApp) {
    let service = service(&app, &[("Psd2Enabled", "true")]).await;
    let phone = Phone::verified(&app, &service, "ann-0001").await;
    let cases = [
        (json!({ "text": "Delete the account" }), vec!["Delete the account"]),
        (
            json!({ "amount": "39.99 EUR", "payee": "Lighthouse Lamps" }),
            vec!["39.99 EUR", "Lighthouse Lamps"],
        ),
    ];
    for (confirm, shown) in cases {
        let made = service.prompts_with("confirm", &json!({ "confirm": confirm })).await.is(201);
        let (mut ann, page) = opened(&app, &made).await;
        let page = ann.presses(&page, "continue", &[]).await;
        let (sid, number) = question(&phone).await;
        let details = waits(&phone).await.remove(0)["details"].clone();
        for what in shown {
            assert!(details.to_string().contains(what), "{details}");
            page.shows(what);
        }
        // An answer to other words isn't taken.
        let read = phone.calls("GET", &phone.challenge_path(&sid), &[]).await.is(200);
        let fields = read.headers["twilio-verify-signature-fields"].to_str().expect("text").to_owned();
        let mut other = read.body.clone();
        other["details"]["message"] = "Log in?".into();
        phone.sends(&sid, &phone.device.answer(&fields, &other, "approved")).await.refuses(403, 60324);
        phone.answers(&sid, "approved").await.is(200);
        let left = ann.presses(&page, "continue", &[("code", &number)]).await;
        service.exchanges(&made.sid(), &told(left.address(), "code").expect("a code")).await.is(200);
    }
}
