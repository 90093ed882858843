//! Articles: the list, one whole, the forms that post, change and delete them and add positions,
//! and what is kept of what they were.

mod add;
mod change;
mod delete;
mod gone;
mod kept;
mod list;
mod show;

pub(crate) use add::{add, add_page};
pub(crate) use change::{create, edit_page, new_page, update};
pub(crate) use delete::{delete, delete_page};
pub(crate) use gone::gone;
pub(crate) use kept::{changes_page, history_page, revision_page, revisions_page};
pub(crate) use list::{csv, json, list_page};
pub(crate) use show::show_page;

use super::error::WebError;
use super::view::Link;
use crate::access::May;
use crate::domain::ArticleId;
use crate::server::AppState;
use crate::store::{Article, Tombstone};

/// The article named in an address; one that is deleted is told of.
pub(crate) async fn find(state: &AppState, id: &str) -> Result<Article, WebError> {
    let id = ArticleId(id.parse().map_err(|_| WebError::no_article())?);
    match state.store.article(id).await? {
        Some(article) => Ok(article),
        None => Err(missing(state.store.tombstone(id).await?)),
    }
}

/// Why there is no article: it was deleted, or never there.
fn missing(tombstone: Option<Tombstone>) -> WebError {
    tombstone.map_or_else(WebError::no_article, |buried| WebError::Deleted(Box::new(buried)))
}

impl WebError {
    /// No article has this id.
    pub(crate) fn no_article() -> Self {
        Self::Missing {
            title: "There is no such article".to_owned(),
            ways_title: "Instead",
            ways: std::iter::once(Link::new("/articles", "All articles"))
                .chain(May::now().post.then(|| Link::new("/articles/new", "Add an article")))
                .collect(),
        }
    }
}
