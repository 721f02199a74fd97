//! What hangs on an open transaction: the repositories of a tenant, and those of the region.
use domain::{Head, PersonId, Tenant};

use crate::StoreError;
use crate::areas::Areas;
use crate::bodies::Bodies;
use crate::calendars::CalendarAddresses;
use crate::cases::Cases;
use crate::clients::{Clients, Operators};
use crate::directory::Directory;
use crate::forwarded::ForwardedRequests;
use crate::grants::Grants;
use crate::idempotency::Idempotency;
use crate::journal::{Journal, JournalFault, compare};
use crate::meetings::Meetings;
use crate::memberships::Memberships;
use crate::minutes::MinutesRows;
use crate::moves::Moves;
use crate::notices::Notices;
use crate::offices::Offices;
use crate::papers::Papers;
use crate::parties::Parties;
use crate::peers::Peers;
use crate::persons::Persons;
use crate::proofs::SpentProofs;
use crate::provisions::Provisions;
use crate::region_keys::RegionKeys;
use crate::settings::SettingsRow;
use crate::shared::Shared;
use crate::shared_items::SharedItems;
use crate::store::Store;
use crate::structure::StructureRows;
use crate::tenants::Tenants;
use crate::tx::Tx;
use crate::webhook_log::WebhookLog;
use crate::webhooks::Webhooks;
use crate::work::StandingWork;

/// A tenant's rows, on an open transaction.
pub struct TenantTx<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl<'a> TenantTx<'_, 'a> {
    /// Where the journal stood when the transaction began: the generation of everything read in it.
    pub fn head(&self) -> Head {
        self.0.head()
    }

    /// Whether the community is on its way to another region, and so is read and not written.
    pub fn is_moving(&self) -> bool {
        self.0.is_moving()
    }

    /// Names who reads, or the actor of this write, by their person, once the rights have told who it is.
    pub fn act_as(&mut self, person: PersonId) {
        self.0.act_as(person);
    }

    /// The person who reads or writes, once the rights have told who it is.
    pub fn acting(&self) -> Option<PersonId> {
        self.0.acting()
    }

    /// The journal.
    pub fn journal(&mut self) -> Journal<'_, 'a> {
        Journal(self.0)
    }

    /// Answers to keyed writes.
    pub fn idempotency(&mut self) -> Idempotency<'_, 'a> {
        Idempotency(self.0)
    }

    /// The settings.
    pub fn settings(&mut self) -> SettingsRow<'_, 'a> {
        SettingsRow(self.0)
    }

    /// The parties.
    pub fn parties(&mut self) -> Parties<'_, 'a> {
        Parties(self.0)
    }

    /// The areas.
    pub fn areas(&mut self) -> Areas<'_, 'a> {
        Areas(self.0)
    }

    /// The bodies.
    pub fn bodies(&mut self) -> Bodies<'_, 'a> {
        Bodies(self.0)
    }

    /// The provisions.
    pub fn provisions(&mut self) -> Provisions<'_, 'a> {
        Provisions(self.0)
    }

    /// The structure as one value, today or on a past day.
    pub fn structure(&mut self) -> StructureRows<'_, 'a> {
        StructureRows(self.0)
    }

    /// The persons.
    pub fn persons(&mut self) -> Persons<'_, 'a> {
        Persons(self.0)
    }

    /// The memberships.
    pub fn memberships(&mut self) -> Memberships<'_, 'a> {
        Memberships(self.0)
    }

    /// The offices.
    pub fn offices(&mut self) -> Offices<'_, 'a> {
        Offices(self.0)
    }

    /// The papers.
    pub fn papers(&mut self) -> Papers<'_, 'a> {
        Papers(self.0)
    }

    /// The cases.
    pub fn cases(&mut self) -> Cases<'_, 'a> {
        Cases(self.0)
    }

    /// The meetings.
    pub fn meetings(&mut self) -> Meetings<'_, 'a> {
        Meetings(self.0)
    }

    /// The minutes of meetings.
    pub fn minutes(&mut self) -> MinutesRows<'_, 'a> {
        MinutesRows(self.0)
    }

    /// The private addresses of calendars.
    pub fn calendars(&mut self) -> CalendarAddresses<'_, 'a> {
        CalendarAddresses(self.0)
    }

    /// The notices to those who are called to meetings.
    pub fn notices(&mut self) -> Notices<'_, 'a> {
        Notices(self.0)
    }

    /// The grants.
    pub fn grants(&mut self) -> Grants<'_, 'a> {
        Grants(self.0)
    }

    /// The webhooks.
    pub fn webhooks(&mut self) -> Webhooks<'_, 'a> {
        Webhooks(self.0)
    }

    /// How far webhooks have been told, and what came of it.
    pub fn webhook_log(&mut self) -> WebhookLog<'_, 'a> {
        WebhookLog(self.0)
    }

    /// Verifies the journal: every link, every number, the head, the heads handed out earlier, and that every subject is
    /// in the state its last entry tells.
    pub fn verify(&mut self, vouched: &[Head]) -> Result<Vec<JournalFault>, StoreError> {
        let (mut faults, told) = self.journal().walk(vouched)?;
        let mut states = self.settings().states()?;
        states.extend(self.parties().states()?);
        states.extend(self.areas().states()?);
        states.extend(self.bodies().states()?);
        states.extend(self.provisions().states()?);
        states.extend(self.persons().states()?);
        states.extend(self.memberships().states()?);
        states.extend(self.offices().states()?);
        states.extend(self.papers().states()?);
        states.extend(self.cases().states()?);
        states.extend(self.minutes().states()?);
        states.extend(self.calendars().states()?);
        states.extend(self.grants().states()?);
        states.extend(self.meetings().states()?);
        states.extend(self.webhooks().states()?);
        compare(told, states, &mut faults);
        Ok(faults)
    }
}

/// What belongs to no tenant, on an open transaction.
pub struct RegionTx<'t, 'a>(pub(crate) &'t mut Tx<'a>);

impl<'a> RegionTx<'_, 'a> {
    /// Where the region's journal stood when the transaction began.
    pub fn head(&self) -> Head {
        self.0.head()
    }

    /// The region's journal.
    pub fn journal(&mut self) -> Journal<'_, 'a> {
        Journal(self.0)
    }

    /// Answers to keyed writes.
    pub fn idempotency(&mut self) -> Idempotency<'_, 'a> {
        Idempotency(self.0)
    }

    /// The registry of tenants.
    pub fn tenants(&mut self) -> Tenants<'_, 'a> {
        Tenants(self.0)
    }

    /// The clients of the own issuer.
    pub fn clients(&mut self) -> Clients<'_, 'a> {
        Clients(self.0)
    }

    /// Who runs the region.
    pub fn operators(&mut self) -> Operators<'_, 'a> {
        Operators(self.0)
    }

    /// The region's private keys.
    pub fn keys(&mut self) -> RegionKeys<'_, 'a> {
        RegionKeys(self.0)
    }

    /// The regions that this one trusts.
    pub fn peers(&mut self) -> Peers<'_, 'a> {
        Peers(self.0)
    }

    /// What peers have told of communities.
    pub fn directory(&mut self) -> Directory<'_, 'a> {
        Directory(self.0)
    }

    /// Writes that were passed on to peers.
    pub fn forwarded(&mut self) -> ForwardedRequests<'_, 'a> {
        ForwardedRequests(self.0)
    }

    /// How far other communities' published matter has been followed.
    pub fn shared(&mut self) -> Shared<'_, 'a> {
        Shared(self.0)
    }

    /// What was published, as it is kept here.
    pub fn shared_items(&mut self) -> SharedItems<'_, 'a> {
        SharedItems(self.0)
    }

    /// Proofs of possession that have been used.
    pub fn spent_proofs(&mut self) -> SpentProofs<'_, 'a> {
        SpentProofs(self.0)
    }

    /// Which communities have something to send.
    pub fn work(&mut self) -> StandingWork<'_, 'a> {
        StandingWork(self.0)
    }

    /// Verifies the region's journal.
    pub fn verify(&mut self, vouched: &[Head]) -> Result<Vec<JournalFault>, StoreError> {
        let (mut faults, told) = self.journal().walk(vouched)?;
        let mut states = self.tenants().states()?;
        states.extend(self.clients().states()?);
        states.extend(self.operators().states()?);
        states.extend(self.keys().states()?);
        states.extend(self.peers().states()?);
        states.extend(self.forwarded().states()?);
        compare(told, states, &mut faults);
        Ok(faults)
    }

    /// Enters a tenant whose own store has been founded.
    pub fn register(&mut self, store: &Store, tenant: &Tenant) -> Result<(), StoreError> {
        let schema = store.newest_schema();
        self.tenants().insert(tenant, &schema, None)
    }

    /// The same for one that is at home in another region as yet.
    pub fn expect(&mut self, store: &Store, tenant: &Tenant, home: &domain::Key) -> Result<(), StoreError> {
        let schema = store.newest_schema();
        self.tenants().insert(tenant, &schema, Some(home))
    }

    /// Moves of communities from here and to here, and those that were heard of.
    pub fn moves(&mut self) -> Moves<'_, 'a> {
        Moves(self.0)
    }
}
