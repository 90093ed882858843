//! Who said what: source, cue and content, direct, indirect, mixed and nested speech.
//!
//! Content holds the quotation marks of quoted words and leaves out "that"; a source is the
//! whole noun phrase. What goes on without a sign of speech ("The plan was dead.") is not
//! attributed. Linear in the text.

use std::collections::HashMap;
use std::ops::Range;

use super::attribution_words::{AttributionWords, Tags};
use super::clauses::{self, Report};
use super::completion;
use super::interviews::{self, Interviewed};
use super::items::{self, Item, Kind};
use super::lexicon::Lexicon;
use super::mention::Mention;
use super::quotes::Quotation;
use super::sentences::Sentence;
use super::speakers::Speakers;
use crate::domain::{Span, SpeechKind};

/// What attributions are found in.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The text that all spans refer to.
    pub text: &'a str,
    /// Its sentences, in order.
    pub sentences: &'a [Sentence],
    /// Its quotations, in order.
    pub quotations: &'a [Quotation],
    /// Parties and people outside quotations, in order of their start; may be empty.
    pub mentions: &'a [Mention],
    /// The words to find them by.
    pub words: &'a AttributionWords,
    /// The parties by their names; without it only mentions tell them.
    pub lexicon: Option<&'a Lexicon>,
}

/// Who said what.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// Quoted, retold, or both.
    pub kind: SpeechKind,
    /// The words that name the source, a whole noun phrase.
    pub source: Option<Span>,
    /// The reporting verb, "according to" or the like.
    pub cue: Option<Span>,
    /// What was said, in order, never empty.
    pub content: Vec<Span>,
    /// The person, by the fullest name that the text or a mention gives.
    pub speaker: Option<String>,
    /// Index of the party that the source speaks for, from the mentions.
    pub party: Option<usize>,
    /// Index of the attribution in whose content this one stands: "A said that B had said …".
    pub parent: Option<usize>,
}

/// The attributions of a text, in the order of their first content.
#[must_use]
pub fn find(material: &Material<'_>) -> Vec<Attribution> {
    let speakers = Speakers::new(material);
    let interviewed = interviews::interviewed(material, &speakers.people);
    let found = interviewed.as_ref().map_or_else(Vec::new, Interviewed::bare_answers);
    let mut finder = Finder {
        material,
        speakers,
        found,
        by_quotation: HashMap::new(),
        last: None,
        asked: None,
        interviewed,
    };
    for index in 0..material.sentences.len() {
        finder.read(index);
    }
    let (mut found, speakers) = (finder.found, finder.speakers);
    found.sort_by_key(|one| (one.content[0].start, std::cmp::Reverse(one.content[0].end)));
    set_parents(&mut found);
    completion::complete(&mut found, &speakers.people, material);
    found
}

/// A person and the party that they speak for.
pub(super) type Voice = (Option<String>, Option<usize>);

/// The attribution that goes on in a quotation without a cue of its own.
#[derive(Debug, Clone, Copy)]
struct Last {
    attribution: usize,
    sentence: usize,
}

struct Finder<'a> {
    material: &'a Material<'a>,
    speakers: Speakers,
    found: Vec<Attribution>,
    /// The attribution of each quotation that has one.
    by_quotation: HashMap<usize, usize>,
    last: Option<Last>,
    /// Who was asked in the last sentence, and answers in a bare quotation.
    asked: Option<Voice>,
    /// Who answers the questions of an interview.
    interviewed: Option<Interviewed>,
}

impl Finder<'_> {
    fn read(&mut self, index: usize) {
        let Material { text, sentences, quotations, words, .. } = *self.material;
        let span = sentences[index].span;
        let items = items::of(text, span, quotations, words);
        let before = self.found.len();
        if let Some(quotation) = alone(&items) {
            self.carry_on(index, quotation);
        } else {
            let reports = clauses::reports(&items);
            self.continue_opening_quote(index, &items, &reports);
            for report in &reports {
                // "We will not forget", "I concede": the author of the text reports nobody.
                let author = report.source.as_ref().is_some_and(|source| {
                    source.len() == 1
                        && (items[source.start].says("i") || items[source.start].says("we"))
                });
                if !author {
                    self.add(&items, report);
                }
            }
        }
        for item in &items {
            if let Kind::Quote { .. } = item.kind {
                self.read_inside(item.span);
            }
        }
        let closed = span.of(text).trim_end_matches(['"', '”', '»', '’']);
        let asked = closed.ends_with('?') && alone(&items).is_none();
        self.asked = self.question_to(before, &items);
        let outer = (before..self.found.len()).rev().find(|&at| self.found[at].parent.is_none());
        if let Some(attribution) = outer.filter(|_| !asked) {
            self.last = Some(Last { attribution, sentence: index });
        }
        self.speakers.note_subject(index, &items, self.material);
    }

    /// Whom the sentence asks: "The host asked her about the map."
    fn question_to(&self, before: usize, items: &[Item<'_>]) -> Option<Voice> {
        let text = self.material.text;
        let question = self.found[before..].iter().rev().find_map(|one| {
            let cue = one.cue.filter(|_| one.parent.is_none() && one.kind != SpeechKind::Direct)?;
            self.material.words.tags(&cue.of(text).to_lowercase()).any(Tags::ASK).then_some(cue)
        })?;
        let whom = items.iter().find(|item| item.span.start >= question.end)?;
        let pronoun = whom.says("him") || whom.says("her");
        let before =
            self.found[..before].iter().rev().take(MAX_LOOK).find(|one| one.parent.is_none());
        let last = before.filter(|one| pronoun && one.speaker.is_some())?;
        Some((last.speaker.clone(), last.party))
    }

    /// `… she said. "This goes on."` and a quotation that makes up a whole sentence.
    fn carry_on(&mut self, index: usize, quotation: usize) {
        if let Some(&attribution) = self.by_quotation.get(&quotation) {
            self.last = Some(Last { attribution, sentence: index });
            return;
        }
        let sentences = self.material.sentences;
        let answers = self.answering(index);
        // The speaker may stand behind: `"We wait. We hope," she said.`
        let reaches_on = sentences
            .get(index + 1)
            .is_some_and(|next| self.material.quotations[quotation].end() > next.span.start);
        if reaches_on && self.named_behind(index, quotation) {
            return;
        }
        let pieces = &self.material.quotations[quotation].pieces;
        // `"…," she said. Would it hold? "It must."`
        let asked = index > 0 && sentences[index - 1].span.of(self.material.text).ends_with('?');
        let near = self.last.filter(|last| index - last.sentence <= 1 + usize::from(asked));
        if let Some(last) = near {
            let same = sentences[last.sentence].paragraph == sentences[index].paragraph
                && index - last.sentence <= 1;
            let old = &self.found[last.attribution];
            let goes_on = same && old.kind == SpeechKind::Direct && old.parent.is_none();
            if goes_on && answers.is_none() {
                self.found[last.attribution].content.extend(pieces);
                self.by_quotation.insert(quotation, last.attribution);
                self.last = Some(Last { sentence: index, ..last });
                return;
            }
        }
        let behind = self.told_behind(index).filter(|_| answers.is_none());
        let (speaker, party) = match near {
            _ if answers.is_some() => answers.unwrap_or_default(),
            _ if behind.is_some() => (behind, None),
            Some(last) => {
                let old = &self.found[last.attribution];
                (old.speaker.clone(), old.party)
            }
            // "Lund was blunt. "No.""
            None if index > 0 => match self.speakers.subject() {
                Some(subject) => subject,
                None => return,
            },
            None => return,
        };
        self.by_quotation.insert(quotation, self.found.len());
        self.found.push(Attribution {
            kind: SpeechKind::Direct,
            source: None,
            cue: None,
            content: pieces.clone(),
            speaker,
            party,
            parent: None,
        });
        self.last = Some(Last { attribution: self.found.len() - 1, sentence: index });
    }

    /// Who is told of right behind a bare quotation that opens a paragraph: `"No." She laughed.`
    fn told_behind(&self, index: usize) -> Option<String> {
        let Material { text, sentences, quotations, words, .. } = *self.material;
        let paragraph = sentences[index].paragraph;
        let opens = index > 0 && sentences[index - 1].paragraph != paragraph;
        let next = sentences.get(index + 1).filter(|next| opens && next.paragraph == paragraph)?;
        let items = items::of(text, next.span, quotations, words);
        if items
            .iter()
            .any(|item| item.is_quote() || item.is(Tags::SAY.with(Tags::TELL).with(Tags::STATE)))
        {
            return None;
        }
        self.speakers.subject_of(&items)
    }

    /// Who answers in the bare quotation of sentence `index`.
    fn answering(&self, index: usize) -> Option<Voice> {
        let sentences = self.material.sentences;
        let opens = index == 0 || sentences[index - 1].paragraph != sentences[index].paragraph;
        let interviewed = self.interviewed.as_ref().filter(|_| opens);
        let answer = interviewed.filter(|who| who.answers_at(sentences[index].span.start));
        answer.map(|who| who.voice.clone()).or_else(|| self.asked.clone())
    }

    /// True when the sentence in which the quotation ends holds more than it.
    fn named_behind(&self, index: usize, quotation: usize) -> bool {
        let end = self.material.quotations[quotation].end();
        let sentences = self.material.sentences;
        let at = index + sentences[index..].partition_point(|s| s.span.end < end);
        sentences.get(at).is_some_and(|s| s.span.start < end && s.span.end > end)
    }

    /// `"…," he said. "This goes on," …`: the quotation that opens a sentence of the same
    /// paragraph and has no report of its own there.
    fn continue_opening_quote(&mut self, index: usize, items: &[Item<'_>], reports: &[Report]) {
        let Some(Kind::Quote { index: quotation, .. }) = items.first().map(|item| item.kind) else {
            return;
        };
        let own =
            reports.iter().any(|report| report.content.iter().any(|range| range.contains(&0)));
        if !own && !self.by_quotation.contains_key(&quotation) {
            let whole = items[0].word.trim_end_matches(['"', '”', '»', '’', '\'']);
            if whole.ends_with(['.', '?', '!', '…', ',']) {
                self.carry_on(index, quotation);
            }
        }
    }

    /// The spans of a report's content; whether some is quoted, whether some is retold.
    fn content_of(&mut self, items: &[Item<'_>], report: &Report) -> (Vec<Span>, bool, bool) {
        let mut content = Vec::new();
        let mut quoted = false;
        let mut retold = false;
        for range in &report.content {
            let mut span = span_of(items, range);
            for item in quotes_at_the_edges(items, range) {
                let Kind::Quote { index: quotation, .. } = item.kind else {
                    continue;
                };
                if range.len() == 1 {
                    if self.by_quotation.contains_key(&quotation) {
                        continue;
                    }
                    self.by_quotation.insert(quotation, self.found.len());
                    content.extend(self.material.quotations[quotation].pieces.iter().copied());
                } else {
                    self.by_quotation.entry(quotation).or_insert(self.found.len());
                    let last = self.material.quotations[quotation].pieces[0];
                    span = Span::new(span.start.min(last.start), span.end.max(last.end));
                }
                quoted = true;
            }
            if range.len() == 1 && items[range.start].is_quote() {
                continue;
            }
            retold = true;
            quoted |= items[range.clone()].iter().take(MAX_LOOK).any(Item::is_quote);
            content.push(span);
        }
        (content, quoted, retold)
    }

    fn add(&mut self, items: &[Item<'_>], report: &Report) {
        let (mut content, quoted, retold) = self.content_of(items, report);
        if content.is_empty() {
            return;
        }
        let kind = match (quoted, retold) {
            (true, false) => SpeechKind::Direct,
            (true, true) => SpeechKind::Mixed,
            _ => SpeechKind::Indirect,
        };
        let source_items = report.source.as_ref().map(|range| without_commas(items, range));
        let source = source_items.as_ref().map(|range| span_of(items, range));
        let (speaker, party) = match &source_items {
            Some(range) => self.speakers.resolve(&items[range.clone()], self.material),
            None => (None, None),
        };
        // "Background: the war began …" is said by nobody.
        let headline = report.cue.is_none() && !quoted;
        let speaks = |range: &Range<usize>| {
            items[range.clone()].iter().any(|item| item.is(Tags::ROLE.with(Tags::BODY)))
        };
        let known =
            party.is_some() || speaker.is_some() || source_items.as_ref().is_some_and(speaks);
        if headline && !known {
            return;
        }
        if headline
            && speaker.is_some()
            && let [whole] = &mut content[..]
            && whole.of(self.material.text).starts_with(char::is_uppercase)
        {
            // "LUND: We wait. We hope.": a turn of a transcript is a whole paragraph.
            whole.end = self.end_of_paragraph(whole.end);
        }
        content.sort();
        self.found.push(Attribution {
            kind,
            source,
            cue: report.cue.as_ref().map(|range| span_of(items, range)),
            content,
            speaker,
            party,
            parent: None,
        });
    }

    /// Where the paragraph ends in which `at` stands; `at` itself in its last sentence.
    fn end_of_paragraph(&self, at: usize) -> usize {
        let sentences = self.material.sentences;
        let this = sentences.partition_point(|sentence| sentence.span.end < at);
        let Some(paragraph) = sentences.get(this).map(|sentence| sentence.paragraph) else {
            return at;
        };
        let rest = sentences[this..].iter().take_while(|one| one.paragraph == paragraph);
        let last = rest.last().filter(|last| last.span.start > at);
        last.map_or(at, |last| last.span.end)
    }

    /// Speech retold inside a quotation: `"He told me that they would pay," she said.`
    fn read_inside(&mut self, quote: Span) {
        let items = items::of(self.material.text, quote, &[], self.material.words);
        let first = items.iter().take_while(|item| item.is_mark("\"“‘'«„»")).count();
        let last = items.iter().rev().take_while(|item| item.is_mark("\"”’'»,.«“")).count();
        if first + last >= items.len() {
            return;
        }
        let inner = &items[first..items.len() - last];
        // Whom the quoted words name is not who "she" is outside of them.
        let remembered = self.speakers.remembered();
        for report in clauses::reports(inner) {
            let source = report.source.as_ref().map(|range| &inner[range.start]);
            let addressed = source.is_some_and(|first| first.says("you"));
            if report.cue.is_some() && source.is_some() && !addressed {
                let at = self.found.len();
                self.add(inner, &report);
                if let Some(added) = self.found.get_mut(at) {
                    // Kept apart from what a bare quotation carries on.
                    added.parent = Some(usize::MAX);
                }
            }
        }
        self.speakers.remember(remembered);
    }
}

/// Most items of a content that are looked at for quoted words.
const MAX_LOOK: usize = 200;

fn quotes_at_the_edges<'i, 't>(
    items: &'i [Item<'t>],
    range: &Range<usize>,
) -> impl Iterator<Item = &'i Item<'t>> {
    let first = &items[range.start];
    let last = &items[range.end - 1];
    let both = if range.len() > 1 { Some(last) } else { None };
    [Some(first), both].into_iter().flatten().filter(|item| item.is_quote())
}

fn span_of(items: &[Item<'_>], range: &Range<usize>) -> Span {
    Span::new(items[range.start].span.start, items[range.end - 1].span.end)
}

fn without_commas(items: &[Item<'_>], range: &Range<usize>) -> Range<usize> {
    let mut end = range.end;
    while end > range.start + 1 && items[end - 1].is_mark(",") {
        end -= 1;
    }
    range.start..end
}

/// The quotation that a sentence wholly stands in.
fn alone(items: &[Item<'_>]) -> Option<usize> {
    let (first, rest) = items.split_first()?;
    let Kind::Quote { index, .. } = first.kind else {
        return None;
    };
    rest.iter().all(|item| item.is_mark(".?!…")).then_some(index)
}

/// Each attribution's parent is the narrowest earlier one whose content holds its source or cue.
fn set_parents(found: &mut [Attribution]) {
    let mut open: Vec<(usize, usize)> = Vec::new();
    for at in 0..found.len() {
        let start = found[at].content[0].start;
        while open.last().is_some_and(|&(_, end)| end <= start) {
            open.pop();
        }
        let anchor = found[at].source.or(found[at].cue);
        found[at].parent = anchor.and_then(|anchor| {
            open.iter().rev().take(MAX_DEPTH).map(|&(outer, _)| outer).find(|&outer| {
                found[outer].content.iter().take(MAX_PIECES).any(|content| content.contains(anchor))
            })
        });
        let end = found[at].content.iter().map(|span| span.end).max().unwrap_or(start);
        open.push((at, end));
    }
}

/// Deepest nesting that is told.
const MAX_DEPTH: usize = 8;
/// Most pieces of a content that are looked at for a nested attribution.
const MAX_PIECES: usize = 64;

#[cfg(test)]
#[path = "attributions_tests.rs"]
pub(super) mod tests;
