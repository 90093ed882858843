//! The glossary as types; no I/O.
//!
//! - **Negotiation**: one set of talks, described by its [`Catalog`].
//! - **Party**: a side, ally, mediator or observer. **Issue**: a subject under negotiation.
//! - **Outlet**: a publisher. **Article**: one published text, given by an [`ArticleDraft`].
//! - **Passage**: a sentence that mentions an issue. **Speaker**: whom the words are attributed to.
//! - **Position**: one party's attitude to one issue, in one passage, at one date.
//! - **Stance**: the closed set of values that a position takes.
//! - **Attribution**: who said what, as spans: source, cue, content.
//! - **Reported by**: the party on whose word it rests that another party holds the position.
//! - **Rung**: how it is known, from a signed document down to a paraphrase.
//! - **Decision**: what people hold of a position; without one it is the machine's suggestion.
//! - **Report**: what a reader says is wrong with a position, until somebody answers it.
//! - **Coding**: one person's independent **marks** in one revision of an article. **Adjudication**:
//!   the settling of what two codings differ in, which becomes decisions.
//! - **Shift**: two successive own positions of a party on an issue that differ in stance.
//! - **Revision**: an article as it stood between two changes; its number counts them. **Tombstone**:
//!   what is told of a deleted article. **Version**: a catalog as it was stored once.
//! - **Account**: a person who may sign in; its **role** says what they may do.
//! - **Session**: one browser signed in. **Token**: with it a program signs in to the API.

mod account;
mod article;
mod catalog;
mod digest;
mod finding;
mod ids;
mod mark;
mod note;
mod position;
mod report;
mod slug;
mod span;

pub use account::{AccountName, PasswordHash, Role};
pub use article::{
    ArticleDraft, ArticleText, ArticleUrl, DraftError, FieldError, MAX_TEXT_CHARS, RawDraft,
    fold_key,
};
pub use catalog::{Catalog, CatalogError, Issue, Party, PartyKind, PartyRole};
pub use digest::sha256_hex;
pub use finding::{
    Analysis, AttributionFinding, PassageFinding, PositionFinding, SURE_ENOUGH, SpeechKind,
};
pub use ids::{
    AccountId, ArticleId, AuditId, CatalogId, CodingId, IdSource, NegotiationId, PassageId,
    PositionId, ReportId, SessionId, TokenId,
};
pub use mark::{Mark, MarkKey, MarkedPosition, marked};
pub use note::Note;
pub use position::{Rung, Stance, Status};
pub use report::{ReportKind, ReportNote, ReportState};
pub use slug::{IssueSlug, NegotiationSlug, PartySlug, SlugError};
pub use span::{CharIndex, CharSpan, Span};
