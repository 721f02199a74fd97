//! Public keys as issuers publish them (RFC 7517), and which of them we are willing to use.
use data_encoding::BASE64URL_NOPAD;
use domain::Instant;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::rust_crypto;
use jsonwebtoken::jwk::ThumbprintHash;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Refusal, SigningAlgorithm};

/// The RSA moduli we use, in bits: shorter ones are too weak, longer ones cost too much to verify.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// The members of a key that only its holder may know (RFC 7518 6), and that of a shared secret.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The longest key name; it is compared on every request.
const KID_MAX: usize = 200;

/// A public key in JSON. Members we have no use for are ignored; the private ones are read to be refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// The type: `OKP`, `EC` or `RSA`.
    pub kty: String,
    /// The name tokens call it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// The one algorithm it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// What it is for; `sig` is a signature.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// What may be done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_ops: Option<Vec<String>>,
    /// The curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// The point's first coordinate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// The point's second coordinate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// The RSA modulus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// The RSA exponent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    #[serde(default, rename = "d", skip_serializing, deserialize_with = "present")]
    private: bool,
}

/// A private half is noted and forgotten.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl Jwk {
    /// The public half of an ed25519 key.
    pub fn ed25519(kid: impl Into<String>, public: &[u8; 32]) -> Self {
        Self {
            kty: "OKP".into(),
            crv: Some("Ed25519".into()),
            alg: Some(SigningAlgorithm::EdDsa.name().into()),
            usage: Some("sig".into()),
            kid: Some(kid.into()),
            x: Some(BASE64URL_NOPAD.encode(public)),
            ..Self::default()
        }
    }
}

impl Jwk {
    /// What the key verifies with and by which of the allowed algorithms, unless something about it does not fit.
    fn usable(&self, allowed: &[SigningAlgorithm]) -> Option<(Vec<SigningAlgorithm>, DecodingKey)> {
        let for_signatures = self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(|ops| ops.iter().any(|op| op == "verify"));
        if !for_signatures || self.private {
            return None;
        }
        let fits = |algorithm: &SigningAlgorithm| {
            let (kty, crv) = algorithm.key_type();
            kty == self.kty
                && (crv.is_none() || crv == self.crv.as_deref())
                && self.alg.as_deref().is_none_or(|alg| alg == algorithm.name())
        };
        let algorithms: Vec<_> = allowed.iter().copied().filter(fits).collect();
        let material = material(self)?;
        // Making a verifier finds points off the curve now and not at the first token.
        let first = algorithms.first()?.library();
        (rust_crypto::DEFAULT_PROVIDER.verifier_factory)(&first, &material).ok()?;
        Some((algorithms, material))
    }
}

/// A key set as it is published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}

/// A key we are willing to verify with, and the algorithms we verify with it.
#[derive(Debug, Clone)]
pub(super) struct Key {
    kid: String,
    algorithms: Vec<SigningAlgorithm>,
    /// From this moment on it verifies nothing; a key fetched from its issuer lives until it is gone from there.
    retires: Option<Instant>,
    material: DecodingKey,
    source: Jwk,
}

impl Key {
    /// Takes a published key, unless something about it does not fit what the issuer may use.
    pub(super) fn accept(jwk: Jwk, allowed: &[SigningAlgorithm], retires: Option<Instant>) -> Option<Self> {
        let kid = jwk.kid.clone().filter(|kid| (1..=KID_MAX).contains(&kid.len()))?;
        let (algorithms, material) = jwk.usable(allowed)?;
        Some(Self { kid, algorithms, retires, material, source: jwk })
    }

    /// Until when the key verifies; open for a key its issuer still publishes.
    pub(super) fn retires(&self) -> Option<Instant> {
        self.retires
    }

    /// Whether `signature` (base64url) over `message` was made with this key.
    pub(super) fn verify(&self, algorithm: SigningAlgorithm, message: &str, signature: &str) -> Result<(), Refusal> {
        verify(&self.material, algorithm, message, signature)
    }
}

fn verify(key: &DecodingKey, algorithm: SigningAlgorithm, message: &str, signature: &str) -> Result<(), Refusal> {
    match jsonwebtoken::crypto::verify(signature, message.as_bytes(), key, algorithm.library()) {
        Ok(true) => Ok(()),
        _ => Err(Refusal::Signature),
    }
}

/// The key that a caller shows with a proof of possession: a public one, for one algorithm.
pub(super) struct ProofKey {
    algorithm: SigningAlgorithm,
    material: DecodingKey,
    written: Map<String, Value>,
}

impl ProofKey {
    /// Takes a key as it stands in a proof, unless it is unsound, no key of the algorithm, or shows what is private.
    pub(super) fn accept(written: Map<String, Value>, algorithm: SigningAlgorithm) -> Option<Self> {
        if PRIVATE.iter().any(|member| written.contains_key(*member)) {
            return None;
        }
        let jwk: Jwk = serde_json::from_value(Value::Object(written.clone())).ok()?;
        let (_, material) = jwk.usable(&[algorithm])?;
        Some(Self { algorithm, material, written })
    }

    /// Its thumbprint (RFC 7638).
    pub(super) fn thumbprint(&self, hash: ThumbprintHash) -> Option<String> {
        let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(Value::Object(self.written.clone())).ok()?;
        jwk.thumbprint(hash).ok()
    }

    /// Whether `signature` (base64url) over `message` was made with this key.
    pub(super) fn verify(&self, message: &str, signature: &str) -> Result<(), Refusal> {
        verify(&self.material, self.algorithm, message, signature)
    }
}

/// The key's numbers, their lengths checked: the library trusts its caller to have done so.
fn material(jwk: &Jwk) -> Option<DecodingKey> {
    let decode = |part: &Option<String>| BASE64URL_NOPAD.decode(part.as_deref()?.as_bytes()).ok();
    match jwk.kty.as_str() {
        "OKP" => {
            let x = decode(&jwk.x)?;
            (x.len() == 32).then(|| DecodingKey::from_ed_der(&x))
        }
        "EC" => {
            let (x, y) = (decode(&jwk.x)?, decode(&jwk.y)?);
            let size = if jwk.crv.as_deref() == Some("P-256") { 32 } else { 48 };
            let point = [&[4], x.as_slice(), y.as_slice()].concat();
            (x.len() == size && y.len() == size).then(|| DecodingKey::from_ec_der(&point))
        }
        "RSA" => {
            let (n, e) = (decode(&jwk.n)?, decode(&jwk.e)?);
            let leading = n.iter().position(|byte| *byte != 0)?;
            let bits = (n.len() - leading) * 8 - n[leading].leading_zeros() as usize;
            let odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
            let plain = e.len() <= 4 && e != [1] && odd(&e) && odd(&n);
            (RSA_BITS.contains(&bits) && plain).then(|| DecodingKey::from_rsa_raw_components(&n, &e))
        }
        _ => None,
    }
}

/// The keys of an issuer at a moment.
#[derive(Debug, Clone, Default)]
pub(super) struct KeySet {
    keys: Vec<Key>,
    /// Changes whenever the keys do, so that what was verified with a removed key is not remembered past it.
    pub(super) generation: u64,
}

impl KeySet {
    /// Takes what fits among published keys.
    pub(super) fn accept(published: impl IntoIterator<Item = Jwk>, allowed: &[SigningAlgorithm]) -> Self {
        Self::of(published.into_iter().filter_map(|jwk| Key::accept(jwk, allowed, None)).collect())
    }

    /// A set of these keys.
    pub(super) fn of(keys: Vec<Key>) -> Self {
        Self { keys, generation: 0 }
    }

    /// Whether no key is left.
    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether the other set was published alike.
    pub(super) fn same_keys(&self, other: &Self) -> bool {
        let sources = |set: &Self| set.keys.iter().map(|key| (key.source.clone(), key.retires)).collect::<Vec<_>>();
        sources(self) == sources(other)
    }

    /// The key of this name for this algorithm.
    pub(super) fn find(&self, kid: &str, algorithm: SigningAlgorithm, now: Instant) -> Result<&Key, Refusal> {
        let mut named =
            self.keys.iter().filter(|key| key.kid == kid && key.retires.is_none_or(|retires| now < retires)).peekable();
        if named.peek().is_none() {
            return Err(Refusal::UnknownKey);
        }
        named.find(|key| key.algorithms.contains(&algorithm)).ok_or(Refusal::Algorithm)
    }
}
