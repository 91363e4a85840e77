//! `source` on messages that quote: verbatim, shortened, altered, not there, and whose words they are.

use pullquote::commands::{Call, Source};
use pullquote::engine::Engine;
use pullquote::reply::{DiffPart, DiffSide, Excerpt};

use crate::support::{asked, newsroom};

/// What the reply to each message says: verdict and headline, remarks, excerpts with speaker and differences.
fn check<const N: usize>(messages: [&str; N]) -> String {
    let engine = newsroom::engine().1;
    messages.map(|message| answered(&engine, message)).join("\n")
}

fn answered(engine: &Engine, message: &str) -> String {
    let reply = asked(engine, &Call::new(Source { text: message.to_owned() }));
    let mut lines = vec![format!("{:?}: {}", reply.verdict, reply.headline)];
    lines.extend(reply.notes.iter().map(|note| format!("  ! {note}")));
    let checked = |excerpt: &&Excerpt| excerpt.found_by.is_some_and(|by| format!("{by:?}") != "Ranked");
    lines.extend(reply.excerpts.iter().filter(checked).map(shown));
    lines.join("\n")
}

fn shown(excerpt: &Excerpt) -> String {
    let speaker = excerpt.speaker.as_deref().unwrap_or("-");
    let found = excerpt.found_by.map(|by| format!("{by:?}")).unwrap_or_default();
    let mut line = format!("  {found} {} {} {speaker}: {}", excerpt.date, excerpt.paragraph, excerpt.text);
    line.push_str(
        &excerpt.also.iter().map(|also| format!(" (also {} {})", also.date, also.paragraph)).collect::<String>(),
    );
    if let Some(diff) = &excerpt.diff {
        line.push_str("\n    ");
        line.push_str(&diff.iter().map(step).collect::<Vec<_>>().join(" "));
    }
    line
}

fn step(part: &DiffPart) -> String {
    match part.side {
        DiffSide::Same => part.text.clone(),
        DiffSide::Asked => format!("-[{}]", part.text),
        DiffSide::Archive => format!("+[{}]", part.text),
    }
}

#[test]
fn words_that_stand_there_are_verbatim() {
    insta::assert_snapshot!(check([
        "Mayor Reyes said “A bridge that nobody pays for is a bridge that falls into the water”",
        "\"the money   is gone and the roof will not wait for better times\"",
        "Did Okafor say 'We will not balance the books by locking up the books'?",
        "Reyes: \"Nobody wants to close a library, but the money is gone\"",
    ]), @"
    Verbatim: The archive has these words exactly so.
      ! Reyes is Daniel Reyes here.
      Quotation 2020-04-10 2 Daniel Reyes: A bridge that nobody pays for is a bridge that falls into the water,
    Verbatim: The archive has these words exactly so.
      Quotation 2020-03-02 3 Daniel Reyes: but the money is gone and the roof will not wait for better times.
    Verbatim: The archive has these words exactly so.
      Quotation 2020-03-02 2 Ruth Okafor: We will not balance the books by locking up the books, and we never should have tried.
      Quotation 2020-04-10 3 -: We will not balance the books by locking up the books, and we never should have tried.
    Verbatim: The archive has these words exactly so.
      ! Reyes is Daniel Reyes here.
      Quotation 2020-03-02 3 Daniel Reyes: Nobody wants to close a library,
      Quotation 2020-03-02 3 Daniel Reyes: but the money is gone and the roof will not wait for better times.
    ");
}

#[test]
fn words_that_differ_are_shown_both_ways() {
    insta::assert_snapshot!(check([
        "\"We will balance the books by locking up the books\"",
        "\"A bridge that everybody pays for is a bridge that falls into the sea\"",
        "\"This is not a budget. This is a victory\"",
    ]), @"
    Altered: The archive has these words, but not as you gave them.
      ! Careful: a negation differs, “not”.
      Quotation 2020-03-02 2 Ruth Okafor: We will not balance the books by locking up the books, and we never should have tried.
        We will +[not] balance the books by locking up the books
      Quotation 2020-04-10 3 -: We will not balance the books by locking up the books, and we never should have tried.
        We will +[not] balance the books by locking up the books
    Altered: The archive has these words, but not as you gave them.
      ! Careful: a negation differs, “nobody”.
      Quotation 2020-04-10 2 Daniel Reyes: A bridge that nobody pays for is a bridge that falls into the water,
        A bridge that -[everybody] +[nobody] pays for is a bridge that falls into the -[sea] +[water]
    Altered: The archive has these words, but not as you gave them.
      Quotation 2020-03-02 2 Ruth Okafor: This is not a budget. This is a surrender,
        This is not a budget. This is a -[victory] +[surrender]
    ");
}

#[test]
fn a_wrong_speaker_is_told() {
    insta::assert_snapshot!(check([
        "Governor Helen Marsh said \"Nobody wants to close a library\"",
        "Daniel Reyes said \"We will not balance the books by locking up the books\"",
        "Ruth Okafor said: \"The city council voted on Monday to close three branch libraries\"",
        "Reyes said \"the branches would not reopen before 2022\"",
    ]), @"
    Misattributed: In the archive these words are Daniel Reyes'.
      Quotation 2020-03-02 3 Daniel Reyes: Nobody wants to close a library,
    Misattributed: In the archive these words are Ruth Okafor's.
      Quotation 2020-03-02 2 Ruth Okafor: We will not balance the books by locking up the books, and we never should have tried.
      Quotation 2020-04-10 3 -: We will not balance the books by locking up the books, and we never should have tried.
    Unattributed: The archive has these as the article's own words, not Ruth Okafor's.
      Quotation 2020-03-02 1 -: The city council voted on Monday to close three branch libraries, and readers filled the hall to object.
    Verbatim: The archive has these words exactly so.
      ! The archive reports this in the article's wording, not as Reyes' own words.
      ! Reyes is Daniel Reyes here.
      Quotation 2020-03-02 4 Daniel Reyes: the branches would not reopen before 2022
    ");
}

#[test]
fn every_quotation_of_a_message_is_checked_by_itself() {
    insta::assert_snapshot!(check([
        "Helen Marsh said \"Nobody wants to close a library\" and Daniel Reyes said \"We will not balance the books by locking up the books\"",
        "Reyes said, \"Nobody wants to close a library,\" and Marsh said, \"The toll is fair.\"",
        "\"smallest readers\"",
        "\"branch libraries\"",
    ]), @"
    Misattributed: In the archive these words are Daniel Reyes'.
      ! In the archive these words are Ruth Okafor's.
      Quotation 2020-03-02 3 Daniel Reyes: Nobody wants to close a library,
      Quotation 2020-03-02 2 Ruth Okafor: We will not balance the books by locking up the books, and we never should have tried.
      Quotation 2020-04-10 3 -: We will not balance the books by locking up the books, and we never should have tried.
    Verbatim: The archive has these words exactly so.
      ! Reyes is Daniel Reyes here.
      Quotation 2020-03-02 3 Daniel Reyes: Nobody wants to close a library,
      Quotation 2020-04-10 4 Helen Marsh: The toll is fair,
    Verbatim: The archive has these words exactly so.
      Quotation 2020-03-02 5 Maria Reyes: broke a promise to the smallest readers of the harbor.
    Found: The archive has something on this.
    ");
}

#[test]
fn what_says_that_it_is_shortened_is_not_verbatim() {
    insta::assert_snapshot!(check([
        "\"This is ... a surrender\"",
        "Okafor said, \"We will … balance the books by locking up the books\"",
        "\"Nobody [in the city] wants to close a library\"",
        "\"[T]he money is gone and the roof will not wait\"",
        "\"A bridge that [no driver] pays for is a bridge that falls into the water\"",
    ]), @"
    Altered: The archive has these words; yours are shortened or added to, as they say themselves.
      Quotation 2020-03-02 dek -: This is a surrender,
        This is a surrender
    Altered: The archive has these words; yours are shortened or added to, as they say themselves.
      ! Careful: what was left out holds a negation, “not”.
      Quotation 2020-03-02 2 Ruth Okafor: We will not balance the books by locking up the books, and we never should have tried.
        We will +[not] balance the books by locking up the books
      Quotation 2020-04-10 3 -: We will not balance the books by locking up the books, and we never should have tried.
        We will +[not] balance the books by locking up the books
    Altered: The archive has these words; yours are shortened or added to, as they say themselves.
      Quotation 2020-03-02 3 Daniel Reyes: Nobody wants to close a library,
        Nobody -[in the city] wants to close a library
    Altered: The archive has these words; yours are shortened or added to, as they say themselves.
      Quotation 2020-03-02 3 Daniel Reyes: but the money is gone and the roof will not wait for better times.
        the money is gone and the roof will not wait
    Altered: The archive has these words; yours are shortened or added to, as they say themselves.
      ! Careful: what was left out holds a negation, “no”.
      Quotation 2020-04-10 2 Daniel Reyes: A bridge that nobody pays for is a bridge that falls into the water,
        A bridge that -[no driver] +[nobody] pays for is a bridge that falls into the water
    ");
}

#[test]
fn words_that_are_not_there_are_not_found() {
    insta::assert_snapshot!(check([
        "Mayor Reyes said \"I have never read a book in my life\"",
        "\"This is a catastrophe for readers everywhere\"",
        "The so-called \"efficiency plan\" passed by one vote",
        "\"balance the books by locking up the books\" and \"libraries are obsolete anyway\"",
    ]), @r#"
    NotFound: The archive does not have these words.
      ! Not in the archive: “I have never read a book in my life”.
      ! Newest article: July 1, 2020.
    NotFound: The archive does not have these words.
      ! Not in the archive: “This is a catastrophe for readers everywhere”.
      ! Newest article: July 1, 2020.
    Found: The archive has something on this.
      Shingle 2020-03-02 1 -: The so-called "efficiency plan" passed by one vote.
    Altered: The archive has these words, but not as you gave them.
      ! Careful: a negation differs, “not”.
      ! Not in the archive: “libraries are obsolete anyway”.
      Quotation 2020-03-02 2 Ruth Okafor: We will not balance the books by locking up the books, and we never should have tried.
        +[not] balance the books by locking up the books
      Quotation 2020-04-10 3 -: We will not balance the books by locking up the books, and we never should have tried.
        +[not] balance the books by locking up the books
    "#);
}

#[test]
fn runs_of_words_are_checked_without_marks() {
    insta::assert_snapshot!(check([
        "Drivers will pay two dollars to cross the harbor bridge from June on",
        "I hear drivers will pay five dollars to cross the harbor bridge from June on",
        "Drivers will not pay two dollars to cross the harbor bridge from June on",
        "People say that the mayor never reads anything at all, and drivers will pay two dollars to cross",
    ]), @"
    Verbatim: The archive has these words exactly so.
      Shingle 2020-04-10 1 -: Drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.
    Altered: The archive has these words, but not as you gave them.
      Shingle 2020-04-10 1 -: Drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.
        -[I hear] Drivers will pay -[five] +[two] dollars to cross the harbor bridge from June on
    Altered: The archive has these words, but not as you gave them.
      ! Careful: a negation differs, “not”.
      Shingle 2020-04-10 1 -: Drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.
        Drivers will -[not] pay two dollars to cross the harbor bridge from June on
    Found: The archive has something on this.
      Shingle 2020-04-10 1 -: Drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.
    ");
}

#[test]
fn articles_that_show_no_words_give_none_away() {
    insta::assert_snapshot!(check(["\"We have asked politely for nine years and we are finished asking\""]), @"
    Altered: The archive has these words, but not as you gave them.
      Quotation 2020-06-21 1 Tom Brandt:
    ");
}

#[test]
fn words_that_leave_their_negation_out_are_flagged() {
    insta::assert_snapshot!(check(["\"balance the books by locking up the books\""]), @"
    Altered: The archive has these words, but not as you gave them.
      ! Careful: a negation differs, “not”.
      Quotation 2020-03-02 2 Ruth Okafor: We will not balance the books by locking up the books, and we never should have tried.
        +[not] balance the books by locking up the books
      Quotation 2020-04-10 3 -: We will not balance the books by locking up the books, and we never should have tried.
        +[not] balance the books by locking up the books
    ");
}

#[test]
fn a_sentence_that_begins_or_ends_otherwise_was_vouched_for_as_a_whole() {
    insta::assert_snapshot!(check([
        "Cyclists will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.",
        "Drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on Sunday.",
        "Nobody will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.",
        "I read that drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.",
    ]), @"
    Altered: The archive has these words, but not as you gave them.
      Shingle 2020-04-10 1 -: Drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.
        -[Cyclists] +[Drivers] will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday
    Altered: The archive has these words, but not as you gave them.
      Shingle 2020-04-10 1 -: Drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.
        Drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on -[Sunday] +[Friday]
    Altered: The archive has these words, but not as you gave them.
      ! Careful: a negation differs, “nobody”.
      Shingle 2020-04-10 1 -: Drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.
        -[Nobody] +[Drivers] will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday
    Found: The archive has some of these words.
      Shingle 2020-04-10 1 -: Drivers will pay two dollars to cross the harbor bridge from June on, the mayor announced on Friday.
    ");
}
