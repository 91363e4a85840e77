//! Whose words they are where another is named beside them: words passed on, spoken together, signed, or never closed.

use pullquote::quotes::extract;

/// The quotes of an article whose paragraphs are lines: words, speaker's phrase and name. A question mark stands where the
/// speaker is not certain.
fn check(article: &str) -> String {
    let paragraphs: Vec<&str> = article.lines().collect();
    let words = |paragraph: usize, range: &std::ops::Range<usize>| {
        paragraphs.get(paragraph).and_then(|text| text.get(range.clone())).unwrap_or("?").to_owned()
    };
    let quotes = extract(&paragraphs);
    let lines = quotes.iter().map(|quote| {
        let phrase = quote.speaker.as_ref().map_or("nobody".to_owned(), |(at, range)| words(*at, range));
        let name = quote.speaker_name.as_deref().unwrap_or("-");
        let sure = if quote.certain { "" } else { "?" };
        format!("[{}] {phrase} = {name}{sure}", words(quote.paragraph, &quote.range))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn words_passed_on_went_to_whoever_passed_them_on() {
    insta::assert_snapshot!(check("\
Carla Voss quoted Peter Hale as saying, “The road is lost to the sea.”
Maria Stone was told by Peter Hale that the road “will never be finished.”
“The road is lost to the sea,” Carla Voss said, quoting Peter Hale.
Peter Hale was quoted as saying “we should have built a wall.”
"), @"
    [The road is lost to the sea.] Peter Hale = Peter Hale
    [will never be finished.] Peter Hale = Peter Hale
    [The road is lost to the sea,] Peter Hale = Peter Hale
    [we should have built a wall.] Peter Hale = Peter Hale
    ");
}

#[test]
fn one_of_two_who_spoke_together_was_certain() {
    insta::assert_snapshot!(check("\
“We will dig until the water is gone,” said Carla Voss and Peter Hale.
Carla Voss, Peter Hale and Maria Stone said the road was “a lost cause.”
Peter Hale thanked Maria Stone and Carla Voss said “the work begins now.”
"), @"
    [We will dig until the water is gone,] Carla Voss and Peter Hale = -?
    [a lost cause.] Carla Voss, Peter Hale and Maria Stone = -?
    [the work begins now.] Carla Voss = Carla Voss?
    ");
}

#[test]
fn an_unclosed_mark_swallowed_its_attribution() {
    insta::assert_snapshot!(check("\
“The road floods every spring, Carla Voss said.
“The road is dry again,” Peter Hale said.
"), @"
    [The road floods every spring,] Carla Voss = Carla Voss
    [The road is dry again,] Peter Hale = Peter Hale
    ");
}

#[test]
fn paragraphs_of_one_speech_were_nobodys() {
    insta::assert_snapshot!(check("\
“We start at dawn, and we will not stop until the work is done.
“Nobody goes home before that.
“And then we start again,” said Carla Voss.
"), @"
    [We start at dawn, and we will not stop until the work is done.] Carla Voss = Carla Voss
    [Nobody goes home before that.] Carla Voss = Carla Voss
    [And then we start again,] Carla Voss = Carla Voss
    ");
}

#[test]
fn lines_of_a_transcript_were_not_read() {
    insta::assert_snapshot!(check("\
Carla Voss and Peter Hale met on Monday.
VOSS: We have a plan for the road.
HALE: You say “plan” and mean a wish.
VOSS: I mean what I say.
NEXT WEEK: More of the same
"), @"
    [We have a plan for the road.] VOSS = Carla Voss
    [You say “plan” and mean a wish.] HALE = Peter Hale
    [I mean what I say.] VOSS = Carla Voss
    ");
}

#[test]
fn a_line_that_signs_the_words_was_read_as_prose() {
    insta::assert_snapshot!(check("\
Readers wrote to us about the bridge that Peter Hale wants to close.
“We cannot reach the school without the bridge.”
— Carla Voss, Harbor Point
"), @"
    [We cannot reach the school without the bridge.] Carla Voss = Carla Voss
    ");
}

#[test]
fn the_office_spoke_and_not_the_one_who_holds_it() {
    insta::assert_snapshot!(check("\
“The county will rebuild the road,” said a spokeswoman for Peter Hale, Maria Stone.
Maria Stone, Peter Hale’s spokeswoman, called the letter “a work of fiction.”
“I cannot go,” Carla Voss said. Another said, “We all want to go.”
"), @"
    [The county will rebuild the road,] Maria Stone = Maria Stone?
    [a work of fiction.] Maria Stone = Maria Stone
    [I cannot go,] Carla Voss = Carla Voss
    [We all want to go.] Carla Voss = Carla Voss?
    ");
}

#[test]
fn two_quotations_of_one_sentence_went_to_one_speaker() {
    insta::assert_snapshot!(check("\
Carla Voss said “the road is lost,” and Peter Hale said “it can be saved.”
Peter Hale criticized Carla Voss and said the plan was “a waste of good gravel.”
"), @"
    [the road is lost,] Carla Voss = Carla Voss
    [it can be saved.] Peter Hale = Peter Hale?
    [a waste of good gravel.] Peter Hale = Peter Hale
    ");
}

#[test]
fn a_clause_without_its_verb_meant_another_thing() {
    insta::assert_snapshot!(check("\
Peter Hale threatened to close the road on Friday.
Carla Voss said that the road, which her father built, and the bridge — both of them old — would stay open.
"), @"
    [threatened to close the road on Friday] Peter Hale = Peter Hale
    [the road, which her father built, and the bridge — both of them old — would stay open] Carla Voss = Carla Voss
    ");
}

#[test]
fn a_claim_that_another_reports_is_whose_claim_it_is() {
    insta::assert_snapshot!(check("\
On Monday, Carla Voss dismissed a statement by the engineer Peter Hale that a “shameful amount of gravel” was lost.
Maria Stone rejected Peter Hale's claim that the “whole shore” would go.
Maria Stone said that Peter Hale's claim that the shore would go is “simply untrue.”
"), @"
    [shameful amount of gravel] Peter Hale = Peter Hale
    [whole shore] Peter Hale = Peter Hale
    [simply untrue.] Maria Stone = Maria Stone
    ");
}

#[test]
fn an_aide_was_the_one_whom_he_serves() {
    insta::assert_snapshot!(check("\
Carla Voss came to the shore.
“The road can wait,” said the senior Voss adviser.
“She was there all night,” said a 2008 Voss veteran.
“It is like the first flood,” said one longtime adviser to Carla Voss.
Tallies in Ashford and Port Hale indicated that the road would be lost.
"), @"
    [The road can wait,] the senior Voss adviser = -?
    [She was there all night,] a 2008 Voss veteran = -?
    [It is like the first flood,] one longtime adviser = -?
    ");
}

#[test]
fn words_of_another_headline_beside_one_were_said() {
    insta::assert_snapshot!(check("\
Carla Voss spoke to the Shore Letter, which has run stories with headlines such as “Gravel makes men rich” and “Would you rather have sand?”
The ferry broke with the news that Carla Voss announced that same day, as the Shore Letter wrote.
"), @"");
}

#[test]
fn whoever_wrote_the_article_signed_the_last_words_of_it() {
    insta::assert_snapshot!(check("Carla Voss said the road was “lost to the sea.” --Maria Stone."), @"[lost to the sea.] Carla Voss = Carla Voss");
}
