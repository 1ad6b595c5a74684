//! One release after the other.

use super::life::lived;
use super::{Engine, Place, on_both_engines};
use crate::releases::{current, previous};

on_both_engines!(a_database_of_the_previous_release_is_upgraded_and_goes_back_with_every_code_that_is_out);

async fn a_database_of_the_previous_release_is_upgraded_and_goes_back_with_every_code_that_is_out(
    engine: Engine,
) {
    let Some(old) = previous("the upgrade of its database, and the way back") else { return };
    let mut place = Place::new(engine, old.clone()).await;
    let (mut server, life) = lived(&place).await;
    assert_eq!(server.stop(), 0, "{}", server.text());

    place.office.binary = current();
    place.office.json(&["migrate"]);
    let mut server = place.office.serve("new.log");
    life.goes_on_at(&server).await;
    let application = life.application.at(&server);
    // What this release leaves, the one before it finds.
    let code = application.texts("+15017122665").await;
    application.starts("+15017122666", "sms", &[("CustomCode", "Wd4Rt9")]).await;
    assert_eq!(place.sink.code("+15017122666").await, "Wd4Rt9");
    let blocked = place.office.json(&["block", "list"]);
    assert_eq!(blocked[0]["reason"], "a flood", "{blocked}");
    assert_eq!(place.office.tell(&["audit", "verify"]).code, 0);
    assert_eq!(server.stop(), 0, "{}", server.text());

    place.office.binary = old;
    let mut server = place.office.serve("old.log");
    life.is_remembered_at(&server).await;
    let application = life.application.at(&server);
    application.logs_in("+15017122665", &code).await;
    application.logs_in("+15017122666", "Wd4Rt9").await;
    let code = application.texts("+15017122667").await;
    application.logs_in("+15017122667", &code).await;
    assert_eq!(place.office.tell(&["audit", "verify"]).code, 0);
    let bad: Vec<_> = server.lines().into_iter().filter(|line| line["level"] == "ERROR").collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(server.stop(), 0, "{}", server.text());
}
