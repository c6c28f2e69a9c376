//! `convene import`: a question file becomes a quiz from the command line.

use crate::process::{Folder, printed};

const GIFT: &str = "\
// A question Convene plays, and one it cannot play yet.
Funding can be negative. {TRUE}

Name the risk of a naked short. {=liquidation =margin call}
";

fn put(folder: &Folder, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path.display().to_string()
}

#[test]
fn a_file_is_shown_first_then_imported_for_its_owner() {
    let folder = Folder::new();
    let data = folder.join("data").display().to_string();
    assert!(
        folder
            .run(&["admin", "create", "ada@example.org", "--name", "Ada", "--data", &data])
            .status
            .success()
    );
    let file = put(&folder, "funding.gift.txt", GIFT);
    let import = |more: &[&str]| {
        let all = [&["import", file.as_str(), "--owner", "ada@example.org", "--data", data.as_str()], more]
            .concat();
        folder.run(&all)
    };
    let dry = import(&["--dry-run"]);
    assert!(dry.status.success(), "{}", printed(&dry));
    for part in ["Read as Moodle GIFT", "Questions: 1. Left out: 1.", "line 4:", "nothing is stored"] {
        assert!(printed(&dry).contains(part), "{part} in {}", printed(&dry));
    }
    let done = import(&["--title", "Funding rates"]);
    assert!(done.status.success() && printed(&done).contains("Funding rates"), "{}", printed(&done));
}

#[test]
fn what_cannot_be_imported_is_said_and_fails() {
    let folder = Folder::new();
    let data = folder.join("data").display().to_string();
    let good = put(&folder, "funding.gift.txt", GIFT);
    let bad = put(&folder, "letter.txt", "Dear all,\nthe vault opens on Monday.\n");
    for (file, owner, sentence) in [
        (good.as_str(), "nobody@example.org", "nobody has the address"),
        (good.as_str(), "not an address", "does not look like an e-mail address"),
        (bad.as_str(), "ada@example.org", "letter.txt"),
        ("missing.txt", "ada@example.org", "missing.txt cannot be read"),
    ] {
        let output = folder.run(&["import", file, "--owner", owner, "--data", &data]);
        assert!(!output.status.success(), "{file} for {owner}");
        assert!(printed(&output).contains(sentence), "{sentence} in {}", printed(&output));
    }
}
