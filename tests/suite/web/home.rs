//! `/` and `/about`.

use axum::http::StatusCode;
use concordance::domain::Stance;

use crate::support::app::TestApp;
use crate::support::rows;

#[tokio::test]
async fn home_lists_negotiations_and_says_how_to_begin() {
    let app = TestApp::new().await;
    app.get("/")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("<a href=\"/riverland\">Riverland talks</a>")
        .assert_has("Nothing has moved yet.")
        .assert_has("href=\"/articles/new\"")
        .assert_has("Of 0 positions");
}

#[tokio::test]
async fn home_shows_what_moved_with_both_passages() {
    let app = TestApp::new().await;
    for (text, on, stance) in [
        ("Northbank refuses the bridge.", "2025-11-02", Stance::Rejects),
        ("Northbank agrees to the bridge.", "2026-01-09", Stance::Accepts),
    ] {
        app.store(&rows::draft(text, text, on), &[("northbank", "bridges", stance, None)]).await;
    }
    app.get("/")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("<a href=\"/riverland/issues/bridges/northbank\">Northbank on Bridges</a>")
        .assert_has("Northbank refuses the bridge.")
        .assert_has("Northbank agrees to the bridge.")
        .assert_has("9 January 2026")
        .assert_has("Of 2 positions in this collection, 2 are machine-read");
}

#[tokio::test]
async fn about_says_what_every_word_means() {
    let app = TestApp::new().await;
    let mut page = app.get("/about").await.assert_page(StatusCode::OK);
    for id in ["stance-conditions", "rung-rival-claim", "status-suggested"] {
        page = page.assert_has(&format!("id=\"{id}\""));
    }
    page.assert_has("What it does not know");
}
