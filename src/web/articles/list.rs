//! `/articles`: the list, newest first, filtered; the same as data.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::server::AppState;
use crate::store::{ArticleFilter, ArticleRow as StoredRow, NegotiationRow, Outlet};
use crate::web::error::{WebError, shown};
use crate::web::export::{self, Format};
use crate::web::page::{Layout, render};
use crate::web::print;
use crate::web::query::{self, given};
use crate::web::view::{ArticleRow, Filter, FilterInput, Paging, Twins};

const PATH: &str = "/articles";

/// The parameters of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ListQuery {
    negotiation: String,
    outlet: String,
    from: String,
    to: String,
    after: String,
    limit: String,
}

impl ListQuery {
    fn pairs(&self) -> [(&'static str, &str); 4] {
        [
            ("negotiation", &self.negotiation),
            ("outlet", &self.outlet),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    fn is_bare(&self) -> bool {
        self.pairs().iter().all(|(_, value)| given(value).is_none())
    }

    async fn filter(&self, state: &AppState) -> Result<ArticleFilter, WebError> {
        let negotiation = match given(&self.negotiation) {
            Some(slug) => Some(filtered_negotiation(state, slug).await?),
            None => None,
        };
        Ok(ArticleFilter {
            negotiation,
            outlet: query::line("outlet", &self.outlet)?,
            from: query::day("from", &self.from)?,
            to: query::day("to", &self.to)?,
        })
    }
}

async fn filtered_negotiation(
    state: &AppState,
    slug: &str,
) -> Result<crate::domain::NegotiationId, WebError> {
    if let Some(negotiation) = state.pipeline.negotiation(slug).await? {
        return Ok(negotiation.row.negotiation_id);
    }
    let known = state.store.negotiations().await?;
    let known: Vec<&str> = known.iter().map(|row| row.slug.as_str()).collect();
    let message = format!("`{}` is none of {}", shown(slug), known.join(", "));
    Err(WebError::Unfit { field: "negotiation", message })
}

#[derive(Template)]
#[template(path = "articles/list.html")]
struct ListPage {
    layout: Layout,
    facts: String,
    filter: Filter,
    is_filtered: bool,
    articles: Vec<ArticleRow>,
    paging: Paging,
    twins: Twins,
}

/// The page.
pub(crate) async fn list_page(
    State(state): State<AppState>,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    let filter = query.filter(&state).await?;
    let request = query::page(&query.after, &query.limit)?;
    let page = state.store.list_articles(&filter, &request).await?;
    let known = state.store.negotiations().await?;
    let outlets = match filter.negotiation {
        Some(negotiation) => Some(state.store.outlets(negotiation).await?),
        None => None,
    };
    let next = page.next.map(|next| next.to_string());
    let total = known.iter().map(|row| row.articles).sum();
    Ok(render(&ListPage {
        layout: Layout::of_all("articles", &known),
        facts: format!("{} in all, newest first", print::count(total, "article")),
        filter: filter_of(&query, &known, outlets.as_deref()),
        is_filtered: !query.is_bare(),
        articles: page.items.iter().map(ArticleRow::of).collect(),
        paging: Paging::of(PATH, &query.pairs(), (&query.after, &query.limit), next),
        twins: Twins::of(PATH, &query.pairs()),
    }))
}

/// Outlets are a list once a negotiation is chosen; until then one is typed.
fn filter_of(query: &ListQuery, known: &[NegotiationRow], outlets: Option<&[Outlet]>) -> Filter {
    let names = known.iter().map(|row| (row.slug.as_str(), row.name.as_str()));
    let mut choices =
        vec![query::choice(("negotiation", "Negotiation", "any"), names, &query.negotiation)];
    let mut inputs = query::dates(&query.from, &query.to);
    match outlets {
        Some(outlets) => choices.push(query::outlets(outlets, &query.outlet)),
        None => inputs.insert(
            0,
            FilterInput {
                id: "outlet",
                name: "outlet",
                label: "Outlet",
                kind: "text",
                value: query.outlet.clone(),
            },
        ),
    }
    Filter {
        action: PATH.to_owned(),
        summary: if query.is_bare() { "Filter" } else { "Filtered" }.to_owned(),
        is_open: !query.is_bare(),
        clear_href: PATH.to_owned(),
        choices,
        inputs,
    }
}

/// The list as JSON.
pub(crate) async fn json(
    State(state): State<AppState>,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    twin(state, &query, Format::Json).await
}

/// The list as CSV.
pub(crate) async fn csv(
    State(state): State<AppState>,
    Query(query): Query<ListQuery>,
) -> Result<Response, WebError> {
    twin(state, &query, Format::Csv).await
}

async fn twin(state: AppState, query: &ListQuery, format: Format) -> Result<Response, WebError> {
    let filter = query.filter(&state).await?;
    let fetch = move |request| {
        let (store, filter) = (state.store.clone(), filter.clone());
        async move { store.list_articles(&filter, &request).await }
    };
    export::stream::<StoredRow, _, _>(format, "articles", fetch).await
}
