//! Several people at the review desk at once: nothing that they decide is lost or doubled, also when
//! the server is killed among them.

use std::time::Duration;

use concordance::domain::Role;

use crate::support::database::TestDatabase;
use crate::support::people::{PASSWORD, add_account};
use crate::support::process::{Server, kill, run, words};
use crate::support::reviewers::{Protocol, Reviewer, Turn};

const DESK: &str = "/ukraine-russia/review";
const PEOPLE: usize = 6;
/// Turns before the server is killed, and after it has been started again.
const TURNS: usize = 60;

fn name(number: usize) -> String {
    format!("Coder {number}")
}

fn sign_in(server: &Server) -> Vec<Reviewer> {
    let person = |number| Reviewer::sign_in(server.address, (&name(number), PASSWORD));
    (1..=PEOPLE).map(person).collect()
}

/// Reviews together, with nobody pausing, until `turns` are begun or the server is gone.
fn review(server: &Server, turns: usize, meanwhile: impl FnOnce(&Protocol)) -> Vec<Turn> {
    let (people, protocol) = (sign_in(server), Protocol::default());
    std::thread::scope(|threads| {
        for person in &people {
            threads.spawn(|| protocol.review(person, DESK, (turns, Duration::ZERO)));
        }
        meanwhile(&protocol);
    });
    protocol.turns()
}

#[tokio::test]
async fn decisions_of_many_survive_the_end_of_the_server_and_are_none_twice() {
    let database = TestDatabase::new().await;
    add_account(&database.store, "Ada", Role::Admin).await;
    for number in 1..=PEOPLE {
        add_account(&database.store, &name(number), Role::Coder).await;
    }
    let mut server = Server::start(&database.url, &["--sample"]);
    let pid = server.child.id();
    let mut turns = review(&server, usize::MAX, |protocol| {
        protocol.wait_for(TURNS);
        kill(pid);
    });
    server.child.wait().expect("it ends");
    let server = Server::start(&database.url, &[]);
    turns.extend(review(&server, TURNS, |_| ()));
    assert!(turns.len() >= 2 * TURNS, "{}", turns.len());
    let conflicts = turns.iter().filter(|turn| turn.is_conflict).count();
    assert_eq!(conflicts, 0, "no two people are given the same suggestion");

    Protocol::assert_kept(&turns, server.address);
    server.kill();
    let check = run(&["check", "--database", &database.url]);
    assert!(check.status.success(), "{}", words(&check));
}
