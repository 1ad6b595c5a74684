//! The kinds of factors that Twilio hasn't: addresses, recovery codes, hardware tokens. Whoever is asked for them calls the
//! engine; what an application of Twilio's calls meets nothing of them.

mod addresses;
pub(crate) mod clock;
mod recovery_codes;
mod tokens;
mod tokens_attacks;
mod tokens_imported;

use countersign_engine::Engine;
use countersign_engine::challenge::CreateChallenge;
use countersign_engine::factor::{FactorError, Place};
use countersign_model::{Challenge, ChallengeStatus, FactorRefusal, FactorSid, Identity};

use crate::support::{Service, TestApp};

/// Where somebody's things lie.
pub(crate) fn place(app: &TestApp, service: &Service, identity: &str) -> Place {
    Place {
        account: app.account,
        service: service.sid.parse().expect("a SID"),
        identity: Identity::parse(identity).expect("an identity"),
    }
}

/// What a person shows at a login; a refusal is the inner error.
async fn answers(
    engine: &Engine,
    place: &Place,
    factor: FactorSid,
    payload: &str,
) -> Result<Challenge, FactorRefusal> {
    let wanted = CreateChallenge {
        place: place.clone(),
        factor,
        expires_at: None,
        details: None,
        hidden_details: None,
        auth_payload: Some(payload.to_owned()),
    };
    engine.create_challenge(wanted).await.map(|asked| asked.challenge).map_err(refusal)
}

/// Whether it lets them in.
async fn lets_in(engine: &Engine, place: &Place, factor: FactorSid, payload: &str) -> bool {
    let challenge = answers(engine, place, factor, payload).await.expect("an answer that is looked at");
    matches!(challenge.status, ChallengeStatus::Answered { .. })
}

fn refusal(error: FactorError) -> FactorRefusal {
    match error {
        FactorError::Refused(refusal) => refusal,
        FactorError::Store(error) => panic!("{error}"),
    }
}

/// Everything that the database holds of factors, tokens and what was done, in lower case.
async fn dump(engine: &Engine) -> String {
    let dump = engine.store().read(|tx| {
        let mut dump = String::new();
        for sql in [
            "SELECT kind || ' ' || public || ' ' || secret_sealed || ' ' || COALESCE(lookup, '') || ' '
                || COALESCE(address_hash, '') || ' ' || friendly_name FROM factors",
            "SELECT public || ' ' || COALESCE(lookup, '') FROM challenges",
            "SELECT what || ' ' || subject || ' ' || COALESCE(detail, '') || ' ' || who FROM audit",
            "SELECT serial || ' ' || seed_sealed FROM hardware_tokens",
            "SELECT identity_key || ' ' || tried FROM token_tries",
        ] {
            for row in tx.all(sql, &[], |row| row.text(0))? {
                dump.push_str(&row);
                dump.push('\n');
            }
        }
        Ok(dump)
    });
    dump.await.expect("the store").to_lowercase()
}

async fn count(engine: &Engine, sql: &'static str) -> i64 {
    let count = engine.store().read(move |tx| tx.one(sql, &[], |row| row.int(0))).await;
    count.expect("the store").expect("a count")
}
