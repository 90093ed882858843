//! Analyses: read a text without storing it.

use axum::Json;
use axum::extract::State;

use super::described::Writing;
use super::error::ApiError;
use super::extract::JsonBody;
use super::shapes::{Analysis, AnalysisRequest};
use crate::server::AppState;

/// Analyse a text
///
/// Finds passages, positions and attributions and stores nothing. Spans are code points of the
/// answer's `text`, end-exclusive.
#[utoipa::path(post, path = "/analyses", tag = "Findings", request_body = AnalysisRequest,
    responses((status = 200, description = "What was found.", body = Analysis), Writing))]
pub(super) async fn post_analysis(
    State(state): State<AppState>,
    JsonBody(request): JsonBody<AnalysisRequest>,
) -> Result<Json<Analysis>, ApiError> {
    let read = state.pipeline.read_text(&request.negotiation, &request.text).await?;
    Ok(Json(Analysis::new(read.text, read.findings)))
}
