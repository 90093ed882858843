//! The ids that an article's positions have already: the same sentence, party and issue keep theirs,
//! whoever reads the article again.

use std::collections::BTreeMap;

use sqlx::FromRow;

use crate::domain::{ArticleId, CharSpan, IssueSlug, PartySlug, PositionId};
use crate::store::StoreError;
use crate::store::pool::{Tx, statements, with_tx};

statements! {
    KNOWN_POSITIONS = "select x.id, p.span_start, p.span_end, p.quote, x.party, x.issue
        from positions x
        join passages p on p.id = x.passage_id
        where x.article_id = $1
        order by x.id desc";
    KNOWN_DECISIONS = "select id, span_start, span_end, quote, party, issue
        from decisions
        where article_id = $1 and not orphaned
        order by id";
}

/// What makes a position the same one within its article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) struct Key {
    pub start: i64,
    pub end: i64,
    pub party: PartySlug,
    pub issue: IssueSlug,
}

/// The ids of an article's positions.
#[derive(Debug, Default)]
pub(in crate::store) struct Known(BTreeMap<Key, PositionId>);

#[derive(Debug, FromRow)]
struct Row {
    id: PositionId,
    span_start: i64,
    span_end: i64,
    #[sqlx(rename = "quote")]
    words: String,
    party: PartySlug,
    issue: IssueSlug,
}

impl Known {
    /// Those of a stored article, under whatever catalog; decisions know best.
    pub(in crate::store) async fn of(tx: &mut Tx, article: ArticleId) -> Result<Self, StoreError> {
        Self::moved(tx, article, |span, _| Some(span)).await
    }

    /// As [`Known::of`], with each sentence where `place` finds it; those that have none are left
    /// out.
    pub(in crate::store) async fn moved(
        tx: &mut Tx,
        article: ArticleId,
        place: impl Fn(CharSpan, &str) -> Option<CharSpan>,
    ) -> Result<Self, StoreError> {
        let mut known = Self::default();
        for statement in [KNOWN_POSITIONS, KNOWN_DECISIONS] {
            let rows: Vec<Row> = with_tx!(&mut *tx, |conn| {
                sqlx::query_as(statement).bind(article).fetch_all(conn).await?
            });
            for row in rows {
                let span = CharSpan { start: row.span_start, end: row.span_end };
                let Some(CharSpan { start, end }) = place(span, &row.words) else { continue };
                known.0.insert(Key { start, end, party: row.party, issue: row.issue }, row.id);
            }
        }
        Ok(known)
    }

    /// Gives up an id: a decision that has lost its sentence keeps it for itself.
    pub(in crate::store) fn forget(&mut self, id: PositionId) {
        self.0.retain(|_, known| *known != id);
    }

    /// Keeps an id for a decision that has found its sentence.
    pub(in crate::store) fn keep(&mut self, key: Key, id: PositionId) {
        self.0.insert(key, id);
    }

    /// The id that a position has already.
    pub(in crate::store) fn id(&self, key: &Key) -> Option<PositionId> {
        self.0.get(key).copied()
    }
}
