//! How well speech is read, measured on hand-coded paragraphs, and what holds for any text.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde::Deserialize;

use super::attributions::{self, Attribution, Material};
use super::language::Language;
use super::quotes::{self, Quotation};
use super::sentences::{self, Sentence};
use crate::domain::Span;

#[derive(Deserialize)]
struct Fixture {
    paragraph: Vec<Paragraph>,
}

#[derive(Deserialize)]
struct Paragraph {
    text: String,
    attributions: Vec<Coded>,
}

#[derive(Deserialize)]
struct Coded {
    source: String,
    cue: Option<String>,
    content: Vec<String>,
    speaker: Option<String>,
}

struct Read {
    sentences: Vec<Sentence>,
    quotations: Vec<Quotation>,
    attributions: Vec<Attribution>,
}

fn read(text: &str, language: &Language) -> Read {
    let sentences = sentences::split(text, &language.sentences);
    let quotations = quotes::find(text);
    let attributions = attributions::find(&Material {
        text,
        sentences: &sentences,
        quotations: &quotations,
        mentions: &[],
        words: &language.attribution,
        lexicon: None,
    });
    Read { sentences, quotations, attributions }
}

/// Shared bytes over all bytes of two contents.
fn overlap(found: &[Span], coded: &[Span]) -> f64 {
    let bytes = |spans: &[Span]| spans.iter().map(|span| span.len()).sum::<usize>();
    let shared: usize = found
        .iter()
        .flat_map(|a| coded.iter().map(move |b| (a, b)))
        .map(|(a, b)| a.end.min(b.end).saturating_sub(a.start.max(b.start)))
        .sum();
    let all = bytes(found) + bytes(coded) - shared;
    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    let ratio = shared as f64 / all.max(1) as f64;
    ratio
}

fn coded_spans(text: &str, coded: &Coded) -> Vec<Span> {
    coded
        .content
        .iter()
        .map(|words| {
            let at =
                text.find(words.as_str()).unwrap_or_else(|| panic!("not in the text: {words}"));
            Span::new(at, at + words.len())
        })
        .collect()
}

#[test]
fn speech_is_read_as_people_code_it() {
    let fixture: Fixture = toml::from_str(include_str!("fixtures/speech.toml")).unwrap();
    let language = Language::built_in();
    let (mut coded, mut found, mut hits, mut cues, mut speakers) =
        (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    for paragraph in &fixture.paragraph {
        let text = &paragraph.text;
        let mut left = read(text, &language).attributions;
        found += u32::try_from(left.len()).unwrap();
        for gold in &paragraph.attributions {
            coded += 1;
            let spans = coded_spans(text, gold);
            let Some(at) = left.iter().position(|one| overlap(&one.content, &spans) >= 0.8) else {
                println!("missed: {:?} {:?}", gold.source, gold.content);
                continue;
            };
            let one = left.remove(at);
            hits += 1;
            let source = one.source.map(|span| span.of(text));
            let cue = one.cue.map(|span| span.of(text));
            if source == Some(gold.source.as_str()) && cue == gold.cue.as_deref() {
                cues += 1;
            } else {
                println!("other words: {source:?} {cue:?} for {:?} {:?}", gold.source, gold.cue);
            }
            if one.speaker == gold.speaker {
                speakers += 1;
            } else {
                println!("other speaker: {:?} for {:?}", one.speaker, gold.speaker);
            }
        }
        for one in left {
            let content: Vec<&str> = one.content.iter().map(|span| span.of(text)).collect();
            println!("false: {:?} {content:?}", one.source.map(|span| span.of(text)));
        }
    }
    let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole);
    let f1 = 2.0 * f64::from(hits) / f64::from(found + coded);
    let (cue, speaker) = (share(cues, hits), share(speakers, hits));
    println!("content F1 {f1:.2} ({hits} of {coded} coded, {found} found)");
    println!("source and cue {cue:.2}, speaker {speaker:.2}");
    assert!(f1 >= 0.75, "content F1 is {f1:.2}");
    assert!(cue >= 0.75, "source and cue are right in {cue:.2}");
    assert!(speaker >= 0.85, "the speaker is right in {speaker:.2}");
}

fn assert_sound(text: &str, language: &Language) {
    let found = read(text, language);
    let on_boundary =
        |span: Span| span.start < span.end && text.get(span.start..span.end).is_some();
    let mut end = 0;
    for sentence in &found.sentences {
        assert!(sentence.span.start >= end && on_boundary(sentence.span));
        let words = sentence.span.of(text);
        assert_eq!(words, words.trim());
        end = sentence.span.end;
    }
    let mut end = 0;
    for piece in found.quotations.iter().flat_map(|quotation| &quotation.pieces) {
        assert!(piece.start >= end && on_boundary(*piece));
        end = piece.end;
    }
    for one in &found.attributions {
        assert!(!one.content.is_empty());
        assert!(one.content.iter().all(|&span| on_boundary(span)));
        assert!(one.content.is_sorted());
        assert!(one.source.is_none_or(on_boundary) && one.cue.is_none_or(on_boundary));
        assert!(one.parent.is_none_or(|parent| parent < found.attributions.len()));
    }
    assert_eq!(read(text, language).attributions, found.attributions);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_string_gives_sound_spans(text in "(?s).{0,300}") {
        assert_sound(&text, &Language::built_in());
    }

    #[test]
    fn any_order_of_telling_words_gives_sound_spans(
        words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..80)
    ) {
        assert_sound(&words.concat(), &Language::built_in());
    }
}

const WORDS: [&str; 48] = [
    " said",
    " told",
    " Lund",
    " Pia",
    " he",
    " that",
    ",",
    ".",
    "\"",
    " \"",
    "“",
    "”",
    "'",
    " '",
    "’s",
    "\n\n",
    "\n",
    " according to",
    " and",
    " but",
    " was",
    " quoted",
    " as",
    " saying",
    " in",
    " the",
    " minister",
    ":",
    " We go",
    " who",
    " it",
    "?",
    " “",
    " adding",
    " made",
    " clear",
    " of",
    " words",
    " her",
    " view",
    " Київ",
    " U.S.",
    "—",
    " with",
    " 61",
    " a",
    " called",
    ";",
];

#[test]
fn long_texts_without_mercy_take_linear_time() {
    const BYTES: usize = 1 << 20;
    let language = Language::built_in();
    for unit in [
        "a",
        "\"",
        "“",
        "'",
        " '",
        "said ",
        "he said ",
        "Pia Lund, who said ",
        ", adding that ",
        ". ",
        "\n\n",
        "\"a\" ",
        "in the view of ",
        "that he said, and ",
        "according to ",
        "A. ",
        "\n\n\"a",
        "quoted ",
        "and ",
    ] {
        let text = unit.repeat(BYTES / unit.len());
        let begun = Instant::now();
        read(&text, &language);
        let taken = begun.elapsed();
        println!("{unit:?}: {taken:?}");
        assert!(taken < Duration::from_secs(20), "{unit:?} took {taken:?}");
    }
}
