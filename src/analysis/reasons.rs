//! Which attribution made a position's speaker, or the one who reports it.

use crate::domain::{Analysis, AttributionFinding, PartySlug, PositionFinding, Span};

/// Names for each position the attribution that it rests on, where one fits.
#[must_use]
pub(super) fn with_attributions(mut analysis: Analysis) -> Analysis {
    for position in &mut analysis.positions {
        position.attribution = attribution_of(position, &analysis.attributions);
    }
    analysis
}

/// The attribution whose content shares most of the position's sentence, among those that have its
/// speaker, else the party that reports it or holds it.
fn attribution_of(position: &PositionFinding, all: &[AttributionFinding]) -> Option<usize> {
    let by = position.reported_by.as_ref().unwrap_or(&position.party);
    let shared = |one: &AttributionFinding| {
        let parts = one.content.iter().map(|&part| overlap(part, position.span));
        parts.sum::<usize>()
    };
    let fitting = all.iter().enumerate().filter(|(_, one)| fits(position, by, one));
    let touching = fitting.map(|(at, one)| (at, shared(one))).filter(|(_, shared)| *shared > 0);
    // Of equals the first: `max_by_key` would take the last.
    touching.rev().max_by_key(|(_, shared)| *shared).map(|(at, _)| at)
}

fn fits(position: &PositionFinding, by: &PartySlug, one: &AttributionFinding) -> bool {
    match &position.speaker {
        Some(speaker) => one.speaker.as_ref() == Some(speaker),
        None => one.party.as_ref() == Some(by),
    }
}

fn overlap(a: Span, b: Span) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::analyse;

    /// The source's words for each position's attribution.
    fn sources(text: &str) -> Vec<(String, Option<String>)> {
        let found = analyse(None, text);
        let source = |at: usize| found.attributions[at].source.map(|span| span.of(text).to_owned());
        found
            .positions
            .iter()
            .map(|position| (position.party.to_string(), position.attribution.and_then(source)))
            .collect()
    }

    #[test]
    fn position_leads_to_the_words_that_name_who_said_it() {
        let text = "Norland met the rebels. \"We demand a ceasefire,\" Pia Lund said.";
        assert_eq!(sources(text), [("norland".to_owned(), Some("Pia Lund".to_owned()))]);
    }

    #[test]
    fn position_that_nobody_says_has_no_attribution() {
        assert_eq!(sources("Norland rejects the truce."), [("norland".to_owned(), None)]);
    }
}
