//! Many agents at once out of a table: chosen, looked through, created all or none.

use super::outcome::{Created, Faults, Sample};
use crate::live::api::upload::{self, Progress, Upload};
use crate::live::api::{Failure, staff};
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::text::{count, fill, number, t};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::staff::{ImportFault, ImportPreview, ImportProgress};
use std::time::Duration;
use web_sys::File;

/// How often it is asked how far the creation has got.
const ASK: Duration = Duration::from_millis(400);

/// Where the import stands.
#[derive(Clone, PartialEq)]
enum Step {
    Nothing,
    Uploading(u8),
    Looked(ImportPreview),
    Creating(u32, u32),
    Created(Vec<(String, String)>, Option<u32>),
    Refused(Vec<ImportFault>),
    Failed(Failure),
}

/// The page.
#[component]
pub fn ImportPage() -> impl IntoView {
    let step = RwSignal::new(Step::Nothing);
    let upload = StoredValue::new_local(None::<Upload>);
    let input = NodeRef::<html::Input>::new();
    let is_over = RwSignal::new(false);
    let hear = move |progress: Progress<ImportPreview>| match progress {
        Progress::Percent(percent) => step.set(Step::Uploading(percent)),
        Progress::Done(preview) => step.set(Step::Looked(preview)),
        Progress::Failed(failure) => step.set(Step::Failed(failure)),
    };
    let send = move |file: File| {
        step.set(Step::Uploading(0));
        upload.set_value(upload::send("POST", staff::IMPORT, &file, Some(&file.name()), hear));
    };
    let choose = move |_: ev::Event| {
        if let Some(input) = input.get_untracked() {
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                send(file);
            }
            input.set_value("");
        }
    };
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let stop = move |_| {
        upload.set_value(None);
        step.set(Step::Nothing);
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        is_over.set(false);
        let file = event.data_transfer().and_then(|transfer| transfer.files()).and_then(|files| files.get(0));
        if let Some(file) = file {
            send(file);
        }
    };
    let create = move |key: String| {
        spawn_local(async move {
            let answer = staff::import(&key).await;
            go_on(step, key, answer);
        });
    };
    let create = StoredValue::new(create);
    let body = move || {
        match step.get() {
        Step::Nothing => ().into_any(),
        Step::Uploading(percent) => view! {
            <p class="with-icon" role="status">
                <progress class="progress" max="100" value=percent></progress>
                {fill("action.uploading", &[("percent", &percent.to_string())])}
                <button type="button" class="link" on:click=stop>{t("action.cancel")}</button>
            </p>
        }
        .into_any(),
        Step::Failed(failure) => view! {
            <p class="with-icon failed" role="alert">{icon(Icon::Alert)}{failure_text(&failure)}</p>
        }
        .into_any(),
        Step::Looked(preview) => {
            let is_good = preview.faults.is_empty();
            let key = preview.key.clone();
            let read_as = fill(
                "import.read_as",
                &[("encoding", &preview.encoding), ("delimiter", &shown_delimiter(preview.delimiter))],
            );
            view! {
                <p>{count("import.rows", preview.rows as usize)}" "<span class="soft small">{read_as}</span></p>
                {(!is_good).then(|| view! { <Faults faults=preview.faults /> })}
                <Sample drafts=preview.sample rows=preview.rows />
                {is_good.then(|| view! {
                    <p>
                        <button type="button" class="button primary" on:click=move |_| create.with_value(|create| create(key.clone()))>
                            {count("import.create", preview.rows as usize)}
                        </button>
                    </p>
                })}
            }
            .into_any()
        }
        Step::Creating(done, rows) => view! {
            <p class="with-icon" role="status">
                <progress class="progress" max=rows value=done></progress>
                {fill("import.creating", &[("done", &number(done as usize)), ("rows", &number(rows as usize))])}
            </p>
        }
        .into_any(),
        Step::Created(links, mailed) => view! { <Created links=links mailed=mailed /> }.into_any(),
        Step::Refused(faults) => view! {
            <p role="alert">{t("import.refused")}</p>
            <Faults faults=faults />
        }
        .into_any(),
    }
    };
    view! {
        <main class="page" aria-labelledby="page-title">
            <header class="pane-head">
                <a class="button quiet square" href=Place::Agents.path() aria-label=t("agents.back")>{icon(Icon::Back)}</a>
                <h1 id="page-title">{t("import.title")}</h1>
            </header>
            <div class="pane-body page-body">
                <section class="part">
                    <p>{t("import.note")}</p>
                    <p class="soft small">{t("import.columns")}</p>
                    <p><a class="link" href=staff::SAMPLE download>{icon(Icon::Download)}{t("import.sample")}</a></p>
                    <div
                        class="drop-zone"
                        class:drop-here=is_over
                        on:dragover=move |event| {
                            event.prevent_default();
                            is_over.set(true);
                        }
                        on:dragleave=move |_| is_over.set(false)
                        on:drop=dropped
                    >
                        <input node_ref=input type="file" accept=".csv,.tsv,.txt,text/csv" hidden on:change=choose />
                        <button type="button" class="button" on:click=open>{icon(Icon::File)}{t("import.choose")}</button>
                        <span class="soft small">{t("import.drop")}</span>
                    </div>
                </section>
                <div class="import-step">{body}</div>
            </div>
        </main>
    }
}

/// Shows how far it is, and asks again as long as it isn't over.
fn go_on(step: RwSignal<Step>, key: String, answer: Result<ImportProgress, Failure>) {
    match answer {
        Ok(ImportProgress::Running { done, rows }) => {
            if step.try_set(Step::Creating(done, rows)).is_none() {
                set_timeout(
                    move || {
                        spawn_local(async move {
                            let answer = staff::import_progress(&key).await;
                            go_on(step, key, answer);
                        });
                    },
                    ASK,
                );
            }
        }
        Ok(ImportProgress::Created { links, mailed }) => drop(step.try_set(Step::Created(links, mailed))),
        Ok(ImportProgress::Refused { faults }) => drop(step.try_set(Step::Refused(faults))),
        Err(failure) => drop(step.try_set(Step::Failed(failure))),
    }
}

fn shown_delimiter(delimiter: char) -> String {
    match delimiter {
        '\t' => t("import.tab"),
        other => other.to_string(),
    }
}
