//! Pictures good and bad, as terminals show them.

use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use ratatui::style::Color;

use super::*;
use crate::console::theme::Depth;

/// A picture whose left half is red and whose right half is blue.
fn flag(width: u32, height: u32) -> DynamicImage {
    let colour = |x, _| if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, colour))
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

fn blocks(depth: Depth) -> Easel {
    Easel::new(Means::Blocks, depth, || None)
}

const ROOM: Size = Size { width: 40, height: 20 };

#[test]
fn every_format_that_customers_send_is_read() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let image = decode::decode(&encoded(&flag(12, 8), format)).expect("a picture");
        assert_eq!((image.width(), image.height()), (12, 8), "{format:?}");
    }
}

#[test]
fn what_is_no_picture_is_refused() {
    let png = encoded(&flag(12, 8), ImageFormat::Png);
    let half = &png[..png.len() / 2];
    for bytes in [&b""[..], b"<svg/>", b"#!/bin/sh\n", b"GIF89a\x01\0\x01\0\0\0\0;", half, b"\x89PNG\r\n\x1a\n"] {
        assert_eq!(decode::decode(bytes).err(), Some(NoPicture::Unreadable), "{bytes:?}");
    }
}

#[test]
fn a_picture_that_claims_to_be_huge_is_refused_before_room_is_made_for_it() {
    let mut png = encoded(&flag(4, 4), ImageFormat::Png);
    png[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(decode::decode(&png).err(), Some(NoPicture::TooLarge { width: 60_000, height: 60_000 }));
}

#[test]
fn a_bomb_of_a_few_bytes_that_would_unpack_to_a_gigabyte_is_refused() {
    let bomb = encoded(&DynamicImage::new_luma8(16_000, 7_000), ImageFormat::Png);
    assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
    assert_eq!(decode::decode(&bomb).err(), Some(NoPicture::TooLarge { width: 16_000, height: 7_000 }));
}

/// As PNG has it (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[test]
fn half_blocks_keep_proportions_and_colours() {
    let drawn = blocks(Depth::Truecolor).draw(&flag(400, 200), ROOM, Fit::Whole).expect("drawn");
    assert_eq!(drawn.pixels, (400, 200));
    assert_eq!((drawn.cells.area.width, drawn.cells.area.height), (40, 10));
    let ground = |x: u16| drawn.cells.cell((x, 5)).map(|cell| cell.bg);
    assert_eq!((ground(2), ground(37)), (Some(Color::Rgb(255, 0, 0)), Some(Color::Rgb(0, 0, 255))));
}

#[test]
fn a_small_picture_is_not_blown_up_and_a_thin_one_does_not_vanish() {
    let size = |width, height| {
        let drawn = blocks(Depth::Truecolor).draw(&flag(width, height), ROOM, Fit::Whole).expect("drawn");
        (drawn.cells.area.width, drawn.cells.area.height)
    };
    assert_eq!(size(6, 4), (6, 2));
    assert_eq!(size(4000, 2), (40, 1));
    assert_eq!(size(2, 4000), (1, 20));
}

#[test]
fn a_tall_screenshot_fills_the_width_when_it_is_to_be_read() {
    let drawn = |fit| blocks(Depth::Truecolor).draw(&flag(360, 640), ROOM, fit).expect("drawn").cells.area;
    assert_eq!((drawn(Fit::Whole).width, drawn(Fit::Whole).height), (23, 20));
    assert_eq!((drawn(Fit::Wide).width, drawn(Fit::Wide).height), (40, 36));
    let kitty = Easel::new(Means::Kitty, Depth::Truecolor, || Some((10, 20)));
    let drawn = kitty.draw(&flag(360, 640), ROOM, Fit::Wide).expect("drawn");
    assert_eq!((drawn.cells.area.height, drawn.in_blocks), (20, false), "graphics are read as they are");
}

#[test]
fn the_colours_are_those_the_terminal_has() {
    let left = |depth| {
        let drawn = blocks(depth).draw(&flag(40, 40), ROOM, Fit::Whole).expect("drawn");
        drawn.cells.cell((2, 2)).map(|cell| cell.bg)
    };
    assert_eq!(left(Depth::Ansi256), Some(Color::Indexed(196)));
    assert_eq!(left(Depth::Ansi16), Some(Color::LightRed));
    assert_eq!(blocks(Depth::None).draw(&flag(40, 40), ROOM, Fit::Whole), Err(NoPicture::NoColours));
}

#[test]
fn a_terminal_with_graphics_gets_the_picture_itself() {
    for (means, begin) in
        [(Means::Kitty, "\u{1b}_G"), (Means::Iterm2, "\u{1b}]1337;File=inline=1"), (Means::Sixel, "\u{1b}P")]
    {
        let drawn = Easel::new(means, Depth::Truecolor, || Some((10, 20)))
            .draw(&flag(100, 100), ROOM, Fit::Whole)
            .expect("drawn");
        assert_eq!((drawn.cells.area.width, drawn.cells.area.height), (10, 5), "{means:?}");
        let first = drawn.cells.cell((0, 0)).map(|cell| cell.symbol().to_owned()).expect("a cell");
        assert!(first.contains(begin), "{means:?}");
        let unknown =
            Easel::new(means, Depth::Truecolor, || None).draw(&flag(100, 100), ROOM, Fit::Whole).expect("drawn");
        assert!(unknown.cells.content.iter().all(|cell| cell.symbol().chars().count() == 1), "half-blocks instead");
    }
}

#[test]
fn faces_are_for_terminals_that_have_pixels() {
    assert!(!blocks(Depth::Truecolor).has_pixels());
    assert!(!Easel::new(Means::Kitty, Depth::Truecolor, || None).has_pixels(), "how many is not known");
    assert!(Easel::new(Means::Sixel, Depth::Truecolor, || Some((10, 20))).has_pixels());
}

#[test]
fn means_are_those_that_the_environment_names() {
    let found = |vars: &'static [(&str, &str)]| {
        Means::detect(|name| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    };
    assert_eq!(found(&[("TERM", "xterm-kitty")]), Means::Kitty);
    assert_eq!(found(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")]), Means::Iterm2);
    assert_eq!(found(&[("TERM", "foot")]), Means::Sixel);
    assert_eq!(found(&[("TERM", "xterm-256color")]), Means::Blocks);
    let far = found(&[("TERM", "screen-256color"), ("LC_TERMINAL", "iTerm2")]);
    assert_eq!(
        far,
        Means::Blocks,
        "from inside a multiplexer over SSH, which passes on what the terminal is and not that"
    );
    assert_eq!(found(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/x"), ("KITTY_WINDOW_ID", "1")]), Means::Blocks);
}

/// A folder with a program that stands for the system's opener.
fn opener(script: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let name = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let program = folder.path().join(name);
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("a program");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
    folder
}

#[tokio::test]
async fn the_viewer_gets_a_file_that_only_its_owner_can_read_and_it_goes_with_the_console() {
    let folder = opener(
        "ls -ld \"$1\" \"$(dirname \"$1\")\" > \"$(dirname \"$0\")/seen\"; cp \"$1\" \"$(dirname \"$0\")/copy\"",
    );
    let viewer = Viewer::new(vec![folder.path().into()], true);
    viewer.show(b"picture", &"cafe".into(), "png").await.expect("shown");
    let seen = std::fs::read_to_string(folder.path().join("seen")).expect("it ran");
    assert!(seen.contains("-rw-------") && seen.contains("drwx------") && seen.contains("cafe.png"), "{seen}");
    assert_eq!(std::fs::read(folder.path().join("copy")).expect("copied"), b"picture");
    let file = seen.split_whitespace().find(|word| word.ends_with("cafe.png")).expect("its name").to_owned();
    drop(viewer);
    assert!(!std::path::Path::new(&file).exists());
}

#[tokio::test]
async fn what_keeps_a_viewer_from_showing_it_is_said() {
    let show = async |viewer: Viewer| viewer.show(b"picture", &"cafe".into(), "png").await;
    assert_eq!(show(Viewer::new(Vec::new(), false)).await, Err(NotOpened::NoDesktop));
    assert!(matches!(show(Viewer::new(Vec::new(), true)).await, Err(NotOpened::NoViewer(names)) if !names.is_empty()));
    let failing = opener("exit 3");
    let failed = show(Viewer::new(vec![failing.path().into()], true)).await;
    assert!(matches!(&failed, Err(NotOpened::Failed(why)) if why.contains('3')), "{failed:?}");
}
