//! `/{negotiation}`: the matrix, issues × parties.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::error::WebError;
use super::export;
use super::page::{Layout, render};
use super::print;
use super::view::{Link, Matrix, Names, Shift, StanceMeaning, Twins, legend, shifts};
use crate::server::AppState;
use crate::store::{CatalogRow, Cell, Rereading};

/// Shifts on the page.
const SHIFTS: i64 = 8;

/// What a page says about its negotiation.
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) summary: String,
}

impl Head {
    /// Of the negotiation with these names.
    pub(crate) fn of(names: Names<'_>) -> Self {
        let catalog = names.catalog();
        Self { name: catalog.name.clone(), href: names.href(), summary: catalog.summary.clone() }
    }
}

/// How far a changed catalog is.
struct Progress {
    done: i64,
    total: i64,
    percent: i64,
}

#[derive(Template)]
#[template(path = "negotiations/show.html")]
struct ShowPage {
    layout: Layout,
    crumbs: Vec<Link>,
    negotiation: Head,
    facts: String,
    progress: Option<Progress>,
    /// What the last reading of all articles changed.
    reread: Option<String>,
    stances: Vec<StanceMeaning>,
    matrix: Matrix,
    is_empty: bool,
    hearsay_note: String,
    twins: Twins,
    shifts: Vec<Shift>,
}

/// The page, or its cells as data.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path(segment): Path<String>,
) -> Result<Response, WebError> {
    let (slug, format) = export::split(&segment);
    let negotiation = state.pipeline.known_negotiation(slug).await?;
    let (names, catalog) = (Names::of(&negotiation), &negotiation.row);
    let cells = state.store.cells(catalog.id).await?;
    if let Some(format) = format {
        return Ok(export::whole(format, slug, &in_order(cells, names)));
    }
    let (tally, moved, progress, reread) = tokio::try_join!(
        async { Ok(state.store.tally(catalog.id).await?) },
        async { Ok(state.store.latest_shifts(catalog.id, SHIFTS).await?) },
        progress(&state, catalog),
        async { Ok(state.store.latest_rereading(catalog.negotiation_id).await?) },
    )?;
    let ids: Vec<_> = moved.iter().flat_map(|shift| [shift.moved_id, shift.previous_id]).collect();
    let positions = state.store.positions_by_ids(&ids).await?;
    Ok(render(&ShowPage {
        crumbs: vec![Link::new("/", "Negotiations")],
        negotiation: Head::of(names),
        facts: [
            print::count(tally.articles, "article"),
            print::count(tally.passages, "passage"),
            print::count(tally.positions, "position"),
        ]
        .join(" · "),
        progress,
        reread: reread.as_ref().map(reread_words),
        stances: legend(),
        matrix: Matrix::of(&cells, names),
        is_empty: tally.articles == 0,
        hearsay_note: hearsay_note(&cells),
        twins: Twins::of(&names.href(), &[]),
        shifts: shifts(&moved, &positions, names),
        layout: Layout::of_tally("negotiations", &tally),
    }))
}

/// How far the catalog that waits is, if one does.
async fn progress(state: &AppState, catalog: &CatalogRow) -> Result<Option<Progress>, WebError> {
    let Some(pending) = state.store.pending_catalog(catalog.negotiation_id).await? else {
        return Ok(None);
    };
    let progress = state.store.progress(&pending).await?;
    let total = progress.total.max(1);
    let percent = progress.done * 100 / total;
    Ok(Some(Progress { done: progress.done, total, percent }))
}

/// “Read anew on …: 3 new suggestions, …”
fn reread_words(reread: &Rereading) -> String {
    format!(
        "Read anew on {}: {} new, {} withdrawn, {} read otherwise; {} untouched",
        print::moment(reread.finished_at).text,
        print::count(reread.appeared, "suggestion"),
        print::number(reread.withdrawn),
        print::number(reread.changed),
        print::count(reread.decisions, "decision"),
    )
}

/// Cells in the order of the catalog: by issue, then by party.
fn in_order(mut cells: Vec<Cell>, names: Names<'_>) -> Vec<Cell> {
    let catalog = names.catalog();
    cells.sort_by_key(|cell| {
        let issue = catalog.issues.iter().position(|issue| issue.slug == cell.issue);
        (issue, catalog.parties.iter().position(|party| party.slug == cell.party))
    });
    cells
}

fn hearsay_note(cells: &[Cell]) -> String {
    let reported = cells.iter().map(|cell| cell.reported_count).sum();
    let rule = "A cell holds what a party says itself, never what others say of it, nor doubtful \
                readings.";
    match reported {
        0 => rule.to_owned(),
        1 => format!("{rule} 1 position reported by another party stands on its issue’s page."),
        many => format!(
            "{rule} {} positions reported by other parties stand on their issues’ pages.",
            print::number(many)
        ),
    }
}
