//! `concordance serve`.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use concordance::access::Access;
use concordance::clock::Clock;
use concordance::config::{DatabaseArgs, ServeArgs};
use concordance::server::{self, AppState, Settings};
use concordance::store::{SessionLife, Store};
use concordance::web::Desks;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

pub(crate) async fn run(args: ServeArgs) -> anyhow::Result<()> {
    // Nothing is made before the refusal, not even the database.
    args.check(args.needs_accounts() && has_accounts(&args.database).await?)
        .map_err(anyhow::Error::msg)?;
    let (store, pipeline) = super::open(&args.database, args.reader).await?;
    if args.sample {
        let loaded = pipeline.load_samples().await?;
        tracing::info!(articles = loaded, "sample articles stored");
    }
    let settings = Settings {
        limits: args.limits,
        allow_anonymous_writes: args.allow_anonymous_writes,
        private_reading: args.private_reading,
        sessions: SessionLife { idle: args.sessions.idle(), age: args.sessions.age() },
    };
    let state = AppState {
        store: store.clone(),
        pipeline: pipeline.clone(),
        clock: Clock::System,
        settings: Arc::new(settings),
        access: Access::default(),
        desks: Desks::default(),
    };
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("cannot listen on {}", args.listen))?;
    let address = listener.local_addr()?;
    let reading = tokio::spawn(pipeline.keep_reading());
    writeln!(std::io::stdout(), "Concordance serves http://{address}/ ({})", store.engine())?;
    server::serve(listener, server::app(state), stopped()?).await;
    reading.abort();
    // It may be in the middle of a statement: the connections are closed after it.
    let _ = reading.await;
    store.close().await;
    Ok(())
}

/// Whether the database is there and holds an account.
async fn has_accounts(database: &DatabaseArgs) -> anyhow::Result<bool> {
    let file = database.database.strip_prefix("sqlite:").map(|rest| {
        let path = rest.split('?').next().unwrap_or(rest);
        Path::new(path.strip_prefix("//").unwrap_or(path))
    });
    if file.is_some_and(|file| !file.exists()) {
        return Ok(false);
    }
    let store = Store::connect(&database.database, None).await?;
    let has_accounts = store.has_accounts().await?;
    store.close().await;
    Ok(has_accounts)
}

/// Ready when the process is asked to end.
fn stopped() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("asked to end; finishing what is under way");
    })
}
