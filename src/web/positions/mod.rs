//! `/positions/{id}`: one position with its words, what people hold of it, its history, and what
//! readers report of it.

mod decide;
mod report;
mod show;

pub(crate) use decide::decide;
pub(crate) use report::{dismiss, report, report_page};
pub(crate) use show::show_page;

use super::error::WebError;
use super::view::Link;
use crate::domain::PositionId;
use crate::server::AppState;
use crate::store::Decision;

/// What is held of the position named in an address; of one that went with its article, what is told
/// of that.
async fn find(state: &AppState, id: &str) -> Result<Decision, WebError> {
    let id = PositionId(id.parse().map_err(|_| no_position())?);
    match state.store.decision(id).await? {
        Some(decision) => Ok(decision),
        None => Err(match state.store.tombstone_of_position(id).await? {
            Some(buried) => WebError::Deleted(Box::new(buried)),
            None => no_position(),
        }),
    }
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
