//! Entity tags for what is read, and 304 for what has not changed.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::Body as _;
use http_body_util::BodyExt;

use crate::domain::sha256_hex;

/// Tags every answer 200 to GET or HEAD whose body is whole (streams pass), and answers 304 to a
/// request that has it already.
pub(super) async fn tag(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    let whole = response.body().size_hint().exact().is_some();
    if !reads || !whole || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Some(tag) = tag_of(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    let unchanged = known.is_some_and(|known| matches(&known, &tag));
    parts.headers.insert(header::ETAG, tag);
    parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    if unchanged {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// A weak tag: the same content may be sent compressed.
fn tag_of(bytes: &[u8]) -> Option<HeaderValue> {
    let hex = sha256_hex([bytes]);
    HeaderValue::try_from(format!("W/\"{}\"", &hex[..32])).ok()
}

fn matches(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else {
        return false;
    };
    let opaque = tag.trim_start_matches("W/");
    known.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == opaque)
}
