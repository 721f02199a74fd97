//! A real mail server on this machine, in a process of its own that ends with the test.
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;

/// How long is waited for what must come.
const PATIENCE: Duration = Duration::from_secs(120);

/// The certificate of the tests, which vouches for itself, and its key.
pub const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/src/server/test-certificate.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/src/server/test-key.pem");

/// The server, and what it was handed.
pub struct Smtp {
    /// Where it listens.
    pub port: u16,
    child: Child,
    told: ChildStdin,
    says: mpsc::UnboundedReceiver<Value>,
}

/// A port nobody listens on.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("bound").port()
}

impl Smtp {
    /// Starts it on a port.
    pub async fn start(port: u16) -> Self {
        Self::with(port, &[]).await
    }

    /// Starts one that wants STARTTLS and a login, with the certificate of the tests.
    pub async fn guarded(port: u16) -> Self {
        Self::with(port, &[CERTIFICATE, KEY]).await
    }

    async fn with(port: u16, more: &[&str]) -> Self {
        let python =
            std::env::var("TEST_PYTHON").expect("TEST_PYTHON names a Python with tests/tools/requirements.txt");
        let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/oracles/smtp.py");
        let mut child = Command::new(python)
            .args([oracle, &port.to_string()])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the oracle starts");
        let (told, lines) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        let (hand_on, says) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(lines).lines().map_while(Result::ok);
            let values = lines.map(|line| serde_json::from_str(&line).expect("a line of JSON"));
            values.take_while(|value| hand_on.send(Value::clone(value)).is_ok()).for_each(drop);
        });
        let mut server = Self { port, child, told, says };
        assert_eq!(server.next().await["listens"], true);
        server
    }

    async fn next(&mut self) -> Value {
        let said = tokio::time::timeout(PATIENCE, self.says.recv()).await.expect("it comes in time");
        said.expect("the server runs")
    }

    /// Says how it answers from now on.
    pub async fn ask(&mut self, asked: Value) {
        writeln!(self.told, "{asked}").expect("it listens");
        while self.next().await != json!({"heard": asked}) {}
    }

    /// So many letters, by the address they were for; each address once.
    pub async fn letters(&mut self, count: usize) -> std::collections::BTreeMap<String, Value> {
        let mut letters = std::collections::BTreeMap::new();
        for _ in 0..count {
            let letter = self.next().await;
            let to = letter["to"][0].as_str().expect("a recipient").to_owned();
            assert!(letters.insert(to.clone(), letter).is_none(), "one letter to {to}");
        }
        letters
    }

    /// That it was handed nothing more until now.
    pub async fn nothing_more(&mut self) {
        let asked = json!({"mode": "ok"});
        writeln!(self.told, "{asked}").expect("it listens");
        assert_eq!(self.next().await, json!({"heard": asked}), "no other letter");
    }

    /// The next letter.
    pub async fn letter(&mut self) -> Value {
        self.next().await
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        // Ended already, mostly.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
