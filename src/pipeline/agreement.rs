//! The agreement of a negotiation's coders, from the codings that are stored.

use std::collections::BTreeMap;

use super::{Negotiation, Pipeline, PipelineError};
use crate::agreement::{self, Agreement, Coded};
use crate::domain::{ArticleId, IssueSlug};
use crate::store::{AdjudicationRow, Coding};

/// How far the coding of a negotiation's articles is, and how far their coders agree.
#[derive(Debug, Clone)]
pub struct CodingState {
    /// Whether codings are blind.
    pub blind: bool,
    /// The figures, over articles with two finished codings of one revision.
    pub agreement: Agreement,
    /// Every article that somebody has begun to code.
    pub articles: BTreeMap<ArticleId, ArticleState>,
}

/// How far the coding of one article is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleState {
    /// The newest revision that is coded.
    pub revision: i64,
    /// Who has finished a coding of it, in the order in which they began.
    pub done: Vec<String>,
    /// How many are at work on it.
    pub at_work: usize,
    /// Whether its codings have been settled.
    pub is_adjudicated: bool,
}

impl Pipeline {
    /// How far a negotiation's coding is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn coding_state(
        &self,
        negotiation: &Negotiation,
    ) -> Result<CodingState, PipelineError> {
        let id = negotiation.row.negotiation_id;
        let blind = self.store.codes_blindly(id).await?;
        let codings = self.store.codings_of(id).await?;
        let settled = self.store.adjudications_of(id).await?;
        let issues: Vec<IssueSlug> =
            negotiation.catalog().issues.iter().map(|issue| issue.slug.clone()).collect();
        let measured: Vec<Coded<'_>> = measured(&codings).map(coded).collect();
        Ok(CodingState {
            blind,
            agreement: agreement::measure(&measured, &issues),
            articles: states(&codings, &settled),
        })
    }
}

fn coded(coding: &Coding) -> Coded<'_> {
    Coded {
        article: coding.article_id,
        coder: &coding.coder,
        sentences: u64::try_from(coding.sentences).unwrap_or(0),
        marks: &coding.marks,
    }
}

/// Of each article the finished codings of the newest revision that two people have finished.
fn measured(codings: &[Coding]) -> impl Iterator<Item = &Coding> {
    let mut finished: BTreeMap<(ArticleId, i64), usize> = BTreeMap::new();
    for coding in codings.iter().filter(|coding| coding.is_done()) {
        *finished.entry((coding.article_id, coding.revision)).or_default() += 1;
    }
    let twice = finished.into_iter().filter(|(_, count)| *count > 1).map(|(place, _)| place);
    // In the order of revisions: the newest is what stays.
    let newest: BTreeMap<ArticleId, i64> = twice.collect();
    codings.iter().filter(move |coding| {
        coding.is_done() && newest.get(&coding.article_id) == Some(&coding.revision)
    })
}

fn states(codings: &[Coding], settled: &[AdjudicationRow]) -> BTreeMap<ArticleId, ArticleState> {
    let mut all: BTreeMap<ArticleId, ArticleState> = BTreeMap::new();
    // By article, then by revision: a newer one begins anew.
    for coding in codings {
        let state = all.entry(coding.article_id).or_default();
        if coding.revision > state.revision {
            *state = ArticleState { revision: coding.revision, ..ArticleState::default() };
        }
        if coding.is_done() {
            state.done.push(coding.coder.clone());
        } else {
            state.at_work += 1;
        }
    }
    for row in settled {
        if let Some(state) = all.get_mut(&row.article_id) {
            state.is_adjudicated = state.revision == row.revision;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, CodingId, NegotiationId};

    fn coding(article: i64, revision: i64, coder: &str, is_done: bool) -> Coding {
        Coding {
            id: CodingId(1),
            negotiation_id: NegotiationId(1),
            article_id: ArticleId(article),
            account_id: AccountId(1),
            coder: coder.to_owned(),
            revision,
            sentences: 3,
            version: 1,
            begun_at: 0,
            done_at: is_done.then_some(1),
            marks: Vec::new(),
        }
    }

    #[test]
    fn newest_revision_that_two_have_finished_is_measured() {
        let codings = [
            coding(1, 1, "ada", true),
            coding(1, 1, "bela", true),
            coding(1, 2, "ada", true),
            coding(1, 2, "bela", false),
            coding(2, 1, "ada", true),
        ];
        let found: Vec<i64> = measured(&codings).map(|coding| coding.revision).collect();
        assert_eq!(found, [1, 1]);
        let states = states(&codings, &[]);
        let first = &states[&ArticleId(1)];
        assert_eq!((first.revision, first.done.len(), first.at_work), (2, 1, 1));
    }
}
