//! What every request passes: its id, log, the guard, panics, limits, headers, origin, compression.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_governor::GovernorLayer;
use tower_governor::governor::GovernorConfigBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use super::{AppState, errors, etag, guard};

/// Only our own style sheets, scripts, pictures; no inline script or style, no framing, no plug-ins.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";
/// Requests at once beyond the long-run rate, as a multiple of it.
const BURST: u32 = 10;

/// Wraps `routes` in every layer; what is named last meets a request first.
pub(super) fn apply(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    let limits = &state.settings.limits;
    let routes = routes
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(limits.max_body))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, limits.timeout()))
        .layer(CatchPanicLayer::custom(|panic: Box<dyn Any + Send + 'static>| {
            answer_panic(&*panic)
        }))
        .layer(from_fn(etag::tag))
        .layer(CsrfLayer::new())
        .layer(from_fn_with_state(state.clone(), guard::admit));
    let routes = match quota(limits.requests_per_second) {
        Some(quota) => routes.layer(quota),
        None => routes,
    };
    routes
        .layer(from_fn_with_state(state.clone(), errors::shape))
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest))
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span_of))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

type Quota = GovernorLayer<
    tower_governor::key_extractor::PeerIpKeyExtractor,
    governor::middleware::NoOpMiddleware,
    axum::body::Body,
>;

/// The layer that counts requests by address; nothing when there is no limit.
fn quota(per_second: u32) -> Option<Quota> {
    let period = 1_000_000_000_u64.checked_div(u64::from(per_second))?;
    let config = GovernorConfigBuilder::default()
        .per_nanosecond(period.max(1))
        .burst_size(per_second.saturating_mul(BURST))
        .finish()?;
    Some(GovernorLayer::new(Arc::new(config)))
}

fn span_of(request: &Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("");
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

fn answer_panic(panic: &(dyn Any + Send)) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = message, "a handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
