//! A person's mark: the photo, or up to two initials on a hue that follows from the name.

use leptos::prelude::*;

/// How many hues the style sheet knows (`.avatar[data-hue]`).
const HUES: u32 = 6;

/// The mark of a person; decoration beside the name.
#[component]
pub fn Avatar(
    /// The name; empty for an unknown visitor.
    #[prop(into)]
    name: String,
    /// Whether to show the person as connected; `None` leaves it open.
    #[prop(into, default = Signal::stored(None))]
    online: Signal<Option<bool>>,
    /// Path of the photo, if there is one.
    #[prop(optional_no_strip)]
    photo: Option<String>,
) -> impl IntoView {
    let presence = move || online.get().map(|online| if online { "online" } else { "offline" });
    view! {
        <span class="avatar" aria-hidden="true" data-hue=hue(&name).to_string() data-presence=presence>
            {initials(&name)}
            {photo.map(|photo| view! { <img class="photo" src=photo alt="" loading="lazy" /> })}
        </span>
    }
}

/// The first letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

fn hue(name: &str) -> u32 {
    name.chars().fold(0u32, |sum, c| sum.wrapping_mul(31).wrapping_add(c.into())) % HUES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_all_sorts_of_names() {
        for (name, expected) in [
            ("", ""),
            ("anna", "A"),
            ("Anna Maria Lena", "AL"),
            ("  żaneta   (x) ", "ŻX"),
            ("Ёлка Иванова", "ЁИ"),
            ("🙂 Bob", "B"),
            ("王小明", "王"),
        ] {
            assert_eq!(initials(name), expected, "{name:?}");
        }
    }

    #[test]
    fn a_name_keeps_its_hue() {
        assert_eq!(hue("Anna"), hue("Anna"));
        assert!(["a", "b", "", "Ёлка"].iter().all(|name| hue(name) < HUES));
    }
}
