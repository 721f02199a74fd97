//! The file's lines: written and read one at a time, and every one of them in the digest.
use std::collections::BTreeMap;
use std::io::{BufRead, Read, Write};
use std::path::Path;

use data_encoding::HEXLOWER;
use domain::{Digest, Epoch, HeadMark, Instant, Key, Line, Names, Tenant, TenantId, Words};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::columns::Kind;
use super::{PortableError, Table, tables};
use crate::migrate::newest_tenant_schema;

/// The form of these files. Another number is another form.
const FORM: u32 = 1;

/// The longest line: many times the largest row, and no more than a machine has room for.
const LONGEST: u64 = 64 << 20;

/// Why a file is not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PortableFault {
    /// It is something else.
    #[error("it is no file of a community")]
    Foreign,
    /// It has another form or schema.
    #[error("it was written by another version: form {form}, schema {schema}; this version has {FORM} and {own}")]
    Version {
        /// Its form.
        form: u32,
        /// Its schema.
        schema: String,
        /// The schema here.
        own: String,
    },
    /// A line is not what it must be.
    #[error("line {0} is damaged")]
    Line(usize),
    /// It ends too early.
    #[error("it ends before its end")]
    Cut,
    /// Its digest is another.
    #[error("it was changed: its digest is another")]
    Digest,
    /// Rows are missing, or there are too many.
    #[error("table {0} has not as many rows as it tells")]
    Count(String),
    /// Its rows do not fit one another.
    #[error("its rows do not hold together: {0}")]
    Rows(String),
    /// Its journal is not whole.
    #[error("its journal is not whole: {0}")]
    Journal(String),
    /// The community is there already.
    #[error("{0} is in this region already")]
    Taken(Key),
}

/// What a file holds, as far as its header and its trailer tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The community's entry in the registry.
    pub tenant: Tenant,
    /// Where its journal stands.
    pub head: HeadMark,
    /// How many rows there are.
    pub rows: u64,
    /// The digest of everything before the trailer.
    pub sha256: Digest,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Header {
    helsefellesskap: u32,
    schema: String,
    tenant: Entry,
    epoch: Epoch,
    seq: i64,
    hash: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    id: TenantId,
    slug: String,
    name_nb: String,
    name_nn: String,
    language: String,
    listing: String,
    status: String,
    created_at: i64,
    changed_at: i64,
    version: i32,
}

impl Header {
    pub(super) fn new(tenant: &Tenant, head: HeadMark) -> Result<Self, PortableError> {
        let entry = Entry {
            id: tenant.id,
            slug: tenant.slug.to_string(),
            name_nb: tenant.names.nb.as_str().to_owned(),
            name_nn: tenant.names.nn.as_str().to_owned(),
            language: tenant.language.to_string(),
            listing: tenant.listing.to_string(),
            status: tenant.status.to_string(),
            created_at: tenant.created_at.micros(),
            changed_at: tenant.changed_at.micros(),
            version: tenant.version,
        };
        let (epoch, seq, hash) = (head.epoch, head.seq, head.hash.to_string());
        Ok(Self { helsefellesskap: FORM, schema: newest_tenant_schema()?, tenant: entry, epoch, seq, hash })
    }

    fn read(&self) -> Option<(Tenant, HeadMark)> {
        let Entry { id, slug, name_nb, name_nn, language, listing, status, created_at, changed_at, version } =
            &self.tenant;
        let line = |text: &str| Line::parse(text).ok();
        let tenant = Tenant {
            id: *id,
            slug: Key::parse(slug)?,
            names: Names { nb: line(name_nb)?, nn: line(name_nn)? },
            language: Words::parse(language)?,
            listing: Words::parse(listing)?,
            status: Words::parse(status)?,
            created_at: Instant::from_micros(*created_at)?,
            changed_at: Instant::from_micros(*changed_at)?,
            version: *version,
        };
        let sound = !id.0.is_nil() && *version >= 1 && self.seq >= 0;
        let head = HeadMark { epoch: self.epoch, seq: self.seq, hash: Digest::parse(&self.hash)? };
        sound.then_some((tenant, head))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    table: String,
    columns: Vec<String>,
}

impl Opening {
    pub(super) fn of(table: &Table) -> Self {
        let columns = table.columns.iter().map(|column| column.name.to_owned()).collect();
        Self { table: table.name.to_owned(), columns }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trailer {
    pub(super) rows: BTreeMap<String, u64>,
    pub(super) sha256: String,
}

/// Writes lines, and keeps their digest.
pub(super) struct Writing<W> {
    pub(super) out: W,
    pub(super) hash: Sha256,
}

impl<W: Write> Writing<W> {
    pub(super) fn line(&mut self, line: &impl Serialize) -> Result<(), PortableError> {
        let mut bytes = serde_json::to_vec(line).map_err(std::io::Error::from)?;
        bytes.push(b'\n');
        self.hash.update(&bytes);
        Ok(self.out.write_all(&bytes)?)
    }
}

/// Reads a file and hands over each table's rows as they come; everything is checked that can be without a store.
pub(super) fn read<R: BufRead>(
    source: R,
    mut row: impl FnMut(&Table, Vec<Value>) -> Result<(), PortableError>,
    mut ended: impl FnMut(&Table) -> Result<(), PortableError>,
) -> Result<Contents, PortableError> {
    let mut lines = Lines { source, hash: Sha256::new(), number: 0, line: Vec::new() };
    lines.next()?;
    // Another version's header may say more: its form and schema are looked at first.
    let told: Value = serde_json::from_slice(&lines.line).map_err(|_| PortableFault::Foreign)?;
    let form = told["helsefellesskap"].as_u64().and_then(|form| u32::try_from(form).ok());
    let (form, schema) = form.zip(told["schema"].as_str()).ok_or(PortableFault::Foreign)?;
    let own = newest_tenant_schema()?;
    if form != FORM || schema != own {
        return Err(PortableFault::Version { form, schema: schema.to_owned(), own }.into());
    }
    let header: Header = lines.read()?;
    let (tenant, head) = header.read().ok_or(PortableFault::Line(1))?;
    let mut counted = BTreeMap::new();
    lines.next()?;
    for table in tables() {
        let opening: Opening = lines.read()?;
        if opening.table != table.name || opening.columns != Opening::of(&table).columns {
            return Err(lines.damaged());
        }
        let mut rows = 0_u64;
        loop {
            lines.next()?;
            if lines.line.first() != Some(&b'[') {
                break;
            }
            let values: Vec<Value> = lines.read()?;
            let fits = |(value, kind)| fits(value, kind);
            if values.len() != table.columns.len()
                || !values.iter().zip(table.columns.iter().map(|column| column.kind)).all(fits)
            {
                return Err(lines.damaged());
            }
            rows += 1;
            row(&table, values)?;
        }
        ended(&table)?;
        counted.insert(table.name.to_owned(), rows);
    }
    let trailer: Trailer = lines.read()?;
    let told = Digest::parse(&trailer.sha256).ok_or_else(|| lines.damaged())?;
    if lines.before_last() != told {
        return Err(PortableFault::Digest.into());
    }
    if let Some(table) = counted.iter().find(|(table, rows)| trailer.rows.get(*table) != Some(rows)) {
        return Err(PortableFault::Count(table.0.clone()).into());
    }
    if trailer.rows.len() != counted.len() {
        return Err(lines.damaged());
    }
    Ok(Contents { tenant, head, rows: counted.values().sum(), sha256: told })
}

/// Reads a whole file and checks it, and gives what comes after its trailer.
pub fn read_contents(path: &Path) -> Result<(Contents, Vec<u8>), PortableError> {
    let mut source = std::io::BufReader::new(std::fs::File::open(path)?);
    let contents = read(&mut source, |_, _| Ok(()), |_| Ok(()))?;
    let mut rest = Vec::new();
    source.take(LONGEST).read_to_end(&mut rest)?;
    Ok((contents, rest))
}

fn fits(value: &Value, kind: Kind) -> bool {
    match (value, kind) {
        (Value::Null, _) => true,
        (Value::Number(number), Kind::Integer) => number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
        (Value::Number(number), Kind::Long | Kind::Instant) => number.as_i64().is_some(),
        (Value::String(text), Kind::Guid) => text.len() == 32 && HEXLOWER.decode(text.as_bytes()).is_ok(),
        (Value::String(text), Kind::Bytes) => HEXLOWER.decode(text.as_bytes()).is_ok(),
        (Value::String(text), Kind::Text) => !text.contains('\0'),
        (Value::String(text), Kind::Json) => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
        (Value::String(text), Kind::Day) => text.len() == 10 && text.parse::<domain::Date>().is_ok(),
        _ => false,
    }
}

struct Lines<R> {
    source: R,
    hash: Sha256,
    number: usize,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// The next line. The one before it is in the digest from now on.
    fn next(&mut self) -> Result<(), PortableError> {
        self.hash.update(&self.line);
        self.line.clear();
        self.number += 1;
        (&mut self.source).take(LONGEST).read_until(b'\n', &mut self.line)?;
        match self.line.last() {
            Some(b'\n') => Ok(()),
            _ if self.number == 1 => Err(PortableFault::Foreign.into()),
            _ => Err(PortableFault::Cut.into()),
        }
    }

    fn read<'l, T: Deserialize<'l>>(&'l self) -> Result<T, PortableError> {
        serde_json::from_slice(&self.line).map_err(|_| self.damaged())
    }

    fn damaged(&self) -> PortableError {
        PortableFault::Line(self.number).into()
    }

    fn before_last(&self) -> Digest {
        Digest(self.hash.clone().finalize().into())
    }
}
