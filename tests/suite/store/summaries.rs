//! Cells, shifts and tallies follow the positions.

use concordance::clock::Clock;
use concordance::domain::{
    ArticleDraft, ArticleId, CatalogId, NegotiationId, Note, PositionId, Stance,
};
use concordance::store::{
    CatalogRow, FindingFilter, Findings, NewArticle, PageRequest, Store, StoreError,
};

use crate::support::app::NOW;
use crate::support::database::TestDatabase;
use crate::support::people::cause;
use crate::support::rows;

/// A store that holds the small negotiation.
pub(crate) struct River {
    database: TestDatabase,
    row: CatalogRow,
    clock: Clock,
    nothing: Findings,
}

/// A position as (party, issue, stance, reported by).
type Taken<'a> = (&'a str, &'a str, Stance, Option<&'a str>);

impl River {
    pub(crate) async fn new() -> Self {
        let database = TestDatabase::new().await;
        let catalog = rows::riverland();
        let clock = Clock::Fixed(NOW.parse().unwrap());
        database.store.put_catalog(&catalog, rows::RIVERLAND, "test-1", &cause()).await.unwrap();
        let row = database.store.current_catalog(&catalog.slug).await.unwrap().unwrap();
        Self { database, row, clock, nothing: Findings::default() }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.database.store
    }

    pub(crate) fn url(&self) -> &str {
        &self.database.url
    }

    pub(crate) fn catalog(&self) -> CatalogId {
        self.row.id
    }

    pub(crate) fn negotiation(&self) -> NegotiationId {
        self.row.negotiation_id
    }

    /// The instant at which everything is stored.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Goes on with another catalog, which has come in force.
    pub(crate) fn go_on_with(&mut self, row: CatalogRow) {
        self.row = row;
    }

    /// An article in which nothing was found.
    pub(crate) fn new_article<'a>(&'a self, draft: &'a ArticleDraft) -> NewArticle<'a> {
        NewArticle {
            negotiation: self.negotiation(),
            catalog: self.catalog(),
            draft,
            findings: &self.nothing,
            sample: false,
        }
    }

    pub(crate) async fn try_add(
        &self,
        dated_on: &str,
        text: &str,
        taken: &[Taken<'_>],
    ) -> Result<ArticleId, StoreError> {
        let draft = rows::draft("On the river", text, dated_on);
        let findings = if taken.is_empty() {
            Findings::default()
        } else {
            rows::findings(draft.text.as_str(), taken)
        };
        let new = NewArticle { findings: &findings, ..self.new_article(&draft) };
        self.store().insert_article(&new, &cause()).await
    }

    /// Stores an article of one sentence in which these positions are taken.
    pub(crate) async fn add(&self, dated_on: &str, text: &str, taken: &[Taken<'_>]) -> ArticleId {
        self.try_add(dated_on, text, taken).await.unwrap()
    }

    /// Every invariant holds.
    pub(crate) async fn assert_sound(&self) {
        let report = self.store().check().await.unwrap();
        assert!(report.violations.is_empty(), "{:?}", report.violations);
    }
}

fn own<'a>(stance: Stance) -> [Taken<'a>; 1] {
    [("northbank", "bridges", stance, None)]
}

#[tokio::test]
async fn cell_shows_the_latest_own_stance_whatever_the_order_of_posting() {
    let river = River::new().await;
    river.add("2026-01-20", "Third.", &own(Stance::Accepts)).await;
    river.add("2026-01-01", "First.", &own(Stance::Rejects)).await;
    river.add("2026-01-10", "Second.", &own(Stance::Accepts)).await;
    let cells = river.store().cells(river.catalog()).await.unwrap();
    assert_eq!(cells.len(), 1);
    let cell = &cells[0];
    assert_eq!((cell.own_count, cell.latest_stance), (3, Some(Stance::Accepts)));
    assert_eq!(cell.latest_on.as_deref(), Some("2026-01-20"));
    assert_eq!(cell.previous_stance, Some(Stance::Rejects));
    assert_eq!(cell.moved_on.as_deref(), Some("2026-01-10"), "when the present stance began");
    river.assert_sound().await;
}

#[tokio::test]
async fn hearsay_never_fills_a_partys_cell() {
    let river = River::new().await;
    let hearsay = [("northbank", "bridges", Stance::Accepts, Some("isle"))];
    river.add("2026-01-20", "The Isle says Nordstad agreed.", &hearsay).await;
    let cells = river.store().cells(river.catalog()).await.unwrap();
    assert_eq!((cells[0].own_count, cells[0].reported_count), (0, 1));
    assert_eq!((cells[0].latest_stance, cells[0].latest_id), (None, None));
    assert!(cells[0].reported_id.is_some());

    river.add("2026-01-02", "Nordstad refuses.", &own(Stance::Rejects)).await;
    let cells = river.store().cells(river.catalog()).await.unwrap();
    assert_eq!((cells[0].own_count, cells[0].reported_count), (1, 1));
    assert_eq!(cells[0].latest_stance, Some(Stance::Rejects));
    assert_eq!(cells[0].previous_stance, None, "hearsay is no earlier stance");
    assert!(river.store().latest_shifts(river.catalog(), 9).await.unwrap().is_empty());
    river.assert_sound().await;
}

#[tokio::test]
async fn shift_names_both_positions_and_their_words() {
    let river = River::new().await;
    river.add("2026-01-01", "Nordstad refuses.", &own(Stance::Rejects)).await;
    river.add("2026-01-09", "Nordstad agrees.", &own(Stance::Accepts)).await;
    let shifts = river.store().latest_shifts(river.catalog(), 9).await.unwrap();
    assert_eq!(shifts.len(), 1);
    assert_eq!((shifts[0].previous_stance, shifts[0].stance), (Stance::Rejects, Stance::Accepts));
    assert_eq!(
        (shifts[0].quote.as_str(), shifts[0].moved_on.as_str()),
        ("Nordstad agrees.", "2026-01-09")
    );
    let before: PositionId = shifts[0].previous_id;
    let before = river.store().position(before).await.unwrap().unwrap();
    assert_eq!(before.quote, "Nordstad refuses.");
}

#[tokio::test]
async fn tallies_count_months_issues_and_the_whole() {
    let river = River::new().await;
    river.add("2026-01-01", "One.", &own(Stance::Rejects)).await;
    let gone = river.add("2026-01-09", "Two.", &own(Stance::Rejects)).await;
    river.add("2026-02-09", "Three.", &own(Stance::Accepts)).await;
    river.store().delete_article((gone, 1), &Note::default(), &cause()).await.unwrap();
    let issue = rows::riverland().issues[0].slug.clone();
    let months = river.store().months_of_issue(river.catalog(), &issue).await.unwrap();
    let months: Vec<_> = months.iter().map(|m| (m.month.as_str(), m.own_count)).collect();
    assert_eq!(months, [("2026-01", 1), ("2026-02", 1)]);
    let tally = river.store().tally(river.catalog()).await.unwrap();
    assert_eq!((tally.articles, tally.passages, tally.positions, tally.suggested), (2, 2, 2, 2));
    let by_issue = river.store().passages_by_issue(river.catalog()).await.unwrap();
    assert_eq!(by_issue, [(issue, 2)]);
    river.assert_sound().await;
}

/// A doubtful position on another party is no party's latest, and in no count, until it is asked
/// for.
#[tokio::test]
async fn doubtful_position_counts_for_nothing() {
    let river = River::new().await;
    river.add("2026-01-01", "Nordstad refuses.", &own(Stance::Rejects)).await;
    let draft = rows::draft("On the river", "Perhaps Nordstad agrees.", "2026-01-09");
    let mut findings = rows::findings(draft.text.as_str(), &own(Stance::Accepts));
    findings.positions[0].confidence = 0.49;
    let article = NewArticle { findings: &findings, ..river.new_article(&draft) };
    let article = river.store().insert_article(&article, &cause()).await.unwrap();

    let cells = river.store().cells(river.catalog()).await.unwrap();
    assert_eq!((cells.len(), cells[0].own_count), (1, 1));
    assert_eq!(
        (cells[0].latest_stance, cells[0].moved_on.as_deref()),
        (Some(Stance::Rejects), None)
    );
    let tally = river.store().tally(river.catalog()).await.unwrap();
    assert_eq!((tally.articles, tally.passages, tally.positions), (2, 2, 1));
    let filter = FindingFilter::of(river.catalog());
    let doubtful = FindingFilter { doubtful: true, ..filter.clone() };
    let request = PageRequest::default();
    for (filter, expected) in [(filter, 1), (doubtful, 2)] {
        let positions = river.store().list_positions(&filter, &request).await.unwrap().items;
        assert_eq!(positions.len(), expected);
        let passages = river.store().list_passages(&filter, &request).await.unwrap().items;
        let held: usize = passages.iter().map(|passage| passage.positions.len()).sum();
        assert_eq!((passages.len(), held), (2, expected));
    }
    river.assert_sound().await;
    river.store().delete_article((article, 1), &Note::default(), &cause()).await.unwrap();
    river.assert_sound().await;
}

#[tokio::test]
async fn check_tells_of_a_quote_that_is_not_the_text() {
    let river = River::new().await;
    river.add("2026-01-01", "Nordstad refuses.", &own(Stance::Rejects)).await;
    super::statements::execute(river.url(), "update passages set quote = 'Nordstad agrees.'").await;
    super::statements::execute(river.url(), "update cells set own_count = 5").await;
    let report = river.store().check().await.unwrap();
    let said = format!("{:?}", report.violations);
    assert!(said.contains("does not equal its text"), "{said}");
    assert!(said.contains("cell bridges × northbank is off"), "{said}");
}
