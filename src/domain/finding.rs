//! What an analysis finds in a text: spans in bytes, nothing stored yet.

use super::{IssueSlug, PartySlug, Rung, Span, Stance};

/// Everything found in one text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Analysis {
    /// Every sentence of the text, in order, not overlapping, without surrounding white space.
    pub sentences: Vec<Span>,
    /// Sentences that mention an issue, in order.
    pub passages: Vec<PassageFinding>,
    /// Positions in the order of their sentences, at most one for a (sentence, party, issue).
    pub positions: Vec<PositionFinding>,
    /// Who said what, in the order of their first content.
    pub attributions: Vec<AttributionFinding>,
}

/// A sentence that mentions one issue or several.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageFinding {
    /// The sentence: one of [`Analysis::sentences`].
    pub span: Span,
    /// The issues, never empty, each once, in the catalog's order.
    pub issues: Vec<IssueSlug>,
}

/// A position that is less likely to be right than this is doubtful: kept, but neither shown nor
/// counted unless asked for.
pub const SURE_ENOUGH: f64 = 0.5;

/// One party's attitude to one issue, as one sentence shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct PositionFinding {
    /// The sentence: the span of a passage that has this issue.
    pub span: Span,
    /// Whose position it is.
    pub party: PartySlug,
    /// What it is about.
    pub issue: IssueSlug,
    /// The attitude.
    pub stance: Stance,
    /// The person whose words or act it is, by the fullest name the text gives.
    pub speaker: Option<String>,
    /// The other party on whose word alone it rests.
    pub reported_by: Option<PartySlug>,
    /// How it is known.
    pub rung: Rung,
    /// The words that decided the stance, inside the sentence.
    pub cue: Option<Span>,
    /// The words that name the holder, when the sentence has them.
    pub holder: Option<Span>,
    /// The one of [`Analysis::attributions`] that made its speaker, or the party that reports it.
    pub attribution: Option<usize>,
    /// From 0 (a guess) to 1 (certain).
    pub confidence: f64,
}

/// How words are attributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeechKind {
    /// Inside quotation marks.
    Direct,
    /// Retold, without quotation marks.
    Indirect,
    /// Partly quoted, partly retold.
    Mixed,
}

impl SpeechKind {
    /// The kind as it is published.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
        }
    }
}

/// Who said what.
#[derive(Debug, Clone, PartialEq)]
pub struct AttributionFinding {
    /// Quoted, retold, or both.
    pub kind: SpeechKind,
    /// The words that name the source.
    pub source: Option<Span>,
    /// The reporting verb, or "according to".
    pub cue: Option<Span>,
    /// What was said: several spans when the attribution interrupts it; never empty, in order.
    pub content: Vec<Span>,
    /// The person, by the fullest name that the text gives.
    pub speaker: Option<String>,
    /// The party that the source speaks for.
    pub party: Option<PartySlug>,
}
