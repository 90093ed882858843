//! Writing and removing what an analysis found, with the decisions that stand on it and the
//! summaries that follow from both.

use jiff::Timestamp;

use super::known::{Key, Known};
use super::removal::delete_rows;
use super::{Findings, FoundPassage, FoundPosition, counting};
use crate::domain::{ArticleId, CatalogId, CharSpan, PassageId, PositionId, SURE_ENOUGH};
use crate::store::catalogs::{CatalogRow, lock_negotiation};
use crate::store::decisions::placing;
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError, search_index};

statements! {
    CATALOG_IS_CURRENT = "select id from catalogs where id = $1 and state = 'current'";
    ARTICLE_PLACE = "select revision, dated_on, outlet_key from articles where id = $1";
    INSERT_ANALYSIS = "insert into analyses (catalog_id, article_id, attributions, analysed_at)
        values ($1, $2, $3, $4)
        on conflict (catalog_id, article_id) do nothing";
    INSERT_PASSAGE = "insert into passages
            (id, catalog_id, article_id, span_start, span_end, dated_on, outlet_key, quote)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    INSERT_PASSAGE_ISSUE = "insert into passage_issues (passage_id, catalog_id, issue, dated_on)
        values ($1, $2, $3, $4)";
    INSERT_POSITION = "insert into positions
            (id, catalog_id, article_id, passage_id, party, issue, stance, status, rung, speaker,
             reported_by, cue_start, cue_end, holder_start, holder_end, attribution, confidence,
             doubtful, dated_on, outlet_key, reader, leaning)
        values ($1, $2, $3, $4, $5, $6, $7, 'suggested', $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19, $20, abs(cast($16 as double precision) - 0.5))";
    CATALOGS_OF_ARTICLE = "select catalog_id from analyses where article_id = $1";
}

/// Where findings belong.
#[derive(Debug)]
pub(in crate::store) struct Place<'a> {
    pub catalog: CatalogId,
    pub article: ArticleId,
    pub dated_on: &'a str,
    pub outlet_key: &'a str,
}

pub(in crate::store) async fn require_current(
    tx: &mut Tx,
    catalog: CatalogId,
) -> Result<(), StoreError> {
    let found: Option<i64> = with_tx!(tx, |conn| {
        sqlx::query_scalar(CATALOG_IS_CURRENT).bind(catalog).fetch_optional(conn).await?
    });
    found.map(|_| ()).ok_or(StoreError::Changed("catalog"))
}

/// An article's revision, date and outlet, by which its findings are placed.
pub(in crate::store) async fn article_place(
    tx: &mut Tx,
    article: ArticleId,
) -> Result<Option<(i64, String, String)>, StoreError> {
    Ok(with_tx!(tx, |conn| {
        sqlx::query_as(ARTICLE_PLACE).bind(article).fetch_optional(conn).await?
    }))
}

impl Store {
    /// Adds what a catalog finds in a stored article of the given revision; nothing happens when
    /// the article has changed or the catalog has read it already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_findings(
        &self,
        catalog: &CatalogRow,
        (article, revision): (ArticleId, i64),
        findings: &Findings,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        lock_negotiation(&mut tx, catalog.negotiation_id).await?;
        let Some((stored, dated_on, outlet_key)) = article_place(&mut tx, article).await? else {
            return Ok(());
        };
        if stored != revision {
            return Ok(());
        }
        let place =
            Place { catalog: catalog.id, article, dated_on: &dated_on, outlet_key: &outlet_key };
        let known = Known::of(&mut tx, article).await?;
        self.insert_findings(&mut tx, &place, (findings, &known), now).await?;
        tx.commit().await
    }

    /// Writes what was found, positions under the ids that are known; where people have decided,
    /// their word stands.
    pub(in crate::store) async fn insert_findings(
        &self,
        tx: &mut Tx,
        place: &Place<'_>,
        (findings, known): (&Findings, &Known),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let attributions = serde_json::to_string(&findings.attributions)
            .expect("strings, numbers and lists have a JSON form");
        let new = with_tx!(&mut *tx, |conn| sqlx::query(INSERT_ANALYSIS)
            .bind(place.catalog)
            .bind(place.article)
            .bind(attributions)
            .bind(now.as_millisecond())
            .execute(conn)
            .await?
            .rows_affected());
        if new == 0 {
            return Ok(());
        }
        let mut ids = Vec::with_capacity(findings.passages.len());
        for passage in &findings.passages {
            ids.push(self.insert_passage(tx, place, passage, now).await?);
        }
        let reader = Some(findings.reader.as_str()).filter(|reader| !reader.is_empty());
        for position in &findings.positions {
            let CharSpan { start, end } = findings.passages[position.passage].span;
            let (party, issue) = (position.party.clone(), position.issue.clone());
            let id = known.id(&Key { start, end, party, issue });
            let id = id.unwrap_or_else(|| PositionId(self.new_id(now)));
            insert_position(tx, place, (id, ids[position.passage]), (position, reader)).await?;
        }
        placing::place_all(self, tx, place, now).await?;
        counting::count(tx, place.catalog, place.article).await
    }

    async fn insert_passage(
        &self,
        tx: &mut Tx,
        place: &Place<'_>,
        passage: &FoundPassage,
        now: Timestamp,
    ) -> Result<PassageId, StoreError> {
        let id = PassageId(self.new_id(now));
        with_tx!(&mut *tx, |conn| sqlx::query(INSERT_PASSAGE)
            .bind(id)
            .bind(place.catalog)
            .bind(place.article)
            .bind(passage.span.start)
            .bind(passage.span.end)
            .bind(place.dated_on)
            .bind(place.outlet_key)
            .bind(passage.quote.as_str())
            .execute(conn)
            .await?
            .rows_affected());
        for issue in &passage.issues {
            with_tx!(&mut *tx, |conn| sqlx::query(INSERT_PASSAGE_ISSUE)
                .bind(id)
                .bind(place.catalog)
                .bind(issue)
                .bind(place.dated_on)
                .execute(conn)
                .await?
                .rows_affected());
        }
        search_index::index_passage(tx, id, &passage.quote).await?;
        Ok(id)
    }

    /// Writes a passage that only a person's position needs: no issue was found in it.
    pub(in crate::store) async fn insert_bare_passage(
        &self,
        tx: &mut Tx,
        place: &Place<'_>,
        (span, quote): (CharSpan, &str),
        now: Timestamp,
    ) -> Result<PassageId, StoreError> {
        let passage = FoundPassage { span, quote: quote.to_owned(), issues: Vec::new() };
        self.insert_passage(tx, place, &passage, now).await
    }

    /// Removes everything found in an article, under every catalog.
    pub(in crate::store) async fn delete_findings_of(
        &self,
        tx: &mut Tx,
        article: ArticleId,
    ) -> Result<(), StoreError> {
        let catalogs: Vec<CatalogId> = with_tx!(&mut *tx, |conn| {
            sqlx::query_scalar(CATALOGS_OF_ARTICLE).bind(article).fetch_all(conn).await?
        });
        for catalog in catalogs {
            let uncounted = counting::uncount(tx, catalog, article).await?;
            delete_rows(tx, catalog, article).await?;
            uncounted.leave_out(tx).await?;
        }
        Ok(())
    }
}

async fn insert_position(
    tx: &mut Tx,
    place: &Place<'_>,
    (id, passage): (PositionId, PassageId),
    (position, reader): (&FoundPosition, Option<&str>),
) -> Result<(), StoreError> {
    with_tx!(tx, |conn| sqlx::query(INSERT_POSITION)
        .bind(id)
        .bind(place.catalog)
        .bind(place.article)
        .bind(passage)
        .bind(&position.party)
        .bind(&position.issue)
        .bind(position.stance)
        .bind(position.rung)
        .bind(position.speaker.as_deref())
        .bind(position.reported_by.as_ref())
        .bind(position.cue.map(|cue| cue.start))
        .bind(position.cue.map(|cue| cue.end))
        .bind(position.holder.map(|holder| holder.start))
        .bind(position.holder.map(|holder| holder.end))
        .bind(position.attribution.and_then(|at| i64::try_from(at).ok()))
        .bind(position.confidence)
        .bind(position.confidence < SURE_ENOUGH)
        .bind(place.dated_on)
        .bind(place.outlet_key)
        .bind(reader)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}
