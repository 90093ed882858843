//! `/articles/new` and `/articles/{id}/edit`: what is wrong is said beside the field, and nothing
//! typed is lost.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::find;
use super::gone::gone_while;
use super::kept::difference;
use crate::domain::{ArticleId, FieldError, RawDraft};
use crate::pipeline::PipelineError;
use crate::server::AppState;
use crate::store::{Article as Stored, Cause, StoreError};
use crate::web::error::WebError;
use crate::web::page::{Layout, render_as};
use crate::web::print::{self, Date};
use crate::web::query::given;
use crate::web::typed::Typed;
use crate::web::view::{Difference, Field, Form, Link, Mistake, mistakes, why};

/// What a form sends; every field may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ArticleForm {
    negotiation: String,
    title: String,
    text: String,
    outlet: String,
    author: String,
    published_on: String,
    language: String,
    url: String,
    note: String,
    revision: String,
}

impl ArticleForm {
    /// The revision from which the form was made; without one it is as good as made from an old one.
    fn seen(&self) -> i64 {
        given(&self.revision).and_then(|revision| revision.parse().ok()).unwrap_or(0)
    }

    fn raw(&self) -> RawDraft {
        RawDraft {
            title: self.title.clone(),
            text: self.text.clone(),
            outlet: Some(self.outlet.clone()),
            author: Some(self.author.clone()),
            url: Some(self.url.clone()),
            published_on: Some(self.published_on.clone()),
            language: Some(self.language.clone()),
        }
    }
}

/// What stands in the address of the empty form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewQuery {
    negotiation: String,
}

#[derive(Template)]
#[template(path = "articles/new.html")]
struct NewPage {
    layout: Layout,
    duplicate: Option<Link>,
    errors: Vec<Mistake>,
    form: Form,
}

#[derive(Template)]
#[template(path = "articles/edit.html")]
struct EditPage {
    layout: Layout,
    crumbs: Vec<Link>,
    duplicate: Option<Link>,
    errors: Vec<Mistake>,
    form: Form,
    why: Field,
    /// What has changed since the form was made.
    meanwhile: Option<Meanwhile>,
    revision: String,
    href: String,
}

/// What others have done with an article while a form was filled in.
struct Meanwhile {
    href: String,
    when: Date,
    who: String,
    why: String,
    /// Nothing when it is not known from what the form was made.
    difference: Option<Difference>,
}

impl Meanwhile {
    /// Since the revision `seen`.
    async fn of(state: &AppState, now: &Stored, seen: i64) -> Result<Self, WebError> {
        let (id, row) = (now.row.id, &now.row);
        let (old, new) = tokio::try_join!(
            state.store.revision(id, seen),
            state.store.revision(id, row.revision),
        )?;
        let stamp = new.as_ref().map(|new| new.row.clone());
        let (who, why) = stamp.map_or((None, None), |row| (row.actor_name, row.note));
        Ok(Self {
            href: format!("/articles/{id}"),
            when: print::moment(row.updated_at),
            who: who.unwrap_or_default(),
            why: why.unwrap_or_default(),
            difference: match old.zip(new) {
                Some((old, new)) => Some(difference(old, new).await?),
                None => None,
            },
        })
    }
}

/// What keeps a form from being taken.
#[derive(Default)]
struct Trouble {
    errors: Vec<FieldError>,
    duplicate: Option<Link>,
    has_changed: bool,
}

impl Trouble {
    /// Of a failed change; an error that is no matter of the form comes back.
    async fn of(error: PipelineError, state: &AppState) -> Result<Self, WebError> {
        match error {
            PipelineError::Draft(draft) => Ok(Self { errors: draft.0, ..Self::default() }),
            PipelineError::UnknownNegotiation { known, .. } => {
                let message = format!("is unknown: choose one of {}", known.join(", "));
                let errors = vec![FieldError::new("negotiation", message)];
                Ok(Self { errors, ..Self::default() })
            }
            PipelineError::Store(StoreError::Duplicate { existing, .. }) => {
                Ok(Self { duplicate: Some(first(state, existing).await?), ..Self::default() })
            }
            PipelineError::Store(StoreError::Changed("article")) => {
                Ok(Self { has_changed: true, ..Self::default() })
            }
            error => Err(error.into()),
        }
    }

    fn status(&self) -> StatusCode {
        if !self.errors.is_empty() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else if self.duplicate.is_some() || self.has_changed {
            StatusCode::CONFLICT
        } else {
            StatusCode::OK
        }
    }
}

/// The article that is there already.
async fn first(state: &AppState, id: ArticleId) -> Result<Link, WebError> {
    let article = state.store.article(id).await?;
    let title = article.map_or_else(|| "the first one".to_owned(), |article| article.row.title);
    Ok(Link::new(&format!("/articles/{id}"), &title))
}

/// The empty form.
pub(crate) async fn new_page(
    State(state): State<AppState>,
    Query(query): Query<NewQuery>,
) -> Result<Response, WebError> {
    show_new(&state, &RawDraft::default(), &query.negotiation, Trouble::default()).await
}

/// Stores what the form holds, and leads to it.
pub(crate) async fn create(
    State(state): State<AppState>,
    cause: Cause,
    Typed(form): Typed<ArticleForm>,
) -> Result<Response, WebError> {
    let raw = form.raw();
    match state.pipeline.post_article(&form.negotiation, &raw, false, &cause).await {
        Ok(id) => Ok(Redirect::to(&format!("/articles/{id}")).into_response()),
        Err(error) => {
            let trouble = Trouble::of(error, &state).await?;
            show_new(&state, &raw, &form.negotiation, trouble).await
        }
    }
}

async fn show_new(
    state: &AppState,
    raw: &RawDraft,
    negotiation: &str,
    trouble: Trouble,
) -> Result<Response, WebError> {
    let known = state.store.negotiations().await?;
    let status = trouble.status();
    let page = NewPage {
        layout: Layout::of_all("new", &known),
        duplicate: trouble.duplicate,
        errors: mistakes(&trouble.errors),
        form: Form::of(raw, negotiation, &known, &trouble.errors),
    };
    Ok(render_as(status, &page))
}

/// The form with the article's fields in it.
pub(crate) async fn edit_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let article = find(&state, &id).await?;
    let raw = RawDraft {
        title: article.row.title.clone(),
        text: article.text.clone(),
        outlet: article.row.outlet.clone(),
        author: article.row.author.clone(),
        url: article.row.url.clone(),
        published_on: article.row.published_on.clone(),
        language: Some(article.row.language.clone()),
    };
    let form = ArticleForm { revision: article.row.revision.to_string(), ..ArticleForm::default() };
    show_edit(&state, &article, (&raw, &form), Trouble::default()).await
}

/// Changes the article when it still is what the form was made from.
pub(crate) async fn update(
    State(state): State<AppState>,
    Path(id): Path<String>,
    cause: Cause,
    Typed(form): Typed<ArticleForm>,
) -> Result<Response, WebError> {
    let article = match find(&state, &id).await {
        Err(WebError::Deleted(buried)) => return Ok(gone_while(&buried, form.text)),
        found => found?,
    };
    let (place, raw) = ((article.row.id, form.seen()), form.raw());
    match state.pipeline.update_article(place, &raw, &form.note, &cause).await {
        Ok(()) => Ok(Redirect::to(&format!("/articles/{}", place.0)).into_response()),
        Err(error) => {
            let trouble = Trouble::of(error, &state).await?;
            // Somebody may have been faster since it was read.
            let article = find(&state, &id).await?;
            show_edit(&state, &article, (&raw, &form), trouble).await
        }
    }
}

async fn show_edit(
    state: &AppState,
    article: &Stored,
    (raw, form): (&RawDraft, &ArticleForm),
    trouble: Trouble,
) -> Result<Response, WebError> {
    let meanwhile = if trouble.has_changed {
        Some(Meanwhile::of(state, article, form.seen()).await?)
    } else {
        None
    };
    let known = state.store.negotiations().await?;
    let status = trouble.status();
    let href = format!("/articles/{}", article.row.id);
    let page = EditPage {
        layout: Layout::of_all("articles", &known),
        crumbs: vec![Link::new("/articles", "Articles"), Link::new(&href, &article.row.title)],
        duplicate: trouble.duplicate,
        errors: mistakes(&trouble.errors),
        form: Form::of(raw, article.row.negotiation.as_str(), &known, &trouble.errors),
        why: why(&form.note, &trouble.errors),
        // Sent again, what was typed replaces what has been changed meanwhile: knowingly.
        revision: match &meanwhile {
            Some(_) => article.row.revision.to_string(),
            None => form.revision.clone(),
        },
        meanwhile,
        href,
    };
    Ok(render_as(status, &page))
}
