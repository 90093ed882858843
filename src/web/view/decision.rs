//! What is held of a position, its fields to correct, and its history.

use super::{Choice, Field, Names};
use crate::domain::{FieldError, Rung, Stance, Status};
use crate::pipeline::RawValues;
use crate::store::{Actor, Decision, HistoryEntry, PositionValues};
use crate::web::print::{self, Date};

/// Who did something; nothing where nobody had an account.
pub(super) fn named(name: &str) -> Option<String> {
    (name != Actor::nobody().name).then(|| name.to_owned())
}

/// The values of a position as they are typed.
pub(crate) fn raw(values: &PositionValues) -> RawValues {
    RawValues {
        party: values.party.to_string(),
        issue: values.issue.to_string(),
        stance: values.stance.to_string(),
        speaker: values.speaker.clone().unwrap_or_default(),
        reported_by: values.reported_by.as_ref().map(ToString::to_string).unwrap_or_default(),
        rung: values.rung.to_string(),
    }
}

/// The fields by which a position is put right or added.
pub(crate) struct ValueFields {
    pub(crate) party: Field,
    pub(crate) parties: Vec<Choice>,
    pub(crate) issue: Field,
    pub(crate) issues: Vec<Choice>,
    pub(crate) stance: Field,
    pub(crate) stances: Vec<Choice>,
    pub(crate) speaker: Field,
    pub(crate) reported_by: Field,
    pub(crate) reporters: Vec<Choice>,
    pub(crate) rung: Field,
    pub(crate) rungs: Vec<Choice>,
    pub(crate) note: Field,
}

impl ValueFields {
    /// With what was typed and what is wrong with it.
    pub(crate) fn of(
        (raw, note): (&RawValues, &str),
        names: Names<'_>,
        errors: &[FieldError],
    ) -> Self {
        let field = |name, label, hint, value: &str| {
            let error = errors.iter().find(|error| error.field == name);
            Field::optional(name, label, hint, value).wrong_if(error.map(|error| &error.message))
        };
        let required = |field: Field| Field { is_required: true, ..field };
        let catalog = names.catalog();
        let parties = catalog.parties.iter().map(|party| (party.slug.as_str(), &*party.name));
        let issues = catalog.issues.iter().map(|issue| (issue.slug.as_str(), &*issue.name));
        let stances = Stance::ALL.iter().map(|stance| (stance.as_str(), stance.as_str()));
        let rungs: Vec<_> = Rung::ALL.iter().map(|r| (r.as_str(), print::rung(*r))).collect();
        let rungs = rungs.iter().map(|(value, text)| (*value, text.as_str()));
        Self {
            party: required(field("party", "Party", "", &raw.party)),
            parties: choices("choose a party", parties.clone(), &raw.party),
            issue: required(field("issue", "Issue", "", &raw.issue)),
            issues: choices("choose an issue", issues, &raw.issue),
            stance: required(field("stance", "Stance", "", &raw.stance)),
            stances: choices("choose a stance", stances, &raw.stance),
            speaker: field("speaker", "Speaker", "", &raw.speaker),
            reported_by: field("reported_by", "Reported by", "", &raw.reported_by),
            reporters: choices("nobody: its own word", parties, &raw.reported_by),
            rung: required(field("rung", "Known from", "", &raw.rung)),
            rungs: choices("choose how it is known", rungs, &raw.rung),
            note: field("note", "Why", "A note for those who come after you.", note),
        }
    }
}

/// Values to choose from, with their texts, after none at all.
pub(crate) fn choices<'c>(
    none: &'c str,
    values: impl Iterator<Item = (&'c str, &'c str)>,
    chosen: &str,
) -> Vec<Choice> {
    let choice = |(value, text): (&str, &str)| Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        selected: value == chosen.trim(),
    };
    std::iter::once(("", none)).chain(values).map(choice).collect()
}

/// What is held of a position, in words.
pub(crate) struct Held {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) party: String,
    pub(crate) issue: String,
    pub(crate) issue_href: String,
    pub(crate) stance: Stance,
    pub(crate) speaker: Option<String>,
    pub(crate) reported_by: Option<String>,
    pub(crate) status: Status,
    pub(crate) quote: String,
    pub(crate) token: String,
    /// When somebody decided on it last; nothing while nobody has.
    pub(crate) at: Option<Date>,
    /// Who did, where that is known.
    pub(crate) by: Option<String>,
    /// Why; may be empty.
    pub(crate) note: String,
    pub(crate) is_orphaned: bool,
    /// Where a person can place it anew.
    pub(crate) place_href: String,
}

impl Held {
    /// Of a decision, or of a suggestion that nobody has decided on.
    pub(crate) fn of(decision: &Decision, names: Names<'_>) -> Self {
        let values = &decision.values;
        let status = decision.shown_status();
        let is_decided = decision.version > 0;
        Self {
            id: decision.id.to_string(),
            href: format!("/positions/{}", decision.id),
            party: names.party(&values.party),
            issue: names.issue(&values.issue),
            issue_href: names.cell_href(&values.issue, &values.party),
            stance: values.stance,
            speaker: values.speaker.clone(),
            reported_by: values.reported_by.as_ref().map(|party| names.party(party)),
            status,
            quote: decision.quote.clone(),
            token: decision.token(),
            at: is_decided.then(|| print::moment(decision.decided_at)),
            by: named(&decision.decided_name).filter(|_| is_decided),
            note: decision.note.clone(),
            is_orphaned: status == Status::Orphaned,
            place_href: format!("/articles/{}/add?places={}", decision.article_id, decision.id),
        }
    }
}

/// What a status is called.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Suggested => "machine-read",
        Status::Confirmed => "confirmed",
        Status::Corrected => "corrected",
        Status::Added => "added",
        Status::Rejected => "struck out",
        Status::Orphaned => "without its sentence",
    }
}

/// One field that an entry of the history changes.
pub(crate) struct Change {
    pub(crate) label: &'static str,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// An entry of a position's history.
pub(crate) struct PositionEntry {
    pub(crate) what: String,
    /// Who did it, where that is known.
    pub(crate) by: Option<String>,
    pub(crate) at: Date,
    pub(crate) note: String,
    pub(crate) changes: Vec<Change>,
}

impl PositionEntry {
    /// Of a stored one.
    pub(crate) fn of(entry: &HistoryEntry, names: Names<'_>) -> Self {
        let what = entry.action.strip_prefix("position ").unwrap_or(&entry.action);
        Self {
            what: what.to_owned(),
            by: named(&entry.by),
            at: print::moment(entry.at),
            note: entry.note.clone(),
            changes: changes(entry.before.as_ref(), entry.after.as_ref(), names),
        }
    }
}

fn changes(before: Option<&Decision>, after: Option<&Decision>, names: Names<'_>) -> Vec<Change> {
    let nothing = || "nothing".to_owned();
    let facts = |decision: &Decision| {
        let values = &decision.values;
        let reporter = values.reported_by.as_ref().map(|party| names.party(party));
        [
            ("Status", status(decision.shown_status()).to_owned()),
            ("Stance", values.stance.to_string()),
            ("Speaker", values.speaker.clone().unwrap_or_else(nothing)),
            ("Reported by", reporter.unwrap_or_else(nothing)),
            ("Known from", print::rung(values.rung)),
            ("Place", format!("characters {} to {}", decision.span_start, decision.span_end)),
        ]
    };
    let nowhere = || facts_of_nothing(nothing);
    let before = before.map_or_else(nowhere, facts);
    let after = after.map_or_else(nowhere, facts);
    let pairs = before.into_iter().zip(after);
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((label, before), (_, after))| Change { label, before, after })
        .collect()
}

fn facts_of_nothing(nothing: impl Fn() -> String) -> [(&'static str, String); 6] {
    ["Status", "Stance", "Speaker", "Reported by", "Known from", "Place"]
        .map(|label| (label, nothing()))
}
