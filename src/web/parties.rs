//! `/{negotiation}/parties/{party}`: a party's positions across issues, and who speaks for it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::error::WebError;
use super::export;
use super::issues::{ids_of, standing};
use super::negotiations::Head;
use super::page::{Layout, render};
use super::print::{self, Date};
use super::view::{HeadedBy, Link, Names, Position, Twins};
use crate::domain::{IssueSlug, Party, PartyKind, PartyRole};
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::{Cell, FindingFilter, PageRequest, PositionRow};

/// Own positions that are asked for their speakers.
const NEWEST: i64 = 100;

/// What the page says about its party.
pub(crate) struct PartyHead {
    pub(crate) name: String,
    pub(crate) role: String,
}

impl PartyHead {
    /// Of a party.
    pub(crate) fn of(party: &Party) -> Self {
        let role = match party.role {
            PartyRole::Observer => "Observer",
            PartyRole::Belligerent => "Belligerent",
            PartyRole::Ally => "Ally",
            PartyRole::Mediator => "Mediator",
        };
        let kind = match party.kind {
            PartyKind::Other => String::new(),
            kind => format!(", {}", kind.as_str().replace('-', " ")),
        };
        Self { name: party.name.clone(), role: format!("{role}{kind}") }
    }
}

/// Someone whose words were a party's own positions.
struct Speaker {
    name: String,
    count: i64,
    latest: Date,
}

#[derive(Template)]
#[template(path = "parties/show.html")]
struct ShowPage {
    layout: Layout,
    crumbs: Vec<Link>,
    negotiation: Head,
    party: PartyHead,
    facts: String,
    latest: Vec<Position>,
    silent: Vec<Link>,
    reported: Vec<Position>,
    speakers: Vec<Speaker>,
    speakers_caption: String,
    twins: Twins,
}

/// The page, or the party's positions as data.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path((negotiation, segment)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let (slug, format) = export::split(&segment);
    let negotiation = state.pipeline.known_negotiation(&negotiation).await?;
    let party = Names::of(&negotiation).find_party(slug)?;
    let filter =
        FindingFilter { party: Some(party.slug.clone()), ..FindingFilter::of(negotiation.row.id) };
    if let Some(format) = format {
        let name = format!("{}-{slug}", negotiation.row.slug);
        let fetch = move |request| {
            let (store, filter) = (state.store.clone(), filter.clone());
            async move { store.list_positions(&filter, &request).await }
        };
        return export::stream::<PositionRow, _, _>(format, &name, fetch).await;
    }
    show(&state, &negotiation, party, filter).await
}

async fn show(
    state: &AppState,
    negotiation: &Negotiation,
    party: &Party,
    filter: FindingFilter,
) -> Result<Response, WebError> {
    let (names, store, catalog) = (Names::of(negotiation), &state.store, negotiation.row.id);
    let own = FindingFilter { own: Some(true), ..filter };
    let request = PageRequest::new(None, Some(NEWEST));
    let (cells, tally, recent) = tokio::try_join!(
        store.cells_of_party(catalog, &party.slug),
        store.tally(catalog),
        store.list_positions(&own, &request),
    )?;
    let rows = store.positions_by_ids(&ids_of(&cells)).await?;
    let (latest, reported) = standing(&cells, &rows, names, HeadedBy::Issue);
    let scope = match recent.next {
        Some(_) => format!("its {NEWEST} newest own positions"),
        None => "its own positions".to_owned(),
    };
    Ok(render(&ShowPage {
        layout: Layout::of_tally("negotiations", &tally),
        crumbs: vec![Link::new("/", "Negotiations"), names.link()],
        negotiation: Head::of(names),
        party: PartyHead::of(party),
        facts: facts(&cells),
        silent: silent(&cells, names),
        speakers: speakers(&recent.items),
        speakers_caption: format!("Speakers named in {scope}"),
        twins: Twins::of(&names.party_href(&party.slug), &[]),
        latest,
        reported,
    }))
}

fn facts(cells: &[Cell]) -> String {
    let own = cells.iter().map(|cell| cell.own_count).sum();
    let issues = cells.iter().filter(|cell| cell.own_count > 0).count();
    let reported = cells.iter().map(|cell| cell.reported_count).sum();
    format!(
        "{} on {} · {} by others",
        print::count(own, "own position"),
        print::count(i64::try_from(issues).unwrap_or(i64::MAX), "issue"),
        print::count(reported, "report"),
    )
}

/// Issues on which the party has no own position.
fn silent(cells: &[Cell], names: Names<'_>) -> Vec<Link> {
    let has = |slug: &IssueSlug| cells.iter().any(|cell| cell.issue == *slug && cell.own_count > 0);
    let issues = names.catalog().issues.iter().filter(|issue| !has(&issue.slug));
    issues.map(|issue| names.issue_link(&issue.slug)).collect()
}

/// Speakers of positions (newest first), most first.
fn speakers(rows: &[PositionRow]) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::new();
    for row in rows {
        let Some(name) = &row.speaker else { continue };
        match speakers.iter_mut().find(|speaker| speaker.name == *name) {
            Some(speaker) => speaker.count += 1,
            None => speakers.push(Speaker {
                name: name.clone(),
                count: 1,
                latest: print::date(&row.dated_on),
            }),
        }
    }
    // Stable: of equals the one who spoke last comes first.
    speakers.sort_by_key(|speaker| std::cmp::Reverse(speaker.count));
    speakers
}
