//! `serve`: one region in production.

use clap::Args;

use super::RegionFile;

use std::num::NonZeroUsize;

use actix_web::web::Data;
use persistence::StoreError;

use crate::app::{Shared, app};
use crate::auth::install_tls_provider;
use crate::boot::{Failure, node, open_store, patience};
use crate::edge::Edge;
use crate::federation::{keep_pulling, keep_replicating};
use crate::loading::failure;
use crate::node::{Clock, LOOK_EVERY, keep_looking_for_keys};
use crate::notices::Postman;
use crate::server::Capacity;
use crate::work::{LOOK_FOR_WORK, keep_working, let_go};
use crate::{config, logging, metrics, server, webhooks};

/// What `serve` is told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  helsefellesskap serve --config vest.toml
  HELSEFELLESSKAP_SERVER__LISTEN=0.0.0.0:8080 \\
    helsefellesskap serve --config vest.toml")]
pub struct Serve {
    /// Which region.
    #[command(flatten)]
    pub region: RegionFile,
}

impl Serve {
    /// Runs the region until it is told to stop.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let config = self.region.load()?;
        logging::start(config.log.format, &config.log.filter).map_err(Failure::of)?;
        install_tls_provider();
        let remedy = "choose another server.listen";
        let listener = server::bind(config.server.listen, remedy).map_err(Failure::of)?;
        let tls = config.tls.as_ref().map(server::load_tls).transpose().map_err(Failure::of)?;
        let store = open_store(&config)?;
        let demo = store.region().read(patience(), |tx| tx.clients().any_demo()).await;
        if demo.map_err(|error: StoreError| failure(&error))? {
            return Err(Failure("this store holds demonstration clients, whose secret anyone knows".into()));
        }
        let blocking = match &config.store {
            config::Store::Files { .. } => server::cores(),
            config::Store::Postgres { pool_size, .. } => {
                NonZeroUsize::try_from(*pool_size).unwrap_or(NonZeroUsize::MIN)
            }
        };
        let node = Data::new(node(&config, store.clone(), Clock::default()).await?);
        if node.shared_keys.is_some() {
            actix_web::rt::spawn(keep_looking_for_keys(node.clone().into_inner(), LOOK_EVERY));
        }
        actix_web::rt::spawn(keep_pulling(node.clone().into_inner()));
        actix_web::rt::spawn(keep_replicating(node.clone().into_inner()));
        // Behind the start: an issuer that does not answer is told in the log, and stops nothing.
        let asking = node.clone().into_inner();
        actix_web::rt::spawn(async move { asking.verifier.fetch_keys(asking.clock.now()).await });
        let mut work = vec![actix_web::rt::spawn(webhooks::work(node.clone().into_inner()))];
        if node.mail.is_some() {
            let postman = Postman::new(node.clone().into_inner());
            work.push(actix_web::rt::spawn(keep_working(node.clone().into_inner(), postman, LOOK_FOR_WORK)));
        }
        let worker = node.clone();
        let metrics = metrics::install().map_err(Failure::of)?;
        let shared = Shared::new(node, Edge::from_config(&config), Some(metrics), None);
        let capacity = Capacity::of(&config, blocking);
        let server = server::server(move || app(&shared), listener, tls, capacity).map_err(Failure::of)?;
        let (name, kind, listen) = (&config.region.name, store.kind(), config.server.listen);
        tracing::info!(region = %name, store = kind, %listen, "{name} listens on {listen}");
        let stop = async {
            for task in work {
                task.abort();
                // It ends as soon as it is told to, with an error that says so.
                let _ = task.await;
            }
            let_go(&worker).await;
            store.drain().await;
        };
        server::run(vec![server], stop).await.map_err(Failure::of)
    }
}
