//! What people decide stands, whoever reads the article again and however it is edited.

mod deciding;
mod edits;
mod property;
mod review;
mod transfer;

use concordance::domain::{ArticleId, IssueSlug, Note, PartySlug, PositionId, Rung, Stance};
use concordance::store::{
    Decision, FindingFilter, NewArticle, NewVerdict, PageRequest, PositionRow, PositionValues,
    StoreError, Verdict,
};

use super::summaries::River;
use crate::support::people::cause;
use crate::support::rows;
use crate::support::sentences::{self, Found};

/// Two sentences in which the machine finds something.
const TEXT: [&str; 3] =
    ["Nordstad rejects the bridge.", "Nothing was said of roads.", "Zuidhaven offers water."];
const FOUND: [Found<'_>; 2] = [
    (0, "northbank", "bridges", Stance::Rejects, 0.9),
    (2, "southbank", "water", Stance::Offers, 0.8),
];

impl River {
    /// An article of these sentences in which the machine finds that much.
    async fn read(&self, text: &[&str], found: &[Found<'_>]) -> ArticleId {
        let draft = sentences::draft(text);
        let findings = sentences::findings("test-1", text, found);
        let new = NewArticle { findings: &findings, ..self.new_article(&draft) };
        self.store().insert_article(&new, &cause()).await.unwrap()
    }

    /// All articles are this one; another reader reads it and finds that much.
    async fn read_again(
        &mut self,
        reader: &str,
        (article, revision): (ArticleId, i64),
        (text, found): (&[&str], &[Found<'_>]),
    ) {
        let (catalog, now) = (rows::riverland(), self.now());
        let store = self.store().clone();
        store.put_catalog(&catalog, rows::RIVERLAND, reader, &cause()).await.unwrap();
        let pending = store.pending_catalog(self.negotiation()).await.unwrap().unwrap();
        let findings = sentences::findings(reader, text, found);
        store.add_findings(&pending, (article, revision), &findings, now).await.unwrap();
        assert!(store.activate_catalog(&pending, &cause()).await.unwrap());
        self.go_on_with(pending);
    }

    /// Edits the article; the machine finds that much in its new text.
    async fn edit(
        &self,
        (article, revision): (ArticleId, i64),
        (text, found): (&[&str], &[Found<'_>]),
    ) {
        let draft = sentences::draft(text);
        let findings = sentences::findings("test-1", text, found);
        let new = NewArticle { findings: &findings, ..self.new_article(&draft) };
        self.store()
            .update_article((article, revision), &new, &Note::default(), &cause())
            .await
            .unwrap();
    }

    /// Every position that stands, rejected ones too, in the order of the text.
    async fn standing(&self) -> Vec<PositionRow> {
        let mut all = Vec::new();
        for status in [None, Some(concordance::domain::Status::Rejected)] {
            let filter =
                FindingFilter { status, doubtful: true, ..FindingFilter::of(self.catalog()) };
            let request = PageRequest::new(None, Some(200));
            all.extend(self.store().list_positions(&filter, &request).await.unwrap().items);
        }
        all.sort_by_key(|row| (row.span().start, row.party.clone(), row.issue.clone()));
        all
    }

    /// What stands, as words.
    async fn words(&self) -> Vec<String> {
        let rows = self.standing().await;
        rows.iter().map(|row| format!("{} {} {}", row.party, row.stance, row.status)).collect()
    }

    /// The id of the position of this party.
    async fn id_of(&self, party: &str) -> PositionId {
        let rows = self.standing().await;
        rows.iter().find(|row| row.party.as_str() == party).expect("it stands").id
    }

    async fn held(&self, id: PositionId) -> Decision {
        self.store().decision(id).await.unwrap().expect("something is held of it")
    }

    async fn try_decide(
        &self,
        id: PositionId,
        token: &str,
        verdict: Verdict,
    ) -> Result<Decision, StoreError> {
        let new = NewVerdict { position: id, token, verdict, note: "" };
        self.store().decide(&new, &cause()).await
    }

    /// Decides on what stands now.
    async fn decide(&self, id: PositionId, verdict: Verdict) -> Decision {
        let token = self.held(id).await.token();
        self.try_decide(id, &token, verdict).await.unwrap()
    }
}

fn values(party: &str, issue: &str, stance: Stance) -> PositionValues {
    PositionValues {
        party: PartySlug::parse(party).unwrap(),
        issue: IssueSlug::parse(issue).unwrap(),
        stance,
        speaker: None,
        reported_by: None,
        rung: Rung::OnRecord,
    }
}
