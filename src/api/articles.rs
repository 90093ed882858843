//! Articles: list, post, read, change, delete.

use axum::Json;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::AppendHeaders;
use utoipa::IntoParams;

use super::condition::Revision;
use super::described::{Bygone, Changing, Named, Queried, Reading, Storing, Writing};
use super::error::ApiError;
use super::extract::{FromParams, JsonBody, Params, Path, Query};
use super::names;
use super::paging::{Listed, PageQuery};
use super::shapes::{
    Article, ArticleChange, ArticleSummary, List, NewArticle, StoredPassage, StoredPosition,
};
use crate::domain::ArticleId;
use crate::pipeline::PipelineError;
use crate::server::AppState;
use crate::store::{self, ArticleFilter, Cause, StoreError};

/// Which articles a list shows; everything given must hold.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ArticleQuery {
    /// A negotiation's slug.
    #[param(example = "ukraine-russia")]
    negotiation: Option<String>,
    /// The name of an outlet.
    outlet: Option<String>,
    /// The first day, `YYYY-MM-DD`.
    #[param(example = "2025-01-01")]
    from: Option<String>,
    /// The last day, `YYYY-MM-DD`.
    #[param(example = "2026-12-31")]
    to: Option<String>,
}

impl FromParams for (ArticleQuery, PageQuery) {
    fn take(params: &mut Params) -> Self {
        let (from, to) = super::filters::dates(params);
        let query = ArticleQuery {
            negotiation: params.text("negotiation"),
            outlet: params.text("outlet"),
            from,
            to,
        };
        (query, PageQuery::take(params))
    }
}

/// List articles
///
/// Without their texts, newest first.
#[utoipa::path(get, path = "/articles", tag = "Articles", params(ArticleQuery, PageQuery),
    responses((status = 200, description = "One page of the list.", body = List<ArticleSummary>,
        headers(("Link" = String, description = "The next page, `rel=\"next\"`; absent on the last."))),
        Reading, Queried))]
pub(super) async fn list_articles(
    State(state): State<AppState>,
    uri: OriginalUri,
    Query((query, page)): Query<(ArticleQuery, PageQuery)>,
) -> Result<Listed<ArticleSummary>, ApiError> {
    let negotiation = match &query.negotiation {
        Some(slug) => Some(state.pipeline.known_negotiation(slug).await?),
        None => None,
    };
    let filter = ArticleFilter {
        negotiation: negotiation.map(|negotiation| negotiation.row.negotiation_id),
        outlet: query.outlet,
        from: query.from,
        to: query.to,
    };
    let rows = state.store.list_articles(&filter, &page.request()).await?;
    let list = List {
        next: rows.next.map(|cursor| cursor.to_string()),
        items: rows.items.into_iter().map(ArticleSummary::from).collect(),
    };
    Ok(Listed(uri, list))
}

/// Post an article
///
/// Its text is normalised and read by the negotiation's catalog; the answer holds the passages and
/// positions found. The same text or address again, in the same negotiation, is a duplicate.
#[utoipa::path(post, path = "/articles", tag = "Articles", request_body = NewArticle,
    responses((status = 201, description = "Stored.", body = Article,
        headers(("Location" = String, description = "The article."))),
        Writing, Storing))]
pub(super) async fn post_article(
    State(state): State<AppState>,
    cause: Cause,
    JsonBody(new): JsonBody<NewArticle>,
) -> Result<(StatusCode, AppendHeaders<[(header::HeaderName, String); 1]>, Json<Article>), ApiError>
{
    let slug = new.negotiation.clone();
    let id = state.pipeline.post_article(&slug, &new.into(), false, &cause).await?;
    let article = read_article(&state, id).await?;
    let location = AppendHeaders([(header::LOCATION, format!("/api/v1/articles/{id}"))]);
    Ok((StatusCode::CREATED, location, Json(article)))
}

/// Read an article
///
/// Its text with everything found in it. Spans are code points of `text`, end-exclusive.
#[utoipa::path(get, path = "/articles/{id}", tag = "Articles",
    params(("id" = i64, Path, description = "The article\'s id.", example = 8_897_123_456_i64)),
    responses((status = 200, description = "The article.", body = Article), Reading, Named, Bygone))]
pub(super) async fn find_article(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<Article>, ApiError> {
    read_article(&state, names::article_id(&id)?).await.map(Json)
}

/// Change an article
///
/// All of its fields are replaced and its text is read again. The request must name the revision
/// it rests on, in the header `If-Match` (`"3"`) or as `revision` in the body. That revision is kept.
#[utoipa::path(put, path = "/articles/{id}", tag = "Articles",
    params(("id" = i64, Path, description = "The article\'s id.", example = 8_897_123_456_i64),
        ("If-Match" = Option<String>, Header, description = "The revision it rests on, in quotation marks.",
            example = "\"1\"")),
    request_body = ArticleChange,
    responses((status = 200, description = "Changed.", body = Article), Writing, Changing, Bygone))]
pub(super) async fn put_article(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    cause: Cause,
    JsonBody(change): JsonBody<ArticleChange>,
) -> Result<Json<Article>, ApiError> {
    let id = names::article_id(&id)?;
    let stored = stored_article(&state, id).await?;
    let named = Revision::named(&headers, change.revision)?;
    named.check(&state, &stored).await?;
    let negotiation = stored.row.negotiation.as_str();
    if change.negotiation.as_ref().is_some_and(|slug| slug != negotiation) {
        let message = format!("cannot be changed; the article belongs to `{negotiation}`");
        return Err(ApiError::invalid("negotiation", message));
    }
    let (place, why) = ((id, named.number), change.note.clone().unwrap_or_default());
    match state.pipeline.update_article(place, &change.into(), &why, &cause).await {
        Ok(()) => read_article(&state, id).await.map(Json),
        Err(PipelineError::Store(StoreError::Changed("article"))) => {
            let stored = stored_article(&state, id).await?;
            Err(named.stale(&state, &stored).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The revision of the article to delete, and why.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DeletionQuery {
    /// The revision that was read, unless `If-Match` names it.
    #[param(minimum = 1, example = 1)]
    revision: Option<i64>,
    /// Why it is deleted: a line that is shown at its address.
    #[param(example = "posted by mistake")]
    note: Option<String>,
}

impl FromParams for DeletionQuery {
    fn take(params: &mut Params) -> Self {
        Self { revision: params.number("revision", (1, i64::MAX)), note: params.text("note") }
    }
}

/// Delete an article
///
/// With everything found in it. The request must name the revision it rests on, in the header
/// `If-Match` (`"3"`) or as the parameter `revision`. Its address answers 410 from then on; its
/// revisions are kept, and editors can read them.
#[utoipa::path(delete, path = "/articles/{id}", tag = "Articles",
    params(("id" = i64, Path, description = "The article\'s id.", example = 8_897_123_456_i64),
        ("If-Match" = Option<String>, Header, description = "The revision it rests on, in quotation marks.",
            example = "\"1\""),
        DeletionQuery),
    responses((status = 204, description = "Deleted."), Writing, Changing, Bygone))]
pub(super) async fn delete_article(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    cause: Cause,
    Query(query): Query<DeletionQuery>,
) -> Result<StatusCode, ApiError> {
    let id = names::article_id(&id)?;
    let stored = stored_article(&state, id).await?;
    let named = Revision::named(&headers, query.revision)?;
    named.check(&state, &stored).await?;
    let why = query.note.unwrap_or_default();
    match state.pipeline.delete_article((id, named.number), &why, &cause).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(PipelineError::Store(StoreError::Changed("article"))) => {
            let stored = stored_article(&state, id).await?;
            Err(named.stale(&state, &stored).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The article of this id; one that is deleted is told of.
pub(super) async fn stored_article(
    state: &AppState,
    id: ArticleId,
) -> Result<store::Article, ApiError> {
    if let Some(stored) = state.store.article(id).await? {
        return Ok(stored);
    }
    let tombstone = state.store.tombstone(id).await?;
    Err(tombstone.map_or_else(|| ApiError::unknown_article(id), ApiError::deleted))
}

/// An article with what was found in it under the catalog in force.
async fn read_article(state: &AppState, id: ArticleId) -> Result<Article, ApiError> {
    let stored = stored_article(state, id).await?;
    let slug = stored.row.negotiation.as_str();
    let negotiation = state.pipeline.known_negotiation(slug).await?;
    let found = state.store.passages_of_article(id, negotiation.row.id, true).await?;
    let attributions = state.store.attributions(id).await?;
    let orphans = state.store.orphans_of_article(id).await?;
    let positions = found
        .iter()
        .flat_map(|passage| passage.positions.iter().map(StoredPosition::from))
        .collect();
    let passages = found
        .iter()
        .map(|stored| {
            let issues = names::in_order(&negotiation, stored.passage.issues());
            StoredPassage::new(&stored.passage, issues)
        })
        .collect();
    Ok(Article::new(stored, passages, positions, attributions, &orphans))
}
