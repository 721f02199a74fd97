//! Acts in any order, for those who follow them: whatever may change what somebody sees. All is invented.
use domain::{Case, CaseId, Days, Disclosure, MeetingAct, MeetingId, PersonId, Side, Visibility, oslo_date};
use serde_json::{Value, json};

use super::dice::Dice;
use crate::laid::{Laid, call, conclude, done, lay_case, lay_paper, prose, withheld};
use crate::region::Region;
use crate::seated::{person, text};

/// The bodies that matters are laid before: an open one, one of the community, one side's, and one of those who sit there.
pub const BODIES: [&str; 4] = ["ssu", "prove-gruppe", "prove-kommune", "prove-lukka"];

/// What has been done so far.
pub struct Acts {
    laid: Vec<(Laid, Option<MeetingId>, bool)>,
    persons: Vec<String>,
    day: i64,
}

impl Acts {
    /// With the bodies there.
    pub async fn begin(region: &Region) -> Self {
        let admin = region.caller("bergen-admin").await;
        let names = json!({"nb": "Oppdikta gruppe", "nn": "Oppdikta gruppe"});
        for (key, visibility, side) in [
            ("prove-gruppe", "community", Value::Null),
            ("prove-kommune", "side", json!("municipal")),
            ("prove-lukka", "body", Value::Null),
        ] {
            let new = json!({
                "key": key, "type": "working-group", "level": 3, "names": names, "visibility": visibility, "side": side,
                "decisionRule": "none", "verification": "synthetic",
            });
            admin.post("/v1/tenants/bergen/bodies", &new).await.expect(201);
        }
        Self { laid: Vec::new(), persons: Vec::new(), day: 0 }
    }

    fn disclosure(region: &Region, dice: &mut Dice) -> Disclosure {
        let soon = oslo_date(region.clock.now()).saturating_add(Days::new(1 + i32::try_from(dice.below(2)).unwrap()));
        match dice.below(7) {
            0 => withheld(Visibility::Side, Some(Side::Municipal)),
            1 => withheld(Visibility::Body, None),
            2 => withheld(Visibility::Secretariat, None),
            3 => withheld(Visibility::Community, None),
            4 => Disclosure { embargo_until: Some(soon), ..Disclosure::PUBLIC },
            5 => Disclosure { withheld_until: Some(soon), ..withheld(Visibility::Secretariat, None) },
            _ => Disclosure::PUBLIC,
        }
    }

    /// Does something.
    pub async fn act(&mut self, region: &Region, dice: &mut Dice) {
        let sort = dice.below(40);
        match sort {
            0..=8 => self.lay(region, dice).await,
            9..=18 => self.change_case(region, dice).await,
            19..=21 => self.meet(region, dice).await,
            22..=25 => self.change_meeting(region, dice).await,
            26..=28 => self.write_paper(region, dice).await,
            29..=30 => self.conclude(region, dice).await,
            31..=33 => self.persons(region, dice).await,
            34..=35 => change_things(region, dice).await,
            36 => self.pass_a_day(region),
            37 => open_or_close_a_body(region, dice).await,
            38 => give_a_right(region, dice).await,
            _ => self.link(region, dice).await,
        }
    }

    async fn lay(&mut self, region: &Region, dice: &mut Dice) {
        let (body, now) = (dice.of(&BODIES), region.clock.now());
        let disclosure = Self::disclosure(region, dice);
        let published = dice.below(2) == 0;
        let laid = lay_case(region, "bergen", body, move |case| {
            case.disclosure = disclosure;
            case.published_at = published.then_some(now);
        })
        .await;
        if dice.below(2) == 0 {
            lay_paper(region, "bergen", &laid, |paper| paper.background = Some(prose("Oppdikta bakgrunn"))).await;
        }
        self.laid.push((laid, None, false));
    }

    async fn write_paper(&mut self, region: &Region, dice: &mut Dice) {
        let Some((laid, ..)) = self.any(dice) else { return };
        lay_paper(region, "bergen", &laid, |paper| paper.background = Some(prose("Oppdikta tillegg"))).await;
    }

    fn any(&self, dice: &mut Dice) -> Option<(Laid, Option<MeetingId>, bool)> {
        (!self.laid.is_empty()).then(|| dice.of(&self.laid))
    }

    async fn change_case(&mut self, region: &Region, dice: &mut Dice) {
        let Some((laid, ..)) = self.any(dice) else { return };
        let disclosure = Self::disclosure(region, dice);
        change(region, laid.case, move |case| case.disclosure = disclosure).await;
    }

    async fn link(&mut self, region: &Region, dice: &mut Dice) {
        let (Some((one, ..)), Some((other, ..))) = (self.any(dice), self.any(dice)) else { return };
        if one.case == other.case {
            return;
        }
        let link = domain::Link { case: other.case, kind: domain::LinkKind::FollowUp, point: None };
        change(region, one.case, move |case| {
            if !case.links.contains(&link) {
                case.links.push(link);
            }
        })
        .await;
    }

    async fn meet(&mut self, region: &Region, dice: &mut Dice) {
        let Some(at) = self.laid.iter().position(|(_, meeting, _)| meeting.is_none()) else { return };
        let visibility = dice.of(&[Visibility::Public, Visibility::Community, Visibility::Body]);
        let laid = self.laid[at].0.clone();
        self.laid[at].1 = Some(call(region, "bergen", &laid, visibility).await);
    }

    async fn change_meeting(&mut self, region: &Region, dice: &mut Dice) {
        let Some((_, Some(id), _)) = self.any(dice) else { return };
        let visibility =
            dice.of(&[Visibility::Public, Visibility::Community, Visibility::Body, Visibility::Secretariat]);
        let (now, cancel) = (region.clock.now(), dice.below(6) == 0);
        done(region, "bergen", move |tx| {
            let old = tx.meetings().get(id)?;
            let mut new = old.value.clone();
            if cancel {
                match new.apply(MeetingAct::Cancel, None, now) {
                    Ok(cancelled) => new = cancelled,
                    Err(_) => return Ok(()),
                }
            } else {
                (new.visibility, new.changed_at, new.version) = (visibility, now, new.version + 1);
            }
            tx.meetings().change(&old, &new)
        })
        .await;
    }

    async fn conclude(&mut self, region: &Region, dice: &mut Dice) {
        let at = self.laid.iter().position(|(_, meeting, concluded)| meeting.is_some() && !concluded);
        let Some(at) = at.filter(|_| dice.below(2) == 0) else { return };
        let (laid, meeting) = (self.laid[at].0.clone(), self.laid[at].1.unwrap());
        let ahead = done(region, "bergen", move |tx| Ok(tx.meetings().get(meeting)?.value.state.is_ahead())).await;
        if ahead {
            conclude(region, "bergen", &laid, meeting, "Oppdikta vedtak").await;
        }
        self.laid[at].2 = true;
    }

    async fn persons(&mut self, region: &Region, dice: &mut Dice) {
        let admin = region.caller("bergen-admin").await;
        if self.persons.is_empty() || dice.below(2) == 0 {
            self.persons.push(person(&admin, "bergen", "Oppdikta Person").await);
            return;
        }
        let id = self.persons.swap_remove(dice.below(self.persons.len()));
        assert!(PersonId::parse(&id).is_ok());
        let path = format!("/v1/tenants/bergen/persons/{id}");
        let tag = admin.get(&path).await.expect(200).etag().to_owned();
        admin.delete(&path, &tag).await.expect(200);
    }

    /// What is under embargo opens, and nobody writes anything.
    fn pass_a_day(&mut self, region: &Region) {
        if self.day < 6 {
            self.day += 1;
            region.turn_clock(self.day * 86_400);
        }
    }
}

async fn change(region: &Region, id: CaseId, change: impl FnOnce(&mut Case) + Send + 'static) {
    let now = region.clock.now();
    done(region, "bergen", move |tx| {
        let old = tx.cases().get(id)?;
        let mut new = Case { changed_at: now, version: old.value.version + 1, ..old.value.clone() };
        change(&mut new);
        tx.cases().change(&old, &new)
    })
    .await;
}

/// Changes a party, the settings or an area, and little of it.
async fn change_things(region: &Region, dice: &mut Dice) {
    let admin = region.caller("bergen-admin").await;
    let days = dice.below(300);
    let (path, patch) = match dice.below(3) {
        0 => ("settings", json!({"paperDeadlineDays": days})),
        1 => ("parties/alver", json!({"note": format!("Oppdikta merknad {days}")})),
        _ => ("bodies/ssu", json!({"note": format!("Oppdikta merknad {days}")})),
    };
    let path = format!("/v1/tenants/bergen/{path}");
    let tag = admin.get(&path).await.expect(200).etag().to_owned();
    admin.patch(&path, &tag, &patch).await.expect(200);
}

/// A body is hidden, or shown again: whoever sees the difference begins anew.
async fn open_or_close_a_body(region: &Region, dice: &mut Dice) {
    let admin = region.caller("bergen-admin").await;
    let path = "/v1/tenants/bergen/bodies/prove-gruppe";
    let tag = admin.get(path).await.expect(200).etag().to_owned();
    let visibility = dice.of(&["community", "secretariat"]);
    admin.patch(path, &tag, &json!({"visibility": visibility})).await.expect(200);
}

/// Somebody who follows is given another role, or loses it.
async fn give_a_right(region: &Region, dice: &mut Dice) {
    let admin = region.caller("bergen-admin").await;
    if dice.below(3) > 0 {
        return;
    }
    let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": "bergen-medlem"});
    let grant = json!({"role": "auditor", "holder": holder});
    let given = admin.post("/v1/tenants/bergen/grants", &grant).await;
    if given.status == 201 {
        let path = format!("/v1/tenants/bergen/grants/{}", text(&given.json["id"]));
        admin.delete(&path, "\"1\"").await.expect(200);
    }
}
