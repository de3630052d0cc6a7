//! Adds up the network events of Chromium's performance log.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use serde::{Deserialize, Serialize};

/// A sum up to a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// Number of responses.
    pub requests: u32,
    /// Bytes of all bodies, unpacked.
    pub raw: u64,
    /// Bytes of all bodies as they travelled.
    pub br: u64,
}

/// Every response of one origin.
pub struct Tally {
    origin: String,
    responses: Vec<Response>,
}

struct Response {
    id: String,
    url: String,
    status: u16,
    encoding: String,
    pieces: Vec<Piece>,
    headers: u64,
    finished: Option<Finished>,
    is_socket: bool,
}

/// When a response had arrived in whole, and how many bytes of its body had travelled.
struct Finished {
    at: f64,
    br: u64,
}

/// A part of a body.
struct Piece {
    at: f64,
    raw: u64,
    br: u64,
}

/// An entry of the log.
#[derive(Deserialize)]
struct Entry {
    message: Event,
}

#[derive(Deserialize)]
struct Event {
    method: String,
    params: serde_json::Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Received {
    request_id: String,
    response: Head,
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    url: String,
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Bytes that had travelled when the headers were complete.
    #[serde(default, rename = "encodedDataLength")]
    travelled: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    request_id: String,
    timestamp: f64,
    #[serde(default)]
    data_length: u64,
    #[serde(default)]
    encoded_data_length: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    request_id: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Frame {
    request_id: String,
    timestamp: f64,
    response: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    payload_data: String,
}

impl Tally {
    /// Counts responses of this origin.
    pub fn of(origin: String) -> Self {
        Self { origin, responses: Vec::new() }
    }

    /// Takes in one entry; tells whether it was of the network and of this origin.
    ///
    /// # Errors
    /// When it is not what Chromium writes.
    pub fn take(&mut self, entry: &str) -> Result<bool> {
        let Entry { message: Event { method, params } } = serde_json::from_str(entry)?;
        match method.as_str() {
            "Network.responseReceived" => {
                let Received { request_id, response } = serde_json::from_value(params)?;
                Ok(self.begin(request_id, response))
            }
            "Network.dataReceived" => {
                let data: Data = serde_json::from_value(params)?;
                let piece = Piece { at: data.timestamp, raw: data.data_length, br: data.encoded_data_length };
                Ok(self.with(&data.request_id, |response| response.pieces.push(piece)))
            }
            "Network.loadingFinished" => {
                let data: Data = serde_json::from_value(params)?;
                Ok(self.with(&data.request_id, |response| {
                    response.finish(data.timestamp, data.encoded_data_length)
                }))
            }
            "Network.webSocketCreated" => {
                let Created { request_id, url } = serde_json::from_value(params)?;
                let url = url.replacen("ws", "http", 1);
                let head = Head { url, status: 101, headers: BTreeMap::new(), travelled: 0 };
                let is_ours = self.begin(request_id.clone(), head);
                self.with(&request_id, |response| response.is_socket = true);
                Ok(is_ours)
            }
            "Network.webSocketFrameReceived" => {
                let Frame { request_id, timestamp, response } = serde_json::from_value(params)?;
                let length = response.payload_data.len() as u64;
                let piece = Piece { at: timestamp, raw: length, br: length };
                Ok(self.with(&request_id, |response| response.pieces.push(piece)))
            }
            _ => Ok(false),
        }
    }

    /// Whether every response has arrived in whole; a socket never ends.
    pub fn is_complete(&self) -> bool {
        self.responses.iter().all(|response| response.is_socket || response.finished.is_some())
    }

    /// Everything so far.
    pub fn all(&self) -> Moment {
        self.until(f64::INFINITY)
    }

    /// Everything that had arrived when the body of this address had.
    pub fn until_arrived(&self, url: &str) -> Option<Moment> {
        let found =
            self.responses.iter().find(|response| response.url.split(['?', '#']).next() == Some(url))?;
        Some(self.until(found.finished.as_ref()?.at))
    }

    fn until(&self, moment: f64) -> Moment {
        let mut sum = Moment::default();
        for response in &self.responses {
            if response.began_at(moment) {
                sum.requests += 1;
            }
            sum.raw += response.raw(moment);
            sum.br += response.br(moment);
        }
        sum
    }

    fn begin(&mut self, id: String, head: Head) -> bool {
        let is_ours = head.url.strip_prefix(&self.origin).is_some_and(|path| path.starts_with('/'));
        if is_ours {
            let encoding =
                head.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-encoding"));
            self.responses.push(Response {
                id,
                status: head.status,
                encoding: encoding.map(|(_, value)| value.clone()).unwrap_or_default(),
                url: head.url,
                pieces: Vec::new(),
                headers: head.travelled,
                finished: None,
                is_socket: false,
            });
        }
        is_ours
    }

    fn with(&mut self, id: &str, change: impl FnOnce(&mut Response)) -> bool {
        let found = self.responses.iter_mut().rev().find(|response| response.id == id);
        found.map(change).is_some()
    }
}

impl Response {
    /// `total` counts headers and body as they travelled. It is the figure to trust: of short bodies the pieces are
    /// told without a length.
    fn finish(&mut self, at: f64, total: u64) {
        self.finished = Some(Finished { at, br: total.saturating_sub(self.headers) });
    }

    /// Whether anything of it had arrived.
    fn began_at(&self, moment: f64) -> bool {
        self.arrived_at(moment).is_some() || self.pieces_at(moment).next().is_some()
    }

    fn arrived_at(&self, moment: f64) -> Option<&Finished> {
        self.finished.as_ref().filter(|finished| finished.at <= moment)
    }

    fn pieces_at(&self, moment: f64) -> impl Iterator<Item = &Piece> {
        let is_whole = self.arrived_at(moment).is_some();
        self.pieces.iter().filter(move |piece| is_whole || piece.at <= moment)
    }

    fn raw(&self, moment: f64) -> u64 {
        self.pieces_at(moment).map(|piece| piece.raw).sum()
    }

    fn br(&self, moment: f64) -> u64 {
        match self.arrived_at(moment) {
            Some(finished) => finished.br,
            None => self.pieces_at(moment).map(|piece| piece.br).sum(),
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>6} {:>9} {:>9} {:>8}  response", "status", "raw", "travelled", "headers")?;
        for response in &self.responses {
            let path = response.url.strip_prefix(&self.origin).unwrap_or(&response.url);
            let encoding = if response.encoding.is_empty() { "plain" } else { &response.encoding };
            let Response { status, headers, .. } = response;
            writeln!(
                f,
                "{status:>6} {:>9} {:>9} {headers:>8}  {path} ({encoding})",
                response.raw(f64::INFINITY),
                response.br(f64::INFINITY)
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(method: &str, params: &str) -> String {
        format!(r#"{{"message":{{"method":"Network.{method}","params":{params}}},"webview":"w"}}"#)
    }

    #[test]
    fn responses_of_the_origin_are_added_up_in_time() {
        let mut tally = Tally::of("http://chat".into());
        let received = |id: &str, url: &str| {
            event(
                "responseReceived",
                &format!(
                    r#"{{"requestId":"{id}","response":{{"url":"{url}","status":200,"encodedDataLength":100}}}}"#
                ),
            )
        };
        let data = |id: &str, at: u32, raw: u32, br: u32| {
            event(
                "dataReceived",
                &format!(
                    r#"{{"requestId":"{id}","timestamp":{at},"dataLength":{raw},"encodedDataLength":{br}}}"#
                ),
            )
        };
        let finished = |id: &str, at: u32, total: u32| {
            event(
                "loadingFinished",
                &format!(r#"{{"requestId":"{id}","timestamp":{at},"encodedDataLength":{total}}}"#),
            )
        };
        assert!(!tally.take(&received("0", "http://chatter/x")).unwrap());
        assert!(!tally.take(&data("0", 1, 9, 9)).unwrap());
        for entry in [received("1", "http://chat/a?b"), data("1", 1, 10, 4), finished("1", 2, 104)] {
            assert!(tally.take(&entry).unwrap());
        }
        assert!(tally.take(&received("2", "http://chat/b")).unwrap());
        assert!(!tally.is_complete());
        tally.take(&data("2", 3, 100, 40)).unwrap();
        tally.take(&finished("2", 4, 140)).unwrap();
        assert!(tally.is_complete());
        assert_eq!(tally.until_arrived("http://chat/a"), Some(Moment { requests: 1, raw: 10, br: 4 }));
        assert_eq!(tally.all(), Moment { requests: 2, raw: 110, br: 44 });
    }
}
