//! Every kind that is taken, and what is kept of it.

use super::Desk;
use super::samples::*;
use crate::databases::on_each;
use image::{ImageFormat, ImageReader};
use shared::file::Thumbnail;
use std::io::Cursor;

#[tokio::test]
async fn the_content_says_what_a_file_is() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        let docx = zip(&["[Content_Types].xml", "word/document.xml"]);
        let office = "application/vnd.openxmlformats-officedocument";
        for (name, content, kept, kind) in [
            ("a.pdf", b"%PDF-1.7\n%%EOF".to_vec(), "a.pdf", "application/pdf".to_owned()),
            ("a.docx", docx.clone(), "a.docx", format!("{office}.wordprocessingml.document")),
            ("a.pdf", docx, "a.docx", format!("{office}.wordprocessingml.document")),
            (
                "b.xlsx",
                zip(&["xl/workbook.xml", "[Content_Types].xml"]),
                "b.xlsx",
                format!("{office}.spreadsheetml.sheet"),
            ),
            (
                "c.pptx",
                zip(&["[Content_Types].xml", "ppt/presentation.xml"]),
                "c.pptx",
                format!("{office}.presentationml.presentation"),
            ),
            ("a.doc", ole("WordDocument"), "a.doc", "application/msword".into()),
            ("b.xls", ole("Workbook"), "b.xls", "application/vnd.ms-excel".into()),
            ("c.ppt", ole("PowerPoint Document"), "c.ppt", "application/vnd.ms-powerpoint".into()),
            ("a.rtf", b"{\\rtf1 hello}".to_vec(), "a.rtf", "application/rtf".into()),
            ("%D0%B0.txt", "Привет".into(), "а.txt", "text/plain".into()),
            ("run.bat", b"del *.*".to_vec(), "run.bat.txt", "text/plain".into()),
            ("..%2F..%2Fetc%2Fpasswd", b"root".to_vec(), "passwd.txt", "text/plain".into()),
            ("a.heic", heic(), "a.heic", "image/heic".into()),
        ] {
            let card = desk.kept(name, content.clone()).await;
            assert_eq!((card.name.as_str(), &card.kind, card.bytes), (kept, &kind, content.len() as u64));
            assert_eq!(card.thumbnail, None, "{name}");
            let reply = desk.fetch(&format!("/api/files/{}", card.id)).await;
            assert_eq!((reply.status, &reply.body[..]), (200, &content[..]), "{name}");
            desk.server.clock.advance(60_000);
        }
    })
    .await;
}

#[tokio::test]
async fn pictures_get_small_ones_of_their_shape() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        for (format, width, height, size) in [
            (ImageFormat::Jpeg, 1600, 1200, (320, 240)),
            (ImageFormat::Png, 100, 1000, (24, 240)),
            (ImageFormat::Gif, 60, 40, (60, 40)),
            (ImageFormat::Bmp, 640, 100, (320, 50)),
            (ImageFormat::WebP, 400, 400, (240, 240)),
            (ImageFormat::Tiff, 2000, 10, (320, 2)),
        ] {
            let card = desk.kept("picture", encoded(&picture(width, height), format)).await;
            assert_eq!(card.kind, format.to_mime_type());
            let expected = Thumbnail { width: size.0, height: size.1 };
            assert_eq!(card.thumbnail, Some(expected), "{format:?}");
            let small = desk.fetch(&format!("/api/files/{}/thumbnail", card.id)).await;
            assert_eq!((small.status, small.header("content-type")), (200, "image/jpeg"));
            let small = image::load_from_memory(&small.body).unwrap();
            assert_eq!((small.width(), small.height()), (size.0.into(), size.1.into()));
            desk.server.clock.advance(60_000);
        }
        let glass = desk.kept("glass.png", encoded(&glass(500, 500), ImageFormat::Png)).await;
        let small = desk.fetch(&format!("/api/files/{}/thumbnail", glass.id)).await;
        assert_eq!(small.header("content-type"), "image/webp");
        assert!(image::load_from_memory(&small.body).unwrap().color().has_alpha());
    })
    .await;
}

#[tokio::test]
async fn a_photo_tells_nobody_where_it_was_taken_and_still_stands_upright() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        let original = photo(400, 200);
        let card = desk.kept("IMG_1.JPG", original.clone()).await;
        assert_eq!(
            (card.name.as_str(), card.thumbnail),
            ("IMG_1.JPG", Some(Thumbnail { width: 120, height: 240 }))
        );
        let kept = desk.fetch(&format!("/api/files/{}", card.id)).await.body;
        assert!(!kept.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()), "no metadata");
        let pixels = |file: &[u8]| image::load_from_memory(file).unwrap().into_rgb8().into_raw();
        assert_eq!(pixels(&kept), pixels(&original), "every pixel is as it was");
        let mut decoder =
            ImageReader::with_format(Cursor::new(&kept), ImageFormat::Jpeg).into_decoder().unwrap();
        let orientation = image::ImageDecoder::orientation(&mut decoder).unwrap();
        assert_eq!(orientation, image::metadata::Orientation::Rotate90);
        let small = desk.fetch(&format!("/api/files/{}/thumbnail", card.id)).await;
        let small = image::load_from_memory(&small.body).unwrap().into_rgb8();
        let [above, below] = [20, 220].map(|y| small.get_pixel(60, y).0);
        assert!(above[0] > 180 && below[2] > 180, "red above, blue below: {above:?} {below:?}");
    })
    .await;
}

#[tokio::test]
async fn other_pictures_keep_their_mouths_shut_too() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        for (name, original) in [("a.png", talkative_png()), ("a.webp", talkative_webp())] {
            let card = desk.kept(name, original.clone()).await;
            let kept = desk.fetch(&format!("/api/files/{}", card.id)).await.body;
            assert!(!kept.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()), "{name}");
            assert!(kept.len() < original.len() && image::load_from_memory(&kept).is_ok(), "{name}");
        }
    })
    .await;
}
