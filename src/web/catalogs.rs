//! `/negotiations/new` and `/{negotiation}/catalog`: a catalog as text, to read, change and put
//! back. A mistake is told with its line; nothing typed is lost.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::error::WebError;
use super::page::{Layout, render_as};
use super::print;
use super::view::{Link, Names};
use crate::domain::{Catalog, CatalogError};
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::Cause;
use crate::web::typed::Typed;

/// A catalog to start from.
const EXAMPLE: &str = r#"slug = "river-talks"
name = "River talks"
summary = "Two neighbours talk about the river between them."

[[parties]]
slug = "northbank"
name = "Northbank"
kind = "state"
role = "belligerent"
aliases = ["Nordstad"]
demonyms = ["Northbanker", "Northbankers"]
people = ["Ada Holm"]

[[issues]]
slug = "water"
name = "Water"
question = "Who may draw water, and how much?"
cues = ["water", "irrigation"]
"#;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CatalogForm {
    catalog: String,
}

/// A mistake with its place.
struct Fault {
    line: Option<usize>,
    field: String,
    message: String,
}

impl Fault {
    fn at(field: &str, message: String) -> Self {
        Self { line: None, field: field.to_owned(), message }
    }
}

impl From<CatalogError> for Fault {
    fn from(error: CatalogError) -> Self {
        Self { line: error.line, field: error.field, message: error.message }
    }
}

#[derive(Template)]
#[template(path = "catalogs/new.html")]
struct NewPage {
    layout: Layout,
    fault: Option<Fault>,
    source: String,
    example: &'static str,
}

#[derive(Template)]
#[template(path = "catalogs/edit.html")]
struct EditPage {
    layout: Layout,
    crumbs: Vec<Link>,
    name: String,
    action: String,
    articles: String,
    is_pending: bool,
    fault: Option<Fault>,
    source: String,
}

/// The empty form.
pub(crate) async fn new_page(State(state): State<AppState>) -> Result<Response, WebError> {
    show_new(&state, String::new(), None, StatusCode::OK).await
}

/// Makes a negotiation of the catalog, and leads to it.
pub(crate) async fn create(
    State(state): State<AppState>,
    cause: Cause,
    Typed(form): Typed<CatalogForm>,
) -> Result<Response, WebError> {
    let source = unified(&form.catalog);
    let catalog = match parse(&source) {
        Ok(catalog) => catalog,
        Err(fault) => {
            return show_new(&state, source, Some(fault), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    if state.store.current_catalog(&catalog.slug).await?.is_some() {
        let message = format!(
            "`{0}` is taken: give another, or change that one’s catalog at /{0}/catalog",
            catalog.slug
        );
        let fault = Some(Fault::at("slug", message));
        return show_new(&state, source, fault, StatusCode::CONFLICT).await;
    }
    state.pipeline.put_catalog(&catalog, &source, &cause).await?;
    Ok(Redirect::to(&format!("/{}", catalog.slug)).into_response())
}

async fn show_new(
    state: &AppState,
    source: String,
    fault: Option<Fault>,
    status: StatusCode,
) -> Result<Response, WebError> {
    let known = state.store.negotiations().await?;
    let layout = Layout::of_all("negotiations", &known);
    Ok(render_as(status, &NewPage { layout, fault, source, example: EXAMPLE }))
}

/// The form with the catalog in force, or the one that waits.
pub(crate) async fn edit_page(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let pending = state.store.pending_catalog(negotiation.row.negotiation_id).await?;
    let source = pending.map_or_else(|| negotiation.row.source.clone(), |pending| pending.source);
    show_edit(&state, &negotiation, source, None).await
}

/// Puts the catalog back, and leads to the negotiation.
pub(crate) async fn update(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    cause: Cause,
    Typed(form): Typed<CatalogForm>,
) -> Result<Response, WebError> {
    let source = unified(&form.catalog);
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let catalog = match parse(&source) {
        Ok(catalog) => catalog,
        Err(fault) => return show_edit(&state, &negotiation, source, Some(fault)).await,
    };
    if catalog.slug != negotiation.row.slug {
        let message =
            format!("must stay `{}`: a negotiation keeps its address", negotiation.row.slug);
        let fault = Fault::at("slug", message);
        return show_edit(&state, &negotiation, source, Some(fault)).await;
    }
    state.pipeline.put_catalog(&catalog, &source, &cause).await?;
    Ok(Redirect::to(&format!("/{}", catalog.slug)).into_response())
}

async fn show_edit(
    state: &AppState,
    negotiation: &Negotiation,
    source: String,
    fault: Option<Fault>,
) -> Result<Response, WebError> {
    let (names, row) = (Names::of(negotiation), &negotiation.row);
    let tally = state.store.tally(row.id).await?;
    let is_pending = state.store.pending_catalog(row.negotiation_id).await?.is_some();
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = EditPage {
        layout: Layout::of_tally("negotiations", &tally),
        crumbs: vec![Link::new("/", "Negotiations"), names.link()],
        name: names.catalog().name.clone(),
        action: format!("{}/catalog", names.href()),
        articles: print::count(tally.articles, "article"),
        is_pending,
        fault,
        source,
    };
    Ok(render_as(status, &page))
}

/// Browsers send line ends as CR LF; catalogs are kept with LF.
fn unified(typed: &str) -> String {
    typed.replace("\r\n", "\n")
}

fn parse(source: &str) -> Result<Catalog, Fault> {
    if source.trim().is_empty() {
        return Err(Fault::at("", "is missing: write one, or start from the example".to_owned()));
    }
    let catalog = Catalog::parse_toml(source)?;
    Ok(catalog)
}
