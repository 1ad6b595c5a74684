use serde_json::json;

use super::{by, trail};
use crate::support::{TestApp, on_both_engines};

on_both_engines!(
    under crate::limits::limits(serde_json::json!({"sms_countries": ["US", "GB", "SE"], "call_countries": ["US"]}));
    a_country_that_is_not_named_is_refused_and_told,
    calls_have_a_list_of_their_own,
    neighbours_with_the_same_calling_code_are_not_allowed_along,
    numbers_that_cost_more_are_refused_whatever_is_asked,
    an_email_has_no_country,
    without_risk_check_a_message_goes_anywhere_and_is_written_down,
    a_number_on_the_safe_list_is_sent_codes_and_that_is_written_down,
    an_unknown_service_is_not_found_whatever_the_country,
);

const LIBERIA: &str = "+231770123456";

async fn a_country_that_is_not_named_is_refused_and_told(app: TestApp) {
    let service = app.service(&[]).await;
    let refused = service.create(&by(LIBERIA, "sms")).await;
    assert_eq!(
        refused.names_rule(403, 60605, "country"),
        json!({
            "rule": "country",
            "reason": "the operator doesn't allow sms to LR",
            "country": "LR",
            "channel": "sms",
        })
    );
    service.fetch(LIBERIA).await.finds_nothing();
    assert_eq!(app.mailbox.given().len(), 0);
}

async fn calls_have_a_list_of_their_own(app: TestApp) {
    let service = app.service(&[]).await;
    service.create(&by("+46701234567", "sms")).await.is(201);
    let details = service.create(&by("+46701234567", "call")).await.names_rule(403, 60605, "country");
    assert_eq!((&details["country"], &details["channel"]), (&json!("SE"), &json!("call")));
    service.create(&by("+15017122661", "call")).await.is(201);
}

async fn neighbours_with_the_same_calling_code_are_not_allowed_along(app: TestApp) {
    let service = app.service(&[]).await;
    for (to, country) in [("+14165550123", "CA"), ("+18762101234", "JM"), ("+447781123456", "GG")] {
        let details = service.create(&by(to, "sms")).await.names_rule(403, 60605, "country");
        assert_eq!(details["country"], country);
    }
}

async fn numbers_that_cost_more_are_refused_whatever_is_asked(app: TestApp) {
    let service = app.service(&[]).await;
    for (to, kind) in [
        ("+449098765432", "premium"),
        ("+447012345678", "personal"),
        ("+443001234567", "universal_access"),
        ("+18002345678", "toll_free"),
        ("+881612345678", "satellite"),
        ("+883510012345", "non_geographic"),
    ] {
        app.api().post("/v2/SafeList/Numbers", &[("PhoneNumber", to)]).await.is(201);
        for channel in ["sms", "call"] {
            let pairs = [("To", to), ("Channel", channel), ("RiskCheck", "disable"), ("KnownPerson", "true")];
            let details = service.create(&pairs).await.names_rule(403, 60410, "number_kind");
            assert_eq!(details["kind"], kind);
        }
    }
}

async fn an_email_has_no_country(app: TestApp) {
    app.service(&[]).await.person("ann@example.com").asks().await.is(201);
}

async fn without_risk_check_a_message_goes_anywhere_and_is_written_down(app: TestApp) {
    let service = app.service(&[]).await;
    let ask = async |channel, check| {
        service.create(&[("To", LIBERIA), ("Channel", channel), ("RiskCheck", check)]).await
    };
    ask("call", "disable").await.names_rule(403, 60605, "country");
    ask("sms", "enable").await.names_rule(403, 60605, "country");
    ask("sms", "nonsense").await.blames("RiskCheck");
    assert_eq!(trail(&app).await, []);
    ask("sms", "disable").await.is(201);
    let line = ("risk_check.disabled".into(), app.account.to_string(), "+2317******56".into());
    assert_eq!(trail(&app).await, std::slice::from_ref(&line));
    // One that is refused leaves no line; the limits of the address hold.
    ask("sms", "disable").await.names_rule(429, 60212, "address_30_seconds");
    assert_eq!(trail(&app).await, [line]);
}

async fn a_number_on_the_safe_list_is_sent_codes_and_that_is_written_down(app: TestApp) {
    let service = app.service(&[]).await;
    let theirs = app.stranger().await;
    theirs.post("/v2/SafeList/Numbers", &[("PhoneNumber", LIBERIA)]).await.is(201);
    service.create(&by(LIBERIA, "sms")).await.names_rule(403, 60605, "country");
    app.api().post("/v2/SafeList/Numbers", &[("PhoneNumber", LIBERIA)]).await.is(201);
    service.create(&by(LIBERIA, "sms")).await.is(201);
    service.create(&by(LIBERIA, "call")).await.is(201);
    let mine: Vec<_> =
        trail(&app).await.into_iter().filter(|(_, who, _)| *who == app.account.to_string()).collect();
    let mut did: Vec<_> = mine.iter().map(|(what, _, _)| what.as_str()).collect();
    did.sort_unstable();
    assert_eq!(did, ["safe_list.added", "safe_list.used", "safe_list.used"]);
    assert!(mine.iter().all(|(_, _, subject)| subject == "+2317******56"));
    app.api().delete(&format!("/v2/SafeList/Numbers/{LIBERIA}")).await.is(204);
    service.update(LIBERIA, "canceled").await.is(200);
    service.create(&by(LIBERIA, "sms")).await.names_rule(403, 60605, "country");
}

async fn an_unknown_service_is_not_found_whatever_the_country(app: TestApp) {
    let path = "/v2/Services/VA00000000000000000000000000000000/Verifications";
    app.api().post(path, &by(LIBERIA, "sms")).await.finds_nothing();
}
