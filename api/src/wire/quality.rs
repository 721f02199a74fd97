//! Lists with weights, as `Accept-Language` and `Accept-Encoding` carry them (RFC 9110 12.4.2).
use actix_web::http::header::{ACCEPT, HeaderMap, HeaderName};

/// One member of the list and its weight in thousandths.
pub(super) struct Weighted<'a> {
    pub(super) value: &'a str,
    pub(super) weight: u16,
}

/// Every readable member of a header, however many lines it stands on. A member whose weight cannot be read is left
/// out: these headers are wishes, and a broken wish is no reason to refuse a request.
pub(super) fn all(headers: &HeaderMap, name: HeaderName) -> Vec<Weighted<'_>> {
    headers
        .get_all(name)
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(|member| {
            let mut parts = member.split(';').map(str::trim);
            let value = parts.next().filter(|value| !value.is_empty())?;
            let weight = match parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="))) {
                Some(text) => thousandths(text)?,
                None => 1000,
            };
            Some(Weighted { value, weight })
        })
        // More than a caller means and less than would cost anything.
        .take(32)
        .collect()
}

/// Whether the caller would rather have one media type than another (RFC 9110 12.5.1), naming it.
pub fn prefers(headers: &HeaderMap, wanted: &str, other: &str) -> bool {
    let accepted = all(headers, ACCEPT);
    let weight = |name: &str| {
        let found = accepted.iter().find(|each| each.value.eq_ignore_ascii_case(name));
        found.map_or(0, |each| each.weight)
    };
    let whole = weight(other).max(weight("application/*")).max(weight("*/*"));
    weight(wanted) > 0 && (weight(wanted) >= whole)
}

fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part: u16 = if decimals.is_empty() { 0 } else { format!("{decimals:0<3}").parse().ok()? };
    match (whole, part) {
        ("0", part) => Some(part),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn weights_have_at_most_three_decimals() {
        for (text, wanted) in
            [("0", Some(0)), ("1", Some(1000)), ("1.000", Some(1000)), ("0.5", Some(500)), ("0.035", Some(35))]
        {
            assert_eq!(thousandths(text), wanted, "{text}");
        }
        for bad in ["", "2", "1.1", "0.1234", "-0", "0.x", ".5"] {
            assert_eq!(thousandths(bad), None, "{bad}");
        }
    }
}
