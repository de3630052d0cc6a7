//! What a file is. Its content decides, never its name or what its sender calls it; what isn't known isn't taken.

use image::ImageFormat;
use std::io::Cursor;

/// Every kind of file that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Portable Document Format.
    Pdf,
    /// Word 97 to 2003.
    Doc,
    /// Word, Office Open XML.
    Docx,
    /// PowerPoint 97 to 2003.
    Ppt,
    /// PowerPoint, Office Open XML.
    Pptx,
    /// Excel 97 to 2003.
    Xls,
    /// Excel, Office Open XML.
    Xlsx,
    /// Plain text.
    Txt,
    /// Rich Text Format.
    Rtf,
    /// A photo.
    Jpeg,
    /// Portable Network Graphics.
    Png,
    /// Graphics Interchange Format.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// WebP.
    Webp,
    /// Tagged Image File Format.
    Tiff,
    /// High Efficiency Image File Format, as phones make it.
    Heic,
}

impl Kind {
    /// The kind of a file's content; `None` if it isn't taken.
    pub fn of(content: &[u8]) -> Option<Self> {
        match infer::get(content).map(|found| found.mime_type()) {
            Some("application/pdf") => Some(Self::Pdf),
            Some("application/rtf") => Some(Self::Rtf),
            Some("image/jpeg") => Some(Self::Jpeg),
            Some("image/png") => Some(Self::Png),
            Some("image/webp") => Some(Self::Webp),
            Some("image/tiff") => Some(Self::Tiff),
            Some("image/heif") => Some(Self::Heic),
            // Two or three letters are no proof: a text may begin with them.
            Some("image/gif") if !is_text(content) => Some(Self::Gif),
            Some("image/bmp") if !is_text(content) => Some(Self::Bmp),
            _ if content.starts_with(ZIP) => office_zip(content),
            _ if content.starts_with(OLE) => office_ole(content),
            _ => is_text(content).then_some(Self::Txt),
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Doc => "application/msword",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Ppt => "application/vnd.ms-powerpoint",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Xls => "application/vnd.ms-excel",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Txt => "text/plain",
            Self::Rtf => "application/rtf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Bmp => "image/bmp",
            Self::Webp => "image/webp",
            Self::Tiff => "image/tiff",
            Self::Heic => "image/heic",
        }
    }

    /// The endings that a name of this kind may have, the usual one first.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Doc => &["doc"],
            Self::Docx => &["docx"],
            Self::Ppt => &["ppt"],
            Self::Pptx => &["pptx"],
            Self::Xls => &["xls"],
            Self::Xlsx => &["xlsx"],
            Self::Txt => &["txt"],
            Self::Rtf => &["rtf"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::Bmp => &["bmp"],
            Self::Webp => &["webp"],
            Self::Tiff => &["tiff", "tif"],
            Self::Heic => &["heic", "heif"],
        }
    }

    /// As which picture it can be decoded. Nothing that is well kept decodes HEIC.
    pub const fn picture(self) -> Option<ImageFormat> {
        match self {
            Self::Jpeg => Some(ImageFormat::Jpeg),
            Self::Png => Some(ImageFormat::Png),
            Self::Gif => Some(ImageFormat::Gif),
            Self::Bmp => Some(ImageFormat::Bmp),
            Self::Webp => Some(ImageFormat::WebP),
            Self::Tiff => Some(ImageFormat::Tiff),
            Self::Pdf
            | Self::Doc
            | Self::Docx
            | Self::Ppt
            | Self::Pptx
            | Self::Xls
            | Self::Xlsx
            | Self::Txt
            | Self::Rtf
            | Self::Heic => None,
        }
    }
}

/// Whether a browser may show a file of this media type by itself: a picture in which nothing can run.
pub fn is_shown_inline(media_type: &str) -> bool {
    matches!(media_type, "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "image/bmp")
}

const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// No document has more parts; a list that is longer is there to keep us busy.
const PARTS_MAX: usize = 10_000;

/// Office Open XML by the parts in its archive (ECMA-376, part 2). Nothing is unpacked. With macros it is another kind
/// of file, whatever its name, and isn't taken.
fn office_zip(content: &[u8]) -> Option<Kind> {
    let archive = zip::ZipArchive::new(Cursor::new(content)).ok()?;
    if archive.len() > PARTS_MAX {
        return None;
    }
    let has = |found: &dyn Fn(&[u8]) -> bool| archive.file_names_raw().any(found);
    let has_macros = has(&|name| name.to_ascii_lowercase().ends_with(b"vbaproject.bin"));
    if has_macros || !has(&|name| name == b"[Content_Types].xml") {
        return None;
    }
    // Some programs number the main part: word/document2.xml.
    let main = |start: &'static [u8]| has(&move |name| name.starts_with(start) && name.ends_with(b".xml"));
    let mains: [(&'static [u8], Kind); 3] =
        [(b"word/document", Kind::Docx), (b"xl/workbook", Kind::Xlsx), (b"ppt/presentation", Kind::Pptx)];
    mains.into_iter().find(|(start, _)| main(start)).map(|(_, kind)| kind)
}

/// The older formats by the stream that each of them must have in its compound file ([MS-DOC], [MS-XLS], [MS-PPT]).
fn office_ole(content: &[u8]) -> Option<Kind> {
    let file = cfb::CompoundFile::open(Cursor::new(content)).ok()?;
    let mains = [
        ("/WordDocument", Kind::Doc),
        ("/Workbook", Kind::Xls),
        ("/Book", Kind::Xls),
        ("/PowerPoint Document", Kind::Ppt),
    ];
    mains.into_iter().find(|(stream, _)| file.is_stream(stream)).map(|(_, kind)| kind)
}

/// Whether it is plain text in UTF-8, UTF-16 or one of the older 8-bit encodings, and nothing that a browser or a shell
/// would take for more.
fn is_text(content: &[u8]) -> bool {
    if let Some(rest) = content.strip_prefix(b"\xff\xfe") {
        return is_utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = content.strip_prefix(b"\xfe\xff") {
        return is_utf16(rest, u16::from_be_bytes);
    }
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let is_quiet = |byte: &u8| !byte.is_ascii_control() || b"\t\n\r\x0c".contains(byte);
    let start = content.trim_ascii_start();
    content.iter().all(is_quiet) && !start.is_empty() && !start.starts_with(b"<") && !start.starts_with(b"#!")
}

fn is_utf16(content: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    let units = content.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let Ok(text) = char::decode_utf16(units).collect::<Result<String, _>>() else { return false };
    content.len().is_multiple_of(2) && is_text(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::file::FILE_ENDINGS;
    use std::collections::BTreeSet;

    #[test]
    fn text_is_text_in_every_encoding() {
        let utf16 = |text: &str| -> Vec<u8> {
            [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        };
        for text in [
            b"hello\r\n\tworld".to_vec(),
            "\u{feff}Привет".into(),
            b"\xcf\xf0\xe8\xe2\xe5\xf2".to_vec(),
            utf16("Zażółć"),
            b"BMW is a car".to_vec(),
            b"GIFTS for everyone".to_vec(),
        ] {
            assert_eq!(Kind::of(&text), Some(Kind::Txt), "{text:?}");
        }
    }

    #[test]
    fn what_could_run_is_refused() {
        let utf16: Vec<u8> =
            [0xfeff].into_iter().chain("<svg/>".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let mut exe = b"MZ\x90\0\x03\0\0\0".to_vec();
        exe.extend([0; 200]);
        for content in [
            &b"<!doctype html><script>alert(1)</script>"[..],
            b"  \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"\xef\xbb\xbf<?xml version='1.0'?>",
            b"#!/bin/sh\nrm -rf /",
            b"\x7fELF\x02\x01\x01\0",
            b"PK\x03\x04 not a zip",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not a compound file",
            b" \n ",
            b"",
            &utf16,
            &exe,
        ] {
            assert_eq!(Kind::of(content), None, "{content:?}");
        }
    }

    #[test]
    fn the_pickers_endings_are_those_of_the_kinds() {
        const ALL: [Kind; 16] = [
            Kind::Pdf,
            Kind::Doc,
            Kind::Docx,
            Kind::Ppt,
            Kind::Pptx,
            Kind::Xls,
            Kind::Xlsx,
            Kind::Txt,
            Kind::Rtf,
            Kind::Jpeg,
            Kind::Png,
            Kind::Gif,
            Kind::Bmp,
            Kind::Webp,
            Kind::Tiff,
            Kind::Heic,
        ];
        let taken: BTreeSet<_> = ALL.iter().flat_map(|kind| kind.endings()).copied().collect();
        assert_eq!(taken, BTreeSet::from(FILE_ENDINGS));
        assert_eq!(ALL.iter().map(|kind| kind.endings().len()).sum::<usize>(), FILE_ENDINGS.len());
    }
}
