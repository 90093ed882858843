//! Positions: lists, one by id, those of an article or of given passages.

use sqlx::FromRow;

use super::decisions::{PositionValues, Suggestion, token};
use super::page::{Cursor, Page, PageRequest};
use super::pool::{Pool, statements, with_read};
use super::search::json_list;
use super::{FindingFilter, Store, StoreError};
use crate::domain::{
    ArticleId, CatalogId, CharSpan, IssueSlug, PartySlug, PassageId, PositionId, Rung, Stance,
    Status,
};

/// A position with its sentence and what is needed to cite it.
macro_rules! columns {
    ($from:literal) => {
        concat!(
            "select x.id, x.party, x.issue, x.stance, x.status, x.rung, x.speaker, x.reported_by,
                x.cue_start, x.cue_end, x.holder_start, x.holder_end, x.attribution,
                x.confidence, x.doubtful, x.reader, x.suggestion, x.dated_on, x.passage_id,
                d.version, d.corrects, d.decided_name, d.decided_at, d.note,
                p.span_start, p.span_end, p.quote, x.article_id, a.title as article_title,
                a.outlet, a.url, a.published_on, a.sample, a.language
            from positions x
            join passages p on p.id = x.passage_id
            join articles a on a.id = x.article_id
            left join decisions d on d.id = x.id ",
            $from
        )
    };
}

/// A list in the order of `positions x`, driven by one condition on it.
macro_rules! list {
    ($driver:literal) => {
        concat!(
            columns!(""),
            "where x.catalog_id = $1 and (x.dated_on, x.id) < ($2, $3)
              and x.dated_on >= $4 and (x.dated_on || '') <= $5 ",
            $driver,
            " and (cast($7 as text) is null or x.issue = $7) and (cast($8 as text) is null or x.party = $8)
              and (cast($9 as text) is null or x.stance = $9)
              and ((cast($10 as text) is null and x.status <> 'rejected') or x.status = $10)
              and (cast($11 as text) is null or x.outlet_key = $11)
              and (cast($12 as boolean) is null or (x.reported_by is null) = $12)
              and (cast($13 as boolean) or not x.doubtful)
            order by x.dated_on desc, x.id desc limit $6"
        )
    };
}

statements! {
    LIST = list!("");
    LIST_BY_ISSUE = list!("and x.issue = $7");
    LIST_BY_PARTY = list!("and x.party = $8");
    LIST_BY_CELL = list!("and x.issue = $7 and x.party = $8");
    LIST_REPORTED_BY_CELL =
        list!("and x.issue = $7 and x.party = $8 and x.reported_by is not null");
    LIST_BY_OUTLET = list!("and x.outlet_key = $11");
    POSITION = columns!(
        "join catalogs c on c.id = x.catalog_id and c.state = 'current'
        where x.id = $1"
    );
    OF_ARTICLE = columns!(
        "where x.article_id = $1 and x.catalog_id = $2 and x.status <> 'rejected'
          and (cast($3 as boolean) or not x.doubtful)
        order by p.span_start, x.id"
    );
}

/// By words, and by lists of ids: one text a database.
const LIST_BY_WORDS_SQLITE: &str = list!(
    "and x.passage_id in (select rowid from passages_search where passages_search match $14
        order by rowid desc limit 2000)"
);
const LIST_BY_WORDS_POSTGRES: &str = list!(
    "and x.passage_id in (select id from passages_search
        where words @@ websearch_to_tsquery('english', $14) order by id desc limit 2000)"
);
const BY_IDS_SQLITE: &str = columns!(
    "join catalogs c on c.id = x.catalog_id and c.state = 'current'
    where x.id in (select value from json_each($1)) and (cast($2 as boolean) or not x.doubtful)"
);
const BY_IDS_POSTGRES: &str = columns!(
    "join catalogs c on c.id = x.catalog_id and c.state = 'current'
    where x.id in (select cast(value as bigint) from jsonb_array_elements_text(cast($1 as jsonb)))
      and (cast($2 as boolean) or not x.doubtful)"
);
const OF_PASSAGES_SQLITE: &str = columns!(
    "where x.passage_id in (select value from json_each($1)) and x.status <> 'rejected'
      and (cast($2 as boolean) or not x.doubtful)
    order by x.id"
);
const OF_PASSAGES_POSTGRES: &str = columns!(
    "where x.passage_id in
        (select cast(value as bigint) from jsonb_array_elements_text(cast($1 as jsonb)))
      and x.status <> 'rejected' and (cast($2 as boolean) or not x.doubtful)
    order by x.id"
);

/// The statements of this file that are written for one database.
pub(super) fn own_statements(pool: &Pool) -> Vec<(&'static str, &'static str)> {
    match pool {
        Pool::Sqlite { .. } => vec![
            ("LIST_BY_WORDS", LIST_BY_WORDS_SQLITE),
            ("BY_IDS", BY_IDS_SQLITE),
            ("OF_PASSAGES", OF_PASSAGES_SQLITE),
        ],
        Pool::Postgres { .. } => vec![
            ("LIST_BY_WORDS", LIST_BY_WORDS_POSTGRES),
            ("BY_IDS", BY_IDS_POSTGRES),
            ("OF_PASSAGES", OF_PASSAGES_POSTGRES),
        ],
    }
}

/// A stored position.
#[derive(Debug, Clone, FromRow)]
pub struct PositionRow {
    /// Its id.
    pub id: PositionId,
    /// Whose position it is.
    pub party: PartySlug,
    /// What it is about.
    pub issue: IssueSlug,
    /// The attitude.
    pub stance: Stance,
    /// What people hold of it.
    pub status: Status,
    /// How it is known.
    pub rung: Rung,
    /// Whose words or act it is.
    pub speaker: Option<String>,
    /// The other party on whose word it rests: hearsay.
    pub reported_by: Option<PartySlug>,
    cue_start: Option<i64>,
    cue_end: Option<i64>,
    holder_start: Option<i64>,
    holder_end: Option<i64>,
    /// Place in the article's list of attributions, from 0: which one made its speaker or its
    /// reporter.
    pub attribution: Option<i64>,
    /// From 0 to 1.
    pub confidence: f64,
    /// Too unsure to be shown unless asked for; never counted.
    pub doubtful: bool,
    /// Name and version of the reader that found it; none where only a person did.
    pub reader: Option<String>,
    suggestion: Option<String>,
    version: Option<i64>,
    /// The suggestion in whose place a person put it.
    pub corrects: Option<PositionId>,
    /// Who decided on it last: the name at the time.
    pub decided_name: Option<String>,
    /// When, in epoch milliseconds.
    pub decided_at: Option<i64>,
    /// Why; may be empty.
    pub note: Option<String>,
    /// The article's date, `YYYY-MM-DD`.
    pub dated_on: String,
    /// The passage it rests on.
    pub passage_id: PassageId,
    span_start: i64,
    span_end: i64,
    /// The sentence it rests on.
    pub quote: String,
    /// The article.
    pub article_id: ArticleId,
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
}

impl PositionRow {
    /// Where the sentence stands in the article's text.
    #[must_use]
    pub fn span(&self) -> CharSpan {
        CharSpan { start: self.span_start, end: self.span_end }
    }

    /// Where the words that decided the stance stand in the article's text.
    #[must_use]
    pub fn cue(&self) -> Option<CharSpan> {
        Some(CharSpan { start: self.cue_start?, end: self.cue_end? })
    }

    /// What it says.
    #[must_use]
    pub fn values(&self) -> PositionValues {
        PositionValues {
            party: self.party.clone(),
            issue: self.issue.clone(),
            stance: self.stance,
            speaker: self.speaker.clone(),
            reported_by: self.reported_by.clone(),
            rung: self.rung,
        }
    }

    /// Names the state of the position, for a verdict that rests on it.
    #[must_use]
    pub fn token(&self) -> String {
        token(self.version.unwrap_or(0), &self.values())
    }

    /// What the machine reads, where a person's values stand instead.
    #[must_use]
    pub fn suggestion(&self) -> Option<Suggestion> {
        self.suggestion.as_deref().and_then(|kept| serde_json::from_str(kept).ok())
    }

    /// Where the words that name the holder stand, when the sentence has them.
    #[must_use]
    pub fn holder(&self) -> Option<CharSpan> {
        Some(CharSpan { start: self.holder_start?, end: self.holder_end? })
    }
}

impl Store {
    /// Positions under a catalog, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_positions(
        &self,
        filter: &FindingFilter,
        request: &PageRequest,
    ) -> Result<Page<PositionRow>, StoreError> {
        let statement = match (&filter.words, &filter.issue, &filter.party, filter.outlet_key()) {
            (Some(_), ..) => match self.pool {
                Pool::Sqlite { .. } => LIST_BY_WORDS_SQLITE,
                Pool::Postgres { .. } => LIST_BY_WORDS_POSTGRES,
            },
            (None, Some(_), Some(_), _) if filter.own == Some(false) => LIST_REPORTED_BY_CELL,
            (None, Some(_), Some(_), _) => LIST_BY_CELL,
            (None, None, Some(_), _) => LIST_BY_PARTY,
            (None, Some(_), None, _) => LIST_BY_ISSUE,
            (None, None, None, Some(_)) => LIST_BY_OUTLET,
            (None, None, None, None) => LIST,
        };
        let (dated_on, id) = request.start(filter.to.as_deref());
        let rows: Vec<PositionRow> = with_read!(self, |pool| {
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
                .bind(filter.outlet_key())
                .bind(filter.own)
                .bind(filter.doubtful);
            if let Some(words) = &filter.words {
                query = query.bind(words.for_pool(&self.pool));
            }
            query.fetch_all(pool).await?
        });
        Ok(Page::of(rows, request, |row| Cursor { dated_on: row.dated_on.clone(), id: row.id.0 }))
    }

    /// One position that was found under a catalog in force.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn position(&self, id: PositionId) -> Result<Option<PositionRow>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(POSITION).bind(id).fetch_optional(pool).await?
        }))
    }

    /// The positions with these ids, in no order; unknown ids are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn positions_by_ids(
        &self,
        ids: &[PositionId],
    ) -> Result<Vec<PositionRow>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        self.positions_in((BY_IDS_SQLITE, BY_IDS_POSTGRES), &ids, true).await
    }

    /// The positions of one article under a catalog, in the order of the text; `doubtful` ones
    /// too, or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn positions_of_article(
        &self,
        article: ArticleId,
        catalog: CatalogId,
        doubtful: bool,
    ) -> Result<Vec<PositionRow>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(OF_ARTICLE)
                .bind(article)
                .bind(catalog)
                .bind(doubtful)
                .fetch_all(pool)
                .await?
        }))
    }

    pub(super) async fn positions_of_passages(
        &self,
        passages: &[i64],
        doubtful: bool,
    ) -> Result<Vec<PositionRow>, StoreError> {
        self.positions_in((OF_PASSAGES_SQLITE, OF_PASSAGES_POSTGRES), passages, doubtful).await
    }

    async fn positions_in(
        &self,
        (sqlite, postgres): (&'static str, &'static str),
        ids: &[i64],
        doubtful: bool,
    ) -> Result<Vec<PositionRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let list = json_list(ids);
        let statement = match self.pool {
            Pool::Sqlite { .. } => sqlite,
            Pool::Postgres { .. } => postgres,
        };
        Ok(with_read!(self, |pool| {
            sqlx::query_as(statement).bind(list).bind(doubtful).fetch_all(pool).await?
        }))
    }
}
