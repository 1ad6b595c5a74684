//! `countersign dev`: a whole server for one developer's machine.

mod simulate;
mod tls;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use clap::Args;
use countersign_console::{AccessToken, ConsoleState, DevApi};
use countersign_delivery::providers::Inbox;
use countersign_engine::Engine;
use countersign_engine::account::FirstAccount;
use countersign_model::{
    AccountSid, Actor, Dice, FriendlyName, Limits, PageRequest, Service, ServiceSettings, ServiceSid,
};
use countersign_store::{End, StoreError, marks, services};
use countersign_web::{Authority, HostGuard, Limits as HttpLimits, Origin, Scheme};
use tokio::net::TcpListener;

use self::tls::{Ready, Tls};
use super::Failure;
use crate::config::{Config, Log};
use crate::control::Control;
use crate::running::Maker;
use crate::signals::Interruption;
use crate::traces::Collector;
use crate::{DataDir, Running, Setup, SystemClock, SystemDice};
use crate::{descriptors, log};

/// Start a server for development: embedded database, a first account and service, a local inbox for every message
///
/// Prints the variables that an application needs and a curl line to try. Open the printed address in a browser to
/// make services and read codes. Started again on the same directory, it keeps its account and data.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign dev\n  \
    countersign dev --listen 127.0.0.1:5010 --data-dir /tmp/try\n  \
    countersign dev --config countersign.toml      # real providers or PostgreSQL, from the file\n  \
    countersign dev --tls --tunnel-others          # for an application that stays as it is\n  \
    countersign dev --simulate                     # two providers, one failing: see failover in the inbox")]
pub struct Dev {
    /// Address and port to listen at; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:4010")]
    listen: SocketAddr,
    /// Where the database, the keys and the inbox are kept
    #[arg(long, value_name = "DIRECTORY", default_value = "countersign-data")]
    data_dir: PathBuf,
    /// Another name under which the page may be opened, such as box.lan:4010; for listeners that others reach
    #[arg(long, value_name = "HOST[:PORT]")]
    page_host: Vec<Authority>,
    /// A configuration file: what it names takes the place of the embedded database and of the inbox
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Carry text messages by two simulated providers, the first of which fails two of three: how each message got into
    /// the inbox stands on the page
    #[arg(long)]
    simulate: bool,
    #[command(flatten)]
    tls: Tls,
}

/// Where the database remembers which service was printed.
const SERVICE: &str = "dev.service";
/// A developer sees each message in the inbox; a line for each request would only hide what goes wrong.
const QUIET: &str = "info,request=warn";
/// The name that messages of the first service show.
const FIRST_SERVICE: &str = "My Application";

impl Dev {
    /// Runs until interrupted.
    ///
    /// # Errors
    /// When something it needs is missing or taken.
    pub fn run(self) -> Result<(), Failure> {
        let config = Config::read(self.config.as_deref())?;
        let config = if self.simulate { simulate::into(config)? } else { config };
        let level = if config.is_set("log.level") { &config.log.level } else { QUIET };
        log::start(&Log { format: "text".to_owned(), level: level.to_owned() })?;
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(format!("no runtime: {error}")))?
            .block_on(self.serve(config))
    }

    async fn serve(self, config: Config) -> Result<(), Failure> {
        let data = DataDir::open(&self.data_dir)?;
        let dice: Arc<dyn Dice> = Arc::new(SystemDice);
        let inbox = Inbox::open(Some(data.file("inbox.jsonl")))
            .map_err(|error| Failure::new(format!("the inbox can't be opened: {error}")))?;
        let inbox = Arc::new(inbox);
        let mut delivery = config.delivery()?;
        delivery.routes.seats().iter().for_each(|seat| seat.provider.arrive_in(&inbox));
        delivery.routes = delivery.routes.filled_with(&inbox);
        let simulated = config.simulated().collect::<Vec<_>>().join(", ");
        delivery.webhooks = config.webhooks.allowed_in_dev()?;
        let node = data.text_or("node", || dice.secret())?;
        let collector = Collector::of(&config.traces)?;
        let shipping = collector.and_then(|collector| {
            collector.start(&config.traces, &node, Arc::new(SystemClock), Arc::clone(&dice))
        });
        let setup = Setup {
            database: config.database.engine(&data),
            keyring: data.keyring(&*dice)?,
            delivery,
            limits: Limits::development(),
            retention: config.retention.days(),
            clock: Arc::new(SystemClock),
            dice: Arc::clone(&dice),
            node,
        };
        let interruption = Interruption::listen()
            .map_err(|error| Failure::new(format!("signals can't be heard: {error}")))?;
        let listener = TcpListener::bind(self.listen).await.map_err(|error| {
            Failure::new(format!("can't listen at {}: {error}; choose another with --listen", self.listen))
        })?;
        let address = listener.local_addr().map_err(|error| Failure::new(error.to_string()))?;
        let proxy = self.tls.open(&data).await?;
        let running = Running::build_as(Maker::Dev, setup).await?.limited(http_limits(&config));
        let running = running.explaining(config.server.explain_not_found);
        running.engine.use_key_file(Arc::new(data.key_file()));
        let account =
            running.engine.first_account().await.map_err(|error| Failure::new(error.to_string()))?;
        let service = first_service(&running.engine, account.sid).await?;
        // Whoever reads the page reads codes: beyond this machine that takes a token. A proxy on this machine brings
        // others to a loopback listener too.
        let is_private = address.ip().is_loopback() && !config.server.is_behind_a_proxy();
        let token = if is_private { None } else { Some(data.text_or("page-token", || dice.secret())?) };
        let origins = config.server.origins(address)?;
        let pages =
            countersign_console::router(ConsoleState {
                engine: running.engine.clone(),
                inbox,
                account: account.sid,
                guard: Arc::new(HostGuard::new(address.port(), self.page_names(address))),
                token: token.as_deref().map(str::parse::<AccessToken>).transpose().map_err(|error| {
                    Failure::new(format!("{}: {error}", data.file("page-token").display()))
                })?,
                api: DevApi {
                    base_url: Origin::of_listener(Scheme::Http, address).url(""),
                    auth_token: account.token.clone(),
                },
            });
        let control = Control::bind(&data)
            .map_err(|error| Failure::new(format!("the control socket can't be made: {error}")))?;
        // Last: who reads it may count on everything.
        greet(address, token.as_deref(), &account, &service, &simulated);
        // The pages stay under this server's own name.
        let proxied = proxy.map(|proxy| (proxy, running.router(Ready::origins(), Router::new())));
        let stop = async {
            match proxied {
                Some((proxy, router)) => proxy.serve(router, interruption.heard()).await,
                None => interruption.heard().await,
            }
        };
        let served = running.run(listener, origins, pages, control, stop).await;
        if let Some(shipping) = shipping {
            shipping.finish().await;
        }
        served
    }

    /// The names, beside those of loopback, under which the page answers: the listener's own address and what the
    /// developer adds. Any other is a foreign name that leads here.
    fn page_names(&self, address: SocketAddr) -> Vec<Authority> {
        let own = (!address.ip().is_unspecified()).then(|| address.to_string().parse().ok()).flatten();
        self.page_host.iter().cloned().chain(own).collect()
    }
}

/// How much clients may hold, within what the system lets this process open.
fn http_limits(config: &Config) -> HttpLimits {
    let wanted = config.server.limits();
    let connections = descriptors::connections(wanted.connections, descriptors::raise());
    HttpLimits { connections, ..wanted }
}

/// The service to print: the one printed before, else the oldest, else a new one.
async fn first_service(engine: &Engine, account: AccountSid) -> Result<Service, Failure> {
    let failed = |error: StoreError| Failure::new(error.to_string());
    let known = engine
        .store()
        .read(move |tx| {
            let marked = marks::get(tx, SERVICE)?.and_then(|sid| sid.parse::<ServiceSid>().ok());
            if let Some(sid) = marked
                && let Some(service) = services::find(tx, account, sid)?
            {
                return Ok(Some(service));
            }
            Ok(services::list(tx, account, &PageRequest::first(1))?.rows.into_iter().next())
        })
        .await
        .map_err(failed)?;
    let service = match known {
        Some(service) => service,
        None => {
            let name = FriendlyName::parse(FIRST_SERVICE).map_err(|error| Failure::new(error.to_string()))?;
            engine
                .create_service(
                    account,
                    name,
                    ServiceSettings::default(),
                    Actor::Operator("first start".to_owned()),
                )
                .await
                .map_err(failed)?
        }
    };
    let sid = service.sid.to_string();
    engine
        .store()
        .write(move |tx| {
            marks::set(tx, SERVICE, &sid)?;
            Ok(End::Commit(()))
        })
        .await
        .map_err(failed)?;
    Ok(service)
}

/// Prints what to paste. Only the variables are not comments, so that the whole can be given to `eval` or saved.
fn greet(
    address: SocketAddr,
    token: Option<&str>,
    account: &FirstAccount,
    service: &Service,
    simulated: &str,
) {
    let (sid, secret, service) = (account.sid, &account.token, service.sid);
    // Where it listens everywhere, loopback is the name that surely leads here.
    let origin = Origin::of_listener(Scheme::Http, address);
    let page = match token {
        Some(token) => origin.url(&format!("/?token={token}")),
        None => origin.url("/"),
    };
    let api = origin.url(&format!("/v2/Services/{service}"));
    let inbox = origin.url("/inbox/messages?to=%2B15017122661");
    let bearer = token.map_or(String::new(), |token| format!("-H 'Authorization: Bearer {token}' "));
    let played = match simulated {
        "" => String::new(),
        names => format!("# Simulated: {names}. The inbox shows who was asked for each message.\n"),
    };
    let text = format!(
        "TWILIO_ACCOUNT_SID={sid}\n\
         TWILIO_AUTH_TOKEN={secret}\n\
         TWILIO_SERVICE={service}\n\
         \n\
         # Services and inbox: {page}\n\
         # Create:  curl -u {sid}:{secret} {api}/Verifications -d To=%2B15017122661 -d Channel=sms\n\
         # Read:    curl {bearer}'{inbox}'\n\
         # Check:   curl -u {sid}:{secret} {api}/VerificationCheck -d To=%2B15017122661 -d Code=123456\n\
         {played}"
    );
    let mut out = std::io::stdout().lock();
    // Nobody may be reading; the server serves all the same.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
