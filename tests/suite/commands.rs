//! The commands, each run as a user runs it.

use serde_json::json;
use tempfile::TempDir;

use crate::kill::{ARTICLES, Posted, article};
use crate::support::process::{Server, run, send, words};

#[test]
fn an_address_that_others_reach_needs_the_word_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(&folder);
    let refused = run(&["serve", "--listen", "0.0.0.0:0", "--database", &database]);
    assert!(!refused.status.success());
    assert!(words(&refused).contains("--allow-anonymous-writes"), "{}", words(&refused));
    assert!(!folder.path().join("c.db").exists(), "nothing is made before the refusal");
}

#[test]
fn the_next_start_finds_everything_again() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(&folder);
    let first = Server::start(&database, &["--sample"]);
    let list = first.get(&format!("{ARTICLES}?limit=200"));
    let matrix = first.get("/api/v1/negotiations/ukraine-russia/matrix");
    assert_eq!((list.status, matrix.status), (200, 200));
    assert!(list.json()["items"].as_array().unwrap().len() >= 24);
    first.ask_to_end();
    assert!(first.wait().success());
    let second = Server::start(&database, &["--sample"]);
    assert_eq!(second.get(&format!("{ARTICLES}?limit=200")).body, list.body);
    assert_eq!(second.get("/api/v1/negotiations/ukraine-russia/matrix").body, matrix.body);
}

#[test]
fn a_backup_made_while_articles_are_posted_holds() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&sqlite(&folder), &[]);
    let copy = folder.path().join("copy.db");
    let posted = Posted::default();
    let mut before = Vec::new();
    let address = server.address;
    std::thread::scope(|threads| {
        threads.spawn(|| posted.post_until_gone(address));
        posted.wait_for(5);
        before = posted.acknowledged();
        let to = copy.display().to_string();
        let backup = run(&["backup", &to, "--database", &sqlite(&folder)]);
        assert!(backup.status.success(), "{}", words(&backup));
        server.kill();
    });
    let copy = format!("sqlite:{}", copy.display());
    let check = run(&["check", "--database", &copy]);
    assert!(check.status.success(), "{}", words(&check));
    let restored = Server::start(&copy, &[]);
    for (title, place) in before {
        assert_eq!(restored.get(&place).status, 200, "{title}");
    }
}

#[test]
fn a_backup_never_replaces_a_file() {
    let folder = tempfile::tempdir().unwrap();
    Server::start(&sqlite(&folder), &[]).kill();
    let there = folder.path().join("there");
    std::fs::write(&there, "kept").unwrap();
    let to = there.display().to_string();
    let backup = run(&["backup", &to, "--database", &sqlite(&folder)]);
    assert!(!backup.status.success());
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "kept");
}

#[test]
fn an_import_names_bad_records_and_stores_each_good_one_once() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(&folder);
    let records = [
        article(1).to_string(),
        r#"{"title": "No text"}"#.to_owned(),
        article(2).to_string(),
        json!({"title": "", "text": "One sentence.", "published_on": "soon"}).to_string(),
        json!({"negotiation": "nowhere", "title": "T", "text": "One sentence."}).to_string(),
    ];
    let file = folder.path().join("articles.jsonl");
    std::fs::write(&file, records.join("\n")).unwrap();
    let file = file.display().to_string();
    let first = run(&["import", &file, "--database", &database]);
    let said = words(&first);
    assert!(!first.status.success(), "a bad record shows in the exit code");
    assert!(
        said.contains("2 articles stored, 0 were there already, 3 could not be read"),
        "{said}"
    );
    for (line, problem) in [(2, "text"), (4, "published_on"), (5, "nowhere")] {
        let place = format!("articles.jsonl line {line}: ");
        let report = said.lines().find(|report| report.contains(&place));
        let report = report.unwrap_or_else(|| panic!("line {line} is not named: {said}"));
        assert!(report.contains(problem), "{report}");
    }
    let again = words(&run(&["import", &file, "--database", &database]));
    assert!(again.contains("0 articles stored, 2 were there already"), "{again}");
    let check = run(&["check", "--database", &database]);
    assert!(words(&check).starts_with("2 articles"), "{}", words(&check));
}

#[test]
fn check_finds_a_quote_that_is_not_in_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(&folder);
    let server = Server::start(&database, &["--sample"]);
    server.kill();
    assert!(run(&["check", "--database", &database]).status.success());
    let spoil = "update articles set body = 'Other words.'";
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        use sqlx::{Connection, Executor, SqliteConnection};
        let mut connection = SqliteConnection::connect(&database).await.unwrap();
        connection.execute(spoil).await.unwrap();
    });
    let check = run(&["check", "--database", &database]);
    assert!(!check.status.success());
    assert!(words(&check).contains("violated"), "{}", words(&check));
}

fn sqlite(folder: &TempDir) -> String {
    format!("sqlite:{}/c.db", folder.path().display())
}

#[test]
fn decisions_are_exported_and_imported_by_command() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (sqlite(&folder), format!("sqlite:{}/to.db", folder.path().display()));
    let file = folder.path().join("decisions.jsonl").display().to_string();
    let server = Server::start(&from, &["--sample"]);
    let list = server.get("/api/v1/positions?negotiation=ukraine-russia&limit=2").json();
    for position in list["items"].as_array().unwrap() {
        let path = format!("/api/v1/positions/{}/decisions", position["id"]);
        let body = json!({"verdict": "confirm", "version": position["version"]});
        let reply = send(server.address, "POST", &path, Some(&body)).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
    server.ask_to_end();
    server.wait();
    let exported = run(&["export", "decisions", &file, "--database", &from]);
    assert!(words(&exported).contains("2 decisions written"), "{}", words(&exported));
    let printed =
        run(&["export", "decisions", "--negotiation", "ukraine-russia", "--database", &from]);
    assert_eq!(printed.stdout, std::fs::read(&file).unwrap());
    // The same articles, stored elsewhere.
    let other = Server::start(&to, &["--sample"]);
    other.ask_to_end();
    other.wait();
    for (stored, known) in [(2, 0), (0, 2)] {
        let imported = run(&["import", "decisions", &file, "--database", &to]);
        assert!(imported.status.success(), "{}", words(&imported));
        let said = format!("{stored} decisions stored, {known} were there already, 0 conflicts");
        assert!(words(&imported).contains(&said), "{}", words(&imported));
    }
    let check = run(&["check", "--database", &to]);
    assert!(check.status.success(), "{}", words(&check));
    let empty = format!("sqlite:{}/empty.db", folder.path().display());
    let refused = run(&["import", "decisions", &file, "--database", &empty]);
    assert!(!refused.status.success());
    assert!(words(&refused).contains("line 1: there is no negotiation"), "{}", words(&refused));
    // Articles are imported as ever.
    let article = folder.path().join("one.txt");
    std::fs::write(&article, "title: One\n\nThe envoys met.\n").unwrap();
    let article = article.display().to_string();
    let imported = run(&["import", &article, "--database", &to]);
    assert!(words(&imported).contains("1 articles stored"), "{}", words(&imported));
    let nothing = run(&["import", "--database", &to]);
    assert!(!nothing.status.success());
}
