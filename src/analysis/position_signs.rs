//! Signs that a party holds a position on an issue in a sentence, and signs of its stance.

use super::attitudes::{Event, Sign};
use super::clues::{Clues, place};
use super::issues::IssueHit;
use super::mention::{MentionKind, Usage};
use super::positions::Evidence;
use crate::domain::{PartyRole, Stance};

/// Names of the signs that there is a position, as in `weights.toml`.
pub(super) const HELD: [&str; 36] = [
    "bias",
    "issue",
    "strong",
    "soft",
    "duty",
    "will",
    "will_not",
    "speaks",
    "named",
    "possessor",
    "carried",
    "pronoun",
    "pair",
    "distance",
    "breaks",
    "issue_carried",
    "others",
    "issues",
    "passive",
    "reported",
    "outside",
    "first",
    "belligerent",
    "quoted",
    "condition",
    "negated",
    "strong_distance",
    "many_events",
    "bare_speaks",
    "bare_named",
    "bare_first",
    "mediator",
    "person",
    "issue_speaks",
    "after_source",
    "bare_stances",
];

/// Names of the signs of a stance, as in `weights.toml`.
pub(super) const STANCE: [&str; 34] = [
    "bias",
    "demands",
    "offers",
    "accepts",
    "conditions",
    "rejects",
    "undecided",
    "any_demands",
    "any_offers",
    "any_accepts",
    "any_conditions",
    "any_rejects",
    "any_undecided",
    "duty",
    "duty_not",
    "will",
    "will_not",
    "condition",
    "soft_condition",
    "whether",
    "any",
    "negators",
    "bare",
    "pair",
    "reported",
    "quoted",
    "belligerent",
    "mediator",
    "format",
    "condition_accepts",
    "condition_offers",
    "condition_rejects",
    "condition_demands",
    "possessor",
];

/// A party and an issue in one sentence, with the party's events there.
#[derive(Debug)]
pub(super) struct Candidate<'e> {
    pub party: usize,
    pub hit: &'e IssueHit,
    pub events: Vec<&'e Event>,
    pub clues: &'e Clues,
    /// Parties with events in the sentence.
    pub parties: usize,
    /// Issues of the sentence.
    pub issues: usize,
    pub sentence: usize,
}

fn flag(test: bool) -> f64 {
    f64::from(u8::from(test))
}

#[expect(clippy::cast_precision_loss, reason = "counts within a sentence are small")]
fn number(count: usize) -> f64 {
    count.min(1000) as f64
}

impl Candidate<'_> {
    /// Tokens between an event and the words of the issue, from 0 to 40, and clause breaks there.
    pub(super) fn distance(&self, evidence: Evidence<'_>, event: &Event) -> (f64, f64) {
        let Some(tokens) = &self.hit.tokens else {
            return (0.0, 0.0);
        };
        let (from, to) = if tokens.start >= event.at {
            (event.at, tokens.start)
        } else {
            (tokens.end, event.at.max(tokens.end))
        };
        let breaks = (from..to.min(from + 80)).filter(|&at| {
            matches!(
                evidence.parsed.key(at),
                Some(";" | "but" | "while" | "whereas" | "although" | "though")
            )
        });
        (number((to - from).min(40)), number(breaks.count().min(3)))
    }

    fn has(&self, sign: Sign) -> f64 {
        flag(self.events.iter().any(|event| event.sign == sign))
    }

    /// True when nothing but its name or its speaking speaks for a position.
    pub(super) fn is_bare(&self) -> bool {
        self.events.iter().all(|event| matches!(event.sign, Sign::Speaks | Sign::Named))
    }

    /// The nearest event that shows more than a name.
    pub(super) fn nearest(&self, evidence: Evidence<'_>) -> Option<&Event> {
        let cost = |event: &&&Event| {
            let (distance, breaks) = self.distance(evidence, event);
            let sign = match event.sign {
                Sign::Strong => 0.0,
                Sign::Duty | Sign::Will => 8.0,
                Sign::Soft => 12.0,
                Sign::Speaks => 40.0,
                Sign::Named => 60.0,
            };
            distance + 15.0 * breaks + sign
        };
        let best = self.events.iter().min_by(|a, b| cost(a).total_cmp(&cost(b)));
        best.copied()
    }

    fn role(&self, evidence: Evidence<'_>) -> PartyRole {
        evidence.lexicon.catalog().parties[self.party].role
    }

    fn kinds(&self, evidence: Evidence<'_>, kind: MentionKind) -> bool {
        let holders = self.events.iter().filter_map(|event| event.holder);
        holders.into_iter().any(|holder| evidence.mentions[holder].kind == kind)
    }

    fn possessor(&self, evidence: Evidence<'_>) -> bool {
        let holders = self.events.iter().filter_map(|event| event.holder);
        holders.into_iter().all(|holder| evidence.mentions[holder].usage == Usage::Possessor)
    }

    /// True when the party's mention is the sentence's first.
    fn is_first(&self, evidence: Evidence<'_>) -> bool {
        let from = evidence.mentions.partition_point(|mention| mention.sentence < self.sentence);
        evidence.mentions.get(from).is_some_and(|mention| {
            mention.sentence == self.sentence && mention.parties.contains(&self.party)
        })
    }

    /// Signs that there is a position.
    pub(super) fn held(&self, evidence: Evidence<'_>) -> [f64; HELD.len()] {
        let nearest = self.nearest(evidence);
        let (distance, breaks) = nearest.map_or((0.0, 0.0), |event| self.distance(evidence, event));
        let shown =
            self.events.iter().filter(|event| !matches!(event.sign, Sign::Speaks | Sign::Named));
        let shown = shown.count();
        let bare = flag(shown == 0);
        let odds = (self.hit.weight.min(0.99) / (1.0 - self.hit.weight.min(0.99))).ln();
        let will_not = self.events.iter().any(|event| event.sign == Sign::Will && event.negated);
        let speaks = self.has(Sign::Speaks);
        let strong = self.has(Sign::Strong);
        let first = flag(self.is_first(evidence));
        let source_carried =
            self.events.iter().any(|event| event.sign == Sign::Speaks && event.carried);
        let role = self.role(evidence);
        [
            1.0,
            odds,
            strong,
            self.has(Sign::Soft),
            self.has(Sign::Duty),
            self.has(Sign::Will),
            flag(will_not),
            speaks,
            self.has(Sign::Named),
            flag(self.possessor(evidence)),
            flag(source_carried),
            flag(self.kinds(evidence, MentionKind::Pronoun)),
            flag(self.kinds(evidence, MentionKind::Pair)),
            distance / 20.0,
            breaks,
            flag(self.hit.tokens.is_none()),
            number(self.parties.saturating_sub(1).min(4)),
            number(self.issues.saturating_sub(1).min(4)),
            flag(nearest.is_some_and(|event| event.passive)),
            flag(nearest.is_some_and(|event| event.reported_by.is_some())),
            flag(self.clues.outside),
            first,
            flag(role == PartyRole::Belligerent),
            flag(self.clues.quoted),
            flag(self.clues.condition.is_some()),
            flag(nearest.is_some_and(|event| event.negated)),
            strong * distance / 20.0,
            number(shown.min(4)),
            bare * speaks,
            bare * (1.0 - speaks),
            bare * first,
            flag(role == PartyRole::Mediator),
            flag(self.kinds(evidence, MentionKind::Person)),
            odds * speaks,
            flag(self.events.iter().any(|event| event.by_source)),
            bare * self.clues.stances.iter().copied().fold(0.0, f64::max),
        ]
    }

    /// What the party's own words show: each stance, then duty, duty denied, will, will denied.
    fn shown(&self, evidence: Evidence<'_>) -> [f64; 10] {
        let mut shown = [0.0_f64; 10];
        for event in &self.events {
            let (distance, breaks) = self.distance(evidence, event);
            let near = (1.0 - distance / 60.0) * if breaks > 0.0 { 0.6 } else { 1.0 };
            let near = if event.passive { near * 0.6 } else { near };
            let denied = usize::from(event.stance == Stance::Rejects);
            let (at, weight) = match event.sign {
                Sign::Strong => (place(event.stance), near),
                Sign::Soft => (place(event.stance), 0.5 * near),
                Sign::Duty => (6 + denied, near),
                Sign::Will => (8 + denied, near),
                Sign::Speaks | Sign::Named => continue,
            };
            shown[at] = shown[at].max(weight);
        }
        shown
    }

    /// Signs of the stance, in the order of [`STANCE`].
    pub(super) fn stance(&self, evidence: Evidence<'_>) -> Vec<f64> {
        let shown = self.shown(evidence);
        let clues = self.clues;
        let condition = flag(clues.condition.is_some());
        let bare = flag(shown.iter().all(|sign| *sign <= 0.0));
        let role = self.role(evidence);
        let of = |stance| condition * shown[place(stance)];
        let rest = [
            condition,
            flag(clues.soft_condition),
            flag(clues.whether),
            flag(clues.any),
            number(clues.negators.min(3)),
            bare,
            flag(self.kinds(evidence, MentionKind::Pair)),
            flag(self.events.iter().any(|event| event.reported_by.is_some())),
            flag(clues.quoted),
            flag(role == PartyRole::Belligerent),
            flag(role == PartyRole::Mediator),
            flag(evidence.lexicon.issues.format == Some(self.hit.issue)),
            of(Stance::Accepts),
            of(Stance::Offers),
            of(Stance::Rejects),
            of(Stance::Demands),
            flag(self.possessor(evidence)),
        ];
        let parts = [&[1.0], &shown[..6], &clues.stances[..], &shown[6..], &rest[..]].concat();
        debug_assert_eq!(parts.len(), STANCE.len());
        parts
    }
}
