//! The trace a request belongs to: the caller's (W3C `traceparent`) or one of our own.
use std::fmt;

use actix_web::HttpMessage;
use data_encoding::HEXLOWER;

/// 32 hexadecimal digits that tie an answer, its log lines and its journal entries together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceId([u8; 16]);

impl TraceId {
    /// The trace of a request: decided the first time it is asked for, the same from then on.
    pub fn of(request: &impl HttpMessage) -> Self {
        if let Some(known) = request.extensions().get::<Self>() {
            return *known;
        }
        let told = request.headers().get("traceparent").and_then(|value| value.to_str().ok()).and_then(Self::parse);
        let trace = told.unwrap_or_else(Self::fresh);
        request.extensions_mut().insert(trace);
        trace
    }

    /// A trace of our own.
    pub fn fresh() -> Self {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system's random source answers once the process has started");
        Self(bytes)
    }

    /// Reads a `traceparent`: version, 32 digits not all zero, 16 digits, flags. Later versions may say more.
    fn parse(header: &str) -> Option<Self> {
        let mut parts = header.trim().split('-');
        let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let known = version.len() == 2 && version != "ff" && (version != "00" || parts.next().is_none());
        let bytes = |text: &str| HEXLOWER.decode(text.as_bytes()).ok();
        let trace: [u8; 16] = bytes(trace)?.try_into().ok()?;
        let parent: [u8; 8] = bytes(parent)?.try_into().ok()?;
        let fits =
            known && bytes(version).is_some() && bytes(flags)?.len() == 1 && trace != [0; 16] && parent != [0; 8];
        fits.then_some(Self(trace))
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", HEXLOWER.encode_display(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_callers_trace_is_kept_when_it_can_be_read() {
        const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
        for (header, kept) in [
            (format!("00-{TRACE}-00f067aa0ba902b7-01"), true),
            (format!("01-{TRACE}-00f067aa0ba902b7-01-more"), true),
            (format!("00-{TRACE}-00f067aa0ba902b7-01-more"), false),
            (format!("ff-{TRACE}-00f067aa0ba902b7-01"), false),
            (format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)), false),
            (format!("00-{}-00f067aa0ba902b7-01", TRACE.to_uppercase()), false),
            (TRACE.to_owned(), false),
            ("nonsense".to_owned(), false),
        ] {
            let request = TestRequest::default().insert_header(("traceparent", header.as_str())).to_http_request();
            let trace = TraceId::of(&request);
            assert_eq!(trace.to_string() == TRACE, kept, "{header}");
            assert_eq!(TraceId::of(&request), trace, "asked again");
        }
    }
}
