//! The audit trail: what is written down, and how damage to it is found.

mod damage;
mod restored;
mod written;

use countersign_engine::audit::{Damage, Verified};
use countersign_store::{DbError, End, WriteTx, audit};

use crate::support::{TestApp, ops};

/// The trail's lines, as what, who and of which thing, in no order.
pub(crate) async fn trail(app: &TestApp) -> Vec<(String, String, String)> {
    let lines = app.engine.store().read(|tx| audit::after(tx, "", 1000)).await.expect("the trail");
    lines.into_iter().map(|line| (line.what, line.who, line.subject)).collect()
}

/// Adds lines until there are `count`, a minute apart, and links them.
async fn linked(app: &TestApp, count: usize) {
    while trail(app).await.len() < count {
        app.advance(60_000);
        app.engine.pause(None, None, None, ops()).await.expect("a pause");
    }
    app.engine.chain_audit().await.expect("the store");
}

/// Changes the database as somebody does who can write it.
async fn by_hand(app: &TestApp, function: impl Fn(&mut WriteTx<'_>) -> Result<(), DbError> + Send + 'static) {
    app.engine.store().write(move |tx| function(tx).map(End::Commit)).await.expect("a commit");
}

async fn verified(app: &TestApp) -> Verified {
    app.engine.verify_audit().await.expect("the store")
}

async fn damage(app: &TestApp) -> Option<Damage> {
    verified(app).await.damage
}

/// The SID of the line with this number.
async fn sid(app: &TestApp, number: i64) -> String {
    let found = app.engine.store().read(move |tx| audit::links(tx, number - 1, 1)).await.expect("links");
    found[0].sid.clone()
}
