//! Receipts: by parameters where the centre sends them, else by the text that the standard describes (appendix B) and
//! that each centre writes in a way of its own.

use countersign_model::{About, Receipt, ReceiptState, Timestamp};

use super::told::Told;

/// What the ids in answers and in receipts are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ids {
    /// The same text.
    Same,
    /// Answers are decimal, receipts hexadecimal.
    ReceiptsInHex,
    /// Answers are hexadecimal, receipts decimal.
    AnswersInHex,
}

impl Ids {
    /// The name under which a message is known from its answer on.
    pub(super) fn of_answer(self, id: &str) -> String {
        match self {
            Self::Same => id.to_owned(),
            Self::ReceiptsInHex => decimal(id, 10),
            Self::AnswersInHex => decimal(id, 16),
        }
    }

    fn of_receipt(self, id: &str) -> String {
        match self {
            Self::Same => id.to_owned(),
            Self::ReceiptsInHex => decimal(id, 16),
            Self::AnswersInHex => decimal(id, 10),
        }
    }
}

/// The number in decimal without leading zeros, or the text itself when it is no number.
fn decimal(id: &str, radix: u32) -> String {
    u128::from_str_radix(id, radix).map_or_else(|_| id.to_owned(), |number| number.to_string())
}

/// The receipt in what the centre told; nothing when it is none, or doesn't say of what or how far.
pub(super) fn read(told: &Told, ids: Ids) -> Option<Receipt> {
    if !told.is_receipt {
        return None;
    }
    let words = Words::of(&told.text);
    let id = told.message_id.as_deref().or_else(|| words.value("id"))?;
    let state = told.state.map(state_by_number).or_else(|| words.value("stat").map(state_by_word))?;
    let id = ids.of_receipt(id);
    let code = words.value("err").and_then(code).or_else(|| code(&told.error?.to_string()));
    Some(Receipt {
        about: About::ProviderId(id.clone()),
        provider_id: Some(id),
        state,
        code,
        cost: None,
        at: words.value("done date").and_then(moment),
    })
}

/// `message_state` (section 5.2.28). What is new is never taken for delivered.
const fn state_by_number(state: u8) -> ReceiptState {
    match state {
        0 => ReceiptState::Queued,
        // `ACCEPTED` was meant for a person reading it for the subscriber; centres say it when a network has it.
        1 | 6 => ReceiptState::Sent,
        2 => ReceiptState::Delivered,
        3 => ReceiptState::Expired,
        4 | 5 | 9 => ReceiptState::Failed,
        8 => ReceiptState::Rejected,
        _ => ReceiptState::Unknown,
    }
}

/// `stat:`, by its beginning: the standard cuts words to seven letters and not everybody does.
fn state_by_word(word: &str) -> ReceiptState {
    const WORDS: [(&str, ReceiptState); 12] = [
        ("DELIV", ReceiptState::Delivered),
        ("EXPIR", ReceiptState::Expired),
        ("DELET", ReceiptState::Failed),
        ("UNDELIV", ReceiptState::Failed),
        ("FAIL", ReceiptState::Failed),
        ("SKIP", ReceiptState::Failed),
        ("REJ", ReceiptState::Rejected),
        ("ACCEPT", ReceiptState::Sent),
        ("ENROUTE", ReceiptState::Sent),
        ("BUFFER", ReceiptState::Sent),
        ("SCHED", ReceiptState::Queued),
        ("QUEUE", ReceiptState::Queued),
    ];
    let word = word.to_ascii_uppercase();
    let known = WORDS.iter().find(|(beginning, _)| word.starts_with(beginning));
    known.map_or(ReceiptState::Unknown, |(_, state)| *state)
}

/// An error that is one: `000` says that there was none. Anything longer than a code is left out, for nobody knows what
/// is in it.
fn code(text: &str) -> Option<String> {
    let plain = text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain && text.bytes().any(|byte| byte != b'0')).then(|| text.to_owned())
}

/// `YYMMDDhhmm`, with seconds or without. No centre says of which zone; taken for UTC.
fn moment(text: &str) -> Option<Timestamp> {
    if !matches!(text.len(), 10 | 12) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let two = |place: usize| text.get(place..place + 2).unwrap_or("00");
    let (year, month, day) = (two(0), two(2), two(4));
    let (hour, minute, second) = (two(6), two(8), two(10));
    Timestamp::parse(&format!("20{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

/// The words of a receipt's text: `id:7 sub:001 … stat:DELIVRD err:000 text:…`.
struct Words<'t> {
    text: &'t str,
    /// The same in lower case, octet for octet.
    lower: String,
}

impl<'t> Words<'t> {
    /// What follows `text:` is the message itself, in which anything may stand.
    fn of(text: &'t str) -> Self {
        let lower = text.to_ascii_lowercase();
        let whole = Self { text, lower };
        match whole.find("text") {
            Some(end) => Self { text: &text[..end], lower: whole.lower[..end].to_owned() },
            None => whole,
        }
    }

    /// The word behind `key:`, whatever the case of the key.
    fn value(&self, key: &str) -> Option<&'t str> {
        let from = self.find(key)?;
        let value = self.text[from..].trim_start();
        let value = value.split(|c: char| c.is_whitespace() || c == '\0').next()?;
        // An empty word: what follows is the next key.
        (!value.is_empty() && !value.contains(':')).then_some(value)
    }

    /// Where the value of `key` begins: at the beginning of a word and followed by a colon.
    fn find(&self, key: &str) -> Option<usize> {
        let mut from = 0;
        while let Some(at) = self.lower[from..].find(key).map(|at| from + at) {
            let begins = self.lower[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let behind = self.lower[at + key.len()..].trim_start_matches(' ');
            // `id` must not be found in `submit date`'s neighbour `msgid`, nor `stat` in `status`.
            if let Some(value) = behind.strip_prefix(':')
                && begins
            {
                return Some(self.lower.len() - value.len());
            }
            from = at + key.len();
        }
        None
    }
}
