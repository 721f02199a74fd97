//! Places that their holder cannot read: sealed, where a cursor is only signed.
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use super::cursor::{Context, CursorKeys};
use super::{ApiError, Code};
use domain::{FaultKind, Faults};

/// Bytes before the sealed text. So many are drawn at random that no two are ever alike.
const NONCE: usize = 24;
/// A place is filled up to a multiple of so many bytes, so that its length tells nothing of it.
const STEP: usize = 256;

impl CursorKeys {
    /// A place as its holder has it: it says nothing, not even whether it is the same as another.
    pub fn hide(&self, place: &impl Serialize, context: Context) -> Result<String, ApiError> {
        let mut text = serde_json::to_vec(place).map_err(ApiError::internal)?;
        text.resize(text.len().next_multiple_of(STEP), b' ');
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(ApiError::internal)?;
        let payload = Payload { msg: &text, aad: context.bytes() };
        let sealed = sealer(self.secrets().next().unwrap_or(&[0; 32])).encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| ApiError::new(Code::Internal))?;
        Ok(BASE64URL_NOPAD.encode(&[&nonce[..], &sealed].concat()))
    }

    /// The place again. A damaged, foreign or outdated one is refused at its parameter, without saying which it is.
    pub fn reveal<T: DeserializeOwned>(
        &self,
        text: &str,
        context: Context,
        parameter: &'static str,
    ) -> Result<T, ApiError> {
        self.opened(text, context).ok_or_else(|| ApiError::place(parameter))
    }

    fn opened<T: DeserializeOwned>(&self, text: &str, context: Context) -> Option<T> {
        if text.len() > Self::MAX_LENGTH {
            return None;
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let open = |secret| {
            let payload = Payload { msg: sealed, aad: context.bytes() };
            sealer(secret).decrypt(&XNonce::from(*nonce), payload).ok()
        };
        serde_json::from_slice(&self.secrets().find_map(open)?).ok()
    }
}

impl ApiError {
    /// A place that is not of this feed.
    pub fn place(parameter: &'static str) -> Self {
        let faults = Faults::one(parameter, FaultKind::Malformed { form: "the cursor of an earlier answer" });
        Self::new(Code::CursorInvalid).with_faults(faults)
    }
}

/// Seals with a key of its own, which follows from that of cursors.
fn sealer(secret: &[u8; 32]) -> XChaCha20Poly1305 {
    let mut key = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of every length");
    key.update(b"hidden places");
    let key: [u8; 32] = key.finalize().into_bytes().into();
    XChaCha20Poly1305::new(&key.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_opens_where_it_was_given_and_says_nothing() {
        let keys = CursorKeys::new([1; 32], vec![]);
        let (here, there) = (Context::of(["a", "changes"]), Context::of(["b", "changes"]));
        let sealed = keys.hide(&42_i64, here).expect("sealed");
        assert_eq!(keys.reveal::<i64>(&sealed, here, "?after").expect("its own"), 42);
        assert!(sealed.len() <= CursorKeys::MAX_LENGTH);
        for other in [keys.hide(&42_i64, here), keys.hide(&41_i64, here), keys.hide(&999_999_i64, here)] {
            let other = other.expect("sealed");
            assert_ne!(other, sealed, "no two are alike");
            assert_eq!(other.len(), sealed.len());
        }
        assert_eq!(keys.reveal::<i64>(&sealed, there, "?after").expect_err("foreign").code, Code::CursorInvalid);
        let bytes = BASE64URL_NOPAD.decode(sealed.as_bytes()).expect("base64url");
        for i in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[i] ^= 1;
            assert!(keys.reveal::<i64>(&BASE64URL_NOPAD.encode(&flipped), here, "?after").is_err(), "byte {i}");
        }
        for bad in ["", "a", "æ", &sealed[..40]] {
            assert!(keys.reveal::<i64>(bad, here, "?after").is_err());
        }
        let rotated = CursorKeys::new([2; 32], vec![[1; 32]]);
        assert_eq!(rotated.reveal::<i64>(&sealed, here, "?after").expect("an older key"), 42);
        assert!(CursorKeys::new([2; 32], vec![]).reveal::<i64>(&sealed, here, "?after").is_err());
    }
}
