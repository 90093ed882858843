//! `/{negotiation}/review`: one suggestion at a time, with its sentence in context; first those that
//! readers have reported.

mod context;
mod desks;
mod queue;
mod reported;

use askama::Template;
use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;

use super::error::{WebError, shown};
use super::negotiations::Head;
use super::page::{Layout, render};
use super::print;
use super::query::{self, address, given};
use super::view::{
    Filter, FilterChoice, HeadedBy, Held, Link, Names, Position, Report, Speech, ValueFields, raw,
};
use crate::access::Identity;
use crate::domain::{CharIndex, PositionId, Status};
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::{Outlet, PositionRow, ReviewFilter, ReviewPace};
use context::Context;
pub use desks::Desks;

/// Most suggestions that are passed over; the oldest of them come back first.
const MOST_SKIPPED: usize = 40;
/// Most articles named whose decisions have lost their sentence.
const MOST_ORPHANS: i64 = 10;
/// How far back the pace looks.
const PACE: SignedDuration = SignedDuration::from_hours(1);

/// What may be asked of the desk.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReviewQuery {
    issue: String,
    party: String,
    outlet: String,
    from: String,
    to: String,
    confidence: String,
    /// Ids that are passed over, with commas.
    skip: String,
    /// The suggestion to show before any other.
    at: String,
}

/// The suggestion on the desk, or the decided position that a reader has reported.
struct Item {
    position: Position,
    held: Held,
    lang: String,
    context: Context,
    skip_href: String,
    /// What readers have reported and nobody has answered.
    reports: Vec<Report>,
    /// Whether it can be confirmed, and rejected.
    may_confirm: bool,
    may_reject: bool,
}

/// The last decision, to be taken back.
struct Last {
    held: Held,
    /// The desk with that position on it.
    back: String,
}

#[derive(Template)]
#[template(path = "review/show.html")]
struct ReviewPage {
    layout: Layout,
    crumbs: Vec<Link>,
    negotiation: Head,
    filter: Filter,
    is_filtered: bool,
    left: String,
    /// How many are reported; empty where none is.
    reported: String,
    pace: String,
    next: String,
    item: Option<Item>,
    /// The fields to correct the suggestion with.
    fields: ValueFields,
    last: Option<Last>,
    has_skipped: bool,
    orphans: Vec<Link>,
    /// Reports on positions that stand nowhere any more.
    strays: Vec<Report>,
}

impl ReviewQuery {
    fn filter(&self, negotiation: &Negotiation) -> Result<ReviewFilter, WebError> {
        let names = Names::of(negotiation);
        let issue = given(&self.issue).map(|slug| names.filtered_issue(slug)).transpose()?;
        let party = given(&self.party).map(|slug| names.filtered_party(slug)).transpose()?;
        Ok(ReviewFilter {
            issue,
            party,
            outlet: query::line("outlet", &self.outlet)?,
            from: query::day("from", &self.from)?,
            to: query::day("to", &self.to)?,
            confidence: confidence(&self.confidence)?,
            ..ReviewFilter::of(negotiation.row.id)
        })
    }

    fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("issue", &self.issue),
            ("party", &self.party),
            ("outlet", &self.outlet),
            ("from", &self.from),
            ("to", &self.to),
            ("confidence", &self.confidence),
        ]
    }

    fn skipped(&self) -> Vec<PositionId> {
        let ids = self.skip.split(',').filter_map(|id| id.trim().parse().ok()).map(PositionId);
        ids.take(MOST_SKIPPED).collect()
    }

    /// The desk with the same filters, and perhaps with something passed over or shown first.
    fn href(&self, path: &str, (name, value): (&'static str, &str)) -> String {
        address(path, self.pairs().into_iter().chain([(name, value)]))
    }
}

/// Bounds of the confidence, by the words that pages have for it.
fn confidence(word: &str) -> Result<(f64, f64), WebError> {
    match given(word) {
        None => Ok((0.0, 2.0)),
        Some("low") => Ok((0.0, 0.5)),
        Some("middling") => Ok((0.5, 0.8)),
        Some("high") => Ok((0.8, 2.0)),
        Some(word) => {
            let message = format!("`{}` is none of low, middling, high", shown(word));
            Err(WebError::Unfit { field: "confidence", message })
        }
    }
}

/// The page.
pub(crate) async fn show_page(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    Query(query): Query<ReviewQuery>,
    identity: Option<Extension<Identity>>,
) -> Result<Response, WebError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let filter = query.filter(&negotiation)?;
    let (names, id, skipped) =
        (Names::of(&negotiation), negotiation.row.negotiation_id, query.skipped());
    let person = identity.map(|Extension(identity)| identity.account);
    let hour_ago = state.clock.now().checked_sub(PACE).unwrap_or_default();
    let store = &state.store;
    let row = queue::on_the_desk(&state, (&query, &filter), &skipped, person).await?;
    let (left, (reported, strays), pace, outlets, tally, orphans) = tokio::try_join!(
        store.open_suggestions(&filter),
        reported::of_negotiation(store, id),
        store.review_pace(id, person, hour_ago),
        store.outlets(id),
        store.tally(negotiation.row.id),
        store.articles_of_orphans(id, MOST_ORPHANS),
    )?;
    let path = format!("{}/review", names.href());
    let typed = row.as_ref().map(|row| raw(&row.values())).unwrap_or_default();
    let item = match row {
        Some(row) => Some(item(&state, row, names, (&query, &path)).await?),
        None => None,
    };
    let orphan = |row: &crate::store::ArticleOfOrphans| {
        let name = format!("{} ({})", row.title, row.orphans);
        Link::new(&format!("/articles/{}#orphans", row.article_id), &name)
    };
    Ok(render(&ReviewPage {
        layout: Layout::of_tally("negotiations", &tally),
        crumbs: vec![Link::new("/", "Negotiations"), names.link()],
        negotiation: Head::of(names),
        filter: filter_of(&path, &query, names, &outlets),
        is_filtered: query.pairs().iter().any(|(_, value)| given(value).is_some()),
        left: print::count(left, "suggestion"),
        reported,
        pace: print::count(pace.last_hour, "decision"),
        next: query.href(&path, ("skip", &query.skip)),
        item,
        fields: ValueFields::of((&typed, ""), names, &[]),
        last: last(pace, names, (&query, &path)),
        has_skipped: !skipped.is_empty(),
        orphans: orphans.iter().map(orphan).collect(),
        strays,
    }))
}

async fn item(
    state: &AppState,
    row: PositionRow,
    names: Names<'_>,
    (query, path): (&ReviewQuery, &str),
) -> Result<Item, WebError> {
    let (article, speech, decision, reports) = tokio::try_join!(
        state.store.article(row.article_id),
        state.store.attributions(row.article_id),
        state.store.decision(row.id),
        reported::open_of(&state.store, row.id),
    )?;
    let (Some(article), Some(decision)) = (article, decision) else {
        return Err(WebError::no_article());
    };
    let index = CharIndex::new(&article.text);
    let said = row.attribution.and_then(|at| usize::try_from(at).ok());
    let speech = said.and_then(|at| speech.get(at)).map(|one| Speech::of(one, &index));
    let skip = match given(&query.skip) {
        Some(skip) => format!("{},{skip}", row.id),
        None => row.id.to_string(),
    };
    Ok(Item {
        context: Context::of(&article.text, &row),
        position: Position { speech, ..Position::of(&row, names, HeadedBy::Party) },
        held: Held::of(&decision, names),
        lang: article.row.language.clone(),
        skip_href: query.href(path, ("skip", &skip)),
        reports,
        may_confirm: matches!(row.status, Status::Suggested | Status::Rejected),
        may_reject: row.status != Status::Rejected,
    })
}

fn last(pace: ReviewPace, names: Names<'_>, (query, path): (&ReviewQuery, &str)) -> Option<Last> {
    let held = Held::of(&pace.latest?, names);
    let back = query.href(path, ("at", &held.id));
    Some(Last { held, back })
}

fn filter_of(path: &str, query: &ReviewQuery, names: Names<'_>, outlets: &[Outlet]) -> Filter {
    let catalog = names.catalog();
    let issues = catalog.issues.iter().map(|issue| (issue.slug.as_str(), issue.name.as_str()));
    let parties = catalog.parties.iter().map(|party| (party.slug.as_str(), party.name.as_str()));
    let words = [("low", "low: doubtful"), ("middling", "middling"), ("high", "high")];
    let choices: Vec<FilterChoice> = vec![
        // The form beside it has fields of these names.
        FilterChoice {
            id: "only-issue",
            ..query::choice(("issue", "Issue", "any"), issues, &query.issue)
        },
        FilterChoice {
            id: "only-party",
            ..query::choice(("party", "Party", "any"), parties, &query.party)
        },
        query::outlets(outlets, &query.outlet),
        query::choice(("confidence", "Confidence", "any"), words, &query.confidence),
    ];
    Filter {
        action: path.to_owned(),
        summary: "Only some of them".to_owned(),
        is_open: false,
        clear_href: path.to_owned(),
        choices,
        inputs: query::dates(&query.from, &query.to),
    }
}
