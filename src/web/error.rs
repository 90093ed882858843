//! Error pages: what is wrong, and the ways on.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::page::{Layout, render_as};
use super::view::{Link, may};
use crate::access::{PasswordError, Refusal, SecretError};
use crate::config::Limits;
use crate::pipeline::PipelineError;
use crate::store::{StoreError, Tombstone};

/// Why a page cannot be shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebError {
    /// Nothing has this name.
    #[error("{title}")]
    Missing {
        /// “There is no issue `x`”.
        title: String,
        /// What the list of ways is called.
        ways_title: &'static str,
        /// What exists.
        ways: Vec<Link>,
    },
    /// An article that was deleted.
    #[error("the article was deleted")]
    Deleted(Box<Tombstone>),
    /// Something failed that is no matter of the visitor's.
    #[error("{0}")]
    Failed(String),
    /// A value in the address that does not hold.
    #[error("{field}: {message}")]
    Unfit {
        /// The parameter.
        field: &'static str,
        /// What is wrong and what would be right.
        message: String,
    },
    /// A change that cannot be made, or a program or database that fails.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        Self::Pipeline(PipelineError::Store(error))
    }
}

/// What an error page says.
struct Said {
    title: String,
    detail: String,
    ways_title: &'static str,
    ways: Vec<Link>,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    error: Said,
}

impl Said {
    fn new(title: &str, detail: impl Into<String>) -> Self {
        Self {
            title: title.to_owned(),
            detail: detail.into(),
            ways_title: "Instead",
            ways: Vec::new(),
        }
    }

    fn answer(self, status: StatusCode) -> Response {
        let layout = Layout::without_counts();
        render_as(status, &ErrorPage { layout, error: self })
    }
}

/// What was asked for, short enough for a message.
pub(crate) fn shown(asked: &str) -> String {
    asked.chars().filter(|c| !c.is_control()).take(64).collect()
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        match self {
            Self::Missing { title, ways_title, ways } => {
                let detail = if ways.is_empty() {
                    "It may have been deleted or renamed, or the address is mistyped."
                } else {
                    "It may have been deleted or renamed, or the address is mistyped. \
                     This is what exists:"
                };
                let mut said = Said::new(&title, detail);
                (said.ways_title, said.ways) = (ways_title, ways);
                said.answer(StatusCode::NOT_FOUND)
            }
            Self::Deleted(tombstone) => super::articles::gone(&tombstone),
            Self::Unfit { field, message } => {
                let title = format!("The address asks for a `{field}` that does not hold");
                Said::new(&title, format!("{field} {message}."))
                    .answer(StatusCode::UNPROCESSABLE_ENTITY)
            }
            Self::Failed(reason) => {
                tracing::error!(error = reason, "a page failed");
                failed().answer(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::Pipeline(error) => answer_pipeline(&error),
        }
    }
}

impl From<PasswordError> for WebError {
    fn from(error: PasswordError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<SecretError> for WebError {
    fn from(error: SecretError) -> Self {
        Self::Failed(error.to_string())
    }
}

fn answer_pipeline(error: &PipelineError) -> Response {
    match error {
        PipelineError::UnknownNegotiation { slug, known } => {
            let ways = known.iter().map(|slug| Link::new(&format!("/{slug}"), slug)).collect();
            WebError::Missing {
                title: format!("There is no negotiation “{slug}”"),
                ways_title: "Negotiations",
                ways,
            }
            .into_response()
        }
        PipelineError::UnknownArticle(_) => WebError::no_article().into_response(),
        PipelineError::Draft(_) | PipelineError::Catalog(_) => {
            Said::new("That could not be saved", error.to_string())
                .answer(StatusCode::UNPROCESSABLE_ENTITY)
        }
        PipelineError::Store(StoreError::Duplicate { existing, .. }) => {
            let mut said = Said::new(
                "This article is here already",
                "The same text or web address was saved before.",
            );
            let href = format!("/articles/{existing}");
            said.ways = vec![Link::new(&href, "The article that is here")];
            said.answer(StatusCode::CONFLICT)
        }
        PipelineError::Store(StoreError::Changed(what)) => Said::new(
            "Somebody was faster",
            format!("The {what} has changed since this page was made. Open it again and repeat."),
        )
        .answer(StatusCode::CONFLICT),
        PipelineError::Store(
            error @ (StoreError::Account(_)
            | StoreError::Decision(_)
            | StoreError::Report(_)
            | StoreError::Coding(_)),
        ) => Said::new("That could not be done", format!("Why not: {error}."))
            .answer(StatusCode::CONFLICT),
        PipelineError::Store(_) | PipelineError::Analysis(_) => {
            tracing::error!(error = %error, "a page failed");
            failed().answer(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn failed() -> Said {
    Said::new(
        "This page failed",
        "The fault is on our side and has been noted. Try again; if it stays, tell who runs this \
         server the time of your visit.",
    )
}

/// The answer to a request that the guard does not let through. Where a page was asked for, at
/// `from`, it leads to signing in and back.
#[must_use]
pub fn refused(refusal: Refusal, from: Option<&Uri>) -> Response {
    if let (Refusal::SignIn, Some(uri)) = (refusal, from) {
        return Redirect::to(&super::sign_in_href(Some(uri))).into_response();
    }
    let (status, mut said) = match refusal {
        Refusal::SignIn => (
            StatusCode::UNAUTHORIZED,
            Said::new(
                "You are not signed in",
                "Your session has ended, or this site has accounts since you opened the page. \
                 Sign in in another tab, come back to this one, go back a page and send it again: \
                 what you typed still stands there.",
            ),
        ),
        Refusal::BadToken => (
            StatusCode::UNAUTHORIZED,
            Said::new(
                "That token is not in force",
                "It is mistyped, revoked or expired, or its owner’s account is disabled.",
            ),
        ),
        Refusal::Role(least) => (
            StatusCode::FORBIDDEN,
            Said::new(
                "Your role does not suffice",
                format!(
                    "This needs the role {least}, which {}. Whoever runs this site can give it \
                     to you.",
                    may(least)
                ),
            ),
        ),
        Refusal::Token => (
            StatusCode::FORBIDDEN,
            Said::new("A token may not do this", "Sign in with a browser and do it there."),
        ),
        Refusal::Host => return StatusCode::FORBIDDEN.into_response(),
    };
    if refusal == Refusal::SignIn {
        said.ways = vec![Link::new(&super::sign_in_href(None), "Sign in")];
    }
    let mut response = said.answer(status);
    if status == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static("Bearer realm=\"Concordance\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    response
}

/// The page for an error that a layer or the router answered without a body.
#[must_use]
pub fn bare(status: StatusCode, limits: &Limits) -> Response {
    let said = match status.as_u16() {
        400 => Said::new(
            "The request cannot be read",
            "Something in the address or the form is not well-formed text. Go back and send it \
             again from the page.",
        ),
        403 => Said::new(
            "That was not taken",
            "Changes are taken only from pages of this very site, opened under its own address. \
             Open the page here and send it again.",
        ),
        404 => Said::new(
            "There is no such page",
            "The address leads nowhere. Begin at the negotiations, or search the texts.",
        ),
        405 => Said::new(
            "This address does not take that kind of request",
            "It can be read, or it takes a form from its own page. Open it from a link or a form.",
        ),
        408 => Said::new(
            "It took too long",
            format!(
                "A request may take {} seconds. Try again, or send less at once.",
                limits.timeout
            ),
        ),
        413 => Said::new(
            "That is too large",
            format!("A request may hold {} bytes. Send a shorter text.", limits.max_body),
        ),
        415 => Said::new(
            "That is not a form",
            "This address takes a form as a browser sends it \
             (application/x-www-form-urlencoded).",
        ),
        422 => Said::new(
            "The form cannot be read",
            "A field is there twice, or is not text. Send it again from its page.",
        ),
        429 => Said::new(
            "Too many requests",
            format!(
                "One address may ask {} times a second in the long run. Wait a moment, then go on.",
                limits.requests_per_second
            ),
        ),
        500..=599 => failed(),
        _ => Said::new(
            "That did not work",
            "The request was refused. Go back to the page and try again.",
        ),
    };
    said.answer(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_errors_are_pages_of_their_own_status() {
        let limits = Limits::default();
        for code in [400, 403, 404, 405, 408, 413, 415, 418, 422, 429, 500, 503] {
            let status = StatusCode::from_u16(code).unwrap();
            let page = bare(status, &limits);
            assert_eq!(page.status(), status);
            assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8", "{code}");
        }
    }
}
