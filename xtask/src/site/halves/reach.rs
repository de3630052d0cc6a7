//! Which functions are the second half: those that only the gate leads to. What leads where, the linker has written down:
//! each call, each address of a function and each address of something in memory that stands in code or in memory.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{
    DataKind, DataSectionReader, ExternalKind, KnownCustom, Linking, Operator, Parser, Payload,
    RelocationEntry, SymbolInfo, TypeRef,
};

/// How the name of the gate ends: `later::draw`, as compilers write it.
const GATE: &str = "5later4draw";
/// What some compilers put behind it.
const HASH: &str = "17h";
/// What stands in the names of the functions by which scripts call closures.
const CLOSURE_ENTRY: [&str; 2] = ["7convert8closures", "6invoke"];

/// What only the gate leads to.
#[derive(Debug, PartialEq, Eq)]
pub struct Later {
    /// The numbers of the functions, the gate among them.
    pub functions: BTreeSet<u32>,
    /// The addresses of what stands in memory from the start, in their order.
    pub memory: Vec<Range<u32>>,
}

/// Finds what only the gate leads to.
///
/// # Errors
/// When it isn't WebAssembly, or the linker wrote nothing down, or there is no gate.
pub fn behind_the_gate(app: &[u8]) -> Result<Later> {
    let linked = Linked::read(app)?;
    let gates: Vec<u32> = linked.named(is_gate).collect();
    ensure!(!gates.is_empty(), "the app has no gate to its second half, or was linked without notes");
    let graph = linked.graph(&gates);
    let entries = linked.named(|name| CLOSURE_ENTRY.iter().all(|part| name.contains(part)));
    let first = graph.reached(linked.called.iter().copied().chain(entries));
    let later = graph.reached(gates);
    let only_later = |number: &u32| later.contains(number) && !first.contains(number);
    let places = (linked.functions()..).zip(&graph.places).filter(|(number, _)| only_later(number));
    Ok(Later {
        functions: (linked.imported..linked.functions()).filter(only_later).collect(),
        memory: places.filter_map(|(_, place)| linked.addresses(place)).collect(),
    })
}

/// Closures in the gate are named after it, too.
fn is_gate(name: &str) -> bool {
    name.rsplit_once(GATE).is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with(HASH))
}

/// What the linker left, as far as it tells what leads where.
#[derive(Default)]
struct Linked {
    /// How many functions are imported; the app's own are numbered from there.
    imported: u32,
    /// Where in the file the code of each of its own functions is.
    bodies: Vec<Range<usize>>,
    /// Where in the file each piece of memory is, and its address.
    pieces: Vec<(Range<usize>, u32)>,
    /// Functions that are called from outside.
    called: Vec<u32>,
    symbols: Vec<Symbol>,
    /// Where in the file something leads to which symbol.
    leads: Vec<(usize, u32)>,
}

/// What something leads to.
enum Symbol {
    Function(u32, String),
    /// Somewhere in the file.
    Memory(Range<usize>),
    Other,
}

impl Linked {
    fn read(app: &[u8]) -> Result<Self> {
        let mut linked = Self::default();
        let mut sections = Vec::new();
        let (mut symbols, mut leads) = (None, Vec::new());
        for payload in Parser::new(0).parse_all(app) {
            let payload = payload?;
            if let Some((_, range)) = payload.as_section() {
                sections.push(range.start);
            }
            match payload {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        linked.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        linked.called.extend((export.kind == ExternalKind::Func).then_some(export.index));
                    }
                }
                Payload::StartSection { func, .. } => linked.called.push(func),
                Payload::CodeSectionEntry(body) => linked.bodies.push(body.range()),
                Payload::DataSection(section) => linked.pieces = pieces(section)?,
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(reader) => {
                        for part in reader.subsections() {
                            if let Linking::SymbolTable(table) = part? {
                                symbols = Some(table);
                            }
                        }
                    }
                    KnownCustom::Reloc(reader) if matches!(section.name(), "reloc.CODE" | "reloc.DATA") => {
                        leads.push((reader.section_index(), reader.entries()));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        for symbol in symbols.context("the app was linked without notes of what leads where")? {
            let symbol = linked.symbol(symbol?);
            linked.symbols.push(symbol);
        }
        for (section, entries) in leads {
            let begin = *sections.get(section as usize).context("notes about a section that isn't there")?;
            for entry in entries {
                let RelocationEntry { offset, index, .. } = entry?;
                linked.leads.push((begin + offset as usize, index));
            }
        }
        Ok(linked)
    }

    fn symbol(&self, symbol: SymbolInfo<'_>) -> Symbol {
        match symbol {
            SymbolInfo::Func { index, name, .. } => {
                Symbol::Function(index, name.unwrap_or_default().to_owned())
            }
            SymbolInfo::Data { symbol: Some(place), .. } => match self.pieces.get(place.index as usize) {
                Some((piece, _)) => {
                    let begin = piece.start + place.offset as usize;
                    Symbol::Memory(begin..begin + place.size as usize)
                }
                // What is zero at the start isn't in the file, and leads nowhere.
                None => Symbol::Other,
            },
            _ => Symbol::Other,
        }
    }

    /// The addresses of a place in the file.
    fn addresses(&self, place: &Range<usize>) -> Option<Range<u32>> {
        let (piece, address) = self.pieces.iter().find(|(piece, _)| piece.contains(&place.start))?;
        let begin = address + u32::try_from(place.start - piece.start).ok()?;
        Some(begin..begin + u32::try_from(place.len()).ok()?)
    }

    fn functions(&self) -> u32 {
        self.imported + u32::try_from(self.bodies.len()).unwrap_or(u32::MAX)
    }

    fn named(&self, fits: impl Fn(&str) -> bool) -> impl Iterator<Item = u32> {
        self.symbols.iter().filter_map(move |symbol| match symbol {
            Symbol::Function(number, name) if fits(name) => Some(*number),
            _ => None,
        })
    }

    /// What leads where, except to the gates.
    fn graph(&self, gates: &[u32]) -> Graph {
        let mut places: Vec<Range<usize>> = Vec::new();
        let in_memory = self.symbols.iter().filter_map(|symbol| match symbol {
            Symbol::Memory(range) if !range.is_empty() => Some(range.clone()),
            _ => None,
        });
        places.extend(in_memory);
        places.sort_by_key(|place| (place.start, place.end));
        // Two names of one place are one.
        places.dedup_by(|later, kept| {
            let same = later.start < kept.end;
            kept.end = if same { kept.end.max(later.end) } else { kept.end };
            same
        });
        let functions = self.functions();
        let place = |at: usize| {
            let number = holding(&places, at)?;
            Some(functions + u32::try_from(number).ok()?)
        };
        let function = |at: usize| Some(self.imported + u32::try_from(holding(&self.bodies, at)?).ok()?);
        let (mut leads, mut always) = (vec![Vec::new(); functions as usize + places.len()], Vec::new());
        for (at, symbol) in &self.leads {
            let to = match self.symbols.get(*symbol as usize) {
                Some(Symbol::Function(number, _)) if !gates.contains(number) => Some(*number),
                Some(Symbol::Memory(range)) => place(range.start),
                _ => None,
            };
            let Some(to) = to else { continue };
            match function(*at).or_else(|| place(*at)) {
                Some(from) => leads[from as usize].push(to),
                None => always.push(to),
            }
        }
        Graph { leads, always, places }
    }
}

/// Where in the file the pieces of memory are, and their addresses.
fn pieces(section: DataSectionReader<'_>) -> Result<Vec<(Range<usize>, u32)>> {
    let pieces = section.into_iter().map(|piece| {
        let piece = piece?;
        let DataKind::Active { offset_expr, .. } = piece.kind else { bail!("memory without an address") };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            bail!("memory at an address that isn't known");
        };
        // The content is the last of it.
        Ok((piece.range.end - piece.data.len()..piece.range.end, value.cast_unsigned()))
    });
    pieces.collect()
}

/// Which of these ranges, in their order, holds a place.
fn holding(ranges: &[Range<usize>], at: usize) -> Option<usize> {
    let number = ranges.partition_point(|range| range.start <= at).checked_sub(1)?;
    ranges[number].contains(&at).then_some(number)
}

/// Functions by their numbers, then places in memory, and where each leads.
struct Graph {
    leads: Vec<Vec<u32>>,
    /// What is led to from where nobody knows.
    always: Vec<u32>,
    /// Where in the file the places are.
    places: Vec<Range<usize>>,
}

impl Graph {
    /// Everything that can be reached from these.
    fn reached(&self, from: impl IntoIterator<Item = u32>) -> BTreeSet<u32> {
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<u32> = from.into_iter().chain(self.always.iter().copied()).collect();
        while let Some(next) = ahead.pop() {
            if reached.insert(next) {
                ahead.extend(&self.leads[next as usize]);
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, CustomSection, DataSection, DataSymbolDefinition, ExportKind, ExportSection,
        Function, FunctionSection, LinkingSection, MemorySection, MemoryType, Module, SymbolTable,
        TypeSection,
    };

    use super::*;

    /// Bytes of each function in the code, its length included.
    const BODY: u8 = 13;
    /// Where the content of memory begins in its section.
    const CONTENT: u8 = 6;
    /// Where it is in memory.
    const ADDRESS: u32 = 32;
    const CALL: u8 = 0;
    const ADDRESS_IN_CODE: u8 = 1;
    const ADDRESS_IN_MEMORY: u8 = 2;
    const PLACE_IN_CODE: u8 = 4;

    /// An app of four functions, the first of which is called from outside and the second the gate, and two places of four
    /// bytes in memory, which are the symbols 4 and 5. `code` and `memory` are notes: kind, from where, to which symbol.
    fn app(code: &[(u8, u8, u8)], memory: &[(u8, u8, u8)]) -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        let mut bodies = CodeSection::new();
        for _ in 0..4 {
            functions.function(0);
            let mut body = Function::new([]);
            body.raw([1; 10].into_iter().chain([0x0b]));
            bodies.function(&body);
        }
        let mut memories = MemorySection::new();
        let one =
            MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        memories.memory(one);
        let mut exports = ExportSection::new();
        exports.export("run", ExportKind::Func, 0);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(ADDRESS.cast_signed()), [0; 8]);
        let mut symbols = SymbolTable::new();
        for (number, name) in (0..).zip(["run", "_RNv7console5later4draw", "_RNv5later4drawing", "other"]) {
            symbols.function(0, number, Some(name));
        }
        for (offset, name) in [(0, "a"), (4, "b")] {
            symbols.data(0, name, Some(DataSymbolDefinition { index: 0, offset, size: 4 }));
        }
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        module.section(&types).section(&functions).section(&memories).section(&exports).section(&bodies);
        module.section(&data).section(&linking);
        let notes = |section: u8, notes: &[(u8, u8, u8)], at: fn(u8) -> u8| {
            let mut bytes = vec![section, u8::try_from(notes.len()).unwrap()];
            for (kind, from, to) in notes {
                bytes.extend([*kind, at(*from), *to]);
                // Places have something that is added to them.
                bytes.extend((*kind == PLACE_IN_CODE).then_some(0));
            }
            bytes
        };
        let code = notes(4, code, |function| 1 + function * BODY + 4);
        let memory = notes(5, memory, |place| CONTENT + place * 4);
        module.section(&CustomSection { name: "reloc.CODE".into(), data: code.into() });
        module.section(&CustomSection { name: "reloc.DATA".into(), data: memory.into() });
        module.finish()
    }

    fn later(code: &[(u8, u8, u8)], memory: &[(u8, u8, u8)]) -> Vec<u32> {
        behind_the_gate(&app(code, memory)).unwrap().functions.into_iter().collect()
    }

    #[test]
    fn what_only_the_gate_leads_to_is_later() {
        assert_eq!(later(&[(CALL, 1, 3)], &[]), [1, 3]);
        assert_eq!(later(&[(CALL, 1, 3), (ADDRESS_IN_CODE, 3, 2)], &[]), [1, 2, 3]);
        // Through memory, as closures are found.
        assert_eq!(later(&[(PLACE_IN_CODE, 1, 5)], &[(ADDRESS_IN_MEMORY, 1, 2)]), [1, 2]);
    }

    #[test]
    fn what_is_called_before_as_well_is_not() {
        assert_eq!(later(&[(CALL, 1, 3), (CALL, 0, 3)], &[]), [1]);
        assert_eq!(
            later(
                &[(PLACE_IN_CODE, 1, 5), (PLACE_IN_CODE, 0, 4)],
                &[(ADDRESS_IN_MEMORY, 1, 2), (ADDRESS_IN_MEMORY, 0, 2)]
            ),
            [1]
        );
    }

    #[test]
    fn so_it_is_with_memory() {
        let memory = |code: &[(u8, u8, u8)]| behind_the_gate(&app(code, &[])).unwrap().memory;
        assert_eq!(memory(&[(PLACE_IN_CODE, 1, 5)]).first(), Some(&(ADDRESS + 4..ADDRESS + 8)));
        assert_eq!(memory(&[(PLACE_IN_CODE, 1, 5), (PLACE_IN_CODE, 0, 5)]), []);
    }

    #[test]
    fn the_way_through_the_gate_is_not_followed_before() {
        assert_eq!(later(&[(ADDRESS_IN_CODE, 0, 1), (CALL, 1, 3)], &[]), [1, 3]);
    }

    #[test]
    fn without_notes_or_gate_nothing_is_cut() {
        let mut module = Module::new();
        module.section(&TypeSection::new());
        assert!(behind_the_gate(&module.finish()).is_err());
        assert!(is_gate("_RNvNtCs1_7console5shell5later4draw"));
        assert!(is_gate("_ZN7console5later4draw17h0123456789abcdefE"));
        assert!(!is_gate("_RNCNv5later4draw0") && !is_gate("_RNv5later7draw"));
    }
}
