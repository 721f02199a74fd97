//! What a rule names, found in the structure as far as the caller sees it.
use domain::policy::Sight;
use domain::{
    AreaId, BodyId, ByHandle, ById, FaultKind, Faults, Handle, Key, PartyId, ProvisionId, ProvisionKind, Renaming,
    Structure,
};

/// The things a rule may name. Faults are told by position, so what is unknown is kept as an id of nobody.
pub(super) struct Names<'s> {
    structure: &'s Structure,
    sight: &'s Sight,
    /// What a provision that is named must be.
    wanted: ProvisionKind,
    /// What is named and not known to the caller.
    pub(super) unknown: Faults,
}

impl<'s> Names<'s> {
    /// What a rule of this kind may name.
    pub(super) fn new(structure: &'s Structure, sight: &'s Sight, kind: ProvisionKind) -> Self {
        let wanted = match kind {
            ProvisionKind::Emphasis => ProvisionKind::TargetGroup,
            _ => ProvisionKind::SeatRule,
        };
        Self { structure, sight, wanted, unknown: Faults::default() }
    }

    fn sees_body(&self, id: BodyId) -> bool {
        self.structure.body(id).is_some_and(|body| self.sight.sees_of(body.id, body.visibility, body.side))
    }

    fn found<I>(&mut self, pointer: &str, found: Option<I>, nobody: fn() -> I) -> Option<I> {
        if found.is_none() {
            self.unknown.add(pointer, FaultKind::UnknownReference);
        }
        found.or_else(|| Some(nobody()))
    }
}

fn is<I: PartialEq>(handle: &Handle<I>, id: &I, key: &Key) -> bool {
    match handle {
        Handle::Id(named) => named == id,
        Handle::Key(named) => named == key,
    }
}

impl Renaming<ByHandle, ById> for Names<'_> {
    fn party(&mut self, pointer: &str, name: &Handle<PartyId>) -> Option<PartyId> {
        let found = self.structure.parties.iter().find(|party| is(name, &party.id, &party.key));
        self.found(pointer, found.map(|party| party.id), PartyId::fresh)
    }

    fn area(&mut self, pointer: &str, name: &Handle<AreaId>) -> Option<AreaId> {
        let found = self.structure.areas.iter().find(|area| is(name, &area.id, &area.key));
        let found = found.filter(|area| self.sight.sees(area.visibility, None));
        self.found(pointer, found.map(|area| area.id), AreaId::fresh)
    }

    fn body(&mut self, pointer: &str, name: &Handle<BodyId>) -> Option<BodyId> {
        let found = self.structure.bodies.iter().find(|body| is(name, &body.id, &body.key));
        let found = found.map(|body| body.id).filter(|id| self.sees_body(*id));
        self.found(pointer, found, BodyId::fresh)
    }

    fn provision(&mut self, pointer: &str, name: &Handle<ProvisionId>) -> Option<ProvisionId> {
        let found = self.structure.provisions.iter().find(|provision| is(name, &provision.id, &provision.key));
        let found = found.filter(|provision| {
            provision.rule.kind() == self.wanted && provision.rule.body().is_none_or(|body| self.sees_body(*body))
        });
        self.found(pointer, found.map(|provision| provision.id), ProvisionId::fresh)
    }
}
