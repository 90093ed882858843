//! Sentences with what two coders marked in them, and what is to be chosen where they differ.

use super::{OTHER_STANCE, Sent, stance_field};
use crate::agreement::{Compared, Difference};
use crate::domain::{CharSpan, MarkedPosition, Stance};
use crate::pipeline::{Choice, Sides, is_known, key_of};
use crate::store::Coding;
use crate::web::view::{self, MarkView, Names, choices};

/// One way to settle a difference.
pub(super) struct Way {
    pub(super) value: &'static str,
    pub(super) text: String,
    pub(super) is_chosen: bool,
}

/// A difference to settle.
pub(super) struct Item {
    pub(super) key: String,
    /// “Northbank on Bridges”.
    pub(super) label: String,
    pub(super) options: Vec<Way>,
    /// Another stance than the coders'.
    pub(super) other: Other,
    pub(super) error: Option<String>,
}

/// The way of another stance, with the field that says which.
pub(super) struct Other {
    pub(super) way: Way,
    pub(super) field: String,
    pub(super) stances: Vec<view::Choice>,
}

/// A sentence in which the two marked something.
pub(super) struct Sentence {
    pub(super) number: usize,
    pub(super) words: String,
    pub(super) first: Vec<MarkView>,
    pub(super) second: Vec<MarkView>,
    pub(super) items: Vec<Item>,
    /// What differs and is not decided on.
    pub(super) remarks: Vec<String>,
}

/// A sentence in which something is marked.
pub(super) fn sentence(
    (number, span, words): (usize, CharSpan, &str),
    sides: &Sides<'_>,
    names: Names<'_>,
    sent: &Sent,
) -> Option<Sentence> {
    let of_coding = |coding: &Coding| -> Vec<MarkView> {
        let marks = coding.marks.iter().filter(|mark| mark.span == span);
        marks.map(|mark| MarkView::of(mark, names)).collect()
    };
    let (first, second) = (of_coding(sides.codings.0), of_coding(sides.codings.1));
    if first.is_empty() && second.is_empty() {
        return None;
    }
    let inside: Vec<&Compared<'_>> =
        sides.compared.iter().filter(|item| item.span == span).collect();
    let coders = (sides.codings.0.coder.as_str(), sides.codings.1.coder.as_str());
    Some(Sentence {
        number,
        words: words.to_owned(),
        first,
        second,
        items: inside.iter().filter_map(|c| item(c, coders, names, sent)).collect(),
        remarks: inside.iter().filter_map(|c| remark(c, coders, names)).collect(),
    })
}

/// What is to be chosen of what differs.
fn item(
    compared: &Compared<'_>,
    (first, second): (&str, &str),
    names: Names<'_>,
    sent: &Sent,
) -> Option<Item> {
    let is_open = !matches!(compared.difference(), Difference::None | Difference::Issue);
    if !is_open || !is_known(compared, names.catalog()) {
        return None;
    }
    let key = key_of(compared.key());
    let chosen = sent.choices.get(&key);
    let of = |value, choice, coder: &str, position: &MarkedPosition| Way {
        value,
        text: format!("{} ({coder})", said(position, names)),
        is_chosen: chosen == Some(&choice),
    };
    let one = compared.position(true).map(|p| of("first", Choice::First, first, p));
    let other = compared.position(false).map(|p| of("second", Choice::Second, second, p));
    let neither = Way {
        value: "neither",
        text: "neither: it is no position".to_owned(),
        is_chosen: chosen == Some(&Choice::Neither),
    };
    let error = sent.errors.iter().find(|error| error.field == key);
    Some(Item {
        label: label(compared, names),
        other: another(&key, if compared.first.is_some() { first } else { second }, chosen),
        options: one.into_iter().chain(other).chain([neither]).collect(),
        error: error.map(|error| error.message.clone()),
        key,
    })
}

/// Another stance, the rest as one coder has it.
fn another(key: &str, coder: &str, chosen: Option<&Choice>) -> Other {
    let stance = chosen.and_then(|choice| match choice {
        Choice::Stance(stance) => Some(stance.as_str()),
        _ => None,
    });
    let stances = Stance::ALL.iter().map(|stance| (stance.as_str(), stance.as_str()));
    Other {
        way: Way {
            value: OTHER_STANCE,
            text: format!("another stance, the rest as {coder} has it"),
            is_chosen: stance.is_some(),
        },
        field: stance_field(key),
        stances: choices("choose a stance", stances, stance.unwrap_or_default()),
    }
}

/// “rejects; speaker: Ada Holm; reported by The Isle”
fn said(position: &MarkedPosition, names: Names<'_>) -> String {
    let speaker = position.speaker.as_ref().map(|name| format!("; speaker: {name}"));
    let reporter =
        position.reported_by.as_ref().map(|by| format!("; reported by {}", names.party(by)));
    format!("{}{}{}", position.stance, speaker.unwrap_or_default(), reporter.unwrap_or_default())
}

fn label(compared: &Compared<'_>, names: Names<'_>) -> String {
    let issue = names.issue(compared.issue);
    compared.party.map_or(issue.clone(), |party| format!("{} on {issue}", names.party(party)))
}

/// What differs, or agrees, and is not decided on.
fn remark(
    compared: &Compared<'_>,
    (first, second): (&str, &str),
    names: Names<'_>,
) -> Option<String> {
    if compared.party.is_some() && !is_known(compared, names.catalog()) {
        return Some(format!(
            "{}: the catalog no longer has all of it, so it is left out.",
            label(compared, names)
        ));
    }
    let who = if compared.first.is_some() { first } else { second };
    (compared.difference() == Difference::Issue).then(|| {
        format!(
            "Only {who} says that it is about {}. That is measured; decided are positions only.",
            names.issue(compared.issue)
        )
    })
}
