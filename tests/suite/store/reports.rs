//! What readers report, on whichever engine this run tests.

use concordance::domain::{
    Note, PositionId, ReportKind, ReportNote, ReportState, Role, Stance, Status,
};
use concordance::store::{
    Actor, Cause, NewReport, NewVerdict, Report, ReportError, ReviewFilter, StoreError, Verdict,
};

use super::statements::execute;
use super::summaries::River;
use crate::support::people::{add_account, cause};

async fn river() -> (River, PositionId) {
    let river = River::new().await;
    let taken = [("northbank", "bridges", Stance::Rejects, None)];
    river.add("2026-01-10", "Nordstad rejects the bridge.", &taken).await;
    let position = next(&river).await.unwrap();
    (river, position)
}

async fn next(river: &River) -> Option<PositionId> {
    let filter = ReviewFilter::of(river.catalog());
    river.store().next_suggestion(&filter, &[]).await.unwrap()
}

async fn try_report(river: &River, position: PositionId) -> Result<Report, StoreError> {
    let kind = ReportKind::WrongStance;
    let note = ReportNote::parse("the opposite", Some(kind)).unwrap();
    river.store().make_report(&NewReport { position, kind, note: &note }, &cause()).await
}

async fn report(river: &River, position: PositionId) -> Report {
    try_report(river, position).await.unwrap()
}

async fn decide(river: &River, position: PositionId, verdict: Verdict, note: &str) {
    let token = river.store().decision(position).await.unwrap().unwrap().token();
    let new = NewVerdict { position, token: &token, verdict, note };
    river.store().decide(&new, &cause()).await.unwrap();
}

async fn now(river: &River, report: &Report) -> Report {
    river.store().report(report.id).await.unwrap().unwrap()
}

#[tokio::test]
async fn decision_answers_every_open_report_and_taking_it_back_opens_them_again() {
    let (river, position) = river().await;
    let (one, two) = (report(&river, position).await, report(&river, position).await);
    assert_eq!(river.store().reported_positions(river.negotiation()).await.unwrap(), 1);
    decide(&river, position, Verdict::Reject, "read again").await;
    for made in [&one, &two] {
        let after = now(&river, made).await;
        assert_eq!((after.state, after.outcome), (ReportState::Decided, Some(Status::Rejected)));
        assert_eq!((after.answer.as_str(), after.version), ("read again", Some(1)));
        assert_eq!(after.answered_name.as_deref(), Some("command line"));
    }
    assert_eq!(river.store().reported_positions(river.negotiation()).await.unwrap(), 0);
    river.assert_sound().await;
    decide(&river, position, Verdict::TakeBack, "").await;
    assert_eq!(now(&river, &one).await, one);
    assert_eq!(now(&river, &two).await, two);
    river.assert_sound().await;
}

#[tokio::test]
async fn upholding_a_decision_answers_too() {
    let (river, position) = river().await;
    decide(&river, position, Verdict::Confirm, "").await;
    let made = report(&river, position).await;
    assert_eq!(next(&river).await, Some(position), "a decided one comes to the desk");
    decide(&river, position, Verdict::Confirm, "it stands").await;
    let after = now(&river, &made).await;
    assert_eq!((after.outcome, after.version), (Some(Status::Confirmed), Some(1)));
    assert_eq!(next(&river).await, None);
    river.assert_sound().await;
}

#[tokio::test]
async fn correction_to_another_party_answers_that_it_was_corrected() {
    let (river, position) = river().await;
    let made = report(&river, position).await;
    let held = river.store().decision(position).await.unwrap().unwrap();
    let party = concordance::domain::PartySlug::parse("isle").unwrap();
    let values = concordance::store::PositionValues { party, ..held.values };
    decide(&river, position, Verdict::Correct(values), "").await;
    assert_eq!(now(&river, &made).await.outcome, Some(Status::Corrected));
    river.assert_sound().await;
    decide(&river, position, Verdict::TakeBack, "").await;
    assert!(now(&river, &made).await.is_open());
    river.assert_sound().await;
}

#[tokio::test]
async fn reported_ones_come_first_the_oldest_report_before_all() {
    let (river, first) = river().await;
    let taken = [("southbank", "water", Stance::Offers, None)];
    river.add("2026-01-20", "Zuidhaven offers water.", &taken).await;
    let before = next(&river).await.unwrap();
    let other = if before == first {
        let filter = ReviewFilter::of(river.catalog());
        river.store().next_suggestion(&filter, &[first]).await.unwrap().unwrap()
    } else {
        first
    };
    let made = report(&river, other).await;
    report(&river, before).await;
    report(&river, other).await;
    assert_eq!(next(&river).await, Some(other));
    let filter = ReviewFilter::of(river.catalog());
    let skipped = river.store().next_suggestion(&filter, &[other]).await.unwrap();
    assert_eq!(skipped, Some(before));
    for report in river.store().reports_of(other, 9).await.unwrap() {
        let answer = Note::parse("no").unwrap();
        river.store().dismiss_report((other, report.id), &answer, &cause()).await.unwrap();
    }
    assert_eq!(next(&river).await, Some(before));
    assert_eq!(now(&river, &made).await.state, ReportState::Dismissed);
    river.assert_sound().await;
}

#[tokio::test]
async fn report_is_answered_once_by_a_person_who_is_named() {
    let (river, position) = river().await;
    let made = report(&river, position).await;
    let ada = add_account(river.store(), "Ada", Role::Admin).await;
    let cause = Cause { actor: Actor::account(ada, "Ada"), ..cause() };
    let answer = Note::parse("she did say so").unwrap();
    let place = (position, made.id);
    let after = river.store().dismiss_report(place, &answer, &cause).await.unwrap();
    assert_eq!(after, now(&river, &made).await);
    assert_eq!((after.answered_by, after.outcome), (Some(ada), None));
    let again = river.store().dismiss_report(place, &answer, &cause).await.unwrap_err();
    assert!(matches!(again, StoreError::Report(ReportError::Answered(_))), "{again}");
    let elsewhere = (PositionId(1), made.id);
    let gone = river.store().dismiss_report(elsewhere, &answer, &cause).await.unwrap_err();
    assert!(matches!(gone, StoreError::Report(ReportError::Gone)), "{gone}");
    river.assert_sound().await;
}

#[tokio::test]
async fn position_has_five_open_reports_at_most() {
    let (river, position) = river().await;
    for _ in 0..5 {
        report(&river, position).await;
    }
    let refused = try_report(&river, position).await.unwrap_err();
    assert!(matches!(refused, StoreError::Report(ReportError::TooMany)), "{refused}");
    let gone = try_report(&river, PositionId(1)).await.unwrap_err();
    assert!(matches!(gone, StoreError::Report(ReportError::Gone)), "{gone}");
    decide(&river, position, Verdict::Confirm, "").await;
    report(&river, position).await;
    river.assert_sound().await;
}

#[tokio::test]
async fn reports_and_positions_go_with_their_article_and_are_told_of() {
    let (river, position) = river().await;
    let made = report(&river, position).await;
    let article = made.article_id;
    let note = Note::parse("a double").unwrap();
    river.store().delete_article((article, 1), &note, &cause()).await.unwrap();
    assert_eq!(river.store().report(made.id).await.unwrap(), None);
    let told = river.store().tombstone_of_position(position).await.unwrap().unwrap();
    assert_eq!((told.article_id, told.note.as_str()), (article, "a double"));
    assert!(river.store().tombstone_of_position(PositionId(1)).await.unwrap().is_none());
    let audit = river.store().audit_of(("report", &made.id.to_string()), None).await.unwrap();
    let actions: Vec<&str> = audit.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["report removed", "report made"]);
    river.assert_sound().await;
}

#[tokio::test]
async fn reports_on_what_stands_no_longer_are_listed_apart() {
    let (river, position) = river().await;
    let made = report(&river, position).await;
    let draft = crate::support::rows::draft("On the river", "Nothing was said.", "2026-01-10");
    let new = river.new_article(&draft);
    let place = (made.article_id, 1);
    river.store().update_article(place, &new, &Note::default(), &cause()).await.unwrap();
    assert_eq!(next(&river).await, None);
    let strays = river.store().stray_reports(river.negotiation(), 9).await.unwrap();
    assert_eq!(strays, [made]);
    river.assert_sound().await;
}

#[tokio::test]
async fn check_tells_of_reports_that_do_not_hold() {
    for (spoil, told) in [
        ("update reports set note = 'other'", "is not what the audit tells"),
        ("update reports set kind = 'other'", "is not what the audit tells"),
        ("delete from reports", "is not what the audit tells"),
        ("delete from audit where subject_kind = 'report'", "is not what the audit tells"),
        ("update audit set after = '{}' where subject_kind = 'report'", "is not what the audit"),
        ("update reports set version = 9 where state = 'decided'", "does not agree with its"),
        ("insert into buried_positions select id, article_id from decisions", "is there, and"),
        ("insert into buried_positions values (1, 1)", "an article that has no tombstone"),
    ] {
        let (river, position) = river().await;
        report(&river, position).await;
        decide(&river, position, Verdict::Confirm, "").await;
        river.assert_sound().await;
        execute(river.url(), spoil).await;
        let found = river.store().check().await.unwrap().violations;
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|one| one.contains(told)), "{spoil}: {found:?}");
    }
}
