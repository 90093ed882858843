//! `/about`: how it works, and what the words mean.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::error::WebError;
use super::page::{Layout, render};
use super::print;
use super::view::{StanceMeaning, legend};
use crate::domain::{Rung, Status};
use crate::server::AppState;

/// A rung with its meaning.
struct RungMeaning {
    id: &'static str,
    name: String,
    meaning: &'static str,
}

/// A status with its meaning.
struct StatusMeaning {
    status: Status,
    meaning: &'static str,
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    layout: Layout,
    stances: Vec<StanceMeaning>,
    rungs: Vec<RungMeaning>,
    statuses: Vec<StatusMeaning>,
}

/// The page.
pub(crate) async fn show_page(State(state): State<AppState>) -> Result<Response, WebError> {
    let negotiations = state.store.negotiations().await?;
    let rung = |&rung: &Rung| RungMeaning {
        id: rung.as_str(),
        name: print::rung(rung),
        meaning: print::rung_meaning(rung),
    };
    let status = |&status: &Status| StatusMeaning {
        status,
        meaning: match status {
            Status::Suggested => "found by the machine; nobody has decided on it",
            Status::Confirmed => "a person has read it and agrees",
            Status::Corrected => "a person has put it right: what stands is the person’s word",
            Status::Added => "a person has found it where the machine had not",
            Status::Rejected => {
                "a person has read it and disagrees; it counts nowhere and is not suggested again"
            }
            Status::Orphaned => {
                "a person has decided on it, but its sentence stands no longer in the edited \
                 article; a person must place it anew"
            }
        },
    };
    Ok(render(&AboutPage {
        layout: Layout::of_all("about", &negotiations),
        stances: legend(),
        rungs: Rung::ALL.iter().map(rung).collect(),
        statuses: Status::ALL.iter().map(status).collect(),
    }))
}
