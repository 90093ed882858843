//! What articles were: their revisions, kept for good, and the tombstones of deleted ones.
//!
//! Who made a revision, when and why stands in the audit. Nothing here changes or deletes a row.

use sqlx::FromRow;

use super::page::{Cursor, Page, PageRequest, day};
use super::pool::{Tx, statements, with_read, with_tx};
use super::{Store, StoreError};
use crate::domain::{
    ArticleDraft, ArticleId, ArticleUrl, AuditId, NegotiationId, NegotiationSlug, PositionId,
};

statements! {
    KEEP_REVISION = "insert into revisions (article_id, number, audit_id, title, outlet, author,
            url, published_on, language, body)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    REVISIONS = "select r.number, u.at, u.actor_name, u.note, r.title, r.outlet, r.author, r.url,
            r.published_on, r.language
        from revisions r
        left join audit u on u.id = r.audit_id
        where r.article_id = $1 and r.number < $2
        order by r.number desc
        limit $3";
    REVISION = "select r.number, u.at, u.actor_name, u.note, r.title, r.outlet, r.author, r.url,
            r.published_on, r.language, r.body
        from revisions r
        left join audit u on u.id = r.audit_id
        where r.article_id = $1 and r.number = $2";
    KEEP_TOMBSTONE = "insert into tombstones (article_id, negotiation_id, title, audit_id)
        values ($1, $2, $3, $4)";
    BURY_POSITIONS = "insert into buried_positions (id, article_id)
        select x.id, x.article_id from positions x where x.article_id = $1
        union
        select d.id, d.article_id from decisions d where d.article_id = $1
        on conflict (id) do nothing";
    ARTICLE_OF_BURIED = "select article_id from buried_positions where id = $1";
    TOMBSTONE = "select t.article_id, n.slug as negotiation, t.title, u.at, u.actor_name, u.note
        from tombstones t
        join negotiations n on n.id = t.negotiation_id
        join audit u on u.id = t.audit_id
        where t.article_id = $1";
}

/// A revision but for its text. Of one that was stored before the history was kept, who made it
/// and when is not known.
#[derive(Debug, Clone, FromRow)]
pub struct RevisionRow {
    /// Counts an article's revisions, from 1.
    pub number: i64,
    /// When it was made, in epoch milliseconds.
    pub at: Option<i64>,
    /// Who made it: the name at that time.
    pub actor_name: Option<String>,
    /// Why; may be empty.
    pub note: Option<String>,
    /// The headline.
    pub title: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Where it was published: an http(s) address.
    pub url: Option<String>,
    /// When it was published, `YYYY-MM-DD`.
    pub published_on: Option<String>,
    /// Language tag.
    pub language: String,
}

/// A whole revision.
#[derive(Debug, Clone, FromRow)]
pub struct Revision {
    /// Everything but the text.
    #[sqlx(flatten)]
    pub row: RevisionRow,
    /// The normalised text.
    #[sqlx(rename = "body")]
    pub text: String,
}

impl Revision {
    /// The fields in which `other` is not the same.
    #[must_use]
    pub fn differs_in(&self, other: &Self) -> Vec<&'static str> {
        let (one, two) = (&self.row, &other.row);
        let fields = [
            ("title", one.title == two.title),
            ("outlet", one.outlet == two.outlet),
            ("author", one.author == two.author),
            ("url", one.url == two.url),
            ("published_on", one.published_on == two.published_on),
            ("language", one.language == two.language),
            ("text", self.text == other.text),
        ];
        fields.into_iter().filter(|(_, is_same)| !is_same).map(|(name, _)| name).collect()
    }
}

/// What is told of a deleted article.
#[derive(Debug, Clone, FromRow)]
pub struct Tombstone {
    /// The article's id.
    pub article_id: ArticleId,
    /// The negotiation it was posted to.
    pub negotiation: NegotiationSlug,
    /// Its headline when it was deleted.
    pub title: String,
    /// When it was deleted, in epoch milliseconds.
    pub at: i64,
    /// Who deleted it: the name at that time.
    pub actor_name: String,
    /// Why; may be empty.
    pub note: String,
}

impl Store {
    /// An article's revisions, newest first; a deleted article's too. The id in the cursor is the
    /// revision's number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revisions(
        &self,
        article: ArticleId,
        request: &PageRequest,
    ) -> Result<Page<RevisionRow>, StoreError> {
        let rows = with_read!(self, |pool| sqlx::query_as(REVISIONS)
            .bind(article)
            .bind(request.start(None).1)
            .bind(request.fetch())
            .fetch_all(pool)
            .await?);
        let at = |row: &RevisionRow| Cursor {
            dated_on: day(row.at.unwrap_or_default()),
            id: row.number,
        };
        Ok(Page::of(rows, request, at))
    }

    /// One revision whole.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revision(
        &self,
        article: ArticleId,
        number: i64,
    ) -> Result<Option<Revision>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(REVISION).bind(article).bind(number).fetch_optional(pool).await?
        }))
    }

    /// What is told of an article that was deleted; nothing when it was not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tombstone(&self, article: ArticleId) -> Result<Option<Tombstone>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(TOMBSTONE).bind(article).fetch_optional(pool).await?
        }))
    }

    /// What is told of the deleted article that a position went with; nothing when it did not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tombstone_of_position(
        &self,
        position: PositionId,
    ) -> Result<Option<Tombstone>, StoreError> {
        let article: Option<ArticleId> = with_read!(self, |pool| {
            sqlx::query_scalar(ARTICLE_OF_BURIED).bind(position).fetch_optional(pool).await?
        });
        match article {
            Some(article) => self.tombstone(article).await,
            None => Ok(None),
        }
    }
}

/// Keeps of which article the positions were that go with it.
pub(super) async fn bury_positions(tx: &mut Tx, article: ArticleId) -> Result<(), StoreError> {
    with_tx!(tx, |conn| {
        sqlx::query(BURY_POSITIONS).bind(article).execute(conn).await?.rows_affected()
    });
    Ok(())
}

/// Reads a revision within a transaction.
pub(super) async fn revision_in(
    tx: &mut Tx,
    article: ArticleId,
    number: i64,
) -> Result<Option<Revision>, StoreError> {
    Ok(with_tx!(tx, |conn| {
        sqlx::query_as(REVISION).bind(article).bind(number).fetch_optional(conn).await?
    }))
}

/// Keeps what `draft` makes of an article as its revision `number`.
pub(super) async fn keep_revision(
    tx: &mut Tx,
    (article, number): (ArticleId, i64),
    draft: &ArticleDraft,
    audit: AuditId,
) -> Result<(), StoreError> {
    with_tx!(tx, |conn| sqlx::query(KEEP_REVISION)
        .bind(article)
        .bind(number)
        .bind(audit)
        .bind(draft.title.as_str())
        .bind(draft.outlet.as_deref())
        .bind(draft.author.as_deref())
        .bind(draft.url.as_ref().map(ArticleUrl::as_str))
        .bind(draft.published_on.map(|date| date.to_string()))
        .bind(draft.language.as_str())
        .bind(draft.text.as_str())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}

/// Keeps what is told of an article that is deleted.
pub(super) async fn keep_tombstone(
    tx: &mut Tx,
    (article, negotiation): (ArticleId, NegotiationId),
    title: &str,
    audit: AuditId,
) -> Result<(), StoreError> {
    with_tx!(tx, |conn| sqlx::query(KEEP_TOMBSTONE)
        .bind(article)
        .bind(negotiation)
        .bind(title)
        .bind(audit)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}
