//! Codings: what people mark in articles independently of each other, before anything is decided.
//!
//! A coding is one person's of one revision of an article; it stays as it is when the article is
//! edited. Each change of it ([`change`]) is one transaction with its entry in the audit, and
//! replaying the entries yields the row ([`history`]). Two finished codings of the present revision
//! are settled once ([`adjudicating`]); what comes of it are decisions.

mod adjudicating;
mod change;
mod history;
mod rule;

use sqlx::FromRow;

use super::pool::{Tx, statements, with_primary, with_tx};
use super::{Store, StoreError};
use crate::domain::{AccountId, ArticleId, CodingId, Mark, NegotiationId};
pub(super) use adjudicating::STATEMENTS as ADJUDICATING_STATEMENTS;
pub use adjudicating::{AdjudicationRow, NewAdjudication, Outcome};
pub(super) use change::STATEMENTS as CHANGE_STATEMENTS;
pub use change::{CodingChange, NewCoding};
pub(super) use history::replay;
pub(super) use rule::STATEMENTS as RULE_STATEMENTS;

/// Columns of a coding, from `codings k` and `accounts w`.
macro_rules! columns {
    ($from:literal) => {
        concat!(
            "select k.id, k.negotiation_id, k.article_id, k.account_id, w.name as coder, k.revision,
                k.sentences, k.version, k.begun_at, k.done_at, k.marks
            from codings k
            join accounts w on w.id = k.account_id ",
            $from
        )
    };
}

statements! {
    CODING = columns!("where k.id = $1");
    CODING_OF = columns!("where k.article_id = $1 and k.account_id = $2 and k.revision = $3");
    NEWEST_CODING_OF = columns!(
        "where k.article_id = $1 and k.account_id = $2
        order by k.revision desc
        limit 1"
    );
    CODINGS_OF_ARTICLE = columns!("where k.article_id = $1 order by k.revision, k.id");
    CODINGS_OF_NEGOTIATION = columns!(
        "where k.negotiation_id = $1
        order by k.article_id, k.revision, k.id"
    );
}

/// A coding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coding {
    /// Its id.
    pub id: CodingId,
    /// The negotiation.
    pub negotiation_id: NegotiationId,
    /// The article.
    pub article_id: ArticleId,
    /// Whose it is.
    pub account_id: AccountId,
    /// The person's name, now.
    pub coder: String,
    /// The revision of the article that is coded.
    pub revision: i64,
    /// Sentences that can be marked.
    pub sentences: i64,
    /// Counts the changes, from 1.
    pub version: i64,
    /// When it was begun, in epoch milliseconds.
    pub begun_at: i64,
    /// When its coder was done; none while at work.
    pub done_at: Option<i64>,
    /// What is marked, in the order of the text.
    pub marks: Vec<Mark>,
}

impl Coding {
    /// Whether its coder is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.done_at.is_some()
    }
}

/// Why a coding is not changed, or not settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodingError {
    /// Nobody of this account has begun one of this revision.
    #[error("there is no such coding")]
    NotBegun,
    /// It is there already.
    #[error("the coding is begun already")]
    Begun,
    /// It is no longer at the version that was named; it is at this one.
    #[error("the coding has changed in the meantime: it is at version {0} now")]
    Changed(i64),
    /// Its coder is done.
    #[error("the coding is done: open it again first")]
    Done,
    /// Codings of the article have been settled.
    #[error("the article has been adjudicated: its codings stay as they are")]
    Adjudicated,
    /// The article has another revision now.
    #[error("the article has been edited: begin a coding of its present text")]
    Edited,
    /// Two finished codings of the present revision, by two people, are needed.
    #[error("two finished codings of the article's present text are needed")]
    NotTwo,
}

#[derive(Debug, FromRow)]
struct Stored {
    id: CodingId,
    negotiation_id: NegotiationId,
    article_id: ArticleId,
    account_id: AccountId,
    coder: String,
    revision: i64,
    sentences: i64,
    version: i64,
    begun_at: i64,
    done_at: Option<i64>,
    marks: String,
}

impl TryFrom<Stored> for Coding {
    type Error = StoreError;

    fn try_from(stored: Stored) -> Result<Self, StoreError> {
        let marks = serde_json::from_str(&stored.marks).map_err(|error| StoreError::BadRow {
            table: "codings",
            column: "marks",
            id: stored.id.0,
            problem: error.to_string(),
        })?;
        Ok(Self {
            id: stored.id,
            negotiation_id: stored.negotiation_id,
            article_id: stored.article_id,
            account_id: stored.account_id,
            coder: stored.coder,
            revision: stored.revision,
            sentences: stored.sentences,
            version: stored.version,
            begun_at: stored.begun_at,
            done_at: stored.done_at,
            marks,
        })
    }
}

fn all(stored: Vec<Stored>) -> Result<Vec<Coding>, StoreError> {
    stored.into_iter().map(Coding::try_from).collect()
}

async fn coding_in(tx: &mut Tx, id: CodingId) -> Result<Option<Coding>, StoreError> {
    let stored: Option<Stored> =
        with_tx!(tx, |conn| sqlx::query_as(CODING).bind(id).fetch_optional(conn).await?);
    stored.map(Coding::try_from).transpose()
}

async fn of_article_in(tx: &mut Tx, article: ArticleId) -> Result<Vec<Coding>, StoreError> {
    all(with_tx!(tx, |conn| {
        sqlx::query_as(CODINGS_OF_ARTICLE).bind(article).fetch_all(conn).await?
    }))
}

impl Store {
    /// One person's coding of a revision of an article; of the newest revision that the person has
    /// coded where none is named. Never from a replica: what was marked is shown at once.
    ///
    /// # Errors
    /// When the database fails or the marks cannot be read.
    pub async fn coding(
        &self,
        (article, revision): (ArticleId, Option<i64>),
        account: AccountId,
    ) -> Result<Option<Coding>, StoreError> {
        let stored: Option<Stored> = match revision {
            Some(revision) => with_primary!(self, |pool| sqlx::query_as(CODING_OF)
                .bind(article)
                .bind(account)
                .bind(revision)
                .fetch_optional(pool)
                .await?),
            None => with_primary!(self, |pool| sqlx::query_as(NEWEST_CODING_OF)
                .bind(article)
                .bind(account)
                .fetch_optional(pool)
                .await?),
        };
        stored.map(Coding::try_from).transpose()
    }

    /// Everybody's codings of an article, of every revision, by revision, then in the order in which
    /// they were begun.
    ///
    /// # Errors
    /// When the database fails or marks cannot be read.
    pub async fn codings_of_article(&self, article: ArticleId) -> Result<Vec<Coding>, StoreError> {
        all(with_primary!(self, |pool| {
            sqlx::query_as(CODINGS_OF_ARTICLE).bind(article).fetch_all(pool).await?
        }))
    }

    /// Everybody's codings of all articles of a negotiation, by article, then by revision.
    ///
    /// # Errors
    /// When the database fails or marks cannot be read.
    pub async fn codings_of(&self, negotiation: NegotiationId) -> Result<Vec<Coding>, StoreError> {
        all(with_primary!(self, |pool| {
            sqlx::query_as(CODINGS_OF_NEGOTIATION).bind(negotiation).fetch_all(pool).await?
        }))
    }
}
