//! What articles and catalogs were, who changed them and why.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::instant;
use crate::domain::ArticleId;
use crate::store::{self, AuditRow, RevisionRow};

/// A revision of an article but for its text. Of one that was stored before the history was kept,
/// who made it and when is not known.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RevisionSummary {
    /// Counts the article's revisions, from 1.
    #[schema(example = 2)]
    pub number: i64,
    /// When it was made, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub made_at: Option<String>,
    /// Who made it: the name at that time.
    #[schema(example = "Ada Holm")]
    pub made_by: Option<String>,
    /// Why, when it was said.
    pub note: Option<String>,
    /// The headline.
    pub title: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, `YYYY-MM-DD`.
    pub published_on: Option<String>,
    /// Its language tag.
    #[schema(example = "en")]
    pub language: String,
    /// Its address in the API.
    #[schema(example = "/api/v1/articles/8897123456/revisions/2")]
    pub href: String,
}

impl RevisionSummary {
    /// A revision of `article`.
    #[must_use]
    pub fn new(article: ArticleId, row: RevisionRow) -> Self {
        Self {
            number: row.number,
            made_at: row.at.map(instant),
            made_by: row.actor_name,
            note: said(row.note),
            title: row.title,
            outlet: row.outlet,
            author: row.author,
            url: row.url,
            published_on: row.published_on,
            language: row.language,
            href: format!("/api/v1/articles/{article}/revisions/{}", row.number),
        }
    }
}

/// A revision of an article as it stood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Revision {
    /// Everything but the text.
    #[serde(flatten)]
    pub summary: RevisionSummary,
    /// The normalised text.
    pub text: String,
}

impl Revision {
    /// A revision of `article`.
    #[must_use]
    pub fn new(article: ArticleId, stored: store::Revision) -> Self {
        Self { summary: RevisionSummary::new(article, stored.row), text: stored.text }
    }
}

/// One entry of a history: what was done, by whom, when and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// Its id; ids grow with time.
    #[schema(example = 8_897_123_456_i64)]
    pub id: i64,
    /// When, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub at: String,
    /// Who: the account's name at that time, or what acted instead, such as `command line`.
    #[schema(example = "Ada Holm")]
    pub actor: String,
    /// What was done.
    #[schema(example = "article edited")]
    pub action: String,
    /// What was before, as far as it has changed; of a text only its length in `characters`.
    #[schema(value_type = Option<Object>)]
    pub before: Option<Value>,
    /// What is after, likewise.
    #[schema(value_type = Option<Object>)]
    pub after: Option<Value>,
    /// Why, when it was said.
    pub note: Option<String>,
    /// The request that brought it about, as in its header `X-Request-Id`; null for commands.
    pub request_id: Option<String>,
}

impl From<AuditRow> for HistoryEntry {
    fn from(row: AuditRow) -> Self {
        // What was written is JSON; `check` proves it.
        let state = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id: row.id.0,
            at: instant(row.at),
            actor: row.actor_name,
            action: row.action,
            before: state(row.before),
            after: state(row.after),
            note: said(Some(row.note)),
            request_id: row.request_id,
        }
    }
}

/// A negotiation's catalog as it was stored once. Of one that was stored before the history was
/// kept, who stored it and when is not known.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CatalogVersion {
    /// Counts the negotiation's versions, from 1.
    #[schema(example = 2)]
    pub number: i64,
    /// When it was stored, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub stored_at: Option<String>,
    /// Who stored it: the name at that time.
    #[schema(example = "Ada Holm")]
    pub stored_by: Option<String>,
    /// The catalog as TOML.
    pub source: String,
}

impl From<store::CatalogVersion> for CatalogVersion {
    fn from(version: store::CatalogVersion) -> Self {
        Self {
            number: version.number,
            stored_at: version.at.map(instant),
            stored_by: version.actor_name,
            source: version.source,
        }
    }
}

/// A note, when there is one.
pub(super) fn said(note: Option<String>) -> Option<String> {
    note.filter(|note| !note.is_empty())
}
