//! The region's own TLS, out of PEM files.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::ServerFault;
use crate::config::Tls;

/// Reads certificate and key: TLS 1.2 and 1.3, no client certificates.
///
/// # Errors
/// Names the file that is of no use.
pub fn load(files: &Tls) -> Result<ServerConfig, ServerFault> {
    let fault = |file: &Path, what: String| ServerFault::Tls { file: file.to_owned(), what };
    let chain = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .and_then(|chain| if chain.is_empty() { Err(PemError::NoItemsFound) } else { Ok(chain) })
        .map_err(|error| fault(&files.certificate, unreadable("certificate", &error)))?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| fault(&files.key, unreadable("private key", &error)))?;
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| fault(&files.certificate, error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| fault(&files.key, format!("does not fit the certificate: {error}")))
}

fn unreadable(what: &str, error: &PemError) -> String {
    match error {
        PemError::NoItemsFound => format!("holds no {what} in PEM"),
        PemError::Io(error) => format!("cannot be read: {error}"),
        // Its own text could show a line of the file.
        _ => "is not sound PEM".to_owned(),
    }
}
