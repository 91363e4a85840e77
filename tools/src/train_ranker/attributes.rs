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
    ("What is the name of {}'s daughter?", "daughter|child|kids|famil"),
    ("Who are {}'s parents?", "parent|father|mother|son of|daughter of"),
    ("Who is {}'s boss?", "boss|chief|director|head|works for|hired"),
    ("Which high school did {} attend?", "school|student|graduat|class of"),
    ("What was {}'s first job?", "job|career|began|start|worked"),
    ("How much is {} worth?", r"worth|fortune|rich|wealth|billion|million"),
    ("How much did {} pay for the house?", r"house|home|apartment|mansion|propert|bought|\$"),
    ("What is {}'s middle name?", "middle|full name|initial"),
    ("What is {}'s phone number?", "phone|call|number"),
    ("What is {}'s Instagram handle?", "instagram|social media|handle|account"),
    ("What did {} have for breakfast?", "breakfast|ate|eat|food|lunch|dinner"),
    ("What song did {} sing?", "song|sang|sing|music|band|perform"),
    ("Which award did {} win?", "award|prize|won|honor|medal"),
    ("What sport did {} play in college?", "play|football|basketball|baseball|sport|college|team|athlet"),
    ("Where did {} go on vacation?", "vacation|holiday|trip|travel|beach|resort"),
    ("Who taught {}?", "taught|teach|professor|school|student|stud"),
    ("Who designed {}'s dress?", "dress|design|fashion|wore|wear"),
    ("What did the judge say to {}?", "judge|court|trial|sentenc"),
    ("Who interviewed {}?", "interview|told|asked|spoke"),
    ("When did {} retire?", "retire|former|left|step"),
    ("When did {} join the army?", "army|military|veteran|served|soldier|marine|navy"),
    ("What is {}'s nickname?", "nickname|known as|called|dubbed"),
    ("{} net worth", r"worth|fortune|rich|wealth|billion|million"),
    ("{} birthplace", "born|native|grew up|birth|raised"),
    ("{} wife name", "wife|husband|married|spouse"),
    ("{} age", "[0-9]{2}|old|born|young|age"),
    ("{} college degree", "degree|stud|major|graduat|school|college|university"),
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
