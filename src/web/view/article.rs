//! An article in a list, and whole: its text in paragraphs, its passages marked, its notes beside.

use super::finding::{HeadedBy, Part, Position, Speech, parts};
use super::{Link, Names};
use crate::domain::{ArticleUrl, CharIndex, CharSpan, Span};
use crate::store::{ArticleRow as StoredRow, FoundAttribution, PositionRow, StoredPassage};
use crate::web::cite::Cite;
use crate::web::print::{self, Date};

/// Most rows of the text beside which notes may run on.
const MAX_ROWS: usize = 5;

/// An article in a list.
pub(crate) struct ArticleRow {
    pub(crate) published_on: Option<Date>,
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) outlet: Option<String>,
    pub(crate) positions: String,
    pub(crate) is_sample: bool,
}

impl ArticleRow {
    /// A stored article.
    pub(crate) fn of(row: &StoredRow) -> Self {
        Self {
            published_on: row.published_on.as_deref().map(print::date),
            title: row.title.clone(),
            href: format!("/articles/{}", row.id),
            outlet: row.outlet.clone(),
            positions: print::count(row.positions, "position"),
            is_sample: row.sample,
        }
    }
}

/// The head of an article's page.
pub(crate) struct Article {
    pub(crate) title: String,
    pub(crate) outlet: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) published_on: Option<Date>,
    pub(crate) is_sample: bool,
    pub(crate) language: String,
    pub(crate) href: String,
    pub(crate) api_href: String,
    pub(crate) url: Option<String>,
    pub(crate) cite: Cite,
    pub(crate) revision: i64,
}

impl Article {
    /// A stored article.
    pub(crate) fn of(row: &StoredRow) -> Self {
        let href = format!("/articles/{}", row.id);
        // The store holds parsed addresses; what is none is not linked all the same.
        let url = row.url.as_deref().and_then(|url| ArticleUrl::parse(url).ok());
        Self {
            title: row.title.clone(),
            outlet: row.outlet.clone(),
            author: row.author.clone(),
            published_on: row.published_on.as_deref().map(print::date),
            is_sample: row.sample,
            language: row.language.clone(),
            api_href: format!("/api/v1{href}"),
            url: url.map(|url| url.as_str().to_owned()),
            cite: Cite::of_article(row),
            href,
            revision: row.revision,
        }
    }
}

/// A stretch of a paragraph: bare text, or a marked sentence with the number of its note.
#[derive(Debug, Default)]
pub(crate) struct TextPart {
    pub(crate) is_passage: bool,
    pub(crate) text: String,
    pub(crate) id: i64,
    pub(crate) number: usize,
    pub(crate) pieces: Vec<Part>,
}

/// What was read in one passage.
pub(crate) struct Note {
    pub(crate) number: usize,
    pub(crate) passage_id: i64,
    pub(crate) issues: Vec<Link>,
    pub(crate) positions: Vec<Position>,
}

/// A paragraph with its notes.
pub(crate) struct Block {
    pub(crate) parts: Vec<TextPart>,
    pub(crate) notes: Vec<Note>,
    pub(crate) notes_label: String,
    pub(crate) rows_class: &'static str,
}

/// A passage with its number and place in bytes.
struct Placed<'p> {
    number: usize,
    span: Span,
    stored: &'p StoredPassage,
}

/// `text` with `passages` (in the order of the text) marked in it, and what was said in it.
pub(crate) fn folio(
    text: &str,
    (passages, speech): (&[StoredPassage], &[FoundAttribution]),
    names: Names<'_>,
) -> Vec<Block> {
    let index = CharIndex::new(text);
    let speech: Vec<Speech> = speech.iter().map(|one| Speech::of(one, &index)).collect();
    let mut placed: Vec<Placed<'_>> = Vec::new();
    for stored in passages {
        let Some(span) = index.to_bytes(stored.passage.span()) else { continue };
        if placed.last().is_none_or(|before| before.span.end <= span.start) {
            placed.push(Placed { number: placed.len() + 1, span, stored });
        }
    }
    let spans: Vec<Span> = placed.iter().map(|passage| passage.span).collect();
    let block = |(at, paragraph): (usize, Span)| {
        // Passages are in order: those of this paragraph stand together.
        let from = placed.partition_point(|passage| passage.span.start < paragraph.start);
        let to = placed.partition_point(|passage| passage.span.start < paragraph.end);
        let inside = &placed[from..to.max(from)];
        Block {
            parts: text_parts(text, paragraph, inside),
            notes: inside.iter().map(|passage| note(passage, &speech, names)).collect(),
            notes_label: format!("Notes on paragraph {}", at + 1),
            rows_class: "",
        }
    };
    let mut blocks: Vec<Block> =
        paragraphs(text, &spans).into_iter().enumerate().map(block).collect();
    let mut silent = 0;
    for block in blocks.iter_mut().rev() {
        block.rows_class = rows_class(1 + silent);
        silent = if block.notes.is_empty() { silent + 1 } else { 0 };
    }
    blocks
}

fn rows_class(rows: usize) -> &'static str {
    ["", "", "rows-2", "rows-3", "rows-4", "rows-5"][rows.min(MAX_ROWS)]
}

/// Where the paragraphs of `text` stand. A passage is never cut: the break inside one is none.
fn paragraphs(text: &str, passages: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, gap) in text.match_indices("\n\n") {
        let next = passages.partition_point(|passage| passage.end <= at);
        let is_inside = passages.get(next).is_some_and(|passage| passage.start < at);
        if !is_inside {
            found.push(Span::new(start, at));
            start = at + gap.len();
        }
    }
    found.push(Span::new(start, text.len()));
    found
}

fn text_parts(text: &str, paragraph: Span, inside: &[Placed<'_>]) -> Vec<TextPart> {
    let mut all = Vec::new();
    let bare = |from, to| TextPart { text: text[from..to].to_owned(), ..TextPart::default() };
    let mut at = paragraph.start;
    for Placed { number, span, stored } in inside {
        if at < span.start {
            all.push(bare(at, span.start));
        }
        let cues: Vec<CharSpan> = stored.positions.iter().filter_map(PositionRow::cue).collect();
        all.push(TextPart {
            is_passage: true,
            text: String::new(),
            id: stored.passage.id.0,
            number: *number,
            pieces: parts(span.of(text), stored.passage.span(), &cues),
        });
        at = span.end;
    }
    if at < paragraph.end {
        all.push(bare(at, paragraph.end));
    }
    all
}

fn note(placed: &Placed<'_>, speech: &[Speech], names: Names<'_>) -> Note {
    let stored = placed.stored;
    let issues = names.issue_links(&stored.passage.issues());
    let position = |row: &PositionRow| {
        let mut position = Position::of(row, names, HeadedBy::Party);
        position.on_issue = (issues.len() > 1).then(|| names.issue(&row.issue));
        let said = row.attribution.and_then(|at| usize::try_from(at).ok());
        position.speech = said.and_then(|at| speech.get(at)).cloned();
        position
    };
    let positions = stored.positions.iter().map(position).collect();
    Note { number: placed.number, passage_id: stored.passage.id.0, issues, positions }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_end_at_blank_lines_but_not_inside_a_passage() {
        let text = "One.\n\n“Two.\n\nThree.” Four.\n\nFive.";
        let of = |passages: &[Span]| -> Vec<&str> {
            paragraphs(text, passages).into_iter().map(|span| span.of(text)).collect()
        };
        assert_eq!(of(&[]), ["One.", "“Two.", "Three.” Four.", "Five."]);
        let quoted = Span::new(6, text.find(" Four").unwrap());
        assert_eq!(of(&[quoted]), ["One.", "“Two.\n\nThree.” Four.", "Five."]);
    }

    #[test]
    fn notes_run_on_beside_at_most_four_paragraphs_more() {
        assert_eq!(rows_class(1), "");
        assert_eq!(rows_class(3), "rows-3");
        assert_eq!(rows_class(40), "rows-5");
    }
}
