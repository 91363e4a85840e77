//! Tables of records become trackers: sure rows come in, doubtful ones are told, and nothing is guessed.

use std::fs;
use std::path::Path;
use std::process::Command;

const ARTICLE: &str = "+++\nid = \"fund\"\ntitle = \"Who joined the fund\"\npublisher = \"The Valley Letter\"\n\
    date = 2024-05-01\nurl = \"https://valley.example/fund\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
    Chicago joined the fund on Monday. So did Cook County, Ill., and Springfield.\n\n\
    New Orleans did not join, its mayor said.\n";

fn run(data: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_pullquote")).args(arguments).current_dir(data).output();
    let output = output.expect("the program starts");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn sure_rows_become_records_and_doubtful_ones_are_listed() {
    let data = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(data.path().join("corpus/articles")).expect("a corpus");
    fs::write(data.path().join("corpus/articles/fund.md"), ARTICLE).expect("an article");
    let table = "Where,In state,Joined?,Words\n\
        Chicago,IL,yes,Chicago joined the fund on Monday.\n\
        Cook County,Illinois,YES,\"Cook County, Ill.\"\n\
        Springfield,,yes,Springfield\n\
        New Orleans,LA,no,New Orleans did not join\n\
        Chicgo,IL,yes,Chicago\n\
        Atlantis,,yes,Chicago\n\
        Boston,MA,perhaps,Chicago\n\
        Boston,MA,yes,Boston joined\n\
        Chicago,IL,no,Chicago\n";
    fs::write(data.path().join("fund.csv"), table).expect("a table");
    let arguments = [
        "import",
        "fund.csv",
        "--tracker",
        "fund",
        "--article",
        "fund",
        "--column",
        "place=Where",
        "--column",
        "state=In state",
        "--column",
        "received=Joined?",
        "--column",
        "evidence=words",
        "--command",
        "fund",
        "--question",
        "Did it join the fund?",
        "--title",
        "The fund",
        "--date",
        "2024-05-01",
    ];
    insta::assert_snapshot!(run(data.path(), &arguments), @r#"
    added: fund.csv row 2: Chicago
    added: fund.csv row 3: Cook County
    added: fund.csv row 5: New Orleans
    conflict: fund.csv row 10: Chicago: the list says otherwise already, and stays
    doubtful: fund.csv row 4: Springfield: could be Springfield, Mo. (2970000); Springfield, Mass. (2567000); Springfield, Ill. (1772000); Springfield, Ore. (4169600); Springfield, Ohio (3974118); Springfield, Va. (5174592): name its state, or give the GEOID
    doubtful: fund.csv row 6: Chicgo: no place has this name; Chicago, Ill. (1714000) is near
    doubtful: fund.csv row 7: Atlantis: could be Atlantis, Fla. (1202500): name its state, or give the GEOID
    doubtful: fund.csv row 8: Boston: "perhaps" is neither yes nor no
    doubtful: fund.csv row 9: Boston: the article fund does not have these words of evidence
    3 records added, 0 unchanged, 1 conflicts, 5 doubtful
    "#);
    insta::assert_snapshot!(run(data.path(), &arguments).lines().last().unwrap_or_default(), @"0 records added, 3 unchanged, 1 conflicts, 5 doubtful");
    assert!(run(data.path(), &["fund", "Cook County, Ill.", "--json"]).contains("\"verdict\":\"yes\""));
    assert!(run(data.path(), &["fund", "New Orleans", "--json"]).contains("\"verdict\":\"no\""));
    assert!(
        run(data.path(), &["import", "fund.csv", "--tracker", "fund", "--column", "place=Town"])
            .contains("the table has no column \"town\"")
    );
}
