//! What the contract says of a charter's provisions: the members that all have, and those of one kind of rule.
use std::borrow::Cow;

use utoipa::openapi::schema::AllOfBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::provisions::EntryFields;
use crate::wire::rules::{
    EmphasisFields, LeadershipRuleFields, PaperSectionFields, RequirementFields, SeatRuleFields, TargetGroupFields,
};

/// Declares the schema of a provision: everything in it is named by key.
macro_rules! entries {
    ($($entry:ident as $name:literal: $fields:ty, $doc:literal);+ $(;)?) => { $(
        #[doc = $doc]
        pub(super) struct $entry;

        impl PartialSchema for $entry {
            fn schema() -> RefOr<Schema> {
                AllOfBuilder::new()
                    .description(Some($doc))
                    .item(Ref::from_schema_name(EntryFields::name()))
                    .item(Ref::from_schema_name(<$fields>::name()))
                    .into()
            }
        }

        impl ToSchema for $entry {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                schemas.push((EntryFields::name().into_owned(), EntryFields::schema()));
                EntryFields::schemas(schemas);
                schemas.push((<$fields>::name().into_owned(), <$fields>::schema()));
                <$fields>::schemas(schemas);
            }
        }
    )+ };
}

entries! {
    SeatRuleEntry as "CharterSeatRule": SeatRuleFields, "A seat rule as a charter writes it.";
    LeadershipRuleEntry as "CharterLeadershipRule": LeadershipRuleFields, "A leadership rule as a charter writes it.";
    RequirementEntry as "CharterRequirement": RequirementFields, "A requirement as a charter writes it.";
    TargetGroupEntry as "CharterTargetGroup": TargetGroupFields, "A target group as a charter writes it.";
    EmphasisEntry as "CharterEmphasis": EmphasisFields, "A weight as a charter writes it.";
    PaperSectionEntry as "CharterPaperSection": PaperSectionFields, "A section of papers as a charter writes it.";
}
