//! What an adjudication makes of positions: all of them in its transaction, placed at once.

use super::deciding::{SHOWN_AT, by, require_fit};
use super::saving::{Act, at_same_place};
use super::{Decision, DecisionError, PositionValues, present};
use crate::domain::{
    ArticleId, CatalogId, CharSpan, IssueSlug, MarkedPosition, NegotiationId, PartySlug,
    PositionId, Rung, Stance, Status,
};
use crate::store::audit::Cause;
use crate::store::codings::{NewAdjudication, Outcome};
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError};

statements! {
    CATALOG_IN_FORCE = "select id from catalogs where negotiation_id = $1 and state = 'current'";
}

/// A sentence of the article that is adjudicated.
struct Place<'a> {
    negotiation: NegotiationId,
    catalog: CatalogId,
    article: ArticleId,
    span: CharSpan,
    quote: &'a str,
}

impl Place<'_> {
    /// A position in this sentence, before anybody holds it.
    fn bare(&self, values: PositionValues) -> Decision {
        Decision {
            id: PositionId(0),
            negotiation_id: self.negotiation,
            article_id: self.article,
            span_start: self.span.start,
            span_end: self.span.end,
            quote: self.quote.to_owned(),
            values,
            status: Status::Suggested,
            orphaned: false,
            version: 0,
            corrects: None,
            favours: None,
            decided_by: None,
            decided_name: String::new(),
            decided_at: 0,
            note: String::new(),
        }
    }
}

impl Store {
    /// Brings the positions of an article into the state that its adjudication says.
    pub(in crate::store) async fn settle_marks(
        &self,
        tx: &mut Tx,
        negotiation: NegotiationId,
        new: &NewAdjudication<'_>,
        cause: &Cause,
    ) -> Result<Vec<Outcome>, StoreError> {
        let catalog: CatalogId = with_tx!(&mut *tx, |conn| {
            sqlx::query_scalar(CATALOG_IN_FORCE).bind(negotiation).fetch_one(conn).await?
        });
        let article = new.article.0;
        let (mut outcome, mut changed) = (Vec::new(), Vec::new());
        for (mark, quote) in &new.held {
            let Some(position) = &mark.position else { continue };
            let place = Place { negotiation, catalog, article, span: mark.span, quote };
            let at = (&mark.issue, position);
            let (id, after) = self.hold(tx, &place, at, (new.note, cause)).await?;
            outcome.push(Outcome { position: id, is_held: true });
            changed.extend(after);
        }
        for (span, party, issue) in &new.not_held {
            let place = Place { negotiation, catalog, article, span: *span, quote: "" };
            let Some(standing) = standing_at(tx, &place, party, issue).await? else { continue };
            outcome.push(Outcome { position: standing.id, is_held: false });
            changed.extend(self.strike(tx, &standing, (new.note, cause)).await?);
        }
        for (id, token) in &new.rejected {
            let standing = present(tx, *id).await?.ok_or(DecisionError::Gone)?;
            if standing.token() != *token || standing.article_id != article {
                return Err(DecisionError::Changed(Box::new(standing)).into());
            }
            outcome.push(Outcome { position: *id, is_held: false });
            changed.extend(self.strike(tx, &standing, (new.note, cause)).await?);
        }
        let changed: Vec<&Decision> = changed.iter().collect();
        self.place_decisions(tx, article, &changed, cause).await?;
        Ok(outcome)
    }

    /// Holds a position as it was marked; nothing is written where people hold it so already.
    async fn hold(
        &self,
        tx: &mut Tx,
        place: &Place<'_>,
        (issue, marked): (&IssueSlug, &MarkedPosition),
        (note, cause): (&str, &Cause),
    ) -> Result<(PositionId, Option<Decision>), StoreError> {
        let seen = seen_at(tx, place, &marked.party, issue).await?;
        let (seen, is_found) = seen.map_or((None, false), |(seen, found)| (Some(seen), found));
        let values = values_of(issue, marked, seen.as_ref());
        require_fit(tx, place.negotiation, &values).await?;
        let (act, status) = match &seen {
            Some(seen) if is_held(seen.status) && seen.values == values => {
                return Ok((seen.id, None));
            }
            Some(seen) if is_held(seen.status) => {
                let is_added = seen.status == Status::Added;
                (Act::Corrected, if is_added { Status::Added } else { Status::Corrected })
            }
            Some(seen) if is_found && seen.values == values => (Act::Confirmed, Status::Confirmed),
            Some(_) if is_found => (Act::Corrected, Status::Corrected),
            _ => (Act::Added, Status::Added),
        };
        let state = match &seen {
            Some(seen) => Decision { values, favours: None, ..seen.clone() },
            None => Decision { id: PositionId(self.new_id(cause.now)), ..place.bare(values) },
        };
        let after = by(cause, note, Decision { status, ..state });
        self.save_decision(tx, (seen.as_ref(), &after), (act, note), cause).await?;
        Ok((after.id, Some(after)))
    }

    /// Rejects what stands.
    async fn strike(
        &self,
        tx: &mut Tx,
        standing: &Decision,
        (note, cause): (&str, &Cause),
    ) -> Result<Option<Decision>, StoreError> {
        if standing.status == Status::Rejected {
            return Ok(None);
        }
        let after = Decision { status: Status::Rejected, ..by(cause, note, standing.clone()) };
        self.save_decision(tx, (Some(standing), &after), (Act::Rejected, note), cause).await?;
        Ok(Some(after))
    }
}

fn is_held(status: Status) -> bool {
    matches!(status, Status::Confirmed | Status::Corrected | Status::Added)
}

/// What is known at a place, and whether a position is shown there: a decision that holds none may be
/// all that is left.
async fn seen_at(
    tx: &mut Tx,
    place: &Place<'_>,
    party: &PartySlug,
    issue: &IssueSlug,
) -> Result<Option<(Decision, bool)>, StoreError> {
    let shown: Option<PositionId> = with_tx!(&mut *tx, |conn| sqlx::query_scalar(SHOWN_AT)
        .bind(place.article)
        .bind(place.catalog)
        .bind(place.span.start)
        .bind(place.span.end)
        .bind(party)
        .bind(issue)
        .fetch_optional(conn)
        .await?);
    let values = PositionValues {
        party: party.clone(),
        issue: issue.clone(),
        stance: Stance::Undecided,
        speaker: None,
        reported_by: None,
        rung: Rung::Paraphrase,
    };
    let decided = at_same_place(tx, &place.bare(values)).await?;
    let Some(id) = shown.or(decided.as_ref().map(|decided| decided.id)) else { return Ok(None) };
    let seen = present(tx, id).await?;
    Ok(seen.map(|seen| (seen, shown.is_some())))
}

/// What stands at a place: a suggestion, or what people hold.
async fn standing_at(
    tx: &mut Tx,
    place: &Place<'_>,
    party: &PartySlug,
    issue: &IssueSlug,
) -> Result<Option<Decision>, StoreError> {
    let seen = seen_at(tx, place, party, issue).await?;
    Ok(seen.filter(|(_, is_shown)| *is_shown).map(|(seen, _)| seen))
}

/// The values of a marked position. A mark has no rung, and may leave the speaker out: what is known
/// already of the same position on the same word stands, else the rung follows from who speaks.
fn values_of(
    issue: &IssueSlug,
    marked: &MarkedPosition,
    seen: Option<&Decision>,
) -> PositionValues {
    let known = seen.map(|seen| &seen.values).filter(|known| {
        known.reported_by == marked.reported_by
            && marked.speaker.as_ref().is_none_or(|name| known.speaker.as_ref() == Some(name))
    });
    let rung = match (&marked.reported_by, &marked.speaker) {
        (Some(_), _) => Rung::RivalClaim,
        (None, Some(_)) => Rung::OnRecord,
        (None, None) => Rung::Paraphrase,
    };
    PositionValues {
        party: marked.party.clone(),
        issue: issue.clone(),
        stance: marked.stance,
        speaker: known.map_or_else(|| marked.speaker.clone(), |known| known.speaker.clone()),
        reported_by: marked.reported_by.clone(),
        rung: known.map_or(rung, |known| known.rung),
    }
}
