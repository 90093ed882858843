//! Codings and adjudications, on whichever engine this run tests.

use concordance::domain::{
    AccountId, ArticleId, CharSpan, IssueSlug, Mark, MarkedPosition, Note, PartySlug, Role, Stance,
    Status,
};
use concordance::store::{
    Actor, Cause, Coding, CodingChange, CodingError, DecisionError, FindingFilter, NewAdjudication,
    NewArticle, NewCoding, PageRequest, PositionRow, StoreError,
};

use super::statements::execute;
use super::summaries::River;
use crate::support::people::{add_account, cause};
use crate::support::sentences::{self, Found};

const TEXT: [&str; 3] =
    ["Nordstad rejects the bridge.", "Nothing was said of roads.", "Zuidhaven offers water."];
const FOUND: [Found<'_>; 3] = [
    (0, "northbank", "bridges", Stance::Rejects, 0.9),
    (1, "isle", "water", Stance::Demands, 0.8),
    (2, "southbank", "water", Stance::Offers, 0.8),
];

fn mark(sentence: usize, issue: &str, position: Option<(&str, Stance)>) -> Mark {
    Mark {
        span: span(sentence),
        issue: IssueSlug::parse(issue).unwrap(),
        position: position.map(|(party, stance)| MarkedPosition {
            party: PartySlug::parse(party).unwrap(),
            stance,
            speaker: None,
            reported_by: None,
        }),
    }
}

fn span(sentence: usize) -> CharSpan {
    sentences::spans(&TEXT)[sentence]
}

fn by(account: AccountId, name: &str) -> Cause {
    Cause { actor: Actor::account(account, name), ..cause() }
}

/// An article that two people have coded, both done.
struct Coded {
    river: River,
    article: ArticleId,
    codings: [Coding; 2],
    editor: Cause,
}

impl Coded {
    async fn new() -> Self {
        let river = River::new().await;
        let article = post(&river, &TEXT, &FOUND).await;
        add_account(river.store(), "root", Role::Admin).await;
        let mut codings = Vec::new();
        for (name, marks) in [
            (
                "ada",
                vec![
                    mark(0, "bridges", Some(("northbank", Stance::Rejects))),
                    mark(2, "water", Some(("southbank", Stance::Conditions))),
                ],
            ),
            ("bela", vec![mark(0, "bridges", Some(("northbank", Stance::Rejects)))]),
        ] {
            let account = add_account(river.store(), name, Role::Coder).await;
            let new = NewCoding {
                article: (article, 1),
                account,
                sentences: 3,
                marks: &marks,
                is_done: true,
            };
            codings.push(river.store().begin_coding(&new, &by(account, name)).await.unwrap());
        }
        let editor = add_account(river.store(), "editor", Role::Editor).await;
        let codings = codings.try_into().unwrap();
        Self { river, article, codings, editor: by(editor, "editor") }
    }

    fn adjudication(&self) -> NewAdjudication<'static> {
        NewAdjudication {
            article: (self.article, 1),
            codings: [0, 1].map(|at: usize| (self.codings[at].id, self.codings[at].version)),
            decided: 0,
            held: Vec::new(),
            not_held: Vec::new(),
            rejected: Vec::new(),
            note: "read together",
        }
    }

    async fn rows(&self) -> Vec<PositionRow> {
        let mut all = Vec::new();
        for status in [None, Some(Status::Rejected)] {
            let filter =
                FindingFilter { status, doubtful: true, ..FindingFilter::of(self.river.catalog()) };
            let request = PageRequest::default();
            all.extend(self.river.store().list_positions(&filter, &request).await.unwrap().items);
        }
        all.sort_by_key(|row| (row.span().start, row.party.clone()));
        all
    }

    async fn words(&self) -> Vec<String> {
        let rows = self.rows().await;
        rows.iter().map(|row| format!("{} {} {}", row.party, row.stance, row.status)).collect()
    }
}

async fn post(river: &River, text: &[&str], found: &[Found<'_>]) -> ArticleId {
    let draft = sentences::draft(text);
    let findings = sentences::findings("test-1", text, found);
    let new = NewArticle { findings: &findings, ..river.new_article(&draft) };
    river.store().insert_article(&new, &cause()).await.unwrap()
}

async fn edit(river: &River, article: ArticleId, text: &[&str]) {
    let draft = sentences::draft(text);
    let findings = sentences::findings("test-1", text, &[]);
    let new = NewArticle { findings: &findings, ..river.new_article(&draft) };
    let note = Note::default();
    river.store().update_article((article, 1), &new, &note, &cause()).await.unwrap();
}

fn refusal<T: std::fmt::Debug>(result: Result<T, StoreError>) -> CodingError {
    match result {
        Err(StoreError::Coding(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn coding_is_changed_step_by_step_and_the_audit_leads_to_it() {
    let river = River::new().await;
    let article = post(&river, &TEXT, &FOUND).await;
    let ada = add_account(river.store(), "root", Role::Admin).await;
    let (place, cause) = (((article, 1), ada), by(ada, "root"));
    let none = river.store().change_coding(place, None, &CodingChange::Done, &cause).await;
    assert_eq!(refusal(none), CodingError::NotBegun);
    let new =
        NewCoding { article: (article, 1), account: ada, sentences: 3, marks: &[], is_done: false };
    let begun = river.store().begin_coding(&new, &cause).await.unwrap();
    assert_eq!((begun.version, begun.coder.as_str(), begun.done_at), (1, "root", None));
    assert_eq!(refusal(river.store().begin_coding(&new, &cause).await), CodingError::Begun);

    let first = mark(0, "bridges", Some(("northbank", Stance::Rejects)));
    let change = |change| {
        let store = river.store().clone();
        let cause = cause.clone();
        async move { store.change_coding(place, None, &change, &cause).await }
    };
    change(CodingChange::Add(mark(0, "bridges", None))).await.unwrap();
    let now = change(CodingChange::Add(first.clone())).await.unwrap();
    assert_eq!((now.version, now.marks.as_slice()), (3, &[first.clone()][..]));
    let same = change(CodingChange::Add(first.clone())).await.unwrap();
    assert_eq!(same.version, 3, "nothing has changed");
    change(CodingChange::Add(mark(2, "water", None))).await.unwrap();
    let stays = change(CodingChange::Remove((span(1), &first.issue, None))).await.unwrap();
    assert_eq!(stays.marks.len(), 2);
    river.assert_sound().await;

    let done = change(CodingChange::Done).await.unwrap();
    assert!(done.is_done());
    assert_eq!(refusal(change(CodingChange::Add(first.clone())).await), CodingError::Done);
    assert!(!change(CodingChange::Open).await.unwrap().is_done());
    let stale = river.store().change_coding(place, Some(1), &CodingChange::Done, &cause).await;
    assert_eq!(refusal(stale), CodingError::Changed(6));
    let whole = CodingChange::Replace(vec![mark(1, "water", None)], true);
    let now = river.store().change_coding(place, Some(6), &whole, &cause).await.unwrap();
    assert_eq!((now.version, now.marks.len(), now.is_done()), (7, 1, true));
    river.assert_sound().await;
    let id = now.id.to_string();
    let told = river.store().audit_of(("coding", &id), None).await.unwrap();
    assert_eq!(told.len(), 7);
    assert_eq!(told[0].action, "coding done", "newest first");
}

#[tokio::test]
async fn adjudication_confirms_corrects_adds_and_rejects_at_once() {
    let coded = Coded::new().await;
    let rows = coded.rows().await;
    let isle = rows.iter().find(|row| row.party.as_str() == "isle").unwrap();
    let new = NewAdjudication {
        held: vec![
            (mark(0, "bridges", Some(("northbank", Stance::Rejects))), TEXT[0]),
            (mark(0, "bridges", Some(("southbank", Stance::Demands))), TEXT[0]),
            (mark(2, "water", Some(("southbank", Stance::Conditions))), TEXT[2]),
        ],
        rejected: vec![(isle.id, isle.token())],
        ..coded.adjudication()
    };
    let done = coded.river.store().adjudicate(&new, &coded.editor).await.unwrap();
    assert_eq!((done.outcome.len(), done.by.as_str()), (4, "editor"));
    assert_eq!(
        coded.words().await,
        [
            "northbank rejects confirmed",
            "southbank demands added",
            "isle demands rejected",
            "southbank conditions corrected"
        ]
    );
    coded.river.assert_sound().await;
    let kept = coded.river.store().adjudication((coded.article, 1)).await.unwrap().unwrap();
    assert_eq!(kept, done);
    let history = coded.river.store().history_of(rows[0].id).await.unwrap();
    assert_eq!((history[0].by.as_str(), history[0].note.as_str()), ("editor", "read together"));

    let again = coded.river.store().adjudicate(&new, &coded.editor).await;
    assert_eq!(refusal(again), CodingError::Adjudicated);
    let own = coded.codings[0].account_id;
    let place = ((coded.article, 1), own);
    let open =
        coded.river.store().change_coding(place, None, &CodingChange::Open, &by(own, "ada")).await;
    assert_eq!(refusal(open), CodingError::Adjudicated);
}

#[tokio::test]
async fn what_people_hold_already_is_kept_or_corrected_and_neither_rejects() {
    let coded = Coded::new().await;
    let store = coded.river.store();
    let rows = coded.rows().await;
    for row in &rows {
        let (position, token) = (row.id, row.token());
        let verdict = concordance::store::Verdict::Confirm;
        let new =
            concordance::store::NewVerdict { position, token: &token, verdict, note: "before" };
        store.decide(&new, &cause()).await.unwrap();
    }
    let new = NewAdjudication {
        held: vec![
            (mark(0, "bridges", Some(("northbank", Stance::Rejects))), TEXT[0]),
            (mark(2, "water", Some(("southbank", Stance::Accepts))), TEXT[2]),
        ],
        decided: i64::try_from(rows.len()).unwrap(),
        not_held: vec![
            (span(1), PartySlug::parse("isle").unwrap(), IssueSlug::parse("water").unwrap()),
            (span(1), PartySlug::parse("isle").unwrap(), IssueSlug::parse("bridges").unwrap()),
        ],
        ..coded.adjudication()
    };
    let done = store.adjudicate(&new, &coded.editor).await.unwrap();
    assert_eq!(done.outcome.len(), 3, "where nothing stands nothing is rejected");
    assert_eq!(
        coded.words().await,
        ["northbank rejects confirmed", "isle demands rejected", "southbank accepts corrected"]
    );
    let untouched = store.decision(rows[0].id).await.unwrap().unwrap();
    assert_eq!((untouched.version, untouched.note.as_str()), (1, "before"));
    coded.river.assert_sound().await;
}

#[tokio::test]
async fn nothing_is_settled_that_is_not_as_it_was_seen() {
    let coded = Coded::new().await;
    let store = coded.river.store();
    let before = coded.words().await;
    let [first, second] = coded.adjudication().codings;
    for (codings, expected) in [
        ([first, (second.0, 9)], CodingError::Changed(1)),
        ([first, first], CodingError::NotTwo),
        ([first, (concordance::domain::CodingId(7), 1)], CodingError::NotBegun),
    ] {
        let new = NewAdjudication { codings, ..coded.adjudication() };
        assert_eq!(refusal(store.adjudicate(&new, &coded.editor).await), expected);
    }
    let rows = coded.rows().await;
    let new = NewAdjudication {
        held: vec![(mark(2, "water", Some(("southbank", Stance::Accepts))), TEXT[2])],
        rejected: vec![(rows[0].id, "0-00000000".to_owned())],
        ..coded.adjudication()
    };
    let stale = store.adjudicate(&new, &coded.editor).await;
    assert!(matches!(stale, Err(StoreError::Decision(DecisionError::Changed(_)))), "{stale:?}");
    assert_eq!(coded.words().await, before, "all at once or not at all");
    coded.river.assert_sound().await;
}

#[tokio::test]
async fn decision_made_after_the_positions_were_seen_is_not_overwritten() {
    let coded = Coded::new().await;
    let store = coded.river.store();
    let rows = coded.rows().await;
    let new = NewAdjudication {
        decided: store.decided(coded.article).await.unwrap(),
        held: vec![(mark(2, "water", Some(("southbank", Stance::Accepts))), TEXT[2])],
        not_held: vec![(span(0), rows[0].party.clone(), rows[0].issue.clone())],
        ..coded.adjudication()
    };
    let (position, token) = (rows[0].id, rows[0].token());
    let verdict = concordance::store::Verdict::Confirm;
    let decision = concordance::store::NewVerdict { position, token: &token, verdict, note: "" };
    store.decide(&decision, &cause()).await.unwrap();
    let late = store.adjudicate(&new, &coded.editor).await;
    assert!(matches!(late, Err(StoreError::Changed("positions"))), "{late:?}");
    assert_eq!(store.decision(position).await.unwrap().unwrap().status, Status::Confirmed);
    let seen = NewAdjudication { decided: store.decided(coded.article).await.unwrap(), ..new };
    store.adjudicate(&seen, &coded.editor).await.unwrap();
    assert_eq!(store.decision(position).await.unwrap().unwrap().status, Status::Rejected);
    coded.river.assert_sound().await;
}

#[tokio::test]
async fn edit_leaves_codings_as_they_are_and_deletion_takes_them_along() {
    let coded = Coded::new().await;
    let store = coded.river.store();
    edit(&coded.river, coded.article, &["Nordstad rejects the bridge.", "It rained."]).await;
    let new = coded.adjudication();
    assert_eq!(refusal(store.adjudicate(&new, &coded.editor).await), CodingError::Edited);
    let ada = coded.codings[0].account_id;
    let place = ((coded.article, 1), ada);
    let change = store.change_coding(place, None, &CodingChange::Open, &by(ada, "ada")).await;
    assert_eq!(refusal(change), CodingError::Edited);
    let kept = store.coding((coded.article, Some(1)), ada).await.unwrap().unwrap();
    assert_eq!(kept, coded.codings[0]);
    let marks = [mark(0, "bridges", None)];
    let new = NewCoding {
        article: (coded.article, 2),
        account: ada,
        sentences: 2,
        marks: &marks,
        is_done: false,
    };
    store.begin_coding(&new, &by(ada, "ada")).await.unwrap();
    let newest = store.coding((coded.article, None), ada).await.unwrap().unwrap();
    assert_eq!(newest.revision, 2);
    coded.river.assert_sound().await;
    store.delete_article((coded.article, 2), &Note::default(), &cause()).await.unwrap();
    assert!(store.codings_of(coded.river.negotiation()).await.unwrap().is_empty());
    coded.river.assert_sound().await;
}

#[tokio::test]
async fn adjudicated_article_can_be_deleted() {
    let coded = Coded::new().await;
    let store = coded.river.store();
    store.adjudicate(&coded.adjudication(), &coded.editor).await.unwrap();
    store.delete_article((coded.article, 1), &Note::default(), &cause()).await.unwrap();
    coded.river.assert_sound().await;
}

#[tokio::test]
async fn rule_is_blind_until_somebody_sets_it() {
    let river = River::new().await;
    let id = river.negotiation();
    assert!(river.store().codes_blindly(id).await.unwrap());
    river.store().set_blind(id, false, &cause()).await.unwrap();
    river.store().set_blind(id, false, &cause()).await.unwrap();
    assert!(!river.store().codes_blindly(id).await.unwrap());
    let told = river.store().audit_of(("negotiation", &id.to_string()), None).await.unwrap();
    assert_eq!(told.len(), 1, "the second time nothing changed");
    assert_eq!(told[0].after.as_deref(), Some("{\"blind\":false}"));
}

#[tokio::test]
async fn check_finds_what_was_changed_past_the_audit() {
    for (fault, expected) in [
        ("update codings set marks = '[]'", "leads to another coding than is kept"),
        ("delete from audit where subject_kind = 'coding'", "leads to another coding than is kept"),
        (
            "update codings set marks = replace(marks, '\"start\":0', '\"start\":900')",
            "lies outside its text",
        ),
        ("update codings set done_at = null", "lacks its codings or its entry"),
        (
            "update adjudications set outcome = '[{\"position\":7,\"is_held\":true}]'",
            "lacks its decision on position 7",
        ),
    ] {
        let coded = Coded::new().await;
        let store = coded.river.store();
        store.adjudicate(&coded.adjudication(), &coded.editor).await.unwrap();
        coded.river.assert_sound().await;
        execute(coded.river.url(), fault).await;
        let report = store.check().await.unwrap();
        let found = report.violations.iter().any(|violation| violation.0.contains(expected));
        assert!(found, "{fault}: {:?}", report.violations);
    }
}
