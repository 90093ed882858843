//! Which suggestion lies on the desk of whom.

use super::{ReviewQuery, reported};
use crate::domain::{AccountId, PositionId, Status};
use crate::server::AppState;
use crate::store::{PositionRow, ReviewFilter};
use crate::web::error::WebError;

/// The suggestion that is asked for by name, or the next one that nobody else has before them.
pub(super) async fn on_the_desk(
    state: &AppState,
    (query, filter): (&ReviewQuery, &ReviewFilter),
    skipped: &[PositionId],
    person: Option<AccountId>,
) -> Result<Option<PositionRow>, WebError> {
    if let Some(named) = named(state, query).await? {
        if let Some(person) = person {
            // Who asks for one by name may share it.
            let this = |_| async { Ok::<_, WebError>(Some(named.id)) };
            state.desks.lay(person, state.clock.now(), this).await?;
        }
        return Ok(Some(named));
    }
    let next = match person {
        Some(person) => {
            let next = |others| next(state, filter, skipped, others);
            state.desks.lay(person, state.clock.now(), next).await?
        }
        None => next(state, filter, skipped, Vec::new()).await?,
    };
    match next {
        Some(id) => Ok(state.store.position(id).await?),
        None => Ok(None),
    }
}

async fn named(state: &AppState, query: &ReviewQuery) -> Result<Option<PositionRow>, WebError> {
    let Ok(id) = query.at.trim().parse() else { return Ok(None) };
    let Some(row) = state.store.position(PositionId(id)).await? else { return Ok(None) };
    let is_for_the_desk =
        row.status == Status::Suggested || reported::is_reported(state, row.id).await?;
    Ok(is_for_the_desk.then_some(row))
}

/// Where all that is left is on others' desks, one of those.
async fn next(
    state: &AppState,
    filter: &ReviewFilter,
    skipped: &[PositionId],
    others: Vec<PositionId>,
) -> Result<Option<PositionId>, WebError> {
    let passed: Vec<PositionId> = skipped.iter().copied().chain(others).collect();
    match state.store.next_suggestion(filter, &passed).await? {
        None if passed.len() > skipped.len() => {
            Ok(state.store.next_suggestion(filter, skipped).await?)
        }
        next => Ok(next),
    }
}
