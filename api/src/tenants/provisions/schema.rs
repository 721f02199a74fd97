//! What the contract says of provisions: one object for each type, told apart by `type`.
use std::borrow::Cow;
use std::collections::BTreeSet;

use domain::{ProvisionKind, Words as _};
use utoipa::openapi::schema::{Discriminator, Object, ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::fields::EntryFields;
use super::view::ProvisionView;
use crate::tenants::stamps::Stamps;
use crate::wire::rules::{
    EmphasisFields, LeadershipRuleFields, PaperSectionFields, RequirementFields, SeatRuleFields, TargetGroupFields,
};
use crate::wire::schema::ProvisionIdText;

/// What is entered of a provision.
pub(super) enum ProvisionContent {}

/// A type's word, its schema's name, and its own members with what they refer to.
struct Typed {
    kind: ProvisionKind,
    name: &'static str,
    own: fn() -> RefOr<Schema>,
    inner: fn(&mut Vec<(String, RefOr<Schema>)>),
}

const TYPES: [Typed; 6] = [
    typed::<SeatRuleFields>(ProvisionKind::SeatRule, "SeatRule"),
    typed::<LeadershipRuleFields>(ProvisionKind::LeadershipRule, "LeadershipRule"),
    typed::<RequirementFields>(ProvisionKind::Requirement, "Requirement"),
    typed::<TargetGroupFields>(ProvisionKind::TargetGroup, "TargetGroup"),
    typed::<EmphasisFields>(ProvisionKind::Emphasis, "Emphasis"),
    typed::<PaperSectionFields>(ProvisionKind::PaperSection, "PaperSection"),
];

const fn typed<F: ToSchema>(kind: ProvisionKind, name: &'static str) -> Typed {
    Typed { kind, name, own: F::schema, inner: F::schemas }
}

/// The names of the members that a rule of any type has.
pub(super) fn members() -> BTreeSet<String> {
    let own = TYPES.iter().map(|each| (each.own)());
    let names = own.filter_map(|schema| match schema {
        RefOr::T(Schema::Object(object)) => Some(object.properties.into_keys()),
        _ => None,
    });
    names.flatten().collect()
}

/// What makes a member's schema.
type Make = fn() -> RefOr<Schema>;

/// What stands before and after the members of the rule.
struct Around {
    /// The end of the schemas' names.
    suffix: &'static str,
    about: &'static str,
    before: Option<(&'static str, Make)>,
    after: Option<Make>,
}

const ENTERED: Around =
    Around { suffix: "Content", about: "What is entered of a provision (*føresegn*).", before: None, after: None };

const SHOWN: Around = Around {
    suffix: "",
    about: "A provision (*føresegn*) of a community.",
    before: Some(("id", id)),
    after: Some(Stamps::schema),
};

fn id() -> RefOr<Schema> {
    Ref::from_schema_name(ProvisionIdText::name()).into()
}

impl Around {
    fn name(&self, each: &Typed) -> String {
        format!("{}{}", each.name, self.suffix)
    }

    fn choice(&self) -> RefOr<Schema> {
        let mut choice = OneOfBuilder::new().description(Some(self.about));
        let mut mapping = Vec::new();
        for each in &TYPES {
            let reference = Ref::from_schema_name(self.name(each));
            mapping.push((each.kind.word(), reference.ref_location.clone()));
            choice = choice.item(reference);
        }
        choice.discriminator(Some(Discriminator::with_mapping("type", mapping))).into()
    }

    fn schemas(&self, all: &mut Vec<(String, RefOr<Schema>)>) {
        EntryFields::schemas(all);
        Stamps::schemas(all);
        all.push((ProvisionIdText::name().into(), ProvisionIdText::schema()));
        for each in &TYPES {
            (each.inner)(all);
            all.push((self.name(each), self.object(each).into()));
        }
    }

    /// One type's object, with all its members side by side.
    fn object(&self, each: &Typed) -> Schema {
        let mut whole = ObjectBuilder::new();
        if let Some((name, schema)) = self.before {
            whole = whole.property(name, schema()).required(name);
        }
        let mut whole = whole.build();
        join(&mut whole, EntryFields::schema());
        let own = (each.own)();
        if let RefOr::T(Schema::Object(own)) = &own {
            whole.description.clone_from(&own.description);
        }
        join(&mut whole, own);
        if let Some(after) = self.after {
            join(&mut whole, after());
        }
        let word = each.kind.word();
        let only = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What it lays down; it never changes."))
            .enum_values(Some([word]))
            .examples([word]);
        whole.properties.insert("type".to_owned(), only.into());
        whole.into()
    }
}

fn join(whole: &mut Object, part: RefOr<Schema>) {
    if let RefOr::T(Schema::Object(part)) = part {
        whole.properties.extend(part.properties);
        whole.required.extend(part.required);
    }
}

macro_rules! schemas {
    ($($name:ident as $as:literal: $around:ident),+) => { $(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $around.choice()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($as)
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                $around.schemas(schemas);
            }
        }
    )+ };
}

schemas! { ProvisionContent as "ProvisionContent": ENTERED, ProvisionView as "Provision": SHOWN }
