//! Backups that are older than the release that restores them.

use super::life::lived;
use super::{Engine, Place, on_both_engines};
use crate::releases::{current, previous};

on_both_engines!(a_backup_of_the_previous_release_is_restored_by_this_one);

async fn a_backup_of_the_previous_release_is_restored_by_this_one(engine: Engine) {
    let Some(old) = previous("restoring its backups") else { return };
    let place = Place::new(engine, old).await;
    let (server, life) = lived(&place).await;
    let backup = place.office.file("backup.jsonl");
    let taken = place.office.json(&["backup", &backup]);
    drop(server);
    // Into the other engine.
    let other = match engine {
        Engine::Sqlite => Engine::Postgres,
        Engine::Postgres => Engine::Sqlite,
    };
    let elsewhere = Place::new(other, current()).await;
    std::fs::copy(place.office.path("keys"), elsewhere.office.path("keys")).expect("the key file");
    let restored = elsewhere.office.json(&["restore", &backup, "--credentials", "keep"]);
    assert_eq!((&restored["rows"], &restored["canceled"]), (&taken["rows"], &2.into()), "{restored}");
    let mut server = elsewhere.office.serve("log");
    life.is_remembered_at(&server).await;
    let application = life.application.at(&server);
    application.starts("+15017122668", "sms", &[]).await;
    application.logs_in("+15017122668", &elsewhere.sink.code("+15017122668").await).await;
    assert_eq!(elsewhere.office.tell(&["audit", "verify"]).code, 0);
    assert_eq!(server.stop(), 0, "{}", server.text());
}
