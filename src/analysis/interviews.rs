//! Interviews: questions without quotation marks, answered by whole paragraphs in them.

use super::attributions::{Material, Voice};
use crate::domain::Span;

/// Fewest questions that make an interview.
const MIN_QUESTIONS: usize = 2;

/// Who answers, and where.
#[derive(Debug)]
pub(super) struct Interviewed {
    /// The first person that the text names.
    pub(super) voice: Voice,
    /// The first bytes of the answers, in order.
    answers: Vec<usize>,
}

impl Interviewed {
    /// True when an answer begins at this byte.
    pub(super) fn answers_at(&self, start: usize) -> bool {
        self.answers.binary_search(&start).is_ok()
    }
}

/// The person interviewed, when paragraphs in quotation marks answer bare questions.
pub(super) fn interviewed(material: &Material<'_>) -> Option<Interviewed> {
    let mut answers = Vec::new();
    let mut asked = 0;
    let mut before = Paragraph::Told;
    let mut from = 0;
    while from < material.sentences.len() {
        let number = material.sentences[from].paragraph;
        let length =
            material.sentences[from..].iter().take_while(|one| one.paragraph == number).count();
        let last = &material.sentences[from + length - 1];
        let span = Span::new(material.sentences[from].span.start, last.span.end);
        let this = Paragraph::of(span, material);
        if this == Paragraph::Quoted && before != Paragraph::Told && before != Paragraph::Quoted {
            answers.push(span.start);
            asked += usize::from(before == Paragraph::Asked);
        }
        before = this;
        from += length;
    }
    if asked < MIN_QUESTIONS {
        return None;
    }
    let first = material.mentions.iter().find(|mention| mention.person.is_some())?;
    Some(Interviewed { voice: (first.person.clone(), first.parties.first().copied()), answers })
}

/// What a paragraph is in an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paragraph {
    /// A question, or words addressed to "you", without quotation marks.
    Asked,
    /// A short remark without quotation marks: in an interview it is answered too.
    Remark,
    /// One quotation from end to end.
    Quoted,
    /// Anything else.
    Told,
}

impl Paragraph {
    fn of(span: Span, material: &Material<'_>) -> Self {
        let after = material.quotations.partition_point(|one| one.end() <= span.start);
        let quotation = material.quotations.get(after).filter(|one| one.start() < span.end);
        if let Some(quotation) = quotation {
            let whole = quotation.start() <= span.start && quotation.end() >= span.end;
            return if whole { Self::Quoted } else { Self::Told };
        }
        let text = span.of(material.text);
        let addressed = text
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word.eq_ignore_ascii_case("you") || word.eq_ignore_ascii_case("your"));
        if text.ends_with('?') || addressed {
            return Self::Asked;
        }
        if text.len() <= MAX_REMARK { Self::Remark } else { Self::Told }
    }
}

/// Longest remark of an interviewer that is no question, in bytes.
const MAX_REMARK: usize = 160;

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::lexicon;
    use crate::analysis::parsed::Parsed;
    use crate::analysis::{mentions_of, speech_of};

    fn speakers(text: &str) -> Vec<Option<String>> {
        let lexicon = lexicon();
        let parsed = Parsed::new(text, &lexicon);
        let mentions = mentions_of(&lexicon, &parsed, None);
        let found = speech_of(&lexicon, &parsed, &mentions).0;
        found.into_iter().map(|one| one.speaker).collect()
    }

    #[test]
    fn bare_questions_are_answered_by_whom_the_text_names_first() {
        let text = "Pia Lund met us on the pier.\n\nWill you sign?\n\n\"Not today.\"\n\nAnd the rebels?\n\n\"They may wait.\"";
        assert_eq!(speakers(text), [Some("Pia Lund".to_owned()), Some("Pia Lund".to_owned())]);
    }

    #[test]
    fn one_question_makes_no_interview() {
        let text = "Pia Lund left.\n\nThe ferries stopped at noon, and nobody knew for how long they would.\n\nWould it hold?\n\n\"Who knows.\"";
        assert_eq!(speakers(text), [] as [Option<String>; 0]);
    }
}
