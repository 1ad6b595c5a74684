use countersign_model::{Receipt, ReceiptState};
use tokio::sync::mpsc;

use super::*;
use crate::message::tests::example;
use crate::{Keeping, SEND_LIMIT};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn made(text: &str) -> Simulated {
    try_made(text).expect("a provider")
}

fn try_made(text: &str) -> Result<Simulated, String> {
    let settings: SimulatedSettings = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    Simulated::new("sim", &settings, SEND_LIMIT).map_err(|error| error.0)
}

async fn fate(provider: &Simulated, to: &str) -> &'static str {
    provider.send(&example(to), NOW).await.class()
}

/// Numbers that the numbering plan has.
fn numbers() -> impl Iterator<Item = String> {
    (0..1000).map(|n| format!("+1501712{n:04}"))
}

async fn fates(provider: &Simulated, to: impl Iterator<Item = String>) -> Vec<(String, &'static str)> {
    let mut fates = Vec::new();
    for to in to {
        let fate = fate(provider, &to).await;
        fates.push((to, fate));
    }
    fates
}

#[tokio::test(start_paused = true)]
async fn a_script_is_played_one_message_after_the_other_and_again() {
    let provider = made("script = ['retryable', 'accepted', 'throttled']");
    for expected in ["retryable", "accepted", "throttled", "retryable", "accepted"] {
        assert_eq!(fate(&provider, "+15017122661").await, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn every_outcome_has_the_fate_of_its_name_and_no_reason_gives_anything_away() {
    for (word, outcome) in Outcome::ALL {
        let provider = made(&format!("script = ['{word}']\nretry_after_seconds = 7"));
        let fate = provider.send(&example("+15017122661"), NOW).await;
        assert_eq!(fate.class(), if outcome == Outcome::Hang { "ambiguous" } else { word });
        if let Fate::Throttled { retry_after_millis } = fate {
            assert_eq!(retry_after_millis, Some(7000));
        }
        if let Some(reason) = fate.reason() {
            assert!(reason.contains("simulated") && !reason.contains("481516"), "{reason}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn luck_is_the_same_on_every_run_in_any_order_and_another_seed_is_another() {
    let text = "outcomes = ['retryable=30', 'recipient=10']\nlatency_spread_millis = 900";
    let mut once = fates(&made(text), numbers()).await;
    let count = |class| once.iter().filter(|(_, fate)| *fate == class).count();
    assert!((250..350).contains(&count("retryable")), "{}", count("retryable"));
    assert!((60..140).contains(&count("recipient")), "{}", count("recipient"));
    let all: Vec<_> = numbers().collect();
    let mut again = fates(&made(text), all.into_iter().rev()).await;
    once.sort();
    again.sort();
    assert_eq!(once, again);
    let mut other = fates(&made(&format!("{text}\nseed = 2")), numbers()).await;
    other.sort();
    assert_ne!(once, other);
}

#[tokio::test(start_paused = true)]
async fn the_next_message_to_an_address_has_luck_of_its_own() {
    let provider = made("outcomes = ['retryable=50']");
    let mut seen = Vec::new();
    for _ in 0..40 {
        seen.push(fate(&provider, "+15017122661").await);
    }
    assert!(seen.contains(&"retryable") && seen.contains(&"accepted"), "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn the_end_of_an_address_decides_before_script_and_luck() {
    let provider = made("endings = ['61=recipient', '62=fraud']\nscript = ['funds']");
    assert_eq!(fate(&provider, "+15017122661").await, "recipient");
    assert_eq!(fate(&provider, "+15017122662").await, "fraud");
    assert_eq!(fate(&provider, "+15017122663").await, "funds");
}

#[tokio::test(start_paused = true)]
async fn an_answer_takes_as_long_as_said_and_a_hanging_one_the_limit() {
    let took = async |text: &str| {
        let (provider, message) = (made(text), example("+15017122661"));
        let began = tokio::time::sleep(Duration::ZERO).deadline();
        provider.send(&message, NOW).await;
        tokio::time::sleep(Duration::ZERO).deadline() - began
    };
    assert_eq!(took("latency_millis = 300").await, Duration::from_millis(300));
    let spread = took("latency_millis = 300\nlatency_spread_millis = 200").await;
    assert!((300..=500).contains(&spread.as_millis()), "{spread:?}");
    assert_eq!(took("script = ['hang']").await, SEND_LIMIT);
    assert_eq!(took("latency_millis = 60000").await, SEND_LIMIT);
}

#[tokio::test(start_paused = true)]
async fn what_it_takes_arrives_in_the_inbox_even_if_its_answer_is_lost_and_nothing_else_does() {
    let inbox = Arc::new(Inbox::open(None).expect("an inbox"));
    for (word, arrives) in [("accepted", 1), ("ambiguous", 1), ("retryable", 0), ("hang", 0)] {
        let provider = made(&format!("script = ['{word}']"));
        provider.arrive_in(&inbox);
        let mut message = example("+15017122661");
        message.delivery_id = word.to_owned();
        provider.send(&message, NOW).await;
        let there = inbox.list(None, 10).iter().filter(|kept| kept.attempt_sid == word).count();
        assert_eq!(there, arrives, "{word}");
    }
}

/// Keeps what it is told, and refuses the first so many.
struct Ear {
    told: mpsc::UnboundedSender<Receipt>,
    refuses: AtomicU64,
}

impl Hearer for Ear {
    fn hear<'a>(&'a self, _: &'a str, receipts: Vec<Receipt>) -> Keeping<'a> {
        let takes = self
            .refuses
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
            .is_err();
        if takes {
            receipts.into_iter().for_each(|receipt| drop(self.told.send(receipt)));
        }
        Box::pin(std::future::ready(takes))
    }
}

/// The states that are told of one message within ten minutes, and after how many seconds.
async fn told(text: &str, refuses: u64) -> Vec<(ReceiptState, u64)> {
    let provider = Arc::new(made(text));
    let (send, mut heard) = mpsc::unbounded_channel();
    let (stop, stopped) = watch::channel(false);
    let ear = Arc::new(Ear { told: send, refuses: AtomicU64::new(refuses) });
    let living = Arc::clone(&provider).live(ear, stopped).expect("it tells");
    let living = tokio::spawn(living);
    provider.send(&example("+15017122661"), NOW).await;
    let began = tokio::time::sleep(Duration::ZERO).deadline();
    let mut states = Vec::new();
    while let Ok(Some(receipt)) = tokio::time::timeout(Duration::from_secs(600), heard.recv()).await {
        let after = tokio::time::sleep(Duration::ZERO).deadline() - began;
        states.push((receipt.state, after.as_secs()));
    }
    stop.send(true).expect("it lives");
    living.await.expect("it ends when it is told to");
    states
}

#[tokio::test(start_paused = true)]
async fn receipts_come_as_said_late_twice_or_never() {
    use ReceiptState::{Delivered, Failed};
    assert_eq!(told("receipts = []", 0).await, [(Delivered, 1)]);
    assert_eq!(told("receipts = ['failed=100']", 0).await, [(Failed, 1)]);
    assert_eq!(told("receipts = ['lost=100']", 0).await, []);
    assert_eq!(told("receipts = ['late=100']\nlate_seconds = 30", 0).await, [(Delivered, 31)]);
    assert_eq!(told("receipts = ['twice=100']", 0).await, [(Delivered, 1), (Delivered, 1)]);
    assert_eq!(told("receipts = []\nscript = ['retryable']", 0).await, []);
}

#[tokio::test(start_paused = true)]
async fn a_receipt_that_was_not_kept_is_told_again() {
    assert_eq!(told("receipts = []", 1).await, [(ReceiptState::Delivered, 2)]);
}

#[tokio::test(start_paused = true)]
async fn a_message_whose_receipt_says_failed_does_not_arrive() {
    let inbox = Arc::new(Inbox::open(None).expect("an inbox"));
    let provider = made("receipts = ['failed=100']");
    provider.arrive_in(&inbox);
    assert_eq!(fate(&provider, "+15017122661").await, "accepted");
    assert!(inbox.list(None, 10).is_empty());
}

#[test]
fn a_mistake_names_the_key_and_what_would_be_right() {
    for (text, hint) in [
        ("script = ['sent']", "accepted, throttled"),
        ("outcomes = ['retryable']", "hang=5"),
        ("outcomes = ['retryable=many']", "hang=5"),
        ("outcomes = ['retryable=60', 'hang=50']", "110 of a hundred"),
        ("outcomes = ['hang=1']\nscript = ['hang']", "keep one"),
        ("endings = ['01']", "01=recipient"),
        ("endings = ['=hang']", "01=recipient"),
        ("receipts = ['hang=1']", "delivered, failed"),
        ("channels = ['fax']", "sms, call"),
        ("channels = []", "one at least"),
    ] {
        let told = try_made(text).err().unwrap_or_default();
        assert!(told.contains(hint), "{text}: {told:?}");
    }
}

#[test]
fn what_it_counts_of_an_address_is_forgotten_with_it() {
    let provider = made("");
    provider.luck("+15017122661");
    provider.luck("+15017122662");
    provider.forget(&|address| address == "+15017122661").expect("it forgets");
    assert_eq!(provider.addresses().keys().collect::<Vec<_>>(), ["+15017122662"]);
}
