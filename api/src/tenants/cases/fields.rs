//! A case as it is reported and changed, and what becomes of it.
use deserr::Deserr;
use domain::policy::{Permission, Target};
use domain::{
    BodyId, Case, CaseId, CaseKind, CaseState, FaultKind, Faults, Handle, Line, Obstacle, PartyId, Passage, PersonId,
    Prose, Provenance, Reach, Verification,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::links::check_links;
use super::parts::{DisclosureFields, ExternalFields, LinkFields, OfficerFields};
use crate::guard::Writing;
use crate::tenants::bodies::target;
use crate::tenants::references::find_one;
use crate::tenants::seating::told_anew;
use crate::wire::ApiError;
use crate::wire::read::{AtMost, Form, ReadFaults};
use crate::wire::schema::{
    CaseKindWord, LineText, ObstacleWord, ProseText, ReachWord, ReferenceText, VerificationWord,
};

/// What is told of a case (*sak*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = CaseContent)]
pub(super) struct CaseFields {
    #[schema(value_type = LineText)]
    title: Line,
    /// What is asked for; a discussion unless somebody says otherwise, which commits nobody.
    #[deserr(default = CaseKind::Discussion)]
    #[schema(value_type = CaseKindWord, required = false)]
    kind: CaseKind,
    /// The party that reports it, by id or key: the one the caller acts for unless named. None of what the secretariat
    /// brings up itself.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    party: Option<Handle<PartyId>>,
    /// The reporter's own name for it.
    #[deserr(default)]
    #[schema(value_type = Option<ExternalFields>)]
    external_reference: Option<ExternalFields>,
    /// The body it is reported to, by id or key; none where the secretariat is to find where it belongs.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    body: Option<Handle<BodyId>>,
    /// What it is about, in the reporter's words.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    summary: Option<Prose>,
    /// What stands in the way.
    #[deserr(default)]
    #[schema(value_type = Option<ObstacleWord>)]
    obstacle: Option<Obstacle>,
    /// How far it reaches.
    #[deserr(default)]
    #[schema(value_type = Option<ReachWord>)]
    reach: Option<Reach>,
    /// The earlier cases it hangs together with.
    #[deserr(default)]
    #[schema(value_type = Vec<LinkFields>, max_items = 50, required = false)]
    links: AtMost<LinkFields, { Case::LINKS_MAX }>,
    /// Who prepares it (*saksbehandlarar*): one or several, of either side.
    #[deserr(default)]
    #[schema(value_type = Vec<OfficerFields>, max_items = 10, required = false)]
    officers: AtMost<OfficerFields, { Case::OFFICERS_MAX }>,
    /// The archive's own reference (*vår ref*).
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    archive_reference: Option<Line>,
    #[deserr(default)]
    #[schema(value_type = DisclosureFields, required = false)]
    disclosure: DisclosureFields,
    #[deserr(default = Verification::Unverified)]
    #[schema(value_type = VerificationWord, required = false)]
    verification: Verification,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

impl From<Case> for CaseFields {
    fn from(case: Case) -> Self {
        Self {
            title: case.title,
            kind: case.kind,
            party: case.reported_by.map(Handle::Id),
            external_reference: case.external.map(Into::into),
            body: case.body.map(Handle::Id),
            summary: case.summary,
            obstacle: case.obstacle,
            reach: case.reach,
            links: AtMost(case.links.into_iter().map(Into::into).collect()),
            officers: AtMost(case.officers.into_iter().map(Into::into).collect()),
            archive_reference: case.archive_reference,
            disclosure: case.disclosure.into(),
            verification: case.provenance.verification,
            note: case.provenance.note,
        }
    }
}

impl Form for CaseFields {
    fn stand_ins() -> Value {
        json!({
            "title": "Ei sak", "externalReference": {"system": "eit system", "key": PersonId::fresh().to_string()},
            "links": [{"case": CaseId::fresh().to_string()}], "officers": [{"person": PersonId::fresh().to_string()}],
        })
    }
}

impl CaseFields {
    /// The members from which it follows in whose name it is reported.
    pub(super) const DECIDING: &'static [&'static str] = &["/party", "/body"];

    /// The case these fields describe, if what they name is there and the caller may report it, or change it so. Where one
    /// of the deciding members could not be read it is not `sure` in whose name.
    pub(super) fn resolve(
        self,
        writing: &mut Writing<'_, '_, '_>,
        old: Option<&Case>,
        sure: bool,
    ) -> Result<Case, ApiError> {
        let mut faults = Faults::default();
        let (sight, now) = (writing.sight, writing.now);
        let party = find_one(self.party.as_ref(), "/party", &mut faults, |wanted| writing.tx.parties().find(wanted))?;
        let kept = old.and_then(|old| old.body).filter(|body| matches!(&self.body, Some(Handle::Id(id)) if id == body));
        let body = match kept {
            Some(_) => kept,
            None => {
                find_one(self.body.as_ref(), "/body", &mut faults, |wanted| writing.tx.bodies().find(wanted, sight))?
            }
        };
        let reported_by = match old {
            None => self.in_whose_name(writing, party, body, sure, &mut faults)?,
            Some(_) => party,
        };
        let reported = Passage { state: CaseState::Reported, at: now, body, outcome: None, reason: None };
        let case = Case {
            id: old.map_or_else(CaseId::fresh, |old| old.id),
            title: self.title,
            kind: self.kind,
            state: old.map_or(CaseState::Reported, |old| old.state),
            reported_by,
            reporter: old.map_or(writing.tx.acting(), |old| old.reporter),
            external: self.external_reference.map(Into::into),
            body,
            summary: self.summary,
            obstacle: self.obstacle,
            reach: self.reach,
            merged_into: old.and_then(|old| old.merged_into),
            stops: old.map(|old| old.stops.clone()).unwrap_or_default(),
            links: self.links.0.into_iter().map(Into::into).collect(),
            officers: self.officers.0.into_iter().map(Into::into).collect(),
            archive_reference: self.archive_reference,
            disclosure: self.disclosure.into(),
            published_at: old.and_then(|old| old.published_at),
            history: old.map_or_else(|| vec![reported], |old| old.history.clone()),
            provenance: Provenance { verification: self.verification, note: self.note },
            created_at: old.map_or(now, |old| old.created_at),
            changed_at: now,
            version: old.map_or(1, |old| old.version + 1),
        };
        check_links(writing, old, &case, &mut faults)?;
        check_officers(writing, old, &case, &mut faults)?;
        let broken = match old {
            None => case.check(),
            Some(old) => old.check_change(&case),
        };
        let anew: Vec<_> = told_anew(broken.err().unwrap_or_default(), &faults).collect();
        faults.0.extend(anew);
        faults.into_result()?;
        Ok(case)
    }

    /// The party in whose name a case is reported: the one that is named, or the only one the caller acts for. Nobody is
    /// told anything of another party's cases.
    fn in_whose_name(
        &self,
        writing: &mut Writing<'_, '_, '_>,
        party: Option<PartyId>,
        body: Option<BodyId>,
        sure: bool,
        faults: &mut Faults,
    ) -> Result<Option<PartyId>, ApiError> {
        let place = match body {
            None => Target::default(),
            Some(body) => {
                let body = writing.tx.bodies().get(&Handle::Id(body))?.value;
                if !body.validity.holds(writing.today) {
                    faults.add("/body", FaultKind::OutsideValidity);
                }
                target(&body)
            }
        };
        let unknown = self.party.is_some() && party.is_none();
        let may_for_nobody = writing.rights.may_for(Permission::ReportCases, &place);
        let mut parties = writing.sight.parties.iter();
        let party = match (party, parties.next(), parties.next()) {
            (None, Some(only), None) if !unknown && !may_for_nobody => Some(*only),
            (None, Some(_), Some(_)) if !unknown && !may_for_nobody && sure => {
                faults.add("/party", FaultKind::Required);
                return Ok(None);
            }
            (party, ..) => party,
        };
        if unknown || !sure {
            return Ok(party);
        }
        writing.may_for(&Target { party, ..place })?;
        if let (Some(party), Some(external)) = (party, self.external_reference.clone())
            && writing.tx.cases().by_external(party, &external.into())?.is_some()
        {
            faults.add("/externalReference", FaultKind::Taken);
        }
        Ok(party)
    }
}

/// Notes a fault for everyone newly named whom the community does not know, or no longer.
fn check_officers(
    writing: &mut Writing<'_, '_, '_>,
    old: Option<&Case>,
    case: &Case,
    faults: &mut Faults,
) -> Result<(), ApiError> {
    let before = |person: PersonId| old.is_some_and(|old| old.officers.iter().any(|each| each.person == person));
    let anew: Vec<PersonId> = case.officers.iter().map(|each| each.person).filter(|each| !before(*each)).collect();
    if anew.is_empty() {
        return Ok(());
    }
    let known = writing.tx.persons().names(&anew)?;
    for (i, officer) in case.officers.iter().enumerate() {
        if anew.contains(&officer.person) && !known.iter().any(|(id, ..)| *id == officer.person) {
            faults.add(format!("/officers/{i}/person"), FaultKind::UnknownReference);
        }
    }
    Ok(())
}
