//! An app in two halves: the first begins, the second comes when it is wanted, into the memory and the table of the first.
//!
//! The app calls the second half in one place, by the address of one function, the gate. What only the gate leads to
//! ([`reach`]) is the second half; the finished app is cut there ([`cut`]). So nothing in the first half can call what
//! hasn't come, and the app is compiled and linked as one.

mod cut;
mod reach;

use std::ops::Range;

use anyhow::Result;
use walrus::{Module, ModuleConfig};

use reach::Later;

pub use cut::{Halves, cut};

/// The linker writes down for the cut what leads where.
pub const LINK_FLAGS: &str = "-Clink-arg=--emit-relocs";
/// A module without anything: the second half of an app that was not cut.
pub const NOTHING: [u8; 8] = *b"\0asm\x01\0\0\0";
/// In place of its name, what a function of the second half is called until the cut.
const MARK: &str = "later ";

/// Reads an app as the linker leaves it, with a mark on the functions of its second half, and tells which addresses in memory
/// are of that half.
///
/// # Errors
/// When it isn't WebAssembly, or was linked without [`LINK_FLAGS`], or has no gate.
pub fn read(app: &[u8]) -> Result<(Module, Vec<Range<u32>>)> {
    let Later { functions, memory } = reach::behind_the_gate(app)?;
    let mut config = ModuleConfig::new();
    // What the compiler writes needs no proof, only time for it.
    config.strict_validate(false).generate_producers_section(false).on_parse(move |module, ids| {
        for number in &functions {
            let function = module.funcs.get_mut(ids.get_func(*number)?);
            function.name = Some(format!("{MARK}{number}"));
        }
        Ok(())
    });
    let mut module = config.parse(app)?;
    let notes: Vec<_> = module.customs.iter().map(|(_, section)| section.name().to_owned()).collect();
    for name in notes.iter().filter(|name| *name == "linking" || name.starts_with("reloc.")) {
        module.customs.remove_raw(name);
    }
    Ok((module, memory))
}
