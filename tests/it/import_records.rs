//! Tables of records become trackers: sure rows come in, doubtful ones are told, and nothing is guessed.

use std::fs;

use crate::support::folder;

const ARTICLE: &str = "+++\nid = \"fund\"\ntitle = \"Who joined the fund\"\npublisher = \"The Valley Letter\"\n\
    date = 2024-05-01\nurl = \"https://valley.example/fund\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
    Chicago joined the fund on Monday. So did Cook County, Ill., and Springfield.\n\n\
    New Orleans did not join, its mayor said.\n";

#[test]
fn sure_rows_become_records_and_doubtful_ones_are_listed() {
    let data = folder::data(&[("articles/fund.md", ARTICLE)]);
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
    insta::assert_snapshot!(folder::said(data.path(), &arguments), @r#"
    added: fund.csv row 2: Chicago
    added: fund.csv row 3: Cook County
    added: fund.csv row 5: New Orleans
    conflict: fund.csv row 10: Chicago: the list says otherwise already, and stays
    doubtful: fund.csv row 4: Springfield: could be Springfield, Mo. (2970000); Springfield, Mass. (2567000); Springfield, Ill. (1772000); Springfield, Ore. (4169600); Springfield, Ohio (3974118): name its state, or give the GEOID
    doubtful: fund.csv row 6: Chicgo: no place has this name; Chicago, Ill. (1714000) is near
    doubtful: fund.csv row 7: Atlantis: could be Atlantis, Fla. (1202500): name its state, or give the GEOID
    doubtful: fund.csv row 8: Boston: "perhaps" is neither yes nor no, nor one of the list's statuses: joined, not joined
    doubtful: fund.csv row 9: Boston: the article fund does not have these words of evidence
    3 records added, 0 unchanged, 1 conflicts, 5 doubtful
    "#);
    insta::assert_snapshot!(folder::said(data.path(), &arguments).lines().last().unwrap_or_default(), @"0 records added, 3 unchanged, 1 conflicts, 5 doubtful");
    assert!(folder::said(data.path(), &["fund", "Cook County, Ill.", "--json"]).contains("\"verdict\":\"yes\""));
    assert!(folder::said(data.path(), &["fund", "New Orleans", "--json"]).contains("\"verdict\":\"no\""));
    assert!(
        folder::said(data.path(), &["import", "fund.csv", "--tracker", "fund", "--column", "place=Town"])
            .contains("the table has no column \"town\"")
    );
}

const TREATY: &str = "+++\nid = \"treaty\"\ntitle = \"Who ratified the treaty\"\npublisher = \"The Valley Letter\"\n\
    date = 2024-05-01\nurl = \"https://valley.example/treaty\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
    Maryland promised to ratify the treaty. New York and Washington ratified it, and Georgia rejected it.\n\n\
    Since then Maryland ratified it, too. Rep. Ann Lee praised it; Gov. Bob Ray has yet to read it.\n";

/// A data folder with the article, and a table beside it.
fn with_table(table: &str) -> tempfile::TempDir {
    let data = folder::data(&[("articles/treaty.md", TREATY)]);
    fs::write(data.path().join("list.csv"), table).expect("a table");
    data
}

const NEW: [&str; 10] =
    ["import", "list.csv", "--tracker", "list", "--article", "treaty", "--title", "The treaty", "--date", "2024-05-01"];

#[test]
fn a_state_by_its_plain_name_is_the_state_and_the_table_brings_its_statuses_and_days() {
    let data = with_table(
        "State,Status,Date,Evidence\nMaryland,promised,2024-03-01,Maryland promised to ratify the treaty\n\
         New York,ratified,,\nWashington,ratified,,\nGeorgia,rejected,,\nMaryland,ratified,2024-06-01,Maryland ratified it\n",
    );
    let own = [
        "--column",
        "place=State",
        "--command",
        "treaty",
        "--question",
        "Has it ratified the treaty?",
        "--item",
        "state",
    ];
    insta::assert_snapshot!(folder::said(data.path(), &[&NEW[..], &own].concat()), @"
    added: list.csv row 2: Maryland
    added: list.csv row 3: New York
    added: list.csv row 4: Washington
    added: list.csv row 5: Georgia
    added: list.csv row 6: Maryland
    5 records added, 0 unchanged, 0 conflicts, 0 doubtful
    ");
    let file = fs::read_to_string(data.path().join("corpus/jurisdictions/list.toml")).expect("a list");
    let kinds = file.lines().filter(|line| line.starts_with("kind")).collect::<Vec<_>>();
    assert_eq!(kinds, ["kind = \"state\""; 5]);
    insta::assert_snapshot!(folder::said(data.path(), &["treaty"]).lines().next().unwrap_or_default(), @"3 states have ratified the treaty. 1 state: rejected.");
    let maryland = folder::said(data.path(), &["treaty", "Maryland"]);
    insta::assert_snapshot!(maryland.lines().take(3).collect::<Vec<_>>().join("\n"), @"
    Yes. Maryland has ratified the treaty. The list has the 4 states named on May
    1, 2024.
      Before: promised on March 1, 2024.
    ");
}

#[test]
fn a_table_fills_a_list_of_names() {
    let data = with_table(
        "Name,Aliases,Status\nRep. Ann Lee,Annie Lee;A. Lee,praised\nGov. Bob Ray,,undecided\nCy Poe,,praised\n",
    );
    let own = [
        "--command",
        "treaty",
        "--question",
        "What does this politician say of the treaty?",
        "--subject",
        "name",
        "--item",
        "politician",
    ];
    insta::assert_snapshot!(folder::said(data.path(), &[&NEW[..], &own].concat()), @"
    added: list.csv row 2: Rep. Ann Lee
    added: list.csv row 3: Gov. Bob Ray
    doubtful: list.csv row 4: Cy Poe: the article treaty does not name it so, and no evidence is given
    2 records added, 0 unchanged, 0 conflicts, 1 doubtful
    ");
    insta::assert_snapshot!(folder::said(data.path(), &["treaty", "Annie Lee"]).lines().next().unwrap_or_default(), @"Rep. Ann Lee: praised. The list has the 2 politicians named on May 1, 2024.");
    insta::assert_snapshot!(folder::said(data.path(), &["ask", "Who praised the treaty?"]).lines().next().unwrap_or_default(), @"1 politician: praised.");
}

/// A new list of a table, with semicolons or tabs for commas, and the list's answers to it.
#[test]
fn statuses_stand_beside_yes_and_no_and_get_words_of_their_own() {
    let table = "place;status;evidence\n\
        Cook County, Ill.;yes;Cook County, Ill.\n\
        Chicago;Promised;Chicago joined the fund on Monday.\n\
        New Orleans;refused;New Orleans did not join\n";
    for table in [table.to_owned(), table.replace(';', "\t")] {
        let data = folder::data(&[("articles/fund.md", ARTICLE)]);
        fs::write(data.path().join("fund.csv"), table).expect("a table");
        let new =
            ["--command", "fund", "--question", "Did it join the fund?", "--title", "The fund", "--item", "place"];
        let mut arguments =
            vec!["import", "fund.csv", "--tracker", "fund", "--article", "fund", "--date", "2024-05-01"];
        arguments.extend(new);
        insta::allow_duplicates! {
            insta::assert_snapshot!(folder::said(data.path(), &arguments), @"
            added: fund.csv row 2: Cook County, Ill.
            added: fund.csv row 3: Chicago
            added: fund.csv row 4: New Orleans
            3 records added, 0 unchanged, 0 conflicts, 0 doubtful
            ");
            let first = |arguments: &[&str]| folder::said(data.path(), arguments).split("\n\n").next().unwrap_or_default().to_owned();
            let calls: [&[&str]; 5] = [
                &["fund", "Chicago"],
                &["fund", "New Orleans"],
                &["fund", "Cook County, Ill."],
                &["ask", "Which places did not join the fund?"],
                &["fund"],
            ];
            insta::assert_snapshot!(calls.map(first).join("\n"), @"
            Chicago promised to join the fund. The list has the 3 places named on May 1,
            2024.
            No. New Orleans refused to join the fund. The list has the 3 places named on May
            1, 2024.
            Yes. Cook County, Ill. joined the fund. The list has the 3 places named on May
            1, 2024.
            1 place refused to join the fund.
            1 place joined the fund. 1 place promised to join the fund. 1 place refused to
            join the fund.
            ");
        }
        // A later table may say it by the list's verb.
        fs::write(data.path().join("more.csv"), "place,status,evidence\nBoston,joined,Chicago joined the fund\n")
            .expect("a table");
        let more = folder::said(data.path(), &["import", "more.csv", "--tracker", "fund", "--article", "fund"]);
        assert!(more.contains("added: more.csv row 2: Boston"), "{more}");
    }
}

#[test]
fn a_day_of_a_record_that_fits_two_readings_was_decided() {
    let data = folder::data(&[("articles/fund.md", ARTICLE)]);
    let told = |second: &str| {
        let table = format!("place,state,date\nChicago,IL,03/04/2024\nNew Orleans,LA,{second}\n");
        fs::write(data.path().join("fund.csv"), table).expect("a table");
        let named =
            ["--tracker", "fund", "--article", "fund", "--command", "fund", "--question", "Did it join the fund?"];
        let further = ["--title", "The fund", "--date", "2024-05-01", "--dry-run"];
        folder::said(data.path(), &[&["import", "fund.csv"], named.as_slice(), further.as_slice()].concat())
    };
    assert!(
        told("05/04/2024").contains("Chicago: its date \"03/04/2024\" is taken for 2024-03-04, and may be 2024-04-03")
    );
    assert!(!told("25/04/2024").contains("may be"));
}
