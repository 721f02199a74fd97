//! What stands beside a body: the mandates it has had, and the bodies it took over from.
use diesel::prelude::*;
use domain::{Body, BodyId, Mandate, MandateId, Prose};

use super::Bodies;
use crate::StoreError;
use crate::column::{At, Id};
use crate::conn::query;
use crate::row::prose;
use crate::schema::{body_mandate, body_succession};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = body_mandate)]
struct MandateRow {
    tenant_id: Id,
    id: Id,
    body_id: Id,
    number: i32,
    text: String,
    created_at: At,
}

impl Bodies<'_, '_> {
    /// The latest mandates a body has had, newest first.
    pub fn mandates(&mut self, body: BodyId, most: usize) -> Result<Vec<Mandate>, StoreError> {
        let scope = self.0.scope;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows: Vec<MandateRow> = query!(&mut self.0.conn, |c| body_mandate::table
            .filter(body_mandate::tenant_id.eq(scope))
            .filter(body_mandate::body_id.eq(Id(body.0)))
            .order(body_mandate::number.desc())
            .limit(most)
            .select(MandateRow::as_select())
            .load(c))?;
        rows.into_iter()
            .map(|row| {
                Ok(Mandate {
                    id: MandateId(row.id.0),
                    number: row.number,
                    text: prose(&row.text),
                    created_at: row.created_at.0,
                })
            })
            .collect()
    }

    pub(super) fn put_mandate(&mut self, body: BodyId, number: i32, mandate: &Prose) -> Result<(), StoreError> {
        let row = MandateRow {
            tenant_id: self.0.scope,
            id: Id(MandateId::fresh().0),
            body_id: Id(body.0),
            number,
            text: mandate.as_str().to_owned(),
            created_at: At(self.0.now()?),
        };
        query!(&mut self.0.conn, |c| diesel::insert_into(body_mandate::table).values(&row).execute(c))?;
        Ok(())
    }

    pub(super) fn put_succession(&mut self, body: &Body) -> Result<(), StoreError> {
        use crate::schema::body_succession::dsl;
        let scope = self.0.scope;
        let rows: Vec<_> = (0..)
            .zip(&body.succeeds)
            .map(|(place, earlier)| {
                (
                    dsl::tenant_id.eq(scope),
                    dsl::body_id.eq(Id(body.id.0)),
                    dsl::place.eq(place),
                    dsl::succeeded_id.eq(Id(earlier.0)),
                )
            })
            .collect();
        query!(&mut self.0.conn, |c| diesel::insert_into(body_succession::table).values(&rows).execute(c))?;
        Ok(())
    }
}
