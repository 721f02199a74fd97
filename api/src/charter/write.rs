//! A charter as a TOML file that people can read: one table for each entry, its parts on a line of their own.
mod node;

use std::fmt::Write as _;

use domain::Charter;

use super::CharterFields;
use node::Node;

/// Where the facts come from stands below the facts.
const LAST: [&str; 4] = ["validFrom", "validTo", "verification", "note"];
/// Members that hold a day, which TOML writes without quotes.
const DAYS: [&str; 4] = ["validFrom", "validTo", "since", "from"];
/// The longest line that a list of several tables is written on.
const WIDTH: usize = 100;

/// Writes a charter as a TOML file. What is left out means the same.
pub fn to_toml(charter: Charter) -> String {
    let json = serde_json::to_string(&CharterFields::from(charter)).expect("its members are texts, numbers and lists");
    let Ok(Node::Object(members)) = serde_json::from_str(&json) else { unreachable!("a charter is an object") };
    let mut file = String::new();
    for (name, value) in &members {
        match value {
            Node::Object(members) => table(&mut file, &format!("[{name}]"), members),
            // A list at the top is one of entries, but for the keys of what may be ended.
            Node::List(entries) if matches!(entries.first(), Some(Node::Text(_))) => {
                file.insert_str(0, &format!("{name} = {}\n\n", inline(name, value)));
            }
            Node::List(entries) => {
                for entry in entries {
                    let Node::Object(members) = entry else { continue };
                    table(&mut file, &format!("[[{name}]]"), members);
                }
            }
            _ => {}
        }
    }
    file
}

fn table(file: &mut String, head: &str, members: &[(String, Node)]) {
    if !file.is_empty() {
        file.push('\n');
    }
    file.push_str(head);
    file.push('\n');
    let (last, first): (Vec<_>, Vec<_>) = members.iter().partition(|(name, _)| LAST.contains(&name.as_str()));
    for (name, value) in first.into_iter().chain(last).filter(|(name, value)| !value.is_nothing(name)) {
        let line = inline(name, value);
        let text = match value {
            Node::List(items) if items.len() > 1 && line.len() > WIDTH => {
                items.iter().fold("[\n".to_owned(), |mut lines, item| {
                    let _ = writeln!(lines, "    {},", inline(name, item));
                    lines
                }) + "]"
            }
            _ => line,
        };
        // Writing to a text never fails.
        let _ = writeln!(file, "{name} = {text}");
    }
}

fn inline(name: &str, value: &Node) -> String {
    match value {
        Node::Nothing => String::new(),
        Node::Truth(truth) => truth.to_string(),
        Node::Number(number) => number.to_string(),
        Node::Text(day) if DAYS.contains(&name) => day.clone(),
        Node::Text(text) if text.contains('\n') => format!("\"\"\"\n{}\"\"\"", escaped(text, true)),
        Node::Text(text) => format!("\"{}\"", escaped(text, false)),
        Node::List(items) => {
            let items: Vec<_> = items.iter().map(|item| inline(name, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Node::Object(members) => {
            let there = members.iter().filter(|(name, value)| !value.is_nothing(name));
            let members: Vec<_> = there.map(|(name, value)| format!("{name} = {}", inline(name, value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
    }
}

/// A text as a TOML string holds it; in one of several lines, line breaks and tabs stand as they are.
fn escaped(text: &str, lines: bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => safe.push_str("\\\\"),
            '"' => safe.push_str("\\\""),
            '\n' | '\t' if lines => safe.push(c),
            c if c.is_control() => {
                let _ = write!(safe, "\\u{:04X}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    safe
}
