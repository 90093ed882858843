//! An invented negotiation, and short ways to read sentences about it in tests.

use super::attitudes::{self, Event, Sign};
use super::clues::Clues;
use super::mention::Mention;
use super::parsed::Parsed;
use super::positions::Evidence;
use super::{Lexicon, Reader, Reading, issues, mentions_of, speech_of};
use crate::domain::{Analysis, ArticleText, Catalog};

pub fn lexicon() -> Lexicon {
    Lexicon::new(Catalog::parse_toml(include_str!("fixtures/norland.toml")).unwrap())
}

/// The words of each mention with the slugs of its parties, joined by `+`.
pub fn mentions(text: &str) -> Vec<(String, String)> {
    let lexicon = lexicon();
    let parsed = Parsed::new(text, &lexicon);
    let found = mentions_of(&lexicon, &parsed, None);
    found
        .iter()
        .map(|mention| (mention.span.of(text).to_owned(), slugs(&lexicon, &mention.parties)))
        .collect()
}

/// The slugs that a mention with exactly these words stands for; nothing when there is none.
pub fn mention(text: &str, words: &str) -> Option<String> {
    mentions(text).into_iter().find(|(found, _)| found == words).map(|(_, slugs)| slugs)
}

pub fn mentions_whole(text: &str) -> Vec<Mention> {
    let lexicon = lexicon();
    mentions_of(&lexicon, &Parsed::new(text, &lexicon), None)
}

fn slugs(lexicon: &Lexicon, parties: &[usize]) -> String {
    let slugs: Vec<&str> =
        parties.iter().map(|&party| lexicon.catalog().parties[party].slug.as_str()).collect();
    slugs.join("+")
}

/// The attitudes of the last sentence that more than a name shows, as `party stance: cue`.
pub fn attitudes(text: &str) -> Vec<String> {
    let (events, _) = events(text);
    let lexicon = lexicon();
    let shown = events.iter().filter(|event| !matches!(event.sign, Sign::Speaks | Sign::Named));
    let told = shown.map(|event| {
        let cue = event.cue.map_or("", |cue| cue.of(text));
        format!("{} {}: {cue}", slugs(&lexicon, &event.parties), event.stance)
    });
    told.collect()
}

/// The events and clues of the last sentence.
pub fn events(text: &str) -> (Vec<Event>, Clues) {
    let lexicon = lexicon();
    let parsed = Parsed::new(text, &lexicon);
    let mentions = mentions_of(&lexicon, &parsed, None);
    let issues = issues::find(&lexicon, &parsed, None, &mentions);
    let (_, speech) = speech_of(&lexicon, &parsed, &mentions);
    let evidence = Evidence {
        lexicon: &lexicon,
        parsed: &parsed,
        mentions: &mentions,
        speech: &speech,
        issues: &issues,
    };
    let mut context = attitudes::Context::default();
    let all = (0..parsed.sentences.len()).map(|at| attitudes::find(evidence, at, &mut context));
    all.last().unwrap()
}

pub fn analyse(title: Option<&str>, text: &str) -> Analysis {
    let text = ArticleText::parse(text).unwrap();
    Reader::Rules.analyse(Reading { title, text: &text }, &lexicon())
}

/// Each passage's issues, by the number of its sentence.
pub fn issues_of(title: Option<&str>, text: &str) -> Vec<(usize, String)> {
    let analysis = analyse(title, text);
    let passages = analysis.passages.iter().map(|passage| {
        let at = analysis.sentences.iter().position(|span| *span == passage.span).unwrap();
        let slugs: Vec<&str> =
            passage.issues.iter().map(crate::domain::IssueSlug::as_str).collect();
        (at, slugs.join("+"))
    });
    passages.collect()
}

/// The positions as `party issue stance`.
pub fn positions(text: &str) -> Vec<String> {
    let found = analyse(None, text).positions;
    found.iter().map(|one| format!("{} {} {}", one.party, one.issue, one.stance)).collect()
}
