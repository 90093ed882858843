//! Interviews: questions without quotation marks, answered by whole paragraphs in them.

use super::attributions::{Attribution, Material, Voice};
use super::items;
use super::people::People;
use super::person_names::{Name, runs};
use super::source_parties;
use crate::domain::{Span, SpeechKind};

/// Fewest questions that make an interview.
const MIN_QUESTIONS: usize = 2;

/// Who answers, and where.
#[derive(Debug)]
pub(super) struct Interviewed {
    /// The first person whom the text names outside questions and answers.
    pub(super) voice: Voice,
    /// The answers in quotation marks, in order.
    quoted: Vec<Span>,
    /// The answers without them.
    bare: Vec<Span>,
}

impl Interviewed {
    /// True when an answer in quotation marks begins at this byte.
    pub(super) fn answers_at(&self, start: usize) -> bool {
        self.quoted.binary_search_by_key(&start, |answer| answer.start).is_ok()
    }

    /// The answers without quotation marks, each as what the person said.
    pub(super) fn bare_answers(&self) -> Vec<Attribution> {
        let (speaker, party) = self.voice.clone();
        let said = |answer: &Span| Attribution {
            kind: SpeechKind::Direct,
            source: None,
            cue: None,
            content: vec![*answer],
            speaker: speaker.clone(),
            party,
            parent: None,
        };
        self.bare.iter().map(said).collect()
    }
}

/// The person interviewed, when paragraphs answer bare questions.
pub(super) fn interviewed(material: &Material<'_>, people: &People) -> Option<Interviewed> {
    let paragraphs = paragraphs(material);
    let quoted = quoted_answers(&paragraphs);
    let bare = if quoted.is_empty() { bare_answers(&paragraphs, material) } else { Vec::new() };
    let first = quoted.first().or(bare.first())?;
    let answers = if quoted.is_empty() { &bare } else { &quoted };
    let answer = |at: usize| {
        let start = paragraphs.get(at).map(|(span, _)| span.start);
        start.is_some_and(|start| answers.binary_search_by_key(&start, |one| one.start).is_ok())
    };
    let told = (0..paragraphs.len()).filter(|&at| !answer(at) && !answer(at + 1));
    let (before, behind): (Vec<Span>, Vec<Span>) =
        told.map(|at| paragraphs[at].0).partition(|span| span.start < first.start);
    let voice = before.iter().chain(&behind).find_map(|span| named_in(*span, material, people));
    let voice = voice.or_else(|| {
        let first = material.mentions.iter().find(|mention| mention.person.is_some())?;
        Some((first.person.clone(), first.parties.first().copied()))
    });
    Some(Interviewed { voice: voice?, quoted, bare })
}

/// The first person whom a paragraph names, with the party that its sentence tells.
fn named_in(paragraph: Span, material: &Material<'_>, people: &People) -> Option<Voice> {
    let from = material.sentences.partition_point(|one| one.span.end <= paragraph.start);
    let inside = material.sentences[from..].iter();
    for sentence in inside.take_while(|one| one.span.start < paragraph.end) {
        let items = items::of(material.text, sentence.span, &[], material.words);
        for run in runs(&items) {
            let named = Name::of(&items[run.start..run.end]);
            let Some(person) = named.and_then(|name| people.known(&name)) else { continue };
            let known = material.mentions.iter().find(|mention| {
                mention.person.as_ref() == Some(&person) && mention.parties.len() == 1
            });
            let party = known
                .map(|mention| mention.parties[0])
                .or_else(|| source_parties::named_in(&items[run.end..], material).party());
            return Some((Some(person), party));
        }
    }
    None
}

fn paragraphs(material: &Material<'_>) -> Vec<(Span, Paragraph)> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < material.sentences.len() {
        let number = material.sentences[from].paragraph;
        let length =
            material.sentences[from..].iter().take_while(|one| one.paragraph == number).count();
        let last = &material.sentences[from + length - 1];
        let span = Span::new(material.sentences[from].span.start, last.span.end);
        found.push((span, Paragraph::of(span, material)));
        from += length;
    }
    found
}

/// Quoted paragraphs behind bare ones; none when fewer than two of these are questions.
fn quoted_answers(paragraphs: &[(Span, Paragraph)]) -> Vec<Span> {
    let pairs = || {
        paragraphs.windows(2).filter(|pair| {
            let bare = !matches!(pair[0].1, Paragraph::Told | Paragraph::Mixed | Paragraph::Quoted);
            bare && pair[1].1 == Paragraph::Quoted
        })
    };
    let asked = pairs().filter(|pair| pair[0].1 == Paragraph::Asked).count();
    if asked < MIN_QUESTIONS {
        return Vec::new();
    }
    pairs().map(|pair| pair[1].0).collect()
}

/// Every second paragraph from the first question on, as long as questions and answers take turns.
fn bare_answers(paragraphs: &[(Span, Paragraph)], material: &Material<'_>) -> Vec<Span> {
    let question = |at: usize| paragraphs[at].0.of(material.text).ends_with('?');
    let bare = |at: usize| !matches!(paragraphs[at].1, Paragraph::Quoted | Paragraph::Mixed);
    let Some(first) = (0..paragraphs.len()).find(|&at| question(at) && bare(at)) else {
        return Vec::new();
    };
    let mut answers = Vec::new();
    let mut asked = 0;
    // The last answer that a plain question stands before.
    let mut certain = 0;
    for at in (first..paragraphs.len().saturating_sub(1)).step_by(2) {
        let asks = bare(at) && paragraphs[at].1 != Paragraph::Told;
        if !asks || question(at + 1) || !bare(at + 1) {
            break;
        }
        answers.push(paragraphs[at + 1].0);
        if question(at) {
            asked += 1;
            certain = answers.len();
        }
    }
    answers.truncate(certain);
    if asked < MIN_QUESTIONS { Vec::new() } else { answers }
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
    /// With some quoted words.
    Mixed,
    /// Anything else.
    Told,
}

impl Paragraph {
    fn of(span: Span, material: &Material<'_>) -> Self {
        let after = material.quotations.partition_point(|one| one.end() <= span.start);
        let quotation = material.quotations.get(after).filter(|one| one.start() < span.end);
        if let Some(quotation) = quotation {
            let whole = quotation.start() <= span.start && quotation.end() >= span.end;
            return if whole { Self::Quoted } else { Self::Mixed };
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
    fn answers_may_do_without_quotation_marks() {
        let text = "Jonas Weil met us on the pier.\n\nWill you sign?\n\nNot today. Not here.\n\nAnd the rebels?\n\nThey may wait.\n\nHe then went to sea.";
        assert_eq!(speakers(text), [Some("Jonas Weil".to_owned()), Some("Jonas Weil".to_owned())]);
        let told = "The pier was empty.\n\nWhy?\n\nBecause it rained.\n\nThe ferry left at noon.";
        assert_eq!(speakers(told), [] as [Option<String>; 0]);
    }

    #[test]
    fn one_question_makes_no_interview() {
        let text = "Pia Lund left.\n\nThe ferries stopped at noon, and nobody knew for how long they would.\n\nWould it hold?\n\n\"Who knows.\"";
        assert_eq!(speakers(text), [] as [Option<String>; 0]);
    }
}
