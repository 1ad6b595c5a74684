//! `countersign verify`

use std::fmt;
use std::io::BufRead;

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::verification::{
    CheckError, CheckVerification, StartVerification, StartVerificationError, Target,
};
use countersign_model::{Actor, Channel, Code, Recipient, Refusal, ServiceSid, Verdict};
use countersign_store::services;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Failure, Options, Whose, sid};
use crate::control::{Answer, Request, ask};

/// Send a code and check it, as an application would
///
/// Tries the whole road by hand: providers, texts, limits. A running server sends the message.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign verify send --to +15017122661\n  \
    countersign verify send --to anna@example.com --channel email --service VA…\n  \
    countersign verify check --to +15017122661 --code 123456   # exits with 1 unless approved\n  \
    countersign verify check --to +15017122661 --code - < code # not shown to whoever lists processes")]
pub struct Verify {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    whose: Whose,
    /// The service; may be left out where there is only one
    #[arg(long, global = true, value_name = "VA…")]
    service: Option<String>,
    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand)]
enum Verb {
    /// Send a code
    Send {
        /// A phone number in E.164, or an e-mail address
        #[arg(long)]
        to: String,
        /// sms, call or email
        #[arg(long, default_value = "sms")]
        channel: String,
    },
    /// Check a code
    Check {
        /// Where the code was sent
        #[arg(long)]
        to: String,
        /// The code; with - it is read from standard input, since every user of the machine can see a command line
        #[arg(long)]
        code: String,
    },
}

/// Without address and code: this may end up in a log.
impl fmt::Debug for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { to: _, channel } => {
                f.debug_struct("Send").field("channel", channel).finish_non_exhaustive()
            }
            Self::Check { .. } => f.debug_struct("Check").finish_non_exhaustive(),
        }
    }
}

/// What this command asks of the data.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ask {
    #[serde(flatten)]
    whose: Whose,
    service: Option<String>,
    verb: AskVerb,
}

#[derive(Serialize, Deserialize)]
enum AskVerb {
    Send { to: String, channel: String },
    Check { to: String, code: String },
}

impl Verify {
    pub(super) fn run(self) -> Result<(), Failure> {
        let verb = match self.verb {
            Verb::Send { to, channel } => AskVerb::Send { to, channel },
            Verb::Check { to, code } => AskVerb::Check { to, code: given(code, std::io::stdin().lock())? },
        };
        let request = Ask { whose: self.whose, service: self.service, verb };
        let answer = ask(&self.options.place, Request::Verify(request))?;
        self.options.show(&answer);
        match answer.to_json().get("status").and_then(serde_json::Value::as_str) {
            Some("pending") if answer.to_json().get("valid") == Some(&json!(false)) => {
                Err(Failure::new("not approved"))
            }
            _ => Ok(()),
        }
    }
}

/// The code that was given: the text itself, or for `-` the first line of `input`.
pub(super) fn given(code: String, input: impl BufRead) -> Result<String, Failure> {
    if code != "-" {
        return Ok(code);
    }
    // A code has ten characters at most; nobody has to read a disk to learn that this is none.
    const LONGEST: u64 = 1024;
    let mut line = String::new();
    input
        .take(LONGEST)
        .read_line(&mut line)
        .map_err(|error| Failure::new(format!("standard input can't be read: {error}")))?;
    match line.trim() {
        "" => Err(Failure::new("no code came on standard input")),
        code => Ok(code.to_owned()),
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let account = self.whose.sid(engine).await?;
        let service = match self.service.as_deref() {
            Some(text) => sid(text, "service")?,
            None => only_service(engine, account).await?,
        };
        match self.verb {
            AskVerb::Send { to, channel } => {
                let channel: Channel = channel
                    .parse()
                    .map_err(|_| Failure::new(format!("{channel} is no channel: sms, call or email")))?;
                let recipient = Recipient::parse_for(channel, &to)
                    .map_err(|error| Failure::new(format!("{to}: {error}")))?;
                let wanted = StartVerification::plain(account, by, service, recipient, channel);
                let (verification, _) = engine.start_verification(wanted).await.map_err(unstarted)?;
                Ok(Answer::record([
                    ("verification", json!(verification.sid.to_string())),
                    ("to", json!(verification.recipient.as_str())),
                    ("channel", json!(verification.channel.as_str())),
                    ("status", json!("pending")),
                    ("sends", json!(verification.sends_used)),
                    ("expires", json!(verification.expires_at.to_string())),
                    ("test_number", json!(verification.is_test())),
                ]))
            }
            AskVerb::Check { to, code } => {
                let recipient =
                    Recipient::parse(&to).map_err(|error| Failure::new(format!("{to}: {error}")))?;
                let code =
                    Code::parse_given(&code).map_err(|_| Failure::new("a code has 4 to 10 characters"))?;
                let wanted = CheckVerification {
                    account,
                    service,
                    target: Target::Address(recipient),
                    code: Some(code),
                    amount: None,
                    payee: None,
                };
                let checked = engine.check_verification(wanted).await.map_err(unchecked)?;
                let approved = checked.verdict == Verdict::Approved;
                Ok(Answer::record([
                    ("verification", json!(checked.verification.sid.to_string())),
                    ("status", json!(if approved { "approved" } else { "pending" })),
                    ("valid", json!(approved)),
                    ("test_number", json!(checked.verification.is_test())),
                ]))
            }
        }
    }
}

pub(super) async fn only_service(
    engine: &Engine,
    account: countersign_model::AccountSid,
) -> Result<ServiceSid, Failure> {
    let request = countersign_model::PageRequest::first(2);
    let found = engine.store().read(move |tx| services::list(tx, account, &request)).await;
    match &found.map_err(Failure::of)?.rows[..] {
        [only] => Ok(only.sid),
        [] => Err(Failure::new("the account has no service: make one with countersign service create")),
        _ => Err(Failure::new("the account has several services: name one with --service")),
    }
}

fn unstarted(error: StartVerificationError) -> Failure {
    match error {
        StartVerificationError::NoService => Failure::new("the account has no such service"),
        StartVerificationError::Psd2Missing | StartVerificationError::Psd2Call => {
            Failure::new("the service binds codes to payments: use the API, which takes Amount and Payee")
        }
        StartVerificationError::NotSupported => Failure::new("the service doesn't allow this"),
        // This command names no template and knows nothing to put into the service's own.
        StartVerificationError::Template(_) => Failure::new(
            "the service's template has names of its own: use the API, which takes substitutions",
        ),
        StartVerificationError::NoProvider(channel) => Failure::new(format!(
            "no provider carries {channel}: start the server, or add one to its configuration"
        )),
        StartVerificationError::Landline => {
            Failure::new("the number is a landline, which this service skips")
        }
        // Keys come with requests over HTTP.
        StartVerificationError::NoRateLimit => Failure::new("the service has no such rate limit"),
        StartVerificationError::KeyReused => Failure::new("the idempotency key was used for another request"),
        StartVerificationError::Refused(refusal) => refused(refusal),
        StartVerificationError::Limited(rule) => Failure::new(rule.sentence()),
        StartVerificationError::Reached(reached) => Failure::new(reached.sentence()),
        StartVerificationError::NoUpstream => {
            Failure::new("a verification lives for it at an upstream that the configuration no longer names")
        }
        StartVerificationError::Store(error) => Failure::of(error),
    }
}

fn unchecked(error: CheckError) -> Failure {
    match error {
        CheckError::Refused(refusal) => refused(refusal),
        CheckError::Past { how, at } => {
            let how = how.as_str().replace('_', " ");
            Failure::new(format!("the last code of this address ended at {at} ({how}): send another first"))
        }
        CheckError::Psd2Missing => {
            Failure::new("the service binds codes to payments: use the API, which takes Amount and Payee")
        }
        // The command names an address and a code: neither leads to an approval.
        CheckError::CodeMissing | CheckError::NoCode | CheckError::Reported { .. } => {
            Failure::new("no code is out for this address: send one first")
        }
        CheckError::NoUpstream { .. } => Failure::new(
            "its upstream can't be asked now, or is no longer in the configuration; no check was spent",
        ),
        CheckError::Store(error) => Failure::of(error),
    }
}

fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::NotFound => Failure::new("no code is out for this address: send one first"),
        Refusal::MaxChecks { frees_at } => {
            Failure::new(format!("too many wrong codes: again from {frees_at}"))
        }
        Refusal::MaxSends { frees_at } => {
            Failure::new(format!("too many codes were sent: again from {frees_at}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::commands::Cli;

    #[test]
    fn the_debug_output_shows_neither_code_nor_number() {
        let check = ["countersign", "verify", "check", "--to", "+15017122661", "--code", "135790"];
        let send = ["countersign", "verify", "send", "--to", "+15017122661", "--channel", "call"];
        for line in [&check[..], &send[..]] {
            let shown = format!("{:?}", Cli::try_parse_from(line).expect("a command"));
            assert!(!shown.contains("5017122661") && !shown.contains("135790"), "{shown}");
        }
    }

    #[test]
    fn a_code_is_the_argument_or_the_first_line_of_the_input() {
        let given = |code: &str, input: &str| given(code.to_owned(), input.as_bytes()).ok();
        assert_eq!(given("123456", "999999\n").as_deref(), Some("123456"));
        assert_eq!(given("-", "123456\n999999\n").as_deref(), Some("123456"));
        assert_eq!(given("-", " 123456\r\n").as_deref(), Some("123456"));
        assert_eq!(given("-", "\n123456\n"), None);
        assert_eq!(given("-", ""), None);
    }
}
