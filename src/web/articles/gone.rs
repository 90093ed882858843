//! What stands at the address of a deleted article: who deleted it, when and why; not its text.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::store::Tombstone;
use crate::web::page::{Layout, render_as};
use crate::web::print::{self, Date};

#[derive(Template)]
#[template(path = "articles/gone.html")]
struct GonePage {
    layout: Layout,
    title: String,
    when: Date,
    who: String,
    why: String,
    href: String,
    /// What was typed into a form about the article, so that it is not lost with it.
    typed: String,
}

/// The page of a deleted article, 410.
pub(crate) fn gone(tombstone: &Tombstone) -> Response {
    gone_while(tombstone, String::new())
}

/// The same for somebody who has changed the article's text meanwhile.
pub(super) fn gone_while(tombstone: &Tombstone, typed: String) -> Response {
    let page = GonePage {
        layout: Layout::without_counts(),
        title: tombstone.title.clone(),
        when: print::moment(tombstone.at),
        who: tombstone.actor_name.clone(),
        why: tombstone.note.clone(),
        href: format!("/articles/{}", tombstone.article_id),
        typed,
    };
    render_as(StatusCode::GONE, &page)
}
