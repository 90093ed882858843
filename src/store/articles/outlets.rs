//! Outlets are counted with their articles.

use crate::domain::{ArticleDraft, ArticleId, NegotiationId, fold_key};
use crate::store::StoreError;
use crate::store::pool::{Tx, statements, with_tx};

statements! {
    COUNT_OUTLET = "insert into outlets (negotiation_id, outlet_key, name, articles)
        values ($1, $2, $3, 1)
        on conflict (negotiation_id, outlet_key) do update set articles = outlets.articles + 1";
    UNCOUNT_OUTLET = "update outlets set articles = articles - 1
        where negotiation_id = $1 and outlet_key = $2";
    FORGET_OUTLET = "delete from outlets
        where negotiation_id = $1 and outlet_key = $2 and articles = 0";
    OUTLET_OF = "select outlet_key from articles where id = $1";
}

pub(super) async fn count_outlet(
    tx: &mut Tx,
    negotiation: NegotiationId,
    draft: &ArticleDraft,
) -> Result<(), StoreError> {
    let Some(outlet) = &draft.outlet else {
        return Ok(());
    };
    with_tx!(tx, |conn| sqlx::query(COUNT_OUTLET)
        .bind(negotiation)
        .bind(fold_key(outlet))
        .bind(outlet.as_str())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}

pub(super) async fn uncount_outlet(
    tx: &mut Tx,
    negotiation: NegotiationId,
    article: ArticleId,
) -> Result<(), StoreError> {
    let key: Option<String> = with_tx!(&mut *tx, |conn| {
        sqlx::query_scalar(OUTLET_OF).bind(article).fetch_optional(conn).await?
    });
    let key = key.unwrap_or_default();
    for statement in [UNCOUNT_OUTLET, FORGET_OUTLET] {
        with_tx!(&mut *tx, |conn| sqlx::query(statement)
            .bind(negotiation)
            .bind(key.as_str())
            .execute(conn)
            .await?
            .rows_affected());
    }
    Ok(())
}
