use super::*;
use crate::domain::{SubjectKind, TrackerWording};

fn tracker(command: &str, item: &str, items: &str, sender: &str, subject: SubjectKind) -> Tracker {
    let template = String::new();
    Tracker {
        id: command.to_owned(),
        command: command.to_owned(),
        question: String::new(),
        title: String::new(),
        date: jiff::civil::date(2018, 1, 24),
        sender: Some(sender.to_owned()),
        subject,
        wording: TrackerWording {
            yes: template.clone(),
            no: template.clone(),
            not_listed: template,
            item: item.to_owned(),
            items: items.to_owned(),
        },
        records: Vec::new(),
    }
}

fn letters() -> Vec<Tracker> {
    vec![tracker("letter", "jurisdiction", "jurisdictions", "U.S. Department of Justice", SubjectKind::Place)]
}

fn check<const N: usize>(trackers: &[Tracker], questions: [&str; N]) -> String {
    let line = |question: &str| match asked(question, trackers) {
        Some(Asked::Member { command, subject }) => format!("{command}: {subject}"),
        Some(Asked::List { state, kind, received }) => {
            let kind = kind.map_or("any".to_owned(), |kind| format!("{kind:?}"));
            format!("list {kind} in {} {received}", state.unwrap_or_else(|| "all".to_owned()))
        }
        None => "-".to_owned(),
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
    letter: new orleans | did new orleans not get the letter
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
    list any in all true | how many got one?
    list any in all true | How many letters were sent?
    list any in all true | How many states, counties and cities got the letters?
    list County in California true | Which counties in California are on the list?
    list any in Kentucky true | Which Kentucky jurisdiction got a letter?
    list any in all true | who got letters?
    list any in all true | Who did the DOJ send letters to?
    list City in all true | what cities received the letter
    list any in all false | Which places did not get a letter?
    list State in all true | List the states that received letters.
    list County in California true | Name all California counties that got one
    list City in Texas true | Did any city in Texas get a letter?
    list County in Florida true | Are there any counties in Florida on the list?
    list any in all true | Where were the letters sent?
    list City in California true | Tell me how many California cities got letters
    list any in all true | What is the number of jurisdictions that got letters?
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
fn a_list_of_names_and_several_lists() {
    let mut both = letters();
    both.push(tracker("recall", "company", "companies", "Food Agency", SubjectKind::Name));
    insta::assert_snapshot!(check(&both, [
        "Did Acme Foods get a recall?",
        "Which companies got a recall?",
        "How many recalls were issued?",
        "Did Denver get a letter?",
        "Did Denver get one?",
        "Is Acme Foods on the recall list?",
    ]), @"
    recall: Acme Foods | Did Acme Foods get a recall?
    list any in all true | Which companies got a recall?
    list any in all true | How many recalls were issued?
    letter: Denver | Did Denver get a letter?
    - | Did Denver get one?
    recall: Acme Foods | Is Acme Foods on the recall list?
    ");
}
