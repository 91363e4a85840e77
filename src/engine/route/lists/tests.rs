use super::*;
use crate::corpus::{MemorySource, Rules, load};
use crate::engine::phrasing::Manner;

/// A tracker with this file, but for what every file has.
fn tracker(command: &str, own: &str) -> Tracker {
    let file = format!("id = \"{command}\"\ncommand = \"{command}\"\ntitle = \"A list\"\ndate = 2018-01-24\n{own}");
    let source = MemorySource::default().with(&format!("jurisdictions/{command}.toml"), file);
    let mut loaded = load(&source, &Rules::new(&|_| true));
    assert_eq!(loaded.errors, Vec::new());
    loaded.trackers.remove(0)
}

fn letters() -> Vec<Tracker> {
    let own = "question = \"Did it receive the letter?\"\nsender = \"U.S. Department of Justice\"\nitem = \"jurisdiction\"\n\
        verbs = [\"receive\", \"get\", \"be sent\", \"be issued\"]\n";
    vec![tracker("letter", own)]
}

/// A pledge whose file says no more than it must.
fn pledge() -> Vec<Tracker> {
    vec![tracker("pledge", "question = \"Did it sign the clean air pledge?\"\nitem = \"city\"\n")]
}

/// A compact with statuses of its own.
fn compact() -> Vec<Tracker> {
    let status = |name: &str, counts: &str, wording: &str| {
        format!("[[status]]\nname = \"{name}\"\ncounts_as = \"{counts}\"\nwording = \"{{subject}} {wording}\"\n")
    };
    let own = "question = \"Has it joined the river compact?\"\nverbs = [\"join\", \"sign\"]\nitem = \"state\"\n"
        .to_owned()
        + &status("joined", "yes", "joined the compact.")
        + &status("promised", "neither", "promised to join the compact.")
        + &status("rejected", "no", "rejected the compact.");
    vec![tracker("compact", &own)]
}

/// Bills, none of whose statuses is a yes or a no.
fn bills() -> Vec<Tracker> {
    let status =
        |name: &str, wording: &str| format!("[[status]]\nname = \"{name}\"\nwording = \"{{subject}} {wording}\"\n");
    let own = "question = \"What is the state of this bill?\"\nsubject = \"name\"\nitem = \"bill\"\n".to_owned()
        + &status("in committee", "is in committee.")
        + &status("passed", "passed the legislature.")
        + &status("vetoed", "was vetoed by the governor.")
        + &status("not scheduled", "is not scheduled.");
    vec![tracker("bill", &own)]
}

fn check<const N: usize>(trackers: &[Tracker], questions: [&str; N]) -> String {
    let one = |asked: &Asked| match asked {
        Asked::Member { command, subject, manner } => {
            let bare = if *manner == Manner::Bare { " (bare)" } else { "" };
            format!("{command}: {subject}{bare}")
        }
        Asked::List { command, state, kind, statuses } => {
            let kind = kind.map_or("any".to_owned(), |kind| format!("{kind:?}"));
            let state = state.as_deref().unwrap_or("all");
            let statuses = statuses.as_ref().map_or("whatever".to_owned(), |statuses| statuses.join("+"));
            format!("{command} list {kind} in {state}: {statuses}")
        }
    };
    let trackers: Vec<&Tracker> = trackers.iter().collect();
    let line = |question: &str| {
        let asked: Vec<String> = asked(question, &trackers).iter().map(one).collect();
        if asked.is_empty() { "-".to_owned() } else { asked.join(" or ") }
    };
    questions.map(|question| format!("{} | {question}", line(question))).join("\n")
}

#[test]
fn whether_one_is_on_the_list() {
    insta::assert_snapshot!(check(&letters(), [
        "Did NYC get the letter?",
        "Has Cook County, Illinois received a letter?",
        "Was Denver sent a letter by the DOJ?",
        "Were San Francisco and Oakland sent letters?",
        "Is Los Angeles on the list?",
        "Is the City of Albany one of those that got a letter?",
        "Do you know if King County got one?",
        "Did they send a letter to Burlington, Vt.?",
        "Did the Justice Department send letters to Houston?",
        "did new orleans not get the letter",
        "Did Denver get the letter about water?",
        "Did Sessions get his way in court?",
        "Did they get letters?",
        "Is Denver in Colorado?",
    ]), @"
    letter: NYC | Did NYC get the letter?
    letter: Cook County, Illinois | Has Cook County, Illinois received a letter?
    letter: Denver | Was Denver sent a letter by the DOJ?
    letter: San Francisco and Oakland | Were San Francisco and Oakland sent letters?
    letter: Los Angeles | Is Los Angeles on the list?
    letter: City of Albany | Is the City of Albany one of those that got a letter?
    letter: King County | Do you know if King County got one?
    letter: Burlington, Vt | Did they send a letter to Burlington, Vt.?
    letter: Houston | Did the Justice Department send letters to Houston?
    letter: new orleans (bare) | did new orleans not get the letter
    - | Did Denver get the letter about water?
    - | Did Sessions get his way in court?
    - | Did they get letters?
    - | Is Denver in Colorado?
    ");
}

#[test]
fn which_and_how_many_are_on_the_list() {
    insta::assert_snapshot!(check(&letters(), [
        "how many got one?",
        "How many letters were sent?",
        "How many states, counties and cities got the letters?",
        "Which counties in California are on the list?",
        "Which Kentucky jurisdiction got a letter?",
        "who got letters?",
        "Who did the DOJ send letters to?",
        "what cities received the letter",
        "Which places did not get a letter?",
        "List the states that received letters.",
        "Name all California counties that got one",
        "Did any city in Texas get a letter?",
        "Are there any counties in Florida on the list?",
        "Where were the letters sent?",
        "Tell me how many California cities got letters",
        "What is the number of jurisdictions that got letters?",
        "Everyone who got a letter",
        "How many letters were sent in 2020?",
        "How many people live in California?",
        "What do the letters ask for?",
        "Which mayor used the phrase racist assault?",
        "Who got the most votes?",
        "What proof do the new letters request?",
        "Who sent the letters?",
        "What did they get?",
        "How many immigrants were arrested?",
    ]), @"
    letter list any in all: received | how many got one?
    letter list any in all: received | How many letters were sent?
    letter list any in all: received | How many states, counties and cities got the letters?
    letter list County in California: received | Which counties in California are on the list?
    letter list any in Kentucky: received | Which Kentucky jurisdiction got a letter?
    letter list any in all: received | who got letters?
    letter list any in all: received | Who did the DOJ send letters to?
    letter list City in all: received | what cities received the letter
    letter list any in all: not received | Which places did not get a letter?
    letter list State in all: received | List the states that received letters.
    letter list County in California: received | Name all California counties that got one
    letter list City in Texas: received | Did any city in Texas get a letter?
    letter list County in Florida: received | Are there any counties in Florida on the list?
    letter list any in all: received | Where were the letters sent?
    letter list City in California: received | Tell me how many California cities got letters
    letter list any in all: received | What is the number of jurisdictions that got letters?
    - | Everyone who got a letter
    - | How many letters were sent in 2020?
    - | How many people live in California?
    - | What do the letters ask for?
    - | Which mayor used the phrase racist assault?
    - | Who got the most votes?
    - | What proof do the new letters request?
    - | Who sent the letters?
    - | What did they get?
    - | How many immigrants were arrested?
    ");
}

#[test]
fn what_a_list_is_about_is_in_its_file() {
    insta::assert_snapshot!(check(&pledge(), [
        "Did Boston sign the pledge?",
        "Has Boston signed?",
        "Was the pledge signed by Boston?",
        "Is Boston a signer of the pledge?",
        "Did Boston refuse to sign?",
        "Hasn't Boston signed yet?",
        "How many cities signed?",
        "How many cities have signed the pledge?",
        "Which Colorado cities are signing the pledge?",
        "Who refused to sign?",
        "Who has yet to sign the pledge?",
        "Which cities did not sign?",
        "Did any county sign it?",
        "Did Boston receive the pledge?",
        "Who signed the treaty?",
        "Did Boston sign a contract?",
    ]), @"
    pledge: Boston | Did Boston sign the pledge?
    pledge: Boston | Has Boston signed?
    pledge: Boston | Was the pledge signed by Boston?
    pledge: Boston | Is Boston a signer of the pledge?
    pledge: Boston (bare) | Did Boston refuse to sign?
    pledge: Boston (bare) | Hasn't Boston signed yet?
    pledge list any in all: signed | How many cities signed?
    pledge list any in all: signed | How many cities have signed the pledge?
    pledge list any in Colorado: signed | Which Colorado cities are signing the pledge?
    pledge list any in all: not signed | Who refused to sign?
    pledge list any in all: not signed | Who has yet to sign the pledge?
    pledge list any in all: not signed | Which cities did not sign?
    pledge list County in all: signed | Did any county sign it?
    - | Did Boston receive the pledge?
    - | Who signed the treaty?
    - | Did Boston sign a contract?
    ");
    insta::assert_snapshot!(check(&compact(), [
        "Which states joined?",
        "Who promised to join?",
        "Which states have rejected the compact?",
        "Did Ohio reject the compact?",
        "Has Ohio joined?",
        "Is it true that Ohio signed the compact?",
        "How many states have not joined the compact?",
    ]), @"
    compact list any in all: joined | Which states joined?
    compact list any in all: promised | Who promised to join?
    compact list any in all: rejected | Which states have rejected the compact?
    compact: Ohio (bare) | Did Ohio reject the compact?
    compact: Ohio | Has Ohio joined?
    compact: Ohio | Is it true that Ohio signed the compact?
    compact list any in all: rejected | How many states have not joined the compact?
    ");
    insta::assert_snapshot!(check(&bills(), [
        "Which bills are in committee?",
        "How many bills passed?",
        "Is HB 12 still in committee?",
        "What is the status of HB 12?",
        "Was HB 12 vetoed?",
        "List the bills",
        "What is the state of HB 12?",
        "Which bills were not vetoed?",
        "Which bills are not scheduled?",
        "Which bills are scheduled?",
    ]), @"
    bill list any in all: in committee | Which bills are in committee?
    bill list any in all: passed | How many bills passed?
    bill: HB 12 (bare) | Is HB 12 still in committee?
    bill: HB 12 | What is the status of HB 12?
    bill: HB 12 (bare) | Was HB 12 vetoed?
    bill list any in all: whatever | List the bills
    bill: HB 12 | What is the state of HB 12?
    bill list any in all: in committee+passed+not scheduled | Which bills were not vetoed?
    bill list any in all: not scheduled | Which bills are not scheduled?
    bill list any in all: in committee+passed+vetoed | Which bills are scheduled?
    ");
}

#[test]
fn of_several_lists_the_one_that_is_spoken_of_answers() {
    let recall = "question = \"Did it get a recall?\"\nsender = \"Food Agency\"\nsubject = \"name\"\nitem = \"company\"\n\
        verbs = [\"get\", \"be issued\"]\n";
    let both: Vec<Tracker> = letters().into_iter().chain([tracker("recall", recall)]).collect();
    insta::assert_snapshot!(check(&both, [
        "Did Acme Foods get a recall?",
        "Which companies got a recall?",
        "How many recalls were issued?",
        "Did Denver get a letter?",
        "Did Denver get one?",
        "Is Acme Foods on the recall list?",
    ]), @"
    recall: Acme Foods | Did Acme Foods get a recall?
    recall list any in all: gotten | Which companies got a recall?
    recall list any in all: gotten | How many recalls were issued?
    letter: Denver | Did Denver get a letter?
    letter: Denver or recall: Denver | Did Denver get one?
    recall: Acme Foods | Is Acme Foods on the recall list?
    ");
}
