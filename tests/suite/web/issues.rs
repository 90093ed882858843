//! `/{negotiation}/issues/{issue}`, and one party on it.

use axum::http::StatusCode;
use concordance::domain::Stance;

use crate::support::app::TestApp;
use crate::support::rows;

const PAGE: &str = "/riverland/issues/water";

/// Three articles: Southbank moves, and Northbank says what Southbank holds.
async fn with_articles() -> TestApp {
    let app = TestApp::new().await;
    for (text, on, stance, by) in [
        ("Southbank demands more water.", "2025-06-01", Stance::Demands, None),
        ("Southbank accepts <b>less</b> water.", "2026-01-20", Stance::Accepts, None),
        (
            "Northbank says Southbank gave up water.",
            "2026-01-25",
            Stance::Rejects,
            Some("northbank"),
        ),
    ] {
        let draft = rows::draft(&format!("On {on} <b>"), text, on);
        app.store(&draft, &[("southbank", "water", stance, by)]).await;
    }
    app
}

#[tokio::test]
async fn empty_issue_says_what_to_do() {
    let app = TestApp::new().await;
    app.get(PAGE)
        .await
        .assert_page(StatusCode::OK)
        .assert_has("Who may draw water, and how much?")
        .assert_has("No passage on this issue has been found yet.")
        .assert_lacks("<figure");
}

#[tokio::test]
async fn latest_position_stands_in_its_own_words_and_hearsay_apart() {
    let app = with_articles().await;
    let page = app.get(PAGE).await.assert_page(StatusCode::OK);
    let (latest, rest) = page.body.split_once("id=\"reported\"").unwrap();
    assert!(latest.contains("Southbank accepts &#60;b&#62;less&#60;/b&#62; water."), "{latest}");
    assert!(latest.contains("moved from demands"));
    assert!(!latest.contains("gave up water"));
    let (reported, rest) = rest.split_once("id=\"through-time\"").unwrap();
    assert!(reported.contains("reported by Northbank"));
    assert!(reported.contains("Northbank says Southbank gave up water."));
    assert!(rest.contains("Southbank demands more water."));
    page.assert_lacks("<b>less").assert_has("machine-read").assert_has("Cite");
}

#[tokio::test]
async fn picture_has_title_description_and_table() {
    let app = with_articles().await;
    app.get(PAGE)
        .await
        .assert_has("<title id=\"timeline-title\">Own positions on Water through time</title>")
        .assert_has("2 marks from June 2025 to January 2026.")
        .assert_has("<tr><th scope=\"row\">Southbank</th><th scope=\"row\">2025</th><td></td>")
        .assert_has("<td><span class=\"stance-demands\">demands</span> 1</td>");
}

#[tokio::test]
async fn passages_are_filtered_and_the_filter_stays() {
    let app = with_articles().await;
    let page = app.get(&format!("{PAGE}?stance=demands&from=2025-01-01")).await;
    let page = page.assert_page(StatusCode::OK);
    let passages = page.body.split_once("id=\"passages\"").unwrap().1;
    assert!(passages.contains("demands more water"));
    assert!(!passages.contains("gave up water"));
    assert!(passages.contains("<option value=\"demands\" selected>"));
    assert!(passages.contains("value=\"2025-01-01\""));
    app.get(&format!("{PAGE}?stance=offers"))
        .await
        .assert_page(StatusCode::OK)
        .assert_has("No passage answers these filters.");
}

#[tokio::test]
async fn filter_by_party_outlet_and_status() {
    let app = with_articles().await;
    for (query, has) in [
        ("party=southbank", true),
        ("party=isle", false),
        ("outlet=the%20river%20post", true),
        ("outlet=Another", false),
        ("status=suggested", true),
        ("status=confirmed", false),
        ("to=2025-12-31", true),
        ("to=2025-01-01", false),
    ] {
        let page = app.get(&format!("{PAGE}?{query}")).await.assert_page(StatusCode::OK);
        let passages = page.body.split_once("id=\"passages\"").unwrap().1;
        assert_eq!(passages.contains("demands more water"), has, "{query}");
    }
}

#[tokio::test]
async fn list_goes_on_after_the_last_row() {
    let app = with_articles().await;
    let page = app.get(&format!("{PAGE}?limit=2")).await.assert_page(StatusCode::OK);
    let next = page.body.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&");
    assert!(next.contains("after=") && next.contains("limit=2"), "{next}");
    let second = app.get(&next).await.assert_page(StatusCode::OK);
    let passages = second.body.split_once("id=\"passages\"").unwrap().1;
    assert!(passages.contains("demands more water"));
    assert!(!passages.contains("gave up water"));
    assert!(passages.contains("rel=\"first\"") && !passages.contains("rel=\"next\""));
}

#[tokio::test]
async fn wrong_values_are_told_with_what_would_be_right() {
    let app = TestApp::new().await;
    for (query, says) in [
        ("stance=agrees", "demands, offers, accepts"),
        ("party=nobody", "northbank, southbank, isle"),
        ("status=maybe", "suggested, confirmed, corrected, added, rejected, orphaned"),
        ("from=2026-13-01", "YYYY-MM-DD"),
        ("to=soon", "YYYY-MM-DD"),
        ("after=garbage", "no cursor"),
        ("limit=99999999999999999999", "from 1 to 200"),
        ("limit=0", "from 1 to 200"),
        ("outlet=a%00b", "one line"),
        ("stance=%FF%FE", "none of"),
        ("party=%3Cscript%3E", "none of"),
    ] {
        app.get(&format!("{PAGE}?{query}"))
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
            .assert_has(says);
    }
}

#[tokio::test]
async fn unknown_issue_or_party_is_404_that_names_what_exists() {
    let app = TestApp::new().await;
    app.get("/riverland/issues/fire")
        .await
        .assert_page(StatusCode::NOT_FOUND)
        .assert_has("href=\"/riverland/issues/bridges\"");
    app.get("/riverland/issues/water/nobody")
        .await
        .assert_page(StatusCode::NOT_FOUND)
        .assert_has("href=\"/riverland/parties/isle\"");
}

#[tokio::test]
async fn party_on_issue_shows_its_shift_with_both_passages() {
    let app = with_articles().await;
    let page = app.get(&format!("{PAGE}/southbank")).await.assert_page(StatusCode::OK);
    let page = page
        .assert_has("<h1>Southbank on Water</h1>")
        .assert_has("From demands to accepts")
        .assert_has("<title id=\"timeline-title\">Southbank on Water through time</title>")
        .assert_has("2 own positions · 1 report by others");
    let own = page.body.split_once("id=\"own\"").unwrap().1;
    let (own, reported) = own.split_once("id=\"reported\"").unwrap();
    assert!(own.contains("demands more water") && !own.contains("gave up"));
    assert!(reported.contains("gave up water"));
}

#[tokio::test]
async fn shift_at_the_end_of_a_page_is_shown() {
    let app = with_articles().await;
    app.get(&format!("{PAGE}/southbank?limit=1"))
        .await
        .assert_page(StatusCode::OK)
        .assert_has("From demands to accepts");
}

#[tokio::test]
async fn party_without_positions_on_an_issue_has_a_page_that_says_so() {
    let app = TestApp::new().await;
    app.get(&format!("{PAGE}/isle"))
        .await
        .assert_page(StatusCode::OK)
        .assert_has("No own position of The Isle on this issue has been read yet.");
}
