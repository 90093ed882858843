//! `concordance user …`.

use std::io::{IsTerminal, Write};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use concordance::access::{NewPassword, Passwords};
use concordance::config::DatabaseArgs;
use concordance::domain::{AccountName, PasswordHash, Role};
use concordance::store::{AccountRow, NewAccount, Store};

use super::cause;

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make an account; the first must be an admin. The password is asked for, or read from
    /// standard input, one line
    Add {
        #[command(flatten)]
        named: Named,
        /// What the account may do: reader, coder, editor or admin
        #[arg(long)]
        role: Role,
    },
    /// List the accounts: name, role, whether enabled
    List(DatabaseArgs),
    /// Keep an account from signing in, and end its sessions
    Disable(Named),
    /// Let a disabled account sign in again
    Enable(Named),
    /// Give an account another role, from its next request on
    Role {
        #[command(flatten)]
        named: Named,
        /// Reader, coder, editor or admin
        role: Role,
    },
    /// Give an account another password, asked for as by `add`, and end its sessions
    Password(Named),
}

#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The name to sign in with
    name: String,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(crate) async fn run(command: UserCommand) -> anyhow::Result<()> {
    match command {
        UserCommand::Add { named, role } => add(&named, role).await,
        UserCommand::List(database) => list(&database).await,
        UserCommand::Disable(named) => {
            let (store, account) = find(&named).await?;
            store.disable_account(account.id, &cause()).await?;
            say(&account.name, "disabled; its sessions have ended")
        }
        UserCommand::Enable(named) => {
            let (store, account) = find(&named).await?;
            store.enable_account(account.id, &cause()).await?;
            say(&account.name, "enabled")
        }
        UserCommand::Role { named, role } => {
            let (store, account) = find(&named).await?;
            store.set_role(account.id, role, &cause()).await?;
            say(&account.name, role.as_str())
        }
        UserCommand::Password(named) => {
            let (store, account) = find(&named).await?;
            let hash = new_password(&account.name).await?;
            store.set_password(account.id, (&hash, None), &cause()).await?;
            say(&account.name, "the password is set; its sessions have ended")
        }
    }
}

async fn add(named: &Named, role: Role) -> anyhow::Result<()> {
    let name = AccountName::parse(&named.name);
    let name = name.map_err(|problem| anyhow::anyhow!("the name {problem}"))?;
    let store = open(&named.database).await?;
    if store.account_by_name(&name.key()).await?.is_some() {
        bail!("the name `{name}` is taken");
    }
    let hash = new_password(name.as_str()).await?;
    let new = NewAccount { name: &name, role, password: &hash };
    store.add_account(&new, &cause()).await?;
    say(name.as_str(), &format!("an account of role {role}"))
}

async fn list(database: &DatabaseArgs) -> anyhow::Result<()> {
    let store = open(database).await?;
    let mut out = std::io::stdout().lock();
    for account in store.accounts().await? {
        let state = if account.is_enabled() { "enabled" } else { "disabled" };
        writeln!(out, "{}\t{}\t{state}", account.name, account.role)?;
    }
    Ok(())
}

async fn open(database: &DatabaseArgs) -> anyhow::Result<Store> {
    Ok(Store::connect(&database.database, None).await?)
}

async fn find(named: &Named) -> anyhow::Result<(Store, AccountRow)> {
    let store = open(&named.database).await?;
    let known = store.account_by_name(&AccountName::key_of(&named.name)).await?;
    let known = known.with_context(|| {
        format!("there is no account `{}`; `concordance user list` lists them", named.name)
    })?;
    Ok((store, known.account))
}

/// Asks at a terminal, twice and without showing it; else reads one line.
async fn new_password(name: &str) -> anyhow::Result<PasswordHash> {
    let typed = if std::io::stdin().is_terminal() {
        let first = rpassword::prompt_password(format!("New password of {name}: "))?;
        if rpassword::prompt_password("The same again: ")? != first {
            bail!("the two differ; nothing was changed");
        }
        first
    } else {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("no password can be read")?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    let password = NewPassword::parse(&typed, name);
    let password = password.map_err(|problem| anyhow::anyhow!("the password {problem}"))?;
    Ok(Passwords::default().hash(password).await?)
}

fn say(name: &str, what: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{name}: {what}")?;
    Ok(())
}
