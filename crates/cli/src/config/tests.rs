//! The configuration as an operator meets it.

use countersign_delivery::UpstreamSettings;
use countersign_settings::Presence;

use super::*;

fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn parse(file: &str, pairs: &[(&str, &str)]) -> Result<Config, String> {
    Config::parse(file, &environment(pairs)).map_err(|error| error.to_string())
}

const MAIL: &str = "[[providers]]\nname = 'my-mail'\nkind = 'smtp'\nurl = 'smtps://mail.example.com'\n\
                    from = 'a@example.com'\nusername = 'u'\n";

#[test]
fn nothing_set_gives_the_declared_defaults() {
    let config = parse("", &[]).unwrap();
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.limits().body_bytes, 64 * 1024);
    assert!(config.shown().iter().all(|shown| shown.source == Source::Default));
    assert!(!config.is_set("server.listen"));
}

#[test]
fn the_environment_stands_over_the_file_and_the_file_over_defaults() {
    let file = "[server]\nlisten = '127.0.0.1:1'\nmax_connections = 5\n[log]\nformat = 'text'\n";
    let config = parse(file, &[("COUNTERSIGN_SERVER_LISTEN", "127.0.0.1:2")]).unwrap();
    assert_eq!((config.server.listen.port(), config.server.max_connections), (2, 5));
    assert_eq!((config.log.format.as_str(), config.log.level.as_str()), ("text", "info"));
    let source = |key: &str| config.shown().iter().find(|shown| shown.key == key).unwrap().source.to_string();
    assert_eq!(source("server.listen"), "environment COUNTERSIGN_SERVER_LISTEN");
    assert_eq!((source("log.format").as_str(), source("log.level").as_str()), ("file", "default"));
    assert!(config.is_set("log.format"));
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_known_one() {
    let kinds: Vec<_> = ProviderSettings::KINDS.iter().map(|kind| kind.name).collect();
    for (file, told) in [
        ("[server]\nlisen = 1", "unknown key server.lisen; did you mean server.listen?"),
        ("[database]\nurl_fil = 'x'", "unknown key database.url_fil; did you mean database.url_file?"),
        ("data_dirr = 'x'", "unknown key data_dirr; did you mean data_dir?"),
        ("[sever]\nlisten = 1", "unknown section [sever]; did you mean server?"),
        ("xylophone = 1", "unknown key xylophone"),
        (
            &format!("{MAIL}pasword = 'x'"),
            "unknown key providers.my-mail.pasword; did you mean providers.my-mail.password?",
        ),
        (
            "[[providers]]\nname = 'a'\nkind = 'telnix'",
            &format!("providers.a.kind must be one of: {}; did you mean telnyx?", kinds.join(", ")),
        ),
    ] {
        assert_eq!(parse(file, &[]).unwrap_err(), told);
    }
}

#[test]
fn an_unknown_variable_is_named_and_those_of_a_container_platform_are_left_alone() {
    for (name, told) in [
        ("COUNTERSIGN_SERVER_LISTN", "; did you mean COUNTERSIGN_SERVER_LISTEN?"),
        ("COUNTERSIGN_KEY", "; did you mean COUNTERSIGN_KEYS?"),
        ("COUNTERSIGN_PROVIDERS_OTHER_PASSWORD", ""),
    ] {
        let error = parse("", &[(name, "x")]).unwrap_err();
        assert!(error.starts_with(&format!("unknown environment variable {name}{told}")), "{error}");
    }
    for name in [
        "COUNTERSIGN_SERVICE_HOST",
        "COUNTERSIGN_PORT_80_TCP",
        "COUNTERSIGN_SERVER_PORT",
        "COUNTERSIGN_TEST_POSTGRES",
    ] {
        assert!(parse("", &[(name, "x")]).is_ok(), "{name}");
    }
}

#[test]
fn every_secret_may_stand_in_a_file_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("secret");
    std::fs::write(&file, "postgres://u:geheim@db/c\n").unwrap();
    let path = file.to_str().unwrap();
    let from_file = parse(&format!("[database]\nurl_file = '{path}'"), &[]).unwrap();
    let from_environment = parse("", &[("COUNTERSIGN_DATABASE_URL_FILE", path)]).unwrap();
    for config in [from_file, from_environment] {
        assert_eq!(config.database.url.as_ref().unwrap().reveal(), "postgres://u:geheim@db/c");
        assert!(!format!("{config:?}").contains("geheim"));
    }
    let mail = parse(MAIL, &[("COUNTERSIGN_PROVIDERS_MY_MAIL_PASSWORD_FILE", path)]).unwrap();
    assert!(mail.delivery().is_ok());
    let mail = parse(&format!("{MAIL}password_file = '{path}'"), &[]).unwrap();
    let shown = mail.shown().iter().find(|shown| shown.key == "providers.my-mail.password").unwrap();
    assert_eq!(shown.value.as_deref(), Some("(hidden)"));
    assert!(shown.source.to_string().contains(path));
}

#[test]
fn a_secret_in_two_places_of_a_layer_is_refused_and_an_upper_layer_replaces_both() {
    let error = parse("[database]\nurl = 'x'\nurl_file = 'y'", &[]).unwrap_err();
    assert_eq!(error, "database.url and database.url_file are both set: keep one of them");
    let config = parse("[database]\nurl_file = '/nowhere'", &[("COUNTERSIGN_DATABASE_URL", "z")]).unwrap();
    assert_eq!(config.database.url.unwrap().reveal(), "z");
    let error = parse("", &[("COUNTERSIGN_DATABASE_URL_FILE", "/nowhere")]).unwrap_err();
    assert!(error.starts_with("COUNTERSIGN_DATABASE_URL_FILE: /nowhere can't be read"), "{error}");
}

#[test]
fn a_value_of_another_kind_is_refused_with_an_example() {
    for (file, told) in [
        (
            "[server]\nlisten = 'everywhere'",
            "server.listen must be an IP address and a port, such as \"0.0.0.0:8080\"",
        ),
        (
            "[server]\nmax_in_flight = 0",
            "server.max_in_flight must be a whole number from 1 to 1000000, such as 512",
        ),
        ("[log]\nformat = 'xml'", "log.format must be one of: json, text, such as \"text\""),
        ("server = 1", "server must be a section: [server]"),
        (
            "[[providers]]\nname = 'a b'",
            "each of [[providers]] needs a name of letters, digits, - and _, such as name = \"mail\"",
        ),
    ] {
        assert_eq!(parse(file, &[]).unwrap_err(), told);
    }
    let error = parse("", &[("COUNTERSIGN_SERVER_DRAIN_SECONDS", "soon")]).unwrap_err();
    assert!(error.starts_with("COUNTERSIGN_SERVER_DRAIN_SECONDS must be a whole number"), "{error}");
    let error = parse("[[providers]]\nname = 'a'\nkind = 'smtp'\nurl = 'smtp://localhost'", &[]).unwrap_err();
    assert!(error.starts_with("providers.a.from is missing; for example: from = "), "{error}");
}

#[test]
fn two_providers_of_one_name_are_refused() {
    let other = MAIL.replace("my-mail", "My_Mail");
    let error = parse(&format!("{MAIL}{other}"), &[]).unwrap_err();
    assert!(error.starts_with("two providers are named my-mail and My_Mail"), "{error}");
}

#[test]
fn the_example_is_a_configuration_and_says_the_defaults() {
    assert_eq!(parse(&example(), &[]).unwrap().shown().len(), parse("", &[]).unwrap().shown().len());
    let home = tempfile::tempdir().unwrap();
    let keys = home.path().join("keys");
    std::fs::write(&keys, "k1:x").unwrap();
    // With every comment sign in front of a key taken away it is one too, and every key of every section is set.
    let uncommented: String = example()
        .replace("/etc/countersign/keys", keys.to_str().unwrap())
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| rest.contains(" = ") || rest.starts_with('['))
                .unwrap_or(line)
        })
        .fold(String::new(), |all, line| all + line + "\n");
    let config = parse(&uncommented, &[]).unwrap_or_else(|error| panic!("{error}\n{uncommented}"));
    let is_set = |shown: &&Shown| shown.value.is_some() && shown.source != Source::Default;
    // What holds for every kind of provider is shown once, under the last.
    let is_term = |shown: &&Shown| {
        let (provider, key) = shown.key.rsplit_once('.').unwrap_or_default();
        provider.starts_with("providers.") && TermsSettings::SECTION.key(key).is_some()
    };
    let (terms, own): (Vec<_>, Vec<_>) = config.shown().iter().partition(is_term);
    assert!(own.iter().all(is_set));
    assert_eq!(terms.iter().copied().filter(is_set).count(), TermsSettings::SECTION.keys.len());
    assert_eq!((config.routes.len(), config.channel_orders.is_empty()), (1, false));
    assert_eq!((config.providers.len(), config.upstreams.len()), (ProviderSettings::KINDS.len(), 1));
}

#[test]
fn every_key_of_every_section_is_known_to_the_environment_the_example_and_the_reference() {
    let (example, reference) = (example(), reference());
    let mut keys = Vec::new();
    for section in SECTIONS {
        keys.extend(section.keys.iter().map(|key| (section.name.to_owned(), key, String::new())));
    }
    for kind in ProviderSettings::KINDS {
        let required = kind.keys.iter().filter(|key| key.presence == Presence::Required);
        let table = required.map(|key| format!("{} = {}\n", key.name, value::example(key)));
        let file =
            format!("[[providers]]\nname = 'mine'\nkind = '{}'\n{}", kind.name, table.collect::<String>());
        keys.extend(kind.keys.iter().map(|key| ("providers.mine".to_owned(), key, file.clone())));
    }
    let required = UpstreamSettings::SECTION.keys.iter().filter(|key| key.presence == Presence::Required);
    let table: String = required.map(|key| format!("{} = {}\n", key.name, value::example(key))).collect();
    let file = format!("[[upstreams]]\nname = 'mine'\n{table}");
    keys.extend(
        UpstreamSettings::SECTION.keys.iter().map(|key| ("upstreams.mine".to_owned(), key, file.clone())),
    );
    for (section, key, file) in &keys {
        let (name, whole) = (variable(section, key.name), sections::path(section, key.name));
        // Some keys want another beside them; what matters is that each is read.
        let config = parse(file, &[(&name, key.example)]).unwrap_or_else(|error| panic!("{name}: {error}"));
        let shown = config.shown().iter().find(|shown| shown.key == whole).expect("it is shown");
        assert_eq!(shown.source, Source::Environment(name.clone()), "{whole}");
        assert!(example.contains(&format!("# {} = ", key.name)) || key.name == "keys", "{whole}");
        let told = name.replace("_MINE_", "_<NAME>_");
        assert!(reference.contains(&format!("| `{}`<br>`{told}` |", key.name)), "{whole}");
    }
    // And the other way round: what is read without being in the list would be in neither.
    for shown in parse("", &[]).unwrap().shown() {
        let is_listed = |(section, key, _): &(String, &countersign_settings::Key, String)| {
            sections::path(section, key.name) == shown.key
        };
        assert!(keys.iter().any(is_listed), "{} is in no section of the list", shown.key);
    }
}

#[test]
fn every_limit_stands_in_the_example_of_limits() {
    // serde names all keys that a table may have when it meets one that it doesn't know.
    for table in ["limits", "limits.per_address", "limits.prices", "limits.budget"] {
        let told = parse(&format!("[{table}]\nnonsense = 1\n"), &[]).unwrap_err();
        let known: Vec<&str> = told.split('`').skip(3).step_by(2).collect();
        assert!(known.len() > 2, "{told}");
        for key in known {
            let (plain, header) = (format!("{key} = "), format!("[limits.{key}]"));
            assert!(limits::EXAMPLE.contains(&plain) || limits::EXAMPLE.contains(&header), "{table}.{key}");
        }
    }
}

#[test]
fn the_reference_page_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/configuration.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == reference(), "run: cargo run -- config reference > docs/reference/configuration.md");
}
