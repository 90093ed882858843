//! The program as a process: what it has acknowledged survives its end, however it ends.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::database::TestDatabase;
use crate::support::process::{Reply, Server, run, send, words};

pub(crate) const ARTICLES: &str = "/api/v1/articles";

/// An article that no other has: its number stands in title and text.
pub(crate) fn article(number: usize) -> Value {
    json!({
        "negotiation": "ukraine-russia",
        "title": format!("Dispatch {number}"),
        "text": format!(
            "Delegations met for the {number}th time on Monday. Russia rejects the deployment of \
             foreign troops in Ukraine, its foreign minister said. Ukraine demands a ceasefire \
             along the present line before anything else is discussed.\n\nNo date was set for \
             round {number}."
        ),
        "outlet": "The Night Wire",
        "published_on": "2026-01-15",
    })
}

/// What has been posted so far, from several threads.
#[derive(Default)]
pub(crate) struct Posted {
    next: AtomicUsize,
    acknowledged: Mutex<Vec<(String, String)>>,
    refused: Mutex<Option<String>>,
}

impl Posted {
    /// Titles and addresses of the articles whose posting was answered with 201.
    pub(crate) fn acknowledged(&self) -> Vec<(String, String)> {
        self.acknowledged.lock().unwrap().clone()
    }

    /// Posts article after article until the server is gone.
    pub(crate) fn post_until_gone(&self, address: SocketAddr) {
        loop {
            let body = article(self.next.fetch_add(1, Ordering::Relaxed));
            let Ok(reply) = send(address, "POST", ARTICLES, Some(&body)) else {
                return;
            };
            if reply.status != 201 {
                *self.refused.lock().unwrap() = Some(reply.body);
                return;
            }
            let title = body["title"].as_str().expect("it has one").to_owned();
            let place = reply.header("location").to_owned();
            self.acknowledged.lock().unwrap().push((title, place));
        }
    }

    /// Returns once so many articles are acknowledged.
    pub(crate) fn wait_for(&self, articles: usize) {
        let begun = Instant::now();
        while self.acknowledged.lock().unwrap().len() < articles {
            assert!(begun.elapsed() < Duration::from_mins(2), "posting is stuck");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

#[tokio::test]
async fn a_killed_server_has_every_acknowledged_article_afterwards() {
    const ROUNDS: usize = 4;
    const POSTERS: usize = 4;
    const ARTICLES_A_ROUND: usize = 15;
    let database = TestDatabase::new().await;
    let posted = Posted::default();
    for round in 1..=ROUNDS {
        let server = Server::start(&database.url, &[]);
        let address = server.address;
        std::thread::scope(|threads| {
            for _ in 0..POSTERS {
                threads.spawn(|| posted.post_until_gone(address));
            }
            posted.wait_for(round * ARTICLES_A_ROUND);
            server.kill();
        });
    }
    let acknowledged = posted.acknowledged();
    assert!(acknowledged.len() >= ROUNDS * ARTICLES_A_ROUND);
    let server = Server::start(&database.url, &[]);
    for (title, place) in &acknowledged {
        let stored = server.get(place);
        assert_eq!(stored.status, 200, "{title} at {place}: {}", stored.body);
        assert_eq!(stored.json()["title"].as_str(), Some(title.as_str()));
    }
    server.kill();
    let check = run(&["check", "--database", &database.url]);
    assert!(check.status.success(), "{}", words(&check));
}

/// Sends all but the last byte of a post, and returns once the server waits for the rest.
fn post_all_but_the_end(address: SocketAddr, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("the server accepts");
    write!(
        stream,
        "POST {ARTICLES} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    )
    .expect("the head is sent");
    let mut interim = String::new();
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    reader.read_line(&mut interim).expect("the server answers");
    assert!(interim.starts_with("HTTP/1.1 100 "), "{interim}");
    reader.read_line(&mut interim).expect("an empty line follows");
    assert!(reader.buffer().is_empty());
    stream.write_all(&body.as_bytes()[..body.len() - 1]).expect("most of the body is sent");
    stream
}

fn wait_until_refused(address: SocketAddr) {
    let begun = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it still accepts");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test]
async fn a_server_asked_to_end_answers_what_is_under_way() {
    let database = TestDatabase::new().await;
    let server = Server::start(&database.url, &[]);
    let body = article(1).to_string();
    let mut stream = post_all_but_the_end(server.address, &body);
    server.ask_to_end();
    wait_until_refused(server.address);
    stream.write_all(&body.as_bytes()[body.len() - 1..]).expect("the connection is still open");
    let reply = Reply::read(&mut stream).expect("the post is answered");
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert!(server.wait().success());
    let server = Server::start(&database.url, &[]);
    assert_eq!(server.get(reply.header("location")).status, 200);
}
