//! The name under which a file is kept and offered: on one line, without a path, and with an ending that says what it is.

use super::kind::Kind;
use shared::file::{FILE_ENDINGS, FILE_NAME_CHARS};
use shared::rules::{cut, one_line};

/// What a file without a name is called.
const NAMELESS: &str = "file";
/// What some system doesn't take in a name.
const AWKWARD: [char; 7] = ['<', '>', ':', '"', '|', '?', '*'];

/// A name made of what the sender calls the file. An ending that isn't one of its kind's is replaced if it belongs to
/// another kind that is taken, and else the right one follows it: nothing that is text may end in `.bat`.
pub fn clean(said: &str, kind: Kind) -> String {
    let line = one_line(said);
    let last = line.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().map(|c| if AWKWARD.contains(&c) { '_' } else { c }).collect();
    let plain = plain.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, ending) = match plain.rsplit_once('.') {
        Some((stem, ending)) if is_one_of(kind.endings(), ending) => (stem, ending),
        Some((stem, ending)) if is_one_of(&FILE_ENDINGS, ending) => (stem, kind.endings()[0]),
        _ => (plain, kind.endings()[0]),
    };
    let stem = cut(stem, FILE_NAME_CHARS - ending.len() - 1).trim_end();
    format!("{}.{ending}", if stem.is_empty() { NAMELESS } else { stem })
}

fn is_one_of(endings: &[&str], ending: &str) -> bool {
    endings.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_cleaned() {
        for (said, kind, name) in [
            ("Invoice 7.PDF", Kind::Pdf, "Invoice 7.PDF"),
            ("../../etc/passwd", Kind::Txt, "passwd.txt"),
            ("C:\\Users\\Ira\\photo.jpeg", Kind::Jpeg, "photo.jpeg"),
            ("photo.jpg", Kind::Png, "photo.png"),
            ("run.bat", Kind::Txt, "run.bat.txt"),
            ("page.html", Kind::Txt, "page.html.txt"),
            ("evil\u{202e}fdp.exe", Kind::Pdf, "evilfdp.exe.pdf"),
            ("a\r\nSet-Cookie: x=1.txt", Kind::Txt, "a  Set-Cookie_ x=1.txt"),
            ("", Kind::Gif, "file.gif"),
            ("...", Kind::Gif, "file.gif"),
            (".htaccess", Kind::Txt, "htaccess.txt"),
            ("Договор №5.docx", Kind::Docx, "Договор №5.docx"),
        ] {
            assert_eq!(clean(said, kind), name, "{said:?}");
        }
    }

    proptest! {
        #[test]
        fn a_name_is_short_plain_and_ends_as_its_kind(said in "\\PC{0,300}") {
            let name = clean(&said, Kind::Jpeg);
            prop_assert!(name.chars().count() <= FILE_NAME_CHARS);
            prop_assert!(!name.contains(['/', '\\', '\n', '"']));
            prop_assert!(name.to_lowercase().ends_with(".jpg") || name.to_lowercase().ends_with(".jpeg"));
        }
    }
}
