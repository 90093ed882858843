//! What articles and catalogs were: revisions, versions, and who changed what and why.

use axum::Json;
use axum::extract::{OriginalUri, State};

use super::articles::stored_article;
use super::described::{Bygone, Named, Queried, Reading};
use super::error::{ApiError, shown};
use super::extract::{Path, Query};
use super::names;
use super::paging::{Listed, PageQuery};
use super::problem_kind::ProblemKind;
use super::shapes::{CatalogVersion, HistoryEntry, List, Revision, RevisionSummary};
use crate::domain::ArticleId;
use crate::server::{AppState, MayReadDeleted};
use crate::store::{AuditRow, Page};

/// List an article's revisions
///
/// Without their texts, newest first; the newest is the article as it stands. Those of a deleted
/// article are answered to editors only.
#[utoipa::path(get, path = "/articles/{id}/revisions", tag = "History",
    params(("id" = i64, Path, description = "The article\'s id.", example = 8_897_123_456_i64), PageQuery),
    responses((status = 200, description = "One page of the list.", body = List<RevisionSummary>,
        headers(("Link" = String, description = "The next page, `rel=\"next\"`; absent on the last."))),
        Reading, Queried, Bygone))]
pub(super) async fn list_revisions(
    State(state): State<AppState>,
    uri: OriginalUri,
    Path(id): Path<String>,
    deleted: MayReadDeleted,
    Query(page): Query<PageQuery>,
) -> Result<Listed<RevisionSummary>, ApiError> {
    let id = known_article(&state, &id, deleted).await?;
    let rows = state.store.revisions(id, &page.request()).await?;
    let list = List {
        next: rows.next.map(|cursor| cursor.to_string()),
        items: rows.items.into_iter().map(|row| RevisionSummary::new(id, row)).collect(),
    };
    Ok(Listed(uri, list))
}

/// Read a revision of an article
///
/// As it stood, with its text. That of a deleted article is answered to editors only.
#[utoipa::path(get, path = "/articles/{id}/revisions/{number}", tag = "History",
    params(("id" = i64, Path, description = "The article\'s id.", example = 8_897_123_456_i64),
        ("number" = i64, Path, description = "The revision, from 1.", example = 1)),
    responses((status = 200, description = "The revision.", body = Revision), Reading, Named, Bygone))]
pub(super) async fn find_revision(
    State(state): State<AppState>,
    Path((id, number)): Path<(String, String)>,
    deleted: MayReadDeleted,
) -> Result<Json<Revision>, ApiError> {
    let id = known_article(&state, &id, deleted).await?;
    let revision = match number.parse() {
        Ok(number) => state.store.revision(id, number).await?,
        Err(_) => None,
    };
    let list = format!("/api/v1/articles/{id}/revisions");
    let revision = revision.ok_or_else(|| unknown("revision", &number, &list))?;
    Ok(Json(Revision::new(id, revision)))
}

/// Read an article's history
///
/// Who did what with it, when and why, newest first. That of a deleted article is answered to
/// editors only.
#[utoipa::path(get, path = "/articles/{id}/history", tag = "History",
    params(("id" = i64, Path, description = "The article\'s id.", example = 8_897_123_456_i64), PageQuery),
    responses((status = 200, description = "One page of the list.", body = List<HistoryEntry>,
        headers(("Link" = String, description = "The next page, `rel=\"next\"`; absent on the last."))),
        Reading, Queried, Bygone))]
pub(super) async fn list_article_history(
    State(state): State<AppState>,
    uri: OriginalUri,
    Path(id): Path<String>,
    deleted: MayReadDeleted,
    Query(page): Query<PageQuery>,
) -> Result<Listed<HistoryEntry>, ApiError> {
    let id = known_article(&state, &id, deleted).await?;
    let subject = ("article", &*id.to_string());
    Ok(listed(uri, state.store.history(subject, &page.request()).await?))
}

/// Read a catalog's history
///
/// Who stored or changed it, and when it came into force, newest first. The `version` in `before`
/// and `after` is that of the catalog.
#[utoipa::path(get, path = "/negotiations/{slug}/catalog/history", tag = "History",
    params(("slug" = String, Path, description = "The negotiation's slug.", example = "ukraine-russia"), PageQuery),
    responses((status = 200, description = "One page of the list.", body = List<HistoryEntry>,
        headers(("Link" = String, description = "The next page, `rel=\"next\"`; absent on the last."))),
        Reading, Queried))]
pub(super) async fn list_catalog_history(
    State(state): State<AppState>,
    uri: OriginalUri,
    Path(slug): Path<String>,
    Query(page): Query<PageQuery>,
) -> Result<Listed<HistoryEntry>, ApiError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let subject = ("catalog", negotiation.row.slug.as_str());
    Ok(listed(uri, state.store.history(subject, &page.request()).await?))
}

/// Read a version of a catalog
///
/// As it was stored, also when it is no longer in force.
#[utoipa::path(get, path = "/negotiations/{slug}/catalog/versions/{number}", tag = "History",
    params(("slug" = String, Path, description = "The negotiation's slug.", example = "ukraine-russia"),
        ("number" = i64, Path, description = "The version, from 1.", example = 1)),
    responses((status = 200, description = "The version.", body = CatalogVersion), Reading, Named))]
pub(super) async fn find_catalog_version(
    State(state): State<AppState>,
    Path((slug, number)): Path<(String, String)>,
) -> Result<Json<CatalogVersion>, ApiError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?.row;
    let version = match number.parse() {
        Ok(number) => state.store.catalog_version(negotiation.negotiation_id, number).await?,
        Err(_) => None,
    };
    let list = format!("/api/v1/negotiations/{}/catalog/history", negotiation.slug);
    let version = version.ok_or_else(|| unknown("version", &number, &list))?;
    Ok(Json(CatalogVersion::from(version)))
}

/// The id of an article that is there, or of a deleted one for those who may read of it.
async fn known_article(
    state: &AppState,
    id: &str,
    MayReadDeleted(may): MayReadDeleted,
) -> Result<ArticleId, ApiError> {
    let id = names::article_id(id)?;
    if !(may && state.store.tombstone(id).await?.is_some()) {
        stored_article(state, id).await?;
    }
    Ok(id)
}

fn listed(uri: OriginalUri, rows: Page<AuditRow>) -> Listed<HistoryEntry> {
    let list = List {
        next: rows.next.map(|cursor| cursor.to_string()),
        items: rows.items.into_iter().map(HistoryEntry::from).collect(),
    };
    Listed(uri, list)
}

fn unknown(noun: &str, number: &str, list: &str) -> ApiError {
    let message = format!("there is no {noun} `{}`; {list} tells which there are", shown(number));
    ApiError::new(ProblemKind::NotFound, message.clone()).with("number", message)
}
