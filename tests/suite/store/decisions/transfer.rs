//! Decisions are taken elsewhere and brought from elsewhere without loss.

use concordance::analysis::Reader;
use concordance::analysis::corpus::read_corpus;
use concordance::clock::Clock;
use concordance::domain::{Note, ReportKind, ReportNote, Stance, Status};
use concordance::pipeline::{Brought, Pipeline, PipelineError};
use concordance::store::{Actor, Cause, NewPosition, NewReport, NewVerdict, Verdict};
use regex::Regex;

use super::{FOUND, River, TEXT, cause, sentences, values};
use crate::support::app::NOW;

/// The day after everything else.
const LATER: &str = "2026-02-02T12:00:00Z";

fn pipeline(river: &River) -> Pipeline {
    let clock = Clock::Fixed(NOW.parse().unwrap());
    Pipeline::new(river.store().clone(), clock, Reader::Rules)
}

async fn export(river: &River) -> Vec<String> {
    let mut lines = Vec::new();
    let write = |line: &str| {
        lines.push(line.to_owned());
        Ok::<(), PipelineError>(())
    };
    pipeline(river).export_decisions(Some("riverland"), write).await.unwrap();
    lines
}

async fn import(river: &River, lines: &[String]) -> Vec<Brought> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let cause = Cause { now: LATER.parse().unwrap(), ..cause() };
    pipeline(river).import_decisions(&lines, &cause).await.unwrap()
}

/// What cannot be alike in two databases: ids, which are numbered as they are met.
fn without_ids(lines: &[String]) -> String {
    let id = Regex::new("[0-9]{12,}").expect("a pattern");
    let whole = lines.join("\n");
    let mut met: Vec<&str> = Vec::new();
    for found in id.find_iter(&whole) {
        if !met.contains(&found.as_str()) {
            met.push(found.as_str());
        }
    }
    id.replace_all(&whole, |found: &regex::Captures<'_>| {
        let at = met.iter().position(|one| *one == &found[0]).unwrap();
        format!("\"id {at}\"")
    })
    .into_owned()
}

/// A database with an article on which everything was decided that can be: one confirmed, one
/// put in another's place, one added, one taken back, one orphaned.
async fn decided() -> River {
    let river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let (north, south) = (river.id_of("northbank").await, river.id_of("southbank").await);
    let token = river.held(north).await.token();
    let who = Cause { actor: Actor { account: None, name: "Ada Holm".to_owned() }, ..cause() };
    let new = NewVerdict { position: north, token: &token, verdict: Verdict::Confirm, note: "so" };
    river.store().decide(&new, &who).await.unwrap();
    let isle = values("isle", "water", Stance::Accepts);
    river.decide(south, Verdict::Correct(isle)).await;
    let add = |at: usize, party: &str| NewPosition {
        article: (article, 1),
        span: sentences::spans(&TEXT)[at],
        quote: TEXT[at],
        values: values(party, "bridges", Stance::Undecided),
        places: None,
        note: "between the lines",
    };
    river.store().add_position(&add(1, "isle"), &who).await.unwrap();
    let back = river.store().add_position(&add(1, "southbank"), &who).await.unwrap();
    river.decide(back.id, Verdict::TakeBack).await;
    let other = river.read(&["Nordstad rejects a bridge."], &[FOUND[0]]).await;
    let rows = river.standing().await;
    let lost = rows.iter().find(|row| row.article_id == other).unwrap().id;
    river.decide(lost, Verdict::Confirm).await;
    river.edit((other, 1), (&["Nobody rejects a bridge."], &[])).await;
    assert_eq!(river.held(lost).await.shown_status(), Status::Orphaned);
    river
}

/// The same articles without decisions; some ids are used up first, so that none is the same.
async fn undecided() -> River {
    let river = River::new().await;
    let gone = river.read(&["Other words."], &[]).await;
    river.store().delete_article((gone, 1), &Note::default(), &cause()).await.unwrap();
    river.read(&TEXT, &FOUND).await;
    river.read(&["Nobody rejects a bridge."], &[]).await;
    river
}

#[tokio::test]
async fn what_is_exported_and_imported_is_exported_again_the_same() {
    let (from, to) = (decided().await, undecided().await);
    let lines = export(&from).await;
    assert_eq!(lines.len(), 6, "{lines:#?}");
    let brought = import(&to, &lines).await;
    assert!(brought.iter().all(|one| *one == Brought::Stored), "{brought:?}");
    to.assert_sound().await;
    assert_eq!(to.words().await, from.words().await);
    let mut again = export(&to).await;
    // The order is that of ids, and those differ: the same lines, in the order of the first.
    let order = |line: &String| {
        let read: serde_json::Value = serde_json::from_str(line).unwrap();
        let decision = &read["decision"];
        format!("{} {} {}", decision["quote"], decision["party"], decision["issue"])
    };
    let mut lines = lines;
    lines.sort_by_key(order);
    again.sort_by_key(order);
    assert_eq!(without_ids(&again), without_ids(&lines));
    let brought = import(&to, &again).await;
    assert!(brought.iter().all(|one| *one == Brought::Known), "{brought:?}");
    let brought = import(&to, &lines).await;
    assert!(brought.iter().all(|one| *one == Brought::Known), "{brought:?}");
    to.assert_sound().await;
}

#[tokio::test]
async fn imported_decision_keeps_who_made_it_names_who_brought_it_and_can_be_taken_back() {
    let (from, to) = (decided().await, undecided().await);
    import(&to, &export(&from).await).await;
    let north = to.id_of("northbank").await;
    let held = to.held(north).await;
    assert_eq!((held.decided_name.as_str(), held.note.as_str()), ("Ada Holm", "so"));
    let history = to.store().history_of(north).await.unwrap();
    let told: Vec<(&str, &str)> =
        history.iter().map(|entry| (entry.action.as_str(), entry.by.as_str())).collect();
    assert_eq!(told, [("position confirmed", "Ada Holm"), ("decision imported", "command line")]);
    assert!(history[0].at < history[1].at);
    to.decide(north, Verdict::TakeBack).await;
    assert_eq!(to.held(north).await.status, Status::Suggested);
    to.assert_sound().await;
}

#[tokio::test]
async fn what_people_hold_here_is_never_overwritten() {
    let (from, to) = (decided().await, undecided().await);
    let north = to.id_of("northbank").await;
    let held = to.decide(north, Verdict::Reject).await;
    let lines = export(&from).await;
    let brought = import(&to, &lines).await;
    let conflicts: Vec<&Brought> =
        brought.iter().filter(|one| **one == Brought::Conflict(north)).collect();
    assert_eq!(conflicts.len(), 1, "{brought:?}");
    assert_eq!(to.held(north).await, held);
    to.assert_sound().await;
    assert_eq!(import(&to, &lines).await.iter().filter(|one| **one == Brought::Known).count(), 5);
}

#[tokio::test]
async fn line_that_does_not_hold_is_refused_and_the_others_go_in() {
    let (from, to) = (decided().await, undecided().await);
    let good = export(&from).await;
    let north = good.iter().position(|line| line.contains("northbank")).unwrap();
    for (was, is, why) in [
        ("\"quote\":\"Nordstad", "\"quote\":\"nordstad", "not the article's text"),
        ("\"negotiation\":\"riverland\"", "\"negotiation\":\"elsewhere\"", "no negotiation"),
        ("\"status\":\"confirmed\"", "\"status\":\"maybe\"", "unknown variant"),
        ("\"note\":\"so\"},\"history\"", "\"note\":\"no\"},\"history\"", "does not lead to it"),
        ("position confirmed", "position invented", "is nothing that is done"),
        ("\"position\":", "\"place\":", "unknown field"),
    ] {
        let bad = good[north].replace(was, is);
        assert_ne!(bad, good[north], "{was}");
        let brought = import(&to, &[bad]).await;
        let [Brought::Refused(said)] = brought.as_slice() else { panic!("{brought:?}") };
        assert!(said.contains(why), "{was}: {said}");
    }
    let nowhere = River::new().await;
    let brought = import(&nowhere, &good[north..=north]).await;
    assert_eq!(brought, [Brought::Refused("its article is not here".to_owned())]);
    // One that corrects what is left out has nothing to point to.
    let corrected = good.iter().position(|line| line.contains("\"status\":\"corrected\"")).unwrap();
    let brought = import(&to, &good[corrected..=corrected]).await;
    assert!(matches!(brought.as_slice(), [Brought::Refused(_)]), "{brought:?}");
    let brought = import(&to, &[good, vec!["{}".to_owned()]].concat()).await;
    let stored = brought.iter().filter(|one| **one == Brought::Stored).count();
    assert_eq!((stored, brought.len()), (6, 7));
    to.assert_sound().await;
}

#[tokio::test]
async fn arriving_decision_answers_reports() {
    let (from, to) = (decided().await, undecided().await);
    let north = to.id_of("northbank").await;
    let note = ReportNote::parse("", None).unwrap();
    let new = NewReport { position: north, kind: ReportKind::NotSaid, note: &note };
    let made = to.store().make_report(&new, &cause()).await.unwrap();
    import(&to, &export(&from).await).await;
    let after = to.store().report(made.id).await.unwrap().unwrap();
    assert_eq!((after.outcome, after.answer.as_str()), (Some(Status::Confirmed), "so"));
    to.assert_sound().await;
}

#[tokio::test]
async fn articles_with_nothing_left_to_decide_are_a_corpus() {
    let river = River::new().await;
    let article = river.read(&TEXT, &FOUND).await;
    let corpus = async || {
        let mut lines = Vec::new();
        let write = |line: &str| {
            lines.push(line.to_owned());
            Ok::<(), PipelineError>(())
        };
        pipeline(&river).export_corpus(Some("riverland"), write).await.unwrap();
        read_corpus(&lines.join("\n")).unwrap()
    };
    assert!(corpus().await.is_empty());
    let (north, south) = (river.id_of("northbank").await, river.id_of("southbank").await);
    river.decide(north, Verdict::Correct(values("northbank", "bridges", Stance::Accepts))).await;
    assert!(corpus().await.is_empty(), "one is left");
    river.decide(south, Verdict::Reject).await;
    let coded = corpus().await;
    let [coded] = coded.as_slice() else { panic!("{coded:?}") };
    assert_eq!(
        (coded.id.as_str(), coded.negotiation.as_str()),
        (&*article.to_string(), "riverland")
    );
    assert_eq!(coded.text, TEXT.join(" "));
    let quotes: Vec<&str> = coded.passages.iter().map(|passage| passage.quote.as_str()).collect();
    assert_eq!(quotes, [TEXT[0], TEXT[2]]);
    let [position] = coded.positions.as_slice() else { panic!("{:?}", coded.positions) };
    assert_eq!((position.quote.as_str(), position.stance), (TEXT[0], Stance::Accepts));
    assert_eq!((position.party.as_str(), position.issue.as_str()), ("northbank", "bridges"));
}

#[test]
fn ids_are_told_apart_from_other_numbers() {
    let lines = ["1 123456789012 7".to_owned(), "123456789013 123456789012".to_owned()];
    assert_eq!(without_ids(&lines), "1 \"id 0\" 7\n\"id 1\" \"id 0\"");
}
