//! `concordance user …`, and what `serve` makes of accounts.

use std::io::Write;
use std::process::{Output, Stdio};

use tempfile::TempDir;

use crate::support::process::{Server, program, run, words};

const PASSWORD: &str = "a bridge over the river\n";

fn sqlite(folder: &TempDir) -> String {
    format!("sqlite:{}/c.db", folder.path().display())
}

/// Runs a command of accounts with these words on its standard input.
fn user(database: &str, arguments: &[&str], input: &str) -> Output {
    let mut child = program()
        .arg("user")
        .args(arguments)
        .args(["--database", database])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // It may have ended without reading.
    let _ = child.stdin.take().expect("it is piped").write_all(input.as_bytes());
    child.wait_with_output().expect("it ends")
}

#[track_caller]
fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", words(output));
    words(output)
}

#[track_caller]
fn refused(output: &Output, told: &str) {
    assert!(!output.status.success(), "{}", words(output));
    assert!(words(output).contains(told), "{}", words(output));
}

#[test]
fn accounts_are_looked_after_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(&folder);
    let user = |arguments: &[&str], input: &str| user(&database, arguments, input);
    refused(&user(&["add", "Bela", "--role", "coder"], PASSWORD), "must be an admin");
    refused(&user(&["add", "Ada", "--role", "king"], PASSWORD), "none of reader, coder");
    refused(&user(&["add", "Ada", "--role", "admin"], "short\n"), "too short");
    refused(&user(&["add", "Ada", "--role", "admin"], ""), "too short");
    refused(&user(&["add", " ", "--role", "admin"], PASSWORD), "the name is missing");
    let said = done(&user(&["add", "Ada", "--role", "admin"], PASSWORD));
    assert_eq!(said, "Ada: an account of role admin\n");
    refused(&user(&["add", "ADA", "--role", "coder"], PASSWORD), "is taken");
    done(&user(&["add", "Bela", "--role", "coder"], PASSWORD));
    refused(&user(&["disable", "ada"], ""), "the last enabled admin");
    refused(&user(&["role", "ada", "editor"], ""), "the last enabled admin");
    refused(&user(&["disable", "Cleo"], ""), "there is no account `Cleo`");
    done(&user(&["role", "bela", "editor"], ""));
    done(&user(&["password", "bela"], "another bridge over the river\r\n"));
    done(&user(&["disable", "bela"], ""));
    assert_eq!(done(&user(&["list"], "")), "Ada\tadmin\tenabled\nBela\teditor\tdisabled\n");
    done(&user(&["enable", "bela"], ""));
    let copy = folder.path().join("copy.db").display().to_string();
    let backup = run(&["backup", &copy, "--database", &database]);
    assert!(backup.status.success(), "{}", words(&backup));
    let check = run(&["check", "--database", &format!("sqlite:{copy}")]);
    assert!(check.status.success(), "{}", words(&check));
}

#[test]
fn private_reading_needs_an_account_first() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(&folder);
    let serve = ["serve", "--listen", "127.0.0.1:0", "--private-reading", "--database", &database];
    refused(&run(&serve), "concordance user add");
    assert!(!folder.path().join("c.db").exists(), "nothing is made before the refusal");
    done(&user(&database, &["add", "Ada", "--role", "admin"], PASSWORD));
    let server = Server::start(&database, &["--private-reading"]);
    let page = server.get("/");
    assert_eq!((page.status, page.header("location")), (303, "/sign-in"));
    assert_eq!(server.get("/sign-in").status, 200);
    assert_eq!(server.get("/api/v1/articles").status, 401);
}

#[test]
fn an_account_made_while_the_server_runs_counts_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(&folder);
    let server = Server::start(&database, &[]);
    assert_eq!(server.get("/articles/new").status, 200);
    done(&user(&database, &["add", "Ada", "--role", "admin"], PASSWORD));
    let page = server.get("/articles/new");
    let lead = "/sign-in?next=%2farticles%2fnew";
    assert_eq!((page.status, page.header("location")), (303, lead));
}
