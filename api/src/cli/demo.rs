//! `demo`: two regions in one process, to look at and try.

use std::path::PathBuf;

use clap::Args;

use crate::boot::Failure;

/// What `demo` is told.
#[derive(Debug, Args, PartialEq, Eq)]
#[command(after_help = "\
Examples:
  helsefellesskap demo
  helsefellesskap demo --port 9000 --data /tmp/demo")]
pub struct Demo {
    /// Folder of the two regions' data; kept between starts
    #[arg(long, value_name = "DIR", default_value = Demo::DATA)]
    pub data: PathBuf,
    /// Port of region `vest`; `nord` takes the next one
    #[arg(long, default_value_t = Demo::PORT, value_parser = clap::value_parser!(u16).range(1..=65534))]
    pub port: u16,
}

impl Demo {
    const DATA: &'static str = "data/demo";
    const PORT: u16 = 8080;
}

impl Default for Demo {
    fn default() -> Self {
        Self { data: Self::DATA.into(), port: Self::PORT }
    }
}

impl Demo {
    /// Runs two regions until told to stop.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        crate::demo::run(&self.data, self.port).await
    }
}
