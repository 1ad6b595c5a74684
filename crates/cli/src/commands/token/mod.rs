//! `countersign token`

mod file;
mod shown;

use std::fmt;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use countersign_engine::Engine;
use countersign_engine::token::{AssignToken, ImportError, NotDeleted, Unassigned};
use countersign_factors::hardware::TokenCodes;
use countersign_factors::token_file::Format;
use countersign_model::{AccountSid, Actor, TokenSerial};
use countersign_store::hardware_tokens;
use serde::{Deserialize, Serialize};
use serde_json::json;

use self::file::Wire;
use super::verify::given;
use super::whom::{Where, undone};
use super::{Failure, Options};
use crate::control::{Answer, Reply, Request, ask};

/// Import, list, show, assign, unassign and delete hardware tokens
///
/// A hardware token shows codes, by a button (HOTP) or by a clock (TOTP). Its seed comes from its maker in a file; a person is
/// given it by the number on its back and two codes that it shows one after the other.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign token import tokens.xml --format pskc --key-file transport.key\n  \
    countersign token import tokens.csv --format csv      # serial,seed,HOTP|TOTP,digits,counter or time step\n  \
    countersign token list --json\n  \
    countersign token assign GALT00142337 --identity ff483d1ff591898a9942916050d2ca3f --codes 755224,287082\n  \
    countersign token unassign GALT00142337 --yes")]
pub struct Token {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    options: Options,
}

/// How a file of tokens is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FileFormat {
    /// XML of RFC 6030, in clear or encrypted
    Pskc,
    /// A token a line, its parts divided by commas
    Csv,
    /// What the YubiKey Personalization Tool and ykman log
    Yubico,
}

impl From<FileFormat> for Format {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Pskc => Self::Pskc,
            FileFormat::Csv => Self::Csv,
            FileFormat::Yubico => Self::Yubico,
        }
    }
}

#[derive(Subcommand)]
enum Verb {
    /// Take in a file of tokens with their seeds: all of them, or none
    Import {
        /// The file
        file: PathBuf,
        /// How it is written
        #[arg(long, value_enum)]
        format: FileFormat,
        /// A file with the key that you and the maker share, in hex, base64 or as it is
        #[arg(long, value_name = "FILE", conflicts_with = "password_file")]
        key_file: Option<PathBuf>,
        /// A file whose first line is the password of the file
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// List an account's tokens, and who has them
    List,
    /// Show a token
    Show {
        /// The number on its back
        serial: String,
    },
    /// Give a token to a person who has it in their hand
    Assign {
        /// The number on its back
        serial: String,
        /// The application's name for the person
        #[arg(long, value_name = "IDENTITY")]
        identity: String,
        /// Two codes that it shows one after the other, with a comma between them; with - they are read from standard input,
        /// since every user of the machine can see a command line
        #[arg(long)]
        codes: String,
    },
    /// Take a token away from whoever has it: it lets them in no more
    Unassign {
        /// The number on its back
        serial: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
    /// Delete a token that nobody has, with its seed
    Delete {
        /// The number on its back
        serial: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

/// Without codes: this may end up in a log.
impl fmt::Debug for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Import { .. } => "Import",
            Self::List => "List",
            Self::Show { .. } => "Show",
            Self::Assign { .. } => "Assign",
            Self::Unassign { .. } => "Unassign",
            Self::Delete { .. } => "Delete",
        })
    }
}

/// What this command asks of the data. No `Debug`: it may hold seeds.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ask {
    place: Where,
    verb: AskVerb,
}

#[derive(Serialize, Deserialize)]
enum AskVerb {
    Import { tokens: Vec<Wire> },
    List,
    Show { serial: String },
    Assign { serial: String, identity: String, codes: String },
    Unassign { serial: String },
    Delete { serial: String },
}

impl Token {
    pub(super) fn run(self) -> Result<(), Failure> {
        let verb = match self.verb {
            Verb::Import { file, format, key_file, password_file } => {
                AskVerb::Import { tokens: file::read(&file, format.into(), key_file, password_file)? }
            }
            Verb::List => AskVerb::List,
            Verb::Show { serial } => AskVerb::Show { serial },
            Verb::Assign { serial, identity, codes } => {
                AskVerb::Assign { serial, identity, codes: given(codes, std::io::stdin().lock())? }
            }
            Verb::Unassign { yes: false, serial } => {
                return Err(Failure::new(format!(
                    "without token {serial} the person may have no other way in: add --yes to do it"
                )));
            }
            Verb::Unassign { serial, .. } => AskVerb::Unassign { serial },
            Verb::Delete { yes: false, serial } => {
                return Err(Failure::new(format!(
                    "to use token {serial} again, its seed has to be imported anew: add --yes to do it"
                )));
            }
            Verb::Delete { serial, .. } => AskVerb::Delete { serial },
        };
        let answer = ask(&self.options.place, Request::Token(Ask { place: self.place, verb }))?;
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(
        self,
        engine: &Engine,
        by: Actor,
        reply: &Reply,
    ) -> Result<Answer, Failure> {
        match self.verb {
            AskVerb::Import { tokens } => {
                let account = self.place.account(engine).await?;
                import(engine, account, tokens, by, reply).await
            }
            AskVerb::List => shown::list(engine, self.place.account(engine).await?).await,
            AskVerb::Show { serial } => {
                let (account, serial) = (self.place.account(engine).await?, parse(&serial)?);
                let asked = serial.clone();
                let found = engine.store().read(move |tx| hardware_tokens::find(tx, account, &asked)).await;
                let token = found.map_err(Failure::of)?.ok_or_else(|| absent(&serial))?;
                Ok(shown::record(&token))
            }
            AskVerb::Assign { serial, identity, codes } => {
                let place = self.place.place(engine, &identity).await?;
                let (first, second) = codes.split_once(',').unwrap_or_default();
                let codes = TokenCodes::parse(first, second).ok_or_else(|| {
                    Failure::new(
                        "give two codes of 6 to 8 digits with a comma between them: --codes 123456,654321",
                    )
                })?;
                let wanted =
                    AssignToken { place, serial: parse(&serial)?, codes, friendly_name: None, kinds: None };
                let factor = engine.assign_token(wanted, by).await;
                let factor = factor.map_err(|error| undone(error, "the account has no such service"))?;
                Ok(Answer::record([
                    ("token", json!(factor.friendly_name.as_str())),
                    ("identity", json!(factor.identity.as_str())),
                    ("factor", json!(factor.sid.to_string())),
                    ("type", json!(factor.kind.as_str())),
                ]))
            }
            AskVerb::Unassign { serial } => {
                let (account, serial) = (self.place.account(engine).await?, parse(&serial)?);
                let done = engine.unassign_token(account, serial.clone(), by).await.map_err(Failure::of)?;
                match done {
                    Unassigned::From(holder) => {
                        Ok(Answer::Done(format!("token {serial} is no longer {}'s", holder.identity)))
                    }
                    Unassigned::Nobodys => Err(Failure::new(format!("nobody has token {serial}"))),
                    Unassigned::NotFound => Err(absent(&serial)),
                }
            }
            AskVerb::Delete { serial } => {
                let (account, serial) = (self.place.account(engine).await?, parse(&serial)?);
                let done = engine.delete_token(account, serial.clone(), by).await.map_err(Failure::of)?;
                match done {
                    Ok(_) => Ok(Answer::Done(format!("token {serial} is deleted"))),
                    Err(NotDeleted::NotFound) => Err(absent(&serial)),
                    Err(NotDeleted::Assigned(holder)) => Err(Failure::new(format!(
                        "{} has token {serial}: take it away first with countersign token unassign {serial}",
                        holder.identity
                    ))),
                }
            }
        }
    }
}

async fn import(
    engine: &Engine,
    account: AccountSid,
    tokens: Vec<Wire>,
    by: Actor,
    reply: &Reply,
) -> Result<Answer, Failure> {
    let tokens = tokens.into_iter().map(Wire::open).collect::<Result<Vec<_>, Failure>>()?;
    let (all, buttons) = (tokens.len(), tokens.iter().filter(|it| it.kind.period().is_none()).count());
    let told = |done| reply.progress(format!("{done} of {all} tokens"));
    let imported = engine.import_tokens(account, tokens, by, told).await;
    imported.map_err(|error| match error {
        ImportError::NoAccount => {
            Failure::new(format!("there is no account {account}: see countersign account list"))
        }
        ImportError::Present { first, all } => {
            let named: Vec<_> =
                first.iter().map(|it| format!("line {}: token {} is there already", it.line, it.serial)).collect();
            let more = if all > first.len() { format!("; and {} more", all - first.len()) } else { String::new() };
            Failure::new(format!("{}{more}. Nothing was imported", named.join("; ")))
        }
        ImportError::Overtaken => Failure::new(
            "somebody began to import another file meanwhile: nothing of this one was imported; import it again",
        ),
        ImportError::Store(error) => Failure::of(error),
    })?;
    Ok(Answer::record([
        ("account", json!(account.to_string())),
        ("tokens", json!(all)),
        ("hotp", json!(buttons)),
        ("totp", json!(all - buttons)),
    ]))
}

fn parse(serial: &str) -> Result<TokenSerial, Failure> {
    TokenSerial::parse(serial).map_err(|_| {
        Failure::new(format!("{serial} is no serial number: it has up to 40 letters and digits"))
    })
}

fn absent(serial: &TokenSerial) -> Failure {
    Failure::new(format!("the account has no token {serial}: see countersign token list"))
}
