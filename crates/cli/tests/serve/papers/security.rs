//! `SECURITY.md` promises nothing without a test.

use super::page;

/// The tests that a piece of Markdown links to: name and file.
fn shown_by(text: &str) -> Vec<(&str, &str)> {
    text.split("[`")
        .skip(1)
        .filter_map(|rest| rest.split_once("`]("))
        .map(|(name, rest)| (name, rest.split_once(')').expect("a link that ends").0))
        .collect()
}

/// Whether something runs this function: a test's attribute above it, or its name in a list of cases.
fn is_run(source: &str, name: &str) -> bool {
    let Some((before, _)) = source.split_once(&format!("fn {name}(")) else { return false };
    let has_attribute = before
        .lines()
        .rev()
        .take(4)
        .any(|line| line.trim_end().ends_with("test]") || line.contains("::test("));
    let is_word =
        |list: &str| list.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name);
    let mut lists = source.split("on_both_engines").skip(1).filter_map(|rest| rest.split("\n\n").next());
    let is_listed = lists.any(is_word);
    has_attribute || is_listed
}

#[test]
fn every_promise_names_tests_that_are_run() {
    let page = page("SECURITY.md");
    let (promised, _) =
        page.split_once("\n## What is not promised").expect("what is promised, and what is not");
    let (_, promised) = promised.split_once("\n## Codes").expect("promises");
    let promises: Vec<_> = promised.split("\n- ").skip(1).collect();
    assert!(promises.len() > 30, "{}", promises.len());
    for promise in promises {
        let tests = shown_by(promise);
        assert!(!tests.is_empty(), "no test shows: {promise}");
        for (name, file) in tests {
            assert!(is_run(&super::page(file), name), "{name} is no test of {file}");
        }
    }
}
