//! Whether a negotiation's codings are blind.

use serde_json::json;

use crate::domain::NegotiationId;
use crate::store::audit::{Cause, Entry};
use crate::store::catalogs::lock_negotiation;
use crate::store::pool::{statements, with_primary, with_tx};
use crate::store::{Store, StoreError};

statements! {
    IS_BLIND = "select blind from negotiations where id = $1";
    SET_BLIND = "update negotiations set blind = $2 where id = $1";
}

impl Store {
    /// Whether those who code see neither suggestions nor others' marks until they are done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn codes_blindly(&self, negotiation: NegotiationId) -> Result<bool, StoreError> {
        Ok(with_primary!(self, |pool| {
            sqlx::query_scalar(IS_BLIND).bind(negotiation).fetch_one(pool).await?
        }))
    }

    /// Sets whether codings are blind, and tells the audit when that changes it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_blind(
        &self,
        negotiation: NegotiationId,
        blind: bool,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        lock_negotiation(&mut tx, negotiation).await?;
        let was: bool = with_tx!(&mut tx, |conn| {
            sqlx::query_scalar(IS_BLIND).bind(negotiation).fetch_one(conn).await?
        });
        if was == blind {
            return Ok(());
        }
        with_tx!(&mut tx, |conn| sqlx::query(SET_BLIND)
            .bind(negotiation)
            .bind(blind)
            .execute(conn)
            .await?
            .rows_affected());
        let entry = Entry {
            action: "coding rule changed",
            subject: ("negotiation", negotiation.to_string()),
            before: Some(json!({"blind": was})),
            after: Some(json!({"blind": blind})),
            note: "",
        };
        self.record(&mut tx, cause, entry).await?;
        tx.commit().await
    }
}
