//! Templates and their translations. Every question names the account too: another account's template looks
//! non-existent.

use countersign_model::{
    AccountSid, LocaleTag, Page, PageRequest, PageToken, Template, TemplateChannel, TemplateName,
    TemplateSid, TemplateText, Timestamp, Translation, TranslationStatus,
};

use crate::row::Row;
use crate::sql::statements;
use crate::{DbError, ReadTx, WriteTx};

statements! {
    INSERT = "INSERT INTO templates (sid, account_sid, friendly_name, channels, created_at) VALUES ($1, $2, $3, $4, $5)";
    FIND = "SELECT sid, account_sid, friendly_name, channels, created_at FROM templates
        WHERE sid = $1 AND account_sid = $2";
    LOCK = "SELECT sid, account_sid, friendly_name, channels, created_at FROM templates
        WHERE sid = $1 AND account_sid = $2 /*LOCK*/";
    DELETE = "DELETE FROM templates WHERE sid = $1 AND account_sid = $2";
    FROM_START = "SELECT sid, account_sid, friendly_name, channels, created_at FROM templates
        WHERE account_sid = $1 AND (CAST($3 AS TEXT) IS NULL OR friendly_name = $3) ORDER BY sid LIMIT $2";
    AFTER = "SELECT sid, account_sid, friendly_name, channels, created_at FROM templates
        WHERE account_sid = $1 AND (CAST($3 AS TEXT) IS NULL OR friendly_name = $3) AND sid > $4
        ORDER BY sid LIMIT $2";
    BEFORE = "SELECT sid, account_sid, friendly_name, channels, created_at FROM templates
        WHERE account_sid = $1 AND (CAST($3 AS TEXT) IS NULL OR friendly_name = $3) AND sid < $4
        ORDER BY sid DESC LIMIT $2";
    TRANSLATIONS = "SELECT locale, text, status, default_since, created_at, updated_at FROM template_translations
        WHERE template_sid = $1 ORDER BY locale";
    TRANSLATE = "INSERT INTO template_translations (template_sid, locale, text, status, default_since, created_at,
            updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (template_sid, locale) DO UPDATE SET text = excluded.text, status = excluded.status,
            default_since = excluded.default_since, updated_at = excluded.updated_at";
    DELETE_TRANSLATIONS = "DELETE FROM template_translations WHERE template_sid = $1";
}

/// The row; its translations are asked for apart.
fn read(row: &Row<'_>) -> Result<Template, DbError> {
    let channels = row.text(3)?.split(',').map(TemplateChannel::from_name).collect::<Option<_>>();
    Ok(Template {
        sid: row.parsed(0, "templates.sid")?,
        account_sid: row.parsed(1, "templates.account_sid")?,
        friendly_name: TemplateName::parse(&row.text(2)?)
            .map_err(|_| DbError::unreadable("templates.friendly_name"))?,
        channels: channels.ok_or_else(|| DbError::unreadable("templates.channels"))?,
        translations: Vec::new(),
        created_at: Timestamp::from_millis(row.int(4)?),
    })
}

fn read_translation(row: &Row<'_>) -> Result<Translation, DbError> {
    let status = TranslationStatus::from_name(&row.text(2)?);
    Ok(Translation {
        locale: LocaleTag::parse(&row.text(0)?)
            .map_err(|_| DbError::unreadable("template_translations.locale"))?,
        text: TemplateText::parse(&row.text(1)?)
            .map_err(|_| DbError::unreadable("template_translations.text"))?,
        status: status.ok_or_else(|| DbError::unreadable("template_translations.status"))?,
        is_default: row.maybe_int(3)?.is_some(),
        created_at: Timestamp::from_millis(row.int(4)?),
        updated_at: Timestamp::from_millis(row.int(5)?),
    })
}

fn whole(tx: &mut ReadTx<'_>, mut template: Template) -> Result<Template, DbError> {
    template.translations = tx.all(TRANSLATIONS, &[(&template.sid.to_string()).into()], read_translation)?;
    Ok(template)
}

/// Adds a template; its translations are written by themselves.
///
/// # Errors
/// What the database says.
pub fn insert(tx: &mut WriteTx<'_>, template: &Template) -> Result<(), DbError> {
    let channels: Vec<&str> = template.channels.iter().map(|channel| channel.as_str()).collect();
    tx.put(
        INSERT,
        &[
            (&template.sid.to_string()).into(),
            (&template.account_sid.to_string()).into(),
            template.friendly_name.as_str().into(),
            (&channels.join(",")).into(),
            template.created_at.millis().into(),
        ],
    )
}

/// Adds a translation, or writes it in the place of the one in this language.
///
/// # Errors
/// What the database says.
pub fn translate(tx: &mut WriteTx<'_>, sid: TemplateSid, it: &Translation) -> Result<(), DbError> {
    tx.put(
        TRANSLATE,
        &[
            (&sid.to_string()).into(),
            it.locale.as_str().into(),
            it.text.as_str().into(),
            it.status.as_str().into(),
            it.is_default.then_some(it.created_at.millis()).into(),
            it.created_at.millis().into(),
            it.updated_at.millis().into(),
        ],
    )
}

/// An account's template with its translations, by language.
///
/// # Errors
/// What the database says.
pub fn find(tx: &mut ReadTx<'_>, account: AccountSid, sid: TemplateSid) -> Result<Option<Template>, DbError> {
    let found = tx.one(FIND, &[(&sid.to_string()).into(), (&account.to_string()).into()], read)?;
    found.map(|template| whole(tx, template)).transpose()
}

/// The same, locked until the transaction ends: its translations are changed by whoever holds it.
///
/// # Errors
/// What the database says.
pub fn lock(
    tx: &mut WriteTx<'_>,
    account: AccountSid,
    sid: TemplateSid,
) -> Result<Option<Template>, DbError> {
    let found = tx.one(LOCK, &[(&sid.to_string()).into(), (&account.to_string()).into()], read)?;
    found.map(|template| whole(tx, template)).transpose()
}

/// Removes a template and its translations; tells whether there was one.
///
/// # Errors
/// What the database says.
pub fn delete(tx: &mut WriteTx<'_>, account: AccountSid, sid: TemplateSid) -> Result<bool, DbError> {
    let sid = sid.to_string();
    if tx.change(DELETE, &[(&sid).into(), (&account.to_string()).into()])? == 0 {
        return Ok(false);
    }
    tx.put(DELETE_TRANSLATIONS, &[(&sid).into()])?;
    Ok(true)
}

/// A page of an account's templates, oldest first: of those called `name`, if one is given.
///
/// # Errors
/// What the database says.
pub fn list(
    tx: &mut ReadTx<'_>,
    account: AccountSid,
    name: Option<&str>,
    request: &PageRequest,
) -> Result<Page<Template>, DbError> {
    let account = account.to_string();
    let one_more = i64::from(request.size) + 1;
    let found = match &request.token {
        None => tx.all(FROM_START, &[(&account).into(), one_more.into(), name.into()], read)?,
        Some(PageToken::After(sid)) => {
            tx.all(AFTER, &[(&account).into(), one_more.into(), name.into(), sid.into()], read)?
        }
        Some(PageToken::Before(sid)) => {
            tx.all(BEFORE, &[(&account).into(), one_more.into(), name.into(), sid.into()], read)?
        }
    };
    let mut page = Page::cut(found, request, |template| template.sid.to_string());
    page.rows = page.rows.into_iter().map(|row| whole(tx, row)).collect::<Result<_, _>>()?;
    Ok(page)
}
