//! The directory as it is published: what a region says of itself and of the communities at home there, each part signed.
use data_encoding::BASE64URL_NOPAD;
use domain::{
    Digest, Epoch, Forwarding, HeadMark, Instant, Key, Listing, PeerKey, Placement, PublicKey, TenantId, canonical,
};
use ed25519_dalek::{Signature as Bytes, Signer as _, SigningKey, VerifyingKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::moved::MoveRecord;
use crate::auth::Stored;
use crate::wire::schema::{DigestText, EpochText, InstantText, KeyText, TenantIdText};
use crate::wire::schema::{ForwardingWord, ListingWord};

/// Where every region publishes its directory.
pub const ADDRESS: &str = "/.well-known/helsefellesskap";

/// The oldest version of a peer that this one still understands.
pub const MINIMUM_PEER_VERSION: &str = "0.1.0";

/// What this version can do beyond the least.
pub const FEATURES: &[&str] = &["directory"];

/// A signature over a record: ed25519 over the record's kind, a line feed, and its canonical form (RFC 8785).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RecordSignature)]
pub struct Signature {
    /// The name of the key.
    #[schema(min_length = 1, max_length = 200, pattern = "\\S", example = "k-06bxy3k0d9v8h7m2q5t4n1c6rg")]
    pub kid: String,
    /// The signature, base64url.
    #[schema(
        min_length = 86,
        max_length = 86,
        pattern = "^[A-Za-z0-9_-]{86}$",
        example = "SmK_l9aBNHd42zTi1lh2gva8Qf5QTNY6CtBePWJHZkM4JF_2o66y0akB78EQbBI2UAEiKTorO1qRJiHyGVpNng"
    )]
    pub value: String,
}

/// A record as it came, with who has signed it. What a newer version adds to a record is signed as well, so that it is
/// kept as it came until its signatures are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The record.
    pub record: Value,
    /// Its signatures.
    pub signatures: Vec<Signature>,
}

/// What kind of record is signed, so that none stands for one of another kind.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A region of itself.
    Region,
    /// A home of a community.
    Tenant,
    /// An old home of what it hands over.
    Offer,
    /// Both homes of a community that has moved.
    Move,
    /// An old home of a community that it has kept.
    Stay,
}

impl Kind {
    fn message(self, record: &Value) -> Vec<u8> {
        let kind = match self {
            Self::Region => "helsefellesskap region\n",
            Self::Tenant => "helsefellesskap tenant\n",
            Self::Offer => "helsefellesskap offer\n",
            Self::Move => "helsefellesskap move\n",
            Self::Stay => "helsefellesskap stay\n",
        };
        [kind.as_bytes(), &canonical(record)].concat()
    }
}

impl Signed {
    /// A record signed with these keys.
    pub fn new<'k>(
        kind: Kind,
        record: &impl Serialize,
        keys: impl IntoIterator<Item = &'k Stored<SigningKey>>,
    ) -> Result<Self, serde_json::Error> {
        let record = serde_json::to_value(record)?;
        let message = kind.message(&record);
        let sign = |key: &Stored<SigningKey>| Signature {
            kid: key.kid.clone(),
            value: BASE64URL_NOPAD.encode(&key.secret.sign(&message).to_bytes()),
        };
        let signatures = keys.into_iter().map(sign).collect();
        Ok(Self { record, signatures })
    }

    /// The names of the keys among these that have signed the record.
    pub fn signers(&self, kind: Kind, key: impl Fn(&str) -> Option<PublicKey>) -> Vec<String> {
        let message = kind.message(&self.record);
        let holds = |signature: &&Signature| {
            let key = key(&signature.kid).and_then(|key| VerifyingKey::from_bytes(&key.0).ok());
            let bytes = BASE64URL_NOPAD.decode(signature.value.as_bytes()).ok();
            let bytes = bytes.and_then(|bytes| Bytes::from_slice(&bytes).ok());
            key.zip(bytes).is_some_and(|(key, bytes)| key.verify_strict(&message, &bytes).is_ok())
        };
        // Nobody needs more signatures than a region has keys.
        let few = self.signatures.iter().take(domain::Peer::MOST_KEYS);
        few.filter(holds).map(|signature| signature.kid.clone()).collect()
    }

    /// The record, read.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(&self.record).ok()
    }
}

/// What is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What the region says of itself.
    pub region: Signed,
    /// What it says of each community at home there.
    pub tenants: Vec<Signed>,
    /// Communities that have moved from there or to there, as both homes have signed; told to peers only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Signed>,
}

/// What a region says of itself; signed with every key it signs with, so that a new key is vouched for by an older one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegionRecord {
    /// Its name.
    #[schema(value_type = KeyText)]
    pub region: Key,
    /// Its public address.
    #[schema(min_length = 8, max_length = 300, pattern = "^https?://", example = "https://vest.example.no")]
    pub url: String,
    /// The version of its contract.
    #[schema(min_length = 5, max_length = 32, pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$", example = "0.1.0")]
    pub api_version: String,
    /// The oldest version of a peer that it understands.
    #[schema(min_length = 5, max_length = 32, pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$", example = "0.1.0")]
    pub minimum_peer_version: String,
    /// What it can do beyond the least.
    #[schema(max_items = 32, min_length = 1, max_length = 63, pattern = "^[a-z-]+$", example = json!(["directory"]))]
    pub features: Vec<String>,
    /// The keys it signs with, the current one first.
    #[schema(value_type = Vec<PeerKeyRecord>, max_items = 8)]
    pub keys: Vec<PeerKey>,
    /// Grows with time: of two records the greater is the newer.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 1_795_000_000)]
    pub serial: i64,
    /// Until when it may be acted on.
    #[schema(value_type = InstantText)]
    pub valid_until: Instant,
}

/// A key a region signs with.
#[derive(ToSchema)]
#[schema(as = PeerKey)]
#[expect(dead_code, reason = "read by the contract only")]
pub struct PeerKeyRecord {
    /// Its name.
    #[schema(min_length = 1, max_length = 200, pattern = "\\S", example = "k-06bxy3k0d9v8h7m2q5t4n1c6rg")]
    kid: String,
    /// Its public half, ed25519, base64url.
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"
    )]
    public: String,
    /// When it ceases to be accepted; not there for the current key.
    #[schema(value_type = Option<InstantText>, nullable = false)]
    retires: Option<Instant>,
}

/// Where a community is at home, as its home says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlacementRecord {
    /// Its id.
    #[schema(value_type = TenantIdText)]
    pub tenant: TenantId,
    /// Its short name.
    #[schema(value_type = KeyText)]
    pub slug: Key,
    /// The region it is at home in.
    #[schema(value_type = KeyText)]
    pub home: Key,
    /// Who may know of it.
    #[schema(value_type = ListingWord)]
    pub listing: Listing,
    /// What other regions do with requests for it.
    #[schema(value_type = ForwardingWord)]
    pub forwarding: Forwarding,
    /// Grows whenever one of the above changes.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 2)]
    pub serial: i64,
    /// Until when it may be acted on.
    #[schema(value_type = InstantText)]
    pub valid_until: Instant,
    /// Where its journal stood; told to peers only, since its numbers count what not everyone may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub head: Option<HeadRecord>,
}

/// Where a journal stood: what others keep, so that a journal that is cut or rewritten is found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeadRecord {
    /// Changes when rows could have been lost.
    #[schema(value_type = EpochText)]
    pub epoch: Epoch,
    /// The number of the last entry.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 42)]
    pub seq: i64,
    /// Its hash.
    #[schema(value_type = DigestText)]
    pub hash: String,
}

impl From<Placement> for PlacementRecord {
    fn from(placement: Placement) -> Self {
        let Placement { tenant, slug, home, listing, forwarding, serial, valid_until, head } = placement;
        let head = Some(HeadRecord { epoch: head.epoch, seq: head.seq, hash: head.hash.to_string() });
        Self { tenant, slug, home, listing, forwarding, serial, valid_until, head }
    }
}

impl PlacementRecord {
    /// The record as anyone may read it.
    #[must_use]
    pub fn without_head(self) -> Self {
        Self { head: None, ..self }
    }

    /// What the record says; `None` where a name or the hash is none, or the head is missing.
    pub fn placement(self) -> Option<Placement> {
        let Self { tenant, slug, home, listing, forwarding, serial, valid_until, head } = self;
        let head = head?;
        let head = HeadMark { epoch: head.epoch, seq: head.seq, hash: Digest::parse(&head.hash)? };
        // A key that was deserialised was not examined.
        let (slug, home) = (Key::parse(slug.as_str())?, Key::parse(home.as_str())?);
        Some(Placement { tenant, slug, home, listing, forwarding, serial, valid_until, head })
    }
}

/// The directory of a region, for the contract.
#[derive(ToSchema)]
#[schema(as = Directory)]
#[expect(dead_code, reason = "read by the contract only")]
pub struct DirectoryView {
    region: SignedRegion,
    #[schema(max_items = 100_000)]
    tenants: Vec<SignedPlacement>,
    /// Communities that have moved from here or to here, as both homes have signed. Told to peers only.
    #[schema(max_items = 1000, nullable = false)]
    moves: Option<Vec<SignedMove>>,
}

/// What a region says of itself, signed.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by the contract only")]
struct SignedRegion {
    record: RegionRecord,
    #[schema(max_items = 8)]
    signatures: Vec<Signature>,
}

/// A move of a community, signed by both homes.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by the contract only")]
struct SignedMove {
    record: MoveRecord,
    #[schema(max_items = 8)]
    signatures: Vec<Signature>,
}

/// What a home says of a community, signed.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by the contract only")]
struct SignedPlacement {
    record: PlacementRecord,
    #[schema(max_items = 8)]
    signatures: Vec<Signature>,
}
