//! Writes every page into a folder, to be looked at and tested in a browser: `cargo run -p countersign-prompt --example
//! gallery -- FOLDER`. Beside each page stands the policy that it is sent with.

#[path = "../tests/pages/samples.rs"]
mod samples;

use std::path::PathBuf;
use std::{env, fs, io};

use countersign_messages::Locale;
use countersign_prompt::page::Pages;
use countersign_prompt::page::view::Frame;
use samples::{Sample, samples};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from).ok_or_else(|| io::Error::other("name a folder"))?;
    fs::create_dir_all(&folder)?;
    let pages = Pages::new();
    let mut names = Vec::new();
    for Sample { name, frame, page } in samples() {
        for locale in Locale::all() {
            let html = pages.html(&Frame { locale, ..frame.clone() }, &page);
            let file = format!("{name}.{}.html", locale.tag());
            fs::write(folder.join(&file), &html.text)?;
            fs::write(folder.join(format!("{file}.policy")), html.policy(None))?;
        }
        names.push(name);
    }
    fs::write(folder.join("names.txt"), names.join("\n"))
}
