//! What of minutes is entered and changed by hand; the rest is built from the meeting.
use deserr::Deserr;
use domain::{FaultKind, Faults, Instant, ItemId, Line, Meeting, Minutes, MinutesItem, MinutesState, Prose};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::wire::ApiError;
use crate::wire::read::{AtMost, Form, ReadFaults, TimeOfDay, Within};
use crate::wire::schema::{ItemIdText, LineText, MinutesStateWord, ProseText, TimeText};

/// What is changed in minutes (*referat*).
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesContent)]
pub(super) struct MinutesFields {
    #[schema(value_type = LineText)]
    title: Line,
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    place: Option<Line>,
    /// When the meeting began.
    #[deserr(default)]
    #[schema(value_type = Option<TimeText>)]
    starts_at: Option<TimeOfDay>,
    /// When it ended.
    #[deserr(default)]
    #[schema(value_type = Option<TimeText>)]
    ends_at: Option<TimeOfDay>,
    /// What came before the first item.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    introduction: Option<Prose>,
    /// What is told of items: one that is named is given whole, the others stay as they are.
    #[deserr(default)]
    #[schema(value_type = Vec<ItemFields>, max_items = 100, required = false)]
    items: AtMost<ItemFields, { Meeting::ITEMS_MAX }>,
}

/// What is told of an item beside what the meeting did with it.
#[derive(Debug, Clone, Deserr, Serialize, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[serde(rename_all = "camelCase")]
#[schema(as = MinutesItemContent)]
struct ItemFields {
    #[schema(value_type = ItemIdText)]
    item: ItemId,
    /// What led to the matter (*bakgrunn*).
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    background: Option<Prose>,
    /// What else is told of it.
    #[deserr(default)]
    #[schema(value_type = Option<ProseText>)]
    remarks: Option<Prose>,
}

impl Form for MinutesFields {
    fn stand_ins() -> Value {
        json!({"title": "-", "items": [{"item": ItemId::fresh().to_string()}]})
    }
}

impl From<&Minutes> for MinutesFields {
    fn from(minutes: &Minutes) -> Self {
        let item = |item: &MinutesItem| ItemFields {
            item: item.item,
            background: item.background.clone(),
            remarks: item.remarks.clone(),
        };
        Self {
            title: minutes.title.clone(),
            place: minutes.place.clone(),
            starts_at: minutes.starts_at.map(TimeOfDay),
            ends_at: minutes.ends_at.map(TimeOfDay),
            introduction: minutes.introduction.clone(),
            items: AtMost(minutes.items.iter().map(item).collect()),
        }
    }
}

impl MinutesFields {
    /// The minutes as they become; `seen` is what of them the caller sees, and no other item can be named.
    pub(super) fn onto(self, old: &Minutes, seen: &Minutes, at: Instant) -> Result<Minutes, ApiError> {
        let mut faults = Faults::default();
        let mut new = old.clone();
        for (i, told) in self.items.0.iter().enumerate() {
            let pointer = format!("/items/{i}/item");
            if self.items.0[..i].iter().any(|earlier| earlier.item == told.item) {
                faults.add(pointer, FaultKind::Duplicate);
                continue;
            }
            let shown = seen.items.iter().any(|item| item.item == told.item);
            match new.items.iter_mut().find(|item| item.item == told.item && shown) {
                Some(item) => (item.background, item.remarks) = (told.background.clone(), told.remarks.clone()),
                None => faults.add(pointer, FaultKind::UnknownReference),
            }
        }
        new.title = self.title;
        new.place = self.place;
        new.starts_at = self.starts_at.map(|time| time.0);
        new.ends_at = self.ends_at.map(|time| time.0);
        new.introduction = self.introduction;
        (new.changed_at, new.version) = (at, old.version + 1);
        faults.0.extend(new.check().err().unwrap_or_default().0);
        faults.into_result()?;
        Ok(new)
    }
}

/// Which minutes to begin.
#[derive(Debug, Clone, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = NewMinutes)]
pub(super) struct NewMinutesFields {
    /// Why minutes that are approved are corrected; none of a meeting's first minutes.
    #[deserr(default)]
    #[schema(value_type = Option<LineText>)]
    pub(super) correction: Option<Line>,
}

impl Form for NewMinutesFields {
    fn stand_ins() -> Value {
        json!({})
    }
}

/// What minutes shall become.
#[derive(Debug, Clone, Copy, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = MinutesTransition)]
pub(super) struct TransitionFields {
    /// `circulated` or `published`; they are approved by whoever leads the body.
    #[schema(value_type = MinutesStateWord)]
    pub(super) to: MinutesState,
}

impl Form for TransitionFields {
    fn stand_ins() -> Value {
        json!({"to": MinutesState::Circulated})
    }
}

/// What is approved.
#[derive(Debug, Clone, Copy, Deserr, ToSchema)]
#[deserr(error = ReadFaults, rename_all = camelCase, deny_unknown_fields)]
#[schema(as = MinutesApproval)]
pub(super) struct ApprovalFields {
    /// The `version` that was read: nothing else is approved.
    #[schema(value_type = i32, minimum = 1, maximum = 2_147_483_647, example = 3)]
    version: Within<1, { i32::MAX as i64 }>,
}

impl Form for ApprovalFields {
    fn stand_ins() -> Value {
        json!({"version": 1})
    }
}

impl ApprovalFields {
    /// Whoever approves has read what stands.
    pub(super) fn check(self, present: &Minutes) -> Result<(), ApiError> {
        let read: i32 = self.version.narrow();
        if read == present.version { Ok(()) } else { Err(Faults::one("/version", FaultKind::Stale).into()) }
    }
}
