//! An edited text: decisions go along with their exact sentence where it stands in the new text
//! exactly once; the others are orphaned. Nothing is placed by resemblance.

use std::collections::BTreeMap;

use super::saving::{Act, write};
use super::{Decision, of_article};
use crate::domain::{ArticleId, ArticleText, CharIndex, CharSpan};
use crate::store::audit::Cause;
use crate::store::findings::{Findings, Key, Known};
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError};

statements! {
    TEXT_BEFORE = "select body from articles where id = $1";
    LOSE_PLACES = "update decisions set orphaned = true where article_id = $1";
}

/// The sentences of a text that stand in it exactly once.
struct Sentences<'t>(BTreeMap<&'t str, Option<CharSpan>>);

impl<'t> Sentences<'t> {
    fn of(text: &'t str, findings: &Findings) -> Self {
        let index = CharIndex::new(text);
        let mut spans: Vec<CharSpan> = findings.sentences.clone();
        spans.extend(findings.passages.iter().map(|passage| passage.span));
        spans.sort_unstable();
        spans.dedup();
        let mut places = BTreeMap::new();
        for span in spans {
            if let Some(words) = index.quote(span) {
                places.entry(words).and_modify(|place| *place = None).or_insert(Some(span));
            }
        }
        Self(places)
    }

    fn place(&self, words: &str) -> Option<CharSpan> {
        self.0.get(words).copied().flatten()
    }
}

impl Store {
    /// Carries an article's decisions, and the ids of all its positions, into its new text; to be
    /// called before the article and its findings are changed. Answers the ids that the positions
    /// keep.
    pub(in crate::store) async fn carry_decisions(
        &self,
        tx: &mut Tx,
        article: ArticleId,
        (text, findings): (&ArticleText, &Findings),
        cause: &Cause,
    ) -> Result<Known, StoreError> {
        let before: Option<String> = with_tx!(&mut *tx, |conn| {
            sqlx::query_scalar(TEXT_BEFORE).bind(article).fetch_optional(conn).await?
        });
        if before.as_deref() == Some(text.as_str()) {
            return Known::of(tx, article).await;
        }
        let sentences = Sentences::of(text.as_str(), findings);
        let mut known = Known::moved(tx, article, |_, words| sentences.place(words)).await?;
        let before = of_article(tx, article).await?;
        // Two may change places: neither stands in the other's way.
        with_tx!(&mut *tx, |conn| {
            sqlx::query(LOSE_PLACES).bind(article).execute(conn).await?.rows_affected()
        });
        for decision in &before {
            let after = moved(decision, &before, &sentences);
            known.forget(after.id);
            if !after.orphaned {
                known.keep(key_of(&after), after.id);
            }
            match act_of(decision, &after) {
                Some(act) => {
                    self.save_after(tx, (Some(decision), &after), (act, ""), cause).await?;
                }
                None => write(tx, &after).await?,
            }
        }
        Ok(known)
    }
}

/// A decision as it is once the text has changed, one of `all` on the article.
fn moved(decision: &Decision, all: &[Decision], sentences: &Sentences<'_>) -> Decision {
    let rivals = all.iter().filter(|other| {
        other.quote == decision.quote
            && (&other.values.party, &other.values.issue)
                == (&decision.values.party, &decision.values.issue)
    });
    // Of several that would stand in the same place none is preferred; but those that have lost
    // their sentence before do not drive out one that has not.
    let (lost, placed): (Vec<_>, Vec<_>) = rivals.partition(|other| other.orphaned);
    let is_alone =
        if decision.orphaned { (lost.len(), placed.len()) == (1, 0) } else { placed.len() == 1 };
    let place = sentences.place(&decision.quote).filter(|_| is_alone);
    let after = match place {
        Some(CharSpan { start, end }) => {
            Decision { span_start: start, span_end: end, orphaned: false, ..decision.clone() }
        }
        None => Decision { orphaned: true, ..decision.clone() },
    };
    if after == *decision { after } else { Decision { version: after.version + 1, ..after } }
}

fn key_of(decision: &Decision) -> Key {
    Key {
        start: decision.span_start,
        end: decision.span_end,
        party: decision.values.party.clone(),
        issue: decision.values.issue.clone(),
    }
}

fn act_of(before: &Decision, after: &Decision) -> Option<Act> {
    if before == after {
        return None;
    }
    Some(match (before.orphaned, after.orphaned) {
        (_, true) => Act::Orphaned,
        (true, false) => Act::Restored,
        (false, false) => Act::Moved,
    })
}
