//! `/articles/{id}`: one article whole, its passages marked in place, the positions beside them.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::find;
use crate::domain::Status;
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::StoredPassage;
use crate::web::error::WebError;
use crate::web::negotiations::Head;
use crate::web::page::{Layout, render};
use crate::web::print;
use crate::web::query::doubtful;
use crate::web::view::{Article, Block, Held, Link, Names, folio};

#[derive(Template)]
#[template(path = "articles/show.html")]
struct ShowPage {
    layout: Layout,
    crumbs: Vec<Link>,
    negotiation: Head,
    article: Article,
    facts: String,
    found_nothing: bool,
    /// The other view: with doubtful positions, or without.
    other: Link,
    orphans: Vec<Held>,
    folio: Vec<Block>,
}

/// What may be asked of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ShowQuery {
    doubtful: String,
}

/// The page.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<ShowQuery>,
) -> Result<Response, WebError> {
    let doubtful = doubtful(&query.doubtful)?;
    let article = find(&state, &id).await?;
    let slug = article.row.negotiation.as_str();
    let negotiation: Negotiation = state.pipeline.known_negotiation(slug).await?;
    let (names, catalog) = (Names::of(&negotiation), negotiation.row.id);
    let (passages, speech, tally, orphans) = tokio::try_join!(
        state.store.passages_of_article(article.row.id, catalog, doubtful),
        state.store.attributions(article.row.id),
        state.store.tally(catalog),
        state.store.orphans_of_article(article.row.id),
    )?;
    Ok(render(&ShowPage {
        layout: Layout::of_tally("articles", &tally),
        crumbs: vec![Link::new("/articles", "Articles"), names.link()],
        negotiation: Head::of(names),
        facts: facts(&passages),
        found_nothing: passages.is_empty(),
        other: if doubtful {
            Link::new(&format!("/articles/{}", article.row.id), "Leave doubtful readings out")
        } else {
            let path = format!("/articles/{}?doubtful=shown", article.row.id);
            Link::new(&path, "Show doubtful readings too")
        },
        orphans: orphans.iter().map(|orphan| Held::of(orphan, names)).collect(),
        folio: folio(&article.text, (&passages, &speech), names),
        article: Article::of(&article.row),
    }))
}

fn facts(passages: &[StoredPassage]) -> String {
    let count = |with: &dyn Fn(Status) -> bool| {
        let positions = passages.iter().flat_map(|passage| &passage.positions);
        let number = positions.filter(|position| with(position.status)).count();
        i64::try_from(number).unwrap_or(i64::MAX)
    };
    let all = count(&|_| true);
    let found = format!(
        "{} · {}",
        print::count(print::len(passages), "passage"),
        print::count(all, "position")
    );
    if all == 0 {
        return found;
    }
    let confirmed = count(&Status::is_decided);
    format!("{found}: {} machine-read, {confirmed} confirmed", all - confirmed)
}
