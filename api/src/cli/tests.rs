use super::*;
use clap::{CommandFactory as _, error::ErrorKind};

fn parse(line: &str) -> Result<Command, clap::Error> {
    Cli::try_parse_from(line.split_whitespace()).map(Cli::into_command)
}

fn refused(line: &str) -> ErrorKind {
    parse(line).expect_err(line).kind()
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn nothing_means_demo() {
    let Ok(Command::Demo(demo)) = parse("helsefellesskap") else { panic!("not demo") };
    assert_eq!(demo, Demo { data: "data/demo".into(), port: 8080 });
    let Ok(Command::Demo(demo)) = parse("helsefellesskap demo") else { panic!("not demo") };
    assert_eq!(demo, Demo::default());
    // `nord` needs the port after it.
    assert_eq!(refused("helsefellesskap demo --port 65535"), ErrorKind::ValueValidation);
}

#[test]
fn every_command_reads_its_arguments() {
    assert!(
        matches!(parse("h serve --config v.toml"), Ok(Command::Serve(serve)) if serve.region.config.ends_with("v.toml"))
    );
    assert!(matches!(parse("h migrate --config v.toml"), Ok(Command::Migrate(_))));
    let Ok(Command::Tenant(TenantCommand::Check(check))) = parse("h tenant check a.toml b.toml") else { panic!() };
    assert_eq!(check.files.len(), 2);
    assert!(matches!(parse("h tenant load a.toml --config v.toml"), Ok(Command::Tenant(TenantCommand::Load(_)))));
    let Ok(Command::Client(ClientCommand::Add(add))) = parse(
        "h client add --config v.toml alver-sak --organization 974760673 \
         --scope helsefellesskap:structure.read --scope helsefellesskap:journal.read",
    ) else {
        panic!()
    };
    assert_eq!((add.id.as_str(), add.scopes.len(), add.organization.is_some()), ("alver-sak", 2, true));
    assert!(matches!(parse("h token --url http://127.0.0.1:8080 bergen-admin"), Ok(Command::Token(_))));
    let Ok(Command::Import(import)) = parse("h import bergen a.jsonl b.jsonl --dry-run --node http://127.0.0.1:8080")
    else {
        panic!()
    };
    assert_eq!((import.tenant.as_str(), import.files.len(), import.dry_run), ("bergen", 2, true));
    let Ok(Command::Export(export)) =
        parse("h export bergen --to b.jsonl --types party,body --node http://127.0.0.1:8080")
    else {
        panic!()
    };
    assert_eq!((export.tenant.as_str(), export.types.len()), ("bergen", 2));
    assert_eq!(refused("h import bergen --node http://127.0.0.1:8080"), ErrorKind::MissingRequiredArgument);
    let Ok(Command::Keys(KeysCommand::Rotate(rotate))) = parse("h keys rotate --config v.toml issuer") else {
        panic!()
    };
    assert_eq!(rotate.purpose, KeyPurpose::Issuer);
    assert!(matches!(parse("h openapi"), Ok(Command::OpenApi(_))));
}

#[test]
fn a_head_is_read_whole_or_refused() {
    let (epoch, hash) = (domain::Epoch::fresh(), "0f".repeat(32));
    let line = format!("h journal verify --config v.toml bergen --head {epoch}:7:{hash}");
    let Ok(Command::Journal(JournalCommand::Verify(verify))) = parse(&line) else { panic!() };
    let head = verify.head.expect("given");
    assert_eq!((head.epoch, head.seq, head.hash.to_string()), (epoch, 7, hash.clone()));
    for bad in [format!("{epoch}:7"), format!("{epoch}:-1:{hash}"), format!("{epoch}:7:{hash}:"), "x:7:0f".to_owned()] {
        assert!(bad.parse::<HeadArgument>().is_err(), "{bad}");
    }
    let without_tenant = format!("h journal verify --config v.toml --head {epoch}:7:{hash}");
    assert_eq!(refused(&without_tenant), ErrorKind::MissingRequiredArgument);
}

#[test]
fn what_does_not_fit_is_refused() {
    assert_eq!(refused("h serve"), ErrorKind::MissingRequiredArgument);
    assert_eq!(refused("h tenant check"), ErrorKind::MissingRequiredArgument);
    assert_eq!(refused("h token bergen-admin"), ErrorKind::MissingRequiredArgument);
    assert_eq!(refused("h token --url http://a --config b x"), ErrorKind::ArgumentConflict);
    assert_eq!(refused("h client add --config v.toml Alver"), ErrorKind::ValueValidation);
    assert_eq!(refused("h client add --config v.toml alver --organization 123456789"), ErrorKind::ValueValidation);
    assert_eq!(refused("h client add --config v.toml alver --scope all"), ErrorKind::ValueValidation);
    assert_eq!(refused("h keys rotate --config v.toml door"), ErrorKind::InvalidValue);
}

/// Every help page of the program, with the words that lead to it.
fn pages(command: &mut clap::Command, path: &str, found: &mut Vec<(String, String)>) {
    found.push((path.to_owned(), command.clone().render_long_help().to_string()));
    found.push((path.to_owned(), command.clone().render_help().to_string()));
    let names: Vec<_> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names.iter().filter(|name| *name != "help") {
        let sub = command.find_subcommand_mut(name).expect("named just now");
        pages(sub, &format!("{path} {name}"), found);
    }
}

#[test]
fn help_fits_eighty_columns_and_every_command_shows_an_example() {
    let mut command = Cli::command();
    command.build();
    let mut found = Vec::new();
    pages(&mut command, "helsefellesskap", &mut found);
    for (path, page) in &found {
        for line in page.lines() {
            assert!(line.chars().count() <= 80, "{path}: {line}");
        }
        let leads_on = page.contains("\nCommands:");
        assert!(leads_on || page.contains("Examples:"), "{path} shows no example");
    }
    assert!(found.len() > 20);
}
