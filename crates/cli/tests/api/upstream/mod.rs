//! Verifications that another server of the same API carries out: they begin and end there, each once.

mod dialect;
mod lost;
mod moving;
mod ours;
mod theirs;
mod told;
mod verify;

use crate::delivery::latest_attempt;
use crate::support::{Answer, Service, TestApp};

use self::verify::{Live, Verify};

/// As `on_both_engines!`, with a Verify that all addresses go to; `$ours` says whether it is given our codes.
macro_rules! on_both_engines_with_an_upstream {
    ($ours:expr; $($case:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $case() {
                let verify = crate::upstream::verify::Verify::new();
                let (limits, carry) = (countersign_model::Limits::development(), verify.clone().carry(100, $ours));
                crate::support::run_on_sqlite(limits, carry, |app| super::$case(app, verify));
            })*
        }
        mod postgres {
            $(#[test] fn $case() {
                let verify = crate::upstream::verify::Verify::new();
                let (limits, carry) = (countersign_model::Limits::development(), verify.clone().carry(100, $ours));
                crate::support::run_on_postgres(limits, carry, |app| super::$case(app, verify));
            })*
        }
    };
}
use on_both_engines_with_an_upstream;

const ALICE: &str = "+15017122661";

/// Alice asks for a code by text message, and it is written down what became of it.
async fn asks(app: &TestApp, service: &Service) -> Answer {
    let created = service.create(&[("To", ALICE), ("Channel", "sms")]).await.is(201);
    app.ended_attempt(&latest_attempt(&created)).await;
    created
}

/// Alice, who was sent a code by the upstream: our SID, and what it has there.
async fn is_sent(app: &TestApp, verify: &Verify) -> (Service, String, Live) {
    let service = app.service(&[]).await;
    let sid = asks(app, &service).await.sid();
    (service, sid, verify.all().pop().expect("a verification there"))
}

async fn types(service: &Service, code: &str) -> Answer {
    service.check(&[("To", ALICE), ("Code", code)]).await
}
