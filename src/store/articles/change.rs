//! Storing, changing and deleting an article, each one transaction with all that follows from it.

use super::entries;
use super::outlets::{count_outlet, uncount_outlet};
use crate::domain::{
    ArticleDraft, ArticleId, ArticleUrl, CatalogId, IdSource, NegotiationId, Note, fold_key,
};
use crate::store::audit::Cause;
use crate::store::catalogs::lock_negotiation;
use crate::store::findings::{Findings, Known, change};
use crate::store::page::day;
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::revisions::{bury_positions, keep_revision, keep_tombstone, revision_in};
use crate::store::{Store, StoreError, search_index};

statements! {
    SAME_TEXT = "select id from articles where negotiation_id = $1 and digest = $2 and id <> $3";
    SAME_URL = "select id from articles where negotiation_id = $1 and url_key = $2 and id <> $3";
    INSERT = "insert into articles (id, negotiation_id, title, outlet, outlet_key, author, url,
            url_key, published_on, dated_on, language, digest, sample, revision, created_at,
            updated_at, body)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $14, $15)";
    UPDATE = "update articles
        set title = $2, outlet = $3, outlet_key = $4, author = $5, url = $6, url_key = $7,
            published_on = $8, dated_on = $9, language = $10, digest = $11, updated_at = $12,
            body = $13, revision = revision + 1, sample = $14
        where id = $1 and revision = $15";
    DELETE = "delete from articles where id = $1 and revision = $2";
    STANDING = "select negotiation_id, title from articles where id = $1";
}

/// An article to store, with what was found in it.
#[derive(Debug)]
pub struct NewArticle<'a> {
    /// Whose article it is.
    pub negotiation: NegotiationId,
    /// The catalog by which it was read; it must be in force when the article is stored.
    pub catalog: CatalogId,
    /// The article.
    pub draft: &'a ArticleDraft,
    /// What was found in its text.
    pub findings: &'a Findings,
    /// True for a sample article written for Concordance.
    pub sample: bool,
}

impl Store {
    /// Stores an article with its findings, its first revision and its entry in the audit, in one
    /// transaction.
    ///
    /// # Errors
    /// `Duplicate` when the text or the address is there already, `Changed` when the catalog is
    /// no longer in force (read it again), else when the database fails.
    pub async fn insert_article(
        &self,
        new: &NewArticle<'_>,
        cause: &Cause,
    ) -> Result<ArticleId, StoreError> {
        let now = cause.now;
        let mut tx = self.begin().await?;
        lock_negotiation(&mut tx, new.negotiation).await?;
        change::require_current(&mut tx, new.catalog).await?;
        refuse_duplicate(&mut tx, new.negotiation, new.draft, ArticleId(0)).await?;
        let id = ArticleId(self.new_id(now));
        let facts = Facts::of(new.draft, &day(now.as_millisecond()));
        with_tx!(&mut tx, |conn| sqlx::query(INSERT)
            .bind(id)
            .bind(new.negotiation)
            .bind(new.draft.title.as_str())
            .bind(new.draft.outlet.as_deref())
            .bind(facts.outlet_key.as_str())
            .bind(new.draft.author.as_deref())
            .bind(new.draft.url.as_ref().map(ArticleUrl::as_str))
            .bind(facts.url_key.as_deref())
            .bind(facts.published_on.as_deref())
            .bind(facts.dated_on.as_str())
            .bind(new.draft.language.as_str())
            .bind(facts.digest.as_str())
            .bind(new.sample)
            .bind(now.as_millisecond())
            .bind(new.draft.text.as_str())
            .execute(conn)
            .await?
            .rows_affected());
        count_outlet(&mut tx, new.negotiation, new.draft).await?;
        let audit = self.record(&mut tx, cause, entries::posted(id, new.draft)).await?;
        keep_revision(&mut tx, (id, 1), new.draft, audit).await?;
        search_index::index_article(&mut tx, id, new.draft).await?;
        let place = change::Place {
            catalog: new.catalog,
            article: id,
            dated_on: &facts.dated_on,
            outlet_key: &facts.outlet_key,
        };
        self.insert_findings(&mut tx, &place, (new.findings, &Known::default()), now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Replaces an article's fields and findings when its revision is still `revision`, which is
    /// kept. Findings under every catalog go; those under a pending one are made again in the
    /// background.
    ///
    /// # Errors
    /// As [`Store::insert_article`]; `Changed` also when the article has another revision.
    pub async fn update_article(
        &self,
        (id, revision): (ArticleId, i64),
        new: &NewArticle<'_>,
        note: &Note,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let now = cause.now;
        let mut tx = self.begin().await?;
        lock_negotiation(&mut tx, new.negotiation).await?;
        change::require_current(&mut tx, new.catalog).await?;
        let old = revision_in(&mut tx, id, revision).await?;
        let old = old.ok_or(StoreError::Changed("article"))?;
        refuse_duplicate(&mut tx, new.negotiation, new.draft, id).await?;
        let read = (&new.draft.text, new.findings);
        let known = self.carry_decisions(&mut tx, id, read, cause).await?;
        let created_day = created_day(id);
        let facts = Facts::of(new.draft, &created_day);
        uncount_outlet(&mut tx, new.negotiation, id).await?;
        let changed = with_tx!(&mut tx, |conn| sqlx::query(UPDATE)
            .bind(id)
            .bind(new.draft.title.as_str())
            .bind(new.draft.outlet.as_deref())
            .bind(facts.outlet_key.as_str())
            .bind(new.draft.author.as_deref())
            .bind(new.draft.url.as_ref().map(ArticleUrl::as_str))
            .bind(facts.url_key.as_deref())
            .bind(facts.published_on.as_deref())
            .bind(facts.dated_on.as_str())
            .bind(new.draft.language.as_str())
            .bind(facts.digest.as_str())
            .bind(now.as_millisecond())
            .bind(new.draft.text.as_str())
            .bind(new.sample)
            .bind(revision)
            .execute(conn)
            .await?
            .rows_affected());
        if changed == 0 {
            return Err(StoreError::Changed("article"));
        }
        let entry = entries::edited(id, &old, new.draft, note);
        let audit = self.record(&mut tx, cause, entry).await?;
        keep_revision(&mut tx, (id, revision + 1), new.draft, audit).await?;
        count_outlet(&mut tx, new.negotiation, new.draft).await?;
        search_index::forget_article(&mut tx, id).await?;
        search_index::index_article(&mut tx, id, new.draft).await?;
        self.delete_findings_of(&mut tx, id).await?;
        let place = change::Place {
            catalog: new.catalog,
            article: id,
            dated_on: &facts.dated_on,
            outlet_key: &facts.outlet_key,
        };
        self.insert_findings(&mut tx, &place, (new.findings, &known), now).await?;
        tx.commit().await
    }

    /// Deletes an article with everything found in it and decided on it, when its revision is still
    /// `revision`. Its revisions are kept, and a tombstone.
    ///
    /// # Errors
    /// `Changed` when it has another revision or is gone, else when the database fails.
    pub async fn delete_article(
        &self,
        (id, revision): (ArticleId, i64),
        note: &Note,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let standing: Option<(NegotiationId, String)> = with_tx!(&mut tx, |conn| {
            sqlx::query_as(STANDING).bind(id).fetch_optional(conn).await?
        });
        let (negotiation, title) = standing.ok_or(StoreError::Changed("article"))?;
        lock_negotiation(&mut tx, negotiation).await?;
        bury_positions(&mut tx, id).await?;
        self.delete_findings_of(&mut tx, id).await?;
        self.remove_reports(&mut tx, id, cause).await?;
        self.remove_decisions(&mut tx, id, cause).await?;
        self.remove_codings(&mut tx, id, cause).await?;
        search_index::forget_article(&mut tx, id).await?;
        uncount_outlet(&mut tx, negotiation, id).await?;
        let gone = with_tx!(&mut tx, |conn| {
            sqlx::query(DELETE).bind(id).bind(revision).execute(conn).await?.rows_affected()
        });
        if gone == 0 {
            return Err(StoreError::Changed("article"));
        }
        let entry = entries::deleted(id, (&title, revision), note);
        let audit = self.record(&mut tx, cause, entry).await?;
        keep_tombstone(&mut tx, (id, negotiation), &title, audit).await?;
        tx.commit().await
    }
}

/// What is derived from a draft when it is stored.
struct Facts {
    outlet_key: String,
    url_key: Option<String>,
    published_on: Option<String>,
    dated_on: String,
    digest: String,
}

impl Facts {
    fn of(draft: &ArticleDraft, posted_on: &str) -> Self {
        let published_on = draft.published_on.map(|date| date.to_string());
        Self {
            outlet_key: draft.outlet.as_deref().map(fold_key).unwrap_or_default(),
            url_key: draft.url.as_ref().map(ArticleUrl::key),
            dated_on: published_on.clone().unwrap_or_else(|| posted_on.to_owned()),
            published_on,
            digest: draft.text.digest(),
        }
    }
}

/// The day on which an article's id was made: the day it was posted.
fn created_day(id: ArticleId) -> String {
    day(IdSource::made_at(id.0).as_millisecond())
}

async fn refuse_duplicate(
    tx: &mut Tx,
    negotiation: NegotiationId,
    draft: &ArticleDraft,
    itself: ArticleId,
) -> Result<(), StoreError> {
    let same_text: Option<ArticleId> = with_tx!(tx, |conn| {
        sqlx::query_scalar(SAME_TEXT)
            .bind(negotiation)
            .bind(draft.text.digest())
            .bind(itself)
            .fetch_optional(conn)
            .await?
    });
    if let Some(existing) = same_text {
        return Err(StoreError::Duplicate { what: "text", existing });
    }
    let Some(url) = &draft.url else { return Ok(()) };
    let same_url: Option<ArticleId> = with_tx!(tx, |conn| {
        sqlx::query_scalar(SAME_URL)
            .bind(negotiation)
            .bind(url.key())
            .bind(itself)
            .fetch_optional(conn)
            .await?
    });
    same_url.map_or(Ok(()), |existing| Err(StoreError::Duplicate { what: "address", existing }))
}
