//! Answers that many operations share, described once for the OpenAPI document.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};

use super::problem_kind::ProblemKind;

type Responses = BTreeMap<String, RefOr<Response>>;

fn problems(kinds: &[ProblemKind]) -> Responses {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for kind in kinds {
        let text = format!("{}. {}", kind.title(), kind.meaning());
        all.entry(kind.status().as_str().to_owned())
            .and_modify(|known| {
                known.push_str(" Or: ");
                known.push_str(&text);
            })
            .or_insert(text);
    }
    let describe = |text: String| {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        let response =
            ResponseBuilder::new().description(text).content("application/problem+json", content);
        RefOr::T(response.build())
    };
    all.into_iter().map(|(status, text)| (status, describe(text))).collect()
}

/// Problems that any request can meet.
const ALWAYS: [ProblemKind; 5] = [
    ProblemKind::SignInNeeded,
    ProblemKind::Timeout,
    ProblemKind::TooLarge,
    ProblemKind::TooManyRequests,
    ProblemKind::Internal,
];

/// What every read may answer besides.
pub(super) struct Reading;

impl IntoResponses for Reading {
    fn responses() -> Responses {
        let mut all = problems(&ALWAYS);
        let unchanged = ResponseBuilder::new()
            .description("Not changed since the `ETag` that `If-None-Match` names.")
            .build();
        all.insert("304".to_owned(), RefOr::T(unchanged));
        all
    }
}

/// What a read that names something may answer.
pub(super) struct Named;

impl IntoResponses for Named {
    fn responses() -> Responses {
        problems(&[ProblemKind::Malformed, ProblemKind::NotFound])
    }
}

/// What is answered of an article that is deleted.
pub(super) struct Bygone;

impl IntoResponses for Bygone {
    fn responses() -> Responses {
        problems(&[ProblemKind::Deleted])
    }
}

/// What a list with parameters may answer.
pub(super) struct Queried;

impl IntoResponses for Queried {
    fn responses() -> Responses {
        problems(&[ProblemKind::Malformed, ProblemKind::NotFound, ProblemKind::Invalid])
    }
}

/// What every write may answer.
pub(super) struct Writing;

impl IntoResponses for Writing {
    fn responses() -> Responses {
        let kinds = [
            ProblemKind::Malformed,
            ProblemKind::Forbidden,
            ProblemKind::RoleNeeded,
            ProblemKind::NotFound,
            ProblemKind::UnsupportedMediaType,
            ProblemKind::Invalid,
        ];
        let mut all = problems(&ALWAYS);
        all.extend(problems(&kinds));
        all
    }
}

/// What storing an article may answer.
pub(super) struct Storing;

impl IntoResponses for Storing {
    fn responses() -> Responses {
        problems(&[ProblemKind::Duplicate, ProblemKind::Changed])
    }
}

/// What deciding on a position may answer.
pub(super) struct Deciding;

impl IntoResponses for Deciding {
    fn responses() -> Responses {
        problems(&[ProblemKind::Changed, ProblemKind::Stale, ProblemKind::PreconditionRequired])
    }
}

/// What changing or deleting an article may answer.
pub(super) struct Changing;

impl IntoResponses for Changing {
    fn responses() -> Responses {
        problems(&[
            ProblemKind::Duplicate,
            ProblemKind::Changed,
            ProblemKind::Stale,
            ProblemKind::PreconditionRequired,
        ])
    }
}
