//! Catalogs: read the one in force, store a new or changed one.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::AppendHeaders;

use super::described::{Named, Reading, Writing};
use super::error::ApiError;
use super::extract::{self, Path};
use super::negotiations::pending;
use super::problem_kind::ProblemKind;
use super::shapes::{CatalogAnswer, CatalogInForce, CatalogOutcome};
use crate::domain::Catalog;
use crate::server::AppState;
use crate::store::{CatalogChange, Cause};

/// Read a negotiation's catalog
///
/// The catalog in force, also as the TOML that was stored, the progress of one that waits, and what
/// the last reading of all articles changed.
#[utoipa::path(get, path = "/negotiations/{slug}/catalog", tag = "Negotiations",
    params(("slug" = String, Path, description = "The negotiation's slug.", example = "ukraine-russia")),
    responses((status = 200, description = "The catalog in force.", body = CatalogInForce), Reading, Named))]
pub(super) async fn find_catalog(
    State(state): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Json<CatalogInForce>, ApiError> {
    let negotiation = state.pipeline.known_negotiation(&slug).await?;
    let pending = pending(&state, &negotiation).await?;
    let reread = state.store.latest_rereading(negotiation.row.negotiation_id).await?;
    let catalog = (&negotiation.row, negotiation.catalog());
    Ok(Json(CatalogInForce::new(catalog, pending, reread)))
}

/// Store a negotiation's catalog
///
/// Makes a negotiation, or changes its parties, issues and the words that stand for them. The body
/// is TOML (`application/toml`, `text/*` or no `Content-Type`) or JSON (`application/json`). When
/// articles must be read again, readers see the old findings until all of them have been.
#[utoipa::path(put, path = "/negotiations/{slug}/catalog", tag = "Negotiations",
    params(("slug" = String, Path, description = "The negotiation's slug; the catalog's own must equal it.",
        example = "ukraine-russia")),
    request_body(description = "The catalog.", content(
        (String = "application/toml"), (Catalog = "application/json"))),
    responses(
        (status = 200, description = "In force, or unchanged.", body = CatalogAnswer),
        (status = 201, description = "A new negotiation.", body = CatalogAnswer,
            headers(("Location" = String, description = "The negotiation."))),
        (status = 202, description = "In force once every article has been read by it.", body = CatalogAnswer,
            headers(("Location" = String, description = "Where the progress can be read."))),
        Writing))]
pub(super) async fn put_catalog(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    cause: Cause,
    request: Request,
) -> Result<(StatusCode, Location, Json<CatalogAnswer>), ApiError> {
    let (catalog, source) = read_catalog(request).await?;
    if catalog.slug.as_str() != slug {
        let message = format!(
            "is `{}` in the catalog but `{}` in the address; both must be the same",
            catalog.slug,
            super::error::shown(&slug)
        );
        return Err(ApiError::invalid("slug", message));
    }
    let change = state.pipeline.put_catalog(&catalog, &source, &cause).await?;
    let negotiation = format!("/api/v1/negotiations/{slug}");
    let href = format!("{negotiation}/catalog");
    let (status, location) = match change {
        CatalogChange::Created => (StatusCode::CREATED, Some(negotiation)),
        CatalogChange::Pending => (StatusCode::ACCEPTED, Some(href.clone())),
        CatalogChange::Unchanged | CatalogChange::Replaced => (StatusCode::OK, None),
    };
    let answer = CatalogAnswer { slug, outcome: CatalogOutcome::from(change), href };
    Ok((status, AppendHeaders(location.map(|href| (header::LOCATION, href))), Json(answer)))
}

/// The header `Location`, when there is one.
pub(super) type Location = AppendHeaders<Option<(HeaderName, String)>>;

async fn read_catalog(request: Request) -> Result<(Catalog, String), ApiError> {
    let kind = extract::media_type(request.headers());
    let is_json = match kind.as_deref() {
        Some("application/json") => true,
        None | Some("application/toml") => false,
        Some(kind) if kind.starts_with("text/") => false,
        Some(_) => {
            return Err(ApiError::new(
                ProblemKind::UnsupportedMediaType,
                "send TOML, with the header `Content-Type: application/toml`, or JSON, with \
                 `Content-Type: application/json`",
            ));
        }
    };
    let bytes = extract::read_body(request).await?;
    let source = std::str::from_utf8(&bytes)
        .map_err(|_| ApiError::new(ProblemKind::Malformed, "the catalog is not UTF-8"))?;
    if is_json {
        let catalog = Catalog::parse_json(source)?;
        let source = catalog.to_toml();
        return Ok((catalog, source));
    }
    Ok((Catalog::parse_toml(source)?, source.to_owned()))
}
