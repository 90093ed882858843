//! The application over a fresh database, asked without a network.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use concordance::access::Access;
use concordance::analysis::Reader;
use concordance::clock::Clock;
use concordance::config::Limits;
use concordance::domain::{ArticleDraft, ArticleId, Stance};
use concordance::pipeline::Pipeline;
use concordance::server::{self, AppState, Settings};
use concordance::store::{Findings, NewArticle};
use concordance::web::Desks;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::database::TestDatabase;
use super::people::cause;
use super::{contract, rows};

/// The application of one test; it goes away with its database.
pub(crate) struct TestApp {
    pub(crate) database: TestDatabase,
    pub(crate) pipeline: Pipeline,
    pub(crate) state: AppState,
    router: Router,
}

/// An answer read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// The instant at which every test runs.
pub(crate) const NOW: &str = "2026-02-01T12:00:00Z";

impl TestApp {
    /// With the built-in negotiation and the small one of the tests; no article.
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// As [`TestApp::new`], with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let database = TestDatabase::new().await;
        let clock = Clock::Fixed(NOW.parse().expect("an instant"));
        let pipeline = Pipeline::new(database.store.clone(), clock, Reader::default());
        pipeline.prepare().await.expect("the built-in catalog is stored");
        let catalog = rows::riverland();
        pipeline
            .put_catalog(&catalog, rows::RIVERLAND, &cause())
            .await
            .expect("the test catalog is stored");
        let mut settings = Settings {
            limits: Limits { requests_per_second: 0, ..Limits::default() },
            ..Settings::default()
        };
        change(&mut settings);
        let state = AppState {
            store: database.store.clone(),
            pipeline: pipeline.clone(),
            clock,
            settings: Arc::new(settings),
            access: Access::default(),
            desks: Desks::default(),
        };
        Self { database, pipeline, router: server::app(state.clone()), state }
    }

    /// Goes on at another instant.
    pub(crate) fn at(&mut self, now: &str) {
        self.state.clock = Clock::Fixed(now.parse().expect("an instant"));
        self.router = server::app(self.state.clone());
    }

    /// Stores an article of the small negotiation by the whole pipeline.
    pub(crate) async fn post(&self, title: &str, text: &str) -> ArticleId {
        let raw = rows::raw(title, text);
        let stored = self.pipeline.post_article("riverland", &raw, false, &cause()).await;
        stored.expect("the article is stored")
    }

    /// Stores an article of the small negotiation that is one sentence, with the positions
    /// (party, issue, stance, reported by) taken in it.
    pub(crate) async fn add(
        &self,
        dated_on: &str,
        text: &str,
        taken: &[(&str, &str, Stance, Option<&str>)],
    ) -> ArticleId {
        let draft = rows::draft(text, text, dated_on);
        self.add_found(&draft, &rows::findings(text, taken)).await
    }

    /// Stores an article of the small negotiation with these findings.
    pub(crate) async fn add_found(&self, draft: &ArticleDraft, findings: &Findings) -> ArticleId {
        let negotiation = self.pipeline.known_negotiation("riverland").await;
        let row = negotiation.expect("the test negotiation is there").row;
        let new = NewArticle {
            negotiation: row.negotiation_id,
            catalog: row.id,
            draft,
            findings,
            sample: false,
        };
        let stored = self.database.store.insert_article(&new, &cause()).await;
        stored.expect("the article is stored")
    }

    /// Loads the sample articles.
    pub(crate) async fn load_samples(&self) {
        self.pipeline.load_samples().await.expect("the samples are stored");
    }

    /// Stores an article of the small negotiation with findings of the test's own making: its
    /// text is one sentence, its positions are (party, issue, stance, reported by).
    pub(crate) async fn store(
        &self,
        draft: &ArticleDraft,
        positions: &[(&str, &str, Stance, Option<&str>)],
    ) -> ArticleId {
        self.add_found(draft, &rows::findings(draft.text.as_str(), positions)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// Posts a form, as a browser on this site would.
    pub(crate) async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    /// Sends JSON by `method`.
    pub(crate) async fn send_json(
        &self,
        method: &str,
        path: &str,
        body: &serde_json::Value,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        self.send(request.expect("a request")).await
    }

    /// Asks the API, and holds the answer against its description.
    pub(crate) async fn api(&self, path: &str) -> Answer {
        self.api_send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// As [`TestApp::api`], with a JSON body.
    pub(crate) async fn api_json(
        &self,
        method: &str,
        path: &str,
        body: &serde_json::Value,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        self.api_send(request.expect("a request")).await
    }

    /// As [`TestApp::api`], for any request.
    pub(crate) async fn api_send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = self.send(request).await;
        contract::hold(&method, &path, &answer);
        answer
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        if !request.headers().contains_key(header::HOST) {
            let host = header::HeaderValue::from_static("localhost");
            request.headers_mut().insert(header::HOST, host);
        }
        let peer: std::net::SocketAddr = "127.0.0.1:40000".parse().expect("an address");
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body is read").to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn assert_status(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn assert_has(self, words: &str) -> Self {
        assert!(self.body.contains(words), "`{words}` is missing in:\n{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn assert_lacks(self, words: &str) -> Self {
        assert!(!self.body.contains(words), "`{words}` stands in:\n{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn assert_header(self, name: &str, value: &str) -> Self {
        assert_eq!(self.header(name), value, "{name} of {} {}", self.status, self.body);
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The body as JSON, with ids and what holds them made alike from run to run.
    #[track_caller]
    pub(crate) fn redacted(&self) -> serde_json::Value {
        let mut body = self.json();
        redact(&mut body);
        body
    }

    /// What is wrong, as (field, message).
    #[track_caller]
    pub(crate) fn problems(&self) -> Vec<(String, String)> {
        let body = self.json();
        let errors = body["errors"].as_array().expect("a problem has `errors`");
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        errors.iter().map(|error| (text(&error["field"]), text(&error["message"]))).collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Ids in fields and in addresses.
fn redact(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        // An id is at least its milliseconds since 2024, shifted: far above any count or span.
        Value::Number(number) if number.as_i64().is_some_and(|n| n > 1 << 40) => {
            *value = Value::from("[id]");
        }
        Value::String(text) => {
            let id = regex::Regex::new(r"[0-9]{12,}").expect("a pattern");
            *text = id.replace_all(text, "[id]").into_owned();
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::Object(fields) => fields.values_mut().for_each(redact),
        _ => {}
    }
}
