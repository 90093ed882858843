//! What articles and catalogs were: nothing that was stored is lost.

use concordance::domain::{ArticleId, Catalog, Note, Stance};
use concordance::store::{
    AuditRow, CatalogState, Findings, NewArticle, PageRequest, Revision, StoreError,
};
use serde_json::{Value, json};

use super::statements::execute;
use super::summaries::River;
use crate::support::people::cause;
use crate::support::rows;

fn note(words: &str) -> Note {
    Note::parse(words).unwrap()
}

async fn edit(river: &River, (id, revision): (ArticleId, i64), title: &str, text: &str) {
    let draft = rows::draft(title, text, "2026-01-12");
    let findings = Findings::default();
    let new = NewArticle { findings: &findings, ..river.new_article(&draft) };
    let why = note("the name was wrong");
    river.store().update_article((id, revision), &new, &why, &cause()).await.unwrap();
}

async fn history(river: &River, subject: (&str, &str)) -> Vec<AuditRow> {
    river.store().history(subject, &PageRequest::default()).await.unwrap().items
}

fn state(text: Option<&String>) -> Value {
    text.map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
}

async fn revision(river: &River, id: ArticleId, number: i64) -> Revision {
    river.store().revision(id, number).await.unwrap().unwrap()
}

#[tokio::test]
async fn edit_keeps_the_old_revision_and_says_who_and_why() {
    let river = River::new().await;
    let own = [("northbank", "bridges", Stance::Rejects, None)];
    let id = river.add("2026-01-10", "Nordstad rejects the bridge.", &own).await;
    edit(&river, (id, 1), "Corrected", "Nordstad accepts the bridge.").await;
    edit(&river, (id, 2), "Corrected", "Nordstad accepts the bridges.").await;
    assert_eq!(revision(&river, id, 1).await.text, "Nordstad rejects the bridge.");
    let last = revision(&river, id, 3).await;
    assert_eq!((last.row.title.as_str(), last.row.number), ("Corrected", 3));
    assert_eq!(last.row.actor_name.as_deref(), Some("command line"));
    assert_eq!(last.row.note.as_deref(), Some("the name was wrong"));
    assert_eq!(revision(&river, id, 2).await.differs_in(&last), ["text"]);
    assert!(river.store().revision(id, 4).await.unwrap().is_none());

    let entries = history(&river, ("article", &id.to_string())).await;
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["article edited", "article edited", "article posted"]);
    assert_eq!(
        state(entries[1].before.as_ref()),
        json!({"revision": 1, "title": "On the river", "published_on": "2026-01-10", "characters": 28})
    );
    assert_eq!(
        state(entries[1].after.as_ref()),
        json!({"revision": 2, "title": "Corrected", "published_on": "2026-01-12", "characters": 28})
    );
    assert_eq!(state(entries[0].after.as_ref()), json!({"revision": 3, "characters": 29}));
    assert_eq!(entries[1].note, "the name was wrong");
    river.assert_sound().await;
}

#[tokio::test]
async fn refused_change_leaves_neither_revision_nor_entry() {
    let river = River::new().await;
    let id = river.add("2026-01-10", "One.", &[]).await;
    river.add("2026-01-11", "Two.", &[]).await;
    let draft = rows::draft("Same", "Two.", "2026-01-12");
    let new = river.new_article(&draft);
    for place in [(id, 1), (id, 2), (id, 0), (ArticleId(7), 1)] {
        let refused = river.store().update_article(place, &new, &note(""), &cause()).await;
        assert!(refused.is_err(), "{place:?}");
    }
    let stale = river.store().delete_article((id, 2), &note(""), &cause()).await;
    assert!(matches!(stale, Err(StoreError::Changed("article"))), "{stale:?}");
    assert_eq!(history(&river, ("article", &id.to_string())).await.len(), 1);
    assert!(river.store().tombstone(id).await.unwrap().is_none());
    river.assert_sound().await;
}

#[tokio::test]
async fn deleted_article_leaves_its_revisions_and_a_tombstone() {
    let river = River::new().await;
    let id = river.add("2026-01-10", "Nordstad demands water.", &[]).await;
    edit(&river, (id, 1), "Later", "Nordstad demands more water.").await;
    river.store().delete_article((id, 2), &note("posted twice"), &cause()).await.unwrap();
    let tombstone = river.store().tombstone(id).await.unwrap().unwrap();
    assert_eq!((tombstone.title.as_str(), tombstone.note.as_str()), ("Later", "posted twice"));
    assert_eq!(tombstone.actor_name, "command line");
    assert_eq!(revision(&river, id, 1).await.text, "Nordstad demands water.");
    let again = river.add("2026-01-10", "Nordstad demands more water.", &[]).await;
    assert_ne!(again, id, "the same text again is a new article");
    let entries = history(&river, ("article", &id.to_string())).await;
    assert_eq!(state(entries[0].before.as_ref()), json!({"revision": 2, "title": "Later"}));
    assert_eq!((entries[0].action.as_str(), &entries[0].after), ("article deleted", &None));
    river.assert_sound().await;
}

#[tokio::test]
async fn revisions_and_entries_are_paged_without_gap_or_double() {
    let river = River::new().await;
    let id = river.add("2026-01-10", "Text 1.", &[]).await;
    for number in 1..10 {
        edit(&river, (id, number), "Again", &format!("Text {}.", number + 1)).await;
    }
    let (mut numbers, mut after) = (Vec::new(), None);
    loop {
        let request = PageRequest::new(after, Some(4));
        let page = river.store().revisions(id, &request).await.unwrap();
        numbers.extend(page.items.iter().map(|row| row.number));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(numbers, (1..=10).rev().collect::<Vec<_>>());
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let request = PageRequest::new(after, Some(4));
        let page = river.store().history(("article", &id.to_string()), &request).await.unwrap();
        ids.extend(page.items.iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(ids.len(), 10);
    assert!(ids.windows(2).all(|pair| pair[0] > pair[1]), "{ids:?}");
}

/// What was done with the catalog, newest first: action, version and state after it.
async fn told(river: &River) -> Vec<(String, i64, String)> {
    let entries = history(river, ("catalog", "riverland")).await;
    let told = |entry: AuditRow| {
        let after = state(entry.after.as_ref());
        let state = after["state"].as_str().unwrap().to_owned();
        (entry.action, after["version"].as_i64().unwrap(), state)
    };
    entries.into_iter().map(told).collect()
}

fn entry(action: &str, version: i64, state: &str) -> (String, i64, String) {
    (action.to_owned(), version, state.to_owned())
}

async fn put(river: &River, source: &str, reader: &str) {
    let catalog = Catalog::parse_toml(source).unwrap();
    river.store().put_catalog(&catalog, source, reader, &cause()).await.unwrap();
    river.assert_sound().await;
}

#[tokio::test]
async fn every_version_of_a_catalog_is_kept() {
    let river = River::new().await;
    let second = rows::RIVERLAND.replace("Riverland talks", "River talks");
    put(&river, rows::RIVERLAND, "test-1").await;
    put(&river, &second, "test-1").await;
    let retired = river.store().catalogs_in(CatalogState::Retired).await.unwrap();
    for row in &retired {
        while !river.store().remove_retired(row, 9).await.unwrap() {}
    }
    let version =
        async |number| river.store().catalog_version(river.negotiation(), number).await.unwrap();
    assert_eq!(version(1).await.unwrap().source, rows::RIVERLAND);
    assert_eq!(version(2).await.unwrap().source, second);
    assert!(version(0).await.is_none() && version(3).await.is_none());
    let expected =
        [entry("catalog changed", 2, "in force"), entry("negotiation added", 1, "in force")];
    assert_eq!(told(&river).await, expected);
}

#[tokio::test]
async fn catalog_that_waits_or_is_withdrawn_is_told() {
    let river = River::new().await;
    let id = river.add("2026-01-01", "One.", &[]).await;
    let second = rows::RIVERLAND.replace("Riverland talks", "River talks");
    put(&river, &second, "test-1").await;
    put(&river, rows::RIVERLAND, "test-1").await;
    put(&river, rows::RIVERLAND, "test-2").await;
    put(&river, rows::RIVERLAND, "test-1").await;
    put(&river, rows::RIVERLAND, "test-2").await;
    let pending = river.store().pending_catalog(river.negotiation()).await.unwrap().unwrap();
    let findings = Findings::default();
    river.store().add_findings(&pending, (id, 1), &findings, river.now()).await.unwrap();
    assert!(river.store().activate_catalog(&pending, &cause()).await.unwrap());
    let expected = [
        entry("catalog put in force", 3, "in force"),
        entry("reader changed", 3, "waiting"),
        entry("waiting catalog withdrawn", 3, "in force"),
        entry("reader changed", 3, "waiting"),
        entry("catalog changed", 3, "in force"),
        entry("catalog changed", 2, "waiting"),
        entry("negotiation added", 1, "in force"),
    ];
    assert_eq!(told(&river).await, expected);
    river.assert_sound().await;
}

#[tokio::test]
async fn check_tells_of_a_history_that_does_not_hold() {
    for (spoil, told) in [
        ("update revisions set body = 'Other.' where number = 2", "its newest revision"),
        ("update revisions set title = 'Other' where number = 2", "its newest revision"),
        ("update revisions set outlet = null where number = 2", "its newest revision"),
        ("delete from revisions where number = 2", "its newest revision"),
        ("delete from revisions where number = 1", "not numbered without gaps"),
        ("delete from revisions where number = 1", "tells of a revision that is not kept"),
        ("update revisions set audit_id = null where number = 2", "has no entry in the audit"),
        ("update audit set subject_id = '7' where subject_kind = 'article'", "has no entry"),
        ("update audit set action = 'account added' where subject_kind = 'article'", "no entry"),
        ("delete from tombstones", "gone without a tombstone"),
        ("update catalog_versions set number = 3 where number = 2", "not numbered without gaps"),
        ("update catalog_versions set source = 'x' where number = 2", "is not the one that stands"),
        ("delete from catalog_versions", "is not the one that stands"),
    ] {
        let river = River::new().await;
        let id = river.add("2026-01-10", "One.", &[]).await;
        edit(&river, (id, 1), "Edited", "Two.").await;
        let gone = river.add("2026-01-10", "Three.", &[]).await;
        river.store().delete_article((gone, 1), &note(""), &cause()).await.unwrap();
        put(&river, &rows::RIVERLAND.replace("Riverland talks", "River talks"), "test-1").await;
        river.assert_sound().await;
        execute(river.url(), spoil).await;
        let found = river.store().check().await.unwrap().violations;
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|one| one.contains(told)), "{spoil}: {found:?}");
    }
}

/// What the README says of erasing by hand.
#[tokio::test]
async fn what_is_kept_of_a_deleted_article_can_be_erased_in_the_database() {
    let river = River::new().await;
    river.add("2026-01-10", "One.", &[]).await;
    let gone = river.add("2026-01-10", "Two.", &[]).await;
    river.store().delete_article((gone, 1), &note(""), &cause()).await.unwrap();
    for erase in [
        "delete from revisions where article_id not in (select id from articles)",
        "delete from buried_positions",
        "delete from tombstones",
        "delete from audit where subject_kind = 'article'
            and subject_id not in (select cast(id as text) from articles)",
    ] {
        execute(river.url(), erase).await;
    }
    river.assert_sound().await;
}

/// As after the update of a database that was there before the history was kept.
#[tokio::test]
async fn what_was_there_before_the_history_holds_without_entries() {
    let river = River::new().await;
    let id = river.add("2026-01-10", "One.", &[]).await;
    edit(&river, (id, 1), "Edited", "Two.").await;
    for old in [
        "update revisions set audit_id = null",
        "delete from revisions where number = 1",
        "update catalog_versions set audit_id = null",
        "delete from audit",
    ] {
        execute(river.url(), old).await;
    }
    river.assert_sound().await;
    let row = revision(&river, id, 2).await.row;
    assert_eq!((row.at, row.actor_name), (None, None));
    edit(&river, (id, 2), "Edited again", "Three.").await;
    river.store().delete_article((id, 3), &note(""), &cause()).await.unwrap();
    river.add("2026-01-10", "Four.", &[]).await;
    river.assert_sound().await;
}
