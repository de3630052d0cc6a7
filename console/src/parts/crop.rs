//! A square out of a picture: moved by pointer or arrow keys, made larger by a slider, cut out in the browser.

use crate::text::t;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, Url};

/// Width and height of what is cut out, in pixels: twice what is shown, for sharp screens.
const SIDE: u32 = 192;
/// How far an arrow key moves, as a part of the picture's shorter side.
const STEP: f64 = 0.02;
/// Most that a picture is enlarged.
const ZOOM_MAX: f64 = 4.0;

/// Which square of a picture. Lengths are parts of the picture's shorter side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Square {
    /// Width and height of the picture, of which the shorter is 1.
    size: (f64, f64),
    /// The square's middle.
    middle: (f64, f64),
    /// 1 shows the whole shorter side.
    zoom: f64,
}

impl Square {
    /// The largest square in the middle of a picture of this size in pixels.
    pub fn of(width: f64, height: f64) -> Self {
        let shorter = width.min(height).max(1.0);
        let size = (width / shorter, height / shorter);
        Self { size, middle: (size.0 / 2.0, size.1 / 2.0), zoom: 1.0 }
    }

    /// Moved, but never out of the picture.
    pub fn moved(self, by: (f64, f64)) -> Self {
        let half = 0.5 / self.zoom;
        let within = |at: f64, size: f64| at.clamp(half, (size - half).max(half));
        let middle = (within(self.middle.0 + by.0, self.size.0), within(self.middle.1 + by.1, self.size.1));
        Self { middle, ..self }
    }

    /// Enlarged around its middle.
    pub fn zoomed(self, zoom: f64) -> Self {
        Self { zoom: zoom.clamp(1.0, ZOOM_MAX), ..self }.moved((0.0, 0.0))
    }

    /// Left edge, upper edge and side.
    fn edges(self) -> (f64, f64, f64) {
        let side = 1.0 / self.zoom;
        (self.middle.0 - side / 2.0, self.middle.1 - side / 2.0, side)
    }
}

/// Lets somebody choose the square. What the browser can't draw is handed on as it is: the server takes its middle.
#[component]
pub fn CropBox(
    /// The picture.
    file: File,
    /// Takes what was cut out.
    done: Callback<Blob>,
    /// Nothing is taken.
    cancel: Callback<()>,
) -> impl IntoView {
    let image = NodeRef::<html::Img>::new();
    let square = RwSignal::new(None::<Square>);
    let dragged_from = StoredValue::new(None::<(f64, f64)>);
    let address = Url::create_object_url_with_blob(&file).unwrap_or_default();
    let kept = StoredValue::new(address.clone());
    on_cleanup(move || {
        let _ = Url::revoke_object_url(&kept.get_value());
    });
    let whole = StoredValue::new_local(file);
    let loaded = move |_: ev::Event| {
        if let Some(image) = image.get_untracked() {
            let (width, height) = (image.natural_width().into(), image.natural_height().into());
            square.set(Some(Square::of(width, height)));
        }
    };
    let unreadable = move |_: ev::ErrorEvent| whole.with_value(|file| done.run(file.clone().into()));
    let shift = move |by: (f64, f64)| square.update(|square| *square = square.map(|square| square.moved(by)));
    let keys = move |event: ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => (-STEP, 0.0),
            "ArrowRight" => (STEP, 0.0),
            "ArrowUp" => (0.0, -STEP),
            "ArrowDown" => (0.0, STEP),
            _ => return,
        };
        event.prevent_default();
        shift(by);
    };
    let grab = move |event: ev::PointerEvent| {
        dragged_from.set_value(Some((event.client_x().into(), event.client_y().into())));
        let target = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(target) = target {
            let _ = target.set_pointer_capture(event.pointer_id());
        }
    };
    let drag = move |event: ev::PointerEvent| {
        let Some(from) = dragged_from.get_value() else { return };
        let to = (f64::from(event.client_x()), f64::from(event.client_y()));
        dragged_from.set_value(Some(to));
        let width = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
            .map_or(1.0, |view| f64::from(view.client_width()).max(1.0));
        let zoom = square.with_untracked(|square| square.map_or(1.0, |square| square.zoom));
        shift(((from.0 - to.0) / width / zoom, (from.1 - to.1) / width / zoom));
    };
    let place = move || {
        square.get().map(|square| {
            let (left, top, side) = square.edges();
            let percent = |part: f64| format!("{}%", part * 100.0);
            (percent(square.size.0 / side), percent(-left / side), percent(-top / side))
        })
    };
    let cut = move |_| {
        let (Some(image), Some(square)) = (image.get_untracked(), square.get_untracked()) else { return };
        if !cut_out(&image, square, done) {
            whole.with_value(|file| done.run(file.clone().into()));
        }
    };
    view! {
        <div class="crop">
            <div
                class="crop-view"
                tabindex="0"
                role="group"
                aria-label=t("photo.crop_label")
                on:keydown=keys
                on:pointerdown=grab
                on:pointermove=drag
                on:pointerup=move |_| dragged_from.set_value(None)
                on:pointercancel=move |_| dragged_from.set_value(None)
            >
                <img
                    node_ref=image
                    src=address
                    alt=""
                    draggable="false"
                    style:width=move || place().map(|(width, ..)| width)
                    style:left=move || place().map(|(_, left, _)| left)
                    style:top=move || place().map(|(.., top)| top)
                    on:load=loaded
                    on:error=unreadable
                />
            </div>
            <label class="crop-zoom">
                <span>{t("photo.zoom")}</span>
                <input
                    type="range"
                    min="1"
                    max=ZOOM_MAX.to_string()
                    step="0.05"
                    value="1"
                    on:input=move |event| {
                        if let Ok(zoom) = event_target_value(&event).parse::<f64>() {
                            square.update(|square| *square = square.map(|square| square.zoomed(zoom)));
                        }
                    }
                />
            </label>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| cancel.run(())>{t("action.cancel")}</button>
                <button type="button" class="button primary" on:click=cut>{t("photo.take")}</button>
            </div>
        </div>
    }
}

/// Draws the square onto a canvas and hands it on; `false` if the browser can't.
fn cut_out(image: &web_sys::HtmlImageElement, square: Square, done: Callback<Blob>) -> bool {
    let Some(canvas) =
        document().create_element("canvas").ok().and_then(|made| made.dyn_into::<HtmlCanvasElement>().ok())
    else {
        return false;
    };
    canvas.set_width(SIDE);
    canvas.set_height(SIDE);
    let Some(context) = canvas
        .get_context("2d")
        .ok()
        .flatten()
        .and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok())
    else {
        return false;
    };
    let shorter = f64::from(image.natural_width().min(image.natural_height()));
    let (left, top, side) = square.edges();
    let drawn = context.draw_image_with_html_image_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        image,
        left * shorter,
        top * shorter,
        side * shorter,
        side * shorter,
        0.0,
        0.0,
        SIDE.into(),
        SIDE.into(),
    );
    let take = Closure::once_into_js(move |blob: Option<Blob>| {
        if let Some(blob) = blob {
            done.run(blob);
        }
    });
    drawn.is_ok() && canvas.to_blob(take.unchecked_ref()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_never_leaves_its_picture() {
        for (width, height) in [(100.0, 100.0), (400.0, 100.0), (96.0, 300.0)] {
            let mut square = Square::of(width, height);
            assert_eq!(square.edges().2, 1.0);
            for (by, zoom) in [((5.0, 5.0), 1.0), ((-9.0, 0.3), 3.0), ((0.4, -9.0), 1.5), ((9.0, 9.0), 99.0)]
            {
                square = square.moved(by).zoomed(zoom);
                let (left, top, side) = square.edges();
                assert!(left >= -1e-9 && top >= -1e-9, "{square:?}");
                assert!(
                    left + side <= square.size.0 + 1e-9 && top + side <= square.size.1 + 1e-9,
                    "{square:?}"
                );
            }
        }
    }
}
