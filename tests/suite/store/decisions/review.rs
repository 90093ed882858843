//! The queue of the review desk.

use concordance::domain::{PartySlug, PositionId, Stance};
use concordance::store::{DecisionError, NewVerdict, ReviewFilter, StoreError, Verdict};
use sqlx::{Connection, SqliteConnection};

use super::{River, cause};
use crate::support::database::postgres_server;

/// Bridges: an old position, the latest one, and a doubtful one later still. Water: hearsay only.
const TEXT: [&str; 4] = ["One bridge.", "Two bridges.", "Three bridges.", "Some water."];

async fn next(river: &River, filter: &ReviewFilter, skipped: &[PositionId]) -> Option<String> {
    let id = river.store().next_suggestion(filter, skipped).await.unwrap()?;
    Some(river.held(id).await.quote)
}

#[tokio::test]
async fn suggestions_on_which_a_cell_depends_come_first_then_the_least_sure() {
    let river = River::new().await;
    let party = |at: usize, confidence| [(at, "northbank", "bridges", Stance::Rejects, confidence)];
    river.read(&TEXT[..1], &party(0, 0.55)).await;
    river.read(&TEXT[1..2], &party(0, 0.95)).await;
    river.read(&TEXT[2..3], &party(0, 0.2)).await;
    river.read(&TEXT[3..], &[(0, "southbank", "water", Stance::Offers, 0.9)]).await;
    let filter = ReviewFilter::of(river.catalog());
    assert_eq!(river.store().open_suggestions(&filter).await.unwrap(), 4);
    let mut order = Vec::new();
    while let Some(id) = river.store().next_suggestion(&filter, &[]).await.unwrap() {
        order.push(river.decide(id, Verdict::Reject).await.quote);
    }
    // The doubtful reading is newest and would be the cell; then the sure one is, then the old one.
    assert_eq!(order, ["Three bridges.", "Some water.", "Two bridges.", "One bridge."]);
    assert_eq!(river.store().open_suggestions(&filter).await.unwrap(), 0);
}

#[tokio::test]
async fn queue_is_narrowed_and_passed_over() {
    let river = River::new().await;
    let found = [(0, "northbank", "bridges", Stance::Rejects, 0.6)];
    river.read(&TEXT[..1], &found).await;
    river.read(&TEXT[3..], &[(0, "southbank", "water", Stance::Offers, 0.9)]).await;
    let all = ReviewFilter::of(river.catalog());
    let south = ReviewFilter { party: PartySlug::parse("southbank").ok(), ..all.clone() };
    assert_eq!(next(&river, &all, &[]).await.as_deref(), Some("One bridge."));
    assert_eq!(next(&river, &south, &[]).await.as_deref(), Some("Some water."));
    let skipped = [river.id_of("northbank").await];
    assert_eq!(next(&river, &all, &skipped).await.as_deref(), Some("Some water."));
    let sure = ReviewFilter { confidence: (0.8, 2.0), ..all.clone() };
    assert_eq!(next(&river, &sure, &[]).await.as_deref(), Some("Some water."));
    for none in [
        ReviewFilter { outlet: Some("The Other".to_owned()), ..all.clone() },
        ReviewFilter { to: Some("2026-01-01".to_owned()), ..all.clone() },
    ] {
        assert_eq!(next(&river, &none, &[]).await, None);
        assert_eq!(river.store().open_suggestions(&none).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn pace_and_the_last_decision_are_of_the_person_who_asks() {
    let river = River::new().await;
    river.read(&super::TEXT, &super::FOUND).await;
    let hour_ago = river.now().checked_sub(jiff::SignedDuration::from_hours(1)).unwrap();
    let north = river.id_of("northbank").await;
    river.decide(north, Verdict::Confirm).await;
    let pace = river.store().review_pace(river.negotiation(), None, hour_ago).await.unwrap();
    assert_eq!((pace.last_hour, pace.latest.map(|held| held.id)), (1, Some(north)));
    let other = Some(concordance::domain::AccountId(5));
    let pace = river.store().review_pace(river.negotiation(), other, hour_ago).await.unwrap();
    assert_eq!((pace.last_hour, pace.latest), (0, None));
}

/// The next suggestion and the count are found in one index, in its order, without the table.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the statements are the store's own constants")]
async fn desk_reads_one_index() {
    if postgres_server().is_some() {
        return; // The plan is SQLite's own; this run tests PostgreSQL.
    }
    let river = River::new().await;
    let mut connection = SqliteConnection::connect(river.url()).await.unwrap();
    let mut seen = 0;
    for (name, statement) in river.store().statements() {
        if !["UNCERTAIN", "OPEN"].contains(&name) {
            continue;
        }
        let explain = sqlx::AssertSqlSafe(format!("explain query plan {statement}"));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(explain).fetch_all(&mut connection).await.unwrap();
        let steps: Vec<&str> = plan.iter().map(|(.., step)| step.as_str()).collect();
        assert_eq!(
            steps,
            ["SEARCH x USING COVERING INDEX positions_review (catalog_id=?)"],
            "{name}"
        );
        seen += 1;
    }
    assert_eq!(seen, 2);
}

/// Many people at one queue: each suggestion is decided on once, and nobody's decision is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reviewers_at_one_queue_neither_lose_nor_double_a_decision() {
    const REVIEWERS: i64 = 12;
    const SUGGESTIONS: usize = 60;
    let river = River::new().await;
    let texts: Vec<String> = (0..SUGGESTIONS).map(|at| format!("Bridge number {at}.")).collect();
    for text in &texts {
        river.read(&[text], &[(0, "northbank", "bridges", Stance::Rejects, 0.6)]).await;
    }
    let filter = ReviewFilter::of(river.catalog());
    let reviews = (0..REVIEWERS).map(|_| {
        let (store, filter) = (river.store().clone(), filter.clone());
        tokio::spawn(async move {
            let mut decided = Vec::new();
            while let Some(id) = store.next_suggestion(&filter, &[]).await.unwrap() {
                let Some(held) = store.decision(id).await.unwrap() else { continue };
                if held.status.is_decided() {
                    continue;
                }
                let token = held.token();
                let verdict = Verdict::Confirm;
                let new = NewVerdict { position: id, token: &token, verdict, note: "" };
                match store.decide(&new, &cause()).await {
                    Ok(_) => decided.push(id),
                    Err(StoreError::Decision(DecisionError::Changed(_))) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            decided
        })
    });
    let mut all = Vec::new();
    for review in reviews.collect::<Vec<_>>() {
        all.extend(review.await.unwrap());
    }
    assert_eq!(all.len(), SUGGESTIONS, "each is decided on once");
    for id in all {
        assert_eq!(river.store().history_of(id).await.unwrap().len(), 1);
    }
    let tally = river.store().tally(river.catalog()).await.unwrap();
    assert_eq!((tally.positions, tally.suggested), (60, 0));
    river.assert_sound().await;
}
