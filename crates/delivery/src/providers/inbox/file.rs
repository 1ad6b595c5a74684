//! The inbox's file: one message a line, oldest first.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::InboxMessage;

pub(super) struct InboxFile {
    path: PathBuf,
    file: File,
    /// Lines in the file; it is rewritten when they are twice what is kept.
    lines: usize,
    kept: usize,
    /// The last write may have stopped inside a line.
    torn: bool,
}

impl InboxFile {
    /// Opens or makes the file and reads its last `kept` messages. It is written anew at once: that trims it, drops a
    /// line torn by a crash, and gives a file with wider permissions the right ones.
    pub(super) fn open(path: PathBuf, kept: usize) -> io::Result<(Self, VecDeque<Arc<InboxMessage>>)> {
        let messages = read(&path, kept)?;
        let file = rewrite(&path, &messages)?;
        Ok((Self { path, file, lines: messages.len(), kept, torn: false }, messages))
    }

    /// Adds one line.
    pub(super) fn append(&mut self, message: &InboxMessage) -> io::Result<()> {
        let mut line = Vec::new();
        if self.torn {
            // Ends the torn line, so that it spoils no other.
            line.push(b'\n');
        }
        serde_json::to_writer(&mut line, message)?;
        line.push(b'\n');
        self.torn = true;
        self.file.write_all(&line)?;
        self.torn = false;
        self.lines += 1;
        Ok(())
    }

    /// Keeps the file from growing without end. If it can't be written anew the old one still has everything.
    pub(super) fn shrink_if_long(&mut self, messages: &VecDeque<Arc<InboxMessage>>) {
        if self.lines < self.kept * 2 {
            return;
        }
        if let Err(error) = self.write_anew(messages) {
            tracing::warn!(%error, "the inbox file could not be shortened");
            self.lines = messages.len();
        }
    }

    /// Writes the file anew with these messages and no others.
    pub(super) fn write_anew(&mut self, messages: &VecDeque<Arc<InboxMessage>>) -> io::Result<()> {
        self.file = rewrite(&self.path, messages)?;
        self.torn = false;
        self.lines = messages.len();
        Ok(())
    }
}

/// The last `kept` readable lines.
fn read(path: &Path, kept: usize) -> io::Result<VecDeque<Arc<InboxMessage>>> {
    let mut bytes = Vec::new();
    match File::open(path) {
        Ok(mut file) => file.read_to_end(&mut bytes)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(error) => return Err(error),
    };
    let mut messages = VecDeque::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        if let Ok(message) = serde_json::from_slice::<InboxMessage>(line) {
            messages.push_back(Arc::new(message));
            if messages.len() > kept {
                messages.pop_front();
            }
        }
    }
    Ok(messages)
}

/// Writes a new file beside the old one and puts it in its place: a crash leaves the one or the other, whole.
fn rewrite(path: &Path, messages: &VecDeque<Arc<InboxMessage>>) -> io::Result<File> {
    let mut lines = Vec::new();
    for message in messages {
        serde_json::to_writer(&mut lines, message.as_ref())?;
        lines.push(b'\n');
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    // A leftover of a crash may have any permissions; one that is made anew has ours.
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.append(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(&lines)?;
    std::fs::rename(&beside, path)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: u64) -> InboxMessage {
        let mut message: InboxMessage = serde_json::from_str(
            r#"{"id":0,"to":"+15017122661","channel":"sms","code":"1","text":"1","locale":"en","sender":"Acme",
                "attempt_sid":"VL","at":"2023-11-14T22:13:20Z"}"#,
        )
        .expect("a line");
        message.id = id;
        message
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_line_that_failed_half_way_spoils_no_other() {
        let dir = tempfile::tempdir().expect("a directory");
        let (mut inbox, _) = InboxFile::open(dir.path().join("inbox"), 10).expect("a file");
        let mut good =
            std::mem::replace(&mut inbox.file, File::options().write(true).open("/dev/full").expect("full"));
        assert!(inbox.append(&message(1)).is_err());
        good.write_all(b"{\"id\":1,\"to\":").expect("half a line");
        inbox.file = good;
        inbox.append(&message(2)).expect("room again");
        let kept = read(&inbox.path, 10).expect("the file");
        assert_eq!(kept.iter().map(|message| message.id).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn the_file_is_shortened_once_it_is_twice_what_is_kept() {
        let dir = tempfile::tempdir().expect("a directory");
        let (mut inbox, mut messages) = InboxFile::open(dir.path().join("inbox"), 3).expect("a file");
        let lines =
            |inbox: &InboxFile| std::fs::read_to_string(&inbox.path).expect("the file").lines().count();
        let mut longest = 0;
        for id in 1..=20 {
            inbox.append(&message(id)).expect("a line");
            messages.push_back(Arc::new(message(id)));
            while messages.len() > 3 {
                messages.pop_front();
            }
            inbox.shrink_if_long(&messages);
            longest = longest.max(lines(&inbox));
        }
        assert_eq!(longest, 5);
        let kept = read(&inbox.path, 3).expect("the file");
        assert_eq!(kept.iter().map(|message| message.id).collect::<Vec<_>>(), [18, 19, 20]);
    }
}
