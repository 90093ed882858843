//! Lists as JSON and CSV.

use axum::http::StatusCode;
use concordance::domain::Stance;

use crate::support::app::TestApp;
use crate::support::rows;

const PATHS: [&str; 6] = [
    "/articles",
    "/search",
    "/riverland",
    "/riverland/issues/bridges",
    "/riverland/parties/northbank",
    "/riverland/issues/bridges/northbank",
];

async fn with_articles(how_many: usize) -> TestApp {
    let app = TestApp::new().await;
    for at in 0..how_many {
        let text = format!("=Northbank refuses bridge number {at}.");
        let day = 1 + at % 28;
        let mut draft = rows::draft(&format!("@{at}"), &text, &format!("2026-01-{day:02}"));
        draft.outlet = Some("+Post".to_owned());
        app.store(&draft, &[("northbank", "bridges", Stance::Rejects, None)]).await;
    }
    app
}

fn records(csv: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.records().collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn every_list_page_leads_to_its_twins_and_they_answer_even_when_empty() {
    let app = TestApp::new().await;
    for path in PATHS {
        let page = app.get(path).await.assert_page(StatusCode::OK);
        page.assert_has(&format!("href=\"{path}.json\""))
            .assert_has(&format!("href=\"{path}.csv\""));
        let json = app.get(&format!("{path}.json")).await.assert_status(StatusCode::OK);
        assert_eq!(json.json(), serde_json::json!({ "items": [], "next": null }));
        let csv = app.get(&format!("{path}.csv")).await.assert_status(StatusCode::OK);
        assert!(csv.header("content-type").starts_with("text/csv"));
        assert!(csv.header("content-disposition").ends_with(".csv\""));
        assert!(csv.body.lines().count() == 1, "{}", csv.body);
    }
}

#[tokio::test]
async fn twins_hold_the_whole_list_over_many_pages() {
    let app = with_articles(401).await;
    for path in [
        "/articles",
        "/riverland/issues/bridges",
        "/riverland/parties/northbank",
        "/riverland/issues/bridges/northbank",
    ] {
        let json = app.get(&format!("{path}.json")).await.assert_status(StatusCode::OK).json();
        assert_eq!(json["items"].as_array().unwrap().len(), 401, "{path}");
        let csv = app.get(&format!("{path}.csv")).await.assert_status(StatusCode::OK);
        assert_eq!(records(&csv.body).len(), 401, "{path}");
    }
}

#[tokio::test]
async fn formulas_are_defused() {
    let app = with_articles(1).await;
    for path in ["/articles.csv", "/riverland/issues/bridges.csv", "/search.csv?q=northbank"] {
        let csv = app.get(path).await.assert_status(StatusCode::OK);
        let cells: Vec<String> = records(&csv.body).iter().flatten().map(str::to_owned).collect();
        assert!(cells.contains(&"'@0".to_owned()), "{}", csv.body);
        assert!(cells.contains(&"'+Post".to_owned()), "{}", csv.body);
        assert!(!cells.iter().any(|cell| cell.starts_with(['=', '+', '-', '@'])), "{}", csv.body);
    }
}

#[tokio::test]
async fn twins_keep_the_filters() {
    let app = with_articles(3).await;
    app.get("/riverland/issues/bridges?from=2026-01-02")
        .await
        .assert_has("href=\"/riverland/issues/bridges.json?from=2026-01-02\"");
    let json = app.get("/riverland/issues/bridges.json?from=2026-01-02").await.json();
    assert_eq!(json["items"].as_array().unwrap().len(), 2);
    let item = &json["items"][0];
    assert_eq!(item["positions"][0]["stance"], "rejects");
    assert_eq!(item["quote"], "=Northbank refuses bridge number 2.");
    let json = app.get("/articles.json?to=2026-01-01").await.json();
    assert_eq!(json["items"].as_array().unwrap().len(), 1);
    let json = app.get("/riverland.json").await.json();
    assert_eq!(json["items"][0]["own_count"], 3);
    app.get("/riverland/issues/bridges.csv?stance=no")
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    app.get("/riverland/issues/fire.csv").await.assert_page(StatusCode::NOT_FOUND);
    app.get("/nowhere.json").await.assert_page(StatusCode::NOT_FOUND);
}
