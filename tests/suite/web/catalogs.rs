//! `/negotiations/new` and `/{negotiation}/catalog`.

use axum::http::StatusCode;

use crate::support::app::TestApp;
use crate::support::rows;

const PAGE: &str = "/riverland/catalog";

#[tokio::test]
async fn catalog_is_shown_changed_and_put_back() {
    let app = TestApp::new().await;
    app.get(PAGE)
        .await
        .assert_page(StatusCode::OK)
        .assert_has("The catalog of Riverland talks")
        .assert_has("slug = &#34;riverland&#34;");
    // As a browser sends it.
    let changed = rows::RIVERLAND.replace("Riverland talks", "Talks <b>").replace('\n', "\r\n");
    let answer = app.post_form(PAGE, &[("catalog", &changed)]).await;
    assert_eq!(answer.assert_status(StatusCode::SEE_OTHER).header("location"), "/riverland");
    app.get("/riverland").await.assert_page(StatusCode::OK).assert_has("Talks &#60;b&#62;</h1>");
}

#[tokio::test]
async fn mistake_is_told_with_its_line_and_nothing_typed_is_lost() {
    let app = TestApp::new().await;
    let broken = rows::RIVERLAND.replace("role = \"mediator\"", "role = \"umpire\"");
    let line = broken.lines().position(|line| line.contains("umpire")).unwrap() + 1;
    app.post_form(PAGE, &[("catalog", &broken)])
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has(&format!("Line {line}: "))
        .assert_has("`mediator`")
        .assert_has("role = &#34;umpire&#34;")
        .assert_has("aria-invalid=\"true\"");
    let other = rows::RIVERLAND.replace("slug = \"riverland\"", "slug = \"lakeland\"");
    app.post_form(PAGE, &[("catalog", &other)])
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has("must stay `riverland`");
    for empty in ["", " \n", "\u{0}"] {
        app.post_form(PAGE, &[("catalog", empty)])
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn new_negotiation_is_made_from_a_catalog() {
    let app = TestApp::new().await;
    let page = app.get("/negotiations/new").await.assert_page(StatusCode::OK);
    let example = page.body.split("<pre>").nth(1).unwrap().split("</pre>").next().unwrap();
    let example = example.replace("&#34;", "\"");
    let answer = app.post_form("/negotiations/new", &[("catalog", &example)]).await;
    assert_eq!(answer.assert_status(StatusCode::SEE_OTHER).header("location"), "/river-talks");
    app.get("/river-talks").await.assert_page(StatusCode::OK).assert_has("<h1>River talks</h1>");
    app.get("/articles/new").await.assert_has("<option value=\"river-talks\">");
    app.post_form("/negotiations/new", &[("catalog", &example)])
        .await
        .assert_page(StatusCode::CONFLICT)
        .assert_has("`river-talks` is taken");
}

#[tokio::test]
async fn names_of_pages_are_no_negotiations() {
    let app = TestApp::new().await;
    for taken in ["articles", "negotiations", "search", "about", "api", "static", "health"] {
        let source =
            rows::RIVERLAND.replace("slug = \"riverland\"", &format!("slug = \"{taken}\""));
        app.post_form("/negotiations/new", &[("catalog", &source)])
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
            .assert_has("is the name of a page");
    }
}
