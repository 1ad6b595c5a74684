use countersign_engine::audit::{Damage, Verified};
use countersign_store::{DbError, WriteTx, audit, marks};

use super::{by_hand, damage, linked, sid, verified};
use crate::support::{TestApp, on_both_engines, ops};

on_both_engines!(
    a_trail_that_nobody_touched_is_whole,
    lines_are_linked_in_batches_and_none_twice,
    a_changed_line_is_named,
    a_removed_line_is_named,
    a_line_put_in_is_named,
    lines_that_changed_places_are_found,
    an_end_that_was_cut_off_is_noticed,
    ends_that_were_taken_away_or_changed_are_noticed,
    a_trail_hashed_anew_is_noticed,
    old_lines_are_forgotten_and_the_rest_stays_whole,
    damage_is_not_forgotten,
    any_single_damage_is_found,
);

async fn a_trail_that_nobody_touched_is_whole(app: TestApp) {
    assert_eq!(verified(&app).await, Verified { links: 0, not_linked: 1, damage: None });
    linked(&app, 5).await;
    assert_eq!(verified(&app).await, Verified { links: 5, not_linked: 0, damage: None });
    app.engine.resume(None, ops()).await.expect("the store");
    assert_eq!(verified(&app).await, Verified { links: 5, not_linked: 1, damage: None });
    linked(&app, 6).await;
    assert_eq!(verified(&app).await, Verified { links: 6, not_linked: 0, damage: None });
}

async fn lines_are_linked_in_batches_and_none_twice(app: TestApp) {
    for _ in 0..250 {
        app.engine.pause(None, None, None, ops()).await.expect("a pause");
    }
    let (one, other) = tokio::join!(app.engine.chain_audit(), app.engine.chain_audit());
    one.and(other).expect("the store");
    app.engine.chain_audit().await.expect("the store");
    assert_eq!(verified(&app).await, Verified { links: 251, not_linked: 0, damage: None });
}

async fn a_changed_line_is_named(app: TestApp) {
    linked(&app, 6).await;
    by_hand(&app, |tx| tx.put("UPDATE audit SET subject = 'x' WHERE chain_no = 3", &[])).await;
    let sid = sid(&app, 3).await;
    assert_eq!(verified(&app).await.links, 2);
    assert_eq!(damage(&app).await, Some(Damage::Changed { number: 3, sid }));
}

async fn a_removed_line_is_named(app: TestApp) {
    linked(&app, 6).await;
    by_hand(&app, |tx| tx.put("DELETE FROM audit WHERE chain_no = 1", &[])).await;
    assert_eq!(damage(&app).await, Some(Damage::Missing { number: 1, of: 6 }));
    // Closing the ranks hides nothing.
    by_hand(&app, |tx| {
        (2..=6).try_for_each(|number: i64| {
            tx.put("UPDATE audit SET chain_no = chain_no - 1 WHERE chain_no = $1", &[number.into()])
        })
    })
    .await;
    assert!(matches!(damage(&app).await, Some(Damage::Changed { number: 1, .. })));
}

async fn a_line_put_in_is_named(app: TestApp) {
    linked(&app, 4).await;
    let stranger = "AU00000000000000000000000000000000";
    for number in [-1_i64, 0, 5, 7] {
        by_hand(&app, move |tx| {
            tx.put(
                "INSERT INTO audit (sid, at, who, what, subject, chain_no, hash)
                    VALUES ($1, 1, 'a', 'b', 'c', $2, 'd')",
                &[stranger.into(), number.into()],
            )
        })
        .await;
        assert_eq!(damage(&app).await, Some(Damage::Inserted { number, sid: stranger.to_owned() }));
        by_hand(&app, move |tx| tx.put("DELETE FROM audit WHERE sid = $1", &[stranger.into()])).await;
        assert_eq!(damage(&app).await, None);
    }
}

async fn lines_that_changed_places_are_found(app: TestApp) {
    linked(&app, 6).await;
    let second = sid(&app, 2).await;
    by_hand(&app, |tx| {
        tx.put("UPDATE audit SET chain_no = 100 WHERE chain_no = 4", &[])?;
        tx.put("UPDATE audit SET chain_no = 4 WHERE chain_no = 2", &[])?;
        tx.put("UPDATE audit SET chain_no = 2 WHERE chain_no = 100", &[])
    })
    .await;
    let sid = sid(&app, 2).await;
    assert_ne!(sid, second);
    assert_eq!(damage(&app).await, Some(Damage::Changed { number: 2, sid }));
}

async fn an_end_that_was_cut_off_is_noticed(app: TestApp) {
    linked(&app, 6).await;
    by_hand(&app, |tx| tx.put("DELETE FROM audit WHERE chain_no >= 5", &[])).await;
    assert_eq!(damage(&app).await, Some(Damage::Missing { number: 5, of: 6 }));
    by_hand(&app, |tx| tx.put("DELETE FROM audit", &[])).await;
    assert_eq!(damage(&app).await, Some(Damage::Missing { number: 1, of: 6 }));
}

async fn ends_that_were_taken_away_or_changed_are_noticed(app: TestApp) {
    linked(&app, 3).await;
    by_hand(&app, |tx| marks::set(tx, "audit.chain", "x")).await;
    assert_eq!(damage(&app).await, Some(Damage::Ends));
    by_hand(&app, |tx| tx.put("DELETE FROM marks WHERE name = 'audit.chain'", &[])).await;
    assert_eq!(damage(&app).await, Some(Damage::Ends));
    // Nothing is linked on, which would look as if all were well.
    app.engine.pause(None, None, None, ops()).await.expect("the store");
    app.engine.chain_audit().await.expect("the store");
    assert_eq!(verified(&app).await, Verified { links: 0, not_linked: 1, damage: Some(Damage::Ends) });
}

async fn a_trail_hashed_anew_is_noticed(app: TestApp) {
    linked(&app, 3).await;
    let mark = app.engine.store().read(|tx| marks::get(tx, "audit.chain")).await;
    let mark = mark.expect("the store").expect("a mark");
    // Loosened, changed, and linked again by the same rule; only the sealed end is the old one.
    by_hand(&app, |tx| {
        tx.put("UPDATE audit SET chain_no = NULL, hash = NULL, who = 'nobody'", &[])?;
        tx.put("DELETE FROM marks WHERE name = 'audit.chain'", &[])
    })
    .await;
    app.engine.chain_audit().await.expect("the store");
    assert_eq!(damage(&app).await, None);
    by_hand(&app, move |tx| marks::set(tx, "audit.chain", &mark)).await;
    assert_eq!(damage(&app).await, Some(Damage::Rewritten));
}

async fn old_lines_are_forgotten_and_the_rest_stays_whole(app: TestApp) {
    linked(&app, 6).await;
    // The last two: made now and a minute ago.
    app.engine.forget_audit(app.engine.now().plus_millis(-60_000)).await.expect("the store");
    assert_eq!(verified(&app).await, Verified { links: 2, not_linked: 0, damage: None });
    linked(&app, 4).await;
    assert_eq!(verified(&app).await, Verified { links: 4, not_linked: 0, damage: None });
    by_hand(&app, |tx| tx.put("DELETE FROM audit WHERE chain_no = 5", &[])).await;
    assert_eq!(damage(&app).await, Some(Damage::Missing { number: 5, of: 8 }));
}

async fn damage_is_not_forgotten(app: TestApp) {
    linked(&app, 6).await;
    by_hand(&app, |tx| tx.put("UPDATE audit SET who = 'x' WHERE chain_no = 3", &[])).await;
    app.engine.forget_audit(app.engine.now().plus_millis(1)).await.expect("the store");
    let sid = sid(&app, 3).await;
    assert_eq!(verified(&app).await.links, 0);
    assert_eq!(damage(&app).await, Some(Damage::Changed { number: 3, sid }));
}

const OTHER: &str = "AUffffffffffffffffffffffffffffffff";

/// Every way to harm one line.
const HARMS: [&str; 13] = [
    "UPDATE audit SET sid = 'AUffffffffffffffffffffffffffffffff' WHERE sid = $1",
    "UPDATE audit SET at = at + 1 WHERE sid = $1",
    "UPDATE audit SET account_sid = 'AC' WHERE sid = $1",
    "UPDATE audit SET who = 'x' WHERE sid = $1",
    "UPDATE audit SET what = 'x' WHERE sid = $1",
    "UPDATE audit SET subject = 'x' WHERE sid = $1",
    "UPDATE audit SET detail = 'x' WHERE sid = $1",
    "UPDATE audit SET chain_no = NULL WHERE sid = $1",
    "UPDATE audit SET chain_no = chain_no + 100 WHERE sid = $1",
    "UPDATE audit SET chain_no = chain_no - 100 WHERE sid = $1",
    "UPDATE audit SET hash = 'x' WHERE sid = $1",
    "UPDATE audit SET hash = NULL WHERE sid = $1",
    "DELETE FROM audit WHERE sid = $1",
];

/// Each way to each line, and undone again.
async fn any_single_damage_is_found(app: TestApp) {
    linked(&app, 5).await;
    for number in 1..=5 {
        for harm in HARMS {
            let found = app.engine.store().read(move |tx| audit::links(tx, number - 1, 1)).await;
            let line = found.expect("links").remove(0);
            let victim = line.sid.clone();
            by_hand(&app, move |tx| tx.put(harm, &[(&victim).into()])).await;
            let found = damage(&app).await.unwrap_or_else(|| panic!("{harm} of line {number} is found"));
            let named = match &found {
                Damage::Changed { number, .. } | Damage::Missing { number, .. } => Some(*number),
                Damage::Inserted { number, .. } => Some(number.rem_euclid(100)),
                Damage::Rewritten | Damage::Ends => None,
            };
            assert_eq!(named, Some(number), "{harm}: {found}");
            by_hand(&app, move |tx| restore(tx, &line)).await;
            assert_eq!(damage(&app).await, None, "{harm} is undone");
        }
    }
}

fn restore(tx: &mut WriteTx<'_>, line: &audit::Line) -> Result<(), DbError> {
    for sid in [&line.sid, OTHER] {
        tx.put("DELETE FROM audit WHERE sid = $1", &[sid.into()])?;
    }
    tx.put(
        "INSERT INTO audit (sid, at, account_sid, who, what, subject, detail, chain_no, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            (&line.sid).into(),
            line.at.into(),
            line.account_sid.as_deref().into(),
            (&line.who).into(),
            (&line.what).into(),
            (&line.subject).into(),
            line.detail.as_deref().into(),
            line.chain_no.into(),
            line.hash.as_deref().into(),
        ],
    )
}
