//! What stands where a region stood and is none.
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::Regions;

/// What it does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// It listens and says nothing.
    Silent,
    /// It hangs up as soon as it is asked.
    HangsUp,
    /// It does so once, and is gone.
    HangsUpAndGoes,
    /// It answers what no region has signed.
    Unsigned,
}

/// What it has met.
#[derive(Default)]
pub struct Met {
    connections: AtomicUsize,
    asked: AtomicUsize,
    left: AtomicUsize,
}

impl Met {
    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Waits until so many have asked something.
    pub async fn asked(&self, many: usize) {
        reached(&self.asked, many, "asked").await;
    }

    /// Waits until so many that were not answered have left.
    pub async fn left(&self, many: usize) {
        reached(&self.left, many, "left").await;
    }
}

async fn reached(count: &AtomicUsize, many: usize, what: &str) {
    let begun = Instant::now();
    while count.load(Ordering::SeqCst) < many {
        let found = count.load(Ordering::SeqCst);
        assert!(begun.elapsed() < Duration::from_secs(90), "{found} of {many} {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Stops the home of the community and takes its place.
pub async fn replaced(regions: &Regions, stand: Stand) -> Arc<Met> {
    stopped(regions).await;
    stands(regions.nord().address, stand)
}

/// Stops the home of the community, and lets the connections to it that are kept grow too old to be used: one that has
/// just ended may take a request with it, which tells nothing of whether it arrived.
pub async fn stopped(regions: &Regions) {
    regions.nord().stop().await;
    tokio::time::sleep(Duration::from_secs(4)).await;
}

fn stands(at: SocketAddr, stand: Stand) -> Arc<Met> {
    let begun = Instant::now();
    let listener = loop {
        match TcpListener::bind(at) {
            Ok(listener) => break listener,
            Err(error) => assert!(begun.elapsed() < Duration::from_secs(30), "the port is not free: {error}"),
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let met = Arc::new(Met::default());
    let meets = Arc::clone(&met);
    // It ends with the process.
    std::thread::spawn(move || {
        let mut listener = Some(listener);
        while let Some(Ok((stream, _))) = listener.as_ref().map(TcpListener::accept) {
            meets.connections.fetch_add(1, Ordering::SeqCst);
            if stand == Stand::HangsUpAndGoes {
                listener = None;
            }
            let meets = Arc::clone(&meets);
            std::thread::spawn(move || meet(stream, stand, &meets));
        }
    });
    met
}

fn meet(mut stream: TcpStream, stand: Stand, met: &Met) {
    let mut room = [0; 1 << 16];
    let asked = stream.read(&mut room).unwrap_or(0) > 0;
    if asked {
        met.asked.fetch_add(1, Ordering::SeqCst);
    }
    match stand {
        Stand::HangsUp | Stand::HangsUpAndGoes => {}
        Stand::Unsigned => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        }
        Stand::Silent => {
            while stream.read(&mut room).is_ok_and(|read| read > 0) {}
            if asked {
                met.left.fetch_add(1, Ordering::SeqCst);
            }
        }
    }
}
