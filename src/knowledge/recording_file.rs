//! Audio files of answers: WAV, OGG/Vorbis, MP3 and FLAC, decoded and measured.

use std::io::{self, BufWriter, Cursor, ErrorKind, Read, Seek, Write};
use std::mem;
use std::panic::AssertUnwindSafe;

use serde::Deserialize;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;
use thiserror::Error as ThisError;

use super::article_file::cut;
use crate::domain::ids::MediaHash;
use crate::domain::recording::{self, LONGEST_TEXTS, Measured, Recording, STEP};
use crate::domain::{clean, digest};

/// Steps of the longest recording.
const LONGEST: usize = (recording::LONGEST / STEP) as usize;
/// Seconds of the longest recording.
const LONGEST_SECONDS: u32 = recording::LONGEST / 1000;
/// Bytes of a WAV file before its sound.
const WAV_HEAD: usize = 44;

/// Why a file is no recording.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
pub enum RecordingError {
    /// It cannot be decoded.
    #[error("no WAV, OGG/Vorbis, MP3 or FLAC that can be read: {0}")]
    Unreadable(String),
    /// What is said of it is no label any more.
    #[error("the {what} {} has {} characters, {most} at most", cut(.text), .text.chars().count())]
    LongText {
        /// Which field.
        what: &'static str,
        /// What it says.
        text: String,
        /// What is allowed.
        most: usize,
    },
    /// Nobody listens that long.
    #[error("longer than {} minutes", LONGEST_SECONDS / 60)]
    TooLong,
    /// There is no room for it.
    #[error("it cannot be written: {0}")]
    Unwritten(String),
}

impl RecordingError {
    /// What whoever wrote the answer can do about it.
    pub fn cure(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "save it as one of them",
            Self::LongText { .. } => "shorten it",
            Self::TooLong => "cut it",
            Self::Unwritten(_) => "make room for it",
        }
    }
}

/// A recording as a file of an answer names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordingEntry {
    /// The audio file, from the folder of the answer's file.
    pub file: String,
    /// Who speaks.
    #[serde(default)]
    pub speaker: String,
    /// How it sounds, in a word.
    #[serde(default)]
    pub tone: String,
    /// What is said.
    #[serde(default)]
    pub transcript: String,
    /// Whether a machine speaks.
    #[serde(default)]
    pub synthesised: bool,
}

impl RecordingEntry {
    /// The recording with these bytes.
    pub fn resolved(&self, bytes: &[u8]) -> Result<Recording, RecordingError> {
        let [speaker, tone, transcript] = self.texts()?;
        Ok(Recording {
            media: MediaHash::new(digest::sha256(bytes)),
            measured: measured(bytes, &transcript)?,
            speaker,
            tone,
            transcript,
            synthesised: self.synthesised,
        })
    }

    /// Speaker, tone and transcript, as the server keeps them.
    fn texts(&self) -> Result<[String; 3], RecordingError> {
        const FIELDS: [&str; 3] = ["speaker", "tone", "transcript"];
        let texts = [clean::line(&self.speaker), clean::line(&self.tone), clean::text(&self.transcript)]
            .map(|text| text.trim().to_owned());
        let too_long = |at: &usize| texts[*at].chars().count() > LONGEST_TEXTS[*at];
        match (0..texts.len()).find(too_long) {
            Some(at) => {
                Err(RecordingError::LongText { what: FIELDS[at], text: texts[at].clone(), most: LONGEST_TEXTS[at] })
            }
            None => Ok(texts),
        }
    }
}

/// What a file is by its first bytes: `audio/ogg`, …; none: no audio that is played here.
pub fn content_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("audio/wav"),
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        [b'f', b'L', b'a', b'C', ..] => Some("audio/flac"),
        [b'I', b'D', b'3', ..] => Some("audio/mpeg"),
        [0xFF, second, _, _, ..] if *second >= 0xE0 => Some("audio/mpeg"),
        _ => None,
    }
}

/// Measures a file; `transcript` is what is said in it, for the pace.
pub fn measured(bytes: &[u8], transcript: &str) -> Result<Measured, RecordingError> {
    Ok(Measured::of(&loudness(bytes)?, transcript))
}

/// How loud each step of it is.
fn loudness(bytes: &[u8]) -> Result<Vec<f32>, RecordingError> {
    let mut meter = Meter::default();
    decode(whole(bytes), |part| {
        meter.hear(part);
        if meter.steps.len() > LONGEST { Err(RecordingError::TooLong) } else { Ok(()) }
    })?;
    if meter.steps.is_empty() { Err(silent()) } else { Ok(meter.steps) }
}

/// Writes a recording as 16-bit WAV of one channel, which every player knows.
pub fn write_wav(bytes: &[u8], to: impl Write + Seek) -> Result<(), RecordingError> {
    let mut to = BufWriter::new(to);
    let mut written = Written::default();
    to.write_all(&[0; WAV_HEAD]).map_err(unwritten)?;
    decode(whole(bytes), |part| written.add(part, &mut to))?;
    to.rewind().map_err(unwritten)?;
    to.write_all(&wav_head(1, written.rate, written.length)).and_then(|()| to.flush()).map_err(unwritten)
}

/// Writes the same while the recording is still coming: sound is written as soon as it can be decoded. The file says the greatest length
/// there is, as files do whose end is not known when they begin; of a recording without sound nothing is written.
pub fn stream_wav(from: impl Read + Send + Sync + 'static, to: impl Write) -> Result<(), RecordingError> {
    let mut to = BufWriter::new(to);
    let (mut written, mut begun) = (Written::default(), false);
    decode(Box::new(ReadOnlySource::new(Filling(from))), |part| {
        if !mem::replace(&mut begun, true) {
            to.write_all(&wav_head(1, part.rate, u32::MAX)).map_err(unwritten)?;
        }
        written.add(part, &mut to)
    })?;
    to.flush().map_err(unwritten)
}

/// Waits until there is as much as is asked for, or no more: a decoder takes less for the end, and may go on in the middle of a sample.
struct Filling<R>(R);

impl<R: Read> Read for Filling<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < to.len() {
            match self.0.read(&mut to[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

/// What was written of a recording so far.
#[derive(Default)]
struct Written {
    /// Moments in a second.
    rate: u32,
    /// Bytes of sound.
    length: u32,
}

impl Written {
    fn add(&mut self, part: &Part<'_>, to: &mut impl Write) -> Result<(), RecordingError> {
        self.rate = part.rate;
        for moment in part.samples.chunks_exact(part.channels) {
            let mean = moment.iter().sum::<f32>() / part.channels as f32;
            let sample = (mean.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16;
            to.write_all(&sample.to_le_bytes()).map_err(unwritten)?;
            self.length = self.length.saturating_add(2);
        }
        let too_long = self.length / 2 > self.rate.saturating_mul(LONGEST_SECONDS);
        if too_long { Err(RecordingError::TooLong) } else { Ok(()) }
    }
}

/// The beginning of a file of 16-bit WAV; `length`: bytes of sound.
fn wav_head(channels: u16, rate: u32, length: u32) -> [u8; WAV_HEAD] {
    let mut head = [0; WAV_HEAD];
    head[..4].copy_from_slice(b"RIFF");
    head[4..8].copy_from_slice(&length.saturating_add(36).to_le_bytes());
    head[8..22].copy_from_slice(b"WAVEfmt \x10\0\0\0\x01\0");
    head[22..24].copy_from_slice(&channels.to_le_bytes());
    head[24..28].copy_from_slice(&rate.to_le_bytes());
    head[28..32].copy_from_slice(&rate.saturating_mul(u32::from(channels) * 2).to_le_bytes());
    head[32..34].copy_from_slice(&(channels * 2).to_le_bytes());
    head[34..40].copy_from_slice(b"\x10\0data");
    head[40..].copy_from_slice(&length.to_le_bytes());
    head
}

/// Some of the sound of a file.
struct Part<'a> {
    /// A value for each channel, for each moment; full scale is 1.
    samples: &'a [f32],
    /// At least 1.
    channels: usize,
    /// Moments in a second.
    rate: u32,
}

/// A file that is there from its beginning to its end.
fn whole(bytes: &[u8]) -> Box<dyn MediaSource> {
    Box::new(Cursor::new(bytes.to_vec()))
}

/// Lets `hear` have the sound of a file, part by part, until it wants no more. What is torn in the middle is skipped.
fn decode(
    from: Box<dyn MediaSource>,
    hear: impl FnMut(&Part<'_>) -> Result<(), RecordingError>,
) -> Result<(), RecordingError> {
    // The decoders calculate with what a file claims; one that claims nonsense is the file's fault, not the program's.
    let decoded = std::panic::catch_unwind(AssertUnwindSafe(|| decode_trusting(from, hear)));
    decoded.unwrap_or_else(|_| Err(RecordingError::Unreadable("it contradicts itself".to_owned())))
}

fn decode_trusting(
    from: Box<dyn MediaSource>,
    mut hear: impl FnMut(&Part<'_>) -> Result<(), RecordingError>,
) -> Result<(), RecordingError> {
    let source = MediaSourceStream::new(from, MediaSourceStreamOptions::default());
    let probe = symphonia::default::get_probe();
    let found = probe.probe(&Hint::new(), source, FormatOptions::default(), MetadataOptions::default());
    let mut format = found.map_err(unreadable)?;
    let track = format.default_track(TrackType::Audio).ok_or_else(silent)?;
    let id = track.id;
    let codec = track.codec_params.as_ref().and_then(|codec| codec.audio()).ok_or_else(silent)?;
    let codecs = symphonia::default::get_codecs();
    let mut decoder = codecs.make_audio_decoder(codec, &AudioDecoderOptions::default()).map_err(unreadable)?;
    let mut samples = Vec::<f32>::new();
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) if packet.track_id == id => packet,
            Ok(Some(_)) => continue,
            Ok(None) => return Ok(()),
            Err(Error::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(unreadable(error)),
        };
        match decoder.decode(&packet) {
            Ok(audio) => {
                samples.resize(audio.samples_interleaved(), 0.0);
                audio.copy_to_slice_interleaved(&mut samples);
                let (channels, rate) = (audio.spec().channels().count().max(1), audio.spec().rate());
                hear(&Part { samples: &samples, channels, rate })?;
            }
            Err(Error::DecodeError(_)) => {}
            Err(error) => return Err(unreadable(error)),
        }
    }
}

fn silent() -> RecordingError {
    RecordingError::Unreadable("it holds no sound".to_owned())
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn unreadable(error: Error) -> RecordingError {
    RecordingError::Unreadable(error.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn unwritten(error: io::Error) -> RecordingError {
    RecordingError::Unwritten(error.to_string())
}

/// Sums sound up, step by step.
#[derive(Default)]
struct Meter {
    steps: Vec<f32>,
    squares: f32,
    heard: usize,
}

impl Meter {
    fn hear(&mut self, part: &Part<'_>) {
        let wanted = (part.rate as usize * STEP as usize / 1000).max(1) * part.channels;
        for sample in part.samples {
            self.squares += sample * sample;
            self.heard += 1;
            if self.heard == wanted {
                self.steps.push((self.squares / wanted as f32).sqrt());
                (self.squares, self.heard) = (0.0, 0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::recording::{Pause, Unit};

    /// 16-bit WAV of so many channels: a tone and silence in turns, in milliseconds.
    fn wav(channels: u16, turns: &[(bool, u32)]) -> Vec<u8> {
        const RATE: u32 = 8000;
        let mut samples: Vec<u8> = Vec::new();
        for (sounds, length) in turns {
            for at in 0..RATE * length / 1000 {
                let wave = if *sounds { f32::sin(at as f32 * 0.35) * 9000.0 } else { 0.0 };
                (0..channels).for_each(|_| samples.extend((wave as i16).to_le_bytes()));
            }
        }
        let mut file = wav_head(channels, RATE, samples.len() as u32).to_vec();
        file.extend(samples);
        file
    }

    /// The head is written by hand here, to be seen whole.
    #[test]
    fn a_file_begins_as_wav_files_do() {
        let head = b"RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x40\x1f\0\0\0\x7d\0\0\x04\0\x10\0data\x04\0\0\0";
        assert_eq!(wav_head(2, 8000, 4), *head);
    }

    #[test]
    fn what_is_written_for_players_sounds_as_long_and_as_loud() {
        let both = wav(2, &[(true, 500), (false, 400), (true, 600)]);
        for (name, bytes) in crate::knowledge::built_in::RECORDINGS.iter().copied().chain([("both ears", &both[..])]) {
            let mut written = Cursor::new(Vec::new());
            write_wav(bytes, &mut written).unwrap();
            let (before, after) = (measured(bytes, "").unwrap(), measured(written.get_ref(), "").unwrap());
            assert_eq!((after.milliseconds, after.pauses), (before.milliseconds, before.pauses), "{name}");
            let apart = before.loudness.iter().zip(&after.loudness).map(|(before, after)| before.abs_diff(*after));
            assert!(apart.max().unwrap() <= 1, "{name}");
        }
    }

    /// A file of which so many bytes come at a time.
    struct Trickle(Cursor<&'static [u8]>, usize);

    impl Read for Trickle {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let most = to.len().min(self.1);
            self.0.read(&mut to[..most])
        }
    }

    #[test]
    fn what_is_written_while_it_comes_sounds_as_long_and_as_loud() {
        for (name, bytes) in crate::knowledge::built_in::RECORDINGS.iter().copied() {
            let mut written = Vec::new();
            stream_wav(Trickle(Cursor::new(bytes), 700), &mut written).unwrap();
            let (before, after) = (measured(bytes, "").unwrap(), measured(&written, "").unwrap());
            assert!(before.milliseconds.abs_diff(after.milliseconds) <= 100, "{name}: {before:?} {after:?}");
            assert_eq!(before.pauses.len(), after.pauses.len(), "{name}");
        }
        let mut written = Vec::new();
        let refused = stream_wav(Trickle(Cursor::new(&b"<html>no such page</html>"[..]), 700), &mut written);
        assert!(matches!(refused, Err(RecordingError::Unreadable(_))) && written.is_empty(), "{refused:?}");
    }

    #[test]
    fn length_pause_and_pace_are_those_of_the_sound() {
        for channels in [1, 2] {
            let file = wav(channels, &[(false, 200), (true, 1000), (false, 500), (true, 500), (false, 300)]);
            let measured = measured(&file, "请稍等我查").unwrap();
            assert_eq!(measured.milliseconds, 2500);
            assert_eq!(measured.pauses, [Pause { at: 1200, length: 500 }]);
            assert_eq!(measured.pace.map(|pace| (pace.per_minute, pace.of)), Some((150, Unit::Syllables)));
        }
    }

    #[test]
    fn the_shipped_recordings_are_heard_in_every_format() {
        for (name, bytes) in crate::knowledge::built_in::RECORDINGS {
            let measured = measured(bytes, "one two three").unwrap();
            let kinds = [("wav", "audio/wav"), ("ogg", "audio/ogg"), ("flac", "audio/flac"), ("mp3", "audio/mpeg")];
            let kind = kinds.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, kind)| *kind);
            assert_eq!(content_type(bytes), kind, "{name}");
            assert!((1000..30_000).contains(&measured.milliseconds), "{name}: {measured:?}");
            assert!(measured.pace.is_some() && measured.loudness.iter().any(|loud| *loud > 50), "{name}");
        }
    }

    #[test]
    fn what_is_no_sound_is_refused_with_a_reason() {
        for bytes in [&b""[..], b"RIFF", b"\x89PNG\r\n\x1a\n", b"OggS", &[0xFF; 64]] {
            assert!(matches!(measured(bytes, ""), Err(RecordingError::Unreadable(_))), "{bytes:?}");
        }
    }

    #[test]
    fn a_file_that_claims_what_cannot_be_is_refused() {
        let mut file = wav(1, &[(true, 250)]);
        // So many channels of so many bits that a moment of them has no size.
        file[22..24].fill(0xFF);
        file[34..36].fill(0xFF);
        assert!(matches!(measured(&file, ""), Err(RecordingError::Unreadable(_))));
    }

    #[test]
    fn a_text_that_is_too_long_is_quoted_with_its_length() {
        let speaker = "z".repeat(LONGEST_TEXTS[0] + 1);
        let entry: RecordingEntry = toml::from_str(&format!("file = \"a.wav\"\nspeaker = {speaker:?}")).unwrap();
        let error = entry.resolved(b"").unwrap_err();
        let lengths = format!("has {} characters, {} at most", LONGEST_TEXTS[0] + 1, LONGEST_TEXTS[0]);
        assert_eq!(error.to_string(), format!("the speaker \"{}…\" {lengths}", "z".repeat(40)));
        assert_eq!(error.cure(), "shorten it");
    }

    proptest! {
        #[test]
        fn a_torn_file_never_panics(cut in 0_usize..4000, flip in 0_usize..4000, bits in any::<u8>()) {
            let mut file = wav(1, &[(true, 250)]);
            file.truncate(cut.max(1));
            let at = flip % file.len();
            file[at] ^= bits;
            let _ = measured(&file, "");
        }
    }
}
