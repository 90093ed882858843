//! `/{negotiation}`: the matrix.

use axum::http::StatusCode;
use concordance::domain::{Catalog, Stance};

use crate::support::app::TestApp;
use crate::support::people::cause;
use crate::support::rows;

#[tokio::test]
async fn empty_matrix_says_what_to_do() {
    let app = TestApp::new().await;
    app.get("/riverland")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("<h1>Riverland talks</h1>")
        .assert_has("<a href=\"/articles/new\">Add an article</a>")
        .assert_has("no position");
}

#[tokio::test]
async fn cell_shows_stance_date_count_and_where_it_moved_from() {
    let app = TestApp::new().await;
    let one = "Southbank demands more water.";
    let two = "Southbank accepts less water.";
    let draft = rows::draft("One", one, "2025-12-01");
    app.store(&draft, &[("southbank", "water", Stance::Demands, None)]).await;
    let draft = rows::draft("Two", two, "2026-01-20");
    app.store(&draft, &[("southbank", "water", Stance::Accepts, None)]).await;
    app.get("/riverland")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("href=\"/riverland/issues/water/southbank\"")
        .assert_has("<time datetime=\"2026-01-20\">Jan ’26</time>")
        .assert_has("moved from demands")
        .assert_has("> own positions</span>")
        .assert_has("Of 2 positions in this collection, 2 are machine-read");
}

#[tokio::test]
async fn hearsay_fills_no_cell() {
    let app = TestApp::new().await;
    let draft = rows::draft("One", "Northbank says Southbank agreed on water.", "2026-01-02");
    app.store(&draft, &[("southbank", "water", Stance::Accepts, Some("northbank"))]).await;
    app.get("/riverland")
        .await
        .assert_page(StatusCode::OK)
        .assert_lacks("class=\"cell\"")
        .assert_has("1 position reported by another party");
}

#[tokio::test]
async fn progress_is_shown_while_a_changed_catalog_waits() {
    let app = TestApp::new().await;
    app.post("One", "The bridge stands.").await;
    let source = rows::RIVERLAND.replace("\"crossing\"", "\"crossing\", \"ford\"");
    let catalog = Catalog::parse_toml(&source).unwrap();
    app.pipeline.put_catalog(&catalog, &source, &cause()).await.unwrap();
    app.get("/riverland")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("0 of 1 articles are read anew");
    app.pipeline.catch_up().await.unwrap();
    app.get("/riverland").await.assert_page(StatusCode::OK).assert_lacks("read anew");
}

#[tokio::test]
async fn unknown_negotiation_is_404_that_names_what_exists() {
    let app = TestApp::new().await;
    app.get("/nowhere")
        .await
        .assert_page(StatusCode::NOT_FOUND)
        .assert_has("There is no negotiation “nowhere”")
        .assert_has("href=\"/riverland\"");
}
