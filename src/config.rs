//! Every setting of the server: name, default, unit, why. Each is a flag and an environment variable.

use std::net::SocketAddr;
use std::time::Duration;

use clap::{Args, ValueEnum};

/// Where the database is; every command that needs one takes it.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// The database: `sqlite:PATH` (made on first start) or `postgres://…`
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        default_value = "sqlite:data/concordance.db"
    )]
    pub database: String,

    /// A PostgreSQL replica to read from; without it the database itself is read
    #[arg(long, env = "DATABASE_READ_URL", hide_env_values = true, value_name = "URL")]
    pub database_read: Option<String>,
}

/// Who reads articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReaderName {
    /// Rules and the learned model.
    Learned,
    /// Rules alone.
    Rules,
}

/// Who reads articles; every command that reads some takes it.
#[derive(Debug, Clone, Copy, Args)]
pub struct ReaderArgs {
    /// Who reads: the learned model beside the rules, or rules alone, faster and less often right
    #[arg(long, env = "CONCORDANCE_READER", value_enum, default_value_t = ReaderName::Learned)]
    pub reader: ReaderName,
}

/// Settings of `concordance serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "described at its type")]
    pub database: DatabaseArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at its type")]
    pub reader: ReaderArgs,

    /// Address and port to listen on; anything but loopback needs an account, or
    /// `--allow-anonymous-writes`
    #[arg(
        long,
        env = "CONCORDANCE_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:3000"
    )]
    pub listen: SocketAddr,

    /// Store the sample articles when the database holds no article at all
    #[arg(long, env = "CONCORDANCE_SAMPLE")]
    pub sample: bool,

    /// Let everyone who reaches the server post, change and delete while there are no accounts
    #[arg(long, env = "CONCORDANCE_ALLOW_ANONYMOUS_WRITES")]
    pub allow_anonymous_writes: bool,

    /// Let only those read who are signed in; needs an account
    #[arg(long, env = "CONCORDANCE_PRIVATE_READING")]
    pub private_reading: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at its type")]
    pub sessions: SessionArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at its type")]
    pub limits: Limits,
}

/// How long a browser stays signed in.
#[derive(Debug, Clone, Copy, Args)]
pub struct SessionArgs {
    /// Longest time without a request after which a session still lasts, in hours
    #[arg(long, env = "CONCORDANCE_SESSION_IDLE", value_name = "HOURS", default_value_t = 12)]
    pub session_idle: u32,

    /// Longest time that a session lasts in all, in days
    #[arg(long, env = "CONCORDANCE_SESSION_AGE", value_name = "DAYS", default_value_t = 30)]
    pub session_age: u32,
}

impl SessionArgs {
    /// The longest time without a request.
    #[must_use]
    pub fn idle(self) -> Duration {
        Duration::from_hours(u64::from(self.session_idle.max(1)))
    }

    /// The longest time in all.
    #[must_use]
    pub fn age(self) -> Duration {
        Duration::from_hours(24 * u64::from(self.session_age.max(1)))
    }
}

/// What one visitor may ask of the server.
#[derive(Debug, Clone, Args)]
pub struct Limits {
    /// Largest request body, in bytes; a form in Cyrillic takes six bytes a letter
    #[arg(long, env = "CONCORDANCE_MAX_BODY", value_name = "BYTES", default_value_t = 8_000_000)]
    pub max_body: usize,

    /// Longest time for one request, in seconds; after it 408 is answered
    #[arg(long, env = "CONCORDANCE_TIMEOUT", value_name = "SECONDS", default_value_t = 30)]
    pub timeout: u64,

    /// Requests a second from one address in the long run; after a burst of ten times as many 429
    /// is answered; 0 sets no limit
    #[arg(long, env = "CONCORDANCE_REQUESTS", value_name = "NUMBER", default_value_t = 200)]
    pub requests_per_second: u32,
}

impl Limits {
    /// Longest time for one request.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout.max(1))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_body: 8_000_000, timeout: 30, requests_per_second: 200 }
    }
}

impl ServeArgs {
    /// Whether there must be an account, since others than this machine can reach the server, or
    /// nobody could read.
    #[must_use]
    pub fn needs_accounts(&self) -> bool {
        self.private_reading || !(self.listen.ip().is_loopback() || self.allow_anonymous_writes)
    }

    /// Refuses to be reached from elsewhere without the word for it.
    ///
    /// # Errors
    /// When there must be an account, and there is none.
    pub fn check(&self, has_accounts: bool) -> Result<(), String> {
        if has_accounts || !self.needs_accounts() {
            return Ok(());
        }
        if self.private_reading {
            return Err("--private-reading lets only those read who are signed in, and there are \
                        no accounts. Make one first: concordance user add NAME --role admin"
                .to_owned());
        }
        Err(format!(
            "{} can be reached from other machines, and there are no accounts: whoever reaches it \
             could post, change and delete. Make an account (concordance user add NAME --role \
             admin), listen on 127.0.0.1, or say --allow-anonymous-writes",
            self.listen
        ))
    }
}
