//! What people have decided as a coded corpus, in the form that training and evaluation read.
//!
//! A corpus says of every sentence what is in it, and so of the others that nothing is: an article
//! is in it when people have decided on every position that was found in it. Which sentences mention
//! which issue is the machine's reading still; the positions are people's.

use serde::Serialize;

use crate::domain::{PartySlug, Stance};
use crate::store::{Article, PositionRow, StoredPassage};

/// One coded article.
#[derive(Debug, Serialize)]
pub(super) struct Coded<'a> {
    id: String,
    negotiation: &'a str,
    title: &'a str,
    outlet: Option<&'a str>,
    published_on: Option<&'a str>,
    text: &'a str,
    passages: Vec<CodedPassage<'a>>,
    positions: Vec<CodedPosition<'a>>,
}

#[derive(Debug, Serialize)]
struct CodedPassage<'a> {
    quote: &'a str,
    issues: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CodedPosition<'a> {
    quote: &'a str,
    party: &'a str,
    issue: &'a str,
    stance: Stance,
    speaker: Option<&'a str>,
    reported_by: Option<&'a str>,
}

impl<'a> Coded<'a> {
    /// Of an article with its passages, in which nothing is left to decide.
    pub(super) fn new(article: &'a Article, passages: &'a [StoredPassage]) -> Self {
        let row = &article.row;
        let decided = passages.iter().flat_map(|passage| &passage.positions);
        let decided = decided.filter(|position| position.status.is_decided());
        Self {
            id: row.id.to_string(),
            negotiation: row.negotiation.as_str(),
            title: &row.title,
            outlet: row.outlet.as_deref(),
            published_on: row.published_on.as_deref(),
            text: &article.text,
            passages: passages.iter().map(CodedPassage::of).collect(),
            positions: decided.map(CodedPosition::of).collect(),
        }
    }
}

impl<'a> CodedPassage<'a> {
    fn of(stored: &'a StoredPassage) -> Self {
        let issues = stored.passage.issues().into_iter().map(String::from);
        Self { quote: &stored.passage.quote, issues: issues.collect() }
    }
}

impl<'a> CodedPosition<'a> {
    fn of(row: &'a PositionRow) -> Self {
        Self {
            quote: &row.quote,
            party: row.party.as_str(),
            issue: row.issue.as_str(),
            stance: row.stance,
            speaker: row.speaker.as_deref(),
            reported_by: row.reported_by.as_ref().map(PartySlug::as_str),
        }
    }
}
