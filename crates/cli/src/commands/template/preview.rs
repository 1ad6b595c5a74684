//! `countersign template preview`

use std::collections::BTreeMap;

use countersign_messages::{Encoding, segments, spoken};
use countersign_model::{
    Amount, Filling, FriendlyName, Payee, Substitution, Template, TemplateChannel, Translation, Unfilled,
};
use serde_json::json;

use super::locale;
use crate::commands::Failure;
use crate::control::Answer;

/// A code that nobody is sent.
const SAMPLE: &str = "123456";
/// What stands for a payment's own words.
const AMOUNT: &str = "39.99 EUR";
const PAYEE: &str = "Acme Ltd";

pub(super) fn preview(
    template: &Template,
    named: Option<&str>,
    set: &[String],
    name: &str,
) -> Result<Answer, Failure> {
    let named = named.map(locale).transpose()?;
    let name = FriendlyName::parse(name)
        .map_err(|error| Failure::new(format!("the name can't be taken: {error}")))?;
    let custom = set.iter().map(|pair| substitution(pair)).collect::<Result<BTreeMap<_, _>, _>>()?;
    let sample = || Failure::new("the sample of a payment can't be read");
    let (amount, payee) =
        (Amount::parse(AMOUNT).map_err(|_| sample())?, Payee::parse(PAYEE).map_err(|_| sample())?);
    let mut rows = Vec::new();
    for translation in &template.translations {
        if named.as_ref().is_some_and(|named| *named != translation.locale) {
            continue;
        }
        let names = translation.text.names();
        let pays = names.contains(&"amount") && names.contains(&"payee");
        let filling = Filling {
            friendly_name: name.as_str(),
            payment: pays.then_some((&amount, &payee)),
            custom: &custom,
            code_length: SAMPLE.len(),
        };
        for channel in &template.channels {
            rows.push(row(translation, *channel, &filling)?);
        }
    }
    if rows.is_empty() {
        return Err(Failure::new(format!(
            "{} has no such text: see countersign template show",
            template.sid
        )));
    }
    let columns = ["locale", "status", "channel", "characters", "encoding", "messages", "text"];
    Ok(Answer::table(columns, rows.into_iter()))
}

fn row(
    translation: &Translation,
    channel: TemplateChannel,
    filling: &Filling<'_>,
) -> Result<[serde_json::Value; 7], Failure> {
    let filled = translation.text.fill(filling).map_err(|why| unfilled(&why))?;
    let text = match channel {
        TemplateChannel::Sms => filled.render(SAMPLE, 10),
        TemplateChannel::Voice => filled.render(&spoken(SAMPLE), 10),
    };
    let size = (channel == TemplateChannel::Sms).then(|| segments(&text));
    let encoding = size.map(|size| match size.encoding {
        Encoding::Gsm7 => "GSM-7",
        Encoding::Ucs2 => "UCS-2",
    });
    Ok([
        json!(translation.locale.as_str()),
        json!(translation.status.as_str()),
        json!(channel.as_str()),
        json!(text.chars().count()),
        json!(encoding),
        json!(size.map(|size| size.count)),
        json!(text),
    ])
}

fn substitution(pair: &str) -> Result<(String, Substitution), Failure> {
    let unreadable = || Failure::new(format!("{pair}: a substitution is written NAME=TEXT"));
    let (name, text) = pair.split_once('=').ok_or_else(unreadable)?;
    let text = Substitution::parse(text)
        .map_err(|error| Failure::new(format!("{name} can't stand for that: {error}")))?;
    Ok((name.to_owned(), text))
}

fn unfilled(why: &Unfilled) -> Failure {
    Failure::new(match why {
        Unfilled::Missing(names) => format!("nothing is given for {}: add --set NAME=TEXT", names.join(", ")),
        Unfilled::TooLong => "the message would have more than 500 characters".to_owned(),
        Unfilled::Link => "what is given would make a link".to_owned(),
        Unfilled::NoPayment => "a payment's message must name {{amount}} and {{payee}}".to_owned(),
    })
}
