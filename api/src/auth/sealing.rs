//! Sealing of what the store holds and may not read: XChaCha20-Poly1305, bound to what it is and whose.
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::RegionKey;
use persistence::SealedKey;

use super::key_files::KeyError;
use super::key_material::KeyText;

/// Bytes before the sealed text. So many are drawn at random that no two are ever alike.
const NONCE: usize = 24;

/// Seals secrets and opens them again.
pub struct Sealer(XChaCha20Poly1305);

impl Sealer {
    /// One that seals with this secret.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(secret.into()))
    }

    /// Bytes as the store may hold them. What they are bound to must be told again to open them.
    pub fn seal_bytes(&self, bytes: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: bytes, aad: bound_to };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| KeyError::Unwritable)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// The bytes again; `None` if another secret sealed them, or they are bound to something else.
    pub fn open_bytes(&self, sealed: &[u8], bound_to: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        self.0.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: bound_to }).ok()
    }

    /// A private key as the store may hold it.
    pub(super) fn seal(&self, KeyText { key, text }: &KeyText) -> Result<SealedKey, KeyError> {
        Ok(SealedKey { key: key.clone(), sealed: self.seal_bytes(text.as_bytes(), &bound_to(key))? })
    }

    /// The key again; `None` if another secret sealed it, or it was sealed as another key.
    pub(super) fn open(&self, SealedKey { key, sealed }: &SealedKey) -> Option<KeyText> {
        let text = self.open_bytes(sealed, &bound_to(key))?;
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
