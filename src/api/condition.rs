//! The revision on which a change rests: named in `If-Match`, or beside it.

use axum::http::{HeaderMap, header};

use super::error::ApiError;
use super::problem_kind::ProblemKind;
use super::shapes::CurrentRevision;
use crate::server::AppState;
use crate::store;

/// The revision on which a change rests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Revision {
    pub(super) number: i64,
    /// 412 when the header names it, 409 when the body or a parameter does.
    when_stale: ProblemKind,
}

impl Revision {
    /// From `If-Match`, or else from `given`; both may be there when they agree.
    pub(super) fn named(headers: &HeaderMap, given: Option<i64>) -> Result<Self, ApiError> {
        let Some(header) = headers.get(header::IF_MATCH) else {
            let number = given.ok_or_else(|| {
                ApiError::new(
                    ProblemKind::PreconditionRequired,
                    "name the article's `revision`, as it was read: in the header `If-Match: \
                     \"1\"`, or as `revision`",
                )
            })?;
            return Ok(Self { number, when_stale: ProblemKind::Changed });
        };
        let number = header.to_str().ok().and_then(|word| {
            let word = word.trim();
            let bare = word.strip_prefix('"').and_then(|w| w.strip_suffix('"'));
            bare.unwrap_or(word).parse().ok()
        });
        let wrong = |message: &str| Err(ApiError::invalid("If-Match", message));
        match (number, given) {
            (None, _) => wrong(
                "must be the article's `revision` in quotation marks, as \"1\"; not its `ETag`, \
                 which changes with what is found in it",
            ),
            (Some(number), Some(given)) if number != given => {
                wrong("names another revision than `revision`; give one of them")
            }
            (Some(number), _) => Ok(Self { number, when_stale: ProblemKind::Stale }),
        }
    }

    /// Refuses a change of an article that has another revision by now.
    pub(super) async fn check(
        self,
        state: &AppState,
        stored: &store::Article,
    ) -> Result<(), ApiError> {
        if stored.row.revision == self.number {
            return Ok(());
        }
        Err(self.stale(state, stored).await?)
    }

    /// The refusal, with what has changed meanwhile.
    pub(super) async fn stale(
        self,
        state: &AppState,
        stored: &store::Article,
    ) -> Result<ApiError, ApiError> {
        let (id, revision) = (stored.row.id, stored.row.revision);
        let named = state.store.revision(id, self.number).await?;
        let now = state.store.revision(id, revision).await?;
        let current = CurrentRevision::new(&stored.row, named.as_ref(), now);
        Ok(ApiError::changed(self.when_stale, current))
    }
}
