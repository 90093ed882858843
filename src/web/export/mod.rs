//! The same lists as data: whole, streamed page by page, as JSON or CSV.

mod records;

use std::future::Future;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde_json::Value;

use super::error::WebError;
use crate::store::{Cursor, MAX_LIMIT, Page, PageRequest, StoreError};

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// `{"items": […], "next": null}`
    Json,
    /// A row of names, then a row an entry.
    Csv,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }
}

/// The last segment of an address without `.json` or `.csv`, and which of them it had.
pub(crate) fn split(segment: &str) -> (&str, Option<Format>) {
    for format in [Format::Json, Format::Csv] {
        let stem = segment.strip_suffix(format.ending()).and_then(|stem| stem.strip_suffix('.'));
        if let Some(stem) = stem {
            return (stem, Some(format));
        }
    }
    (segment, None)
}

/// An entry of a list as data.
pub(crate) trait Record: Send + 'static {
    /// The names of the CSV's columns.
    const COLUMNS: &'static [&'static str];

    /// The entry as JSON.
    fn json(&self) -> Value;

    /// The entry as CSV rows: one, or one for each thing in it.
    fn rows(&self) -> Vec<Vec<String>>;
}

/// A list that stands whole in memory.
pub(crate) fn whole<R: Record>(format: Format, name: &str, items: &[R]) -> Response {
    let chunk = write(format, items, Place::Only);
    answer(format, name, Body::from(chunk))
}

/// A list of the store, fetched page by page while it is sent.
///
/// # Errors
/// When the first page fails; a later one breaks the answer off.
pub(crate) async fn stream<R, F, P>(
    format: Format,
    name: &str,
    fetch: F,
) -> Result<Response, WebError>
where
    R: Record,
    F: Fn(PageRequest) -> P + Send + 'static,
    P: Future<Output = Result<Page<R>, StoreError>> + Send,
{
    let request = |after: Option<Cursor>| PageRequest::new(after, Some(MAX_LIMIT));
    let first = fetch(request(None)).await?;
    let Some(next) = first.next else {
        return Ok(whole(format, name, &first.items));
    };
    let head = write(format, &first.items, Place::First);
    let rest = stream::try_unfold((Some(next), fetch), move |(after, fetch)| async move {
        let Some(after) = after else { return Ok(None) };
        let page = fetch(request(Some(after))).await?;
        let place = if page.next.is_some() { Place::Middle } else { Place::Last };
        Ok(Some((write(format, &page.items, place), (page.next, fetch))))
    });
    let rest = rest.inspect_err(|error: &StoreError| {
        tracing::error!(error = %error, "a list broke off while it was sent");
    });
    let all = stream::once(async { Ok(head) }).chain(rest);
    Ok(answer(format, name, Body::from_stream(all)))
}

fn answer(format: Format, name: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.ending());
    let headers = [
        (header::CONTENT_TYPE, format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, body).into_response()
}

/// Which page of a list a chunk is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Only,
    First,
    Middle,
    Last,
}

impl Place {
    fn begins(self) -> bool {
        matches!(self, Self::Only | Self::First)
    }

    fn ends(self) -> bool {
        matches!(self, Self::Only | Self::Last)
    }
}

fn write<R: Record>(format: Format, items: &[R], place: Place) -> Vec<u8> {
    match format {
        Format::Json => write_json(items, place),
        Format::Csv => write_csv(items, place),
    }
}

fn write_json<R: Record>(items: &[R], place: Place) -> Vec<u8> {
    let mut text = String::new();
    if place.begins() {
        text.push_str("{\"items\":[");
    }
    for (at, item) in items.iter().enumerate() {
        if at > 0 || !place.begins() {
            text.push(',');
        }
        text.push_str(&item.json().to_string());
    }
    if place.ends() {
        text.push_str("],\"next\":null}");
    }
    text.into_bytes()
}

fn write_csv<R: Record>(items: &[R], place: Place) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |row: &[String]| {
        writer.write_record(row).expect("every row has as many cells as there are columns");
    };
    if place.begins() {
        put(&R::COLUMNS.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
    }
    for row in items.iter().flat_map(R::rows) {
        put(&row.into_iter().map(defused).collect::<Vec<_>>());
    }
    writer.into_inner().expect("a vector takes every byte")
}

/// A cell that no spreadsheet reads as a formula
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn defused(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_segment_is_split_from_its_ending() {
        assert_eq!(split("water.csv"), ("water", Some(Format::Csv)));
        assert_eq!(split("water.json"), ("water", Some(Format::Json)));
        assert_eq!(split("water"), ("water", None));
        assert_eq!(split("json"), ("json", None));
        assert_eq!(split(".csv"), ("", Some(Format::Csv)));
    }

    #[test]
    fn formulas_are_defused() {
        for bad in ["=1+1", "+1", "-1", "@x", "\tx", "\rx"] {
            assert_eq!(defused(bad.to_owned()), format!("'{bad}"));
        }
        assert_eq!(defused("a=b".to_owned()), "a=b");
    }
}
