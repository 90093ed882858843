//! Full-text search: the one noun with a text for each database, behind one function each.
//!
//! Both databases index the same folded words (transliterated, small letters). A search looks at
//! the newest [`CANDIDATES`] matches, those with the words in their title first, and keeps the best
//! [`KEPT`]: its time is bounded however many articles there are. (A rank by frequency has to visit
//! every match there is.)

use sqlx::FromRow;

use super::articles::ArticleRow;
use super::pool::{Pool, with_read};
use super::{Store, StoreError};
use crate::domain::{ArticleId, CatalogId, IssueSlug, NegotiationId, PartySlug, Stance, fold_key};

pub use super::terms::{SearchTerms, SnippetPart};

/// Newest matches that a search ranks.
const CANDIDATES: i64 = 1000;
/// Best-ranked matches that a search keeps, pages and counts.
const KEPT: i64 = 100;

/// Ranks matches and keeps those that pass the filter.
macro_rules! ranked {
    ($hits:literal) => {
        concat!(
            "with hits as (",
            $hits,
            ")
            select a.id, n.slug as negotiation, a.title, a.outlet, a.author, a.url,
                a.published_on, a.dated_on, a.language, a.sample, a.revision,
                a.created_at, a.updated_at
            from hits h
            join articles a on a.id = h.id
            join negotiations n on n.id = a.negotiation_id
            where (cast($3 as bigint) is null or a.negotiation_id = $3)
              and (cast($4 as text) is null or a.outlet_key = $4)
              and a.dated_on >= $5 and a.dated_on <= $6
              and (cast($7 as text) is null or exists
                    (select 1 from passages p join passage_issues i on i.passage_id = p.id
                     where p.article_id = a.id and p.catalog_id = $10 and i.issue = $7))
              and ((cast($8 as text) is null and cast($9 as text) is null) or exists
                    (select 1 from positions x
                     where x.article_id = a.id and x.catalog_id = $10 and x.status <> 'rejected'
                       and (cast($7 as text) is null or x.issue = $7) and (cast($8 as text) is null or x.party = $8)
                       and (cast($9 as text) is null or x.stance = $9)))
            order by h.rank, a.id desc
            limit $11"
        )
    };
}

const SEARCH_SQLITE: &str = ranked!(
    "select id, min(rank) as rank
    from (select id, rank from (select rowid as id, 1 as rank
            from articles_search
            where articles_search match $1
            order by rowid desc
            limit $2)
        union all
        select id, rank from (select rowid as id, 0 as rank
            from articles_search
            where articles_search match '{title} : (' || $1 || ')'
            order by rowid desc
            limit $2))
    group by id"
);
const SEARCH_POSTGRES: &str = ranked!(
    "select id, min(rank) as rank
    from ((select id, 1 as rank
            from articles_search
            where words @@ websearch_to_tsquery('english', $1)
            order by id desc
            limit $2)
        union all
        (select id, 0 as rank
            from articles_search
            where title @@ websearch_to_tsquery('english', $1)
            order by id desc
            limit $2)) found
    group by id"
);

/// Counts articles of a list of ids by issue or by party.
macro_rules! facets {
    ($select:literal, $ids:literal, $rest:literal) => {
        concat!($select, " in (", $ids, ") ", $rest)
    };
}

macro_rules! ids_sqlite {
    ($select:literal, $rest:literal) => {
        facets!($select, "select value from json_each($1)", $rest)
    };
}

macro_rules! ids_postgres {
    ($select:literal, $rest:literal) => {
        facets!(
            $select,
            "select cast(value as bigint) from jsonb_array_elements_text(cast($1 as jsonb))",
            $rest
        )
    };
}

/// One statement over a list of ids, in the text of either database.
macro_rules! over_ids {
    ($name:ident, $select:literal, $rest:literal) => {
        const $name: (&str, &str) = (ids_sqlite!($select, $rest), ids_postgres!($select, $rest));
    };
}

over_ids!(
    ISSUE_FACETS,
    "select i.issue as slug, count(distinct p.article_id) as articles
    from passages p join passage_issues i on i.passage_id = p.id
    where +p.catalog_id = $2 and p.article_id",
    "group by i.issue"
);
over_ids!(
    PARTY_FACETS,
    "select x.party as slug, count(distinct x.article_id) as articles
    from positions x
    where +x.catalog_id = $2 and x.status <> 'rejected' and x.article_id",
    "group by x.party"
);
over_ids!(BODIES, "select id, body from articles where id", "");

/// The statements of this file in the text of one database.
pub(super) fn own_statements(pool: &Pool) -> Vec<(&'static str, &'static str)> {
    match pool {
        Pool::Sqlite { .. } => vec![
            ("SEARCH", SEARCH_SQLITE),
            ("ISSUE_FACETS", ISSUE_FACETS.0),
            ("PARTY_FACETS", PARTY_FACETS.0),
            ("BODIES", BODIES.0),
        ],
        Pool::Postgres { .. } => vec![
            ("SEARCH", SEARCH_POSTGRES),
            ("ISSUE_FACETS", ISSUE_FACETS.1),
            ("PARTY_FACETS", PARTY_FACETS.1),
            ("BODIES", BODIES.1),
        ],
    }
}

/// What a search leaves out; everything given must hold.
#[derive(Debug, Clone, Default)]
pub struct SearchFilter {
    /// Posted to this negotiation, whose catalog in force is this one.
    pub negotiation: Option<(NegotiationId, CatalogId)>,
    /// With a passage on this issue (needs `negotiation`).
    pub issue: Option<IssueSlug>,
    /// With a position of this party (needs `negotiation`).
    pub party: Option<PartySlug>,
    /// With a position of this stance (needs `negotiation`).
    pub stance: Option<Stance>,
    /// Published by this outlet, by name.
    pub outlet: Option<String>,
    /// Dated on this day or later, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Dated on this day or earlier, `YYYY-MM-DD`.
    pub to: Option<String>,
}

/// An article that matches, with the words around the match.
#[derive(Debug, Clone)]
pub struct SearchHit {
    /// The article.
    pub article: ArticleRow,
    /// A stretch of its stored text, the matching words marked.
    pub snippet: Vec<SnippetPart>,
}

/// A value by which a search can be narrowed.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Facet {
    /// The issue's or party's slug, or the outlet's name.
    pub slug: String,
    /// Articles among the matches.
    pub articles: i64,
}

/// One page of a search.
#[derive(Debug, Clone, Default)]
pub struct SearchPage {
    /// Matching articles, best first.
    pub hits: Vec<SearchHit>,
    /// Matches kept, at most 100: the best of the newest thousand.
    pub found: usize,
    /// True when there may be more matches than were kept.
    pub capped: bool,
    /// By issue, most first; empty without a negotiation.
    pub issues: Vec<Facet>,
    /// By party, most first; empty without a negotiation.
    pub parties: Vec<Facet>,
    /// By outlet, most first.
    pub outlets: Vec<Facet>,
}

#[derive(Debug, FromRow)]
struct Body {
    id: ArticleId,
    body: String,
}

impl Store {
    /// Articles with all of the words, best first: `limit` of them after `offset`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search(
        &self,
        terms: &SearchTerms,
        filter: &SearchFilter,
        (offset, limit): (usize, usize),
    ) -> Result<SearchPage, StoreError> {
        let rows = self.ranked(terms, filter).await?;
        let found = rows.len();
        let outlets = count_outlets(&rows);
        let ids: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
        let ids = json_list(&ids);
        let (issues, parties) = match filter.negotiation {
            Some((_, catalog)) => (
                self.facets(ISSUE_FACETS, &ids, catalog).await?,
                self.facets(PARTY_FACETS, &ids, catalog).await?,
            ),
            None => (Vec::new(), Vec::new()),
        };
        let page: Vec<ArticleRow> = rows.into_iter().skip(offset).take(limit).collect();
        let hits = self.with_snippets(page, terms).await?;
        let capped = i64::try_from(found).is_ok_and(|found| found >= KEPT);
        Ok(SearchPage { hits, found, capped, issues, parties, outlets })
    }

    async fn ranked(
        &self,
        terms: &SearchTerms,
        filter: &SearchFilter,
    ) -> Result<Vec<ArticleRow>, StoreError> {
        let statement = match self.pool {
            Pool::Sqlite { .. } => SEARCH_SQLITE,
            Pool::Postgres { .. } => SEARCH_POSTGRES,
        };
        Ok(with_read!(self, |pool| {
            sqlx::query_as(statement)
                .bind(terms.for_pool(&self.pool))
                .bind(CANDIDATES)
                .bind(filter.negotiation.map(|(negotiation, _)| negotiation))
                .bind(filter.outlet.as_deref().map(fold_key))
                .bind(filter.from.as_deref().unwrap_or(""))
                .bind(filter.to.as_deref().unwrap_or("9999-12-31"))
                .bind(filter.issue.as_ref())
                .bind(filter.party.as_ref())
                .bind(filter.stance)
                .bind(filter.negotiation.map(|(_, catalog)| catalog))
                .bind(KEPT)
                .fetch_all(pool)
                .await?
        }))
    }

    async fn facets(
        &self,
        statement: (&'static str, &'static str),
        ids: &str,
        catalog: CatalogId,
    ) -> Result<Vec<Facet>, StoreError> {
        let statement = self.text_of(statement);
        let mut facets: Vec<Facet> = with_read!(self, |pool| {
            sqlx::query_as(statement).bind(ids).bind(catalog).fetch_all(pool).await?
        });
        most_first(&mut facets);
        Ok(facets)
    }

    async fn with_snippets(
        &self,
        rows: Vec<ArticleRow>,
        terms: &SearchTerms,
    ) -> Result<Vec<SearchHit>, StoreError> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
        let ids = json_list(&ids);
        let statement = self.text_of(BODIES);
        let bodies: Vec<Body> =
            with_read!(self, |pool| sqlx::query_as(statement).bind(ids).fetch_all(pool).await?);
        let snippet_of = |id| {
            let body = bodies.iter().find(|body| body.id == id);
            body.map(|body| terms.snippet(&body.body)).unwrap_or_default()
        };
        Ok(rows
            .into_iter()
            .map(|article| SearchHit { snippet: snippet_of(article.id), article })
            .collect())
    }

    fn text_of(&self, (sqlite, postgres): (&'static str, &'static str)) -> &'static str {
        match self.pool {
            Pool::Sqlite { .. } => sqlite,
            Pool::Postgres { .. } => postgres,
        }
    }
}

/// Ids as the JSON list that a statement over ids takes.
pub(super) fn json_list(ids: &[i64]) -> String {
    serde_json::to_string(ids).expect("numbers have a JSON form")
}

fn count_outlets(rows: &[ArticleRow]) -> Vec<Facet> {
    let mut facets: Vec<Facet> = Vec::new();
    for outlet in rows.iter().filter_map(|row| row.outlet.as_deref()) {
        match facets.iter_mut().find(|facet| facet.slug == outlet) {
            Some(facet) => facet.articles += 1,
            None => facets.push(Facet { slug: outlet.to_owned(), articles: 1 }),
        }
    }
    most_first(&mut facets);
    facets
}

fn most_first(facets: &mut [Facet]) {
    facets.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.slug.cmp(&b.slug)));
}
