//! Meetings that were held, entered behind a region's back: what they took up, who was there, and their minutes. All of
//! it is invented.
mod drafts;

use api::boot::{operator, patience};
use api::node::Clock;
use domain::policy::{Role, Sight};
use domain::webhook::DeliveryFault;
use domain::{
    Attendance, Attended, AttendedAs, Capacity, Case, CaseId, CaseKind, CaseNumberFormat, Disclosure, Handle, ItemId,
    Key, Language, Line, Meeting, MeetingId, MeetingState, Minutes, MinutesAct, MinutesSources, MinutesState, NewStop,
    Prose, Provenance, Rule, Settings, StopId, Validity, Verification, Visibility, WebhookId, oslo_date,
};
use drafts::{item, meeting, paper, reported, scheduled};
use persistence::{DeadLetter, Delivery, MeetingFilter, Page, Sort, StoreError, TenantScope, TenantTx};

use crate::region::Region;

/// A meeting that was held, with the items and cases of its agenda in their order; the last item takes up no case.
#[derive(Debug, Clone)]
pub struct Held {
    /// The meeting.
    pub meeting: MeetingId,
    /// What it took up.
    pub items: Vec<ItemId>,
    /// The cases of those items that have one.
    pub cases: Vec<CaseId>,
}

/// A case for an agenda.
pub type Taken<'t> = (&'t str, CaseKind, Disclosure);

/// What everyone may see.
pub fn open(title: &str) -> Taken<'_> {
    (title, CaseKind::Decision, Disclosure::PUBLIC)
}

fn line(text: &str) -> Line {
    Line::parse(text).expect(text)
}

fn invented() -> Provenance {
    Provenance { verification: Verification::Synthetic, note: None }
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect(text)
}

/// Where a community's rows are, and what time it is.
#[derive(Clone)]
pub struct Backstage {
    scope: TenantScope,
    clock: Clock,
}

impl Backstage {
    /// Of a community.
    pub async fn of(region: &Region, slug: &str) -> Self {
        Self { scope: region.node.store.tenant(region.tenant(slug).await), clock: region.clock.clone() }
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut TenantTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.scope.write(patience(), operator(&self.clock), work).await.expect("written")
    }

    /// A message that a webhook was not told, about a change of the settings; gives its id.
    pub async fn dead_letter(&self, webhook: WebhookId) -> String {
        let now = self.clock.now();
        let message = "msg_00112233445566778899aabbccddeeff";
        let place = self
            .write(move |tx| {
                let place = tx.webhook_log().queue(webhook)?.place;
                let old = tx.settings().get()?;
                let new = Settings { changed_at: now, version: old.value.version + 1, ..old.value.clone() };
                tx.settings().change(&old, &new)?;
                Ok(place)
            })
            .await;
        self.write(move |tx| {
            let (fault, kind) = (Some(DeliveryFault::Status), "no.helsefellesskap.settings.changed".to_owned());
            let message = message.to_owned();
            let last = Delivery { number: 1, message, kind, tries: 11, at: now, status: Some(503), fault, millis: 9 };
            tx.webhook_log().give_up(webhook, &DeadLetter { last, place })
        })
        .await;
        message.to_owned()
    }

    /// A meeting of the strategic committee that was held today and has treated nothing yet.
    pub async fn hold(&self, taken: &[Taken<'_>]) -> Held {
        let now = self.clock.now();
        let taken: Vec<_> = taken.iter().map(|(title, kind, to)| (line(title), *kind, to.clone())).collect();
        self.write(move |tx| {
            let body = tx.bodies().get(&Handle::Key(Key::parse("ssu").expect("a key")))?.value;
            let meeting = meeting(body.id, body.visibility, now);
            tx.meetings().insert(&meeting)?;
            let mut held = Held { meeting: meeting.id, items: Vec::new(), cases: Vec::new() };
            let mut agenda = Vec::new();
            for (title, kind, disclosure) in taken {
                let number = tx.cases().next_number(body.id, CaseNumberFormat::default(), oslo_date(now).year())?;
                let stop = NewStop { id: StopId::fresh(), body: body.id, number };
                let case = scheduled(&Case { title, kind, disclosure, ..reported(now) }, stop, meeting.id, now);
                tx.cases().insert(&case)?;
                let stop = case.stops[0].id;
                tx.papers().add(&paper(stop, case.title.as_str(), now), (Visibility::Secretariat, None))?;
                held.cases.push(case.id);
                agenda.push(item(Some((case.id, stop)), None, kind));
            }
            agenda.push(item(None, Some("Eventuelt"), CaseKind::AnyOtherBusiness));
            held.items = agenda.iter().map(|item| item.id).collect();
            let attendance = attendance(tx, body.id)?;
            let old = tx.meetings().get(meeting.id)?;
            tx.meetings().change(&old, &Meeting { agenda, attendance, version: 2, ..meeting })?;
            Ok(held)
        })
        .await
    }

    /// Minutes of a held meeting that have come this far, and the meeting with them.
    pub async fn minute(&self, held: &Held, state: MinutesState) {
        let (now, id) = (self.clock.now(), held.meeting);
        self.write(move |tx| {
            let old = tx.meetings().get(id)?;
            let (structure, roster) = (tx.structure().now()?, tx.structure().roster()?);
            let cases: Vec<CaseId> = old.value.agenda.iter().filter_map(|item| Some(item.stop?.0)).collect();
            let cases: Vec<Case> = tx.cases().many(&cases)?.into_iter().map(|kept| kept.value).collect();
            let sources = MinutesSources {
                meeting: &old.value,
                structure: &structure,
                roster: &roster,
                cases: &cases,
                papers: &[],
                language: Language::Nynorsk,
            };
            let (mut minutes, mut meeting) = (Minutes::build(&sources, now), old.value.clone());
            for act in [MinutesAct::Circulate, MinutesAct::Approve, MinutesAct::Publish] {
                if minutes.state == state {
                    break;
                }
                let with = act.of_meeting(meeting.state).expect("the meeting goes along");
                meeting = Meeting { version: 2, ..meeting.apply(with, None, now).expect("a step") };
                minutes = minutes.apply(act, now).expect("a step");
            }
            tx.minutes().insert(&minutes, (Visibility::Secretariat, None))?;
            tx.meetings().change(&old, &Meeting { version: old.value.version + 1, ..meeting })
        })
        .await;
    }

    /// Changes a case, as its next version.
    pub async fn change_case(&self, id: CaseId, change: impl FnOnce(&Case) -> Case + Send + 'static) {
        self.write(move |tx| {
            let old = tx.cases().get(id)?;
            let new = change(&old.value);
            tx.cases().change(&old, &Case { version: old.value.version + 1, ..new })
        })
        .await;
    }

    /// A case as it stands.
    pub async fn case(&self, id: CaseId) -> Case {
        let read = self.scope.read::<_, StoreError>(patience(), move |tx| Ok(tx.cases().get(id)?.value));
        read.await.expect("the case is there")
    }

    /// The last meeting that minutes are out for.
    async fn last_held(&self) -> Option<Held> {
        let minuted = MeetingFilter {
            state: Some(MeetingState::Minuted),
            sight: Sight::everything(),
            ..MeetingFilter::default()
        };
        let page = Page { sort: Sort::Name, seek: None, limit: 1 };
        let read = self.scope.read::<_, StoreError>(patience(), move |tx| tx.meetings().list(&minuted, &page)).await;
        let meeting = read.expect("read").pop()?;
        let cases = meeting.agenda.iter().filter_map(|item| Some(item.stop?.0)).collect();
        Some(Held { meeting: meeting.id, items: meeting.agenda.iter().map(|item| item.id).collect(), cases })
    }

    /// A meeting as it stands.
    pub async fn meeting(&self, id: MeetingId) -> Meeting {
        let read = self.scope.read::<_, StoreError>(patience(), move |tx| Ok(tx.meetings().get(id)?.value));
        read.await.expect("the meeting is there")
    }
}

/// Everyone who sits in the body as member is there, the first of them in the chair.
fn attendance(tx: &mut TenantTx<'_, '_>, body: domain::BodyId) -> Result<Vec<Attendance>, StoreError> {
    let (structure, roster) = (tx.structure().now()?, tx.structure().roster()?);
    let sits = |membership: &&domain::Membership| {
        let rule = structure.provision(membership.rule).map(|provision| &provision.rule);
        let here = matches!(rule, Some(Rule::SeatRule(rule)) if rule.body == body);
        here && membership.capacity == Capacity::Member && membership.person.is_some()
    };
    let there = |(i, membership): (usize, &domain::Membership)| Attendance {
        membership: Some(membership.id),
        person: membership.person,
        attended_as: if i == 0 { AttendedAs::Chair } else { AttendedAs::Member },
        attended: Attended::Present,
        for_membership: None,
        party: None,
    };
    Ok(roster.memberships.iter().filter(sits).enumerate().map(there).collect())
}

/// The address of what is below a meeting, in `bergen`: the last one that was held, or one that is held now, with minutes
/// out for comments.
pub async fn below_meeting(region: &Region, path: &str) -> Option<String> {
    if !path.contains("{item}") && !path.contains("/minutes") && !path.contains("/decisions") {
        return None;
    }
    let backstage = Backstage::of(region, "bergen").await;
    let held = match backstage.last_held().await {
        Some(held) => held,
        None => {
            let held = backstage.hold(&[open("Oppdikta sak")]).await;
            backstage.minute(&held, MinutesState::Circulated).await;
            held
        }
    };
    let path = path.replace("{tenant}", "bergen").replace("{meeting}", &held.meeting.to_string());
    Some(path.replace("{item}", &held.items[0].to_string()).replace("{number}", "1"))
}

/// Someone who leads the strategic committee of `bergen`, once.
pub async fn seat_chair(region: &Region) {
    let read = Backstage::of(region, "bergen").await.scope;
    let key = Handle::Key(Key::parse("plass-bergen-chair").expect("a key"));
    let there = read.read::<_, StoreError>(patience(), move |tx| Ok(tx.provisions().get(&key).is_ok())).await;
    if !there.expect("read") {
        region.client("bergen-chair", None, false).await;
        region.seat("bergen", "bergen-chair", "ssu", Role::Chair, Validity::ALWAYS).await;
    }
}
