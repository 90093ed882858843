//! The page of a coding: what it shows to whom, and when.

use askama::Template;
use axum::response::Response;

use super::{Sent, ways};
use crate::domain::{AccountId, CharIndex, CharSpan, FieldError, Mark, MarkedPosition};
use crate::pipeline::{self, Negotiation, RawMark, RawValues};
use crate::server::AppState;
use crate::store::{AdjudicationRow, Article, Coding, PositionRow};
use crate::web::error::WebError;
use crate::web::page::{Layout, render_as};
use crate::web::print;
use crate::web::view::{Field, Link, MarkView, Mistake, Names, ValueFields, mistakes};

/// What another person marked in a sentence.
struct Other {
    coder: String,
    mark: MarkView,
}

/// What stands on the site's other pages.
struct Standing {
    by: &'static str,
    mark: MarkView,
}

/// A sentence with what is marked in it.
struct Sentence {
    number: usize,
    value: String,
    words: String,
    marks: Vec<MarkView>,
    others: Vec<Other>,
    standing: Vec<Standing>,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "coding/show.html")]
struct CodePage {
    layout: Layout,
    crumbs: Vec<Link>,
    title: String,
    href: String,
    lang: String,
    /// The revision on which changes rest.
    revision: String,
    /// How far the coding is; nothing before it is begun.
    facts: Option<String>,
    /// What the page shows and does not show.
    rule: &'static str,
    /// “Blind”, or not.
    rule_name: &'static str,
    /// The article was edited since: this is the coding of an earlier revision.
    earlier: Option<String>,
    /// Earlier revisions that were coded.
    kept: Vec<Link>,
    settled: Option<String>,
    may_mark: bool,
    is_done: bool,
    is_ripe: bool,
    errors: Vec<Mistake>,
    why: String,
    fields: ValueFields,
    sentences: Vec<Sentence>,
}

/// What is known of a coding and shown on its page.
struct Known<'a> {
    own: Option<&'a Coding>,
    all: &'a [Coding],
    suggestions: Vec<PositionRow>,
    settled: Option<AdjudicationRow>,
    blind: bool,
}

/// The page of one person's coding; of the newest one, or of the revision that is named.
pub(super) async fn show(
    state: &AppState,
    article: &Article,
    (account, revision): (AccountId, Option<i64>),
    (sent, number): (Sent, Option<usize>),
) -> Result<Response, WebError> {
    let negotiation = state.pipeline.known_negotiation(article.row.negotiation.as_str()).await?;
    let all = state.store.codings_of_article(article.row.id).await?;
    let mine = |coding: &&Coding| coding.account_id == account;
    let own = match revision {
        Some(number) => all.iter().filter(mine).find(|coding| coding.revision == number),
        None => all.iter().rfind(mine),
    };
    let known = known(state, &negotiation, article, (own, &all)).await?;
    let text = match own.filter(|own| own.revision != article.row.revision) {
        Some(own) => {
            let kept = state.store.revision(article.row.id, own.revision).await?;
            kept.map(|kept| kept.text).unwrap_or_default()
        }
        None => article.text.clone(),
    };
    let layout = Layout::of_all("articles", &state.store.negotiations().await?);
    let status = sent.status;
    let page = page(layout, article, (&negotiation, &text), (&known, account), (sent, number));
    Ok(render_as(status, &page))
}

/// Blind codings see neither suggestions nor anybody's marks before they are done; others' marks are
/// seen by nobody who is not done.
async fn known<'a>(
    state: &AppState,
    negotiation: &Negotiation,
    article: &Article,
    (own, all): (Option<&'a Coding>, &'a [Coding]),
) -> Result<Known<'a>, WebError> {
    let blind = state.store.codes_blindly(negotiation.row.negotiation_id).await?;
    let is_present = own.is_some_and(|own| own.revision == article.row.revision);
    let is_done = own.is_some_and(Coding::is_done);
    let suggestions = if is_present && (!blind || is_done) {
        let (id, catalog) = (article.row.id, negotiation.row.id);
        let passages = state.store.passages_of_article(id, catalog, false).await?;
        passages.into_iter().flat_map(|passage| passage.positions).collect()
    } else {
        Vec::new()
    };
    let settled = match own {
        Some(own) => state.store.adjudication((own.article_id, own.revision)).await?,
        None => None,
    };
    Ok(Known { own, all, suggestions, settled, blind })
}

fn page(
    layout: Layout,
    article: &Article,
    (negotiation, text): (&Negotiation, &str),
    (known, account): (&Known<'_>, AccountId),
    (sent, number): (Sent, Option<usize>),
) -> CodePage {
    let names = Names::of(negotiation);
    let spans = pipeline::sentences(negotiation, text);
    let is_present = known.own.is_some_and(|own| own.revision == article.row.revision);
    let is_done = known.own.is_some_and(Coding::is_done);
    let may_mark = is_present && !is_done && known.settled.is_none();
    let opened = number.and_then(|number| spans.get(number.checked_sub(1)?)).copied();
    let opened = sent.open.or(opened).filter(|_| may_mark);
    let shown = known.own.map_or(&[][..], |_| &spans);
    let index = CharIndex::new(text);
    CodePage {
        layout,
        crumbs: ways(article),
        title: article.row.title.clone(),
        href: format!("/articles/{}", article.row.id),
        lang: article.row.language.clone(),
        revision: article.row.revision.to_string(),
        facts: known.own.map(facts),
        rule: rule(known.blind),
        rule_name: if known.blind { "Blind." } else { "Not blind." },
        earlier: known.own.filter(|_| !is_present).map(|own| print::number(own.revision)),
        kept: kept(known, account, article),
        settled: known.settled.as_ref().map(settled),
        may_mark,
        is_done,
        is_ripe: done_of(known) > 1,
        errors: mistakes(&sent.errors),
        why: sent.why,
        fields: fields(&sent.typed, &sent.errors, names),
        sentences: sentences(shown, &index, opened, (known, names)),
    }
}

/// Finished codings of the revision that is shown.
fn done_of(known: &Known<'_>) -> usize {
    let revision = known.own.map(|own| own.revision);
    let done = known.all.iter().filter(|coding| coding.is_done());
    done.filter(|coding| Some(coding.revision) == revision).count()
}

fn kept(known: &Known<'_>, account: AccountId, article: &Article) -> Vec<Link> {
    let shown = known.own.map(|own| own.revision);
    let mine = known.all.iter().filter(|coding| coding.account_id == account);
    let link = |coding: &Coding| {
        let href = format!("/articles/{}/code?revision={}", article.row.id, coding.revision);
        Link::new(&href, &format!("your coding of revision {}", coding.revision))
    };
    mine.filter(|coding| Some(coding.revision) != shown).map(link).collect()
}

fn facts(own: &Coding) -> String {
    let state = match own.done_at {
        Some(at) => format!("done on {}", print::moment(at).text),
        None => "not done yet".to_owned(),
    };
    let begun = print::moment(own.begun_at).text;
    format!("{} · begun on {begun} · {state}", print::count(print::len(&own.marks), "mark"))
}

fn settled(row: &AdjudicationRow) -> String {
    format!(
        "The article was adjudicated on {} by {}: its codings stay as they are.",
        print::moment(row.at).text,
        row.by
    )
}

fn rule(blind: bool) -> &'static str {
    if blind {
        "This negotiation is coded blind: until you are done, this page shows neither what the machine \
         suggests nor what anybody else marks. Then it shows the machine’s suggestions, and the marks of \
         those who are done as well. The site’s other pages show the machine’s readings and people’s \
         decisions to everybody at any time: keep away from them while you code."
    } else {
        "This negotiation is not coded blind: what the machine suggests stands beside each sentence. What \
         others mark shows only once you are done, and they are."
    }
}

/// The fields of a mark. A party may be left out: then only the issue is marked.
fn fields(typed: &RawMark, errors: &[FieldError], names: Names<'_>) -> ValueFields {
    let raw = RawValues {
        party: typed.party.clone(),
        issue: typed.issue.clone(),
        stance: typed.stance.clone(),
        speaker: typed.speaker.clone(),
        reported_by: typed.reported_by.clone(),
        rung: String::new(),
    };
    let mut fields = ValueFields::of((&raw, ""), names, errors);
    if let Some(none) = fields.parties.first_mut() {
        "nobody: it is only about the issue".clone_into(&mut none.text);
    }
    if let Some(none) = fields.stances.first_mut() {
        "no position".clone_into(&mut none.text);
    }
    let optional = |field: Field| Field { is_required: false, ..field };
    ValueFields { party: optional(fields.party), stance: optional(fields.stance), ..fields }
}

fn sentences(
    spans: &[CharSpan],
    index: &CharIndex<'_>,
    opened: Option<CharSpan>,
    (known, names): (&Known<'_>, Names<'_>),
) -> Vec<Sentence> {
    let view = |mark: &Mark| MarkView::of(mark, names);
    let sentence = |(at, span): (usize, &CharSpan)| {
        let in_it = |mark: &&Mark| mark.span == *span;
        let own = known.own.map_or(&[][..], |own| &own.marks);
        let read = known.suggestions.iter().filter(|row| row.span() == *span);
        Sentence {
            number: at + 1,
            value: format!("{}-{}", span.start, span.end),
            words: index.quote(*span).unwrap_or_default().to_owned(),
            marks: own.iter().filter(in_it).map(view).collect(),
            others: others(known, *span, names),
            standing: read.map(|row| standing(row, names)).collect(),
            is_open: opened == Some(*span),
        }
    };
    spans.iter().enumerate().map(sentence).collect()
}

/// What those marked who are done, once one is done oneself.
fn others(known: &Known<'_>, span: CharSpan, names: Names<'_>) -> Vec<Other> {
    let Some(own) = known.own.filter(|own| own.is_done()) else { return Vec::new() };
    let is_other = |coding: &&Coding| {
        coding.is_done() && coding.revision == own.revision && coding.id != own.id
    };
    let of_coding = |coding: &Coding| {
        let marks: Vec<Other> = coding
            .marks
            .iter()
            .filter(|mark| mark.span == span)
            .map(|mark| Other { coder: coding.coder.clone(), mark: MarkView::of(mark, names) })
            .collect();
        marks
    };
    known.all.iter().filter(is_other).flat_map(of_coding).collect()
}

/// What the machine reads, or people hold, as if it were a mark.
fn standing(row: &PositionRow, names: Names<'_>) -> Standing {
    let by = if row.status.is_decided() { "People hold" } else { "The machine suggests" };
    let mark = Mark {
        span: row.span(),
        issue: row.issue.clone(),
        position: Some(MarkedPosition {
            party: row.party.clone(),
            stance: row.stance,
            speaker: row.speaker.clone(),
            reported_by: row.reported_by.clone(),
        }),
    };
    Standing { by, mark: MarkView::of(&mark, names) }
}
