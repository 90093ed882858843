//! Proves the invariants by walking the database: quotes, spans, foreign keys, summaries,
//! decisions, reports, codings, accounts, the history.

mod accounts;
mod codings;
mod decisions;
mod history;
mod reports;
mod summaries;
mod walking;

use std::fmt;

use sqlx::FromRow;

use super::pool::{Pool, statements, with_read};
use super::{FoundAttribution, Store, StoreError};
use crate::domain::{ArticleId, CatalogId, CharIndex, CharSpan};
pub(super) use accounts::STATEMENTS as ACCOUNT_STATEMENTS;
pub(super) use codings::STATEMENTS as CODING_STATEMENTS;
pub(super) use decisions::STATEMENTS as DECISION_STATEMENTS;
pub(super) use history::STATEMENTS as HISTORY_STATEMENTS;
pub(super) use reports::STATEMENTS as REPORT_STATEMENTS;
pub(super) use summaries::STATEMENTS as SUMMARY_STATEMENTS;
pub(super) use walking::STATEMENTS as WALKING_STATEMENTS;

statements! {
    NEXT_ARTICLE = "select id, body from articles where id > $1 order by id limit 1";
    QUOTES = "select id, span_start, span_end, quote from passages where article_id = $1";
    REASONS = "select x.id, x.catalog_id, x.cue_start, x.cue_end, x.holder_start, x.holder_end,
            x.attribution, p.span_start, p.span_end
        from positions x
        join passages p on p.id = x.passage_id
        where x.article_id = $1";
    ATTRIBUTION_LISTS = "select catalog_id, attributions from analyses where article_id = $1";
    MISPLACED = "select x.id from positions x
        join passages p on p.id = x.passage_id
        join articles a on a.id = x.article_id
        where x.article_id = $1
          and (p.article_id <> x.article_id or p.catalog_id <> x.catalog_id
            or x.dated_on <> a.dated_on or p.dated_on <> a.dated_on
            or x.outlet_key <> a.outlet_key or p.outlet_key <> a.outlet_key
            or x.party = x.reported_by or x.leaning <> abs(x.confidence - 0.5))";
    LIVE_CATALOGS = "select id from catalogs where state <> 'retired' order by id";
    UNREAD = "select count(*) from articles a
        join catalogs c on c.negotiation_id = a.negotiation_id and c.state = 'current'
        where not exists
            (select 1 from analyses s where s.article_id = a.id and s.catalog_id = c.id)";
    COUNT_ARTICLES = "select count(*) from articles";
    COUNT_PASSAGES = "select count(*) from passages";
    COUNT_POSITIONS = "select count(*) from positions";
}

/// One invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation(pub String);

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a check walked over, and what it found.
#[derive(Debug, Clone, Default)]
pub struct CheckReport {
    /// Articles read.
    pub articles: i64,
    /// Passages compared with their text.
    pub passages: i64,
    /// Positions compared with their passages.
    pub positions: i64,
    /// What does not hold; empty when all is well.
    pub violations: Vec<Violation>,
}

#[derive(Debug, FromRow)]
struct Text {
    id: ArticleId,
    body: String,
}

#[derive(Debug, FromRow)]
struct Quote {
    id: i64,
    span_start: i64,
    span_end: i64,
    #[sqlx(rename = "quote")]
    words: String,
}

#[derive(Debug, FromRow)]
struct Reasons {
    id: i64,
    catalog_id: CatalogId,
    cue_start: Option<i64>,
    cue_end: Option<i64>,
    holder_start: Option<i64>,
    holder_end: Option<i64>,
    attribution: Option<i64>,
    span_start: i64,
    span_end: i64,
}

impl Store {
    /// Walks the whole database and lists every invariant that does not hold.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check(&self) -> Result<CheckReport, StoreError> {
        let mut report = CheckReport {
            articles: self.count(COUNT_ARTICLES).await?,
            passages: self.count(COUNT_PASSAGES).await?,
            positions: self.count(COUNT_POSITIONS).await?,
            violations: self.broken_keys().await?,
        };
        let unread = self.count(UNREAD).await?;
        if unread > 0 {
            let message = format!("{unread} articles have no analysis by the catalog in force");
            report.violations.push(Violation(message));
        }
        let mut after = 0;
        while let Some(text) = self.next_text(after).await? {
            after = text.id.0;
            self.check_article(&text, &mut report.violations).await?;
        }
        let catalogs: Vec<CatalogId> =
            with_read!(self, |pool| sqlx::query_scalar(LIVE_CATALOGS).fetch_all(pool).await?);
        for catalog in catalogs {
            self.check_summaries(catalog, &mut report.violations).await?;
        }
        self.check_decisions(&mut report.violations).await?;
        self.check_reports(&mut report.violations).await?;
        self.check_codings(&mut report.violations).await?;
        self.check_accounts(&mut report.violations).await?;
        self.check_history(&mut report.violations).await?;
        Ok(report)
    }

    async fn count(&self, statement: &'static str) -> Result<i64, StoreError> {
        Ok(with_read!(self, |pool| sqlx::query_scalar(statement).fetch_one(pool).await?))
    }

    /// PostgreSQL cannot hold a row whose foreign key is broken; SQLite is asked, and asked for
    /// the soundness of the file.
    async fn broken_keys(&self) -> Result<Vec<Violation>, StoreError> {
        let Pool::Sqlite { read, .. } = &self.pool else {
            return Ok(Vec::new());
        };
        let keys: Vec<(String, Option<i64>, String)> =
            sqlx::query_as("select \"table\", rowid, parent from pragma_foreign_key_check")
                .fetch_all(read)
                .await?;
        let mut found: Vec<Violation> = keys
            .into_iter()
            .map(|(table, row, parent)| {
                Violation(format!("{table} row {row:?} points to no row of {parent}"))
            })
            .collect();
        let file: Vec<String> = sqlx::query_scalar("select quick_check from pragma_quick_check")
            .fetch_all(read)
            .await?;
        found.extend(file.into_iter().filter(|line| line != "ok").map(Violation));
        Ok(found)
    }

    async fn next_text(&self, after: i64) -> Result<Option<Text>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(NEXT_ARTICLE).bind(after).fetch_optional(pool).await?
        }))
    }

    async fn check_article(
        &self,
        text: &Text,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let index = CharIndex::new(&text.body);
        let quotes: Vec<Quote> = with_read!(self, |pool| {
            sqlx::query_as(QUOTES).bind(text.id).fetch_all(pool).await?
        });
        violations.extend(quotes.iter().filter_map(|quote| wrong_quote(&index, quote)));
        let reasons: Vec<Reasons> =
            with_read!(self, |pool| sqlx::query_as(REASONS).bind(text.id).fetch_all(pool).await?);
        violations.extend(reasons.iter().filter_map(wrong_reason));
        let misplaced: Vec<i64> = with_read!(self, |pool| {
            sqlx::query_scalar(MISPLACED).bind(text.id).fetch_all(pool).await?
        });
        violations.extend(misplaced.iter().map(|id| {
            Violation(format!("position {id} does not agree with its article or passage"))
        }));
        let lists: Vec<(CatalogId, String)> = with_read!(self, |pool| {
            sqlx::query_as(ATTRIBUTION_LISTS).bind(text.id).fetch_all(pool).await?
        });
        for (catalog, list) in lists {
            let Ok(list) = serde_json::from_str::<Vec<FoundAttribution>>(&list) else {
                let message = format!("the attributions of article {} cannot be read", text.id);
                violations.push(Violation(message));
                continue;
            };
            violations.extend(wrong_attribution(&index, text.id, &list));
            let of_catalog = reasons.iter().filter(|reasons| reasons.catalog_id == catalog);
            violations.extend(of_catalog.filter_map(|reasons| no_attribution(reasons, list.len())));
        }
        Ok(())
    }
}

fn wrong_quote(index: &CharIndex<'_>, quote: &Quote) -> Option<Violation> {
    let span = CharSpan { start: quote.span_start, end: quote.span_end };
    match index.quote(span) {
        Some(words) if words == quote.words => None,
        Some(_) => Some(Violation(format!("passage {} does not equal its text", quote.id))),
        None => Some(Violation(format!("passage {} lies outside its text", quote.id))),
    }
}

fn wrong_reason(reasons: &Reasons) -> Option<Violation> {
    let inside = |ends| match ends {
        (None, None) => true,
        (Some(start), Some(end)) => {
            reasons.span_start <= start && start < end && end <= reasons.span_end
        }
        _ => false,
    };
    let what = if !inside((reasons.cue_start, reasons.cue_end)) {
        "cue"
    } else if !inside((reasons.holder_start, reasons.holder_end)) {
        "holder"
    } else {
        return None;
    };
    let id = reasons.id;
    Some(Violation(format!("the {what} of position {id} lies outside its passage")))
}

/// A position that names an attribution that its article's list does not have.
fn no_attribution(reasons: &Reasons, count: usize) -> Option<Violation> {
    let at = reasons.attribution?;
    let known = usize::try_from(at).is_ok_and(|at| at < count);
    let message = || format!("position {} names an attribution that is none", reasons.id);
    (!known).then(|| Violation(message()))
}

fn wrong_attribution(
    index: &CharIndex<'_>,
    article: ArticleId,
    list: &[FoundAttribution],
) -> Option<Violation> {
    let outside = list
        .iter()
        .flat_map(|a| a.source.iter().chain(&a.cue).chain(&a.content))
        .any(|&span| index.quote(span).is_none());
    outside.then(|| Violation(format!("an attribution of article {article} lies outside its text")))
}
