//! Proves what can be proved of accounts: that somebody can look after them, that names have their
//! keys and passwords are hashed, that sessions are of enabled accounts, that the audit is JSON.

use sqlx::FromRow;

use super::Violation;
use crate::domain::{AccountName, Role};
use crate::store::pool::{statements, with_primary};
use crate::store::{Store, StoreError};

statements! {
    ALL_ACCOUNTS = "select id, name, name_key, role, password, disabled_at from accounts
        order by id";
    SESSIONS_OF_DISABLED = "select sessions.id from sessions
        join accounts on accounts.id = sessions.account_id
        where accounts.disabled_at is not null or length(sessions.digest) <> 64
        order by sessions.id";
    STRANGE_TOKENS = "select id from tokens where length(digest) <> 64 order by id";
    AUDIT_STATES = "select id, before, after from audit
        where id > $1 and (before is not null or after is not null)
        order by id
        limit 500";
}

#[derive(FromRow)]
struct Account {
    id: i64,
    name: String,
    name_key: String,
    role: String,
    password: String,
    disabled_at: Option<i64>,
}

type States = (i64, Option<String>, Option<String>);

impl Store {
    pub(super) async fn check_accounts(
        &self,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let accounts: Vec<Account> =
            with_primary!(self, |pool| sqlx::query_as(ALL_ACCOUNTS).fetch_all(pool).await?);
        violations.extend(accounts.iter().filter_map(wrong_account));
        let is_admin = |one: &Account| one.role == Role::Admin.as_str();
        if !accounts.is_empty() && !accounts.iter().any(|a| is_admin(a) && a.disabled_at.is_none())
        {
            violations.push(Violation("there are accounts, but no enabled admin".to_owned()));
        }
        for (statement, what) in [
            (SESSIONS_OF_DISABLED, "session {} is of a disabled account, or has no digest"),
            (STRANGE_TOKENS, "token {} has no digest"),
        ] {
            let ids: Vec<i64> =
                with_primary!(self, |pool| sqlx::query_scalar(statement).fetch_all(pool).await?);
            let told = ids.iter().map(|id| Violation(what.replace("{}", &id.to_string())));
            violations.extend(told);
        }
        self.check_audit(violations).await
    }

    async fn check_audit(&self, violations: &mut Vec<Violation>) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let rows: Vec<States> = with_primary!(self, |pool| {
                sqlx::query_as(AUDIT_STATES).bind(after).fetch_all(pool).await?
            });
            let Some(&(last, ..)) = rows.last() else { return Ok(()) };
            after = last;
            let is_json = |state: &String| serde_json::from_str::<serde_json::Value>(state).is_ok();
            for (id, before, after) in &rows {
                if !before.iter().chain(after).all(is_json) {
                    violations.push(Violation(format!("audit entry {id} holds no JSON")));
                }
            }
        }
    }
}

fn wrong_account(account: &Account) -> Option<Violation> {
    let what = if account.role.parse::<Role>().is_err() {
        "has no role that there is"
    } else if AccountName::parse(&account.name).map(|name| name.key()).as_deref()
        != Ok(account.name_key.as_str())
    {
        "has a name whose key is another"
    } else if !account.password.starts_with("$argon2id$") {
        "keeps its password in a form that is not argon2id"
    } else {
        return None;
    };
    Some(Violation(format!("account {} {what}", account.id)))
}
