//! `/positions/{id}`: one position with its words, what people hold of it, and its history.

mod decide;
mod show;

pub(crate) use decide::decide;
pub(crate) use show::show_page;

use super::error::WebError;
use super::view::Link;
use crate::domain::PositionId;
use crate::server::AppState;
use crate::store::Decision;

/// What is held of the position named in an address.
async fn find(state: &AppState, id: &str) -> Result<Decision, WebError> {
    let id = id.parse().map_err(|_| no_position())?;
    state.store.decision(PositionId(id)).await?.ok_or_else(no_position)
}

/// No position has this id.
fn no_position() -> WebError {
    WebError::Missing {
        title: "There is no such position".to_owned(),
        ways_title: "Instead",
        ways: vec![
            Link::new("/", "Where the parties stand"),
            Link::new("/articles", "All articles"),
        ],
    }
}
