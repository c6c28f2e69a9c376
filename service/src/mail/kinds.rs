//! What the outbox holds besides finished mail: notices that are put into words at the moment of sending.

use convene_store::Tx;
use convene_store::mail as outbox;
use serde_json::Value;

use super::{Content, KIND, Outgoing};
use crate::workshop::notice::{self, Confirm, Notice};
use crate::workshop::{after, words};
use crate::{Result, Service};

/// Kinds that become mail, the way the store asks for them.
pub(super) const READABLE: &str = "|mail|workshop|workshop-confirm|";

/// What an item comes to now.
pub(super) enum Words {
    Send(Outgoing),
    /// It is no longer true, or nobody is there to read it.
    NotNeeded,
    /// Another area takes it from here.
    Deferred,
    /// Nothing can be made of it.
    Unreadable(String),
}

/// Puts an item into words, from the rows as they are now.
pub(super) async fn words(service: &Service, tx: &mut Tx, item: &outbox::Item) -> Result<Words> {
    let found = match item.kind.as_str() {
        KIND => match serde_json::from_str(&item.payload) {
            Ok(content) => Some(Outgoing { to: item.recipient.clone(), content }),
            Err(error) => return Ok(Words::Unreadable(format!("unreadable mail: {error}"))),
        },
        notice::KIND => match serde_json::from_str::<Notice>(&item.payload) {
            Ok(notice) => words::letter(service, tx, &notice).await?,
            Err(error) => return Ok(Words::Unreadable(format!("unreadable notice: {error}"))),
        },
        notice::CONFIRM => match serde_json::from_str::<Confirm>(&item.payload) {
            Ok(asked) => words::confirm(service, tx, &asked).await?,
            Err(error) => return Ok(Words::Unreadable(format!("unreadable notice: {error}"))),
        },
        after::SURVEY_INVITATION => return Ok(Words::Deferred),
        other => return Ok(Words::Unreadable(format!("nobody delivers items of kind {other}"))),
    };
    Ok(found.map_or(Words::NotNeeded, Words::Send))
}

/// The item's payload with what was made of it, so that it can be read, and made anew when it is tried again.
pub(super) fn with_content(item: &outbox::Item, content: &Content) -> Result<String> {
    if item.kind == KIND {
        return Ok(serde_json::to_string(content)?);
    }
    let mut payload: Value = serde_json::from_str(&item.payload)?;
    if let Value::Object(fields) = &mut payload {
        fields.insert("content".to_owned(), serde_json::to_value(content)?);
    }
    Ok(payload.to_string())
}

/// The mail an item became, once there is one.
pub fn content(item: &outbox::Item) -> Result<Option<Content>> {
    if item.kind == KIND {
        return Ok(Some(serde_json::from_str(&item.payload)?));
    }
    let mut payload: Value = serde_json::from_str(&item.payload)?;
    match payload.get_mut("content").map(Value::take) {
        Some(content) => Ok(Some(serde_json::from_value(content)?)),
        None => Ok(None),
    }
}

/// What an item without a mail of its own will be about.
pub(super) fn about(item: &outbox::Item) -> String {
    if item.kind == notice::CONFIRM {
        return "Workshop: confirm a registration".to_owned();
    }
    match serde_json::from_str::<Notice>(&item.payload) {
        Ok(notice) if item.kind == notice::KIND => notice.why.about().to_owned(),
        _ => format!("An item of kind {}", item.kind),
    }
}
