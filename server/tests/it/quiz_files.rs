//! Question files of every format that is no GIFT, from the upload to the quiz.

use axum::http::StatusCode;
use rust_xlsxwriter::Workbook;

use crate::harness::{Browser, Portal};
use crate::quiz::between;

/// What the boxes of a preview stand for, one for each question.
fn ticks(preview: &str) -> Vec<String> {
    let inputs = preview.split("<input").skip(1).filter_map(|rest| rest.split_once('>'));
    let boxes = inputs.map(|(tag, _)| tag).filter(|tag| tag.contains("name=\"lines\""));
    boxes.map(|tag| between(tag, "value=\"", "\"").to_owned()).collect()
}

/// Uploads a file, looks at the preview and takes all of it; answers preview and quiz.
async fn imported(host: &mut Browser<'_>, format: &str, name: &str, bytes: &[u8]) -> (String, String) {
    let page = host.upload("/quizzes/import", &[("format", format)], ("file", name, bytes)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{name}: {}", page.body);
    let path = page.location().to_owned();
    let preview = host.get(&path).await;
    let ticked = ticks(&preview.body);
    let names = [("act", "confirm"), ("title", "Imported")];
    let fields: Vec<_> =
        names.into_iter().chain(ticked.iter().map(|line| ("lines", line.as_str()))).collect();
    let done = host.post(&path, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{name}: {}", done.body);
    let quiz = host.get(done.location()).await;
    for page in [&preview, &quiz] {
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    }
    (preview.body, quiz.body)
}

const CSV: &str = "question,answer1,answer2,answer3,answer4,correct,limit,points,explanation\n\
    What is TVL?,Total value locked,A token,,,1,30,1,It counts deposits.\n\
    \"Which are stable, mostly?\",USDC,ETH,DAI,BTC,\"1,3\",20,2,\n\
    No mark,one,two,,,,20,1,\n";

const TRIVIA: &str = "#Q Who pays when funding is positive?\n^ Longs\nA Longs\nB Shorts\nC Nobody\n\n\
    #Q What has no expiry?\n^ A perpetual\nA A future\nB A perpetual\n\n\
    #Q What is right here?\n^ Neither\nA One\nB Two\n";

/// Kahoot's template, filled: the header stands on its eighth row.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [
        [
            "",
            "Question - max 120 characters",
            "Answer 1",
            "Answer 2",
            "Answer 3",
            "Answer 4",
            "Time limit (sec)",
            "Correct answer(s)",
        ],
        ["1", "What is a short?", "A bet on a fall", "A bet on a rise", "", "", "20", "1"],
        ["2", "What is a hedge?", "A risk", "A cover", "A fee", "", "30", "2"],
        ["3", "Too long a limit", "yes", "no", "", "", "601", "1"],
    ];
    for (row, cells) in (7_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).expect("written"),
                Err(_) => sheet.write_string(row, column, cell).expect("written"),
            };
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// Name, content, format, two prompts in it, and what of it is left out.
type File<'a> = (&'a str, &'a [u8], &'a str, [&'a str; 2], &'a str);

#[tokio::test]
async fn csv_trivia_and_kahoots_workbook_become_quizzes_through_their_previews() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let workbook = workbook();
    let files: [File<'_>; 3] = [
        ("vaults.csv", CSV.as_bytes(), "csv", ["What is TVL?", "Which are stable, mostly?"], "No mark"),
        (
            "vaults.txt",
            TRIVIA.as_bytes(),
            "opentriviaqa",
            ["Who pays when", "What has no expiry?"],
            "What is right here?",
        ),
        ("vaults.xlsx", &workbook, "kahoot", ["What is a short?", "What is a hedge?"], "Too long a limit"),
    ];
    for (name, bytes, format, prompts, left_out) in files {
        for chosen in ["", format] {
            let (preview, quiz) = imported(&mut host, chosen, name, bytes).await;
            for prompt in prompts {
                assert!(preview.contains(prompt) && quiz.contains(prompt), "{name}: {prompt}\n{preview}");
            }
            assert!(preview.contains(left_out), "{name}: what is left out is named\n{preview}");
            assert!(quiz.contains("2 questions"), "{name}: {quiz}");
        }
    }
}

#[tokio::test]
async fn a_file_in_another_format_than_the_chosen_one_says_so() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let workbook = workbook();
    for (format, file, sentence) in [
        ("csv", ("file", "vaults.xlsx", workbook.as_slice()), "This is a spreadsheet or an archive"),
        ("kahoot", ("file", "vaults.csv", CSV.as_bytes()), "neither a text nor an Excel workbook"),
        ("opentriviaqa", ("file", "vaults.csv", CSV.as_bytes()), "This text stands before the first #Q."),
    ] {
        let mut page = host.upload("/quizzes/import", &[("format", format)], file).await;
        if page.status == StatusCode::SEE_OTHER {
            page = host.get(page.location()).await;
        }
        assert!(page.says(sentence), "{format}: {}", page.body);
    }
}
