//! What a body refers to, by id or key: found where the caller sees it, a fault where not.
use domain::{FaultKind, Faults, Handle, Key};
use persistence::StoreError;

/// The id a reference stands for; what nobody has, or the caller does not see, is a fault at its pointer.
pub(super) fn find_one<I: Copy>(
    reference: Option<&Handle<I>>,
    pointer: &str,
    faults: &mut Faults,
    find: impl FnOnce(&[Handle<I>]) -> Result<Vec<(I, Key)>, StoreError>,
) -> Result<Option<I>, StoreError> {
    let Some(reference) = reference else { return Ok(None) };
    let found = find(std::slice::from_ref(reference))?.first().map(|(id, _)| *id);
    if found.is_none() {
        faults.add(pointer, FaultKind::UnknownReference);
    }
    Ok(found)
}
