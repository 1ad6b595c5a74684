//! A release and the migrations of a later one, which it doesn't have.

use super::life::lived;
use super::{Engine, Place, on_both_engines};
use crate::releases::{current, previous};

on_both_engines!(
    on_a_database_that_a_later_release_only_added_to_each_release_goes_on,
    on_a_database_that_a_later_release_took_away_from_no_release_starts,
);

const EXPANDING: &str = "CREATE TABLE later (person TEXT NOT NULL);
    ALTER TABLE verifications ADD COLUMN later BIGINT NOT NULL DEFAULT 7;
    ALTER TABLE services ADD COLUMN later TEXT;
    CREATE INDEX later_by_person ON later (person);
    INSERT INTO schema_migrations (name, checksum, oldest) VALUES ('9998_later', 'x', 'any')";
const CONTRACTING: &str = "ALTER TABLE verifications DROP COLUMN tags;
    INSERT INTO schema_migrations (name, checksum, oldest) VALUES ('9999_later', 'x', '99.0.0')";

async fn on_a_database_that_a_later_release_only_added_to_each_release_goes_on(engine: Engine) {
    let previous = previous("the previous release on a database that a later one added to");
    for binary in previous.into_iter().chain([current()]) {
        let place = Place::new(engine, binary).await;
        let (mut server, life) = lived(&place).await;
        assert_eq!(server.stop(), 0, "{}", server.text());
        place.change(EXPANDING).await;
        let migrated = place.office.json(&["migrate"]);
        assert_eq!(migrated["later"], serde_json::json!(["9998_later"]), "{migrated}");
        let mut server = place.office.serve("log");
        life.goes_on_at(&server).await;
        let warned = server.lines().iter().filter(|line| line.to_string().contains("9998_later")).count();
        assert_eq!(warned, 1, "{}", server.text());
        assert_eq!(server.stop(), 0, "{}", server.text());
    }
}

async fn on_a_database_that_a_later_release_took_away_from_no_release_starts(engine: Engine) {
    let previous = previous("the previous release on a database that a later one took away from");
    for binary in previous.into_iter().chain([current()]) {
        let place = Place::new(engine, binary).await;
        place.office.json(&["migrate"]);
        place.change(CONTRACTING).await;
        for command in ["serve", "migrate"] {
            let told = place.office.tell(&[command]);
            assert_eq!(told.code, 78, "{command}: {}", told.err);
            assert!(
                told.err.contains("9999_later") && told.err.contains("start version 99.0.0"),
                "{}",
                told.err
            );
        }
    }
}
