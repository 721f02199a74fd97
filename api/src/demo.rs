//! The demonstration: two regions in one process, two real communities, identities anyone may try.
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::Path;

use actix_web::web::Data;
use domain::policy::Role;
use domain::{Charter, Identity, Key, Line, OrgNumber, PeerKey, PublicKey};
use indicatif::{ProgressBar, ProgressStyle};
use persistence::Store;
use tokio::task::JoinHandle;

use crate::app::{Shared, app};
use crate::auth::install_tls_provider;
use crate::boot::{Failure, claim_folder, node, operator, patience};
use crate::charter::check_file;
use crate::config::{Config, LogFormat};
use crate::edge::Edge;
use crate::federation::{Introduction, Trust, keep_pulling, keep_replicating, list_peer};
use crate::history::Lines;
use crate::loading::{FirstGrant, NewClient, is_loaded, load_with};
use crate::node::{Clock, Node};
use crate::server::{self, Capacity};
use crate::{logging, metrics, webhooks};

/// The secret of every demonstration client; `serve` refuses a store that knows it.
const SECRET: &str = "demo";

/// One region of the demonstration and the community at home there.
struct Part {
    region: &'static str,
    charter: &'static str,
    /// Its cases and meetings.
    history: &'static str,
    /// The party whose system may be tried.
    party: &'static str,
}

const PARTS: [Part; 2] = [
    Part {
        region: "vest",
        charter: include_str!("../../tenants/bergen.toml"),
        history: include_str!("../../tenants/bergen.jsonl"),
        party: "alver",
    },
    Part {
        region: "nord",
        charter: include_str!("../../tenants/nordland.toml"),
        history: include_str!("../../tenants/nordland.jsonl"),
        party: "vagan",
    },
];

/// Runs both regions from `port` on until told to stop.
pub async fn run(folder: &Path, port: u16) -> Result<(), Failure> {
    logging::start(LogFormat::Auto, "warn,access=warn").map_err(Failure::of)?;
    install_tls_provider();
    let ports = [port, port + 1];
    // Both ports before anything is written, so that a start that cannot succeed leaves nothing behind.
    let mut listeners = Vec::new();
    for port in ports {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        listeners.push(server::bind(address, "choose --port").map_err(Failure::of)?);
    }
    let metrics = metrics::install().map_err(Failure::of)?;
    let (mut servers, mut stores, mut nodes, mut work) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for ((part, port), listener) in PARTS.iter().zip(ports).zip(listeners) {
        let config = settings(part, &folder.join(part.region), port)?;
        let charter = check_file(part.charter)
            .map_err(|faults| Failure(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?;
        let store = prepare(part, &config, &folder.join(part.region), &charter).await?;
        let node = Data::new(node(&config, store.clone(), Clock::default()).await?);
        nodes.push((node.clone(), charter.community.slug));
        work.push(actix_web::rt::spawn(webhooks::work(node.clone().into_inner())));
        let edge = Edge::new(config.region.name.clone(), config.region.url.as_str(), &config.limits);
        let client = if part.region == "vest" { "bergen-admin" } else { "nordland-admin" };
        let shared = Shared::new(node, edge.on_loopback_only(port), Some(metrics.clone()), Some(client));
        let capacity = Capacity { workers: NonZeroUsize::MIN, ..Capacity::of(&config, server::cores()) };
        servers.push(server::server(move || app(&shared), listener, None, capacity).map_err(Failure::of)?);
        stores.push(store);
    }
    befriend(&nodes).await?;
    welcome(port)?;
    let drain = async {
        work.iter().for_each(JoinHandle::abort);
        for store in &stores {
            store.drain().await;
        }
    };
    server::run(servers, drain).await.map_err(Failure::of)
}

/// Has the two regions trust one another with the community each is home of. Their keys need no comparing: both are here.
async fn befriend(nodes: &[(Data<Node>, Key)]) -> Result<(), Failure> {
    for (node, _) in nodes {
        for (other, slug) in nodes.iter().filter(|(other, _)| other.region != node.region) {
            let ring = other.keys.node();
            let keys = ring.accepted(other.clock.now()).map(|key| PeerKey {
                kid: key.kid.clone(),
                public: PublicKey(key.secret.verifying_key().to_bytes()),
                retires: key.retires,
            });
            let introduction =
                Introduction { region: other.region.clone(), url: other.url.clone(), keys: keys.collect() };
            let issuer = Line::parse(&other.url).map_err(|_| Failure("the address is no line".into()))?;
            let trust = Trust { issuers: vec![issuer], may_home: vec![slug.clone()] };
            let own = (&node.region, node.url.as_str());
            list_peer(&node.store, own, introduction, trust, operator(&node.clock), patience()).await?;
        }
        actix_web::rt::spawn(keep_pulling(node.clone().into_inner()));
        actix_web::rt::spawn(keep_replicating(node.clone().into_inner()));
    }
    Ok(())
}

fn settings(part: &Part, folder: &Path, port: u16) -> Result<Config, Failure> {
    let (name, shown) = (part.region, folder.display());
    let text = format!(
        "[region]\nname = {name:?}\nurl = \"http://127.0.0.1:{port}\"\n\
         [server]\nlisten = \"127.0.0.1:{port}\"\nshutdown_seconds = 5\n\
         [data]\nfolder = {:?}\n[issuer]\nenabled = true\n\
         [webhooks]\nallow_loopback = true\n",
        shown.to_string()
    );
    // The environment is for regions that serve; a demonstration is the same wherever it runs. Paths of a file are taken
    // from its folder, so the file is said to stand where the program was started.
    let here = std::env::current_dir().map_err(Failure::of)?.join("demo.toml");
    Config::read(&here, &text, []).map_err(Failure::of)
}

/// Opens a region's store, and fills it the first time.
async fn prepare(part: &Part, config: &Config, folder: &Path, charter: &Charter) -> Result<Store, Failure> {
    claim_folder(folder, "demo", &config.region.name)?;
    let store = Store::files(folder).map_err(Failure::of)?;
    let slug = &charter.community.slug;
    if is_loaded(&store, slug).await? {
        return Ok(store);
    }
    let clock = Clock::default();
    let party = charter.parties.iter().find(|party| party.key.as_str() == part.party);
    let organization = party.and_then(|party| party.org_number);
    add_clients(&store, part, config, slug, organization).await?;
    let history = Lines::read(part.history);
    let charted = 1 + charter.parties.len() + charter.areas.len() + charter.bodies.len() + charter.provisions.len();
    let all = charted + history.records.len();
    let bar = ProgressBar::new(all as u64);
    let style = ProgressStyle::with_template("{prefix:>12} [{bar:30}] {pos}/{len}").map_err(Failure::of)?;
    bar.set_style(style.progress_chars("=> "));
    bar.set_prefix(slug.to_string());
    let progress = {
        let bar = bar.clone();
        move |done| bar.set_position(done as u64)
    };
    let grants = grants(part, config, slug)?;
    load_with(&store, charter, history, grants, operator(&clock), progress).await?;
    bar.finish_and_clear();
    eprintln!("{slug}: {all} entries loaded into {}", part.region);
    Ok(store)
}

async fn add_clients(
    store: &Store,
    part: &Part,
    config: &Config,
    slug: &Key,
    organization: Option<OrgNumber>,
) -> Result<(), Failure> {
    let scopes: Vec<&str> = domain::policy::SCOPES.iter().map(|(scope, _)| *scope).collect();
    let names = ["admin", "secretariat", "auditor", part.party].map(|name| format!("{slug}-{name}"));
    let runner = format!("{}-operator", part.region);
    for name in names.iter().chain([&runner]) {
        let client = NewClient {
            name,
            secret: SECRET,
            org_number: organization.filter(|_| name.ends_with(part.party)),
            scopes: &scopes,
            demo: true,
            operator: (*name == runner).then_some(config.region.url.as_str()),
        };
        match client.add(store, operator(&Clock::default())).await {
            Ok(()) => {}
            // A first start that was interrupted has added some of them.
            Err(failure) if failure.0.starts_with("there is a client") => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

fn grants(part: &Part, config: &Config, slug: &Key) -> Result<Vec<FirstGrant>, Failure> {
    let roles = [
        ("admin", Role::TenantAdmin),
        ("secretariat", Role::Secretariat),
        ("auditor", Role::Auditor),
        (part.party, Role::PartySystem),
    ];
    roles
        .into_iter()
        .map(|(name, role)| {
            let line = |text: &str| Line::parse(text).map_err(|_| Failure(format!("{text:?} is no line")));
            let holder =
                Identity { issuer: line(config.region.url.as_str())?, subject: line(&format!("{slug}-{name}"))? };
            let party = (role == Role::PartySystem).then(|| Key::parse(part.party)).flatten();
            Ok(FirstGrant { holder, role, party })
        })
        .collect()
}

fn welcome(port: u16) -> Result<(), Failure> {
    let (vest, nord) = (format!("http://127.0.0.1:{port}"), format!("http://127.0.0.1:{}", port + 1));
    let text = format!(
        "\n\
         Two regions are running. All of it is a demonstration on this machine.\n\
         \n\
         \x20 vest   {vest}/docs   home of bergen\n\
         \x20 nord   {nord}/docs   home of nordland\n\
         \n\
         Authorize in Swagger UI with one of these ids and the secret {SECRET}:\n\
         \n\
         \x20 vest   bergen-admin    bergen-secretariat    bergen-auditor\n\
         \x20        bergen-alver    vest-operator\n\
         \x20 nord   nordland-admin  nordland-secretariat  nordland-auditor\n\
         \x20        nordland-vagan  nord-operator\n\
         \n\
         Try:\n\
         \n\
         \x20 curl {vest}/v1/tenants/bergen/parties?limit=3\n\
         \n\
         Stop with Ctrl-C. The data stays.\n"
    );
    use std::io::Write as _;
    std::io::stdout().write_all(text.as_bytes()).map_err(Failure::of)
}
