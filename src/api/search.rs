//! Full-text search.

use axum::Json;
use axum::extract::{OriginalUri, State};
use axum::response::Response;
use utoipa::IntoParams;

use super::described::{Queried, Reading};
use super::error::ApiError;
use super::extract::{FromParams, Params, Query};
use super::shapes::{Facet, Facets, FoundArticle, SearchAnswer};
use super::{names, paging};
use crate::domain::Stance;
use crate::server::AppState;
use crate::store::{MAX_LIMIT, SearchFilter, SearchPage, SearchTerms};

/// Entries on a page when nothing is asked.
const DEFAULT_LIMIT: i64 = 50;

/// What is sought; everything given must hold.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchQuery {
    /// Words of the title or text, all of which must be there; a phrase in quotation marks.
    #[param(required = true, value_type = Option<String>, example = "\"security guarantees\" Berlin")]
    q: Option<SearchTerms>,
    /// A negotiation's slug.
    #[param(example = "ukraine-russia")]
    negotiation: Option<String>,
    /// An issue's slug: articles with a passage on it. Needs `negotiation`.
    issue: Option<String>,
    /// A party's slug: articles with a position of it. Needs `negotiation`.
    party: Option<String>,
    /// A stance: articles with a position of it. Needs `negotiation`.
    stance: Option<Stance>,
    /// The name of an outlet.
    outlet: Option<String>,
    /// The first day, `YYYY-MM-DD`.
    #[param(example = "2025-01-01")]
    from: Option<String>,
    /// The last day, `YYYY-MM-DD`.
    #[param(example = "2026-12-31")]
    to: Option<String>,
    /// The `next` of the page before.
    #[param(value_type = Option<String>, example = "50")]
    cursor: Option<i64>,
    /// Entries on the page, at most 200; 50 when it is not given.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<i64>,
}

impl FromParams for SearchQuery {
    fn take(params: &mut Params) -> Self {
        let (from, to) = super::filters::dates(params);
        let words = params.text("q");
        let query = Self {
            q: words.as_deref().and_then(SearchTerms::parse),
            negotiation: params.text("negotiation"),
            issue: params.text("issue"),
            party: params.text("party"),
            stance: params.parsed("stance"),
            outlet: params.text("outlet"),
            from,
            to,
            cursor: params.number("cursor", (1, MAX_LIMIT)),
            limit: params.number("limit", (1, MAX_LIMIT)),
        };
        match words {
            None => params.wrong("q", "is missing: give the words to seek"),
            Some(_) if query.q.is_none() => {
                params.wrong("q", "holds no word; give letters or digits");
            }
            Some(_) => {}
        }
        let narrowed = query.issue.is_some() || query.party.is_some() || query.stance.is_some();
        if narrowed && query.negotiation.is_none() {
            let message = "is missing: `issue`, `party` and `stance` need it";
            params.wrong("negotiation", message);
        }
        query
    }
}

/// Search the articles
///
/// Articles with all of the words in title or text, best first: the best 100 of the newest
/// thousand. Accents and capitals do not matter.
#[utoipa::path(get, path = "/search", tag = "Search", params(SearchQuery),
    responses((status = 200, description = "One page of what was found.", body = SearchAnswer,
        headers(("Link" = String, description = "The next page, `rel=\"next\"`; absent on the last."))),
        Reading, Queried))]
pub(super) async fn search_articles(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    Query(query): Query<SearchQuery>,
) -> Result<Response, ApiError> {
    let filter = filter(&state, &query).await?;
    let terms =
        query.q.ok_or_else(|| ApiError::invalid("q", "is missing: give the words to seek"))?;
    let offset = usize::try_from(query.cursor.unwrap_or(0)).unwrap_or_default();
    let limit = usize::try_from(query.limit.unwrap_or(DEFAULT_LIMIT)).unwrap_or_default();
    let page = state.store.search(&terms, &filter, (offset, limit)).await?;
    let next = (offset + limit < page.found).then(|| (offset + limit).to_string());
    let answer = answer(page, next.clone());
    Ok(paging::with_link(&uri, next.as_deref(), Json(answer)))
}

async fn filter(state: &AppState, query: &SearchQuery) -> Result<SearchFilter, ApiError> {
    let mut filter = SearchFilter {
        stance: query.stance,
        outlet: query.outlet.clone(),
        from: query.from.clone(),
        to: query.to.clone(),
        ..SearchFilter::default()
    };
    let Some(slug) = &query.negotiation else {
        return Ok(filter);
    };
    let negotiation = state.pipeline.known_negotiation(slug).await?;
    filter.negotiation = Some((negotiation.row.negotiation_id, negotiation.row.id));
    if let Some(slug) = &query.issue {
        filter.issue = Some(names::issue(&negotiation, slug)?.slug.clone());
    }
    if let Some(slug) = &query.party {
        filter.party = Some(names::party(&negotiation, slug)?.slug.clone());
    }
    Ok(filter)
}

fn answer(page: SearchPage, next: Option<String>) -> SearchAnswer {
    let facets = |facets: Vec<crate::store::Facet>| facets.into_iter().map(Facet::from).collect();
    SearchAnswer {
        items: page.hits.into_iter().map(FoundArticle::from).collect(),
        next,
        found: page.found,
        capped: page.capped,
        facets: Facets {
            issues: facets(page.issues),
            parties: facets(page.parties),
            outlets: facets(page.outlets),
        },
    }
}
