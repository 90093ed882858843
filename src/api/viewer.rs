//! The interactive viewer of the OpenAPI document, whole inside the binary.

use axum::Router;
use axum::http::{HeaderValue, header};
use tower_http::decompression::DecompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::server::AppState;

/// As everywhere, but for what the viewer draws with: style attributes, and pictures in `data:`.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; \
     script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(super) fn routes() -> Router<AppState> {
    let config = Config::from("/api/v1/openapi.json").validator_url("none");
    let policy = HeaderValue::from_static(CONTENT_SECURITY_POLICY);
    let policy = SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, policy);
    // Its files stand packed in the binary; whether they are sent so is for the client to say, as
    // with every answer.
    Router::from(SwaggerUi::new("/api/viewer").config(config))
        .layer(DecompressionLayer::new())
        .layer(policy)
}
