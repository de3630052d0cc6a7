//! The cut: one finished app with marks becomes two modules.
//!
//! The first has everything but the marked functions and lends the second what it uses: functions, variables, the memory
//! and the table. The second brings its own functions, and puts those that are called by their address where the first has
//! left room in the table. Each fills the memory that it knows of.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, bail};
use walrus::ir::{Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, Data, DataKind, Element, ElementItems, ElementKind, Function, FunctionId, FunctionKind,
    GlobalId, GlobalKind, ImportedFunction, LocalFunction, MemoryId, Module, TableId,
};

use super::MARK;

/// The first half, as the second's imports call it; `later.js` knows it.
const FIRST: &str = "m";
/// Under this name apps give their memory out.
const MEMORY: &str = "memory";

/// Both halves, each a module.
#[derive(Debug)]
pub struct Halves {
    /// What begins.
    pub first: Vec<u8>,
    /// What comes when it is wanted.
    pub later: Vec<u8>,
}

/// Cuts an app whose exports and imports have their final names, and of whose memory these addresses are the second half's.
///
/// # Errors
/// When the first half calls into the second but through the table, which would fail until that has come.
pub fn cut(module: &mut Module, memory: &[Range<u32>]) -> Result<Halves> {
    // No other name is wanted from here on.
    for function in module.funcs.iter_mut().filter(|function| !is_later(function)) {
        function.name = None;
    }
    // The same bytes are read twice, so that what has a place in the one has it in the other.
    let whole = module.emit_wasm();
    let mut later = Module::from_buffer(&whole)?;
    let mut first = Module::from_buffer(&whole)?;
    let lent = borrow(&mut later, memory);
    lend(&mut first, &lent, memory)?;
    Ok(Halves { first: first.emit_wasm(), later: later.emit_wasm() })
}

fn is_later(function: &Function) -> bool {
    function.name.as_ref().is_some_and(|name| name.starts_with(MARK))
}

/// What the second half takes from the first, by place in the app, with the name that it goes under.
#[derive(Default)]
struct Lent {
    functions: BTreeMap<usize, String>,
    globals: BTreeMap<usize, String>,
    tables: BTreeMap<usize, String>,
}

/// What functions use.
#[derive(Default)]
struct Uses {
    functions: BTreeSet<FunctionId>,
    globals: BTreeSet<GlobalId>,
    tables: BTreeSet<TableId>,
}

impl Visitor<'_> for Uses {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.functions.insert(*function);
    }

    fn visit_global_id(&mut self, global: &GlobalId) {
        self.globals.insert(*global);
    }

    fn visit_table_id(&mut self, table: &TableId) {
        self.tables.insert(*table);
    }
}

impl Uses {
    fn of<'f>(functions: impl Iterator<Item = &'f LocalFunction>) -> Self {
        let mut uses = Self::default();
        for function in functions {
            dfs_in_order(&mut uses, function, function.entry_block());
        }
        uses
    }
}

/// Names that no other export has: those have letters.
fn names() -> impl FnMut() -> String {
    let mut numbers = 0..;
    move || numbers.next().map_or_else(String::new, |number: u32| number.to_string())
}

/// Makes the second half of the whole.
fn borrow(module: &mut Module, memory: &[Range<u32>]) -> Lent {
    let marked = module.funcs.iter_local().filter(|(id, _)| is_later(module.funcs.get(*id)));
    let mut uses = Uses::of(marked.map(|(_, function)| function));
    // Whatever the functions do with it, this is where they are found.
    uses.tables.extend(module.tables.main_function_table().ok().flatten());
    for id in module.exports.iter().map(walrus::Export::id).collect::<Vec<_>>() {
        module.exports.delete(id);
    }
    module.start = None;
    let mut lent = Lent::default();
    let mut name = names();
    let Module { funcs, imports, memories, tables, globals, .. } = &mut *module;
    for (place, function) in funcs.iter_mut().enumerate() {
        let FunctionKind::Local(local) = &function.kind else { continue };
        if is_later(function) || !uses.functions.contains(&function.id()) {
            continue;
        }
        let (ty, name) = (local.ty(), name());
        let import = imports.add(FIRST, &name, function.id());
        function.kind = FunctionKind::Import(ImportedFunction { import, ty });
        lent.functions.insert(place, name);
    }
    let used = globals.iter().map(walrus::Global::id).enumerate().filter(|(_, id)| uses.globals.contains(id));
    for (place, id) in used.collect::<Vec<_>>() {
        let name = name();
        globals.get_mut(id).kind = GlobalKind::Import(imports.add(FIRST, &name, id));
        lent.globals.insert(place, name);
    }
    for (place, table) in tables.iter_mut().enumerate().filter(|(_, it)| uses.tables.contains(&it.id())) {
        let name = name();
        table.import = Some(imports.add(FIRST, &name, table.id()));
        table.init = None;
        lent.tables.insert(place, name);
    }
    for memory in memories.iter_mut() {
        memory.import = Some(imports.add(FIRST, MEMORY, memory.id()));
    }
    fill_memory(module, memory);
    fill_table(module);
    walrus::passes::gc::run(module);
    lent
}

/// Leaves of what is put into memory only what is at these addresses.
fn fill_memory(module: &mut Module, addresses: &[Range<u32>]) {
    let mut pieces: Vec<(MemoryId, u32, Vec<u8>)> = Vec::new();
    for data in module.data.iter() {
        let Some((memory, begin)) = address(data) else { continue };
        for range in addresses {
            let Some(content) = within(begin, &data.value, range) else { continue };
            match pieces.last_mut() {
                Some((_, at, piece)) if *at as usize + piece.len() == range.start as usize => {
                    piece.extend_from_slice(content);
                }
                _ => pieces.push((memory, range.start, content.to_vec())),
            }
        }
    }
    for id in module.data.iter().map(Data::id).collect::<Vec<_>>() {
        module.data.delete(id);
    }
    for memory in module.memories.iter_mut() {
        memory.data_segments.clear();
    }
    for (memory, at, content) in pieces {
        let kind = DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(at.cast_signed())) };
        let data = module.data.add(kind, content);
        module.memories.get_mut(memory).data_segments.insert(data);
    }
}

/// Where in memory data is put.
fn address(data: &Data) -> Option<(MemoryId, u32)> {
    match &data.kind {
        DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(begin)) } => {
            Some((*memory, begin.cast_unsigned()))
        }
        _ => None,
    }
}

/// The part of some content, which begins at an address, that is at others.
fn within<'c>(begin: u32, content: &'c [u8], addresses: &Range<u32>) -> Option<&'c [u8]> {
    let from = addresses.start.checked_sub(begin)? as usize;
    content.get(from..from + addresses.len())
}

/// Puts the functions of the second half into their places in the table, and nothing else.
fn fill_table(module: &mut Module) {
    let marked: BTreeSet<_> = module.funcs.iter().filter(|it| is_later(it)).map(Function::id).collect();
    let mut runs: Vec<(TableId, i32, Vec<FunctionId>)> = Vec::new();
    for element in module.elements.iter() {
        let Some((table, begin, functions)) = placed(element) else { continue };
        let mut follows = false;
        for (place, function) in (begin..).zip(functions) {
            match runs.last_mut() {
                _ if !marked.contains(function) => follows = false,
                Some((_, _, run)) if follows => run.push(*function),
                _ => {
                    runs.push((table, place, vec![*function]));
                    follows = true;
                }
            }
        }
    }
    for id in module.elements.iter().map(Element::id).collect::<Vec<_>>() {
        module.elements.delete(id);
    }
    for table in module.tables.iter_mut() {
        table.elem_segments.clear();
    }
    for (table, place, functions) in runs {
        let kind = ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(place)) };
        let element = module.elements.add(kind, ElementItems::Functions(functions));
        module.tables.get_mut(table).elem_segments.insert(element);
    }
}

/// Where in which table an element puts which functions.
fn placed(element: &Element) -> Option<(TableId, i32, &[FunctionId])> {
    match (&element.kind, &element.items) {
        (
            ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(begin)) },
            ElementItems::Functions(functions),
        ) => Some((*table, *begin, functions)),
        _ => None,
    }
}

/// Makes the first half of the whole.
fn lend(module: &mut Module, lent: &Lent, memory: &[Range<u32>]) -> Result<()> {
    let marked: BTreeSet<_> = module.funcs.iter().filter(|it| is_later(it)).map(Function::id).collect();
    for element in module.elements.iter_mut() {
        let ElementItems::Functions(functions) = &mut element.items else { continue };
        // Until the second half is there, nobody knows these places: any function may stand in.
        let Some(other) = functions.iter().copied().find(|it| !marked.contains(it)) else { continue };
        for function in functions.iter_mut().filter(|it| marked.contains(it)) {
            *function = other;
        }
    }
    // Zeros weigh next to nothing compressed.
    for id in module.data.iter().map(Data::id).collect::<Vec<_>>() {
        let data = module.data.get_mut(id);
        let Some((_, begin)) = address(data) else { continue };
        for range in memory {
            if within(begin, &data.value, range).is_some() {
                let from = (range.start - begin) as usize;
                data.value[from..from + range.len()].fill(0);
            }
        }
    }
    let Module { funcs, globals, tables, exports, .. } = &mut *module;
    for (place, function) in funcs.iter().enumerate() {
        if let Some(name) = lent.functions.get(&place) {
            exports.add(name, function.id());
        }
    }
    for (place, global) in globals.iter().enumerate() {
        if let Some(name) = lent.globals.get(&place) {
            exports.add(name, global.id());
        }
    }
    for (place, table) in tables.iter().enumerate() {
        if let Some(name) = lent.tables.get(&place) {
            exports.add(name, table.id());
        }
    }
    module.exports.iter().find(|export| export.name == MEMORY).context("the app keeps its memory")?;
    walrus::passes::gc::run(module);
    let left: Vec<_> =
        module.funcs.iter().filter(|it| is_later(it)).filter_map(|it| it.name.clone()).collect();
    if !left.is_empty() {
        bail!("the first half calls {} functions of the second, such as {}", left.len(), left[0]);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use walrus::ir::{LoadKind, MemArg};
    use walrus::{FunctionBuilder, RefType, ValType};

    use super::*;

    /// An app of a helper, a function of the second half that calls the helper and reads memory where a variable says, and a first function
    /// that calls one of the two. In the table stand the first, the one of the second half, the helper.
    fn app(called: impl Fn([FunctionId; 2]) -> FunctionId) -> Module {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add(MEMORY, memory);
        let table = module.tables.add_local(false, 4, Some(4), RefType::FUNCREF);
        let zero = ConstExpr::Value(Value::I32(0));
        let variable = module.globals.add_local(ValType::I32, true, false, zero);
        let helper = FunctionBuilder::new(&mut module.types, &[], &[]).finish(vec![], &mut module.funcs);
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.name(format!("{MARK}7"));
        let at = MemArg { align: 4, offset: 0 };
        builder
            .func_body()
            .call(helper)
            .global_get(variable)
            .load(memory, LoadKind::I32 { atomic: false }, at)
            .drop();
        let later = builder.finish(vec![], &mut module.funcs);
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.func_body().call(called([helper, later]));
        let first = builder.finish(vec![], &mut module.funcs);
        module.exports.add("run", first);
        let kind = ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(1)) };
        let element = module.elements.add(kind, ElementItems::Functions(vec![first, later, helper]));
        module.tables.get_mut(table).elem_segments.insert(element);
        let kind = DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(32)) };
        let data = module.data.add(kind, vec![1, 2, 3, 4, 5, 6]);
        module.memories.get_mut(memory).data_segments.insert(data);
        module
    }

    /// The halves of an app that keeps to the gate.
    fn halves(memory: &[Range<u32>]) -> [Module; 2] {
        let Halves { first, later } = cut(&mut app(|[helper, _]| helper), memory).unwrap();
        [first, later].map(|half| Module::from_buffer(&half).unwrap())
    }

    #[test]
    fn the_second_half_takes_from_the_first_what_it_uses() {
        let [first, later] = halves(&[]);
        assert_eq!((first.funcs.iter_local().count(), later.funcs.iter_local().count()), (2, 1));
        let exported: BTreeSet<_> = first.exports.iter().map(|export| export.name.as_str()).collect();
        let taken: BTreeSet<_> = later.imports.iter().map(|import| import.name.as_str()).collect();
        // A function, a variable, the table and the memory.
        assert_eq!(taken, ["0", "1", "2", MEMORY].into());
        assert!(exported.is_superset(&taken) && exported.contains("run"), "{exported:?}");
        assert!(later.imports.iter().all(|import| import.module == FIRST));
        assert_eq!((first.data.iter().count(), later.data.iter().count()), (1, 0));
        assert!(later.exports.iter().next().is_none());
    }

    #[test]
    fn each_half_fills_its_own_places_in_the_table() {
        let [first, later] = halves(&[]);
        let placed_in = |module: &Module| {
            let elements = module.elements.iter().filter_map(|it| {
                let (_, begin, functions) = placed(it)?;
                Some((begin, functions.len()))
            });
            elements.collect::<Vec<_>>()
        };
        assert_eq!(placed_in(&first), [(1, 3)]);
        assert_eq!(placed_in(&later), [(2, 1)]);
    }

    #[test]
    fn each_half_fills_its_own_memory() {
        let [first, later] = halves(&[33..34, 34..35, 36..37]);
        let filled = |module: &Module| {
            let pieces = module.data.iter().map(|data| (address(data).unwrap().1, data.value.clone()));
            pieces.collect::<Vec<_>>()
        };
        assert_eq!(filled(&first), [(32, vec![1, 0, 0, 4, 0, 6])]);
        assert_eq!(filled(&later), [(33, vec![2, 3]), (36, vec![5])]);
    }

    #[test]
    fn a_call_past_the_gate_is_told() {
        let error = cut(&mut app(|[_, later]| later), &[]).unwrap_err().to_string();
        assert!(error.contains("calls 1 functions of the second"), "{error}");
    }
}
