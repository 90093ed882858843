//! No page leads anybody to what they may not do.

use std::collections::{BTreeMap, VecDeque};

use axum::http::StatusCode;
use concordance::domain::{Role, Stance};
use regex::Regex;

use crate::support::app::{Answer, TestApp};

/// An address with its ids made alike: one page of each kind is enough.
fn kind(address: &str) -> String {
    let id = Regex::new("[0-9]{6,}").expect("a pattern");
    let path = address.split(['?', '#']).next().unwrap_or_default();
    id.replace_all(path, "1").into_owned()
}

/// The first address of each kind that a page leads to, by links and by forms.
fn leads(page: &str) -> (Vec<String>, Vec<String>) {
    let found = |pattern: &str| -> Vec<String> {
        let pattern = Regex::new(pattern).expect("a pattern");
        let all = pattern.captures_iter(page).map(|found| found[1].replace("&amp;", "&"));
        all.map(|address| address.replace("&#38;", "&")).collect()
    };
    let forms = found(r#"<form[^>]* method="post" action="(/[^"]*)""#);
    (found("href=\"(/[^\"#]*)"), forms)
}

/// An app in which every kind of page has something to show.
async fn busy() -> TestApp {
    let app = TestApp::new().await;
    let taken = [("northbank", "bridges", Stance::Rejects, None)];
    app.add("2026-01-10", "Nordstad rejects the bridge.", &taken).await;
    let taken = [("northbank", "bridges", Stance::Accepts, None)];
    app.add("2026-01-11", "Nordstad accepts the bridge.", &taken).await;
    app.add("2026-01-12", "Nothing was said.", &[]).await;
    app
}

async fn ask(app: &TestApp, cookie: &str, path: &str) -> Answer {
    if cookie.is_empty() { app.get(path).await } else { app.get_as(cookie, path).await }
}

/// Everything that following links and forms from the beginning meets, with what it answers.
async fn walk(app: &TestApp, cookie: &str) -> BTreeMap<String, StatusCode> {
    let mut met = BTreeMap::new();
    let mut forms = BTreeMap::new();
    let mut waiting = VecDeque::from(
        ["/", "/riverland/issues/water", "/nowhere", "/articles/none"].map(str::to_owned),
    );
    while let Some(path) = waiting.pop_front() {
        if met.contains_key(&kind(&path)) {
            continue;
        }
        let answer = ask(app, cookie, &path).await;
        met.insert(kind(&path), answer.status);
        assert!(
            path.starts_with("/sign-in") || !answer.header("location").starts_with("/sign-in"),
            "{path} asks for signing in"
        );
        if answer.header("content-type").starts_with("text/html") {
            let (links, posts) = leads(&answer.body);
            waiting.extend(links);
            forms.extend(posts.into_iter().map(|action| (kind(&action), action)));
        }
    }
    // What ends the session that is walked with is everybody's own.
    forms.retain(|kind, _| kind != "/sign-out" && !kind.starts_with("/account/sessions"));
    for (kind, action) in forms {
        let answer = if cookie.is_empty() {
            app.post_form(&action, &[]).await
        } else {
            app.post_as(cookie, &action, &[]).await
        };
        met.insert(format!("POST {kind}"), answer.status);
    }
    met
}

#[tokio::test]
async fn every_link_and_form_is_for_whom_it_is_shown_to() {
    let app = busy().await;
    app.add_people().await;
    let mut askers = vec![("nobody", String::new())];
    for &role in Role::ALL {
        askers.push((role.as_str(), app.sign_in(role.as_str()).await));
    }
    let mut met_by = BTreeMap::new();
    for (name, cookie) in askers {
        let met = walk(&app, &cookie).await;
        for (place, status) in &met {
            let refused = [StatusCode::FORBIDDEN, StatusCode::UNAUTHORIZED].contains(status);
            assert!(!refused, "{name}: {place} answers {status}");
            assert!(!status.is_server_error(), "{name}: {place} answers {status}");
        }
        met_by.insert(name, met);
    }
    for (name, place, is_met) in [
        ("nobody", "/articles/new", false),
        ("nobody", "/positions/1/report", true),
        ("nobody", "POST /positions/1/report", true),
        ("reader", "/riverland/review", false),
        ("coder", "/articles/new", true),
        ("coder", "/riverland/review", true),
        ("coder", "/articles/1/add", true),
        ("coder", "/articles/1/edit", false),
        ("coder", "POST /riverland/catalog", false),
        ("editor", "/articles/1/edit", true),
        ("editor", "/articles/1/delete", true),
        ("editor", "/negotiations/new", false),
        ("admin", "POST /riverland/catalog", true),
        ("admin", "/negotiations/new", true),
        ("admin", "/people", true),
    ] {
        assert_eq!(met_by[name].contains_key(place), is_met, "{name} {place}");
    }
}

#[tokio::test]
async fn without_accounts_everything_is_shown() {
    let app = busy().await;
    let met = walk(&app, "").await;
    for place in [
        "/articles/new",
        "/articles/1/add",
        "/articles/1/edit",
        "/articles/1/delete",
        "/riverland/review",
        "/negotiations/new",
        "POST /riverland/catalog",
        "POST /positions/1/decisions",
        "POST /positions/1/report",
    ] {
        assert!(met.contains_key(place), "{place} is not met: {met:#?}");
    }
}
