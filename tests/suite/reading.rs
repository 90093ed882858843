//! The learned reader on articles that were composed for this project and not learned from: those
//! that only set its thresholds.

use std::collections::BTreeMap;
use std::path::Path;

use concordance::analysis::corpus::{GoldArticle, read_corpus};
use concordance::analysis::evaluation::Report;
use concordance::analysis::training::{Part, composed_parts};
use concordance::analysis::{Lexicon, Reader, Reading};
use concordance::domain::{ArticleText, Catalog};
use concordance::ingest::builtin;

use crate::support::process;

const CORPUS: &str = include_str!("../corpus/coded.jsonl");
const ATTRIBUTIONS: &str = include_str!("../corpus/attributions.jsonl");
/// Coded sentences to read, at least.
const SENTENCES: usize = 300;

/// Lexicons of the negotiations whose catalogs are part of the project.
fn lexicons() -> BTreeMap<String, Lexicon> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/catalogs");
    let files = std::fs::read_dir(folder).expect("the folder is there");
    let sources = files.map(|file| {
        let path = file.expect("it can be listed").path();
        (path.display().to_string(), std::fs::read_to_string(path).expect("it can be read"))
    });
    let built_in = ("built in".to_owned(), builtin::catalog_source().to_owned());
    let parse = |(name, source): (String, String)| {
        let catalog = Catalog::parse_toml(&source).unwrap_or_else(|e| panic!("{name}: {e}"));
        (catalog.slug.to_string(), Lexicon::new(catalog))
    };
    sources.chain([built_in]).map(parse).collect()
}

/// Articles that were not learned from, as many as have enough coded sentences.
fn articles(lexicons: &BTreeMap<String, Lexicon>) -> Vec<GoldArticle> {
    let corpus = read_corpus(CORPUS).expect("the corpus is whole");
    let parts = composed_parts(corpus.iter().map(|article| article.id.as_str()));
    let mut sentences = 0;
    let mut chosen: Vec<GoldArticle> = corpus
        .into_iter()
        .filter(|a| parts[&a.id] == Part::Tune && lexicons.contains_key(&a.negotiation))
        .collect();
    chosen.retain(|article| {
        let wanted = sentences < SENTENCES;
        sentences += article.passages.len();
        wanted
    });
    assert!(sentences >= SENTENCES, "only {sentences} coded sentences");
    chosen
}

fn report(reader: &Reader, articles: &[GoldArticle], known: &BTreeMap<String, Lexicon>) -> Report {
    let mut report = Report::default();
    for article in articles {
        let text = ArticleText::parse(&article.text).expect("it is a text");
        let reading = Reading { title: article.title.as_deref(), text: &text };
        let analysis = reader.analyse(reading, &known[&article.negotiation]);
        report.add(article, &text, &analysis).expect("the coding fits the text");
    }
    report
}

#[test]
fn learned_reader_reads_better_than_rules_and_as_well_as_before() {
    let lexicons = lexicons();
    let articles = articles(&lexicons);
    let learned = report(&Reader::learned(), &articles, &lexicons);
    let rules = report(&Reader::Rules, &articles, &lexicons);
    for (name, of, least) in [
        ("issues", |r: &Report| r.issues.f1(), 0.65),
        ("positions", |r: &Report| r.positions.f1(), 0.41),
        ("positions with stance", |r: &Report| r.stances.f1(), 0.28),
    ] as [(&str, fn(&Report) -> f64, f64); 3]
    {
        let (learned, rules) = (of(&learned), of(&rules));
        assert!(learned >= least, "{name}: {learned:.3} is below {least}");
        assert!(learned > rules + 0.03, "{name}: {learned:.3} by the model, {rules:.3} by rules");
    }
}

#[test]
fn attributions_are_found_as_well_as_before() {
    let lexicons = lexicons();
    let corpus = read_corpus(ATTRIBUTIONS).expect("the corpus is whole");
    let known: Vec<GoldArticle> =
        corpus.into_iter().filter(|a| lexicons.contains_key(&a.negotiation)).collect();
    assert!(known.len() >= 30, "only {} texts", known.len());
    let scores = report(&Reader::Rules, &known, &lexicons).attributions;
    let (found, right) = scores.speakers;
    assert!(scores.contents.f1() >= 0.85, "{}", scores.contents);
    assert!(5 * right >= 4 * found, "{right} of {found} speakers are right");
}

#[test]
fn every_command_that_reads_takes_either_reader() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("text.txt");
    std::fs::write(&file, "Moscow will not accept foreign troops in Ukraine.").expect("written");
    let file = file.to_str().expect("a plain path");
    for reader in ["learned", "rules"] {
        let said = process::run(&["analyse", file, "--reader", reader]);
        let words = process::words(&said);
        assert!(said.status.success(), "{words}");
        assert!(words.contains("\"troop-deployment\""), "{reader}: {words}");
    }
    let said = process::run(&["analyse", file, "--reader", "oracle"]);
    assert!(!said.status.success());
    assert!(process::words(&said).contains("learned, rules"), "{}", process::words(&said));
}
