//! Beginning and changing codings: one transaction each, with the audit.

use super::history::{Step, entry};
use super::{Coding, CodingError, Stored, of_article_in};
use crate::domain::{AccountId, ArticleId, CodingId, Mark, MarkKey, NegotiationId, marked};
use crate::store::audit::Cause;
use crate::store::catalogs::lock_negotiation;
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError};

statements! {
    INSERT_CODING = "insert into codings (id, negotiation_id, article_id, account_id, revision,
            sentences, version, begun_at, done_at, marks)
        values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)";
    SAVE_CODING = "update codings set version = $2, done_at = $3, marks = $4 where id = $1";
    REMOVE_CODINGS = "delete from codings where article_id = $1";
    REMOVE_ADJUDICATIONS = "delete from adjudications where article_id = $1";
    REVISION_OF = "select negotiation_id, revision from articles where id = $1";
    IS_ADJUDICATED = "select count(*) from adjudications where article_id = $1 and revision = $2";
}

/// A coding to begin.
#[derive(Debug, Clone)]
pub struct NewCoding<'a> {
    /// The article, and the revision of its text.
    pub article: (ArticleId, i64),
    /// Whose it is.
    pub account: AccountId,
    /// Sentences that can be marked.
    pub sentences: i64,
    /// What is marked from the beginning, in order.
    pub marks: &'a [Mark],
    /// Whether its coder is done at once.
    pub is_done: bool,
}

/// A change of a coding.
#[derive(Debug, Clone)]
pub enum CodingChange<'a> {
    /// Puts a mark in its place.
    Add(Mark),
    /// Takes a mark away; one that is not there is no mistake.
    Remove(MarkKey<'a>),
    /// Puts other marks in the place of all, and says whether its coder is done.
    Replace(Vec<Mark>, bool),
    /// Its coder is done.
    Done,
    /// Its coder goes on.
    Open,
}

impl Store {
    /// Begins a coding of the article's present revision.
    ///
    /// # Errors
    /// A [`CodingError`] when the article is edited or gone, the coding is there already or the
    /// article has been adjudicated, else when the database fails.
    pub async fn begin_coding(
        &self,
        new: &NewCoding<'_>,
        cause: &Cause,
    ) -> Result<Coding, StoreError> {
        let mut tx = self.begin().await?;
        let negotiation = locked(&mut tx, new.article).await?;
        if own(&mut tx, new.article, new.account).await?.is_some() {
            return Err(CodingError::Begun.into());
        }
        let id = CodingId(self.new_id(cause.now));
        let (begun_at, marks) = (cause.now.as_millisecond(), as_json(new.marks));
        let done_at = new.is_done.then_some(begun_at);
        with_tx!(&mut tx, |conn| sqlx::query(INSERT_CODING)
            .bind(id)
            .bind(negotiation)
            .bind(new.article.0)
            .bind(new.account)
            .bind(new.article.1)
            .bind(new.sentences)
            .bind(begun_at)
            .bind(done_at)
            .bind(marks)
            .execute(conn)
            .await?
            .rows_affected());
        let coding = own(&mut tx, new.article, new.account).await?.ok_or(CodingError::NotBegun)?;
        self.record(&mut tx, cause, entry(Step::Begun, None, Some(&coding))).await?;
        tx.commit().await?;
        Ok(coding)
    }

    /// Changes one person's coding of the article's present revision; `version` is the one that the
    /// change rests on, where it rests on one.
    ///
    /// # Errors
    /// A [`CodingError`] that says why not, else when the database fails.
    pub async fn change_coding(
        &self,
        (article, account): ((ArticleId, i64), AccountId),
        version: Option<i64>,
        change: &CodingChange<'_>,
        cause: &Cause,
    ) -> Result<Coding, StoreError> {
        let mut tx = self.begin().await?;
        locked(&mut tx, article).await?;
        let before = own(&mut tx, article, account).await?.ok_or(CodingError::NotBegun)?;
        if version.is_some_and(|version| version != before.version) {
            return Err(CodingError::Changed(before.version).into());
        }
        let Some((step, after)) = changed(&before, change, cause)? else { return Ok(before) };
        let marks = as_json(&after.marks);
        with_tx!(&mut tx, |conn| sqlx::query(SAVE_CODING)
            .bind(after.id)
            .bind(after.version)
            .bind(after.done_at)
            .bind(marks)
            .execute(conn)
            .await?
            .rows_affected());
        self.record(&mut tx, cause, entry(step, Some(&before), Some(&after))).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Removes the codings of an article that is being deleted; the audit keeps what they were.
    pub(in crate::store) async fn remove_codings(
        &self,
        tx: &mut Tx,
        article: ArticleId,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        for coding in of_article_in(tx, article).await? {
            self.record(tx, cause, entry(Step::Removed, Some(&coding), None)).await?;
        }
        for statement in [REMOVE_ADJUDICATIONS, REMOVE_CODINGS] {
            with_tx!(&mut *tx, |conn| {
                sqlx::query(statement).bind(article).execute(conn).await?.rows_affected()
            });
        }
        Ok(())
    }
}

/// What a change makes of a coding; nothing where it changes nothing.
fn changed(
    before: &Coding,
    change: &CodingChange<'_>,
    cause: &Cause,
) -> Result<Option<(Step, Coding)>, CodingError> {
    let now = Some(cause.now.as_millisecond());
    let at = |is_done: bool| if is_done { before.done_at.or(now) } else { None };
    let (marks, done_at) = match change {
        CodingChange::Add(_) | CodingChange::Remove(_) if before.is_done() => {
            return Err(CodingError::Done);
        }
        CodingChange::Add(mark) => (marked(&before.marks, mark.clone()), None),
        CodingChange::Remove(key) => {
            let rest = before.marks.iter().filter(|mark| mark.key() != *key);
            (rest.cloned().collect(), None)
        }
        CodingChange::Replace(marks, is_done) => (marks.clone(), at(*is_done)),
        CodingChange::Done => (before.marks.clone(), at(true)),
        CodingChange::Open => (before.marks.clone(), None),
    };
    let step = match (before.is_done(), done_at.is_some()) {
        (false, true) => Step::Done,
        (true, false) => Step::Opened,
        _ if marks == before.marks => return Ok(None),
        _ => Step::Marked,
    };
    let after = Coding { version: before.version + 1, done_at, marks, ..before.clone() };
    Ok(Some((step, after)))
}

/// Locks the negotiation of an article of which this is the present revision, which has not been
/// adjudicated.
async fn locked(
    tx: &mut Tx,
    (article, revision): (ArticleId, i64),
) -> Result<NegotiationId, StoreError> {
    let (negotiation, _) = present(tx, article).await?;
    lock_negotiation(tx, negotiation).await?;
    // Looked at again under the lock: an edit may have come first.
    if present(tx, article).await?.1 != revision {
        return Err(CodingError::Edited.into());
    }
    if is_adjudicated(tx, (article, revision)).await? {
        return Err(CodingError::Adjudicated.into());
    }
    Ok(negotiation)
}

pub(super) async fn present(
    tx: &mut Tx,
    article: ArticleId,
) -> Result<(NegotiationId, i64), StoreError> {
    let row: Option<(NegotiationId, i64)> =
        with_tx!(tx, |conn| sqlx::query_as(REVISION_OF).bind(article).fetch_optional(conn).await?);
    Ok(row.ok_or(CodingError::Edited)?)
}

pub(super) async fn is_adjudicated(
    tx: &mut Tx,
    (article, revision): (ArticleId, i64),
) -> Result<bool, StoreError> {
    let known: i64 = with_tx!(tx, |conn| sqlx::query_scalar(IS_ADJUDICATED)
        .bind(article)
        .bind(revision)
        .fetch_one(conn)
        .await?);
    Ok(known > 0)
}

async fn own(
    tx: &mut Tx,
    (article, revision): (ArticleId, i64),
    account: AccountId,
) -> Result<Option<Coding>, StoreError> {
    let stored: Option<Stored> = with_tx!(tx, |conn| sqlx::query_as(super::CODING_OF)
        .bind(article)
        .bind(account)
        .bind(revision)
        .fetch_optional(conn)
        .await?);
    stored.map(Coding::try_from).transpose()
}

fn as_json(marks: &[Mark]) -> String {
    serde_json::to_string(marks).expect("strings and numbers have a JSON form")
}
