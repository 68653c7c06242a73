//! Files that never change, fetched piece by piece: what broke off is asked for from where it stopped.

use std::time::Duration;

use futures_util::StreamExt;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_RANGE, RANGE};
use reqwest::{Method, Response, StatusCode};

use super::{Http, MEDIA_LIMIT};
use crate::crm::live::backoff::Backoff;
use crate::crm::problem::CrmError;

/// Bytes asked for at once.
pub const PIECE: usize = 128 << 10;
/// Times that one piece is asked for, at most.
pub const ATTEMPTS: usize = 4;
/// A server that asks for more time is not waited for: somebody listens.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A file on its way.
#[derive(Default)]
struct Coming {
    /// What has come of it, from its beginning.
    bytes: Vec<u8>,
    /// Its length, once the server has said it.
    size: Option<usize>,
}

/// What an answer holds of a file.
struct Slice {
    /// Bytes at its beginning that have come before.
    known: usize,
    /// Where it ends in the file; none: at the end of the answer.
    end: Option<usize>,
}

impl Http {
    /// Asks for a file that never changes, in ranges of [`PIECE`] bytes, and returns it whole; at most [`MEDIA_LIMIT`] bytes.
    ///
    /// `heard` is given each byte once and in order, as it comes. A piece that breaks off, or takes longer than a request may, is asked for
    /// from where it stopped, [`ATTEMPTS`] times at most. A server that answers with the whole file is listened to as well; one that
    /// changes the length of the file meanwhile, or gives another part than the one asked for, is not.
    pub async fn pieces(&self, path: &str, mut heard: impl FnMut(&[u8]) + Send) -> Result<Vec<u8>, CrmError> {
        let mut file = Coming::default();
        while !file.is_whole() {
            self.persist(path, &mut file, &mut heard).await?;
        }
        Ok(file.bytes)
    }

    /// One piece, asked for until it is there or it is of no use.
    async fn persist(
        &self,
        path: &str,
        file: &mut Coming,
        heard: &mut (impl FnMut(&[u8]) + Send),
    ) -> Result<(), CrmError> {
        let (mut backoff, mut attempts) = (Backoff::default(), 0);
        loop {
            let before = file.bytes.len();
            let Err(why) = self.piece(path, file, heard).await else { return Ok(()) };
            // Only the end of the answer was lost.
            if why.is_passing() && file.is_whole() {
                return Ok(());
            }
            attempts += 1;
            if file.bytes.len() > before {
                backoff.reset();
            }
            let may = attempts < ATTEMPTS && why.is_passing();
            match backoff.after(&why).filter(|pause| may && *pause <= LONGEST_PAUSE) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(why),
            }
        }
    }

    /// Asks once for what follows what has come; all that came is kept, whatever becomes of the rest.
    async fn piece(
        &self,
        path: &str,
        file: &mut Coming,
        heard: &mut (impl FnMut(&[u8]) + Send),
    ) -> Result<(), CrmError> {
        let from = file.bytes.len();
        let range = format!("bytes={from}-{}", from + PIECE - 1);
        // A range is one of the file's own bytes, not of compressed ones.
        let request = self.request(Method::GET, path)?.header(RANGE, range).header(ACCEPT_ENCODING, "identity");
        let response = self.send(request).await?;
        let Slice { mut known, end } = file.slice(&response)?;
        let most = end.unwrap_or(MEDIA_LIMIT);
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| self.transport(&error))?;
            let fresh = chunk.get(known..).unwrap_or_default();
            known = known.saturating_sub(chunk.len());
            if file.bytes.len() + fresh.len() > most {
                return Err(CrmError::garbage(format!("more than {most} bytes")));
            }
            file.bytes.extend_from_slice(fresh);
            heard(fresh);
        }
        match end {
            Some(end) if file.bytes.len() < end => {
                Err(CrmError::Unreachable { server: self.server(), why: "the answer broke off".to_owned() })
            }
            Some(_) => Ok(()),
            None => file.is_of(file.bytes.len()),
        }
    }
}

impl Coming {
    fn is_whole(&self) -> bool {
        self.size.is_some_and(|size| self.bytes.len() >= size)
    }

    /// Its length is this, now and ever.
    fn is_of(&mut self, size: usize) -> Result<(), CrmError> {
        if size > MEDIA_LIMIT {
            return Err(CrmError::garbage(format!("more than {MEDIA_LIMIT} bytes")));
        }
        match self.size.replace(size) {
            Some(before) if before != size => {
                Err(CrmError::garbage(format!("a file of {size} bytes that had {before} before")))
            }
            _ => Ok(()),
        }
    }

    /// What a successful answer to the request for the next piece holds.
    fn slice(&mut self, response: &Response) -> Result<Slice, CrmError> {
        let from = self.bytes.len();
        if response.status() != StatusCode::PARTIAL_CONTENT {
            let size = response.content_length().map(|size| usize::try_from(size).unwrap_or(usize::MAX));
            size.map_or(Ok(()), |size| self.is_of(size))?;
            return Ok(Slice { known: from, end: size });
        }
        let (first, last, size) =
            part(response).ok_or_else(|| CrmError::garbage("a part of a file, of unknown place"))?;
        self.is_of(size)?;
        let end = size.min(from + PIECE);
        if first == from && last.checked_add(1) == Some(end) && from < end {
            Ok(Slice { known: 0, end: Some(end) })
        } else {
            Err(CrmError::garbage(format!("bytes {first} to {last} of a file, where {from} to {end} were asked for")))
        }
    }
}

/// First and last byte and the length of the whole, as `Content-Range` says them (RFC 9110 §14.4).
fn part(response: &Response) -> Option<(usize, usize, usize)> {
    let said = response.headers().get(CONTENT_RANGE)?.to_str().ok()?.strip_prefix("bytes ")?;
    let (part, size) = said.split_once('/')?;
    let (first, last) = part.split_once('-')?;
    Some((first.trim().parse().ok()?, last.trim().parse().ok()?, size.trim().parse().ok()?))
}

#[cfg(test)]
mod tests;
