//! Articles composed from the sample texts by a seeded shuffle, read by rules, which are quick.

use std::time::Instant;

use concordance::analysis::{Lexicon, Reader, Reading};
use concordance::clock::Clock;
use concordance::domain::{ArticleDraft, Catalog, RawDraft};
use concordance::ingest::builtin;
use concordance::pipeline::Pipeline;
use concordance::store::{Actor, Cause, Findings, NewArticle, Store};

/// Of a hundred positions, how many are made sure; the learned reader leaves 37 on the samples.
const SURE: usize = 40;

/// Makes articles out of the samples' sentences.
pub(crate) struct Composer {
    pub(crate) catalog: Catalog,
    lexicon: Lexicon,
    sentences: Vec<String>,
    pub(crate) seed: u64,
    pub(crate) articles: Vec<i64>,
    /// Positions that were found in them.
    pub(crate) suggestions: usize,
}

impl Composer {
    pub(crate) fn new() -> Self {
        let samples = builtin::samples();
        let texts = samples.iter().flat_map(|sample| sample.draft.text.split("\n\n"));
        let sentences = texts.flat_map(|paragraph| paragraph.split_inclusive(". "));
        let catalog = Catalog::parse_toml(builtin::catalog_source()).expect("a test reads it");
        Self {
            lexicon: Lexicon::new(catalog.clone()),
            catalog,
            sentences: sentences.map(|sentence| sentence.trim().to_owned()).collect(),
            seed: 0x9e37_79b9_7f4a_7c15,
            articles: Vec::new(),
            suggestions: 0,
        }
    }

    /// The next number below `end` (xorshift64).
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        usize::try_from(self.seed % end as u64).expect("it is below a usize")
    }

    pub(crate) fn draft(&mut self) -> RawDraft {
        let number = self.articles.len() + 1;
        let mut text = format!("This is dispatch number {number}.");
        for at in 0..20 {
            text.push_str(if at % 4 == 3 { "\n\n" } else { " " });
            let next = self.below(self.sentences.len());
            text.push_str(&self.sentences[next]);
        }
        let (year, month, day) = (2022 + self.below(4), 1 + self.below(12), 1 + self.below(28));
        RawDraft {
            title: format!("Dispatch {number} from the talks"),
            text,
            outlet: Some(format!("Outlet {}", 1 + self.below(40))),
            url: Some(format!("https://example.org/dispatches/{number}")),
            published_on: Some(format!("{year}-{month:02}-{day:02}")),
            ..RawDraft::default()
        }
    }

    fn findings(&mut self, draft: &ArticleDraft) -> Findings {
        let reading = Reading { title: Some(&draft.title), text: &draft.text };
        let found = Reader::Rules.analyse(reading, &self.lexicon);
        let mut findings = Findings::of(draft.text.as_str(), &found);
        for position in &mut findings.positions {
            position.confidence = if self.below(100) < SURE { 0.75 } else { 0.25 };
        }
        findings
    }

    /// Stores articles until there are `size`; says how long that took.
    pub(crate) fn fill(&mut self, database: &str, size: usize) -> String {
        let begun = Instant::now();
        let before = self.articles.len();
        let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
        runtime.block_on(async {
            let store = Store::connect(database, None).await.expect("the database opens");
            let pipeline = Pipeline::new(store.clone(), Clock::System, Reader::default());
            pipeline.prepare().await.expect("the catalog is stored");
            let slug = self.catalog.slug.as_str();
            let negotiation = pipeline.known_negotiation(slug).await.expect("it was just stored");
            while self.articles.len() < size {
                let draft = ArticleDraft::parse(&self.draft()).expect("a draft holds");
                let findings = self.findings(&draft);
                self.suggestions += findings.positions.len();
                let now = Clock::System.now();
                let cause = Cause { actor: Actor::command_line(), request_id: None, now };
                let new = NewArticle {
                    negotiation: negotiation.row.negotiation_id,
                    catalog: negotiation.row.id,
                    draft: &draft,
                    findings: &findings,
                    sample: false,
                };
                let id = store.insert_article(&new, &cause).await;
                self.articles.push(id.expect("the article is stored").0);
            }
            store.close().await;
        });
        let each = begun.elapsed() / u32::try_from(size - before).expect("not so many").max(1);
        let (whole, each) = (begun.elapsed().as_secs_f64(), each.as_secs_f64() * 1e3);
        format!("stored in {whole:.1} s, {each:.2} ms each")
    }
}
