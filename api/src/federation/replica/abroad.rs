//! What the communities of a peer have published: asked for over the network as anyone may, without a token. What is told
//! so is for everyone, whatever else the peer would tell this region.
use domain::{Peer, Words};
use persistence::SharedSource;
use reqwest::{Client, Response, StatusCode, Url};
use serde_json::Value;

use super::shelve::FOLLOWED;
use super::told::{Line, Next, Piece, Silence, line};
use crate::federation::client;
use crate::federation::take::PullFault;

/// The most bytes that are read before there is something to keep.
const PIECE_MAX: usize = 16 << 20;
/// About how many changes are asked for together.
const CHANGES: &str = "100";

/// A community at home in a peer.
pub(super) struct Abroad {
    http: Client,
    base: Url,
}

/// A snapshot as it comes in.
pub(super) struct Incoming {
    answer: Response,
    /// What has come and was not told yet.
    bytes: Vec<u8>,
}

impl Abroad {
    /// At the address the peer is listed with, and nowhere else.
    pub(super) fn open(peer: &Peer, source: &SharedSource) -> Result<Self, Silence> {
        let address = format!("{}/v1/tenants/{}", peer.url.as_str(), source.community);
        let base: Url = address.parse().map_err(|_| PullFault::Unreachable)?;
        if !client::is_allowed(&base) {
            return Err(PullFault::Unreachable.into());
        }
        let http = client::for_peer(&base).map_err(|_| PullFault::Unreachable)?;
        Ok(Self { http, base })
    }

    pub(super) async fn tenant(&self) -> Result<Value, Silence> {
        read_whole(self.ask("", &[]).await?).await
    }

    pub(super) async fn snapshot(&self, resume: Option<&str>) -> Result<Incoming, Silence> {
        let answer = self.ask("/snapshot", &[("after", resume)]).await?;
        Ok(Incoming { answer, bytes: Vec::new() })
    }

    pub(super) async fn changes(&self, cursor: &str) -> Result<Piece, Silence> {
        let answer = self.ask("/changes", &[("after", Some(cursor)), ("limit", Some(CHANGES))]).await?;
        let mut told = read_whole(answer).await?;
        let unreadable = || Silence::from(PullFault::Unreadable);
        let place = told["cursor"].as_str().ok_or_else(unreadable)?.to_owned();
        let more = told["more"].as_bool().ok_or_else(unreadable)?;
        let mut lines = Vec::new();
        for event in told["items"].as_array_mut().ok_or_else(unreadable)? {
            let data = event.get_mut("data").map(Value::take);
            let named = event["type"].as_str().and_then(|name| name.strip_prefix("no.helsefellesskap."));
            let (kind, what) = named.and_then(|name| name.split_once('.')).ok_or_else(unreadable)?;
            let data = data.filter(|_| what != "removed");
            lines.extend(line(kind, event["subject"].as_str().ok_or_else(unreadable)?, data));
        }
        Ok(Piece { lines, next: if more { Next::More(place) } else { Next::CaughtUp(place) } })
    }

    async fn ask(&self, path: &str, query: &[(&str, Option<&str>)]) -> Result<Response, Silence> {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path()));
        if !query.is_empty() {
            let types = FOLLOWED.map(Words::word).join(",");
            let given = query.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
            url.query_pairs_mut().append_pair("types", &types).extend_pairs(given);
        }
        let answer = self.http.get(url).send().await.map_err(|_| PullFault::Unreachable)?;
        match answer.status() {
            StatusCode::OK => Ok(answer),
            StatusCode::GONE | StatusCode::BAD_REQUEST => Err(Silence::Resync),
            StatusCode::NOT_FOUND | StatusCode::UNAUTHORIZED => Err(Silence::Gone),
            status => Err(PullFault::Status(status.as_u16()).into()),
        }
    }
}

async fn read_whole(mut answer: Response) -> Result<Value, Silence> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| PullFault::Unreachable)? {
        if bytes.len() + chunk.len() > PIECE_MAX {
            return Err(PullFault::TooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(serde_json::from_slice(&bytes).map_err(|_| PullFault::Unreadable)?)
}

impl Incoming {
    /// What comes up to the next place that can be kept. A stream that ends elsewhere broke off.
    pub(super) async fn next(&mut self) -> Result<Piece, Silence> {
        let mut lines = Vec::new();
        let mut read = 0;
        loop {
            while let Some(end) = self.bytes.iter().position(|byte| *byte == b'\n') {
                let rest = self.bytes.split_off(end + 1);
                let whole = std::mem::replace(&mut self.bytes, rest);
                if let Some(next) = understand(&whole, &mut lines)? {
                    return Ok(Piece { lines, next });
                }
            }
            let chunk = self.answer.chunk().await.map_err(|_| PullFault::Unreachable)?.ok_or(PullFault::Unreachable)?;
            read += chunk.len();
            if read > PIECE_MAX {
                return Err(PullFault::TooLarge.into());
            }
            self.bytes.extend_from_slice(&chunk);
        }
    }
}

/// Reads one line of a snapshot. Returns where to go on, where it says so.
fn understand(text: &[u8], lines: &mut Vec<Line>) -> Result<Option<Next>, Silence> {
    let unreadable = || Silence::from(PullFault::Unreadable);
    let mut told: Value = serde_json::from_slice(text).map_err(|_| unreadable())?;
    let data = told.get_mut("data").map(Value::take);
    let member = |name: &str| told[name].as_str().ok_or_else(unreadable);
    match member("kind")? {
        "snapshot" => Ok(None),
        "record" => {
            lines.extend(line(member("type")?, member("id")?, Some(data.ok_or_else(unreadable)?)));
            Ok(None)
        }
        "removed" => {
            lines.extend(line(member("type")?, member("id")?, None));
            Ok(None)
        }
        "resume" => Ok(Some(Next::Resume(member("after")?.to_owned()))),
        "end" => Ok(Some(Next::Whole(member("cursor")?.to_owned()))),
        "failed" if member("code")? == "resync-required" => Err(Silence::Resync),
        _ => Err(PullFault::Unreachable.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(text: &str) -> (Vec<Line>, Result<Option<Next>, &'static str>) {
        let mut lines = Vec::new();
        let next = understand(text.as_bytes(), &mut lines).map_err(|silence| silence.word());
        (lines, next)
    }

    #[test]
    fn a_line_is_a_thing_a_place_or_the_end_of_it() {
        for (text, wanted) in [
            (r#"{"kind": "snapshot"}"#, Ok(None)),
            (r#"{"kind": "resume", "after": "a"}"#, Ok(Some(Next::Resume("a".into())))),
            (r#"{"kind": "end", "cursor": "c", "records": 1}"#, Ok(Some(Next::Whole("c".into())))),
            (r#"{"kind": "failed", "code": "resync-required"}"#, Err("resync-required")),
            (r#"{"kind": "failed", "code": "overloaded"}"#, Err("unreachable")),
            (r#"{"kind": "record", "type": "body", "id": "b"}"#, Err("unreadable")),
            (r#"{"kind": "record""#, Err("unreadable")),
            ("[]", Err("unreadable")),
            // Nobody asked for persons, whoever tells of them.
            (r#"{"kind": "record", "type": "person", "id": "p", "data": {}}"#, Ok(None)),
        ] {
            assert_eq!(told(text), (Vec::new(), wanted), "{text}");
        }
        let (lines, _) = told(r#"{"kind": "record", "type": "body", "id": "b", "version": 1, "data": {"a": 1}}"#);
        assert_eq!(lines, [Line::Record(domain::SubjectType::Body, "b".into(), json!({"a": 1}))]);
        let (lines, _) = told(r#"{"kind": "removed", "type": "case", "id": "c"}"#);
        assert_eq!(lines, [Line::Removed(domain::SubjectType::Case, "c".into())]);
    }
}
