//! Passages, positions and shifts as entries of a list.

use super::{Link, Names};
use crate::domain::{CharIndex, CharSpan, IssueSlug, PositionId, Stance, Status};
use crate::store::{
    FoundAttribution, PositionRow, Shift as StoredShift, StoredPassage, Suggestion,
};
use crate::web::cite::Cite;
use crate::web::fragment;
use crate::web::print::{self, Date};

/// What an entry is called, and where it leads.
pub(crate) struct Head {
    pub(crate) href: String,
    pub(crate) text: String,
}

/// What the heads of a list's entries name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum HeadedBy {
    /// The party: on an issue's page.
    Party,
    /// The issue: on a party's page.
    Issue,
    /// The date: where both are given.
    Date,
}

/// A piece of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) text: String,
    pub(crate) is_cue: bool,
}

/// A quote, exactly, with where it stands.
pub(crate) struct Words {
    pub(crate) href: String,
    pub(crate) lang: String,
    pub(crate) parts: Vec<Part>,
}

/// The words of an attribution that made a position's speaker or reporter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Speech {
    /// The words that name the source, "she" among them.
    pub(crate) source: Option<String>,
    /// The reporting words.
    pub(crate) cue: Option<String>,
    /// In quotation marks, retold, or both.
    pub(crate) kind: String,
}

impl Speech {
    /// An attribution's words in the text of `index`.
    pub(crate) fn of(found: &FoundAttribution, index: &CharIndex<'_>) -> Self {
        let words = |span: Option<CharSpan>| Some(index.quote(span?)?.to_owned());
        let (source, cue) = (words(found.source), words(found.cue));
        Self { source, cue, kind: found.kind.clone() }
    }
}

/// One position, own or reported.
pub(crate) struct Position {
    pub(crate) id: PositionId,
    pub(crate) head: Head,
    pub(crate) party: String,
    pub(crate) party_href: String,
    /// The issue, where an entry's place does not say it.
    pub(crate) on_issue: Option<String>,
    pub(crate) stance: Stance,
    pub(crate) moved_from: Option<Stance>,
    pub(crate) status: Status,
    pub(crate) published_on: Option<Date>,
    pub(crate) words: Words,
    pub(crate) title: String,
    pub(crate) outlet: Option<String>,
    pub(crate) speaker: Option<String>,
    pub(crate) reported_by: Option<String>,
    /// As `reported_by`; empty for a party's own position.
    pub(crate) reported_by_name: String,
    pub(crate) rung: String,
    pub(crate) rung_href: String,
    pub(crate) is_sample: bool,
    /// Its sentence in the article.
    pub(crate) href: String,
    /// Its sentence at the outlet.
    pub(crate) source_url: Option<String>,
    pub(crate) cite: Cite,
    pub(crate) cue: Option<String>,
    /// The words that name the holder.
    pub(crate) holder: Option<String>,
    /// Who is said to have said it, where the article's whole text is at hand.
    pub(crate) speech: Option<Speech>,
    pub(crate) confidence: String,
    pub(crate) is_doubtful: bool,
    pub(crate) start: i64,
    pub(crate) end: i64,
    /// Its own page, with its history.
    pub(crate) page_href: String,
    /// The state on which a verdict rests.
    pub(crate) token: String,
    /// What the machine reads, where a person's values stand instead.
    pub(crate) machine: Option<String>,
    /// The reader that found it; nothing where only a person did.
    pub(crate) reader: Option<String>,
}

impl Position {
    /// A stored position.
    pub(crate) fn of(row: &PositionRow, names: Names<'_>, by: HeadedBy) -> Self {
        let href = format!("/articles/{}#passage-{}", row.article_id, row.passage_id);
        let (span, cues) = (row.span(), Vec::from_iter(row.cue()));
        let parts = parts(&row.quote, span, &cues);
        let cue = parts.iter().find(|part| part.is_cue).map(|part| part.text.clone());
        let holder = row.holder().and_then(|holder| words_at(&row.quote, span, holder));
        let reported_by = row.reported_by.as_ref().map(|party| names.party(party));
        Self {
            id: row.id,
            head: head(row, names, by),
            party: names.party(&row.party),
            party_href: names.party_href(&row.party),
            on_issue: None,
            stance: row.stance,
            moved_from: None,
            status: row.status,
            published_on: row.published_on.as_deref().map(print::date),
            words: Words { href: href.clone(), lang: row.language.clone(), parts },
            title: row.article_title.clone(),
            outlet: row.outlet.clone(),
            speaker: row.speaker.clone(),
            reported_by_name: reported_by.clone().unwrap_or_default(),
            reported_by,
            rung: print::rung(row.rung),
            rung_href: format!("/about#rung-{}", row.rung),
            is_sample: row.sample,
            source_url: row.url.as_deref().and_then(|url| fragment::source_at(url, &row.quote)),
            cite: Cite::of_position(row, names),
            href,
            cue,
            holder,
            speech: None,
            confidence: print::confidence(row.confidence),
            is_doubtful: row.doubtful,
            start: span.start,
            end: span.end,
            page_href: format!("/positions/{}", row.id),
            token: row.token(),
            machine: row.suggestion().map(|read| machine(&read)),
            reader: row.reader.clone(),
        }
    }
}

/// What the machine reads, in words.
fn machine(read: &Suggestion) -> String {
    let speaker = read.speaker.as_deref().map(|name| format!(", in the words of {name}"));
    let confidence = print::confidence(read.confidence);
    format!("{}{}; confidence {confidence}", read.stance, speaker.unwrap_or_default())
}

fn head(row: &PositionRow, names: Names<'_>, by: HeadedBy) -> Head {
    let href = names.cell_href(&row.issue, &row.party);
    match by {
        HeadedBy::Party => Head { href, text: names.party(&row.party) },
        HeadedBy::Issue => Head { href, text: names.issue(&row.issue) },
        HeadedBy::Date => {
            let text = row.published_on.as_deref().map(|on| print::date(on).text);
            let href = format!("/articles/{}#passage-{}", row.article_id, row.passage_id);
            Head { href, text: text.unwrap_or_else(|| "undated".to_owned()) }
        }
    }
}

/// The words at `inner` of `quote`, which stands at `span`.
fn words_at(quote: &str, span: CharSpan, inner: CharSpan) -> Option<String> {
    let inner = CharSpan { start: inner.start - span.start, end: inner.end - span.start };
    Some(CharIndex::new(quote).to_bytes(inner)?.of(quote).to_owned())
}

/// `quote`, which stands at `span`, cut at the cues inside it.
pub(crate) fn parts(quote: &str, span: CharSpan, cues: &[CharSpan]) -> Vec<Part> {
    let index = CharIndex::new(quote);
    let mut inside: Vec<_> = cues
        .iter()
        .map(|cue| CharSpan { start: cue.start - span.start, end: cue.end - span.start })
        .filter_map(|cue| index.to_bytes(cue))
        .filter(|cue| !cue.is_empty())
        .collect();
    inside.sort();
    let mut parts = Vec::new();
    let mut push = |text: &str, is_cue| {
        if !text.is_empty() {
            parts.push(Part { text: text.to_owned(), is_cue });
        }
    };
    let mut at = 0;
    for cue in inside {
        if cue.start >= at {
            push(&quote[at..cue.start], false);
            push(cue.of(quote), true);
            at = cue.end;
        }
    }
    push(&quote[at..], false);
    parts
}

/// A position under a passage.
pub(crate) struct PassagePosition {
    pub(crate) party: String,
    pub(crate) party_href: String,
    pub(crate) stance: Stance,
    pub(crate) reported_by: Option<String>,
    pub(crate) status: Status,
    pub(crate) is_doubtful: bool,
}

/// A passage with the positions that rest on it.
pub(crate) struct Passage {
    pub(crate) id: i64,
    pub(crate) published_on: Option<Date>,
    pub(crate) outlet: Option<String>,
    pub(crate) words: Words,
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) is_sample: bool,
    pub(crate) positions: Vec<PassagePosition>,
}

impl Passage {
    /// A stored passage, with its positions on `issue`.
    pub(crate) fn of(stored: &StoredPassage, names: Names<'_>, issue: &IssueSlug) -> Self {
        let row = &stored.passage;
        let on_issue: Vec<&PositionRow> =
            stored.positions.iter().filter(|position| position.issue == *issue).collect();
        let cues: Vec<CharSpan> = on_issue.iter().filter_map(|position| position.cue()).collect();
        let href = format!("/articles/{}#passage-{}", row.article_id, row.id);
        let position = |row: &&PositionRow| PassagePosition {
            party: names.party(&row.party),
            party_href: names.cell_href(&row.issue, &row.party),
            stance: row.stance,
            reported_by: row.reported_by.as_ref().map(|party| names.party(party)),
            status: row.status,
            is_doubtful: row.doubtful,
        };
        Self {
            id: row.id.0,
            published_on: row.published_on.as_deref().map(print::date),
            outlet: row.outlet.clone(),
            words: Words {
                href: href.clone(),
                lang: row.language.clone(),
                parts: parts(&row.quote, row.span(), &cues),
            },
            href,
            title: row.article_title.clone(),
            is_sample: row.sample,
            positions: on_issue.iter().map(position).collect(),
        }
    }
}

/// Two successive own positions that differ in stance.
pub(crate) struct Shift {
    pub(crate) heading: Link,
    pub(crate) before: Position,
    pub(crate) after: Position,
}

/// Shifts with both their positions, headed by party and issue; one whose positions are gone
/// since is left out.
pub(crate) fn shifts(stored: &[StoredShift], rows: &[PositionRow], names: Names<'_>) -> Vec<Shift> {
    let find = |id| rows.iter().find(|row| row.id == id);
    let shift = |shift: &StoredShift| {
        let href = names.cell_href(&shift.issue, &shift.party);
        let name = format!("{} on {}", names.party(&shift.party), names.issue(&shift.issue));
        Some(Shift {
            heading: Link { href, name },
            before: Position::of(find(shift.previous_id)?, names, HeadedBy::Date),
            after: Position::of(find(shift.moved_id)?, names, HeadedBy::Date),
        })
    };
    stored.iter().filter_map(shift).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: i64, end: i64) -> CharSpan {
        CharSpan { start, end }
    }

    #[test]
    fn quote_is_cut_at_its_cues_and_stays_whole() {
        let quote = "Київ will not accept 🕊 it.";
        let cues = [span(105, 113), span(107, 110), span(500, 501), span(0, 3)];
        let parts = parts(quote, span(100, 126), &cues);
        assert_eq!(parts.iter().map(|part| part.text.as_str()).collect::<String>(), quote);
        let cues: Vec<&str> =
            parts.iter().filter(|part| part.is_cue).map(|part| part.text.as_str()).collect();
        assert_eq!(cues, ["will not"]);
    }
}
