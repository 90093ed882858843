//! Who looks at a page, for the head that every page has.
//!
//! Error pages and the API's reference have the same head, so that it is known to the task that
//! answers a request rather than handed through every handler. It is for showing only, such as which
//! links stand on a page: what is allowed the guard decides, by the same table.

use std::future::Future;

use axum::http::Method;

use super::needs::{Allowed, Need, allowed};
use crate::domain::Role;

tokio::task_local! {
    static CURRENT: Viewer;
}

/// What the head says about who is signed in.
#[derive(Debug, Clone, Default)]
pub struct Viewer {
    /// Who is signed in, with their role.
    pub signed_in: Option<(String, Role)>,
    /// Where to sign in, when nobody is and there are accounts.
    pub sign_in: Option<String>,
}

impl Viewer {
    /// Who looks at the page that is being made; nobody outside a request.
    #[must_use]
    pub fn current() -> Self {
        CURRENT.try_with(Clone::clone).unwrap_or_default()
    }

    /// Whether this viewer may do what a route does, by the path as the router knows it. Without
    /// accounts everybody may do all that needs none; who is not signed in may only read.
    #[must_use]
    pub fn may(&self, method: &Method, path: &str) -> bool {
        matches!(allowed(method, path), Allowed::With(need) if self.meets(need))
    }

    /// Whether this viewer is what something needs.
    #[must_use]
    pub fn meets(&self, need: Need) -> bool {
        match (need, &self.signed_in) {
            (Need::Nothing | Need::Anyone | Need::Reading, _) => true,
            (Need::SignedIn, who) => who.is_some(),
            (Need::Writing(least) | Need::Session(least), Some((_, role))) => *role >= least,
            (Need::Writing(_), None) => self.sign_in.is_none(),
            (Need::Session(_), None) => false,
        }
    }

    /// Answers a request of this viewer.
    pub async fn scope<F: Future>(self, answer: F) -> F::Output {
        CURRENT.scope(self, answer).await
    }

    /// Makes a page for this viewer.
    pub fn sync_scope<T>(self, make: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, make)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_what_is_read_from_the_table() {
        let ada = Viewer { signed_in: Some(("Ada".to_owned(), Role::Coder)), sign_in: None };
        let passer_by = Viewer { signed_in: None, sign_in: Some("/sign-in".to_owned()) };
        let may = |viewer: &Viewer| {
            [
                (Method::GET, "/articles/{id}"),
                (Method::GET, "/articles/new"),
                (Method::GET, "/articles/{id}/edit"),
                (Method::GET, "/account"),
                (Method::GET, "/unknown"),
            ]
            .map(|(method, path)| viewer.may(&method, path))
        };
        assert_eq!(may(&ada), [true, true, false, true, false]);
        assert_eq!(may(&passer_by), [true, false, false, false, false]);
        assert_eq!(may(&Viewer::default()), [true, true, true, false, false]);
    }

    #[test]
    fn viewer_is_known_within_its_request_only() {
        let ada = Viewer { signed_in: Some(("Ada".to_owned(), Role::Coder)), sign_in: None };
        let name = |viewer: Viewer| viewer.signed_in.map(|(name, _)| name);
        assert_eq!(ada.sync_scope(|| name(Viewer::current())).as_deref(), Some("Ada"));
        assert_eq!(name(Viewer::current()), None);
    }
}
