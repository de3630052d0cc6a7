//! The glue between a page and a wasm app, cut down to what this app uses.
//!
//! Crates export classes for streams and the like that no app of ours uses, and what is exported cannot be dropped by a
//! compiler. Here both halves are known: a page calls the start function alone, so what neither half calls in the other
//! goes, again and again until nothing more goes. Names between the halves then get as short as they can be. Together
//! this saves about three kilobytes of what a visitor downloads. It relies on how the generated script is laid out, and
//! that is known, because the generator is pinned to one exact version.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use oxc::ast::ast::{ObjectExpression, ObjectPropertyKind, Program};
use oxc::ast_visit::{VisitMut, walk_mut};
use walrus::{ElementItems, Function, Module};

use super::script::{self, Kind};

/// How the names begin that the app may import from the script.
const IMPORT_PREFIX: &str = "__wb";
/// What stands in the names of the functions by which a script calls closures.
const CLOSURE_ENTRY: &str = "::convert::closures::_::invoke";

/// Trims both halves, and gives back the script, minified.
///
/// # Errors
/// When the generated script is not JavaScript.
pub fn trim(glue: &str, module: &mut Module) -> Result<String> {
    let glue = with_one_export(glue);
    let mut minified = script::minify(&glue, Kind::Module)?;
    drop_closure_entries(module);
    while drop_unused_exports(module, &minified) > 0 {
        let imported = module.imports.iter().map(|import| import.name.clone()).collect();
        minified =
            script::minify_edited(&glue, Kind::Module, |program| drop_other_imports(program, imported))?;
    }
    Ok(with_other_words(&minified, &shorten_imports(module)))
}

/// Leaves the start function as the only export.
fn with_one_export(glue: &str) -> String {
    let lines = glue.lines().filter_map(|line| match line.strip_prefix("export ") {
        Some(list) if list.starts_with('{') => {
            list.contains("__wbg_init as default").then_some("export { __wbg_init as default };")
        }
        Some(declaration) => Some(declaration),
        // Ties a class to a symbol, which would keep the class.
        None => (!line.starts_with("if (Symbol.dispose)")).then_some(line),
    });
    // Making a registry changes nothing that anyone could see, so an unused one may go.
    joined(lines).replace("new FinalizationRegistry", "/* @__PURE__ */ new FinalizationRegistry")
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

/// Drops from the script the functions that the app does not import.
fn drop_other_imports(program: &mut Program<'_>, imported: BTreeSet<String>) {
    OtherImports { imported }.visit_program(program);
}

struct OtherImports {
    imported: BTreeSet<String>,
}

impl<'a> VisitMut<'a> for OtherImports {
    fn visit_object_expression(&mut self, object: &mut ObjectExpression<'a>) {
        object.properties.retain(|property| {
            let ObjectPropertyKind::ObjectProperty(property) = property else { return true };
            let name = property.key.static_name();
            name.is_none_or(|name| !name.starts_with(IMPORT_PREFIX) || self.imported.contains(name.as_ref()))
        });
        walk_mut::walk_object_expression(self, object);
    }
}

/// Gives each import of the app a short name, and tells which word stands for which now.
fn shorten_imports(module: &mut Module) -> BTreeMap<String, String> {
    let mut renamed = BTreeMap::new();
    for (number, import) in module.imports.iter_mut().enumerate() {
        let short = short_name(number);
        renamed.insert(std::mem::replace(&mut import.name, short.clone()), short);
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

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_start_function_is_exported() {
        let glue = "export class Stream {\n}\nif (Symbol.dispose) Stream.prototype[Symbol.dispose] = 1;\n\
            function __wbg_init() {}\nexport { initSync, __wbg_init as default };\n";
        let expected = "class Stream {\n}\nfunction __wbg_init() {}\nexport { __wbg_init as default };\n";
        assert_eq!(with_one_export(glue), expected);
    }

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
    fn functions_that_nobody_imports_go() {
        let glue = "export default { './app': { __wbg_a_1: function() { return 1 }, __wbg_b_2: () => 2, other: 3 } }";
        let imported = BTreeSet::from(["__wbg_b_2".to_owned()]);
        let edited =
            script::minify_edited(glue, Kind::Module, |program| drop_other_imports(program, imported));
        assert_eq!(edited.unwrap(), "export default{\"./app\":{__wbg_b_2:()=>2,other:3}};");
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
