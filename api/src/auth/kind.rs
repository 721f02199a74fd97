//! What issuers of each kind write of who calls, and how far it is believed: what one kind vouches for, another may only
//! claim. So a claim is read from issuers of the kind that documents it, and from no other.
use std::collections::BTreeSet;

use domain::OrgNumber;
use serde::Deserialize;

use super::Refusal;
use crate::config::IssuerKind;

/// The kind of an issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The region itself: a registered client, its organisation in Maskinporten's shape.
    Own,
    /// Maskinporten: systems of organisations.
    Maskinporten,
    /// HelseID: systems and people in health care.
    HelseId,
    /// Any other OpenID Connect provider: people and systems, no organisation.
    Oidc,
}

impl From<IssuerKind> for Kind {
    fn from(kind: IssuerKind) -> Self {
        match kind {
            IssuerKind::Maskinporten => Self::Maskinporten,
            IssuerKind::HelseId => Self::HelseId,
            IssuerKind::Oidc => Self::Oidc,
        }
    }
}

/// The claims that name the caller at its issuer.
#[derive(Default, Deserialize)]
pub(super) struct Named {
    sub: Option<String>,
    client_id: Option<String>,
    azp: Option<String>,
}

/// For whom the caller acts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Acting {
    pub(super) organization: Option<OrgNumber>,
    pub(super) supplier: Option<OrgNumber>,
    pub(super) person: bool,
}

/// An organisation as Maskinporten names it: ISO 6523, with Enhetsregisteret's identifier 0192. Altinn's documentation
/// writes the name of the second member in either case.
#[derive(Deserialize)]
struct Organization {
    authority: String,
    #[serde(rename = "ID", alias = "id")]
    id: String,
}

/// What Maskinporten writes.
#[derive(Deserialize)]
struct National {
    consumer: Option<Organization>,
    supplier: Option<Organization>,
    authorization_details: Option<Vec<AuthorizationDetail>>,
}

/// Altinn's system user: the customer a vendor's system acts for.
#[derive(Deserialize)]
struct AuthorizationDetail {
    systemuser_org: Option<Organization>,
}

/// What HelseID writes. The sub-unit (`orgnr_child`) is not read: HelseID does not check it for a supplier's shared client.
/// Neither is `pid`.
#[derive(Deserialize)]
struct Health {
    #[serde(rename = "helseid://claims/client/claims/orgnr_parent")]
    parent: Option<String>,
    #[serde(rename = "helseid://claims/client/claims/orgnr_supplier")]
    supplier: Option<String>,
}

impl Kind {
    /// What the issuer calls the caller.
    pub(super) fn subject(self, Named { sub, client_id, azp }: Named) -> Option<String> {
        match self {
            Self::Own => sub,
            // Maskinporten names a system by its client only; what else a token may say of a person is not for us.
            Self::Maskinporten => client_id,
            // A client that nobody is logged on to has no subject.
            Self::HelseId => sub.or(client_id),
            Self::Oidc => sub.or(client_id).or(azp),
        }
    }

    /// For whom the caller acts, as far as the issuer's word goes.
    pub(super) fn acting(self, claims: &[u8], named: &Named) -> Result<Acting, Refusal> {
        let unreadable = |_| Refusal::Claims;
        match self {
            Self::Own => serde_json::from_slice::<National>(claims).map_err(unreadable)?.acting(),
            Self::Maskinporten => {
                let acting = serde_json::from_slice::<National>(claims).map_err(unreadable)?.acting()?;
                if acting.organization.is_some() { Ok(acting) } else { Err(Refusal::Claims) }
            }
            Self::HelseId => serde_json::from_slice::<Health>(claims).map_err(unreadable)?.acting(named),
            Self::Oidc => Ok(Acting::default()),
        }
    }
}

impl National {
    /// The organisation acted for and, where another acts on its behalf, that one. A delegated token names the customer in
    /// `consumer` and who acts in `supplier`. For a system user the customer is `systemuser_org`, and the consumer is the
    /// vendor who acts. A token that is both must name one customer.
    fn acting(&self) -> Result<Acting, Refusal> {
        let number = |claim: &Option<Organization>| claim.as_ref().map(Organization::number).transpose();
        let (consumer, supplier) = (number(&self.consumer)?, number(&self.supplier)?);
        let mut customers = BTreeSet::new();
        for detail in self.authorization_details.iter().flatten() {
            customers.extend(number(&detail.systemuser_org)?);
        }
        let (customer, acts) = match (customers.first().copied(), consumer, supplier) {
            (None, None, None) => (None, None),
            // Nobody says who acts, or for whom.
            (_, None, _) => return Err(Refusal::Claims),
            _ if customers.len() > 1 => return Err(Refusal::Customers),
            (None, Some(consumer), supplier) => (Some(consumer), supplier),
            (Some(customer), Some(vendor), None) => (Some(customer), Some(vendor)),
            (Some(customer), Some(consumer), Some(supplier)) if customer == consumer || consumer == supplier => {
                (Some(customer), Some(supplier))
            }
            (Some(_), Some(_), Some(_)) => return Err(Refusal::Customers),
        };
        Ok(Acting { organization: customer, supplier: acts.filter(|acts| Some(*acts) != customer), person: false })
    }
}

impl Health {
    fn acting(&self, named: &Named) -> Result<Acting, Refusal> {
        let number = |claim: &Option<String>| {
            claim.as_deref().map(|digits| OrgNumber::parse(digits).ok_or(Refusal::Claims)).transpose()
        };
        let (organization, supplier) = (number(&self.parent)?, number(&self.supplier)?);
        if supplier.is_some() && organization.is_none() {
            return Err(Refusal::Claims);
        }
        let person = named.sub.is_some() && named.sub != named.client_id;
        Ok(Acting { organization, supplier: supplier.filter(|acts| Some(*acts) != organization), person })
    }
}

impl Organization {
    fn number(&self) -> Result<OrgNumber, Refusal> {
        let digits = self.id.strip_prefix("0192:").filter(|_| self.authority == "iso6523-actorid-upis");
        digits.and_then(OrgNumber::parse).ok_or(Refusal::Claims)
    }
}

#[cfg(test)]
#[path = "kind_tests.rs"]
#[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
