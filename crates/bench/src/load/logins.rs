//! Logins by authenticator apps: one request each, with the code in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::task::JoinSet;

use super::{Round, Target, unhoped};
use crate::http::Connection;
use crate::stopwatch::Stopwatch;
use crate::totp::{App, PERIOD, SKEW, step};
use crate::{Outcome, bad};

/// Logins that a new person has codes for at once: those of the steps from the present one on.
pub(crate) const EACH: usize = 3;
/// Factors of one entity, which may have a hundred.
const TOGETHER: u64 = 90;

/// Where people are made and log in.
#[derive(Clone)]
pub(crate) struct Door {
    target: Target,
    is_product: bool,
    made: Arc<AtomicU64>,
}

/// Somebody with an app.
struct Person {
    name: String,
    identity: String,
    /// The product's name for the factor.
    factor: String,
    app: App,
    /// The last step whose code was used.
    last: u64,
}

impl Door {
    pub(crate) fn of_product(target: &Target) -> Self {
        Self { target: target.clone(), is_product: true, made: Arc::default() }
    }

    pub(crate) fn of_floor(address: std::net::SocketAddr) -> Self {
        let target = Target::new(address, "/enrol", "/totp", None);
        Self { target, is_product: false, made: Arc::default() }
    }

    /// A person whose factor is verified by the code of the step before this one.
    async fn enrol(&self, connection: &mut Connection) -> Outcome<Person> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let (name, identity) = (format!("factor-{number}"), format!("bench-{:06}", number / TOGETHER));
        let (app, last) = (App::of(&name), step() - 1);
        let mut person = Person { name, identity, factor: String::new(), app, last };
        if !self.is_product {
            let status = connection.ask(&self.target.create(&person.name)).await?;
            return if status == 201 { Ok(person) } else { Err(unhoped("factor", status, connection)) };
        }
        let path = format!("Entities/{}/Factors", person.identity);
        let body = format!(
            "FriendlyName=Bench&FactorType=totp&Config.Alg=sha256&Config.Skew={SKEW}&Config.TimeStep={PERIOD}\
             &Binding.Secret={}",
            person.app.base32(),
        );
        let status = connection.ask(&self.target.beside(&path, &body)).await?;
        let made: serde_json::Value = serde_json::from_slice(connection.body())?;
        match made["sid"].as_str() {
            Some(sid) if status == 201 => person.factor = sid.to_owned(),
            _ => return Err(unhoped("factor", status, connection)),
        }
        let proof = format!("AuthPayload={}", person.app.code(last));
        let status =
            connection.ask(&self.target.beside(&format!("{path}/{}", person.factor), &proof)).await?;
        if status == 200 && says(connection, b"\"verified\"") {
            Ok(person)
        } else {
            Err(unhoped("proof", status, connection))
        }
    }

    /// One login, by the code of the next step.
    async fn login(&self, connection: &mut Connection, person: &mut Person) -> Outcome<()> {
        person.last += 1;
        let code = person.app.code(person.last);
        let (request, made) = if self.is_product {
            let body = format!("FactorSid={}&AuthPayload={code}", person.factor);
            (self.target.beside(&format!("Entities/{}/Challenges", person.identity), &body), 201)
        } else {
            (self.target.check(&person.name, &code), 200)
        };
        let status = connection.ask(&request).await?;
        if status == made && says(connection, b"\"approved\"") {
            Ok(())
        } else {
            Err(unhoped("login", status, connection))
        }
    }
}

fn says(connection: &Connection, word: &[u8]) -> bool {
    connection.body().windows(word.len()).any(|part| part == word)
}

/// New people, so many on each connection, who then log in [`EACH`] times. What is measured begins when all are there;
/// `began` is called then.
///
/// # Errors
/// At the first answer that is not the one hoped for.
pub(crate) async fn logins(
    door: &Door,
    connections: usize,
    people: usize,
    began: impl FnOnce() -> Outcome<()>,
) -> Outcome<Round> {
    let mut enrolling = JoinSet::new();
    for _ in 0..connections {
        let door = door.clone();
        enrolling.spawn(async move {
            let mut connection = Connection::open(door.target.address).await?;
            let mut here = Vec::with_capacity(people);
            for _ in 0..people {
                here.push(door.enrol(&mut connection).await?);
            }
            Outcome::Ok((connection, here))
        });
    }
    let mut ready = Vec::with_capacity(connections);
    while let Some(ended) = enrolling.join_next().await {
        ready.push(ended??);
    }
    let first = ready.iter().flat_map(|(_, here)| here).map(|person| person.last).min();
    if first.is_some_and(|first| step() > first + 1 + SKEW) {
        return Err(bad("making the people took longer than their codes are good for"));
    }
    began()?;
    let watch = Stopwatch::start();
    let mut running = JoinSet::new();
    for (mut connection, mut here) in ready {
        let door = door.clone();
        running.spawn(async move {
            let mut measured = Round::default();
            for _ in 0..EACH {
                for person in &mut here {
                    let one = Stopwatch::start();
                    door.login(&mut connection, person).await?;
                    measured.cycle.add(one.elapsed());
                }
            }
            Outcome::Ok(measured)
        });
    }
    let mut round = Round::default();
    while let Some(ended) = running.join_next().await {
        round.append(ended??);
    }
    round.elapsed = watch.elapsed();
    Ok(round)
}
