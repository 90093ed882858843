//! Every route × every role.

use std::collections::BTreeSet;
use std::fs;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::routing::get;
use concordance::access::{Need, TABLE};
use concordance::domain::Role;
use concordance::server;
use regex::Regex;
use tower::ServiceExt;

use crate::support::app::{Answer, TestApp};
use crate::support::contract::operations;

/// Routes that stand neither among the pages nor among the operations of the API.
const BESIDES: [(&str, &str); 9] = [
    ("GET", "/health"),
    ("GET", "/static/{*path}"),
    ("GET", "/favicon.ico"),
    ("GET", "/robots.txt"),
    ("GET", "/api"),
    ("GET", "/api/viewer"),
    ("GET", "/api/viewer/"),
    ("GET", "/api/viewer/{*rest}"),
    ("GET", "/api/v1/openapi.json"),
];

/// The routes of `src/web/mod.rs`, with their methods.
fn pages() -> BTreeSet<(String, String)> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/mod.rs");
    let source = fs::read_to_string(source).unwrap();
    let method = Regex::new(r"\b(get|post|put|delete|patch|any)\(").unwrap();
    let mut found = BTreeSet::new();
    for route in source.split(".route(").skip(1) {
        let path = route.split('"').nth(1).unwrap();
        for (_, [method]) in method.captures_iter(route).map(|found| found.extract()) {
            found.insert((method.to_uppercase(), path.to_owned()));
        }
    }
    found
}

#[test]
fn the_table_has_every_route_and_no_other() {
    let pages = pages();
    assert!(pages.len() > 30, "{pages:?}");
    let operations = operations().map(|(path, method, _)| (method.to_uppercase(), path.to_owned()));
    let besides = BESIDES.iter().map(|(method, path)| ((*method).to_owned(), (*path).to_owned()));
    let routes: BTreeSet<(String, String)> =
        pages.into_iter().chain(operations).chain(besides).collect();
    let table: BTreeSet<(String, String)> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(table, routes);
}

#[tokio::test]
async fn a_route_that_is_not_in_the_table_is_refused() {
    let app = TestApp::new().await;
    let routes = Router::new()
        .route("/unlisted", get(|| async { "secret" }))
        .route("/about", get(|| async { "listed" }).post(|| async { "secret" }));
    let guarded = server::layered(routes, app.state.clone());
    for (method, path, status) in [
        ("GET", "/about", StatusCode::OK),
        ("GET", "/unlisted", StatusCode::FORBIDDEN),
        ("POST", "/about", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        let mut request = request.body(Body::empty()).unwrap();
        let peer: std::net::SocketAddr = "127.0.0.1:40000".parse().unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let answer = guarded.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), status, "{method} {path}");
    }
}

/// How a request is signed in.
#[derive(Debug, Clone)]
enum Way {
    No,
    Cookie(String),
    Token(String),
}

fn filled(path: &str) -> String {
    [
        ("{negotiation}", "riverland"),
        ("{slug}", "riverland"),
        ("{issue}", "bridges"),
        ("{party}", "northbank"),
        ("{id}", "1"),
        ("{number}", "1"),
        ("{report}", "1"),
        ("{*path}", "site.css"),
        ("{*rest}", "index.css"),
    ]
    .iter()
    .fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

async fn ask(app: &TestApp, method: &str, path: &str, way: &Way) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(filled(path))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = match way {
        Way::No => request,
        Way::Cookie(cookie) => request.header(header::COOKIE, cookie),
        Way::Token(token) => request.header(header::AUTHORIZATION, token),
    };
    app.send(request.body(Body::empty()).unwrap()).await
}

/// Let through, to be signed in first, or refused for good.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Through,
    SignIn,
    Refused,
}

fn verdict(answer: &Answer) -> Verdict {
    assert!(!answer.status.is_server_error(), "{} {}", answer.status, answer.body);
    match answer.status {
        StatusCode::UNAUTHORIZED => {
            assert!(answer.header("www-authenticate").starts_with("Bearer"), "{}", answer.body);
            Verdict::SignIn
        }
        StatusCode::SEE_OTHER if answer.header("location").starts_with("/sign-in") => {
            Verdict::SignIn
        }
        StatusCode::FORBIDDEN => Verdict::Refused,
        _ => Verdict::Through,
    }
}

/// What the table means, said a second time.
fn expected(need: Need, role: Option<Role>, way: &Way, private: bool) -> Verdict {
    let least = match need {
        Need::Nothing | Need::Anyone => return Verdict::Through,
        Need::Reading if !private => return Verdict::Through,
        Need::Reading | Need::SignedIn => Role::Reader,
        Need::Writing(role) | Need::Session(role) => role,
    };
    match role {
        None => Verdict::SignIn,
        Some(_) if matches!((need, way), (Need::Session(_), Way::Token(_))) => Verdict::Refused,
        Some(role) if role >= least => Verdict::Through,
        Some(_) => Verdict::Refused,
    }
}

async fn every_route_in_every_role(private: bool) {
    let app = TestApp::with(|settings| settings.private_reading = private).await;
    app.add_people().await;
    let mut askers = vec![(None, Way::No)];
    for &role in Role::ALL {
        askers.push((Some(role), Way::Cookie(app.sign_in(role.as_str()).await)));
        // The lesser of the two roles counts, whichever it is.
        askers.push((Some(role), Way::Token(app.token(role.as_str(), Role::Admin).await)));
        askers.push((Some(role), Way::Token(app.token("admin", role).await)));
    }
    let mut wrong = Vec::new();
    for (role, way) in &askers {
        // Signing out comes last: it ends the session.
        let (last, first): (Vec<_>, Vec<_>) = TABLE.iter().partition(|row| row.1 == "/sign-out");
        for &(method, path, need) in first.into_iter().chain(last) {
            let answer = ask(&app, method, path, way).await;
            let (found, expected) = (verdict(&answer), expected(need, *role, way, private));
            if found != expected {
                wrong.push(format!("{role:?} by {way:?}: {method} {path}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_route_asks_for_its_role_and_no_more() {
    every_route_in_every_role(false).await;
}

#[tokio::test]
async fn every_route_asks_for_its_role_where_reading_is_private() {
    every_route_in_every_role(true).await;
}

#[tokio::test]
async fn without_accounts_all_but_accounts_is_open_on_this_machine() {
    let app = TestApp::new().await;
    for &(method, path, need) in TABLE {
        let found = verdict(&ask(&app, method, path, &Way::No).await);
        let expected = match need {
            Need::SignedIn | Need::Session(_) => Verdict::SignIn,
            _ => Verdict::Through,
        };
        assert_eq!(found, expected, "{method} {path}");
    }
}

#[tokio::test]
async fn the_first_account_ends_anonymous_writes() {
    let app = TestApp::with(|settings| settings.allow_anonymous_writes = true).await;
    let article =
        [("negotiation", "riverland"), ("title", "Open"), ("text", "The bridge is open.")];
    let answer = app.post_form("/articles", &article).await.assert_status(StatusCode::SEE_OTHER);
    assert!(answer.header("location").starts_with("/articles/"));
    app.add_account("ada", Role::Admin).await;
    let again = [("negotiation", "riverland"), ("title", "Shut"), ("text", "It is shut.")];
    app.post_form("/articles", &again)
        .await
        .assert_page(StatusCode::UNAUTHORIZED)
        .assert_has("You are not signed in")
        .assert_has("href=\"/sign-in\"");
    let cookie = app.sign_in("ada").await;
    app.post_as(&cookie, "/articles", &again).await.assert_status(StatusCode::SEE_OTHER);
}
