//! Every statement is prepared on the engine; on SQLite none walks a whole table of findings.

use sqlx::{Connection, Executor, PgConnection, SqlSafeStr, SqliteConnection};

use super::summaries::River;
use crate::support::database::postgres_server;

/// Runs a statement of a test past the store.
pub(crate) async fn execute(url: &str, statement: &'static str) {
    if postgres_server().is_some() {
        let mut connection = PgConnection::connect(url).await.unwrap();
        connection.execute(statement).await.unwrap();
    } else {
        let mut connection = SqliteConnection::connect(url).await.unwrap();
        connection.execute(statement).await.unwrap();
    }
}

#[tokio::test]
async fn every_statement_is_prepared() {
    let river = River::new().await;
    let statements = river.store().statements();
    assert!(statements.len() > 75, "{}", statements.len());
    if postgres_server().is_some() {
        let mut connection = PgConnection::connect(river.url()).await.unwrap();
        for (name, statement) in statements {
            let prepared = connection.prepare(statement.into_sql_str()).await;
            assert!(prepared.is_ok(), "{name}: {:?}", prepared.err());
        }
    } else {
        let mut connection = SqliteConnection::connect(river.url()).await.unwrap();
        for (name, statement) in statements {
            let prepared = connection.prepare(statement.into_sql_str()).await;
            assert!(prepared.is_ok(), "{name}: {:?}", prepared.err());
        }
    }
}

/// Statements that walk everything because that is their purpose: proofs, and lists of few rows.
const WALKS: &[&str] = &[
    "NEXT_ARTICLE",
    "COUNT_ARTICLES",
    "COUNT_PASSAGES",
    "COUNT_POSITIONS",
    "UNREAD",
    "ANY_ARTICLE",
    "UNDECIDED_DECIDED",
    "REVISIONS_OFF",
];

/// Statements of `check`, which walk one catalog, and the end of a retired catalog, when it has
/// no position left.
const PROOFS: &[&str] = &[
    "OWN_POSITIONS",
    "COUNTED_TALLY",
    "FORGET_PARTIES",
    // Once, when all articles have been read again.
    "ONLY_UNDER",
    "CHANGED_UNDER",
    // The review desk: the first ones in an index, and their number, from that index alone.
    "UNCERTAIN",
    "OPEN",
    "OPEN_ALL",
];

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the statements are the store's own constants")]
async fn no_page_walks_all_articles_passages_or_positions() {
    if postgres_server().is_some() {
        return; // The plan is SQLite's own; this run tests PostgreSQL.
    }
    let river = River::new().await;
    let mut connection = SqliteConnection::connect(river.url()).await.unwrap();
    let mut walked = Vec::new();
    for (name, statement) in river.store().statements() {
        if WALKS.contains(&name) {
            continue;
        }
        let explain = sqlx::AssertSqlSafe(format!("explain query plan {statement}"));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(explain).fetch_all(&mut connection).await.unwrap();
        for (.., step) in plan {
            let table = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            let large = matches!(
                table,
                Some(
                    "a" | "p"
                        | "x"
                        | "articles"
                        | "passages"
                        | "positions"
                        | "passage_issues"
                        | "i"
                )
            );
            // A scan that follows an index in the list's order stops at the limit.
            if large && name != "LIST" {
                walked.push(format!("{name}: {step}"));
            }
            // A catalog holds nearly everything: an index used by its id alone is a walk as well.
            let whole = step.ends_with("(catalog_id=?)")
                && ["x ", "p ", "positions ", "passages ", "passage_issues "]
                    .iter()
                    .any(|table| step.starts_with(&format!("SEARCH {table}")));
            if whole && !PROOFS.contains(&name) {
                walked.push(format!("{name}: {step}"));
            }
            if step.contains("TEMP B-TREE")
                && name.starts_with("LIST")
                && !matches!(name, "LIST_BY_PARTY" | "LIST_BY_STANCE" | "LIST_BY_WORDS")
            {
                walked.push(format!("{name}: {step}"));
            }
        }
    }
    assert!(walked.is_empty(), "{walked:#?}");
}

/// A list that asks for an issue, a party or an outlet is driven by an index that begins with it.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the statements are the store's own constants")]
async fn lists_are_driven_by_what_they_ask_for() {
    if postgres_server().is_some() {
        return; // The plan is SQLite's own; this run tests PostgreSQL.
    }
    let river = River::new().await;
    let mut connection = SqliteConnection::connect(river.url()).await.unwrap();
    let mut seen = 0;
    for (name, statement) in river.store().statements() {
        let asked: &[&str] = match name {
            "LIST_BY_ISSUE" => &["issue=?"],
            "LIST_BY_PARTY" => &["party=?"],
            "LIST_BY_OUTLET" => &["outlet_key=?"],
            "LIST_BY_CELL" | "LIST_REPORTED_BY_CELL" => &["issue=?", "party=?"],
            "LIST_BY_STANCE" => &["issue=?", "stance=?"],
            _ => continue,
        };
        let explain = sqlx::AssertSqlSafe(format!("explain query plan {statement}"));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(explain).fetch_all(&mut connection).await.unwrap();
        let driven = plan.iter().any(|(.., step)| asked.iter().all(|column| step.contains(column)));
        assert!(driven, "{name}: {plan:?}");
        seen += 1;
    }
    assert!(seen >= 9, "{seen} lists");
}
