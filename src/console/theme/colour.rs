//! A colour of a palette, and what is left of it where a terminal shows fewer.

use ratatui::style::Color;

use super::depth::Depth;

/// A colour of a palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Red, green, blue; none: the terminal's own.
    pub rgb: Option<[u8; 3]>,
    /// Which of the terminal's sixteen to take where there are no more; none: the nearest.
    pub ansi: Option<Color>,
}

/// The sixteen by name, with the values that xterm gives them.
const ANSI: [(&str, Color, [u8; 3]); 16] = [
    ("black", Color::Black, [0, 0, 0]),
    ("red", Color::Red, [205, 0, 0]),
    ("green", Color::Green, [0, 205, 0]),
    ("yellow", Color::Yellow, [205, 205, 0]),
    ("blue", Color::Blue, [0, 0, 238]),
    ("magenta", Color::Magenta, [205, 0, 205]),
    ("cyan", Color::Cyan, [0, 205, 205]),
    ("white", Color::Gray, [229, 229, 229]),
    ("bright-black", Color::DarkGray, [127, 127, 127]),
    ("bright-red", Color::LightRed, [255, 0, 0]),
    ("bright-green", Color::LightGreen, [0, 255, 0]),
    ("bright-yellow", Color::LightYellow, [255, 255, 0]),
    ("bright-blue", Color::LightBlue, [92, 92, 255]),
    ("bright-magenta", Color::LightMagenta, [255, 0, 255]),
    ("bright-cyan", Color::LightCyan, [0, 255, 255]),
    ("bright-white", Color::White, [255, 255, 255]),
];

/// The steps of xterm's colour cube.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Colour {
    /// The terminal's own foreground or background.
    pub const DEFAULT: Self = Self { rgb: None, ansi: None };

    /// Reads `#rrggbb`, `default`, or one of the sixteen by name (`red`, `bright-red`).
    pub fn parse(text: &str) -> Option<Self> {
        if text == "default" {
            return Some(Self::DEFAULT);
        }
        if let Some((_, ansi, rgb)) = ANSI.iter().find(|(name, ..)| *name == text) {
            return Some(Self { rgb: Some(*rgb), ansi: Some(*ansi) });
        }
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self { rgb: Some([part(0)?, part(2)?, part(4)?]), ansi: None })
    }

    /// The same, to be shown as `ansi` where there are only sixteen.
    #[must_use]
    pub fn or_ansi(self, ansi: &Self) -> Self {
        Self { ansi: Some(ansi.ansi.unwrap_or(Color::Reset)), ..self }
    }

    /// What a terminal of that depth shows; none where it shows no colours.
    pub fn at(&self, depth: Depth) -> Option<Color> {
        let Some(rgb) = self.rgb else { return (depth != Depth::None).then_some(Color::Reset) };
        match depth {
            Depth::None => None,
            Depth::Ansi16 => Some(self.ansi.unwrap_or_else(|| nearest_of_sixteen(rgb))),
            Depth::Ansi256 => Some(Color::Indexed(nearest_of_256(rgb))),
            Depth::Truecolor => Some(Color::Rgb(rgb[0], rgb[1], rgb[2])),
        }
    }
}

/// How well one colour reads on another, 1 to 21 (WCAG 2.2, relative luminance).
pub fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Whether dark text reads better on it than light text.
pub fn is_light(ground: [u8; 3]) -> bool {
    contrast(ground, [0; 3]) > contrast(ground, [255; 3])
}

fn luminance(rgb: [u8; 3]) -> f64 {
    let part = |value: u8| {
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(rgb[0]) + 0.7152 * part(rgb[1]) + 0.0722 * part(rgb[2])
}

fn nearest_of_sixteen(rgb: [u8; 3]) -> Color {
    ANSI.iter().min_by_key(|(_, _, known)| distance(rgb, *known)).map_or(Color::Reset, |(_, colour, _)| *colour)
}

fn nearest_of_256(rgb: [u8; 3]) -> u8 {
    let step = |value: u8| (0..6_u8).min_by_key(|at| STEPS[usize::from(*at)].abs_diff(value)).unwrap_or(0);
    let [red, green, blue] = rgb.map(step);
    let cube = [red, green, blue].map(|at| STEPS[usize::from(at)]);
    let grey = (0..24_u8).min_by_key(|at| distance(rgb, [8 + 10 * at; 3])).unwrap_or(0);
    if distance(rgb, [8 + 10 * grey; 3]) < distance(rgb, cube) { 232 + grey } else { 16 + 36 * red + 6 * green + blue }
}

/// Squared distance, weighted as eyes see (green most).
fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    let square = |at: usize| u32::from(one[at].abs_diff(other[at])).pow(2);
    2 * square(0) + 4 * square(1) + 3 * square(2)
}
