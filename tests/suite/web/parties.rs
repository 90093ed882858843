//! `/{negotiation}/parties/{party}`.

use axum::http::StatusCode;
use concordance::domain::Stance;

use crate::support::app::TestApp;
use crate::support::rows;

#[tokio::test]
async fn party_shows_its_latest_positions_speakers_and_silence() {
    let app = TestApp::new().await;
    let text = "Bela Reis said Southbank needs water.";
    let mut findings = rows::findings(text, &[("southbank", "water", Stance::Demands, None)]);
    findings.positions[0].speaker = Some("Bela <i>Reis</i>".to_owned());
    app.add_found(&rows::draft("One", text, "2026-01-02"), &findings).await;
    app.get("/riverland/parties/southbank")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("<h1>Southbank</h1>")
        .assert_has("Belligerent, state")
        .assert_has("Bela Reis said Southbank needs water.")
        .assert_has("<a class=\"who\" href=\"/riverland/issues/water/southbank\">Water</a>")
        .assert_has("<bdi>Bela &#60;i&#62;Reis&#60;/i&#62;</bdi>")
        .assert_has("No own position has been read on <a href=\"/riverland/issues/bridges\">");
}

#[tokio::test]
async fn hearsay_of_a_party_stands_apart() {
    let app = TestApp::new().await;
    let text = "Northbank says Southbank agreed on water.";
    let draft = rows::draft("One", text, "2026-01-02");
    app.store(&draft, &[("southbank", "water", Stance::Accepts, Some("northbank"))]).await;
    let page = app.get("/riverland/parties/southbank").await.assert_page(StatusCode::OK);
    let (own, reported) = page.body.split_once("id=\"reported\"").unwrap();
    assert!(own.contains("No own position of Southbank has been read yet."));
    assert!(!own.contains("agreed on water") && reported.contains("agreed on water"));
}

#[tokio::test]
async fn unknown_party_is_404_that_names_what_exists() {
    let app = TestApp::new().await;
    app.get("/riverland/parties/nobody")
        .await
        .assert_page(StatusCode::NOT_FOUND)
        .assert_has("href=\"/riverland/parties/northbank\"");
}
