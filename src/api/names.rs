//! Names in paths and parameters, looked up; what is unknown is a 404 that names what exists.

use super::error::ApiError;
use crate::domain::{ArticleId, Issue, IssueSlug, Party};
use crate::pipeline::Negotiation;
use crate::server::AppState;

/// The negotiation that a list needs, by its parameter.
pub(super) async fn required_negotiation(
    state: &AppState,
    slug: Option<&str>,
) -> Result<Negotiation, ApiError> {
    if let Some(slug) = slug {
        return Ok(state.pipeline.known_negotiation(slug).await?);
    }
    let known = state.store.negotiations().await?;
    let known: Vec<String> = known.into_iter().map(|row| row.slug.into()).collect();
    Err(ApiError::invalid("negotiation", format!("is missing: give one of {}", known.join(", "))))
}

/// The issue of this name.
pub(super) fn issue<'n>(negotiation: &'n Negotiation, slug: &str) -> Result<&'n Issue, ApiError> {
    let issues = &negotiation.catalog().issues;
    issues
        .iter()
        .find(|issue| issue.slug.as_str() == slug)
        .ok_or_else(|| ApiError::unknown("issue", slug, "issue", issues.iter().map(|i| &i.slug)))
}

/// The party of this name.
pub(super) fn party<'n>(negotiation: &'n Negotiation, slug: &str) -> Result<&'n Party, ApiError> {
    let parties = &negotiation.catalog().parties;
    parties
        .iter()
        .find(|party| party.slug.as_str() == slug)
        .ok_or_else(|| ApiError::unknown("party", slug, "party", parties.iter().map(|p| &p.slug)))
}

/// The id in an address.
pub(super) fn article_id(word: &str) -> Result<ArticleId, ApiError> {
    word.parse().map(ArticleId).map_err(|_| ApiError::unknown_article(word))
}

/// Brings issues into the catalog's order.
pub(super) fn in_order(negotiation: &Negotiation, mut issues: Vec<IssueSlug>) -> Vec<IssueSlug> {
    let all = &negotiation.catalog().issues;
    issues.sort_by_key(|slug| all.iter().position(|issue| issue.slug == *slug));
    issues
}
