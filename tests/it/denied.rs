//! Words that an article denies were said, or leaves open, are nobody's; words that only stand near a "not" or an "if" are.

use pullquote::commands::{Ask, Call, Said, Search, Source};
use pullquote::corpus::MemorySource;
use pullquote::quotes::extract;
use pullquote::reply::{Excerpt, Reply};

use crate::support::{self, sample};

/// Lines in which no words are said for certain.
const DENIED: &str = "\
Governor Helen Marsh never told anyone “the bridge is safe for trucks.”
Helen Marsh did not write “the bridge is safe for trucks,” her lawyer says.
“The bridge is safe for trucks,” Helen Marsh has never claimed.
“The bridge is safe for trucks” is not what Helen Marsh said.
Marsh hasn't said “the bridge is safe for trucks” to anyone.
Marsh didn’t once say, “The bridge is safe for trucks.”
At no point did Helen Marsh say “the bridge is safe for trucks.”
Helen Marsh at no time said “the bridge is safe for trucks.”
Nor did Marsh write “the bridge is safe for trucks” in her report.
Marsh no longer says “the bridge is safe for trucks.”
Nobody on the council said “the bridge is safe for trucks.”
No engineer has ever said “the bridge is safe for trucks.”
None of the engineers told Marsh “the bridge is safe for trucks.”
Neither Marsh nor Daniel Reyes said “the bridge is safe for trucks.”
Marsh declined to tell reporters “the bridge is safe for trucks.”
Marsh would not go so far as to say “the bridge is safe for trucks.”
Marsh denied ever having said “the bridge is safe for trucks.”
Marsh denied that she told Reyes “the bridge is safe for trucks.”
Marsh stopped short of saying “the bridge is safe for trucks.”
Marsh left the room without saying “the bridge is safe for trucks.”
Instead of saying “the bridge is safe for trucks,” Marsh read out the report.
Marsh wanted to say “the bridge is safe for trucks.”
Marsh was about to say “the bridge is safe for trucks” when the lights went out.
Marsh was expected to say “the bridge is safe for trucks.”
Marsh has yet to say “the bridge is safe for trucks.”
Reyes asked Marsh to say “the bridge is safe for trucks.”
Reyes tried to make Marsh say “the bridge is safe for trucks.”
Marsh forgot to say “the bridge is safe for trucks.”
Marsh cannot recall saying “the bridge is safe for trucks.”
Marsh pretended to say “the bridge is safe for trucks.”
Marsh threatened to tell the press “the bridge is safe for trucks.”
Marsh may have told Reyes “the bridge is safe for trucks.”
Marsh should have said, “The bridge is safe for trucks.”
“The bridge is safe for trucks,” Marsh could say.
Marsh will say “the bridge is safe for trucks” on Friday, an aide expects.
Perhaps Marsh said “the bridge is safe for trucks.”
Marsh supposedly told a guest, “The bridge is safe for trucks.”
Unless Marsh says “the bridge is safe for trucks,” nobody will cross it.
If the governor, Helen Marsh, said “the bridge is safe for trucks,” she was wrong.
Reyes asked whether Marsh had said “the bridge is safe for trucks.”
Had Marsh said “the bridge is safe for trucks,” the road would be full.
Were Marsh to say “the bridge is safe for trucks,” the road would be full.
What if Marsh said “the bridge is safe for trucks”?
Did Helen Marsh really say “the bridge is safe for trucks”?
Reyes wishes Marsh had said “the bridge is safe for trucks.”
It was as if Marsh had said, “The bridge is safe for trucks.”
Imagine Helen Marsh saying “the bridge is safe for trucks.”
There is no evidence that Marsh ever said “the bridge is safe for trucks.”
It is not true that Marsh said “the bridge is safe for trucks.”
A post falsely claims that Helen Marsh said “the bridge is safe for trucks.”
Reyes wrongly claimed Marsh had said “the bridge is safe for trucks.”
A photoshopped picture shows Helen Marsh saying “the bridge is safe for trucks.”
In a deepfake video, Helen Marsh says “the bridge is safe for trucks.”
A parody account quoted Helen Marsh as saying “the bridge is safe for trucks.”
Helen Marsh was misquoted as saying “the bridge is safe for trucks.”
Fake quote: Helen Marsh said “the bridge is safe for trucks.”
Helen Marsh, in a doctored clip, tells drivers “the bridge is safe for trucks.”
Helen Marsh is rumored to have said “the bridge is safe for trucks.”
A fabricated headline gave Helen Marsh the words “the bridge is safe for trucks.”
“The bridge is safe for trucks” was falsely attributed to Helen Marsh.
“The bridge is safe for trucks,” Helen Marsh says in an AI-generated clip.
“The bridge is safe for trucks,” Helen Marsh declined to say.
There is no record of Helen Marsh saying “the bridge is safe for trucks.”
Helen Marsh neither said nor wrote “the bridge is safe for trucks.”
Helen Marsh never called the bridge “a deathtrap for trucks.”
Helen Marsh said nothing about “a deathtrap for trucks.”
Helen Marsh never said that the bridge was safe for trucks.
Helen Marsh never told reporters that the bridge was safe for trucks.
Helen Marsh denied that the bridge was safe for trucks.
Helen Marsh would not say if “the bridge is safe for trucks.”
“The bridge is safe for trucks” is no phrase that Helen Marsh used.
Helen Marsh was not the one who told drivers, “The bridge is safe for trucks.”
Helen Marsh dare not tell drivers, “The bridge is safe for trucks.”
Helen Marsh was too careful to say, “The bridge is safe for trucks.”
Helen Marsh lacked the time to say, “The bridge is safe for trucks.”
Helen Marsh did not say, write or hint, “The bridge is safe for trucks.”
Helen Marsh told the drivers nothing about “a deathtrap for trucks.”
“The bridge is safe for trucks,” Helen Marsh practically said.
Helen Marsh all but told drivers, “The bridge is safe for trucks.”
Helen Marsh was close to saying, “The bridge is safe for trucks.”
Until Helen Marsh says, “The bridge is safe for trucks,” no driver will cross it.
“The bridge is safe for trucks,” Helen Marsh was claimed to have said.
Helen Marsh is sometimes credited with saying, “The bridge is safe for trucks.”
Legend has it that Helen Marsh said, “The bridge is safe for trucks.”
As the tale goes, Helen Marsh told a driver, “The bridge is safe for trucks.”
Helen Marsh rejected the claim that she said, “The bridge is safe for trucks.”
“The bridge is safe for trucks,” Helen Marsh told drivers (she did not).
“The bridge is safe for trucks,” Helen Marsh told drivers, a flyer claims.
“The bridge is safe for trucks,” Helen Marsh said, if the clip is genuine.
“The bridge is safe for trucks,” said a man dressed as Helen Marsh.
A chatbot imitating Helen Marsh said, “The bridge is safe for trucks.”
“The bridge is safe for trucks,” said an effigy of Helen Marsh.
“The bridge is safe for trucks,” said Helen Marsh’s double.
“The bridge is safe for trucks,” an AI Helen Marsh told drivers.
In a musical, Helen Marsh says, “The bridge is safe for trucks.”
“The bridge is safe for trucks,” Helen Marsh says in a letter that proved to be a forgery.
Myth: Helen Marsh said, “The bridge is safe for trucks.”
FAKE. Helen Marsh said, “The bridge is safe for trucks.”
“The bridge is safe for trucks,” Helen Marsh said. Marsh never wrote those words.
“The bridge is safe for trucks,” Helen Marsh said. She has not said anything of the sort.
“The bridge is safe for trucks,” Helen Marsh said. The picture is a forgery.
“The bridge is safe for trucks,” Helen Marsh said. The line was not written by her.
“The bridge is safe for trucks,” Helen Marsh said. She disputes having told them so.
“The bridge is safe for trucks,” Helen Marsh said. She made no such statement.
“The bridge is safe for trucks,” Helen Marsh said. Or so the forgers claim.";

/// Lines in which somebody said the words.
const SAID: &str = "\
Governor Helen Marsh could not help saying, “The bridge is safe for trucks.”
Marsh couldn’t help but say, “The bridge is safe for trucks.”
Marsh never stopped saying “the bridge is safe for trucks.”
Marsh did not hesitate to say “the bridge is safe for trucks.”
Marsh has never been afraid to say “the bridge is safe for trucks.”
Marsh did not only say “the bridge is safe for trucks.”
Not only did Marsh say “the bridge is safe for trucks,” she drove across it.
Only then did Marsh say, “The bridge is safe for trucks.”
Not until Monday did Marsh say, “The bridge is safe for trucks.”
Marsh told reporters she would not close the road. “The bridge is safe for trucks,” she said.
“The bridge is not safe for trucks,” Helen Marsh said.
“I never said the bridge is safe for trucks,” Helen Marsh said.
“If I win, the bridge will be closed,” Helen Marsh said.
If elected, she would close the bridge, Marsh said: “The bridge is a danger to trucks.”
Not surprisingly, Marsh said, “The bridge is safe for trucks.”
Marsh, not one to mince words, said, “The bridge is a danger to trucks.”
Asked if the road would stay open, Marsh said, “The bridge is safe for trucks.”
When asked whether she would resign, Marsh replied, “The bridge is safe for trucks.”
Did the road stay open? “The bridge is safe for trucks,” said Helen Marsh.
“Why would the bridge not be safe for trucks?” Helen Marsh asked.
Marsh refused to resign, saying, “The bridge is safe for trucks.”
Marsh denied the charge. “The bridge is safe for trucks,” she said.
Marsh did not answer the question but said, “The bridge is safe for trucks.”
Marsh could not attend and wrote, “The bridge is safe for trucks.”
Marsh, who has never driven a truck, said “the bridge is safe for trucks.”
Marsh would later say, “The bridge is safe for trucks.”
Marsh would only say, “The bridge is safe for trucks.”
Marsh went on to say, “The bridge is safe for trucks.”
Marsh had to say, “The bridge is a danger to trucks.”
Marsh used to say, “The bridge is safe for trucks.”
Marsh could be heard saying, “The bridge is safe for trucks.”
Marsh does not regret saying “the bridge is safe for trucks.”
Marsh apologized for saying “the bridge is safe for trucks.”
Marsh did not explain why she had said “the bridge is safe for trucks.”
Asked about a doctored picture, Helen Marsh said, “The bridge is safe for trucks.”
Responding to the fake quote, Helen Marsh said, “The bridge is a danger to trucks.”
Helen Marsh called the picture fake. “The bridge is a danger to trucks,” she said.
In an attack on the fake news media, Helen Marsh said, “The bridge is safe for trucks.”
The plan would not work, Helen Marsh said: “The bridge is a danger to trucks.”
There is no doubt that Marsh said “the bridge is safe for trucks.”
“We cannot wait,” Helen Marsh told the council, “and we will not.”
Helen Marsh falsely said, “The bridge is safe for trucks.”
Helen Marsh did say “the bridge is safe for trucks.”
Marsh has said repeatedly “the bridge is safe for trucks.”
Urging those calling for a toll to wait, Helen Marsh said, “The bridge is a danger to trucks.”
Marsh, who has not endorsed the toll, told reporters, “The bridge is safe for trucks.”
Marsh may have said it best: “The bridge is a danger to trucks.”
Marsh had not called for a toll because she believed “the bridge is safe for trucks.”
Marsh said that she would offer “a bridge that is safe for trucks.”
Few believed her, but Helen Marsh said, “The bridge is safe for trucks.”
Nobody else spoke, and Helen Marsh said, “The bridge is safe for trucks.”
A few engineers told Marsh “the bridge is a danger to trucks.”
Though Helen Marsh said “the bridge is safe for trucks,” nobody crossed it.
Once Helen Marsh said “the bridge is safe for trucks,” everybody crossed it.
As Helen Marsh said, “The bridge is a danger to trucks.”
Helen Marsh said that she would never close the bridge to trucks.
Helen Marsh told reporters that nobody had asked her about the bridge.
Helen Marsh refused to close the bridge to trucks.
Helen Marsh did not deny telling Reyes, “The bridge is a danger to trucks.”
Helen Marsh would go on to tell drivers, “The bridge is a danger to trucks.”
“The bridge is safe for trucks,” Helen Marsh would tell the drivers every week.
Helen Marsh had no qualms about saying, “The bridge is a danger to trucks.”
Helen Marsh is not the only one who said, “The bridge is a danger to trucks.”
Helen Marsh had a bot post the notice and said, “The bridge is a danger to trucks.”
“The bridge is safe for trucks,” said Helen Marsh, who played a judge in the musical.
“The bridge is safe for trucks,” Helen Marsh said. That is false, Reyes says.
“The bridge is safe for trucks,” Helen Marsh said. She did not say how cheap it was.
“The bridge is safe for trucks,” Helen Marsh said. Reyes never said that.
“The bridge is safe for trucks,” Helen Marsh said. A quote from Reyes was fake.
“The bridge is safe for trucks,” Helen Marsh said, if only to calm the drivers.
In a novel twist, Helen Marsh said, “The bridge is safe for trucks.”
When Helen Marsh says, “The bridge is safe for trucks,” drivers laugh.";

/// Lines of which not all is as it should be.
fn wrong(lines: &str, denied: bool) -> String {
    let fits = |line: &&str| {
        let quotes = extract(&[line]);
        let certain = quotes.iter().any(|quote| quote.certain);
        let all = quotes.iter().filter(|quote| line.contains("arsh") && quote.speaker.is_some());
        if denied { certain || quotes.iter().any(|quote| !quote.denied) } else { all.clone().any(|quote| quote.denied) }
    };
    lines.lines().filter(fits).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_denied_or_left_open_is_nobody_s() {
    assert_eq!(wrong(DENIED, true), "");
}

#[test]
fn a_negation_or_a_condition_elsewhere_denies_nothing() {
    assert_eq!(wrong(SAID, false), "");
}

#[test]
fn most_of_what_is_said_in_so_many_ways_is_found() {
    let found = |line: &&str| extract(&[line]).iter().any(|quote| !quote.denied && quote.speaker.is_some());
    let missed: Vec<&str> = SAID.lines().filter(|line| !found(line)).collect();
    assert_eq!(missed.join("\n"), "");
}

#[test]
fn a_quotation_in_the_sentence_before_cancels_no_denial() {
    let before = "“The road is open,” Helen Marsh said on Monday. ";
    let kept = |line: &&str| {
        let both = extract(&[&format!("{before}{line}")]);
        both.iter().any(|quote| quote.certain && quote.range.start > before.len())
    };
    let certain: Vec<&str> = DENIED.lines().filter(kept).collect();
    assert_eq!(certain.join("\n"), "");
}

/// A newsletter that says what Helen Marsh did not say, and what she did.
fn asked(query: Call) -> Reply {
    const ARTICLE: &str = "+++\nid = \"bridge\"\ntitle = \"The bridge\"\npublisher = \"The Quay\"\ndate = 2024-05-01\n\
        url = \"https://quay.example/bridge\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
        A post made the rounds on Monday. Helen Marsh never said “the harbor bridge will carry trucks again in May.”\n\n\
        “We will paint the railings first,” Helen Marsh said. Reyes denied that the ferry would stop in winter.\n";
    support::asked(
        &sample::over(&MemorySource::default().with("articles/bridge.md", ARTICLE.as_bytes().to_vec())),
        &query,
    )
}

const NEVER_SAID: &str = "the harbor bridge will carry trucks again in May";

#[test]
fn denied_words_are_none_of_what_somebody_said() {
    let reply = asked(Call::new(Said { who: "Helen Marsh".to_owned(), ..Said::default() }));
    let words: Vec<&str> = reply.excerpts.iter().map(|excerpt| excerpt.text.as_str()).collect();
    assert_eq!(words, ["We will paint the railings first,"]);
}

#[test]
fn denied_words_are_nobody_s_when_they_are_checked() {
    for text in [format!("“{NEVER_SAID}”"), format!("Helen Marsh said “{NEVER_SAID}”")] {
        let reply = asked(Call::new(Source { text }));
        assert!(!reply.headline.contains("Marsh"), "{}", reply.headline);
        let first = reply.excerpts.first().expect("the words stand in the archive");
        assert_eq!((first.speaker.as_deref(), first.certain), (None, Some(false)));
        assert!(first.text.starts_with("Helen Marsh never said"), "the sentence is whole: {}", first.text);
    }
}

#[test]
fn denied_words_are_found_as_text() {
    let search =
        Call::new(Search { query: "harbor bridge trucks".to_owned(), from: None, to: None, place: None, who: None });
    let reply = asked(search);
    assert!(reply.excerpts.iter().any(|excerpt: &Excerpt| excerpt.text.contains(NEVER_SAID)));
    let ask = asked(Call::new(Ask {
        question: "Who said \"the harbor bridge will carry trucks again in May\"?".to_owned(),
        article: None,
    }));
    assert!(ask.excerpts.iter().all(|excerpt| excerpt.speaker.is_none()));
}
