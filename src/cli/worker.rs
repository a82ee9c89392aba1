//! `yingke worker`

use tokio::sync::watch;

use super::setup::{self, Problem};
use crate::app;
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::mail::Mailer;
use crate::platform::worker::Worker;

/// Works until Ctrl-C or SIGTERM, then finishes what it began.
pub fn run() -> Result<(), Problem> {
    let house = setup::open()?;
    let worker = of(&house.config, &house.db)?;
    actix_web::rt::System::new().block_on(async move {
        let (stop, stopped) = watch::channel(false);
        println!("working");
        let working = actix_web::rt::spawn(worker.run(stopped));
        stop_signal().await;
        stop.send_replace(true);
        working.await
    })?;
    if let Some(cluster) = house.cluster {
        cluster.stop()?;
    }
    Ok(())
}

/// The worker of this process.
pub fn of(config: &Config, db: &Db) -> Result<Worker, Problem> {
    Ok(Worker {
        db: db.clone(),
        registry: app::WORK,
        mailer: Mailer::new(config)?,
    })
}

/// Waits for Ctrl-C or SIGTERM.
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
