//! Cases, papers and meetings for the tests, laid down behind the region's back. All is invented.
use std::sync::atomic::{AtomicU32, Ordering};

use domain::policy::Sight;
use domain::{
    Body, Case, CaseAct, CaseId, CaseNumber, CaseNumberFormat, CaseState, DatePrecision, Days, Disclosure, Handle,
    Instant, Item, ItemId, Key, Language, Line, Meeting, MeetingAct, MeetingId, MeetingState, Minutes, MinutesItem,
    MinutesState, NewStop, Notice, OrgNumber, Outcome, Paper, PlannedDate, Point, Prose, Provenance, Side, StopId,
    Treatment, Verification, Visibility, oslo_date,
};
use persistence::{CaseFilter, StoreError, TenantTx};
use serde_json::json;

use crate::caller::Caller;
use crate::manners::{rows, soon, writer};
use crate::matters::case;
use crate::region::Region;

/// A case in one body.
#[derive(Debug, Clone)]
pub struct Laid {
    /// The case.
    pub case: CaseId,
    /// The case in that body.
    pub stop: StopId,
    /// The address of its paper.
    pub paper: String,
}

/// The system of the specialist side in `bergen`.
pub async fn hospital(region: &Region) -> Caller {
    let (admin, client) = (region.caller("bergen-admin").await, "bergen-sjukehus");
    let party = admin.get("/v1/tenants/bergen/parties/helse-bergen").await.expect(200).json;
    let number = party["orgNumber"].as_str().and_then(OrgNumber::parse);
    region.client(client, number, false).await;
    let holder = json!({"kind": "identity", "issuer": region.node.url, "subject": client});
    let grant = json!({"role": "party-system", "party": "helse-bergen", "holder": holder});
    admin.post("/v1/tenants/bergen/grants", &grant).await.expect(201);
    region.caller(client).await
}

/// Why something that is not public is withheld, as it may be told.
pub fn withheld(visibility: Visibility, side: Option<Side>) -> Disclosure {
    Disclosure { visibility, side, legal_basis: Line::parse("offl. § 14").ok(), ..Disclosure::PUBLIC }
}

pub fn prose(text: &str) -> Prose {
    Prose::parse(text).expect("prose")
}

fn number(now: Instant) -> CaseNumber {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let format = CaseNumberFormat::parse("{n}-{yyyy}").expect("a format");
    CaseNumber::next(format, oslo_date(now).year(), Some(COUNT.fetch_add(1, Ordering::Relaxed)))
}

/// Does something to the rows of a community.
pub async fn done<T: Send + 'static>(
    region: &Region,
    slug: &str,
    work: impl FnOnce(&mut TenantTx<'_, '_>) -> Result<T, StoreError> + Send + 'static,
) -> T {
    rows(region, slug).await.write(soon(), writer(region), work).await.expect("it is done")
}

fn body(tx: &mut TenantTx<'_, '_>, key: &str) -> Result<Body, StoreError> {
    Ok(tx.bodies().get(&Handle::Key(Key::parse(key).expect("a key")))?.value)
}

/// A case that a body has taken in, with whatever else is said of it.
pub async fn lay_case(
    region: &Region,
    slug: &str,
    organ: &str,
    change: impl FnOnce(&mut Case) + Send + 'static,
) -> Laid {
    let (now, key, address) = (region.clock.now(), organ.to_owned(), format!("/v1/tenants/{slug}/cases"));
    let reported = case(region, "Oppdikta sak", CaseState::Reported, Vec::new());
    let mut case = Case { published_at: None, ..reported };
    change(&mut case);
    let stop = StopId::fresh();
    let id = case.id;
    done(region, slug, move |tx| {
        let into = vec![NewStop { id: stop, body: body(tx, &key)?.id, number: number(now) }];
        let taken_in = case.apply(CaseAct::Accept { into }, None, now).expect("it was reported");
        tx.cases().insert(&Case { version: 1, ..taken_in })
    })
    .await;
    Laid { case: id, stop, paper: format!("{address}/{id}/stops/{stop}/paper") }
}

/// Lets something be done with a case.
pub async fn step(region: &Region, slug: &str, case: CaseId, act: CaseAct) {
    let now = region.clock.now();
    done(region, slug, move |tx| {
        let old = tx.cases().get(case)?;
        let new = old.value.apply(act, None, now).expect("its state allows it");
        tx.cases().change(&old, &new)
    })
    .await;
}

/// Adds a version of a paper, with whatever is said of it.
pub async fn lay_paper(region: &Region, slug: &str, laid: &Laid, change: impl FnOnce(&mut Paper) + Send + 'static) {
    let (now, stop) = (region.clock.now(), laid.stop);
    done(region, slug, move |tx| {
        let old = tx.papers().newest(stop)?.unwrap_or_else(|| Paper::blank(stop, now));
        let mut new = old.next(None, false, now);
        change(&mut new);
        tx.papers().add(&new, (Visibility::Community, None))
    })
    .await;
}

/// Puts a case on the agenda of a meeting of its body that is a month away, with its newest paper, and sends the notice:
/// the case is published.
pub async fn call(region: &Region, slug: &str, laid: &Laid, visibility: Visibility) -> MeetingId {
    let (now, id, laid) = (region.clock.now(), MeetingId::fresh(), laid.clone());
    let day = oslo_date(now).saturating_add(Days::new(30));
    done(region, slug, move |tx| {
        let old = tx.cases().get(laid.case)?;
        let stop = old.value.stop(laid.stop).expect("it is there").clone();
        let item = Item {
            id: ItemId::fresh(),
            stop: Some((laid.case, laid.stop)),
            title: None,
            kind: old.value.kind,
            minutes: None,
            presenter: None,
            attendees: Vec::new(),
            paper: tx.papers().newest(laid.stop)?.map(|paper| paper.number),
            late: false,
            treatment: None,
        };
        let meeting = Meeting {
            id,
            body: stop.body,
            title: None,
            state: MeetingState::Planned,
            when: PlannedDate { from: day, to: day, precision: DatePrecision::Day },
            starts_at: None,
            ends_at: None,
            form: None,
            place: None,
            host: None,
            visibility,
            side: None,
            notice: None,
            agenda: vec![item],
            attendance: Vec::new(),
            moves: Vec::new(),
            history: Vec::new(),
            note: None,
            provenance: Provenance { verification: Verification::Synthetic, note: None },
            created_at: now,
            changed_at: now,
            version: 1,
        };
        let notice = Notice { sent_at: now, papers_due: day };
        let called = meeting.apply(MeetingAct::Call(notice), None, now).expect("a known day");
        tx.meetings().insert(&Meeting { version: 1, ..called })?;
        let new = old.value.apply(CaseAct::Schedule { stop: laid.stop, meeting: id }, None, now).expect("taken in");
        tx.cases().change(&old, &Case { published_at: Some(now), ..new })
    })
    .await;
    id
}

/// Lets the body be done with a case, or not.
pub async fn treat(region: &Region, slug: &str, laid: &Laid, outcome: Outcome) {
    step(region, slug, laid.case, CaseAct::Treat { stop: laid.stop, outcome }).await;
}

/// The title of the case that is there for every operation on papers to be tried with.
const STAGED: &str = "Prøvesak";

/// A published case of `ssu` with a paper that went out with a notice and may still be changed: one for each community.
pub async fn staged(region: &Region, slug: &str) -> Laid {
    let day = oslo_date(region.clock.now());
    let found = done(region, slug, move |tx| {
        let everything = CaseFilter { sight: Sight::everything(), day, ..CaseFilter::default() };
        let found = tx.cases().all(&everything)?.into_iter().find(|case| case.title.as_str() == STAGED);
        Ok(found.map(|case| (case.id, case.stops[0].id)))
    })
    .await;
    if let Some((case, stop)) = found {
        return Laid { case, stop, paper: format!("/v1/tenants/{slug}/cases/{case}/stops/{stop}/paper") };
    }
    let laid = lay_case(region, slug, "ssu", |case| case.title = Line::parse(STAGED).expect("a line")).await;
    lay_paper(region, slug, &laid, |paper| paper.background = Some(prose("Oppdikta bakgrunn"))).await;
    call(region, slug, &laid, Visibility::Public).await;
    laid
}

/// The address of an operation on a paper, with this paper in it; none of any other operation.
pub fn paper_address(path: &str, laid: &Laid) -> Option<String> {
    let (_, rest) = path.split_once("/stops/{stop}/paper")?;
    Some(format!("{}{}", laid.paper, rest.replace("{number}", "1").replace("{side}", "municipal")))
}

/// Lets the meeting have been held, with a decision in the case that says this, and its minutes be published.
pub async fn conclude(region: &Region, slug: &str, laid: &Laid, meeting: MeetingId, says: &'static str) {
    let (now, laid) = (region.clock.now(), laid.clone());
    let treatment = Treatment {
        outcome: Outcome::Decided,
        points: vec![Point { verb: None, text: prose(says) }],
        voices: Vec::new(),
        votes: Vec::new(),
        elected: Vec::new(),
        remarks: Some(prose(says)),
        reason: None,
    };
    done(region, slug, move |tx| {
        let case = tx.cases().get(laid.case)?;
        let act = CaseAct::Treat { stop: laid.stop, outcome: Outcome::Decided };
        let treated = case.value.apply(act, None, now).expect("it stands on the agenda");
        tx.cases().change(&case, &treated)?;
        let old = tx.meetings().get(meeting)?;
        let mut held = Meeting { state: MeetingState::Published, version: old.value.version + 1, ..old.value.clone() };
        let item = &mut held.agenda[0];
        item.treatment = Some(treatment.clone());
        let told = MinutesItem {
            item: item.id,
            stop: item.stop,
            number: case.value.stop(laid.stop).map(|stop| stop.number.text.clone()),
            title: case.value.title.clone(),
            kind: item.kind,
            background: Some(prose(says)),
            recommendation: treatment.points.clone(),
            treatment: Some(treatment),
            remarks: Some(prose(says)),
        };
        tx.meetings().change(&old, &held)?;
        let minutes = Minutes {
            meeting,
            number: 1,
            state: MinutesState::Published,
            language: Language::Nynorsk,
            title: Line::parse("Oppdikta referat").expect("a line"),
            held_on: held.when.from,
            starts_at: None,
            ends_at: None,
            place: None,
            present: Vec::new(),
            excused: Vec::new(),
            introduction: None,
            items: vec![told],
            correction: None,
            circulated_at: Some(now),
            approved_at: Some(now),
            published_at: Some(now),
            created_at: now,
            changed_at: now,
            version: 1,
        };
        tx.minutes().insert(&minutes, (Visibility::Public, None))
    })
    .await;
}
