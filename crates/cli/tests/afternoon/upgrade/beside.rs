//! Both releases at once, as while nodes are replaced one by one.

use countersign_testkit::Server;

use super::life::lived;
use super::{Engine, Place};
use crate::application::{Application, wrong};
use crate::releases::{current, previous};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_releases_serve_one_database_and_each_checks_the_others_codes() {
    let Some(old) = previous("both releases side by side") else { return };
    let place = Place::new(Engine::Postgres, old).await;
    let (mut old, life) = lived(&place).await;
    let office = place.beside(current());
    office.json(&["migrate"]);
    let mut new = office.serve("log");
    let (at_old, at_new) = (life.application.at(&old), life.application.at(&new));
    for (first, second, tens) in [(&at_old, &at_new, 0), (&at_new, &at_old, 1)] {
        each_checks_what_the_other_sent(first, second, tens).await;
    }
    // What is counted, is counted together: three wrong codes here and two there are five.
    let to = "+15017122681";
    let code = at_old.texts(to).await;
    for application in [&at_old, &at_new, &at_old, &at_new, &at_old] {
        assert_eq!(application.types(to, wrong(&code)).await.0, 200);
    }
    assert_eq!(at_new.types(to, &code).await.0, 429, "the checks are used up");
    life.goes_on_at(&new).await;
    life.is_remembered_at(&old).await;
    for server in [&mut new, &mut old] {
        is_well(server).await;
    }
    assert_eq!(office.tell(&["audit", "verify"]).code, 0);
    for server in [&mut new, &mut old] {
        assert_eq!(server.stop(), 0, "{}", server.text());
    }
}

async fn each_checks_what_the_other_sent(first: &Application, second: &Application, tens: u8) {
    let to = |number: u8| format!("+150171226{tens}{number}");
    let code = first.texts(&to(1)).await;
    second.logs_in(&to(1), &code).await;
    assert_eq!(first.types(&to(1), &code).await.0, 404, "a code is good once, wherever");
    let sid = first.starts(&to(2), "sms", &[("CustomCode", "Hn5Bx8")]).await;
    assert_eq!(second.status_of(&sid).await, "pending");
    second.logs_in(&to(2), "Hn5Bx8").await;
    let sid = first.starts(&to(3), "sms", &[]).await;
    second.cancels(&sid).await;
    assert_eq!(first.status_of(&sid).await, "canceled");
}

async fn is_well(server: &Server) {
    let (status, told) = server.ops("/readyz").await;
    assert_eq!(status, 200, "{told}");
    let bad: Vec<_> = server.lines().into_iter().filter(|line| line["level"] == "ERROR").collect();
    assert!(bad.is_empty(), "{bad:?}");
}
