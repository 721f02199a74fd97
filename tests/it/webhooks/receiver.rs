//! A receiver in this process, as well or ill behaved as a test wants it.
use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A message as it came in.
#[derive(Debug, Clone)]
pub struct Received {
    /// The headers, their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body as it came.
    pub body: String,
}

impl Received {
    /// The event.
    pub fn event(&self) -> Value {
        serde_json::from_str(&self.body).expect("an event is JSON")
    }

    /// The message's id.
    pub fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    /// What the event is about.
    pub fn subject(&self) -> String {
        self.event()["subject"].as_str().expect("a subject").to_owned()
    }
}

/// How the receiver answers.
#[derive(Debug, Clone)]
pub enum Manner {
    /// With a status and nothing else.
    Status(u16),
    /// With a status and a header.
    With(u16, &'static str, String),
    /// Not at all, as long as the sender waits.
    Silence,
    /// With 200 and a body that never ends, a byte at a time.
    Trickle,
    /// With 200 and as many bytes as are taken.
    Flood,
    /// With headers that never end.
    Headers,
    /// By hanging up.
    HangUp,
}

type Shared = Arc<Mutex<State>>;

struct State {
    manner: Manner,
    by_subject: HashMap<String, Manner>,
    seen: Vec<Received>,
    flooded: usize,
}

/// A receiver.
pub struct Receiver {
    address: SocketAddr,
    state: Shared,
    task: JoinHandle<()>,
}

impl Receiver {
    /// One that takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let state = State { manner: Manner::Status(204), by_subject: HashMap::new(), seen: Vec::new(), flooded: 0 };
        let state: Shared = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let task = actix_web::rt::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                actix_web::rt::spawn(async move {
                    // Whoever sends may have gone.
                    let _ = serve(stream, &shared).await;
                });
            }
        });
        Self { address, state, task }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}/varsel", self.address)
    }

    /// From now on it answers so.
    pub fn answers(&self, manner: Manner) {
        self.state.lock().expect("unpoisoned").manner = manner;
    }

    /// From now on it answers so to what is about this.
    pub fn answers_about(&self, subject: &str, manner: Manner) {
        self.state.lock().expect("unpoisoned").by_subject.insert(subject.to_owned(), manner);
    }

    /// Every message that came so far, refused ones too.
    pub fn seen(&self) -> Vec<Received> {
        self.state.lock().expect("unpoisoned").seen.clone()
    }

    /// What the messages so far were about.
    pub fn subjects(&self) -> Vec<String> {
        self.seen().iter().map(Received::subject).collect()
    }

    /// How many bytes of a flood were taken.
    pub fn flooded(&self) -> usize {
        self.state.lock().expect("unpoisoned").flooded
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let Some(received) = read(&mut stream).await? else { return Ok(()) };
    let manner = {
        let mut state = shared.lock().expect("unpoisoned");
        let subject = received.subject();
        state.seen.push(received);
        state.by_subject.get(&subject).unwrap_or(&state.manner).clone()
    };
    match manner {
        Manner::Status(status) => {
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await
        }
        Manner::With(status, name, value) => {
            let answer =
                format!("HTTP/1.1 {status} X\r\n{name}: {value}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await
        }
        Manner::Silence => {
            // Until the sender hangs up.
            while stream.read(&mut [0; 64]).await? > 0 {}
            Ok(())
        }
        Manner::Trickle => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            loop {
                stream.write_all(b".").await?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Manner::Flood => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 8000000000\r\n\r\n").await?;
            let part = vec![b'x'; 16 * 1024];
            loop {
                stream.write_all(&part).await?;
                shared.lock().expect("unpoisoned").flooded += part.len();
            }
        }
        Manner::Headers => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            let part = format!("x-lang: {}\r\n", "x".repeat(8000));
            loop {
                stream.write_all(part.as_bytes()).await?;
                shared.lock().expect("unpoisoned").flooded += part.len();
            }
        }
        Manner::HangUp => Ok(()),
    }
}

/// Reads one request to its end; none where nothing was sent.
async fn read(stream: &mut TcpStream) -> std::io::Result<Option<Received>> {
    let (mut bytes, mut part) = (Vec::new(), [0; 8192]);
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        match stream.read(&mut part).await? {
            0 => return Ok(None),
            n => bytes.extend_from_slice(&part[..n]),
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    assert!(text.starts_with("POST /varsel HTTP/1.1\r\n"), "{text}");
    let headers = text.lines().skip(1).filter_map(|line| line.split_once(':'));
    let headers: BTreeMap<_, _> = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
    let length: usize = headers["content-length"].parse().expect("a length");
    let mut body = bytes.split_off(head + 4);
    while body.len() < length {
        match stream.read(&mut part).await? {
            0 => return Ok(None),
            n => body.extend_from_slice(&part[..n]),
        }
    }
    Ok(Some(Received { headers, body: String::from_utf8(body).expect("a body is text") }))
}
