//! Two lists of other kinds than the sample's, in the words of their own files: who endorsed whom, and bills. Each goes
//! through every command, by itself a file without code.

use std::fs;

use crate::support::folder;

const ENDORSEMENTS: &str = r#"+++
id = "race"
title = "Who stands where in the governor's race"
publisher = "The Mesa Letter"
date = 2024-06-01
url = "https://mesa.example/race"
licence = "CC BY 4.0"
+++

Sen. Ada Quill said in March that she would wait for the debate. Mayor Tom Birch and Rep. Lena Frost endorsed Marta Vance on Friday.

After the debate, Quill endorsed Marta Vance too. Former judge Otis Frost backed Hugh Pell, and Sheriff Dan Moss will endorse nobody.
"#;

const RACE: &str = r##"
id = "race-2024"
command = "endorsed"
question = "Whom did this politician endorse for governor?"
title = "Endorsements in the governor's race"
date = 2024-06-01
subject = "name"
item = "politician"
verbs = ["endorse", "back"]

[[status]]
name = "endorsed Vance"
wording = "{subject} endorsed Marta Vance."
colour = "#1b7f3b"

[[status]]
name = "endorsed Pell"
wording = "{subject} endorsed Hugh Pell."

[[status]]
name = "undecided"
wording = "{subject} is undecided."

[[status]]
name = "endorsed nobody"
wording = "{subject} endorsed nobody."
counts_as = "no"

[[record]]
name = "Sen. Ada Quill"
status = "undecided"
date = 2024-03-02
article = "race"
evidence = "Sen. Ada Quill said in March that she would wait for the debate."

[[record]]
name = "Tom Birch"
status = "endorsed Vance"
article = "race"
evidence = "Mayor Tom Birch and Rep. Lena Frost endorsed Marta Vance on Friday."

[[record]]
name = "Lena Frost"
status = "endorsed Vance"
article = "race"
evidence = "Mayor Tom Birch and Rep. Lena Frost endorsed Marta Vance on Friday."

[[record]]
name = "Sen. Ada Quill"
status = "endorsed Vance"
date = 2024-05-30
article = "race"
evidence = "After the debate, Quill endorsed Marta Vance too."

[[record]]
name = "Otis Frost"
status = "endorsed Pell"
article = "race"
evidence = "Former judge Otis Frost backed Hugh Pell, and Sheriff Dan Moss will endorse nobody."

[[record]]
name = "Dan Moss"
status = "endorsed nobody"
article = "race"
evidence = "Former judge Otis Frost backed Hugh Pell, and Sheriff Dan Moss will endorse nobody."
"##;

const SESSION: &str = r#"+++
id = "session"
title = "What became of the session's bills"
publisher = "The Mesa Letter"
date = 2024-06-10
url = "https://mesa.example/session"
licence = "CC BY 4.0"
+++

The water bill, HB 12, passed the Senate on Monday; it had sat in committee since January. The school bill, SB 7, is still in committee.

The governor vetoed HB 40, the speed bill.
"#;

const BILLS: &str = r#"
id = "bills-2024"
command = "bill"
question = "What became of this bill?"
title = "Bills of the 2024 session"
date = 2024-06-10
subject = "name"
item = "bill"

[[status]]
name = "in committee"
wording = "{subject} is in committee."

[[status]]
name = "passed"
wording = "{subject} has passed."

[[status]]
name = "vetoed"
wording = "{subject} was vetoed."

[[record]]
name = "HB 12"
aliases = ["the water bill"]
status = "in committee"
date = 2024-01-15
article = "session"
evidence = "it had sat in committee since January"

[[record]]
name = "HB 12"
aliases = ["the water bill"]
status = "passed"
date = 2024-06-10
article = "session"
evidence = "The water bill, HB 12, passed the Senate on Monday"

[[record]]
name = "SB 7"
aliases = ["the school bill"]
status = "in committee"
article = "session"
evidence = "The school bill, SB 7, is still in committee."

[[record]]
name = "HB 40"
aliases = ["the speed bill"]
status = "vetoed"
article = "session"
evidence = "The governor vetoed HB 40, the speed bill."
"#;

const PLEDGE: &str = "+++\nid = \"pledge\"\ntitle = \"Who promised to plant\"\npublisher = \"The Mesa Letter\"\ndate = 2024-05-01\n\
    url = \"https://mesa.example/pledge\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
    Pueblo and Durango took the tree pledge. Alamosa turned it down, and Salida has promised to think about it.\n";

/// A list of places with an irregular verb, whose file says no more than it must.
const TREES: &str = r#"
id = "trees"
command = "trees"
question = "Did it take the tree pledge?"
title = "The tree pledge"
date = 2024-05-01
item = "city"

[[record]]
place = "Pueblo"
geoid = "0862000"
received = true
article = "pledge"
evidence = "Pueblo and Durango took the tree pledge."

[[record]]
place = "Durango"
geoid = "0822035"
received = true
article = "pledge"
evidence = "Pueblo and Durango took the tree pledge."

[[record]]
place = "Alamosa"
geoid = "0801090"
received = false
article = "pledge"
evidence = "Alamosa turned it down"
"#;

/// A data folder with all three.
fn newsletter() -> tempfile::TempDir {
    folder::data(&[
        ("articles/race.md", ENDORSEMENTS),
        ("articles/session.md", SESSION),
        ("articles/pledge.md", PLEDGE),
        ("jurisdictions/race.toml", RACE),
        ("jurisdictions/bills.toml", BILLS),
        ("jurisdictions/trees.toml", TREES),
    ])
}

/// What is answered to each: verdict, status, headline and notes.
fn check<const N: usize>(calls: [&[&str]; N]) -> String {
    let data = newsletter();
    let told = |arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.push("--json");
        let said = folder::said(data.path(), &all);
        let reply: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}"));
        assert!(!said.contains("receive"), "{said}");
        let text = |field: &str| reply[field].as_str().unwrap_or("-").to_owned();
        let notes = reply["notes"].as_array().into_iter().flatten().filter_map(|note| note.as_str());
        let choices = reply["choices"].as_array().into_iter().flatten().filter_map(|choice| choice["label"].as_str());
        let more: Vec<&str> = notes.chain(choices).collect();
        format!("{} | {} | {} | {}", arguments.join(" "), text("verdict"), text("headline"), more.join(" / "))
    };
    calls.map(told).join("\n")
}

#[test]
fn names_are_known_without_titles_and_by_surname_where_one_bears_it() {
    insta::assert_snapshot!(check([
        &["endorsed", "Ada Quill"],
        &["endorsed", "Senator Quill"],
        &["endorsed", "Rep. Lena Frost"],
        &["endorsed", "Frost"],
        &["endorsed", "Moss"],
        &["endorsed", "Tom Brich"],
        &["endorsed", "Zoe Nobody"],
    ]), @"
    endorsed Ada Quill | other | Sen. Ada Quill endorsed Marta Vance. The list has the 5 politicians named on June 1, 2024. | Before: undecided on March 2, 2024.
    endorsed Senator Quill | other | Sen. Ada Quill endorsed Marta Vance. The list has the 5 politicians named on June 1, 2024. | Before: undecided on March 2, 2024.
    endorsed Rep. Lena Frost | other | Lena Frost endorsed Marta Vance. The list has the 5 politicians named on June 1, 2024. | 
    endorsed Frost | ambiguous | Which one do you mean? The answers differ. | Lena Frost / Otis Frost
    endorsed Moss | no | Dan Moss endorsed nobody. The list has the 5 politicians named on June 1, 2024. | 
    endorsed Tom Brich | other | Tom Birch endorsed Marta Vance. The list has the 5 politicians named on June 1, 2024. | “Tom Brich” was read as Tom Birch.
    endorsed Zoe Nobody | unknown_name | I do not know “Zoe Nobody” from the list. |
    ");
}

#[test]
fn an_endorsement_is_asked_for_in_its_own_words() {
    insta::assert_snapshot!(check([
        &["ask", "Whom did Senator Quill endorse?"],
        &["ask", "Did Tom Birch endorse Pell?"],
        &["ask", "Who endorsed Vance?"],
        &["ask", "How many politicians endorsed Hugh Pell?"],
        &["ask", "How many people endorsed Vance?"],
        &["ask", "Who is undecided?"],
        &["ask", "Did Zoe Nobody endorse Vance?"],
        &["source", "Otis Frost endorsed Marta Vance"],
        &["endorsed"],
    ]), @"
    ask Whom did Senator Quill endorse? | other | Sen. Ada Quill endorsed Marta Vance. The list has the 5 politicians named on June 1, 2024. | Before: undecided on March 2, 2024.
    ask Did Tom Birch endorse Pell? | other | Tom Birch endorsed Marta Vance. The list has the 5 politicians named on June 1, 2024. | 
    ask Who endorsed Vance? | found | 3 politicians endorsed Marta Vance. | 
    ask How many politicians endorsed Hugh Pell? | found | 1 politician endorsed Hugh Pell. | 
    ask How many people endorsed Vance? | found | 3 politicians endorsed Marta Vance. | 
    ask Who is undecided? | not_found | No record fits. | 
    ask Did Zoe Nobody endorse Vance? | unknown_name | I do not know “Zoe Nobody” from the list. | 
    source Otis Frost endorsed Marta Vance | found | Otis Frost endorsed Hugh Pell. The list has the 5 politicians named on June 1, 2024. | 
    endorsed | found | 3 politicians endorsed Marta Vance. 1 politician endorsed Hugh Pell. 1 politician endorsed nobody. |
    ");
}

#[test]
fn a_bill_has_a_status_that_is_neither_yes_nor_no_and_a_history() {
    insta::assert_snapshot!(check([
        &["bill", "HB 12"],
        &["bill", "water bill"],
        &["bill", "HB 13"],
        &["ask", "What is the status of SB 7?"],
        &["ask", "Is HB 12 still in committee?"],
        &["ask", "Which bills were vetoed?"],
        &["ask", "How many bills are in committee?"],
        &["ask", "Which bills have not passed?"],
        &["source", "HB 40 was vetoed"],
        &["bill"],
    ]), @"
    bill HB 12 | other | HB 12 has passed. The list has the 3 bills named on June 10, 2024. | Before: in committee on Jan. 15, 2024.
    bill water bill | other | HB 12 has passed. The list has the 3 bills named on June 10, 2024. | Before: in committee on Jan. 15, 2024.
    bill HB 13 | unknown_name | I do not know “HB 13” from the list. | HB 12
    ask What is the status of SB 7? | other | SB 7 is in committee. The list has the 3 bills named on June 10, 2024. | 
    ask Is HB 12 still in committee? | other | HB 12 has passed. The list has the 3 bills named on June 10, 2024. | Before: in committee on Jan. 15, 2024.
    ask Which bills were vetoed? | found | 1 bill was vetoed. | 
    ask How many bills are in committee? | found | 1 bill is in committee. | 
    ask Which bills have not passed? | found | 1 bill is in committee. 1 bill was vetoed. | 
    source HB 40 was vetoed | found | HB 40 was vetoed. The list has the 3 bills named on June 10, 2024. | 
    bill | found | 1 bill is in committee. 1 bill has passed. 1 bill was vetoed. |
    ");
}

#[test]
fn a_list_that_says_no_more_than_it_must_is_worded_by_its_question() {
    insta::assert_snapshot!(check([
        &["trees", "Pueblo"],
        &["trees", "Alamosa"],
        &["trees", "Salida, Colo."],
        &["ask", "Did Boulder take the pledge?"],
        &["ask", "How many cities took the tree pledge?"],
        &["ask", "How many cities in Colorado have taken it?"],
        &["ask", "Which cities refused to take the pledge?"],
        &["ask", "Was the tree pledge taken by Durango?"],
        &["source", "Alamosa has taken the tree pledge"],
        &["jurisdictions", "--verdict", "no"],
        &["jurisdictions", "--verdict", "neither"],
    ]), @"
    trees Pueblo | yes | Yes. Pueblo took the tree pledge. The list has the 3 cities named on May 1, 2024. | 
    trees Alamosa | no | No. Alamosa did not take the tree pledge. The list has the 3 cities named on May 1, 2024. | 
    trees Salida, Colo. | not_listed | Salida, Colo. is not on the list. The list has the 3 cities named on May 1, 2024. | 
    ask Did Boulder take the pledge? | not_listed | Boulder, Colo. is not on the list. The list has the 3 cities named on May 1, 2024. | 
    ask How many cities took the tree pledge? | found | 2 cities took the tree pledge. | 
    ask How many cities in Colorado have taken it? | found | 2 cities in Colorado took the tree pledge. | 
    ask Which cities refused to take the pledge? | found | 1 city did not take the tree pledge. | 
    ask Was the tree pledge taken by Durango? | yes | Yes. Durango took the tree pledge. The list has the 3 cities named on May 1, 2024. | 
    source Alamosa has taken the tree pledge | found | No. Alamosa did not take the tree pledge. The list has the 3 cities named on May 1, 2024. | 
    jurisdictions --verdict no | found | Endorsements in the governor's race: 1 politician endorsed nobody. The tree pledge: 1 city did not take the tree pledge. | 
    jurisdictions --verdict neither | found | Bills of the 2024 session: 1 bill is in committee. 1 bill has passed. 1 bill was vetoed. Endorsements in the governor's race: 3 politicians endorsed Marta Vance. 1 politician endorsed Hugh Pell. |
    ");
}

#[test]
fn a_list_of_one_is_worded_for_one() {
    let data = newsletter();
    let one = TREES.split("[[record]]").take(2).collect::<Vec<_>>().join("[[record]]");
    fs::write(data.path().join("corpus/jurisdictions/trees.toml"), one).expect("a file");
    let said = folder::said(data.path(), &["trees", "Pueblo"]).replace('\n', " ");
    assert!(
        said.starts_with("Yes. Pueblo took the tree pledge. The list has one city, named on May 1, 2024."),
        "{said}"
    );
    assert!(folder::said(data.path(), &["trees"]).starts_with("1 city took the tree pledge.\n"));
}

#[test]
fn a_listing_shows_what_each_record_says() {
    let data = newsletter();
    insta::assert_snapshot!(folder::said(data.path(), &["bill", "--limit", "2"]), @"
    1 bill is in committee. 1 bill has passed. 1 bill was vetoed.

      · HB 12  passed, June 10, 2024, ¶1
      · SB 7   in committee, June 10, 2024, ¶1

      │ The water bill, HB 12, passed the Senate on Monday; it had sat in committee
      │ since January.
      — The Mesa Letter, What became of the session's bills, June 10, 2024, ¶1 (CC
      BY 4.0)
      https://mesa.example/session#:~:text=The%20water%20bill%2C%20HB%2012%2C%20passed%20the%20Senate%20on%20Monday%3B%20it%20had%20sat%20in%20committee%20since%20January

      │ The school bill, SB 7, is still in committee.
      — The Mesa Letter, What became of the session's bills, June 10, 2024, ¶1 (CC
      BY 4.0)
      https://mesa.example/session#:~:text=The%20school%20bill%2C%20SB%207%2C%20is%20still%20in%20committee

    2 of 3 shown; ask for more with --limit and --offset, or /more in the chat.
    ");
    insta::assert_snapshot!(folder::said(data.path(), &["help", "bill"]), @"
    What became of this bill?
      name: The name

      /bill [name]  What became of this bill?
        /bill HB 12
    ");
}

#[test]
fn tables_and_maps_use_the_words_of_the_list() {
    let data = newsletter();
    folder::said(data.path(), &["map", "bills.csv", "--list", "bills-2024"]);
    insta::assert_snapshot!(fs::read_to_string(data.path().join("bills.csv")).expect("a table"), @r#"
    subject,name,state,kind,geoid,status,counts_as,date,list,article,paragraph,evidence,url
    HB 12,,,,,passed,neither,2024-06-10,bills-2024,session,1,"The water bill, HB 12, passed the Senate on Monday",https://mesa.example/session#:~:text=The%20water%20bill%2C%20HB%2012%2C%20passed%20the%20Senate%20on%20Monday
    SB 7,,,,,in committee,neither,2024-06-10,bills-2024,session,1,"The school bill, SB 7, is still in committee.",https://mesa.example/session#:~:text=The%20school%20bill%2C%20SB%207%2C%20is%20still%20in%20committee
    HB 40,,,,,vetoed,neither,2024-06-10,bills-2024,session,2,"The governor vetoed HB 40, the speed bill.",https://mesa.example/session#:~:text=The%20governor%20vetoed%20HB%2040%2C%20the%20speed%20bill
    "#);
    let said = folder::said(data.path(), &["map", "trees.png"]);
    insta::assert_snapshot!(said, @"Map: The tree pledge (2 cities; May 1, 2024). Cities: Pueblo, Colo.; Durango, Colo. Not taken: Alamosa, Colo.");
}

#[test]
fn completion_offers_a_name_once() {
    let data = newsletter();
    let asked = r#"{"autocomplete": {"command": "endorsed", "option": "name", "partial": "qu"}}"#;
    let (_, said, _) = folder::run(data.path(), &["batch"], &format!("{asked}\n"));
    insta::assert_snapshot!(said.trim(), @r#"{"choices":[{"value":"Sen. Ada Quill","label":"Sen. Ada Quill"}]}"#);
}

#[test]
fn what_a_file_may_not_say_is_named_with_its_line() {
    let data = newsletter();
    let wrong = TREES.replace("id = \"trees\"", "id = \"wrong\"").replace(
        "item = \"city\"\n",
        "item = \"city\"\n\n[[status]]\nname = \"took\"\ncounts_as = \"yes\"\ncolour = \"green\"\n",
    );
    fs::write(data.path().join("corpus/jurisdictions/trees.toml"), wrong).expect("a file");
    insta::assert_snapshot!(folder::said(data.path(), &["index"]), @r#"
    pullquote: jurisdictions/trees.toml:12: status[0].colour: not a colour: "green" (such as #2463b8)
    pullquote: jurisdictions/trees.toml:31: record[2].received: "false" is none of its statuses: took
    pullquote: nothing was indexed; the last good index stays in service
    "#);
}
