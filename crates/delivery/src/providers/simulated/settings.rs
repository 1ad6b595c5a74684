//! How it is to behave.

use std::time::Duration;

use countersign_model::Channel;

use super::luck::Luck;
use super::outcome::Outcome;
use super::receipts::{Plan, Told};
use crate::BadSettings;

countersign_settings::settings! {
    /// Carries nothing and behaves as it is told to, so that failover and receipts can be watched. Only `dev` starts with
    /// it, and what it takes arrives in the inbox.
    pub struct SimulatedSettings in "simulated" {
        /// The channels it carries; all when left out.
        pub channels: Option<Vec<String>> = Kind::List, optional, example "sms,call";
        /// How long an answer takes at least, in milliseconds. From 10 seconds on it counts as none.
        #[serde(default = "fifty")]
        pub latency_millis: u64 = Kind::Number { least: 0, most: 60_000 }, default "50", example "300";
        /// How much longer it may take, by luck.
        #[serde(default)]
        pub latency_spread_millis: u64 = Kind::Number { least: 0, most: 60_000 }, default "0", example "700";
        /// What becomes of one message after the other, then from the beginning again: `accepted`, `throttled`,
        /// `retryable`, `ambiguous` (it arrives, and the answer is lost), `recipient`, `message`, `credentials`, `funds`,
        /// `fraud` or `hang`.
        pub script: Option<Vec<String>> = Kind::List, optional, example "retryable,accepted,throttled";
        /// How many messages of a hundred end in which of these ways, by luck; the others are accepted. Not beside a script.
        pub outcomes: Option<Vec<String>> = Kind::List, optional, example "retryable=30,hang=5";
        /// What becomes of messages to addresses that end so, before script and luck.
        pub endings: Option<Vec<String>> = Kind::List, optional, example "01=recipient,02=hang";
        /// How long `throttled` asks to wait, in seconds.
        #[serde(default = "five")]
        pub retry_after_seconds: u32 = Kind::Number { least: 0, most: 3600 }, default "5", example "20";
        /// How many messages of a hundred that it took have which receipt, by luck: `delivered`, `failed` (it doesn't
        /// arrive), `lost` (it arrives, and nothing is told), `late` or `twice`; the others are delivered. Nothing is told of
        /// any when this is left out.
        pub receipts: Option<Vec<String>> = Kind::List, optional, example "failed=10,lost=5,late=5,twice=5";
        /// How long after the answer a receipt comes, in milliseconds; 0 may overtake it.
        #[serde(default = "thousand")]
        pub receipt_delay_millis: u64 = Kind::Number { least: 0, most: 600_000 }, default "1000", example "0";
        /// How much later it may come, by luck.
        #[serde(default)]
        pub receipt_spread_millis: u64 = Kind::Number { least: 0, most: 600_000 }, default "0", example "5000";
        /// How much later a `late` one comes, in seconds.
        #[serde(default = "sixty")]
        pub late_seconds: u64 = Kind::Number { least: 1, most: 86_400 }, default "60", example "30";
        /// Another number, another run of luck; the same number, the same one.
        #[serde(default = "one")]
        pub seed: u64 = Kind::Number { least: 0, most: 4_294_967_295 }, default "1", example "7";
    }
}

const fn fifty() -> u64 {
    50
}

const fn five() -> u32 {
    5
}

const fn thousand() -> u64 {
    1000
}

const fn sixty() -> u64 {
    60
}

const fn one() -> u64 {
    1
}

/// The same, understood.
pub(super) struct Behaviour {
    pub(super) channels: Vec<Channel>,
    pub(super) seed: u64,
    pub(super) retry_after_millis: i64,
    latency: Duration,
    latency_spread: Duration,
    script: Vec<Outcome>,
    outcomes: Vec<(u64, Outcome)>,
    endings: Vec<(String, Outcome)>,
}

impl SimulatedSettings {
    /// # Errors
    /// What can't be understood.
    pub(super) fn behaviour(&self) -> Result<Behaviour, BadSettings> {
        let script = self.script.iter().flatten().map(|word| one_of("script", &Outcome::ALL, word));
        let script: Vec<_> = script.collect::<Result<_, _>>()?;
        let outcomes = shares("outcomes", &Outcome::ALL, self.outcomes.as_deref())?;
        if !script.is_empty() && !outcomes.is_empty() {
            return Err(BadSettings("script and outcomes are both set: keep one of them".to_owned()));
        }
        let endings = self.endings.iter().flatten().map(|pair| {
            let (end, word) = pair
                .split_once('=')
                .filter(|(end, _)| !end.trim().is_empty())
                .ok_or_else(|| BadSettings(format!("endings: {pair:?} must be such as \"01=recipient\"")))?;
            Ok::<_, BadSettings>((end.trim().to_owned(), one_of("endings", &Outcome::ALL, word)?))
        });
        Ok(Behaviour {
            channels: self.channels()?,
            seed: self.seed,
            retry_after_millis: i64::from(self.retry_after_seconds) * 1000,
            latency: Duration::from_millis(self.latency_millis),
            latency_spread: Duration::from_millis(self.latency_spread_millis),
            script,
            outcomes,
            endings: endings.collect::<Result<_, _>>()?,
        })
    }

    /// # Errors
    /// What can't be understood.
    pub(super) fn receipts(&self) -> Result<Option<Plan>, BadSettings> {
        let Some(told) = &self.receipts else { return Ok(None) };
        Ok(Some(Plan {
            told: shares("receipts", &Told::ALL, Some(told))?,
            delay: Duration::from_millis(self.receipt_delay_millis),
            spread: Duration::from_millis(self.receipt_spread_millis),
            late: Duration::from_secs(self.late_seconds),
        }))
    }

    fn channels(&self) -> Result<Vec<Channel>, BadSettings> {
        let known = Channel::ALL.map(|channel| (channel.as_str(), channel));
        match self.channels.as_deref() {
            None => Ok(Channel::ALL.to_vec()),
            Some([]) => Err(BadSettings("channels must name one at least".to_owned())),
            Some(names) => names.iter().map(|name| one_of("channels", &known, name)).collect(),
        }
    }
}

impl Behaviour {
    /// What becomes of the message to `to` that has `before` others before it.
    pub(super) fn outcome(&self, to: &str, before: u64, luck: &Luck) -> Outcome {
        if let Some((_, outcome)) = self.endings.iter().find(|(end, _)| to.ends_with(end.as_str())) {
            return *outcome;
        }
        let turn = before.checked_rem(self.script.len() as u64).and_then(|turn| usize::try_from(turn).ok());
        match turn.and_then(|turn| self.script.get(turn)) {
            Some(outcome) => *outcome,
            None => drawn(&self.outcomes, luck.of_outcome()).unwrap_or(Outcome::Accepted),
        }
    }

    /// How long its answer takes.
    pub(super) fn latency(&self, luck: &Luck) -> Duration {
        self.latency + luck.of_latency(self.latency_spread)
    }
}

/// What a throw of 0 to 99 hits.
pub(super) fn drawn<T: Copy>(shares: &[(u64, T)], throw: u64) -> Option<T> {
    let mut end = 0;
    let hit = shares.iter().find(|(share, _)| {
        end += share;
        throw < end
    });
    hit.map(|(_, it)| *it)
}

fn one_of<T: Copy>(key: &str, known: &[(&str, T)], word: &str) -> Result<T, BadSettings> {
    known.iter().find(|(name, _)| *name == word.trim()).map(|(_, it)| *it).ok_or_else(|| {
        let names = known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        BadSettings(format!("{key}: {word:?} must be one of {names}"))
    })
}

fn shares<T: Copy>(
    key: &str,
    known: &[(&str, T)],
    pairs: Option<&[String]>,
) -> Result<Vec<(u64, T)>, BadSettings> {
    let bad = |pair: &str| {
        let example = known.last().map_or("", |(name, _)| name);
        BadSettings(format!(
            "{key}: {pair:?} must be a word and how many of a hundred, such as \"{example}=5\""
        ))
    };
    let mut found = Vec::new();
    for pair in pairs.unwrap_or_default() {
        let (word, share) = pair.split_once('=').ok_or_else(|| bad(pair))?;
        let share = share.trim().parse::<u64>().map_err(|_| bad(pair))?;
        found.push((share, one_of(key, known, word)?));
    }
    let all = found.iter().fold(0_u64, |all, (share, _)| all.saturating_add(*share));
    if all > 100 {
        return Err(BadSettings(format!("{key} are {all} of a hundred")));
    }
    Ok(found)
}
