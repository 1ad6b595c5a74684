//! Gathers what the page shows.

use countersign_delivery::providers::InboxMessage;
use countersign_model::{PageRequest, PageToken, Service, ServiceSid};
use countersign_store::services;

use super::view::{ConnectView, DevPage, MessageView, Notice, ServiceView};
use super::{Draft, hops};
use crate::assets;
use crate::failed::Failed;
use crate::inbox::{Address, SOME};
use crate::services::ServiceForm;
use crate::state::Console;

/// Services on one page.
const SERVICES: u16 = 50;

/// What is asked of the page.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) to: Option<Address>,
    pub(super) service: Option<ServiceSid>,
    pub(super) before: Option<ServiceSid>,
    pub(super) done: Option<String>,
    pub(super) draft: Option<Draft>,
}

/// Reads services and messages and puts the page together.
pub(super) async fn page(console: &Console, asked: Asked) -> Result<DevPage, Failed> {
    let Asked { to, service: named, before, done, draft } = asked;
    let account = console.account;
    // Newest first is before the end: no SID is greater than this one.
    let end = before.map_or_else(|| format!("VA{}", "f".repeat(32)), |sid| sid.to_string());
    let request = PageRequest { size: SERVICES, token: Some(PageToken::Before(end)) };
    let address = to.as_ref().map(Address::as_str);
    // The script listens from here on; what the filter hides counts too. Looked up first: what arrives meanwhile is
    // shown twice to the script, which knows it again, and never missed.
    let newest = console.inbox.list(None, 1).first().map_or(0, |message| message.id);
    let messages = console.inbox.list(address, SOME);
    let attempts = hops::named(&messages);
    let (found, named, mut hops) = console
        .engine
        .store()
        .read(move |tx| {
            let named = named.map(|sid| services::find(tx, account, sid)).transpose()?.flatten();
            Ok((services::list(tx, account, &request)?, named, hops::read(tx, &attempts)?))
        })
        .await?;
    let older = found.previous.as_ref().and(found.rows.first()).map(|oldest| oldest.sid.to_string());
    let mut rows = found.rows;
    rows.reverse();

    let notice = done.and_then(|done| Notice::of(&done, named.as_ref()));
    let connect = ConnectView::new(&console.api, account, named.as_ref().or(rows.first()));
    let (new_service, changed) = match draft {
        Some(Draft { of: None, form }) => (form, None),
        Some(Draft { of: Some(service), form }) => (ServiceForm::new_service(), Some((service, form))),
        None => (ServiceForm::new_service(), None),
    };
    let view = |message: &InboxMessage| MessageView {
        hops: hops.remove(&message.attempt_sid).unwrap_or_default(),
        ..MessageView::from(message)
    };
    let messages = messages.iter().map(view).collect();
    Ok(DevPage {
        version: assets::VERSION,
        notice,
        connect,
        has_errors: changed.is_some() || new_service.name.error.is_some() || new_service.has_bad_settings(),
        services: cards(rows, changed),
        new_service,
        older,
        is_older: before.is_some(),
        messages,
        blank: MessageView::default(),
        newest,
        here: format!("/{}#inbox", query_of(address)),
        json: format!("/inbox/messages{}", query_of(address)),
        to: address.unwrap_or_default().to_owned(),
    })
}

/// The query that picks the messages to `to`.
fn query_of(to: Option<&str>) -> String {
    let pick = |to| form_urlencoded::Serializer::for_suffix("?".to_owned(), 1).append_pair("to", to).finish();
    to.map(pick).unwrap_or_default()
}

/// A card for each service; the one whose form was refused shows that form, even when it is not among `rows`.
fn cards(mut rows: Vec<Service>, changed: Option<(Service, ServiceForm)>) -> Vec<ServiceView> {
    let Some((service, form)) = changed else {
        return rows.iter().map(ServiceView::from).collect();
    };
    let sid = service.sid;
    if rows.iter().all(|row| row.sid != sid) {
        rows.insert(0, service);
    }
    let card = |row: &Service| {
        let card = ServiceView::from(row);
        if row.sid == sid { ServiceView { form: form.clone(), is_open: true, ..card } } else { card }
    };
    rows.iter().map(card).collect()
}
