//! What the policy promises.
use std::collections::BTreeSet;

use super::*;
use crate::{AreaId, Grant, GrantId, Holder, Identity, Instant, Line, OrgNumber, PartyId, Side, Validity, Visibility};
use jiff::civil::date;

const RENDERED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/policy.md");

#[test]
fn the_rendered_policy_is_the_policy() {
    if std::env::var_os("UPDATE_POLICY").is_some() {
        std::fs::write(RENDERED, render()).expect("docs is writable");
    }
    assert_eq!(std::fs::read_to_string(RENDERED).unwrap_or_default(), render(), "rerun with UPDATE_POLICY=1");
}

#[test]
fn every_scope_is_described_and_used() {
    let used: BTreeSet<_> = Permission::ALL.iter().map(|permission| permission.scope()).collect();
    assert_eq!(used, SCOPES.iter().map(|(scope, _)| *scope).collect());
}

fn held(role: Role, adjust: impl FnOnce(&mut Grant)) -> Held {
    let line = |text| Line::parse(text).expect("a line");
    let at = Instant::parse("2026-01-01T00:00:00Z").expect("an instant");
    let holder = Holder::Identity(Identity { issuer: line("https://issuer.example"), subject: line("system") });
    let mut grant = Grant {
        id: GrantId::fresh(),
        role,
        holder,
        side: None,
        party: None,
        body: None,
        area: None,
        validity: Validity::ALWAYS,
        created_at: at,
        changed_at: at,
        version: 1,
    };
    adjust(&mut grant);
    Held { grant, party_side: Some(Side::Municipal), party_org: None }
}

#[test]
fn a_grant_begins_and_ends_by_itself() {
    let admin = held(Role::TenantAdmin, |grant| {
        grant.validity = Validity { from: Some(date(2026, 1, 1)), to: Some(date(2026, 6, 30)) };
    });
    for (day, may) in
        [(date(2025, 12, 31), false), (date(2026, 1, 1), true), (date(2026, 6, 30), true), (date(2026, 7, 1), false)]
    {
        assert_eq!(
            Rights::on(day, None, std::slice::from_ref(&admin), &[]).may(Permission::WriteStructure),
            may,
            "{day}"
        );
    }
}

#[test]
fn a_narrowed_grant_reaches_no_further_than_it_says() {
    let area = AreaId::fresh();
    let rights = Rights::on(date(2026, 1, 1), None, &[held(Role::TenantAdmin, |grant| grant.area = Some(area))], &[]);
    assert!(rights.may_for(Permission::WriteStructure, &Target { area: Some(area), ..Target::default() }));
    assert!(!rights.may_for(Permission::WriteStructure, &Target { area: Some(AreaId::fresh()), ..Target::default() }));
    assert!(!rights.may_for(Permission::WriteStructure, &Target::default()));
    assert!(!rights.may(Permission::WriteGrants), "a narrowed administrator may not widen their own grant");
}

#[test]
fn a_caucus_is_seen_by_its_own_side_only() {
    let municipal = Rights::on(date(2026, 1, 1), None, &[held(Role::PartySystem, |_| {})], &[]).sight();
    assert!(municipal.sees(Visibility::Side, Some(Side::Municipal)));
    assert!(!municipal.sees(Visibility::Side, Some(Side::Specialist)));
    assert!(!municipal.sees(Visibility::Body, None) && municipal.sees(Visibility::Community, None));
    assert!(!Rights::none().sight().sees(Visibility::Community, None));
    let operator = Rights::on(date(2026, 1, 1), None, &[held(Role::RegionOperator, |_| {})], &[]);
    assert!(operator.may(Permission::OpenTenant));
}

#[test]
fn a_client_is_a_partys_system_only_while_it_acts_for_that_party() {
    let number = |text| OrgNumber::parse(text);
    let (own, other) = (number("920290922"), number("964338531"));
    assert!(own.is_some() && other.is_some());
    let organization = |grant: &mut Grant| {
        let issuer = Line::parse("https://issuer.example").expect("a line");
        grant.holder = Holder::Organization { issuer, org_number: other.expect("a number") };
    };
    let client = held(Role::PartySystem, |_| {});
    for (held, party_org, token, honoured) in [
        (client.clone(), own, own, true),
        (client.clone(), own, other, false),
        (client.clone(), own, None, false),
        (client, None, other, true),
        (held(Role::PartySystem, organization), own, other, true),
        (held(Role::Secretariat, |_| {}), own, None, true),
    ] {
        let held = Held { party_org, ..held };
        let rights = Rights::on(date(2026, 1, 1), token, std::slice::from_ref(&held), &[]);
        assert_eq!(rights.is_member(), honoured, "{held:?} {token:?}");
    }
}

#[test]
fn everything_is_what_hides_nothing_from_a_caller() {
    let all = Sight::everything();
    let without = |side| Sight { sides: all.sides.iter().copied().filter(|own| *own != side).collect(), ..all.clone() };
    let mut narrower = vec![
        Sight::published(),
        Sight { community: false, ..all.clone() },
        Sight { bodies: false, ..all.clone() },
        Sight { secretariat: false, ..all.clone() },
    ];
    narrower.extend(Side::ALL.iter().copied().map(without));
    let hides_nothing = |sight: &Sight| {
        let seen = |visibility: &Visibility| Side::ALL.iter().all(|side| sight.sees(*visibility, Some(*side)));
        Visibility::ALL.iter().all(seen)
    };
    assert!(all.is_everything() && hides_nothing(&all));
    for sight in narrower {
        assert!(!sight.is_everything() && !hides_nothing(&sight), "{sight:?}");
    }
}

#[test]
fn over_a_hop_nobody_shapes_a_community_or_runs_a_region() {
    for &role in Role::ALL {
        let counts = !matches!(role, Role::RegionOperator | Role::TenantAdmin);
        let rights = Rights::on(date(2026, 1, 1), None, &[held(role, |_| {})], &[]).over_hop();
        assert_eq!(rights.roles().contains(&role), counts, "{role}");
        assert_eq!(rights.is_member(), counts, "{role}");
    }
    // Who is more than an administrator is what else they are.
    let both = [held(Role::TenantAdmin, |_| {}), held(Role::Auditor, |_| {})];
    let rights = Rights::on(date(2026, 1, 1), None, &both, &[]).over_hop();
    assert!(rights.may(Permission::ReadJournal) && !rights.may(Permission::WriteStructure));
    assert!(rights.may_at_home_alone(Permission::WriteStructure) && !rights.may_at_home_alone(Permission::ReadJournal));
    assert!(!rights.may_at_home_alone(Permission::ReportCases), "nor at home");
    // What goes on showing its maker's sight is not made by one who may see more at home.
    let system = held(Role::PartySystem, |grant| grant.party = Some(PartyId::fresh()));
    let admin = held(Role::TenantAdmin, |_| {});
    for (all, may) in [(vec![system.clone()], true), (vec![system, admin], false)] {
        let rights = Rights::on(date(2026, 1, 1), None, &all, &[]);
        for permission in [Permission::WriteWebhooks, Permission::WriteCalendars] {
            assert!(rights.may(permission));
            assert_eq!(rights.clone().over_hop().may(permission), may, "{permission}");
        }
        assert!(rights.over_hop().may(Permission::ReportCases));
    }
}
