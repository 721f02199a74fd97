//! The way to the mail server.
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::TenantId;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::config::{self, Encryption};

/// How many steps of its time a server has for a whole letter.
const STEPS: u32 = 4;

/// What a certificate in PEM begins with.
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Why no letter can be sent at all. Each is one clear line.
#[derive(Debug, thiserror::Error)]
pub enum MailFault {
    /// The host can have no certificate.
    #[error("mail.server: {0}")]
    Server(#[from] Error),
    /// The file of the authority is of no use.
    #[error("{}: {what}", .file.display())]
    Authority {
        /// Which file.
        file: PathBuf,
        /// What is wrong.
        what: String,
    },
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The server has taken it.
    Sent,
    /// The server will not take it, however often it is tried.
    Refused,
    /// It may be taken another time.
    Failed,
}

/// A mail server, and who writes by way of it.
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    timeout: Duration,
    /// The communities known to have an outbox.
    standing: Mutex<HashSet<TenantId>>,
}

impl Mail {
    /// As the settings tell.
    ///
    /// # Errors
    /// If the host cannot be that of a certificate, or the authority's file holds none.
    pub fn new(settings: &config::Mail) -> Result<Self, MailFault> {
        let host = &settings.server.host;
        let authority = settings.authority.as_deref().map(read_authority).transpose()?;
        let parameters = || {
            let builder = TlsParameters::builder(host.clone());
            authority.iter().fold(builder, |builder, known| builder.add_root_certificate(known.clone())).build()
        };
        let tls = match settings.encryption {
            Encryption::StartTls => Tls::Required(parameters()?),
            Encryption::Tls => Tls::Wrapper(parameters()?),
            Encryption::None => Tls::None,
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(settings.server.port)
            .tls(tls)
            .timeout(Some(settings.timeout));
        if let Some((user, password)) = &settings.login {
            transport = transport.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        Ok(Self {
            transport: transport.build(),
            from: settings.from.0.clone(),
            timeout: settings.timeout,
            standing: Mutex::default(),
        })
    }

    /// Who letters are from.
    pub fn from(&self) -> &Mailbox {
        &self.from
    }

    /// Whether a community is known to have an outbox.
    pub(super) fn knows(&self, tenant: TenantId) -> bool {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).contains(&tenant)
    }

    /// From now on it is.
    pub(super) fn know(&self, tenant: TenantId) {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant);
    }

    /// Hands a letter to the server. What a server says may name an address, and is not told on.
    pub async fn send(&self, letter: Message) -> Outcome {
        // A connection for each letter: kept for the next one, it would give that the answer that was waited for in vain.
        // Each step has its time; a server that is slow at every one of them has no more than this.
        match tokio::time::timeout(self.timeout * STEPS, self.transport.send(letter)).await {
            Ok(Ok(_)) => Outcome::Sent,
            Ok(Err(error)) => {
                let status = error.status().map(|code| code.to_string());
                let outcome = outcome(&error, status.as_deref());
                tracing::warn!(status, timeout = error.is_timeout(), ?outcome, "a notice was not taken");
                outcome
            }
            Err(_) => {
                tracing::warn!(timeout = true, "a notice was not taken");
                Outcome::Failed
            }
        }
    }
}

fn read_authority(file: &Path) -> Result<Certificate, MailFault> {
    let unreadable = |what: String| MailFault::Authority { file: file.to_owned(), what };
    let pem = std::fs::read(file).map_err(|error| unreadable(error.to_string()))?;
    if !pem.windows(BEGIN.len()).any(|part| part == BEGIN) {
        return Err(unreadable("holds no certificate in PEM".to_owned()));
    }
    Certificate::from_pem(&pem).map_err(|error| unreadable(error.to_string()))
}

/// A server that refuses us – our login, our commands – says nothing of the address.
fn outcome(error: &Error, status: Option<&str>) -> Outcome {
    let of_us = |code: &str| code.starts_with("50") || ["521", "530", "534", "535", "538"].contains(&code);
    match status {
        Some(code) if error.is_permanent() && !of_us(code) => Outcome::Refused,
        _ => Outcome::Failed,
    }
}
