//! Decisions on positions: taken, read, and positions added that the machine has missed.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::AppendHeaders;

use super::described::{Bygone, Deciding, Named, Reading, Writing};
use super::error::{ApiError, shown};
use super::extract::{JsonBody, Path};
use super::names;
use super::problem_kind::ProblemKind;
use super::shapes::{HeldPosition, NewPosition, NewVerdict, PositionHistory, PositionHistoryEntry};
use crate::domain::{CharSpan, PositionId};
use crate::pipeline::{PipelineError, RawPosition};
use crate::server::AppState;
use crate::store::{Cause, Decision, DecisionError, StoreError};

/// Decide on a position
///
/// Confirms, rejects or corrects it, or takes the last decision back. The request must name the
/// state that it rests on: the position's `version`, in the header `If-Match` (in quotation marks)
/// or in the body. What a person has decided is never changed by the machine, and what was rejected
/// is not suggested again.
#[utoipa::path(post, path = "/positions/{id}/decisions", tag = "Decisions",
    params(("id" = i64, Path, description = "The position\'s id.", example = 8_897_123_456_i64),
        ("If-Match" = Option<String>, Header, description = "The `version` it rests on, in quotation marks.",
            example = "\"0-1f0c7a3b\"")),
    request_body = NewVerdict,
    responses((status = 200, description = "Taken: what is held of it now, or of the position that takes its place.",
        body = HeldPosition), Writing, Deciding, Bygone))]
pub(super) async fn post_decision(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    cause: Cause,
    JsonBody(new): JsonBody<NewVerdict>,
) -> Result<Json<HeldPosition>, ApiError> {
    let decision = find(&state, &id).await?;
    let verdict = new.verdict().map_err(|problem| ApiError::fields(vec![problem]))?;
    let (token, when_stale) = version(&headers, new.version.as_deref())?;
    let note = new.note.as_deref().unwrap_or_default();
    let place = (decision.id, token.as_str());
    match state.pipeline.decide(place, &verdict, note, &cause).await {
        Ok(held) => Ok(Json(HeldPosition::from(&held))),
        Err(error) => Err(refused(error, &id, when_stale)),
    }
}

/// Add a position
///
/// One that the machine has missed, in one whole sentence of the article. The quote must be the
/// article's text at that place.
#[utoipa::path(post, path = "/articles/{id}/positions", tag = "Decisions",
    params(("id" = i64, Path, description = "The article\'s id.", example = 8_897_123_456_i64)),
    request_body = NewPosition,
    responses((status = 201, description = "Added.", body = HeldPosition,
        headers(("Location" = String, description = "The position."))), Writing, Deciding))]
pub(super) async fn post_position(
    State(state): State<AppState>,
    Path(id): Path<String>,
    cause: Cause,
    JsonBody(new): JsonBody<NewPosition>,
) -> Result<
    (StatusCode, AppendHeaders<[(header::HeaderName, String); 1]>, Json<HeldPosition>),
    ApiError,
> {
    let raw = RawPosition {
        article: (names::article_id(&id)?, new.revision),
        span: CharSpan { start: new.start, end: new.end },
        quote: Some(new.quote),
        values: new.values.into(),
        places: new.places.map(PositionId),
        note: new.note.unwrap_or_default(),
    };
    let held = state.pipeline.add_position(&raw, &cause).await;
    let held = held.map_err(|error| refused(error, &id, ProblemKind::Changed))?;
    let location = AppendHeaders([(header::LOCATION, format!("/api/v1/positions/{}", held.id))]);
    Ok((StatusCode::CREATED, location, Json(HeldPosition::from(&held))))
}

/// Read the history of a position
///
/// Every decision on it: who, when, from what, to what, why. It stays when the position stands
/// nowhere any more.
#[utoipa::path(get, path = "/positions/{id}/history", tag = "Decisions",
    params(("id" = i64, Path, description = "The position\'s id.", example = 8_897_123_456_i64)),
    responses((status = 200, description = "Its history.", body = PositionHistory), Reading, Named, Bygone))]
pub(super) async fn find_history(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<PositionHistory>, ApiError> {
    let decision = find(&state, &id).await?;
    let entries = state.store.history_of(decision.id).await?;
    Ok(Json(PositionHistory {
        position: HeldPosition::from(&decision),
        items: entries.iter().map(PositionHistoryEntry::from).collect(),
    }))
}

/// What is held of a position; of one that went with its article, what is told of that.
pub(super) async fn find(state: &AppState, id: &str) -> Result<Decision, ApiError> {
    let id = position_id(id)?;
    match state.store.decision(id).await? {
        Some(decision) => Ok(decision),
        None => Err(missing(state, id).await?),
    }
}

/// The id in an address.
pub(super) fn position_id(id: &str) -> Result<PositionId, ApiError> {
    id.parse().map(PositionId).map_err(|_| unknown(id))
}

/// Why there is no position: it went with its article, or was never there.
pub(super) async fn missing(state: &AppState, id: PositionId) -> Result<ApiError, ApiError> {
    let tombstone = state.store.tombstone_of_position(id).await?;
    Ok(tombstone.map_or_else(|| unknown(&id.to_string()), ApiError::deleted))
}

/// 404 for a position.
fn unknown(id: &str) -> ApiError {
    let message =
        format!("there is no position `{}`; /api/v1/positions lists those there are", shown(id));
    ApiError::new(ProblemKind::NotFound, message.clone()).with("id", message)
}

/// The state that a verdict rests on, and what to answer when it is no longer so.
fn version(headers: &HeaderMap, given: Option<&str>) -> Result<(String, ProblemKind), ApiError> {
    let Some(header) = headers.get(header::IF_MATCH) else {
        let given = given.ok_or_else(|| {
            ApiError::new(
                ProblemKind::PreconditionRequired,
                "name the position's `version`, as it was read: in the header `If-Match: \
                 \"0-1f0c7a3b\"`, or as `version`",
            )
        })?;
        return Ok((given.to_owned(), ProblemKind::Changed));
    };
    let word = header.to_str().unwrap_or_default().trim();
    let bare = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap_or(word);
    if given.is_some_and(|given| given != bare) {
        let message = "names another state than `version`; give one of them";
        return Err(ApiError::invalid("If-Match", message));
    }
    Ok((bare.to_owned(), ProblemKind::Stale))
}

/// Why a verdict is not taken.
fn refused(error: PipelineError, id: &str, when_stale: ProblemKind) -> ApiError {
    let PipelineError::Store(StoreError::Decision(error)) = error else {
        return error.into();
    };
    match error {
        DecisionError::Gone => unknown(id),
        DecisionError::Changed(now) => ApiError::decided(when_stale, HeldPosition::from(&*now)),
        error @ (DecisionError::Unknown | DecisionError::NotTheText) => {
            ApiError::invalid("values", error.to_string())
        }
        error @ (DecisionError::NothingToTakeBack
        | DecisionError::Orphaned
        | DecisionError::Taken(_)) => ApiError::new(ProblemKind::Changed, error.to_string()),
    }
}
