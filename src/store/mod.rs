//! The only SQL: one text for SQLite and PostgreSQL, one file a noun.
//!
//! Look-ups return `Option`; changes are one transaction each and take the instant at which they
//! happen. Lists are paged by keyset (`page`). Summaries (`cells`) are kept in the transaction that
//! changes what they summarise, so that no page counts rows.

mod accounts;
mod articles;
mod audit;
mod backup;
mod catalogs;
mod cells;
mod check;
mod codings;
mod decisions;
mod error;
mod filter;
mod findings;
mod negotiations;
mod page;
mod passages;
mod pool;
mod positions;
mod reports;
mod rereadings;
mod revisions;
mod search;
mod search_index;
mod sessions;
mod terms;
mod tokens;

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::IdSource;
pub use accounts::{AccountError, AccountRow, Credentials, NewAccount};
pub use articles::{Article, ArticleFilter, ArticleRow, NewArticle, Outlet};
pub use audit::{Actor, AuditRow, Cause};
pub use catalogs::{CatalogChange, CatalogRow, CatalogState, CatalogVersion, Progress};
pub use cells::{Cell, MonthlyTally, Shift, Tally};
pub use check::{CheckReport, Violation};
pub use codings::{
    AdjudicationRow, Coding, CodingChange, CodingError, NewAdjudication, NewCoding, Outcome,
};
pub use decisions::{
    Arrival, ArrivingDecision, ArticleElsewhere, ArticleOfOrphans, Decision, DecisionError,
    HistoryEntry, NewPosition, NewVerdict, PositionValues, ReviewFilter, ReviewPace, Suggestion,
    Verdict,
};
pub use error::StoreError;
pub use filter::FindingFilter;
pub use findings::{Findings, FoundAttribution, FoundPassage, FoundPosition};
pub use negotiations::NegotiationRow;
pub use page::{Cursor, MAX_LIMIT, Page, PageRequest};
pub use passages::{PassageRow, StoredPassage};
use pool::{Pool, Tx};
pub use positions::PositionRow;
pub use reports::{NewReport, Report, ReportError};
pub use rereadings::Rereading;
pub use revisions::{Revision, RevisionRow, Tombstone};
pub use search::{Facet, SearchFilter, SearchHit, SearchPage, SearchTerms, SnippetPart};
pub use sessions::{NewSession, SessionLife, SessionRow, SignedInRow};
pub use tokens::{NewToken, TokenOwner, TokenRow};

/// The stored negotiations, articles and findings. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pool: Pool,
    ids: Arc<IdSource>,
}

/// Tables that both databases have.
static COMMON: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");
/// Full-text search, which cannot be common.
static SQLITE_ONLY: sqlx::migrate::Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES_ONLY: sqlx::migrate::Migrator = sqlx::migrate!("./migrations/postgres");

impl Store {
    /// Opens the database at `url` (`sqlite:PATH` or `postgres://…`), makes it when it is a file
    /// that is not there, and brings its layout up to date. `read_url` names a replica to read
    /// from (PostgreSQL only).
    ///
    /// # Errors
    /// When the address is unknown, the database cannot be reached, or a migration fails.
    pub async fn connect(url: &str, read_url: Option<&str>) -> Result<Self, StoreError> {
        let pool = Pool::open(url, read_url).await?;
        let store = Self { pool, ids: Arc::new(IdSource::new()) };
        store.migrate().await?;
        Ok(store)
    }

    /// Finishes what is under way and closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// True when the database answers.
    pub async fn answers(&self) -> bool {
        pool::with_read!(self, |pool| sqlx::query("select 1").execute(pool).await.is_ok())
    }

    /// `SQLite` or `PostgreSQL`.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self.pool {
            Pool::Sqlite { .. } => "SQLite",
            Pool::Postgres { .. } => "PostgreSQL",
        }
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        // Two sets in one history: neither must mind the other's versions.
        match &self.pool {
            Pool::Sqlite { write, .. } => {
                tolerant(&COMMON).run(write).await?;
                tolerant(&SQLITE_ONLY).run(write).await?;
            }
            Pool::Postgres { write, .. } => {
                tolerant(&COMMON).run(write).await?;
                tolerant(&POSTGRES_ONLY).run(write).await?;
            }
        }
        Ok(())
    }

    async fn begin(&self) -> Result<Tx, StoreError> {
        self.pool.begin().await
    }

    fn new_id(&self, now: Timestamp) -> i64 {
        self.ids.next(now)
    }

    /// Every statement of the store with its name, in the text of this engine, for tests that
    /// prepare or explain them.
    #[must_use]
    pub fn statements(&self) -> Vec<(&'static str, &'static str)> {
        let common = [
            negotiations::STATEMENTS,
            catalogs::STATEMENTS,
            catalogs::CHANGE_STATEMENTS,
            catalogs::VERSION_STATEMENTS,
            articles::STATEMENTS,
            articles::change::STATEMENTS,
            articles::outlets::STATEMENTS,
            revisions::STATEMENTS,
            findings::STATEMENTS,
            findings::change::STATEMENTS,
            findings::counting::STATEMENTS,
            findings::KNOWN_STATEMENTS,
            findings::REMOVAL_STATEMENTS,
            passages::STATEMENTS,
            positions::STATEMENTS,
            cells::STATEMENTS,
            cells::refresh::STATEMENTS,
            check::STATEMENTS,
            check::SUMMARY_STATEMENTS,
            check::WALKING_STATEMENTS,
            check::ACCOUNT_STATEMENTS,
            check::HISTORY_STATEMENTS,
            accounts::STATEMENTS,
            accounts::change::STATEMENTS,
            audit::STATEMENTS,
            check::DECISION_STATEMENTS,
            check::REPORT_STATEMENTS,
            check::CODING_STATEMENTS,
            codings::STATEMENTS,
            codings::ADJUDICATING_STATEMENTS,
            codings::CHANGE_STATEMENTS,
            codings::RULE_STATEMENTS,
            decisions::STATEMENTS,
            decisions::ADJUDICATING_STATEMENTS,
            decisions::CARRYING_STATEMENTS,
            decisions::DECIDING_STATEMENTS,
            decisions::EXPORTING_STATEMENTS,
            decisions::IMPORTING_STATEMENTS,
            decisions::ORPHAN_STATEMENTS,
            decisions::PLACING_STATEMENTS,
            decisions::REVIEW_STATEMENTS,
            decisions::SAVING_STATEMENTS,
            reports::STATEMENTS,
            reports::CHANGE_STATEMENTS,
            rereadings::STATEMENTS,
            sessions::STATEMENTS,
            tokens::STATEMENTS,
        ];
        let mut all = common.concat();
        all.extend(passages::own_statements(&self.pool));
        all.extend(positions::own_statements(&self.pool));
        all.extend(search::own_statements(&self.pool));
        all.extend(search_index::own_statements(&self.pool));
        all
    }
}

fn tolerant(migrator: &sqlx::migrate::Migrator) -> sqlx::migrate::Migrator {
    let mut migrator = sqlx::migrate::Migrator {
        migrations: migrator.migrations.clone(),
        ..sqlx::migrate::Migrator::DEFAULT
    };
    migrator.set_ignore_missing(true);
    migrator
}
