//! The script by which a browser and a wasm app talk: as it is generated, and as it is served, in far fewer words.
//!
//! The generator writes for browsers and for mistakes that can't meet us here. This relies on how it lays out what it
//! writes, and that is known, because it is pinned to one exact version.

use std::collections::{BTreeMap, HashSet};

use anyhow::{Context, Result, ensure};
use oxc::ast::ast::{Program, Statement};

use super::script::{self, Kind};

/// Functions that take the place of generated ones of the same names.
const OURS: &str = include_str!("glue.js");
/// More of them for an app that comes in two halves.
pub const FOR_HALVES: &str = include_str!("later.js");
/// How the names begin that the app may import from the script.
const IMPORT_PREFIX: &str = "__wb";
/// What stands before the functions that the app may import, and what behind them.
const BEFORE_IMPORTS: &str = "const import0 = {\n            __proto__: null,\n        ";
const AFTER_IMPORTS: &str = "};\n        return {\n            __proto__: null,\n";
/// What encloses functions that may fail, and what does with ours.
const MAY_FAIL: &str = "function() { return handleError(function (";
const MAY_FAIL_END: &str = "}, arguments); }";

/// What the generator writes, and what does the same here.
const SHORTER: [(&str, &str); 6] = [
    (
        "getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);\n\
         getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);\n",
        "giveText(arg0, ptr1);\n",
    ),
    ("const len1 = WASM_VECTOR_LEN;\ngiveText", "giveText"),
    ("var len1 = WASM_VECTOR_LEN;\ngiveText", "giveText"),
    (", wasm.__wbindgen_malloc, wasm.__wbindgen_realloc)", ")"),
    ("(typeof FinalizationRegistry === 'undefined')", "false"),
    // Making a registry changes nothing that anyone could see, so an unused one may go.
    ("new FinalizationRegistry", "/* @__PURE__ */ new FinalizationRegistry"),
];

/// The generated script, taken apart.
pub struct Glue {
    /// The functions that the app may import, by name.
    imports: BTreeMap<String, String>,
    before: String,
    after: String,
    /// Functions of ours that only some apps have.
    more: &'static str,
}

impl Glue {
    /// Takes a script apart, into which these functions are to be put beside those of every app.
    ///
    /// # Errors
    /// When it is not laid out as the generator does it.
    pub fn read(script: &str, more: &'static str) -> Result<Self> {
        let script = shorten(&with_one_export(script));
        let (before, rest) = script.split_once(BEFORE_IMPORTS).context("it imports nothing")?;
        let (imports, rest) = rest.split_once(AFTER_IMPORTS).context("what it imports has no end")?;
        let (_, after) = rest.split_once("};\n").context("what it imports is not given back")?;
        Ok(Self { imports: by_name(imports), before: before.to_owned(), after: after.to_owned(), more })
    }

    /// The script for an app that imports these functions, minified. They stand in a list, in this order: in place of a
    /// name each has its number.
    ///
    /// # Errors
    /// When there is none of such a name, or the result is not JavaScript.
    pub fn write<'n>(&self, imported: impl Iterator<Item = &'n str>) -> Result<String> {
        let mut script = format!("{}return {{ '': [\n", self.before);
        for name in imported {
            script += self.imports.get(name).with_context(|| format!("no function {name}"))?;
        }
        script += "] };\n";
        script += &self.after;
        ensure!(!script.contains("return handleError("), "it fails in another way than it used to");
        script += OURS;
        script += self.more;
        script::minify_edited(&script, Kind::Module, tidy)
    }
}

/// Leaves the start function as the only export.
fn with_one_export(script: &str) -> String {
    let lines = script.lines().filter_map(|line| match line.strip_prefix("export ") {
        Some(list) if list.starts_with('{') => {
            list.contains("__wbg_init as default").then_some("export { __wbg_init as default };")
        }
        Some(declaration) => Some(declaration),
        None => Some(line),
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn shorten(script: &str) -> String {
    SHORTER.iter().fold(script.to_owned(), |script, (long, short)| script.replace(long, short))
}

/// The functions in an object's text. Each begins on a line of its own, with its name.
fn by_name(object: &str) -> BTreeMap<String, String> {
    let mut functions = BTreeMap::<String, String>::new();
    let mut name = "";
    for line in object.lines() {
        let mut rest = line;
        if line.starts_with(IMPORT_PREFIX) {
            (name, rest) = line.split_once(": ").unwrap_or((line, ""));
        }
        *functions.entry(name.to_owned()).or_default() += &[&in_short(rest), "\n"].concat();
    }
    functions
}

/// The first or the last line of a function, in the short way to write one. Others stay.
fn in_short(line: &str) -> String {
    let (wrapper, given) = match (line.strip_prefix(MAY_FAIL), line.strip_prefix("function(")) {
        (Some(given), _) => ("handleError(", given),
        (None, Some(given)) => ("", given),
        (None, None) => return line.replace(MAY_FAIL_END, "})"),
    };
    match given.strip_suffix(") {") {
        Some(given) => format!("{wrapper}({given}) => {{"),
        None => line.to_owned(),
    }
}

/// Of functions of the same name leaves the last one, which is ours, and nothing that is done before the start.
fn tidy(program: &mut Program<'_>) {
    let mut later = HashSet::new();
    let mut stays: Vec<bool> = Vec::new();
    for statement in program.body.iter().rev() {
        stays.push(match statement {
            Statement::FunctionDeclaration(function) => later.insert(function.name()),
            Statement::IfStatement(_) | Statement::ExpressionStatement(_) => false,
            _ => true,
        });
    }
    program.body.retain(|_| stays.pop().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A script as the generator lays it out.
    const GENERATED: &str = "\
export class Pipe {
}
if (Symbol.dispose) Pipe.prototype[Symbol.dispose] = Pipe.prototype.free;
function __wbg_get_imports() {
            const import0 = {
            __proto__: null,
        __wbg_close_1: function(arg0) {
arg0.close();
},
__wbg_parse_2: function() { return handleError(function (arg0, arg1) {
const ret = JSON.parse(getStringFromWasm0(arg0, arg1));
return ret;
}, arguments); },
__wbg_type_3: function(arg0, arg1) {
const ret = arg1.type;
const ptr1 = passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
},
};
        return {
            __proto__: null,
            \"./app_bg.js\": import0,
        };
}
function handleError(f, args) { return 'theirs'; }
function addToExternrefTable0(obj) { return 0; }
const cachedTextDecoder = new TextDecoder('utf-8');
cachedTextDecoder.decode();
const cachedTextEncoder = new TextEncoder();
if (!('encodeInto' in cachedTextEncoder)) { cachedTextEncoder.encodeInto = 1; }
let WASM_VECTOR_LEN = 0;
let wasm;
async function __wbg_init(module_or_path) { return 'theirs'; }
export { initSync, __wbg_init as default };
";

    fn written(imported: &[&str]) -> String {
        Glue::read(GENERATED, "").unwrap().write(imported.iter().copied()).unwrap()
    }

    #[test]
    fn only_what_the_app_imports_is_there_in_its_order() {
        let script = written(&["__wbg_type_3", "__wbg_close_1"]);
        let (text, close) = (script.find(".type").unwrap(), script.find(".close").unwrap());
        assert!(text < close && script.contains("\"\":["), "{script}");
        assert!(!script.contains("JSON") && !script.contains("__wbg"), "{script}");
    }

    #[test]
    fn ours_are_in_place_of_theirs() {
        let script = written(&["__wbg_parse_2"]);
        assert!(script.contains("=>JSON.parse(") && script.contains("catch"), "{script}");
        assert!(!script.contains("theirs") && !script.contains("arguments"), "{script}");
    }

    #[test]
    fn an_app_in_two_halves_starts_in_another_way() {
        let glue = Glue::read(GENERATED, FOR_HALVES).unwrap();
        let script = glue.write(["__wbg_close_1"].into_iter()).unwrap();
        assert!(script.contains("frontdeskLater") && script.contains("later"), "{script}");
        assert_eq!(script.matches("__wbindgen_start").count(), 1, "{script}");
        assert!(!written(&["__wbg_close_1"]).contains("frontdeskLater"));
    }

    #[test]
    fn nothing_is_done_before_the_start_which_is_the_only_export() {
        let script = written(&[]);
        assert!(!script.contains("encodeInto") && !script.contains("Pipe"), "{script}");
        assert_eq!(script.matches("export{").count(), 1, "{script}");
        assert!(script.contains(" as default"), "{script}");
    }

    #[test]
    fn another_layout_is_told() {
        assert!(Glue::read(&GENERATED.replace("import0", "import1"), "").is_err());
        assert!(Glue::read(GENERATED, "").unwrap().write(["__wbg_none_4"].into_iter()).is_err());
        let other = GENERATED.replace("handleError(function (", "handleError(async (");
        assert!(Glue::read(&other, "").unwrap().write(["__wbg_parse_2"].into_iter()).is_err());
    }
}
