//! Articles and their outlets: reading them here, changing them in [`change`].

pub(super) mod change;
mod entries;
pub(super) mod outlets;

use sqlx::FromRow;

use super::page::{Cursor, Page, PageRequest};
use super::pool::{statements, with_read};
use super::{Store, StoreError};
use crate::domain::{ArticleId, NegotiationId, NegotiationSlug, fold_key};
pub use change::NewArticle;

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
              and a.dated_on >= $3 and (a.dated_on || '') <= $4 ",
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
    OUTLETS = "select name, articles from outlets where negotiation_id = $1 order by outlet_key";
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
        let (dated_on, id) = request.start(filter.to.as_deref());
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
}
