//! Articles and their outlets.

use jiff::Timestamp;
use sqlx::FromRow;

use super::findings::{self, Findings};
use super::negotiations::lock_negotiation;
use super::page::{Cursor, Page, PageRequest};
use super::pool::{Tx, statements, with_read, with_tx};
use super::{Store, StoreError, search};
use crate::domain::{ArticleDraft, ArticleId, CatalogId, NegotiationId, NegotiationSlug, fold_key};

/// A list of articles, newest first, after a place ($1, $2), driven by one index.
macro_rules! list {
    ($driver:literal) => {
        concat!(
            "select a.id, n.slug as negotiation, a.title, a.outlet, a.author, a.url,
                a.published_on, a.dated_on, a.language, a.sample, a.revision,
                a.created_at, a.updated_at,
                (select count(*) from positions p
                    join catalogs c on c.id = p.catalog_id and c.state = 'current'
                    where p.article_id = a.id) as positions
            from articles a
            join negotiations n on n.id = a.negotiation_id
            where (a.dated_on, a.id) < ($1, $2)
              and a.dated_on >= $3 and a.dated_on <= $4 ",
            $driver,
            " order by a.dated_on desc, a.id desc
            limit $5"
        )
    };
}

statements! {
    LIST = list!("");
    LIST_BY_NEGOTIATION = list!("and a.negotiation_id = $6");
    LIST_BY_OUTLET = list!("and a.outlet_key = $6");
    LIST_BY_NEGOTIATION_AND_OUTLET = list!("and +a.negotiation_id = $6 and a.outlet_key = $7");
    ARTICLE = "select a.id, n.slug as negotiation, a.negotiation_id, a.title, a.outlet, a.author,
            a.url, a.published_on, a.dated_on, a.language, a.sample, a.revision,
            a.created_at, a.updated_at, a.body
        from articles a
        join negotiations n on n.id = a.negotiation_id
        where a.id = $1";
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
    OUTLETS = "select name, articles from outlets where negotiation_id = $1 order by outlet_key";
    COUNT_OUTLET = "insert into outlets (negotiation_id, outlet_key, name, articles)
        values ($1, $2, $3, 1)
        on conflict (negotiation_id, outlet_key) do update set articles = outlets.articles + 1";
    UNCOUNT_OUTLET = "update outlets set articles = articles - 1
        where negotiation_id = $1 and outlet_key = $2";
    FORGET_OUTLET = "delete from outlets
        where negotiation_id = $1 and outlet_key = $2 and articles = 0";
    NEGOTIATION_OF = "select negotiation_id from articles where id = $1";
    OUTLET_OF = "select outlet_key from articles where id = $1";
    ANY_ARTICLE = "select id from articles limit 1";
}

/// An article in a list: everything but its text.
#[derive(Debug, Clone, FromRow)]
pub struct ArticleRow {
    /// Its id.
    pub id: ArticleId,
    /// The negotiation it was posted to.
    pub negotiation: NegotiationSlug,
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
    /// When it was published or, where that is not known, posted: `YYYY-MM-DD`.
    pub dated_on: String,
    /// Language tag.
    pub language: String,
    /// True for a sample article written for Concordance.
    pub sample: bool,
    /// Counts the changes, from 1.
    pub revision: i64,
    /// When it was posted, in epoch milliseconds.
    pub created_at: i64,
    /// When it was changed last, in epoch milliseconds.
    pub updated_at: i64,
    /// Positions found in it.
    #[sqlx(default)]
    pub positions: i64,
}

/// A whole article.
#[derive(Debug, Clone, FromRow)]
pub struct Article {
    /// Everything but the text.
    #[sqlx(flatten)]
    pub row: ArticleRow,
    /// The negotiation's id.
    pub negotiation_id: NegotiationId,
    /// The normalised text.
    #[sqlx(rename = "body")]
    pub text: String,
}

/// An outlet with the number of its articles.
#[derive(Debug, Clone, FromRow)]
pub struct Outlet {
    /// Its name as first seen.
    pub name: String,
    /// Articles stored.
    pub articles: i64,
}

/// Which articles a list shows.
#[derive(Debug, Clone, Default)]
pub struct ArticleFilter {
    /// Posted to this negotiation.
    pub negotiation: Option<NegotiationId>,
    /// Published by this outlet, by name.
    pub outlet: Option<String>,
    /// Dated on this day or later, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Dated on this day or earlier, `YYYY-MM-DD`.
    pub to: Option<String>,
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
    /// Articles, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_articles(
        &self,
        filter: &ArticleFilter,
        request: &PageRequest,
    ) -> Result<Page<ArticleRow>, StoreError> {
        let (dated_on, id) = request.start();
        let outlet = filter.outlet.as_deref().map(fold_key);
        let statement = match (filter.negotiation, &outlet) {
            (None, None) => LIST,
            (Some(_), None) => LIST_BY_NEGOTIATION,
            (None, Some(_)) => LIST_BY_OUTLET,
            (Some(_), Some(_)) => LIST_BY_NEGOTIATION_AND_OUTLET,
        };
        let rows = with_read!(self, |pool| {
            let mut query = sqlx::query_as(statement)
                .bind(dated_on)
                .bind(id)
                .bind(filter.from.as_deref().unwrap_or(""))
                .bind(filter.to.as_deref().unwrap_or("9999-12-31"))
                .bind(request.fetch());
            if let Some(negotiation) = filter.negotiation {
                query = query.bind(negotiation);
            }
            if let Some(outlet) = outlet {
                query = query.bind(outlet);
            }
            query.fetch_all(pool).await?
        });
        Ok(Page::of(rows, request, |row: &ArticleRow| Cursor {
            dated_on: row.dated_on.clone(),
            id: row.id.0,
        }))
    }

    /// One article whole.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn article(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(ARTICLE).bind(id).fetch_optional(pool).await?
        }))
    }

    /// True when the database holds no article at all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_no_article(&self) -> Result<bool, StoreError> {
        let any: Option<i64> = with_read!(self, |pool| {
            sqlx::query_scalar(ANY_ARTICLE).fetch_optional(pool).await?
        });
        Ok(any.is_none())
    }

    /// The outlets of a negotiation's articles, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outlets(&self, negotiation: NegotiationId) -> Result<Vec<Outlet>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(OUTLETS).bind(negotiation).fetch_all(pool).await?
        }))
    }

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
        findings::require_current(&mut tx, new.catalog).await?;
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
            .bind(new.draft.url.as_ref().map(crate::domain::ArticleUrl::as_str))
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
        search::index_article(&mut tx, id, new.draft).await?;
        let place = findings::Place {
            catalog: new.catalog,
            article: id,
            dated_on: &facts.dated_on,
            outlet_key: &facts.outlet_key,
        };
        self.insert_findings(&mut tx, &place, new.findings, now).await?;
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
        findings::require_current(&mut tx, new.catalog).await?;
        refuse_duplicate(&mut tx, new.negotiation, new.draft, id).await?;
        let created_day = created_day(id);
        let facts = Facts::of(new.draft, &created_day);
        uncount_outlet(&mut tx, new.negotiation, id).await?;
        let changed = with_tx!(&mut tx, |conn| sqlx::query(UPDATE)
            .bind(id)
            .bind(new.draft.title.as_str())
            .bind(new.draft.outlet.as_deref())
            .bind(facts.outlet_key.as_str())
            .bind(new.draft.author.as_deref())
            .bind(new.draft.url.as_ref().map(crate::domain::ArticleUrl::as_str))
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
        search::forget_article(&mut tx, id).await?;
        search::index_article(&mut tx, id, new.draft).await?;
        self.delete_findings_of(&mut tx, id).await?;
        let place = findings::Place {
            catalog: new.catalog,
            article: id,
            dated_on: &facts.dated_on,
            outlet_key: &facts.outlet_key,
        };
        self.insert_findings(&mut tx, &place, new.findings, now).await?;
        tx.commit().await
    }

    /// Deletes an article with everything found in it, when its revision is still `revision`.
    ///
    /// # Errors
    /// `Changed` when it has another revision or is gone, else when the database fails.
    pub async fn delete_article(&self, id: ArticleId, revision: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let negotiation: Option<NegotiationId> = with_tx!(&mut tx, |conn| {
            sqlx::query_scalar(NEGOTIATION_OF).bind(id).fetch_optional(conn).await?
        });
        let negotiation = negotiation.ok_or(StoreError::Changed("article"))?;
        lock_negotiation(&mut tx, negotiation).await?;
        self.delete_findings_of(&mut tx, id).await?;
        search::forget_article(&mut tx, id).await?;
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
            url_key: draft.url.as_ref().map(crate::domain::ArticleUrl::key),
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
    day(crate::domain::IdSource::made_at(id.0))
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
