//! A negotiation's parties and issues: their names, and the addresses of their pages.

use super::Link;
use crate::domain::{Catalog, Issue, IssueSlug, Party, PartySlug};
use crate::pipeline::Negotiation;
use crate::web::error::{WebError, shown};

/// Looks up what a page calls things, and where they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'a> {
    catalog: &'a Catalog,
}

impl<'a> Names<'a> {
    /// The names of a negotiation.
    pub(crate) fn of(negotiation: &'a Negotiation) -> Self {
        Self { catalog: negotiation.catalog() }
    }

    /// The catalog itself.
    pub(crate) fn catalog(self) -> &'a Catalog {
        self.catalog
    }

    /// The negotiation's page.
    pub(crate) fn href(self) -> String {
        format!("/{}", self.catalog.slug)
    }

    /// A link to the negotiation's page.
    pub(crate) fn link(self) -> Link {
        Link::new(&self.href(), &self.catalog.name)
    }

    /// A party's name.
    pub(crate) fn party(self, slug: &PartySlug) -> String {
        self.catalog.party(slug).map_or_else(|| slug.to_string(), |party| party.name.clone())
    }

    /// An issue's name.
    pub(crate) fn issue(self, slug: &IssueSlug) -> String {
        self.catalog.issue(slug).map_or_else(|| slug.to_string(), |issue| issue.name.clone())
    }

    /// A party's page.
    pub(crate) fn party_href(self, slug: &PartySlug) -> String {
        format!("{}/parties/{slug}", self.href())
    }

    /// An issue's page.
    pub(crate) fn issue_href(self, slug: &IssueSlug) -> String {
        format!("{}/issues/{slug}", self.href())
    }

    /// The page of one party on one issue.
    pub(crate) fn cell_href(self, issue: &IssueSlug, party: &PartySlug) -> String {
        format!("{}/issues/{issue}/{party}", self.href())
    }

    /// A link to an issue's page.
    pub(crate) fn issue_link(self, slug: &IssueSlug) -> Link {
        Link::new(&self.issue_href(slug), &self.issue(slug))
    }

    /// Those of `slugs` that the catalog has, in its order, as links.
    pub(crate) fn issue_links(self, slugs: &[IssueSlug]) -> Vec<Link> {
        let known = self.catalog.issues.iter().filter(|issue| slugs.contains(&issue.slug));
        known.map(|issue| self.issue_link(&issue.slug)).collect()
    }

    /// The issue named in an address.
    pub(crate) fn find_issue(self, slug: &str) -> Result<&'a Issue, WebError> {
        let found = self.catalog.issues.iter().find(|issue| issue.slug.as_str() == slug);
        found.ok_or_else(|| WebError::Missing {
            title: format!("There is no issue “{}” in {}", shown(slug), self.catalog.name),
            ways_title: "Issues",
            ways: self.catalog.issues.iter().map(|issue| self.issue_link(&issue.slug)).collect(),
        })
    }

    /// The party named in an address.
    pub(crate) fn find_party(self, slug: &str) -> Result<&'a Party, WebError> {
        let found = self.catalog.parties.iter().find(|party| party.slug.as_str() == slug);
        let link = |party: &Party| Link::new(&self.party_href(&party.slug), &party.name);
        found.ok_or_else(|| WebError::Missing {
            title: format!("There is no party “{}” in {}", shown(slug), self.catalog.name),
            ways_title: "Parties",
            ways: self.catalog.parties.iter().map(link).collect(),
        })
    }

    /// The party by which a list is filtered.
    pub(crate) fn filtered_party(self, slug: &str) -> Result<PartySlug, WebError> {
        let known: Vec<&PartySlug> = self.catalog.parties.iter().map(|party| &party.slug).collect();
        let found = known.iter().find(|known| known.as_str() == slug).copied();
        found.cloned().ok_or_else(|| unfit("party", slug, &known))
    }

    /// The issue by which a list is filtered.
    pub(crate) fn filtered_issue(self, slug: &str) -> Result<IssueSlug, WebError> {
        let known: Vec<&IssueSlug> = self.catalog.issues.iter().map(|issue| &issue.slug).collect();
        let found = known.iter().find(|known| known.as_str() == slug).copied();
        found.cloned().ok_or_else(|| unfit("issue", slug, &known))
    }
}

fn unfit<T: std::fmt::Display>(field: &'static str, slug: &str, known: &[T]) -> WebError {
    let known: Vec<String> = known.iter().map(T::to_string).collect();
    let message = format!("`{}` is none of {}", shown(slug), known.join(", "));
    WebError::Unfit { field, message }
}
