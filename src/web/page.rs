//! What every page shares: the data of `base.html`, and the way from a page struct to an answer.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::print::number;
use crate::access::{May, Viewer};
use crate::store::{NegotiationRow, Tally};

/// The data of `base.html`.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// Which entry of the navigation is the present one: `negotiations`, `articles`, `new`,
    /// `search`, `account` or none.
    pub(crate) section: &'static str,
    /// Positions that the page's collection holds; empty where that is not known.
    pub(crate) positions: String,
    /// Of them, those that no person has confirmed.
    pub(crate) machine_read: String,
    /// Of them, those that a person has confirmed.
    pub(crate) confirmed: String,
    /// Who is signed in; empty when nobody is.
    pub(crate) signed_in: String,
    /// Where to sign in; empty when somebody is, or nobody could.
    pub(crate) sign_in: String,
    /// What who looks at the page may do.
    pub(crate) may: May,
}

impl Layout {
    /// A page about one negotiation.
    pub(crate) fn of_tally(section: &'static str, tally: &Tally) -> Self {
        Self::counting(section, tally.positions, tally.suggested)
    }

    /// A page across all negotiations.
    pub(crate) fn of_all(section: &'static str, negotiations: &[NegotiationRow]) -> Self {
        let positions = negotiations.iter().map(|row| row.positions).sum();
        let suggested = negotiations.iter().map(|row| row.suggested).sum();
        Self::counting(section, positions, suggested)
    }

    /// A page that shows no position.
    pub(crate) fn without_counts() -> Self {
        Self::saying("", [String::new(), String::new(), String::new()])
    }

    fn counting(section: &'static str, positions: i64, suggested: i64) -> Self {
        Self::saying(section, [positions, suggested, positions - suggested].map(number))
    }

    fn saying(section: &'static str, [positions, machine_read, confirmed]: [String; 3]) -> Self {
        let viewer = Viewer::current();
        Self {
            section,
            positions,
            machine_read,
            confirmed,
            signed_in: viewer.signed_in.map(|(name, _)| name).unwrap_or_default(),
            sign_in: viewer.sign_in.unwrap_or_default(),
            may: May::now(),
        }
    }
}

/// A page as an answer 200.
pub(crate) fn render(page: &impl Template) -> Response {
    render_as(StatusCode::OK, page)
}

/// A page as an answer of any status.
pub(crate) fn render_as(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (status, kind, html).into_response()
        }
        Err(error) => {
            tracing::error!(error = %error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
