//! Codings: one's own, read and put whole; how far coders agree.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};

use super::articles::stored_article;
use super::described::{Bygone, Deciding, Named, Reading, Writing};
use super::error::ApiError;
use super::extract::{JsonBody, Path};
use super::names;
use super::problem_kind::ProblemKind;
use super::shapes::{Agreement, Coding, NewCoding};
use crate::domain::AccountId;
use crate::pipeline::{self, PipelineError};
use crate::server::AppState;
use crate::store::{Article, Cause, CodingError, StoreError};

/// Measure the agreement of coders
///
/// Krippendorff's alpha for issues and for stances, F1 for positions, over the articles that two
/// people have coded independently; and how far the coding of each article is. The page
/// `/{slug}/agreement` has the formulas and their sources.
#[utoipa::path(get, path = "/negotiations/{slug}/agreement", tag = "Coding",
    params(("slug" = String, Path, description = "The negotiation\'s slug.", example = "ukraine-russia")),
    responses((status = 200, description = "The figures.", body = Agreement), Reading, Named))]
pub(super) async fn find_agreement(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<Agreement>, ApiError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let coded = state.pipeline.coding_state(&negotiation).await?;
    Ok(Json(Agreement::from(&coded)))
}

/// Read one's own coding of an article
///
/// With the sentences of the article's present text that can be marked; at version 0 while it is not
/// begun. Nobody else's marks are here.
#[utoipa::path(get, path = "/articles/{id}/coding", tag = "Coding",
    params(("id" = i64, Path, description = "The article\'s id.", example = 8_897_123_456_i64)),
    responses((status = 200, description = "The coding.", body = Coding), Reading, Writing, Bygone))]
pub(super) async fn find_coding(
    State(state): State<AppState>,
    Path(id): Path<String>,
    cause: Cause,
) -> Result<Json<Coding>, ApiError> {
    let article = stored_article(&state, names::article_id(&id)?).await?;
    read(&state, &article, own_account(&cause)?).await.map(Json)
}

/// Put one's own coding of an article
///
/// Whole: marks that are not sent are gone. The request must name the version that it rests on, in the
/// header `If-Match` (`"3"`) or as `version` in the body; 0 begins a coding. A mark names a whole
/// sentence; the bare issue beside a position on it in the same sentence is left out. Once the article
/// is adjudicated, the coding stays as it is.
#[utoipa::path(put, path = "/articles/{id}/coding", tag = "Coding",
    params(("id" = i64, Path, description = "The article\'s id.", example = 8_897_123_456_i64),
        ("If-Match" = Option<String>, Header, description = "The version it rests on, in quotation marks.",
            example = "\"0\"")),
    request_body = NewCoding,
    responses((status = 200, description = "The coding as it is now.", body = Coding), Writing, Deciding, Bygone))]
pub(super) async fn put_coding(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    cause: Cause,
    JsonBody(new): JsonBody<NewCoding>,
) -> Result<Json<Coding>, ApiError> {
    let article = stored_article(&state, names::article_id(&id)?).await?;
    let account = own_account(&cause)?;
    let (version, when_stale) = version(&headers, new.version)?;
    if new.revision != article.row.revision {
        return Err(StoreError::Coding(CodingError::Edited).into());
    }
    let raw = new.resting_on(version);
    match state.pipeline.put_coding(&article, account, &raw, &cause).await {
        Ok(_) => read(&state, &article, account).await.map(Json),
        Err(PipelineError::Store(StoreError::Coding(
            error @ (CodingError::Changed(_) | CodingError::NotBegun),
        ))) => Err(ApiError::new(when_stale, error.to_string())),
        Err(error) => Err(error.into()),
    }
}

async fn read(state: &AppState, article: &Article, account: AccountId) -> Result<Coding, ApiError> {
    let negotiation = state.pipeline.known_negotiation(article.row.negotiation.as_str()).await?;
    let place = (article.row.id, article.row.revision);
    let coding = state.store.coding((place.0, Some(place.1)), account).await?;
    let blind = state.store.codes_blindly(negotiation.row.negotiation_id).await?;
    let settled = state.store.adjudication(place).await?;
    let sentences = pipeline::sentences(&negotiation, &article.text);
    Ok(Coding::of(article, coding.as_ref(), (blind, settled.is_some()), &sentences))
}

/// Whose coding it is. Without accounts there is nobody.
fn own_account(cause: &Cause) -> Result<AccountId, ApiError> {
    cause.actor.account.ok_or_else(|| {
        ApiError::new(
            ProblemKind::SignInNeeded,
            "independent coding needs accounts, and this server has none yet; `concordance user add \
             NAME --role admin` makes the first",
        )
    })
}

/// The version that a coding rests on, and what to answer when it is no longer so.
fn version(headers: &HeaderMap, given: Option<i64>) -> Result<(i64, ProblemKind), ApiError> {
    let Some(header) = headers.get(header::IF_MATCH) else {
        let given = given.ok_or_else(|| {
            ApiError::new(
                ProblemKind::PreconditionRequired,
                "name the coding's `version`, as it was read: in the header `If-Match: \"3\"`, or as \
                 `version`; 0 begins one",
            )
        })?;
        return Ok((given, ProblemKind::Changed));
    };
    let word = header.to_str().unwrap_or_default().trim();
    let bare = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap_or(word);
    let named = bare.parse().ok().filter(|_| given.is_none_or(|given| given.to_string() == bare));
    let named = named.ok_or_else(|| {
        ApiError::invalid("If-Match", "is no version in quotation marks, or another than `version`")
    })?;
    Ok((named, ProblemKind::Stale))
}
