//! The page of an adjudication: what differs, what agrees, and what has come of it.

use askama::Template;
use axum::response::Response;

use super::Sent;
use super::differences::{Sentence, sentence};
use crate::domain::{AccountId, CharIndex};
use crate::pipeline::{self, Negotiation, Sides, Standing, sides_of};
use crate::server::AppState;
use crate::store::{AdjudicationRow, Article, Coding};
use crate::web::coding::ways;
use crate::web::error::WebError;
use crate::web::page::{Layout, render_as};
use crate::web::print;
use crate::web::view::{Link, Names};

/// A suggestion that neither has marked.
struct Unmarked {
    href: String,
    words: String,
    quote: String,
}

/// Two codings to settle.
struct Form {
    revision: String,
    coders: (String, String),
    /// Which two they are, where more are finished.
    others: Option<String>,
    /// One of the two is the own one of whoever looks at them.
    is_own: bool,
    first: String,
    second: String,
    standing: String,
    differing: Vec<Sentence>,
    agreed: Vec<Sentence>,
    agreed_summary: String,
    unmarked: Vec<Unmarked>,
    unmarked_label: String,
    rejects_unmarked: bool,
    note: String,
    note_error: Option<String>,
}

/// What has come of an adjudication.
struct Settled {
    facts: String,
    note: String,
    held: Vec<Link>,
    rejected: Vec<Link>,
}

#[derive(Template)]
#[template(path = "adjudication/show.html")]
struct AdjudicatePage {
    layout: Layout,
    crumbs: Vec<Link>,
    title: String,
    href: String,
    agreement_href: String,
    lang: String,
    has_mistakes: bool,
    why: String,
    /// Why there is nothing to settle.
    waits: Option<String>,
    settled: Option<Settled>,
    form: Option<Form>,
}

/// The page.
pub(super) async fn show(
    state: &AppState,
    article: &Article,
    account: AccountId,
    sent: Sent,
) -> Result<Response, WebError> {
    let negotiation = state.pipeline.known_negotiation(article.row.negotiation.as_str()).await?;
    let names = Names::of(&negotiation);
    let codings = state.store.codings_of_article(article.row.id).await?;
    let place = (article.row.id, article.row.revision);
    let settled = state.store.adjudication(place).await?;
    let blind = state.store.codes_blindly(negotiation.row.negotiation_id).await?;
    let waits = waits(&codings, article.row.revision, (account, blind));
    let form = match sides_of(&codings, article.row.revision) {
        Some(sides) if waits.is_none() && settled.is_none() => {
            let standing = state.pipeline.standing(&negotiation, article).await?;
            Some(form(article, &negotiation, (&sides, &standing), (account, &sent)))
        }
        _ => None,
    };
    let settled = match settled {
        Some(row) => Some(outcome(state, &row, names).await?),
        None => None,
    };
    let page = AdjudicatePage {
        layout: Layout::of_all("articles", &state.store.negotiations().await?),
        crumbs: ways(article),
        title: article.row.title.clone(),
        href: format!("/articles/{}", article.row.id),
        agreement_href: format!("{}/agreement", names.href()),
        lang: article.row.language.clone(),
        has_mistakes: !sent.errors.is_empty(),
        why: sent.why,
        waits: waits.filter(|_| settled.is_none()),
        settled,
        form,
    };
    Ok(render_as(sent.status, &page))
}

/// Why the codings cannot be settled yet. Who still codes blindly may not see them, editor or not.
fn waits(codings: &[Coding], revision: i64, (account, blind): (AccountId, bool)) -> Option<String> {
    let present: Vec<&Coding> =
        codings.iter().filter(|coding| coding.revision == revision).collect();
    let own = present.iter().find(|coding| coding.account_id == account);
    if blind && own.is_some_and(|own| !own.is_done()) {
        return Some("You are coding this article yourself, blindly: be done first.".to_owned());
    }
    let done = present.iter().filter(|coding| coding.is_done()).count();
    if done > 1 {
        return None;
    }
    let edited = codings.iter().any(|coding| coding.revision != revision);
    let why = if edited && present.is_empty() {
        "The article was edited since it was coded. The codings of its earlier text are kept; to be \
         settled, they must be begun again with the present one."
    } else {
        "Two finished codings of the article’s present text are needed."
    };
    let at_work = print::count(print::len(&present) - i64::try_from(done).unwrap_or(0), "coding");
    let done = print::count(i64::try_from(done).unwrap_or(0), "coding");
    Some(format!("{why} So far: {done} done, {at_work} under way."))
}

fn form(
    article: &Article,
    negotiation: &Negotiation,
    (sides, standing): (&Sides<'_>, &Standing),
    (account, sent): (AccountId, &Sent),
) -> Form {
    let names = Names::of(negotiation);
    let spans = pipeline::sentences(negotiation, &article.text);
    let index = CharIndex::new(&article.text);
    let all = spans.iter().enumerate().filter_map(|(at, span)| {
        let words = index.quote(*span).unwrap_or_default();
        sentence((at + 1, *span, words), sides, names, sent)
    });
    let is_agreed = |sentence: &Sentence| sentence.items.is_empty() && sentence.remarks.is_empty();
    let (agreed, differing): (Vec<_>, Vec<_>) = all.partition(is_agreed);
    let unmarked: Vec<Unmarked> = standing
        .unmarked(sides)
        .into_iter()
        .map(|row| Unmarked {
            href: format!("/positions/{}", row.id),
            words: format!(
                "{} {} on {}",
                names.party(&row.party),
                row.stance,
                names.issue(&row.issue)
            ),
            quote: row.quote.clone(),
        })
        .collect();
    let [first, second] = sides.versions().map(|(id, version)| format!("{id}-{version}"));
    let note_error = sent.errors.iter().find(|error| error.field == "note");
    Form {
        revision: article.row.revision.to_string(),
        coders: (sides.codings.0.coder.clone(), sides.codings.1.coder.clone()),
        others: others(sides.finished),
        is_own: [sides.codings.0, sides.codings.1].iter().any(|one| one.account_id == account),
        first,
        second,
        standing: standing.token(),
        differing,
        agreed_summary: format!(
            "{} in which both agree",
            print::count(print::len(&agreed), "sentence")
        ),
        agreed,
        unmarked_label: format!(
            "Reject the machine’s {} that neither coder marked",
            print::count(print::len(&unmarked), "suggestion")
        ),
        unmarked,
        rejects_unmarked: sent.rejects_unmarked,
        note: sent.note.clone(),
        note_error: note_error.map(|error| error.message.clone()),
    }
}

fn others(finished: usize) -> Option<String> {
    (finished > 2).then(|| {
        format!("Of {finished} finished codings, these are the two that were begun first.")
    })
}

/// What has come of an adjudication, as it is held now.
async fn outcome(
    state: &AppState,
    row: &AdjudicationRow,
    names: Names<'_>,
) -> Result<Settled, WebError> {
    let (mut held, mut rejected) = (Vec::new(), Vec::new());
    for outcome in &row.outcome {
        let Some(decision) = state.store.decision(outcome.position).await? else { continue };
        let values = &decision.values;
        let words = format!(
            "{} {} on {}",
            names.party(&values.party),
            values.stance,
            names.issue(&values.issue)
        );
        let link = Link::new(&format!("/positions/{}", decision.id), &words);
        if outcome.is_held { held.push(link) } else { rejected.push(link) }
    }
    let facts = format!(
        "Adjudicated on {} by {}: {} held, {} rejected",
        print::moment(row.at).text,
        row.by,
        print::count(print::len(&held), "position"),
        print::count(print::len(&rejected), "position"),
    );
    Ok(Settled { facts, note: row.note.clone(), held, rejected })
}
