//! Passages: the list.

use axum::extract::{OriginalUri, State};

use super::described::{Queried, Reading};
use super::error::ApiError;
use super::extract::{FromParams, Params, Query};
use super::filters::FindingQuery;
use super::names;
use super::paging::{Listed, PageQuery};
use super::shapes::{List, ListedPassage};
use crate::server::AppState;
use crate::store::StoredPassage;

impl FromParams for (FindingQuery, PageQuery) {
    fn take(params: &mut Params) -> Self {
        (FindingQuery::take(params), PageQuery::take(params))
    }
}

/// List passages
///
/// Sentences that mention an issue, newest first, with the positions taken in them.
#[utoipa::path(get, path = "/passages", tag = "Findings", params(FindingQuery, PageQuery),
    responses((status = 200, description = "One page of the list.", body = List<ListedPassage>,
        headers(("Link" = String, description = "The next page, `rel=\"next\"`; absent on the last."))),
        Reading, Queried))]
pub(super) async fn list_passages(
    State(state): State<AppState>,
    uri: OriginalUri,
    Query((query, page)): Query<(FindingQuery, PageQuery)>,
) -> Result<Listed<ListedPassage>, ApiError> {
    let (negotiation, filter) = query.filter(&state).await?;
    let rows = state.store.list_passages(&filter, &page.request()).await?;
    let listed = |stored: &StoredPassage| {
        let issues = names::in_order(&negotiation, stored.passage.issues());
        ListedPassage::new(stored, issues)
    };
    let list = List {
        items: rows.items.iter().map(listed).collect(),
        next: rows.next.map(|cursor| cursor.to_string()),
    };
    Ok(Listed(uri, list))
}
