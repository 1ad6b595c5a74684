//! Nobody reaches another account's, another person's or another factor's things, on any path.

use crate::support::{Api, Holder, Service, TestApp, on_both_engines};

on_both_engines!(
    another_account_finds_nothing_on_any_path,
    another_persons_path_leads_to_nothing_of_mine,
    another_service_of_the_same_account_finds_nothing,
    without_credentials_nobody_gets_anywhere,
);

/// Every operation on the things of `holder`, written as if they lay under `service` and `identity`.
async fn knocks(api: &Api, service: &Service, identity: &str, holder: &Holder, challenge: &str) -> Vec<u16> {
    let at = |below: &str| service.path(&format!("/Entities/{identity}{below}"));
    let factor = at(&format!("/Factors/{}", holder.factor));
    let asked = at(&format!("/Challenges/{challenge}"));
    let code = holder.code();
    let answers = [
        api.get(&factor).await,
        api.post(&factor, &[("FriendlyName", "Mine now")]).await,
        api.post(&factor, &[("AuthPayload", &code)]).await,
        api.delete(&factor).await,
        api.get(&asked).await,
        api.post(&asked, &[("AuthPayload", &code)]).await,
        api.post(&at("/Challenges"), &[("FactorSid", &holder.factor), ("AuthPayload", &code)]).await,
    ];
    answers.into_iter().map(|answer| answer.status.as_u16()).collect()
}

/// Everything is as it was: the code is fresh, the challenge waits.
async fn is_untouched(holder: &Holder, challenge: &str) {
    let factor = holder.service.api.get(&holder.factor_path()).await.is(200);
    assert_eq!(factor.body["friendly_name"], "Phone");
    holder.answers(challenge, &holder.code()).await.is(200).stands("approved");
}

async fn another_account_finds_nothing_on_any_path(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    let challenge = ann.is_asked().await;
    let stranger = app.stranger().await;
    let theirs = stranger.has_service(&app, &[]).await;
    Holder::enrolled(&app, &theirs, "ann-0001").await;
    for of in [&service, &theirs] {
        assert_eq!(knocks(&stranger, of, "ann-0001", &ann, &challenge).await, [404; 7]);
    }
    for path in
        ["/Entities", "/Entities/ann-0001", "/Entities/ann-0001/Factors", "/Entities/ann-0001/Challenges"]
    {
        stranger.get(&service.path(path)).await.finds_nothing();
    }
    stranger.post(&service.path("/Entities"), &[("Identity", "eve-0001")]).await.finds_nothing();
    stranger
        .post(&service.path("/Entities/eve-0001/Factors"), &[("FriendlyName", "x"), ("FactorType", "totp")])
        .await
        .finds_nothing();
    stranger.delete(&service.path("/Entities/ann-0001")).await.finds_nothing();
    is_untouched(&ann, &challenge).await;
}

async fn another_persons_path_leads_to_nothing_of_mine(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    let bob = Holder::enrolled(&app, &service, "bob-0001").await;
    let (challenge, of_bob) = (ann.is_asked().await, bob.is_asked().await);
    assert_eq!(knocks(&service.api, &service, "bob-0001", &ann, &challenge).await, [404; 7]);
    assert_eq!(knocks(&service.api, &service, "eve-0001", &ann, &challenge).await, [404; 7]);
    // Bob's own code on his own path answers nothing of Ann's.
    service.api.post(&bob.challenge_path(&challenge), &[("AuthPayload", &bob.code())]).await.finds_nothing();
    service
        .api
        .post(&ann.challenge_path(&challenge), &[("AuthPayload", &bob.code())])
        .await
        .stands("pending");
    bob.answers(&of_bob, &ann.code()).await.stands("pending");
    is_untouched(&ann, &challenge).await;
    is_untouched(&bob, &of_bob).await;
}

async fn another_service_of_the_same_account_finds_nothing(app: TestApp) {
    let (service, other) = (app.service(&[]).await, app.service(&[]).await);
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    Holder::enrolled(&app, &other, "ann-0001").await;
    let challenge = ann.is_asked().await;
    assert_eq!(knocks(&service.api, &other, "ann-0001", &ann, &challenge).await, [404; 7]);
    is_untouched(&ann, &challenge).await;
}

async fn without_credentials_nobody_gets_anywhere(app: TestApp) {
    let service = app.service(&[]).await;
    let ann = Holder::enrolled(&app, &service, "ann-0001").await;
    let challenge = ann.is_asked().await;
    let nobody = app.api().authorized_by(None);
    assert_eq!(knocks(&nobody, &service, "ann-0001", &ann, &challenge).await, [401; 7]);
    for path in
        ["/Entities", "/Entities/ann-0001", "/Entities/ann-0001/Factors", "/Entities/ann-0001/Challenges"]
    {
        nobody.get(&service.path(path)).await.refuses(401, 20003);
    }
    is_untouched(&ann, &challenge).await;
}
