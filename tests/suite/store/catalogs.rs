//! Catalog versions: what readers see while articles are read again.

use concordance::domain::{Catalog, Stance};
use concordance::store::{CatalogChange, CatalogRow, CatalogState, StoreError};

use super::summaries::River;
use crate::support::people::cause;
use crate::support::rows;

#[tokio::test]
async fn changed_catalog_waits_until_every_article_has_been_read() {
    let river = River::new().await;
    let own = [("northbank", "bridges", Stance::Rejects, None)];
    let one = river.add("2026-01-01", "One.", &own).await;
    let two = river.add("2026-01-02", "Two.", &own).await;
    let source = rows::RIVERLAND.replace("Riverland talks", "River talks");
    let catalog = Catalog::parse_toml(&source).unwrap();
    let put = river.store().put_catalog(&catalog, &source, "test-1", &cause()).await.unwrap();
    assert_eq!(put, CatalogChange::Pending);

    let pending = river.store().pending_catalog(river.negotiation()).await.unwrap().unwrap();
    assert_eq!(river.store().articles_to_read(&pending, 0, 9).await.unwrap(), [one.0, two.0]);
    let findings = rows::findings("One.", &own);
    river.store().add_findings(&pending, (one, 1), &findings, river.now()).await.unwrap();
    let progress = river.store().progress(&pending).await.unwrap();
    assert_eq!((progress.done, progress.total), (1, 2));
    assert!(!river.store().activate_catalog(&pending, &cause()).await.unwrap(), "one is unread");
    let current = river.store().current_catalog(&catalog.slug).await.unwrap().unwrap();
    assert_eq!(current.id, river.catalog(), "readers still see the old one");

    let findings = rows::findings("Two.", &own);
    river.store().add_findings(&pending, (two, 1), &findings, river.now()).await.unwrap();
    assert!(river.store().activate_catalog(&pending, &cause()).await.unwrap());
    assert_in_force(&river, &pending).await;
}

/// The catalog is current, and the one before it can be removed whole.
async fn assert_in_force(river: &River, pending: &CatalogRow) {
    let current = river.store().current_catalog(&pending.slug).await.unwrap().unwrap();
    assert_eq!(current.id, pending.id);
    let retired = river.store().catalogs_in(CatalogState::Retired).await.unwrap();
    assert_eq!(retired.len(), 1);
    while !river.store().remove_retired(&retired[0], 1).await.unwrap() {}
    assert!(river.store().catalogs_in(CatalogState::Retired).await.unwrap().is_empty());
    river.assert_sound().await;
}

#[tokio::test]
async fn article_read_by_a_catalog_no_longer_in_force_is_refused() {
    let river = River::new().await;
    let source = rows::RIVERLAND.replace("Riverland talks", "River talks");
    let catalog = Catalog::parse_toml(&source).unwrap();
    let put = river.store().put_catalog(&catalog, &source, "test-1", &cause()).await.unwrap();
    assert_eq!(put, CatalogChange::Replaced, "no article had to be read again");
    let late = river.try_add("2026-01-01", "Late.", &[]).await;
    assert!(matches!(late, Err(StoreError::Changed("catalog"))), "{late:?}");
}

#[tokio::test]
async fn same_catalog_changes_nothing_and_withdraws_a_pending_one() {
    let river = River::new().await;
    river.add("2026-01-01", "One.", &[]).await;
    let catalog = rows::riverland();
    let again =
        river.store().put_catalog(&catalog, rows::RIVERLAND, "test-1", &cause()).await.unwrap();
    assert_eq!(again, CatalogChange::Unchanged);
    let other =
        river.store().put_catalog(&catalog, rows::RIVERLAND, "test-2", &cause()).await.unwrap();
    assert_eq!(other, CatalogChange::Pending, "another reader reads again");
    river.store().put_catalog(&catalog, rows::RIVERLAND, "test-1", &cause()).await.unwrap();
    assert!(river.store().pending_catalog(river.negotiation()).await.unwrap().is_none());
}

#[tokio::test]
async fn negotiations_are_listed_with_their_counts() {
    let river = River::new().await;
    river.add("2026-01-01", "One.", &[("isle", "water", Stance::Offers, None)]).await;
    let rows = river.store().negotiations().await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].articles, rows[0].positions, rows[0].suggested), (1, 1, 1));
    assert_eq!(rows[0].latest_on.as_deref(), Some("2026-01-01"));
}
