//! Storing, changing and deleting an article, each one transaction with all that follows from it.

use jiff::Timestamp;

use crate::domain::{
    ArticleDraft, ArticleId, ArticleUrl, CatalogId, IdSource, NegotiationId, fold_key,
};
use crate::store::audit::{Actor, Cause};
use crate::store::catalogs::lock_negotiation;
use crate::store::findings::{Findings, Known, change};
use crate::store::pool::{Tx, statements, with_tx};
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
    COUNT_OUTLET = "insert into outlets (negotiation_id, outlet_key, name, articles)
        values ($1, $2, $3, 1)
        on conflict (negotiation_id, outlet_key) do update set articles = outlets.articles + 1";
    UNCOUNT_OUTLET = "update outlets set articles = articles - 1
        where negotiation_id = $1 and outlet_key = $2";
    FORGET_OUTLET = "delete from outlets
        where negotiation_id = $1 and outlet_key = $2 and articles = 0";
    NEGOTIATION_OF = "select negotiation_id from articles where id = $1";
    OUTLET_OF = "select outlet_key from articles where id = $1";
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
    /// Stores an article with its findings, in one transaction.
    ///
    /// # Errors
    /// `Duplicate` when the text or the address is there already, `Changed` when the catalog is
    /// no longer in force (read it again), else when the database fails.
    pub async fn insert_article(
        &self,
        new: &NewArticle<'_>,
        now: Timestamp,
    ) -> Result<ArticleId, StoreError> {
        let mut tx = self.begin().await?;
        lock_negotiation(&mut tx, new.negotiation).await?;
        change::require_current(&mut tx, new.catalog).await?;
        refuse_duplicate(&mut tx, new.negotiation, new.draft, ArticleId(0)).await?;
        let id = ArticleId(self.new_id(now));
        let facts = Facts::of(new.draft, &day(now));
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

    /// Replaces an article's fields and findings when its revision is still `revision`. Findings
    /// under every catalog go; those under a pending one are made again in the background.
    ///
    /// # Errors
    /// As [`Store::insert_article`]; `Changed` also when the article has another revision.
    pub async fn update_article(
        &self,
        (id, revision): (ArticleId, i64),
        new: &NewArticle<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        lock_negotiation(&mut tx, new.negotiation).await?;
        change::require_current(&mut tx, new.catalog).await?;
        refuse_duplicate(&mut tx, new.negotiation, new.draft, id).await?;
        let cause = Cause { actor: Actor::program(), request_id: None, now };
        let read = (&new.draft.text, new.findings);
        let known = self.carry_decisions(&mut tx, id, read, &cause).await?;
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

    /// Deletes an article with everything found in it and decided on it, when its revision is still `revision`.
    ///
    /// # Errors
    /// `Changed` when it has another revision or is gone, else when the database fails.
    pub async fn delete_article(
        &self,
        (id, revision): (ArticleId, i64),
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let negotiation: Option<NegotiationId> = with_tx!(&mut tx, |conn| {
            sqlx::query_scalar(NEGOTIATION_OF).bind(id).fetch_optional(conn).await?
        });
        let negotiation = negotiation.ok_or(StoreError::Changed("article"))?;
        lock_negotiation(&mut tx, negotiation).await?;
        self.delete_findings_of(&mut tx, id).await?;
        self.remove_decisions(&mut tx, id, cause).await?;
        search_index::forget_article(&mut tx, id).await?;
        uncount_outlet(&mut tx, negotiation, id).await?;
        let gone = with_tx!(&mut tx, |conn| {
            sqlx::query(DELETE).bind(id).bind(revision).execute(conn).await?.rows_affected()
        });
        if gone == 0 {
            return Err(StoreError::Changed("article"));
        }
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

/// The UTC day of an instant, `YYYY-MM-DD`.
fn day(instant: Timestamp) -> String {
    jiff::tz::Offset::UTC.to_datetime(instant).date().to_string()
}

/// The day on which an article's id was made: the day it was posted.
fn created_day(id: ArticleId) -> String {
    day(IdSource::made_at(id.0))
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

async fn count_outlet(
    tx: &mut Tx,
    negotiation: NegotiationId,
    draft: &ArticleDraft,
) -> Result<(), StoreError> {
    let Some(outlet) = &draft.outlet else {
        return Ok(());
    };
    with_tx!(tx, |conn| sqlx::query(COUNT_OUTLET)
        .bind(negotiation)
        .bind(fold_key(outlet))
        .bind(outlet.as_str())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}

async fn uncount_outlet(
    tx: &mut Tx,
    negotiation: NegotiationId,
    article: ArticleId,
) -> Result<(), StoreError> {
    let key: Option<String> = with_tx!(&mut *tx, |conn| {
        sqlx::query_scalar(OUTLET_OF).bind(article).fetch_optional(conn).await?
    });
    let key = key.unwrap_or_default();
    for statement in [UNCOUNT_OUTLET, FORGET_OUTLET] {
        with_tx!(&mut *tx, |conn| sqlx::query(statement)
            .bind(negotiation)
            .bind(key.as_str())
            .execute(conn)
            .await?
            .rows_affected());
    }
    Ok(())
}
