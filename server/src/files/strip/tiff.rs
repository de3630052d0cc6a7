//! TIFF (revision 6.0, section 2) keeps pixels and what tells of their maker in one web of offsets, so what tells is
//! overwritten where it stands.

use super::Broken;

/// Directories that point at directories of their own: GPS, Exif, interoperability.
const DIRECTORIES: [u16; 3] = [0x8825, 0x8769, 0xa005];
/// Description, maker, model, software, date, artist, host, XMP, copyright, IPTC, Photoshop's, names of pages.
const TELLING: [u16; 12] =
    [0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x013c, 0x02bc, 0x8298, 0x83bb, 0x8649, 0x011d];
/// No scan has more pages; a list that is longer goes in a circle.
const PAGES_MAX: usize = 10_000;
/// A tag, a type, a count and a value.
const ENTRY_BYTES: usize = 12;

/// A TIFF without what tells of its maker.
///
/// # Errors
/// A directory that it names isn't there.
pub fn blank(file: &[u8]) -> Result<Vec<u8>, Broken> {
    let mut tiff = Tiff { is_big_endian: file.starts_with(b"MM"), file: file.to_vec() };
    let mut at = tiff.number(4, 4)?;
    for _ in 0..PAGES_MAX {
        if at == 0 {
            return Ok(tiff.file);
        }
        let entries = tiff.number(at, 2)?;
        for entry in 0..entries {
            tiff.blank_entry(at + 2 + entry * ENTRY_BYTES)?;
        }
        at = tiff.number(at + 2 + entries * ENTRY_BYTES, 4)?;
    }
    Err(Broken)
}

struct Tiff {
    is_big_endian: bool,
    file: Vec<u8>,
}

impl Tiff {
    fn blank_entry(&mut self, at: usize) -> Result<(), Broken> {
        let tag = u16::try_from(self.number(at, 2)?).map_err(|_| Broken)?;
        if DIRECTORIES.contains(&tag) {
            let directory = self.number(at + 8, 4)?;
            self.blank_directory(directory)
        } else if TELLING.contains(&tag) {
            self.blank_value(at)
        } else {
            Ok(())
        }
    }

    /// Empties a directory with all its values.
    fn blank_directory(&mut self, at: usize) -> Result<(), Broken> {
        let entries = self.number(at, 2)?;
        for entry in 0..entries {
            self.blank_value(at + 2 + entry * ENTRY_BYTES)?;
        }
        self.blank_bytes(at, 2 + entries * ENTRY_BYTES)
    }

    /// Overwrites a value, which stands in its entry if it fits there.
    fn blank_value(&mut self, at: usize) -> Result<(), Broken> {
        /// Bytes of one value by its type.
        const SIZES: [usize; 14] = [1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
        let size = SIZES.get(self.number(at + 2, 2)?).copied().unwrap_or(1);
        let bytes = size.checked_mul(self.number(at + 4, 4)?).ok_or(Broken)?;
        if bytes > 4 {
            let value = self.number(at + 8, 4)?;
            self.blank_bytes(value, bytes)?;
        } else {
            self.blank_bytes(at + 8, 4)?;
        }
        Ok(())
    }

    fn blank_bytes(&mut self, at: usize, bytes: usize) -> Result<(), Broken> {
        let end = at.checked_add(bytes).ok_or(Broken)?;
        self.file.get_mut(at..end).ok_or(Broken)?.fill(0);
        Ok(())
    }

    fn number(&self, at: usize, bytes: usize) -> Result<usize, Broken> {
        let part = self.file.get(at..at.checked_add(bytes).ok_or(Broken)?).ok_or(Broken)?;
        let add = |number: usize, byte: &u8| number << 8 | usize::from(*byte);
        Ok(if self.is_big_endian { part.iter().fold(0, add) } else { part.iter().rev().fold(0, add) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One page with a width, a maker, and a GPS directory with a long and a short value.
    fn telling() -> Vec<u8> {
        let mut file = b"II\x2a\0\x08\0\0\0".to_vec();
        let entry = |tag: u16, kind: u16, count: u32, value: u32| {
            [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
        };
        file.extend(3u16.to_le_bytes());
        file.extend(entry(0x0100, 4, 1, 7));
        file.extend(entry(0x010f, 2, 9, 80));
        file.extend(entry(0x8825, 4, 1, 50));
        file.extend([0; 4]);
        file.extend(2u16.to_le_bytes());
        file.extend(entry(1, 2, 2, u32::from(b'N')));
        file.extend(entry(2, 5, 3, 89));
        file.resize(80, 0);
        file.extend(b"A camera\0");
        file.extend([52; 24]);
        file.extend(b"pixels");
        file
    }

    #[test]
    fn maker_and_place_are_gone_and_the_rest_stays() {
        let blanked = blank(&telling()).unwrap();
        assert_eq!(blanked.len(), telling().len());
        assert!(!blanked.contains(&52) && !blanked.windows(6).any(|part| part == b"camera"));
        assert!(!blanked[50..80].contains(&b'N'), "the directory itself is empty");
        assert!(blanked.ends_with(b"pixels") && blanked[8..22] == telling()[8..22]);
    }

    #[test]
    fn what_points_nowhere_or_in_a_circle_is_broken() {
        let mut circle = telling();
        circle[46..50].copy_from_slice(&8u32.to_le_bytes());
        assert_eq!(blank(&circle), Err(Broken));
        for length in 4..telling().len() - 30 {
            assert_eq!(blank(&telling()[..length]), Err(Broken), "{length}");
        }
    }
}
