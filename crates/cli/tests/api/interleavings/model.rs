//! The rules of the behaviour map, sections 4.2 to 4.8, and of the guessing budget, in the words of a client: written
//! without a look at how the server keeps them.

use std::collections::BTreeMap;

const QUARTER: i64 = 15 * 60 * 1000;
const HOUR: i64 = 60 * 60 * 1000;

/// What an answer must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Expected {
    /// A success that shows this status.
    Shows(String),
    /// A refusal with this code.
    Refused(u64),
}

const NOT_FOUND: Expected = Expected::Refused(20404);

fn shows(status: &str) -> Expected {
    Expected::Shows(status.to_owned())
}

/// A verification that a create has answered with.
struct Known {
    sid: String,
    code: String,
    made: i64,
    last_send: i64,
    sends: usize,
    checks: usize,
    /// How it ended by somebody's doing, and when.
    ended: Option<(&'static str, i64)>,
}

/// All that one address of one service has been through.
pub(super) struct Model {
    lifetime: i64,
    all: Vec<Known>,
    /// Wrong checks by the hour.
    wrong: BTreeMap<i64, usize>,
    /// What the last create that was allowed will find: whether it begins anew, and checks to inherit.
    begins: Option<(i64, usize)>,
}

impl Model {
    pub(super) fn new(lifetime: i64) -> Self {
        Self { lifetime, all: Vec::new(), wrong: BTreeMap::new(), begins: None }
    }

    /// Until when a verification counts for anything.
    fn frees_at(&self, it: &Known) -> i64 {
        let expires = it.made + self.lifetime;
        match it.ended {
            Some(("max_attempts_reached", at)) => expires.min(at + QUARTER),
            _ => expires,
        }
    }

    fn status(&self, it: &Known, now: i64) -> &'static str {
        match it.ended {
            Some((status, _)) => status,
            None if now >= self.frees_at(it) => "expired",
            None => "pending",
        }
    }

    /// The status of the latest verification, the only one that can live.
    fn latest(&self, now: i64) -> (&'static str, bool) {
        match self.all.last() {
            Some(it) => (self.status(it, now), now < self.frees_at(it)),
            None => ("none", false),
        }
    }

    pub(super) fn create(&mut self, now: i64) -> Expected {
        match (self.latest(now), self.all.last_mut()) {
            (("pending", _), Some(it)) if it.sends >= 5 => {
                if now < it.last_send + QUARTER {
                    return Expected::Refused(60203);
                }
                // A quarter of an hour is the longest wait: another verification, but no new guesses.
                it.ended = Some(("canceled", now));
                self.begins = Some((now, it.checks));
            }
            (("pending", _), Some(it)) => {
                it.sends += 1;
                it.last_send = now;
            }
            (("max_attempts_reached", true), _) => return Expected::Refused(60202),
            _ => self.begins = Some((now, 0)),
        }
        shows("pending")
    }

    /// A create was answered; says what is wrong with its SID or its code.
    pub(super) fn was_sent(&mut self, sid: &str, code: &str) -> Result<(), &'static str> {
        match self.begins.take() {
            Some((now, checks)) => {
                if self.all.iter().any(|it| it.sid == sid) {
                    return Err("a SID came twice");
                }
                let (sid, code) = (sid.to_owned(), code.to_owned());
                self.all.push(Known { sid, code, made: now, last_send: now, sends: 1, checks, ended: None });
                Ok(())
            }
            None => match self.all.last() {
                Some(it) if it.sid != sid => Err("two verifications live at once"),
                Some(it) if it.code != code => Err("a re-send carried another code"),
                _ => Ok(()),
            },
        }
    }

    pub(super) fn check(&mut self, typed: &str, now: i64) -> Expected {
        let guessed: usize = self.wrong.range(now / HOUR - 24..).map(|(_, wrong)| wrong).sum();
        match (self.latest(now), self.all.last_mut()) {
            (("pending", _), Some(it)) => {
                let allowed = |guessed| if guessed >= 20 { 1 } else { 5 };
                if it.checks >= allowed(guessed) {
                    it.ended = Some(("max_attempts_reached", now));
                    return Expected::Refused(60202);
                }
                it.checks += 1;
                assert!(it.checks <= 5, "a sixth check was looked at");
                if typed == it.code {
                    it.ended = Some(("approved", now));
                    return shows("approved");
                }
                *self.wrong.entry(now / HOUR).or_default() += 1;
                if it.checks >= allowed(guessed + 1) {
                    it.ended = Some(("max_attempts_reached", now));
                }
                shows("pending")
            }
            (("max_attempts_reached", true), _) => Expected::Refused(60202),
            _ => NOT_FOUND,
        }
    }

    pub(super) fn end(&mut self, status: &'static str, now: i64) -> Expected {
        let may = match self.latest(now) {
            ("pending", _) => true,
            ("max_attempts_reached", holds) => holds && status == "canceled",
            _ => false,
        };
        match self.all.last_mut() {
            Some(it) if may => {
                it.ended = Some((status, now));
                shows(status)
            }
            _ => NOT_FOUND,
        }
    }

    pub(super) fn fetch_live(&self, now: i64) -> Expected {
        if self.latest(now).0 == "pending" { shows("pending") } else { NOT_FOUND }
    }

    pub(super) fn fetch(&self, sid: &str, now: i64) -> Expected {
        let Some(it) = self.all.iter().find(|it| it.sid == sid) else { return NOT_FOUND };
        match self.status(it, now) {
            status @ ("pending" | "canceled") => shows(status),
            status @ "max_attempts_reached" if now < self.frees_at(it) => shows(status),
            _ => NOT_FOUND,
        }
    }

    pub(super) fn code(&self) -> Option<String> {
        self.all.last().map(|it| it.code.clone())
    }

    pub(super) fn old_code(&self) -> Option<String> {
        self.all.iter().rev().nth(1).map(|it| it.code.clone())
    }

    /// Every SID that was seen, the latest first and no more than fetching allows.
    pub(super) fn sids(&self) -> Vec<String> {
        self.all.iter().rev().take(4).map(|it| it.sid.clone()).collect()
    }

    /// How many sends the latest verification has.
    pub(super) fn sends(&self) -> usize {
        self.all.last().map_or(0, |it| it.sends)
    }
}
