//! The numbers that bodies give cases.
use diesel::dsl::max;
use diesel::prelude::*;
use domain::{BodyId, CaseNumber, CaseNumberFormat};

use crate::StoreError;
use crate::cases::Cases;
use crate::column::Id;
use crate::conn::query;
use crate::schema::case_stop;

impl Cases<'_, '_> {
    /// The highest place in the year that a body has given a case.
    pub fn highest_running(&mut self, body: BodyId, year: i16) -> Result<Option<u32>, StoreError> {
        let scope = self.0.scope;
        let highest: Option<i64> = query!(&mut self.0.conn, |c| case_stop::table
            .filter(case_stop::tenant_id.eq(scope))
            .filter(case_stop::body_id.eq(Id(body.0)))
            .filter(case_stop::number_year.eq(i32::from(year)))
            .select(max(case_stop::number_running))
            .first(c))?;
        Ok(highest.and_then(|running| u32::try_from(running).ok()))
    }

    /// The next number of a body in a year. A number from elsewhere that fitted no format when it came may be written
    /// as the body writes its own today: such a one is passed over.
    pub fn next_number(&mut self, body: BodyId, format: CaseNumberFormat, year: i16) -> Result<CaseNumber, StoreError> {
        let scope = self.0.scope;
        let mut highest = self.highest_running(body, year)?;
        loop {
            let number = CaseNumber::next(format, year, highest);
            let taken: i64 = query!(&mut self.0.conn, |c| case_stop::table
                .filter(case_stop::tenant_id.eq(scope))
                .filter(case_stop::body_id.eq(Id(body.0)))
                .filter(case_stop::number.eq(number.text.as_str()))
                .count()
                .get_result(c))?;
            if taken == 0 {
                return Ok(number);
            }
            highest = number.running;
        }
    }
}
