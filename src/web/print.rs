//! Dates, counts and closed sets in the words that pages print.

use crate::domain::{Rung, Stance};

/// A date as machines and as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Date {
    /// `YYYY-MM-DD`, `YYYY-MM`, or an instant in RFC 3339.
    pub(crate) iso: String,
    /// “15 December 2025” or “December 2025”.
    pub(crate) text: String,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The months as a table's columns name them.
pub(crate) const SHORT_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Year and, where it is one, name of the month of `YYYY-MM…`.
fn year_and_month(iso: &str) -> (&str, &'static str) {
    let month = iso.get(5..7).and_then(|month| month.parse::<usize>().ok());
    let name = month.and_then(|month| MONTHS.get(month.checked_sub(1)?));
    (iso.get(..4).unwrap_or(iso), name.copied().unwrap_or(""))
}

/// A stored day (`YYYY-MM-DD`).
pub(crate) fn date(iso: &str) -> Date {
    let (year, month) = year_and_month(iso);
    let day = iso.get(8..10).unwrap_or("").trim_start_matches('0');
    Date { iso: iso.to_owned(), text: format!("{day} {month} {year}") }
}

/// A stored instant (epoch milliseconds), to the minute.
pub(crate) fn moment(epoch_ms: i64) -> Date {
    let instant = jiff::Timestamp::from_millisecond(epoch_ms).unwrap_or_default();
    let iso = instant.to_string();
    let day = date(&iso).text;
    Date { text: format!("{day}, {} UTC", iso.get(11..16).unwrap_or("")), iso }
}

/// A stored month (`YYYY-MM`).
pub(crate) fn month(iso: &str) -> Date {
    let (year, month) = year_and_month(iso);
    Date { iso: iso.to_owned(), text: format!("{month} {year}") }
}

/// “Dec ’25”: for narrow cells.
pub(crate) fn short_month(iso: &str) -> String {
    let (year, month) = year_and_month(iso);
    let (month, year) = (month.get(..3).unwrap_or(""), year.get(2..).unwrap_or(year));
    format!("{month} ’{year}")
}

/// A number with its thousands set apart.
pub(crate) fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 {
        text.insert(0, '−');
    }
    text
}

/// “no position”, “1 position”, “2,140 positions”.
pub(crate) fn count(how_many: i64, one: &str) -> String {
    match how_many {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        many => match one.strip_suffix('y') {
            Some(stem) => format!("{} {stem}ies", number(many)),
            None => format!("{} {one}s", number(many)),
        },
    }
}

/// A time to wait, given in seconds: “1 second”, “30 seconds”, “5 minutes”.
pub(crate) fn wait(seconds: i64) -> String {
    match seconds {
        1 => "1 second".to_owned(),
        seconds if seconds < 120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", (seconds + 59) / 60),
    }
}

/// The length of a list as the store counts.
pub(crate) fn len<T>(list: &[T]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}

/// How a position is known, in words.
pub(crate) fn rung(rung: Rung) -> String {
    rung.as_str().replace('-', " ")
}

/// What a rung means.
pub(crate) fn rung_meaning(rung: Rung) -> &'static str {
    match rung {
        Rung::SignedDocument => "A treaty, memorandum, communiqué or law that it signed or issued.",
        Rung::OnRecord => "A leader, minister or envoy said it, named, in public.",
        Rung::Spokesperson => "A spokesperson, or an institution’s public statement.",
        Rung::UnnamedOfficial => "An official or source who is not named.",
        Rung::Leak => "A leaked or obtained document.",
        Rung::RivalClaim => "Another party’s word for it.",
        Rung::Paraphrase => "The outlet’s own account, with nobody named as its source.",
    }
}

/// What a stance means, short enough for a legend.
pub(crate) fn stance_meaning(stance: Stance) -> &'static str {
    match stance {
        Stance::Demands => "wants it, makes it a requirement",
        Stance::Offers => "would give it, or proposes it",
        Stance::Accepts => "agrees to it",
        Stance::Conditions => "would, but only if",
        Stance::Rejects => "refuses it, rules it out",
        Stance::Undecided => "leaves it open",
    }
}

/// A confidence, said modestly: a word before the number.
pub(crate) fn confidence(value: f64) -> String {
    let word = if value >= 0.8 {
        "high"
    } else if value >= 0.5 {
        "middling"
    } else {
        "low"
    };
    format!("{word} ({value:.2}, as the machine judges itself)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_words() {
        assert_eq!(date("2025-12-05").text, "5 December 2025");
        assert_eq!(month("1994-01").text, "January 1994");
        assert_eq!(short_month("2025-12-15"), "Dec ’25");
    }

    #[test]
    fn a_date_that_is_none_does_not_panic() {
        for odd in ["", "é", "2025-99-99", "2025"] {
            date(odd);
            month(odd);
            short_month(odd);
        }
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(count(0, "position"), "no position");
        assert_eq!(count(1, "party"), "1 party");
        assert_eq!(count(19, "party"), "19 parties");
        assert_eq!(count(1_234_567, "article"), "1,234,567 articles");
    }
}
