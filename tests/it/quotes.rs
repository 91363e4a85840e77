//! Who said what: an article of this project's own writing for each way in which news reports speech.

use pullquote::domain::Quote;
use pullquote::quotes::extract;

use crate::support::sample;

/// What is found in an article whose paragraphs are lines: kind, words, speaker's phrase and name, role, cue, utterance.
/// A question mark stands where the speaker is not certain.
fn check(article: &str) -> String {
    let paragraphs: Vec<&str> = article.lines().collect();
    extract(&paragraphs).iter().map(|quote| line(&paragraphs, quote)).collect::<Vec<_>>().join("\n")
}

fn line(paragraphs: &[&str], quote: &Quote) -> String {
    let words = |paragraph: usize, range: &std::ops::Range<usize>| {
        paragraphs.get(paragraph).and_then(|text| text.get(range.clone())).unwrap_or("?").to_owned()
    };
    let phrase = quote.speaker.as_ref().map_or("nobody".to_owned(), |(at, range)| words(*at, range));
    let name = quote.speaker_name.as_deref().unwrap_or("-");
    let role = quote.role.as_deref().map(|role| format!(", {role}")).unwrap_or_default();
    let cue = quote.cue.as_deref().unwrap_or("-");
    let sure = if quote.certain { "" } else { "?" };
    format!(
        "{} {:?} [{}] {phrase} = {name}{role}{sure} ({cue})",
        quote.utterance,
        quote.quote_type,
        words(quote.paragraph, &quote.range)
    )
}

#[test]
fn marks_straight_curly_nested_and_british() {
    insta::assert_snapshot!(check("\
Mayor Ann Lee spoke to voters on Sunday.
\"We kept the pool open,\" Lee said.
“They told us ‘no’ for years, and we swam anyway,” she said.
"), @"
    1 Direct [We kept the pool open,] Lee = Ann Lee, Mayor (said)
    2 Direct [They told us ‘no’ for years, and we swam anyway,] she = Ann Lee, Mayor (said)
    ");
    insta::assert_snapshot!(check("\
‘The pool won’t close while I am in office,’ said Ann Lee, the mayor of Eastport.
"), @"1 Direct [The pool won’t close while I am in office,] Ann Lee = Ann Lee, mayor of Eastport (said)");
}

#[test]
fn marks_that_close_paragraphs_later() {
    insta::assert_snapshot!(check("\
Bishop Peter Nolan read from his letter. \"We have buried too many of our neighbors this winter.
\"We will not bury another one in silence,\" he said.
"), @"
    1 Direct [We have buried too many of our neighbors this winter.] he = Peter Nolan, Bishop (said)
    1 Direct [We will not bury another one in silence,] he = Peter Nolan, Bishop (said)
    ");
}

#[test]
fn quotations_split_by_their_attribution() {
    insta::assert_snapshot!(check("\
\"The river rose in an hour,\" said Fire Chief Carla Ruiz, \"and we had eleven boats.\"
\"Nobody slept,\" Ruiz said. \"Nobody wanted to.\"
"), @"
    1 Direct [The river rose in an hour,] Carla Ruiz = Carla Ruiz, Fire Chief (said)
    1 Mixed [and we had eleven boats.] Carla Ruiz = Carla Ruiz, Fire Chief (said)
    2 Direct [Nobody slept,] Ruiz = Carla Ruiz, Fire Chief (said)
    2 Direct [Nobody wanted to.] Ruiz = Carla Ruiz, Fire Chief (said)
    ");
}

#[test]
fn a_sentence_goes_on_with_its_speaker() {
    insta::assert_snapshot!(check("\
Governor Helen Marsh met Mayor Daniel Reyes on the quay.
\"The toll is fair,\" said Marsh, who had asked for it, \"and it is late.\"
\"The toll,\" Reyes told reporters, \"is a tax on the harbor.\"
\"It is a toll,\" said Marsh, and Reyes replied, \"It is a tax.\"
"), @"
    1 Direct [The toll is fair,] Marsh = Helen Marsh, Governor (said)
    2 Mixed [and it is late.] Marsh = Helen Marsh, Governor? (said)
    3 Direct [The toll,] Reyes = Daniel Reyes, Mayor (told)
    3 Mixed [is a tax on the harbor.] Reyes = Daniel Reyes, Mayor (told)
    4 Direct [It is a toll,] Marsh = Helen Marsh, Governor (said)
    5 Direct [It is a tax.] Reyes = Daniel Reyes, Mayor (replied)
    ");
}

#[test]
fn tweets_and_mixed_quotations() {
    insta::assert_snapshot!(check("\
Senator Olive Grant tweeted, \"The bill is dead. Long live the bill.\"
Representative Mark Stone called the bill \"a gift to every polluter in the state.\"
"), @"
    1 Direct [The bill is dead. Long live the bill.] Olive Grant = Olive Grant, Senator (tweeted)
    2 Mixed [a gift to every polluter in the state.] Mark Stone = Mark Stone, Representative (called)
    ");
}

#[test]
fn indirect_speech() {
    insta::assert_snapshot!(check("\
Governor Helen Marsh said that she would not sign the bill.
Grant told reporters that the vote could wait until spring.
The union threatened to strike on Monday.
"), @"
    1 Indirect [she would not sign the bill] Helen Marsh = Helen Marsh, Governor (said)
    2 Indirect [the vote could wait until spring] Grant = Grant (told)
    3 Indirect [threatened to strike on Monday] The union = -? (threatened)
    ");
}

#[test]
fn what_nobody_said() {
    insta::assert_snapshot!(check("\
The so-called \"efficiency plan\" closed three libraries.
The band opened with \"Harbor Lights\" and closed with \"The Long Way Home.\"
Tony \"The Hammer\" Russo ran the docks, and his novel \"Salt and Iron\" sold well.
A banner with the slogan \"Water First\" hung from the bridge.
"), @"");
}

#[test]
fn names_after_and_before() {
    insta::assert_snapshot!(check("\
\"We lost the harvest,\" Daniel Okoye said.
\"We will plant again,\" said Maria Sandoval.
Daniel Okoye said, \"The soil is still good.\"
According to Maria Sandoval, \"the seed is the smaller cost.\"
Okoye put it in one line: \"Farming is waiting.\"
"), @"
    1 Direct [We lost the harvest,] Daniel Okoye = Daniel Okoye (said)
    2 Direct [We will plant again,] Maria Sandoval = Maria Sandoval (said)
    3 Direct [The soil is still good.] Daniel Okoye = Daniel Okoye (said)
    4 Mixed [the seed is the smaller cost.] Maria Sandoval = Maria Sandoval (According)
    5 Direct [Farming is waiting.] Okoye = Daniel Okoye? (-)
    ");
}

#[test]
fn titles_and_roles() {
    insta::assert_snapshot!(check("\
\"The court has spoken,\" said former Attorney General Ruth Hale.
\"The court has been heard,\" said Victor Lund, a spokesman for the governor.
Judge Amos Bell wrote, \"The statute means what it says.\"
"), @"
    1 Direct [The court has spoken,] Ruth Hale = Ruth Hale, former Attorney General (said)
    2 Direct [The court has been heard,] Victor Lund = Victor Lund, spokesman for the governor (said)
    3 Direct [The statute means what it says.] Amos Bell = Amos Bell, Judge (wrote)
    ");
}

#[test]
fn noun_phrases_and_organisations() {
    insta::assert_snapshot!(check("\
Governor Helen Marsh did not attend. \"She is at the flood,\" a spokesman said.
\"We regret the delay,\" the Transport Department said in a statement.
The American Civil Liberties Union said in a statement, \"The order is unlawful.\"
"), @"
    1 Direct [She is at the flood,] a spokesman = - (said)
    2 Direct [We regret the delay,] Transport Department = Transport Department? (said)
    3 Direct [The order is unlawful.] American Civil Liberties Union = American Civil Liberties Union (said)
    ");
}

#[test]
fn pronouns_and_speakers_carried_on() {
    insta::assert_snapshot!(check("\
Mary Collins taught in Eastport for forty years.
\"I never took a sick day,\" she said. \"I was too curious.\"
\"Children are the best company there is.\"
"), @"
    1 Direct [I never took a sick day,] she = Mary Collins (said)
    1 Direct [I was too curious.] she = Mary Collins (said)
    1 Direct [Children are the best company there is.] she = Mary Collins (said)
    ");
    insta::assert_snapshot!(check("\
Pat Morgan met Robin Casey at the ferry landing, and Casey waved.
\"I will not do this again,\" he said.
"), @"1 Direct [I will not do this again,] he = Pat Morgan? (said)");
}

#[test]
fn the_one_told_and_the_place_of_work_do_not_speak() {
    insta::assert_snapshot!(check("\
The hearing room was full by nine.
\"Nobody asked us,\" Joan Price told Senator Olive Grant.
\"The clause is void,\" said Alan Weiss of the University of Texas.
Grant told Price that \"the hearing is over.\"
"), @"
    1 Direct [Nobody asked us,] Joan Price = Joan Price (told)
    2 Direct [The clause is void,] Alan Weiss = Alan Weiss (said)
    3 Mixed [the hearing is over.] Grant = Olive Grant, Senator (told)
    ");
}

#[test]
fn one_person_by_several_names() {
    insta::assert_snapshot!(check("\
Senator Olive Grant of Maine opened the hearing.
\"This is a short hearing,\" Grant said.
\"It will be shorter still,\" Sen. Grant added.
\"The doors are open,\" Olive Grant said.
"), @"
    1 Direct [This is a short hearing,] Grant = Olive Grant, Senator (said)
    2 Direct [It will be shorter still,] Grant = Olive Grant, Senator (added)
    3 Direct [The doors are open,] Olive Grant = Olive Grant, Senator (said)
    ");
}

#[test]
fn another_outlet_quoted() {
    insta::assert_snapshot!(check("\
As the Harbor Times reports,
\"We are out of time,\" said Water Commissioner Lena Ortiz, who has run the dam since May.
"), @"1 Direct [We are out of time,] Lena Ortiz = Lena Ortiz, Water Commissioner (said)");
}

#[test]
fn the_first_article() {
    let (articles, _) = sample::engine();
    let article = articles.first().expect("the first article");
    let paragraphs: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    let quotes = extract(&paragraphs);
    insta::assert_snapshot!(quotes.iter().map(|quote| line(&paragraphs, quote)).collect::<Vec<_>>().join("\n"), @"
    1 Mixed [demonize immigrants yet again] Mayors = -? (say)
    2 Mixed [racist assault on our immigrant communities.] Bill de Blasio = Bill de Blasio, New York City Mayor (blasted)
    3 Direct [I will NOT be attending today's meeting at the White House after @realDonaldTrump's Department of Justice decided to renew their racist assault on our immigrant communities. It doesn't make us safer and it violates America's core values.] Bill de Blasio = Bill de Blasio, New York City Mayor (tweeted)
    4 Direct [Protecting criminal aliens from federal immigration authorities defies common sense and undermines the rule of law. We have seen too many examples of the threat to public safety represented by jurisdictions that actively thwart the federal government's immigration enforcement--enough is enough.] Jeff Sessions = Jeff Sessions, Attorney General (said)
    5 Indirect [in order to receive money under a crime-fighting grant program, they must not block their law enforcement officers from giving information to federal immigration authorities] Justice Department = Justice Department (warned)
    6 Indirect [threatened to cut off millions of dollars in federal public safety grants to sanctuary cities] Justice Department = Justice Department (threatened)
    7 Indirect [he, like de Blasio, would not attend the White House meeting] Mitch Landrieu = Mitch Landrieu, New Orleans Mayor (said)
    8 Direct [Unfortunately, the Trump administration's decision to threaten mayors and demonize immigrants yet again--and use cities as political props in the process--has made this meeting untenable,] he = Mitch Landrieu, New Orleans Mayor? (said)
    9 Indirect [threatened to charge charge with federal crimes elected officials who lead sanctuary cities] Thomas Homan = Thomas Homan, acting ICE director (threatened)
    ");
    assert!(!quotes.iter().any(|quote| {
        paragraphs.get(quote.paragraph).and_then(|text| text.get(quote.range.clone())) == Some("sanctuary")
    }));
}

/// Every quote is a slice of its paragraph, and so is its speaker.
fn sound(paragraphs: &[&str]) -> usize {
    let quotes = extract(paragraphs);
    for quote in &quotes {
        assert!(paragraphs.get(quote.paragraph).is_some_and(|text| text.get(quote.range.clone()).is_some()));
        if let Some((paragraph, range)) = &quote.speaker {
            assert!(paragraphs.get(*paragraph).is_some_and(|text| text.get(range.clone()).is_some()));
        }
    }
    quotes.len()
}

/// Texts that would never come to an end if anything grew faster than their length.
#[test]
fn hostile_articles_are_read_to_their_end() {
    const MANY: usize = 100_000;
    for piece in [
        "\"",
        "“",
        "”",
        "'",
        "‘",
        "\" a ",
        "“a ",
        "a\" ",
        "\"A,\" he said. ",
        "He said Ann Lee, ",
        "said that ",
        "[",
        "é\"",
    ] {
        let text = piece.repeat(MANY);
        sound(&[&text]);
        sound(&vec![piece; MANY / 10]);
    }
}

proptest::proptest! {
    #[test]
    fn any_article_is_read(article in "(\\PC{0,40}\n?){0,6}|([\"'“”‘’«»„,.:;—()\\[\\]\n ]|said|he|Ann|Lee|the|mayor|told|who|that|é){0,80}") {
        sound(&article.lines().collect::<Vec<_>>());
    }
}
