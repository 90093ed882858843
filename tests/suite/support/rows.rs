//! Rows with defaults, and a small negotiation of our own.

use concordance::domain::{
    ArticleDraft, Catalog, CharSpan, IssueSlug, PartySlug, RawDraft, Rung, Stance,
};
use concordance::store::{Findings, FoundPassage, FoundPosition};

/// Two neighbours and a go-between, who talk about a river and its bridges.
pub(crate) const RIVERLAND: &str = r#"
slug = "riverland"
name = "Riverland talks"
summary = "Northbank and Southbank talk about the river between them."

[[parties]]
slug = "northbank"
name = "Northbank"
kind = "state"
role = "belligerent"
aliases = ["Nordstad"]
demonyms = ["Northbanker", "Northbankers"]
people = ["Ada Holm"]

[[parties]]
slug = "southbank"
name = "Southbank"
kind = "state"
role = "belligerent"
aliases = ["Zuidhaven"]
demonyms = ["Southbanker", "Southbankers"]
people = ["Bela Reis"]

[[parties]]
slug = "isle"
name = "The Isle"
kind = "state"
role = "mediator"
people = ["Cleo Marsh"]

[[issues]]
slug = "bridges"
name = "Bridges"
question = "Who holds the bridges?"
cues = ["bridge", "bridges", "crossing"]

[[issues]]
slug = "water"
name = "Water"
question = "Who may draw water, and how much?"
cues = ["water", "irrigation"]
"#;

pub(crate) fn riverland() -> Catalog {
    Catalog::parse_toml(RIVERLAND).expect("the test catalog holds")
}

pub(crate) fn raw(title: &str, text: &str) -> RawDraft {
    RawDraft {
        title: title.to_owned(),
        text: text.to_owned(),
        outlet: Some("The River Post".to_owned()),
        published_on: Some("2026-01-15".to_owned()),
        ..RawDraft::default()
    }
}

pub(crate) fn draft(title: &str, text: &str, published_on: &str) -> ArticleDraft {
    let raw = RawDraft { published_on: Some(published_on.to_owned()), ..raw(title, text) };
    ArticleDraft::parse(&raw).expect("the test draft holds")
}

/// Findings for a text that is one sentence: its positions as (party, issue, stance, reported by).
pub(crate) fn findings(text: &str, positions: &[(&str, &str, Stance, Option<&str>)]) -> Findings {
    let party = |slug: &str| PartySlug::parse(slug).expect("a slug");
    let issue = |slug: &str| IssueSlug::parse(slug).expect("a slug");
    let mut issues: Vec<IssueSlug> = positions.iter().map(|p| issue(p.1)).collect();
    issues.sort();
    issues.dedup();
    let end = i64::try_from(text.chars().count()).expect("a short text");
    Findings {
        reader: "test-1".to_owned(),
        sentences: vec![CharSpan { start: 0, end }],
        passages: vec![FoundPassage {
            span: CharSpan { start: 0, end },
            quote: text.to_owned(),
            issues,
        }],
        positions: positions
            .iter()
            .map(|&(p, i, stance, reported_by)| FoundPosition {
                passage: 0,
                party: party(p),
                issue: issue(i),
                stance,
                speaker: None,
                reported_by: reported_by.map(party),
                rung: Rung::OnRecord,
                cue: None,
                holder: None,
                attribution: None,
                confidence: 0.5,
            })
            .collect(),
        attributions: Vec::new(),
    }
}

/// The place of `words` in `text`, in code points.
pub(crate) fn span_of(text: &str, words: &str) -> CharSpan {
    let at = text.find(words).expect("the words stand in the text");
    let start = i64::try_from(text[..at].chars().count()).expect("a short text");
    let end = start + i64::try_from(words.chars().count()).expect("a short text");
    CharSpan { start, end }
}
