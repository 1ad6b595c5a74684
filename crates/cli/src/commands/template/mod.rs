//! `countersign template`

mod preview;

use clap::{Args, Subcommand};
use countersign_engine::Engine;
use countersign_engine::template::ApproveTranslationError;
use countersign_model::{
    AccountSid, Actor, LocaleTag, PageRequest, PageToken, Template as Made, TemplateChannel, TemplateName,
    TemplateSid, TemplateText,
};
use countersign_store::templates;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Failure, Options, Whose, sid};
use crate::control::{Answer, Request, ask};

/// Write, translate, look at and approve templates
///
/// A template is an account's own wording of text messages (sms) and calls (voice). A request names it with TemplateSid,
/// or a service with DefaultTemplateSid. Its text has places: {{code}}, which it must have, {{ttl}} for the minutes that
/// the code is good for, {{friendly_name}}, of a payment {{amount}} and {{payee}}, and names of your own, which a request
/// speaks for with TemplateCustomSubstitutions. A text is sent once it is approved; a changed one must be approved again.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    countersign template create 'Greeting' --locale en --text 'Hello {{name}}, your {{friendly_name}} code is {{code}}'\n  \
    countersign template translate HJ… --locale de --text 'Hallo {{name}}, dein Code lautet {{code}}'\n  \
    countersign template preview HJ… --locale de --set name=Ann\n  \
    countersign template approve HJ…\n  \
    countersign service update VA… --set DefaultTemplateSid=HJ…")]
pub struct Template {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a template with its first text, which is for all languages that have none
    Create {
        /// Its name, for people
        name: String,
        /// What it is for, sms or voice; may be repeated [default: sms]
        #[arg(long, value_name = "CHANNEL")]
        channel: Vec<String>,
        /// The language of the text
        #[arg(long, value_name = "LOCALE", default_value = "en")]
        locale: String,
        /// The text
        #[arg(long)]
        text: String,
    },
    /// List an account's templates
    List,
    /// Show a template and its texts
    Show {
        /// The template
        template: String,
    },
    /// Add a text in a language, or change it
    Translate {
        /// The template
        template: String,
        /// The language of the text
        #[arg(long, value_name = "LOCALE")]
        locale: String,
        /// The text
        #[arg(long)]
        text: String,
        /// Take it for all languages that have none
        #[arg(long)]
        default: bool,
    },
    /// Show what a template becomes, and how many text messages that is
    Preview {
        /// The template
        template: String,
        /// The language; left out: each
        #[arg(long, value_name = "LOCALE")]
        locale: Option<String>,
        /// A substitution; may be repeated
        #[arg(long, value_name = "NAME=TEXT")]
        set: Vec<String>,
        /// The service's name
        #[arg(long, value_name = "NAME", default_value = "My Shop")]
        name: String,
    },
    /// Let a text be sent
    Approve {
        /// The template
        template: String,
        /// The language; left out: all of them
        #[arg(long, value_name = "LOCALE")]
        locale: Option<String>,
    },
    /// Delete a template
    Delete {
        /// The template
        template: String,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}

/// What this command asks of the data.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    #[serde(flatten)]
    whose: Whose,
    verb: AskVerb,
}

#[derive(Debug, Serialize, Deserialize)]
enum AskVerb {
    Create { name: String, channel: Vec<String>, locale: String, text: String },
    List,
    Show { template: String },
    Translate { template: String, locale: String, text: String, default: bool },
    Preview { template: String, locale: Option<String>, set: Vec<String>, name: String },
    Approve { template: String, locale: Option<String> },
    Delete { template: String },
}

impl Template {
    pub(super) fn run(self) -> Result<(), Failure> {
        let verb = match self.verb {
            Verb::Create { name, channel, locale, text } => AskVerb::Create { name, channel, locale, text },
            Verb::List => AskVerb::List,
            Verb::Show { template } => AskVerb::Show { template },
            Verb::Translate { template, locale, text, default } => {
                AskVerb::Translate { template, locale, text, default }
            }
            Verb::Preview { template, locale, set, name } => AskVerb::Preview { template, locale, set, name },
            Verb::Approve { template, locale } => AskVerb::Approve { template, locale },
            Verb::Delete { yes: false, template } => {
                return Err(Failure::new(format!(
                    "requests that name {template} will be refused: add --yes to delete it"
                )));
            }
            Verb::Delete { template, .. } => AskVerb::Delete { template },
        };
        let answer = ask(&self.options.place, Request::Template(Ask { whose: self.whose, verb }))?;
        self.options.show(&answer);
        Ok(())
    }
}

impl Ask {
    pub(crate) async fn carry_out(self, engine: &Engine, by: Actor) -> Result<Answer, Failure> {
        let account = self.whose.sid(engine).await?;
        match self.verb {
            AskVerb::Create { name, channel, locale, text } => {
                let name = TemplateName::parse(&name)
                    .map_err(|_| Failure::new("a template's name has 1 to 32 characters"))?;
                let (channels, text) = (channels(&channel)?, (self::locale(&locale)?, self::text(&text)?));
                let made = engine.create_template(account, name, channels, text, by).await;
                made.map(|made| show(&made)).map_err(Failure::of)
            }
            AskVerb::List => list(engine, account).await,
            AskVerb::Show { template } => Ok(show(&find(engine, account, &template).await?)),
            AskVerb::Translate { template, locale, text, default } => {
                let sid = sid(&template, "template")?;
                let text = (self::locale(&locale)?, self::text(&text)?);
                let made = engine.translate_template(account, sid, text, default, by).await;
                made.map_err(Failure::of)?.map(|made| show(&made)).ok_or_else(|| absent(account, sid))
            }
            AskVerb::Preview { template, locale, set, name } => {
                let template = find(engine, account, &template).await?;
                preview::preview(&template, locale.as_deref(), &set, &name)
            }
            AskVerb::Approve { template, locale } => {
                let sid = sid(&template, "template")?;
                let locale = locale.as_deref().map(self::locale).transpose()?;
                let named = locale.as_ref().map_or_else(String::new, |locale| format!(" in {locale}"));
                let made = engine.approve_template(account, sid, locale, by).await;
                made.map(|made| show(&made)).map_err(|error| match error {
                    ApproveTranslationError::NoTemplate => absent(account, sid),
                    ApproveTranslationError::NoTranslation => {
                        Failure::new(format!("{sid} has no text{named}: see countersign template show {sid}"))
                    }
                    ApproveTranslationError::Store(error) => Failure::of(error),
                })
            }
            AskVerb::Delete { template } => {
                let sid = sid(&template, "template")?;
                if engine.delete_template(account, sid, by).await.map_err(Failure::of)? {
                    Ok(Answer::Done(format!("{sid} is deleted")))
                } else {
                    Err(absent(account, sid))
                }
            }
        }
    }
}

async fn find(engine: &Engine, account: AccountSid, named: &str) -> Result<Made, Failure> {
    let sid = sid(named, "template")?;
    let found = engine.store().read(move |tx| templates::find(tx, account, sid)).await;
    found.map_err(Failure::of)?.ok_or_else(|| absent(account, sid))
}

async fn list(engine: &Engine, account: AccountSid) -> Result<Answer, Failure> {
    let mut rows: Vec<[Value; 5]> = Vec::new();
    let mut request = PageRequest::first(1000);
    loop {
        let asked = request.clone();
        let page = engine.store().read(move |tx| templates::list(tx, account, None, &asked)).await;
        let page = page.map_err(Failure::of)?;
        rows.extend(page.rows.iter().map(|made| {
            [
                json!(made.sid.to_string()),
                json!(made.friendly_name.as_str()),
                json!(channel_names(made)),
                json!(made.translations.iter().map(|it| it.locale.as_str()).collect::<Vec<_>>()),
                json!(made.created_at.to_string()),
            ]
        }));
        match page.next {
            Some(next @ PageToken::After(_)) => request.token = Some(next),
            _ => break,
        }
    }
    Ok(Answer::table(["template", "name", "channels", "locales", "created"], rows.into_iter()))
}

/// A template with every text.
fn show(made: &Made) -> Answer {
    let fields = [
        ("template", json!(made.sid.to_string())),
        ("account", json!(made.account_sid.to_string())),
        ("friendly_name", json!(made.friendly_name.as_str())),
        ("channels", json!(channel_names(made))),
        ("date_created", json!(made.created_at.to_string())),
    ];
    let texts = made.translations.iter().map(|it| {
        [
            json!(it.locale.as_str()),
            json!(it.status.as_str()),
            json!(if it.is_default { "yes" } else { "no" }),
            json!(it.updated_at.to_string()),
            json!(it.text.as_str()),
        ]
    });
    let texts = Answer::table(["locale", "status", "default", "updated", "text"], texts);
    Answer::detailed(fields, [("translations", texts)])
}

fn channel_names(made: &Made) -> Vec<&'static str> {
    made.channels.iter().map(|channel| channel.as_str()).collect()
}

fn channels(named: &[String]) -> Result<Vec<TemplateChannel>, Failure> {
    let mut channels = named
        .iter()
        .map(|name| {
            let unknown = || Failure::new(format!("a template can't be for {name}: only for sms and voice"));
            TemplateChannel::from_name(name).ok_or_else(unknown)
        })
        .collect::<Result<Vec<_>, _>>()?;
    if channels.is_empty() {
        channels.push(TemplateChannel::Sms);
    }
    channels.sort_unstable();
    channels.dedup();
    Ok(channels)
}

pub(super) fn locale(text: &str) -> Result<LocaleTag, Failure> {
    LocaleTag::parse(text)
        .map_err(|_| Failure::new(format!("{text} is no language: it is written like en or pt-BR")))
}

fn text(text: &str) -> Result<TemplateText, Failure> {
    TemplateText::parse(text).map_err(|error| Failure::new(format!("the text can't be taken: {error}")))
}

fn absent(account: AccountSid, sid: TemplateSid) -> Failure {
    Failure::new(format!("account {account} has no template {sid}: see countersign template list"))
}
