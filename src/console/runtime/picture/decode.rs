//! Files from outside as pictures, within bounds that no customer's screenshot comes near.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::console::app::model::picture::NoPicture;

/// Pixels of the longer side, at most.
const SIDE: u32 = 16_384;
/// Bytes of the decoded picture, at most: some 25 megapixels of a telephone's camera.
const BYTES: u64 = 100 << 20;

/// The picture in `bytes`, the right way up. What it says of its size is looked at before anything is made room for.
pub(super) fn decode(bytes: &[u8]) -> Result<DynamicImage, NoPicture> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format(bytes).ok_or(NoPicture::Unreadable)?);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(2 * BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| NoPicture::Unreadable)?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > SIDE || decoder.total_bytes() > BYTES {
        return Err(NoPicture::TooLarge { width, height });
    }
    let orientation = decoder.orientation().ok();
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| NoPicture::Unreadable)?;
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    if image.width() == 0 || image.height() == 0 { Err(NoPicture::Unreadable) } else { Ok(image) }
}

/// How the name of a file with these bytes ends; none: it is no picture, and is not handed on.
pub(super) fn ending(bytes: &[u8]) -> Option<&'static str> {
    match format(bytes)? {
        ImageFormat::Png => Some("png"),
        ImageFormat::Jpeg => Some("jpg"),
        _ => Some("webp"),
    }
}

/// Told from the bytes alone: what a server says of a file is no reason to open it.
fn format(bytes: &[u8]) -> Option<ImageFormat> {
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP];
    image::guess_format(bytes).ok().filter(|format| known.contains(format))
}
