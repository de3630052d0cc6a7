//! To whom a conversation is offered: rules, one after the other.

use super::QueueEditor;
use super::members::name_of;
use super::page::Choices;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::NumberInput;
use crate::parts::reorder::{Mover, Order};
use crate::state::widget::shift;
use crate::text::{fill, t};
use leptos::prelude::*;
use shared::ids::AgentId;
use shared::queue::{PICK_MAX, RULES_MAX, Rule};

/// A rule in words.
fn rule_name(rule: &Rule, choices: Choices) -> String {
    match rule {
        Rule::Everyone => t("routing.everyone"),
        Rule::Agent { agent } => fill("routing.agent", &[("name", &name_of(choices, agent))]),
        Rule::Random { .. } => t("routing.random"),
        Rule::Top { .. } => t("routing.top"),
        Rule::RoundRobin => t("routing.round_robin"),
        Rule::FewestConversations => t("routing.fewest"),
        Rule::LeastRecent => t("routing.least_recent"),
        Rule::LastAgent => t("routing.last_agent"),
    }
}

/// What a rule does, in a sentence.
fn rule_note(rule: &Rule) -> String {
    t(match rule {
        Rule::Everyone => "routing.everyone_note",
        Rule::Agent { .. } => "routing.agent_note",
        Rule::Random { .. } => "routing.random_note",
        Rule::Top { .. } => "routing.top_note",
        Rule::RoundRobin => "routing.round_robin_note",
        Rule::FewestConversations => "routing.fewest_note",
        Rule::LeastRecent => "routing.least_recent_note",
        Rule::LastAgent => "routing.last_agent_note",
    })
}

/// The list, and what can be added to it.
#[component]
pub fn Rules(
    /// The queue under change.
    editor: QueueEditor,
    /// Who can be named.
    choices: Choices,
) -> impl IntoView {
    let rules = editor.read(|set| set.settings.rules.clone());
    let total = Memo::new(move |_| rules.with(Vec::len));
    let ids = Memo::new(move |_| (0..total.get()).map(|at| at.to_string()).collect::<Vec<_>>());
    let moved =
        Callback::new(move |(from, to)| editor.change(|set| shift(&mut set.settings.rules, from, to)));
    let order = Order { ids: ids.into(), shift: moved, name: "rules" };
    let fault = editor.fault("settings.rules");
    let row = move |at: usize| {
        view! {
            <li class="entry" class:wrong=move || is_wrong(editor, at) data-list="rules" data-entry=at.to_string()>
                <Line at=at editor=editor order=order choices=choices />
            </li>
        }
    };
    let first_agent = move || {
        choices
            .agents
            .with_value(|agents| agents.iter().find(|agent| agent.active).map(|agent| agent.id.clone()))
    };
    let offered = move || {
        let some_agent = first_agent().map(|agent| Rule::Agent { agent });
        let all = [
            Some(Rule::Everyone),
            Some(Rule::LastAgent),
            Some(Rule::RoundRobin),
            Some(Rule::FewestConversations),
            Some(Rule::LeastRecent),
            Some(Rule::Random { count: 3 }),
            Some(Rule::Top { count: 3 }),
            some_agent,
        ];
        let is_free = |rule: &Rule| {
            rules.with(|rules| {
                matches!(rule, Rule::Agent { .. })
                    || !rules
                        .iter()
                        .any(|known| core::mem::discriminant(known) == core::mem::discriminant(rule))
            })
        };
        all.into_iter().flatten().filter(is_free).collect::<Vec<_>>()
    };
    let add = move |rule: Rule| {
        let name = match &rule {
            Rule::Agent { .. } => t("routing.some_agent"),
            rule => rule_name(rule, choices),
        };
        view! {
            <button type="button" class="button small" on:click=move |_| editor.change(|set| set.settings.rules.push(rule.clone()))>
                {icon(Icon::Plus)}
                {name}
            </button>
        }
    };
    view! {
        <ol class="entries" id="settings.rules" tabindex="-1">
            {move || (0..total.get()).map(row).collect_view()}
        </ol>
        <p class="field-error">{move || fault.get()}</p>
        {move || (total.get() < RULES_MAX).then(|| view! {
            <div class="add">
                <p class="label">{t("queue.add_rule")}</p>
                <div class="choices">{offered().into_iter().map(add).collect_view()}</div>
            </div>
        })}
    }
}

fn is_wrong(editor: QueueEditor, at: usize) -> bool {
    let path = format!("settings.rules.{at}");
    editor.faults.with(|faults| {
        faults.iter().any(|fault| fault.path == path || fault.path.starts_with(&format!("{path}.")))
    })
}

#[component]
fn Line(at: usize, editor: QueueEditor, order: Order, choices: Choices) -> impl IntoView {
    let rule = editor.read(move |set| set.settings.rules.get(at).cloned());
    let name = Signal::derive(move || rule.get().map(|rule| rule_name(&rule, choices)).unwrap_or_default());
    let is_only = editor.read(|set| set.settings.rules.len() == 1);
    let remove = move |_| {
        editor.change(|set| {
            if at < set.settings.rules.len() && set.settings.rules.len() > 1 {
                set.settings.rules.remove(at);
            }
        });
    };
    let fault = editor.fault(format!("settings.rules.{at}"));
    view! {
        <div class="entry-head" id=format!("settings.rules.{at}") tabindex="-1">
            <Mover order=order id=at.to_string() name=name />
            <span class="entry-name">
                <strong dir="auto">{name}</strong>
                <span class="soft small">{move || rule.get().map(|rule| rule_note(&rule))}</span>
            </span>
            <button
                type="button"
                class="button quiet square small"
                aria-label=move || fill("queue.remove_rule", &[("name", &name.get())])
                aria-disabled=move || is_only.get().then_some("true")
                on:click=remove
            >
                {icon(Icon::Close)}
            </button>
        </div>
        {move || rule.get().and_then(|rule| details(at, &rule, editor, choices))}
        {move || fault.get().map(|fault| view! { <p class="field-error entry-fault">{fault}</p> })}
    }
}

/// What can be set for a rule beside its place.
fn details(at: usize, rule: &Rule, editor: QueueEditor, choices: Choices) -> Option<AnyView> {
    match rule {
        Rule::Random { .. } | Rule::Top { .. } => {
            let bound = editor.bind(
                format!("settings.rules.{at}.count"),
                move |set| match set.settings.rules.get(at) {
                    Some(Rule::Random { count } | Rule::Top { count }) => Some(*count),
                    _ => None,
                },
                move |set, count: Option<u32>| {
                    if let Some(Rule::Random { count: known } | Rule::Top { count: known }) =
                        set.settings.rules.get_mut(at)
                    {
                        *known = count.unwrap_or(0);
                    }
                },
            );
            Some(
                view! {
                    <div class="entry-details">
                        <NumberInput bound=bound label=t("routing.count") min=1 max=PICK_MAX />
                    </div>
                }
                .into_any(),
            )
        }
        Rule::Agent { agent } => {
            let chosen = agent.clone();
            let choose = move |event| {
                let agent = AgentId(event_target_value(&event));
                editor.change(|set| {
                    if let Some(rule) = set.settings.rules.get_mut(at) {
                        *rule = Rule::Agent { agent };
                    }
                });
            };
            let fault = editor.fault(format!("settings.rules.{at}.agent"));
            let id = format!("settings.rules.{at}.agent");
            let is_known = choices.agents.with_value(|agents| agents.iter().any(|one| one.id == chosen));
            let option = |one: &shared::staff::Agent| {
                let is_it = one.id == chosen;
                view! { <option value=one.id.to_string() selected=is_it disabled=!one.active>{one.set.name.clone()}</option> }
            };
            Some(view! {
                <div class="entry-details">
                    <div class="field">
                        <label for=id.clone()>{t("routing.which")}</label>
                        <select id=id class="input" on:change=choose>
                            {(!is_known).then(|| view! { <option value="" selected disabled>{t("agent.unknown")}</option> })}
                            {choices.agents.with_value(|agents| agents.iter().map(option).collect_view())}
                        </select>
                        <p class="field-error">{move || fault.get()}</p>
                    </div>
                </div>
            }
            .into_any())
        }
        Rule::Everyone
        | Rule::RoundRobin
        | Rule::FewestConversations
        | Rule::LeastRecent
        | Rule::LastAgent => None,
    }
}
