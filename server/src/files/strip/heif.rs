//! HEIF (ISO/IEC 23008-12) keeps a picture and what tells of it as items of one file, each found by a table. What tells
//! is overwritten where it stands; how the picture is to be turned stands elsewhere.

use super::Broken;
use std::ops::Range;

/// Boxes in boxes: some bytes of a file, read from the front.
#[derive(Clone)]
struct Part<'a> {
    file: &'a [u8],
    at: usize,
    end: usize,
}

/// A picture without the items that tell of its maker: Exif, and XMP, which is an item of a media type.
///
/// # Errors
/// Its table of items can't be read.
pub fn blank(file: &[u8]) -> Result<Vec<u8>, Broken> {
    let whole = Part { file, at: 0, end: file.len() };
    let mut meta = whole.find(b"meta")?.ok_or(Broken)?;
    meta.skip(4)?;
    let telling = match meta.find(b"iinf")? {
        Some(info) => telling_items(info)?,
        None => Vec::new(),
    };
    let mut blanked = file.to_vec();
    if telling.is_empty() {
        return Ok(blanked);
    }
    let data = meta.find(b"idat")?.map_or(0, |data| data.at);
    for place in places(meta.find(b"iloc")?.ok_or(Broken)?, &telling, data)? {
        blanked.get_mut(place).ok_or(Broken)?.fill(0);
    }
    Ok(blanked)
}

/// The ids of the items that tell (section 8.11.6 of ISO/IEC 14496-12).
fn telling_items(mut info: Part<'_>) -> Result<Vec<usize>, Broken> {
    let version = info.number(1)?;
    info.skip(3)?;
    info.skip(if version == 0 { 2 } else { 4 })?;
    let mut items = Vec::new();
    while let Some((name, mut entry)) = info.next()? {
        if name != b"infe" {
            continue;
        }
        let version = entry.number(1)?;
        entry.skip(3)?;
        let id = entry.number(if version < 3 { 2 } else { 4 })?;
        entry.skip(2)?;
        if version >= 2 && matches!(entry.take(4)?, b"Exif" | b"mime" | b"uri ") {
            items.push(id);
        }
    }
    Ok(items)
}

/// Where items stand in the file (section 8.11.3). `data` is where the box begins that some of them stand in.
fn places(mut table: Part<'_>, wanted: &[usize], data: usize) -> Result<Vec<Range<usize>>, Broken> {
    let version = table.number(1)?;
    table.skip(3)?;
    let sizes = table.number(2)?;
    let size = |shift: u32| sizes >> shift & 15;
    let (offset_size, length_size, base_size) = (size(12), size(8), size(4));
    let index_size = if version == 0 { 0 } else { size(0) };
    let id_size = if version < 2 { 2 } else { 4 };
    let items = table.number(id_size)?;
    let mut places = Vec::new();
    for _ in 0..items {
        let id = table.number(id_size)?;
        let method = if version == 0 { 0 } else { table.number(2)? & 15 };
        table.skip(2)?;
        let base = table.number(base_size)?;
        for _ in 0..table.number(2)? {
            table.skip(index_size)?;
            let offset = table.number(offset_size)?;
            let length = table.number(length_size)?;
            if wanted.contains(&id) {
                let home = match method {
                    0 => 0,
                    1 => data,
                    _ => return Err(Broken),
                };
                let start = home.checked_add(base).and_then(|at| at.checked_add(offset)).ok_or(Broken)?;
                places.push(start..start.checked_add(length).ok_or(Broken)?);
            }
        }
    }
    Ok(places)
}

impl<'a> Part<'a> {
    fn take(&mut self, bytes: usize) -> Result<&'a [u8], Broken> {
        let end = self.at.checked_add(bytes).filter(|end| *end <= self.end).ok_or(Broken)?;
        let taken = self.file.get(self.at..end).ok_or(Broken)?;
        self.at = end;
        Ok(taken)
    }

    fn skip(&mut self, bytes: usize) -> Result<(), Broken> {
        self.take(bytes).map(drop)
    }

    /// A number of at most eight bytes.
    fn number(&mut self, bytes: usize) -> Result<usize, Broken> {
        if bytes > 8 {
            return Err(Broken);
        }
        Ok(self.take(bytes)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    /// The next box and what is in it.
    fn next(&mut self) -> Result<Option<(&'a [u8], Part<'a>)>, Broken> {
        if self.at == self.end {
            return Ok(None);
        }
        let start = self.at;
        let short = self.number(4)?;
        let name = self.take(4)?;
        let length = match short {
            0 => self.end - start,
            1 => self.number(8)?,
            short => short,
        };
        let end = start.checked_add(length).filter(|end| (self.at..=self.end).contains(end)).ok_or(Broken)?;
        let inside = Part { file: self.file, at: self.at, end };
        self.at = end;
        Ok(Some((name, inside)))
    }

    /// The first box of a name.
    fn find(&self, wanted: &[u8; 4]) -> Result<Option<Part<'a>>, Broken> {
        let mut rest = self.clone();
        while let Some((name, inside)) = rest.next()? {
            if name == wanted {
                return Ok(Some(inside));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [&length[..], name, content].concat()
    }

    /// A picture of two items: pixels, and at `offset` of the file what tells where it was taken.
    fn telling(offset: u16) -> Vec<u8> {
        let item =
            |id: u8, kind: &[u8; 4]| boxed(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], &kind[..], &[0]].concat());
        let info = boxed(b"iinf", &[&[0, 0, 0, 0, 0, 2][..], &item(1, b"hvc1"), &item(2, b"Exif")].concat());
        let [high, low] = offset.to_be_bytes();
        let mut table = vec![0, 0, 0, 0, 0x22, 0x00, 0, 2];
        table.extend([0, 1, 0, 0, 0, 1, high, low + 6, 0, 6]);
        table.extend([0, 2, 0, 0, 0, 1, high, low, 0, 6]);
        let meta = boxed(b"meta", &[&[0; 4][..], &info, &boxed(b"iloc", &table)].concat());
        [boxed(b"ftyp", b"heic\0\0\0\0"), meta, boxed(b"mdat", b"Warsawpixels")].concat()
    }

    #[test]
    fn the_place_is_gone_and_the_pixels_stay() {
        let offset = u16::try_from(telling(0).len() - 12).unwrap();
        let blanked = blank(&telling(offset)).unwrap();
        assert!(blanked.ends_with(b"\0\0\0\0\0\0pixels"), "{blanked:?}");
    }

    #[test]
    fn what_cant_be_read_isnt_cleaned_and_so_not_taken() {
        let offset = u16::try_from(telling(0).len() - 12).unwrap();
        let file = telling(offset);
        for length in 0..file.len() - 6 {
            assert_eq!(blank(&file[..length]), Err(Broken), "{length}");
        }
        assert_eq!(blank(&telling(60_000)), Err(Broken), "beyond the end");
    }
}
