//! Listening, TLS and stopping, for one region or for several in one process.

mod tls;

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{App, Error, HttpServer};
use tokio::task::{JoinError, JoinSet};

use crate::config::Config;

pub use tls::load as load_tls;

/// How long a client may take to send its request's head.
const HEAD: Duration = Duration::from_secs(10);

/// Why a region does not listen. Each is one clear line.
#[derive(Debug, thiserror::Error)]
pub enum ServerFault {
    /// Another program has the port.
    #[error("port {} on {} is in use: stop the other program or {remedy}", .address.port(), .address.ip())]
    InUse {
        /// Where.
        address: SocketAddr,
        /// How to choose another one.
        remedy: &'static str,
    },
    /// The system does not let us listen there.
    #[error("may not listen on port {} of {}: {remedy}", .address.port(), .address.ip())]
    NotPermitted {
        /// Where.
        address: SocketAddr,
        /// How to choose another one.
        remedy: &'static str,
    },
    /// Any other reason not to listen there.
    #[error("cannot listen on {address}: {cause}")]
    Bind {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// A file of the certificate or key is of no use.
    #[error("{}: {what}", .file.display())]
    Tls {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The server failed while it ran.
    #[error("the server stopped: {0}")]
    Failed(#[from] io::Error),
}

/// What a server may use.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// Worker threads.
    pub workers: NonZeroUsize,
    /// Open connections, of all workers together.
    pub connections: NonZeroUsize,
    /// Blocking threads, of all workers together.
    pub blocking: NonZeroUsize,
    /// How long requests under way may take at a stop.
    pub shutdown: Duration,
}

impl Capacity {
    /// What a region's settings allow. `blocking`: the cores (SQLite) or the pool's size (PostgreSQL).
    pub fn of(config: &Config, blocking: NonZeroUsize) -> Self {
        Self {
            workers: config.limits.workers.unwrap_or_else(cores),
            connections: config.limits.max_connections,
            blocking,
            shutdown: config.server.shutdown,
        }
    }

    /// A worker's part of something they share, at least one.
    fn each(self, all: NonZeroUsize) -> usize {
        all.get().div_ceil(self.workers.get())
    }
}

/// The cores this process may use.
pub fn cores() -> NonZeroUsize {
    available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Takes a port, before anything else of a start is done. `remedy` says how to choose another, as in `choose --port`.
///
/// # Errors
/// If the port cannot be had.
pub fn bind(address: SocketAddr, remedy: &'static str) -> Result<TcpListener, ServerFault> {
    TcpListener::bind(address).map_err(|cause| match cause.kind() {
        ErrorKind::AddrInUse => ServerFault::InUse { address, remedy },
        ErrorKind::PermissionDenied => ServerFault::NotPermitted { address, remedy },
        _ => ServerFault::Bind { address, cause },
    })
}

/// A server on a listener; it answers once [`run`] has it. `app` makes one app for each worker.
///
/// # Errors
/// If the listener cannot be used.
pub fn server<F, T, B>(
    app: F,
    listener: TcpListener,
    tls: Option<rustls::ServerConfig>,
    capacity: Capacity,
) -> Result<Server, ServerFault>
where
    F: Fn() -> App<T> + Send + Clone + 'static,
    T: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<B>, Error = Error, InitError = ()>
        + 'static,
    T::Future: 'static,
    B: MessageBody + 'static,
{
    let server = HttpServer::new(app)
        .workers(capacity.workers.get())
        .max_connections(capacity.each(capacity.connections))
        .worker_max_blocking_threads(capacity.each(capacity.blocking))
        .client_request_timeout(HEAD)
        // Who hangs up waits for no answer: what is done for them, here and in other regions, ends.
        .h1_allow_half_closed(false)
        .shutdown_timeout(capacity.shutdown.as_secs())
        .disable_signals();
    let server = match tls {
        Some(tls) => server.listen_rustls_0_23(listener, tls)?,
        None => server.listen(listener)?,
    };
    Ok(server.run())
}

/// Runs servers until the process is told to stop (SIGINT, SIGTERM). Then none accepts any more, requests under way
/// are finished within the shutdown time, and `drain` runs. A second signal ends the waiting for requests.
///
/// # Errors
/// If a server ends by itself; the others are stopped, and `drain` runs all the same.
pub async fn run(servers: Vec<Server>, drain: impl Future<Output = ()>) -> Result<(), ServerFault> {
    let mut signals = Signals::listen()?;
    run_until(servers, async || signals.next().await, drain).await
}

async fn run_until(
    servers: Vec<Server>,
    mut told_to_stop: impl AsyncFnMut(),
    drain: impl Future<Output = ()>,
) -> Result<(), ServerFault> {
    let handles: Vec<_> = servers.iter().map(Server::handle).collect();
    let mut running: JoinSet<_> = servers.into_iter().collect();
    let outcome = tokio::select! {
        () = told_to_stop() => Ok(()),
        ended = running.join_next() => Err(failure(ended)),
    };
    tracing::info!("stopping: finishing requests under way");
    // Each handle sends its command when it is made, so all stop at the same time.
    let stopping: Vec<_> = handles.iter().map(|handle| handle.stop(true)).collect();
    let finished = async {
        for stopped in stopping {
            stopped.await;
        }
        while running.join_next().await.is_some() {}
    };
    tokio::select! {
        () = finished => {}
        () = told_to_stop() => tracing::warn!("stopping at once: requests under way are dropped"),
    }
    // A server that is dropped drops what it still does.
    running.shutdown().await;
    drain.await;
    outcome
}

/// What a server says that ends although nobody stopped it.
fn failure(ended: Option<Result<io::Result<()>, JoinError>>) -> ServerFault {
    let said = match ended {
        Some(Ok(Err(error))) => error,
        Some(Err(error)) => io::Error::other(error),
        Some(Ok(Ok(()))) | None => io::Error::other("it ended by itself"),
    };
    ServerFault::Failed(said)
}

/// The signals that tell a process to stop.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    async fn next(&mut self) {
        // Where Ctrl-C cannot be listened for, the process is stopped from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests;
