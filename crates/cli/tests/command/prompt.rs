//! Prompts from the command line, with and without a server.

use serde_json::{Value, json};

use crate::run::{Directory, Server};
use crate::text;

const BACK: &str = "https://app.example.com/second-step";

/// Runs `prompt settings` of this service.
fn settings(directory: &Directory, service: &str, more: &[&str]) -> Value {
    directory.json(&[&["prompt", "settings", service], more].concat())
}

#[test]
fn settings_of_prompts_are_shown_changed_one_by_one_and_cleared() {
    let directory = Directory::with_data();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    let first = settings(&directory, &service, &[]);
    assert_eq!((&first["return_urls"], &first["color"]), (&json!([]), &Value::Null));
    let all = first["methods"].clone();
    assert!(all.as_array().is_some_and(|it| it.len() > 5), "nothing set is every method: {all}");
    let local = "http://localhost:3000/done";
    let set = [
        "--return-url",
        BACK,
        "--return-url",
        local,
        "--method",
        "passkeys",
        "--method",
        "totp",
        "--color",
        "#0b6e4f",
    ];
    settings(&directory, &service, &set);

    let server = Server::start(&directory);
    let help = ["--support-url", "mailto:help@example.com", "--logo-url", "https://app.example.com/logo.svg"];
    settings(&directory, &service, &help);
    let (account, token) = server.credentials();
    let (status, body) = server.get(&format!("/v1/Services/{service}/PromptSettings"), &account, &token);
    let shown = settings(&directory, &service, &[]);
    assert_eq!((status, &shown["return_urls"]), (200, &json!([BACK, local])));
    assert_eq!((&shown["methods"], &shown["color"]), (&json!(["passkeys", "totp"]), &json!("#0b6e4f")));
    for name in ["return_urls", "methods", "color", "support_url", "logo_url"] {
        assert_eq!(body[name], shown[name], "the API and the command say the same of {name}");
    }

    settings(&directory, &service, &["--remember-days", "14"]);
    let (_, body) = server.get(&format!("/v1/Services/{service}/PromptSettings"), &account, &token);
    assert_eq!((&body["remember_days"], &shown["remember_days"]), (&json!(14), &Value::Null));
    let cleared = settings(&directory, &service, &["--clear", "remember-days"]);
    assert_eq!(cleared["remember_days"], Value::Null);

    let clear = ["--clear", "method", "--clear", "color", "--return-url", BACK];
    let cleared = settings(&directory, &service, &clear);
    assert_eq!((&cleared["methods"], &cleared["color"]), (&all, &Value::Null));
    assert_eq!((&cleared["return_urls"], &cleared["support_url"]), (&json!([BACK]), &shown["support_url"]));
    drop(server);
    let none = settings(&directory, &service, &["--clear", "return-url"]);
    assert_eq!(none["return_urls"], json!([]));
}

#[test]
fn what_is_asked_at_each_purpose_is_set_and_what_nobody_could_do_is_refused() {
    let directory = Directory::with_data();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    let set = settings(
        &directory,
        &service,
        &[
            "--login-aal",
            "2",
            "--two-methods",
            "confirm",
            "--two-methods",
            "login",
            "--confirm-method",
            "totp",
        ]
        .into_iter()
        .chain(["--confirm-method", "phone", "--setup-aal", "1"])
        .collect::<Vec<_>>(),
    );
    let shown = ["login_aal", "setup_aal", "confirm_aal", "two_methods", "confirm_methods", "login_methods"];
    let expected = json!([2, 1, 0, ["login", "confirm"], ["totp", "phone"], null]);
    assert_eq!(json!(shown.map(|name| set[name].clone())), expected);
    let (code, told) = directory.refused(&["prompt", "settings", &service, "--method", "totp"]);
    assert!(code == 1 && told.contains("no method that is offered reaches it"), "{code} {told}");
    let (code, _) = directory.refused(&["prompt", "settings", &service, "--login-aal", "3"]);
    assert_eq!(code, 2);
    let clear =
        ["--clear", "two-methods", "--clear", "login-aal", "--clear", "confirm-method", "--method", "totp"];
    let cleared = settings(&directory, &service, &clear);
    assert_eq!(json!(shown.map(|name| cleared[name].clone())), json!([0, 1, 0, [], null, null]));
}

#[test]
fn a_setting_that_the_api_would_refuse_is_refused_and_nothing_is_changed() {
    let directory = Directory::with_data();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    let before = settings(&directory, &service, &["--return-url", BACK]);
    let settled = |more: &[&str], exit: i32, word: &str| {
        let (code, told) = directory.refused(&[&["prompt", "settings", &service], more].concat());
        assert!(code == exit && told.contains(word), "{more:?}: {code} {told}");
    };
    settled(&["--return-url", "http://app.example.com/"], 1, "return_urls");
    settled(&["--return-url", "https://app.example.com/?next=1"], 1, "return_urls");
    settled(&["--color", "green", "--return-url", "https://other.example.com/"], 1, "color");
    settled(&["--logo-url", "http://app.example.com/logo.svg"], 1, "logo_url");
    settled(&["--support-url", "javascript:alert(1)"], 1, "support_url");
    settled(&["--color", "#fff", "--clear", "color"], 1, "both set and cleared");
    settled(&["--method", "password"], 2, "passkeys");
    settled(&["--remember-days", "91"], 1, "remember_days");
    settled(&["--clear", "everything"], 2, "return-url");
    assert_eq!(settings(&directory, &service, &[]), before);
    let nowhere = "VA00000000000000000000000000000000";
    for arguments in
        [&["settings", nowhere][..], &["settings", nowhere, "--color", "#fff"], &["list", nowhere]]
    {
        let (code, told) = directory.refused(&[&["prompt"], arguments].concat());
        assert!(code == 1 && told.contains("no service"), "{code} {told}");
    }
}

#[test]
fn a_prompt_is_listed_shown_and_ended_and_tells_nothing_that_opens_it() {
    let directory = Directory::with_data();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    settings(&directory, &service, &["--return-url", BACK]);
    let server = Server::start(&directory);
    let path = format!("/v1/Services/{service}/Prompts");
    let (status, made) = server.post(
        &path,
        &json!({
            "purpose": "setup", "identity": "ann-0001", "return_url": format!("{BACK}?basket=77"),
            "state": "of-this-session", "locale": "da",
        }),
    );
    assert_eq!((status, &made["status"]), (201, &json!("pending")), "{made}");
    let link = text(&made, "url");
    let link = link.rsplit('/').next().expect("a token");
    let asked = json!({"purpose": "login", "identity": "bob-0001", "return_url": BACK});
    let (_, over) = server.post(&path, &asked);
    assert_eq!(over["status"], "not_enrolled", "{over}");
    let (made, over) = (text(&made, "sid"), text(&over, "sid"));

    let listed = directory.json(&["prompt", "list", &service]);
    let rows: Vec<[&Value; 4]> = listed
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| [&it["prompt"], &it["identity"], &it["purpose"], &it["status"]])
        .collect();
    let row = |cells: [&str; 4]| cells.map(|cell| json!(cell));
    let (ann, bob) =
        (row([&made, "ann-0001", "setup", "pending"]), row([&over, "bob-0001", "login", "not_enrolled"]));
    assert_eq!(rows, [ann.each_ref(), bob.each_ref()]);

    let shown = directory.json(&["prompt", "show", &service, &made]);
    assert_eq!(
        (&shown["status"], &shown["return_url"], &shown["locale"], &shown["opened"]),
        (&json!("pending"), &json!(BACK), &json!("da"), &json!(false))
    );
    let told = format!("{shown}{listed}{}", directory.succeeds(&["prompt", "show", &service, &made]));
    for kept in [link, "of-this-session", "basket"] {
        assert!(!told.contains(kept), "{kept} is told");
    }

    drop(server);
    let canceled = directory.json(&["prompt", "cancel", &service, &made]);
    assert!(canceled["status"] == "canceled" && canceled["ended"].is_string(), "{canceled}");
    assert!(directory.succeeds(&["audit", "list"]).contains("prompt.ended"));
    // One that was canceled stays so; one that ended otherwise can't be.
    assert_eq!(directory.json(&["prompt", "cancel", &service, &made])["ended"], canceled["ended"]);
    let (code, told) = directory.refused(&["prompt", "cancel", &service, &over]);
    assert!(code == 1 && told.contains("is over"), "{code} {told}");

    let other = text(&directory.json(&["service", "create", "Other"]), "service");
    for verb in ["show", "cancel"] {
        let (code, told) = directory.refused(&["prompt", verb, &other, &made]);
        assert!(code == 1 && told.contains("has no prompt"), "{verb}: {code} {told}");
    }
}

/// The command about Ann's browsers.
fn browsers<'a>(service: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["prompt", "browsers", service, "ann-0001"], more].concat()
}

#[test]
fn browsers_of_a_person_are_listed_and_forgotten() {
    let directory = Directory::with_data();
    let service = text(&directory.json(&["service", "create", "Shop"]), "service");
    directory.succeeds(&["entity", "create", "ann-0001", "--service", &service]);
    assert_eq!(directory.json(&browsers(&service, &[])), json!([]));
    assert!(directory.succeeds(&browsers(&service, &["--forget-all"])).contains("0 browsers"));
    let nothing = format!("YB{}", "0".repeat(32));
    for (arguments, word) in [
        (browsers(&service, &["--forget", &nothing]), "has no browser"),
        (browsers(&service, &["--forget", "VA1"]), "no browser SID"),
        (vec!["prompt", "browsers", &service, "bob-0001"], "no entity"),
        (vec!["prompt", "browsers", &service, "ann"], "no identity"),
    ] {
        let (code, told) = directory.refused(&arguments);
        assert!(code == 1 && told.contains(word), "{arguments:?}: {code} {told}");
    }
}
