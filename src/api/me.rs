//! Who is signed in.

use axum::Json;
use axum::extract::Extension;

use super::described::Reading;
use super::error::{self, ApiError};
use super::shapes::Me;
use crate::access::{Identity, Refusal};

/// Tell who is signed in
///
/// The account, how the request is signed in, and what it may do: a token may do no more than its
/// own role and its owner's.
#[utoipa::path(get, path = "/me", tag = "Accounts",
    responses((status = 200, description = "Who is signed in.", body = Me), Reading))]
pub(super) async fn find_me(identity: Option<Extension<Identity>>) -> Result<Json<Me>, ApiError> {
    // Without the guard there is nobody: the answer is the guard's.
    let Extension(identity) = identity.ok_or_else(|| error::refusal_of(Refusal::SignIn))?;
    Ok(Json(Me::from(identity)))
}
