//! What of a message a signature can cover (RFC 9421 2).

/// Header fields in the order they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// These fields. One whose value is no text is left out: a signature that covers it will not hold.
    pub fn of<'m>(fields: impl IntoIterator<Item = (&'m str, &'m [u8])>) -> Self {
        let read = |(name, value): (&str, &'m [u8])| {
            let text = std::str::from_utf8(value).ok()?;
            Some((name.to_ascii_lowercase(), text.to_owned()))
        };
        Self(fields.into_iter().filter_map(read).collect())
    }

    /// With one field more.
    #[must_use]
    pub fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_ascii_lowercase(), value.into()));
        self
    }

    /// A field's lines as one value (RFC 9421 2.1); `None` where there is none.
    pub fn get(&self, name: &str) -> Option<String> {
        let lines: Vec<&str> = self
            .0
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.trim_matches([' ', '\t']))
            .collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its method, as sent.
    pub method: String,
    /// Its absolute address, as the one who answers calls itself.
    pub target: String,
    /// Its header.
    pub fields: Fields,
}

/// An answer, with the request it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response<'m> {
    /// Its status.
    pub status: u16,
    /// Its header.
    pub fields: Fields,
    /// What it answers.
    pub to: &'m Request,
}

/// Either.
#[derive(Debug, Clone, Copy)]
pub enum Message<'m> {
    /// A request.
    Request(&'m Request),
    /// An answer.
    Response(&'m Response<'m>),
}

impl Request {
    fn component(&self, name: &str) -> Option<String> {
        let Some(derived) = name.strip_prefix('@') else { return self.fields.get(name) };
        let (scheme, rest) = self.target.split_once("://")?;
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(at);
        let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
        let path = if path.is_empty() { "/" } else { path };
        match derived {
            "method" => Some(self.method.clone()),
            "target-uri" => Some(self.target.clone()),
            "authority" => {
                let usual = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
                Some(authority.strip_suffix(usual).unwrap_or(authority).to_ascii_lowercase())
            }
            "scheme" => Some(scheme.to_ascii_lowercase()),
            "path" => Some(path.to_owned()),
            "query" => Some(format!("?{}", query.unwrap_or_default())),
            "request-target" => Some(query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))),
            _ => None,
        }
    }
}

impl Message<'_> {
    /// A component's value; `None` where the message has none, or it is none of its own.
    pub(super) fn component(&self, name: &str, of_request: bool) -> Option<String> {
        let value = match (self, of_request) {
            (Self::Request(request), false) => request.component(name),
            (Self::Response(response), true) => response.to.component(name),
            (Self::Response(response), false) => match name {
                "@status" => Some(response.status.to_string()),
                _ if name.starts_with('@') => None,
                _ => response.fields.get(name),
            },
            (Self::Request(_), true) => None,
        };
        // What begins a new line in the signature's base would be another component.
        value.filter(|value| !value.contains(['\n', '\r']))
    }

    pub(super) fn field(&self, name: &str) -> Option<String> {
        match self {
            Self::Request(request) => request.fields.get(name),
            Self::Response(response) => response.fields.get(name),
        }
    }
}
