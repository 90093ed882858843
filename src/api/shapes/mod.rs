//! Public JSON types, split by noun: what clients may rely on, never rows of the store.
//!
//! `snake_case`; dates `YYYY-MM-DD`; instants RFC 3339 in UTC; spans are code points, end-exclusive;
//! what is absent is `null`.

mod account;
mod agreement;
mod article;
mod catalog;
mod coding;
mod decision;
mod finding;
mod history;
mod negotiation;
mod problem;
mod report;
mod search;
mod standing;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

pub use account::{Me, SignInWay};
pub use agreement::{Agreement, CodedArticle, Coefficient, Figures, IssueFigures, PairFigures};
pub use article::{Article, ArticleChange, ArticleFacts, ArticleRef, ArticleSummary, NewArticle};
pub use catalog::{CatalogAnswer, CatalogInForce, CatalogOutcome, ReadingChanges, ReadingProgress};
pub use coding::{CodedMark, CodedSentence, Coding, NewCoding, NewMark};
pub use decision::{
    DecisionFacts, HeldPosition, MachineReading, NewPosition, NewValues, NewVerdict,
    PositionHistory, PositionHistoryEntry, VerdictName,
};
pub use finding::{
    Analysis, AnalysisRequest, Attribution, ListedPassage, ListedPosition, Passage, Position, Span,
    StoredPassage, StoredPosition,
};
pub use history::{CatalogVersion, HistoryEntry, Revision, RevisionSummary};
pub use negotiation::{
    Counts, IssueSummary, Matrix, MatrixCell, Named, Negotiation, NegotiationSummary, OutletSummary,
};
pub use problem::{CurrentRevision, DeletedArticle, ExistingArticle, FieldProblem, Problem};
pub use report::{NewAnswer, NewReport, Report, ReportedPosition};
pub use search::{Facet, Facets, FoundArticle, SearchAnswer, SnippetPart};
pub use standing::{
    IssueOfParty, IssueStandings, PartyOnIssue, PartyStandings, Speaker, StanceThroughTime,
    Standing,
};

/// One page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct List<T> {
    /// The entries, in the list's order.
    pub items: Vec<T>,
    /// Give it as `cursor` for the next page; null on the last.
    #[schema(example = "2026-01-15_8897123456")]
    pub next: Option<String>,
}

/// An instant that the store keeps in epoch milliseconds, as RFC 3339 in UTC.
fn instant(epoch_ms: i64) -> String {
    Timestamp::from_millisecond(epoch_ms).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}
