use std::collections::BTreeSet;
use std::time::Duration;

use jsonwebtoken::Algorithm;

use super::*;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/configuration.md");
const LEAST: &str = "[region]\nname = \"vest\"\nurl = \"http://127.0.0.1:8080\"\n[data]\nfolder = \"data\"\n";

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::read(Path::new("etc/region.toml"), text, variables)
        .map_err(|faults| faults.0.iter().map(ToString::to_string).collect())
}

#[test]
fn the_page_states_what_the_code_does() {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PAGE, render()).expect("docs is writable");
    }
    assert_eq!(std::fs::read_to_string(PAGE).unwrap_or_default(), render(), "rerun with UPDATE_DOCS=1");
    let example = read(table::example(), &[]).expect("the example of the page is sound");
    assert_eq!(example.issuers[0].kind, IssuerKind::Maskinporten);
}

#[test]
fn every_setting_of_the_table_is_read_and_every_default_is_sound() {
    let text = format!("{LEAST}[[issuers]]\nissuer = \"https://i.example\"\njwks_url = \"https://i.example/jwk\"\n");
    let mut reader = Reader::open(Path::new("region.toml"), &text, []);
    let config = Config::from_reader(&mut reader).expect("defaults are sound");
    assert_eq!(reader.asked(), SETTINGS.iter().map(|setting| setting.key).collect::<BTreeSet<_>>());
    assert_eq!(config.issuers[0].algorithms, [Algorithm::RS256]);
    assert_eq!(config.limits.request, Duration::from_secs(30));
}

#[test]
fn paths_are_seen_from_the_file_and_keys_lie_with_the_data() {
    let config = read(LEAST, &[]).expect("sound");
    assert!(matches!(&config.store, Store::Files { folder } if folder == Path::new("etc/data")), "{:?}", config.store);
    assert_eq!(config.keys, Path::new("etc/data/keys"));
}

#[test]
fn a_variable_goes_before_the_file_and_reaches_into_lists() {
    let variables = [
        ("HELSEFELLESSKAP_REGION__NAME", "nord"),
        ("HELSEFELLESSKAP_LIMITS__WORKERS", ""),
        ("HELSEFELLESSKAP_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ("HELSEFELLESSKAP_ISSUERS__0__ISSUER", "https://i.example"),
        ("HELSEFELLESSKAP_ISSUERS__0__JWKS_URL", "http://localhost:9/jwk"),
        ("HELSEFELLESSKAP_ISSUERS__0__ALGORITHMS", "ES256,EdDSA"),
        ("HELSEFELLESSKAP_CLIENT_SECRET", "no setting, and none of ours"),
    ];
    let config = read(LEAST, &variables).expect("sound");
    assert_eq!(config.region.name.as_str(), "nord");
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert_eq!(config.issuers[0].algorithms, [Algorithm::ES256, Algorithm::EdDSA]);
}

#[test]
fn every_fault_is_told_at_once_with_key_and_place() {
    let text = "[region]\nname = \"Vest\"\n[limits]\nbody_bytes = -1\nbodybytes = 3\n[tls]\nkey = \"k.pem\"\n\
                [[issuers]]\nissuer = \"https://i.example\"\njwks_url = \"http://i.example/jwk\"\nalgorithms = [\"HS256\"]\n";
    let variables = [
        ("HELSEFELLESSKAP_LIMITS__REQUEST_SECONDS", "soon"),
        ("HELSEFELLESSKAP_LIMTS__WORKERS", "2"),
        ("HELSEFELLESSKAP_DATABASE__URL", "mysql://root:hunter2@db"),
    ];
    let mut faults = read(text, &variables).expect_err("nothing is right");
    faults.sort();
    assert_eq!(
        faults,
        [
            "HELSEFELLESSKAP_DATABASE__URL: database.url must be an address such as postgres://role:password@host/database",
            "HELSEFELLESSKAP_LIMITS__REQUEST_SECONDS: limits.request_seconds must be whole seconds from 1 to 86400, not `soon`",
            "HELSEFELLESSKAP_LIMTS__WORKERS: limts.workers is no setting",
            "etc/region.toml: keys.folder is missing: database.url is given",
            "etc/region.toml: region.url is missing: it must be scheme, host and port only, such as https://vest.example.no",
            "etc/region.toml: tls.certificate is missing: tls.key is given",
            "etc/region.toml:10: issuers.0.jwks_url must be an https address (http on this machine only), not `http://i.example/jwk`",
            "etc/region.toml:11: issuers.0.algorithms must be an asymmetric algorithm such as RS256, PS256, ES256 or EdDSA, not `HS256`",
            "etc/region.toml:2: region.name must be 2 to 63 small letters, digits and hyphens, a letter first, not `Vest`",
            "etc/region.toml:4: limits.body_bytes must be a whole number above 0, not `-1`",
            "etc/region.toml:5: limits.bodybytes is no setting",
        ]
    );
}

/// The faults of a file that has this after what is sound.
fn faults_of(more: &str) -> Vec<String> {
    read(&format!("{LEAST}{more}\n"), &[]).map(|_| Vec::new()).unwrap_or_else(|faults| faults)
}

#[test]
fn whom_to_tell_of_a_weakness_is_told_whole_or_not_at_all() {
    let (contacts, expires) = ("contacts = [\"mailto:vakt@vest.example\"]", "expires = \"2027-06-30T22:00:00Z\"");
    assert_eq!(faults_of(&format!("[security]\n{contacts}\n{expires}")), Vec::<String>::new());
    for (more, fault) in [
        (contacts, ": security.expires is missing: security.contacts is given"),
        (expires, ": security.contacts is missing: security.expires is given"),
        (
            "contacts = [\"vakt@vest.example\"]\nexpires = \"2027-06-30T22:00:00Z\"",
            ":7: security.contacts must be a mailto:, tel: or https: address, not `vakt@vest.example`",
        ),
        (
            "contacts = [\"tel:+4755000000\"]\nexpires = 2027-06-30",
            ":8: security.expires must be a time in RFC 3339, in quotes, such as \"2027-06-30T22:00:00Z\", not `2027-06-30`",
        ),
        ("contact = \"mailto:vakt@vest.example\"", ":7: security.contact is no setting"),
    ] {
        assert_eq!(faults_of(&format!("[security]\n{more}")), [format!("etc/region.toml{fault}")]);
    }
}

#[test]
fn an_issuer_without_an_address_of_its_keys_is_found_by_its_name() {
    assert_eq!(faults_of("[[issuers]]\nissuer = \"https://i.example/\""), Vec::<String>::new());
    for name in ["maskinporten", "http://i.example/", "urn:i.example"] {
        let wanted = "issuers.0.jwks_url is missing: the issuer's name is no https address (http on this machine only) to find it by";
        let faults = faults_of(&format!("[[issuers]]\nissuer = {name:?}"));
        assert_eq!(faults, [format!("etc/region.toml: {wanted}")], "{name}");
        let told = format!("[[issuers]]\nissuer = {name:?}\njwks_url = \"https://i.example/jwk\"");
        assert_eq!(faults_of(&told), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_mail_server_is_told_whole_and_no_password_goes_in_the_clear() {
    let sound = "[mail]\nserver = \"smtp.vest.example:587\"\nfrom = \"Møte <mote@vest.example>\"";
    assert_eq!(faults_of(sound), Vec::<String>::new());
    for (more, fault) in [
        ("user = \"vest\"", ": mail.password is missing: mail.user is given"),
        ("password = \"hunter2\"", ": mail.user is missing: mail.password is given"),
        ("encryption = \"ssl\"", ":9: mail.encryption must be starttls, tls or none, not `ssl`"),
        (
            "encryption = \"none\"\nuser = \"vest\"\npassword = \"hunter2\"",
            ":9: mail.encryption cannot be none where a password is sent to another machine",
        ),
        ("timeout_seconds = 0", ":9: mail.timeout_seconds must be whole seconds from 1 to 86400, not `0`"),
        ("port = 25", ":9: mail.port is no setting"),
    ] {
        let faults = faults_of(&format!("{sound}\n{more}"));
        assert_eq!(faults, [format!("etc/region.toml{fault}")]);
        assert!(!faults[0].contains("hunter2"));
    }
    for (whole, fault) in [
        ("server = \"smtp.vest.example:587\"", ": mail.from is missing: mail.server is given"),
        (
            "server = \"smtp.vest.example\"",
            ":7: mail.server must be host and port, such as smtp.example.no:587, not `smtp.vest.example`",
        ),
        (
            "server = \"smtp.vest.example:587\"\nfrom = \"nokon\"",
            ":8: mail.from must be an e-mail address such as Møte <mote@example.no>, not `nokon`",
        ),
    ] {
        let faults = faults_of(&format!("[mail]\n{whole}"));
        assert!(faults.contains(&format!("etc/region.toml{fault}")), "{faults:?}");
    }
}

#[test]
fn one_store_is_named_and_only_one() {
    let both = format!("{LEAST}[database]\nurl = \"postgres://a@b/c\"\n[keys]\nfolder = \"keys\"\n");
    let faults = read(&both, &[]).expect_err("two stores");
    assert_eq!(faults, ["etc/region.toml:5: data.folder cannot be given together with database.url"]);
    let none = LEAST.replace("[data]\nfolder = \"data\"\n", "");
    let faults = read(&none, &[]).expect_err("no store");
    assert_eq!(faults, ["etc/region.toml: data.folder is missing: database.url is not given either"]);
}

#[test]
fn a_file_that_is_no_toml_names_the_line_and_no_secret_is_shown() {
    let faults = read("[region]\nname = = 3\n", &[]).expect_err("no TOML");
    assert!(faults[0].starts_with("etc/region.toml:2: "), "{faults:?}");
    let text = LEAST
        .replace("[data]\nfolder = \"data\"", "[database]\nurl = \"postgres://a:hunter2@b/c\"\n[keys]\nfolder=\"k\"");
    assert!(!format!("{:?}", read(&text, &[]).expect("sound")).contains("hunter2"));
    let shown = |secret: &str| format!("{:?}", read(LEAST, &[("HELSEFELLESSKAP_KEYS__SECRET", secret)]));
    let secret = "5eC2e7".repeat(10) + "5ec2";
    assert!(shown(&secret).contains("RegionSecret(…)") && !shown(&secret).to_lowercase().contains("5ec2"));
    for bad in [&secret[1..], &secret[2..], &secret.replace('5', "g"), &format!("{secret}00")] {
        let fault = shown(bad);
        assert!(fault.contains("keys.secret must be 64 hexadecimal digits") && !fault.contains("c2e7"), "{fault}");
    }
}

#[test]
fn a_public_address_has_one_spelling() {
    for bad in ["https://vest.example.no/", "HTTPS://vest.example.no", "https://vest.example.no:443", "ftp://x", "vest"]
    {
        let text = LEAST.replace("http://127.0.0.1:8080", bad);
        assert!(read(&text, &[]).is_err(), "{bad}");
    }
}
