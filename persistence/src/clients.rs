//! Clients of the region's own issuer, and who runs the region.
use diesel::prelude::*;
use domain::{ActKind, ClientId, Digest, Identity, Instant, Line, OrgNumber, Salt, SubjectType, Validity};
use serde::Serialize;

use crate::StoreError;
use crate::column::{At, Id, On};
use crate::conn::query;
use crate::journal::digest;
use crate::journalled::Journalled;
use crate::row::{Kept, State, fresh_salt, line, one, salt, state, stored};
use crate::schema::{client, region_operator};
use crate::tx::Tx;

/// A system that may fetch tokens from the region's own issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Client {
    /// Its id in the store.
    pub id: ClientId,
    /// What it calls itself at the token endpoint, and the `sub` of its tokens.
    pub name: Line,
    /// SHA-256 of its secret.
    #[serde(serialize_with = "as_text")]
    pub secret_sha256: Digest,
    /// The organisation its tokens name.
    pub org_number: Option<OrgNumber>,
    /// The scopes it may ask for.
    pub scopes: Vec<String>,
    /// Whether it may no longer fetch tokens.
    pub disabled: bool,
    /// Whether it was made for demonstration, with a secret anyone knows.
    pub demo: bool,
    /// When it was added.
    pub created_at: Instant,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Counts its changes from 1.
    pub version: i32,
}

fn as_text<S: serde::Serializer>(digest: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(digest)
}

impl Journalled for Client {
    const KIND: SubjectType = SubjectType::Client;
    fn id_text(&self) -> String {
        self.id.to_string()
    }
    fn visibility(&self) -> domain::Visibility {
        domain::Visibility::Secretariat
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = client, treat_none_as_null = true)]
struct Row {
    id: Id,
    name: String,
    secret_sha256: Vec<u8>,
    org_number: Option<String>,
    scopes: String,
    disabled: bool,
    demo: bool,
    salt: Vec<u8>,
    created_at: At,
    changed_at: At,
    version: i32,
}

impl Row {
    fn new(salt: Salt, client: &Client) -> Self {
        Self {
            id: Id(client.id.0),
            name: client.name.as_str().to_owned(),
            secret_sha256: client.secret_sha256.0.to_vec(),
            org_number: client.org_number.map(|number| number.to_string()),
            scopes: client.scopes.join(" "),
            disabled: client.disabled,
            demo: client.demo,
            salt: salt.0.to_vec(),
            created_at: At(client.created_at),
            changed_at: At(client.changed_at),
            version: client.version,
        }
    }
}

impl TryFrom<Row> for Kept<Client> {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let value = Client {
            id: ClientId(row.id.0),
            name: line(&row.name),
            secret_sha256: digest(&row.secret_sha256)?,
            org_number: row.org_number.map(|number| stored(OrgNumber::parse(&number))).transpose()?,
            scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
            disabled: row.disabled,
            demo: row.demo,
            created_at: row.created_at.0,
            changed_at: row.changed_at.0,
            version: row.version,
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

/// The clients, on the region's open transaction.
pub struct Clients<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Clients<'_, '_> {
    /// The client with this name.
    pub fn get(&mut self, name: &str) -> Result<Kept<Client>, StoreError> {
        let row: Row = query!(&mut self.0.conn, |c| client::table
            .filter(client::name.eq(name))
            .select(Row::as_select())
            .first(c))?;
        row.try_into()
    }

    /// Whether any client was made for demonstration.
    pub fn any_demo(&mut self) -> Result<bool, StoreError> {
        let demo = client::table.filter(client::demo);
        Ok(query!(&mut self.0.conn, |c| demo.count().get_result::<i64>(c))? > 0)
    }

    /// Adds a client.
    pub fn insert(&mut self, value: &Client) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = Row::new(salt, value);
        query!(&mut self.0.conn, |c| diesel::insert_into(client::table).values(&row).execute(c))?;
        self.0.record(ActKind::Created, salt, value);
        Ok(())
    }

    /// Replaces a client by its next version.
    pub fn change(&mut self, old: &Kept<Client>, new: &Client) -> Result<(), StoreError> {
        let row = Row::new(old.salt, new);
        let found = client::table.find(Id(new.id.0)).filter(client::version.eq(old.value.version));
        one(query!(&mut self.0.conn, |c| diesel::update(found).set(&row).execute(c))?)?;
        self.0.record(ActKind::Changed, old.salt, new);
        Ok(())
    }

    /// The digest of every client's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let rows: Vec<Row> = query!(&mut self.0.conn, |c| client::table.select(Row::as_select()).load(c))?;
        rows.into_iter().map(|row| Kept::<Client>::try_from(row).map(|kept| state(&kept))).collect()
    }
}

/// Someone who runs the region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operator {
    /// How their issuer knows them.
    pub identity: Identity,
    /// When they run the region.
    pub validity: Validity,
}

impl Journalled for Operator {
    const KIND: SubjectType = SubjectType::Operator;
    /// A digest: the journal names nobody.
    fn id_text(&self) -> String {
        let Identity { issuer, subject } = &self.identity;
        let digest = Digest::of_bytes(format!("{}\n{}", issuer.as_str(), subject.as_str()).as_bytes());
        format!("operator_{}", &digest.to_string()[..32])
    }
    fn visibility(&self) -> domain::Visibility {
        domain::Visibility::Secretariat
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = region_operator)]
struct OperatorRow {
    issuer: String,
    subject: String,
    valid_from: Option<On>,
    valid_to: Option<On>,
    salt: Vec<u8>,
}

impl TryFrom<OperatorRow> for Kept<Operator> {
    type Error = StoreError;

    fn try_from(row: OperatorRow) -> Result<Self, StoreError> {
        let value = Operator {
            identity: Identity { issuer: line(&row.issuer), subject: line(&row.subject) },
            validity: Validity { from: row.valid_from.map(|on| on.0), to: row.valid_to.map(|on| on.0) },
        };
        Ok(Self { value, salt: salt(&row.salt)? })
    }
}

/// Who runs the region, on its open transaction.
pub struct Operators<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl Operators<'_, '_> {
    /// When this identity runs the region, if ever.
    pub fn validity(&mut self, issuer: &str, subject: &str) -> Result<Option<Validity>, StoreError> {
        let found: Option<(Option<On>, Option<On>)> = query!(&mut self.0.conn, |c| region_operator::table
            .find((issuer, subject))
            .select((region_operator::valid_from, region_operator::valid_to))
            .first(c)
            .optional())?;
        Ok(found.map(|(from, to)| Validity { from: from.map(|on| on.0), to: to.map(|on| on.0) }))
    }

    /// Lets an identity run the region.
    pub fn insert(&mut self, operator: &Operator) -> Result<(), StoreError> {
        let salt = fresh_salt()?;
        let row = OperatorRow {
            issuer: operator.identity.issuer.as_str().to_owned(),
            subject: operator.identity.subject.as_str().to_owned(),
            valid_from: operator.validity.from.map(On),
            valid_to: operator.validity.to.map(On),
            salt: salt.0.to_vec(),
        };
        query!(&mut self.0.conn, |c| diesel::insert_into(region_operator::table).values(&row).execute(c))?;
        self.0.record(ActKind::Created, salt, operator);
        Ok(())
    }

    /// The digest of every operator's state.
    pub(crate) fn states(&mut self) -> Result<Vec<State>, StoreError> {
        let rows: Vec<OperatorRow> =
            query!(&mut self.0.conn, |c| region_operator::table.select(OperatorRow::as_select()).load(c))?;
        rows.into_iter().map(|row| Kept::<Operator>::try_from(row).map(|kept| state(&kept))).collect()
    }
}
