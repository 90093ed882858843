//! A server with the sample articles, and one page of every kind that it links to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use concordance::domain::Role;
use regex::Regex;

use crate::support::database::TestDatabase;
use crate::support::people::add_account;
use crate::support::process::Server;

/// Pages that links cannot lead to: answers to searches and mistakes.
const BESIDES: &[&str] = &["/search?q=ceasefire", "/search?q=nothingofthekind"];

pub(crate) struct Site {
    pub(crate) server: Server,
    database: TestDatabase,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let database = TestDatabase::new().await;
        let server = Server::start(&database.url, &["--sample"]);
        Self { server, database }
    }

    /// With an admin of this name.
    pub(crate) async fn with_admin(name: &str) -> Self {
        let site = Self::start().await;
        add_account(&site.database.store, name, Role::Admin).await;
        site
    }

    pub(crate) async fn add_account(&self, name: &str, role: Role) {
        add_account(&self.database.store, name, role).await;
    }

    /// The articles on the first page of the list, newest first.
    pub(crate) fn articles(&self) -> Vec<String> {
        let link = Regex::new("href=\"(/articles/[0-9]+)\"").expect("a pattern");
        let body = self.server.get("/articles").body;
        link.captures_iter(&body).map(|found| found[1].to_owned()).collect()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.server.url(path)
    }

    /// One address of each kind of page: the first that following links from `/` meets.
    pub(crate) fn pages(&self) -> Vec<String> {
        let link = Regex::new("href=\"(/[^\"#]*)").expect("a pattern");
        let mut kinds = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut waiting = VecDeque::from(["/".to_owned()]);
        while let Some(path) = waiting.pop_front() {
            let reply = self.server.get(&path);
            assert_eq!(reply.status, 200, "{path}: {}", reply.body);
            if !reply.header("content-type").starts_with("text/html") {
                continue;
            }
            for (_, [found]) in link.captures_iter(&reply.body).map(|found| found.extract()) {
                let address = found.replace("&amp;", "&").replace("&#38;", "&");
                if kinds.contains_key(&kind(&address)) || !seen.insert(address.clone()) {
                    continue;
                }
                kinds.insert(kind(&address), address.clone());
                waiting.push_back(address);
            }
            kinds.entry(kind(&path)).or_insert(path);
        }
        let pages = kinds.into_values().chain(BESIDES.iter().map(|&path| path.to_owned()));
        pages.filter(|path| self.is_page(path)).collect()
    }

    fn is_page(&self, path: &str) -> bool {
        self.server.get(path).header("content-type").starts_with("text/html")
    }
}

/// The route of an address: what varies is a star, and whether there is a query is told apart.
pub(crate) fn kind(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let whole: Vec<&str> = match parts[..] {
        ["articles", id, ref rest @ ..] if id.bytes().all(|b| b.is_ascii_digit()) => {
            ["articles", "*"].into_iter().chain(rest.iter().copied()).collect()
        }
        ["positions", _, ref rest @ ..] => {
            ["positions", "*"].into_iter().chain(rest.iter().copied()).collect()
        }
        [_, "issues", _] => vec!["*", "issues", "*"],
        [_, "issues", _, _] => vec!["*", "issues", "*", "*"],
        [_, "parties", _] => vec!["*", "parties", "*"],
        _ => parts,
    };
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = if whole.contains(&"*") { ending } else { "" };
    format!("/{} {ending} {}", whole.join("/"), if query.is_empty() { "" } else { "?" })
}

#[test]
fn kinds_of_pages_are_told_apart() {
    assert_eq!(kind("/articles/12"), kind("/articles/734"));
    assert_eq!(kind("/a/issues/b/c"), kind("/d/issues/e/f"));
    for (one, other) in [
        ("/articles/12", "/articles/new"),
        ("/articles/12", "/articles/12/edit"),
        ("/a/issues/b", "/a/issues/b/c"),
        ("/a/issues/b", "/a/issues/b.csv"),
        ("/a/issues/b", "/a/issues/b?party=c"),
        ("/a/issues/b", "/a/parties/b"),
        ("/", "/articles"),
    ] {
        assert_ne!(kind(one), kind(other), "{one} {other}");
    }
}
