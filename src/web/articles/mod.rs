//! Articles: the list, one whole, and the forms that post, change and delete them and add positions.

mod add;
mod change;
mod delete;
mod list;
mod show;

pub(crate) use add::{add, add_page};
pub(crate) use change::{create, edit_page, new_page, update};
pub(crate) use delete::{delete, delete_page};
pub(crate) use list::{csv, json, list_page};
pub(crate) use show::show_page;

use super::error::WebError;
use crate::domain::ArticleId;
use crate::server::AppState;
use crate::store::Article;

/// The article named in an address.
async fn find(state: &AppState, id: &str) -> Result<Article, WebError> {
    let id = id.parse().map_err(|_| WebError::no_article())?;
    state.store.article(ArticleId(id)).await?.ok_or_else(WebError::no_article)
}
