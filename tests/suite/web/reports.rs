//! Readers report mistakes; people answer, on the position's page and at the desk.

use axum::http::StatusCode;
use concordance::domain::{ArticleId, PositionId, Stance};
use concordance::store::{FindingFilter, PageRequest};

use crate::support::app::TestApp;

const SENTENCE: &str = "Nordstad rejects the bridge.";
const DESK: &str = "/riverland/review";

async fn bridge() -> (TestApp, ArticleId, PositionId) {
    let app = TestApp::new().await;
    let taken = [("northbank", "bridges", Stance::Rejects, None)];
    let article = app.add("2026-01-10", SENTENCE, &taken).await;
    let catalog = app.pipeline.known_negotiation("riverland").await.unwrap().row.id;
    let filter = FindingFilter { doubtful: true, ..FindingFilter::of(catalog) };
    let rows = app.database.store.list_positions(&filter, &PageRequest::default()).await.unwrap();
    let id = rows.items[0].id;
    (app, article, id)
}

async fn token(app: &TestApp, id: PositionId) -> String {
    app.database.store.decision(id).await.unwrap().unwrap().token()
}

/// Where the newest report on a position is dismissed.
async fn dismissal(app: &TestApp, id: PositionId) -> String {
    let reports = app.database.store.reports_of(id, 1).await.unwrap();
    format!("/positions/{id}/reports/{}/dismiss", reports[0].id)
}

#[tokio::test]
async fn a_reader_reports_and_sees_the_answer_in_the_same_place() {
    let (app, _, id) = bridge().await;
    app.add_people().await;
    let (page, form) = (format!("/positions/{id}"), format!("/positions/{id}/report"));
    app.get(&page).await.assert_page(StatusCode::OK).assert_has(&format!("href=\"{form}\""));
    let answer = app.get(&form).await.assert_page(StatusCode::OK);
    answer.assert_has(SENTENCE).assert_has("nobody asks for your name").assert_lacks("email");
    let fields = [("kind", "wrong-stance"), ("note", "She <b>welcomes</b> it.")];
    let answer = app.post_form(&form, &fields).await.assert_status(StatusCode::SEE_OTHER);
    let place = format!("{page}?done=reported#reports");
    assert_eq!(answer.header("location"), place);
    let shown = app.get(&format!("{page}?done=reported")).await.assert_page(StatusCode::OK);
    // What an unknown hand wrote is for reviewers only.
    shown
        .assert_has("the answer will show on this page")
        .assert_has("the stance is another")
        .assert_has("It waits to be answered.")
        .assert_lacks("welcomes");
    let coder = app.sign_in("coder").await;
    let shown = app.get_as(&coder, &page).await.assert_page(StatusCode::OK);
    shown.assert_has("She &#60;b&#62;welcomes&#60;/b&#62; it.").assert_has(">Answer</button>");
    let dismiss = dismissal(&app, id).await;
    let fields = [("answer", "She <i>rejects</i> it.")];
    app.post_form(&dismiss, &fields).await.assert_status(StatusCode::UNAUTHORIZED);
    let answer = app.post_as(&coder, &dismiss, &fields).await.assert_status(StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), page);
    let shown = app.get(&page).await.assert_page(StatusCode::OK);
    shown
        .assert_has("Answer: it stands, by <bdi>coder</bdi>")
        .assert_has("She &#60;i&#62;rejects&#60;/i&#62; it.")
        .assert_lacks("welcomes");
}

#[tokio::test]
async fn what_was_typed_is_kept_when_a_report_is_not_taken() {
    let (app, _, id) = bridge().await;
    let form = format!("/positions/{id}/report");
    let long = "x".repeat(1_001);
    for (kind, note, told) in [
        ("", "somehow", "id=\"kind-error\""),
        ("sideways", "somehow", "id=\"kind-error\""),
        ("other", " ", "id=\"note-error\""),
        ("not-said", long.as_str(), "at most 1000 are allowed"),
    ] {
        let fields = [("kind", kind), ("note", note)];
        let answer = app.post_form(&form, &fields).await;
        let answer = answer.assert_page(StatusCode::UNPROCESSABLE_ENTITY).assert_has(told);
        answer.assert_has("Nothing you typed is lost").assert_has(note.trim());
    }
    let fields = [("kind", "wrong-party"), ("note", "It is the Isle’s.")];
    for _ in 0..5 {
        app.post_form(&form, &fields).await.assert_status(StatusCode::SEE_OTHER);
    }
    let answer = app.post_form(&form, &fields).await.assert_page(StatusCode::TOO_MANY_REQUESTS);
    let answer = answer.assert_header("retry-after", "3600").assert_has("It is the Isle’s.");
    answer.assert_has("value=\"wrong-party\" selected").assert_has("reported several times");
    for missing in ["/positions/1/report", "/positions/x/report"] {
        app.get(missing).await.assert_page(StatusCode::NOT_FOUND);
        app.post_form(missing, &fields).await.assert_page(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn one_address_must_wait_after_ten_reports() {
    let (app, ..) = bridge().await;
    for at in 1..3 {
        let taken = [("northbank", "bridges", Stance::Rejects, None)];
        app.add("2026-01-11", &format!("{SENTENCE} Number {at}."), &taken).await;
    }
    let catalog = app.pipeline.known_negotiation("riverland").await.unwrap().row.id;
    let filter = FindingFilter::of(catalog);
    let rows = app.database.store.list_positions(&filter, &PageRequest::default()).await.unwrap();
    let ids: Vec<PositionId> = rows.items.iter().map(|row| row.id).collect();
    let fields = [("kind", "other"), ("note", "odd")];
    for at in 0..10 {
        let form = format!("/positions/{}/report", ids[at % 3]);
        app.post_form(&form, &fields).await.assert_status(StatusCode::SEE_OTHER);
    }
    let form = format!("/positions/{}/report", ids[0]);
    let answer = app.post_form(&form, &fields).await.assert_page(StatusCode::TOO_MANY_REQUESTS);
    let answer = answer.assert_header("retry-after", "15").assert_has("Wait 15 seconds");
    answer.assert_has("odd</textarea>");
}

#[tokio::test]
async fn the_desk_shows_reported_ones_first_and_a_verdict_answers() {
    let (app, _, id) = bridge().await;
    let verdict = format!("/positions/{id}/decisions");
    let fields = [("verdict", "confirm"), ("token", &token(&app, id).await)];
    app.post_form(&verdict, &fields).await.assert_status(StatusCode::SEE_OTHER);
    app.get(DESK).await.assert_has("Nothing is left to review").assert_lacks("reported by");
    let fields = [("kind", "wrong-speaker"), ("note", "It was Bela.")];
    app.post_form(&format!("/positions/{id}/report"), &fields).await;
    let desk = app.get(DESK).await.assert_page(StatusCode::OK);
    desk.assert_has("1 position reported by readers")
        .assert_has("somebody else said it")
        .assert_has("It was Bela.")
        .assert_has("data-key=\"d\"")
        .assert_has("value=\"reject\"")
        .assert_lacks("value=\"confirm\"");
    let dismiss = dismissal(&app, id).await;
    let empty = app.post_form(&dismiss, &[("next", DESK)]).await;
    empty.assert_page(StatusCode::UNPROCESSABLE_ENTITY).assert_has("say in a word");
    let fields = [("verdict", "reject"), ("token", &token(&app, id).await), ("next", DESK)];
    let answer = app.post_form(&verdict, &fields).await.assert_status(StatusCode::SEE_OTHER);
    answer.assert_header("location", DESK);
    app.get(DESK).await.assert_has("Nothing is left to review");
    let page = app.get(&format!("/positions/{id}")).await.assert_page(StatusCode::OK);
    page.assert_has("Answer: <span class=\"status status-rejected\">");
    let fields = [("answer", "no"), ("next", DESK)];
    let late = app.post_form(&dismiss, &fields).await.assert_page(StatusCode::CONFLICT);
    late.assert_has("has been answered since");
    let fields = [("verdict", "take-back"), ("token", &token(&app, id).await)];
    app.post_form(&verdict, &fields).await.assert_status(StatusCode::SEE_OTHER);
    app.get(DESK).await.assert_has("It was Bela.");
    let fields = [("answer", "He did not."), ("next", DESK)];
    app.post_form(&dismiss, &fields).await.assert_header("location", DESK);
    app.get(DESK).await.assert_has("Nothing is left to review");
}

#[tokio::test]
async fn the_desk_lists_reports_on_what_stands_no_longer() {
    let (app, article, id) = bridge().await;
    let fields = [("kind", "not-said"), ("note", "")];
    app.post_form(&format!("/positions/{id}/report"), &fields).await;
    let edited = [("title", "Edited"), ("text", "Nobody said a word."), ("revision", "1")];
    app.post_form(&format!("/articles/{article}/edit"), &edited).await;
    let desk = app.get(DESK).await.assert_page(StatusCode::OK);
    desk.assert_has("Reports on what stands no longer").assert_has("does not say it");
    let fields = [("answer", "It was edited."), ("next", DESK)];
    let dismiss = dismissal(&app, id).await;
    app.post_form(&dismiss, &fields).await.assert_header("location", DESK);
    app.get(DESK).await.assert_lacks("Reports on what stands no longer");
}

#[tokio::test]
async fn reports_come_from_this_sites_own_pages_only() {
    use axum::body::Body;
    use axum::http::{Request, header};
    let (app, _, id) = bridge().await;
    let request = |name: &str, value: &str, host: &str| {
        Request::post(format!("/positions/{id}/report"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::HOST, host)
            .header(name, value)
            .body(Body::from("kind=not-said"))
            .unwrap()
    };
    let foreign = app.send(request("sec-fetch-site", "cross-site", "localhost")).await;
    foreign.assert_status(StatusCode::FORBIDDEN);
    // Without accounts, a name that may be another machine's is not taken.
    let renamed = app.send(request("accept", "text/html", "evil.example")).await;
    renamed.assert_status(StatusCode::FORBIDDEN);
    app.add_people().await;
    let named = app.send(request("accept", "text/html", "concordance.example")).await;
    named.assert_status(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_position_of_a_deleted_article_tells_why_it_is_gone() {
    let (app, article, id) = bridge().await;
    let fields = [("revision", "1"), ("note", "a double")];
    app.post_form(&format!("/articles/{article}/delete"), &fields).await;
    for path in [format!("/positions/{id}"), format!("/positions/{id}/report")] {
        app.get(&path).await.assert_page(StatusCode::GONE).assert_has("a double");
    }
    let answer = app.post_form(&format!("/positions/{id}/report"), &[("kind", "not-said")]).await;
    answer.assert_page(StatusCode::GONE);
    let answer = app.post_form(&format!("/positions/{id}/decisions"), &[]).await;
    answer.assert_page(StatusCode::GONE);
}
