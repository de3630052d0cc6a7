//! Files in a message: pictures by their thumbnails, all else by name, kind and size.

use crate::parts::icon::{Icon, icon};
use crate::text::{file_size, fill, t};
use leptos::prelude::*;
use shared::file::FileCard;

/// The files of a message.
#[component]
pub fn Files(files: Vec<FileCard>) -> impl IntoView {
    (!files.is_empty()).then(|| {
        let item = |file| view! { <li><OneFile file=file /></li> };
        view! { <ul class="files">{files.into_iter().map(item).collect_view()}</ul> }
    })
}

#[component]
fn OneFile(file: FileCard) -> impl IntoView {
    let href = format!("/api/files/{}", file.id);
    let about = format!("{} · {}", ending(&file), file_size(file.bytes));
    match file.thumbnail {
        Some(size) => view! {
            <a
                class="file-picture"
                href=href.clone()
                download=file.name.clone()
                aria-label=fill("files.picture", &[("name", &file.name), ("about", &about)])
            >
                <img src=format!("{href}/thumbnail") width=size.width height=size.height alt="" loading="lazy" />
            </a>
        }
        .into_any(),
        None => view! {
            <a class="file-chip" href=href download=file.name.clone()>
                {icon(Icon::File)}
                <span class="file-about">
                    <bdi class="file-name">{file.name.clone()}</bdi>
                    <span class="small">{about}</span>
                </span>
                {icon(Icon::Download)}
                <span class="unseen">{t("files.download")}</span>
            </a>
        }
        .into_any(),
    }
}

/// What people call a kind of file: the ending of its name.
fn ending(file: &FileCard) -> String {
    match file.name.rsplit_once('.') {
        Some((_, ending)) if ending.len() <= 5 => ending.to_uppercase(),
        _ => file.kind.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_its_ending_or_its_kind() {
        for (name, expected) in
            [("a.pdf", "PDF"), ("a.b.jpeg", "JPEG"), ("LICENSE", "text/plain"), ("a.comment", "text/plain")]
        {
            let file = FileCard {
                id: "f1".into(),
                name: name.into(),
                kind: "text/plain".into(),
                bytes: 1,
                thumbnail: None,
            };
            assert_eq!(ending(&file), expected, "{name}");
        }
    }
}
