//! Questions for what news seldom tells of the people in it.

use regex::Regex;

use super::wording::{Dice, in_a_chat};

/// A question about a person, and what a sentence holds that may answer it.
const ASKED: &[(&str, &str)] = &[
    ("Who is {}'s husband?", "husband|wife|married|spouse"),
    ("Who is {}'s wife?", "wife|husband|married|spouse"),
    ("How tall is {}?", "feet|foot|inch|tall|height"),
    ("What is {}'s salary?", r"salary|paid|earn|income|\$"),
    ("Where was {} born?", "born|native|grew up|birth"),
    ("When was {} born?", "born|birth|year-old"),
    ("Where did {} go to school?", "school|college|university|graduat|student|degree"),
    ("What did {} study?", "degree|stud|major|graduat|school"),
    ("How much does {} weigh?", "pound|weigh"),
    ("What car does {} drive?", "car|driv|truck"),
    ("What is the name of {}'s dog?", "dog|pet"),
    ("How many children does {} have?", "child|son|daughter|kid|father|mother|parent"),
    ("What religion is {}?", "religio|cathol|jew|christ|muslim|baptis|church|faith|evangel|mormon"),
    ("Who is {}'s lawyer?", "lawyer|attorney|counsel"),
    ("Where does {} live?", "live|resid|home|hous"),
    ("What is {}'s favorite movie?", "movie|film|favorite"),
    ("What instrument does {} play?", "play|guitar|piano|music|band"),
    ("When did {} get divorced?", "divorc|married|wife|husband"),
    ("What illness does {} have?", "ill|sick|cancer|disease|hospital|diagnos|health"),
    ("What books has {} written?", "book|wrote|author|memoir|publish"),
    ("How did {} die?", "die|death|dead|kill|late "),
    ("Which languages does {} speak?", "spanish|language|speak|fluent|french|german"),
];

/// Questions about people of these paragraphs that no paragraph which has the person's last name can answer.
pub fn untold(paragraphs: &[String], count: usize) -> anyhow::Result<Vec<String>> {
    let person = Regex::new("[a-z,] ([A-Z][a-z]+ [A-Z][a-z]{3,})(?: (?:said|told|was|is|has|who|and)|,)")?;
    let mut people: Vec<&str> = paragraphs
        .iter()
        .flat_map(|text| person.captures_iter(text).filter_map(|found| Some(found.get(1)?.as_str())))
        .collect();
    people.sort_unstable();
    people.dedup();
    let answers =
        ASKED.iter().map(|(_, answer)| Regex::new(&format!("(?i){answer}"))).collect::<Result<Vec<_>, _>>()?;
    let mut dice = Dice::new(11);
    let mut questions = Vec::new();
    for _ in 0..20 * count {
        let Some(person) = dice.one(&people) else { break };
        let at = dice.below(ASKED.len());
        let last = person.rsplit(' ').next().unwrap_or(person);
        let told = paragraphs.iter().any(|text| text.contains(last) && answers[at].is_match(text));
        if told {
            continue;
        }
        let question = ASKED[at].0.replace("{}", person);
        questions.push(if dice.below(2) == 0 { in_a_chat(&question, &mut dice) } else { question });
        if questions.len() == count {
            break;
        }
    }
    Ok(questions)
}
