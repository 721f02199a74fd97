//! The program `helsefellesskap`.
use std::process::ExitCode;

use api::cli::{self, Cli};
use clap::Parser as _;

#[actix_web::main]
async fn main() -> ExitCode {
    match cli::run(Cli::parse().into_command()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("helsefellesskap: {failure}");
            ExitCode::FAILURE
        }
    }
}
