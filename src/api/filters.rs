//! The filters that lists of passages and positions share.

use utoipa::IntoParams;

use super::error::ApiError;
use super::extract::{FromParams, Params};
use super::names;
use crate::domain::{Stance, Status};
use crate::pipeline::Negotiation;
use crate::server::AppState;
use crate::store::{FindingFilter, SearchTerms};

/// Which passages or positions a list shows; everything given must hold.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FindingQuery {
    /// The negotiation's slug.
    #[param(required = true, example = "ukraine-russia")]
    negotiation: Option<String>,
    /// An issue's slug.
    #[param(example = "security-guarantees")]
    issue: Option<String>,
    /// A party's slug; for passages, one that takes a position in it.
    #[param(example = "united-states")]
    party: Option<String>,
    /// A stance; for passages, one that is taken in it.
    stance: Option<Stance>,
    /// The name of an outlet.
    outlet: Option<String>,
    /// The first day, `YYYY-MM-DD`.
    #[param(example = "2025-01-01")]
    from: Option<String>,
    /// The last day, `YYYY-MM-DD`.
    #[param(example = "2026-12-31")]
    to: Option<String>,
    /// A status; without it, rejected positions are left out. Orphaned decisions have no place in a
    /// text and stand in no list: an article has those on it.
    status: Option<Status>,
    /// True: doubtful positions too; without it they are left out.
    doubtful: Option<bool>,
    /// Words of the sentence; a phrase in quotation marks.
    q: Option<String>,
}

impl FromParams for FindingQuery {
    fn take(params: &mut Params) -> Self {
        let (from, to) = dates(params);
        let query = Self {
            negotiation: params.text("negotiation"),
            issue: params.text("issue"),
            party: params.text("party"),
            stance: params.parsed("stance"),
            outlet: params.text("outlet"),
            from,
            to,
            status: params.parsed("status"),
            doubtful: params.parsed("doubtful"),
            q: params.text("q"),
        };
        if query.q.is_some() && query.words().is_none() {
            params.wrong("q", "holds no word; give letters or digits");
        }
        query
    }
}

/// `from` and `to`, in order.
pub(super) fn dates(params: &mut Params) -> (Option<String>, Option<String>) {
    let (from, to) = (params.date("from"), params.date("to"));
    if let (Some(from), Some(to)) = (&from, &to)
        && from > to
    {
        params.wrong("to", format!("{to} is before `from`, {from}"));
    }
    (from, to)
}

impl FindingQuery {
    fn words(&self) -> Option<SearchTerms> {
        self.q.as_deref().and_then(SearchTerms::parse)
    }

    /// The store's filter, every name looked up, with the negotiation it belongs to.
    pub(super) async fn filter(
        &self,
        state: &AppState,
    ) -> Result<(Negotiation, FindingFilter), ApiError> {
        let negotiation = names::required_negotiation(state, self.negotiation.as_deref()).await?;
        let issue = self.issue.as_deref();
        let issue = issue.map(|slug| names::issue(&negotiation, slug)).transpose()?;
        let party = self.party.as_deref();
        let party = party.map(|slug| names::party(&negotiation, slug)).transpose()?;
        let filter = FindingFilter {
            issue: issue.map(|issue| issue.slug.clone()),
            party: party.map(|party| party.slug.clone()),
            stance: self.stance,
            status: self.status,
            outlet: self.outlet.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            doubtful: self.doubtful.unwrap_or(false),
            words: self.words(),
            ..FindingFilter::of(negotiation.row.id)
        };
        Ok((negotiation, filter))
    }
}
