//! The program itself as a process: started as people start it, and ended with the test.
mod settings;

use std::io::{BufRead as _, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::caller::Caller;

pub use settings::Settings;

/// How long a command or a start may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program beside this test.
pub fn program() -> PathBuf {
    let here = std::env::current_exe().expect("this test is a file");
    let folder = here.parent().and_then(Path::parent).expect("tests lie in a folder of the program's");
    let program = folder.join(format!("helsefellesskap{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "{} is not built: cargo build -p api", program.display());
    program
}

/// The program, with nothing of the caller's own settings.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HELSEFELLESSKAP_") {
            command.env_remove(name);
        }
    }
    command.env_remove("RUST_LOG");
    command
}

/// What a command came to.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; none if it was killed.
    pub status: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

/// Runs a command to its end.
pub async fn run(arguments: &[&str]) -> Ended {
    run_with(arguments, &[]).await
}

/// Runs a command to its end, with variables.
pub async fn run_with(arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = command(arguments);
    command.envs(variables.iter().copied());
    to_the_end(command).await
}

/// Runs a script of `bash` to its end, in a folder.
pub async fn run_shell(script: &str, folder: &Path) -> Ended {
    let mut command = Command::new("bash");
    command.args(["-c", script]).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    to_the_end(command).await
}

async fn to_the_end(command: Command) -> Ended {
    // In a thread of its own: the region under test runs in this one.
    let ended = actix_web::rt::task::spawn_blocking(move || Running::start(command).end()).await;
    ended.expect("the command was waited for")
}

/// What a process said, line by line.
enum Said {
    Printed(String),
    Complained(String),
}

/// A process that ends with the test.
pub struct Running {
    child: Child,
    said: mpsc::Receiver<Said>,
}

/// Hands on every line that is read, until nobody listens.
fn hand_on(from: impl Read + Send + 'static, to: mpsc::Sender<Said>, line: fn(String) -> Said) {
    let lines = BufReader::new(from).lines().map_while(Result::ok);
    std::thread::spawn(move || lines.map(line).try_for_each(|line| to.send(line)));
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the program starts");
        let (lines, said) = mpsc::channel();
        hand_on(child.stdout.take().expect("piped"), lines.clone(), Said::Printed);
        hand_on(child.stderr.take().expect("piped"), lines, Said::Complained);
        Self { child, said }
    }

    /// Starts a command that goes on.
    pub fn of(arguments: &[&str]) -> Self {
        Self::start(command(arguments))
    }

    /// Starts a command that goes on, with variables.
    pub fn with(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = command(arguments);
        command.envs(variables.iter().copied());
        Self::start(command)
    }

    /// What it says until a line with this text; fails if it ends or is silent before.
    pub fn until(&mut self, text: &str) -> String {
        let mut all = String::new();
        loop {
            match self.said.recv_timeout(PATIENCE) {
                Ok(Said::Printed(line) | Said::Complained(line)) => {
                    all.push_str(&line);
                    all.push('\n');
                    if line.contains(text) {
                        return all;
                    }
                }
                Err(_) => panic!("it never said {text:?}:\n{all}"),
            }
        }
    }

    /// Tells it to stop, as a service manager does.
    #[cfg(unix)]
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Sends it the signal of this name.
    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        // The shell's own `kill`: the program of that name is not on every machine.
        let kill = ["-c", "kill -\"$1\" \"$0\"", &self.child.id().to_string(), name];
        assert!(Command::new("sh").args(kill).status().expect("there is a shell").success());
    }

    /// Whether it has not ended yet.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("it can be waited for").is_none()
    }

    /// Ends it at once (SIGKILL), as the power does.
    pub fn kill(mut self) -> Ended {
        // One that has ended already has ended by itself.
        let _ = self.child.kill();
        self.end()
    }

    /// Waits for its end.
    pub fn end(mut self) -> Ended {
        let begun = std::time::Instant::now();
        let status = loop {
            match self.child.try_wait().expect("it can be waited for") {
                Some(status) => break status.code(),
                None if begun.elapsed() > PATIENCE => panic!("it does not end"),
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        let (mut stdout, mut stderr) = (String::new(), String::new());
        for said in self.said.iter() {
            let (text, line) = match said {
                Said::Printed(line) => (&mut stdout, line),
                Said::Complained(line) => (&mut stderr, line),
            };
            text.push_str(&line);
            text.push('\n');
        }
        Ended { status, stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Ended already, mostly; a test that fails leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first of two free ports in a row.
pub fn two_ports() -> u16 {
    (0..100)
        .find_map(|_| {
            let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).ok()?;
            let port = first.local_addr().ok()?.port();
            let second = TcpListener::bind((Ipv4Addr::LOCALHOST, port.checked_add(1)?)).ok()?;
            drop((first, second));
            Some(port)
        })
        .expect("two free ports in a row")
}

/// Someone who calls a program on this machine.
pub fn caller(port: u16, token: Option<String>) -> Caller {
    api::auth::install_tls_provider();
    let http = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
    Caller::new(http, SocketAddr::from((Ipv4Addr::LOCALHOST, port)), token)
}
