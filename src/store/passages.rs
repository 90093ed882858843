//! Passages: lists with their issues, and those of one article.

use sqlx::FromRow;

use super::page::{Cursor, Page, PageRequest};
use super::pool::{Pool, statements, with_read};
use super::positions::PositionRow;
use super::{FindingFilter, Store, StoreError};
use crate::domain::{ArticleId, CatalogId, CharSpan, IssueSlug, PassageId};

/// Columns of a passage in a list, from `passages p` and `articles a`.
macro_rules! columns {
    () => {
        "select p.id, p.article_id, p.span_start, p.span_end, p.quote, p.dated_on,
            a.title as article_title, a.outlet, a.url, a.published_on, a.sample, a.language,
            (select string_agg(i.issue, ' ') from passage_issues i where i.passage_id = p.id)
                as issue_words
        "
    };
}

/// Conditions that leave out passages, whatever index drives the list.
macro_rules! residual {
    () => {
        " and (cast($7 as text) is null or exists
                (select 1 from passage_issues i where i.passage_id = p.id and i.issue = $7))
          and (cast($11 as text) is null or p.outlet_key = $11)
          and ((cast($8 as text) is null and cast($9 as text) is null and cast($10 as text) is null) or exists
                (select 1 from positions x
                 where x.passage_id = p.id
                   and (cast($7 as text) is null or x.issue = $7) and (cast($8 as text) is null or x.party = $8)
                   and (cast($9 as text) is null or x.stance = $9) and (cast($10 as text) is null or x.status = $10)))"
    };
}

/// A list in the order of `passages p`, driven by one condition on it.
macro_rules! list {
    ($driver:literal) => {
        concat!(
            columns!(),
            "from passages p
            join articles a on a.id = p.article_id
            where p.catalog_id = $1 and (p.dated_on, p.id) < ($2, $3)
              and p.dated_on >= $4 and (p.dated_on || '') <= $5 ",
            $driver,
            residual!(),
            " order by p.dated_on desc, p.id desc limit $6"
        )
    };
}

/// A list driven by the positions that meet a condition: each passage once.
macro_rules! by_position {
    ($driver:literal) => {
        concat!(
            columns!(),
            "from (select distinct x.dated_on, x.passage_id
                from positions x
                where x.catalog_id = $1 and ",
            $driver,
            " and (x.dated_on, x.passage_id) < ($2, $3)
                  and x.dated_on >= $4 and (x.dated_on || '') <= $5
                  and (cast($7 as text) is null or x.issue = $7)
                  and (cast($8 as text) is null or x.party = $8)
                  and (cast($9 as text) is null or x.stance = $9)
                  and ((cast($10 as text) is null and x.status <> 'rejected') or x.status = $10)
                  and (cast($11 as text) is null or x.outlet_key = $11)
                order by x.dated_on desc, x.passage_id desc
                limit $6) d
            join passages p on p.id = d.passage_id
            join articles a on a.id = p.article_id
            order by d.dated_on desc, d.passage_id desc"
        )
    };
}

statements! {
    LIST = list!("");
    LIST_BY_OUTLET = list!("and p.outlet_key = $11");
    LIST_BY_ISSUE = concat!(
        columns!(),
        "from passage_issues d
        join passages p on p.id = d.passage_id
        join articles a on a.id = p.article_id
        where d.catalog_id = $1 and d.issue = $7 and (d.dated_on, d.passage_id) < ($2, $3)
          and d.dated_on >= $4 and (d.dated_on || '') <= $5",
        residual!(),
        " order by d.dated_on desc, d.passage_id desc limit $6"
    );
    LIST_BY_PARTY = by_position!("x.party = $8");
    LIST_BY_STANCE = by_position!("x.issue = $7 and x.stance = $9");
    OF_ARTICLE = concat!(
        columns!(),
        "from passages p
        join articles a on a.id = p.article_id
        where p.article_id = $1 and p.catalog_id = $2
        order by p.span_start"
    );
}

/// By words: the newest passages with all of them, then as every other list. One text a database.
const LIST_BY_WORDS_SQLITE: &str = list!(
    "and p.id in (select rowid from passages_search where passages_search match $12
        order by rowid desc limit 2000)"
);
const LIST_BY_WORDS_POSTGRES: &str = list!(
    "and p.id in (select id from passages_search
        where words @@ websearch_to_tsquery('english', $12) order by id desc limit 2000)"
);

/// The statements of this file that are written for one database.
pub(super) fn own_statements(pool: &Pool) -> Vec<(&'static str, &'static str)> {
    vec![match pool {
        Pool::Sqlite { .. } => ("LIST_BY_WORDS", LIST_BY_WORDS_SQLITE),
        Pool::Postgres { .. } => ("LIST_BY_WORDS", LIST_BY_WORDS_POSTGRES),
    }]
}

/// A passage in a list, with what is needed to cite it.
#[derive(Debug, Clone, FromRow)]
pub struct PassageRow {
    /// Its id.
    pub id: PassageId,
    /// The article it stands in.
    pub article_id: ArticleId,
    span_start: i64,
    span_end: i64,
    /// The sentence.
    pub quote: String,
    /// The article's date, `YYYY-MM-DD`.
    pub dated_on: String,
    /// The article's headline.
    pub article_title: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, when that is known.
    pub published_on: Option<String>,
    /// True for a sample article.
    pub sample: bool,
    /// The article's language tag.
    pub language: String,
    issue_words: Option<String>,
}

impl PassageRow {
    /// Where the sentence stands in the article's text.
    #[must_use]
    pub fn span(&self) -> CharSpan {
        CharSpan { start: self.span_start, end: self.span_end }
    }

    /// The issues that the sentence mentions, in no order.
    #[must_use]
    pub fn issues(&self) -> Vec<IssueSlug> {
        let words = self.issue_words.as_deref().unwrap_or_default();
        words.split(' ').filter_map(|word| IssueSlug::parse(word).ok()).collect()
    }
}

/// A passage with the positions taken in it.
#[derive(Debug, Clone)]
pub struct StoredPassage {
    /// The passage.
    pub passage: PassageRow,
    /// Its positions, rejected ones left out, in the order in which they were stored.
    pub positions: Vec<PositionRow>,
}

impl Store {
    /// Passages under a catalog, newest first, with their positions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_passages(
        &self,
        filter: &FindingFilter,
        request: &PageRequest,
    ) -> Result<Page<StoredPassage>, StoreError> {
        let statement = match (&filter.words, &filter.issue, &filter.party, filter.outlet_key()) {
            (Some(_), ..) => match self.pool {
                Pool::Sqlite { .. } => LIST_BY_WORDS_SQLITE,
                Pool::Postgres { .. } => LIST_BY_WORDS_POSTGRES,
            },
            (None, _, Some(_), _) => LIST_BY_PARTY,
            (None, Some(_), None, _) if filter.stance.is_some() => LIST_BY_STANCE,
            (None, Some(_), None, _) => LIST_BY_ISSUE,
            (None, None, None, Some(_)) => LIST_BY_OUTLET,
            (None, None, None, None) => LIST,
        };
        let (dated_on, id) = request.start(filter.to.as_deref());
        let rows: Vec<PassageRow> = with_read!(self, |pool| {
            let mut query = sqlx::query_as(statement)
                .bind(filter.catalog)
                .bind(dated_on)
                .bind(id)
                .bind(filter.from())
                .bind(filter.to())
                .bind(request.fetch())
                .bind(filter.issue.as_ref())
                .bind(filter.party.as_ref())
                .bind(filter.stance)
                .bind(filter.status)
                .bind(filter.outlet_key());
            if let Some(words) = &filter.words {
                query = query.bind(words.for_pool(&self.pool));
            }
            query.fetch_all(pool).await?
        });
        let page =
            Page::of(rows, request, |row| Cursor { dated_on: row.dated_on.clone(), id: row.id.0 });
        self.with_positions(page).await
    }

    /// The passages of one article under a catalog, in the order of the text, with their positions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passages_of_article(
        &self,
        article: ArticleId,
        catalog: CatalogId,
    ) -> Result<Vec<StoredPassage>, StoreError> {
        let items: Vec<PassageRow> = with_read!(self, |pool| {
            sqlx::query_as(OF_ARTICLE).bind(article).bind(catalog).fetch_all(pool).await?
        });
        let positions = self.positions_of_article(article, catalog).await?;
        Ok(join(items, &positions))
    }

    async fn with_positions(
        &self,
        page: Page<PassageRow>,
    ) -> Result<Page<StoredPassage>, StoreError> {
        let ids: Vec<i64> = page.items.iter().map(|row| row.id.0).collect();
        let positions = self.positions_of_passages(&ids).await?;
        Ok(Page { items: join(page.items, &positions), next: page.next })
    }
}

fn join(passages: Vec<PassageRow>, positions: &[PositionRow]) -> Vec<StoredPassage> {
    passages
        .into_iter()
        .map(|passage| StoredPassage {
            positions: positions.iter().filter(|p| p.passage_id == passage.id).cloned().collect(),
            passage,
        })
        .collect()
}
