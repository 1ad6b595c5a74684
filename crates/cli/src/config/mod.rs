//! The configuration: one TOML file, the environment over it; an unknown key is an error.
//!
//! Each key is declared once, in its section's file, and everything else is made from that: reading, the check for
//! unknown keys, `config show`, the example file and the reference page.

mod channel_orders;
mod database;
mod doubts;
mod general;
mod layers;
mod limits;
mod log;
mod messaging_services;
mod nearest;
mod ops;
mod papers;
pub(crate) mod providers;
mod retention;
mod routes;
mod sections;
mod server;
mod shown;
mod test_numbers;
#[cfg(test)]
mod tests;
mod traces;
mod upstreams;
mod value;
mod webhooks;

use std::collections::BTreeMap;
use std::path::Path;

use countersign_delivery::{MessagingService, ProviderSettings, Route, Routes};
use countersign_engine::Delivery;
use countersign_engine::receipt::Callbacks;
use countersign_model::{ChannelOrders, Clock, Limits, TestNumbers};
use countersign_settings::Section;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use self::layers::{Layers, Settled};
use self::nearest::hint;
use self::sections::{PROVIDER_KEYS, SECTIONS, names, variable};
use crate::SystemClock;
use crate::commands::Failure;

pub use self::database::Database;
pub(crate) use self::doubts::calls;
pub use self::general::General;
pub use self::layers::Source;
pub use self::log::Log;
pub use self::ops::Ops;
pub use self::papers::{example, reference};
pub use self::providers::{Provider, TermsSettings};
pub use self::retention::Retention;
pub use self::server::Server;
pub use self::shown::Shown;
pub use self::traces::Traces;
pub use self::upstreams::NamedUpstream;
pub use self::webhooks::Webhooks;

/// Everything that may be configured.
#[derive(Debug)]
pub struct Config {
    /// What stands above every section.
    pub general: General,
    /// How clients reach this server.
    pub server: Server,
    /// Where its data lives.
    pub database: Database,
    /// The listener for those who watch it.
    pub ops: Ops,
    /// What it writes down.
    pub log: Log,
    /// Where spans go.
    pub traces: Traces,
    /// How long data is kept.
    pub retention: Retention,
    /// Where webhooks may lead.
    pub webhooks: Webhooks,
    /// What may be sent at all.
    pub limits: Limits,
    /// Who carries messages, first choice first.
    pub providers: Vec<Provider>,
    /// Other servers of the same API that carry out a share of the verifications.
    pub upstreams: Vec<NamedUpstream>,
    /// Who is asked for which message.
    pub routes: Vec<Route>,
    /// Which channel comes after which.
    pub channel_orders: ChannelOrders,
    /// Numbers that nothing is sent to.
    pub test_numbers: TestNumbers,
    /// Names for some of the providers, which services choose by.
    pub messaging_services: Vec<MessagingService>,
    shown: Vec<Shown>,
}

impl Config {
    /// Reads the file, if there is one, and this process's environment over it.
    ///
    /// # Errors
    /// When something can't be read or says what it may not.
    pub fn read(path: Option<&Path>) -> Result<Self, Failure> {
        let named = |error: &dyn std::fmt::Display, path: &Path| {
            Failure::configuration(format!("{}: {error}", path.display()))
        };
        let text = path.map(|path| std::fs::read_to_string(path).map_err(|error| named(&error, path)));
        let text = text.transpose()?.unwrap_or_default();
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("COUNTERSIGN_"))
            .collect();
        Self::parse(&text, &environment).map_err(|error| match path {
            // A variable names itself.
            Some(path) if !error.to_string().contains("COUNTERSIGN_") => named(&error, path),
            _ => error,
        })
    }

    /// The configuration that `file` and `environment` make together.
    ///
    /// # Errors
    /// A sentence that names the key and says what is wrong with it.
    pub fn parse(file: &str, environment: &BTreeMap<String, String>) -> Result<Self, Failure> {
        let mut file: Table =
            file.parse().map_err(|error: toml::de::Error| Failure::configuration(not_toml(file, &error)))?;
        let mut read = Reader { environment, shown: Vec::new(), variables: Vec::new() };
        let tables = read.providers(&mut file)?;
        let upstreams = read.upstreams(&mut file)?;
        let limits = limits::read(&mut file)?;
        let routes = routes::read(&mut file)?;
        let channel_orders = channel_orders::read(&mut file)?;
        let test_numbers = test_numbers::read(&mut file)?;
        let messaging_services = messaging_services::read(&mut file)?;
        let config = Self {
            server: read.section(&mut file, &Server::SECTION)?,
            database: read.section(&mut file, &Database::SECTION)?,
            ops: read.section(&mut file, &Ops::SECTION)?,
            log: read.section(&mut file, &Log::SECTION)?,
            traces: read.section(&mut file, &Traces::SECTION)?,
            retention: read.section(&mut file, &Retention::SECTION)?,
            webhooks: read.section(&mut file, &Webhooks::SECTION)?,
            // What is left in the file stands above all tables.
            general: read.section(&mut file, &General::SECTION)?,
            limits,
            providers: tables,
            upstreams,
            routes,
            channel_orders,
            test_numbers,
            messaging_services,
            shown: Vec::new(),
        };
        read.check_variables()?;
        Ok(Self { shown: shown::sorted(read.shown), ..config })
    }

    /// How messages travel: every provider under its terms, the routes, the upstreams, and where providers can call this server.
    ///
    /// # Errors
    /// When a provider's settings contradict themselves, a route names none, or a test number is of the future.
    pub fn delivery(&self) -> Result<Delivery, Failure> {
        let seats = self.providers.iter().map(Provider::seat).collect::<Result<_, _>>()?;
        let routes =
            Routes::ruled(seats, self.routes.clone()).map_err(|error| Failure::configuration(error.0))?;
        let routes = routes
            .with_messaging_services(self.messaging_services.clone())
            .map_err(|error| Failure::configuration(error.0))?;
        let callbacks = self.server.public_url.as_deref().map(Callbacks::under);
        let webhooks = self.webhooks.allowed()?;
        test_numbers::check(&self.test_numbers, SystemClock.now())?;
        Ok(Delivery {
            routes,
            upstreams: upstreams::build(&self.upstreams)?,
            channel_orders: self.channel_orders.clone(),
            callbacks,
            test_numbers: self.test_numbers.clone(),
            webhooks,
        })
    }

    /// The names of providers that only play one.
    pub(crate) fn simulated(&self) -> impl Iterator<Item = &str> {
        self.providers.iter().filter(|it| it.settings.is_simulated()).map(|it| it.name.as_str())
    }

    /// Refuses what only `dev` may have: providers that carry nothing.
    ///
    /// # Errors
    /// The first one's name and what to do.
    pub(crate) fn is_for_people(&self) -> Result<(), Failure> {
        match self.simulated().next() {
            None => Ok(()),
            Some(name) => Err(Failure::configuration(format!(
                "provider {name} is simulated: it carries nothing, so nobody would get a code. Take it out of \
                 [[providers]], or try it with `countersign dev --config`"
            ))),
        }
    }

    /// What an operator should know although it stops nothing: test numbers that end or have ended.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        test_numbers::remarks(&self.test_numbers, SystemClock.now())
    }

    /// Every value and where it came from; secrets hidden.
    #[must_use]
    pub fn shown(&self) -> &[Shown] {
        &self.shown
    }

    /// Whether this is of a server for production: `dev` takes neither its directory nor its keys from here.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.is_set("data_dir") || self.is_set("keys")
    }

    /// Whether somebody set this key, as in `server.listen`.
    #[must_use]
    pub fn is_set(&self, key: &str) -> bool {
        self.shown.iter().any(|shown| shown.key == key && shown.source != Source::Default)
    }
}

/// Where the file stops being TOML. Not the line itself, as the parser would show it: a secret may stand there.
fn not_toml(file: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| file.get(..span.start)).unwrap_or_default();
    format!("line {}: {}", before.matches('\n').count() + 1, error.message())
}

/// Reads table after table and remembers what it saw.
struct Reader<'e> {
    environment: &'e BTreeMap<String, String>,
    shown: Vec<Shown>,
    /// Every environment variable that could have been set.
    variables: Vec<String>,
}

impl Reader<'_> {
    fn section<T: DeserializeOwned>(&mut self, file: &mut Table, section: &Section) -> Result<T, Failure> {
        let mine = if section.name.is_empty() {
            let known = |name: &String| SECTIONS.iter().any(|section| section.name == name);
            let tables: Vec<&str> = SECTIONS[1..]
                .iter()
                .map(|section| section.name)
                .chain([
                    "limits",
                    "providers",
                    "upstreams",
                    "routes",
                    "channel_orders",
                    "test_numbers",
                    "messaging_services",
                ])
                .collect();
            // A table that is no section: told as such, with the nearest section.
            if let Some((name, _)) = file.iter().find(|(name, value)| value.is_table() && !known(name)) {
                let hint = hint(name, tables);
                return Err(Failure::configuration(format!("unknown section [{name}]{hint}")));
            }
            std::mem::take(file)
        } else {
            match file.remove(section.name) {
                None => Table::new(),
                Some(Value::Table(table)) => table,
                Some(_) => {
                    return Err(Failure::configuration(format!(
                        "{0} must be a section: [{0}]",
                        section.name
                    )));
                }
            }
        };
        let layers =
            Layers { section: section.name, keys: section.keys, file: mine, environment: self.environment };
        let settled = self.noted(section.name, section.keys, layers.settle()?);
        settled.try_into().map_err(|error: toml::de::Error| {
            Failure::configuration(format!("[{}]: {}", section.name, error.message()))
        })
    }

    fn providers(&mut self, file: &mut Table) -> Result<Vec<Provider>, Failure> {
        let tables = match file.remove("providers") {
            None => Vec::new(),
            Some(Value::Array(tables)) => tables,
            Some(_) => return Err(Failure::configuration("providers must be tables: [[providers]]")),
        };
        let mut providers: Vec<Provider> = Vec::with_capacity(tables.len());
        for table in tables {
            let provider = self.provider(table)?;
            let same = |other: &&Provider| {
                variable("providers", &other.name) == variable("providers", &provider.name)
            };
            if let Some(other) = providers.iter().find(same) {
                return Err(Failure::configuration(format!(
                    "two providers are named {} and {}: give each a name of its own",
                    other.name, provider.name
                )));
            }
            providers.push(provider);
        }
        Ok(providers)
    }

    fn provider(&mut self, table: Value) -> Result<Provider, Failure> {
        let Value::Table(mut table) = table else {
            return Err(Failure::configuration("providers must be tables: [[providers]]"));
        };
        let [name, kind] = PROVIDER_KEYS.map(|key| table.remove(key));
        let Some(Value::String(name)) = name.filter(|name| name.as_str().is_some_and(is_name)) else {
            return Err(Failure::configuration(
                "each of [[providers]] needs a name of letters, digits, - and _, such as name = \"mail\"",
            ));
        };
        let kinds = || ProviderSettings::KINDS.iter().map(|kind| kind.name);
        let written = kind.as_ref().and_then(Value::as_str).unwrap_or_default();
        let Some(kind) = ProviderSettings::KINDS.iter().find(|kind| kind.name == written) else {
            return Err(Failure::configuration(format!(
                "providers.{name}.kind must be one of: {}{}",
                kinds().collect::<Vec<_>>().join(", "),
                hint(written, kinds())
            )));
        };
        let section = format!("providers.{name}");
        let is_term = |name: &str| TermsSettings::SECTION.key(name).is_some();
        let (terms, table): (Table, Table) = table.into_iter().partition(|(key, _)| is_term(key));
        let told = |error: toml::de::Error| Failure::configuration(format!("{section}: {}", error.message()));
        let layers =
            Layers { section: &section, keys: kind.keys, file: table, environment: self.environment };
        let mut settled = self.noted(&section, kind.keys, layers.settle()?);
        settled.insert("kind".to_owned(), Value::String(kind.name.to_owned()));
        let keys = TermsSettings::SECTION.keys;
        let layers = Layers { section: &section, keys, file: terms, environment: self.environment };
        let terms = self.noted(&section, keys, layers.settle()?);
        Ok(Provider {
            name,
            settings: settled.try_into().map_err(told)?,
            terms: terms.try_into().map_err(told)?,
        })
    }

    fn noted(
        &mut self,
        section: &str,
        keys: &'static [countersign_settings::Key],
        settled: Settled,
    ) -> Table {
        self.shown.extend(shown::of(section, keys, &settled));
        self.variables.extend(names(keys).map(|name| variable(section, &name)));
        settled.table
    }

    /// Refuses variables that look like ours and are none. Container platforms set some for a service named
    /// `countersign`: those are left alone.
    fn check_variables(&self) -> Result<(), Failure> {
        let sections: Vec<String> = SECTIONS[1..]
            .iter()
            .map(|section| variable(section.name, ""))
            .chain(["providers", "upstreams"].map(|tables| variable(tables, "")))
            .collect();
        for name in self.environment.keys().filter(|name| !self.variables.contains(name)) {
            let is_platforms = ["SERVICE_", "PORT"].iter().any(|word| name.contains(&format!("_{word}")));
            let is_meant = sections.iter().any(|section| name.starts_with(section));
            let near = self.variables.iter().any(|known| strsim::osa_distance(name, known) <= 2);
            if !is_platforms && (is_meant || near) {
                let hint = hint(name, self.variables.iter().map(String::as_str));
                return Err(Failure::configuration(format!("unknown environment variable {name}{hint}")));
            }
        }
        Ok(())
    }
}

/// Names stand in logs and in environment variables.
fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
