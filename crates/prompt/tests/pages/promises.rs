//! What holds on every page, in every language.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use countersign_messages::Locale;
use countersign_prompt::page::Pages;
use countersign_prompt::page::action::Pressed;
use countersign_prompt::page::brand::Logo;
use countersign_prompt::page::view::{DeviceState, Frame, Problem};

use crate::bare;
use crate::samples::{Sample, authenticator, codes, device, samples, shop};

/// Every page in every language, with the largest logo that there is.
static EVERY: LazyLock<Vec<(&'static str, Locale, String)>> = LazyLock::new(|| {
    let pages = Pages::new();
    let data = format!("data:image/png;base64,{}", "A".repeat(16_000));
    let logo = Some(Logo::parse(&data).expect("a logo"));
    let mut every = Vec::new();
    for Sample { name, mut frame, page } in samples() {
        frame.brand.logo.clone_from(&logo);
        for locale in Locale::all() {
            frame.locale = locale;
            every.push((name, locale, pages.html(&frame, &page).text));
        }
    }
    every
});

fn every(mut look: impl FnMut(&str, Locale, &str)) {
    for (name, locale, html) in &*EVERY {
        look(name, *locale, html);
    }
}

/// What stands between `open` and `close`, each time.
fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(open).skip(1).map(move |rest| rest.split(close).next().unwrap_or_default())
}

#[test]
fn a_page_with_the_largest_logo_is_under_50_kilobytes() {
    every(|name, locale, html| assert!(html.len() < 50_000, "{name} {locale:?}: {}", html.len()));
}

#[test]
fn a_page_says_its_language_once_and_has_one_main_and_one_heading() {
    every(|name, locale, html| {
        assert!(html.contains(&format!("<html lang=\"{}\" dir=\"ltr\">", locale.tag())), "{name}");
        for once in ["<main", "<h1>", "<title>"] {
            assert_eq!(html.matches(once).count(), 1, "{name}: {once}");
        }
    });
}

#[test]
fn nothing_of_the_words_is_left_unfilled() {
    every(|name, locale, html| {
        let html = bare(html);
        assert!(!html.contains(['{', '}', '\u{e000}']), "{name} {locale:?}: {html}");
        assert!(!html.contains("><bdi></bdi>"), "{name} {locale:?}: {html}");
    });
}

#[test]
fn a_form_goes_to_the_prompts_address_with_its_token_and_step() {
    every(|name, _, html| {
        for form in between(html, "<form ", "</form>") {
            assert!(form.contains(r#"name="csrf" value="nX2b9cVw""#), "{name}: {form}");
            assert!(form.contains(r#"name="step" value="7""#), "{name}: {form}");
            let is_passkey = form.contains("data-ceremony");
            let to = r#"method="post" action="/prompt/YP0123456789abcdef0123456789abcdef""#;
            assert_eq!(form.contains(to), !is_passkey, "{name}: {form}");
        }
    });
}

#[test]
fn every_button_says_an_action_that_can_be_read() {
    let mut seen = Vec::new();
    every(|name, _, html| {
        for value in between(html, r#"name="action" value=""#, "\"") {
            let pressed = Pressed::parse(value);
            assert!(pressed.is_some(), "{name}: {value}");
            seen.extend(pressed.map(|pressed| pressed.action.as_str()));
        }
    });
    seen.sort_unstable();
    seen.dedup();
    let mut all: Vec<_> =
        countersign_prompt::page::action::Action::ALL.iter().map(|action| action.as_str()).collect();
    all.sort_unstable();
    assert_eq!(seen, all, "an action that no page has");
}

#[test]
fn a_problem_is_told_on_every_page_once_and_with_its_field() {
    let pages = Pages::new();
    for Sample { name, frame, page } in samples() {
        let html = pages.html(&Frame { problem: Some(Problem::Gone), ..frame }, &page).text;
        assert_eq!(html.matches("It isn’t there any more.").count(), 1, "{name}");
        assert!(html.contains("<title>Error: "), "{name}");
        let has_field = html.contains("autofocus");
        assert_eq!(html.contains(r#"aria-invalid="true""#), has_field, "{name}");
        assert_eq!(html.contains(r#"aria-describedby="problem"#), has_field, "{name}");
    }
}

#[test]
fn every_text_is_used() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut sources = String::new();
    for folder in ["src/page", "templates"] {
        for entry in fs::read_dir(format!("{root}/{folder}")).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                sources += &fs::read_to_string(path).expect("a file");
            }
        }
    }
    let english = fs::read_to_string(format!("{root}/src/page/lang/en.ftl")).expect("a file");
    for id in countersign_messages::Wording::ids(&english) {
        assert!(sources.contains(&format!("\"{id}\"")), "nothing says `{id}`");
    }
}

#[test]
fn every_picture_is_shown_and_every_shown_picture_is_there() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guides/prompt");
    let files = fs::read_dir(folder).expect("a folder").flatten();
    let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let taken: BTreeSet<_> = names.filter(|name| name.ends_with(".png")).collect();
    let text = fs::read_to_string(format!("{folder}/README.md")).expect("a page");
    let shown: BTreeSet<_> = between(&text, "](", ")").map(str::to_owned).collect();
    assert_eq!(taken, shown);
}

#[test]
fn secrets_of_a_page_stay_out_of_logs() {
    let shown =
        format!("{:?} {:?} {:?} {:?}", authenticator(), codes(), device(DeviceState::Awaited), shop());
    for secret in ["JBSWY3DPEHPK3PXP", "7KQD", "YK01", "nX2b9cVw"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_policy_lets_only_the_page_and_its_logo_in() {
    let pages = Pages::new();
    let Sample { mut frame, page, .. } = samples().swap_remove(0);
    frame.brand.logo = Logo::parse("https://cdn.example/a;b,c d.svg");
    let policy = pages.html(&frame, &page).policy(Some("https://shop.example"));
    let directives: Vec<_> = policy.split("; ").filter(|directive| !directive.contains("'sha256-")).collect();
    assert_eq!(
        directives,
        [
            "default-src 'none'",
            "connect-src 'self'",
            "img-src data: https://cdn.example",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self' https://shop.example",
        ]
    );
    assert!(!policy.contains("unsafe"));
}
