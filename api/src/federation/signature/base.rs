//! The bytes that are signed (RFC 9421 2.5).
use std::collections::HashSet;

use sfv::{FieldType as _, InnerList, Item, ListEntry};

use super::{Fault, Message};

/// A component by its name; of the request an answer is for, if so said.
pub(super) type Component<'n> = (&'n str, bool);

/// Which component an item of the signature's input names.
pub(super) fn component(item: &Item) -> Result<Component<'_>, Fault> {
    let name = item.bare_item.as_string().ok_or(Fault::Malformed)?.as_str();
    let mut of_request = false;
    for (parameter, value) in &item.params {
        // Parts of fields, trailers and the like are nothing that regions sign.
        match (parameter.as_str(), value.as_boolean()) {
            ("req", Some(true)) => of_request = true,
            _ => return Err(Fault::Uncovered),
        }
    }
    Ok((name, of_request))
}

/// The base of a message under a signature's input: one line a component, the signature's own parameters last.
pub(super) fn base(message: Message<'_>, input: &InnerList) -> Result<String, Fault> {
    let (mut lines, mut seen) = (String::new(), HashSet::new());
    for item in &input.items {
        let (name, of_request) = component(item)?;
        if !seen.insert((name, of_request)) {
            return Err(Fault::Malformed);
        }
        let value = message.component(name, of_request).ok_or(Fault::Uncovered)?;
        lines.push_str(&format!("{}: {value}\n", item.serialize()));
    }
    lines.push_str("\"@signature-params\": ");
    lines.push_str(&parameters(input));
    Ok(lines)
}

/// The covered components and the parameters, as the signature's input tells them.
pub(super) fn parameters(input: &InnerList) -> String {
    vec![ListEntry::InnerList(input.clone())].serialize().expect("a list with a member has a form")
}
