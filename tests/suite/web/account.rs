//! `/account`: password, sessions and tokens.

use axum::http::StatusCode;
use concordance::domain::Role;

use crate::support::app::TestApp;
use crate::support::people::PASSWORD;

const NEW: &str = "another bridge, further up";

#[tokio::test]
async fn password_is_changed_and_all_other_sessions_end() {
    let app = TestApp::with_people().await;
    let (here, there) = (app.sign_in("coder").await, app.sign_in("coder").await);
    let page = app.get_as(&here, "/account").await.assert_page(StatusCode::OK);
    let page = page.assert_has("Your role is coder").assert_has("autocomplete=\"new-password\"");
    page.assert_has("(this one)").assert_has("End all others").assert_lacks("href=\"/people\"");
    for (present, new, again, told) in [
        ("wrong", NEW, NEW, "Present password is another"),
        (PASSWORD, "short", "short", "New password is too short"),
        (PASSWORD, NEW, "something else", "is not the same as the first"),
        (PASSWORD, "codercodercoder", "codercodercoder", "is too easily guessed"),
        ("", "", "", "New password is too short"),
    ] {
        let form =
            [("present_password", present), ("new_password", new), ("repeated_password", again)];
        let page = app.post_as(&here, "/account/password", &form).await;
        let page = page.assert_page(StatusCode::UNPROCESSABLE_ENTITY).assert_has(told);
        page.assert_lacks(NEW).assert_has("aria-invalid=\"true\"");
    }
    let form = [("present_password", PASSWORD), ("new_password", NEW), ("repeated_password", NEW)];
    app.post_as(&here, "/account/password", &form)
        .await
        .assert_header("location", "/account?done=password");
    app.get_as(&here, "/account?done=password")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("Your password is changed.");
    app.get_as(&there, "/account").await.assert_status(StatusCode::SEE_OTHER);
    app.try_sign_in("coder", PASSWORD).await.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    app.try_sign_in("coder", NEW).await.assert_status(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_present_password_cannot_be_guessed_here_either() {
    let app = TestApp::with_people().await;
    let cookie = app.sign_in("coder").await;
    let form = |present| {
        [("present_password", present), ("new_password", NEW), ("repeated_password", NEW)]
    };
    for _ in 0..5 {
        app.post_as(&cookie, "/account/password", &form("guess"))
            .await
            .assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = app.post_as(&cookie, "/account/password", &form(PASSWORD)).await;
    let page = page.assert_page(StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.header("retry-after"), "15");
}

/// The ids in the addresses of forms that begin and end so.
fn ids(body: &str, before: &str, after: &str) -> Vec<String> {
    let pieces = body.split(before).skip(1);
    pieces.filter_map(|piece| piece.split_once(after)).map(|(id, _)| id.to_owned()).collect()
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_others() {
    let app = TestApp::with_people().await;
    let (one, two, three) =
        (app.sign_in("coder").await, app.sign_in("coder").await, app.sign_in("coder").await);
    let body = app.get_as(&one, "/account").await.body;
    let sessions = ids(&body, "/account/sessions/", "/end\"");
    assert_eq!(sessions.len(), 3, "{body}");
    // The newest stands first; nobody else can end it.
    let end = format!("/account/sessions/{}/end", sessions[0]);
    let stranger = app.sign_in("editor").await;
    app.post_as(&stranger, &end, &[]).await.assert_status(StatusCode::SEE_OTHER);
    app.get_as(&three, "/account").await.assert_page(StatusCode::OK);
    app.post_as(&one, &end, &[]).await.assert_header("location", "/account?done=session");
    app.get_as(&three, "/account").await.assert_status(StatusCode::SEE_OTHER);
    app.get_as(&two, "/account").await.assert_page(StatusCode::OK);
    for odd in ["0", "x", "%00", "99999999999999999999"] {
        let path = format!("/account/sessions/{odd}/end");
        app.post_as(&one, &path, &[]).await.assert_status(StatusCode::SEE_OTHER);
        let path = format!("/account/tokens/{odd}/revoke");
        app.post_as(&one, &path, &[]).await.assert_status(StatusCode::SEE_OTHER);
    }
    app.post_as(&one, "/account/sessions/end", &[]).await.assert_status(StatusCode::SEE_OTHER);
    app.get_as(&two, "/account").await.assert_status(StatusCode::SEE_OTHER);
    let page = app.get_as(&one, "/account").await.assert_page(StatusCode::OK);
    let own = ids(&page.body, "/account/sessions/", "/end\"");
    assert_eq!(own.len(), 1);
    let end = format!("/account/sessions/{}/end", own[0]);
    app.post_as(&one, &end, &[]).await.assert_header("location", "/");
    app.get_as(&one, "/account").await.assert_status(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_token_is_shown_once_and_can_be_revoked() {
    let app = TestApp::with_people().await;
    let cookie = app.sign_in("editor").await;
    let form = [("token_name", "Nightly <b>"), ("token_role", "coder"), ("token_days", "30")];
    let made = app.post_as(&cookie, "/account/tokens", &form).await.assert_page(StatusCode::OK);
    assert_eq!(made.header("cache-control"), "no-store");
    let made = made.assert_has("Nightly &#60;b&#62;").assert_has("3 March 2026, 12:00 UTC");
    let token = made.body.split("<p class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    assert!(token.starts_with("cdc_") && token.len() == 68, "{token}");
    let me = app.api_as(token, "/api/v1/me").await.assert_status(StatusCode::OK).json();
    assert_eq!((&me["name"], &me["role"]), (&"editor".into(), &"coder".into()));
    let page = app.get_as(&cookie, "/account").await.assert_page(StatusCode::OK);
    let page = page.assert_has("Nightly &#60;b&#62;").assert_lacks("cdc_");
    let tokens = ids(&page.body, "/account/tokens/", "/revoke\"");
    let revoke = format!("/account/tokens/{}/revoke", tokens[0]);
    let stranger = app.sign_in("admin").await;
    app.post_as(&stranger, &revoke, &[]).await.assert_status(StatusCode::SEE_OTHER);
    app.api_as(token, "/api/v1/me").await.assert_status(StatusCode::OK);
    app.post_as(&cookie, &revoke, &[]).await.assert_header("location", "/account?done=token");
    app.api_as(token, "/api/v1/me").await.assert_status(StatusCode::UNAUTHORIZED);
    app.get_as(&cookie, "/account").await.assert_lacks("Nightly");
}

#[tokio::test]
async fn a_token_that_cannot_be_made_is_told_beside_its_field() {
    let app = TestApp::with_people().await;
    let cookie = app.sign_in("coder").await;
    for (name, role, days, told) in [
        ("", "coder", "30", "Name is missing"),
        ("x", "editor", "30", "Role must be yours or less"),
        ("x", "king", "30", "Role must be yours or less"),
        ("x", "coder", "0", "Expires after must be a whole number"),
        ("x", "coder", "366", "Expires after must be a whole number"),
        ("x", "coder", "1e9", "Expires after must be a whole number"),
        (&"x".repeat(65), "coder", "1", "Name must be one line"),
    ] {
        let form = [("token_name", name), ("token_role", role), ("token_days", days)];
        let page = app.post_as(&cookie, "/account/tokens", &form).await;
        let page = page.assert_page(StatusCode::UNPROCESSABLE_ENTITY).assert_has(told);
        page.assert_has(&format!("value=\"{days}\"")).assert_lacks("cdc_");
    }
    app.post_as(&cookie, "/account/tokens", &[])
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..50 {
        app.token("coder", Role::Coder).await;
    }
    let form = [("token_name", "One more"), ("token_role", "coder"), ("token_days", "1")];
    app.post_as(&cookie, "/account/tokens", &form)
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has("there are too many tokens");
}
