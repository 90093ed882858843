//! How a position is known: signed document, named speaker, spokesperson, unnamed official, leak.

use super::attitudes::{Event, MAX_TOKENS};
use super::mention::MentionKind;
use super::positions::Evidence;
use crate::domain::Rung;

/// The rung of an event that no rival reports.
#[must_use]
pub fn rung(evidence: Evidence<'_>, sentence: usize, event: &Event) -> Rung {
    let ranks = &evidence.lexicon.language().ranks;
    let whole = &evidence.parsed.ranges[sentence];
    let read = whole.start..whole.end.min(whole.start + MAX_TOKENS);
    let text = evidence.parsed.span(read).of(evidence.parsed.text).to_lowercase();
    if ranks.leaks.iter().any(|word| text.contains(word.as_str())) {
        return Rung::Leak;
    }
    let signed = event.cue.is_some_and(|cue| {
        let cue = cue.of(evidence.parsed.text).to_lowercase();
        ranks.signing.iter().any(|word| cue.starts_with(word.as_str()))
    });
    if signed && ranks.documents.iter().any(|word| text.contains(word.as_str())) {
        return Rung::SignedDocument;
    }
    let words = event.holder.map(|holder| &evidence.mentions[holder]);
    let Some(words) = words else {
        return Rung::Paraphrase;
    };
    let phrase = words.span.of(evidence.parsed.text).to_lowercase();
    let has =
        |list: &[String]| list.iter().any(|word| phrase.split_whitespace().any(|w| w == word));
    if has(&ranks.spokespersons) {
        Rung::Spokesperson
    } else if words.person.is_some() || words.kind == MentionKind::Person || event.speaker.is_some()
    {
        Rung::OnRecord
    } else if has(&ranks.unnamed) {
        Rung::UnnamedOfficial
    } else {
        Rung::Paraphrase
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::analyse;
    use crate::domain::Rung;

    fn rung(text: &str) -> Option<Rung> {
        analyse(None, text).positions.first().map(|one| one.rung)
    }

    #[test]
    fn rung_tells_how_a_position_is_known() {
        assert_eq!(rung("Norland signed the ceasefire agreement."), Some(Rung::SignedDocument));
        assert_eq!(rung("Pia Lund rejected the ceasefire."), Some(Rung::OnRecord));
        assert_eq!(
            rung("Norland's foreign ministry rejected the ceasefire."),
            Some(Rung::Spokesperson)
        );
        assert_eq!(
            rung("Norlandic officials rejected the ceasefire."),
            Some(Rung::UnnamedOfficial)
        );
        assert_eq!(rung("Norland rejected the ceasefire, a leaked note shows."), Some(Rung::Leak));
        assert_eq!(rung("Norland rejected the ceasefire."), Some(Rung::Paraphrase));
    }
}
