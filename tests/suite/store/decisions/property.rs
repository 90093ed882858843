//! No sequence of decisions, readings and edits loses or changes a decision.

use std::collections::BTreeMap;

use concordance::domain::{ArticleId, PositionId, Stance, Status};
use concordance::store::{
    Decision, DecisionError, NewPosition, PositionValues, StoreError, Verdict,
};
use proptest::prelude::*;

use super::{River, cause, sentences, values};

const SENTENCES: [&str; 4] = ["The bridge.", "A bridge, too.", "No bridge.", "Bridges again."];
const PARTIES: [&str; 3] = ["northbank", "southbank", "isle"];

/// One step.
#[derive(Debug, Clone)]
enum Step {
    /// Another reader finds what the bits say, one a sentence and party.
    Read(u16, bool),
    /// The text becomes these sentences.
    Edit(Vec<usize>, u16),
    Confirm(usize),
    Reject(usize),
    Correct(usize, usize),
    /// It is another party's.
    Replace(usize, usize),
    TakeBack(usize),
    Add(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let order = prop::collection::vec(0..SENTENCES.len(), 1..5);
    prop_oneof![
        2 => (any::<u16>(), any::<bool>()).prop_map(|(bits, sure)| Step::Read(bits, sure)),
        1 => (order, any::<u16>()).prop_map(|(order, bits)| Step::Edit(order, bits)),
        2 => (0..9_usize).prop_map(Step::Confirm),
        2 => (0..9_usize).prop_map(Step::Reject),
        2 => (0..9_usize, 0..6_usize).prop_map(|(at, stance)| Step::Correct(at, stance)),
        1 => (0..9_usize, 0..3_usize).prop_map(|(at, party)| Step::Replace(at, party)),
        2 => (0..9_usize).prop_map(Step::TakeBack),
        1 => (0..4_usize, 0..3_usize).prop_map(|(at, party)| Step::Add(at, party)),
    ]
}

/// What people have said, as one would note it on paper.
#[derive(Default)]
struct Paper(BTreeMap<PositionId, (Status, PositionValues)>);

struct Walk {
    river: River,
    article: ArticleId,
    revision: i64,
    reader: u32,
    text: Vec<&'static str>,
    paper: Paper,
}

/// What a machine finds by the bits.
fn found(bits: u16, sure: bool, text: &[&str]) -> Vec<sentences::Found<'static>> {
    let mut found = Vec::new();
    for at in 0..text.len() {
        for (party, name) in PARTIES.iter().enumerate() {
            let bit = (at * PARTIES.len() + party) % 16;
            if bits >> bit & 1 == 1 {
                let stance = Stance::ALL[(bit + usize::from(sure)) % Stance::ALL.len()];
                found.push((at, *name, "bridges", stance, if sure { 0.9 } else { 0.3 }));
            }
        }
    }
    found
}

impl Walk {
    async fn new() -> Self {
        let river = River::new().await;
        let text = SENTENCES.to_vec();
        let article = river.read(&text, &found(0b0101_0011_0110_1010, true, &text)).await;
        Self { river, article, revision: 1, reader: 1, text, paper: Paper::default() }
    }

    async fn take(&mut self, step: &Step) {
        match step {
            Step::Read(bits, sure) => {
                self.reader += 1;
                let found = found(*bits, *sure, &self.text);
                let (place, reader) =
                    ((self.article, self.revision), format!("test-{}", self.reader));
                self.river.read_again(&reader, place, (&self.text, &found)).await;
            }
            Step::Edit(order, bits) => {
                let text: Vec<&str> = order.iter().map(|&at| SENTENCES[at]).collect();
                let found = found(*bits, true, &text);
                self.river.edit((self.article, self.revision), (&text, &found)).await;
                self.revision += 1;
                self.text = text;
            }
            Step::Confirm(at) => self.decide(*at, |_| Some(Verdict::Confirm)).await,
            Step::Reject(at) => self.decide(*at, |_| Some(Verdict::Reject)).await,
            Step::Correct(at, stance) => {
                let stance = Stance::ALL[*stance];
                self.decide(*at, |held| {
                    Some(Verdict::Correct(PositionValues { stance, ..held.values.clone() }))
                })
                .await;
            }
            Step::Replace(at, party) => {
                let party = values(PARTIES[*party], "bridges", Stance::Offers).party;
                self.decide(*at, |held| {
                    let values = PositionValues { party: party.clone(), ..held.values.clone() };
                    Some(Verdict::Correct(values))
                })
                .await;
            }
            Step::TakeBack(at) => {
                self.decide(*at, |held| held.status.is_decided().then_some(Verdict::TakeBack))
                    .await;
            }
            Step::Add(at, party) => self.add(*at, PARTIES[*party]).await,
        }
    }

    /// Decides on the position at this place in the list, if there is one.
    async fn decide(&mut self, at: usize, verdict: impl Fn(&Decision) -> Option<Verdict>) {
        let rows = self.river.standing().await;
        let Some(row) = rows.get(at % rows.len().max(1)) else { return };
        let held = self.river.held(row.id).await;
        let Some(verdict) = verdict(&held) else { return };
        match self.river.try_decide(row.id, &held.token(), verdict).await {
            Ok(_) => self.note_all().await,
            Err(StoreError::Decision(
                DecisionError::Taken(_) | DecisionError::NothingToTakeBack,
            )) => {}
            Err(error) => panic!("{error}"),
        }
    }

    async fn add(&mut self, at: usize, party: &str) {
        let at = at % self.text.len();
        let new = NewPosition {
            article: (self.article, self.revision),
            span: sentences::spans(&self.text)[at],
            quote: self.text[at],
            values: values(party, "bridges", Stance::Conditions),
            places: None,
            note: "",
        };
        match self.river.store().add_position(&new, &cause()).await {
            Ok(_) => self.note_all().await,
            Err(StoreError::Decision(DecisionError::Taken(_))) => {}
            Err(error) => panic!("{error}"),
        }
    }

    /// Notes what is held once somebody has decided: nothing but a decision may change it.
    async fn note_all(&mut self) {
        let mut ids: Vec<PositionId> = self.paper.0.keys().copied().collect();
        ids.extend(self.river.standing().await.iter().map(|row| row.id));
        self.paper.0.clear();
        for id in ids {
            let held = self.river.held(id).await;
            if held.version > 0 && held.status.is_decided() {
                self.paper.0.insert(id, (held.status, kept_values(&held)));
            }
        }
    }

    async fn assert_kept(&self) {
        for (&id, (status, values)) in &self.paper.0 {
            let held = self.river.held(id).await;
            assert_eq!((held.status, &kept_values(&held)), (*status, values));
        }
        for row in self.river.standing().await {
            let rejected = self.paper.0.get(&row.id).is_some_and(|kept| kept.0 == Status::Rejected);
            assert!(!rejected || row.status == Status::Rejected, "{row:?}");
        }
    }
}

/// The values that a decision keeps; those of a rejected one are the machine's to change.
fn kept_values(held: &Decision) -> PositionValues {
    if held.status == Status::Rejected {
        values(held.values.party.as_str(), "bridges", Stance::Rejects)
    } else {
        held.values.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 20, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_but_a_decision_changes_a_decision(steps in prop::collection::vec(step(), 1..14)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let mut walk = Walk::new().await;
            for step in &steps {
                walk.take(step).await;
                walk.assert_kept().await;
            }
            walk.river.assert_sound().await;
        });
    }
}
