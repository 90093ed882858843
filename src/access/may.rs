//! What who looks at a page may do, for its links and forms: they lead nowhere that is refused.

use axum::http::Method;

use super::{READING_DELETED, Viewer};

/// What may be done from a page, by the table of needs.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each link that not everybody may follow"
)]
#[derive(Debug, Clone, Copy)]
pub struct May {
    /// Post an article.
    pub post: bool,
    /// Edit one.
    pub edit: bool,
    /// Delete one.
    pub delete: bool,
    /// Add a position.
    pub add: bool,
    /// Decide on positions and answer reports.
    pub decide: bool,
    /// Open the review desk.
    pub review: bool,
    /// Change a catalog.
    pub catalog: bool,
    /// Add a negotiation.
    pub negotiation: bool,
    /// Code articles, which needs an account of one's own also where writing does not.
    pub code: bool,
    /// Settle what codings differ in; alike.
    pub settle: bool,
    /// Set whether codings are blind; alike.
    pub rule: bool,
    /// Read what is kept of deleted articles.
    pub read_deleted: bool,
}

impl May {
    /// What the viewer of the page that is being made may do.
    #[must_use]
    pub fn now() -> Self {
        let viewer = Viewer::current();
        let own = viewer.signed_in.is_some();
        Self {
            post: viewer.may(&Method::GET, "/articles/new"),
            edit: viewer.may(&Method::GET, "/articles/{id}/edit"),
            delete: viewer.may(&Method::GET, "/articles/{id}/delete"),
            add: viewer.may(&Method::GET, "/articles/{id}/add"),
            decide: viewer.may(&Method::POST, "/positions/{id}/decisions"),
            review: viewer.may(&Method::GET, "/{negotiation}/review"),
            catalog: viewer.may(&Method::POST, "/{negotiation}/catalog"),
            negotiation: viewer.may(&Method::GET, "/negotiations/new"),
            code: own && viewer.may(&Method::GET, "/articles/{id}/code"),
            settle: own && viewer.may(&Method::GET, "/articles/{id}/adjudicate"),
            rule: own && viewer.may(&Method::POST, "/{negotiation}/agreement"),
            read_deleted: viewer.meets(READING_DELETED),
        }
    }
}
