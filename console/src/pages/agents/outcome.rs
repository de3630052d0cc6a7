//! What an import shows: what is wrong, the first rows, and the links of those who were created.

use super::role_name;
use crate::pages::mail::{MailMissing, MailNote};
use crate::parts::copy::CopyButton;
use crate::parts::icon::{Icon, icon};
use crate::text::{count, fill, number, t};
use leptos::prelude::*;
use shared::staff::{AgentDraft, ImportFault, ImportWrong};

/// Faults that are shown; more can't be read at once.
const SHOWN: usize = 100;

fn wrong_text(wrong: ImportWrong) -> String {
    t(match wrong {
        ImportWrong::Missing => "faults.missing",
        ImportWrong::UnknownColumn => "import.unknown_column",
        ImportWrong::Malformed => "faults.malformed",
        ImportWrong::TooLong => "faults.too_long",
        ImportWrong::OutOfRange => "faults.out_of_range",
        ImportWrong::Twice => "import.twice",
        ImportWrong::Taken => "import.taken",
        ImportWrong::UnknownQueue => "import.unknown_queue",
        ImportWrong::UnknownRole => "import.unknown_role",
        ImportWrong::RoleTooHigh => "import.role_too_high",
        ImportWrong::Formula => "import.formula",
        ImportWrong::Quote => "import.quote",
        ImportWrong::Cells => "import.cells",
        ImportWrong::TooManyRows => "import.too_many_rows",
        ImportWrong::Empty => "import.empty",
        ImportWrong::Unreadable => "import.unreadable",
    })
}

/// Everything that is wrong, by line and column.
#[component]
pub fn Faults(
    /// What is wrong.
    faults: Vec<ImportFault>,
) -> impl IntoView {
    let total = faults.len();
    let row = |fault: ImportFault| {
        let line = if fault.line == 0 { "–".into() } else { number(fault.line as usize) };
        view! {
            <tr>
                <th scope="row">{line}</th>
                <td><bdi>{fault.column}</bdi></td>
                <td><bdi>{fault.value}</bdi></td>
                <td>{wrong_text(fault.wrong)}</td>
            </tr>
        }
    };
    view! {
        <section class="part" aria-labelledby="import-faults">
            <h2 id="import-faults" class="with-icon failed" tabindex="-1">{icon(Icon::Alert)}{count("import.faults", total)}</h2>
            <p class="soft small">{t("import.faults_note")}</p>
            <div class="differences" tabindex="0" role="group" aria-labelledby="import-faults">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t("import.line")}</th>
                            <th scope="col">{t("import.column")}</th>
                            <th scope="col">{t("import.value")}</th>
                            <th scope="col">{t("import.wrong")}</th>
                        </tr>
                    </thead>
                    <tbody>{faults.into_iter().take(SHOWN).map(row).collect_view()}</tbody>
                </table>
            </div>
            {(total > SHOWN).then(|| view! { <p class="soft small">{count("import.more", total - SHOWN)}</p> })}
        </section>
    }
}

/// The first rows, as they were understood.
#[component]
pub fn Sample(
    /// The first rows.
    drafts: Vec<AgentDraft>,
    /// How many there are.
    rows: u32,
) -> impl IntoView {
    let hidden = (rows as usize).saturating_sub(drafts.len());
    let row = |draft: AgentDraft| {
        view! {
            <tr>
                <th scope="row"><bdi>{draft.name}</bdi></th>
                <td><bdi>{draft.email}</bdi></td>
                <td><bdi>{draft.extension}</bdi></td>
                <td>{role_name(draft.role)}</td>
                <td>{number(draft.queues.len())}</td>
                <td>{draft.languages.join(", ")}</td>
                <td>{number(draft.capacity as usize)}</td>
            </tr>
        }
    };
    (!drafts.is_empty()).then(|| {
        view! {
            <section class="part" aria-labelledby="import-sample">
                <h2 id="import-sample">{t("import.first")}</h2>
                <div class="differences" tabindex="0" role="group" aria-labelledby="import-sample">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{t("agent.name")}</th>
                                <th scope="col">{t("agent.email")}</th>
                                <th scope="col">{t("agent.extension")}</th>
                                <th scope="col">{t("agent.role")}</th>
                                <th scope="col">{t("agent.queues")}</th>
                                <th scope="col">{t("agent.languages")}</th>
                                <th scope="col">{t("agent.capacity")}</th>
                            </tr>
                        </thead>
                        <tbody>{drafts.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
                {(hidden > 0).then(|| view! { <p class="soft small">{count("import.more", hidden)}</p> })}
            </section>
        }
    })
}

/// Who was created, with their links to hand out.
#[component]
pub fn Created(
    /// Addresses and links.
    links: Vec<(String, String)>,
    /// How many of them were also mailed; `None` if mail isn't set up.
    mailed: Option<u32>,
) -> impl IntoView {
    let on_their_way = match mailed {
        Some(number) => view! { <MailNote>{count("import.mailed", number as usize)}</MailNote> }.into_any(),
        None => view! { <MailMissing /> }.into_any(),
    };
    let total = links.len();
    let all = links.iter().map(|(email, link)| format!("{email}\t{link}")).collect::<Vec<_>>().join("\n");
    let row = |(email, link): (String, String)| {
        let label = fill("import.copy_link", &[("email", &email)]);
        view! {
            <li class="session">
                <span class="session-main"><bdi>{email}</bdi></span>
                <CopyButton text=Signal::stored(link) label=label />
            </li>
        }
    };
    view! {
        <section class="part" aria-labelledby="import-created">
            <h2 id="import-created" class="with-icon">{icon(Icon::Check)}{count("import.created", total)}</h2>
            <p class="soft small">{t("import.links_note")}</p>
            {on_their_way}
            <p><CopyButton text=Signal::stored(all) label=t("import.copy_all") /></p>
            <ul class="sessions">{links.into_iter().take(SHOWN).map(row).collect_view()}</ul>
            {(total > SHOWN).then(|| view! { <p class="soft small">{count("import.more", total - SHOWN)}</p> })}
        </section>
    }
}
