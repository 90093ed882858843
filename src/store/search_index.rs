//! What full-text search looks in: folded words, put in and taken out with the article.

use super::StoreError;
use super::pool::{Pool, Tx};
use crate::domain::{ArticleDraft, ArticleId, PassageId};

/// Characters of a text that are indexed: PostgreSQL's index entry may not exceed 1 MB.
const INDEXED_CHARS: usize = 400_000;

const INDEX_ARTICLE_SQLITE: &str =
    "insert into articles_search (rowid, title, body) values ($1, $2, $3)";
const INDEX_ARTICLE_POSTGRES: &str = "insert into articles_search (id, title, words) values ($1,
    to_tsvector('english', $2), to_tsvector('english', $2) || to_tsvector('english', $3))";
const FORGET_ARTICLE_SQLITE: &str = "delete from articles_search where rowid = $1";
const FORGET_ARTICLE_POSTGRES: &str = "delete from articles_search where id = $1";
const INDEX_PASSAGE_SQLITE: &str = "insert into passages_search (rowid, body) values ($1, $2)";
const INDEX_PASSAGE_POSTGRES: &str =
    "insert into passages_search (id, words) values ($1, to_tsvector('english', $2))";
const FORGET_PASSAGE_SQLITE: &str = "delete from passages_search where rowid = $1";
const FORGET_PASSAGE_POSTGRES: &str = "delete from passages_search where id = $1";

/// The statements of this file in the text of one database.
pub(super) fn own_statements(pool: &Pool) -> Vec<(&'static str, &'static str)> {
    match pool {
        Pool::Sqlite { .. } => vec![
            ("INDEX_ARTICLE", INDEX_ARTICLE_SQLITE),
            ("FORGET_ARTICLE", FORGET_ARTICLE_SQLITE),
            ("INDEX_PASSAGE", INDEX_PASSAGE_SQLITE),
            ("FORGET_PASSAGE", FORGET_PASSAGE_SQLITE),
        ],
        Pool::Postgres { .. } => vec![
            ("INDEX_ARTICLE", INDEX_ARTICLE_POSTGRES),
            ("FORGET_ARTICLE", FORGET_ARTICLE_POSTGRES),
            ("INDEX_PASSAGE", INDEX_PASSAGE_POSTGRES),
            ("FORGET_PASSAGE", FORGET_PASSAGE_POSTGRES),
        ],
    }
}

/// The words of a text as both databases index them.
fn folded(text: &str) -> String {
    let end = text.char_indices().nth(INDEXED_CHARS).map_or(text.len(), |(at, _)| at);
    deunicode::deunicode(&text[..end]).to_lowercase()
}

pub(super) async fn index_article(
    tx: &mut Tx,
    id: ArticleId,
    draft: &ArticleDraft,
) -> Result<(), StoreError> {
    let (title, body) = (folded(&draft.title), folded(draft.text.as_str()));
    match tx {
        Tx::Sqlite(tx) => {
            let query = sqlx::query(INDEX_ARTICLE_SQLITE).bind(id).bind(title).bind(body);
            query.execute(&mut **tx).await?;
        }
        Tx::Postgres(tx) => {
            let query = sqlx::query(INDEX_ARTICLE_POSTGRES).bind(id).bind(title).bind(body);
            query.execute(&mut **tx).await?;
        }
    }
    Ok(())
}

pub(super) async fn forget_article(tx: &mut Tx, id: ArticleId) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => {
            sqlx::query(FORGET_ARTICLE_SQLITE).bind(id).execute(&mut **tx).await?;
        }
        Tx::Postgres(tx) => {
            sqlx::query(FORGET_ARTICLE_POSTGRES).bind(id).execute(&mut **tx).await?;
        }
    }
    Ok(())
}

pub(super) async fn index_passage(
    tx: &mut Tx,
    id: PassageId,
    quote: &str,
) -> Result<(), StoreError> {
    let words = folded(quote);
    match tx {
        Tx::Sqlite(tx) => {
            sqlx::query(INDEX_PASSAGE_SQLITE).bind(id).bind(words).execute(&mut **tx).await?;
        }
        Tx::Postgres(tx) => {
            sqlx::query(INDEX_PASSAGE_POSTGRES).bind(id).bind(words).execute(&mut **tx).await?;
        }
    }
    Ok(())
}

pub(super) async fn forget_passage(tx: &mut Tx, id: PassageId) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => {
            sqlx::query(FORGET_PASSAGE_SQLITE).bind(id).execute(&mut **tx).await?;
        }
        Tx::Postgres(tx) => {
            sqlx::query(FORGET_PASSAGE_POSTGRES).bind(id).execute(&mut **tx).await?;
        }
    }
    Ok(())
}
