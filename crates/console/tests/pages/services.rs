use countersign_model::ServiceSettings;

use crate::support::Pages;

#[tokio::test]
async fn a_name_is_enough_for_a_service_and_the_page_says_that_it_was_made() {
    let pages = Pages::open().await;
    let answer = pages.post("/services", "FriendlyName=My+App").await;
    let service = pages.services().await.remove(0);
    assert_eq!(service.friendly_name.as_str(), "My App");
    assert_eq!(service.settings, ServiceSettings::default());
    assert_eq!(answer.leads_to(), format!("/?done=created&service={}", service.sid));
    let page = pages.get(answer.leads_to()).await.body;
    assert!(page.contains("“My App” was created."), "{page}");
    assert!(page.contains(&format!("id=\"{}\"", service.sid)));
}

#[tokio::test]
async fn every_setting_of_the_form_can_be_changed() {
    let pages = Pages::open().await;
    pages.post("/services", "FriendlyName=Before").await;
    let sid = pages.services().await[0].sid;
    let all = "FriendlyName=After&CodeLength=8&VerificationTtl=120&CustomCodeEnabled=false&CustomCodeEnabled=true\
        &DoNotShareWarningEnabled=false&DoNotShareWarningEnabled=true&Psd2Enabled=false&Psd2Enabled=true\
        &LookupEnabled=false&LookupEnabled=true&SkipSmsToLandlines=false&SkipSmsToLandlines=true&DtmfInputRequired=false";
    let answer = pages.post(&format!("/services/{sid}"), all).await;
    assert_eq!(answer.leads_to(), format!("/?done=changed&service={sid}"));
    let service = pages.services().await.remove(0);
    let it = &service.settings;
    assert_eq!(service.friendly_name.as_str(), "After");
    assert_eq!((it.code_length.get(), it.verification_ttl.seconds()), (8, 120));
    assert!(it.custom_code_enabled && it.do_not_share_warning_enabled && it.psd2_enabled);
    assert!(it.lookup_enabled && it.skip_sms_to_landlines && !it.dtmf_input_required);

    let page = pages.get(answer.leads_to()).await.body;
    for tag in ["“After” was changed.", "8 digits", "2 min", "custom codes", "do-not-share", "PSD2", "lookup"]
    {
        assert!(page.contains(tag), "{tag}");
    }
}

#[tokio::test]
async fn what_the_form_does_not_show_is_left_as_it_was() {
    let pages = Pages::open().await;
    pages.post("/services", "FriendlyName=Before&Psd2Enabled=true").await;
    let before = pages.services().await.remove(0);
    pages.post(&format!("/services/{}", before.sid), "FriendlyName=After").await;
    let after = pages.services().await.remove(0);
    assert_eq!(after.settings, before.settings);
}

#[tokio::test]
async fn a_name_that_breaks_a_rule_comes_back_with_what_was_typed_and_a_sentence() {
    let pages = Pages::open().await;
    for (typed, shown, sentence) in [
        ("App+12345", "value=\"App 12345\"", "A name has at most four digits"),
        ("%3Cb%3Eevil.com", "value=\"&#60;b&#62;evil.com\"", "letters, digits, blanks"),
        ("", "value=\"\"", "A name has 1 to 30 characters."),
    ] {
        let answer = pages.post("/services", &format!("FriendlyName={typed}&CodeLength=7")).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains(shown) && answer.body.contains(sentence), "{}", answer.body);
        assert!(answer.body.contains("aria-invalid=\"true\" aria-describedby=\"new-name-error\""));
        assert!(answer.body.contains("<title>Error: "));
        assert!(answer.body.contains("value=\"7\""), "the other fields keep what was typed");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert!(pages.services().await.is_empty());
}

#[tokio::test]
async fn a_change_that_is_refused_opens_its_own_form_and_changes_nothing() {
    let pages = Pages::open().await;
    pages.post("/services", "FriendlyName=One").await;
    pages.post("/services", "FriendlyName=Two").await;
    let before = pages.services().await;
    let sid = before[0].sid;
    for (sent, sentence) in [
        ("FriendlyName=One&CodeLength=11", "A code has 4 to 10 digits."),
        ("FriendlyName=One&VerificationTtl=119", "A code lives 120 to 86400 seconds"),
        ("FriendlyName=One&SkipSmsToLandlines=true&LookupEnabled=false", "switch on the lookup too"),
    ] {
        let answer = pages.post(&format!("/services/{sid}"), sent).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains(sentence), "{sentence}");
        assert_eq!(answer.body.matches("<details class=\"edit\" open>").count(), 1);
        let card = answer.body.find(&format!("id=\"{sid}\"")).unwrap();
        assert!(answer.body.find("<details class=\"edit\" open>").unwrap() > card);
    }
    assert_eq!(pages.services().await, before);
}

#[tokio::test]
async fn settings_that_contradict_each_other_make_no_service() {
    let pages = Pages::open().await;
    let answer = pages.post("/services", "FriendlyName=One&SkipSmsToLandlines=true").await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("<details class=\"more\" open>"), "the wrong field is in sight");
    assert!(pages.services().await.is_empty());
}

#[tokio::test]
async fn a_deleted_service_is_gone_and_deleting_or_changing_it_again_says_so() {
    let pages = Pages::open().await;
    pages.post("/services", "FriendlyName=Short+lived").await;
    let sid = pages.services().await[0].sid;
    let answer = pages.post(&format!("/services/{sid}/delete"), "").await;
    assert_eq!(answer.leads_to(), "/?done=deleted");
    assert!(pages.get(answer.leads_to()).await.body.contains("The service was deleted."));
    assert!(pages.services().await.is_empty());

    for path in [format!("/services/{sid}/delete"), format!("/services/{sid}"), "/services/VAx".to_owned()] {
        let answer = pages.post(&path, "FriendlyName=Again").await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("That service does not exist any more."));
    }
}
