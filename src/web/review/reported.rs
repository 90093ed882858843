//! What readers have reported, as the desk shows it.

use crate::domain::{NegotiationId, PositionId};
use crate::server::AppState;
use crate::store::{Report as Stored, Store, StoreError};
use crate::web::print;
use crate::web::view::Report;

/// Most reports shown on one position, and on positions that stand nowhere.
const MOST: i64 = 20;

/// How many positions are reported, in words, empty where none is; and the reports on positions that
/// stand nowhere any more.
pub(super) async fn of_negotiation(
    store: &Store,
    negotiation: NegotiationId,
) -> Result<(String, Vec<Report>), StoreError> {
    let (count, strays) = tokio::try_join!(
        store.reported_positions(negotiation),
        store.stray_reports(negotiation, MOST),
    )?;
    let reported = if count == 0 { String::new() } else { print::count(count, "position") };
    Ok((reported, strays.iter().map(|report| Report::of(report, None)).collect()))
}

/// The open reports on a position.
pub(super) async fn open_of(store: &Store, id: PositionId) -> Result<Vec<Report>, StoreError> {
    let reports = store.reports_of(id, MOST).await?;
    let open = reports.iter().filter(|report| report.is_open());
    // One key leads to one of them.
    let keys = std::iter::once("d").chain(std::iter::repeat(""));
    Ok(open.zip(keys).map(|(report, key)| Report { key, ..Report::of(report, None) }).collect())
}

/// Whether a position has an open report.
pub(super) async fn is_reported(state: &AppState, id: PositionId) -> Result<bool, StoreError> {
    Ok(state.store.reports_of(id, MOST).await?.iter().any(Stored::is_open))
}
