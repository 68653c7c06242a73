//! Colours as people see them who lack one of the three kinds of cones.
//!
//! The simulation is that of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
//! Deficiency" (IEEE TVCG 15, 2009), at full severity, on linear light; differences are distances in CIE L*a*b* (D65).

use super::super::*;

type Matrix = [[f64; 3]; 3];

const VISIONS: [(&str, Matrix); 4] = [
    ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deuteranopia",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritanopia",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

/// Two colours nearer to each other than this are taken for one at a glance.
const APART: f64 = 15.0;

fn linear(part: u8) -> f64 {
    let share = f64::from(part) / 255.0;
    if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

fn times(matrix: &Matrix, vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(share, part)| share * part).sum())
}

/// L*a*b* of a colour as that vision sees it.
fn seen(rgb: [u8; 3], vision: &Matrix) -> [f64; 3] {
    const XYZ: Matrix = [
        [0.412_456_4, 0.357_576_1, 0.180_437_5],
        [0.212_672_9, 0.715_152_2, 0.072_175_0],
        [0.019_333_9, 0.119_192_0, 0.950_304_1],
    ];
    const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];
    let light = times(vision, rgb.map(linear)).map(|part| part.clamp(0.0, 1.0));
    let curve = |share: f64| {
        if share > 216.0 / 24_389.0 { share.cbrt() } else { (24_389.0 / 27.0 * share + 16.0) / 116.0 }
    };
    let xyz = times(&XYZ, light);
    let [x, y, z] = [0, 1, 2].map(|at: usize| curve(xyz[at] / WHITE[at]));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn distance(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// What must be told apart at a glance: plain, quiet, to act on, wrong, to watch, well.
const SIGNALS: [Role; 6] = [Role::Text, Role::Muted, Role::Accent, Role::Alert, Role::Warn, Role::Good];

/// The two roles that come nearest to each other, with their distance, for each vision.
fn nearest(theme: &Theme) -> Vec<(&'static str, String, f64)> {
    let ink = |role: Role| theme.colour(theme.face(role)?.fg.as_deref()?)?.rgb;
    let inks = SIGNALS.map(|role| (role.name(), ink(role).expect("a colour")));
    let least = |vision: &Matrix| {
        let pairs = inks.iter().enumerate().flat_map(|(at, one)| inks[at + 1..].iter().map(move |other| (one, other)));
        let far = |one: [u8; 3], other: [u8; 3]| distance(seen(one, vision), seen(other, vision));
        pairs
            .map(|(one, other)| (format!("{} and {}", one.0, other.0), far(one.1, other.1)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .expect("pairs")
    };
    VISIONS.iter().map(|(name, vision)| (*name, least(vision))).map(|(name, (pair, far))| (name, pair, far)).collect()
}

#[test]
fn the_colour_blind_theme_keeps_its_signals_apart_for_everybody() {
    let theme = Theme::built_in("colour-blind").expect("shipped");
    for (vision, pair, far) in nearest(&theme) {
        assert!(far >= APART, "{pair} are only {far:.1} apart for {vision}");
    }
}

#[test]
fn the_simulation_knows_what_green_blind_eyes_confuse() {
    let [red, green, yellow, blue] = [[205, 95, 60], [125, 130, 50], [240, 228, 66], [0, 114, 178]];
    let apart = |one, other, at: usize| distance(seen(one, &VISIONS[at].1), seen(other, &VISIONS[at].1));
    assert!(apart(red, green, 0) > 2.0 * apart(red, green, 2), "deuteranopia brings red and green together");
    assert!(apart(yellow, blue, 2) > 40.0, "and leaves yellow and blue apart");
    let grey = seen([128; 3], &VISIONS[1].1);
    assert!(grey[1].abs() < 1.0 && grey[2].abs() < 1.0, "grey stays grey: {grey:?}");
}
