//! The table of what each route needs, in one place: method, path as the router knows it, need.
//!
//! A route that is not here is refused when it is asked for, and a method that is not here is none
//! that its address takes. A test asks for every row in every role, and holds the table against
//! the routers.

use axum::http::Method;

use crate::domain::Role;
use Need::{Anyone, Nothing, Reading, Session, SignedIn, Writing};
use Role::{Admin, Coder, Editor, Reader};

/// What a request must be for its route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing, and nobody looks who asks: files, the state of health.
    Nothing,
    /// Nothing, also where reading is private: signing in.
    Anyone,
    /// Nothing, or to be signed in where reading is private; without accounts, to come from this
    /// machine if it is no mere reading: reporting a mistake.
    Reading,
    /// To be signed in with this role at least; without accounts, to come from this machine.
    Writing(Role),
    /// To be signed in, in whatever way.
    SignedIn,
    /// To be signed in by a browser, not by a token, with this role at least.
    Session(Role),
}

/// What reading the history of a deleted article needs besides what its route does; of others it
/// needs no more.
pub const READING_DELETED: Need = Writing(Editor);

/// One route: its method, its path with its parameters, and what it needs.
pub type Row = (&'static str, &'static str, Need);

/// Every route.
pub const TABLE: &[Row] = &[
    // The program.
    ("GET", "/health", Nothing),
    ("GET", "/static/{*path}", Nothing),
    ("GET", "/favicon.ico", Nothing),
    ("GET", "/robots.txt", Nothing),
    // Accounts.
    ("GET", "/sign-in", Anyone),
    ("POST", "/sign-in", Anyone),
    ("POST", "/sign-out", Anyone),
    ("GET", "/account", Session(Reader)),
    ("POST", "/account/password", Session(Reader)),
    ("POST", "/account/sessions/end", Session(Reader)),
    ("POST", "/account/sessions/{id}/end", Session(Reader)),
    ("POST", "/account/tokens", Session(Reader)),
    ("POST", "/account/tokens/{id}/revoke", Session(Reader)),
    ("GET", "/people", Session(Admin)),
    ("POST", "/people", Session(Admin)),
    ("GET", "/people/{id}", Session(Admin)),
    ("POST", "/people/{id}/role", Session(Admin)),
    ("POST", "/people/{id}/disable", Session(Admin)),
    ("POST", "/people/{id}/enable", Session(Admin)),
    ("POST", "/people/{id}/password", Session(Admin)),
    // Pages.
    ("GET", "/", Reading),
    ("GET", "/about", Reading),
    ("GET", "/search", Reading),
    ("GET", "/search.json", Reading),
    ("GET", "/search.csv", Reading),
    ("GET", "/articles", Reading),
    ("POST", "/articles", Writing(Coder)),
    ("GET", "/articles.json", Reading),
    ("GET", "/articles.csv", Reading),
    ("GET", "/articles/new", Writing(Coder)),
    ("GET", "/articles/{id}", Reading),
    ("GET", "/articles/{id}/add", Writing(Coder)),
    ("POST", "/articles/{id}/add", Writing(Coder)),
    ("GET", "/articles/{id}/code", Writing(Coder)),
    ("POST", "/articles/{id}/code", Writing(Coder)),
    ("GET", "/articles/{id}/adjudicate", Writing(Editor)),
    ("POST", "/articles/{id}/adjudicate", Writing(Editor)),
    ("GET", "/articles/{id}/edit", Writing(Editor)),
    ("POST", "/articles/{id}/edit", Writing(Editor)),
    ("GET", "/articles/{id}/delete", Writing(Editor)),
    ("POST", "/articles/{id}/delete", Writing(Editor)),
    ("GET", "/articles/{id}/history", Reading),
    ("GET", "/articles/{id}/revisions", Reading),
    ("GET", "/articles/{id}/revisions/{number}", Reading),
    ("GET", "/articles/{id}/revisions/{number}/changes", Reading),
    ("GET", "/negotiations/new", Writing(Admin)),
    ("POST", "/negotiations/new", Writing(Admin)),
    ("GET", "/positions/{id}", Reading),
    ("POST", "/positions/{id}/decisions", Writing(Coder)),
    ("GET", "/positions/{id}/report", Reading),
    ("POST", "/positions/{id}/report", Reading),
    ("POST", "/positions/{id}/reports/{report}/dismiss", Writing(Coder)),
    ("GET", "/{negotiation}", Reading),
    ("GET", "/{negotiation}/review", Writing(Coder)),
    ("GET", "/{negotiation}/agreement", Reading),
    ("POST", "/{negotiation}/agreement", Writing(Editor)),
    ("GET", "/{negotiation}/catalog", Reading),
    ("POST", "/{negotiation}/catalog", Writing(Admin)),
    ("GET", "/{negotiation}/catalog/history", Reading),
    ("GET", "/{negotiation}/catalog/versions/{number}", Reading),
    ("GET", "/{negotiation}/issues/{issue}", Reading),
    ("GET", "/{negotiation}/parties/{party}", Reading),
    ("GET", "/{negotiation}/issues/{issue}/{party}", Reading),
    // The API.
    ("GET", "/api", Reading),
    ("GET", "/api/viewer", Reading),
    ("GET", "/api/viewer/", Reading),
    ("GET", "/api/viewer/{*rest}", Reading),
    ("GET", "/api/v1/openapi.json", Reading),
    ("GET", "/api/v1/me", SignedIn),
    ("GET", "/api/v1/negotiations", Reading),
    ("GET", "/api/v1/negotiations/{slug}", Reading),
    ("GET", "/api/v1/negotiations/{slug}/catalog", Reading),
    ("PUT", "/api/v1/negotiations/{slug}/catalog", Writing(Admin)),
    ("GET", "/api/v1/negotiations/{slug}/catalog/history", Reading),
    ("GET", "/api/v1/negotiations/{slug}/catalog/versions/{number}", Reading),
    ("GET", "/api/v1/negotiations/{slug}/agreement", Reading),
    ("GET", "/api/v1/negotiations/{slug}/matrix", Reading),
    ("GET", "/api/v1/negotiations/{slug}/issues/{issue}", Reading),
    ("GET", "/api/v1/negotiations/{slug}/parties/{party}", Reading),
    ("GET", "/api/v1/articles", Reading),
    ("POST", "/api/v1/articles", Writing(Coder)),
    ("GET", "/api/v1/articles/{id}", Reading),
    ("PUT", "/api/v1/articles/{id}", Writing(Editor)),
    ("DELETE", "/api/v1/articles/{id}", Writing(Editor)),
    ("POST", "/api/v1/articles/{id}/positions", Writing(Coder)),
    ("GET", "/api/v1/articles/{id}/coding", Writing(Coder)),
    ("PUT", "/api/v1/articles/{id}/coding", Writing(Coder)),
    ("GET", "/api/v1/articles/{id}/history", Reading),
    ("GET", "/api/v1/articles/{id}/revisions", Reading),
    ("GET", "/api/v1/articles/{id}/revisions/{number}", Reading),
    ("GET", "/api/v1/passages", Reading),
    ("GET", "/api/v1/positions", Reading),
    ("GET", "/api/v1/positions/{id}", Reading),
    ("POST", "/api/v1/positions/{id}/decisions", Writing(Coder)),
    ("GET", "/api/v1/positions/{id}/history", Reading),
    ("POST", "/api/v1/positions/{id}/reports", Reading),
    ("POST", "/api/v1/positions/{id}/reports/{report}/answer", Writing(Coder)),
    ("GET", "/api/v1/search", Reading),
    ("POST", "/api/v1/analyses", Writing(Coder)),
];

/// What the table says of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// The route is there, and needs this.
    With(Need),
    /// The path is there, for these methods only; `HEAD` goes with `GET`.
    OtherMethods(Vec<&'static str>),
    /// The path is not in the table.
    Not,
}

/// Looks a route up, by the path that the router has matched.
#[must_use]
pub fn allowed(method: &Method, path: &str) -> Allowed {
    let asked = if *method == Method::HEAD { "GET" } else { method.as_str() };
    let mut others = Vec::new();
    for &(method, _, need) in TABLE.iter().filter(|row| row.1 == path) {
        if method == asked {
            return Allowed::With(need);
        }
        others.extend(if method == "GET" { vec!["GET", "HEAD"] } else { vec![method] });
    }
    if others.is_empty() { Allowed::Not } else { Allowed::OtherMethods(others) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_stands_once() {
        for (at, row) in TABLE.iter().enumerate() {
            assert!(
                !TABLE[..at].iter().any(|other| (other.0, other.1) == (row.0, row.1)),
                "{row:?}"
            );
        }
    }

    #[test]
    fn every_write_but_signing_in_and_reporting_needs_something() {
        let open = TABLE.iter().filter(|row| row.0 != "GET");
        let open = open.filter(|row| matches!(row.2, Nothing | Anyone | Reading));
        let open: Vec<&str> = open.map(|row| row.1).collect();
        let reports = ["/positions/{id}/report", "/api/v1/positions/{id}/reports"];
        assert_eq!(open, [["/sign-in", "/sign-out"], reports].concat());
    }

    #[test]
    fn what_is_not_in_the_table_is_not_allowed() {
        assert_eq!(allowed(&Method::HEAD, "/articles"), Allowed::With(Reading));
        assert_eq!(allowed(&Method::POST, "/articles"), Allowed::With(Writing(Coder)));
        let others = Allowed::OtherMethods(vec!["GET", "HEAD", "POST"]);
        assert_eq!(allowed(&Method::DELETE, "/articles"), others);
        assert_eq!(allowed(&Method::GET, "/secret"), Allowed::Not);
    }
}
