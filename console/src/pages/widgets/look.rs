//! How the widget looks: colours with their contrast, launcher, position.

use super::editor::{Editor, use_editor};
use super::logo::Logo;
use super::{Part, ratio};
use crate::parts::choice::{Segments, SwitchInput};
use crate::parts::color::ColorInput;
use crate::parts::icon::{Icon as Sign, icon};
use crate::parts::inputs::NumberInput;
use crate::text::{fill, t};
use leptos::prelude::*;
use shared::color::{Color, PART_CONTRAST, TEXT_CONTRAST};
use shared::rest::WidgetDraft;
use shared::settings::{Icon, Look as LookSettings, PANEL, Palette, Scheme, Shape, Side, Size, Wrong};

/// The chapter.
#[component]
pub fn Look() -> impl IntoView {
    let editor = use_editor();
    let scheme = bind(editor, "look.scheme", |look| look.scheme, |look, scheme| look.scheme = scheme);
    let shape = bind(editor, "look.shape", |look| look.shape, |look, shape| look.shape = shape);
    let icon = bind(editor, "look.icon", |look| look.icon, |look, icon| look.icon = icon);
    let size = bind(editor, "look.size", |look| look.size, |look, size| look.size = size);
    let side = bind(editor, "look.side", |look| look.side, |look, side| look.side = side);
    let photos = bind(editor, "look.photos", |look| look.photos, |look, on| look.photos = on);
    let powered = bind(editor, "look.powered_by", |look| look.powered_by, |look, on| look.powered_by = on);
    let x = offset(editor, "look.offset_x", |look| look.offset_x, |look, x| look.offset_x = x);
    let y = offset(editor, "look.offset_y", |look| look.offset_y, |look, y| look.offset_y = y);
    view! {
        <Part title=t("appearance.colors") note=t("appearance.colors_note")>
            <div class="pair">
                <Colors name="light" title=t("theme.light") panel=PANEL[0] />
                <Colors name="dark" title=t("theme.dark") panel=PANEL[1] />
            </div>
            <Segments bound=scheme label=t("appearance.scheme") options=vec![
                (Scheme::Auto, t("appearance.auto")),
                (Scheme::Light, t("theme.light")),
                (Scheme::Dark, t("theme.dark")),
            ] />
        </Part>
        <Part title=t("appearance.launcher")>
            <Segments bound=icon label=t("appearance.icon") hint=t("appearance.icon_note") options=vec![
                (Icon::Bubble, t("appearance.bubble")),
                (Icon::Question, t("appearance.question")),
                (Icon::Headset, t("appearance.headset")),
                (Icon::Wave, t("appearance.wave")),
                (Icon::Text, t("appearance.text")),
            ] />
            <div class="pair">
                <Segments bound=shape label=t("appearance.shape") options=vec![
                    (Shape::Round, t("appearance.round")),
                    (Shape::Square, t("appearance.square")),
                ] />
                <Segments bound=size label=t("appearance.size") options=vec![
                    (Size::Small, t("appearance.small")),
                    (Size::Medium, t("appearance.medium")),
                    (Size::Large, t("appearance.large")),
                ] />
            </div>
        </Part>
        <Part title=t("appearance.position")>
            <Segments bound=side label=t("appearance.side") hint=t("appearance.side_note") options=vec![
                (Side::Start, t("appearance.start")),
                (Side::End, t("appearance.end")),
            ] />
            <div class="pair">
                <NumberInput bound=x label=t("appearance.from_side") unit="px" max=200 />
                <NumberInput bound=y label=t("appearance.from_bottom") unit="px" max=200 />
            </div>
        </Part>
        <Part title=t("appearance.face")>
            <Logo />
            <SwitchInput bound=photos label=t("appearance.photos") hint=t("appearance.photos_note") />
            <SwitchInput bound=powered label=t("appearance.powered_by") hint=t("appearance.powered_by_note") />
        </Part>
    }
}

/// The two colours of a scheme, with how well they can be told apart.
#[component]
fn Colors(name: &'static str, title: String, panel: Color) -> impl IntoView {
    let editor = use_editor();
    let palette = editor.read(move |set| *palette(set, name));
    let brand = editor.bind(
        format!("look.{name}.brand"),
        move |set| palette_of(set, name).brand,
        move |set, color| palette_mut(set, name).brand = color,
    );
    let on_brand = editor.bind(
        format!("look.{name}.on_brand"),
        move |set| palette_of(set, name).on_brand,
        move |set, color| palette_mut(set, name).on_brand = color,
    );
    let brand_ratio = move || palette.with(|palette| palette.brand.contrast(panel));
    let text_ratio = move || palette.with(|palette| palette.on_brand.contrast(palette.brand));
    view! {
        <fieldset class="colors">
            <legend>{title}</legend>
            <ColorInput bound=brand label=t("appearance.brand") />
            <Contrast id=format!("look.{name}.brand") ratio=Signal::derive(brand_ratio) needed=PART_CONTRAST
                take=Callback::new(move |color| brand.set.run(color)) />
            <ColorInput bound=on_brand label=t("appearance.on_brand") />
            <Contrast id=format!("look.{name}.on_brand") ratio=Signal::derive(text_ratio) needed=TEXT_CONTRAST
                take=Callback::new(move |color| on_brand.set.run(color)) />
        </fieldset>
    }
}

/// The contrast in figures and, if it isn't enough, a colour that would do.
#[component]
fn Contrast(id: String, ratio: Signal<f64>, needed: f64, take: Callback<Color>) -> impl IntoView {
    let editor = use_editor();
    let suggestion = Memo::new(move |_| {
        editor.faults.with(|faults| {
            faults.iter().find(|fault| fault.anchor == id).and_then(|fault| match fault.wrong {
                Wrong::Contrast { suggestion, .. } => suggestion,
                _ => None,
            })
        })
    });
    let is_enough = move || ratio.get() >= needed;
    view! {
        // What isn't enough is said by the field itself.
        {move || is_enough().then(|| view! {
            <p class="contrast">
                {icon(Sign::Check)}
                <span>{move || fill("appearance.contrast", &[("ratio", &shown_ratio(ratio.get()))])}</span>
            </p>
        })}
        {move || suggestion.get().map(|color| view! {
            <button type="button" class="button small suggestion" on:click=move |_| take.run(color)>
                <Swatch color=color />
                {fill("appearance.take", &[("color", &color.to_string())])}
            </button>
        })}
    }
}

/// A dab of a colour.
#[component]
fn Swatch(color: Color) -> impl IntoView {
    view! { <span class={"swatch"} aria-hidden="true" style:background-color=color.to_string()></span> }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 21")]
fn shown_ratio(contrast: f64) -> String {
    ratio((contrast * 100.0) as u32)
}

fn palette<'a>(set: &'a WidgetDraft, name: &str) -> &'a Palette {
    if name == "dark" { &set.settings.look.dark } else { &set.settings.look.light }
}

fn palette_of(set: &WidgetDraft, name: &str) -> Palette {
    *palette(set, name)
}

fn palette_mut<'a>(set: &'a mut WidgetDraft, name: &str) -> &'a mut Palette {
    if name == "dark" { &mut set.settings.look.dark } else { &mut set.settings.look.light }
}

fn bind<T: PartialEq + Clone + Send + Sync + 'static>(
    editor: Editor,
    anchor: &'static str,
    read: fn(&LookSettings) -> T,
    write: fn(&mut LookSettings, T),
) -> crate::parts::bound::Bound<T> {
    editor.bind(
        anchor,
        move |set| read(&set.settings.look),
        move |set, value| write(&mut set.settings.look, value),
    )
}

/// A distance; nothing typed leaves it as it is.
fn offset(
    editor: Editor,
    anchor: &'static str,
    read: fn(&LookSettings) -> u16,
    write: fn(&mut LookSettings, u16),
) -> crate::parts::bound::Bound<Option<u32>> {
    editor.bind(
        anchor,
        move |set| Some(read(&set.settings.look).into()),
        move |set, value: Option<u32>| {
            if let Some(value) = value {
                write(&mut set.settings.look, u16::try_from(value).unwrap_or(u16::MAX));
            }
        },
    )
}
