//! A recording on its way through the thread that decodes it: in as it is fetched, out as it is played. Each end is over when the other
//! one is gone, so that the thread never outlives whoever listens.

use std::io::{self, Cursor, ErrorKind, Read, Write};

use tokio::sync::mpsc;

/// Pieces of sound that wait for the player; it takes them as fast as it plays.
const AHEAD: usize = 4;

/// A recording as it is fetched. To be read where waiting is allowed.
pub(super) struct Arriving {
    pieces: mpsc::UnboundedReceiver<Vec<u8>>,
    piece: Cursor<Vec<u8>>,
}

/// Sound as it is decoded. To be written where waiting is allowed.
pub(super) struct Leaving(mpsc::Sender<Vec<u8>>);

/// Where the pieces of a recording go in, and where they can be read.
pub(super) fn arriving() -> (mpsc::UnboundedSender<Vec<u8>>, Arriving) {
    let (to, pieces) = mpsc::unbounded_channel();
    (to, Arriving { pieces, piece: Cursor::default() })
}

/// Where sound can be written, and where it comes out.
pub(super) fn leaving() -> (Leaving, mpsc::Receiver<Vec<u8>>) {
    let (to, sound) = mpsc::channel(AHEAD);
    (Leaving(to), sound)
}

impl Read for Arriving {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while !to.is_empty() {
            let read = self.piece.read(to)?;
            if read > 0 {
                return Ok(read);
            }
            let Some(next) = self.pieces.blocking_recv() else { break };
            self.piece = Cursor::new(next);
        }
        Ok(0)
    }
}

impl Write for Leaving {
    fn write(&mut self, sound: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(sound.to_vec());
        sent.map(|()| sound.len()).map_err(|_| ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
