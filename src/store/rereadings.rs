//! What reading a negotiation's articles again has changed, kept when it is done.

use jiff::Timestamp;
use sqlx::FromRow;

use super::catalogs::CatalogRow;
use super::pool::{Tx, statements, with_read, with_tx};
use super::{Store, StoreError};
use crate::domain::NegotiationId;

/// Suggestions that are neither doubtful nor decided on, under catalog $1 and, unlike in a
/// condition, under catalog $2.
macro_rules! unlike {
    ($condition:literal) => {
        concat!(
            "select count(*) from positions x
            where x.catalog_id = $1 and x.status = 'suggested' and not x.doubtful and ",
            $condition,
            " (select 1 from positions o
                where o.catalog_id = $2 and o.id = x.id and o.status = 'suggested'
                  and not o.doubtful"
        )
    };
}

statements! {
    ONLY_UNDER = concat!(unlike!("not exists"), ")");
    CHANGED_UNDER = concat!(
        unlike!("exists"),
        " and (o.stance <> x.stance or coalesce(o.speaker, '') <> coalesce(x.speaker, '')
            or coalesce(o.reported_by, '') <> coalesce(x.reported_by, '') or o.rung <> x.rung))"
    );
    DECISIONS_IN_FORCE = "select count(*) from decisions
        where negotiation_id = $1 and status <> 'suggested' and not orphaned";
    CURRENT = "select id from catalogs where negotiation_id = $1 and state = 'current'";
    KEEP = "insert into rereadings
            (catalog_id, negotiation_id, finished_at, appeared, withdrawn, changed, decisions)
        values ($1, $2, $3, $4, $5, $6, $7)";
    LATEST_REREADING = "select finished_at, appeared, withdrawn, changed, decisions
        from rereadings
        where negotiation_id = $1
        order by catalog_id desc
        limit 1";
}

/// What the last reading of all articles changed in the machine's suggestions, doubtful ones apart.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Rereading {
    /// When it was done, in epoch milliseconds.
    pub finished_at: i64,
    /// Suggestions that were not there before.
    pub appeared: i64,
    /// Suggestions that are there no longer.
    pub withdrawn: i64,
    /// Suggestions that say something else now.
    pub changed: i64,
    /// Decisions of people, none of which it touches.
    pub decisions: i64,
}

/// Compares a catalog that has read every article with the one in force, which it will replace.
pub(super) async fn compare(
    tx: &mut Tx,
    new: &CatalogRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    let old: i64 = with_tx!(&mut *tx, |conn| {
        sqlx::query_scalar(CURRENT).bind(new.negotiation_id).fetch_one(conn).await?
    });
    let mut counts = Vec::new();
    for (statement, of, against) in
        [(ONLY_UNDER, new.id.0, old), (ONLY_UNDER, old, new.id.0), (CHANGED_UNDER, new.id.0, old)]
    {
        let count: i64 = with_tx!(&mut *tx, |conn| {
            sqlx::query_scalar(statement).bind(of).bind(against).fetch_one(conn).await?
        });
        counts.push(count);
    }
    let decisions: i64 = with_tx!(&mut *tx, |conn| {
        sqlx::query_scalar(DECISIONS_IN_FORCE).bind(new.negotiation_id).fetch_one(conn).await?
    });
    with_tx!(tx, |conn| sqlx::query(KEEP)
        .bind(new.id)
        .bind(new.negotiation_id)
        .bind(now.as_millisecond())
        .bind(counts[0])
        .bind(counts[1])
        .bind(counts[2])
        .bind(decisions)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}

impl Store {
    /// What the last finished reading of a negotiation's articles changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_rereading(
        &self,
        negotiation: NegotiationId,
    ) -> Result<Option<Rereading>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(LATEST_REREADING).bind(negotiation).fetch_optional(pool).await?
        }))
    }
}
