//! Claims and questions that say more than a list does, or less plainly: several subjects or verbs at once, other things
//! under the same verb, and questions that are no more than a statement with a tag. None is answered by one half.

use std::fs;

use crate::support::folder;

const NEWS: &str = "+++\nid = \"news\"\ntitle = \"Lights, blowers and the grid\"\npublisher = \"The Mesa Letter\"\n\
    date = 2024-05-01\nurl = \"https://mesa.example/news\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
    Pueblo signed the night sky charter on Monday. Durango would not sign the charter.\n\n\
    Durango banned leaf blowers. Pueblo voted against a ban on leaf blowers.\n\n\
    The Land Department sued Alamosa. It dropped its suit against Durango before it was filed.\n\n\
    Ohio joined the power grid. Utah promised to join in January and joined in April. Nevada stayed out.\n\n\
    Pueblo is a dark sky city, the society said, and so is Salida.\n";

/// A list: what its file says at the top, and subject, GEOID, status and evidence of each record.
fn list(id: &str, head: &str, records: &[(&str, &str, &str, &str)]) -> String {
    let mut file = format!("id = \"{id}\"\ncommand = \"{id}\"\ndate = 2024-05-01\n{head}\n");
    for (place, geoid, status, evidence) in records {
        file.push_str(&format!(
            "\n[[record]]\nplace = \"{place}\"\ngeoid = \"{geoid}\"\n{status}\narticle = \"news\"\nevidence = \"{evidence}\"\n"
        ));
    }
    file
}

fn newsletter() -> tempfile::TempDir {
    let (yes, no) = ("received = true", "received = false");
    let charter = list(
        "charter",
        "question = \"Did it sign the night sky charter?\"\ntitle = \"The night sky charter\"\nitem = \"city\"",
        &[
            ("Pueblo", "0862000", yes, "Pueblo signed the night sky charter on Monday."),
            ("Durango", "0822035", no, "Durango would not sign the charter."),
        ],
    );
    let blowers = list(
        "blowers",
        "question = \"Did it ban leaf blowers?\"\ntitle = \"Leaf blowers\"\nitem = \"city\"",
        &[
            ("Durango", "0822035", yes, "Durango banned leaf blowers."),
            ("Pueblo", "0862000", no, "Pueblo voted against a ban on leaf blowers."),
        ],
    );
    let suits = list(
        "suits",
        "question = \"Was it sued by the Land Department?\"\ntitle = \"Suits\"\nitem = \"town\"\nsender = \"the Land Department\"",
        &[
            ("Alamosa", "0801090", yes, "The Land Department sued Alamosa."),
            ("Durango", "0822035", no, "It dropped its suit against Durango before it was filed."),
        ],
    );
    let grid = list(
        "grid",
        "question = \"Did it join the power grid?\"\ntitle = \"The power grid\"\nitem = \"state\"\n\n[[status]]\nname = \"joined\"\n\n[[status]]\nname = \"promised\"\n\n[[status]]\nname = \"not joined\"",
        &[
            ("Ohio", "39", "status = \"joined\"", "Ohio joined the power grid."),
            ("Utah", "49", "status = \"promised\"\ndate = 2024-01-10", "Utah promised to join in January"),
            (
                "Utah",
                "49",
                "status = \"joined\"\ndate = 2024-04-02",
                "Utah promised to join in January and joined in April.",
            ),
            ("Nevada", "32", "status = \"not joined\"", "Nevada stayed out."),
        ],
    );
    let skies = list(
        "skies",
        "question = \"Is it a dark sky city?\"\ntitle = \"Dark sky cities\"\nitem = \"city\"",
        &[("Pueblo", "0862000", yes, "Pueblo is a dark sky city"), ("Salida", "0867280", yes, "so is Salida")],
    );
    folder::data(&[
        ("articles/news.md", NEWS),
        ("jurisdictions/charter.toml", &charter),
        ("jurisdictions/blowers.toml", &blowers),
        ("jurisdictions/suits.toml", &suits),
        ("jurisdictions/grid.toml", &grid),
        ("jurisdictions/skies.toml", &skies),
    ])
}

/// What is answered to each: verdict and headline.
fn check<const N: usize>(command: &str, texts: [&str; N]) -> String {
    let data = newsletter();
    let told = |text: &str| {
        let said = folder::said(data.path(), &[command, text, "--json"]);
        let reply: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}"));
        let field = |field: &str| reply[field].as_str().unwrap_or("-").to_owned();
        format!("{text} | {} | {}", field("verdict"), field("headline"))
    };
    texts.map(told).join("\n")
}

#[test]
fn a_claim_of_several_is_not_affirmed_by_one() {
    insta::assert_snapshot!(check("source", [
        "Durango and Pueblo signed the night sky charter",
        "Both Pueblo and Boulder signed the charter",
        "Neither Pueblo nor Durango signed the charter",
        "The governor and Pueblo signed the charter",
        "Pueblo signed the charter and banned leaf blowers",
        "Pueblo signed the charter and Durango banned leaf blowers",
        "Pueblo signed the charter and sold the town hall",
        "Pueblo signed the charter, but Durango refused to sign",
        "Pueblo signed and Durango did not",
        "Pueblo signed the charter",
    ]), @"
    Durango and Pueblo signed the night sky charter | found | Durango did not sign the night sky charter. Pueblo signed the night sky charter. The list has the 2 cities named on May 1, 2024.
    Both Pueblo and Boulder signed the charter | found | Pueblo signed the night sky charter. Boulder, Colo. is not on the list. The list has the 2 cities named on May 1, 2024.
    Neither Pueblo nor Durango signed the charter | found | Pueblo signed the night sky charter. Durango did not sign the night sky charter. The list has the 2 cities named on May 1, 2024.
    The governor and Pueblo signed the charter | found | The archive has something on this.
    Pueblo signed the charter and banned leaf blowers | found | The night sky charter: Yes. Pueblo signed the night sky charter. The list has the 2 cities named on May 1, 2024. Leaf blowers: No. Pueblo did not ban leaf blowers. The list has the 2 cities named on May 1, 2024.
    Pueblo signed the charter and Durango banned leaf blowers | found | The night sky charter: Yes. Pueblo signed the night sky charter. The list has the 2 cities named on May 1, 2024. Leaf blowers: Yes. Durango banned leaf blowers. The list has the 2 cities named on May 1, 2024.
    Pueblo signed the charter and sold the town hall | not_found | Nothing in the archive is about this.
    Pueblo signed the charter, but Durango refused to sign | found | Yes. Pueblo signed the night sky charter. Durango did not sign the night sky charter. The list has the 2 cities named on May 1, 2024.
    Pueblo signed and Durango did not | found | The archive has something on this.
    Pueblo signed the charter | found | Yes. Pueblo signed the night sky charter. The list has the 2 cities named on May 1, 2024.
    ");
}

#[test]
fn a_question_of_several_is_answered_for_each() {
    insta::assert_snapshot!(check("ask", [
        "Did Pueblo and Durango sign the charter?",
        "Was Alamosa or Durango sued?",
        "Did every city sign the charter?",
        "Has every state joined?",
        "Which cities signed the charter and which did not?",
        "Is Pueblo on the list?",
        "Which cities are on the list?",
    ]), @"
    Did Pueblo and Durango sign the charter? | found | Pueblo signed the night sky charter. Durango did not sign the night sky charter. The list has the 2 cities named on May 1, 2024.
    Was Alamosa or Durango sued? | found | Alamosa was sued by the Land Department. Durango was not sued by the Land Department. The list has the 2 towns named on May 1, 2024.
    Did every city sign the charter? | found | 1 city signed the night sky charter. 1 city did not sign the night sky charter.
    Has every state joined? | found | 2 states joined the power grid. 1 state did not join the power grid.
    Which cities signed the charter and which did not? | found | 1 city signed the night sky charter. 1 city did not sign the night sky charter.
    Is Pueblo on the list? | found | Leaf blowers: No. Pueblo did not ban leaf blowers. The list has the 2 cities named on May 1, 2024. The night sky charter: Yes. Pueblo signed the night sky charter. The list has the 2 cities named on May 1, 2024. Dark sky cities: Yes. Pueblo is a dark sky city. The list has the 2 cities named on May 1, 2024.
    Which cities are on the list? | found | Leaf blowers: 1 city banned leaf blowers. The night sky charter: 1 city signed the night sky charter. Dark sky cities: 2 cities are dark sky cities.
    ");
}

#[test]
fn any_of_what_a_list_counts_is_no_state_by_name() {
    insta::assert_snapshot!(check("ask", [
        "Has any state joined?",
        "Did any state join the grid?",
        "Has any city signed the charter?",
        "How many states joined the grid?",
    ]), @"
    Has any state joined? | found | 2 states joined the power grid.
    Did any state join the grid? | found | 2 states joined the power grid.
    Has any city signed the charter? | found | 1 city signed the night sky charter.
    How many states joined the grid? | found | 2 states joined the power grid.
    ");
}

#[test]
fn another_thing_under_the_same_verb_is_not_affirmed() {
    insta::assert_snapshot!(check("ask", [
        "Did Pueblo sign the lease?",
        "Did Pueblo sign the charter?",
        "Did Pueblo really sign the night sky charter?",
    ]), @"
    Did Pueblo sign the lease? | not_found | The archive does not know.
    Did Pueblo sign the charter? | yes | Yes. Pueblo signed the night sky charter. The list has the 2 cities named on May 1, 2024.
    Did Pueblo really sign the night sky charter? | found | The archive says:
    ");
}

#[test]
fn a_list_is_reached_by_other_turns_of_its_question() {
    insta::assert_snapshot!(check("ask", [
        "Were leaf blowers banned in Durango?",
        "Were leaf blowers banned in Salida?",
        "Did the Land Department sue Alamosa?",
        "Has the DOL sued Durango?",
        "Did the Land Department sue Salida, Colo.?",
        "Did the city of Pueblo sign?",
        "Pueblo signed the charter, right?",
        "I heard Durango signed the charter, is that true?",
        "alamosa sued?",
        "Show me who signed the charter",
        "Who got sued?",
        "Which cities are dark sky cities?",
        "When did Utah join?",
        "When did Ohio join?",
    ]), @"
    Were leaf blowers banned in Durango? | yes | Durango banned leaf blowers. The list has the 2 cities named on May 1, 2024.
    Were leaf blowers banned in Salida? | not_listed | Salida, Calif. is not on the list. The list has the 2 cities named on May 1, 2024.
    Did the Land Department sue Alamosa? | yes | Yes. Alamosa was sued by the Land Department. The list has the 2 towns named on May 1, 2024.
    Has the DOL sued Durango? | no | No. Durango was not sued by the Land Department. The list has the 2 towns named on May 1, 2024.
    Did the Land Department sue Salida, Colo.? | not_listed | Salida, Colo. is not on the list. The list has the 2 towns named on May 1, 2024.
    Did the city of Pueblo sign? | yes | Yes. Pueblo signed the night sky charter. The list has the 2 cities named on May 1, 2024.
    Pueblo signed the charter, right? | yes | Yes. Pueblo signed the night sky charter. The list has the 2 cities named on May 1, 2024.
    I heard Durango signed the charter, is that true? | no | No. Durango did not sign the night sky charter. The list has the 2 cities named on May 1, 2024.
    alamosa sued? | yes | Yes. Alamosa was sued by the Land Department. The list has the 2 towns named on May 1, 2024.
    Show me who signed the charter | found | 1 city signed the night sky charter.
    Who got sued? | found | 1 town was sued by the Land Department.
    Which cities are dark sky cities? | found | 2 cities are dark sky cities.
    When did Utah join? | yes | Utah joined the power grid. The record is of April 2, 2024. The list has the 3 states named on May 1, 2024.
    When did Ohio join? | found | The archive says, as of May 1, 2024:
    ");
}

#[test]
fn a_claim_reaches_its_list_by_other_turns() {
    insta::assert_snapshot!(check("source", [
        "BREAKING: Durango has signed the charter!",
        "Salida is a dark sky city",
        "Durango is a dark sky city",
        "Springfield signed the charter",
        "Alamosa was sued by the Land Department",
    ]), @"
    BREAKING: Durango has signed the charter! | found | No. Durango did not sign the night sky charter. The list has the 2 cities named on May 1, 2024.
    Salida is a dark sky city | ambiguous | Which place do you mean? The answers differ. The list has the 2 cities named on May 1, 2024.
    Durango is a dark sky city | found | Durango, Colo. is not on the list. The list has the 2 cities named on May 1, 2024.
    Springfield signed the charter | found | Springfield, Mo. is not on the list. The list has the 2 cities named on May 1, 2024.
    Alamosa was sued by the Land Department | found | Yes. Alamosa was sued by the Land Department. The list has the 2 towns named on May 1, 2024.
    ");
}

#[test]
fn a_list_has_all_that_it_has_records_of() {
    insta::assert_snapshot!(check("charter", ["Durango", "Salida, Colo."]), @"
    Durango | no | No. Durango did not sign the night sky charter. The list has the 2 cities named on May 1, 2024.
    Salida, Colo. | not_listed | Salida, Colo. is not on the list. The list has the 2 cities named on May 1, 2024.
    ");
    insta::assert_snapshot!(check("grid", ["Nevada", "Utah"]), @"
    Nevada | no | No. Nevada did not join the power grid. The list has the 3 states named on May 1, 2024.
    Utah | yes | Yes. Utah joined the power grid. The list has the 3 states named on May 1, 2024.
    ");
}

/// The labels and headlines that follow from a question alone.
#[test]
fn labels_follow_from_the_question_and_are_never_another_word() {
    let data = newsletter();
    let mut all = Vec::new();
    for question in [
        "Has it been fined?",
        "Has it taken the money?",
        "Has it removed the signs?",
        "Did it give back the grant?",
        "Did it give the grant back?",
        "Did it set up a review board?",
        "Will it take part in the survey?",
        "Does it have a curfew?",
        "Is it a dark sky city?",
        "Did it sell its water utility?",
        "Can residents vote by mail?",
        "Cities and the curfew",
    ] {
        let file = list(
            "made",
            &format!("question = \"{question}\"\ntitle = \"Made\"\nitem = \"city\""),
            &[
                ("Pueblo", "0862000", "received = true", "Pueblo signed"),
                ("Salida", "0867280", "received = true", "so is Salida"),
                ("Durango", "0822035", "received = false", "Durango banned"),
            ],
        );
        fs::write(data.path().join("corpus/jurisdictions/made.toml"), file).expect("a file");
        let told = |arguments: &[&str]| -> serde_json::Value {
            let said = folder::said(data.path(), arguments);
            serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}"))
        };
        let (listing, one) = (told(&["made", "--json"]), told(&["made", "Durango", "--json"]));
        let label = |at: usize| listing["rows"][at]["status"].as_str().unwrap_or("-").to_owned();
        let headline = |reply: &serde_json::Value| reply["headline"].as_str().unwrap_or("-").to_owned();
        let one = headline(&one);
        let one = one.split(" The list has").next().unwrap_or_default();
        all.push(format!("{question} | {} / {} | {} | {one}", label(0), label(2), headline(&listing)));
    }
    insta::assert_snapshot!(all.join("\n"), @"
    Has it been fined? | fined / not fined | 2 cities have been fined. 1 city has not been fined. | No. Durango has not been fined.
    Has it taken the money? | taken / not taken | 2 cities have taken the money. 1 city has not taken the money. | No. Durango has not taken the money.
    Has it removed the signs? | removed / not removed | 2 cities have removed the signs. 1 city has not removed the signs. | No. Durango has not removed the signs.
    Did it give back the grant? | given back / not given back | 2 cities gave back the grant. 1 city did not give back the grant. | No. Durango did not give back the grant.
    Did it give the grant back? | given back / not given back | 2 cities gave the grant back. 1 city did not give the grant back. | No. Durango did not give the grant back.
    Did it set up a review board? | set up / not set up | 2 cities set up a review board. 1 city did not set up a review board. | No. Durango did not set up a review board.
    Will it take part in the survey? | yes / no | 2 cities will take part in the survey. 1 city will not take part in the survey. | No. Durango will not take part in the survey.
    Does it have a curfew? | yes / no | 2 cities have a curfew. 1 city does not have a curfew. | No. Durango does not have a curfew.
    Is it a dark sky city? | yes / no | 2 cities are dark sky cities. 1 city is not a dark sky city. | No. Durango is not a dark sky city.
    Did it sell its water utility? | sold / not sold | 2 cities sold their water utility. 1 city did not sell its water utility. | No. Durango did not sell its water utility.
    Can residents vote by mail? | yes / no | 2 cities: yes, to the question “Can residents vote by mail?” 1 city: no, to the question “Can residents vote by mail?” | Durango: no, to the question “Can residents vote by mail?”
    Cities and the curfew | yes / no | 2 cities: yes (Cities and the curfew). 1 city: no (Cities and the curfew). | Durango: no (Cities and the curfew).
    ");
}
