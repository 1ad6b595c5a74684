//! Another account's things, asked for by every operation that `/openapi.json` has: whoever adds one has it tested here.

use std::collections::BTreeMap;

use form_urlencoded::Serializer;
use serde_json::{Value, json};

use crate::support::phone::bearer;
use crate::support::{
    Answer, Api, Authenticator, Holder, PASSKEYS, Person, Phone, Service, TestApp, on_both_engines,
};
use crate::v2::messaging_configurations::SPARE;

on_both_engines!(
    carried crate::v2::messaging_configurations::with_messaging_services;
    another_account_finds_nothing_by_any_operation_and_changes_nothing,
    what_lies_in_another_account_is_not_in_a_service_of_ones_own_either,
    page_tokens_of_another_account_show_nothing_of_it_in_any_list,
    a_device_and_an_access_token_open_nothing_but_what_apps_need,
);

/// What an app may ask for its device: `a_phone_may_do_nothing_but_its_own` has the rest.
const APPS: [&str; 7] = [
    "CreateNewFactor",
    "FetchFactor",
    "UpdateFactor",
    "DeleteFactor",
    "ListChallenge",
    "FetchChallenge",
    "UpdateChallenge",
];
/// What nobody owns, though its path has a name in it.
const NOBODYS: [&str; 2] = ["/v2/Forms/{FormType}", "/v1/Services/{ServiceSid}/jwks.json"];
const IDENTITY: &str = "ann-0001";
const NUMBER: &str = "+4915112345678";

/// An account with two of everything that the API can show of one.
struct Owner {
    api: Api,
    service: Service,
    /// What stands in paths behind these words.
    names: BTreeMap<&'static str, String>,
    /// SIDs, which may turn up in nobody else's answers.
    sids: Vec<String>,
    person: Person,
    code: String,
    holder: Holder,
    /// Whole bodies, of calls that find things by what stands in them.
    bodies: BTreeMap<&'static str, Value>,
}

impl Owner {
    async fn new(app: &TestApp, api: Api, to: &str) -> Self {
        let service = api.has_service(app, &PASSKEYS).await;
        let mut names = BTreeMap::from([("Services", service.sid.clone())]);
        let mut sids = vec![service.sid.clone(), api.has_service(app, &[]).await.sid];
        let mut made = async |word: &'static str, path: String, forms: [&[(&str, &str)]; 2]| {
            for form in forms {
                let answer = api.post(&path, form).await.is(201);
                if let Some(sid) = answer.body["sid"].as_str() {
                    sids.push(sid.to_owned());
                    names.insert(word, sid.to_owned());
                }
            }
            names.get(word).cloned().unwrap_or_default()
        };
        let limits = service.path("/RateLimits");
        let limit =
            made("RateLimits", limits.clone(), [&[("UniqueName", "a")], &[("UniqueName", "b")]]).await;
        let bucket = |interval| [("Max", "5"), ("Interval", interval)];
        made("Buckets", format!("{limits}/{limit}/Buckets"), [&bucket("60"), &bucket("61")]).await;
        // Nothing of this kind happens here, so nobody is told.
        let webhook = [
            ("FriendlyName", "x"),
            ("EventTypes", "challenge.denied"),
            ("WebhookUrl", "https://example.com/"),
        ];
        made("Webhooks", service.path("/Webhooks"), [&webhook; 2]).await;
        let access = [("Identity", IDENTITY), ("FactorType", "push"), ("Ttl", "300")];
        made("AccessTokens", service.path("/AccessTokens"), [&access; 2]).await;
        let through = |country| [("Country", country), ("MessagingServiceSid", SPARE)];
        let configurations = service.path("/MessagingConfigurations");
        made("MessagingConfigurations", configurations, [&through("SE"), &through("DK")]).await;
        let other = [("Identity", "bob-0001")];
        made("Entities", service.path("/Entities"), [&[("Identity", "carol-01")], &other]).await;
        let holder = Holder::enrolled(app, &service, IDENTITY).await;
        let mut device = Authenticator::new(7);
        let passkey = service.has_passkey(IDENTITY, &mut device).await;
        for _ in 0..2 {
            names.insert("Challenges", holder.is_asked().await);
        }
        names.insert("Factors", holder.factor.clone());
        names.insert("Entities", IDENTITY.to_owned());
        names.insert("MessagingConfigurations", "DK".to_owned());
        api.post("/v2/SafeList/Numbers", &[("PhoneNumber", NUMBER)]).await.is(201);
        names.insert("Forms", "form-push".to_owned());
        names.insert("Numbers", NUMBER.replace('+', "%2B"));
        let person = service.person(to);
        service.person(&format!("somebody{}@example.com", &to[1..])).is_sent().await;
        let sent = person.asks().await.is(201);
        let code = person.reads().await;
        names.insert("Verifications", sent.sid());
        names.insert(
            "Attempts",
            sent.body["send_code_attempts"][0]["attempt_sid"].as_str().expect("a SID").to_owned(),
        );
        let begun = service.begins_passkey(IDENTITY).await.is(201);
        let registration = Authenticator::new(8).registers(&begun.body["options"]);
        let login = device.signs(&service.asks_for_passkey(&json!({ "identity": IDENTITY })).await);
        let bodies = BTreeMap::from([
            ("VerifyFactor", registration),
            ("ApproveChallenge", login),
            ("Challenges", json!({ "factor_sid": passkey })),
            ("Factors", json!({ "friendly_name": "Mine", "identity": IDENTITY })),
        ]);
        let of_service = |below: &str| format!("/v1/Services/{}/{below}", service.sid);
        let back = "https://app.example.com/done";
        let settings = json!({ "return_urls": [back] }).to_string();
        api.post_json(&of_service("PromptSettings"), settings).await.is(200);
        for identity in ["dan-0001", "dan-0002"] {
            let asked = json!({ "purpose": "setup", "identity": identity, "return_url": back }).to_string();
            let prompt = api.post_json(&of_service("Prompts"), asked).await.is(201).sid();
            sids.push(prompt.clone());
            names.insert("Prompts", prompt);
        }
        sids.extend(names.values().filter(|name| name.len() == 34).cloned());
        sids.extend([passkey, begun.sid()]);
        Self { api, service, names, sids, person, code, holder, bodies }
    }

    /// `path` with its names; `own` in place of the service's, where it is given.
    fn path(&self, path: &str, own: Option<&Service>) -> String {
        let mut pieces: Vec<&str> = path.split('/').collect();
        for at in 1..pieces.len() {
            if pieces[at].starts_with('{') {
                let word = pieces[at - 1];
                pieces[at] = match own.filter(|_| word == "Services") {
                    Some(own) => &own.sid,
                    None => self.names.get(word).unwrap_or_else(|| panic!("what is in {word}?")),
                };
            }
        }
        pieces.join("/")
    }

    /// Does `operation` to these things with the credentials of `api`.
    async fn is_asked_by(&self, api: &Api, operation: &Operation, own: Option<&Service>) -> Answer {
        let path = self.path(&operation.path, own);
        let last = operation.path.rsplit('/').next().expect("a word");
        match operation.method.as_str() {
            "POST" if example(operation, "application/json").is_object() => {
                let own = self.bodies.get(last).filter(|_| operation.path.contains("/Passkeys/"));
                let body = own.unwrap_or_else(|| example(operation, "application/json"));
                api.post_json(&path, body.to_string()).await
            }
            "POST" => api.post_text(&path, self.form(operation)).await,
            method => api.call(method, &path).await,
        }
    }

    /// The document's own example, about these things where it names any.
    fn form(&self, operation: &Operation) -> String {
        let example = example(operation, "application/x-www-form-urlencoded");
        let mut form = Serializer::new(String::new());
        for (name, value) in example.as_object().expect("an example") {
            let texts = match value {
                Value::Array(texts) => texts.clone(),
                text => vec![text.clone()],
            };
            for text in texts {
                let text = text.as_str().map_or_else(|| text.to_string(), str::to_owned);
                match name.as_str() {
                    "FactorSid" => form.append_pair(name, &self.holder.factor),
                    "MessagingServiceSid" => form.append_pair(name, SPARE),
                    "AuthPayload" => form.append_pair(name, &self.holder.code()),
                    "To" => form.append_pair(name, &self.person.to),
                    "Code" => form.append_pair(name, &self.code),
                    _ => form.append_pair(name, &text),
                };
            }
        }
        form.finish()
    }

    /// All that can be read.
    async fn everything(&self) -> Vec<(String, Value)> {
        let mut all = Vec::new();
        for operation in operations().iter().filter(|it| it.method == "GET" && !NOBODYS.contains(&&*it.path))
        {
            let answer = self.is_asked_by(&self.api, operation, None).await.is(200);
            all.push((operation.path.clone(), answer.body));
        }
        all
    }
}

struct Operation {
    method: String,
    path: String,
    said: Value,
}

/// What the document shows to be sent in this form.
fn example<'o>(operation: &'o Operation, media: &str) -> &'o Value {
    &operation.said["requestBody"]["content"][media]["example"]
}

/// All of the document's.
fn operations() -> Vec<Operation> {
    let document = countersign_api::openapi_document();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["get", "post", "delete"].into_iter().filter(|method| item.get(method).is_some()) {
            all.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                said: item[method].clone(),
            });
        }
    }
    all
}

/// It is a 404 as for what never was.
#[track_caller]
fn finds_nothing(answer: &Answer, operation: &Operation) {
    let code = answer.body["code"].as_u64().unwrap_or_default();
    let told = format!("{} {}: {} {}", operation.method, operation.path, answer.status, answer.body);
    assert!(answer.status == 404 && [20404, 60390, 60391, 60392].contains(&code), "{told}");
}

async fn another_account_finds_nothing_by_any_operation_and_changes_nothing(app: TestApp) {
    let ann = Owner::new(&app, app.api(), "+15017122661").await;
    let stranger = app.stranger().await;
    let before = ann.everything().await;
    let mut asked = 0;
    for operation in operations() {
        if operation.path.contains('{') && !NOBODYS.contains(&&*operation.path) {
            finds_nothing(&ann.is_asked_by(&stranger, &operation, None).await, &operation);
            asked += 1;
        } else if operation.method == "GET" {
            let told = ann.is_asked_by(&stranger, &operation, None).await.is(200).body.to_string();
            assert!(!ann.sids.iter().any(|sid| told.contains(sid)), "{told}");
        }
    }
    assert!(asked >= 48, "{asked}");
    assert_eq!(ann.everything().await, before);
    // What waited for her still does.
    ann.person.types(&ann.code).await.shows("approved");
    let challenge = &ann.names["Challenges"];
    ann.holder.answers(challenge, &ann.holder.code()).await.is(200).stands("approved");
    ann.service
        .passkeys("ApproveChallenge", &ann.bodies["ApproveChallenge"])
        .await
        .is(200)
        .stands("approved");
    ann.service.passkeys("VerifyFactor", &ann.bodies["VerifyFactor"]).await.is(200).stands("verified");
}

async fn what_lies_in_another_account_is_not_in_a_service_of_ones_own_either(app: TestApp) {
    let ann = Owner::new(&app, app.api(), "+15017122661").await;
    let eve = Owner::new(&app, app.stranger().await, "+15017122662").await;
    let before = ann.everything().await;
    // Who knows a name that isn't a SID may have a thing of that name too.
    let named = [
        "Verifications",
        "RateLimits",
        "Buckets",
        "Factors",
        "Challenges",
        "AccessTokens",
        "Webhooks",
        "Prompts",
    ];
    let mut asked = 0;
    for operation in operations() {
        let last = operation.path.rsplit_once("/{").and_then(|(before, _)| before.rsplit('/').next());
        let by_body = operation.path.contains("/Passkeys/") && !operation.path.ends_with("/Factors");
        if by_body || last.is_some_and(|word| named.contains(&word)) {
            finds_nothing(&ann.is_asked_by(&eve.api, &operation, Some(&eve.service)).await, &operation);
            asked += 1;
        }
    }
    assert!(asked >= 20, "{asked}");
    assert_eq!(ann.everything().await, before);
}

async fn page_tokens_of_another_account_show_nothing_of_it_in_any_list(app: TestApp) {
    let ann = Owner::new(&app, app.api(), "+15017122661").await;
    let eve = Owner::new(&app, app.stranger().await, "+15017122662").await;
    let lists: Vec<_> =
        operations().into_iter().filter(|it| it.said.to_string().contains("PageToken")).collect();
    let mut tokens = Vec::new();
    for list in &lists {
        let page = ann.api.get(&format!("{}?PageSize=1", ann.path(&list.path, None))).await.is(200);
        let next = page.body["meta"]["next_page_url"].as_str();
        tokens.extend(next.and_then(|url| url.split_once("PageToken=")).map(|(_, token)| token.to_owned()));
    }
    assert!(lists.len() >= 10 && tokens.len() >= 9, "{} lists, {tokens:?}", lists.len());
    for list in &lists {
        for token in &tokens {
            let page = eve.api.get(&format!("{}?PageToken={token}", eve.path(&list.path, None))).await;
            assert!(page.status == 200 || page.status == 400, "{} {token}: {}", list.path, page.status);
            let told = page.body.to_string();
            let foreign = ann.sids.iter().find(|sid| told.contains(*sid) && !token.contains(sid.as_str()));
            assert_eq!(foreign, None, "{} {token}", list.path);
        }
    }
}

async fn a_device_and_an_access_token_open_nothing_but_what_apps_need(app: TestApp) {
    let ann = Owner::new(&app, app.api(), "+15017122661").await;
    let phone = Phone::verified(&app, &ann.service, IDENTITY).await;
    let before = ann.everything().await;
    let access = ann.service.gives_access(IDENTITY, &[]).await.is(201).text("token");
    let mut asked = 0;
    for operation in
        operations().iter().filter(|it| !APPS.contains(&it.said["operationId"].as_str().unwrap_or_default()))
    {
        // Public keys, which anybody may read.
        if operation.said["security"] == json!([]) {
            continue;
        }
        for api in [phone.api(), bearer(&ann.api, &access)] {
            let answer = ann.is_asked_by(&api, operation, None).await;
            assert_eq!(answer.status, 401, "{} {}: {}", operation.method, operation.path, answer.body);
        }
        asked += 1;
    }
    assert!(asked >= 50, "{asked}");
    assert_eq!(ann.everything().await, before);
}
