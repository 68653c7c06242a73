//! Many desks that ask at once: connections that stay open, each with a login, over HTTP/1.1 written by hand so that the
//! load takes as little of the machine as it can.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use futures_util::future::try_join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Open connections.
pub struct Load(Vec<Connection>);

/// A round of requests.
pub struct Round {
    /// From the first request to the last answer.
    pub took: Duration,
    /// Of each request.
    pub times: Vec<Duration>,
}

impl Load {
    /// Opens so many connections, for these logins in turn.
    pub async fn open(address: &str, connections: usize, tokens: &[String], gzip: bool) -> Result<Self> {
        let open = tokens.iter().cycle().take(connections).map(|token| Connection::open(address, token, gzip));
        Ok(Self(try_join_all(open).await?))
    }

    /// Asks for each of the paths, from all connections at once.
    pub async fn round(&mut self, paths: &[String]) -> Result<Round> {
        let begun = Instant::now();
        let share = paths.len().div_ceil(self.0.len());
        let asking = self.0.drain(..).zip(paths.chunks(share)).map(|(mut connection, share)| {
            let share = share.to_vec();
            tokio::spawn(async move {
                let times = connection.ask(&share).await?;
                anyhow::Ok((connection, times))
            })
        });
        let answered = try_join_all(asking.collect::<Vec<_>>()).await?;
        let took = begun.elapsed();
        let mut times = Vec::with_capacity(paths.len());
        for one in answered {
            let (connection, its) = one?;
            self.0.push(connection);
            times.extend(its);
        }
        Ok(Round { took, times })
    }
}

struct Connection {
    stream: TcpStream,
    head: String,
    answer: Vec<u8>,
}

impl Connection {
    async fn open(address: &str, token: &str, gzip: bool) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let gzip = if gzip { "accept-encoding: gzip\r\n" } else { "" };
        let head = format!(" HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n{gzip}\r\n");
        Ok(Self { stream, head, answer: Vec::new() })
    }

    async fn ask(&mut self, paths: &[String]) -> Result<Vec<Duration>> {
        let mut times = Vec::with_capacity(paths.len());
        for path in paths {
            let begun = Instant::now();
            self.stream.write_all(format!("GET {path}{}", self.head).as_bytes()).await?;
            self.read().await.with_context(|| path.clone())?;
            times.push(begun.elapsed());
        }
        Ok(times)
    }

    /// Reads one answer; anything but 200 is an error, because refusals are fast.
    async fn read(&mut self) -> Result<()> {
        self.answer.clear();
        while !is_whole(&self.answer)? {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                bail!("the server closed the connection");
            }
        }
        if !self.answer.starts_with(b"HTTP/1.1 200") {
            bail!("{}", String::from_utf8_lossy(&self.answer));
        }
        Ok(())
    }
}

/// Whether the answer is there to its end, by its length or by its last chunk.
fn is_whole(answer: &[u8]) -> Result<bool> {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(false) };
    let head = std::str::from_utf8(&answer[..end])?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    match length {
        Some(length) => Ok(answer.len() >= end + 4 + length.parse::<usize>()?),
        None => Ok(answer.ends_with(b"\r\n0\r\n\r\n")),
    }
}
