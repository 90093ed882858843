//! Keyset paging: a page begins after the last row of the one before, newest first.

use std::fmt;
use std::str::FromStr;

/// Most rows on a page.
pub const MAX_LIMIT: i64 = 200;
/// Rows on a page when nothing is asked.
const DEFAULT_LIMIT: i64 = 50;

/// The place after a row: its date and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// `YYYY-MM-DD`.
    pub dated_on: String,
    /// The row's id.
    pub id: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.dated_on, self.id)
    }
}

impl FromStr for Cursor {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let wrong = || "is no cursor: take it from the `next` of a list".to_owned();
        let (date, id) = word.split_once('_').ok_or_else(wrong)?;
        let dated = date.len() == 10 && date.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if !dated {
            return Err(wrong());
        }
        let id = id.parse().map_err(|_| wrong())?;
        Ok(Self { dated_on: date.to_owned(), id })
    }
}

/// Which page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Where to go on; nothing for the first page.
    pub after: Option<Cursor>,
    limit: i64,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { after: None, limit: DEFAULT_LIMIT }
    }
}

impl PageRequest {
    /// The page after `after` with `limit` rows, brought into 1 to [`MAX_LIMIT`].
    #[must_use]
    pub fn new(after: Option<Cursor>, limit: Option<i64>) -> Self {
        Self { after, limit: limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT) }
    }

    /// Rows on the page.
    #[must_use]
    pub fn limit(&self) -> i64 {
        self.limit
    }

    /// One more than shown: whether there is a next page.
    pub(super) fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// The place after which the page begins: the cursor, else the end of the day `to`, else
    /// beyond every row. So the latest day bounds a list without a condition of its own, which
    /// would draw SQLite to an index by date alone.
    pub(super) fn start<'a>(&'a self, to: Option<&'a str>) -> (&'a str, i64) {
        let first = (to.unwrap_or("9999-99-99"), i64::MAX);
        self.after.as_ref().map_or(first, |cursor| (cursor.dated_on.as_str(), cursor.id))
    }
}

/// The UTC day of a stored instant (epoch milliseconds), `YYYY-MM-DD`.
pub(super) fn day(epoch_ms: i64) -> String {
    let instant = jiff::Timestamp::from_millisecond(epoch_ms).unwrap_or_default();
    jiff::tz::Offset::UTC.to_datetime(instant).date().to_string()
}

/// Rows of one page, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; nothing on the last.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page of rows fetched with one more than `request` shows.
    pub(super) fn of(mut items: Vec<T>, request: &PageRequest, at: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(at) } else { None };
        Self { items, next }
    }

    /// The same page with each row made into something else.
    #[must_use]
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(make).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_round_trips_and_nonsense_is_refused() {
        let cursor = Cursor { dated_on: "2026-02-01".to_owned(), id: 77 };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for bad in ["", "77", "2026-02-01", "2026-02-01_x", "x_1", "2026-02-0é_1"] {
            assert!(bad.parse::<Cursor>().is_err(), "{bad}");
        }
    }

    #[test]
    fn page_has_a_next_only_when_rows_are_left() {
        let request = PageRequest::new(None, Some(2));
        let at = |id: &i64| Cursor { dated_on: "2026-02-01".to_owned(), id: *id };
        assert_eq!(Page::of(vec![3, 2, 1], &request, at).next, Some(at(&2)));
        assert_eq!(Page::of(vec![3, 2], &request, at).next, None);
    }
}
