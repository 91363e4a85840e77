//! `said` on a newsletter of several articles: the right person's words, each once, the unclear ones apart.

use pullquote::commands::{Ask, Call, Said};
use pullquote::engine::Engine;
use pullquote::render::terminal;
use pullquote::reply::{Choice, Excerpt, Verdict};

use crate::support::{asked, newsroom, sample};

/// What is answered to each pair of `who` and `about`.
fn check<const N: usize>(asked: [(&str, &str); N]) -> String {
    let engine = newsroom::engine().1;
    asked.map(|(who, about)| answered(&engine, who, about)).join("\n")
}

fn said(who: &str, about: &str) -> Call {
    let about = (!about.is_empty()).then(|| about.to_owned());
    Call::new(Said { who: who.to_owned(), about, ..Said::default() })
}

fn answered(engine: &Engine, who: &str, about: &str) -> String {
    let mut call = said(who, about);
    call.request.page.limit = 20;
    let reply = asked(engine, &call);
    let mut lines = vec![format!("{:?}: {}", reply.verdict, reply.headline)];
    lines.extend(reply.notes.iter().map(|note| format!("  ! {note}")));
    lines.extend(reply.choices.iter().map(|Choice { value, label }| format!("  ? {value} ({label})")));
    lines.extend(reply.excerpts.iter().map(shown));
    lines.join("\n")
}

fn shown(excerpt: &Excerpt) -> String {
    let kind = excerpt.quote_type.map(|kind| format!("{kind:?}")).unwrap_or_default();
    let speaker = match (&excerpt.speaker, &excerpt.role) {
        (Some(name), Some(role)) => format!("{name}, {role}"),
        (Some(name), None) => name.clone(),
        _ => "-".to_owned(),
    };
    let cue = excerpt.cue.as_deref().unwrap_or("-");
    let mut line = format!("  {} {} {kind} [{speaker}] ({cue}) {}", excerpt.date, excerpt.paragraph, excerpt.text);
    line.extend(excerpt.also.iter().map(|also| format!(" (also {} {})", also.date, also.paragraph)));
    line
}

#[test]
fn own_words_come_first_then_the_article_s() {
    insta::assert_snapshot!(check([("Okafor", ""), ("Daniel Reyes", "")]), @"
    Found: What Ruth Okafor said:
      2020-07-01 2 Direct [Ruth Okafor] (said) I will sit here until the lights go out, (also 2020-07-01 dek)
      2020-07-01 2 Direct [Ruth Okafor] (said) Then I will sit here in the dark.
      2020-03-02 caption Mixed [Ruth Okafor, Council Member] (called) a tax on every child in this city.
      2020-03-02 2 Direct [Ruth Okafor, Council Member] (said) This is not a budget. This is a surrender, (also 2020-04-10 3)
      2020-03-02 2 Direct [Ruth Okafor, Council Member] (-) We will not balance the books by locking up the books, and we never should have tried.
      2020-07-01 4 Indirect [Ruth Okafor] (threatened) threatened to call for a public vote on the toll
    Found: What Daniel Reyes said:
      ! Of these, 2 may be somebody else's: the speaker is unclear. They stand last.
      2020-04-10 2 Direct [Daniel Reyes, Mayor] (told) A bridge that nobody pays for is a bridge that falls into the water,
      2020-03-02 3 Direct [Daniel Reyes, Mayor] (said) Nobody wants to close a library,
      2020-03-02 3 Mixed [Daniel Reyes, Mayor] (said) but the money is gone and the roof will not wait for better times.
      2020-03-02 4 Indirect [Daniel Reyes, Mayor] (said) the branches would not reopen before 2022
      2020-07-01 3 Direct [-] (said) The library roof was patched in May,
      2020-07-01 3 Mixed [-] (said) and it leaked again in June.
    ");
}

#[test]
fn a_role_will_do() {
    insta::assert_snapshot!(check([("the governor", ""), ("state treasurer", ""), ("union leader", ""), ("librarian", "")]), @"
    Found: What Helen Marsh said:
      2020-04-10 4 Direct [Helen Marsh, Governor] (said) The toll is fair,
      2020-04-10 4 Mixed [Helen Marsh, Governor] (said) and it is late.
    Found: What Anton Weil said:
      2020-07-01 6 Mixed [Anton Weil, State Treasurer] (said) a fair price for a dry road.
    Found: What Tom Brandt said:
      2020-06-21 1 Direct [Tom Brandt, union leader] (said) 
    Found: What Maria Reyes said:
      ! Of these, 2 may be somebody else's: the speaker is unclear. They stand last.
      2020-03-02 5 Mixed [Maria Reyes, librarian] (said) broke a promise to the smallest readers of the harbor.
      2020-07-01 3 Direct [-] (said) The library roof was patched in May,
      2020-07-01 3 Mixed [-] (said) and it leaked again in June.
    ");
}

#[test]
fn two_people_of_one_surname_are_a_choice() {
    insta::assert_snapshot!(check([("Reyes", ""), ("Ms. Reyes", ""), ("Maria Reyes", "")]), @"
    Ambiguous: More than one person fits Reyes.
      ? Daniel Reyes (Daniel Reyes, Mayor)
      ? Maria Reyes (Maria Reyes, librarian)
    Ambiguous: More than one person fits Ms. Reyes.
      ? Daniel Reyes (Daniel Reyes, Mayor)
      ? Maria Reyes (Maria Reyes, librarian)
    Found: What Maria Reyes said:
      ! Of these, 2 may be somebody else's: the speaker is unclear. They stand last.
      2020-03-02 5 Mixed [Maria Reyes, librarian] (said) broke a promise to the smallest readers of the harbor.
      2020-07-01 3 Direct [-] (said) The library roof was patched in May,
      2020-07-01 3 Mixed [-] (said) and it leaked again in June.
    ");
    assert_eq!(check([("Mayor Reyes", "")]), check([("Daniel Reyes", "")]));
}

#[test]
fn misspellings_are_met_with_a_question() {
    insta::assert_snapshot!(check([("Okafer", ""), ("Helen March", ""), ("Rudy Giuliani", "")]), @"
    Found: What Ruth Okafor said:
      ! “Okafer” was read as Ruth Okafor.
      2020-07-01 2 Direct [Ruth Okafor] (said) I will sit here until the lights go out, (also 2020-07-01 dek)
      2020-07-01 2 Direct [Ruth Okafor] (said) Then I will sit here in the dark.
      2020-03-02 caption Mixed [Ruth Okafor, Council Member] (called) a tax on every child in this city.
      2020-03-02 2 Direct [Ruth Okafor, Council Member] (said) This is not a budget. This is a surrender, (also 2020-04-10 3)
      2020-03-02 2 Direct [Ruth Okafor, Council Member] (-) We will not balance the books by locking up the books, and we never should have tried.
      2020-07-01 4 Indirect [Ruth Okafor] (threatened) threatened to call for a public vote on the toll
    Found: What Helen Marsh said:
      ! “Helen March” was read as Helen Marsh.
      2020-04-10 4 Direct [Helen Marsh, Governor] (said) The toll is fair,
      2020-04-10 4 Mixed [Helen Marsh, Governor] (said) and it is late.
    NotFound: The archive has no words of Rudy Giuliani.
      ! Newest article: July 1, 2020.
    ");
}

#[test]
fn what_was_said_about_something() {
    insta::assert_snapshot!(check([
        ("Okafor", "budget"),
        ("Okafor", "the toll"),
        ("Okafor", "fishing rights"),
        ("Governor Marsh", "federal tolls"),
        ("Daniel Reyes", "bridge"),
    ]), @"
    Found: What Ruth Okafor said about budget:
      2020-03-02 2 Direct [Ruth Okafor, Council Member] (said) This is not a budget. This is a surrender, (also 2020-04-10 3)
      2020-03-02 2 Direct [Ruth Okafor, Council Member] (-) We will not balance the books by locking up the books, and we never should have tried.
      2020-07-01 2 Direct [Ruth Okafor] (said) I will sit here until the lights go out, (also 2020-07-01 dek)
      2020-07-01 2 Direct [Ruth Okafor] (said) Then I will sit here in the dark.
      2020-07-01 4 Indirect [Ruth Okafor] (threatened) threatened to call for a public vote on the toll
    Found: What Ruth Okafor said about the toll:
      2020-07-01 4 Indirect [Ruth Okafor] (threatened) threatened to call for a public vote on the toll
    NotFound: The archive has nothing that Ruth Okafor said about fishing rights.
      ! What Ruth Okafor did talk about: books, public vote, child, dark, balance.
      ! Newest article: July 1, 2020.
      2020-07-01 2 Direct [Ruth Okafor] (said) I will sit here until the lights go out, (also 2020-07-01 dek)
      2020-07-01 2 Direct [Ruth Okafor] (said) Then I will sit here in the dark.
      2020-03-02 caption Mixed [Ruth Okafor, Council Member] (called) a tax on every child in this city.
      2020-03-02 2 Direct [Ruth Okafor, Council Member] (said) This is not a budget. This is a surrender, (also 2020-04-10 3)
      2020-03-02 2 Direct [Ruth Okafor, Council Member] (-) We will not balance the books by locking up the books, and we never should have tried.
      2020-07-01 4 Indirect [Ruth Okafor] (threatened) threatened to call for a public vote on the toll
    NotFound: The archive has nothing that Helen Marsh said about federal tolls.
      ! What Helen Marsh did talk about: late, fair, toll.
      ! Newest article: July 1, 2020.
      2020-04-10 4 Direct [Helen Marsh, Governor] (said) The toll is fair,
      2020-04-10 4 Mixed [Helen Marsh, Governor] (said) and it is late.
    Found: What Daniel Reyes said about bridge:
      2020-04-10 2 Direct [Daniel Reyes, Mayor] (told) A bridge that nobody pays for is a bridge that falls into the water,
    ");
}

#[test]
fn the_terminal_says_what_is_unclear_and_what_is_the_article_s_wording() {
    let engine = newsroom::engine().1;
    let shown = |who: &str, about: &str| {
        let reply = asked(&engine, &said(who, about));
        anstream::adapter::strip_str(&terminal::reply(&reply, engine.words(), terminal::Look { width: 90, one: false }))
            .to_string()
    };
    insta::assert_snapshot!(format!("{}\n{}", shown("Daniel Reyes", "library"), shown("Okafor", "toll")), @"
    What Daniel Reyes said about library:
      Of these, 2 may be somebody else's: the speaker is unclear. They stand last.

      Daniel Reyes, Mayor (said):
      │ Nobody wants to close a library,
      │ but the money is gone and the roof will not wait for better times.
      — The Harbor Letter, Council Votes to Close Three Libraries, March 2, 2020, ¶3 (CC BY
      4.0)
      https://example.org/library-vote#:~:text=Nobody%20wants%20to%20close%20a%20library

      Daniel Reyes, Mayor (said):
      (in the article's wording)
      │ the branches would not reopen before 2022
      — The Harbor Letter, Council Votes to Close Three Libraries, March 2, 2020, ¶4 (CC BY
      4.0)
      https://example.org/library-vote#:~:text=the%20branches%20would%20not%20reopen%20before%202022

    Related, not part of the answer:

      Speaker unclear:
      │ The library roof was patched in May,
      │ and it leaked again in June.
      — The Harbor Letter, Budget Talks Go On Into the Night, July 1, 2020, ¶3 (CC BY 4.0)
      https://example.org/budget-talks#:~:text=The%20library%20roof%20was%20patched%20in%20May

    What Ruth Okafor said about toll:

      Ruth Okafor (threatened):
      (in the article's wording)
      │ threatened to call for a public vote on the toll
      — The Harbor Letter, Budget Talks Go On Into the Night, July 1, 2020, ¶4 (CC BY 4.0)
      https://example.org/budget-talks#:~:text=threatened%20to%20call%20for%20a%20public%20vote%20on%20the%20toll
    ");
}

#[test]
fn what_an_article_sets_apart_as_an_outlet_s_is_what_the_outlet_said() {
    let engine = sample::engine().1;
    let asked = [("Reuters", ""), ("the Reuters report", "lawsuits"), ("NBC", "proof"), ("Reuters", "tax cuts")];
    insta::assert_snapshot!(asked.map(|(who, about)| answered(&engine, who, about)).join("\n"), @"
    Found: What Reuters said:
      2018-01-24 10 Direct [Reuters] (-) Many of the jurisdictions have said they already are in full compliance with the law.
      2018-01-24 10 Direct [Reuters] (-) Some sued the administration after the Justice Department threatened to cut off millions of dollars in federal public safety grants to sanctuary cities.
      2018-01-24 10 Direct [Reuters] (-) The cities have won in lower courts but the legal fight is ongoing.
    Found: What Reuters said about lawsuits:
      2018-01-24 10 Direct [Reuters] (-) Some sued the administration after the Justice Department threatened to cut off millions of dollars in federal public safety grants to sanctuary cities.
      2018-01-24 10 Direct [Reuters] (-) Many of the jurisdictions have said they already are in full compliance with the law.
      2018-01-24 10 Direct [Reuters] (-) The cities have won in lower courts but the legal fight is ongoing.
    Found: What NBC News said about proof:
      2018-01-24 7 Direct [NBC News] (-) Wednesday's letters ask for proof of compliance.
      2018-01-24 7 Direct [NBC News] (-) Beginning in the Obama administration, the Justice Department warned local governments that in order to receive money under a crime-fighting grant program, they must not block their law enforcement officers from giving information to federal immigration authorities.
    NotFound: The archive has nothing that Reuters said about tax cuts.
      ! What Reuters did talk about: full compliance, legal fight, lower courts, federal public, safety grants.
      ! Newest article: Jan. 24, 2018.
      2018-01-24 10 Direct [Reuters] (-) Some sued the administration after the Justice Department threatened to cut off millions of dollars in federal public safety grants to sanctuary cities.
      2018-01-24 10 Direct [Reuters] (-) Many of the jurisdictions have said they already are in full compliance with the law.
      2018-01-24 10 Direct [Reuters] (-) The cities have won in lower courts but the legal fight is ongoing.
    ");
}

#[test]
fn an_outlet_is_asked_about_in_a_sentence() {
    let engine = sample::engine().1;
    let ask = |question: &str| {
        let reply = asked(&engine, &Call::new(Ask { question: question.to_owned(), article: None }));
        let mut lines = vec![format!("{question} {:?} {:?}", reply.verdict, reply.routed)];
        // What is closest to no answer is not what is tested here.
        lines.extend(reply.excerpts.iter().filter(|_| reply.verdict == Verdict::Found).map(shown));
        lines.join("\n")
    };
    insta::assert_snapshot!([
        "What did the Reuters report say about lawsuits?",
        "What did NBC News say about Texas?",
    ].map(ask).join("\n"), @r#"
    What did the Reuters report say about lawsuits? Found Some("said")
      2018-01-24 10 Direct [Reuters] (-) Some sued the administration after the Justice Department threatened to cut off millions of dollars in federal public safety grants to sanctuary cities.
      2018-01-24 10 Direct [Reuters] (-) Many of the jurisdictions have said they already are in full compliance with the law.
      2018-01-24 10 Direct [Reuters] (-) The cities have won in lower courts but the legal fight is ongoing.
    What did NBC News say about Texas? NotFound None
    "#);
}
