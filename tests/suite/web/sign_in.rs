//! `/sign-in` and `/sign-out`, and the sessions between them.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use concordance::domain::Role;

use crate::support::app::TestApp;
use crate::support::people::{PASSWORD, cause};

#[tokio::test]
async fn without_accounts_no_page_speaks_of_signing_in_and_the_form_says_why() {
    let app = TestApp::new().await;
    for path in ["/", "/riverland", "/articles/new", "/nothing/here", "/api"] {
        app.get(path).await.assert_lacks(">Sign in</a>").assert_lacks("Signed in as");
    }
    app.get("/sign-in")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("There are no accounts here")
        .assert_lacks("<form");
    app.try_sign_in("ada", PASSWORD).await.assert_page(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn signing_in_leads_on_and_every_head_tells_who_is() {
    let app = TestApp::with_people().await;
    app.get("/riverland?x=1")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("href=\"/sign-in?next=%2Friverland%3Fx%3D1\">Sign in</a>");
    app.get("/articles/new")
        .await
        .assert_status(StatusCode::SEE_OTHER)
        .assert_header("location", "/sign-in?next=%2Farticles%2Fnew");
    app.get("/sign-in?next=%2Farticles%2Fnew")
        .await
        .assert_page(StatusCode::OK)
        .assert_has("name=\"next\" value=\"/articles/new\"")
        .assert_has("autocomplete=\"username\"")
        .assert_has("autocomplete=\"current-password\"");
    let form = [("name", " CODER "), ("password", PASSWORD), ("next", "/articles/new")];
    let answer = app.post_form("/sign-in", &form).await.assert_status(StatusCode::SEE_OTHER);
    let answer = answer.assert_header("location", "/articles/new");
    let set = answer.header("set-cookie");
    assert!(set.starts_with("concordance="), "{set}");
    assert!(set.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000"), "{set}");
    let cookie = set.split(';').next().unwrap();
    for path in ["/", "/riverland", "/articles/new", "/sign-in", "/about", "/api"] {
        let page = app.get_as(cookie, path).await.assert_page(StatusCode::OK);
        let page = page.assert_has("<bdi>coder</bdi></a>").assert_lacks(">Sign in</a>");
        assert_eq!(page.header("cache-control"), "private, no-cache", "{path}");
        let vary = page.headers.get_all("vary").iter().any(|v| v == "cookie, authorization");
        assert!(vary, "{path}: {:?}", page.headers);
    }
    app.get_as(cookie, "/nothing/here")
        .await
        .assert_page(StatusCode::NOT_FOUND)
        .assert_has("<bdi>coder</bdi></a>");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let app = TestApp::with_people().await;
    let cookie = app.sign_in("coder").await;
    app.get_as(&cookie, "/sign-out").await.assert_page(StatusCode::METHOD_NOT_ALLOWED);
    let answer = app.post_as(&cookie, "/sign-out", &[]).await;
    let answer = answer.assert_status(StatusCode::SEE_OTHER).assert_header("location", "/");
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    app.get_as(&cookie, "/account").await.assert_status(StatusCode::SEE_OTHER);
    app.post_as(&cookie, "/sign-out", &[]).await.assert_status(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_learns_which_accounts_there_are() {
    let app = TestApp::with_people().await;
    app.add_account("gone", Role::Coder).await;
    let id = app.id_of("gone").await;
    app.database.store.disable_account(id, &cause()).await.unwrap();
    let mut bodies = Vec::new();
    for (name, password) in [
        ("coder", "not the password"),
        ("gone", PASSWORD),
        ("nobody", PASSWORD),
        ("\u{202e}", "wordless"),
    ] {
        let page = app.try_sign_in(name, password).await;
        let page = page.assert_page(StatusCode::UNPROCESSABLE_ENTITY);
        let page = page.assert_has("do not go together").assert_lacks(password);
        assert_eq!(page.header("set-cookie"), "");
        bodies.push(page.body.replace(&format!("value=\"{name}\""), "value=\"\""));
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:#?}");
}

#[tokio::test]
async fn guessing_is_slowed_down_for_known_and_unknown_names_alike() {
    let mut app = TestApp::with_people().await;
    for name in ["coder", "nobody"] {
        for _ in 0..5 {
            app.try_sign_in(name, "a wrong password")
                .await
                .assert_status(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let page = app.try_sign_in(name, PASSWORD).await;
        let page = page.assert_page(StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(page.header("retry-after"), "15");
        page.assert_has("Wait 15 seconds").assert_has(&format!("value=\"{name}\""));
    }
    app.sign_in("editor").await;
    app.at("2026-02-01T12:00:15Z");
    app.sign_in("coder").await;
    app.try_sign_in("nobody", "x").await.assert_status(StatusCode::UNPROCESSABLE_ENTITY);
    app.try_sign_in("nobody", "x").await.assert_page(StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn hostile_forms_are_answered() {
    let app = TestApp::with_people().await;
    for (name, password) in [("", "x"), ("x", ""), ("", "")] {
        app.try_sign_in(name, password)
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
            .assert_has("Give both name and password.");
    }
    let long = "x".repeat(1_000_000);
    for (name, password) in [
        (long.as_str(), "x"),
        ("coder", long.as_str()),
        ("<b>", "\u{0}"),
        ("' or 1=1 --", "'"),
        ("\u{0}\u{7f}", "x"),
    ] {
        app.try_sign_in(name, password)
            .await
            .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
            .assert_lacks("<b>");
    }
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nx: y", "/é"] {
        let form = [("name", "coder"), ("password", PASSWORD), ("next", next)];
        app.post_form("/sign-in", &form).await.assert_header("location", "/");
    }
    app.send_json("POST", "/sign-in", &serde_json::json!({}))
        .await
        .assert_page(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    for cookie in ["concordance=", "concordance=zz", ";=;", "__Host-concordance=%00", "\u{fe}"] {
        app.get_as(cookie, "/").await.assert_page(StatusCode::OK).assert_has(">Sign in</a>");
    }
}

#[tokio::test]
async fn sessions_end_by_idleness_and_by_age() {
    let mut app = TestApp::with_people().await;
    let cookie = app.sign_in("coder").await;
    // Asked for again and again, it lasts; the note is to the minute.
    for now in ["2026-02-01T12:00:30Z", "2026-02-01T23:59:00Z", "2026-02-02T11:58:00Z"] {
        app.at(now);
        app.get_as(&cookie, "/account").await.assert_page(StatusCode::OK);
    }
    app.at("2026-02-02T23:58:00Z");
    app.get_as(&cookie, "/account").await.assert_status(StatusCode::SEE_OTHER);

    let cookie = app.sign_in("coder").await;
    for half_day in 1..60 {
        let begun: jiff::Timestamp = "2026-02-02T23:58:00Z".parse().unwrap();
        let now = begun + std::time::Duration::from_mins(11 * 60 + 59) * half_day;
        app.at(&now.to_string());
        app.get_as(&cookie, "/account").await.assert_page(StatusCode::OK);
    }
    app.at("2026-03-04T23:58:01Z");
    app.get_as(&cookie, "/account").await.assert_status(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_in_makes_a_session_of_its_own_always() {
    let app = TestApp::with_people().await;
    let first = app.sign_in("coder").await;
    let form = [("name", "coder"), ("password", PASSWORD)];
    let answer = app.post_as(&first, "/sign-in", &form).await;
    let second = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_ne!(first, second);
    app.get_as(&first, "/account").await.assert_status(StatusCode::SEE_OTHER);
    app.get_as(&second, "/account").await.assert_page(StatusCode::OK);
    let fixed = "concordance=1111111111111111111111111111111111111111111111111111111111111111";
    let answer = app.post_as(fixed, "/sign-in", &form).await;
    assert!(!answer.header("set-cookie").contains("11111111"));
    app.get_as(fixed, "/account").await.assert_status(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn behind_tls_the_cookie_is_kept_to_its_host() {
    let app = TestApp::with_people().await;
    let form = |host: &str, name: &str, cookie: &str| {
        Request::post(name.to_owned())
            .header(header::HOST, host)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("name=coder&password={}", PASSWORD.replace(' ', "+"))))
            .unwrap()
    };
    let answer = app.send(form("talks.example", "/sign-in", "")).await;
    let set = answer.header("set-cookie").to_owned();
    assert!(set.starts_with("__Host-concordance="), "{set}");
    assert!(set.contains("; Secure;"), "{set}");
    let secret = set.split(['=', ';']).nth(1).unwrap();
    let get = |cookie: String| {
        Request::get("/account")
            .header(header::HOST, "talks.example")
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap()
    };
    app.send(get(format!("__Host-concordance={secret}"))).await.assert_page(StatusCode::OK);
    // A neighbour of the same domain can set the plain one: it does not count there.
    app.send(get(format!("concordance={secret}"))).await.assert_status(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn another_site_cannot_write_with_the_cookie() {
    let app = TestApp::with_people().await;
    let cookie = app.sign_in("admin").await;
    for path in ["/people", "/account/password", "/sign-out", "/sign-in", "/articles"] {
        let request = Request::post(path)
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site")
            .header(header::ORIGIN, "https://evil.example")
            .body(Body::from("name=x"));
        app.send(request.unwrap()).await.assert_page(StatusCode::FORBIDDEN);
    }
    app.get_as(&cookie, "/account").await.assert_page(StatusCode::OK);
}

#[tokio::test]
async fn one_persons_page_is_not_anothers() {
    let app = TestApp::with_people().await;
    let (coder, editor) = (app.sign_in("coder").await, app.sign_in("editor").await);
    let tag = app.get_as(&coder, "/riverland").await.header("etag").to_owned();
    let get = |cookie: &str| {
        Request::get("/riverland")
            .header(header::COOKIE, cookie)
            .header(header::IF_NONE_MATCH, &tag)
            .body(Body::empty())
            .unwrap()
    };
    let same = app.send(get(&coder)).await.assert_status(StatusCode::NOT_MODIFIED);
    assert_eq!(same.header("cache-control"), "private, no-cache");
    let other = app.send(get(&editor)).await.assert_page(StatusCode::OK);
    other.assert_has("<bdi>editor</bdi>").assert_lacks("<bdi>coder</bdi>");
    app.send(get("")).await.assert_page(StatusCode::OK).assert_has(">Sign in</a>");
}

#[tokio::test]
async fn private_reading_shows_nothing_to_strangers() {
    let app = TestApp::with(|settings| settings.private_reading = true).await;
    app.add_people().await;
    app.post("Quiet", "The bridge is open.").await;
    for path in ["/", "/riverland", "/articles", "/articles.csv", "/search?q=bridge", "/api"] {
        let answer = app.get(path).await;
        assert!(!answer.body.contains("Riverland") && !answer.body.contains("Quiet"), "{path}");
        assert!(answer.status != StatusCode::OK, "{path}");
    }
    app.get("/static/site.css").await.assert_status(StatusCode::OK);
    app.get("/health").await.assert_status(StatusCode::OK);
    let reader = app.sign_in("reader").await;
    app.get_as(&reader, "/articles").await.assert_page(StatusCode::OK).assert_has("Quiet");
    app.get_as(&reader, "/articles/new")
        .await
        .assert_page(StatusCode::FORBIDDEN)
        .assert_has("This needs the role coder");
}
