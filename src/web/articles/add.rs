//! `/articles/{id}/add`: a position that the machine has missed, in a sentence chosen from a list.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::find;
use crate::domain::{CharIndex, CharSpan, FieldError, PositionId};
use crate::pipeline::{self, Negotiation, PipelineError, RawPosition, RawValues};
use crate::server::AppState;
use crate::store::{Article as Stored, Cause, Decision, DecisionError, StoreError};
use crate::web::error::WebError;
use crate::web::page::{Layout, render_as};
use crate::web::query::given;
use crate::web::typed::Typed;
use crate::web::view::{Link, Mistake, Names, ValueFields, mistakes, raw};

/// What may be asked of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AddQuery {
    /// The decision that has lost its sentence and is to be placed.
    places: String,
    /// Words of the sentence to choose.
    words: String,
}

/// What the form sends; every field may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AddForm {
    revision: String,
    /// Start and end of the sentence: `120-180`.
    sentence: String,
    places: String,
    party: String,
    issue: String,
    stance: String,
    speaker: String,
    reported_by: String,
    rung: String,
    note: String,
}

/// A sentence to choose.
struct Sentence {
    number: usize,
    value: String,
    words: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "articles/add.html")]
struct AddPage {
    layout: Layout,
    crumbs: Vec<Link>,
    href: String,
    lang: String,
    revision: String,
    /// The decision to place, with its words.
    orphan: Option<Link>,
    places: String,
    errors: Vec<Mistake>,
    sentence_error: Option<String>,
    why: String,
    /// Why leads here: the position that is there already.
    taken: Option<String>,
    sentences: Vec<Sentence>,
    fields: ValueFields,
}

/// What keeps a position from being added.
#[derive(Default)]
struct Trouble {
    status: StatusCode,
    errors: Vec<FieldError>,
    why: String,
    taken: Option<String>,
}

impl Trouble {
    fn of(error: PipelineError) -> Result<Self, WebError> {
        let conflict = |why: String, taken| {
            Ok(Self { status: StatusCode::CONFLICT, errors: Vec::new(), why, taken })
        };
        match error {
            PipelineError::Draft(draft) => Ok(Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                errors: draft.0,
                ..Self::default()
            }),
            PipelineError::Store(StoreError::Changed("article")) => {
                let why = "The article has been edited since you opened this page: choose the \
                           sentence again.";
                conflict(why.to_owned(), None)
            }
            PipelineError::Store(StoreError::Decision(DecisionError::Taken(id))) => {
                let why = "People hold a position of this party on this issue in this sentence \
                           already.";
                conflict(why.to_owned(), Some(format!("/positions/{id}")))
            }
            PipelineError::Store(StoreError::Decision(error)) => {
                conflict(format!("Why not: {error}."), None)
            }
            error => Err(error.into()),
        }
    }
}

impl AddForm {
    fn raw(&self) -> RawValues {
        RawValues {
            party: self.party.clone(),
            issue: self.issue.clone(),
            stance: self.stance.clone(),
            speaker: self.speaker.clone(),
            reported_by: self.reported_by.clone(),
            rung: self.rung.clone(),
        }
    }

    fn span(&self) -> Option<CharSpan> {
        let (start, end) = self.sentence.trim().split_once('-')?;
        Some(CharSpan { start: start.parse().ok()?, end: end.parse().ok()? })
    }
}

/// The form.
pub(crate) async fn add_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<AddQuery>,
) -> Result<Response, WebError> {
    let article = find(&state, &id).await?;
    let orphan = orphan(&state, &article, &query.places).await?;
    let values = orphan.as_ref().map(|orphan| raw(&orphan.values)).unwrap_or_default();
    let negotiation = state.pipeline.known_negotiation(article.row.negotiation.as_str()).await?;
    let chosen = sentence_with(&query.words, &negotiation, &article.text);
    let form = AddForm {
        sentence: chosen.map(spelled).unwrap_or_default(),
        places: orphan.map(|orphan| orphan.id.to_string()).unwrap_or_default(),
        party: values.party,
        issue: values.issue,
        stance: values.stance,
        speaker: values.speaker,
        reported_by: values.reported_by,
        rung: values.rung,
        ..AddForm::default()
    };
    show(&state, &article, &form, Trouble::default()).await
}

/// The first sentence that has these words, or else begins within them.
fn sentence_with(words: &str, negotiation: &Negotiation, text: &str) -> Option<CharSpan> {
    let even = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = given(words).map(even)?;
    let index = CharIndex::new(text);
    let sentences = pipeline::sentences(negotiation, text);
    let sentences: Vec<(CharSpan, String)> =
        sentences.into_iter().filter_map(|span| Some((span, even(index.quote(span)?)))).collect();
    let whole = sentences.iter().find(|(_, sentence)| sentence.contains(&words));
    let found = whole.or_else(|| sentences.iter().find(|(_, sentence)| words.contains(sentence)));
    found.map(|(span, _)| *span)
}

/// A sentence's place, as [`AddForm::sentence`] has it.
fn spelled(span: CharSpan) -> String {
    format!("{}-{}", span.start, span.end)
}

/// Adds what the form holds, and leads to it.
pub(crate) async fn add(
    State(state): State<AppState>,
    Path(id): Path<String>,
    cause: Cause,
    Typed(form): Typed<AddForm>,
) -> Result<Response, WebError> {
    let article = find(&state, &id).await?;
    let position = RawPosition {
        article: (article.row.id, form.revision.trim().parse().unwrap_or(0)),
        // A sentence that is none is refused with all else that is wrong.
        span: form.span().unwrap_or(CharSpan { start: -1, end: -1 }),
        quote: None,
        values: form.raw(),
        places: given(&form.places).and_then(|id| id.parse().ok()).map(PositionId),
        note: form.note.clone(),
    };
    match state.pipeline.add_position(&position, &cause).await {
        Ok(held) => {
            let at = format!("/articles/{}#position-{}", article.row.id, held.id);
            Ok(Redirect::to(&at).into_response())
        }
        Err(error) => show(&state, &article, &form, Trouble::of(error)?).await,
    }
}

/// The decision of this article that is to be placed.
async fn orphan(
    state: &AppState,
    article: &Stored,
    id: &str,
) -> Result<Option<Decision>, WebError> {
    let Ok(id) = id.trim().parse() else { return Ok(None) };
    let orphans = state.store.orphans_of_article(article.row.id).await?;
    Ok(orphans.into_iter().find(|orphan| orphan.id == PositionId(id)))
}

async fn show(
    state: &AppState,
    article: &Stored,
    form: &AddForm,
    trouble: Trouble,
) -> Result<Response, WebError> {
    let negotiation = state.pipeline.known_negotiation(article.row.negotiation.as_str()).await?;
    let (names, index) = (Names::of(&negotiation), CharIndex::new(&article.text));
    let orphan = orphan(state, article, &form.places).await?;
    let known = state.store.negotiations().await?;
    let chosen = form.span();
    let sentence = |(at, span): (usize, CharSpan)| Sentence {
        number: at + 1,
        value: spelled(span),
        words: index.quote(span).unwrap_or_default().to_owned(),
        is_chosen: chosen == Some(span),
    };
    let sentences = pipeline::sentences(&negotiation, &article.text);
    let href = format!("/articles/{}", article.row.id);
    let sentence_error = trouble.errors.iter().find(|error| error.field == "sentence");
    let page = AddPage {
        layout: Layout::of_all("articles", &known),
        crumbs: vec![Link::new("/articles", "Articles"), Link::new(&href, &article.row.title)],
        lang: article.row.language.clone(),
        revision: article.row.revision.to_string(),
        places: orphan.as_ref().map(|orphan| orphan.id.to_string()).unwrap_or_default(),
        orphan: orphan.map(|o| Link::new(&format!("/positions/{}", o.id), &o.quote)),
        sentence_error: sentence_error.map(|error| error.message.clone()),
        errors: mistakes(&trouble.errors),
        why: trouble.why,
        taken: trouble.taken,
        sentences: sentences.into_iter().enumerate().map(sentence).collect(),
        fields: ValueFields::of((&form.raw(), &form.note), names, &trouble.errors),
        href,
    };
    Ok(render_as(trouble.status, &page))
}
