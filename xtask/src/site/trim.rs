//! The glue between a page and a wasm app, cut down to what this app uses.
//!
//! Crates export classes for streams and the like that no app of ours uses, and what is exported cannot be dropped by a
//! compiler. Here both halves are known: a page calls the start function alone, so what neither half calls in the other
//! goes, again and again until nothing more goes. Names between the halves then get as short as they can be. Together
//! this saves about four kilobytes of what a visitor downloads.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use walrus::{ElementItems, Function, Module};

use super::glue::Glue;

/// What stands in the names of the functions by which a script calls closures.
const CLOSURE_ENTRY: &str = "::convert::closures::_::invoke";

/// Trims both halves, and gives back the script, minified, with `more` functions of ours beside those of every app.
///
/// # Errors
/// When the generated script is laid out in another way than it used to be.
pub fn trim(glue: &str, more: &'static str, module: &mut Module) -> Result<String> {
    let glue = Glue::read(glue, more)?;
    drop_closure_entries(module);
    let minified = loop {
        let minified = glue.write(module.imports.iter().map(|import| import.name.as_str()))?;
        if drop_unused_exports(module, &minified) == 0 {
            break minified;
        }
    };
    number_imports(module);
    Ok(with_other_words(&minified, &shorten_exports(module)))
}

/// Drops from the app what the script does not call, with all that was compiled for it; gives back how much it was.
fn drop_unused_exports(module: &mut Module, glue: &str) -> usize {
    let used = words(glue).collect::<BTreeSet<_>>();
    let unused = module.exports.iter().filter(|export| !used.contains(export.name.as_str()));
    let unused: Vec<_> = unused.map(walrus::Export::id).collect();
    for id in &unused {
        module.exports.delete(*id);
    }
    walrus::passes::gc::run(module);
    unused.len()
}

/// Takes the entries for closures of types that the app does not use out of the table of functions that are called by
/// number, which would keep them. Only a script ever calls such an entry, as an export, so nothing uses the number of
/// one that is no export. The numbers of the others must stay: another function stands in.
fn drop_closure_entries(module: &mut Module) {
    let unused: BTreeSet<_> = module
        .funcs
        .iter()
        .filter(|function| function.name.as_ref().is_some_and(|name| name.contains(CLOSURE_ENTRY)))
        .map(Function::id)
        .filter(|function| module.exports.get_exported_func(*function).is_none())
        .collect();
    for element in module.elements.iter_mut() {
        let ElementItems::Functions(functions) = &mut element.items else { continue };
        let used = functions.iter().copied().find(|function| !unused.contains(function));
        let Some(used) = used else { continue };
        for function in functions.iter_mut().filter(|function| unused.contains(function)) {
            *function = used;
        }
    }
}

/// Names each import by its place, under which the script has it.
fn number_imports(module: &mut Module) {
    for (place, import) in module.imports.iter_mut().enumerate() {
        import.module.clear();
        import.name = place.to_string();
    }
}

/// Gives each export of the app a short name, and tells which word of the script stands for which now. One that is called
/// as other things in the script may be keeps its name.
fn shorten_exports(module: &mut Module) -> BTreeMap<String, String> {
    let mut renamed = BTreeMap::new();
    let generated = module.exports.iter_mut().filter(|export| export.name.contains('_'));
    for (number, export) in generated.enumerate() {
        let short = short_name(number);
        renamed.insert(std::mem::replace(&mut export.name, short.clone()), short);
    }
    renamed
}

/// `a` to `z`, then `ba`, `bb` and on.
fn short_name(number: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(number % 26).unwrap_or_default());
    if number < 26 { letter.to_string() } else { format!("{}{letter}", short_name(number / 26)) }
}

/// Replaces whole words of a script.
fn with_other_words(script: &str, other: &BTreeMap<String, String>) -> String {
    pieces(script).map(|piece| other.get(piece).map_or(piece, String::as_str)).collect()
}

fn words(script: &str) -> impl Iterator<Item = &str> {
    pieces(script).filter(|piece| piece.starts_with(in_word))
}

/// A script cut into words and what stands between them.
fn pieces(script: &str) -> impl Iterator<Item = &str> {
    let mut rest = script;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|letter| in_word(letter) != in_word(first)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

fn in_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_unused_closures_leave_the_table() {
        let mut module = Module::default();
        let mut function = |name: &str| {
            let mut builder = walrus::FunctionBuilder::new(&mut module.types, &[], &[]);
            builder.name(name.into());
            builder.finish(vec![], &mut module.funcs)
        };
        let other = function("app::other");
        let used = function("wasm_bindgen::convert::closures::_::invoke::<Event>");
        let unused = function("wasm_bindgen::convert::closures::_::invoke::<Array>");
        module.exports.add("used", used);
        let items = ElementItems::Functions(vec![other, used, unused]);
        let element = module.elements.add(walrus::ElementKind::Passive, items);
        drop_closure_entries(&mut module);
        let ElementItems::Functions(functions) = &module.elements.get(element).items else {
            panic!("functions")
        };
        assert_eq!(*functions, [other, used, other]);
    }

    #[test]
    fn imports_have_numbers_and_exports_short_names() {
        let mut module = Module::default();
        let function = module.types.add(&[], &[]);
        for name in ["__wbg_close_1", "__wbg_type_3"] {
            module.add_import_func("./app_bg.js", name, function);
        }
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add("memory", memory);
        module.exports.add("__wbindgen_externrefs", memory);
        number_imports(&mut module);
        let renamed = shorten_exports(&mut module);
        let imports = module.imports.iter().map(|import| (import.module.as_str(), import.name.as_str()));
        assert_eq!(imports.collect::<Vec<_>>(), [("", "0"), ("", "1")]);
        assert_eq!(module.exports.iter().map(|export| &export.name).collect::<Vec<_>>(), ["memory", "a"]);
        assert_eq!(with_other_words("wasm.__wbindgen_externrefs", &renamed), "wasm.a");
    }

    #[test]
    fn only_whole_words_are_replaced() {
        let other = BTreeMap::from([("__wbg_a".to_owned(), "b".to_owned())]);
        assert_eq!(with_other_words("__wbg_a: f(__wbg_ab, 'é')", &other), "b: f(__wbg_ab, 'é')");
    }

    #[test]
    fn short_names_differ() {
        let names: BTreeSet<_> = (0..2000).map(short_name).collect();
        assert_eq!(names.len(), 2000);
        assert_eq!((short_name(0), short_name(26)), ("a".to_owned(), "ba".to_owned()));
    }
}
