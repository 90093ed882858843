//! `/articles/{id}/delete`: asks first, and why, then deletes the article with everything found in it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::find;
use crate::domain::FieldError;
use crate::pipeline::PipelineError;
use crate::server::AppState;
use crate::store::{Article as Stored, Cause, StoreError};
use crate::web::error::WebError;
use crate::web::page::{Layout, render_as};
use crate::web::print;
use crate::web::typed::Typed;
use crate::web::view::{Article, Field, Link, why};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DeleteForm {
    revision: String,
    note: String,
}

#[derive(Template)]
#[template(path = "articles/delete.html")]
struct DeletePage {
    layout: Layout,
    crumbs: Vec<Link>,
    article: Article,
    loss: String,
    has_changed: bool,
    why: Field,
}

/// The question.
pub(crate) async fn delete_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let article = find(&state, &id).await?;
    ask(&state, &article, StatusCode::OK, ("", &[])).await
}

/// Deletes the article when it still is the one that was shown.
pub(crate) async fn delete(
    State(state): State<AppState>,
    Path(id): Path<String>,
    cause: Cause,
    Typed(form): Typed<DeleteForm>,
) -> Result<Response, WebError> {
    let article = find(&state, &id).await?;
    let revision = form.revision.trim().parse().unwrap_or(0);
    let place = (article.row.id, revision);
    match state.pipeline.delete_article(place, &form.note, &cause).await {
        Ok(()) => Ok(Redirect::to("/articles").into_response()),
        Err(PipelineError::Store(StoreError::Changed(_))) => {
            // Somebody may have been faster since it was read.
            let article = find(&state, &id).await?;
            ask(&state, &article, StatusCode::CONFLICT, (&form.note, &[])).await
        }
        Err(PipelineError::Draft(errors)) => {
            let typed = (form.note.as_str(), errors.0.as_slice());
            ask(&state, &article, StatusCode::UNPROCESSABLE_ENTITY, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn ask(
    state: &AppState,
    article: &Stored,
    status: StatusCode,
    (typed, errors): (&str, &[FieldError]),
) -> Result<Response, WebError> {
    let slug = article.row.negotiation.as_str();
    let catalog = state.pipeline.known_negotiation(slug).await?.row.id;
    let passages = state.store.passages_of_article(article.row.id, catalog, true).await?;
    let positions = passages.iter().map(|passage| print::len(&passage.positions)).sum();
    let known = state.store.negotiations().await?;
    let href = format!("/articles/{}", article.row.id);
    let page = DeletePage {
        layout: Layout::of_all("articles", &known),
        crumbs: vec![Link::new("/articles", "Articles"), Link::new(&href, &article.row.title)],
        article: Article::of(&article.row),
        loss: format!(
            "its text, {} and {}",
            print::count(print::len(&passages), "passage"),
            print::count(positions, "position")
        ),
        has_changed: status == StatusCode::CONFLICT,
        why: why(typed, errors),
    };
    Ok(render_as(status, &page))
}
