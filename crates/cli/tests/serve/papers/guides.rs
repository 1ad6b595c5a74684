//! What the guides show can be pasted: configurations are in order, commands exist.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use clap::Parser;
use countersign::SystemDice;
use countersign::commands::Cli;
use countersign_keyring::Keyring;

use super::{page, path};
use crate::support::{Engine, Home};

/// README and guides, by name.
fn papers() -> Vec<(String, String)> {
    let guides = fs::read_dir(path("docs/guides")).expect("guides").flatten();
    let guides = guides.filter(|guide| guide.path().extension().is_some_and(|kind| kind == "md"));
    let mut names: Vec<_> =
        guides.map(|guide| format!("docs/guides/{}", guide.file_name().to_string_lossy())).collect();
    names.push("README.md".to_owned());
    names.into_iter().map(|name| (name.clone(), page(&name))).collect()
}

/// The blocks of code in one language, without what they are indented by.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim_start() == format!("```{language}") {
            let indent = line.len() - line.trim_start().len();
            let inside = lines.by_ref().take_while(|line| line.trim_start() != "```");
            found.push(inside.map(|line| format!("{}\n", line.get(indent..).unwrap_or_default())).collect());
        }
    }
    found
}

/// Puts what the guides name in `/etc/countersign` into a directory, with contents of the right kind.
fn furnish(etc: &Path) {
    let made =
        rcgen::generate_simple_self_signed(vec!["verify.example.com".to_owned()]).expect("a certificate");
    fs::create_dir_all(etc.join("tls")).expect("a directory");
    for (name, text) in [
        ("keys", Keyring::new_text(&SystemDice)),
        ("database-url", "postgres://countersign@db.example.com/countersign".to_owned()),
        ("gateway", "at least 16 characters".to_owned()),
        ("twilio-token", "the auth token".to_owned()),
        ("mail", "a password".to_owned()),
        ("collector", "authorization=Bearer abc".to_owned()),
        ("tls/fullchain.pem", made.cert.pem()),
        ("tls/privkey.pem", made.signing_key.serialize_pem()),
    ] {
        fs::write(etc.join(name), text).expect("written");
        fs::set_permissions(etc.join(name), fs::Permissions::from_mode(0o600)).expect("permissions");
    }
}

#[test]
fn every_configuration_in_the_papers_is_in_order() {
    let home = Home::new(Engine::Sqlite);
    furnish(&home.path("etc"));
    let (etc, config) = (home.path("etc").display().to_string(), home.path("countersign.toml"));
    let mut checked = 0;
    for (name, text) in papers() {
        for block in blocks(&text, "toml") {
            // The README leaves secrets out.
            let block = block.replace("/etc/countersign", &etc).replace("whsec_…", "at least 16 characters");
            fs::write(&config, &block).expect("written");
            let mut command =
                home.command(&["config", "check", "--config", config.to_str().expect("a path")]);
            if !block.contains("keys_file") {
                command.env("COUNTERSIGN_KEYS_FILE", home.path("keys"));
            }
            let output = command.output().expect("the binary runs");
            let told = String::from_utf8_lossy(&output.stderr);
            // Said last of all: such a file is for `dev`, and nothing else is wrong with it.
            let is_for_dev = block.contains("kind = \"simulated\"") && told.contains("is simulated");
            assert!(output.status.success() || is_for_dev, "{name}: {told}\n{block}");
            checked += 1;
        }
    }
    assert!(checked >= 8, "{checked}");
}

/// The words of a line as a shell reads them, without its comment. What a shell would put in is left as it stands.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut depth) = (Vec::new(), String::new(), None, 0);
    for c in line.chars() {
        match (c, quote) {
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('#', None) if word.is_empty() && depth == 0 => break,
            (' ', None) if depth == 0 => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            _ => {
                depth += i32::from(c == '(') - i32::from(c == ')');
                word.push(c);
            }
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[test]
fn every_command_in_the_papers_exists() {
    let mut checked = 0;
    for (name, text) in papers() {
        for line in blocks(&text, "sh").iter().flat_map(|block| block.lines()) {
            let words = words(line);
            if words.first().is_none_or(|first| first != "countersign") {
                continue;
            }
            let ends = |word: &String| ["&&", "|", ">", ">>", ";"].contains(&word.as_str());
            let own = words.iter().take_while(|word| !ends(word));
            if let Err(error) = Cli::try_parse_from(own) {
                let is_help = error.exit_code() == 0;
                assert!(is_help, "{name}: {line}\n{error}");
            }
            checked += 1;
        }
    }
    assert!(checked > 30, "{checked}");
}
