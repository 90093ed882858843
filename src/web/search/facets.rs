//! The values by which a search can be narrowed, each with the address that does it.

use super::SearchQuery;
use crate::domain::Stance;
use crate::store::{Facet as StoredFacet, NegotiationRow, SearchPage as Found};
use crate::web::print;
use crate::web::view::Names;

/// Values of one facet.
const MOST: usize = 12;

/// A value to narrow by.
pub(super) struct FacetChoice {
    pub(super) href: String,
    pub(super) text: String,
    pub(super) count: String,
    pub(super) chosen: bool,
}

/// Values of one kind.
pub(super) struct Facet {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) choices: Vec<FacetChoice>,
}

/// The facets of what was found.
pub(super) fn of(
    query: &SearchQuery,
    found: &Found,
    names: Option<Names<'_>>,
    known: &[NegotiationRow],
) -> Vec<Facet> {
    let mut facets = Vec::new();
    if known.len() > 1 {
        let values = known.iter().map(|row| (row.slug.to_string(), row.name.clone(), None));
        facets.push(facet(query, ("negotiation", "Negotiation", &query.negotiation), values));
    }
    if let Some(names) = names {
        let catalog = names.catalog();
        let name_of = |slug: &str| {
            let issue = catalog.issues.iter().find(|issue| issue.slug.as_str() == slug);
            issue.map_or_else(|| slug.to_owned(), |issue| issue.name.clone())
        };
        let values = counted(&found.issues, name_of);
        facets.push(facet(query, ("issue", "Issue", &query.issue), values));
        let name_of = |slug: &str| {
            let party = catalog.parties.iter().find(|party| party.slug.as_str() == slug);
            party.map_or_else(|| slug.to_owned(), |party| party.name.clone())
        };
        let values = counted(&found.parties, name_of);
        facets.push(facet(query, ("party", "Party", &query.party), values));
        let values =
            Stance::ALL.iter().map(|stance| (stance.to_string(), stance.to_string(), None));
        facets.push(facet(query, ("stance", "Stance", &query.stance), values));
    }
    let values = counted(&found.outlets, str::to_owned);
    facets.push(facet(query, ("outlet", "Outlet", &query.outlet), values));
    facets.retain(|facet| !facet.choices.is_empty());
    facets
}

fn counted(
    facets: &[StoredFacet],
    name_of: impl Fn(&str) -> String,
) -> impl Iterator<Item = (String, String, Option<i64>)> {
    facets.iter().map(move |f| (f.slug.clone(), name_of(&f.slug), Some(f.articles)))
}

/// Values as (value, words, count); the chosen one leads to the search without it.
fn facet(
    query: &SearchQuery,
    (name, label, chosen): (&'static str, &'static str, &str),
    values: impl Iterator<Item = (String, String, Option<i64>)>,
) -> Facet {
    let choice = |(value, text, count): (String, String, Option<i64>)| {
        let is_chosen = value == chosen.trim();
        FacetChoice {
            href: query.with(name, if is_chosen { "" } else { &value }),
            text,
            count: count.map(print::number).unwrap_or_default(),
            chosen: is_chosen,
        }
    };
    Facet { name, label, choices: values.take(MOST).map(choice).collect() }
}
