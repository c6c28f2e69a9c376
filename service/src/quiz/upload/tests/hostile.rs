use std::io::{Cursor, Write};

use convene_domain::quiz::import::{Format, Outcome};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::FILE_BYTES;
use super::{read_file, sentence};
use crate::Result;

const TEXTS: [Format; 4] = [Format::Gift, Format::Aiken, Format::OpenTriviaQa, Format::Csv];

/// Far above what a linear reader needs without optimisation and far below what a quadratic one needs.
const PATIENCE_SECONDS: u64 = 30;

#[expect(clippy::disallowed_methods, reason = "measures how long reading takes")]
fn timed(bytes: &[u8], format: Option<Format>) -> Result<Outcome> {
    let start = std::time::Instant::now();
    let result = read_file("hostile.txt", bytes, format);
    let took = start.elapsed();
    println!("{:?} {format:?}: {took:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(12)]));
    assert!(took.as_secs() < PATIENCE_SECONDS, "{took:?}");
    result
}

#[test]
fn ten_megabytes_of_anything_are_read_in_linear_time() {
    for piece in [
        "{",
        "\n",
        "~",
        "x",
        "{\n\n",
        "=",
        "\"",
        "{~%50%<b \"",
        "?{=<a \">\"<script><sup>&~",
        "A) x\n",
        "#Q x\n^ ",
        ",",
    ] {
        let whole = piece.repeat(FILE_BYTES / piece.len());
        let formats: &[Option<Format>] = match piece {
            "A) x\n" => &[Some(Format::Aiken)],
            "#Q x\n^ " => &[Some(Format::OpenTriviaQa)],
            "," | "\"" => &[None, Some(Format::Csv)],
            _ => &[None, Some(Format::Gift)],
        };
        for format in formats {
            if let Ok(outcome) = timed(whole.as_bytes(), *format) {
                assert_eq!(outcome.questions, [], "{piece}");
            }
        }
    }
}

#[test]
fn one_more_byte_than_ten_megabytes_is_too_large() {
    let mut bytes = vec![b'x'; FILE_BYTES + 1];
    assert!(sentence(read_file("x.txt", &bytes, None)).contains("10 MB"));
    bytes.pop();
    assert!(!sentence(read_file("x.txt", &bytes, None)).contains("10 MB"));
}

#[test]
fn an_open_quotation_mark_does_not_swallow_the_file_in_silence() {
    let rest = "Next?,a1,b1,1\n".repeat(2_000);
    let text = format!("question,answer1,answer2,correct\nFirst?,a1,b1,1\n\"Open?,a1,b1,1\n{rest}");
    let outcome = read_file("q.csv", text.as_bytes(), None).expect("readable");
    assert_eq!(outcome.questions.len(), 1);
    assert_eq!(outcome.rejected[0].line, 3);
    assert!(outcome.rejected[0].reason.contains("quotation mark"), "{}", outcome.rejected[0].reason);
}

/// A workbook made of the given parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options).expect("a part");
        writer.write_all(content).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

#[test]
fn a_zip_bomb_is_refused_before_it_is_opened() {
    let zeros = vec![b' '; 40 * 1024 * 1024];
    let bomb = archive(&[("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    assert!(sentence(timed(&bomb, None)).contains("too large when unpacked"));
    // The same with a lie about its size, in the local header and in the directory.
    let size = u32::try_from(zeros.len()).expect("fits").to_le_bytes();
    let mut lying = bomb.clone();
    let places: Vec<_> =
        bomb.windows(4).enumerate().filter(|(_, four)| *four == size).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&1_000u32.to_le_bytes());
    }
    let told = sentence(timed(&lying, None));
    assert!(told.contains("damaged") || told.contains("too large"), "{told}");
    let many: Vec<_> = (0..1_001).map(|number| format!("{number}.xml")).collect();
    let parts: Vec<_> = many.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert!(sentence(timed(&archive(&parts), None)).contains("too large"));
}

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;

fn workbook(texts: &str, rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    archive(&[
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

const HEADER: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>question</t></is></c><c r="B1" t="inlineStr"><is><t>answer1</t></is></c><c r="C1" t="inlineStr"><is><t>answer2</t></is></c><c r="D1" t="inlineStr"><is><t>correct</t></is></c></row>"#;

#[test]
fn a_workbook_cannot_make_the_reader_reserve_memory_for_what_is_not_there() {
    let row = r#"<row r="1048576"><c r="A1048576"><v>1</v></c><c r="B1048576"><v>2</v></c><c r="C1048576"><v>3</v></c><c r="D1048576"><v>1</v></c><c r="XFD1048576"><v>9</v></c></row>"#;
    let wide =
        read_file("x.xlsx", &workbook("<sst></sst>", &format!("{HEADER}{row}")), None).expect("readable");
    assert_eq!(wide.questions[0].line, 1_048_576);
    for texts in [
        r#"<sst uniqueCount="100000000000000"></sst>"#,
        r#"<sst uniqueCount = '9223372036854775807'></sst>"#,
        r#"<?xml version="1.0" encoding="ISO-2022-JP"?><sst uniqueCount="1"></sst>"#,
    ] {
        assert!(sentence(read_file("x.xlsx", &workbook(texts, HEADER), None)).contains("damaged"), "{texts}");
    }
    assert!(sentence(read_file("x.xlsx", &workbook("<sst", HEADER), None)).contains("damaged"));
    let missing = r#"<row r="2"><c r="A2" t="s"><v>7</v></c></row>"#;
    assert!(read_file("x.xlsx", &workbook("<sst></sst>", &format!("{HEADER}{missing}")), None).is_err());
}

#[test]
fn too_many_cells_are_refused() {
    let bytes = workbook("<sst></sst>", &format!("{HEADER}<row r=\"2\">{}</row>", "<c/>".repeat(400_001)));
    assert!(sentence(timed(&bytes, None)).contains("too large"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_are_read_or_refused(
        magic in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"#Q "]),
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        name in "[a-z.]{0,9}",
    ) {
        let bytes = [magic, &bytes].concat();
        for format in TEXTS.map(Some).into_iter().chain([None, Some(Format::Kahoot)]) {
            if let Ok(outcome) = read_file(&name, &bytes, format) {
                prop_assert!(outcome.questions.iter().all(|read| read.question.check().is_ok()));
            }
        }
    }

    #[test]
    fn a_workbook_with_damaged_contents_is_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        texts in "<sst( uniqueCount=\"[0-9]{0,3}\")?>(<si><t>[a-z]{0,3}</t></si>){0,3}(</sst>)?",
    ) {
        let row = r#"<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2"><v>3</v></c><c r="D2"><v>2</v></c></row>"#;
        let mut sheet = format!("<worksheet><sheetData>{HEADER}{row}</sheetData></worksheet>").into_bytes();
        for (at, byte) in changes {
            let at = at.index(sheet.len());
            sheet[at] = byte;
        }
        let bytes = archive(&[
            ("_rels/.rels", ROOT.as_bytes()),
            ("xl/workbook.xml", BOOK.as_bytes()),
            ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
            ("xl/sharedStrings.xml", texts.as_bytes()),
            ("xl/worksheets/sheet1.xml", &sheet),
        ]);
        if let Ok(outcome) = read_file("x.xlsx", &bytes, None) {
            prop_assert!(outcome.questions.iter().all(|read| read.question.check().is_ok()));
        }
    }
}
