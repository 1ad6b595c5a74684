//! `countersign backup`

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use countersign_engine::Engine;
use countersign_store::migrations;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Failure, Options};
use crate::control::{Answer, Listener, Progress, Reply, Request, ask_with};

/// Copy everything into a file, while the server works
///
/// The file holds the database as it was at one moment, in lines of JSON that either engine restores. It is written
/// beside its final name and put there once it is whole and on the disk; an older file of that name is replaced then.
/// Only its owner may read it: it holds addresses. Secrets in it stay sealed, and the key file that opens them is not in
/// it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign backup /backups/countersign-$(date +%F).jsonl\n  \
    countersign backup nightly.jsonl --json")]
pub struct Backup {
    /// The file to write
    file: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// Names the migrations of a later version whose tables are not in the backup.
const LEFT_OUT: &str = "left_out";

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {}

impl Backup {
    pub(super) fn run(self) -> Result<(), Failure> {
        let told = |error: io::Error| Failure::new(format!("{}: {error}", self.file.display()));
        let mut draft = Draft::new(&self.file).map_err(told)?;
        let answer = ask_with(&self.options.place, Request::Backup(Ask {}), &mut draft)?;
        let bytes = draft.finish().map_err(told)?;
        let Answer::Record(mut fields) = answer else {
            return Err(Failure::new("the server answered something else: is it of another version?"));
        };
        fields.insert(0, ("file".to_owned(), json!(self.file.display().to_string())));
        fields.push(("bytes".to_owned(), json!(bytes)));
        let left_out = fields.iter().find(|(name, _)| name == LEFT_OUT).map(|(_, value)| value.to_string());
        if let Some(names) = left_out.filter(|names| names != "[]") {
            eprintln!(
                "countersign: a later version has used this database, and what it keeps by itself ({names}) is not in \
                 this backup: take another with that version"
            );
        }
        self.options.show(&Answer::Record(fields));
        if !self.options.json {
            let (config, path) = self.options.place.settle()?;
            let keys = if config.is_production() {
                "that keys_file names".to_owned()
            } else {
                path.join("keys").display().to_string()
            };
            println!(
                "\nThe keys are not in it. Keep the key file {keys} elsewhere: without it the backup can't be restored, \
                 and with it every secret in the backup can be read."
            );
        }
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, reply: &Reply) -> Result<Answer, Failure> {
        let taken_at = engine.now();
        let reply = reply.clone();
        let sink = move |piece: String, rows: u64| {
            reply.progress(format!("{rows} rows"));
            reply.text(piece)
        };
        let rows = engine.back_up(env!("CARGO_PKG_VERSION"), sink).await.map_err(Failure::of)?;
        let later = engine.store().read(migrations::later).await.map_err(Failure::of)?;
        Ok(Answer::record([
            ("taken", json!(taken_at.to_string())),
            ("rows", json!(rows.values().sum::<u64>())),
            ("accounts", json!(rows.get("accounts"))),
            ("verifications", json!(rows.get("verifications"))),
            (LEFT_OUT, json!(later)),
        ]))
    }
}

/// The file while it is written. Dropped before it is finished, nothing of it stays.
struct Draft {
    path: PathBuf,
    beside: PathBuf,
    file: Option<BufWriter<File>>,
    bytes: u64,
    progress: Progress,
}

impl Draft {
    fn new(path: &Path) -> io::Result<Self> {
        let mut beside = OsString::from(path);
        beside.push(".partial");
        let beside = PathBuf::from(beside);
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        let file = Some(BufWriter::new(file));
        Ok(Self { path: path.to_owned(), beside, file, bytes: 0, progress: Progress::default() })
    }

    /// Puts it in its place once it is on the disk; gives its length.
    fn finish(mut self) -> io::Result<u64> {
        if let Some(file) = self.file.take() {
            let sync = || -> io::Result<()> {
                file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
                fs::rename(&self.beside, &self.path)?;
                let directory = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
                File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
            };
            if let Err(error) = sync() {
                let _ = fs::remove_file(&self.beside);
                return Err(error);
            }
        }
        Ok(self.bytes)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.beside);
        }
    }
}

impl Listener for Draft {
    fn progress(&mut self, sentence: &str) {
        self.progress.show(&format!("{sentence}, {} MB", self.bytes / 1_000_000));
    }

    fn text(&mut self, piece: &str) -> Result<(), Failure> {
        let Some(file) = &mut self.file else { return Ok(()) };
        self.bytes += piece.len() as u64;
        file.write_all(piece.as_bytes())
            .map_err(|error| Failure::new(format!("{}: {error}", self.beside.display())))
    }
}
