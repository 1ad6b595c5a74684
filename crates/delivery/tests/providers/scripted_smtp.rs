//! An SMTP server that does what a test tells it to, where a test tells it to.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server does when its turn comes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Says this line and goes on.
    Say(&'static str),
    /// Closes the connection.
    Drop,
    /// Stays silent with the connection open.
    Hang,
}

/// The moments at which it may act out of the ordinary: `HELLO` is the greeting, `TEXT` the end of the message.
pub(crate) type Moment = &'static str;

/// A server on a free loopback port. It runs until the test process ends.
pub(crate) struct Scripted {
    /// The port.
    pub(crate) port: u16,
    log: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// A server that behaves, but for what `script` says.
    pub(crate) fn start(script: &'static [(Moment, Act)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let log = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&log);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = Arc::clone(&written);
                // An error is the client's hanging up, which ends the conversation like QUIT.
                std::thread::spawn(move || converse(stream, script, &log));
            }
        });
        Self { port, log }
    }

    /// How often this verb (or `HELLO`, `TEXT`) has come.
    pub(crate) fn count(&self, moment: Moment) -> usize {
        self.log.lock().expect("the log").iter().filter(|line| *line == moment).count()
    }
}

fn converse(stream: TcpStream, script: &[(Moment, Act)], log: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut moment = "HELLO".to_owned();
    loop {
        log.lock().expect("the log").push(moment.clone());
        match script.iter().find(|(of, _)| *of == moment).map_or(usual(&moment), |(_, act)| *act) {
            Act::Say(reply) => (&stream).write_all(format!("{reply}\r\n").as_bytes())?,
            Act::Drop => return Ok(()),
            Act::Hang => {
                // Until the other side has had enough.
                while lines.read_line(&mut String::new())? > 0 {}
                return Ok(());
            }
        }
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if moment == "DATA" && !script.iter().any(|(of, _)| *of == "DATA") {
            while line != ".\r\n" {
                line.clear();
                if lines.read_line(&mut line)? == 0 {
                    return Ok(());
                }
            }
            moment = "TEXT".to_owned();
        } else {
            moment = line.split_whitespace().next().unwrap_or_default().to_uppercase();
        }
    }
}

fn usual(moment: &str) -> Act {
    match moment {
        "HELLO" => Act::Say("220 scripted"),
        "DATA" => Act::Say("354 go ahead"),
        "QUIT" => Act::Say("221 bye"),
        _ => Act::Say("250 ok"),
    }
}
