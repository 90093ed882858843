//! Fifty people at the review desk of one server with 100,000 suggestions:
//! `cargo bench --bench desk`, or `cargo bench --bench desk -- 10000 20` for other numbers.
//!
//! Each person looks at what lies on the desk, thinks for a second, decides, and so on; each page and
//! each verdict is timed as that person sees it. In the middle the server is killed and started
//! again. Afterwards every verdict that was acknowledged must be there, once, and `check` must find
//! nothing. Ends with an error when a page or a verdict takes longer than the project allows.

#![expect(clippy::print_stdout, reason = "a benchmark's result is what it prints")]

mod composer;
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
#[path = "../suite/support/process.rs"]
mod process;
#[path = "../suite/support/reviewers.rs"]
mod reviewers;

use std::io::Write;
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use composer::Composer;
use process::{Server, kill, program, run, words};
use reviewers::{Protocol, Reviewer, Turn};

/// The longest that 99 of 100 pages, and of 100 verdicts, may take.
const MOST: Duration = Duration::from_millis(100);
/// How long a person thinks.
const THOUGHT: Duration = Duration::from_secs(1);
/// Turns of each person, half of them before the server is killed.
const TURNS: usize = 40;
const PASSWORD: &str = "a bridge over the river";

fn main() -> ExitCode {
    let given: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let (suggestions, people) = match given[..] {
        [suggestions, people, ..] => (suggestions, people),
        _ => (100_000, 50),
    };
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let database = format!("sqlite:{}/desk.db", folder.path().display());
    let mut composer = Composer::new();
    while composer.suggestions < suggestions {
        let articles = composer.articles.len() + 100;
        composer.fill(&database, articles);
    }
    let (articles, stored) = (composer.articles.len(), composer.suggestions);
    println!("{stored} suggestions in {articles} articles, {people} people");
    add_people(&database, people);
    let desk = format!("/{}/review", composer.catalog.slug.as_str());

    let turns = half(&database, &desk, people, true);
    let more = half(&database, &desk, people, false);
    let turns: Vec<Turn> = turns.into_iter().chain(more).collect();
    let server = Server::start(&database, &[]);
    Protocol::assert_kept(&turns, server.address);
    server.kill();
    let check = run(&["check", "--database", &database]);
    assert!(check.status.success(), "{}", words(&check));
    verdict(&turns)
}

fn add_people(database: &str, people: usize) {
    for number in 0..=people {
        let (name, role) =
            (format!("Person {number}"), if number == 0 { "admin" } else { "coder" });
        let mut child = program()
            .args(["user", "add", &name, "--role", role, "--database", database])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let stdin = child.stdin.as_mut().expect("it is piped");
        writeln!(stdin, "{PASSWORD}").expect("it reads");
        assert!(child.wait().expect("it ends").success());
    }
}

/// Half of the turns of everybody, on a server that is killed among the last of them or not.
fn half(database: &str, desk: &str, people: usize, is_killed: bool) -> Vec<Turn> {
    let mut server = Server::start(database, &[]);
    let sign_in = |number| {
        let name = format!("Person {number}");
        Reviewer::sign_in(server.address, (&name, PASSWORD))
    };
    let reviewers: Vec<Reviewer> = (1..=people).map(sign_in).collect();
    let (protocol, most, begun) = (Protocol::default(), people * TURNS / 2, Instant::now());
    std::thread::scope(|threads| {
        for (number, person) in reviewers.iter().enumerate() {
            let (protocol, turns) = (&protocol, if is_killed { usize::MAX } else { most });
            threads.spawn(move || {
                // People do not all come at the same instant.
                std::thread::sleep(THOUGHT / count(people) * count(number));
                protocol.review(person, desk, (turns, THOUGHT));
            });
        }
        if is_killed {
            protocol.wait_for(most);
            kill(server.child.id());
        }
    });
    if is_killed {
        server.child.wait().expect("it ends");
    }
    let turns = protocol.turns();
    println!("{} turns in {:.0} s", turns.len(), begun.elapsed().as_secs_f64());
    turns
}

fn count(people: usize) -> u32 {
    u32::try_from(people).expect("not so many")
}

fn verdict(turns: &[Turn]) -> ExitCode {
    let conflicts = turns.iter().filter(|turn| turn.is_conflict).count();
    let looks = percentiles(turns.iter().map(|turn| turn.look));
    let verdicts = percentiles(turns.iter().map(|turn| turn.verdict));
    println!("{:<10} {:>8} {:>8} {:>8}", "", "median", "99 %", "longest");
    for (name, [median, most, longest]) in [("page", looks), ("verdict", verdicts)] {
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        let (median, most, longest) = (millis(median), millis(most), millis(longest));
        println!("{name:<10} {median:>5.1} ms {most:>5.1} ms {longest:>5.1} ms");
    }
    println!("{} turns, {conflicts} conflicts; every verdict is kept, once", turns.len());
    if looks[1] > MOST || verdicts[1] > MOST {
        println!("over the limit of {MOST:?}");
        return ExitCode::FAILURE;
    }
    println!("every limit is kept");
    ExitCode::SUCCESS
}

fn percentiles(times: impl Iterator<Item = Duration>) -> [Duration; 3] {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    [times[times.len() / 2], times[times.len() * 99 / 100], times[times.len() - 1]]
}
