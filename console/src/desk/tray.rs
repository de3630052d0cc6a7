//! The files that go with the next message: on their way up, there, or refused.

use crate::live::api::upload::{self, Progress, Upload};
use crate::live::storage::{self, Keep};
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::toast::Toast;
use crate::text::{count, file_size, fill, t};
use crate::workplace::Workplace;
use leptos::html;
use leptos::prelude::*;
use shared::file::{FILE_ENDINGS, FILES_MAX, FileCard};
use shared::ids::{ConversationId, FileId};
use std::collections::HashMap;
use web_sys::{DataTransfer, File};

/// How far a file is.
#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Percent(u8),
    Failed(String),
    There(FileCard),
}

/// A file of the tray.
#[derive(Clone, Debug, PartialEq)]
struct Item {
    key: u32,
    name: String,
    bytes: u64,
    stage: Stage,
}

/// The tray of one composer.
#[derive(Clone, Copy)]
pub struct Tray {
    items: RwSignal<Vec<Item>>,
    /// What is behind the items: the file, and its upload while that is under way.
    held: StoredValue<HashMap<u32, (File, Option<Upload>)>, LocalStorage>,
    last_key: StoredValue<u32>,
    /// Where its files go up to.
    path: StoredValue<String>,
    kept_name: StoredValue<String>,
    workplace: Workplace,
}

impl Tray {
    /// The tray of a conversation, with the files that were uploaded before a reload.
    pub fn new(conversation: &ConversationId, workplace: Workplace) -> Self {
        let path = format!("/api/agent/files?conversation={conversation}");
        Self::to(path, format!("files.{conversation}"), workplace)
    }

    /// A tray whose files go up to a path, and are remembered by a name that begins with `files.`.
    pub fn to(path: String, kept_name: String, workplace: Workplace) -> Self {
        let kept: Vec<FileCard> = storage::value(Keep::Tab, &kept_name).unwrap_or_default();
        let last_key = u32::try_from(kept.len()).unwrap_or_default();
        let items = (0..).zip(kept).map(|(key, card)| Item {
            key,
            name: card.name.clone(),
            bytes: card.bytes,
            stage: Stage::There(card),
        });
        let tray = Self {
            items: RwSignal::new(items.collect()),
            held: StoredValue::new_local(HashMap::new()),
            last_key: StoredValue::new(last_key),
            path: StoredValue::new(path),
            kept_name: StoredValue::new(kept_name),
            workplace,
        };
        Effect::new(move |_| {
            let cards = tray.items.with(|items| cards(items));
            tray.kept_name.with_value(|name| match cards.is_empty() {
                true => storage::keep_text(Keep::Tab, name, ""),
                false => storage::keep_value(Keep::Tab, name, &cards),
            });
        });
        tray
    }

    /// Whether a file is on its way up.
    pub fn is_busy(self) -> bool {
        self.items.with(|items| items.iter().any(|item| matches!(item.stage, Stage::Percent(_))))
    }

    /// Whether there is a file that can go with a message.
    pub fn has_files(self) -> bool {
        self.items.with(|items| items.iter().any(|item| matches!(item.stage, Stage::There(_))))
    }

    /// Takes the files out for a message; those that failed stay.
    pub fn take(self) -> Vec<FileId> {
        let ids = self.items.with_untracked(|items| cards(items)).into_iter().map(|card| card.id);
        let ids = ids.collect();
        self.items.update(|items| items.retain(|item| !matches!(item.stage, Stage::There(_))));
        ids
    }

    /// Takes in files that were dropped or pasted; `false` if there were none.
    pub fn receive(self, transfer: Option<DataTransfer>) -> bool {
        let Some(files) = transfer.and_then(|transfer| transfer.files()) else {
            return false;
        };
        let files: Vec<File> = (0..files.length()).filter_map(|index| files.get(index)).collect();
        let is_any = !files.is_empty();
        files.into_iter().for_each(|file| self.add(file));
        is_any
    }

    fn add(self, file: File) {
        if self.items.with_untracked(Vec::len) >= FILES_MAX {
            return self.workplace.toasts.show(Toast::trouble(count("files.most", FILES_MAX)));
        }
        let key = self.last_key.get_value() + 1;
        self.last_key.set_value(key);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number of bytes below 2^53"
        )]
        let bytes = file.size() as u64;
        self.items.update(|items| {
            items.push(Item { key, name: file.name(), bytes, stage: Stage::Percent(0) });
        });
        self.held.update_value(|held| drop(held.insert(key, (file, None))));
        self.send(key);
    }

    fn send(self, key: u32) {
        let path = self.path.get_value();
        let Some(file) = self.held.with_value(|held| held.get(&key).map(|(file, _)| file.clone())) else {
            return;
        };
        self.set_stage(key, Stage::Percent(0));
        let hear = move |progress: Progress<FileCard>| match progress {
            Progress::Percent(percent) => self.set_stage(key, Stage::Percent(percent)),
            Progress::Done(card) => self.set_stage(key, Stage::There(card)),
            Progress::Failed(failure) => self.set_stage(key, Stage::Failed(failure_text(&failure))),
        };
        let upload = upload::send("POST", &path, &file, Some(&file.name()), hear);
        self.held.update_value(|held| drop(held.insert(key, (file, upload))));
    }

    fn set_stage(self, key: u32, stage: Stage) {
        let _ = self.items.try_update(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.key == key) {
                item.stage = stage;
            }
        });
    }

    /// Throws a file away, and stops its upload.
    fn remove(self, key: u32) {
        self.held.update_value(|held| drop(held.remove(&key)));
        self.items.update(|items| items.retain(|item| item.key != key));
    }
}

fn cards(items: &[Item]) -> Vec<FileCard> {
    let card = |item: &Item| match &item.stage {
        Stage::There(card) => Some(card.clone()),
        Stage::Percent(_) | Stage::Failed(_) => None,
    };
    items.iter().filter_map(card).collect()
}

/// The files of a tray above the text.
#[component]
pub fn TrayView(tray: Tray) -> impl IntoView {
    let keys =
        Memo::new(move |_| tray.items.with(|items| items.iter().map(|item| item.key).collect::<Vec<_>>()));
    move || {
        keys.with(|keys| !keys.is_empty()).then(|| {
            view! {
                <ul class="tray" aria-label=t("files.tray")>
                    <For each=move || keys.get() key=|key| *key let(key)>
                        <li class="tray-item"><TrayItem tray=tray key=key /></li>
                    </For>
                </ul>
            }
        })
    }
}

#[component]
fn TrayItem(tray: Tray, key: u32) -> impl IntoView {
    let item =
        Memo::new(move |_| tray.items.with(|items| items.iter().find(|item| item.key == key).cloned()));
    let name = item.get_untracked().map(|item| item.name).unwrap_or_default();
    let bytes = item.get_untracked().map(|item| item.bytes).unwrap_or_default();
    let status = move || {
        match item.get()?.stage {
        Stage::Percent(percent) => Some(
            view! {
                <progress class="progress" max="100" value=percent aria-label=fill("action.uploading", &[("percent", &percent.to_string())])></progress>
            }
            .into_any(),
        ),
        Stage::There(_) => Some(view! { <span class="soft small">{file_size(bytes)}</span> }.into_any()),
        Stage::Failed(why) => Some(
            view! {
                <span class="failed small" role="alert">{why}</span>
                <button type="button" class="link small" on:click=move |_| tray.send(key)>{t("action.try_again")}</button>
            }
            .into_any(),
        ),
    }
    };
    view! {
        {icon(Icon::File)}
        <span class="file-about">
            <bdi class="file-name">{name.clone()}</bdi>
            {status}
        </span>
        <button
            type="button"
            class="button quiet square small"
            aria-label=fill("files.remove", &[("name", &name)])
            on:click=move |_| tray.remove(key)
        >
            {icon(Icon::Close)}
        </button>
    }
}

/// The button that asks for files.
#[component]
pub fn AttachButton(tray: Tray) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let accept = FILE_ENDINGS.map(|ending| format!(".{ending}")).join(",");
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            if let Some(files) = input.files() {
                (0..files.length()).filter_map(|index| files.get(index)).for_each(|file| tray.add(file));
            }
            input.set_value("");
        }
    };
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <input node_ref=input type="file" multiple accept=accept hidden on:change=chosen />
        <button type="button" class="button quiet square" aria-label=t("files.attach") on:click=open>{icon(Icon::Clip)}</button>
    }
}
