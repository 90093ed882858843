//! A text read on the spot.

use axum::http::StatusCode;
use concordance::api::shapes::Analysis;
use concordance::domain::Stance;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::rows;

#[tokio::test]
async fn a_text_is_read_and_not_stored() {
    let app = TestApp::new().await;
    let request = json!({
        "negotiation": "riverland",
        "text": "Nordstad rejects the bridge.\r\n\r\n\r\nZuidhaven demands it. ",
    });
    let answer = app.api_json("POST", "/api/v1/analyses", &request).await;
    let body = answer.assert_status(StatusCode::OK).json();
    let text = body["text"].as_str().unwrap();
    assert_eq!(text, "Nordstad rejects the bridge.\n\nZuidhaven demands it.");
    for passage in body["passages"].as_array().unwrap() {
        let (start, end) = (&passage["start"], &passage["end"]);
        let range = usize::try_from(start.as_u64().unwrap()).unwrap()
            ..usize::try_from(end.as_u64().unwrap()).unwrap();
        assert_eq!(&text[range], passage["quote"]);
    }
    let list = app.api("/api/v1/articles").await.json();
    assert_eq!(list["items"], json!([]));
}

#[test]
fn findings_have_the_published_shape() {
    let text = "Nordstad rejects the bridge.";
    let taken = [("northbank", "bridges", Stance::Rejects, Some("isle"))];
    let analysis = Analysis::new(text.to_owned(), rows::findings(text, &taken));
    insta::assert_json_snapshot!(analysis);
}

#[tokio::test]
async fn a_text_that_cannot_be_read_is_refused() {
    let app = TestApp::new().await;
    for (text, negotiation, status) in [
        ("", "riverland", StatusCode::UNPROCESSABLE_ENTITY),
        (" \n\t\u{0}", "riverland", StatusCode::UNPROCESSABLE_ENTITY),
        ("A text.", "nowhere", StatusCode::NOT_FOUND),
        ("A text.", "", StatusCode::NOT_FOUND),
    ] {
        let request = json!({"negotiation": negotiation, "text": text});
        let answer = app.api_json("POST", "/api/v1/analyses", &request).await;
        answer.assert_status(status);
    }
    let extra = json!({"negotiation": "riverland", "text": "A text.", "title": "x"});
    let answer = app.api_json("POST", "/api/v1/analyses", &extra).await;
    let answer = answer.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.problems()[0].0, "title");
}
