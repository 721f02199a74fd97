//! What must hold of a body, and a body for other tests to start from.
use super::*;
use crate::{Line, Verification};

pub(crate) fn body(body_type: BodyType, visibility: Visibility, side: Option<Side>) -> Body {
    let name = Line::parse("Kommunalt formøte").expect("a line");
    let at = Instant::parse("2026-01-01T00:00:00Z").expect("an instant");
    Body {
        id: BodyId::fresh(),
        key: Key::parse("formote").expect("a key"),
        body_type,
        level: 2,
        parent: None,
        area: None,
        side,
        names: Names { nb: name.clone(), nn: name },
        abbreviation: None,
        mandate: None,
        openness: Openness::Unknown,
        visibility,
        decision_rule: DecisionRule::None,
        meetings: MeetingRule::default(),
        case_number_format: None,
        paper_deadline_days: None,
        programme_committee_for: None,
        succeeds: Vec::new(),
        validity: Validity::ALWAYS,
        provenance: Provenance { verification: Verification::Synthetic, note: None },
        created_at: at,
        changed_at: at,
        version: 1,
    }
}

#[test]
fn a_side_is_named_where_a_body_can_have_one_and_only_there() {
    use {BodyType as T, Visibility as V};
    let not_for_type = |pointer| (pointer, FaultKind::Excludes { other: "type" });
    let municipal = Some(Side::Municipal);
    for (body_type, visibility, side, wanted) in [
        (T::Caucus, V::Side, municipal, vec![]),
        (T::Caucus, V::Public, municipal, vec![]),
        (T::Caucus, V::Public, None, vec![("/side", FaultKind::Required)]),
        (T::Network, V::Side, municipal, vec![]),
        (T::Network, V::Public, municipal, vec![]),
        (T::Network, V::Public, None, vec![]),
        (T::Network, V::Side, None, vec![("/side", FaultKind::Required)]),
        (T::StrategicCommittee, V::Public, None, vec![]),
        (T::StrategicCommittee, V::Public, municipal, vec![not_for_type("/side")]),
        (T::AreaCommittee, V::Side, None, vec![not_for_type("/visibility")]),
        (T::PartnershipMeeting, V::Side, municipal, vec![not_for_type("/side"), not_for_type("/visibility")]),
    ] {
        let faults = body(body_type, visibility, side).check().err().unwrap_or_default().0;
        let found: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.kind.clone())).collect();
        assert_eq!(found, wanted, "{body_type} {visibility} {side:?}");
    }
}
