//! The review desk's queue: which suggestion to look at next, how many are left, how fast one goes.
//!
//! First come those that readers have reported, decided ones too; then those on which a cell of the
//! matrix depends: its latest own position, or a doubtful reading that would be it. Then come the most uncertain: those whose confidence is nearest to
//! even odds.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Decision, columns};
use crate::domain::{
    AccountId, CatalogId, IssueSlug, NegotiationId, PartySlug, PositionId, fold_key,
};
use crate::store::pool::{statements, with_primary, with_read};
use crate::store::{Store, StoreError};

/// Which positions `x` are asked for; alike in every statement of the queue. `|| ''` keeps SQLite
/// from reading them by date.
macro_rules! asked {
    ($start:literal, $end:literal) => {
        concat!(
            $start,
            " (cast($2 as text) is null or x.issue = $2)
              and (cast($3 as text) is null or x.party = $3)
              and (cast($4 as text) is null or x.outlet_key = $4)
              and (x.dated_on || '') >= $5 and (x.dated_on || '') <= $6
              and x.confidence >= $7 and x.confidence < $8 ",
            $end
        )
    };
}

statements! {
    // What readers have reported comes first, whatever people hold of it.
    REPORTED = asked!(
        "select x.id
        from catalogs c
        join reports r on r.negotiation_id = c.negotiation_id and r.state = 'open'
        join positions x on x.catalog_id = c.id and x.id = r.position_id
        where c.id = $1 and ",
        "group by x.id order by min(r.id) limit $9"
    );
    // Of each cell the newest doubtful reading after its latest position, else that position.
    WEIGHTY = asked!(
        "select x.id
        from issues s
        join parties t on t.catalog_id = s.catalog_id
        left join cells c on c.catalog_id = s.catalog_id and c.issue = s.slug and c.party = t.slug
        join positions x on x.catalog_id = s.catalog_id and x.id = coalesce(
            (select d.id from positions d
                where d.catalog_id = s.catalog_id and d.issue = s.slug and d.party = t.slug
                  and (d.dated_on, d.id) > (coalesce(c.latest_on, ''), coalesce(c.latest_id, 0))
                  and d.reported_by is null and d.status = 'suggested'
                order by d.dated_on desc, d.id desc
                limit 1),
            c.latest_id)
        where s.catalog_id = $1 and x.status = 'suggested' and ",
        "order by x.leaning, x.id"
    );
    UNCERTAIN = asked!(
        "select x.id from positions x where x.catalog_id = $1 and x.status = 'suggested' and ",
        "order by x.leaning, x.id limit $9"
    );
    OPEN = asked!(
        "select count(*) from positions x where x.catalog_id = $1 and x.status = 'suggested' and ",
        ""
    );
    // Without filters most of the desk's work would be to look at what holds anyway.
    OPEN_ALL = "select count(*) from positions x where x.catalog_id = $1 and x.status = 'suggested'";
    PACE = "select count(*) from decisions d
        where d.negotiation_id = $1 and d.decided_at > $2 and coalesce(d.decided_by, 0) = $3";
    LATEST_BY = columns!(
        "where d.negotiation_id = $1 and d.decided_at > $2 and coalesce(d.decided_by, 0) = $3
          and d.status <> 'suggested'
        order by d.decided_at desc, d.id desc
        limit 1"
    );
}

/// Which suggestions are looked at; everything given must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewFilter {
    /// Found under this catalog.
    pub catalog: CatalogId,
    /// On this issue.
    pub issue: Option<IssueSlug>,
    /// By this party.
    pub party: Option<PartySlug>,
    /// Published by this outlet, by name.
    pub outlet: Option<String>,
    /// Dated on this day or later, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Dated on this day or earlier, `YYYY-MM-DD`.
    pub to: Option<String>,
    /// With a confidence from the first to below the second.
    pub confidence: (f64, f64),
}

impl ReviewFilter {
    /// Everything under a catalog.
    #[must_use]
    pub fn of(catalog: CatalogId) -> Self {
        Self {
            catalog,
            issue: None,
            party: None,
            outlet: None,
            from: None,
            to: None,
            confidence: (0.0, 2.0),
        }
    }

    /// Whether nothing is left out.
    fn is_everything(&self) -> bool {
        *self == Self::of(self.catalog)
    }
}

/// How fast one person goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPace {
    /// Positions decided on in the last hour.
    pub last_hour: i64,
    /// The last decision of that hour, which can be taken back.
    pub latest: Option<Decision>,
}

#[derive(FromRow)]
struct Id(PositionId);

macro_rules! bound {
    ($statement:expr, $filter:expr, $outlet:expr) => {
        sqlx::query_as($statement)
            .bind($filter.catalog)
            .bind($filter.issue.as_ref())
            .bind($filter.party.as_ref())
            .bind($outlet)
            .bind($filter.from.as_deref().unwrap_or(""))
            .bind($filter.to.as_deref().unwrap_or("9999-12-31"))
            .bind($filter.confidence.0)
            .bind($filter.confidence.1)
    };
}

impl Store {
    /// The position to look at next, a reported one or else a suggestion; those in `skipped` are
    /// passed over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_suggestion(
        &self,
        filter: &ReviewFilter,
        skipped: &[PositionId],
    ) -> Result<Option<PositionId>, StoreError> {
        let outlet = filter.outlet.as_deref().map(fold_key);
        let not_skipped =
            |ids: Vec<Id>| ids.into_iter().map(|Id(id)| id).find(|id| !skipped.contains(id));
        let limit = i64::try_from(skipped.len() + 1).unwrap_or(i64::MAX);
        let reported: Vec<Id> = with_primary!(self, |pool| {
            bound!(REPORTED, filter, outlet.as_deref()).bind(limit).fetch_all(pool).await?
        });
        if let Some(id) = not_skipped(reported) {
            return Ok(Some(id));
        }
        let weighty: Vec<Id> = with_primary!(self, |pool| {
            bound!(WEIGHTY, filter, outlet.as_deref()).fetch_all(pool).await?
        });
        if let Some(id) = not_skipped(weighty) {
            return Ok(Some(id));
        }
        let uncertain: Vec<Id> = with_primary!(self, |pool| {
            bound!(UNCERTAIN, filter, outlet.as_deref()).bind(limit).fetch_all(pool).await?
        });
        Ok(not_skipped(uncertain))
    }

    /// How many suggestions are left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_suggestions(&self, filter: &ReviewFilter) -> Result<i64, StoreError> {
        if filter.is_everything() {
            return Ok(with_read!(self, |pool| {
                sqlx::query_scalar(OPEN_ALL).bind(filter.catalog).fetch_one(pool).await?
            }));
        }
        let outlet = filter.outlet.as_deref().map(fold_key);
        let (count,): (i64,) = with_read!(self, |pool| {
            bound!(OPEN, filter, outlet.as_deref()).fetch_one(pool).await?
        });
        Ok(count)
    }

    /// What a person has decided since an instant; nobody stands for all without an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_pace(
        &self,
        negotiation: NegotiationId,
        person: Option<AccountId>,
        since: Timestamp,
    ) -> Result<ReviewPace, StoreError> {
        let (person, since) = (person.map_or(0, |id| id.0), since.as_millisecond());
        let (last_hour,): (i64,) = with_primary!(self, |pool| sqlx::query_as(PACE)
            .bind(negotiation)
            .bind(since)
            .bind(person)
            .fetch_one(pool)
            .await?);
        let latest = with_primary!(self, |pool| sqlx::query_as(LATEST_BY)
            .bind(negotiation)
            .bind(since)
            .bind(person)
            .fetch_optional(pool)
            .await?);
        Ok(ReviewPace { last_hour, latest })
    }
}
