//! Pictures: cleaned of what they tell about their maker, and drawn anew in small. Sizes are read from the header before
//! a pixel is decoded, and no decoder gets more memory than its share, so a bomb is refused and not tried.

use super::kind::Kind;
use super::strip::{self, Broken};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, GrayImage, ImageDecoder, ImageError, ImageFormat, ImageReader, ImageResult, Limits,
    RgbImage,
};
use jpeg_decoder::{CodingProcess, PixelFormat};
use shared::file::Thumbnail;
use std::borrow::Cow;
use std::io::Cursor;

/// More pixels than this are refused: 40 megapixels.
const PIXELS_MAX: u64 = 40_000_000;
/// What decoding one picture may take, in bytes. A larger one is taken, but not drawn in small.
const DECODED_MAX: u64 = 64 * 1024 * 1024;
/// A thumbnail's largest width and height in pixels.
const THUMBNAIL: (u32, u32) = (320, 240);
const JPEG_QUALITY: u8 = 82;

/// Why a picture isn't taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It isn't what its first bytes say.
    Broken,
    /// It has more than 40 million pixels.
    TooManyPixels,
}

impl From<Broken> for Refused {
    fn from(Broken: Broken) -> Self {
        Self::Broken
    }
}

/// A picture that was drawn anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// JPEG, or WebP if something shows through.
    pub content: Vec<u8>,
    /// Its media type.
    pub kind: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Drawn {
    /// Its size as a thumbnail's.
    pub fn size(&self) -> Thumbnail {
        let short = |pixels| u16::try_from(pixels).unwrap_or(u16::MAX);
        Thumbnail { width: short(self.width), height: short(self.height) }
    }
}

/// The media type of what [`Drawn`] holds, by its content.
pub fn drawn_kind(content: &[u8]) -> &'static str {
    if content.starts_with(b"RIFF") { "image/webp" } else { "image/jpeg" }
}

/// A picture as it is kept, and its thumbnail if it can be drawn.
///
/// # Errors
/// It is broken or has too many pixels.
pub fn admit(
    content: &[u8],
    kind: Kind,
    format: ImageFormat,
) -> Result<(Cow<'_, [u8]>, Option<Drawn>), Refused> {
    let (kept, orientation): (Cow<'_, [u8]>, _) = match kind {
        Kind::Jpeg => strip::jpeg(content).map(|(kept, orientation)| (kept.into(), orientation))?,
        Kind::Png => (strip::png(content)?.into(), Orientation::NoTransforms),
        Kind::Webp => (strip::webp(content)?.into(), Orientation::NoTransforms),
        Kind::Tiff => (strip::tiff::blank(content)?.into(), Orientation::NoTransforms),
        _ => (content.into(), Orientation::NoTransforms),
    };
    let thumbnail = decode(&kept, format, THUMBNAIL)?
        .map(|picture| draw(fit(turn(picture, orientation), THUMBNAIL)))
        .transpose()
        .map_err(|_| Refused::Broken)?;
    Ok((kept, thumbnail))
}

/// A picture at most as large as `size` in pixels, drawn anew.
///
/// # Errors
/// It is broken, of a kind that can't be drawn, or has more pixels than can be.
pub fn within(content: &[u8], size: (u32, u32)) -> Result<Drawn, Refused> {
    let picture = oriented(content, size)?;
    draw(fit(picture, size)).map_err(|_| Refused::Broken)
}

/// The middle of a picture as a square of `side` pixels, drawn anew.
///
/// # Errors
/// As [`within`].
pub fn square(content: &[u8], side: u32) -> Result<Drawn, Refused> {
    let picture = oriented(content, (side, side))?;
    let edge = picture.width().min(picture.height());
    let (x, y) = ((picture.width() - edge) / 2, (picture.height() - edge) / 2);
    let middle = picture.crop_imm(x, y, edge, edge);
    draw(middle.thumbnail_exact(side, side)).map_err(|_| Refused::Broken)
}

/// Decoded and turned upright.
fn oriented(content: &[u8], wanted: (u32, u32)) -> Result<DynamicImage, Refused> {
    let kind = Kind::of(content).ok_or(Refused::Broken)?;
    let format = kind.picture().ok_or(Refused::Broken)?;
    let orientation = match kind {
        Kind::Jpeg => strip::jpeg(content)?.1,
        _ => Orientation::NoTransforms,
    };
    let picture = decode(content, format, wanted)?.ok_or(Refused::TooManyPixels)?;
    Ok(turn(picture, orientation))
}

fn turn(mut picture: DynamicImage, orientation: Orientation) -> DynamicImage {
    picture.apply_orientation(orientation);
    picture
}

/// Never larger than it was.
fn fit(picture: DynamicImage, (width, height): (u32, u32)) -> DynamicImage {
    if picture.width() <= width && picture.height() <= height {
        picture
    } else {
        picture.thumbnail(width, height)
    }
}

fn draw(picture: DynamicImage) -> ImageResult<Drawn> {
    let (width, height) = (picture.width(), picture.height());
    let mut content = Vec::new();
    let kind = if shows_through(&picture) {
        DynamicImage::from(picture.into_rgba8())
            .write_with_encoder(WebPEncoder::new_lossless(&mut content))?;
        "image/webp"
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut content, JPEG_QUALITY);
        DynamicImage::from(picture.into_rgb8()).write_with_encoder(encoder)?;
        "image/jpeg"
    };
    Ok(Drawn { content, kind, width, height })
}

/// Whether one sees through it anywhere. Many formats have room for that, and nobody uses it.
fn shows_through(picture: &DynamicImage) -> bool {
    picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX)
}

/// The pixels; at least as large as `wanted` where the decoder can leave some out. `None` if they would take too much
/// memory, or the picture is of a rare make that isn't decoded.
fn decode(content: &[u8], format: ImageFormat, wanted: (u32, u32)) -> Result<Option<DynamicImage>, Refused> {
    let pixels = |width: u32, height: u32| match u64::from(width) * u64::from(height) {
        0 => Err(Refused::Broken),
        pixels if pixels > PIXELS_MAX => Err(Refused::TooManyPixels),
        pixels => Ok(pixels),
    };
    if format == ImageFormat::Jpeg {
        return decode_jpeg(content, wanted, pixels);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODED_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(limits);
    let decoded = reader.into_decoder().and_then(|decoder| {
        let (width, height) = decoder.dimensions();
        Ok(match pixels(width, height) {
            Ok(_) if decoder.total_bytes() > DECODED_MAX => Ok(None),
            Ok(_) => Ok(Some(DynamicImage::from_decoder(decoder)?)),
            Err(refused) => Err(refused),
        })
    });
    match decoded {
        Ok(decoded) => decoded,
        Err(ImageError::Unsupported(_) | ImageError::Limits(_)) => Ok(None),
        Err(_) => Err(Refused::Broken),
    }
}

/// A photo of a phone has more pixels than a thumbnail needs by a thousand: they are left out while decoding.
fn decode_jpeg(
    content: &[u8],
    (width, height): (u32, u32),
    pixels: impl Fn(u32, u32) -> Result<u64, Refused>,
) -> Result<Option<DynamicImage>, Refused> {
    /// A progressive one is held whole, at two bytes for each of at most three colours.
    const PROGRESSIVE_BYTES: u64 = 6;
    let mut decoder = jpeg_decoder::Decoder::new(content);
    decoder.set_max_decoding_buffer_size(usize::try_from(DECODED_MAX).unwrap_or(usize::MAX));
    let outcome = decoder.read_info();
    let (Ok(()), Some(info)) = (outcome, decoder.info()) else { return Err(Refused::Broken) };
    let count = pixels(info.width.into(), info.height.into())?;
    if info.coding_process == CodingProcess::DctProgressive && count * PROGRESSIVE_BYTES > DECODED_MAX {
        return Ok(None);
    }
    let short = |pixels| u16::try_from(pixels).unwrap_or(u16::MAX);
    let (width, height) = decoder.scale(short(width), short(height)).map_err(|_| Refused::Broken)?;
    let pixels = match decoder.decode() {
        Ok(pixels) => pixels,
        Err(jpeg_decoder::Error::Unsupported(_)) => return Ok(None),
        Err(_) => return Err(Refused::Broken),
    };
    let (width, height) = (width.into(), height.into());
    Ok(match info.pixel_format {
        PixelFormat::L8 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        PixelFormat::RGB24 => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        // Scanners and printers make these; they travel, but aren't drawn.
        PixelFormat::L16 | PixelFormat::CMYK32 => None,
    })
}
