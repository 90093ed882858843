//! Accounts, sessions, tokens, and what the audit keeps of them.

use std::time::Duration;

use concordance::domain::{AccountId, AccountName, PasswordHash, Role};
use concordance::store::{
    AccountError, Actor, Cause, NewAccount, NewSession, NewToken, SessionLife, Store, StoreError,
};
use jiff::Timestamp;

use super::statements::execute;
use crate::support::database::TestDatabase;
use crate::support::people::{add_account, cause, password_hash};

fn refused<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> AccountError {
    match answer {
        Err(StoreError::Account(error)) => error,
        other => panic!("{other:?}"),
    }
}

async fn add(store: &Store, name: &str, role: Role) -> Result<AccountId, StoreError> {
    let name = AccountName::parse(name).unwrap();
    let new = NewAccount { name: &name, role, password: password_hash().await };
    store.add_account(&new, &cause()).await
}

async fn session(store: &Store, account: AccountId, digest: &str) -> Result<(), StoreError> {
    let password = password_hash().await;
    let new = NewSession { account, password, digest, agent: "a test", instead_of: None };
    store.begin_session(&new, SessionLife::default(), &cause()).await.map(|_| ())
}

fn digest(letter: &str) -> String {
    letter.repeat(64)
}

fn later(seconds: u64) -> Timestamp {
    cause().now + Duration::from_secs(seconds)
}

/// What was done to an account, newest first, with who did it.
async fn done(store: &Store, id: AccountId) -> Vec<String> {
    let rows = store.audit_of(("account", &id.to_string()), None).await.unwrap();
    rows.into_iter()
        .map(|row| {
            let states = [row.before, row.after].map(Option::unwrap_or_default);
            format!("{}: {} {} > {}", row.actor_name, row.action, states[0], states[1])
        })
        .collect()
}

#[tokio::test]
async fn the_first_account_is_an_admin_and_the_last_admin_stays() {
    let database = TestDatabase::new().await;
    let store = &database.store;
    assert!(!store.has_accounts().await.unwrap());
    assert_eq!(refused(add(store, "Bela", Role::Coder).await), AccountError::FirstNotAdmin);
    assert!(!store.has_accounts().await.unwrap());
    let ada = add(store, "Ada", Role::Admin).await.unwrap();
    let bela = add(store, "Bela", Role::Coder).await.unwrap();
    assert!(store.has_accounts().await.unwrap());
    assert_eq!(refused(add(store, "ADA", Role::Coder).await), AccountError::NameTaken);
    assert_eq!(refused(store.set_role(ada, Role::Editor, &cause()).await), AccountError::LastAdmin);
    assert_eq!(refused(store.disable_account(ada, &cause()).await), AccountError::LastAdmin);
    store.set_role(ada, Role::Admin, &cause()).await.unwrap();
    store.set_role(bela, Role::Admin, &cause()).await.unwrap();
    store.disable_account(ada, &cause()).await.unwrap();
    store.disable_account(ada, &cause()).await.unwrap();
    assert_eq!(refused(store.disable_account(bela, &cause()).await), AccountError::LastAdmin);
    store.set_role(ada, Role::Coder, &cause()).await.unwrap();
    let nobody = AccountId(7);
    assert_eq!(refused(store.set_role(nobody, Role::Coder, &cause()).await), AccountError::Gone);
    assert_eq!(refused(store.enable_account(nobody, &cause()).await), AccountError::Gone);
    let names: Vec<_> = store.accounts().await.unwrap().into_iter().map(|a| a.name).collect();
    assert_eq!(names, ["Ada", "Bela"]);
    assert!(store.check().await.unwrap().violations.is_empty());
}

#[tokio::test]
async fn two_admins_who_demote_each_other_leave_one() {
    let database = TestDatabase::new().await;
    let store = &database.store;
    let ada = add(store, "Ada", Role::Admin).await.unwrap();
    let bela = add(store, "Bela", Role::Admin).await.unwrap();
    let cause = cause();
    let (one, other) = tokio::join!(
        store.set_role(ada, Role::Reader, &cause),
        store.disable_account(bela, &cause)
    );
    assert_ne!(one.is_ok(), other.is_ok(), "{one:?} {other:?}");
    assert!(store.check().await.unwrap().violations.is_empty());
}

#[tokio::test]
async fn every_change_stands_in_the_audit_without_secrets() {
    let database = TestDatabase::new().await;
    let store = &database.store;
    let ada = add(store, "Ada", Role::Admin).await.unwrap();
    let bela = add(store, "Bela", Role::Coder).await.unwrap();
    let by_ada = Cause {
        actor: Actor::account(ada, "Ada"),
        request_id: Some(format!("request-1\n{}", "x".repeat(500))),
        now: later(1),
    };
    session(store, bela, &digest("a")).await.unwrap();
    store.set_role(bela, Role::Editor, &by_ada).await.unwrap();
    store.set_role(bela, Role::Editor, &by_ada).await.unwrap();
    let other = PasswordHash("$argon2id$other".to_owned());
    store.set_password(bela, (&other, None), &by_ada).await.unwrap();
    store.disable_account(bela, &by_ada).await.unwrap();
    store.enable_account(bela, &by_ada).await.unwrap();
    let done = done(store, bela).await;
    assert_eq!(
        done,
        [
            r#"Ada: account enabled {"enabled":false} > {"enabled":true}"#,
            r#"Ada: account disabled {"enabled":true} > {"enabled":false,"sessions_ended":0}"#,
            r#"Ada: password changed  > {"sessions_ended":1}"#,
            r#"Ada: role changed {"role":"coder"} > {"role":"editor"}"#,
            r#"command line: signed in  > {"agent":"a test"}"#,
            r#"command line: account added  > {"name":"Bela","role":"coder"}"#,
        ]
    );
    assert!(!done.concat().contains("argon2") && !done.concat().contains("aaaa"));
    let rows = store.audit_of(("account", &bela.to_string()), None).await.unwrap();
    assert_eq!((rows[0].actor_id, rows[0].at), (Some(ada), later(1).as_millisecond()));
    let request = rows[0].request_id.as_deref().unwrap();
    assert!(request.starts_with("request-1x") && request.len() == 64, "{request}");
    let before = store.audit_of(("account", &bela.to_string()), Some(rows[3].id)).await.unwrap();
    assert_eq!(before.len(), 2);
}

#[tokio::test]
async fn a_session_lasts_as_long_as_it_may() {
    let database = TestDatabase::new().await;
    let store = &database.store;
    let ada = add_account(store, "Ada", Role::Admin).await;
    session(store, ada, &digest("a")).await.unwrap();
    let life = SessionLife { idle: Duration::from_secs(100), age: Duration::from_secs(1_000) };
    let at = async |second| store.session(&digest("a"), life, later(second)).await.unwrap();
    assert!(at(99).await.is_some() && at(100).await.is_none());
    let found = at(30).await.unwrap();
    assert_eq!((found.account_id, found.role), (ada, Role::Admin));
    // Not noted before a minute has passed.
    store.note_seen(&found, later(59)).await.unwrap();
    assert!(at(100).await.is_none());
    store.note_seen(&found, later(90)).await.unwrap();
    assert!(at(189).await.is_some());
    for second in (180..=990).step_by(90) {
        let found = at(second).await.unwrap();
        store.note_seen(&found, later(second)).await.unwrap();
    }
    assert!(at(999).await.is_some() && at(1_000).await.is_none());
    assert!(store.session(&digest("b"), life, later(1)).await.unwrap().is_none());
    // A later sign-in lets it go.
    let password = password_hash().await;
    let new = digest("c");
    let new = NewSession { account: ada, password, digest: &new, agent: "", instead_of: None };
    let cause = Cause { now: later(2_000), ..cause() };
    store.begin_session(&new, life, &cause).await.unwrap();
    let left = store.sessions_of(ada, SessionLife::default(), later(2_000)).await.unwrap();
    assert_eq!(left.len(), 1);
}

#[tokio::test]
async fn no_session_begins_once_the_account_has_changed() {
    let database = TestDatabase::new().await;
    let store = &database.store;
    add_account(store, "Ada", Role::Admin).await;
    let bela = add_account(store, "Bela", Role::Coder).await;
    session(store, bela, &digest("a")).await.unwrap();
    let other = PasswordHash("$argon2id$other".to_owned());
    store.set_password(bela, (&other, None), &cause()).await.unwrap();
    assert_eq!(refused(session(store, bela, &digest("b")).await), AccountError::Gone);
    store.set_password(bela, (password_hash().await, None), &cause()).await.unwrap();
    session(store, bela, &digest("c")).await.unwrap();
    store.disable_account(bela, &cause()).await.unwrap();
    assert_eq!(refused(session(store, bela, &digest("d")).await), AccountError::Gone);
    let life = SessionLife::default();
    for letter in ["a", "b", "c", "d"] {
        assert!(store.session(&digest(letter), life, later(1)).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_token_counts_until_it_expires_or_is_revoked() {
    let database = TestDatabase::new().await;
    let store = &database.store;
    let ada = add_account(store, "Ada", Role::Admin).await;
    let new = digest("t");
    let new = NewToken {
        account: ada,
        digest: &new,
        name: "import",
        role: Role::Coder,
        expires_at: later(100),
    };
    let id = store.add_token(&new, &cause()).await.unwrap();
    let owner = store.token(&digest("t"), later(99)).await.unwrap().unwrap();
    assert_eq!((owner.role, owner.token_role), (Role::Admin, Role::Coder));
    assert!(store.token(&digest("t"), later(100)).await.unwrap().is_none());
    assert!(!store.revoke_token(AccountId(7), id, &cause()).await.unwrap());
    assert!(store.revoke_token(ada, id, &cause()).await.unwrap());
    assert!(!store.revoke_token(ada, id, &cause()).await.unwrap());
    assert!(store.token(&digest("t"), later(1)).await.unwrap().is_none());
    let rows = store.audit_of(("token", &id.to_string()), None).await.unwrap();
    let actions: Vec<_> = rows.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(actions, ["token revoked", "token made"]);
    assert!(!format!("{rows:?}").contains("tttt"));
}

#[tokio::test]
async fn check_finds_accounts_that_nobody_can_look_after() {
    let database = TestDatabase::new().await;
    let ada = add_account(&database.store, "Ada", Role::Admin).await;
    session(&database.store, ada, &digest("a")).await.unwrap();
    assert!(database.store.check().await.unwrap().violations.is_empty());
    execute(&database.url, "update accounts set disabled_at = 1").await;
    execute(&database.url, "update accounts set password = 'plain', name_key = 'bela'").await;
    execute(&database.url, "update audit set after = '{'").await;
    let found = database.store.check().await.unwrap().violations;
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    let found = found.join("\n");
    for told in ["no enabled admin", "of a disabled account", "whose key is another", "no JSON"] {
        assert!(found.contains(told), "{found}");
    }
}
