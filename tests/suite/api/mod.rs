//! The JSON API over the real router; every answer is held against the OpenAPI document.

mod accounts;
mod analyses;
mod articles;
mod catalogs;
mod coding;
mod commands;
mod decisions;
mod document;
mod findings;
mod history;
mod hostile;
mod http;
mod negotiations;
mod reference;
mod reports;
mod search;

use concordance::domain::Stance;

use crate::support::app::TestApp;

/// The small negotiation with three articles: a shift, a demand, an offer, and hearsay.
async fn river() -> TestApp {
    let app = TestApp::new().await;
    app.add(
        "2026-01-10",
        "Nordstad rejects the bridge that Zuidhaven demands.",
        &[
            ("northbank", "bridges", Stance::Rejects, None),
            ("southbank", "bridges", Stance::Demands, None),
        ],
    )
    .await;
    app.add(
        "2026-01-11",
        "Nordstad offers water and would accept a crossing.",
        &[
            ("northbank", "water", Stance::Offers, None),
            ("northbank", "bridges", Stance::Accepts, None),
        ],
    )
    .await;
    app.add(
        "2026-01-12",
        "The Isle says Zuidhaven will accept the crossing.",
        &[("southbank", "bridges", Stance::Accepts, Some("isle"))],
    )
    .await;
    app
}
