//! Log lines: for people on a terminal, one JSON object each otherwise. What is logged is ids, routes and figures:
//! never a token, a body or a person's name.

use std::io::IsTerminal as _;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};
use tracing_subscriber::{EnvFilter, Layer, Registry};

use crate::config::LogFormat;

/// Why logging could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum LoggingFault {
    /// The filter is not in the syntax of `RUST_LOG`.
    #[error("{0} is no log filter: {1}")]
    Filter(&'static str, tracing_subscriber::filter::ParseError),
    /// Something in this process logs already.
    #[error("logging is set up already: {0}")]
    Twice(#[from] TryInitError),
}

/// Starts logging to standard error, for the whole process. `RUST_LOG`, if set, goes before `filter`.
///
/// # Errors
/// If a filter cannot be read, or logging was started before.
pub fn start(format: LogFormat, filter: &str) -> Result<(), LoggingFault> {
    let filter = choose_filter(std::env::var("RUST_LOG").ok().as_deref(), filter)?;
    let pretty = match format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    Registry::default().with(shape(pretty, std::io::stderr).with_filter(filter)).try_init()?;
    Ok(())
}

fn choose_filter(variable: Option<&str>, setting: &str) -> Result<EnvFilter, LoggingFault> {
    let (name, text) = match variable.filter(|text| !text.is_empty()) {
        Some(text) => ("RUST_LOG", text),
        None => ("log.filter", setting),
    };
    EnvFilter::builder().parse(text).map_err(|error| LoggingFault::Filter(name, error))
}

/// The lines' shape. Spans' fields are written with every line, so that each is readable alone.
fn shape<W>(pretty: bool, writer: W) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'a> tracing_subscriber::fmt::MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    if pretty {
        layer.compact().with_ansi(std::io::stderr().is_terminal()).boxed()
    } else {
        layer.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no one panicked").write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_for_machines_is_one_object_with_its_span() {
        let page = Page::default();
        let writer = page.clone();
        tracing::subscriber::with_default(Registry::default().with(shape(false, move || writer.clone())), || {
            let span = tracing::info_span!("request", trace_id = "4bf9");
            let _inside = span.enter();
            tracing::info!(status = 200, "answered");
        });
        let bytes = page.0.lock().expect("no one panicked").clone();
        let line: serde_json::Value = serde_json::from_slice(&bytes).expect("one JSON object");
        assert_eq!((&line["message"], &line["status"]), (&"answered".into(), &200.into()));
        assert_eq!(line["span"]["trace_id"], "4bf9");
    }

    #[test]
    fn the_variable_goes_before_the_setting_and_a_fault_names_its_source() {
        assert_eq!(choose_filter(None, "warn").expect("sound").to_string(), "warn");
        assert_eq!(choose_filter(Some(""), "warn").expect("sound").to_string(), "warn");
        assert_eq!(choose_filter(Some("debug"), "warn").expect("sound").to_string(), "debug");
        let fault = choose_filter(None, "a=b=c").expect_err("no filter");
        assert!(fault.to_string().starts_with("log.filter is no log filter"), "{fault}");
    }
}
