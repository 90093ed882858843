//! Which passages or positions a list shows.

use super::SearchTerms;
use crate::domain::{CatalogId, IssueSlug, PartySlug, Stance, Status, fold_key};

/// Which passages or positions a list shows; everything given must hold.
#[derive(Debug, Clone)]
pub struct FindingFilter {
    /// Found under this catalog.
    pub catalog: CatalogId,
    /// On this issue.
    pub issue: Option<IssueSlug>,
    /// By this party (for passages: with a position of it).
    pub party: Option<PartySlug>,
    /// With this stance.
    pub stance: Option<Stance>,
    /// With this status; without it rejected positions are left out.
    pub status: Option<Status>,
    /// Published by this outlet, by name.
    pub outlet: Option<String>,
    /// Dated on this day or later, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Dated on this day or earlier, `YYYY-MM-DD`.
    pub to: Option<String>,
    /// True: the party's own; false: hearsay. Positions only.
    pub own: Option<bool>,
    /// Doubtful ones too.
    pub doubtful: bool,
    /// With these words in the sentence.
    pub words: Option<SearchTerms>,
}

impl FindingFilter {
    /// Everything under a catalog.
    #[must_use]
    pub fn of(catalog: CatalogId) -> Self {
        Self {
            catalog,
            issue: None,
            party: None,
            stance: None,
            status: None,
            outlet: None,
            from: None,
            to: None,
            own: None,
            doubtful: false,
            words: None,
        }
    }

    pub(super) fn outlet_key(&self) -> Option<String> {
        self.outlet.as_deref().map(fold_key)
    }

    pub(super) fn from(&self) -> &str {
        self.from.as_deref().unwrap_or("")
    }

    pub(super) fn to(&self) -> &str {
        self.to.as_deref().unwrap_or("9999-12-31")
    }
}
