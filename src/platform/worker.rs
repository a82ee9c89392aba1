//! The worker: does the jobs and sends the mail. It runs inside `serve` and alone as `yingke worker`; any number of
//! them share the work.

use std::future::Future;
use std::time::Duration;

use actix_web::web;
use tokio::sync::watch;

use super::db::Db;
use super::error::Error;
use super::jobs::{self, Registry};
use super::mail::Mailer;

/// How often to look when there was nothing to do.
const IDLE: Duration = Duration::from_secs(1);
/// How long to wait after the database could not be asked.
const TROUBLE: Duration = Duration::from_secs(3);

#[derive(Clone)]
pub struct Worker {
    pub db: Db,
    pub registry: Registry,
    pub mailer: Mailer,
}

impl Worker {
    /// Works until `stop` becomes true; what was begun is finished.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let jobs = until(stop.clone(), || self.job());
        let mails = until(stop, || self.mailer.send_one(&self.db));
        tokio::join!(self.plan(), jobs, mails);
    }

    /// Does everything that is due now: jobs, then the mail that they queued.
    pub async fn catch_up(&self) -> Result<(), Error> {
        let (db, registry) = (self.db.clone(), self.registry);
        web::block(move || jobs::run_due_now(&db, &registry))
            .await
            .map_err(Error::internal)??;
        while self.mailer.send_one(&self.db).await? {}
        Ok(())
    }

    async fn job(&self) -> Result<bool, Error> {
        let (db, registry) = (self.db.clone(), self.registry);
        web::block(move || jobs::run_one(&db, &registry))
            .await
            .map_err(Error::internal)?
    }

    async fn plan(&self) {
        loop {
            let (db, registry) = (self.db.clone(), self.registry);
            match web::block(move || registry.plan(&db)).await {
                Ok(Ok(())) => return,
                Ok(Err(error)) => tracing::warn!(%error, "recurring work can't be planned yet"),
                Err(error) => tracing::warn!(%error, "recurring work can't be planned yet"),
            }
            tokio::time::sleep(TROUBLE).await;
        }
    }
}

/// Takes step after step while there is something to do, and looks again a little later.
async fn until<S: Future<Output = Result<bool, Error>>>(mut stop: watch::Receiver<bool>, step: impl Fn() -> S) {
    while !*stop.borrow() {
        let pause = match step().await {
            Ok(true) => continue,
            Ok(false) => IDLE,
            Err(error) => {
                tracing::warn!(%error, "the worker waits");
                TROUBLE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            gone = stop.changed() => if gone.is_err() { return },
        }
    }
}
