//! Marks of a coding, in words.

use super::Names;
use crate::domain::{Mark, MarkedPosition, Stance};
use crate::pipeline::key_of;

/// A mark on a sentence.
pub(crate) struct MarkView {
    /// Names it within its coding.
    pub(crate) key: String,
    pub(crate) issue: String,
    /// The party; none where only the issue is marked.
    pub(crate) party: Option<String>,
    pub(crate) stance: Option<Stance>,
    pub(crate) speaker: Option<String>,
    pub(crate) reported_by: Option<String>,
}

impl MarkView {
    /// Of a mark.
    pub(crate) fn of(mark: &Mark, names: Names<'_>) -> Self {
        let position = mark.position.as_ref();
        let reporter = |position: &MarkedPosition| {
            position.reported_by.as_ref().map(|party| names.party(party))
        };
        Self {
            key: key_of(mark.key()),
            issue: names.issue(&mark.issue),
            party: position.map(|position| names.party(&position.party)),
            stance: position.map(|position| position.stance),
            speaker: position.and_then(|position| position.speaker.clone()),
            reported_by: position.and_then(reporter),
        }
    }
}
