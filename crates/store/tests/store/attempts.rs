use countersign_model::{Attempt, AttemptState, Line};
use countersign_store::{Store, attempts, attempts::Progress};

use crate::engines::on_both_engines;
use crate::nouns::{Maker, NOW, keep, look};

on_both_engines!(an_attempt_reads_back_as_written, what_became_of_an_attempt_is_recorded);

async fn an_attempt_reads_back_as_written(store: Store) {
    let maker = Maker::new();
    let queued = maker.attempt(&maker.verification("+4915112345678"));
    let failed = Attempt {
        state: AttemptState::Failed,
        tries: 3,
        provider: Some("webhook".into()),
        provider_id: Some("m-1".into()),
        error: Some("recipient: unknown".into()),
        ..maker.attempt(&maker.verification("+4915112345678"))
    };
    for attempt in [queued, failed] {
        let (written, sid) = (attempt.clone(), attempt.sid);
        keep(&store, move |tx| attempts::insert(tx, &written)).await;
        assert_eq!(look(&store, move |tx| attempts::find(tx, sid)).await, Some(attempt));
    }
}

async fn what_became_of_an_attempt_is_recorded(store: Store) {
    let maker = Maker::new();
    let verification = maker.verification("+4915112345678");
    let (attempt, other) = (maker.attempt(&verification), maker.attempt(&verification));
    let both = [attempt.clone(), other.clone()];
    keep(&store, move |tx| both.iter().try_for_each(|attempt| attempts::insert(tx, attempt))).await;
    let (sid, untouched) = (attempt.sid, other.sid);
    let progress = Progress {
        state: AttemptState::Sent,
        tries: 2,
        provider: Some("webhook".into()),
        provider_id: Some("m-1".into()),
        error: None,
        lines: vec![Line::Note { at: NOW, text: "sent".into() }],
    };
    let later = NOW.plus_millis(5);
    let said = progress.clone();
    keep(&store, move |tx| attempts::record(tx, sid, &said, later)).await;
    let expected = Attempt {
        state: progress.state,
        tries: progress.tries,
        provider: progress.provider,
        provider_id: progress.provider_id,
        journal: progress.lines,
        updated_at: later,
        ..attempt
    };
    assert_eq!(look(&store, move |tx| attempts::find(tx, sid)).await, Some(expected));
    assert_eq!(look(&store, move |tx| attempts::find(tx, untouched)).await, Some(other));
}
