//! Scripts made small: names shortened, constants folded, what is never used dropped.

use anyhow::{Result, bail};
use oxc::allocator::Allocator;
use oxc::ast::ast::Program;
use oxc::codegen::{Codegen, CodegenOptions};
use oxc::minifier::{Minifier, MinifierOptions};
use oxc::parser::Parser;
use oxc::span::SourceType;

/// How a page runs the script, which decides what its top-level names mean.
#[derive(Clone, Copy)]
pub enum Kind {
    /// `<script src>`: top-level names are global and kept.
    Classic,
    /// `<script type="module">` or `import`: top-level names are its own.
    Module,
    /// A module if it imports or exports anything, else taken as classic, which is right for both.
    Either,
}

/// Minifies a script.
///
/// # Errors
/// When it is not JavaScript; the message names the first faults.
pub fn minify(source: &str, kind: Kind) -> Result<String> {
    minify_edited(source, kind, |_| {})
}

/// Minifies a script after an edit to its syntax tree.
///
/// # Errors
/// As [`minify`].
pub fn minify_edited(source: &str, kind: Kind, edit: impl FnOnce(&mut Program<'_>)) -> Result<String> {
    let allocator = Allocator::default();
    let source_type = match kind {
        Kind::Classic => SourceType::script(),
        Kind::Module => SourceType::mjs(),
        Kind::Either => SourceType::unambiguous(),
    };
    let parsed = Parser::new(&allocator, source, source_type).parse();
    if !parsed.diagnostics.is_empty() {
        let faults: Vec<_> = parsed.diagnostics.iter().take(3).map(ToString::to_string).collect();
        bail!("not valid JavaScript: {}", faults.join("; "));
    }
    let mut program = parsed.program;
    edit(&mut program);
    let minified = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program);
    let printed =
        Codegen::new().with_options(CodegenOptions::minify()).with_scoping(minified.scoping).build(&program);
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_names_shrink_and_comments_go() {
        let source =
            "(() => { /* why */ const counter = window.count; window.next = counter + 1 + counter; })();";
        let minified = minify(source, Kind::Classic).unwrap();
        assert!(!minified.contains("counter") && !minified.contains("why"), "{minified}");
        assert!(minified.contains("window.next="), "{minified}");
    }

    #[test]
    fn exports_keep_their_names() {
        let minified = minify("export function start(value) { return value * 2 }", Kind::Module).unwrap();
        assert!(minified.contains("start"), "{minified}");
    }

    #[test]
    fn top_level_names_stay_where_they_may_be_global() {
        let source = "const settings = 1; window.start = () => settings;";
        assert!(minify(source, Kind::Either).unwrap().contains("settings"));
        let module = format!("import './a.js'; {source}");
        assert!(!minify(&module, Kind::Either).unwrap().contains("settings"));
    }

    #[test]
    fn a_broken_script_is_refused() {
        assert!(minify("const = 1", Kind::Classic).is_err());
    }
}
