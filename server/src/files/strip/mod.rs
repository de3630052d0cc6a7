//! Takes out of a picture's file what says who made it, where and when, and leaves every pixel as it is: no second
//! compression, no animation lost, no memory for pixels.
//!
//! What is kept is a list, not what is thrown away, and everything behind the picture goes: phones put whole films there.

pub mod heif;
pub mod tiff;

use image::metadata::Orientation;

/// The file's structure is broken.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken;

/// A JPEG with its tables, its colour profile and how it is to be turned.
///
/// # Errors
/// It isn't built as ITU T.81, annex B, says, or breaks off.
pub fn jpeg(file: &[u8]) -> Result<(Vec<u8>, Orientation), Broken> {
    let mut kept = Vec::with_capacity(file.len());
    let mut orientation = Orientation::NoTransforms;
    let mut at = 2;
    kept.extend(file.get(..at).filter(|start| *start == JPEG_START).ok_or(Broken)?);
    loop {
        let marker = marker_at(file, at)?;
        if marker == JPEG_END {
            kept.extend([0xff, JPEG_END]);
            return Ok((turned(kept, orientation), orientation));
        }
        let length = number_be(file, at + 2, 2)?;
        let body = file.get(at + 4..at + 2 + length).ok_or(Broken)?;
        let end = if marker == JPEG_SCAN { scan_end(file, at + 2 + length)? } else { at + 2 + length };
        match marker {
            0xe1 => orientation = body.strip_prefix(EXIF).and_then(read_orientation).unwrap_or(orientation),
            _ if jpeg_keeps(marker, body) => kept.extend(&file[at..end]),
            _ => {}
        }
        at = end;
    }
}

const JPEG_START: &[u8] = b"\xff\xd8";
const JPEG_END: u8 = 0xd9;
const JPEG_SCAN: u8 = 0xda;
const EXIF: &[u8] = b"Exif\0\0";

/// Frames, tables and scans; of the applications' segments only what decoders need.
fn jpeg_keeps(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xe0 => body.starts_with(b"JFIF\0"),
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xee => body.starts_with(b"Adobe"),
        0xc0..=0xcf | 0xda..=0xdd => true,
        _ => false,
    }
}

/// A marker, perhaps after fill bytes, as two bytes at `at`.
fn marker_at(file: &[u8], at: usize) -> Result<u8, Broken> {
    match (file.get(at), file.get(at + 1)) {
        (Some(0xff), Some(marker)) if *marker >= 0xc0 && *marker != 0xff => Ok(*marker),
        _ => Err(Broken),
    }
}

/// Where the compressed data that begins at `at` ends: before the next marker that isn't part of it.
fn scan_end(file: &[u8], mut at: usize) -> Result<usize, Broken> {
    loop {
        at += file.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)).ok_or(Broken)?;
        match file.get(at + 1).ok_or(Broken)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Ok(at),
        }
    }
}

fn read_orientation(exif: &[u8]) -> Option<Orientation> {
    Orientation::from_exif_chunk(exif)
}

/// Says again how the picture is to be turned, and nothing else: a segment with one entry (Exif 2.3, tag 0x0112).
fn turned(mut file: Vec<u8>, orientation: Orientation) -> Vec<u8> {
    if orientation == Orientation::NoTransforms {
        return file;
    }
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend(EXIF);
    segment.extend(b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    segment.extend([orientation.to_exif(), 0, 0, 0, 0, 0, 0]);
    // Behind the JFIF segment, which must be the first.
    let at = if file.get(2..4) == Some(&[0xff, 0xe0]) {
        4 + number_be(&file, 4, 2).unwrap_or_default()
    } else {
        2
    };
    file.splice(at..at, segment);
    file
}

/// A PNG with what is needed to draw it.
///
/// # Errors
/// It isn't built as the W3C's specification of PNG, section 5, says, or breaks off.
pub fn png(file: &[u8]) -> Result<Vec<u8>, Broken> {
    const KEPT: [&[u8]; 14] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"pHYs",
        b"acTL", b"fcTL", b"fdAT",
    ];
    let mut at = 8;
    let mut kept = file.get(..at).ok_or(Broken)?.to_vec();
    loop {
        let end = at + 12 + number_be(file, at, 4)?;
        let name = file.get(at + 4..at + 8).ok_or(Broken)?;
        let chunk = file.get(at..end).ok_or(Broken)?;
        if KEPT.contains(&name) {
            kept.extend(chunk);
        }
        if name == b"IEND" {
            return Ok(kept);
        }
        at = end;
    }
}

/// A WebP with what is needed to draw it.
///
/// # Errors
/// It isn't built as RFC 9649, section 2, says, or breaks off.
pub fn webp(file: &[u8]) -> Result<Vec<u8>, Broken> {
    const KEPT: [&[u8]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    /// In the first byte of `VP8X`: there is Exif, there is XMP.
    const METADATA: u8 = 0b0000_1100;
    let end = 8 + number_le(file, 4)?;
    let file = file.get(..end).ok_or(Broken)?;
    let mut kept = file.get(..12).ok_or(Broken)?.to_vec();
    let mut at = 12;
    while at < end {
        let length = number_le(file, at + 4)?;
        let next = at + 8 + length + length % 2;
        // Some programs leave out the last byte of padding.
        let chunk = file.get(at..next.min(end)).filter(|chunk| chunk.len() >= 8 + length).ok_or(Broken)?;
        let name = &chunk[..4];
        if KEPT.contains(&name) {
            let start = kept.len();
            kept.extend(chunk);
            if name == b"VP8X" && length > 0 {
                kept[start + 8] &= !METADATA;
            }
        }
        at = next;
    }
    let length = u32::try_from(kept.len() - 8).map_err(|_| Broken)?;
    kept[4..8].copy_from_slice(&length.to_le_bytes());
    Ok(kept)
}

fn number_be(file: &[u8], at: usize, bytes: usize) -> Result<usize, Broken> {
    let number = file.get(at..at + bytes).ok_or(Broken)?;
    Ok(number.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

fn number_le(file: &[u8], at: usize) -> Result<usize, Broken> {
    let number = file.get(at..at + 4).ok_or(Broken)?;
    Ok(number.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::jpeg::JpegEncoder;
    use image::{DynamicImage, ImageFormat};
    use proptest::prelude::*;
    use std::io::Cursor;

    fn encoded(format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        let picture = DynamicImage::new_rgba8(9, 7);
        match format {
            ImageFormat::Jpeg => picture.to_rgb8().write_with_encoder(JpegEncoder::new(&mut file)).unwrap(),
            _ => picture.write_to(&mut file, format).unwrap(),
        }
        file.into_inner()
    }

    fn strip(format: ImageFormat, file: &[u8]) -> Result<Vec<u8>, Broken> {
        match format {
            ImageFormat::Jpeg => jpeg(file).map(|(kept, _)| kept),
            ImageFormat::Png => png(file),
            _ => webp(file),
        }
    }

    const FORMATS: [ImageFormat; 3] = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];

    #[test]
    fn a_clean_picture_stays_as_it_is_and_half_a_picture_is_broken() {
        for format in FORMATS {
            let file = encoded(format);
            assert_eq!(strip(format, &file), Ok(file.clone()), "{format:?}");
            let behind = [&file[..], b"a film"].concat();
            assert_eq!(strip(format, &behind), Ok(file.clone()), "{format:?}");
            for length in 0..file.len() {
                assert_eq!(strip(format, &file[..length]), Err(Broken), "{format:?} {length}");
            }
        }
    }

    #[test]
    fn how_it_is_turned_is_all_that_stays_of_exif() {
        let file = encoded(ImageFormat::Jpeg);
        let turned = turned(file.clone(), Orientation::Rotate270);
        assert_eq!(jpeg(&turned), Ok((turned.clone(), Orientation::Rotate270)));
        assert_eq!(turned.len(), file.len() + 36);
    }

    proptest! {
        #[test]
        fn no_damage_makes_it_panic(at in 0usize..2_000, byte: u8) {
            for format in FORMATS {
                let mut file = encoded(format);
                let at = at % file.len();
                file[at] = byte;
                let _ = strip(format, &file);
            }
        }
    }
}
