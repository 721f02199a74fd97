//! A wire to a region that can be cut, slowed and bent: what others reach it by.
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// What a bent answer is made of: the head of the request, and the body of what was answered.
pub type Bend = Arc<dyn Fn(&str, &[u8]) -> Vec<u8> + Send + Sync>;

/// How it behaves.
#[derive(Clone)]
pub enum Mode {
    /// Nothing is noticed of it.
    Passes,
    /// Each part of an answer comes so much later.
    Slows(Duration),
    /// Nobody is let through, and who was is thrown out.
    Cut,
    /// What region the other end says it is, is answered otherwise.
    Bends(Bend),
}

struct State {
    mode: Mode,
    /// Whether the mode is in force.
    settled: bool,
    streams: Vec<TcpStream>,
    /// The first line of what was asked over each connection.
    asked: Vec<String>,
    over: bool,
}

/// A wire between two ports of this machine.
pub struct Wire {
    /// Where others connect.
    pub port: u16,
    state: Arc<(Mutex<State>, Condvar)>,
}

impl Wire {
    pub fn new(port: u16, upstream: u16) -> Self {
        let state = State { mode: Mode::Passes, settled: false, streams: Vec::new(), asked: Vec::new(), over: false };
        let state = Arc::new((Mutex::new(state), Condvar::new()));
        let held = Arc::clone(&state);
        std::thread::spawn(move || serve(port, upstream, &held));
        let wire = Self { port, state };
        wire.settle();
        wire
    }

    /// Changes how it behaves; from now on it does.
    pub fn set(&self, mode: Mode) {
        let mut state = self.state.0.lock().expect("unpoisoned");
        (state.mode, state.settled) = (mode, false);
        drop(state);
        self.settle();
    }

    fn settle(&self) {
        let state = self.state.0.lock().expect("unpoisoned");
        let waited = self.state.1.wait_timeout_while(state, Duration::from_secs(30), |state| !state.settled);
        assert!(waited.expect("unpoisoned").0.settled, "the wire does not do as it is told");
    }

    /// How often something with this in its first line was the first that was asked over a connection.
    pub fn asked(&self, what: &str) -> usize {
        self.state.0.lock().expect("unpoisoned").asked.iter().filter(|line| line.contains(what)).count()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if let Ok(mut state) = self.state.0.lock() {
            state.over = true;
        }
    }
}

fn serve(port: u16, upstream: u16, state: &Arc<(Mutex<State>, Condvar)>) {
    let mut listener: Option<TcpListener> = None;
    loop {
        {
            let mut held = state.0.lock().expect("unpoisoned");
            let is_cut = matches!(held.mode, Mode::Cut);
            if held.over || (is_cut && !held.settled) {
                held.streams.drain(..).for_each(|stream| drop(stream.shutdown(Shutdown::Both)));
            }
            if held.over {
                return;
            }
            if is_cut {
                listener = None;
            } else if listener.is_none() {
                listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok();
                if let Some(listener) = &listener {
                    listener.set_nonblocking(true).expect("it need not wait");
                }
            }
            if is_cut || listener.is_some() {
                held.settled = true;
                state.1.notify_all();
            }
        }
        match listener.as_ref().map(TcpListener::accept) {
            Some(Ok((stream, _))) => {
                let state = Arc::clone(state);
                std::thread::spawn(move || drop(carry(stream, upstream, &state)));
            }
            _ => std::thread::sleep(Duration::from_millis(3)),
        }
    }
}

fn carry(mut down: TcpStream, upstream: u16, state: &Arc<(Mutex<State>, Condvar)>) -> std::io::Result<()> {
    down.set_nonblocking(false)?;
    let mut up = TcpStream::connect((Ipv4Addr::LOCALHOST, upstream))?;
    {
        let mut held = state.0.lock().expect("unpoisoned");
        if matches!(held.mode, Mode::Cut) {
            return Ok(());
        }
        held.streams.extend([down.try_clone()?, up.try_clone()?]);
    }
    let head = head(&mut down)?;
    let bend = {
        let mut held = state.0.lock().expect("unpoisoned");
        held.asked.push(head.lines().next().unwrap_or_default().to_owned());
        match &held.mode {
            Mode::Bends(bend) if head.starts_with("GET /.well-known/helsefellesskap ") => Some(Arc::clone(bend)),
            _ => None,
        }
    };
    if let Some(bend) = bend {
        return bent(&mut down, up, &head, &bend);
    }
    up.write_all(head.as_bytes())?;
    let (mut from, mut to) = (down.try_clone()?, up.try_clone()?);
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let mut part = vec![0; 1 << 16];
    loop {
        let read = up.read(&mut part)?;
        wait(state);
        if read == 0 {
            return down.shutdown(Shutdown::Both);
        }
        down.write_all(&part[..read])?;
    }
}

/// As long as the wire is slow; ends when it is not any more.
fn wait(state: &Arc<(Mutex<State>, Condvar)>) {
    let begun = Instant::now();
    let is_late = || match state.0.lock().expect("unpoisoned").mode {
        Mode::Slows(by) => begun.elapsed() < by,
        _ => false,
    };
    while is_late() {
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A request up to the empty line; what comes after it is left where it is.
fn head(from: &mut TcpStream) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        from.read_exact(&mut byte)?;
        bytes.push(byte[0]);
    }
    String::from_utf8(bytes).map_err(std::io::Error::other)
}

/// Asks for the whole, and answers what it becomes.
fn bent(down: &mut TcpStream, mut up: TcpStream, head: &str, bend: &Bend) -> std::io::Result<()> {
    let is_kept = |line: &&str| {
        let name = line.to_ascii_lowercase();
        !["if-none-match:", "connection:", "accept-encoding:"].iter().any(|other| name.starts_with(other))
    };
    let lines: Vec<&str> = head.trim_end().split("\r\n").filter(is_kept).collect();
    up.write_all(format!("{}\r\nConnection: close\r\n\r\n", lines.join("\r\n")).as_bytes())?;
    let mut answer = Vec::new();
    up.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    down.write_all(&bend(head, &answer[end + 4..]))?;
    down.shutdown(Shutdown::Both)
}
