//! Confirmed, rejected, corrected, added, taken back; and read again.

use concordance::domain::{CharSpan, Stance, Status};
use concordance::store::{DecisionError, NewPosition, StoreError, Verdict};

use super::{FOUND, River, TEXT, cause, sentences, values};

#[tokio::test]
async fn position_keeps_its_id_whoever_reads_it_again() {
    let mut river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let before: Vec<_> = river.standing().await.iter().map(|row| row.id).collect();
    river.read_again("test-2", (article, 1), (&TEXT, &FOUND)).await;
    let after = river.standing().await;
    assert_eq!(before, after.iter().map(|row| row.id).collect::<Vec<_>>());
    assert_eq!(after[0].reader.as_deref(), Some("test-2"));
    river.assert_sound().await;
}

#[tokio::test]
async fn what_a_person_holds_stands_whatever_the_machine_reads() {
    let mut river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let (north, south) = (river.id_of("northbank").await, river.id_of("southbank").await);
    river.decide(north, Verdict::Confirm).await;
    let other = values("southbank", "water", Stance::Conditions);
    assert_eq!(river.decide(south, Verdict::Correct(other)).await.status, Status::Corrected);
    let expected = ["northbank rejects confirmed", "southbank conditions corrected"];
    assert_eq!(river.words().await, expected);
    let contrary = [(0, "northbank", "bridges", Stance::Accepts, 0.9)];
    for (reader, found) in [("test-2", &contrary[..]), ("test-3", &[]), ("test-4", &FOUND[..])] {
        river.read_again(reader, (article, 1), (&TEXT, found)).await;
        assert_eq!(river.words().await, expected, "{reader}");
        river.assert_sound().await;
    }
    let row = river.store().position(south).await.unwrap().unwrap();
    assert_eq!(row.suggestion().map(|read| read.stance), Some(Stance::Offers));
}

#[tokio::test]
async fn rejected_suggestion_never_returns_and_counts_nowhere() {
    let mut river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let north = river.id_of("northbank").await;
    river.decide(north, Verdict::Reject).await;
    let cells = river.store().cells(river.catalog()).await.unwrap();
    assert_eq!(cells.len(), 1, "the cell is empty");
    river.assert_sound().await;
    river.read_again("test-2", (article, 1), (&TEXT, &[])).await;
    assert_eq!(river.words().await, Vec::<String>::new());
    river.read_again("test-3", (article, 1), (&TEXT, &FOUND)).await;
    assert_eq!(river.words().await, ["northbank rejects rejected", "southbank offers suggested"]);
    let tally = river.store().tally(river.catalog()).await.unwrap();
    assert_eq!((tally.positions, tally.suggested), (1, 1));
    river.assert_sound().await;
}

#[tokio::test]
async fn confirmed_reading_is_no_longer_doubtful() {
    let mut river = River::new().await;
    let found = [(0, "northbank", "bridges", Stance::Rejects, 0.2)];
    let article = river.read(&TEXT, &found).await;
    assert!(river.store().cells(river.catalog()).await.unwrap().is_empty());
    river.decide(river.id_of("northbank").await, Verdict::Confirm).await;
    let cells = river.store().cells(river.catalog()).await.unwrap();
    assert_eq!(cells[0].latest_stance, Some(Stance::Rejects));
    let tally = river.store().tally(river.catalog()).await.unwrap();
    assert_eq!((tally.positions, tally.suggested), (1, 0));
    river.read_again("test-2", (article, 1), (&TEXT, &found)).await;
    assert!(!river.standing().await[0].doubtful);
    river.assert_sound().await;
}

#[tokio::test]
async fn second_of_two_verdicts_is_told_what_has_changed() {
    let mut river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let north = river.id_of("northbank").await;
    let token = river.held(north).await.token();
    river.try_decide(north, &token, Verdict::Reject).await.unwrap();
    let late = river.try_decide(north, &token, Verdict::Confirm).await;
    let Err(StoreError::Decision(DecisionError::Changed(now))) = late else {
        panic!("{late:?}");
    };
    assert_eq!(now.status, Status::Rejected);

    // What the machine reads now is not what was seen.
    let south = river.id_of("southbank").await;
    let token = river.held(south).await.token();
    let other = [(2, "southbank", "water", Stance::Demands, 0.8)];
    river.read_again("test-2", (article, 1), (&TEXT, &other)).await;
    let late = river.try_decide(south, &token, Verdict::Confirm).await;
    assert!(matches!(late, Err(StoreError::Decision(DecisionError::Changed(_)))), "{late:?}");
}

#[tokio::test]
async fn another_party_makes_a_position_of_its_own_and_taking_it_back_undoes_both() {
    let mut river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let north = river.id_of("northbank").await;
    let isle = values("isle", "bridges", Stance::Rejects);
    let made = river.decide(north, Verdict::Correct(isle)).await;
    assert_eq!((made.status, made.corrects), (Status::Corrected, Some(north)));
    assert_eq!(river.held(north).await.favours, Some(made.id));
    let both = ["isle rejects corrected", "northbank rejects rejected"];
    assert_eq!(river.words().await[..2], both);
    river.assert_sound().await;
    river.read_again("test-2", (article, 1), (&TEXT, &FOUND)).await;
    assert_eq!(river.words().await[..2], both);

    river.decide(made.id, Verdict::TakeBack).await;
    let before = ["northbank rejects suggested", "southbank offers suggested"];
    assert_eq!(river.words().await, before);
    assert!(river.store().position(made.id).await.unwrap().is_none());
    assert_eq!(river.store().history_of(made.id).await.unwrap().len(), 2);
    river.assert_sound().await;
}

#[tokio::test]
async fn decisions_are_taken_back_one_after_the_other() {
    let river = River::new().await;
    river.read(&TEXT, &FOUND).await;
    let north = river.id_of("northbank").await;
    river.decide(north, Verdict::Confirm).await;
    river.decide(north, Verdict::Correct(values("northbank", "bridges", Stance::Accepts))).await;
    river.decide(north, Verdict::Reject).await;
    for (status, stance) in [
        (Status::Corrected, Stance::Accepts),
        (Status::Confirmed, Stance::Rejects),
        (Status::Suggested, Stance::Rejects),
    ] {
        river.decide(north, Verdict::TakeBack).await;
        let row = river.store().position(north).await.unwrap().unwrap();
        assert_eq!((row.status, row.stance), (status, stance));
        river.assert_sound().await;
    }
    let token = river.held(north).await.token();
    let none = river.try_decide(north, &token, Verdict::TakeBack).await;
    assert!(matches!(none, Err(StoreError::Decision(DecisionError::NothingToTakeBack))));
    let history = river.store().history_of(north).await.unwrap();
    assert_eq!(history.len(), 6);
    assert_eq!(history[0].before.as_ref().unwrap().version, 0);
    assert_eq!(
        (history[0].by.as_str(), history[0].action.as_str()),
        ("command line", "position confirmed")
    );
}

#[tokio::test]
async fn added_position_stands_in_a_sentence_in_which_the_machine_finds_nothing() {
    let mut river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let span = sentences::spans(&TEXT)[1];
    let new = NewPosition {
        article: (article, 1),
        span,
        quote: TEXT[1],
        values: values("isle", "bridges", Stance::Undecided),
        places: None,
        note: "it says so",
    };
    let added = river.store().add_position(&new, &cause()).await.unwrap();
    assert_eq!(added.status, Status::Added);
    let expected =
        ["northbank rejects suggested", "isle undecided added", "southbank offers suggested"];
    assert_eq!(river.words().await, expected);
    let tally = river.store().tally(river.catalog()).await.unwrap();
    assert_eq!((tally.passages, tally.positions, tally.suggested), (3, 3, 2));
    river.assert_sound().await;
    river.read_again("test-2", (article, 1), (&TEXT, &FOUND)).await;
    assert_eq!(river.words().await, expected);
    river.assert_sound().await;

    let again = river.store().add_position(&new, &cause()).await;
    assert!(matches!(again, Err(StoreError::Decision(DecisionError::Taken(id))) if id == added.id));
    let moved = NewPosition { span: CharSpan { start: span.start + 1, ..span }, ..new.clone() };
    let moved = river.store().add_position(&moved, &cause()).await;
    assert!(matches!(moved, Err(StoreError::Decision(DecisionError::NotTheText))));

    river.decide(added.id, Verdict::TakeBack).await;
    let tally = river.store().tally(river.catalog()).await.unwrap();
    assert_eq!((tally.passages, tally.positions), (2, 2), "its passage went with it");
    river.assert_sound().await;
}

#[tokio::test]
async fn reading_again_tells_what_it_has_changed() {
    let mut river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let none = river.store().latest_rereading(river.negotiation()).await.unwrap();
    assert_eq!(none, None);
    river.decide(river.id_of("northbank").await, Verdict::Confirm).await;
    let found = [
        (0, "northbank", "bridges", Stance::Rejects, 0.9),
        (0, "isle", "bridges", Stance::Accepts, 0.9),
        (2, "southbank", "water", Stance::Demands, 0.8),
    ];
    river.read_again("test-2", (article, 1), (&TEXT, &found)).await;
    let reread = river.store().latest_rereading(river.negotiation()).await.unwrap().unwrap();
    assert_eq!((reread.appeared, reread.withdrawn, reread.changed), (1, 0, 1));
    assert_eq!(reread.decisions, 1);
    river.read_again("test-3", (article, 1), (&TEXT, &FOUND[..1])).await;
    let reread = river.store().latest_rereading(river.negotiation()).await.unwrap().unwrap();
    assert_eq!((reread.appeared, reread.withdrawn, reread.changed), (0, 2, 0));
}

#[tokio::test]
async fn check_tells_of_decisions_that_the_audit_does_not_yield() {
    let river = River::new().await;
    river.read(&TEXT, &FOUND).await;
    river.decide(river.id_of("northbank").await, Verdict::Confirm).await;
    river.assert_sound().await;
    let url = river.url();
    super::super::statements::execute(url, "update decisions set stance = 'accepts'").await;
    let said = format!("{:?}", river.store().check().await.unwrap().violations);
    assert!(said.contains("leads to another decision than is kept"), "{said}");
    assert!(said.contains("do not show decision"), "{said}");
    super::super::statements::execute(url, "update decisions set stance = 'rejects'").await;
    let undone = "update positions set status = 'corrected' where status = 'suggested'";
    super::super::statements::execute(url, undone).await;
    let said = format!("{:?}", river.store().check().await.unwrap().violations);
    assert!(said.contains("a status that nobody has decided"), "{said}");
}
