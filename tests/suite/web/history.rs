//! Revisions, histories, tombstones, and two people at once.

use axum::http::StatusCode;
use concordance::domain::Role;

use crate::support::app::TestApp;
use crate::support::rows;

const TEXT: &str = "The <b>bridge</b> is open.\n\nThe water is low.";
const LATER: &str = "The <b>bridge</b> is shut.\n\nThe water is low.";

fn fields<'f>(title: &'f str, text: &'f str, revision: &'f str) -> Vec<(&'static str, &'f str)> {
    vec![
        ("negotiation", "riverland"),
        ("title", title),
        ("text", text),
        ("outlet", "Post"),
        ("revision", revision),
        ("note", "The keeper <i>called</i>"),
    ]
}

/// An article that has been edited once; its address.
async fn edited(app: &TestApp) -> String {
    let answer = app.post_form("/articles", &fields("Open", TEXT, "")).await;
    let href = answer.assert_status(StatusCode::SEE_OTHER).header("location").to_owned();
    let answer = app.post_form(&format!("{href}/edit"), &fields("Shut", LATER, "1")).await;
    answer.assert_status(StatusCode::SEE_OTHER);
    href
}

#[tokio::test]
async fn an_edit_keeps_the_old_text_and_shows_what_changed() {
    let app = TestApp::new().await;
    let href = edited(&app).await;
    app.get(&href).await.assert_has(&format!("href=\"{href}/history\""));
    app.get(&format!("{href}/edit")).await.assert_page(StatusCode::OK).assert_has("name=\"note\"");
    app.get(&format!("{href}/revisions"))
        .await
        .assert_page(StatusCode::OK)
        .assert_has("Revision 2")
        .assert_has("The keeper &#60;i&#62;called&#60;/i&#62;")
        .assert_has(&format!("href=\"{href}/revisions/2/changes\""))
        .assert_lacks(&format!("href=\"{href}/revisions/1/changes\""));
    app.get(&format!("{href}/revisions/1"))
        .await
        .assert_page(StatusCode::OK)
        .assert_has("Revision 1: <bdi>Open</bdi>")
        .assert_has("The &#60;b&#62;bridge&#60;/b&#62; is open.</p>")
        .assert_has("by <bdi>somebody without an account</bdi>");
    app.get(&format!("{href}/revisions/2/changes"))
        .await
        .assert_page(StatusCode::OK)
        .assert_has("<span class=\"aloud\">[deleted: </span>open")
        .assert_has("<span class=\"aloud\">[inserted: </span>shut")
        .assert_has("&#60;b&#62;bridge&#60;/b&#62; is ")
        .assert_has("<dt>Title</dt>");
    app.get(&format!("{href}/history"))
        .await
        .assert_page(StatusCode::OK)
        .assert_has("Article edited by <bdi>somebody without an account</bdi>")
        .assert_has("Article posted by")
        .assert_has("The keeper &#60;i&#62;called&#60;/i&#62;");
}

#[tokio::test]
async fn saving_the_same_again_is_told_as_no_difference() {
    let app = TestApp::new().await;
    let href = edited(&app).await;
    app.post_form(&format!("{href}/edit"), &fields("Shut", LATER, "2")).await;
    app.get(&format!("{href}/revisions/3/changes"))
        .await
        .assert_page(StatusCode::OK)
        .assert_has("Nothing differs");
}

#[tokio::test]
async fn what_is_not_kept_is_404() {
    let app = TestApp::new().await;
    let href = edited(&app).await;
    for end in ["revisions/0", "revisions/3", "revisions/x", "revisions/1/changes", "revisions/%00"]
    {
        app.get(&format!("{href}/{end}")).await.assert_page(StatusCode::NOT_FOUND);
    }
    for end in ["history", "revisions", "revisions/1", "revisions/1/changes"] {
        app.get(&format!("/articles/7/{end}")).await.assert_page(StatusCode::NOT_FOUND);
        app.get(&format!("/articles/x/{end}")).await.assert_page(StatusCode::NOT_FOUND);
    }
    for page in ["history?after=x", "revisions?limit=0"] {
        let answer = app.get(&format!("{href}/{page}")).await;
        answer.assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn lists_of_a_history_are_paged() {
    let app = TestApp::new().await;
    let href = edited(&app).await;
    for list in ["history", "revisions"] {
        let first = app.get(&format!("{href}/{list}?limit=1")).await.assert_page(StatusCode::OK);
        let next = first.body.split("\" rel=\"next\"").next().unwrap();
        let next = next.rsplit("href=\"").next().unwrap().replace("&#38;", "&");
        app.get(&next).await.assert_page(StatusCode::OK).assert_lacks("rel=\"next\"");
    }
}

#[tokio::test]
async fn a_deleted_article_is_gone_with_its_reason_and_its_text_is_not_shown() {
    let app = TestApp::new().await;
    let href = edited(&app).await;
    let long = "x".repeat(501);
    app.post_form(&format!("{href}/delete"), &[("revision", "2"), ("note", &long)])
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has("Why has 501 characters");
    let sent = [("revision", "2"), ("note", "A <b>private</b> letter")];
    app.post_form(&format!("{href}/delete"), &sent).await.assert_status(StatusCode::SEE_OTHER);
    for page in ["", "/edit", "/delete"] {
        app.get(&format!("{href}{page}"))
            .await
            .assert_page(StatusCode::GONE)
            .assert_has("This article was deleted")
            .assert_has("<bdi>Shut</bdi>")
            .assert_has("<bdi>A &#60;b&#62;private&#60;/b&#62; letter</bdi>")
            .assert_has("<dt>By</dt><dd><bdi>somebody without an account</bdi>")
            .assert_lacks("The water is low");
    }
    app.get("/articles").await.assert_lacks("Shut").assert_has("no article in all");
    app.get("/search?q=water").await.assert_page(StatusCode::OK).assert_lacks("Shut");
    let again = app.post_form("/articles", &fields("Shut", LATER, "")).await;
    let again = again.assert_status(StatusCode::SEE_OTHER);
    assert_ne!(again.header("location"), href);
    app.get(&href).await.assert_page(StatusCode::GONE);
}

#[tokio::test]
async fn what_is_kept_of_a_deleted_article_is_for_editors() {
    let app = TestApp::new().await;
    let href = edited(&app).await;
    let sent = [("revision", "2"), ("note", "")];
    app.post_form(&format!("{href}/delete"), &sent).await.assert_status(StatusCode::SEE_OTHER);
    let pages = ["history", "revisions", "revisions/1", "revisions/2/changes"];
    for page in pages {
        let path = format!("{href}/{page}");
        app.get(&path).await.assert_page(StatusCode::OK).assert_has("The article is deleted.");
    }
    app.add_people().await;
    for &role in Role::ALL {
        let cookie = app.sign_in(role.as_str()).await;
        for page in pages {
            let answer = app.get_as(&cookie, &format!("{href}/{page}")).await;
            let status = if role >= Role::Editor { StatusCode::OK } else { StatusCode::GONE };
            answer.assert_page(status);
        }
    }
    for page in pages {
        let answer = app.get(&format!("{href}/{page}")).await.assert_page(StatusCode::GONE);
        answer.assert_has("No reason was given.").assert_lacks("The water is low");
    }
}

#[tokio::test]
async fn a_stale_form_shows_what_changed_meanwhile_and_keeps_what_was_typed() {
    let app = TestApp::with_people().await;
    let (one, other) = (app.sign_in("editor").await, app.sign_in("admin").await);
    let answer = app.post_as(&one, "/articles", &fields("Open", TEXT, "")).await;
    let href = answer.assert_status(StatusCode::SEE_OTHER).header("location").to_owned();
    let edit = format!("{href}/edit");
    let answer = app.post_as(&other, &edit, &fields("Open", LATER, "1")).await;
    answer.assert_status(StatusCode::SEE_OTHER);
    app.post_as(&one, &edit, &fields("Mine", "Typed with care.", "1"))
        .await
        .assert_page(StatusCode::CONFLICT)
        .assert_has("What has changed meanwhile")
        .assert_has("by <bdi>admin</bdi>")
        .assert_has("[deleted: </span>open")
        .assert_has("[inserted: </span>shut")
        .assert_has("Typed with care.</textarea>")
        .assert_has("value=\"The keeper &#60;i&#62;called&#60;/i&#62;\"")
        .assert_has("name=\"revision\" value=\"2\"");
    app.post_as(&one, &edit, &fields("Mine", "Typed with care.", ""))
        .await
        .assert_page(StatusCode::CONFLICT);
    let delete = format!("{href}/delete");
    let answer = app.post_as(&other, &delete, &[("revision", "2"), ("note", "")]).await;
    answer.assert_status(StatusCode::SEE_OTHER);
    app.post_as(&one, &edit, &fields("Mine", "Typed with care.", "2"))
        .await
        .assert_page(StatusCode::GONE)
        .assert_has("What you typed was not saved.")
        .assert_has("Typed with care.</textarea>");
}

#[tokio::test]
async fn a_catalogs_versions_are_kept_and_compared() {
    let app = TestApp::new().await;
    let changed = rows::RIVERLAND.replace("\"crossing\"", "\"ford <b>\"");
    app.post_form("/riverland/catalog", &[("catalog", &changed)])
        .await
        .assert_status(StatusCode::SEE_OTHER);
    app.get("/riverland/catalog").await.assert_has("href=\"/riverland/catalog/history\"");
    app.get("/riverland/catalog/history")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("Catalog changed by <bdi>somebody without an account</bdi>")
        .assert_has("href=\"/riverland/catalog/versions/2\"")
        .assert_has("href=\"/riverland/catalog/versions/1\"");
    app.get("/riverland/catalog/versions/1")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("&#34;crossing&#34;")
        .assert_lacks("deleted: ");
    app.get("/riverland/catalog/versions/2")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("−</span> <del><span class=\"aloud\">deleted: </span>cues")
        .assert_has("+</span> <ins><span class=\"aloud\">inserted: </span>cues")
        .assert_has("&#34;ford &#60;b&#62;&#34;");
    for missing in ["0", "3", "x", "-1", "9223372036854775807"] {
        let path = format!("/riverland/catalog/versions/{missing}");
        app.get(&path).await.assert_page(StatusCode::NOT_FOUND);
    }
    app.get("/nowhere/catalog/history").await.assert_page(StatusCode::NOT_FOUND);
}
