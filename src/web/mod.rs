//! Pages for people: the whole table of their routes, and nothing else.
//!
//! Where a page is a list, its last segment may end in `.json` or `.csv`: the same query as data
//! (`export`).

mod about;
mod articles;
mod catalogs;
mod cite;
pub mod error;
mod export;
mod fragment;
mod home;
mod issues;
mod negotiations;
mod page;
mod parties;
mod party_issue;
mod print;
mod query;
mod search;
mod timeline;
mod view;

use axum::Router;
use axum::routing::get;

use crate::server::AppState;

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
        .route("/articles/{id}/edit", get(articles::edit_page).post(articles::update))
        .route("/articles/{id}/delete", get(articles::delete_page).post(articles::delete))
        .route("/negotiations/new", get(catalogs::new_page).post(catalogs::create))
        .route("/{negotiation}", get(negotiations::show_page))
        .route("/{negotiation}/catalog", get(catalogs::edit_page).post(catalogs::update))
        .route("/{negotiation}/issues/{issue}", get(issues::show_page))
        .route("/{negotiation}/parties/{party}", get(parties::show_page))
        .route("/{negotiation}/issues/{issue}/{party}", get(party_issue::show_page))
}
