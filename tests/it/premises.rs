//! Questions that take for granted what the archive denies, or what no list bears out.

use pullquote::commands::{Ask, Call};
use pullquote::corpus::MemorySource;
use pullquote::engine::Engine;

use crate::support::{asked, sample};

/// An archive of articles: a day and paragraphs.
fn archive(articles: &[(&str, &[&str])]) -> Engine {
    let line = |(date, paragraphs): &(&str, &[&str])| {
        serde_json::json!({
            "id": format!("issue-{date}"), "title": format!("Issue of {date}"), "publisher": "The Harbor Letter", "date": date,
            "url": format!("https://harbor.example/{date}"), "licence": "CC BY 4.0", "paragraphs": paragraphs,
        })
        .to_string()
    };
    let lines: Vec<String> = articles.iter().map(line).collect();
    sample::over(&MemorySource::default().with("articles.jsonl", lines.join("\n")))
}

fn harbor() -> Engine {
    archive(&[
        (
            "2019-04-02",
            &[
                "The council rejected the brewery's offer for the old customs house by five votes to two.",
                "Treasurer Anton Weil was acquitted of fraud after a trial of nine days.",
                "Mayor Daniel Reyes refused to sign the lease for the ferry landing because its rent was too low.",
                "Ruth Okafor won the race for harbor commissioner by forty votes.",
            ],
        ),
        (
            "2019-06-11",
            &[
                "Governor Helen Marsh said that she would not apologize for the flood report.",
                "Ferry crews called off their strike because the company raised their pay.",
            ],
        ),
        ("2019-09-20", &["Governor Helen Marsh apologized for the flood report in a letter to the valley towns."]),
    ])
}

/// Verdict, headline and how the first excerpt opens.
fn check(engine: &Engine, questions: &[&str]) -> String {
    let line = |question: &&str| {
        let reply = asked(engine, &Call::new(Ask { question: (*question).to_owned(), article: None }));
        let first = reply.excerpts.first().map(|first| first.text.chars().take(60).collect::<String>());
        format!("{question}\n  {:?} | {} | {}", reply.verdict, reply.headline, first.unwrap_or_default())
    };
    questions.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_a_question_takes_for_granted_is_not_answered_where_the_archive_denies_it() {
    insta::assert_snapshot!(check(&harbor(), &[
        "Why did the council accept the brewery's offer?",
        "How long was Weil jailed after he was convicted of fraud?",
        "Why was Weil convicted of fraud?",
        "Why did Mayor Reyes sign the lease?",
        "why did reyes agree to sign the lease for the ferry landing",
        "okafor loses commissioner race reason",
        "Why won't Governor Marsh apologize for the flood report?",
    ]), @"
    Why did the council accept the brewery's offer?
      Contradicted | The archive has this instead, of April 2, 2019: | The council rejected the brewery's offer for the old customs
    How long was Weil jailed after he was convicted of fraud?
      NotFound | The archive does not know. | Treasurer Anton Weil was acquitted of fraud after a trial of
    Why was Weil convicted of fraud?
      Contradicted | The archive has this instead, of April 2, 2019: | Treasurer Anton Weil was acquitted of fraud after a trial of
    Why did Mayor Reyes sign the lease?
      Contradicted | The archive has this instead, of April 2, 2019: | Mayor Daniel Reyes refused to sign the lease for the ferry l
    why did reyes agree to sign the lease for the ferry landing
      Contradicted | The archive has this instead, of April 2, 2019: | Mayor Daniel Reyes refused to sign the lease for the ferry l
    okafor loses commissioner race reason
      Contradicted | The archive has this instead, of April 2, 2019: | Ruth Okafor won the race for harbor commissioner by forty vo
    Why won't Governor Marsh apologize for the flood report?
      Contradicted | The archive has this instead, of Sept. 20, 2019: | Governor Helen Marsh apologized for the flood report in a le
    ");
}

#[test]
fn what_the_archive_bears_out_is_answered_as_ever() {
    insta::assert_snapshot!(check(&harbor(), &[
        "Why did Mayor Reyes refuse to sign the lease?",
        "Why did the ferry crews call off their strike?",
        "Did the council accept the brewery's offer?",
    ]), @"
    Why did Mayor Reyes refuse to sign the lease?
      Found | The archive says: | Mayor Daniel Reyes refused to sign the lease for the ferry l
    Why did the ferry crews call off their strike?
      Found | The archive says: | Ferry crews called off their strike because the company rais
    Did the council accept the brewery's offer?
      Found | The archive says: | The council rejected the brewery's offer for the old customs
    ");
}

#[test]
fn a_list_denies_what_a_question_takes_for_granted() {
    let engine = sample::engine().1;
    insta::assert_snapshot!(check(&engine, &[
        "Why did New Orleans receive the letter?",
        "When did New Orleans get the letter?",
        "Why didn't Denver get the letter?",
        "Why did Boise receive the letter?",
        "Why did Denver receive the letter?",
    ]), @"
    Why did New Orleans receive the letter?
      Contradicted | Not so, as the archive tells it. New Orleans did not receive the letter. The list has the 23 jurisdictions named on Jan. 24, 2018. | Though his city did not receive the DOJ letter, New Orleans 
    When did New Orleans get the letter?
      Contradicted | Not so, as the archive tells it. New Orleans did not receive the letter. The list has the 23 jurisdictions named on Jan. 24, 2018. | Though his city did not receive the DOJ letter, New Orleans 
    Why didn't Denver get the letter?
      Contradicted | Not so, as the archive tells it. The City and County of Denver, Colo. received the letter. The list has the 23 jurisdictions named on Jan. 24, 2018. | In addition to New York City, the jurisdictions that receive
    Why did Boise receive the letter?
      NotListed | Boise, Idaho is not on the list. The list has the 23 jurisdictions named on Jan. 24, 2018. | 
    Why did Denver receive the letter?
      Found | The archive says: | In addition to New York City, the jurisdictions that receive
    ");
}

#[test]
fn who_did_it_is_not_whom_it_was_done_to() {
    let engine = archive(&[(
        "2021-03-01",
        &[
            "Mayor Reyes endorsed Ruth Okafor for harbor commissioner on Monday.",
            "The ferry union has endorsed Mayor Reyes for a third term.",
        ],
    )]);
    insta::assert_snapshot!(check(&engine, &["Who endorsed Reyes?", "Who did Reyes endorse?"]), @"
    Who endorsed Reyes?
      Found | The archive says: | The ferry union has endorsed Mayor Reyes for a third term.
    Who did Reyes endorse?
      Found | The archive says: | Mayor Reyes endorsed Ruth Okafor for harbor commissioner on
    ");
}

#[test]
fn questions_for_a_list_are_known_in_other_words() {
    let engine = sample::engine().1;
    insta::assert_snapshot!(check(&engine, &[
        "did los angeles county hear from the doj",
        "Did Los Angeles itself get the letter?",
        "Was Denver's government sent a letter?",
        "Has the DOJ written to Seattle?",
        "Is Boulder one of them?",
        "Who else besides New York City got a letter?",
        "Did Springfieldville get a letter?",
    ]), @"
    did los angeles county hear from the doj
      NotListed | Los Angeles County, Calif. is not on the list. The State of California, which it is part of, is. The City of Los Angeles, which lies in it, is. The list has the 23 jurisdictions named on Jan. 24, 2018. | In addition to New York City, the jurisdictions that receive
    Did Los Angeles itself get the letter?
      Yes | Yes. The City of Los Angeles received the letter. The list has the 23 jurisdictions named on Jan. 24, 2018. | In addition to New York City, the jurisdictions that receive
    Was Denver's government sent a letter?
      Yes | Yes. The City and County of Denver, Colo. received the letter. The list has the 23 jurisdictions named on Jan. 24, 2018. | In addition to New York City, the jurisdictions that receive
    Has the DOJ written to Seattle?
      NotListed | Seattle, Wash. is not on the list. King County, Wash., which it is part of, is. The list has the 23 jurisdictions named on Jan. 24, 2018. | In addition to New York City, the jurisdictions that receive
    Is Boulder one of them?
      NotListed | Boulder, Colo. is not on the list. The list has the 23 jurisdictions named on Jan. 24, 2018. | 
    Who else besides New York City got a letter?
      Found | 2 jurisdictions in New York received the letter. | Among those receiving the letters was New York City.
    Did Springfieldville get a letter?
      UnknownPlace | I do not know a place called “Springfieldville” in the United States. The list has the 23 jurisdictions named on Jan. 24, 2018. |
    ");
}
