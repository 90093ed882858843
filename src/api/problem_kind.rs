//! The kinds of problem that the API answers: what every error's `type` names.

use axum::http::StatusCode;

/// The kinds of problem: each a status, a title, and what it means to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// 400.
    Malformed,
    /// 401.
    SignInNeeded,
    /// 403.
    Forbidden,
    /// 403.
    RoleNeeded,
    /// 404.
    NotFound,
    /// 405.
    MethodNotAllowed,
    /// 408.
    Timeout,
    /// 409.
    Duplicate,
    /// 409.
    Changed,
    /// 410.
    Deleted,
    /// 412.
    Stale,
    /// 413.
    TooLarge,
    /// 415.
    UnsupportedMediaType,
    /// 422.
    Invalid,
    /// 428.
    PreconditionRequired,
    /// 429.
    TooManyRequests,
    /// 500.
    Internal,
}

impl ProblemKind {
    /// Every kind, by status.
    pub const ALL: &'static [Self] = &[
        Self::Malformed,
        Self::SignInNeeded,
        Self::Forbidden,
        Self::RoleNeeded,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Timeout,
        Self::Duplicate,
        Self::Changed,
        Self::Deleted,
        Self::Stale,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Invalid,
        Self::PreconditionRequired,
        Self::TooManyRequests,
        Self::Internal,
    ];

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::SignInNeeded => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::RoleNeeded => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::Duplicate | Self::Changed => StatusCode::CONFLICT,
            Self::Deleted => StatusCode::GONE,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The last word of its `type`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::SignInNeeded => "sign-in-needed",
            Self::Forbidden => "forbidden",
            Self::RoleNeeded => "role-needed",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Timeout => "timeout",
            Self::Duplicate => "duplicate",
            Self::Changed => "changed",
            Self::Deleted => "deleted",
            Self::Stale => "stale",
            Self::TooLarge => "too-large",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::Invalid => "invalid",
            Self::PreconditionRequired => "precondition-required",
            Self::TooManyRequests => "too-many-requests",
            Self::Internal => "internal",
        }
    }

    /// The kind in words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Malformed => "The request cannot be read",
            Self::SignInNeeded => "The request must be signed in",
            Self::Forbidden => "The server does not take this from there",
            Self::RoleNeeded => "The role does not suffice",
            Self::NotFound => "There is nothing of this name",
            Self::MethodNotAllowed => "The address does not take this method",
            Self::Timeout => "The request took too long",
            Self::Duplicate => "The article is stored already",
            Self::Changed => "It has changed in the meantime",
            Self::Deleted => "The article was deleted",
            Self::Stale => "It is no longer at the revision that was named",
            Self::TooLarge => "The body is too large",
            Self::UnsupportedMediaType => "The body is of a kind that is not taken here",
            Self::Invalid => "Something in the request does not hold",
            Self::PreconditionRequired => "The request must name the revision it rests on",
            Self::TooManyRequests => "Too many requests",
            Self::Internal => "The server failed",
        }
    }

    /// What it means to a client.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Malformed => {
                "The address or the body is not what it says it is: broken percent escapes, \
                 broken UTF-8, broken JSON."
            }
            Self::SignInNeeded => {
                "The server has accounts, and this needs one; or the token is unknown, revoked or \
                 expired. Send `Authorization: Bearer` with a token from your account page."
            }
            Self::RoleNeeded => {
                "Who is signed in may not do this; `detail` names the role that may."
            }
            Self::Forbidden => {
                "A write came from a page of another site, or by a host name that may be another \
                 machine's."
            }
            Self::NotFound => {
                "A negotiation, party, issue, article, position or address is not there; `detail` \
                 names what is."
            }
            Self::MethodNotAllowed => {
                "The header `Allow` lists the methods that the address takes."
            }
            Self::Timeout => "The server gave up; nothing was stored.",
            Self::Duplicate => {
                "An article of the negotiation has the same text or the same address; `existing` \
                 and the header `Location` lead to it."
            }
            Self::Changed => {
                "The article or position was changed since the state that the request names; \
                 `current` says what the article is now, who changed it and which fields, \
                 `position` what the position is. Read it again, then decide."
            }
            Self::Deleted => {
                "The article was there, or the position went with its article; `deleted` says who \
                 deleted the article, when and why. Its revisions are kept, for editors."
            }
            Self::Stale => {
                "The header `If-Match` names a state that the article or position no longer has; \
                 `current` or `position` says what it is now."
            }
            Self::TooLarge => "The body is over the server's limit, which `detail` names.",
            Self::UnsupportedMediaType => "`detail` says which `Content-Type` the address takes.",
            Self::Invalid => {
                "Fields, parameters or headers hold something that is not allowed; `errors` lists \
                 each with what would be right."
            }
            Self::PreconditionRequired => {
                "A change must name the state that it rests on, so that nobody's change is lost: \
                 header `If-Match`, or `revision` of an article, `version` of a position."
            }
            Self::TooManyRequests => "The header `Retry-After` says how many seconds to wait.",
            Self::Internal => "A fault of the server; it is logged there.",
        }
    }

    /// The first kind with this status.
    pub(super) fn of(status: StatusCode) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.status() == status)
    }
}
