//! Articles of several sentences, with what a machine finds in each.

use concordance::domain::{ArticleDraft, CharSpan, IssueSlug, PartySlug, Rung, Stance};
use concordance::store::{Findings, FoundPassage, FoundPosition};

use super::rows;

/// A position as (sentence, party, issue, stance, confidence).
pub(crate) type Found<'a> = (usize, &'a str, &'a str, Stance, f64);

/// An article whose text is these sentences.
pub(crate) fn draft(sentences: &[&str]) -> ArticleDraft {
    rows::draft("On the river", &sentences.join(" "), "2026-01-15")
}

/// What `reader` finds in such an article.
pub(crate) fn findings(reader: &str, sentences: &[&str], found: &[Found<'_>]) -> Findings {
    let spans = spans(sentences);
    let mut findings =
        Findings { reader: reader.to_owned(), sentences: spans.clone(), ..Findings::default() };
    for (at, &span) in spans.iter().enumerate() {
        let inside: Vec<&Found<'_>> = found.iter().filter(|found| found.0 == at).collect();
        if inside.is_empty() {
            continue;
        }
        let issue = |found: &&Found<'_>| IssueSlug::parse(found.2).expect("a slug");
        let mut issues: Vec<IssueSlug> = inside.iter().map(issue).collect();
        issues.sort();
        issues.dedup();
        let passage = findings.passages.len();
        findings.passages.push(FoundPassage { span, quote: sentences[at].to_owned(), issues });
        findings.positions.extend(inside.iter().map(|found| position(passage, found)));
    }
    findings
}

fn position(passage: usize, found: &Found<'_>) -> FoundPosition {
    FoundPosition {
        passage,
        party: PartySlug::parse(found.1).expect("a slug"),
        issue: IssueSlug::parse(found.2).expect("a slug"),
        stance: found.3,
        speaker: None,
        reported_by: None,
        rung: Rung::OnRecord,
        cue: None,
        holder: None,
        attribution: None,
        confidence: found.4,
    }
}

/// Where each sentence stands, one space between them.
pub(crate) fn spans(sentences: &[&str]) -> Vec<CharSpan> {
    spans_by(1, sentences)
}

/// Where each sentence stands, that many characters between them.
pub(crate) fn spans_by(gap: i64, sentences: &[&str]) -> Vec<CharSpan> {
    let mut start = 0;
    let span = |sentence: &&str| {
        let end = start + i64::try_from(sentence.chars().count()).expect("a short text");
        let span = CharSpan { start, end };
        start = end + gap;
        span
    };
    sentences.iter().map(span).collect()
}
