//! Reading stored articles again: by a changed catalog, or by another version of the reader.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, TryStreamExt};

use super::{Pipeline, PipelineError};
use crate::analysis::Lexicon;
use crate::domain::{ArticleId, ArticleText};
use crate::store::{Article, CatalogRow, CatalogState};

/// Articles read again, or removed from a retired catalog, between two looks at the state.
const BATCH: i64 = 50;
/// How long a change made by another process may stay unseen.
const LOOK_AROUND: Duration = Duration::from_secs(30);

impl Pipeline {
    /// Reads articles by pending catalogs, puts them in force, removes retired ones; returns when
    /// nothing is left to do.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn catch_up(&self) -> Result<(), PipelineError> {
        for row in self.store.catalogs_in(CatalogState::Pending).await? {
            self.read_pending(&row).await?;
        }
        for row in self.store.catalogs_in(CatalogState::Retired).await? {
            while !self.store.remove_retired(&row, BATCH).await? {}
        }
        Ok(())
    }

    /// Catches up whenever a catalog changes, and every half minute for those that other servers
    /// or commands changed. Runs until it is dropped.
    pub async fn keep_reading(self) {
        loop {
            if let Err(error) = self.catch_up().await {
                tracing::error!(error = %error, "reading articles again failed; trying again later");
            }
            let pause = tokio::time::sleep(LOOK_AROUND);
            tokio::select! {
                () = self.catalog_changed.notified() => {}
                () = pause => {}
            }
        }
    }

    async fn read_pending(&self, row: &CatalogRow) -> Result<(), PipelineError> {
        let lexicon = self.lexicon(row)?;
        let mut after = 0;
        loop {
            let ids = self.store.articles_to_read(row, after, BATCH).await?;
            let Some(&last) = ids.last() else {
                // Articles posted or changed meanwhile may have lower ids: begin again.
                if self.store.activate_catalog(row, &self.own_cause()).await? || after == 0 {
                    return Ok(());
                }
                after = 0;
                continue;
            };
            let lexicon = &lexicon;
            let reading = stream::iter(ids.into_iter().map(Ok::<_, PipelineError>));
            reading
                .try_for_each_concurrent(Self::at_once(), |id| async move {
                    match self.store.article(ArticleId(id)).await? {
                        Some(article) => self.read_again(row, lexicon, &article).await,
                        None => Ok(()),
                    }
                })
                .await?;
            after = last;
        }
    }

    async fn read_again(
        &self,
        row: &CatalogRow,
        lexicon: &Arc<Lexicon>,
        article: &Article,
    ) -> Result<(), PipelineError> {
        let text = ArticleText::from_store(article.text.clone());
        let findings = self.analyse(lexicon, Some(&article.row.title), &text).await?;
        let place = (article.row.id, article.row.revision);
        self.store.add_findings(row, place, &findings, self.clock.now()).await?;
        Ok(())
    }
}
