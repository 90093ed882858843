//! What the audit says of a change to an article: the fields that changed, before and after. Of a
//! text only its length; the text itself stands in the revisions.

use serde_json::{Map, Value, json};

use crate::domain::{ArticleDraft, ArticleId, ArticleUrl, Note};
use crate::store::audit::Entry;
use crate::store::revisions::Revision;

/// The fields of an article in the audit.
type Facts = Map<String, Value>;

/// An entry on a new article.
pub(super) fn posted(id: ArticleId, draft: &ArticleDraft) -> Entry<'static> {
    let mut after = facts_of(draft);
    after.retain(|_, value| !value.is_null());
    after.shift_insert(0, "revision".to_owned(), json!(1));
    Entry {
        action: "article posted",
        subject: ("article", id.to_string()),
        before: None,
        after: Some(Value::Object(after)),
        note: "",
    }
}

/// An entry on an article that was `old` and becomes `draft`.
pub(super) fn edited<'n>(
    id: ArticleId,
    old: &Revision,
    draft: &ArticleDraft,
    note: &'n Note,
) -> Entry<'n> {
    let (mut before, mut after) = (facts_then(old), facts_of(draft));
    let same_text = old.text == draft.text.as_str();
    let changed: Vec<String> = after
        .iter()
        .filter(|(name, value)| match name.as_str() {
            "characters" => !same_text,
            _ => before.get(*name) != Some(*value),
        })
        .map(|(name, _)| name.clone())
        .collect();
    before.retain(|name, _| changed.contains(name));
    after.retain(|name, _| changed.contains(name));
    before.shift_insert(0, "revision".to_owned(), json!(old.row.number));
    after.shift_insert(0, "revision".to_owned(), json!(old.row.number + 1));
    Entry {
        action: "article edited",
        subject: ("article", id.to_string()),
        before: Some(Value::Object(before)),
        after: Some(Value::Object(after)),
        note: note.as_str(),
    }
}

/// An entry on the end of an article.
pub(super) fn deleted<'n>(
    id: ArticleId,
    (title, revision): (&str, i64),
    note: &'n Note,
) -> Entry<'n> {
    Entry {
        action: "article deleted",
        subject: ("article", id.to_string()),
        before: Some(json!({"revision": revision, "title": title})),
        after: None,
        note: note.as_str(),
    }
}

fn facts_of(draft: &ArticleDraft) -> Facts {
    facts([
        ("title", json!(draft.title)),
        ("outlet", json!(draft.outlet)),
        ("author", json!(draft.author)),
        ("url", json!(draft.url.as_ref().map(ArticleUrl::as_str))),
        ("published_on", json!(draft.published_on.map(|date| date.to_string()))),
        ("language", json!(draft.language)),
        ("characters", json!(draft.text.as_str().chars().count())),
    ])
}

fn facts_then(revision: &Revision) -> Facts {
    let row = &revision.row;
    facts([
        ("title", json!(row.title)),
        ("outlet", json!(row.outlet)),
        ("author", json!(row.author)),
        ("url", json!(row.url)),
        ("published_on", json!(row.published_on)),
        ("language", json!(row.language)),
        ("characters", json!(revision.text.chars().count())),
    ])
}

fn facts<const N: usize>(fields: [(&str, Value); N]) -> Facts {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
