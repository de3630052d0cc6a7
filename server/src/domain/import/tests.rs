//! Tables as people make them, good and bad.

use super::*;
use encoding_rs::{Encoding, UTF_16LE, WINDOWS_1250, WINDOWS_1251};
use proptest::prelude::*;
use shared::people::Role;
use std::fmt::Write;

const GOOD: &str = "name,email,extension,role,queues,languages,capacity,manages\n\
                    Anna Nowak,Anna@shop.example,101,agent,Sales; Support,pl en,5,\n\
                    Boris,boris@shop.example,+48123,group manager,,\"ru,en\",,\"Sales, Support\"\n";

/// Reads a table as a manager of a house with three queues, where Zoe works already.
fn read(bytes: &[u8]) -> Table {
    read_as(Role::Manager, bytes)
}

fn read_as(role: Role, bytes: &[u8]) -> Table {
    let who = Who { agent: "me".into(), role, manages: [].into(), queues: [].into() };
    let queues = [("s", "Sales"), ("u", "Support"), ("b", "Billing, taxes")];
    let queues = queues.map(|(id, name)| (QueueId::from(id), name.to_owned()));
    let emails = HashSet::from(["zoe@shop.example".to_owned()]);
    let extensions = HashSet::from(["100".to_owned()]);
    super::read(bytes, &Known { who: &who, queues: &queues, emails: &emails, extensions: &extensions })
}

fn good() -> Vec<AgentDraft> {
    let anna = AgentDraft {
        name: "Anna Nowak".into(),
        email: "anna@shop.example".into(),
        extension: "101".into(),
        queues: vec!["s".into(), "u".into()],
        languages: vec!["pl".into(), "en".into()],
        capacity: 5,
        ..AgentDraft::default()
    };
    let boris = AgentDraft {
        name: "Boris".into(),
        email: "boris@shop.example".into(),
        extension: "+48123".into(),
        role: Role::GroupManager,
        manages: vec!["s".into(), "u".into()],
        languages: vec!["ru".into(), "en".into()],
        ..AgentDraft::default()
    };
    vec![anna, boris]
}

fn drafts(table: Table) -> Vec<AgentDraft> {
    assert_eq!(table.faults, []);
    table.drafts.into_iter().map(|(_, draft)| draft).collect()
}

#[test]
fn a_table_comes_with_any_delimiter_and_any_end_of_line() {
    for delimiter in [',', ';', '\t', '|'] {
        for end in ["\n", "\r\n", "\r", "\n\n"] {
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter as u8).from_writer(Vec::new());
            let rows =
                csv::ReaderBuilder::new().has_headers(false).from_reader(GOOD.as_bytes()).into_records();
            for row in rows {
                writer.write_record(&row.unwrap()).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap().replace('\n', end);
            let table = read(text.as_bytes());
            assert_eq!(table.delimiter, delimiter, "{text}");
            assert_eq!(table.drafts[1].0, if end == "\n\n" { 5 } else { 3 }, "{text:?}");
            assert_eq!(drafts(table), good(), "{text:?}");
            let announced = format!("sep={delimiter}{end}{text}");
            let announced_table = read(announced.as_bytes());
            assert_eq!(announced_table.drafts[1].0, if end == "\n\n" { 7 } else { 4 }, "{announced:?}");
            assert_eq!(drafts(announced_table), good(), "{announced:?}");
        }
    }
}

#[test]
fn a_table_comes_in_any_usual_encoding() {
    let header = "name;email;queues\n";
    let russian = format!("{header}Иван Ёлкин;ivan@shop.example;Sales\nЩукина Юлия;yulia@shop.example;\n");
    let polish =
        format!("{header}Łukasz Żółć;lukasz@shop.example;Sales\nŚwiętosława Gęś;gesia@shop.example;\n");
    let wide =
        |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let old = |encoding: &'static Encoding, text: &str| encoding.encode(text).0.into_owned();
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    for (name, text, bytes) in [
        ("UTF-8", &russian, russian.clone().into_bytes()),
        ("UTF-8", &polish, marked(b"\xef\xbb\xbf", polish.clone().into_bytes())),
        ("UTF-16LE", &russian, wide(&russian, u16::to_le_bytes)),
        ("UTF-16LE", &polish, marked(b"\xff\xfe", wide(&polish, u16::to_le_bytes))),
        ("UTF-16BE", &polish, wide(&polish, u16::to_be_bytes)),
        ("UTF-16BE", &russian, marked(b"\xfe\xff", wide(&russian, u16::to_be_bytes))),
        ("windows-1251", &russian, old(WINDOWS_1251, &russian)),
        ("windows-1250", &polish, old(WINDOWS_1250, &polish)),
    ] {
        let table = read(&bytes);
        assert_eq!((table.encoding, table.delimiter), (name, ';'), "{text}");
        let names: Vec<String> = drafts(table).into_iter().map(|draft| draft.name).collect();
        let expected: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(';').next()).collect();
        assert_eq!(names, expected);
    }
    let broken = marked(b"\xff\xfe", wide(GOOD, u16::to_le_bytes)[1..].to_vec());
    assert_eq!(UTF_16LE.decode(&broken).1, UTF_16LE);
    assert!(!read(&broken).faults.is_empty());
    for bytes in [&b"\xef\xbb\xbfname\xff"[..], b"\xff\xfen\0\x00\xd8"] {
        assert_eq!(read(bytes).faults, [whole(0, ImportWrong::Unreadable)]);
    }
}

#[test]
fn what_is_wrong_is_told_for_each_cell() {
    let mut told = String::new();
    for (what, table) in [
        ("nothing", ""),
        ("blanks", " \n ;;\n\n"),
        ("a header alone", "name,email\n"),
        ("no header", "Anna,anna@shop.example\n"),
        ("a column missing", "name;role\nAnna;agent\n"),
        ("a column unknown and one twice", "name,email,E-Mail,salary\nAnna,a@b.cd,a@b.cd,1\n"),
        ("a nameless column", "name,email,\nAnna,a@b.cd,\nBoris,b@b.cd,x\n"),
        ("cells missing and too many", "name,email\nAnna\nBoris,b@b.cd,x\n"),
        ("a quote never closed", "name,email\nAnna,a@b.cd\n\"Boris,b@b.cd\nZoe,z@b.cd\n"),
        ("a quote inside of a cell", "name,email\nAnna \"Ann\" Nowak,a@b.cd\n"),
        ("a quote never closed in a file of another system", "name,email\rAnna,a@b.cd\r\"Boris,b@b.cd\r"),
        ("a quote with something behind it", "name,email\n\"Anna\"x,a@b.cd\n"),
        ("empty cells", "name,email\n,a@b.cd\nBoris,\n"),
        ("addresses", "name,email\nA,a\nB,b@b.cd\nC,B@B.cd\nD,ZOE@shop.example\nE,e@b.cd\u{0}\n"),
        (
            "extensions",
            "name,email,ext\nA,a@b.cd,1 2\nB,b@b.cd,7\nC,c@b.cd,7\nD,d@b.cd,100\nE,e@b.cd,123456789012345678901\n",
        ),
        (
            "roles",
            "name,email,role\nA,a@b.cd,boss\nB,b@b.cd,owner\nC,c@b.cd,Manager\nD,d@b.cd,Group-Manager\n",
        ),
        ("queues", "name,email,queues\nA,a@b.cd,\"Sales, Nowhere, Elsewhere\"\nB,b@b.cd,\"Sales;sales\"\n"),
        ("languages", "name,email,languages\nA,a@b.cd,polish!\nB,b@b.cd,pl pl\n"),
        (
            "capacities",
            "name,email,capacity\nA,a@b.cd,0\nB,b@b.cd,many\nC,c@b.cd,99999999999999\nD,d@b.cd,1.5\n",
        ),
        (
            "formulas",
            "name,email,extension,role\n=cmd|' /C calc'!A0,a@b.cd,,\n@SUM(1),b@b.cd,,\n-2,c@b.cd,-1,+agent\n  +x,+d@b.cd,+1-2,\n",
        ),
        ("all at once", "name,email,extension,role,queues,languages,capacity\n,x,a b,boss,Nowhere,!,0\n"),
    ] {
        writeln!(told, "{what}:").unwrap();
        let table = read(table.as_bytes());
        assert!(!table.faults.is_empty(), "{what}");
        for ImportFault { line, column, value, wrong } in table.faults {
            writeln!(told, "  {line} {column:10} {wrong:?} {value:?}").unwrap();
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn nobody_makes_somebody_above_themself() {
    let table = "name,email,role\nA,a@b.cd,owner\nB,b@b.cd,manager\nC,c@b.cd,agent\n";
    let refused =
        |role| read_as(role, table.as_bytes()).faults.iter().map(|fault| fault.line).collect::<Vec<_>>();
    assert_eq!(refused(Role::Owner), [0; 0]);
    assert_eq!(refused(Role::Manager), [2, 3]);
    assert_eq!(refused(Role::Agent), [2, 3, 4]);
}

#[test]
fn a_queue_may_have_a_name_with_a_comma_in_it() {
    let table = "name,email,queues\nA,a@b.cd,\"billing, TAXES\"\nB,b@b.cd,Sales\n";
    let queues: Vec<_> = drafts(read(table.as_bytes())).into_iter().map(|draft| draft.queues).collect();
    assert_eq!(queues, [vec![QueueId::from("b")], vec![QueueId::from("s")]]);
}

#[test]
fn the_sample_can_be_imported() {
    let queues = ["=1+1", "Sales", "Support"].map(str::to_owned);
    let table = read(&sample(&queues));
    assert_eq!(table.encoding, "UTF-8");
    let [anna, boris] = drafts_as_owner(&queues);
    assert_eq!((anna.queues.len(), boris.queues.len()), (2, 1));
    assert!(!String::from_utf8(sample(&queues)).unwrap().contains("=1"));
}

fn drafts_as_owner(queues: &[String]) -> [AgentDraft; 2] {
    drafts(read_as(Role::Owner, &sample(queues))).try_into().unwrap()
}

#[test]
fn what_was_given_to_others_since_is_told_with_its_line() {
    let who = Who { agent: "me".into(), role: Role::Agent, manages: [].into(), queues: [].into() };
    let emails = HashSet::from(["anna@shop.example".to_owned()]);
    let extensions = HashSet::from(["+48123".to_owned()]);
    let queues = [(QueueId::from("s"), "Sales".to_owned())];
    let known = Known { who: &who, queues: &queues, emails: &emails, extensions: &extensions };
    let drafts: Vec<_> = good().into_iter().zip([2, 3]).map(|(draft, line)| (line, draft)).collect();
    let told: Vec<_> =
        taken(&drafts, &known).into_iter().map(|fault| (fault.line, fault.column, fault.wrong)).collect();
    assert_eq!(
        told,
        [
            (2, "email".to_owned(), ImportWrong::Taken),
            (2, "queues".to_owned(), ImportWrong::UnknownQueue),
            (2, "role".to_owned(), ImportWrong::RoleTooHigh),
            (3, "extension".to_owned(), ImportWrong::Taken),
            (3, "manages".to_owned(), ImportWrong::UnknownQueue),
            (3, "role".to_owned(), ImportWrong::RoleTooHigh),
        ]
    );
}

fn many(rows: usize) -> String {
    let mut table = "name,email,extension,queues\n".to_owned();
    for row in 0..rows {
        writeln!(table, "Agent {row},agent{row}@shop.example,9{row},Sales; Support").unwrap();
    }
    table
}

#[test]
fn ten_thousand_rows_are_read_and_not_one_more() {
    let table = read(many(IMPORT_ROWS).as_bytes());
    assert_eq!((table.rows, table.drafts.len()), (IMPORT_ROWS, IMPORT_ROWS));
    assert_eq!(table.faults, []);
    let more = read(many(IMPORT_ROWS + 5).as_bytes());
    assert_eq!(more.faults, [whole(10_002, ImportWrong::TooManyRows)]);
}

#[test]
fn faults_have_a_bound_and_so_has_what_they_show() {
    let table = format!("name,email\n{}", "=x,y\n".repeat(5_000));
    assert_eq!(read(table.as_bytes()).faults.len(), FAULTS_MAX);
    let long = format!("name,email\n{},a@b.cd\n", "я".repeat(100_000));
    let faults = read(long.as_bytes()).faults;
    assert_eq!((faults[0].wrong, faults[0].value.chars().count()), (ImportWrong::TooLong, VALUE_CHARS));
    let wide = read("name,".repeat(100_000).as_bytes());
    assert_eq!(wide.faults, [whole(1, ImportWrong::Cells)]);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let table = read(&bytes);
        prop_assert!(!table.faults.is_empty() || table.drafts.len() == table.rows);
    }

    #[test]
    fn any_cells_below_a_header_are_read_or_refused(rows in "([ -~\u{e0}-\u{200f}]{0,12}[,;\"\n\r\t=]){0,40}") {
        let table = read(format!("name,email,role,queues,capacity\n{rows}").as_bytes());
        for (_, draft) in &table.drafts {
            prop_assert_eq!(draft.faults(), []);
        }
        prop_assert!(!table.faults.is_empty() || table.drafts.len() == table.rows);
    }
}
