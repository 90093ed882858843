//! Who looks at a page, for the head that every page has.
//!
//! Error pages and the API's reference have the same head, so that it is known to the task that
//! answers a request rather than handed through every handler. It is for showing only: what is
//! allowed has been decided before.

use std::future::Future;

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
    fn viewer_is_known_within_its_request_only() {
        let ada = Viewer { signed_in: Some(("Ada".to_owned(), Role::Coder)), sign_in: None };
        let name = |viewer: Viewer| viewer.signed_in.map(|(name, _)| name);
        assert_eq!(ada.sync_scope(|| name(Viewer::current())).as_deref(), Some("Ada"));
        assert_eq!(name(Viewer::current()), None);
    }
}
