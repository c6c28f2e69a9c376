//! Notices put into words, at the moment they are sent and from the rows as they are then.
//!
//! What must be known is gathered once ([`facts`]); whether it is still true is decided without words ([`truth`]);
//! then one function per language writes the letter. A new language is a variant of [`Language`] and a module.

mod english;
mod facts;
mod invite;
mod series;
mod truth;

use convene_store::Tx;

use super::notice::{Notice, Why};
use crate::mail::optout::{self, Topic};
use crate::mail::{Letter, Outgoing};
use crate::{Result, Service};

use facts::Facts;

/// A language mail is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    English,
}

impl Language {
    /// The language of this reader. People have no setting for it yet, so it is everybody's.
    const fn of(_facts: &Facts) -> Self {
        Self::English
    }

    fn letter(self, facts: &Facts, why: &Why) -> Letter {
        match self {
            Self::English => english::letter(facts, why),
        }
    }

    /// For who signed up for several dates at once.
    fn series(self, facts: &Facts, dates: &[series::Date]) -> Letter {
        match self {
            Self::English => english::series(facts, dates),
        }
    }
}

/// The mail a notice comes to now; none when it is no longer true, or when its reader wants none of its kind.
pub(crate) async fn letter(service: &Service, tx: &mut Tx, notice: &Notice) -> Result<Option<Outgoing>> {
    let Some(facts) = Facts::read(service, tx, notice).await? else { return Ok(None) };
    if !truth::holds(&facts, &notice.why) {
        return Ok(None);
    }
    if let Some(topic) = topic(&notice.why)
        && !optout::wants(tx, &facts.email, topic).await?
    {
        return Ok(None);
    }
    let language = Language::of(&facts);
    let dates = series::dates(service, tx, &facts, &notice.why).await?;
    if dates.first().is_some_and(|first| first.registration != facts.registration.id) {
        // The letter about the first of these dates speaks for all of them.
        return Ok(None);
    }
    let (letter, file) = if dates.len() > 1 {
        (language.series(&facts, &dates), series::file(&dates))
    } else {
        (language.letter(&facts, &notice.why), invite::of(&facts, &notice.why))
    };
    let letter = match file {
        Some(file) => letter.attach(file),
        None => letter,
    };
    let content = letter.content(&facts.community, &service.settings().public_url);
    Ok(Some(Outgoing { to: facts.email, content }))
}

/// What it can be unsubscribed from; none for what people must be told.
const fn topic(why: &Why) -> Option<Topic> {
    match why {
        Why::Message { .. } => Some(Topic::WorkshopMessages),
        Why::Attended => Some(Topic::Surveys),
        _ => None,
    }
}
