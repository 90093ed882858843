//! Pages of a list: the parameters that choose one, and the answer with its link to the next.

use axum::Json;
use axum::extract::OriginalUri;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::IntoParams;

use super::extract::{FromParams, Params};
use super::shapes::List;
use crate::store::{Cursor, MAX_LIMIT, PageRequest};

/// Which page of a list.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// The `next` of the page before.
    #[param(value_type = Option<String>, example = "2026-01-15_8897123456")]
    cursor: Option<Cursor>,
    /// Entries on the page, at most 200; 50 when it is not given.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<i64>,
}

impl FromParams for PageQuery {
    fn take(params: &mut Params) -> Self {
        Self { cursor: params.parsed("cursor"), limit: params.number("limit", (1, MAX_LIMIT)) }
    }
}

impl PageQuery {
    /// The store's request for this page.
    pub(super) fn request(&self) -> PageRequest {
        PageRequest::new(self.cursor.clone(), self.limit)
    }
}

/// A page of a list as it is answered: `Link` leads to the next one.
pub(super) struct Listed<T>(pub(super) OriginalUri, pub(super) List<T>);

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let Self(OriginalUri(uri), list) = self;
        with_link(&uri, list.next.clone().as_deref(), Json(list))
    }
}

/// Adds the link to the next page.
pub(super) fn with_link(uri: &Uri, next: Option<&str>, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    if let Some(link) = next.and_then(|next| link(uri, next)) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

/// The same query with another cursor.
fn link(uri: &Uri, next: &str) -> Option<HeaderValue> {
    let query = uri.query().unwrap_or_default();
    let mut pairs: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && pair.split('=').next() != Some("cursor"))
        .collect();
    let cursor = format!("cursor={next}");
    pairs.push(&cursor);
    let link = format!("<{}?{}>; rel=\"next\"", uri.path(), pairs.join("&"));
    HeaderValue::try_from(link).ok()
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn the_link_keeps_the_query_and_replaces_the_cursor() {
        let uri = "/api/v1/passages?negotiation=x&cursor=old&limit=2".parse().unwrap();
        assert_eq!(
            link(&uri, "2026-01-15_7").unwrap(),
            "</api/v1/passages?negotiation=x&limit=2&cursor=2026-01-15_7>; rel=\"next\""
        );
        assert_eq!(link(&"/a".parse().unwrap(), "1").unwrap(), "</a?cursor=1>; rel=\"next\"");
    }
}
