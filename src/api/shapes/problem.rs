//! Errors as problem details (RFC 9457).

use serde::Serialize;
use utoipa::ToSchema;

use super::HeldPosition;
use super::history::said;
use crate::store::{ArticleRow, Revision, Tombstone};

/// What went wrong, in the form of RFC 9457. `existing`, `current`, `position` and `deleted`
/// stand only where they apply.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem; leads to its description.
    #[serde(rename = "type")]
    #[schema(example = "/api#problem-invalid")]
    pub kind: String,
    /// The kind in words, the same for every problem of it.
    #[schema(example = "Something in the request does not hold")]
    pub title: String,
    /// The HTTP status, again.
    #[schema(example = 422)]
    pub status: u16,
    /// What is wrong with this request, and what would be right.
    #[schema(example = "1 field does not hold")]
    pub detail: String,
    /// What is wrong with single fields, parameters or headers; may be empty.
    pub errors: Vec<FieldProblem>,
    /// The article that is there already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<ExistingArticle>,
    /// The revision that the article has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<CurrentRevision>,
    /// What is held of the position now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<HeldPosition>,
    /// What is told of an article that was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<DeletedArticle>,
}

/// What is wrong with one field, parameter or header.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Its name; in a nested body its path, as `parties[2].slug`.
    #[schema(example = "published_on")]
    pub field: String,
    /// What is wrong and what would be right.
    #[schema(example = "`15.1.2026` is no date: write YYYY-MM-DD, from 1900 to 2100")]
    pub message: String,
    /// The line of the body, from 1, where it can be told.
    pub line: Option<usize>,
}

/// An article that has the same text or address.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExistingArticle {
    /// Its id.
    pub id: i64,
    /// Its address in the API.
    #[schema(example = "/api/v1/articles/8897123456")]
    pub href: String,
}

/// What an article has become since it was read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CurrentRevision {
    /// Its revision.
    pub revision: i64,
    /// When it was changed last, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub updated_at: String,
    /// Its address in the API.
    pub href: String,
    /// Who changed it last: the name at that time; null when it is not known.
    pub changed_by: Option<String>,
    /// Why, when it was said.
    pub note: Option<String>,
    /// The fields that differ from the revision that the request names; null when there is none of
    /// that number.
    #[schema(example = json!(["title", "text"]))]
    pub changed: Option<Vec<String>>,
}

impl CurrentRevision {
    /// The present state of a stored article, whose newest revision is `now`, and how it differs
    /// from the revision that was `named`.
    #[must_use]
    pub fn new(row: &ArticleRow, named: Option<&Revision>, now: Option<Revision>) -> Self {
        let changed = named.zip(now.as_ref()).map(|(named, now)| named.differs_in(now));
        let (changed_by, note) =
            now.map_or((None, None), |now| (now.row.actor_name, said(now.row.note)));
        Self {
            revision: row.revision,
            updated_at: super::instant(row.updated_at),
            href: format!("/api/v1/articles/{}", row.id),
            changed_by,
            note,
            changed: changed.map(|fields| fields.into_iter().map(str::to_owned).collect()),
        }
    }
}

/// What is told of an article that was deleted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeletedArticle {
    /// Its id.
    pub id: i64,
    /// Its headline.
    pub title: String,
    /// When it was deleted, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub deleted_at: String,
    /// Who deleted it: the name at that time.
    #[schema(example = "Ada Holm")]
    pub deleted_by: String,
    /// Why, when it was said.
    pub note: Option<String>,
}

impl From<Tombstone> for DeletedArticle {
    fn from(tombstone: Tombstone) -> Self {
        Self {
            id: tombstone.article_id.0,
            title: tombstone.title,
            deleted_at: super::instant(tombstone.at),
            deleted_by: tombstone.actor_name,
            note: said(Some(tombstone.note)),
        }
    }
}
