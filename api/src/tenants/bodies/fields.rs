//! A body as it is entered, and what becomes of it.
use deserr::Deserr;
use domain::policy::Sight;
use domain::{
    AreaId, Body, BodyId, BodyType, CaseNumberFormat, Date, DecisionRule, FaultKind, Faults, Handle, Key, Line,
    MeetingRule, Names, Openness, Prose, Provenance, Side, Validity, Verification, Visibility,
};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::guard::Writing;
use crate::tenants::references::{Found, Seen, check_key};
use crate::wire::ApiError;
use crate::wire::read::{AtMost, Form, ReadFaults, Within};
use crate::wire::schema::{
    BodyTypeWord, CaseNumberFormatText, DateText, DecisionRuleWord, KeyText, LineText, NamesSchema, OpennessWord,
    ProseText, ReferenceText, SideWord, VerificationWord, VisibilityWord,
};

type Days = Within<0, { Body::DEADLINE_MAX as i64 }>;
type Level = Within<1, { Body::LEVEL_MAX as i64 }>;
type PerYear = Within<1, { u8::MAX as i64 }>;

/// What is entered of a body (*organ*).
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = BodyContent, rename_all = "camelCase")]
pub(super) struct BodyFields {
    #[schema(value_type = KeyText)]
    key: Key,
    #[deserr(rename = "type")]
    #[schema(rename = "type", value_type = BodyTypeWord)]
    body_type: BodyType,
    /// 1 at the top; one level may hold several bodies.
    #[schema(value_type = u8, minimum = 1, maximum = 9, example = 2)]
    level: Level,
    /// The body it reports to; id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    parent: Option<Handle<BodyId>>,
    /// The area it serves; id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    area: Option<Handle<AreaId>>,
    /// For one-sided bodies only, and required for a caucus and where one side alone sees the body.
    #[deserr(default)]
    #[schema(value_type = Option<SideWord>)]
    side: Option<Side>,
    #[schema(value_type = NamesSchema)]
    names: Names,
    /// Its short form, such as SSU.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    abbreviation: Option<Line>,
    /// What it is for. A new text is a new version; the earlier ones are kept.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    mandate: Option<Prose>,
    #[deserr(default = Openness::Unknown)]
    #[schema(value_type = OpennessWord, required = false)]
    openness: Openness,
    #[schema(value_type = VisibilityWord)]
    visibility: Visibility,
    #[schema(value_type = DecisionRuleWord)]
    decision_rule: DecisionRule,
    #[deserr(default)]
    #[schema(required = false)]
    meetings: MeetingFields,
    /// Where it differs from the community's settings.
    #[deserr(default)]
    #[schema(value_type = Option<CaseNumberFormatText>)]
    case_number_format: Option<CaseNumberFormat>,
    /// Days before a meeting that papers are due, where it differs from the community's settings.
    #[deserr(default)]
    #[schema(value_type = Option<u16>, minimum = 0, maximum = 365, example = 10)]
    paper_deadline_days: Option<Days>,
    /// The body whose meetings it prepares as programme committee; id or key.
    #[deserr(default)]
    #[schema(value_type = Option<ReferenceText>)]
    programme_committee_for: Option<Handle<BodyId>>,
    /// The bodies it took over from; ids or keys.
    #[deserr(default)]
    #[schema(value_type = Vec<ReferenceText>, max_items = 50, required = false)]
    succeeds: AtMost<Handle<BodyId>, { Body::SUCCEEDS_MAX }>,
    /// The first day the body exists.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_from: Option<Date>,
    /// The last day.
    #[deserr(default)]
    #[schema(value_type = Option<DateText>)]
    valid_to: Option<Date>,
    #[deserr(default = Verification::Unverified)]
    #[schema(value_type = VerificationWord, required = false)]
    verification: Verification,
    /// Source, or reason for doubt.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    note: Option<Line>,
}

/// How often a body meets.
#[derive(Debug, Clone, Copy, Default, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = MeetingRule, rename_all = "camelCase")]
struct MeetingFields {
    /// The fewest meetings a year.
    #[deserr(default)]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 255, example = 2)]
    min_per_year: Option<PerYear>,
    /// The most meetings a year.
    #[deserr(default)]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 255, example = 4)]
    max_per_year: Option<PerYear>,
}

/// The body that is changed, with what of it the caller sees.
pub(super) struct Before<'a> {
    pub(super) body: &'a Body,
    pub(super) shown: &'a Body,
}

impl Before<'_> {
    /// What a change does not name because the caller does not see it stays as it was.
    fn keep_hidden(&self, new: &mut Body) {
        fn hidden<I: Copy>(now: &mut Option<I>, before: Option<I>, shown: Option<I>) {
            if now.is_none() && shown.is_none() {
                *now = before;
            }
        }
        hidden(&mut new.parent, self.body.parent, self.shown.parent);
        hidden(&mut new.area, self.body.area, self.shown.area);
        hidden(&mut new.programme_committee_for, self.body.programme_committee_for, self.shown.programme_committee_for);
        let unseen = self.body.succeeds.iter().filter(|id| !self.shown.succeeds.contains(id));
        new.succeeds.extend(unseen);
    }
}

impl Form for BodyFields {
    fn stand_ins() -> Value {
        // A joint body needs no side, so that none is found missing because of the type that stands in.
        json!({
            "key": "nobody", "type": BodyType::PartnershipMeeting, "level": 1, "names": {"nb": "-", "nn": "-"},
            "visibility": Visibility::Public, "decisionRule": DecisionRule::None, "succeeds": ["nobody"],
        })
    }
}

impl BodyFields {
    /// The body these fields describe, if the caller sees what they refer to and nothing is above itself.
    pub(super) fn resolve(self, writing: &mut Writing<'_, '_, '_>, old: Option<&Before<'_>>) -> Result<Body, ApiError> {
        let mut faults = Faults::default();
        let before = old.map(|old| old.body);
        check_key(before.map(|old| &old.key), &self.key, &mut faults, || {
            let own = [Handle::Key(self.key.clone())];
            writing.tx.bodies().find(&own, &Sight::everything()).map(|found| !found.is_empty())
        })?;
        let named = self.parent.iter().chain(&self.programme_committee_for).chain(&self.succeeds.0);
        let bodies = Found::look_up(named, |handles| writing.tx.bodies().find(handles, writing.sight))?;
        let areas = Found::look_up(&self.area, |handles| writing.tx.areas().find(handles, writing.sight))?;
        let mut body_at = |named: Option<&Handle<BodyId>>, pointer: &str| {
            named.and_then(|named| bodies.id(named, pointer, &mut faults))
        };
        let parent = body_at(self.parent.as_ref(), "/parent");
        let programme = body_at(self.programme_committee_for.as_ref(), "/programmeCommitteeFor");
        // Faults are told by position, so an unknown one is kept as an id of nobody.
        let earlier = (0..).zip(&self.succeeds.0).map(|(i, named): (usize, _)| {
            body_at(Some(named), &format!("/succeeds/{i}")).unwrap_or_else(BodyId::fresh)
        });
        let succeeds = earlier.collect();
        let area = self.area.as_ref().and_then(|area| areas.id(area, "/area", &mut faults));
        let mut body = Body {
            id: before.map_or_else(BodyId::fresh, |old| old.id),
            key: self.key,
            body_type: self.body_type,
            level: self.level.narrow(),
            parent,
            area,
            side: self.side,
            names: self.names,
            abbreviation: self.abbreviation,
            mandate: self.mandate,
            openness: self.openness,
            visibility: self.visibility,
            decision_rule: self.decision_rule,
            meetings: MeetingRule {
                min_per_year: self.meetings.min_per_year.map(PerYear::narrow),
                max_per_year: self.meetings.max_per_year.map(PerYear::narrow),
            },
            case_number_format: self.case_number_format,
            paper_deadline_days: self.paper_deadline_days.map(Days::narrow),
            programme_committee_for: programme,
            succeeds,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            provenance: Provenance { verification: self.verification, note: self.note },
            created_at: before.map_or(writing.now, |old| old.created_at),
            changed_at: writing.now,
            version: before.map_or(1, |old| old.version + 1),
        };
        if let Some(old) = old {
            old.keep_hidden(&mut body);
        }
        let broken = match before {
            None => body.check(),
            Some(old) => old.check_change(&body, writing.today),
        };
        faults.0.extend(broken.err().unwrap_or_default().0);
        // Nothing refers to a new body yet.
        if let Some(before) = before.map(Body::links).filter(|before| *before != body.links()) {
            let circles = body.links().circles(body.id, Some(&before), &writing.tx.bodies().links()?);
            circles.into_iter().for_each(|pointer| faults.add(pointer, FaultKind::Cycle));
        }
        faults.into_result()?;
        Ok(body)
    }
}

/// A body as the caller sees it.
pub(super) fn shown(writing: &mut Writing<'_, '_, '_>, body: &Body) -> Result<Body, ApiError> {
    Ok(Seen::by(writing.sight, writing.tx, [body])?.shown(body.clone()))
}
