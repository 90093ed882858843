//! Articles: sent, listed, read whole.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::finding::attributions;
use super::{Attribution, HeldPosition, StoredPassage, StoredPosition, instant};
use crate::domain::RawDraft;
use crate::store::{self, ArticleRow, Decision, FoundAttribution, PassageRow, PositionRow};

/// An article to store.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewArticle {
    /// The slug of the negotiation it bears on.
    #[schema(example = "ukraine-russia")]
    pub negotiation: String,
    /// The headline.
    #[schema(example = "Talks end without agreement")]
    pub title: String,
    /// The text, paragraphs separated by a blank line.
    #[schema(example = "Ukraine rejected the proposed territorial concessions on Monday.")]
    pub text: String,
    /// Who published it.
    #[schema(example = "The River Post")]
    pub outlet: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where it was published: an http(s) address.
    #[schema(example = "https://example.org/talks")]
    pub url: Option<String>,
    /// When it was published, `YYYY-MM-DD`.
    #[schema(example = "2026-01-15")]
    pub published_on: Option<String>,
    /// Its language tag; `en` when it is not given.
    #[schema(example = "en")]
    pub language: Option<String>,
}

/// The fields that take the place of a stored article's; what is not given is emptied.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleChange {
    /// The revision that was read, unless `If-Match` names it.
    #[schema(example = 1)]
    pub revision: Option<i64>,
    /// Why the article is changed: a line that is shown in its history.
    #[schema(example = "the outlet has corrected the name")]
    pub note: Option<String>,
    /// The slug of the article's negotiation, which cannot be changed; it may be left out.
    pub negotiation: Option<String>,
    /// The headline.
    #[schema(example = "Talks end without agreement")]
    pub title: String,
    /// The text, paragraphs separated by a blank line.
    #[schema(example = "Ukraine rejected the proposed territorial concessions on Monday.")]
    pub text: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where it was published: an http(s) address.
    pub url: Option<String>,
    /// When it was published, `YYYY-MM-DD`.
    pub published_on: Option<String>,
    /// Its language tag; `en` when it is not given.
    pub language: Option<String>,
}

impl From<NewArticle> for RawDraft {
    fn from(new: NewArticle) -> Self {
        Self {
            title: new.title,
            text: new.text,
            outlet: new.outlet,
            author: new.author,
            url: new.url,
            published_on: new.published_on,
            language: new.language,
        }
    }
}

impl From<ArticleChange> for RawDraft {
    fn from(change: ArticleChange) -> Self {
        Self {
            title: change.title,
            text: change.text,
            outlet: change.outlet,
            author: change.author,
            url: change.url,
            published_on: change.published_on,
            language: change.language,
        }
    }
}

/// An article but for its text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleFacts {
    /// Its id.
    #[schema(example = 8_897_123_456_i64)]
    pub id: i64,
    /// The slug of the negotiation it was posted to.
    #[schema(example = "ukraine-russia")]
    pub negotiation: String,
    /// The headline.
    pub title: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, `YYYY-MM-DD`.
    #[schema(example = "2026-01-15")]
    pub published_on: Option<String>,
    /// When it was published or, where that is not known, posted: `YYYY-MM-DD`. Lists go by it.
    #[schema(example = "2026-01-15")]
    pub dated_on: String,
    /// Its language tag.
    #[schema(example = "en")]
    pub language: String,
    /// True for a sample article, written for Concordance and published nowhere.
    pub sample: bool,
    /// Counts its changes, from 1; a change or deletion must name it.
    #[schema(example = 1)]
    pub revision: i64,
    /// When it was posted, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub created_at: String,
    /// When it was changed last, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub updated_at: String,
    /// Its page.
    #[schema(example = "/articles/8897123456")]
    pub page: String,
}

impl From<&ArticleRow> for ArticleFacts {
    fn from(row: &ArticleRow) -> Self {
        Self {
            id: row.id.0,
            negotiation: row.negotiation.to_string(),
            title: row.title.clone(),
            outlet: row.outlet.clone(),
            author: row.author.clone(),
            url: row.url.clone(),
            published_on: row.published_on.clone(),
            dated_on: row.dated_on.clone(),
            language: row.language.clone(),
            sample: row.sample,
            revision: row.revision,
            created_at: instant(row.created_at),
            updated_at: instant(row.updated_at),
            page: format!("/articles/{}", row.id),
        }
    }
}

/// An article in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleSummary {
    /// Everything but the text.
    #[serde(flatten)]
    pub facts: ArticleFacts,
    /// How many positions were found in it.
    pub positions: i64,
}

impl From<ArticleRow> for ArticleSummary {
    fn from(row: ArticleRow) -> Self {
        Self { facts: ArticleFacts::from(&row), positions: row.positions }
    }
}

/// A whole article with what was found in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Article {
    /// Everything but the text.
    #[serde(flatten)]
    pub facts: ArticleFacts,
    /// The normalised text, to which every span refers.
    pub text: String,
    /// The sentences that mention an issue, in order.
    pub passages: Vec<StoredPassage>,
    /// The positions, in the order of their sentences.
    pub positions: Vec<StoredPosition>,
    /// Who said what, in order.
    pub attributions: Vec<Attribution>,
    /// Decisions on sentences that the edited text has no longer, or not once; each waits to be
    /// placed anew.
    pub orphaned: Vec<HeldPosition>,
}

impl Article {
    /// A stored article; `passages` with their positions in the order of the text.
    #[must_use]
    pub fn new(
        stored: store::Article,
        passages: Vec<StoredPassage>,
        positions: Vec<StoredPosition>,
        found: Vec<FoundAttribution>,
        orphans: &[Decision],
    ) -> Self {
        Self {
            facts: ArticleFacts::from(&stored.row),
            text: stored.text,
            passages,
            positions,
            attributions: attributions(found),
            orphaned: orphans.iter().map(HeldPosition::from).collect(),
        }
    }
}

/// The article in which a passage stands, with what is needed to cite it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleRef {
    /// Its id.
    #[schema(example = 8_897_123_456_i64)]
    pub id: i64,
    /// The headline.
    pub title: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, `YYYY-MM-DD`.
    pub published_on: Option<String>,
    /// True for a sample article, written for Concordance and published nowhere.
    pub sample: bool,
    /// Its address in the API.
    #[schema(example = "/api/v1/articles/8897123456")]
    pub href: String,
}

impl ArticleRef {
    pub(super) fn of_passage(row: &PassageRow) -> Self {
        Self {
            id: row.article_id.0,
            title: row.article_title.clone(),
            outlet: row.outlet.clone(),
            url: row.url.clone(),
            published_on: row.published_on.clone(),
            sample: row.sample,
            href: format!("/api/v1/articles/{}", row.article_id),
        }
    }

    pub(super) fn of_position(row: &PositionRow) -> Self {
        Self {
            id: row.article_id.0,
            title: row.article_title.clone(),
            outlet: row.outlet.clone(),
            url: row.url.clone(),
            published_on: row.published_on.clone(),
            sample: row.sample,
            href: format!("/api/v1/articles/{}", row.article_id),
        }
    }
}
