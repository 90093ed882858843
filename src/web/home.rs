//! `/`: the negotiations, what moved lately, how to begin.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::error::WebError;
use super::page::{Layout, render};
use super::print::{self, Date};
use super::view::{Names, Shift, shifts};
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::{NegotiationRow, Shift as StoredShift};

/// Shifts on the page.
const SHIFTS: usize = 6;
/// Negotiations whose shifts are looked at: those with the newest articles.
const LIVELY: usize = 12;

/// A negotiation in the list.
struct Entry {
    href: String,
    name: String,
    summary: String,
    articles: String,
    passages: String,
    positions: String,
    latest: Option<Date>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    layout: Layout,
    negotiations: Vec<Entry>,
    first_href: Option<String>,
    shifts: Vec<Shift>,
}

impl Entry {
    fn of(row: &NegotiationRow) -> Self {
        Self {
            href: format!("/{}", row.slug),
            name: row.name.clone(),
            summary: row.summary.clone(),
            articles: print::count(row.articles, "article"),
            passages: print::count(row.passages, "passage"),
            positions: print::count(row.positions, "position"),
            latest: row.latest_on.as_deref().map(print::date),
        }
    }
}

/// The page.
pub(crate) async fn show_page(State(state): State<AppState>) -> Result<Response, WebError> {
    let rows = state.store.negotiations().await?;
    let shifts = latest_shifts(&state, &rows).await?;
    Ok(render(&HomePage {
        layout: Layout::of_all("negotiations", &rows),
        first_href: rows.iter().max_by_key(|row| row.articles).map(|row| format!("/{}", row.slug)),
        negotiations: rows.iter().map(Entry::of).collect(),
        shifts,
    }))
}

/// The newest shifts of all negotiations, each under its own catalog.
async fn latest_shifts(state: &AppState, rows: &[NegotiationRow]) -> Result<Vec<Shift>, WebError> {
    let mut lively: Vec<&NegotiationRow> = rows.iter().filter(|row| row.positions > 0).collect();
    lively.sort_by(|a, b| b.latest_on.cmp(&a.latest_on));
    let mut found: Vec<(Negotiation, StoredShift)> = Vec::new();
    for row in lively.into_iter().take(LIVELY) {
        let Some(negotiation) = state.pipeline.negotiation(row.slug.as_str()).await? else {
            continue;
        };
        let limit = i64::try_from(SHIFTS).unwrap_or(i64::MAX);
        let shifts = state.store.latest_shifts(negotiation.row.id, limit).await?;
        found.extend(shifts.into_iter().map(|shift| (negotiation.clone(), shift)));
    }
    found.sort_by(|(_, a), (_, b)| (&b.moved_on, b.moved_id).cmp(&(&a.moved_on, a.moved_id)));
    found.truncate(SHIFTS);
    let ids: Vec<_> = found.iter().flat_map(|(_, s)| [s.moved_id, s.previous_id]).collect();
    let positions = state.store.positions_by_ids(&ids).await?;
    let one = |(negotiation, shift): &(Negotiation, StoredShift)| {
        shifts(std::slice::from_ref(shift), &positions, Names::of(negotiation))
    };
    Ok(found.iter().flat_map(one).collect())
}
