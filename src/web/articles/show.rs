//! `/articles/{id}`: one article whole, its passages marked in place, the positions beside them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::find;
use crate::domain::Status;
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::StoredPassage;
use crate::web::error::WebError;
use crate::web::negotiations::Head;
use crate::web::page::{Layout, render};
use crate::web::print;
use crate::web::view::{Article, Block, Link, Names, folio};

#[derive(Template)]
#[template(path = "articles/show.html")]
struct ShowPage {
    layout: Layout,
    crumbs: Vec<Link>,
    negotiation: Head,
    article: Article,
    facts: String,
    found_nothing: bool,
    folio: Vec<Block>,
}

/// The page.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let article = find(&state, &id).await?;
    let slug = article.row.negotiation.as_str();
    let negotiation: Negotiation = state.pipeline.known_negotiation(slug).await?;
    let (names, catalog) = (Names::of(&negotiation), negotiation.row.id);
    let (passages, tally) = tokio::try_join!(
        state.store.passages_of_article(article.row.id, catalog),
        state.store.tally(catalog),
    )?;
    Ok(render(&ShowPage {
        layout: Layout::of_tally("articles", &tally),
        crumbs: vec![Link::new("/articles", "Articles"), names.link()],
        negotiation: Head::of(names),
        facts: facts(&passages),
        found_nothing: passages.is_empty(),
        folio: folio(&article.text, &passages, names),
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
    let confirmed = count(&|status| status == Status::Confirmed);
    format!("{found}: {} machine-read, {confirmed} confirmed", all - confirmed)
}
