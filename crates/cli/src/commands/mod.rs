//! The command line: one command, one file.

pub mod access_token;
pub mod account;
pub mod audit;
pub mod backup;
pub mod block;
pub mod challenge;
pub mod config;
pub mod costs;
pub mod deliveries;
pub mod dev;
pub mod doctor;
pub mod entity;
pub mod erase;
pub mod factor;
pub mod key;
pub mod messaging_configuration;
pub mod migrate;
mod options;
pub mod pause;
pub mod prompt;
pub mod providers;
pub mod rate_limit;
mod reference;
pub mod restore;
pub mod route;
pub mod safe_list;
pub mod secrets;
pub mod serve;
pub mod service;
mod span;
pub mod template;
pub mod token;
pub mod verify;
pub mod webhook;
mod whom;

use std::fmt;

use clap::{CommandFactory, Parser, Subcommand};
use countersign_store::StoreError;

pub(crate) use options::operator;
pub use options::{Options, Place, Whose};
use options::{channel, forgotten, sid};
pub use reference::reference;
pub use span::{BadSpan, Span};

/// A self-hosted server that speaks Twilio's Verify v2 API.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, about, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Told by `--help`.
const EXIT_CODES: &str = "Exit codes: 0 done; 1 failed, standard error says why and trying again may help; 2 the command line can't be read; 78 the \
    configuration, the keys or the data must be changed first.";

#[derive(Debug, Subcommand)]
enum Command {
    Dev(dev::Dev),
    Serve(serve::Serve),
    #[command(subcommand)]
    Config(config::Config),
    Account(account::Account),
    Key(key::Key),
    Service(service::Service),
    RateLimit(rate_limit::RateLimit),
    Template(template::Template),
    MessagingConfiguration(messaging_configuration::MessagingConfiguration),
    Webhook(webhook::Webhook),
    Prompt(prompt::Prompt),
    Secrets(secrets::Secrets),
    Verify(verify::Verify),
    Entity(entity::Entity),
    Factor(factor::Factor),
    Challenge(challenge::Challenge),
    Token(token::Token),
    AccessToken(access_token::AccessToken),
    Audit(audit::Audit),
    Deliveries(deliveries::Deliveries),
    Costs(costs::Costs),
    Route(route::Route),
    Providers(providers::Providers),
    Block(block::Block),
    Pause(pause::Pause),
    Resume(pause::Resume),
    SafeList(safe_list::SafeList),
    Migrate(migrate::Migrate),
    Doctor(doctor::Doctor),
    Erase(erase::Erase),
    Backup(backup::Backup),
    Restore(restore::Restore),
    /// Print what a shell needs to complete this command's words
    #[command(after_help = "Example:\n  countersign completions bash > /etc/bash_completion.d/countersign")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Why a command did not do what it was asked: a sentence that says what to do.
#[derive(Debug)]
pub struct Failure {
    sentence: String,
    code: u8,
}

/// The exit code when the configuration, the keys or the data are not what they must be: trying again is of no use
/// (`EX_CONFIG` of sysexits.h). Every other failure is 1, and a command line that can't be read is 2.
pub const BAD_CONFIGURATION: u8 = 78;

impl Failure {
    /// A failure with this sentence.
    #[must_use]
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: 1 }
    }

    /// A failure that lasts until somebody changes the configuration, the keys or the data.
    #[must_use]
    pub fn configuration(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: BAD_CONFIGURATION }
    }

    /// What the process exits with.
    #[must_use]
    pub fn code(&self) -> u8 {
        self.code
    }

    /// The database gave no answer, or is nothing for this version.
    #[must_use]
    pub fn of(error: StoreError) -> Self {
        if error.is_unfit() { Self::configuration(error.to_string()) } else { Self::new(error.to_string()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Failure {}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// When it can't be done.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Dev(dev) => dev.run(),
            Command::Serve(serve) => serve.run(),
            Command::Secrets(secrets) => secrets.run(),
            Command::Config(config) => config.run(),
            Command::Account(account) => account.run(),
            Command::Key(key) => key.run(),
            Command::Service(service) => service.run(),
            Command::RateLimit(rate_limit) => rate_limit.run(),
            Command::Template(template) => template.run(),
            Command::MessagingConfiguration(configuration) => configuration.run(),
            Command::Webhook(webhook) => webhook.run(),
            Command::Prompt(prompt) => prompt.run(),
            Command::Verify(verify) => verify.run(),
            Command::Entity(entity) => entity.run(),
            Command::Factor(factor) => factor.run(),
            Command::Challenge(challenge) => challenge.run(),
            Command::Token(token) => token.run(),
            Command::AccessToken(access_token) => access_token.run(),
            Command::Audit(audit) => audit.run(),
            Command::Deliveries(deliveries) => deliveries.run(),
            Command::Costs(costs) => costs.run(),
            Command::Route(route) => route.run(),
            Command::Providers(providers) => providers.run(),
            Command::Block(block) => block.run(),
            Command::Pause(pause) => pause.run(),
            Command::Resume(resume) => resume.run(),
            Command::SafeList(safe_list) => safe_list.run(),
            Command::Migrate(migrate) => migrate.run(),
            Command::Doctor(doctor) => doctor.run(),
            Command::Erase(erase) => erase.run(),
            Command::Backup(backup) => backup.run(),
            Command::Restore(restore) => restore.run(),
            Command::Completions { shell } => {
                clap_complete::generate(shell, &mut Self::command(), "countersign", &mut std::io::stdout());
                Ok(())
            }
        }
    }
}
