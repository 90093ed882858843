//! `/people`: those who look after accounts.

use axum::http::StatusCode;
use concordance::domain::Role;

use crate::support::app::TestApp;
use crate::support::people::PASSWORD;

#[tokio::test]
async fn a_person_is_added_and_signs_in() {
    let app = TestApp::with_people().await;
    let admin = app.sign_in("admin").await;
    app.get_as(&admin, "/people")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("<bdi>reader</bdi></a>")
        .assert_has("autocomplete=\"new-password\"");
    let form = [("name", " Ada <b> "), ("role", "editor"), ("password", PASSWORD)];
    app.post_as(&admin, "/people", &form).await.assert_header("location", "/people?done=added");
    app.get_as(&admin, "/people?done=added")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("The account is made.")
        .assert_has("<bdi>Ada &#60;b&#62;</bdi>");
    let ada = app.sign_in("ada <B>").await;
    let page = app.get_as(&ada, "/").await.assert_page(StatusCode::OK);
    page.assert_has("Ada &#60;b&#62;").assert_lacks("<b>");
    let page = app.get_as(&ada, "/people").await.assert_page(StatusCode::FORBIDDEN);
    page.assert_has("This needs the role admin");
}

#[tokio::test]
async fn mistakes_stand_beside_their_fields() {
    let app = TestApp::with_people().await;
    let admin = app.sign_in("admin").await;
    for (name, role, password, told) in [
        ("", "coder", PASSWORD, "Name is missing"),
        ("a\u{202e}b", "coder", PASSWORD, "Name must hold a letter"),
        ("CODER", "coder", PASSWORD, "Name is taken"),
        ("Bela", "king", PASSWORD, "Role must be one of the four"),
        ("Bela", "coder", "short", "First password is too short"),
    ] {
        let form = [("name", name), ("role", role), ("password", password)];
        let page = app.post_as(&admin, "/people", &form).await;
        let page = page.assert_page(StatusCode::UNPROCESSABLE_ENTITY).assert_has(told);
        page.assert_has(&format!("value=\"{name}\"")).assert_lacks(PASSWORD);
    }
    app.post_as(&admin, "/people", &[]).await.assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    app.get_as(&admin, "/people").await.assert_lacks("Bela");
}

#[tokio::test]
async fn disabling_ends_sessions_and_tokens_until_it_is_enabled_again() {
    let app = TestApp::with_people().await;
    let (admin, coder) = (app.sign_in("admin").await, app.sign_in("coder").await);
    let token = app.token("coder", Role::Coder).await;
    let token = token.strip_prefix("Bearer ").unwrap();
    let page = format!("/people/{}", app.id_of("coder").await);
    app.get_as(&admin, &page).await.assert_page(StatusCode::OK).assert_has("Disable the account");
    let answer = app.post_as(&admin, &format!("{page}/disable"), &[]).await;
    answer.assert_header("location", &format!("{page}?done=disabled"));
    app.get_as(&coder, "/account").await.assert_status(StatusCode::SEE_OTHER);
    app.api_as(token, "/api/v1/me").await.assert_status(StatusCode::UNAUTHORIZED);
    app.try_sign_in("coder", PASSWORD).await.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    app.get_as(&admin, &format!("{page}?done=disabled"))
        .await
        .assert_page(StatusCode::OK)
        .assert_has("The account is disabled.")
        .assert_has("Enable the account");
    app.post_as(&admin, &format!("{page}/enable"), &[]).await.assert_status(StatusCode::SEE_OTHER);
    app.get_as(&coder, "/account").await.assert_status(StatusCode::SEE_OTHER);
    app.sign_in("coder").await;
    app.api_as(token, "/api/v1/me").await.assert_status(StatusCode::OK);
}

#[tokio::test]
async fn a_role_holds_from_the_next_request_on() {
    let app = TestApp::with_people().await;
    let (admin, coder) = (app.sign_in("admin").await, app.sign_in("coder").await);
    let page = format!("/people/{}", app.id_of("coder").await);
    app.get_as(&coder, "/people").await.assert_page(StatusCode::FORBIDDEN);
    let set = format!("{page}/role");
    app.post_as(&admin, &set, &[("role", "admin")]).await.assert_status(StatusCode::SEE_OTHER);
    app.get_as(&coder, "/people").await.assert_page(StatusCode::OK);
    // Now there are two: either may go.
    let own = format!("/people/{}", app.id_of("admin").await);
    app.post_as(&coder, &format!("{own}/role"), &[("role", "reader")])
        .await
        .assert_status(StatusCode::SEE_OTHER);
    app.get_as(&admin, "/people").await.assert_page(StatusCode::FORBIDDEN);
    app.post_as(&coder, &set, &[("role", "king")])
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has("Role must be one of the four");
}

#[tokio::test]
async fn the_last_admin_stays() {
    let app = TestApp::with_people().await;
    let admin = app.sign_in("admin").await;
    let own = format!("/people/{}", app.id_of("admin").await);
    app.get_as(&admin, &own).await.assert_page(StatusCode::OK).assert_has("your own account");
    app.post_as(&admin, &format!("{own}/disable"), &[])
        .await
        .assert_page(StatusCode::CONFLICT)
        .assert_has("The account was not disabled.");
    app.post_as(&admin, &format!("{own}/role"), &[("role", "editor")])
        .await
        .assert_page(StatusCode::CONFLICT)
        .assert_has("Role must stay admin");
    app.get_as(&admin, "/people").await.assert_page(StatusCode::OK);
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_its_account() {
    let app = TestApp::with_people().await;
    let (admin, coder) = (app.sign_in("admin").await, app.sign_in("coder").await);
    let set = format!("/people/{}/password", app.id_of("coder").await);
    app.post_as(&admin, &set, &[("password", "short")])
        .await
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has("New password is too short");
    app.get_as(&coder, "/account").await.assert_page(StatusCode::OK);
    let new = "given over the telephone";
    app.post_as(&admin, &set, &[("password", new)]).await.assert_status(StatusCode::SEE_OTHER);
    app.get_as(&coder, "/account").await.assert_status(StatusCode::SEE_OTHER);
    app.try_sign_in("coder", new).await.assert_status(StatusCode::SEE_OTHER);
    for odd in ["1", "x", "%00", "99999999999999999999"] {
        for what in ["role", "password", "disable", "enable"] {
            let path = format!("/people/{odd}/{what}");
            let answer = app.post_as(&admin, &path, &[("password", new), ("role", "coder")]).await;
            answer.assert_page(StatusCode::NOT_FOUND);
        }
        app.get_as(&admin, &format!("/people/{odd}")).await.assert_page(StatusCode::NOT_FOUND);
    }
}
