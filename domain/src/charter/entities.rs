//! What a charter becomes: entities, every key resolved.
mod ids;
mod order;

pub(super) use ids::Ids;
pub(super) use order::{body_order, party_order, provision_order};

use super::Charter;
use crate::{Area, Body, Instant, Party, Provision, Settings, Tenant, TenantId, TenantStatus};

/// A community and everything its charter names, ready to be stored in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entities {
    /// The community.
    pub tenant: Tenant,
    /// Its settings.
    pub settings: Settings,
    /// Its parties; a party comes after the one it is part of.
    pub parties: Vec<Party>,
    /// Its areas, in the charter's order.
    pub areas: Vec<Area>,
    /// Its bodies; a body comes after its parent and the others it refers to.
    pub bodies: Vec<Body>,
    /// Its provisions; one comes after the others it refers to.
    pub provisions: Vec<Provision>,
}

impl Charter {
    /// Makes the entities of a charter that has passed [`Charter::check`], entered at `now`.
    ///
    /// Each call mints new ids. Without a passed check, unknown keys become nothing or ids of nobody.
    pub fn entities(&self, now: Instant) -> Entities {
        let mut made = self.in_document_order(&Ids::minted(self, now));
        made.write_order();
        made
    }

    /// The entities one for one with the charter's lists, so that a fault of an entity has a place in the document.
    /// Only a provision that names what the charter does not know is left out.
    pub(super) fn in_document_order(&self, ids: &Ids) -> Entities {
        let now = ids.now;
        Entities {
            tenant: Tenant {
                id: TenantId::fresh(),
                slug: self.community.slug.clone(),
                names: self.community.names.clone(),
                language: self.community.language,
                listing: self.community.listing,
                status: TenantStatus::Open,
                created_at: now,
                changed_at: now,
                version: 1,
            },
            settings: Settings {
                forwarding: self.settings.forwarding,
                contact_email: self.settings.contact_email.clone(),
                website: self.settings.website.clone(),
                paper_deadline_days: self.settings.paper_deadline_days,
                case_number_format: self.settings.case_number_format,
                reminder_days: self.settings.reminder_days,
                changed_at: now,
                version: 1,
            },
            parties: self.parties.iter().map(|party| ids.party(party)).collect(),
            areas: self.areas.iter().map(|area| ids.area(area)).collect(),
            bodies: self.bodies.iter().map(|body| ids.body(body)).collect(),
            provisions: self.provisions.iter().filter_map(|provision| ids.provision(provision)).collect(),
        }
    }
}
