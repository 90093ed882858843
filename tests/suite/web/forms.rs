//! Posting, changing and deleting an article by form.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use concordance::domain::ArticleId;

use crate::support::app::{Answer, TestApp};

const TEXT: &str = "The bridge is open.\n\nThe water is low.";

fn fields<'f>(title: &'f str, text: &'f str) -> Vec<(&'static str, &'f str)> {
    vec![
        ("negotiation", "riverland"),
        ("title", title),
        ("text", text),
        ("outlet", "Post"),
        ("author", ""),
        ("published_on", "2026-01-02"),
        ("language", ""),
        ("url", ""),
    ]
}

async fn post(app: &TestApp, title: &str, text: &str) -> String {
    let answer = app.post_form("/articles", &fields(title, text)).await;
    answer.assert_status(StatusCode::SEE_OTHER).header("location").to_owned()
}

#[tokio::test]
async fn form_stores_the_article_and_leads_to_it() {
    let app = TestApp::new().await;
    app.get("/articles/new?negotiation=riverland")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("<option value=\"riverland\" selected>");
    let href = post(&app, "Open", TEXT).await;
    app.get(&href).await.assert_page(StatusCode::OK).assert_has("The water is low.");
}

#[tokio::test]
async fn mistakes_stand_beside_their_fields_and_nothing_typed_is_lost() {
    let app = TestApp::new().await;
    let sent = [
        ("negotiation", "riverland"),
        ("title", " "),
        ("text", "Kept \"text\" <b>&amp;\n\nmore"),
        ("outlet", "Kept outlet"),
        ("author", "Kept author"),
        ("published_on", "31.1.2026"),
        ("language", "english!"),
        ("url", "javascript:alert(1)"),
    ];
    let page = app.post_form("/articles", &sent).await;
    let page = page
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has("Mistakes to mend: Add an article")
        .assert_has("<a href=\"#title\">Title is missing")
        .assert_has("id=\"published_on-error\"")
        .assert_has("aria-describedby=\"url-hint url-error\"")
        .assert_has("Kept &#34;text&#34; &#60;b&#62;&#38;amp;\n\nmore</textarea>");
    page.assert_has("value=\"Kept outlet\"")
        .assert_has("value=\"Kept author\"")
        .assert_has("value=\"31.1.2026\"")
        .assert_has("value=\"english!\"")
        .assert_has("value=\"javascript:alert(1)\"")
        .assert_lacks("href=\"javascript")
        .assert_has("<option value=\"riverland\" selected>");
}

#[tokio::test]
async fn unknown_negotiation_is_a_mistake_of_its_field() {
    let app = TestApp::new().await;
    let mut sent = fields("Open", TEXT);
    sent[0] = ("negotiation", "nowhere\u{0}");
    app.post_form("/articles", &sent)
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has("Negotiation is unknown: choose one of riverland, ukraine-russia");
}

#[tokio::test]
async fn duplicate_leads_to_the_first_one_and_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let href = post(&app, "First <i>", TEXT).await;
    let again = TEXT.replace("\n\n", "\r\n\r\n \r\n");
    app.post_form("/articles", &fields("Second", &again))
        .await
        .assert_page(StatusCode::CONFLICT)
        .assert_has("This article is here already.")
        .assert_has(&format!("<a href=\"{href}\"><bdi>First &#60;i&#62;</bdi></a>"))
        .assert_has("value=\"Second\"");
}

#[tokio::test]
async fn edit_changes_the_article_and_a_stale_form_is_told() {
    let app = TestApp::new().await;
    let href = post(&app, "Open", TEXT).await;
    let edit = format!("{href}/edit");
    app.get(&edit)
        .await
        .assert_page(StatusCode::OK)
        .assert_has("name=\"revision\" value=\"1\"")
        .assert_has("The bridge is open.\n\nThe water is low.</textarea>");
    let mut sent = fields("Closed", "The bridge is closed.");
    sent.push(("revision", "1"));
    app.post_form(&edit, &sent).await.assert_status(StatusCode::SEE_OTHER);
    app.get(&href).await.assert_has("<bdi>Closed</bdi>").assert_lacks("The water is low.");
    let mut sent = fields("Mine", "Typed with care.");
    sent.push(("revision", "1"));
    app.post_form(&edit, &sent)
        .await
        .assert_page(StatusCode::CONFLICT)
        .assert_has("It has changed since you opened this form.")
        .assert_has("Typed with care.</textarea>")
        .assert_has("name=\"revision\" value=\"2\"");
    let mut sent = fields("", "x");
    sent.push(("revision", "2"));
    app.post_form(&edit, &sent)
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has("Title is missing")
        .assert_has("name=\"revision\" value=\"2\"");
}

#[tokio::test]
async fn edit_into_another_article_is_a_duplicate() {
    let app = TestApp::new().await;
    let first = post(&app, "Open", TEXT).await;
    let second = post(&app, "Other", "Another text.").await;
    let mut sent = fields("Other", TEXT);
    sent.push(("revision", "1"));
    app.post_form(&format!("{second}/edit"), &sent)
        .await
        .assert_page(StatusCode::CONFLICT)
        .assert_has(&format!("href=\"{first}\""));
}

#[tokio::test]
async fn delete_asks_first_and_refuses_an_old_revision() {
    let app = TestApp::new().await;
    let href = post(&app, "Open", TEXT).await;
    let delete = format!("{href}/delete");
    app.get(&delete)
        .await
        .assert_page(StatusCode::OK)
        .assert_has("Delete this article?")
        .assert_has("name=\"revision\" value=\"1\"");
    for revision in ["7", "", "x"] {
        app.post_form(&delete, &[("revision", revision)])
            .await
            .assert_page(StatusCode::CONFLICT)
            .assert_has("The article was not deleted.");
    }
    app.post_form(&delete, &[("revision", "1")]).await.assert_status(StatusCode::SEE_OTHER);
    app.get(&href).await.assert_page(StatusCode::GONE);
    app.post_form(&delete, &[("revision", "1")]).await.assert_page(StatusCode::GONE);
}

async fn send(app: &TestApp, kind: &str, body: Vec<u8>) -> Answer {
    let request = Request::post("/articles").header(header::CONTENT_TYPE, kind);
    app.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn body_that_is_no_form_is_told() {
    let app = TestApp::new().await;
    app.send_json("POST", "/articles", &serde_json::json!({ "title": "x" }))
        .await
        .assert_page(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let form = "application/x-www-form-urlencoded";
    send(&app, form, b"title=a&title=b".to_vec())
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    for body in [&b"\xff\xfe\x00"[..], b"", b"&&&=", b"text=%FF%00"] {
        send(&app, form, body.to_vec())
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
            .assert_has("Title is missing");
    }
}

#[tokio::test]
async fn hostile_texts_are_stored_and_shown_as_text() {
    let app = TestApp::new().await;
    let long = "x".repeat(1_000_000);
    for (text, shown) in [
        (
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
            "auto\">&#60;script&#62;alert(1)",
        ),
        ("NUL \u{0} and bell \u{7} gone", "NUL  and bell  gone</p>"),
        (
            "\u{202e}to left\u{202c} مرحبا שלום",
            "dir=\"auto\">\u{202e}to left\u{202c} مرحبا שלום</p>",
        ),
        ("Київ, переговори 🕊👩‍👩‍👧", "Київ, переговори 🕊👩‍👩‍👧</p>"),
        ("{{ 7 * 7 }} {% include \"x\" %} ' OR 1=1; --", "{{ 7 * 7 }} {% include &#34;x&#34; %}"),
        (long.as_str(), long.as_str()),
    ] {
        let title = format!("T {}", text.chars().take(60).collect::<String>());
        let href = post(&app, &title, text).await;
        let page = app.get(&href).await.assert_page(StatusCode::OK);
        page.assert_has(shown).assert_lacks("<img").assert_lacks("\u{0}");
        app.get(&format!("{href}/edit")).await.assert_page(StatusCode::OK);
    }
    app.get("/articles").await.assert_page(StatusCode::OK).assert_lacks("<script");
    app.get("/search?q=script").await.assert_page(StatusCode::OK).assert_lacks("<img");
}

#[tokio::test]
async fn address_of_another_scheme_is_never_linked() {
    let app = TestApp::new().await;
    for url in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.org"] {
        let mut sent = fields("Open", TEXT);
        sent[7] = ("url", url);
        app.post_form("/articles", &sent)
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
            .assert_has("Web address")
            .assert_lacks(&format!("href=\"{url}"));
    }
    assert!(app.database.store.article(ArticleId(1)).await.unwrap().is_none());
}
