//! The reference page of the command line, made from the commands themselves.

use std::fmt::Write as _;

use clap::{Command, CommandFactory};

use super::Cli;

/// The page: what `--help` says of every command, in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(
        "# The command line\n\n\
         Made from the commands themselves; `countersign COMMAND --help` says the same. Commands that work on data reach \
         a running server through the socket in its data directory, and open the data themselves when none runs.\n",
    );
    let root = Cli::command().term_width(100);
    write_one(&mut page, root, "", 2);
    page
}

fn write_one(page: &mut String, command: Command, above: &str, level: usize) {
    let name = format!("{above}{}", command.get_name());
    // Its place in the line is what `Usage:` shows.
    let mut command = command.bin_name(&name).term_width(100);
    command.build();
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    // Writing into a String never fails.
    let _ = write!(
        page,
        "\n{} {name}\n\n```text\n{}\n```\n",
        "#".repeat(level.min(4)),
        lines.join("\n").trim_end()
    );
    for below in command.get_subcommands() {
        if below.get_name() != "help" && !below.is_hide_set() {
            write_one(page, below.clone(), &format!("{name} "), level + 1);
        }
    }
}
