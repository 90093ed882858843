//! Who has which suggestion on the desk, so that people who review at once are not given the same.
//!
//! Kept in memory only, one suggestion a person: what is forgotten at the server's end costs at
//! most that two people look at the same one, and then the second is told so when deciding.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::domain::{AccountId, PositionId};

/// How long a suggestion stays with whoever was shown it last, without a decision.
const HELD_FOR: SignedDuration = SignedDuration::from_mins(5);

/// What lies on everybody's desk.
#[derive(Debug, Clone, Default)]
pub struct Desks(Arc<Mutex<HashMap<AccountId, OnDesk>>>);

#[derive(Debug, Clone, Copy)]
struct OnDesk {
    position: PositionId,
    until: Timestamp,
}

impl Desks {
    /// Lays on a person's desk, in place of what was there, what `choose` chooses; it is told what
    /// lies on others' desks. One person after the other chooses.
    ///
    /// # Errors
    /// When `choose` fails; then the desk stays as it was.
    pub(super) async fn lay<F, E>(
        &self,
        person: AccountId,
        now: Timestamp,
        choose: impl FnOnce(Vec<PositionId>) -> F,
    ) -> Result<Option<PositionId>, E>
    where
        F: Future<Output = Result<Option<PositionId>, E>>,
    {
        let mut desks = self.0.lock().await;
        desks.retain(|_, desk| desk.until > now);
        let others = desks.iter().filter(|(id, _)| **id != person);
        let chosen = choose(others.map(|(_, desk)| desk.position).collect()).await?;
        let until = now.checked_add(HELD_FOR).unwrap_or(Timestamp::MAX);
        match chosen {
            Some(position) => desks.insert(person, OnDesk { position, until }),
            None => desks.remove(&person),
        };
        Ok(chosen)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    const ADA: AccountId = AccountId(1);
    const BELA: AccountId = AccountId(2);

    /// The lower of two suggestions that nobody else has.
    async fn next(desks: &Desks, person: AccountId, now: Timestamp) -> Option<i64> {
        let choose = |others: Vec<PositionId>| async move {
            let mut all = [PositionId(10), PositionId(11)].into_iter();
            Ok::<_, Infallible>(all.find(|id| !others.contains(id)))
        };
        desks.lay(person, now, choose).await.ok().flatten().map(|id| id.0)
    }

    #[tokio::test]
    async fn a_suggestion_lies_on_one_desk_until_it_is_left_alone() {
        let (desks, now) = (Desks::default(), Timestamp::UNIX_EPOCH);
        assert_eq!(next(&desks, ADA, now).await, Some(10));
        assert_eq!(next(&desks, ADA, now).await, Some(10), "it is her own");
        assert_eq!(next(&desks, BELA, now).await, Some(11));
        assert_eq!(next(&desks, AccountId(3), now).await, None);
        assert_eq!(next(&desks, BELA, now + HELD_FOR).await, Some(10), "she has gone away");
    }
}
