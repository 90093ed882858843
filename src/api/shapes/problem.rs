//! Errors as problem details (RFC 9457).

use serde::Serialize;
use utoipa::ToSchema;

use super::HeldPosition;

/// What went wrong, in the form of RFC 9457. `existing`,
/// `current` and `position` stand only where they apply.
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
}

impl CurrentRevision {
    /// The present state of a stored article.
    #[must_use]
    pub fn of(row: &crate::store::ArticleRow) -> Self {
        Self {
            revision: row.revision,
            updated_at: super::instant(row.updated_at),
            href: format!("/api/v1/articles/{}", row.id),
        }
    }
}
