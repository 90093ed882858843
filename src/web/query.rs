//! What stands after the question mark: values that hold or an error that says what would, and
//! addresses built from them.

use std::str::FromStr;

use jiff::civil::Date;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::error::{WebError, shown};
use super::view::{Choice, FilterChoice, FilterInput, Names};
use crate::domain::{CatalogId, Stance, Status};
use crate::store::{FindingFilter, MAX_LIMIT, Outlet, PageRequest};

/// Most outlets in a filter's list; more are named in the address.
const MAX_OUTLETS: usize = 200;
/// Longest address to go on to, in bytes.
const MAX_NEXT: usize = 2_000;
/// Longest text in a filter, in characters.
const MAX_CHARS: usize = 500;

/// The parameters of a list of passages or positions.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FindingQuery {
    pub(crate) party: String,
    pub(crate) stance: String,
    pub(crate) outlet: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) status: String,
    pub(crate) doubtful: String,
    pub(crate) after: String,
    pub(crate) limit: String,
}

impl FindingQuery {
    /// What the list shows, under a catalog.
    pub(crate) fn filter(
        &self,
        catalog: CatalogId,
        names: Names<'_>,
    ) -> Result<FindingFilter, WebError> {
        let party = match given(&self.party) {
            Some(slug) => Some(names.filtered_party(slug)?),
            None => None,
        };
        Ok(FindingFilter {
            party,
            stance: one_of::<Stance>("stance", &self.stance)?,
            status: one_of::<Status>("status", &self.status)?,
            outlet: line("outlet", &self.outlet)?,
            from: day("from", &self.from)?,
            to: day("to", &self.to)?,
            doubtful: doubtful(&self.doubtful)?,
            ..FindingFilter::of(catalog)
        })
    }

    /// Which page of the list.
    pub(crate) fn page(&self) -> Result<PageRequest, WebError> {
        page(&self.after, &self.limit)
    }

    /// True when nothing is filtered.
    pub(crate) fn is_bare(&self) -> bool {
        self.pairs().iter().all(|(_, value)| given(value).is_none())
    }

    /// The filters as parameters, without the place in the list.
    pub(crate) fn pairs(&self) -> [(&'static str, &str); 7] {
        [
            ("party", &self.party),
            ("stance", &self.stance),
            ("outlet", &self.outlet),
            ("from", &self.from),
            ("to", &self.to),
            ("status", &self.status),
            ("doubtful", &self.doubtful),
        ]
    }
}

/// What was given, if anything was.
pub(crate) fn given(value: &str) -> Option<&str> {
    Some(value.trim()).filter(|value| !value.is_empty())
}

/// Whether doubtful positions are asked for.
pub(crate) fn doubtful(value: &str) -> Result<bool, WebError> {
    match given(value) {
        None => Ok(false),
        Some("shown") => Ok(true),
        Some(word) => {
            let message = format!("`{}` is not known: `shown`, or nothing", shown(word));
            Err(WebError::Unfit { field: "doubtful", message })
        }
    }
}

/// A value of a closed set.
pub(crate) fn one_of<T: FromStr<Err = String>>(
    field: &'static str,
    value: &str,
) -> Result<Option<T>, WebError> {
    let Some(word) = given(value) else { return Ok(None) };
    // The set's own message repeats the word: shorten it first.
    shown(word).parse().map(Some).map_err(|message| WebError::Unfit { field, message })
}

/// One line of text.
pub(crate) fn line(field: &'static str, value: &str) -> Result<Option<String>, WebError> {
    let Some(text) = given(value) else { return Ok(None) };
    if text.chars().any(char::is_control) || text.chars().count() > MAX_CHARS {
        let message = format!("must be one line of at most {MAX_CHARS} characters");
        return Err(WebError::Unfit { field, message });
    }
    Ok(Some(text.to_owned()))
}

/// A calendar date.
pub(crate) fn day(field: &'static str, value: &str) -> Result<Option<String>, WebError> {
    let Some(text) = given(value) else { return Ok(None) };
    let digits = |(at, b): (usize, u8)| match at {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    };
    let well_formed = text.len() == 10 && text.bytes().enumerate().all(digits);
    if well_formed && text.parse::<Date>().is_ok() {
        return Ok(Some(text.to_owned()));
    }
    let message = format!("`{}` is no date: write YYYY-MM-DD", shown(text));
    Err(WebError::Unfit { field, message })
}

/// Rows of a page when nothing is asked: an entry with its words and citations is several KiB.
const ROWS: i64 = 25;

/// A page of a list by its parameters.
pub(crate) fn page(after: &str, limit: &str) -> Result<PageRequest, WebError> {
    let after = match given(after) {
        Some(cursor) => {
            Some(cursor.parse().map_err(|message| WebError::Unfit { field: "after", message })?)
        }
        None => None,
    };
    Ok(PageRequest::new(after, number("limit", limit, MAX_LIMIT)?.or(Some(ROWS))))
}

/// A whole number from 1 to `most`.
pub(crate) fn number(field: &'static str, value: &str, most: i64) -> Result<Option<i64>, WebError> {
    let Some(text) = given(value) else { return Ok(None) };
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    let message = || format!("`{}` is not a whole number from 1 to {most}", shown(text));
    number.map(Some).ok_or_else(|| WebError::Unfit { field, message: message() })
}

/// `path` with those of the parameters that have a value.
pub(crate) fn address<'p>(
    path: &str,
    pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in pairs.into_iter().filter(|(_, value)| given(value).is_some()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// An address within this site, or the beginning: nobody is led elsewhere by a link to here.
pub(crate) fn local(next: &str) -> &str {
    let is_plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let is_path = next.starts_with('/') && !next.starts_with("//");
    if is_plain && is_path && next.len() <= MAX_NEXT { next } else { "/" }
}

/// A filter by stance.
pub(crate) fn stances(chosen: &str) -> FilterChoice {
    let words = Stance::ALL.iter().map(|stance| (stance.as_str(), stance.as_str()));
    choice(("stance", "Stance", "any"), words, chosen)
}

/// A filter by status.
pub(crate) fn statuses(chosen: &str) -> FilterChoice {
    let words = [
        ("suggested", "machine-read"),
        ("confirmed", "confirmed"),
        ("corrected", "corrected"),
        ("added", "added"),
        ("rejected", "struck out"),
    ];
    choice(("status", "Read by", "machine or person"), words, chosen)
}

/// Whether doubtful positions are shown.
pub(crate) fn doubts(chosen: &str) -> FilterChoice {
    choice(("doubtful", "Doubtful readings", "left out"), [("shown", "shown too")], chosen)
}

/// A filter by outlet; the chosen one is there even when the list does not have it.
pub(crate) fn outlets(outlets: &[Outlet], chosen: &str) -> FilterChoice {
    let chosen = chosen.trim();
    let mut names: Vec<&str> =
        outlets.iter().take(MAX_OUTLETS).map(|outlet| outlet.name.as_str()).collect();
    if !chosen.is_empty() && !names.contains(&chosen) {
        names.push(chosen);
    }
    choice(("outlet", "Outlet", "any"), names.into_iter().map(|name| (name, name)), chosen)
}

/// A filter over named values: (value, words for it).
pub(crate) fn choice<'c>(
    (name, label, any): (&'static str, &'static str, &'static str),
    values: impl IntoIterator<Item = (&'c str, &'c str)>,
    chosen: &str,
) -> FilterChoice {
    let options = values.into_iter().map(|(value, text)| Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        selected: value == chosen.trim(),
    });
    FilterChoice { id: name, name, label, any, options: options.collect() }
}

/// The two ends of a stretch of time.
pub(crate) fn dates(from: &str, to: &str) -> Vec<FilterInput> {
    let input = |name, label, value: &str| FilterInput {
        id: name,
        name,
        label,
        kind: "date",
        value: value.to_owned(),
    };
    vec![input("from", "From", from), input("to", "To", to)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_do_not_hold_are_refused() {
        for bad in ["2026-02-30", "2026-2-3", "yesterday", "2026-02-01T00", "20260201", "\0"] {
            assert!(day("from", bad).is_err(), "{bad}");
        }
        for bad in ["0", "201", "-1", "x", "99999999999999999999999"] {
            assert!(number("limit", bad, 200).is_err(), "{bad}");
        }
        assert!(line("outlet", "a\u{1}b").is_err());
        assert!(one_of::<Stance>("stance", "agrees").is_err());
        assert!(page("garbage", "").is_err());
    }

    #[test]
    fn empty_values_ask_for_nothing() {
        assert_eq!(day("from", " ").unwrap(), None);
        assert_eq!(one_of::<Stance>("stance", "").unwrap(), None);
        assert_eq!(address("/a", [("q", ""), ("to", " ")]), "/a");
    }

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(address("/a", [("q", "x & y"), ("é", "#")]), "/a?q=x+%26+y&%C3%A9=%23");
    }
}
