//! Storing, changing and deleting articles.

use concordance::domain::{ArticleId, Note, Stance};
use concordance::store::{ArticleFilter, NewArticle, PageRequest, StoreError};

use super::summaries::River;
use crate::support::people::cause;
use crate::support::rows;

#[tokio::test]
async fn stored_article_comes_back_whole() {
    let river = River::new().await;
    let text = "Nordstad rejects the new bridge. “Né”, said Ada Holm.";
    let id = river.add("2026-01-10", text, &[]).await;
    let article = river.store().article(id).await.unwrap().unwrap();
    assert_eq!(article.text, text);
    assert_eq!(article.row.outlet.as_deref(), Some("The River Post"));
    assert_eq!((article.row.dated_on.as_str(), article.row.revision), ("2026-01-10", 1));
    assert!(river.store().article(ArticleId(7)).await.unwrap().is_none());
}

#[tokio::test]
async fn same_text_is_refused_with_the_first_ones_id() {
    let river = River::new().await;
    let first = river.add("2026-01-10", "The bridge stays shut.", &[]).await;
    let again = river.try_add("2026-01-11", "The  bridge\nstays shut.", &[]).await;
    let Err(StoreError::Duplicate { what: "text", existing }) = again else {
        panic!("{again:?}");
    };
    assert_eq!(existing, first);
}

#[tokio::test]
async fn article_without_date_is_dated_by_its_posting() {
    let river = River::new().await;
    let mut draft = rows::draft("Undated", "A note on water.", "2026-01-01");
    draft.published_on = None;
    let id = river.store().insert_article(&river.new_article(&draft), &cause()).await.unwrap();
    let row = river.store().article(id).await.unwrap().unwrap().row;
    assert_eq!((row.published_on, row.dated_on.as_str()), (None, "2026-02-01"));
}

#[tokio::test]
async fn change_needs_the_revision_it_was_made_from() {
    let river = River::new().await;
    let own = &[("northbank", "bridges", Stance::Rejects, None)];
    let id = river.add("2026-01-10", "Nordstad rejects the bridge.", own).await;
    let changed = rows::draft("Changed", "Nordstad accepts the bridge.", "2026-01-12");
    let findings =
        rows::findings(changed.text.as_str(), &[("northbank", "bridges", Stance::Accepts, None)]);
    let new = NewArticle { findings: &findings, ..river.new_article(&changed) };
    river.store().update_article((id, 1), &new, &Note::default(), &cause()).await.unwrap();
    let stale = river.store().update_article((id, 1), &new, &Note::default(), &cause()).await;
    assert!(matches!(stale, Err(StoreError::Changed("article"))), "{stale:?}");
    let cells = river.store().cells(river.catalog()).await.unwrap();
    assert_eq!((cells.len(), cells[0].latest_stance), (1, Some(Stance::Accepts)));
    river.assert_sound().await;
}

#[tokio::test]
async fn deleted_article_leaves_nothing_behind() {
    let river = River::new().await;
    let own = &[("northbank", "water", Stance::Demands, None)];
    let id = river.add("2026-01-10", "Nordstad demands water.", own).await;
    let stale = river.store().delete_article((id, 9), &Note::default(), &cause()).await;
    assert!(matches!(stale, Err(StoreError::Changed("article"))), "{stale:?}");
    river.store().delete_article((id, 1), &Note::default(), &cause()).await.unwrap();
    assert!(river.store().article(id).await.unwrap().is_none());
    assert!(river.store().cells(river.catalog()).await.unwrap().is_empty());
    assert_eq!(river.store().tally(river.catalog()).await.unwrap().articles, 0);
    assert!(river.store().outlets(river.negotiation()).await.unwrap().is_empty());
    river.assert_sound().await;
}

#[tokio::test]
async fn articles_are_paged_newest_first_without_gap_or_double() {
    let river = River::new().await;
    for day in 1..=25 {
        let text = format!("Day {day}: the water rose.");
        river.add(&format!("2026-01-{:02}", day % 9 + 1), &text, &[]).await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let request = PageRequest::new(after, Some(7));
        let page = river.store().list_articles(&ArticleFilter::default(), &request).await.unwrap();
        seen.extend(page.items.into_iter().map(|row| (row.dated_on, row.id)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 25);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "{seen:?}");
}

#[tokio::test]
async fn articles_are_filtered_by_outlet_negotiation_and_dates() {
    let river = River::new().await;
    river.add("2026-01-10", "One on water.", &[]).await;
    river.add("2026-01-20", "Two on water.", &[]).await;
    let count = async |filter: ArticleFilter| {
        let page = river.store().list_articles(&filter, &PageRequest::default()).await;
        page.unwrap().items.len()
    };
    let outlet = Some("the river pöst".to_owned());
    let negotiation = Some(river.negotiation());
    let any = ArticleFilter::default();
    assert_eq!(count(ArticleFilter { outlet: outlet.clone(), ..any.clone() }).await, 2);
    assert_eq!(count(ArticleFilter { outlet, negotiation, ..any.clone() }).await, 2);
    assert_eq!(count(ArticleFilter { outlet: Some("Other".to_owned()), ..any.clone() }).await, 0);
    assert_eq!(
        count(ArticleFilter { from: Some("2026-01-11".to_owned()), ..any.clone() }).await,
        1
    );
    assert_eq!(count(ArticleFilter { to: Some("2026-01-10".to_owned()), ..any }).await, 1);
}
