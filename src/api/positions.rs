//! Positions: the list, and one.

use axum::Json;
use axum::extract::{OriginalUri, State};
use utoipa::IntoParams;

use super::decisions;
use super::described::{Bygone, Named, Queried, Reading};
use super::error::ApiError;
use super::extract::{FromParams, Params, Path, Query};
use super::filters::FindingQuery;
use super::paging::{Listed, PageQuery};
use super::reports;
use super::shapes::{List, ListedPosition, ReportedPosition};
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
/// article is edited and the sentence still stands in it once. `reports` are what readers say is
/// wrong with it.
#[utoipa::path(get, path = "/positions/{id}", tag = "Findings",
    params(("id" = i64, Path, description = "The position\'s id.", example = 8_897_123_456_i64)),
    responses((status = 200, description = "The position.", body = ReportedPosition), Reading, Named,
        Bygone))]
pub(super) async fn find_position(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<ReportedPosition>, ApiError> {
    let id = decisions::position_id(&id)?;
    let Some(row) = state.store.position(id).await? else {
        return Err(decisions::missing(&state, id).await?);
    };
    let reports = reports::of(&state.store, id).await?;
    Ok(Json(ReportedPosition { position: ListedPosition::from(&row), reports }))
}
