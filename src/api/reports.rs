//! Reports of mistakes, made by readers, and answers to them.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};

use super::decisions::{find, missing};
use super::described::{Bygone, Deciding, Writing};
use super::error::{ApiError, shown};
use super::extract::{JsonBody, Path};
use super::problem_kind::ProblemKind;
use super::shapes::{NewAnswer, NewReport, Report};
use crate::access::Viewer;
use crate::domain::{DraftError, PositionId, ReportId};
use crate::pipeline::{PipelineError, RawReport};
use crate::server::{AppState, Peer};
use crate::store::{Cause, ReportError, Store, StoreError};

/// Most reports in an answer.
const MOST: i64 = 50;
/// Seconds after which a position that has many open reports may have fewer.
const SOME_TIME: i64 = 60 * 60;

/// A report that is not taken now.
pub(super) enum Refused {
    Problem(ApiError),
    /// After how many seconds it may be.
    Later(String, i64),
}

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self::Problem(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(error) => error.into_response(),
            Self::Later(detail, seconds) => {
                let wait = AppendHeaders([(header::RETRY_AFTER, seconds.to_string())]);
                (wait, ApiError::new(ProblemKind::TooManyRequests, detail)).into_response()
            }
        }
    }
}

/// Report a mistake
///
/// Says what is wrong with a position. Nobody need be signed in where reading is public. Reviewers
/// look at reported positions first; what they answer stands with the position, under `reports`.
/// One address may report ten in an hour, then must wait; a position has at most five open reports.
#[utoipa::path(post, path = "/positions/{id}/reports", tag = "Decisions",
    params(("id" = i64, Path, description = "The position\'s id.", example = 8_897_123_456_i64)),
    request_body = NewReport,
    responses((status = 201, description = "Taken.", body = Report,
        headers(("Location" = String, description = "The position, where the answer will stand."))),
        Writing, Bygone))]
pub(super) async fn post_report(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Peer(address): Peer,
    cause: Cause,
    JsonBody(new): JsonBody<NewReport>,
) -> Result<(StatusCode, AppendHeaders<[(HeaderName, String); 1]>, Json<Report>), Refused> {
    let decision = find(&state, &id).await?;
    let raw = RawReport { kind: new.kind.to_string(), note: new.note.unwrap_or_default() };
    let (kind, note) = raw.parse().map_err(invalid)?;
    let brake = &state.access.reports;
    brake.begin(address, cause.now).map_err(|wait| {
        let detail = "many reports came from this address lately; the header `Retry-After` says how \
                      many seconds to wait";
        Refused::Later(detail.to_owned(), wait.seconds)
    })?;
    let taken = state.pipeline.report(decision.id, (kind, &note), &cause).await;
    if taken.is_err() {
        brake.not_taken(address);
    }
    match taken {
        Ok(report) => {
            let place = format!("/api/v1/positions/{}", decision.id);
            let location = AppendHeaders([(header::LOCATION, place)]);
            Ok((StatusCode::CREATED, location, Json(Report::new(&report, true))))
        }
        Err(PipelineError::Store(StoreError::Report(error @ ReportError::TooMany))) => {
            Err(Refused::Later(error.to_string(), SOME_TIME))
        }
        Err(PipelineError::Store(StoreError::Report(_))) => {
            Err(missing(&state, decision.id).await?.into())
        }
        Err(error) => Err(ApiError::from(error).into()),
    }
}

/// Answer a report
///
/// Says in a word why the position stays as it is. A report whose position is decided on is answered
/// by the decision.
#[utoipa::path(post, path = "/positions/{id}/reports/{report}/answer", tag = "Decisions",
    params(("id" = i64, Path, description = "The position\'s id.", example = 8_897_123_456_i64),
        ("report" = i64, Path, description = "The report\'s id.", example = 8_897_123_457_i64)),
    request_body = NewAnswer,
    responses((status = 200, description = "Answered.", body = Report), Writing, Deciding, Bygone))]
pub(super) async fn answer_report(
    State(state): State<AppState>,
    Path((id, report)): Path<(String, String)>,
    cause: Cause,
    JsonBody(new): JsonBody<NewAnswer>,
) -> Result<Json<Report>, ApiError> {
    let decision = find(&state, &id).await?;
    let unknown = || {
        let message = format!("this position has no report `{}`", shown(&report));
        ApiError::new(ProblemKind::NotFound, message.clone()).with("report", message)
    };
    let place = (decision.id, report.parse().map(ReportId).map_err(|_| unknown())?);
    match state.pipeline.dismiss_report(place, &new.answer, &cause).await {
        Ok(answered) => Ok(Json(Report::new(&answered, true))),
        Err(PipelineError::Store(StoreError::Report(ReportError::Gone))) => Err(unknown()),
        Err(error) => Err(error.into()),
    }
}

fn invalid(error: DraftError) -> ApiError {
    PipelineError::Draft(error).into()
}

/// What readers have reported of a position, as who asks may see it.
pub(super) async fn of(store: &Store, id: PositionId) -> Result<Vec<Report>, ApiError> {
    let shows_notes = Viewer::current().may(&Method::POST, "/api/v1/positions/{id}/decisions");
    let reports = store.reports_of(id, MOST).await?;
    Ok(reports.iter().map(|report| Report::new(report, shows_notes)).collect())
}
