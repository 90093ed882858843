//! Decisions taken elsewhere and brought from elsewhere, as JSON Lines: one decision a line, with
//! its article, its exact sentence, who decided and when, and its history.

mod corpus;
mod line;

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Pipeline, PipelineError};
use crate::domain::{ArticleId, ArticleUrl, NegotiationId, NegotiationSlug, PositionId};
use crate::store::{Arrival, ArrivingDecision, Article, ArticleElsewhere, Cause};
use corpus::Coded;
use line::Line;

/// What became of a line: of a decision, or why it is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// It is held here now.
    Stored,
    /// It was held here already.
    Known,
    /// People hold something else of this position here, which stays.
    Conflict(PositionId),
    /// Why it cannot be held here.
    Refused(String),
}

impl Pipeline {
    /// Hands every decision of a negotiation, or of all, to `write` as a line without its end, in
    /// the order of ids; the number of lines.
    ///
    /// # Errors
    /// When the negotiation is unknown, the store fails, or `write` does.
    pub async fn export_decisions<E: From<PipelineError>>(
        &self,
        negotiation: Option<&str>,
        mut write: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<usize, E> {
        let negotiation = self.chosen(negotiation).await?;
        let mut articles = Articles::default();
        let (mut after, mut lines) = (PositionId(i64::MIN), 0);
        loop {
            let decisions = self.store.decisions_after(after, negotiation).await;
            let decisions = decisions.map_err(PipelineError::from)?;
            let Some(last) = decisions.last() else { return Ok(lines) };
            after = last.id;
            for decision in &decisions {
                let history = self.store.history_of(decision.id).await;
                let history = history.map_err(PipelineError::from)?;
                // One that is being deleted has none.
                let Some(article) = articles.find(self, decision.article_id).await? else {
                    continue;
                };
                let line = Line::new(decision, &history, (&article.0, &article.1));
                write(&text_of(&line))?;
                lines += 1;
            }
        }
    }

    /// Hands every article on which people have decided, with nothing left open but doubtful readings,
    /// to `write` as a line of a coded corpus, without its end; the number of lines.
    ///
    /// # Errors
    /// When the negotiation is unknown, the store fails, or `write` does.
    pub async fn export_corpus<E: From<PipelineError>>(
        &self,
        negotiation: Option<&str>,
        mut write: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<usize, E> {
        let negotiation = self.chosen(negotiation).await?;
        let (mut after, mut lines) = (ArticleId(i64::MIN), 0);
        loop {
            let articles = self.store.articles_decided_after(after, negotiation).await;
            let articles = articles.map_err(PipelineError::from)?;
            let Some(&last) = articles.last() else { return Ok(lines) };
            after = last;
            for id in articles {
                let Some(line) = self.coded(id).await? else { continue };
                write(&line)?;
                lines += 1;
            }
        }
    }

    async fn coded(&self, id: ArticleId) -> Result<Option<String>, PipelineError> {
        let Some(article) = self.store.article(id).await? else { return Ok(None) };
        let slug = article.row.negotiation.as_str();
        let catalog = self.known_negotiation(slug).await?.row.id;
        let passages = self.store.passages_of_article(id, catalog, false).await?;
        let coded = Coded::new(&article, &passages);
        Ok(Some(text_of(&coded)))
    }

    async fn chosen(&self, slug: Option<&str>) -> Result<Option<NegotiationId>, PipelineError> {
        match slug {
            Some(slug) => Ok(Some(self.known_negotiation(slug).await?.row.negotiation_id)),
            None => Ok(None),
        }
    }

    /// Brings decisions from elsewhere, a line each, in one transaction; what became of each, in
    /// order. None that people hold here is changed.
    ///
    /// # Errors
    /// When the store fails: then nothing is brought.
    pub async fn import_decisions(
        &self,
        lines: &[&str],
        cause: &Cause,
    ) -> Result<Vec<Brought>, PipelineError> {
        let mut parsed = Vec::with_capacity(lines.len());
        for line in lines {
            parsed.push(self.arriving(line).await?);
        }
        let arriving: Vec<ArrivingDecision> =
            parsed.iter().filter_map(|one| one.as_ref().ok()).cloned().collect();
        let mut arrivals = self.store.import_decisions(&arriving, cause).await?.into_iter();
        let brought = |one: Result<ArrivingDecision, String>| match one {
            Ok(_) => arrivals.next().map_or_else(|| Brought::Refused(String::new()), brought),
            Err(why) => Brought::Refused(why),
        };
        Ok(parsed.into_iter().map(brought).collect())
    }

    /// The decision on a line, laid on its article here; or why there is none.
    async fn arriving(
        &self,
        line: &str,
    ) -> Result<Result<ArrivingDecision, String>, PipelineError> {
        if line.contains("\\u0000") || line.contains('\0') {
            return Ok(Err("holds a character that is no text".to_owned()));
        }
        let line: Line = match serde_json::from_str(line) {
            Ok(line) => line,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let Some(negotiation) = self.negotiation_id(&line.negotiation).await? else {
            let slug = super::shown(&line.negotiation);
            return Ok(Err(format!("there is no negotiation `{slug}` here")));
        };
        let url = line.article.url.as_deref().and_then(|url| ArticleUrl::parse(url).ok());
        let url_key = url.map(|url| url.key());
        let elsewhere = ArticleElsewhere {
            id: line.article.id,
            digest: &line.article.digest,
            url_key: url_key.as_deref(),
        };
        let Some(article) = self.store.article_here(negotiation, elsewhere).await? else {
            return Ok(Err("its article is not here".to_owned()));
        };
        Ok(line.arriving((negotiation, article)))
    }

    async fn negotiation_id(&self, slug: &str) -> Result<Option<NegotiationId>, PipelineError> {
        let Ok(slug) = NegotiationSlug::parse(slug) else { return Ok(None) };
        Ok(self.store.current_catalog(&slug).await?.map(|row| row.negotiation_id))
    }
}

fn text_of(line: &impl Serialize) -> String {
    serde_json::to_string(line).expect("strings and numbers have a JSON form")
}

fn brought(arrival: Arrival) -> Brought {
    match arrival {
        Arrival::Stored(_) => Brought::Stored,
        Arrival::Known(_) => Brought::Known,
        Arrival::Conflict(id) => Brought::Conflict(id),
        Arrival::Refused(why) => Brought::Refused(why.to_owned()),
    }
}

/// The articles read last, with the digests of their texts: decisions on one stand together.
#[derive(Default)]
struct Articles(BTreeMap<ArticleId, Option<(Article, String)>>);

/// Most articles kept at hand.
const AT_HAND: usize = 64;

impl Articles {
    async fn find(
        &mut self,
        pipeline: &Pipeline,
        id: ArticleId,
    ) -> Result<Option<&(Article, String)>, PipelineError> {
        if !self.0.contains_key(&id) {
            if self.0.len() >= AT_HAND {
                self.0.clear();
            }
            let digest = pipeline.store.digest_of(id).await?;
            let article = pipeline.store.article(id).await?;
            self.0.insert(id, article.zip(digest));
        }
        Ok(self.0.get(&id).and_then(Option::as_ref))
    }
}
