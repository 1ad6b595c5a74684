//! The product as operators run it: `serve`, with every limit on and a log line a request.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::spawn::{first_answer, launch};
use super::{Server, Setting, api};
use crate::{Outcome, bad};

/// How often the log is looked at for the address.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// How many times.
const LOOKS: u32 = 4000;

impl Server {
    /// Starts the product's `binary` as `serve`, with an account and a service of its own. Nothing in its limits is
    /// reached by people who log in once; every one is looked at.
    ///
    /// # Errors
    /// When it doesn't start; its log is in `directory`.
    pub(crate) fn production(
        binary: &Path,
        directory: &Path,
        sink: &str,
        setting: &Setting,
    ) -> Outcome<Self> {
        let (config, keys) = (directory.join("config.toml"), directory.join("keys"));
        run(Command::new(binary).args(["secrets", "init", "--file"]).arg(&keys))?;
        let budget = ["account_per_hour", "account_per_day", "country_per_hour", "country_per_day"];
        let budget: String = budget.iter().map(|cap| format!("{cap} = \"900000000\"\n")).collect();
        let own = format!(
            "data_dir = {:?}\nkeys_file = {keys:?}\n[server]\nlisten = \"127.0.0.1:0\"\n[ops]\nlisten = \"127.0.0.1:0\"\n\
             [limits]\nsms_countries = \"all\"\n[limits.budget]\n{budget}",
            directory.join("data")
        );
        std::fs::write(&config, own + &setting.configuration(sink))?;
        let mut command = Command::new(binary);
        command.arg("serve").arg("--config").arg(&config);
        let (child, stdout, began) = launch(command, directory)?;
        let mut server = Self {
            child,
            _stdout: stdout,
            target: api(SocketAddr::from(([127, 0, 0, 1], 0)), "", "", ""),
            account: String::new(),
            service: String::new(),
            first_answer: Duration::ZERO,
        };
        let address = address_in(&directory.join("log"))?;
        server.first_answer = first_answer(address, began)?;
        let make = |what: &str| -> Outcome<Value> {
            let mut command = Command::new(binary);
            command.args([what, "create", "benchmark", "--json", "--config"]).arg(&config);
            Ok(serde_json::from_str(&run(&mut command)?)?)
        };
        let (account, service) = (make("account")?, make("service")?);
        let text = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
        (server.account, server.service) = (text(&account, "account"), text(&service, "service"));
        server.target = api(address, &server.account, &text(&account, "token"), &server.service);
        Ok(server)
    }
}

/// Runs a command to its end and gives what it printed.
fn run(command: &mut Command) -> Outcome<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    Err(bad(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))))
}

/// The address in the line that says that it serves.
fn address_in(log: &Path) -> Outcome<SocketAddr> {
    for _ in 0..LOOKS {
        let text = std::fs::read_to_string(log)?;
        let said = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let address = said
            .filter(|line| line["message"] == "serving")
            .find_map(|line| line["address"].as_str()?.parse().ok());
        if let Some(address) = address {
            return Ok(address);
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Err(bad(format!("the server did not say what it serves: see {}", log.display())))
}
