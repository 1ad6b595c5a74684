//! The example file and the reference page, made from what is declared.

use std::fmt::Write;

use countersign_delivery::{ProviderSettings, UpstreamSettings};
use countersign_settings::{Key, Presence, Section};

use super::sections::{SECTIONS, variable};
use super::{TermsSettings, channel_orders, limits, messaging_services, routes, test_numbers, value};

/// A configuration file that works once its comments are removed: every key with its meaning and default.
#[must_use]
pub fn example() -> String {
    let mut out = "# Countersign's configuration. What is commented out shows the default or an example.\n\
                   # Over every key stands an environment variable, COUNTERSIGN_SERVER_LISTEN and so on. Every secret may\n\
                   # be given as a file of its own: append _file to the key, or _FILE to the variable.\n"
        .to_owned();
    for Section { name, doc, keys } in SECTIONS {
        if !name.is_empty() {
            comment(&mut out, doc);
            put(&mut out, &format!("[{name}]\n"));
        }
        keys.iter().for_each(|key| commented(&mut out, key, "# "));
    }
    put(
        &mut out,
        "\n# What may be sent at all: as it comes, nothing goes to any phone until countries are named.\n",
    );
    commented_out(&mut out, limits::EXAMPLE);
    for kind in ProviderSettings::KINDS {
        put(
            &mut out,
            &format!(
                "\n# {1}\n# [[providers]]\n# name = \"my-{0}\"\n# kind = \"{0}\"\n",
                kind.name, kind.about
            ),
        );
        kind.keys.iter().for_each(|key| commented(&mut out, key, "# "));
    }
    comment(&mut out, TermsSettings::SECTION.doc);
    TermsSettings::SECTION.keys.iter().for_each(|key| commented(&mut out, key, "# "));
    comment(&mut out, UpstreamSettings::SECTION.doc);
    put(&mut out, "# [[upstreams]]\n# name = \"my-twilio\"\n");
    UpstreamSettings::SECTION.keys.iter().for_each(|key| commented(&mut out, key, "# "));
    put(&mut out, &format!("\n# {}\n", ROUTES.replace('\n', "\n# ")));
    commented_out(&mut out, routes::EXAMPLE);
    put(&mut out, &format!("\n# {}\n", ORDERS.replace('\n', "\n# ")));
    commented_out(&mut out, channel_orders::EXAMPLE);
    put(&mut out, &format!("\n# {}\n", TEST_NUMBERS.replace('\n', "\n# ")));
    commented_out(&mut out, test_numbers::EXAMPLE);
    put(&mut out, &format!("\n# {}\n", MESSAGING.replace('\n', "\n# ")));
    commented_out(&mut out, messaging_services::EXAMPLE);
    out
}

/// What routes are for.
const ROUTES: &str = "Who is asked for which message. Where no route fits, everybody who carries the channel is asked, in the order\n\
    above. Of those that fit, one of a service counts before one of all, then the one that names the number most\n\
    closely, then the first.";

/// What orders of channels are for.
const ORDERS: &str = "Which channel comes after which, for Channel=auto and when a message isn't known to have arrived. Each\n\
    fallback spends the same limits and money as a send that was asked for.";

/// What test numbers are for.
const TEST_NUMBERS: &str = "Numbers to try the whole road with, where people are served too: nothing is sent to them, and their code stands\n\
    here. Only numbers that no person has, for 90 days at most, and marked wherever they are seen (test_number).";

/// What messaging services are for.
const MESSAGING: &str = "What a messaging service's SID means here: some of the providers above. A service's messaging configuration for\n\
    a country (or all) names it; the service's text messages to that country then go to these first, whatever the\n\
    routes say.";

fn commented_out(out: &mut String, text: &str) {
    for line in text.lines() {
        put(out, if line.is_empty() { "#" } else { "# " });
        put(out, &format!("{line}\n"));
    }
}

fn commented(out: &mut String, key: &Key, before: &str) {
    comment(out, key.doc);
    let text = match key.presence {
        Presence::Default(text) => {
            value::from_text(key.kind, text).map_or_else(String::new, |value| value::to_toml(&value))
        }
        Presence::Optional | Presence::Required => value::example(key),
    };
    let name = key.file_name().filter(|_| key.name == "keys");
    match name {
        // The one secret that has no business in this file.
        Some(name) => put(out, &format!("{before}{name} = \"/etc/countersign/keys\"\n")),
        None => put(out, &format!("{before}{} = {text}\n", key.name)),
    }
}

/// A comment in lines of bounded length, after an empty line.
fn comment(out: &mut String, text: &str) {
    put(out, "\n#");
    let mut length = 1;
    for word in text.split(' ') {
        if length + word.len() >= 110 {
            put(out, "\n#");
            length = 1;
        }
        put(out, &format!(" {word}"));
        length += word.len() + 1;
    }
    put(out, "\n");
}

/// The page `docs/reference/configuration.md`.
#[must_use]
pub fn reference() -> String {
    let mut out = "# Configuration\n\n\
        <!-- Made by `countersign config reference`; a test keeps it fresh. -->\n\n\
        One TOML file (`--config`), the environment over it. An unknown key, or an unknown variable of a section, refuses\n\
        to start. Every secret may be given in a file of its own: append `_file` to the key, or `_FILE` to the variable.\n\
        `countersign config show` tells where each value came from, `countersign config example` prints a file to start\n\
        from.\n"
        .to_owned();
    for Section { name, doc, keys } in SECTIONS {
        let title = if name.is_empty() { "Above all sections".to_owned() } else { format!("`[{name}]`") };
        put(&mut out, &format!("\n## {title}\n\n{doc}\n\n"));
        table(&mut out, keys, |key| variable(name, key));
    }
    put(
        &mut out,
        &format!(
            "\n## `[limits]`\n\nWhat may be sent at all, for `serve`: as it comes, nothing goes to any phone until countries are \
             named. Only the\nfile sets these.\n\n```toml\n{}```\n",
            limits::EXAMPLE
        ),
    );
    put(
        &mut out,
        "\n## `[[providers]]`\n\nWho carries messages, first choice first. Each has a `name` (letters, digits, `-` and `_`; it \
         stands in logs\nand in the names of its variables) and a `kind`.\n",
    );
    for kind in ProviderSettings::KINDS {
        let channels: Vec<_> =
            kind.channels.iter().map(|channel| format!("`{}`", channel.as_str())).collect();
        let carries = match &channels[..] {
            [] => {
                let platforms: Vec<_> =
                    kind.platforms.iter().map(|platform| format!("`{}`", platform.as_str())).collect();
                format!("Wakes devices of the platform {} and carries no codes.", platforms.join(", "))
            }
            channels => format!("Carries {}.", channels.join(", ")),
        };
        put(&mut out, &format!("\n### `kind = \"{}\"`\n\n{} {carries}\n\n", kind.name, kind.about));
        table(&mut out, kind.keys, |key| variable("providers.<name>", key).replace("__NAME__", "_<NAME>_"));
    }
    put(&mut out, &format!("\n### Every kind\n\n{}\n\n", TermsSettings::SECTION.doc));
    let name = |key: &str| variable("providers.<name>", key).replace("__NAME__", "_<NAME>_");
    table(&mut out, TermsSettings::SECTION.keys, name);
    put(
        &mut out,
        &format!(
            "\n## `[[upstreams]]`\n\n{} Each has a `name`, as providers do.\n\n",
            UpstreamSettings::SECTION.doc
        ),
    );
    let name = |key: &str| variable("upstreams.<name>", key).replace("__NAME__", "_<NAME>_");
    table(&mut out, UpstreamSettings::SECTION.keys, name);
    for (title, about, example) in [
        ("routes", ROUTES, routes::EXAMPLE),
        ("channel_orders", ORDERS, channel_orders::EXAMPLE),
        ("test_numbers", TEST_NUMBERS, test_numbers::EXAMPLE),
        ("messaging_services", MESSAGING, messaging_services::EXAMPLE),
    ] {
        put(
            &mut out,
            &format!("\n## `[[{title}]]`\n\n{about} Only the file sets these.\n\n```toml\n{example}```\n"),
        );
    }
    out
}

fn table(out: &mut String, keys: &[Key], variable: impl Fn(&str) -> String) {
    put(out, "| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
    for key in keys {
        let default = match key.presence {
            Presence::Default("") => "none".to_owned(),
            Presence::Default(text) => format!("`{text}`"),
            Presence::Optional => "none".to_owned(),
            Presence::Required => "**required**".to_owned(),
        };
        let line = format!(
            "| `{}`<br>`{}` | {} | {default} | {} Example: `{}` |\n",
            key.name,
            variable(key.name),
            key.kind,
            key.doc,
            value::example(key)
        );
        put(out, &line);
    }
}

fn put(out: &mut String, text: &str) {
    // Writing to a String doesn't fail.
    let _ = out.write_str(text);
}
