//! What is kept of articles: their history and revisions; of a deleted one for editors only.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::missing;
use crate::domain::ArticleId;
use crate::server::{AppState, MayReadDeleted};
use crate::store::{Revision, RevisionRow};
use crate::web::error::WebError;
use crate::web::page::{Layout, render};
use crate::web::print::{self, Date};
use crate::web::query;
use crate::web::view::{Difference, Entry, Link, Paging};

/// Which page of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PageQuery {
    after: String,
    limit: String,
}

/// The article that a page is about.
struct Kept {
    id: ArticleId,
    title: String,
    href: String,
    is_deleted: bool,
}

impl Kept {
    async fn find(
        state: &AppState,
        id: &str,
        MayReadDeleted(may): MayReadDeleted,
    ) -> Result<Self, WebError> {
        let id = ArticleId(id.parse().map_err(|_| WebError::no_article())?);
        let href = format!("/articles/{id}");
        if let Some(article) = state.store.article(id).await? {
            return Ok(Self { id, title: article.row.title, href, is_deleted: false });
        }
        match state.store.tombstone(id).await? {
            Some(buried) if may => Ok(Self { id, title: buried.title, href, is_deleted: true }),
            buried => Err(missing(buried)),
        }
    }

    fn crumbs(&self, further: &[(&str, &str)]) -> Vec<Link> {
        let mut crumbs =
            vec![Link::new("/articles", "Articles"), Link::new(&self.href, &self.title)];
        let further = further.iter();
        crumbs.extend(further.map(|(end, name)| Link::new(&format!("{}{end}", self.href), name)));
        crumbs
    }

    /// A revision by the number in an address.
    async fn revision(&self, state: &AppState, number: &str) -> Result<Revision, WebError> {
        let found = match number.parse() {
            Ok(number) => state.store.revision(self.id, number).await?,
            Err(_) => None,
        };
        found.ok_or_else(|| WebError::Missing {
            title: "There is no such revision".to_owned(),
            ways_title: "Instead",
            ways: vec![Link::new(
                &format!("{}/revisions", self.href),
                "All revisions of the article",
            )],
        })
    }
}

async fn layout(state: &AppState) -> Result<Layout, WebError> {
    Ok(Layout::of_all("articles", &state.store.negotiations().await?))
}

#[derive(Template)]
#[template(path = "articles/history.html")]
struct HistoryPage {
    layout: Layout,
    crumbs: Vec<Link>,
    article: Kept,
    entries: Vec<Entry>,
    paging: Paging,
    api_href: String,
}

/// Who did what with the article, when and why.
pub(crate) async fn history_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    deleted: MayReadDeleted,
    Query(query): Query<PageQuery>,
) -> Result<Response, WebError> {
    let article = Kept::find(&state, &id, deleted).await?;
    let request = query::page(&query.after, &query.limit)?;
    let subject = ("article", &*article.id.to_string());
    let page = state.store.history(subject, &request).await?;
    let next = page.next.map(|next| next.to_string());
    let path = format!("{}/history", article.href);
    Ok(render(&HistoryPage {
        layout: layout(&state).await?,
        crumbs: article.crumbs(&[]),
        entries: page.items.iter().map(|row| Entry::of_article(row, &article.href)).collect(),
        paging: Paging::of(&path, &[], (&query.after, &query.limit), next),
        api_href: format!("/api/v1{path}"),
        article,
    }))
}

/// A revision in the list.
struct Listed {
    number: i64,
    stamp: Stamp,
    title: String,
    href: String,
    /// The first one that is kept has changed nothing.
    has_changes: bool,
}

/// Who made a revision, when and why.
struct Stamp {
    when: Option<Date>,
    who: String,
    why: String,
}

impl Stamp {
    fn of(row: &RevisionRow) -> Self {
        Self {
            when: row.at.map(print::moment),
            who: row.actor_name.clone().unwrap_or_default(),
            why: row.note.clone().unwrap_or_default(),
        }
    }
}

/// One that was there before the history was kept is the first that is known.
fn has_changes(row: &RevisionRow) -> bool {
    row.number > 1 && row.at.is_some()
}

#[derive(Template)]
#[template(path = "articles/revisions.html")]
struct RevisionsPage {
    layout: Layout,
    crumbs: Vec<Link>,
    article: Kept,
    revisions: Vec<Listed>,
    paging: Paging,
    api_href: String,
}

/// The article's revisions, newest first.
pub(crate) async fn revisions_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    deleted: MayReadDeleted,
    Query(query): Query<PageQuery>,
) -> Result<Response, WebError> {
    let article = Kept::find(&state, &id, deleted).await?;
    let request = query::page(&query.after, &query.limit)?;
    let page = state.store.revisions(article.id, &request).await?;
    let next = page.next.map(|next| next.to_string());
    let path = format!("{}/revisions", article.href);
    let listed = |row: &RevisionRow| Listed {
        number: row.number,
        stamp: Stamp::of(row),
        title: row.title.clone(),
        href: format!("{path}/{}", row.number),
        has_changes: has_changes(row),
    };
    Ok(render(&RevisionsPage {
        layout: layout(&state).await?,
        crumbs: article.crumbs(&[]),
        revisions: page.items.iter().map(listed).collect(),
        paging: Paging::of(&path, &[], (&query.after, &query.limit), next),
        api_href: format!("/api/v1{path}"),
        article,
    }))
}

#[derive(Template)]
#[template(path = "articles/revision.html")]
struct RevisionPage {
    layout: Layout,
    crumbs: Vec<Link>,
    article: Kept,
    stamp: Stamp,
    published_on: Option<Date>,
    paragraphs: Vec<String>,
    has_changes: bool,
    revision: RevisionRow,
    href: String,
    api_href: String,
}

/// One revision as it stood.
pub(crate) async fn revision_page(
    State(state): State<AppState>,
    Path((id, number)): Path<(String, String)>,
    deleted: MayReadDeleted,
) -> Result<Response, WebError> {
    let article = Kept::find(&state, &id, deleted).await?;
    let Revision { row, text } = article.revision(&state, &number).await?;
    let href = format!("{}/revisions/{}", article.href, row.number);
    Ok(render(&RevisionPage {
        layout: layout(&state).await?,
        crumbs: article.crumbs(&[("/revisions", "Revisions")]),
        article,
        stamp: Stamp::of(&row),
        published_on: row.published_on.as_deref().map(print::date),
        paragraphs: text.split("\n\n").map(str::to_owned).collect(),
        has_changes: has_changes(&row),
        revision: row,
        api_href: format!("/api/v1{href}"),
        href,
    }))
}

#[derive(Template)]
#[template(path = "articles/changes.html")]
struct ChangesPage {
    layout: Layout,
    crumbs: Vec<Link>,
    article: Kept,
    stamp: Stamp,
    number: i64,
    before: i64,
    difference: Difference,
    href: String,
}

/// What a revision changed in the one before.
pub(crate) async fn changes_page(
    State(state): State<AppState>,
    Path((id, number)): Path<(String, String)>,
    deleted: MayReadDeleted,
) -> Result<Response, WebError> {
    let article = Kept::find(&state, &id, deleted).await?;
    let new = article.revision(&state, &number).await?;
    let (number, stamp) = (new.row.number, Stamp::of(&new.row));
    let old = article.revision(&state, &(number - 1).to_string()).await?;
    let before = old.row.number;
    Ok(render(&ChangesPage {
        layout: layout(&state).await?,
        crumbs: article.crumbs(&[("/revisions", "Revisions")]),
        difference: difference(old, new).await?,
        stamp,
        number,
        before,
        href: format!("{}/revisions", article.href),
        article,
    }))
}

/// Compares two revisions on a thread that serves no page.
pub(super) async fn difference(old: Revision, new: Revision) -> Result<Difference, WebError> {
    let compared = tokio::task::spawn_blocking(move || Difference::of(&old, &new)).await;
    compared.map_err(|error| WebError::Failed(error.to_string()))
}
