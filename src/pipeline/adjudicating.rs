//! Two codings side by side, and what is made of them: choices are held against what stands, then
//! stored.

use std::collections::BTreeMap;

use super::deciding::{all_hold, note_of};
use super::{Negotiation, Pipeline, PipelineError};
use crate::agreement::{Compared, Difference, compare};
use crate::domain::{
    Catalog, CharIndex, CodingId, FieldError, Mark, MarkKey, MarkedPosition, Stance, Status,
    sha256_hex,
};
use crate::store::{
    AdjudicationRow, Article, Cause, Coding, CodingError, NewAdjudication, PositionRow, StoreError,
};

/// What is chosen where two codings differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// As the first has it.
    First,
    /// As the second has it.
    Second,
    /// As the first has it, or the second where the first has nothing, but with this stance.
    Stance(Stance),
    /// It is no position.
    Neither,
}

/// The settling of two codings as it was sent.
#[derive(Debug, Clone)]
pub struct RawAdjudication {
    /// The two codings, each at the version that was seen.
    pub codings: [(CodingId, i64); 2],
    /// The positions that were seen, as [`Standing::token`] names them.
    pub standing: String,
    /// What is chosen, by the key of the difference ([`key_of`]).
    pub choices: BTreeMap<String, Choice>,
    /// Whether the suggestions that neither has marked are rejected.
    pub rejects_unmarked: bool,
    /// Why so.
    pub note: String,
}

/// Two codings side by side.
#[derive(Debug)]
pub struct Sides<'c> {
    /// The two.
    pub codings: (&'c Coding, &'c Coding),
    /// How many codings of the revision are finished, these two among them.
    pub finished: usize,
    /// What they marked, in the order of the text.
    pub compared: Vec<Compared<'c>>,
}

/// The positions of an article that stand while its codings are settled.
#[derive(Debug)]
pub struct Standing {
    rows: Vec<PositionRow>,
    /// How often people have decided on the article's positions, shown here or not.
    decided: i64,
}

/// The two codings of a revision that are settled: of those that are finished the two that were begun
/// first.
#[must_use]
pub fn sides_of(codings: &[Coding], revision: i64) -> Option<Sides<'_>> {
    let is_finished = |coding: &&Coding| coding.is_done() && coding.revision == revision;
    let finished: Vec<&Coding> = codings.iter().filter(is_finished).collect();
    let [first, second, ..] = finished.as_slice() else { return None };
    let compared = compare(&first.marks, &second.marks);
    Some(Sides { codings: (first, second), finished: finished.len(), compared })
}

/// Names what is marked: `0-28.bridges.northbank`, without the party for a bare issue.
#[must_use]
pub fn key_of((span, issue, party): MarkKey<'_>) -> String {
    let party = party.map(|party| format!(".{party}")).unwrap_or_default();
    format!("{}-{}.{issue}{party}", span.start, span.end)
}

impl Sides<'_> {
    /// Both codings, each at its version.
    #[must_use]
    pub fn versions(&self) -> [(CodingId, i64); 2] {
        [self.codings.0, self.codings.1].map(|coding| (coding.id, coding.version))
    }

    /// Whether one of the two has this party on this issue in this sentence.
    #[must_use]
    pub fn has(&self, key: MarkKey<'_>) -> bool {
        self.compared.iter().any(|item| item.key() == key)
    }
}

impl Standing {
    /// Names the state of all of them.
    #[must_use]
    pub fn token(&self) -> String {
        let states = self.rows.iter().map(|row| format!("{} {}\n", row.id, row.token()));
        let states: Vec<String> = states.chain([self.decided.to_string()]).collect();
        sha256_hex(states.iter().map(String::as_bytes))[..16].to_owned()
    }

    /// The machine's suggestions that neither coding has marked.
    #[must_use]
    pub fn unmarked(&self, sides: &Sides<'_>) -> Vec<&PositionRow> {
        let is_unmarked = |row: &&PositionRow| {
            let key = (row.span(), &row.issue, Some(&row.party));
            row.status == Status::Suggested && !sides.has(key)
        };
        self.rows.iter().filter(is_unmarked).collect()
    }
}

/// Whether the catalog has all that an item names.
#[must_use]
pub fn is_known(item: &Compared<'_>, catalog: &Catalog) -> bool {
    let positions = [item.position(true), item.position(false)];
    let reporters = positions.into_iter().flatten().filter_map(|p| p.reported_by.as_ref());
    catalog.issue(item.issue).is_some()
        && item.party.into_iter().chain(reporters).all(|party| catalog.party(party).is_some())
}

impl Pipeline {
    /// The positions of an article that stand under the catalog in force, doubtful ones left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn standing(
        &self,
        negotiation: &Negotiation,
        article: &Article,
    ) -> Result<Standing, PipelineError> {
        let (id, catalog) = (article.row.id, negotiation.row.id);
        // Asked first: what is decided while the positions are read makes the token out of date.
        let decided = self.store.decided(id).await?;
        let passages = self.store.passages_of_article(id, catalog, false).await?;
        let rows = passages.into_iter().flat_map(|passage| passage.positions).collect();
        Ok(Standing { rows, decided })
    }

    /// Settles two codings of the article's present text.
    ///
    /// # Errors
    /// When a difference has no choice (named by its key), a [`CodingError`] or
    /// [`crate::store::DecisionError`] that says why not, `Changed` when the positions are not those
    /// that were seen, or when the store fails.
    pub async fn adjudicate(
        &self,
        article: &Article,
        raw: &RawAdjudication,
        cause: &Cause,
    ) -> Result<AdjudicationRow, PipelineError> {
        let negotiation = self.known_negotiation(article.row.negotiation.as_str()).await?;
        let place = (article.row.id, article.row.revision);
        let codings = self.store.codings_of_article(place.0).await?;
        let sides = sides_of(&codings, place.1).ok_or(StoreError::Coding(CodingError::NotTwo))?;
        if sides.versions() != raw.codings {
            let version = sides.codings.0.version.max(sides.codings.1.version);
            return Err(StoreError::Coding(CodingError::Changed(version)).into());
        }
        if self.store.adjudication(place).await?.is_some() {
            return Err(StoreError::Coding(CodingError::Adjudicated).into());
        }
        let standing = self.standing(&negotiation, article).await?;
        if standing.token() != raw.standing {
            return Err(StoreError::Changed("positions").into());
        }
        let mut errors = Vec::new();
        let note = note_of("note", &raw.note, &mut errors);
        let unmarked = if raw.rejects_unmarked { standing.unmarked(&sides) } else { Vec::new() };
        let mut new = NewAdjudication {
            article: place,
            codings: raw.codings,
            decided: standing.decided,
            held: Vec::new(),
            not_held: Vec::new(),
            rejected: unmarked.iter().map(|row| (row.id, row.token())).collect(),
            note: note.as_str(),
        };
        let index = CharIndex::new(&article.text);
        let known = sides.compared.iter().filter(|item| is_known(item, negotiation.catalog()));
        for item in known {
            settle(item, (&raw.choices, &index), &mut new, &mut errors);
        }
        all_hold(errors)?;
        Ok(self.store.adjudicate(&new, cause).await?)
    }
}

/// Takes what was chosen of one item, or what both agree on, into the outcome.
fn settle<'a>(
    item: &Compared<'_>,
    (choices, index): (&BTreeMap<String, Choice>, &CharIndex<'a>),
    new: &mut NewAdjudication<'a>,
    errors: &mut Vec<FieldError>,
) {
    let key = key_of(item.key());
    let chosen = match (item.difference(), choices.get(&key)) {
        (Difference::Issue, _) => return,
        (Difference::None, _) => match item.agreed() {
            Some(position) => Some(position),
            // Both say only that the sentence is about the issue.
            None => return,
        },
        (_, Some(Choice::Neither)) => {
            let party = item.party.cloned();
            new.not_held.extend(party.map(|party| (item.span, party, item.issue.clone())));
            return;
        }
        (_, Some(Choice::Stance(stance))) => {
            let position = item.position(true).or_else(|| item.position(false));
            position.map(|position| MarkedPosition { stance: *stance, ..position.clone() })
        }
        (_, Some(choice)) => item.position(*choice == Choice::First).cloned(),
        (_, None) => None,
    };
    match chosen {
        Some(position) => {
            let mark =
                Mark { span: item.span, issue: item.issue.clone(), position: Some(position) };
            new.held.push((mark, index.quote(item.span).unwrap_or_default()));
        }
        None => errors.push(FieldError::new(
            &key,
            "is missing: choose whose it is, another stance, or neither",
        )),
    }
}
