//! Every setting there is, with its default and meaning; `docs/configuration.md` is this table rendered.

use std::fmt::Write as _;

/// What holds where nobody says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// It must be given.
    Required,
    /// It may be left out; the words say what then holds.
    Unset(&'static str),
    /// This text, read as if it had been written; an empty one is an empty list.
    Text(&'static str),
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its key: section and name; `N` counts the entries of a list from 0.
    pub key: &'static str,
    /// What holds where nobody says anything.
    pub preset: Preset,
    /// What it is.
    pub about: &'static str,
}

const fn setting(key: &'static str, preset: Preset, about: &'static str) -> Setting {
    Setting { key, preset, about }
}

use Preset::{Required, Text, Unset};

/// Every setting, in the order of the documentation.
pub const SETTINGS: &[Setting] = &[
    setting("region.name", Required, "The region's key, such as `vest`."),
    setting("region.url", Required, "Its public address: issuer of its own tokens, audience of all it accepts."),
    setting("server.listen", Text("127.0.0.1:8080"), "Address and port to listen on."),
    setting(
        "server.trusted_proxies",
        Text(""),
        "Addresses or networks of proxies whose `X-Forwarded-For` is believed. From anyone else it is refused.",
    ),
    setting("server.shutdown_seconds", Text("30"), "How long requests under way may take at a stop."),
    setting("data.folder", Unset("none"), "Folder of the SQLite files. Either this or `database.url`."),
    setting("database.url", Unset("none"), "PostgreSQL, as the role that serves. Either this or `data.folder`."),
    setting("database.migrate_url", Unset("none"), "PostgreSQL, as the role that migrates. Not needed to serve."),
    setting("database.pool_size", Text("10"), "Connections to PostgreSQL at most."),
    setting("keys.folder", Unset("`keys` in `data.folder`"), "Folder of private keys. Required with `database.url`."),
    setting(
        "keys.secret",
        Unset("keys are not shared"),
        "64 hexadecimal digits, the same on every node, with which the region's keys are sealed in its store.",
    ),
    setting("limits.body_bytes", Text("1048576"), "Bytes of a request's body."),
    setting("limits.request_seconds", Text("30"), "How long a request may take."),
    setting("limits.rate_per_second", Text("50"), "Requests a second for one caller, in the long run."),
    setting("limits.rate_burst", Text("200"), "Requests one caller may make at once."),
    setting("limits.max_connections", Text("10000"), "Open connections."),
    setting(
        "limits.cache_bytes",
        Text("33554432"),
        "Bytes of finished answers kept in memory for callers without a token; 0 keeps none.",
    ),
    setting("limits.workers", Unset("one for each core"), "Worker threads."),
    setting("issuer.enabled", Text("false"), "Whether the region issues tokens itself, at `/oauth/token`."),
    setting("issuers.N.issuer", Required, "The exact `iss` of an issuer whose tokens are believed."),
    setting(
        "issuers.N.jwks_url",
        Unset("found by the issuer's `.well-known` description"),
        "Where its keys are; `https`, or `http` on this machine.",
    ),
    setting("issuers.N.audience", Unset("`region.url`"), "What it calls this region in `aud`; of no other region."),
    setting("issuers.N.algorithms", Text("RS256"), "Signatures accepted from it: RS*, PS*, ES*, EdDSA."),
    setting("issuers.N.kind", Text("oidc"), "Which claims it writes: `maskinporten`, `helseid` or `oidc`."),
    setting("security.contacts", Text(""), "Whom to tell of a weakness: `mailto:`, `tel:` or `https:` addresses."),
    setting(
        "security.expires",
        Unset("no `security.txt`"),
        "Until when that holds, such as `\"2027-06-30T22:00:00Z\"`. Required with `security.contacts`.",
    ),
    setting(
        "mail.server",
        Unset("no notice is sent"),
        "Host and port of the SMTP server that notices of meetings go out by, such as `smtp.example.no:587`.",
    ),
    setting("mail.encryption", Text("starttls"), "`starttls`, `tls` from the first byte, or `none`."),
    setting(
        "mail.authority",
        Unset("those the system trusts"),
        "PEM file of an authority that vouches for the SMTP server, beside those the system trusts.",
    ),
    setting("mail.user", Unset("nobody logs in"), "Who logs in at the SMTP server."),
    setting("mail.password", Unset("nobody logs in"), "The password of `mail.user`."),
    setting("mail.from", Unset("none"), "Who notices are from: `Møte <mote@example.no>`. Required with `mail.server`."),
    setting("mail.timeout_seconds", Text("30"), "How long the SMTP server may take for each step."),
    setting("tls.certificate", Unset("no TLS"), "Certificate chain, PEM, for TLS of the region's own."),
    setting("tls.key", Unset("no TLS"), "The certificate's private key, PEM."),
    setting(
        "webhooks.allow_loopback",
        Text("false"),
        "Whether webhooks may be sent to this machine, also in the clear: for trying things out.",
    ),
    setting(
        "webhooks.allowed_networks",
        Text(""),
        "Networks that are not public, or single addresses, that webhooks may be sent to all the same.",
    ),
    setting("webhooks.timeout_seconds", Text("15"), "How long a webhook's receiver may take; 20 at most."),
    setting(
        "federation.behind_after_seconds",
        Text("300"),
        "How old what a region has published may be here before lists of all regions say that it is behind.",
    ),
    setting(
        "federation.silent_after_seconds",
        Text("86400"),
        "How old it may be before such lists leave it out and name it.",
    ),
    setting("log.format", Text("auto"), "`pretty`, `json`, or `auto`: pretty on a terminal, JSON otherwise."),
    setting("log.filter", Text("info"), "Which lines, in the syntax of `RUST_LOG`, which goes before it."),
];

/// What every variable's name begins with.
pub(super) const PREFIX: &str = "HELSEFELLESSKAP_";

/// The environment variable of a setting.
pub fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

/// The setting of a written key, whatever entry of a list it names.
pub(super) fn find(key: &str) -> Option<&'static Setting> {
    let is_count = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let general = key.split('.').map(|part| if is_count(part) { "N" } else { part }).collect::<Vec<_>>().join(".");
    SETTINGS.iter().find(|setting| setting.key == general)
}

const HEAD: &str = "\
# Configuration

`helsefellesskap serve --config FILE` reads one region's settings from a TOML file. Every setting can also be given as
an environment variable, which goes before the file. An empty variable counts as not given. Lists in a variable are
separated by commas. Paths are taken from the folder the file is in. A setting nobody knows is refused, and every fault
is told at once with its key and where it was written.

Rendered from `api/src/config/table.rs`; `UPDATE_DOCS=1 cargo test -p api --lib config` writes it anew.

";

const TAIL: &str = "
## An example

```toml
[region]
name = \"vest\"
url = \"https://vest.example.no\"

[server]
listen = \"0.0.0.0:8080\"
trusted_proxies = [\"10.0.0.0/8\"]

[data]
folder = \"/var/lib/helsefellesskap\"

[[issuers]]
issuer = \"https://maskinporten.no/\"
jwks_url = \"https://maskinporten.no/jwk\"
algorithms = [\"RS256\"]
kind = \"maskinporten\"
```
";

/// The settings as the Markdown page of the documentation.
pub fn render() -> String {
    let mut text = String::from(HEAD);
    text.push_str("| setting | variable | default | meaning |\n|---|---|---|---|\n");
    for Setting { key, preset, about } in SETTINGS {
        let preset = match preset {
            Required => "(required)".to_owned(),
            Unset(words) => (*words).to_owned(),
            Text("") => "empty".to_owned(),
            Text(text) => format!("`{text}`"),
        };
        let _ = writeln!(text, "| `{key}` | `{}` | {preset} | {about} |", variable(key));
    }
    text.push_str(TAIL);
    text
}

/// The example of the documentation.
#[cfg(test)]
pub(super) fn example() -> &'static str {
    TAIL.split("```").nth(1).and_then(|block| block.strip_prefix("toml")).unwrap_or_default()
}
