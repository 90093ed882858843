//! Errors as problem details (RFC 9457): every error of the API has this form.

use std::fmt::Display;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::problem_kind::ProblemKind;
use super::shapes::{
    CurrentRevision, DeletedArticle, ExistingArticle, FieldProblem, HeldPosition, Problem,
};
use crate::access::Refusal;
use crate::config::Limits;
use crate::domain::{CatalogError, FieldError};
use crate::pipeline::PipelineError;
use crate::store::{StoreError, Tombstone};

/// An error on its way to the client.
#[derive(Debug)]
pub struct ApiError {
    kind: ProblemKind,
    problem: Box<Problem>,
}

impl ApiError {
    /// A problem of `kind`; `detail` says what is wrong and what would be right.
    #[must_use]
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        let problem = Problem {
            kind: format!("/api#problem-{}", kind.slug()),
            title: kind.title().to_owned(),
            status: kind.status().as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            existing: None,
            current: None,
            position: None,
            deleted: None,
        };
        Self { kind, problem: Box::new(problem) }
    }

    /// 404 for a name that stands in `field`; `known` is what exists.
    #[must_use]
    pub fn unknown<N: Display>(
        noun: &str,
        name: &str,
        field: &str,
        known: impl IntoIterator<Item = N>,
    ) -> Self {
        let known: Vec<String> = known.into_iter().map(|name| name.to_string()).collect();
        let exist = if known.is_empty() {
            "there is none".to_owned()
        } else {
            format!("there are: {}", known.join(", "))
        };
        let message = format!("there is no {noun} `{}`; {exist}", shown(name));
        Self::new(ProblemKind::NotFound, message.clone()).with(field, message)
    }

    /// 404 for an article.
    #[must_use]
    pub fn unknown_article(id: impl Display) -> Self {
        let id = shown(&id.to_string());
        let message = format!("there is no article `{id}`; /api/v1/articles lists those there are");
        Self::new(ProblemKind::NotFound, message.clone()).with("id", message)
    }

    /// 422 for one field.
    #[must_use]
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::fields(vec![FieldProblem::new(field, message)])
    }

    /// 422 for several fields.
    #[must_use]
    pub fn fields(errors: Vec<FieldProblem>) -> Self {
        let detail = match errors.as_slice() {
            [one] => format!("{}: {}", one.field, one.message),
            many => format!("{} fields do not hold; see `errors`", many.len()),
        };
        let mut error = Self::new(ProblemKind::Invalid, detail);
        error.problem.errors = errors;
        error
    }

    /// The same problem, with what is wrong in one field.
    #[must_use]
    pub fn with(mut self, field: &str, message: impl Into<String>) -> Self {
        self.problem.errors.push(FieldProblem::new(field, message));
        self
    }

    /// The article was changed since the revision that the request names.
    #[must_use]
    pub fn changed(kind: ProblemKind, current: CurrentRevision) -> Self {
        let detail = format!(
            "the article is at revision {} now, changed at {}; read it again and decide what of \
             your change still holds",
            current.revision, current.updated_at
        );
        let mut error = Self::new(kind, detail);
        error.problem.current = Some(current);
        error
    }

    /// Somebody has decided on the position since the state that the request names.
    #[must_use]
    pub fn decided(kind: ProblemKind, position: HeldPosition) -> Self {
        let mut error = Self::new(
            kind,
            "the position has changed since it was read: `position` says what it is now",
        );
        error.problem.position = Some(position);
        error
    }

    /// 410 for an article that was deleted.
    #[must_use]
    pub fn deleted(tombstone: Tombstone) -> Self {
        let deleted = DeletedArticle::from(tombstone);
        let detail = format!(
            "the article was deleted at {} by {}{}",
            deleted.deleted_at,
            deleted.deleted_by,
            deleted.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default()
        );
        let mut error = Self::new(ProblemKind::Deleted, detail);
        error.problem.deleted = Some(deleted);
        error
    }

    /// A fault of the server: logged here, once, and not shown.
    #[must_use]
    pub fn internal(error: &dyn Display) -> Self {
        tracing::error!(error = %error, "an API request failed");
        Self::new(ProblemKind::Internal, INTERNAL)
    }

    fn duplicate(what: &str, id: i64) -> Self {
        let href = format!("/api/v1/articles/{id}");
        let detail = format!("the same {what} is stored already, at {href}");
        let mut error = Self::new(ProblemKind::Duplicate, detail);
        error.problem.existing = Some(ExistingArticle { id, href });
        error
    }
}

const INTERNAL: &str = "the fault is the server's, and is logged there; trying again may help";

impl FieldProblem {
    /// `message` about `field`.
    #[must_use]
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into(), line: None }
    }
}

impl From<FieldError> for FieldProblem {
    fn from(error: FieldError) -> Self {
        Self { field: error.field, message: error.message, line: None }
    }
}

impl From<CatalogError> for ApiError {
    fn from(error: CatalogError) -> Self {
        let field = if error.field.is_empty() { "catalog".to_owned() } else { error.field };
        Self::fields(vec![FieldProblem { field, message: error.message, line: error.line }])
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate { what, existing } => Self::duplicate(what, existing.0),
            StoreError::Changed(what) => Self::new(
                ProblemKind::Changed,
                format!("the {what} has changed in the meantime; try again"),
            ),
            StoreError::Decision(error) => Self::new(ProblemKind::Changed, error.to_string()),
            StoreError::Report(error) => Self::new(ProblemKind::Changed, error.to_string()),
            StoreError::Coding(error) => Self::new(ProblemKind::Changed, error.to_string()),
            error => Self::internal(&error),
        }
    }
}

impl From<PipelineError> for ApiError {
    fn from(error: PipelineError) -> Self {
        match error {
            PipelineError::Draft(errors) => {
                Self::fields(errors.0.into_iter().map(FieldProblem::from).collect())
            }
            PipelineError::Catalog(error) => error.into(),
            PipelineError::UnknownNegotiation { slug, known } => {
                Self::unknown("negotiation", &slug, "negotiation", known)
            }
            PipelineError::UnknownArticle(id) => Self::unknown_article(id),
            PipelineError::Store(error) => error.into(),
            PipelineError::Analysis(error) => Self::internal(&error),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let location = self
            .problem
            .existing
            .as_ref()
            .and_then(|existing| HeaderValue::try_from(existing.href.as_str()).ok());
        let mut response = (self.kind.status(), Json(*self.problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.kind == ProblemKind::SignInNeeded {
            let scheme = HeaderValue::from_static("Bearer realm=\"Concordance\"");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        if let Some(location) = location {
            headers.insert(header::LOCATION, location);
        }
        response
    }
}

/// The answer to a request that the guard does not let through.
#[must_use]
pub fn refused(refusal: Refusal) -> Response {
    let mut response = refusal_of(refusal).into_response();
    if refusal == Refusal::BadToken {
        let scheme =
            HeaderValue::from_static("Bearer realm=\"Concordance\", error=\"invalid_token\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    response
}

pub(super) fn refusal_of(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::SignIn => ApiError::new(
            ProblemKind::SignInNeeded,
            "send a token of yours in the header `Authorization: Bearer …`; it is made on your \
             account page, /account",
        ),
        Refusal::BadToken => ApiError::new(
            ProblemKind::SignInNeeded,
            "the token is unknown, revoked or expired, or its owner's account is disabled",
        ),
        Refusal::Role(least) => ApiError::new(
            ProblemKind::RoleNeeded,
            format!("this needs the role `{least}`; /api/v1/me tells which one you have"),
        ),
        Refusal::Token => {
            ApiError::new(ProblemKind::RoleNeeded, "a token may not do this; use a browser")
        }
        Refusal::Host => ApiError::new(ProblemKind::Forbidden, FOREIGN),
    }
}

const FOREIGN: &str = "writes are taken from this site's own pages and, without accounts, from \
     programs that name this machine as `localhost` or by a loopback address; other host names \
     need an account, or the server's `--allow-anonymous-writes`";

/// Problem details for an error that a layer answered without a body.
#[must_use]
pub fn bare(status: StatusCode, limits: &Limits) -> Response {
    let detail = match status {
        StatusCode::FORBIDDEN => FOREIGN.to_owned(),
        StatusCode::NOT_FOUND => {
            "there is nothing at this address; /api/v1/openapi.json lists every address".to_owned()
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            "the header `Allow` lists the methods that this address takes".to_owned()
        }
        StatusCode::REQUEST_TIMEOUT => format!(
            "a request may take {} seconds; send less at once, or try again",
            limits.timeout().as_secs()
        ),
        StatusCode::PAYLOAD_TOO_LARGE => {
            format!("a body may have {} bytes; send less at once", limits.max_body)
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            "send JSON, with the header `Content-Type: application/json`".to_owned()
        }
        StatusCode::TOO_MANY_REQUESTS => format!(
            "one address may send {} requests a second in the long run; the header `Retry-After` \
             says how many seconds to wait",
            limits.requests_per_second
        ),
        status if status.is_server_error() => INTERNAL.to_owned(),
        _ => "the request cannot be read: check its address, headers and body".to_owned(),
    };
    let kind = ProblemKind::of(status).unwrap_or(if status.is_server_error() {
        ProblemKind::Internal
    } else {
        ProblemKind::Malformed
    });
    let mut error = ApiError::new(kind, detail);
    error.problem.status = status.as_u16();
    let mut response = error.into_response();
    *response.status_mut() = status;
    response
}

/// The beginning of what was sent, for a message.
pub(super) fn shown(sent: &str) -> String {
    sent.chars().filter(|c| !c.is_control()).take(64).collect()
}
