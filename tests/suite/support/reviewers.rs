//! People at the review desk, each with a session, over the network.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::process::{Reply, request};

const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

/// Somebody who is signed in.
#[derive(Debug)]
pub(crate) struct Reviewer {
    address: SocketAddr,
    cookie: String,
}

/// What a look at the desk and a verdict came to.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) look: Duration,
    pub(crate) verdict: Duration,
    pub(crate) position: String,
    /// Whether somebody else had decided meanwhile.
    pub(crate) is_conflict: bool,
}

/// What the server has acknowledged to all of them.
#[derive(Debug, Default)]
pub(crate) struct Protocol {
    turns: Mutex<Vec<Turn>>,
    begun: AtomicUsize,
}

impl Reviewer {
    /// Signs in with name and password.
    pub(crate) fn sign_in(address: SocketAddr, (name, password): (&str, &str)) -> Self {
        let body = form(&[("name", name), ("password", password)]);
        let reply = request(address, ("POST", "/sign-in"), FORM, &body).expect("it answers");
        assert_eq!(reply.status, 303, "{}", reply.body);
        let cookie = reply.cookie.split(';').next().unwrap_or_default().to_owned();
        assert!(!cookie.is_empty(), "{}", reply.head);
        Self { address, cookie }
    }

    fn ask(&self, what: (&str, &str), body: &str) -> std::io::Result<Reply> {
        let kind = if body.is_empty() { "" } else { FORM };
        request(self.address, what, &format!("cookie: {}\r\n{kind}", self.cookie), body)
    }

    /// Looks at what lies on the desk and decides on it; nothing when nothing is left.
    ///
    /// # Errors
    /// When the server is gone.
    pub(crate) fn decide(&self, desk: &str, word: &str) -> std::io::Result<Option<Turn>> {
        let begun = Instant::now();
        let page = self.ask(("GET", desk), "")?;
        let look = begun.elapsed();
        assert_eq!(page.status, 200, "{}", page.body);
        let Some((_, verdicts)) = page.body.split_once("<form class=\"verdicts\"") else {
            return Ok(None);
        };
        let action = between(verdicts, "action=\"", "\"");
        let token = between(verdicts, "name=\"token\" value=\"", "\"");
        let body = form(&[("token", token), ("verdict", word), ("next", desk)]);
        let begun = Instant::now();
        let reply = self.ask(("POST", action), &body)?;
        let verdict = begun.elapsed();
        assert!(matches!(reply.status, 303 | 409), "{action}: {}", reply.body);
        Ok(Some(Turn {
            look,
            verdict,
            position: action.trim_end_matches("/decisions").to_owned(),
            is_conflict: reply.status == 409,
        }))
    }
}

impl Protocol {
    /// Reviews until the server is gone, nothing is left, or all have begun so many turns together;
    /// between two turns a person thinks for a while.
    pub(crate) fn review(&self, reviewer: &Reviewer, desk: &str, (most, pause): (usize, Duration)) {
        loop {
            let number = self.begun.fetch_add(1, Ordering::Relaxed);
            if number >= most {
                return;
            }
            let word = if number.is_multiple_of(3) { "reject" } else { "confirm" };
            let Ok(Some(turn)) = reviewer.decide(desk, word) else { return };
            self.turns.lock().expect("no reviewer panics").push(turn);
            std::thread::sleep(pause);
        }
    }

    /// Returns once so many turns are acknowledged.
    pub(crate) fn wait_for(&self, turns: usize) {
        let begun = Instant::now();
        while self.turns.lock().expect("no reviewer panics").len() < turns {
            assert!(begun.elapsed() < Duration::from_mins(3), "reviewing is stuck");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    pub(crate) fn turns(&self) -> Vec<Turn> {
        std::mem::take(&mut self.turns.lock().expect("no reviewer panics"))
    }

    /// Holds what the server had acknowledged against what it has: each decision is there, once.
    pub(crate) fn assert_kept(turns: &[Turn], address: SocketAddr) {
        let mut held = BTreeMap::<&str, usize>::new();
        for turn in turns.iter().filter(|turn| !turn.is_conflict) {
            *held.entry(&turn.position).or_default() += 1;
        }
        for (position, times) in held {
            assert_eq!(times, 1, "{position} was decided on twice, and both were told yes");
            let path = format!("/api/v1{position}/history");
            let reply = request(address, ("GET", &path), "", "").expect("the server answers");
            let entries = reply.json()["items"].as_array().map(Vec::len);
            assert_eq!(entries, Some(1), "{position}: {}", reply.body);
        }
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).expect("the desk has it").1;
    rest.split_once(after).expect("it ends").0
}

fn form(fields: &[(&str, &str)]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.finish()
}
