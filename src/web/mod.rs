//! Pages for people: the whole table of their routes, and nothing else.
//!
//! Where a page is a list, its last segment may end in `.json` or `.csv`: the same query as data
//! (`export`).

mod about;
mod account;
mod adjudication;
mod agreement;
mod articles;
mod caller;
mod catalog_history;
mod catalogs;
mod cite;
mod coding;
mod difference;
pub mod error;
mod export;
mod fragment;
mod home;
mod issues;
mod negotiations;
mod page;
mod parties;
mod party_issue;
mod people;
mod positions;
mod print;
mod query;
mod review;
mod search;
pub(crate) mod session_cookie;
mod sign_in;
mod timeline;
mod typed;
mod view;

use axum::Router;
use axum::routing::{get, post};

use crate::server::AppState;
pub use review::Desks;
pub(crate) use sign_in::href as sign_in_href;

/// Every page.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(home::show_page))
        .route("/about", get(about::show_page))
        .route("/search", get(search::show_page))
        .route("/search.json", get(search::json))
        .route("/search.csv", get(search::csv))
        .route("/articles", get(articles::list_page).post(articles::create))
        .route("/articles.json", get(articles::json))
        .route("/articles.csv", get(articles::csv))
        .route("/articles/new", get(articles::new_page))
        .route("/articles/{id}", get(articles::show_page))
        .route("/articles/{id}/add", get(articles::add_page).post(articles::add))
        .route("/articles/{id}/code", get(coding::show_page).post(coding::change))
        .route("/articles/{id}/adjudicate", get(adjudication::show_page).post(adjudication::settle))
        .route("/articles/{id}/edit", get(articles::edit_page).post(articles::update))
        .route("/articles/{id}/delete", get(articles::delete_page).post(articles::delete))
        .route("/articles/{id}/history", get(articles::history_page))
        .route("/articles/{id}/revisions", get(articles::revisions_page))
        .route("/articles/{id}/revisions/{number}", get(articles::revision_page))
        .route("/articles/{id}/revisions/{number}/changes", get(articles::changes_page))
        .route("/negotiations/new", get(catalogs::new_page).post(catalogs::create))
        .route("/sign-in", get(sign_in::show_page).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/account", get(account::show_page))
        .route("/account/password", post(account::change_password))
        .route("/account/sessions/end", post(account::end_others))
        .route("/account/sessions/{id}/end", post(account::end_one))
        .route("/account/tokens", post(account::make_token))
        .route("/account/tokens/{id}/revoke", post(account::revoke_token))
        .route("/people", get(people::list_page).post(people::add))
        .route("/people/{id}", get(people::show_page))
        .route("/people/{id}/role", post(people::set_role))
        .route("/people/{id}/disable", post(people::disable))
        .route("/people/{id}/enable", post(people::enable))
        .route("/people/{id}/password", post(people::set_password))
        .route("/positions/{id}", get(positions::show_page))
        .route("/positions/{id}/decisions", post(positions::decide))
        .route("/positions/{id}/report", get(positions::report_page).post(positions::report))
        .route("/positions/{id}/reports/{report}/dismiss", post(positions::dismiss))
        .route("/{negotiation}", get(negotiations::show_page))
        .route("/{negotiation}/catalog", get(catalogs::edit_page).post(catalogs::update))
        .route("/{negotiation}/review", get(review::show_page))
        .route("/{negotiation}/agreement", get(agreement::show_page).post(agreement::set_rule))
        .route("/{negotiation}/catalog/history", get(catalog_history::history_page))
        .route("/{negotiation}/catalog/versions/{number}", get(catalog_history::version_page))
        .route("/{negotiation}/issues/{issue}", get(issues::show_page))
        .route("/{negotiation}/parties/{party}", get(parties::show_page))
        .route("/{negotiation}/issues/{issue}/{party}", get(party_issue::show_page))
}
