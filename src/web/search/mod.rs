//! `/search`: full text, with the words around each match, narrowed by facets.

mod facets;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use facets::Facet;

use crate::domain::Stance;
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::{
    NegotiationRow, SearchFilter, SearchHit, SearchPage as Found, SearchTerms, SnippetPart,
};
use crate::web::error::WebError;
use crate::web::export::{self, Format};
use crate::web::page::{Layout, render};
use crate::web::print::{self, Date};
use crate::web::query::{self, address, given};
use crate::web::view::{Names, Paging, Twins};

const PATH: &str = "/search";
/// Articles on a page.
const LIMIT: usize = 20;
/// Articles that a search keeps.
const MOST: usize = 100;

/// The parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SearchQuery {
    q: String,
    negotiation: String,
    issue: String,
    party: String,
    stance: String,
    outlet: String,
    from: String,
    to: String,
    after: String,
}

/// An article that matches.
struct Hit {
    published_on: Option<Date>,
    href: String,
    title: String,
    outlet: Option<String>,
    is_sample: bool,
    parts: Vec<SnippetPart>,
}

/// A parameter that a form carries on.
struct Kept {
    name: &'static str,
    value: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    layout: Layout,
    query: String,
    from: String,
    to: String,
    is_asked: bool,
    kept: Vec<Kept>,
    facts: String,
    results: Vec<Hit>,
    facets: Vec<Facet>,
    paging: Paging,
    twins: Twins,
}

impl SearchQuery {
    fn pairs(&self) -> [(&'static str, &str); 8] {
        [
            ("q", &self.q),
            ("negotiation", &self.negotiation),
            ("issue", &self.issue),
            ("party", &self.party),
            ("stance", &self.stance),
            ("outlet", &self.outlet),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    /// The address with one parameter set to another value.
    fn with(&self, name: &str, value: &str) -> String {
        // Issues and parties are those of a negotiation: they go with it.
        let falls = |other: &str| name == "negotiation" && matches!(other, "issue" | "party");
        let pairs = self.pairs().into_iter().filter(|(other, _)| *other != name && !falls(other));
        address(PATH, pairs.chain([(name, value)]))
    }

    async fn ask(
        &self,
        state: &AppState,
        known: &[NegotiationRow],
    ) -> Result<(Option<Negotiation>, SearchFilter), WebError> {
        let mut filter = SearchFilter {
            outlet: query::line("outlet", &self.outlet)?,
            from: query::day("from", &self.from)?,
            to: query::day("to", &self.to)?,
            stance: query::one_of::<Stance>("stance", &self.stance)?,
            ..SearchFilter::default()
        };
        let Some(negotiation) = self.negotiation(state, known).await? else {
            for (field, value) in
                [("issue", &self.issue), ("party", &self.party), ("stance", &self.stance)]
            {
                if given(value).is_some() {
                    let message = "needs a `negotiation` beside it".to_owned();
                    return Err(WebError::Unfit { field, message });
                }
            }
            return Ok((None, filter));
        };
        let names = Names::of(&negotiation);
        if let Some(slug) = given(&self.issue) {
            filter.issue = Some(names.filtered_issue(slug)?);
        }
        if let Some(slug) = given(&self.party) {
            filter.party = Some(names.filtered_party(slug)?);
        }
        filter.negotiation = Some((negotiation.row.negotiation_id, negotiation.row.id));
        Ok((Some(negotiation), filter))
    }

    /// The one asked for, or the only one that has articles.
    async fn negotiation(
        &self,
        state: &AppState,
        known: &[NegotiationRow],
    ) -> Result<Option<Negotiation>, WebError> {
        if let Some(slug) = given(&self.negotiation) {
            if let Some(negotiation) = state.pipeline.negotiation(slug).await? {
                return Ok(Some(negotiation));
            }
            let slugs: Vec<&str> = known.iter().map(|row| row.slug.as_str()).collect();
            let message =
                format!("`{}` is none of {}", crate::web::error::shown(slug), slugs.join(", "));
            return Err(WebError::Unfit { field: "negotiation", message });
        }
        let mut with_articles = known.iter().filter(|row| row.articles > 0);
        match (with_articles.next(), with_articles.next()) {
            (Some(only), None) => Ok(state.pipeline.negotiation(only.slug.as_str()).await?),
            _ => Ok(None),
        }
    }

    fn terms(&self) -> Result<Option<SearchTerms>, WebError> {
        Ok(query::line("q", &self.q)?.and_then(|q| SearchTerms::parse(&q)))
    }

    fn offset(&self) -> Result<usize, WebError> {
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let after = query::number("after", &self.after, most)?.unwrap_or(0);
        Ok(usize::try_from(after).unwrap_or(0))
    }
}

/// The page.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Query(query): Query<SearchQuery>,
) -> Result<Response, WebError> {
    let known = state.store.negotiations().await?;
    let (negotiation, filter) = query.ask(&state, &known).await?;
    let (terms, offset) = (query.terms()?, query.offset()?);
    let found = match &terms {
        Some(terms) => state.store.search(terms, &filter, (offset, LIMIT)).await?,
        None => Found::default(),
    };
    let next = (offset + LIMIT < found.found).then(|| (offset + LIMIT).to_string());
    let names = negotiation.as_ref().map(Names::of);
    let kept = query.pairs().into_iter().filter(|(_, value)| given(value).is_some());
    let kept = kept.map(|(name, value)| Kept { name, value: value.to_owned() });
    Ok(render(&SearchPage {
        layout: Layout::of_all("search", &known),
        query: query.q.clone(),
        from: query.from.clone(),
        to: query.to.clone(),
        is_asked: terms.is_some(),
        kept: kept.collect(),
        facts: facts(&query, terms.is_some(), &found),
        results: found.hits.iter().map(Hit::of).collect(),
        facets: facets::of(&query, &found, names, &known),
        paging: Paging::of(PATH, &query.pairs(), (&query.after, ""), next),
        twins: Twins::of(PATH, &query.pairs()),
    }))
}

/// The list as JSON.
pub(crate) async fn json(
    State(state): State<AppState>,
    Query(query): Query<SearchQuery>,
) -> Result<Response, WebError> {
    twin(&state, &query, Format::Json).await
}

/// The list as CSV.
pub(crate) async fn csv(
    State(state): State<AppState>,
    Query(query): Query<SearchQuery>,
) -> Result<Response, WebError> {
    twin(&state, &query, Format::Csv).await
}

async fn twin(state: &AppState, query: &SearchQuery, format: Format) -> Result<Response, WebError> {
    let known = state.store.negotiations().await?;
    let (_, filter) = query.ask(state, &known).await?;
    let hits: Vec<SearchHit> = match query.terms()? {
        Some(terms) => state.store.search(&terms, &filter, (0, MOST)).await?.hits,
        None => Vec::new(),
    };
    Ok(export::whole(format, "search", &hits))
}

impl Hit {
    fn of(hit: &SearchHit) -> Self {
        Self {
            published_on: hit.article.published_on.as_deref().map(print::date),
            href: format!("/articles/{}", hit.article.id),
            title: hit.article.title.clone(),
            outlet: hit.article.outlet.clone(),
            is_sample: hit.article.sample,
            parts: hit.snippet.clone(),
        }
    }
}

fn facts(query: &SearchQuery, is_asked: bool, found: &Found) -> String {
    if !is_asked {
        return match given(&query.q) {
            Some(_) => "That holds no word: type letters or digits.".to_owned(),
            None => "Every word must be there; put a phrase in quotation marks.".to_owned(),
        };
    }
    let count = print::count(i64::try_from(found.found).unwrap_or(i64::MAX), "article");
    if found.capped {
        format!("The best {count} of the newest matches; narrow them to see others.")
    } else {
        format!("{count}, best first.")
    }
}
