//! Accounts, and requests of those who are signed in.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use concordance::access::{NewPassword, Passwords, Secret};
use concordance::domain::{AccountId, AccountName, PasswordHash, Role};
use concordance::store::{Actor, Cause, NewAccount, NewToken, Store};
use jiff::Timestamp;
use tokio::sync::OnceCell;

use super::app::{Answer, NOW, TestApp};

/// The password of every account that a test makes.
pub(crate) const PASSWORD: &str = "a bridge over the river";

/// Hashed once: it takes a while.
static HASH: OnceCell<PasswordHash> = OnceCell::const_new();

pub(crate) async fn password_hash() -> &'static PasswordHash {
    HASH.get_or_init(|| async {
        let password = NewPassword::parse(PASSWORD, "nobody").expect("it holds");
        Passwords::default().hash(password).await.expect("it is hashed")
    })
    .await
}

/// What a test makes happen.
pub(crate) fn cause() -> Cause {
    let now = NOW.parse().expect("an instant");
    Cause { actor: Actor::command_line(), request_id: None, now }
}

pub(crate) async fn add_account(store: &Store, name: &str, role: Role) -> AccountId {
    let name = AccountName::parse(name).expect("a name");
    let new = NewAccount { name: &name, role, password: password_hash().await };
    store.add_account(&new, &cause()).await.expect("the account is made")
}

impl TestApp {
    /// With an account of each role, named for it.
    pub(crate) async fn with_people() -> Self {
        let app = Self::new().await;
        app.add_people().await;
        app
    }

    pub(crate) async fn add_people(&self) {
        for &role in Role::ALL.iter().rev() {
            self.add_account(role.as_str(), role).await;
        }
    }

    pub(crate) async fn add_account(&self, name: &str, role: Role) -> AccountId {
        add_account(&self.database.store, name, role).await
    }

    pub(crate) async fn id_of(&self, name: &str) -> AccountId {
        let known = self.database.store.account_by_name(&AccountName::key_of(name)).await;
        known.expect("the store answers").expect("the account is there").account.id
    }

    /// Tries to sign in.
    pub(crate) async fn try_sign_in(&self, name: &str, password: &str) -> Answer {
        self.post_form("/sign-in", &[("name", name), ("password", password)]).await
    }

    /// Signs in; answers the cookie.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let answer = self.try_sign_in(name, PASSWORD).await;
        let answer = answer.assert_status(StatusCode::SEE_OTHER);
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default();
        assert!(cookie.starts_with("concordance="), "{cookie}");
        cookie.to_owned()
    }

    /// A token of an account with at most this role, until the end of the year.
    pub(crate) async fn token(&self, owner: &str, role: Role) -> String {
        let secret = Secret::of_token().expect("random bytes");
        let expires_at: Timestamp = "2026-12-31T00:00:00Z".parse().expect("an instant");
        let account = self.id_of(owner).await;
        let digest = secret.digest();
        let new = NewToken { account, digest: &digest, name: "import", role, expires_at };
        let made = self.database.store.add_token(&new, &cause()).await;
        made.expect("the token is made");
        format!("Bearer {}", secret.reveal())
    }

    pub(crate) async fn get_as(&self, cookie: &str, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Posts a form, as a browser that is signed in would.
    pub(crate) async fn post_as(
        &self,
        cookie: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }
}
