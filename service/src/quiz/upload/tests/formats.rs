use convene_domain::quiz::import::Format;
use convene_domain::quiz::{Kind, Weight};

use super::{AIKEN, CSV, GIFT, TRIVIA, prompts, read, read_file, sentence};

#[test]
fn every_text_format_is_told_by_its_content() {
    for (text, format, accepted, rejected) in [
        (GIFT, Format::Gift, 2, 1),
        (AIKEN, Format::Aiken, 1, 1),
        (TRIVIA, Format::OpenTriviaQa, 1, 0),
        (CSV, Format::Csv, 2, 1),
    ] {
        let outcome = read("questions.txt", text);
        assert_eq!(outcome.format, format);
        assert_eq!((outcome.questions.len(), outcome.rejected.len()), (accepted, rejected), "{outcome:?}");
        let forced = read_file("questions.bin", text.as_bytes(), Some(format)).expect("readable");
        assert_eq!(forced, outcome);
    }
}

#[test]
fn csv_rows_carry_the_line_they_begin_on() {
    let outcome = read("q.csv", CSV);
    assert_eq!(outcome.questions.iter().map(|read| read.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(outcome.rejected[0].line, 5);
    let [first, second] = [&outcome.questions[0].question, &outcome.questions[1].question];
    assert_eq!(
        (first.prompt.as_str(), first.limit, first.weight),
        ("Which, of these,\nis a hedge?", Some(30), Weight::Two)
    );
    assert_eq!((second.kind, second.limit, second.correct()), (Kind::Multiple, None, vec![0, 2]));
}

#[test]
fn csv_may_use_semicolons_tabs_and_any_line_end() {
    let plain = "question,answer1,answer2,correct\nOne?,a1,b1,2\nTwo?,a1,b1,\n";
    for delimiter in [",", ";", "\t"] {
        for end in ["\n", "\r\n", "\r"] {
            for hint in ["", "sep=;\n"] {
                let text = format!("\u{feff}{hint}{plain}").replace(',', delimiter).replace('\n', end);
                let outcome = read("q.csv", &text);
                let shift = u32::from(!hint.is_empty());
                assert_eq!(outcome.questions[0].line, 2 + shift, "{text:?}");
                assert_eq!(outcome.questions[0].question.correct(), [1]);
                assert_eq!(outcome.rejected[0].line, 3 + shift, "{text:?}");
            }
        }
    }
}

#[test]
fn encodings_are_told_apart_and_doubts_are_said() {
    let text = "Wie heißt Zürich?{=Zürich ~Genf}";
    let utf16 = |big: bool| {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units
            .flat_map(|unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect::<Vec<u8>>()
    };
    let with_bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), with_bom, utf16(true), utf16(false)] {
        let outcome = read("q.gift", &bytes);
        assert_eq!(prompts(&outcome), ["Wie heißt Zürich?"]);
        assert_eq!(outcome.notices, [""; 0]);
    }
    let windows: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let outcome = read("q.gift", windows);
    assert_eq!(prompts(&outcome), ["Wie heißt Zürich?"]);
    assert!(outcome.notices[0].contains("Windows-1252"), "{:?}", outcome.notices);
    let broken = read("q.gift", b"\xef\xbb\xbfOne\xff?{T}");
    assert_eq!(prompts(&broken), ["One\u{fffd}?"]);
    assert!(broken.notices[0].contains("could not be read"), "{:?}", broken.notices);
}

#[test]
fn control_characters_are_removed_and_said() {
    let outcome = read("q.gift", b"One\x00 more\x08?{T}");
    assert_eq!(prompts(&outcome), ["One more?"]);
    assert_eq!(outcome.notices, ["2 control characters were removed from the file."]);
}

#[test]
fn a_file_that_cannot_be_read_is_one_sentence() {
    for (bytes, format, word) in [
        (&b""[..], None, "empty"),
        (b" \r\n\t", None, "empty"),
        (b"\xef\xbb\xbf", None, "none of the formats"),
        (b"Dear all,\nhello", None, "none of the formats"),
        (b"// nothing here", Some(Format::Gift), "No question was found"),
        (b"a,b,c\n1,2,3", Some(Format::Csv), "names its columns"),
        (b"question,answer1,answer2,correct\n", None, "No question was found"),
        (b"One?{T}", Some(Format::Kahoot), ".xlsx"),
        (b"%PDF-1.7 {T}", None, ".xlsx"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0\0\0\0\0", None, ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", None, "password"),
        (b"PK\x03\x04rest", None, "damaged"),
        (b"PK\x03\x04rest", Some(Format::Gift), "Moodle GIFT"),
    ] {
        let told = sentence(read_file("file", bytes, format));
        assert!(told.contains(word), "{bytes:?}: {told}");
    }
}
