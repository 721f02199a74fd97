//! The log of this process, listened to: for words that must not be in it, and for what it says of refused requests.
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};

use tracing_subscriber::filter::{LevelFilter, dynamic_filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

/// What has been heard: how many lines in all, those with each word in them, and those of the security log.
struct Heard {
    lines: usize,
    telling: BTreeMap<&'static str, Vec<String>>,
    security: Vec<String>,
}

static HEARD: Mutex<Heard> = Mutex::new(Heard { lines: 0, telling: BTreeMap::new(), security: Vec::new() });

/// Whether what is logged only to find faults is listened to as well.
static CLOSELY: AtomicBool = AtomicBool::new(false);

/// Where lines are written: each comes whole.
struct Ear;

impl Write for Ear {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut heard = HEARD.lock().expect("nobody panicked");
        let text = String::from_utf8_lossy(line).to_lowercase();
        heard.lines += 1;
        for (word, telling) in &mut heard.telling {
            if text.contains(word) {
                telling.push(text.clone());
            }
        }
        if text.contains(" security: ") {
            heard.security.push(text);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// From now on every line of this process is listened to.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = dynamic_filter_fn(|line, _| {
            let least = if CLOSELY.load(Ordering::Relaxed) { LevelFilter::DEBUG } else { LevelFilter::INFO };
            *line.level() <= least
        });
        let lines = fmt::layer().with_ansi(false).with_writer(|| Ear).with_filter(loud);
        tracing_subscriber::registry().with(lines).try_init().expect("nothing else in this process listens");
    });
}

/// The same for this word, down to what is logged only to find faults.
pub fn listen_for(word: &'static str) {
    listen();
    HEARD.lock().expect("nobody panicked").telling.entry(word).or_default();
    CLOSELY.store(true, Ordering::Relaxed);
}

/// How many lines there have been, and those with the word in them.
pub fn heard(word: &str) -> (usize, Vec<String>) {
    let heard = HEARD.lock().expect("nobody panicked");
    (heard.lines, heard.telling.get(word).cloned().unwrap_or_default())
}

/// For what the security log says that a request was refused: each reason told under this trace, or of this thing.
pub fn refusals(of: &str) -> Vec<String> {
    let heard = HEARD.lock().expect("nobody panicked");
    let told = heard.security.iter().filter(|line| line.contains(of));
    let reason = |line: &String| line.split("reason=\"").nth(1)?.split('"').next().map(str::to_owned);
    told.filter_map(reason).collect()
}
