//! `/search`.

use axum::http::StatusCode;
use concordance::domain::Stance;

use crate::support::app::TestApp;
use crate::support::rows;

async fn with_articles() -> TestApp {
    let app = TestApp::new().await;
    let text = "Northbank refuses <b>every</b> bridge in Genève.";
    let draft = rows::draft("On <i>bridges</i>", text, "2026-01-02");
    app.store(&draft, &[("northbank", "bridges", Stance::Rejects, None)]).await;
    let text = "Southbank offers water and a bridge.";
    let draft = rows::draft("On water", text, "2026-01-03");
    app.store(&draft, &[("southbank", "water", Stance::Offers, None)]).await;
    app
}

#[tokio::test]
async fn empty_search_says_what_to_do() {
    let app = TestApp::new().await;
    app.get("/search").await.assert_page(StatusCode::OK).assert_has("Nothing is asked yet.");
    app.get("/search?q=-*%22").await.assert_page(StatusCode::OK).assert_has("holds no word");
    app.get("/search?q=absent")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("Nothing holds all of these words.");
}

#[tokio::test]
async fn matches_are_marked_and_escaped_and_facets_count() {
    let app = with_articles().await;
    app.get("/search?q=geneve+bridge")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("<mark class=\"hit\">bridge</mark>")
        .assert_has("<mark class=\"hit\">Genève</mark>")
        .assert_has("&#60;b&#62;every&#60;/b&#62;")
        .assert_has("On &#60;i&#62;bridges&#60;/i&#62;")
        .assert_has("1 article, best first.")
        .assert_has("issue=bridges")
        .assert_has("value=\"geneve bridge\"");
}

#[tokio::test]
async fn search_is_narrowed_and_widened() {
    let app = with_articles().await;
    app.get("/search?q=bridge").await.assert_has("2 articles, best first.");
    for (query, left_out) in [
        ("party=southbank", "every"),
        ("issue=water", "every"),
        ("stance=offers", "every"),
        ("from=2026-01-03", "every"),
        ("to=2026-01-02", "offers water"),
        ("negotiation=riverland&issue=bridges", "offers water"),
    ] {
        app.get(&format!("/search?q=bridge&{query}"))
            .await
            .assert_page(StatusCode::OK)
            .assert_has("1 article, best first.")
            .assert_lacks(left_out);
    }
    app.get("/search?q=bridge&issue=water")
        .await
        .assert_has("href=\"/search?q=bridge\" aria-current=\"true\"><bdi>Water");
}

#[tokio::test]
async fn wrong_values_are_told() {
    let app = with_articles().await;
    for (query, says) in [
        ("q=x&negotiation=nowhere", "riverland"),
        ("q=x&issue=fire", "bridges, water"),
        ("q=x&party=nobody", "northbank"),
        ("q=x&stance=agrees", "demands"),
        ("q=x&from=1", "YYYY-MM-DD"),
        ("q=x&after=9999", "from 1 to 100"),
        ("q=x&after=-1", "from 1 to 100"),
        ("q=a%00b", "one line"),
        ("q=x&outlet=%00", "one line"),
    ] {
        app.get(&format!("/search?{query}"))
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
            .assert_has(says);
    }
    let long = "x".repeat(600);
    app.get(&format!("/search?q={long}")).await.assert_page(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn operators_are_words() {
    let app = with_articles().await;
    for q in ["bridge%20OR", "NEAR(a%20b)", "title:x", "%22", "*", "a*%20-b", "%27%3B--", "%FF"] {
        app.get(&format!("/search?q={q}")).await.assert_page(StatusCode::OK);
    }
}
