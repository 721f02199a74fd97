//! What a body tells, and all that is wrong with it at once: where a value cannot be read, another stands in for it, so
//! that what only a rule or the store can tell of the rest is found in the same answer.
use deserr::Deserr;
use domain::{Fault, FaultKind, Faults};
use openapi::Problem;
use serde_json::Value;

use super::{ReadFaults, read};
use crate::wire::{ApiError, Code};

/// What a body is read as.
pub trait Form: Deserr<ReadFaults> + Send + 'static {
    /// A sound document with every member that is required, and in its lists one item each. What of it stands in for what
    /// could not be read is looked up like anything else, and what is found of it is never told.
    fn stand_ins() -> Value;
}

/// What a body tells. A form that something stands in for never leaves it: [`Told::make`] is the only way out.
pub struct Told<F> {
    form: Option<F>,
    faults: Faults,
    replaced: Vec<String>,
}

/// How often a document is mended. A value is left out, another stands in for it, and then the same with what holds it;
/// forms are three deep.
const ROUNDS: usize = 8;

impl<F: Form> Told<F> {
    /// Reads a document in which some faults may have been found already.
    pub fn of(document: Value, mut faults: Faults) -> Self {
        let form = match read(document.clone()) {
            Ok(form) => return Self { form: Some(form), faults, replaced: Vec::new() },
            Err(Faults(found)) => found,
        };
        // More than is told is not looked for.
        let mended = if form.len() < Problem::MAX_ERRORS { mend(document, &form) } else { None };
        faults.0.extend(form);
        let (form, replaced) = mended.unzip();
        Self { form, faults, replaced: replaced.unwrap_or_default() }
    }

    /// Whether everything in it could be read.
    pub fn is_sound(&self) -> bool {
        self.faults.0.is_empty()
    }

    /// Whether something stands in for one of these members, so that nothing that follows from it can be told.
    pub fn blurs(&self, members: &[&str]) -> bool {
        self.replaced.iter().any(|each| members.iter().any(|member| is_in(each, member)))
    }

    /// What the form describes. Where something could not be read, `resolve` is only asked what else is wrong, and what it
    /// makes is thrown away.
    pub fn make<T>(self, resolve: impl FnOnce(F) -> Result<T, ApiError>) -> Result<T, ApiError> {
        let sound = self.is_sound();
        let more = match self.form.map(resolve) {
            Some(Ok(made)) if sound => return Ok(made),
            // What a state does not allow is told of what could be read, not of what stands in for it.
            Some(Err(error)) if error.code == Code::TransitionRefused && !sound => Faults::default(),
            Some(Err(error)) if error.code != Code::Invalid => return Err(error),
            Some(Err(error)) => error.faults,
            Some(Ok(_)) | None => Faults::default(),
        };
        let mut all = self.faults.0;
        all.extend(more.0.into_iter().filter(|fault| !is_of_stand_in(fault, &self.replaced)));
        all.sort_by_cached_key(|fault| place(&fault.pointer));
        all.dedup();
        Err(Faults(all).into())
    }
}

/// A document in which another value stands for each that cannot be read, as a form, and the places where one does. An
/// unknown member is left out; nothing depends on that.
fn mend<F: Form>(mut document: Value, faults: &[Fault]) -> Option<(F, Vec<String>)> {
    let stand_ins = F::stand_ins();
    debug_assert!(read::<F>(stand_ins.clone()).is_ok(), "{stand_ins} is sound");
    let (mut replaced, mut found) = (Vec::new(), faults.to_vec());
    for _ in 0..ROUNDS {
        for fault in &found {
            let at = replace(&mut document, &stand_ins, &fault.pointer, &replaced)?;
            if !matches!(fault.kind, FaultKind::UnknownField { .. }) {
                replaced.push(at);
            }
        }
        match read(document.clone()) {
            Ok(form) => return Some((form, replaced)),
            Err(Faults(more)) => found = more,
        }
    }
    None
}

/// Leaves a value out; where it must be there, lets another stand in; where there is none, does so with what holds it.
fn replace(document: &mut Value, stand_ins: &Value, pointer: &str, replaced: &[String]) -> Option<String> {
    let mut at = pointer;
    loop {
        let (holder, token) = at.rsplit_once('/')?;
        let stand_in = || example(stand_ins, at).cloned();
        match document.pointer_mut(holder) {
            // It went with what held it.
            None => return Some(at.to_owned()),
            Some(Value::Object(members)) => {
                let name = unescape(token);
                let left_out = !replaced.iter().any(|earlier| earlier == at) && members.remove(&name).is_some();
                if left_out {
                    return Some(at.to_owned());
                }
                if let (None, Some(value)) = (members.get(&name), stand_in()) {
                    members.insert(name, value);
                    return Some(at.to_owned());
                }
            }
            // A list keeps its length, so that the faults of its other items keep their places.
            Some(Value::Array(items)) => {
                let item = token.parse().ok().and_then(|i: usize| items.get_mut(i));
                if let (Some(item), Some(value)) = (item, stand_in()) {
                    *item = value;
                    return Some(at.to_owned());
                }
            }
            Some(_) => {}
        }
        at = holder;
    }
}

/// What stands in for the value at a pointer; the items of a list have one for all.
fn example<'v>(stand_ins: &'v Value, pointer: &str) -> Option<&'v Value> {
    pointer.split('/').skip(1).try_fold(stand_ins, |value, token| match value {
        Value::Object(members) => members.get(&unescape(token)),
        Value::Array(items) => items.first(),
        _ => None,
    })
}

/// Whether a fault that was found with stand-ins may not be one of what was told.
fn is_of_stand_in(fault: &Fault, replaced: &[String]) -> bool {
    let at = fault.pointer.as_str();
    let mut holders = at.match_indices('/').map(|(end, _)| &at[..end]).rev();
    let within = |outer: &str| replaced.iter().any(|each| is_in(each, outer));
    let itself = replaced.iter().any(|each| is_in(at, each));
    itself
        || match &fault.kind {
            // What was left out is neither missing nor taken away.
            FaultKind::Required | FaultKind::Immutable | FaultKind::HistoryRewritten => within(at),
            // The other stands beside it, or beside what it is in.
            FaultKind::Needs { other } | FaultKind::Excludes { other } => {
                holders.any(|holder| within(&format!("{holder}/{other}")))
            }
            // It is compared whole, with what stands beside it.
            FaultKind::Duplicate => holders.next().is_some_and(within),
            _ => false,
        }
}

/// Whether a place is another one or inside of it.
fn is_in(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A pointer's place among others: by name, and in lists by number.
fn place(pointer: &str) -> Vec<(Option<usize>, String)> {
    pointer.split('/').map(|token| (token.parse().ok(), token.to_owned())).collect()
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests;
