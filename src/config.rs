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

    /// Address and port to listen on; anything but loopback needs `--allow-anonymous-writes`
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

    /// Let everyone who reaches the server post, change and delete: there are no accounts
    #[arg(long, env = "CONCORDANCE_ALLOW_ANONYMOUS_WRITES")]
    pub allow_anonymous_writes: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "described at its type")]
    pub limits: Limits,
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
    /// Refuses to be reached from elsewhere without the word for it.
    ///
    /// # Errors
    /// When the address is not loopback and anonymous writes are not allowed.
    pub fn check(&self) -> Result<(), String> {
        if self.listen.ip().is_loopback() || self.allow_anonymous_writes {
            return Ok(());
        }
        Err(format!(
            "{} can be reached from other machines, and there are no accounts: whoever reaches it \
             could post, change and delete. Listen on 127.0.0.1, or say --allow-anonymous-writes",
            self.listen
        ))
    }
}
