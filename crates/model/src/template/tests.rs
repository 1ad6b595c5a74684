use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{Amount, MockDice, Payee, Substitution};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn given(pairs: &[(&str, &str)]) -> BTreeMap<String, Substitution> {
    let one = |(name, text): &(&str, &str)| {
        ((*name).to_owned(), Substitution::parse(text).expect("a substitution"))
    };
    pairs.iter().map(one).collect()
}

fn fill(text: &str, custom: &BTreeMap<String, Substitution>) -> Result<Filled, Unfilled> {
    let with = Filling { friendly_name: "Owl Bank", payment: None, custom, code_length: 6 };
    TemplateText::parse(text).expect("a template").fill(&with)
}

#[test]
fn places_are_filled_and_everything_else_stays() {
    let custom = given(&[("person", "Ann"), ("unused", "x")]);
    let text = "{{ person }}, {{friendly_name}} says {{code}}; good for {{ttl}} min. {not this} }} {{code}}";
    let filled = fill(text, &custom).expect("a message");
    let expected = "Ann, Owl Bank says 481516; good for 7 min. {not this} }} 481516";
    assert_eq!(filled.render("481516", 7), expected);
    let json = serde_json::to_string(&filled).expect("JSON");
    assert!(!json.contains("481516"));
    assert_eq!(serde_json::from_str::<Filled>(&json).ok(), Some(filled));
}

#[test]
fn what_was_put_in_is_never_filled_in_again() {
    let custom = given(&[("a", "{{code}}"), ("b", "{"), ("c", "{code}}")]);
    let filled = fill("{{a}} {{b}}{{c}} {{code}}", &custom).expect("a message");
    assert_eq!(filled.render("481516", 1), "{{code}} {{code}} 481516");
}

#[test]
fn names_that_nothing_was_given_for_are_told_once_each() {
    let missing =
        |names: &[&str]| Err(Unfilled::Missing(names.iter().map(|name| (*name).to_owned()).collect()));
    assert_eq!(fill("{{b}} {{a}} {{code}} {{b}}", &given(&[])), missing(&["b", "a"]));
    // Only a payment has these.
    assert_eq!(fill("{{amount}} {{code}}", &given(&[])), missing(&["amount"]));
}

#[test]
fn the_server_s_own_names_can_t_be_given() {
    let custom = given(&[("code", "000000"), ("ttl", "99"), ("friendly_name", "Evil")]);
    let filled = fill("{{friendly_name}} {{code}} {{ttl}}", &custom).expect("a message");
    assert_eq!(filled.render("481516", 1), "Owl Bank 481516 1");
}

#[test]
fn a_payment_s_message_names_amount_and_payee() {
    let (amount, payee) =
        (Amount::parse("39.99 EUR").expect("an amount"), Payee::parse("Acme").expect("a payee"));
    let custom = given(&[("payee", "Evil"), ("amount", "1 EUR")]);
    let with =
        Filling { friendly_name: "Owl", payment: Some((&amount, &payee)), custom: &custom, code_length: 6 };
    let fill = |text: &str| TemplateText::parse(text).expect("a template").fill(&with);
    assert_eq!(fill("{{code}} {{payee}}"), Err(Unfilled::NoPayment));
    let filled = fill("{{code}}: {{amount}} to {{payee}}").expect("a message");
    assert_eq!(filled.render("1", 1), "1: 39.99 EUR to Acme");
}

#[test]
fn a_link_that_comes_about_by_what_was_given_is_refused_and_the_operator_s_own_is_not() {
    let custom = given(&[("a", "evil."), ("b", "com")]);
    assert_eq!(fill("{{a}}{{b}} {{code}}", &custom), Err(Unfilled::Link));
    assert!(fill("{{a}} {{b}} {{code}}", &custom).is_ok());
    assert!(fill("https://owl.example/{{b}} {{code}}", &custom).is_ok());
}

#[test]
fn a_message_has_five_hundred_characters_at_most_with_the_longest_code() {
    let custom = given(&[("long", &"ä".repeat(100))]);
    let text = |words: usize| format!("{}{{{{long}}}}{{{{code}}}}", "x".repeat(words));
    assert!(fill(&text(394), &custom).is_ok());
    assert_eq!(fill(&text(395), &custom), Err(Unfilled::TooLong));
}

#[test]
fn a_text_that_is_no_template_is_refused_with_its_reason() {
    for (text, why) in [
        (String::new(), BadTemplate::Length),
        (format!("{{{{code}}}}{}", "x".repeat(493)), BadTemplate::Length),
        ("hello".to_owned(), BadTemplate::NoCode),
        ("{{Code}}".to_owned(), BadTemplate::Variable),
        ("{{code}".to_owned(), BadTemplate::Variable),
        ("{{code}} {{".to_owned(), BadTemplate::Variable),
        ("{{}} {{code}}".to_owned(), BadTemplate::Variable),
        ("{{a b}} {{code}}".to_owned(), BadTemplate::Variable),
        ("{{1a}} {{code}}".to_owned(), BadTemplate::Variable),
        ("{{{code}}}".to_owned(), BadTemplate::Variable),
        ("{{code}}\u{7}".to_owned(), BadTemplate::Characters),
        ("{{code}}\0".to_owned(), BadTemplate::Characters),
    ] {
        assert_eq!(TemplateText::parse(&text), Err(why), "{text}");
    }
    assert!(TemplateText::parse("Line one\n{{code}}").is_ok());
}

fn template(translations: &[(&str, TranslationStatus, bool)]) -> Template {
    let dice = MockDice::new(1);
    let translation = |(locale, status, is_default): &(&str, TranslationStatus, bool)| Translation {
        locale: LocaleTag::parse(locale).expect("a tag"),
        text: TemplateText::parse("{{code}}").expect("a text"),
        status: *status,
        is_default: *is_default,
        created_at: NOW,
        updated_at: NOW,
    };
    Template {
        sid: TemplateSid::new(NOW, &dice),
        account_sid: AccountSid::new(NOW, &dice),
        friendly_name: TemplateName::parse("Greeting").expect("a name"),
        channels: vec![TemplateChannel::Sms],
        translations: translations.iter().map(translation).collect(),
        created_at: NOW,
    }
}

#[test]
fn the_language_asked_for_wins_then_the_country_s_then_the_default() {
    use TranslationStatus::{Approved, Pending};
    let it = template(&[
        ("en", Approved, true),
        ("de", Approved, false),
        ("de-AT", Approved, false),
        ("fr", Pending, false),
    ]);
    let chosen = |asked, spoken| it.choose(asked, spoken).map(|it| it.locale.as_str());
    assert_eq!(chosen(Some("de-AT"), "en"), Ok("de-AT"));
    assert_eq!(chosen(Some("de-CH-1996"), "en"), Ok("de"));
    assert_eq!(chosen(Some("ja"), "de"), Ok("de"));
    assert_eq!(chosen(None, "ja"), Ok("en"));
    assert_eq!(chosen(Some("fr"), "de"), Ok("de"), "what isn't approved isn't sent");
    assert_eq!(template(&[("fr", Pending, true)]).choose(None, "fr"), Err(NoTranslation::NotApproved));
    assert_eq!(template(&[]).choose(None, "fr"), Err(NoTranslation::NotFound));
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_what_is_read_says_the_code(text in "(\\{\\{|\\}\\}|code|ttl|x1|[{} ]|\\PC){0,24}") {
        if let Ok(template) = TemplateText::parse(&text) {
            let custom = template.names().iter().map(|name| {
                ((*name).to_owned(), Substitution::parse("S").expect("a substitution"))
            }).collect();
            let with = Filling { friendly_name: "S", payment: None, custom: &custom, code_length: 6 };
            if let Ok(filled) = template.fill(&with) {
                // What a naive reader would make of it, place by place from the left.
                let mut expected = String::new();
                let mut rest = text.as_str();
                while let Some((before, behind)) = rest.split_once("{{") {
                    let (name, after) = behind.split_once("}}").expect("an end");
                    expected.push_str(before);
                    expected.push_str(match name.trim_matches(' ') { "code" => "481516", "ttl" => "7", _ => "S" });
                    rest = after;
                }
                expected.push_str(rest);
                let message = filled.render("481516", 7);
                prop_assert_eq!(&message, &expected);
                prop_assert!(message.contains("481516"));
            }
        }
    }
}
