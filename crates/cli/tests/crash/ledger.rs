//! What the server acknowledged of one verification, and the requests that write it down.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::client::{Answer, Client, Dead};

/// How a verification stands as far as answers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Pending,
    Approved,
    Canceled,
}

/// The request that was under way when the server died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    Create,
    Resend,
    WrongCheck,
    RightCheck,
    Cancel,
}

/// One verification. Every method is one request (or two at once); it stays in doubt while no answer has come.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) service: String,
    pub(crate) to: String,
    /// The amount that the code is bound to, with a service that asks for one.
    pub(crate) amount: Option<&'static str>,
    /// The one that lived for this number before and gives way to this one.
    pub(crate) replaces: Option<String>,
    /// Known once the create was answered.
    pub(crate) sid: Option<String>,
    /// The sends that were acknowledged.
    pub(crate) attempts: Vec<String>,
    /// Checks whose answer says that the code was looked at.
    pub(crate) checks: u32,
    pub(crate) known: Known,
    pub(crate) doubt: Option<Doubt>,
}

/// A number that nobody has used.
pub(crate) fn fresh_number() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("+1501{}", 2_000_000 + COUNT.fetch_add(1, Ordering::SeqCst))
}

impl Entry {
    pub(crate) fn new(service: &str, to: String) -> Self {
        Self {
            service: service.to_owned(),
            to,
            amount: None,
            replaces: None,
            sid: None,
            attempts: Vec::new(),
            checks: 0,
            known: Known::Pending,
            doubt: None,
        }
    }

    pub(crate) fn sid(&self) -> &str {
        self.sid.as_deref().expect("a create that was answered")
    }

    fn fields<'a>(&self, first: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut fields = first.to_vec();
        if let Some(amount) = self.amount {
            fields.extend([("Amount", amount), ("Payee", "Acme")]);
        }
        fields
    }

    async fn send(&mut self, client: &Client, doubt: Doubt) -> Result<(), Dead> {
        self.doubt = Some(doubt);
        let fields = [("To", self.to.clone()), ("Channel", "sms".to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let path = format!("/v2/Services/{}/Verifications", self.service);
        let answer = client.post(&path, &self.fields(&fields)).await?;
        assert_eq!(answer.status, 201, "{answer:?}");
        self.doubt = None;
        let sid = answer.text("sid");
        assert!(self.sid.as_ref().is_none_or(|known| *known == sid), "a re-send made another verification");
        self.sid = Some(sid);
        self.attempts = answer.attempts();
        Ok(())
    }

    pub(crate) async fn create(&mut self, client: &Client) -> Result<(), Dead> {
        self.send(client, Doubt::Create).await
    }

    pub(crate) async fn resend(&mut self, client: &Client) -> Result<(), Dead> {
        self.send(client, Doubt::Resend).await
    }

    /// The code, once its last acknowledged send has arrived.
    pub(crate) async fn code(&self, client: &Client) -> Result<String, Dead> {
        client.code(self.attempts.last().expect("a send")).await
    }

    /// One check, written down nowhere.
    pub(crate) async fn ask(&self, client: &Client, code: &str) -> Result<Answer, Dead> {
        let path = format!("/v2/Services/{}/VerificationCheck", self.service);
        client.post(&path, &self.fields(&[("VerificationSid", self.sid()), ("Code", code)])).await
    }

    pub(crate) async fn check_wrongly(&mut self, client: &Client, code: &str) -> Result<(), Dead> {
        self.doubt = Some(Doubt::WrongCheck);
        let answer = self.ask(client, &other_than(code)).await?;
        self.doubt = None;
        if self.checks < 5 {
            assert_eq!((answer.status, answer.text("status").as_str()), (200, "pending"), "{answer:?}");
            self.checks += 1;
        } else {
            assert_eq!((answer.status, &answer.body["code"]), (429, &60202.into()), "{answer:?}");
        }
        Ok(())
    }

    pub(crate) async fn check_rightly(&mut self, client: &Client, code: &str) -> Result<(), Dead> {
        self.doubt = Some(Doubt::RightCheck);
        let answer = self.ask(client, code).await?;
        assert!(answer.is_approved(), "{answer:?}");
        (self.known, self.doubt) = (Known::Approved, None);
        Ok(())
    }

    /// The right code twice at once: it lets in one.
    pub(crate) async fn check_twice_at_once(&mut self, client: &Client, code: &str) -> Result<(), Dead> {
        self.doubt = Some(Doubt::RightCheck);
        let (one, two) = tokio::join!(self.ask(client, code), self.ask(client, code));
        let approved = [&one, &two].into_iter().flatten().filter(|answer| answer.is_approved()).count();
        assert!(approved <= 1, "one code let two in: {one:?} {two:?}");
        if approved == 1 {
            (self.known, self.doubt) = (Known::Approved, None);
        }
        let (one, two) = (one?, two?);
        assert_eq!(one.status + two.status, 200 + 404, "{one:?} {two:?}");
        assert_eq!(approved, 1, "{one:?} {two:?}");
        Ok(())
    }

    pub(crate) async fn cancel(&mut self, client: &Client) -> Result<(), Dead> {
        self.doubt = Some(Doubt::Cancel);
        let path = format!("/v2/Services/{}/Verifications/{}", self.service, self.sid());
        let answer = client.post(&path, &[("Status", "canceled")]).await?;
        assert_eq!((answer.status, answer.text("status").as_str()), (200, "canceled"), "{answer:?}");
        (self.known, self.doubt) = (Known::Canceled, None);
        Ok(())
    }

    pub(crate) async fn fetch(&self, client: &Client, target: &str) -> Result<Answer, Dead> {
        client.get(&format!("/v2/Services/{}/Verifications/{target}", self.service)).await
    }
}

/// A code that differs from `code` in its last digit.
pub(crate) fn other_than(code: &str) -> String {
    let (head, last) = code.split_at(code.len() - 1);
    format!("{head}{}", (last.parse::<u32>().expect("digits") + 1) % 10)
}
