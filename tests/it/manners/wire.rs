//! A socket without an HTTP client around it, for what no proper client does.
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::region::Region;

/// A bare connection to a region.
pub struct Wire(TcpStream);

impl Wire {
    /// Connects.
    pub async fn to(region: &Region) -> Self {
        Self(TcpStream::connect(region.address).await.expect("the region listens"))
    }

    /// Sends bytes.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        // A region that has refused already may have closed; what it said is still there to be read.
        let _ = self.0.write_all(bytes.as_ref()).await;
    }

    /// Everything until the region closes the connection, or says nothing more for a while.
    pub async fn rest(&mut self) -> String {
        let (mut all, mut part) = (Vec::new(), [0; 4096]);
        let quiet = Duration::from_secs(8);
        while let Ok(Ok(read @ 1..)) = tokio::time::timeout(quiet, self.0.read(&mut part)).await {
            all.extend_from_slice(&part[..read]);
        }
        String::from_utf8_lossy(&all).into_owned()
    }
}

/// The head of a request with a body, as it stands on the wire.
pub fn head(method: &str, path: &str, token: &str, headers: &[(&str, &str)]) -> String {
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nHost: region\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head + "\r\n"
}

/// Status and body of an answer.
pub fn parts(answer: &str) -> (u16, &str) {
    let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok());
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    (status.unwrap_or_else(|| panic!("no answer: {answer:?}")), body)
}
