//! Decisions go along with their exact sentence, or lose it.

use concordance::domain::{Note, Stance, Status};
use concordance::store::{NewPosition, Verdict};

use super::{FOUND, River, TEXT, cause, sentences};

/// The sentences of [`TEXT`], moved about.
const MOVED: [&str; 3] =
    ["Zuidhaven offers water.", "The talks go on.", "Nordstad rejects the bridge."];
const FOUND_MOVED: [sentences::Found<'_>; 2] = [
    (2, "northbank", "bridges", Stance::Accepts, 0.9),
    (0, "southbank", "water", Stance::Offers, 0.8),
];

#[tokio::test]
async fn decision_moves_with_its_sentence_and_ids_stay() {
    let river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let (north, south) = (river.id_of("northbank").await, river.id_of("southbank").await);
    river.decide(north, Verdict::Confirm).await;
    river.edit((article, 1), (&MOVED, &FOUND_MOVED)).await;
    assert_eq!(river.words().await, ["southbank offers suggested", "northbank rejects confirmed"]);
    assert_eq!(river.id_of("southbank").await, south);
    let held = river.held(north).await;
    assert_eq!((held.span(), held.status), (sentences::spans(&MOVED)[2], Status::Confirmed));
    let history = river.store().history_of(north).await.unwrap();
    assert_eq!(history.last().unwrap().action, "decision moved");
    river.assert_sound().await;
}

#[tokio::test]
async fn decision_whose_sentence_is_gone_or_doubled_is_orphaned_and_comes_back_with_it() {
    let river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let north = river.id_of("northbank").await;
    river.decide(north, Verdict::Confirm).await;
    let nearly = ["Nordstad rejects the bridges.", TEXT[1], TEXT[2]];
    let doubled = [TEXT[0], TEXT[1], TEXT[0]];
    for (revision, text) in [(1, nearly), (3, doubled)] {
        river.edit((article, revision), (&text, &[])).await;
        assert_eq!(river.held(north).await.shown_status(), Status::Orphaned, "{text:?}");
        assert_eq!(river.words().await, Vec::<String>::new());
        let orphans = river.store().orphans_of_article(article).await.unwrap();
        assert_eq!((orphans.len(), orphans[0].quote.as_str()), (1, TEXT[0]));
        river.assert_sound().await;
        river.edit((article, revision + 1), (&TEXT, &FOUND)).await;
        assert_eq!(river.words().await[0], "northbank rejects confirmed");
        assert_eq!(river.id_of("northbank").await, north);
        river.assert_sound().await;
    }
}

#[tokio::test]
async fn edit_that_leaves_the_text_leaves_the_decisions() {
    let river = River::new().await;
    let doubled = [TEXT[0], TEXT[1], TEXT[0]];
    let found = [
        (0, "northbank", "bridges", Stance::Rejects, 0.9),
        (2, "northbank", "bridges", Stance::Rejects, 0.9),
    ];
    let article = river.read(&doubled, &found).await;
    let ids: Vec<_> = river.standing().await.iter().map(|row| row.id).collect();
    river.decide(ids[1], Verdict::Confirm).await;
    river.edit((article, 1), (&doubled, &found)).await;
    assert_eq!(river.words().await, ["northbank rejects suggested", "northbank rejects confirmed"]);
    assert_eq!(ids, river.standing().await.iter().map(|row| row.id).collect::<Vec<_>>());
    river.assert_sound().await;
    // Two decisions on one sentence: of neither can it be said that it is meant.
    river.decide(ids[0], Verdict::Reject).await;
    river.edit((article, 2), (&TEXT, &FOUND)).await;
    for id in ids {
        assert_eq!(river.held(id).await.shown_status(), Status::Orphaned);
    }
    assert_eq!(river.words().await, ["northbank rejects suggested", "southbank offers suggested"]);
    river.assert_sound().await;
}

#[tokio::test]
async fn orphan_is_placed_anew_by_a_person() {
    let river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let north = river.id_of("northbank").await;
    let held = river.decide(north, Verdict::Confirm).await;
    let nearly = ["Nordstad rejects the bridges.", TEXT[1], TEXT[2]];
    river.edit((article, 1), (&nearly, &[])).await;
    let new = NewPosition {
        article: (article, 2),
        span: sentences::spans(&nearly)[0],
        quote: nearly[0],
        values: held.values.clone(),
        places: Some(north),
        note: "",
    };
    let placed = river.store().add_position(&new, &cause()).await.unwrap();
    assert_eq!(river.words().await, ["northbank rejects added"]);
    assert!(river.store().orphans_of_article(article).await.unwrap().is_empty());
    let let_go = river.held(north).await;
    assert_eq!((let_go.status, let_go.favours), (Status::Rejected, Some(placed.id)));
    river.assert_sound().await;
}

#[tokio::test]
async fn decisions_go_with_their_article_and_the_audit_stays() {
    let river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let north = river.id_of("northbank").await;
    river.decide(north, Verdict::Confirm).await;
    river.store().delete_article((article, 1), &Note::default(), &cause()).await.unwrap();
    assert_eq!(river.store().decision(north).await.unwrap(), None);
    let history = river.store().history_of(north).await.unwrap();
    let actions: Vec<&str> = history.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["position confirmed", "decision removed"]);
    river.assert_sound().await;
}

/// Articles are alike to the check for duplicates when their words are; places in the text are not.
#[tokio::test]
async fn edit_of_spaces_alone_moves_decisions() {
    let river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let south = river.id_of("southbank").await;
    river.decide(south, Verdict::Confirm).await;
    let draft = crate::support::rows::draft("On the river", &TEXT.join("\n\n"), "2026-01-15");
    let findings = concordance::store::Findings {
        sentences: sentences::spans_by(2, &TEXT),
        ..concordance::store::Findings::default()
    };
    let new = concordance::store::NewArticle { findings: &findings, ..river.new_article(&draft) };
    river.store().update_article((article, 1), &new, &Note::default(), &cause()).await.unwrap();
    assert_eq!(river.words().await, ["southbank offers confirmed"]);
    assert_eq!(river.held(south).await.span(), sentences::spans_by(2, &TEXT)[2]);
    river.assert_sound().await;
}
