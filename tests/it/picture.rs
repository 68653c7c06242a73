//! The pictures that customers send, at the desk.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use ratatui::style::Color;

use crate::it::support::desk::Desk;
use crate::it::support::office::Office;

const RED: Color = Color::Rgb(255, 0, 0);
const BLUE: Color = Color::Rgb(0, 0, 255);

/// A PNG that is of one colour above, and of another below, in each cell's two halves.
fn striped(above: [u8; 3], below: [u8; 3]) -> Vec<u8> {
    let picture = RgbImage::from_fn(20, 8, |_, y| if y % 2 == 0 { Rgb(above) } else { Rgb(below) });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A desk with Wang's WeChat message open.
async fn reading(pictures: Vec<Vec<u8>>, width: u16, height: u16) -> Desk {
    let desk = Desk::in_office(Office::open_with(pictures).await, width, height).await;
    desk.ring("138 1234 5678").await;
    desk.shows("包装破了，你看").await;
    desk.press("F5 j Enter");
    desk.shows("[图] 截图 1").await;
    desk
}

#[tokio::test]
async fn a_screenshot_is_painted_in_its_own_colours() {
    for (width, height) in [(120, 36), (80, 24)] {
        let desk = reading(vec![striped([255, 0, 0], [0, 0, 255])], width, height).await;
        desk.press("Enter");
        desk.shows("20 × 8").await;
        desk.paints("▀", RED, BLUE).await;
    }
}

#[tokio::test]
async fn the_next_picture_takes_the_place_of_the_last() {
    let desk = reading(vec![striped([255, 0, 0], [0, 0, 255]), striped([255, 255, 255], [255, 0, 0])], 120, 36).await;
    desk.press("Enter");
    desk.paints("▀", RED, BLUE).await;
    desk.press("Down");
    desk.paints("▀", Color::Rgb(255, 255, 255), RED).await;
    desk.shows("2/2").await;
    desk.press("Esc");
    desk.hides("2/2").await;
    desk.shows("包装破了，你看").await;
}

#[tokio::test]
async fn a_hostile_picture_is_refused_with_a_sentence() {
    let mut huge = striped([255, 0, 0], [0, 0, 255]);
    huge.truncate(huge.len() / 2);
    let desk = reading(vec![huge, b"<script>alert(1)</script>".to_vec()], 120, 36).await;
    desk.press("Enter");
    desk.shows("这张图已损坏").await;
    desk.press("Down");
    desk.shows("2/2").await;
    desk.shows("这张图已损坏").await;
    desk.press("o");
    desk.shows("图没有打开").await;
}
