//! Small files of every kind, made here: none of them is anybody's.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What a phone would write about where a photo was taken.
pub const SECRET: &str = "52.2297N 21.0122E";

/// An archive with empty parts of these names.
pub fn zip(parts: &[&str]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for part in parts {
        archive.start_file(*part, plain).unwrap();
        archive.write_all(b"<?xml version='1.0'?>").unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A compound file with a stream of this name.
pub fn ole(stream: &str) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(&[7; 600]).unwrap();
    file.into_inner().into_inner()
}

/// A program for Windows, as far as its first bytes say.
pub fn exe() -> Vec<u8> {
    let mut file = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec();
    file.resize(512, 0);
    file
}

/// A picture whose left half is red and whose right half is blue.
pub fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(
        width,
        height,
        |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) },
    )
    .into()
}

/// A picture through which one sees.
pub fn glass(width: u32, height: u32) -> DynamicImage {
    RgbaImage::from_pixel(width, height, Rgba([20, 120, 90, 100])).into()
}

/// A picture as a file.
pub fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A photo that has to be turned by a quarter to the right, tells where it was taken, and has a film behind it.
pub fn photo(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    picture(width, height).write_with_encoder(JpegEncoder::new(&mut file)).unwrap();
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend(SECRET.as_bytes());
    file.splice(2..2, segment(0xe1, &exif));
    file.splice(2..2, segment(0xfe, SECRET.as_bytes()));
    file.extend(format!("a film at {SECRET}").into_bytes());
    file
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], body].concat()
}

/// A PNG with a text chunk before its last one.
pub fn talkative_png() -> Vec<u8> {
    let mut file = encoded(&picture(40, 30), ImageFormat::Png);
    let end = file.len() - 12;
    let text = format!("Comment\0{SECRET}");
    let mut chunk = u32::try_from(text.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend(b"tEXt");
    chunk.extend(text.as_bytes());
    chunk.extend([0; 4]);
    file.splice(end..end, chunk);
    file
}

/// A WebP with Exif behind its pixels.
pub fn talkative_webp() -> Vec<u8> {
    let mut file = encoded(&glass(40, 30), ImageFormat::WebP);
    let exif = format!("{SECRET} ");
    file.extend(b"EXIF");
    file.extend(u32::try_from(exif.len()).unwrap().to_le_bytes());
    file.extend(exif.as_bytes());
    let length = u32::try_from(file.len() - 8).unwrap().to_le_bytes();
    file[4..8].copy_from_slice(&length);
    file
}

/// A few bytes that say they are a picture of `side` by `side` pixels.
pub fn bomb(side: u32) -> Vec<u8> {
    let mut file = encoded(&picture(1, 1), ImageFormat::Png);
    file[16..20].copy_from_slice(&side.to_be_bytes());
    file[20..24].copy_from_slice(&side.to_be_bytes());
    let crc = crc32(&file[12..29]).to_be_bytes();
    file[29..33].copy_from_slice(&crc);
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A photo as phones store it, as far as its table of contents goes.
pub fn heic() -> Vec<u8> {
    [&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..], b"\0\0\0\x0cmeta\0\0\0\0", b"\0\0\0\x0emdatpixels"].concat()
}
