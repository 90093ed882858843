//! How fast every page answers with 1,000 and with 10,000 articles in SQLite:
//! `cargo bench --bench pages`, or `cargo bench --bench pages -- 500 2000` for other numbers.
//!
//! Articles are composed from the sample texts by a seeded shuffle and read by rules, which are
//! quick; rules are rarely sure, so that as many positions as the learned reader leaves are made
//! sure by the same shuffle: what pages cost depends on what stands on them. The program then
//! serves that database as a process of its own; each page is asked for many times, one request
//! after the other, each on a new connection, without conditional headers and with changing
//! addresses. Ends with an error when a limit of the project is passed.

#![expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]

mod composer;
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
#[path = "../suite/support/process.rs"]
mod process;

use std::fmt::Write;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use composer::Composer;
use process::{Server, send};
use serde_json::{Value, json};

/// Requests a page, after a tenth as many that are not counted.
const REQUESTS: usize = 200;
/// Starts of the program on the finished database.
const STARTS: usize = 7;

const MOST_PAGE: Duration = Duration::from_millis(15);
/// Posting analyses a text and, for articles, waits for the disk.
const MOST_POST: Duration = Duration::from_secs(1);
const MOST_START: Duration = Duration::from_millis(300);
const MOST_MEMORY_MIB: f64 = 150.0;
const MOST_BINARY_MIB: f64 = 40.0;
/// How much slower a page may be on the larger database before its time is said to grow; a page
/// that has more on it there, in bytes, may take as much longer.
const MOST_GROWTH: f64 = 1.5;
/// Differences below this are not told from noise.
const NOISE: Duration = Duration::from_millis(1);

fn main() -> ExitCode {
    let given: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let sizes = if given.is_empty() { vec![1_000, 10_000] } else { given };
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let database = format!("sqlite:{}/bench.db", folder.path().display());
    let mut composer = Composer::new();
    let mut report = Report::default();
    for size in sizes {
        let stored = composer.fill(&database, size);
        println!("{size} articles: {stored}");
        let run = measure(&database, &composer);
        println!("{}", run.table());
        report.runs.push((size, run));
    }
    report.verdict()
}

/// What one database size gives.
struct Run {
    start: Duration,
    memory_mib: f64,
    pages: Vec<(&'static str, Sample)>,
}

/// Times of one page.
struct Sample {
    median: Duration,
    p99: Duration,
    bytes: usize,
}

fn measure(database: &str, composer: &Composer) -> Run {
    let mut starts: Vec<Duration> = (0..STARTS).map(|_| time_of_start(database)).collect();
    starts.sort_unstable();
    let server = Server::start(database, &[]);
    let mut pages = Vec::new();
    for (name, addresses) in addresses(&server, composer) {
        pages.push((name, time_of_page(&server, &addresses)));
    }
    pages.push(("POST /api/v1/analyses", time_of_posts(&server, "/api/v1/analyses")));
    pages.push(("POST /api/v1/articles", time_of_posts(&server, "/api/v1/articles")));
    Run { start: starts[STARTS / 2], memory_mib: memory_mib(server.child.id()), pages }
}

fn time_of_start(database: &str) -> Duration {
    let begun = Instant::now();
    let server = Server::start(database, &[]);
    assert_eq!(server.get("/health").status, 200);
    let taken = begun.elapsed();
    server.ask_to_end();
    assert!(server.wait().success());
    taken
}

/// Every page with some of its addresses.
fn addresses(server: &Server, composer: &Composer) -> Vec<(&'static str, Vec<String>)> {
    let negotiation = composer.catalog.slug.as_str();
    let issues: Vec<&str> = composer.catalog.issues.iter().map(|i| i.slug.as_str()).collect();
    let parties: Vec<&str> = composer.catalog.parties.iter().map(|p| p.slug.as_str()).collect();
    let articles = composer.articles.iter().step_by(composer.articles.len() / 97 + 1);
    let articles: Vec<i64> = articles.copied().collect();
    let one = |path: &str| vec![path.to_owned()];
    let of_issues = |form: &dyn Fn(&str) -> String| issues.iter().map(|i| form(i)).collect();
    let pairs = issues.iter().flat_map(|i| parties.iter().take(8).map(move |p| (i, p)));
    let query = format!("negotiation={negotiation}");
    vec![
        ("/", one("/")),
        ("/{negotiation}", vec![format!("/{negotiation}")]),
        ("/…/issues/{issue}", of_issues(&|i| format!("/{negotiation}/issues/{i}"))),
        (
            "/…/issues/{issue}?stance=",
            of_issues(&|i| format!("/{negotiation}/issues/{i}?stance=conditions")),
        ),
        (
            "/…/issues/{issue}?party=",
            of_issues(&|i| format!("/{negotiation}/issues/{i}?party=vatican")),
        ),
        (
            "/…/parties/{party}",
            parties.iter().map(|p| format!("/{negotiation}/parties/{p}")).collect(),
        ),
        (
            "/…/issues/{issue}/{party}",
            pairs.map(|(i, p)| format!("/{negotiation}/issues/{i}/{p}")).collect(),
        ),
        ("/articles", one("/articles")),
        ("/articles, pages on", pages_on(server, "/articles")),
        ("/articles?outlet=", one("/articles?outlet=Outlet%207")),
        ("/articles/{id}", articles.iter().map(|id| format!("/articles/{id}")).collect()),
        ("/articles/new", one("/articles/new")),
        ("/search?q= common", vec!["/search?q=ceasefire".into(), "/search?q=russia+troops".into()]),
        ("/search?q= rare", vec!["/search?q=dispatch+977".into(), "/search?q=dispatch+613".into()]),
        ("/search?q= filtered", one("/search?q=guarantees&party=ukraine&stance=demands")),
        ("/api", one("/api")),
        ("/api/v1/…/matrix", vec![format!("/api/v1/negotiations/{negotiation}/matrix")]),
        (
            "/api/v1/…/issues/{issue}",
            of_issues(&|i| format!("/api/v1/negotiations/{negotiation}/issues/{i}")),
        ),
        ("/api/v1/articles", one("/api/v1/articles?limit=50")),
        (
            "/api/v1/passages",
            of_issues(&|i| format!("/api/v1/passages?{query}&issue={i}&limit=50")),
        ),
        (
            "/api/v1/positions",
            parties
                .iter()
                .map(|p| format!("/api/v1/positions?{query}&party={p}&limit=50"))
                .collect(),
        ),
        ("/api/v1/search", one("/api/v1/search?q=guarantees")),
    ]
}

/// Addresses further on in a list, by its links to what follows.
fn pages_on(server: &Server, first: &str) -> Vec<String> {
    let mut pages = vec![first.to_owned()];
    while pages.len() < 12 {
        let page = server.get(pages.last().expect("there is a first")).body;
        let next = page.split("href=\"").find_map(|rest| {
            let (address, rest) = rest.split_once('"')?;
            let link = rest.split_once('>')?.0;
            (address.contains("after=") && link.contains("next")).then(|| address.to_owned())
        });
        match next {
            Some(next) => pages.push(next.replace("&amp;", "&").replace("&#38;", "&")),
            None => break,
        }
    }
    pages
}

fn time_of_page(server: &Server, addresses: &[String]) -> Sample {
    let ask = |at: usize| {
        let path = &addresses[at % addresses.len()];
        let begun = Instant::now();
        let reply = server.get(path);
        let taken = begun.elapsed();
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        (taken, reply.body.len())
    };
    for at in 0..REQUESTS / 10 {
        ask(at);
    }
    Sample::of((0..REQUESTS).map(ask).collect())
}

/// Texts of twenty sentences that the database does not have.
fn time_of_posts(server: &Server, path: &str) -> Sample {
    let mut composer = Composer::new();
    composer.seed += u64::from(server.child.id());
    let ask = |_| {
        let draft = composer.draft();
        let text = format!("{} {}", draft.text, composer.seed);
        let mut body = json!({"negotiation": composer.catalog.slug.as_str(), "text": text});
        if path.ends_with("articles") {
            body["title"] = Value::from(draft.title);
        }
        let begun = Instant::now();
        let reply = send(server.address, "POST", path, Some(&body)).expect("the server answers");
        assert!(matches!(reply.status, 200 | 201), "{path}: {}", reply.body);
        (begun.elapsed(), reply.body.len())
    };
    Sample::of((0..REQUESTS / 4).map(ask).collect())
}

impl Sample {
    fn of(mut times: Vec<(Duration, usize)>) -> Self {
        times.sort_unstable();
        let (median, bytes) = times[times.len() / 2];
        Self { median, p99: times[times.len() * 99 / 100].0, bytes }
    }
}

/// Resident memory of a process.
fn memory_mib(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs, on Linux");
    let kib =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next());
    kib.and_then(|kib| kib.parse::<f64>().ok()).expect("the kernel says it in KiB") / 1024.0
}

/// The longest median of a row.
fn limit(name: &str) -> Duration {
    if name.starts_with("POST ") { MOST_POST } else { MOST_PAGE }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

impl Run {
    fn table(&self) -> String {
        let mut table = format!("{:<28} {:>9} {:>9} {:>9}\n", "page", "median ms", "p99 ms", "KiB");
        for (name, sample) in &self.pages {
            let (median, p99, kib) =
                (millis(sample.median), millis(sample.p99), sample.bytes / 1024);
            let _ = writeln!(table, "{name:<28} {median:>9.2} {p99:>9.2} {kib:>9}");
        }
        let (start, memory) = (millis(self.start), self.memory_mib);
        let _ = writeln!(table, "{:<28} {start:>9.1}   (median of {STARTS})", "ready to serve");
        let _ = writeln!(table, "{:<28} {memory:>9.1} MiB", "resident memory after it");
        table
    }
}

#[derive(Default)]
struct Report {
    runs: Vec<(usize, Run)>,
}

impl Report {
    /// Holds the runs against the project's limits.
    fn verdict(&self) -> ExitCode {
        let binary = std::fs::metadata(env!("CARGO_BIN_EXE_concordance")).expect("it has run");
        #[expect(clippy::cast_precision_loss, reason = "a file's size in MiB, to one digit")]
        let binary = binary.len() as f64 / 1_048_576.0;
        println!("{:<28} {binary:>9.1} MiB", "the program's file");
        let mut over = Vec::new();
        if binary > MOST_BINARY_MIB {
            over.push(format!("the program's file: {binary:.1} MiB"));
        }
        for (size, run) in &self.runs {
            if run.start > MOST_START {
                over.push(format!("{size} articles: ready after {:.1} ms", millis(run.start)));
            }
            if run.memory_mib > MOST_MEMORY_MIB {
                over.push(format!("{size} articles: {:.1} MiB", run.memory_mib));
            }
            for (name, sample) in run.pages.iter().filter(|(name, s)| s.median > limit(name)) {
                over.push(format!("{size} articles: {name}: {:.2} ms", millis(sample.median)));
            }
        }
        over.extend(self.growth());
        if over.is_empty() {
            println!("every limit is kept");
            return ExitCode::SUCCESS;
        }
        println!("over the limit:\n  {}", over.join("\n  "));
        ExitCode::FAILURE
    }

    /// Pages whose time grows from the first size to the last.
    fn growth(&self) -> Vec<String> {
        let (Some((_, first)), Some((_, last))) = (self.runs.first(), self.runs.last()) else {
            return Vec::new();
        };
        let pairs = first.pages.iter().zip(&last.pages);
        let pairs = pairs.filter(|((name, _), _)| limit(name) == MOST_PAGE);
        let grown = pairs.filter(|((_, small), (_, large))| {
            #[expect(clippy::cast_precision_loss, reason = "a page's bytes, to compare")]
            let fuller = (large.bytes as f64 / small.bytes as f64).max(1.0);
            large.median > small.median.mul_f64(MOST_GROWTH * fuller)
                && large.median > small.median + NOISE
        });
        grown
            .map(|((name, small), (_, large))| {
                format!(
                    "{name} grows: {:.2} → {:.2} ms",
                    millis(small.median),
                    millis(large.median)
                )
            })
            .collect()
    }
}
