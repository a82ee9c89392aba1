//! `yingke serve`

use std::net::{SocketAddr, TcpListener};

use tokio::sync::watch;

use super::setup::{self, House, Problem};
use super::worker;
use super::{demo, seed};
use crate::platform::live::{self, Hub};
use crate::platform::password::Passwords;
use crate::platform::web::{App, Metrics, Pace};
use crate::{app, navigation, staff};

/// Serves until Ctrl-C or SIGTERM, then lets requests in flight finish.
pub fn run() -> Result<(), Problem> {
    let house = setup::open()?;
    if house.config.demo {
        seed::fill_if_empty(&house)?;
    }
    let House {
        config,
        url,
        db,
        clock,
        cluster,
    } = house;
    let demo = config.demo;
    let address = SocketAddr::new(config.address, config.port);
    let listener = TcpListener::bind(address).map_err(|error| {
        format!(
            "port {} can't be used ({error}): stop what uses it, or set PORT",
            config.port
        )
    })?;
    let hub = Hub::new();
    let listening = live::listen(url, hub.clone());
    let worker = worker::of(&config, &db)?;
    let state = App {
        passwords: Passwords::new()?,
        metrics: Metrics::new()?,
        pace: Pace::new(config.requests_per_minute),
        navigation: navigation::navigation,
        hub: hub.clone(),
        session_holds: staff::queries::session_holds,
        undo: app::UNDO,
        config,
        db,
        clock,
    };
    let served = actix_web::rt::System::new().block_on(async move {
        let server = app::serve(state, listener, 2)?;
        let handle = server.handle();
        println!("listening on http://{address}");
        if demo {
            println!("demo accounts (password {}): {}", demo::PASSWORD, demo::usernames());
        }
        let (stop, stopped) = watch::channel(false);
        let working = actix_web::rt::spawn(worker.run(stopped));
        actix_web::rt::spawn(async move {
            worker::stop_signal().await;
            stop.send_replace(true);
            hub.close();
            handle.stop(true).await;
        });
        let served = server.await.map_err(Problem::from);
        working.await?;
        served
    });
    listening.join().map_err(|_| "the listening thread ended badly")?;
    if let Some(cluster) = cluster {
        cluster.stop()?;
    }
    served
}
