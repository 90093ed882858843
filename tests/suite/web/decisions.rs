//! Deciding by forms: on a position's page, from an article's, on the review desk; adding.

use axum::http::StatusCode;
use concordance::domain::{ArticleId, PositionId, Stance};
use concordance::store::{FindingFilter, PageRequest, PositionRow};

use crate::support::app::TestApp;
use crate::support::people::cause;

const SENTENCE: &str = "Nordstad rejects the bridge.";

async fn bridge() -> (TestApp, ArticleId) {
    let app = TestApp::new().await;
    let taken = [("northbank", "bridges", Stance::Rejects, None)];
    let article = app.add("2026-01-10", SENTENCE, &taken).await;
    (app, article)
}

async fn rows(app: &TestApp) -> Vec<PositionRow> {
    let catalog = app.pipeline.known_negotiation("riverland").await.unwrap().row.id;
    let filter = FindingFilter { doubtful: true, ..FindingFilter::of(catalog) };
    app.database.store.list_positions(&filter, &PageRequest::default()).await.unwrap().items
}

async fn token(app: &TestApp, id: PositionId) -> String {
    app.database.store.decision(id).await.unwrap().unwrap().token()
}

#[tokio::test]
async fn a_positions_page_takes_a_verdict_and_tells_its_history() {
    let (app, article) = bridge().await;
    let id = rows(&app).await[0].id;
    let page = format!("/positions/{id}");
    let answer = app.get(&page).await.assert_page(StatusCode::OK);
    let answer = answer.assert_has("Northbank rejects").assert_has("as the machine read it");
    answer.assert_has(&format!("/articles/{article}#passage-"));
    let fields =
        [("verdict", "confirm"), ("token", &token(&app, id).await), ("note", "<b>sure</b>")];
    let answer = app.post_form(&format!("{page}/decisions"), &fields).await;
    answer.assert_status(StatusCode::SEE_OTHER).assert_header("location", &page);
    let answer = app.get(&page).await.assert_page(StatusCode::OK);
    answer
        .assert_has("<strong>confirmed</strong>")
        .assert_has("machine-read</bdi> → <bdi>confirmed")
        .assert_has("&#60;b&#62;sure")
        .assert_lacks("<b>sure");
    app.get(&format!("/articles/{article}")).await.assert_has("0 machine-read, 1 confirmed");
}

#[tokio::test]
async fn what_was_typed_is_kept_when_somebody_was_faster() {
    let (app, _) = bridge().await;
    let id = rows(&app).await[0].id;
    let path = format!("/positions/{id}/decisions");
    let seen = token(&app, id).await;
    app.post_form(&path, &[("verdict", "reject"), ("token", &seen)]).await;
    let typed = [
        ("verdict", "correct"),
        ("token", seen.as_str()),
        ("party", "isle"),
        ("issue", "bridges"),
        ("stance", "accepts"),
        ("speaker", "Cleo Marsh"),
        ("reported_by", ""),
        ("rung", "on-record"),
        ("note", "hers"),
        ("next", "//evil.example/"),
    ];
    let answer = app.post_form(&path, &typed).await.assert_page(StatusCode::CONFLICT);
    answer
        .assert_has("Nothing you typed is lost")
        .assert_has("this is what it is now")
        .assert_has("value=\"Cleo Marsh\"")
        .assert_has("value=\"isle\" selected")
        .assert_has("value=\"hers\"")
        .assert_lacks("evil.example");
}

#[tokio::test]
async fn mistakes_stand_beside_their_fields() {
    let (app, _) = bridge().await;
    let id = rows(&app).await[0].id;
    let path = format!("/positions/{id}/decisions");
    let seen = token(&app, id).await;
    let typed = [
        ("verdict", "correct"),
        ("token", seen.as_str()),
        ("party", "northbank"),
        ("issue", "roads"),
        ("stance", "agrees"),
        ("reported_by", "northbank"),
        ("rung", "on-record"),
    ];
    let answer = app.post_form(&path, &typed).await.assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    answer
        .assert_has("Mistakes to mend")
        .assert_has("id=\"issue-error\"")
        .assert_has("id=\"stance-error\"")
        .assert_has("id=\"reported_by-error\"");
    let answer = app.post_form(&path, &[("verdict", "agree"), ("token", &seen)]).await;
    answer.assert_page(StatusCode::UNPROCESSABLE_ENTITY);
    app.get("/positions/1").await.assert_page(StatusCode::NOT_FOUND);
    app.get("/positions/x").await.assert_page(StatusCode::NOT_FOUND);
    app.post_form("/positions/1/decisions", &[]).await.assert_page(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_articles_page_lets_those_decide_who_may() {
    let (app, article) = bridge().await;
    let path = format!("/articles/{article}");
    let id = rows(&app).await[0].id;
    let answer = app.get(&path).await.assert_page(StatusCode::OK);
    answer.assert_has(&format!("action=\"/positions/{id}/decisions\"")).assert_has("/add\"");
    let next = format!("{path}#position-{id}");
    let fields = [("verdict", "confirm"), ("token", &token(&app, id).await), ("next", &next)];
    let answer = app.post_form(&format!("/positions/{id}/decisions"), &fields).await;
    answer.assert_status(StatusCode::SEE_OTHER).assert_header("location", &next);

    app.add_people().await;
    let answer = app.get(&path).await.assert_lacks("/decisions\"").assert_lacks("/add\"");
    answer.assert_has(">History</a>");
    let reader = app.sign_in("reader").await;
    app.get_as(&reader, &path).await.assert_lacks("/decisions\"");
    let coder = app.sign_in("coder").await;
    app.get_as(&coder, &path).await.assert_has("/add\"").assert_has(">Decide</a>");
    let page = format!("/positions/{id}");
    app.get(&page).await.assert_page(StatusCode::OK).assert_lacks("<h2 id=\"decide\">");
    let fields = [("verdict", "reject"), ("token", &token(&app, id).await)];
    app.post_as(&coder, &format!("{page}/decisions"), &fields).await;
    app.get(&page).await.assert_has("by <bdi>coder</bdi>");
}

#[tokio::test]
async fn the_desk_shows_one_after_the_other_and_takes_back() {
    let (app, _) = bridge().await;
    let taken = [("southbank", "water", Stance::Offers, None)];
    app.add("2026-01-11", "Zuidhaven offers water.", &taken).await;
    let desk = "/riverland/review";
    let answer = app.get(desk).await.assert_page(StatusCode::OK);
    let answer = answer.assert_has("2 suggestions left").assert_has("no decision of yours");
    answer.assert_has("Northbank").assert_has("accesskey=\"c\"").assert_has("<kbd>c</kbd>");
    let id = rows(&app).await.iter().find(|row| row.party.as_str() == "northbank").unwrap().id;
    let fields = [("verdict", "reject"), ("token", &token(&app, id).await), ("next", desk)];
    let answer = app.post_form(&format!("/positions/{id}/decisions"), &fields).await;
    answer.assert_status(StatusCode::SEE_OTHER).assert_header("location", desk);
    let answer = app.get(desk).await.assert_page(StatusCode::OK);
    let answer = answer.assert_has("1 suggestion left").assert_has("1 decision of yours");
    answer.assert_has("Southbank").assert_has("Undo <kbd>u</kbd>");
    let back = format!("{desk}?at={id}");
    let fields = [("verdict", "take-back"), ("token", &token(&app, id).await), ("next", &back)];
    let answer = app.post_form(&format!("/positions/{id}/decisions"), &fields).await;
    answer.assert_status(StatusCode::SEE_OTHER).assert_header("location", &back);
    app.get(&back).await.assert_has("2 suggestions left").assert_has(SENTENCE);

    app.get(&format!("{desk}?skip={id}")).await.assert_has("Zuidhaven offers");
    let answer = app.get(&format!("{desk}?party=isle")).await.assert_page(StatusCode::OK);
    answer.assert_has("No suggestion answers these filters");
    for (wrong, status) in [
        ("?party=nobody", StatusCode::UNPROCESSABLE_ENTITY),
        ("?confidence=sure", StatusCode::UNPROCESSABLE_ENTITY),
        ("?from=yesterday", StatusCode::UNPROCESSABLE_ENTITY),
        ("?skip=x,,1&at=none", StatusCode::OK),
    ] {
        app.get(&format!("{desk}{wrong}")).await.assert_page(status);
    }
    app.get("/nowhere/review").await.assert_page(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_missed_position_is_added_from_a_numbered_list() {
    let app = TestApp::new().await;
    let text = "The envoys met. Nordstad rejects the bridge. They <i>left</i>.";
    let article = app.post("On the river", text).await;
    let path = format!("/articles/{article}/add");
    let answer = app.get(&path).await.assert_page(StatusCode::OK);
    let answer = answer.assert_has("value=\"0-15\"").assert_has("They &#60;i&#62;left");
    answer.assert_has("name=\"revision\" value=\"1\"");
    let empty = app.post_form(&path, &[("revision", "1"), ("speaker", "Cleo Marsh")]).await;
    empty
        .assert_page(StatusCode::UNPROCESSABLE_ENTITY)
        .assert_has("choose one whole sentence")
        .assert_has("id=\"party-error\"")
        .assert_has("value=\"Cleo Marsh\"");
    let fields = [
        ("revision", "1"),
        ("sentence", "0-15"),
        ("party", "isle"),
        ("issue", "water"),
        ("stance", "undecided"),
        ("rung", "paraphrase"),
    ];
    let answer = app.post_form(&path, &fields).await.assert_status(StatusCode::SEE_OTHER);
    assert!(answer.header("location").starts_with(&format!("/articles/{article}#position-")));
    app.get(&format!("/articles/{article}")).await.assert_has("added by a person");
    let again = app.post_form(&path, &fields).await.assert_page(StatusCode::CONFLICT);
    again.assert_has("Decide on that one").assert_has("value=\"0-15\" required checked");
    let mut old = fields;
    old[0] = ("revision", "7");
    let answer = app.post_form(&path, &old).await.assert_page(StatusCode::CONFLICT);
    answer.assert_has("has been edited since");
    app.get("/articles/1/add").await.assert_page(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn orphans_are_listed_and_placed_anew() {
    let (app, article) = bridge().await;
    let id = rows(&app).await[0].id;
    let fields = [("verdict", "confirm"), ("token", &token(&app, id).await)];
    app.post_form(&format!("/positions/{id}/decisions"), &fields).await;
    let edited = [("title", "Edited"), ("text", "Nordstad met Zuidhaven."), ("revision", "1")];
    app.post_form(&format!("/articles/{article}/edit"), &edited).await;
    let answer = app.get(&format!("/articles/{article}")).await.assert_page(StatusCode::OK);
    answer.assert_has("Decisions without their sentence").assert_has(SENTENCE);
    app.get("/riverland/review").await.assert_page(StatusCode::OK).assert_has("Edited (1)");
    let page = app.get(&format!("/positions/{id}")).await.assert_page(StatusCode::OK);
    page.assert_has("stands no longer in the article");
    let add = format!("/articles/{article}/add");
    let form = app.get(&format!("{add}?places={id}")).await.assert_page(StatusCode::OK);
    form.assert_has("value=\"northbank\" selected").assert_has("has lost its sentence");
    let places = id.to_string();
    let fields = [
        ("revision", "2"),
        ("places", places.as_str()),
        ("sentence", "0-23"),
        ("party", "northbank"),
        ("issue", "bridges"),
        ("stance", "rejects"),
        ("rung", "on-record"),
    ];
    app.post_form(&add, &fields).await.assert_status(StatusCode::SEE_OTHER);
    let answer = app.get(&format!("/articles/{article}")).await;
    answer.assert_lacks("Decisions without their sentence").assert_has("added by a person");
}

#[tokio::test]
async fn the_negotiations_page_tells_what_reading_again_changed() {
    let (app, _) = bridge().await;
    app.get("/riverland").await.assert_lacks("Read anew").assert_has("/riverland/review");
    let source = crate::support::rows::RIVERLAND.replace("\"crossing\"", "\"ferry\"");
    let catalog = concordance::domain::Catalog::parse_toml(&source).unwrap();
    app.pipeline.put_catalog(&catalog, &source, &cause()).await.unwrap();
    app.pipeline.catch_up().await.unwrap();
    let answer = app.get("/riverland").await.assert_page(StatusCode::OK);
    answer
        .assert_has("Read anew on 1 February 2026, 12:00 UTC")
        .assert_has("no decision untouched");
    let body = app.api("/api/v1/negotiations/riverland/catalog").await.json();
    assert_eq!(body["last_reading"]["decisions_untouched"], 0);
}
