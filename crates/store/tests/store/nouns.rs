//! Nouns of the model with something in every field, and a table to scratch in.

use countersign_model::{
    Account, AccountSid, Amount, ApiKey, ApiKeySid, Attempt, AttemptSid, AttemptState, Channel, CodeSource,
    FriendlyName, MockDice, Payee, Recipient, SendMark, Service, ServiceSettings, ServiceSid, Status,
    Timestamp, TokenHash, Transaction, Verification, VerificationSid,
};
use countersign_store::{DbError, End, ReadTx, Store, WriteTx, services, slots};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

/// Makes nouns that are different from each other and the same in every run.
pub(crate) struct Maker {
    dice: MockDice,
    pub(crate) account: AccountSid,
    pub(crate) service: ServiceSid,
}

impl Maker {
    pub(crate) fn new() -> Self {
        let dice = MockDice::new(1);
        let (account, service) = (AccountSid::new(NOW, &dice), ServiceSid::new(NOW, &dice));
        Self { dice, account, service }
    }

    pub(crate) fn dice(&self) -> &MockDice {
        &self.dice
    }

    pub(crate) fn account(&self) -> Account {
        Account {
            sid: self.account,
            friendly_name: "Ēule & Co".into(),
            primary: TokenHash("p".repeat(64)),
            secondary: None,
            primary_sealed: "sealed primary".into(),
            secondary_sealed: None,
            created_at: NOW,
        }
    }

    pub(crate) fn api_key(&self) -> ApiKey {
        ApiKey {
            sid: ApiKeySid::new(NOW, &self.dice),
            account_sid: self.account,
            friendly_name: "build server".into(),
            secret: TokenHash("s".repeat(64)),
            created_at: NOW,
        }
    }

    pub(crate) fn service(&self, sid: ServiceSid) -> Service {
        Service {
            sid,
            account_sid: self.account,
            friendly_name: FriendlyName::parse("Owl Bank").expect("a name"),
            settings: ServiceSettings { psd2_enabled: true, ..ServiceSettings::default() },
            created_at: NOW,
            updated_at: NOW.plus_millis(1),
        }
    }

    pub(crate) fn verification(&self, recipient: &str) -> Verification {
        let mark = SendMark { at: NOW, channel: Channel::Sms, attempt_sid: AttemptSid::new(NOW, &self.dice) };
        Verification {
            sid: VerificationSid::new(NOW, &self.dice),
            account_sid: self.account,
            service_sid: self.service,
            recipient: Recipient::parse(recipient).expect("an address"),
            channel: Channel::Sms,
            status: Status::Pending,
            code: CodeSource::Derived { key_id: "k1".into(), length: 6 },
            handed: None,
            transaction: Some(Transaction {
                amount: Amount::parse("€39.99").expect("an amount"),
                payee: Payee::parse("Acme Ltd").expect("a payee"),
            }),
            sends: vec![mark],
            sends_used: 1,
            checks_used: 0,
            tags: Some(r#"{"flow":"login"}"#.into()),
            is_told: false,
            created_at: NOW,
            updated_at: NOW,
            expires_at: NOW.plus_millis(600_000),
        }
    }

    pub(crate) fn attempt(&self, verification: &Verification) -> Attempt {
        Attempt {
            sid: AttemptSid::new(NOW, &self.dice),
            account_sid: self.account,
            service_sid: self.service,
            verification_sid: verification.sid,
            channel: Channel::Call,
            state: AttemptState::Queued,
            tries: 0,
            provider: None,
            provider_id: None,
            error: None,
            receipt: None,
            journal: Vec::new(),
            created_at: NOW,
            updated_at: NOW,
        }
    }
}

/// Takes a slot under a service that is made if it isn't there; who holds it.
pub(crate) fn take(tx: &mut WriteTx<'_>, verification: &Verification) -> Result<VerificationSid, DbError> {
    let (account, sid) = (verification.account_sid, verification.service_sid);
    if services::find(tx, account, sid)?.is_none() {
        services::insert(tx, &Service { account_sid: account, ..Maker::new().service(sid) })?;
    }
    Ok(slots::take(tx, verification)?.expect("the service is there"))
}

/// Writes something that must succeed.
pub(crate) async fn keep<T: Send + 'static>(
    store: &Store,
    function: impl Fn(&mut WriteTx<'_>) -> Result<T, DbError> + Send + 'static,
) -> T {
    store.write(move |tx| function(tx).map(End::Commit)).await.expect("a commit")
}

/// Reads something that must be readable.
pub(crate) async fn look<T: Send + 'static>(
    store: &Store,
    function: impl Fn(&mut ReadTx<'_>) -> Result<T, DbError> + Send + 'static,
) -> T {
    store.read(function).await.expect("a read")
}

/// Makes the table that tests of the seam write to: names and numbers.
pub(crate) async fn make_scratch(store: &Store) {
    keep(store, |tx| {
        tx.change("CREATE TABLE scratch (name TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL)", &[])
    })
    .await;
}

/// Adds a row to the scratch table; a second one of that name is refused by the database.
pub(crate) fn scratch(tx: &mut WriteTx<'_>, name: &str) -> Result<(), DbError> {
    tx.change("INSERT INTO scratch (name, n) VALUES ($1, 0)", &[name.into()]).map(drop)
}

/// Adds one to a row's number.
pub(crate) fn count_up(tx: &mut WriteTx<'_>, name: &str) -> Result<(), DbError> {
    tx.change("UPDATE scratch SET n = n + 1 WHERE name = $1", &[name.into()]).map(drop)
}

/// A row's number, its row locked.
pub(crate) fn lock_number(tx: &mut WriteTx<'_>, name: &str) -> Result<Option<i64>, DbError> {
    tx.one("SELECT n FROM scratch WHERE name = $1 /*LOCK*/", &[name.into()], |row| row.int(0))
}

/// The names in the scratch table.
pub(crate) fn names(tx: &mut ReadTx<'_>) -> Result<Vec<String>, DbError> {
    tx.all("SELECT name FROM scratch ORDER BY name", &[], |row| row.text(0))
}

/// A row's number.
pub(crate) async fn number(store: &Store, name: &'static str) -> Option<i64> {
    look(store, move |tx| tx.one("SELECT n FROM scratch WHERE name = $1", &[name.into()], |row| row.int(0)))
        .await
}
