//! `concordance serve`.

use std::io::Write;
use std::sync::Arc;

use anyhow::Context;
use concordance::clock::Clock;
use concordance::config::ServeArgs;
use concordance::server::{self, AppState, Settings};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

pub(crate) async fn run(args: ServeArgs) -> anyhow::Result<()> {
    args.check().map_err(anyhow::Error::msg)?;
    let (store, pipeline) = super::open(&args.database, args.reader).await?;
    if args.sample {
        let loaded = pipeline.load_samples().await?;
        tracing::info!(articles = loaded, "sample articles stored");
    }
    let settings =
        Settings { limits: args.limits, allow_anonymous_writes: args.allow_anonymous_writes };
    let state = AppState {
        store: store.clone(),
        pipeline: pipeline.clone(),
        clock: Clock::System,
        settings: Arc::new(settings),
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
