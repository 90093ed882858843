//! Positions: the list, and one.

use axum::Json;
use axum::extract::{OriginalUri, State};
use utoipa::IntoParams;

use super::decisions;
use super::described::{Named, Queried, Reading};
use super::error::ApiError;
use super::extract::{FromParams, Params, Path, Query};
use super::filters::FindingQuery;
use super::paging::{Listed, PageQuery};
use super::shapes::{List, ListedPosition};
use crate::domain::PositionId;
use crate::server::AppState;

/// Whose word a position rests on.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OwnQuery {
    /// True: the parties' own positions; false: what others report of them. Both without it.
    own: Option<bool>,
}

/// Every parameter of the list.
type PositionQuery = (FindingQuery, OwnQuery, PageQuery);

impl FromParams for PositionQuery {
    fn take(params: &mut Params) -> Self {
        (FindingQuery::take(params), OwnQuery { own: params.flag("own") }, PageQuery::take(params))
    }
}

/// List positions
///
/// What parties were found to demand, offer, accept, make conditional, reject or leave open, newest
/// first, each with the sentence it rests on. A position with `reported_by` is another party's word
/// for it.
#[utoipa::path(get, path = "/positions", tag = "Findings", params(FindingQuery, OwnQuery, PageQuery),
    responses((status = 200, description = "One page of the list.", body = List<ListedPosition>,
        headers(("Link" = String, description = "The next page, `rel=\"next\"`; absent on the last."))),
        Reading, Queried))]
pub(super) async fn list_positions(
    State(state): State<AppState>,
    uri: OriginalUri,
    Query((query, own, page)): Query<PositionQuery>,
) -> Result<Listed<ListedPosition>, ApiError> {
    let (_, mut filter) = query.filter(&state).await?;
    filter.own = own.own;
    let rows = state.store.list_positions(&filter, &page.request()).await?;
    let list = List {
        items: rows.items.iter().map(ListedPosition::from).collect(),
        next: rows.next.map(|cursor| cursor.to_string()),
    };
    Ok(Listed(uri, list))
}

/// Read a position
///
/// Its id stays when its article is read again, by a changed catalog or another reader, and when the
/// article is edited and the sentence still stands in it once.
#[utoipa::path(get, path = "/positions/{id}", tag = "Findings",
    params(("id" = i64, Path, description = "The position\'s id.", example = 8_897_123_456_i64)),
    responses((status = 200, description = "The position.", body = ListedPosition), Reading, Named))]
pub(super) async fn find_position(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<ListedPosition>, ApiError> {
    let row = match id.parse() {
        Ok(number) => state.store.position(PositionId(number)).await?,
        Err(_) => None,
    };
    let row = row.ok_or_else(|| decisions::unknown(&id))?;
    Ok(Json(ListedPosition::from(&row)))
}
