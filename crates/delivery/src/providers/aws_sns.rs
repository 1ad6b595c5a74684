//! Text messages by Amazon SNS, which sends to a number without a topic. The simplest way with Amazon, and a mute one:
//! there are no receipts but in CloudWatch, and a message can't be told when to give up. Who wants them takes `aws-sms`.
//!
//! Facts: the service's model in botocore; docs.aws.amazon.com/sns, "Publishing to a mobile phone".

use std::time::Duration;

use countersign_model::{Channel, Fate, Timestamp};
use form_urlencoded::Serializer;

use super::aws::{Account, Ask, Aws, Class, Complaint, Service, reached};
use super::{BadSettings, aws_xml};
use crate::http::Answered;
use crate::provider::sending;
use crate::reason::gives_away;
use crate::{Message, Probing, Provider, Secret, Sending};

const SERVICE: Service = Service { host: "sns", name: "sns" };

countersign_settings::settings! {
    /// Text messages by Amazon SNS, without receipts.
    pub struct AwsSnsSettings in "aws-sns" {
        /// The region whose service sends.
        pub region: String = Kind::Text, required, example "eu-central-1";
        /// The id of an access key that may call `sns:Publish`.
        pub access_key_id: String = Kind::Text, required, example "AKIAIOSFODNN7EXAMPLE";
        /// Its secret.
        pub secret_access_key: Secret = Kind::Secret, required, example "the secret access key";
        /// The session token that comes with temporary credentials.
        pub session_token: Option<Secret> = Kind::Secret, optional, example "the session token";
        /// Whom the messages come from: a sender id of up to 11 letters and digits, or one of the account's numbers with
        /// `+`. Amazon chooses when left out.
        pub sender: Option<String> = Kind::Text, optional, example "Acme";
        /// The most that a message may cost, in US dollars.
        pub max_price: Option<String> = Kind::Text, optional, example "0.25";
        /// Where the API is, if not at the region's public endpoint.
        pub url: Option<String> = Kind::Text, optional, example "https://vpce-1.sns.eu-central-1.vpce.amazonaws.com";
    }
}

/// Sends by Amazon SNS.
pub struct AwsSns {
    name: String,
    /// The name of the attribute that the sender stands in, and the sender.
    sender: Option<(&'static str, String)>,
    max_price: Option<String>,
    aws: Aws,
}

impl AwsSns {
    /// Makes the provider; a send ends within `limit`.
    ///
    /// # Errors
    /// [`BadSettings`] when a value can't be what it should be.
    pub fn new(name: &str, settings: &AwsSnsSettings, limit: Duration) -> Result<Self, BadSettings> {
        let bad_price =
            |price: &String| !price.parse::<f64>().is_ok_and(|price| price.is_finite() && price > 0.0);
        if settings.max_price.as_ref().is_some_and(bad_price) {
            return Err(BadSettings("max_price must be a number such as 0.25".to_owned()));
        }
        let account = Account {
            region: &settings.region,
            access_key_id: &settings.access_key_id,
            secret_access_key: &settings.secret_access_key,
            session_token: settings.session_token.as_ref(),
            url: settings.url.as_deref(),
        };
        Ok(Self {
            name: name.to_owned(),
            sender: settings.sender.as_deref().map(read_sender).transpose()?,
            max_price: settings.max_price.clone(),
            aws: Aws::new(&account, SERVICE, limit)?,
        })
    }

    async fn post(&self, message: &Message, now: Timestamp) -> Result<Fate, Fate> {
        let phone = message.phone()?;
        let ask = ask(self.publish(phone.as_str(), &message.text));
        let answered = self.aws.ask(ask, message, now).await?;
        Ok(fate(&answered, message))
    }

    fn publish(&self, number: &str, text: &str) -> Serializer<'static, String> {
        let sender = self.sender.as_ref().map(|(name, sender)| (*name, "String", sender.as_str()));
        let price = self.max_price.as_deref().map(|price| ("AWS.SNS.SMS.MaxPrice", "Number", price));
        let attributes = [Some(("AWS.SNS.SMS.SMSType", "String", "Transactional")), sender, price];
        let mut form = form("Publish");
        form.append_pair("PhoneNumber", number).append_pair("Message", text);
        for (number, (name, kind, value)) in (1..).zip(attributes.into_iter().flatten()) {
            let entry = format!("MessageAttributes.entry.{number}");
            form.append_pair(&format!("{entry}.Name"), name)
                .append_pair(&format!("{entry}.Value.DataType"), kind)
                .append_pair(&format!("{entry}.Value.StringValue"), value);
        }
        form
    }
}

fn form(action: &str) -> Serializer<'static, String> {
    let mut form = Serializer::new(String::new());
    form.append_pair("Action", action).append_pair("Version", "2010-03-31");
    form
}

fn ask(mut form: Serializer<'static, String>) -> Ask {
    Ask {
        method: "POST",
        path: "/",
        content_type: "application/x-www-form-urlencoded; charset=utf-8",
        target: None,
        body: form.finish().into_bytes(),
    }
}

fn read_sender(sender: &str) -> Result<(&'static str, String), BadSettings> {
    let digits = sender.strip_prefix('+').is_some_and(|digits| {
        (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    let word = (1..=11).contains(&sender.len())
        && sender.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && sender.bytes().any(|byte| byte.is_ascii_alphabetic());
    match (digits, word) {
        (true, _) => Ok(("AWS.MM.SMS.OriginationNumber", sender.to_owned())),
        (_, true) => Ok(("AWS.SNS.SMS.SenderID", sender.to_owned())),
        _ => Err(BadSettings(
            "sender must be up to 11 letters and digits with one letter at least, or a number with +"
                .to_owned(),
        )),
    }
}

/// Errors of this service; those that aren't here are told by their status. Amazon refuses a number that has opted out
/// with `OptedOut`, UNCONFIRMED for Publish.
const TABLE: &[(&str, Class)] = &[("OptedOut", Class::Recipient)];

fn fate(answered: &Answered, message: &Message) -> Fate {
    if answered.is_success()
        && let Some(id) = aws_xml::text(&answered.body, "MessageId").filter(|id| !gives_away(id, message))
    {
        return Fate::accepted(Some(id));
    }
    let complaint = Complaint::read(answered);
    // Which parameter it is stands only in the sentence: "Invalid parameter: PhoneNumber Reason: …".
    let invalid = matches!(complaint.name.as_str(), "InvalidParameter" | "ParameterValueInvalid");
    if invalid && complaint.said.contains("PhoneNumber") {
        return Class::Recipient.fate(&complaint.said, answered, message);
    }
    complaint.fate(TABLE, answered, message)
}

impl Provider for AwsSns {
    fn name(&self) -> &str {
        &self.name
    }

    fn channels(&self) -> &[Channel] {
        &[Channel::Sms]
    }

    fn probe(&self, now: Timestamp) -> Probing<'_> {
        let ask = ask(form("GetSMSAttributes"));
        Box::pin(async move { reached(self.aws.probe(ask, now).await) })
    }

    fn send<'a>(&'a self, message: &'a Message, now: Timestamp) -> Sending<'a> {
        sending(self.post(message, now))
    }
}
