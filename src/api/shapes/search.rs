//! What a search finds.

use serde::Serialize;
use utoipa::ToSchema;

use super::ArticleFacts;
use crate::store;

/// A piece of an article's text: in order, the pieces are a stretch of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SnippetPart {
    /// The words.
    pub text: String,
    /// True when they match the search.
    pub marked: bool,
}

/// An article that has all of the words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundArticle {
    /// Everything but the text.
    #[serde(flatten)]
    pub facts: ArticleFacts,
    /// A stretch of its text in which most of the words stand.
    pub snippet: Vec<SnippetPart>,
}

impl From<store::SearchHit> for FoundArticle {
    fn from(hit: store::SearchHit) -> Self {
        let part = |part: store::SnippetPart| SnippetPart { text: part.text, marked: part.marked };
        Self {
            facts: ArticleFacts::from(&hit.article),
            snippet: hit.snippet.into_iter().map(part).collect(),
        }
    }
}

/// A value by which a search can be narrowed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Facet {
    /// The value: a slug, or an outlet's name.
    pub value: String,
    /// Articles among those found.
    pub articles: i64,
}

impl From<store::Facet> for Facet {
    fn from(facet: store::Facet) -> Self {
        Self { value: facet.slug, articles: facet.articles }
    }
}

/// Values by which the search can be narrowed, most articles first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Facets {
    /// Issues; empty unless a negotiation is given.
    pub issues: Vec<Facet>,
    /// Parties; empty unless a negotiation is given.
    pub parties: Vec<Facet>,
    /// Outlets.
    pub outlets: Vec<Facet>,
}

/// One page of a search, best first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SearchAnswer {
    /// The articles.
    pub items: Vec<FoundArticle>,
    /// Give it as `cursor` for the next page; null on the last.
    #[schema(example = "50")]
    pub next: Option<String>,
    /// How many articles were found; at most 100 are kept.
    pub found: usize,
    /// True when there may be more than were kept.
    pub capped: bool,
    /// By what the search can be narrowed.
    pub facets: Facets,
}
