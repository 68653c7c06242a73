//! A recording of a good agent saying an answer: who speaks, how it sounds, and what can be measured of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ids::MediaHash;

/// Recordings of one answer, at most (M3).
pub const MOST: usize = 3;
/// Characters of a speaker's name, a tone and a transcript, at most.
pub const LONGEST_TEXTS: [usize; 3] = [80, 40, 2000];
/// Length of one step of loudness, in milliseconds.
pub const STEP: u32 = 10;
/// Values of the loudness curve.
const CURVE: usize = 96;

/// Silence of this length is a pause, in milliseconds.
const PAUSE: u32 = 300;
/// Length of the longest recording, in milliseconds: nobody listens for more than ten minutes.
pub const LONGEST: u32 = 600_000;
/// Pauses listed, at most; the longest.
const PAUSES: usize = 40;
/// What is quieter than this share of the loud parts is silence.
const QUIET: f32 = 0.08;
/// What is quieter than this is silence whatever else there is: full scale is 1.
const SILENT: f32 = 0.002;
/// The loud parts: so many of 100 steps are quieter.
const LOUD: usize = 95;

/// One recording of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recording {
    /// The file, `media/{sha256}`.
    pub media: MediaHash,
    /// Who speaks.
    #[serde(default)]
    pub speaker: String,
    /// How it sounds, in a word ("calm").
    #[serde(default)]
    pub tone: String,
    /// What is said.
    #[serde(default)]
    pub transcript: String,
    /// Whether a machine speaks.
    #[serde(default)]
    pub synthesised: bool,
    /// What was measured of it.
    pub measured: Measured,
}

/// What can be measured of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Measured {
    /// Its length.
    pub milliseconds: u32,
    /// How fast is spoken; none: there is no transcript, or nobody speaks.
    pub pace: Option<Pace>,
    /// Where nobody speaks for 0.3 s or longer, between the first and the last word.
    pub pauses: Vec<Pause>,
    /// How loud it is over its length: 96 values at most, 0 (silent) to 100 (its loudest moment).
    pub loudness: Vec<u8>,
}

/// How fast is spoken, pauses included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pace {
    /// So many a minute.
    pub per_minute: u32,
    /// Of these.
    pub of: Unit,
}

/// What a pace counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Chinese: a character is a syllable.
    Syllables,
    /// Languages with an alphabet.
    Words,
}

/// A moment without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pause {
    /// Where it begins, in milliseconds.
    pub at: u32,
    /// How long it is, in milliseconds.
    pub length: u32,
}

impl Pause {
    /// Where it ends, in milliseconds.
    pub fn end(&self) -> u32 {
        self.at.saturating_add(self.length)
    }
}

impl Measured {
    /// Whether it can have been measured of a recording.
    pub fn is_sound(&self) -> bool {
        let inside = |pause: &Pause| pause.length >= PAUSE && pause.end() <= self.milliseconds;
        let apart = |[earlier, later]: &[Pause; 2]| earlier.end() <= later.at;
        (1..=LONGEST).contains(&self.milliseconds)
            && self.pauses.len() <= PAUSES
            && self.pauses.iter().all(inside)
            && self.pauses.array_windows().all(apart)
            && self.loudness.len() <= CURVE
            && self.loudness.iter().all(|value| *value <= 100)
    }

    /// Of the loudness of each step of 10 ms (root mean square, full scale 1), and of what is said.
    pub fn of(steps: &[f32], transcript: &str) -> Self {
        let silence = silence(steps);
        let speaks = |step: &f32| *step > silence;
        let spoken =
            steps.iter().position(speaks).zip(steps.iter().rposition(speaks)).map(|(first, last)| first..last + 1);
        let (pace, pauses) = match spoken {
            Some(span) => (pace(transcript, span.len() as u32 * STEP), pauses(steps, span, silence)),
            None => (None, Vec::new()),
        };
        Self { milliseconds: steps.len() as u32 * STEP, pace, pauses, loudness: curve(steps) }
    }
}

fn silence(steps: &[f32]) -> f32 {
    let mut sorted = steps.to_vec();
    sorted.sort_by(f32::total_cmp);
    let loud = sorted.get(sorted.len() * LOUD / 100).copied().unwrap_or_default();
    (loud * QUIET).max(SILENT)
}

fn pauses(steps: &[f32], spoken: std::ops::Range<usize>, silence: f32) -> Vec<Pause> {
    let mut pauses = Vec::new();
    let mut since = None;
    for at in spoken {
        match (steps[at] > silence, since) {
            (false, None) => since = Some(at),
            (true, Some(from)) => {
                pauses.push(Pause { at: from as u32 * STEP, length: (at - from) as u32 * STEP });
                since = None;
            }
            _ => {}
        }
    }
    pauses.retain(|pause| pause.length >= PAUSE);
    pauses.sort_by_key(|pause| std::cmp::Reverse(pause.length));
    pauses.truncate(PAUSES);
    pauses.sort_by_key(|pause| pause.at);
    pauses
}

/// The loudest moment of each stretch, against the loudest of all.
fn curve(steps: &[f32]) -> Vec<u8> {
    let loudest = |part: &[f32]| part.iter().copied().fold(0.0, f32::max);
    let most = loudest(steps).max(SILENT);
    let stretch = steps.len().div_ceil(CURVE).max(1);
    steps.chunks(stretch).map(|part| (loudest(part) / most * 100.0).round() as u8).collect()
}

fn pace(transcript: &str, milliseconds: u32) -> Option<Pace> {
    let is_han = |c: &char| matches!(c, '\u{3400}'..='\u{9FFF}');
    let syllables = transcript.chars().filter(is_han).count() as u32;
    let words = transcript.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count() as u32;
    let (count, of) = if syllables > words { (syllables, Unit::Syllables) } else { (words, Unit::Words) };
    let per_minute = (u64::from(count) * 60_000).checked_div(u64::from(milliseconds))? as u32;
    (count > 0).then_some(Pace { per_minute, of })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Speech and silence in turns, in milliseconds.
    fn spoken(turns: &[(f32, u32)]) -> Vec<f32> {
        turns.iter().flat_map(|(loud, length)| vec![*loud; (length / STEP) as usize]).collect()
    }

    #[test]
    fn pauses_lie_between_words_and_are_long_enough() {
        let steps = spoken(&[(0.0, 500), (0.3, 1000), (0.001, 400), (0.2, 600), (0.0, 200), (0.3, 800), (0.0, 900)]);
        let measured = Measured::of(&steps, "");
        assert_eq!(measured.milliseconds, 4400);
        assert_eq!(measured.pauses, [Pause { at: 1500, length: 400 }]);
        assert_eq!(measured.pace, None);
    }

    #[test]
    fn pace_counts_syllables_in_chinese_and_words_elsewhere() {
        let steps = spoken(&[(0.0, 1000), (0.3, 3000), (0.0, 1000)]);
        let pace = |said: &str| Measured::of(&steps, said).pace;
        assert_eq!(pace("我马上查，请稍等。"), Some(Pace { per_minute: 140, of: Unit::Syllables }));
        assert_eq!(pace("One moment, I'll look it up."), Some(Pace { per_minute: 120, of: Unit::Words }));
        assert_eq!(Measured::of(&[0.0; 100], "谁在说话").pace, None);
    }

    #[test]
    fn the_curve_has_one_scale_however_long_it_is() {
        for length in [0, 1, 95, 96, 97, 5000] {
            let steps: Vec<f32> = (0..length).map(|at| at as f32 / length as f32 / 2.0).collect();
            let curve = Measured::of(&steps, "").loudness;
            assert!(curve.len() <= CURVE && curve.is_sorted() && curve.iter().all(|value| *value <= 100));
            assert!(length < 100 || curve.last() == Some(&100));
        }
    }
}
