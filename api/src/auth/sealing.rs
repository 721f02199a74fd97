//! Sealing of private keys for the store: XChaCha20-Poly1305 under the region's secret, bound to purpose and name.
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::RegionKey;
use persistence::SealedKey;

use super::key_files::KeyError;
use super::key_material::KeyText;

/// Bytes before the sealed text. So many are drawn at random that no two are ever alike.
const NONCE: usize = 24;

/// Seals keys and opens them again.
pub(super) struct Sealer(XChaCha20Poly1305);

impl Sealer {
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(secret.into()))
    }

    /// The key as the store may hold it.
    pub fn seal(&self, KeyText { key, text }: &KeyText) -> Result<SealedKey, KeyError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: text.as_bytes(), aad: &bound_to(key) };
        let text = self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| KeyError::Unwritable)?;
        Ok(SealedKey { key: key.clone(), sealed: [&nonce[..], &text].concat() })
    }

    /// The key again; `None` if another secret sealed it, or it was sealed as another key.
    pub fn open(&self, SealedKey { key, sealed }: &SealedKey) -> Option<KeyText> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: text, aad: &bound_to(key) };
        let text = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        Some(KeyText { key: key.clone(), text: String::from_utf8(text).ok()? })
    }
}

/// What the seal covers besides the secret: a key may not be put in the place of another.
fn bound_to(RegionKey { purpose, kid, .. }: &RegionKey) -> Vec<u8> {
    format!("{purpose}\n{kid}").into_bytes()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use domain::{KeyPurpose, Words};

    use super::*;

    #[test]
    fn sealed_bytes_open_to_the_key_and_do_not_hold_it() {
        let sealer = Sealer::new(&[7; 32]);
        for purpose in KeyPurpose::ALL {
            let key = KeyText::fresh(*purpose).unwrap();
            let sealed = sealer.seal(&key).unwrap();
            let opened = sealer.open(&sealed).unwrap();
            assert_eq!((opened.key, &opened.text), (key.key.clone(), &key.text));
            for part in key.text.as_bytes().chunks_exact(8) {
                assert!(!sealed.sealed.windows(part.len()).any(|window| window == part), "{purpose}");
            }
            assert_ne!(sealer.seal(&key).unwrap().sealed, sealed.sealed, "no two seals are alike");
            assert!(!format!("{key:?}").contains(key.text.lines().next().unwrap()));
        }
    }

    #[test]
    fn a_seal_holds_for_one_secret_one_purpose_one_name_and_every_byte() {
        let sealer = Sealer::new(&[7; 32]);
        let sealed = sealer.seal(&KeyText::fresh(KeyPurpose::Issuer).unwrap()).unwrap();
        assert!(Sealer::new(&[8; 32]).open(&sealed).is_none(), "another secret");
        let moved = |change: fn(&mut RegionKey)| {
            let mut moved = sealed.clone();
            change(&mut moved.key);
            moved
        };
        assert!(sealer.open(&moved(|key| key.purpose = KeyPurpose::Node)).is_none(), "another purpose");
        assert!(sealer.open(&moved(|key| key.kid.push('0'))).is_none(), "another name");
        for at in [0, NONCE, sealed.sealed.len() - 1] {
            let mut bent = sealed.clone();
            bent.sealed[at] ^= 1;
            assert!(sealer.open(&bent).is_none(), "byte {at}");
        }
        for length in [0, NONCE, NONCE + 15] {
            let mut cut = sealed.clone();
            cut.sealed.truncate(length);
            assert!(sealer.open(&cut).is_none(), "{length} bytes");
        }
    }
}
