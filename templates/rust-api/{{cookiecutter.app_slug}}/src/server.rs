//! Listens, serves, and stops in good order.

use std::{future::IntoFuture, time::Duration};

use tokio::{net::TcpListener, sync::oneshot, time::sleep};

use crate::{
    app::{AppState, app},
    config::Settings,
    db,
    migrations::{self, EMBEDDED},
};

const SHUTDOWN_LIMIT: Duration = Duration::from_secs(10);

/// Serves until SIGTERM or Ctrl-C, then lets requests under way finish.
///
/// # Errors
/// One line that says why it cannot serve.
pub async fn serve(settings: Settings) -> Result<(), String> {
    let pool = db::pool(settings.database.clone());
    if settings.migrate_on_start {
        let applied = migrations::apply(&pool, EMBEDDED).await;
        applied.map_err(|error| format!("cannot apply the migrations: {}", one_line(&error)))?;
    }
    let (host, port) = (settings.host, settings.port);
    let listener = TcpListener::bind((host, port))
        .await
        .map_err(|error| format!("cannot listen on {host} port {port}: {error}"))?;
    let port = listener.local_addr().map_or(port, |address| address.port());
    tracing::info!(version = env!("CARGO_PKG_VERSION"), %host, port, "started");
    let (told, wait) = oneshot::channel();
    let router = app(&settings, AppState::new(&settings, pool.clone()));
    let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop_signal().await;
        let _ = told.send(());
    });
    let too_long = async {
        if wait.await.is_err() {
            std::future::pending::<()>().await;
        }
        sleep(SHUTDOWN_LIMIT).await;
    };
    tokio::select! {
        ended = serving.into_future() => ended.map_err(|error| format!("cannot serve: {error}"))?,
        () = too_long => tracing::warn!("requests were cut off"),
    }
    pool.close().await;
    tracing::info!("stopped");
    Ok(())
}

fn one_line(error: &dyn std::error::Error) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(unix)]
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(mut terminate), Ok(mut interrupt)) => tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        },
        _ => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn stop_signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
