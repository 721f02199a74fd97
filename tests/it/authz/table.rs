//! The authorisation table: a row for every operation, a column for every kind of caller.
use std::collections::BTreeMap;

use domain::policy::Role;

/// What each caller gets, operation by operation. `bergen` is open to everyone's eyes; `fjell` is known to its members only.
/// A neighbour holds every role, one after the other, of the other community.
const TABLE: &str = "
                          of bergen:                                                                                       | of fjell:
operation                 nobody stranger operator admin secretariat auditor system chair member deputy observer neighbour | nobody neighbour operator
list_tenants              200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
create_tenant             401    403      201      403   403         403     403    403   403    403    403      403       | 401    403       201
get_tenant                200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       200
change_tenant             401    403      200      403   403         403     403    403   403    403    403      403       | 401    403       200
get_regions               200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_cases         200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_decisions     200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_meetings      200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_bodies        200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_tenants       200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
list_shared_matters       200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
get_directory             200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
get_structure             200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
list_parties              200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_party              401    403      403      201   403         403     403    403   403    403    403      403       | 401    404       404
get_party                 200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_party              401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
end_party                 401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
list_areas                200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_area               401    403      403      201   403         403     403    403   403    403    403      403       | 401    404       404
get_area                  200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_area               401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
end_area                  401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
list_bodies               200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_body               401    403      403      201   403         403     403    403   403    403    403      403       | 401    404       404
get_body                  200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_body               401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
end_body                  401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
list_mandates             200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
list_persons              401    403      403      200   200         200     403    403   403    403    403      403       | 401    404       404
create_person             401    403      403      201   201         403     403    403   403    403    403      403       | 401    404       404
get_person                401    403      403      200   200         200     403    403   403    403    403      403       | 401    404       404
change_person             401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
erase_person              401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
list_grants               401    403      403      200   403         200     403    403   403    403    403      403       | 401    404       404
create_grant              401    403      403      201   403         403     403    403   403    403    403      403       | 401    404       404
get_grant                 401    403      403      200   403         200     403    403   403    403    403      403       | 401    404       404
change_grant              401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
end_grant                 401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
list_webhooks             401    403      403      200   403         200     200    403   403    403    403      403       | 401    404       404
create_webhook            401    403      403      201   403         403     201    403   403    403    403      403       | 401    404       404
get_webhook               401    403      403      200   403         200     200    403   403    403    403      403       | 401    404       404
change_webhook            401    403      403      200   403         403     200    403   403    403    403      403       | 401    404       404
end_webhook               401    403      403      200   403         403     200    403   403    403    403      403       | 401    404       404
rotate_webhook_secret     401    403      403      200   403         403     200    403   403    403    403      403       | 401    404       404
test_webhook              401    403      403      200   403         403     200    403   403    403    403      403       | 401    404       404
list_webhook_deliveries   401    403      403      200   403         200     200    403   403    403    403      403       | 401    404       404
list_webhook_dead_letters 401    403      403      200   403         200     200    403   403    403    403      403       | 401    404       404
replay_webhook_dead_letter 401   403      403      200   403         403     200    403   403    403    403      403       | 401    404       404
get_settings              401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
change_settings           401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
list_journal              401    403      403      403   403         200     403    403   403    403    403      403       | 401    404       404
get_journal_head          401    403      403      403   403         200     403    403   403    403    403      403       | 401    404       404
list_changes              200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_snapshot              200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
find_seats                200    200      200      200   200         200     200    200   200    200    200      200       | 200    200       200
get_composition           401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
get_body_composition      401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
get_leadership            401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
list_terms                401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
list_party_seats          401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
list_target_groups        200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_target_group_matrix   200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
list_provisions           200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_provision          401    403      403      201   403         403     403    403   403    403    403      403       | 401    404       404
get_provision             200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_provision          401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
end_provision             401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
get_seats                 401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
list_memberships          401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
create_membership         401    403      403      201   201         403     403    403   403    403    403      403       | 401    404       404
get_membership            401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
change_membership         401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
end_membership            401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
list_offices              401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
create_office             401    403      403      201   201         403     403    403   403    403    403      403       | 401    404       404
get_office                401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
change_office             401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
end_office                401    403      403      200   200         403     403    403   403    403    403      403       | 401    404       404
list_meetings             200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_meeting            401    403      403      403   201         403     403    403   403    403    403      403       | 401    404       404
create_meeting_plan       401    403      403      403   201         403     403    403   403    403    403      403       | 401    404       404
get_meeting               200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_meeting            401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
transition_meeting        401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
move_meeting              401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
get_agenda                200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
put_agenda                401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
get_attendance            401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
put_attendance            401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
get_meeting_review        200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_calendar              200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_body_calendar         200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_party_calendar        200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_person_calendar       401    403      403      200   200         200     404    404   404    404    404      403       | 401    404       404
list_calendar_addresses   401    403      403      200   200         403     200    200   200    200    200      403       | 401    404       404
create_calendar_address   401    403      403      201   201         403     201    201   201    201    201      403       | 401    404       404
get_calendar_address      401    403      403      200   200         403     200    200   200    200    200      403       | 401    404       404
end_calendar_address      401    403      403      200   200         403     200    200   200    200    200      403       | 401    404       404
list_notices              401    403      403      200   200         200     403    403   403    403    403      403       | 401    404       404
create_notice_attempt     401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
list_decisions            200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
list_minutes              200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_minutes               200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_minutes_document      200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_minutes_feed          200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
write_treatment           401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
create_minutes            401    403      403      403   201         403     403    403   403    403    403      403       | 401    404       404
change_minutes            401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
transition_minutes        401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
approve_minutes           401    403      403      403   403         403     403    200   403    403    403      403       | 401    404       404
get_paper                 200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_paper              401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
list_paper_versions       200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_paper_version         200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
write_assessment          401    403      403      403   200         403     200    200   200    200    403      403       | 401    404       404
list_cases                200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
create_case               401    403      403      403   201         403     201    201   201    201    201      403       | 401    404       404
get_case                  200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
change_case               401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
transition_case           401    403      403      403   200         403     403    403   403    403    403      403       | 401    404       404
resubmit_case             401    403      403      403   200         403     200    200   200    200    200      403       | 401    404       404
get_case_chain            200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_case_ageing           200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_structure_picture     200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
get_seat_map              401    403      403      200   200         200     200    200   200    200    200      403       | 401    404       404
list_structure_changes    200    200      200      200   200         200     200    200   200    200    200      200       | 404    404       404
import_history            401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
get_charter               401    403      403      200   403         200     403    403   403    403    403      403       | 401    404       404
check_charter             401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
apply_charter             401    403      403      200   403         403     403    403   403    403    403      403       | 401    404       404
";

/// The callers of the table's first columns, with the role the policy knows them by.
pub const OWN: [(&str, Option<Role>); 11] = [
    ("nobody", None),
    ("stranger", None),
    ("operator", Some(Role::RegionOperator)),
    ("admin", Some(Role::TenantAdmin)),
    ("secretariat", Some(Role::Secretariat)),
    ("auditor", Some(Role::Auditor)),
    ("system", Some(Role::PartySystem)),
    ("chair", Some(Role::Chair)),
    ("member", Some(Role::Member)),
    ("deputy", Some(Role::Deputy)),
    ("observer", Some(Role::Observer)),
];

/// What is expected, by operation and column; columns of the second part begin with `fjell-`.
pub fn table() -> BTreeMap<&'static str, BTreeMap<String, u16>> {
    let mut lines = TABLE.lines().filter(|line| !line.trim().is_empty()).skip(1);
    let (own, other) = lines.next().unwrap().split_once('|').unwrap();
    let columns = own.split_whitespace().skip(1).map(str::to_owned);
    let columns: Vec<String> =
        columns.chain(other.split_whitespace().map(|column| format!("fjell-{column}"))).collect();
    let row = |line: &'static str| {
        let mut words = line.split_whitespace().filter(|word| *word != "|");
        let operation = words.next().unwrap();
        let statuses: Vec<u16> = words.map(|word| word.parse().unwrap()).collect();
        assert_eq!(statuses.len(), columns.len(), "{operation}: a status for each column");
        (operation, columns.iter().cloned().zip(statuses).collect())
    };
    let rows: Vec<_> = lines.map(row).collect();
    let table: BTreeMap<_, _> = rows.iter().cloned().collect();
    assert_eq!(table.len(), rows.len(), "an operation has one row");
    table
}
