//! The verbatim rule: every excerpt of every reply is an exact slice of a paragraph of the corpus.

use pullquote::commands::{Ask, Call, Said, Search, Source, Tracker};
use pullquote::domain::Article;
use pullquote::reply::Reply;

use crate::support::{asked, sample};

fn check(articles: &[Article], reply: &Reply) {
    for excerpt in &reply.excerpts {
        let article =
            articles.iter().find(|article| article.meta.id == excerpt.article).expect("an article of the corpus");
        let text = &article.paragraph(excerpt.paragraph).expect("a paragraph of the article").text;
        assert_eq!(text.get(excerpt.start..excerpt.end), Some(excerpt.text.as_str()));
        assert_eq!(excerpt.revision, article.revision());
        assert!(excerpt.url.starts_with(&article.meta.url));
        let [from, to] = excerpt.context;
        assert!(from <= excerpt.start && excerpt.end <= to && text.get(from..to).is_some());
        assert!(excerpt.highlights.iter().all(|[from, to]| text.get(*from..*to).is_some_and(|mark| !mark.is_empty())));
    }
}

/// A small generator of our own, so that a failing run can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap_or_default()
    }
}

#[test]
fn every_excerpt_is_a_slice_of_its_paragraph() {
    let (articles, engine) = sample::engine();
    let noise = ["Boise", "🗽", "\u{202E}", "((((", "NYC", "Nueva York", "-", "\"", "who", "2020", "place:Ohio", "é"];
    let words: Vec<&str> =
        articles.iter().flat_map(|a| &a.paragraphs).flat_map(|p| p.text.split_whitespace()).chain(noise).collect();
    let count = std::env::var("PULLQUOTE_RANDOM").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let mut dice = Dice(0x5EED_CAFE);
    let mut excerpts = 0;
    for _ in 0..count {
        let length = 1 + dice.below(9);
        let text =
            (0..length).filter_map(|_| words.get(dice.below(words.len()))).copied().collect::<Vec<_>>().join(" ");
        let query = match dice.below(5) {
            0 => Call::new(Ask { question: text, article: None }),
            1 => Call::new(Search { query: text, from: None, to: None, place: None, who: None }),
            2 => Call::new(Source { text }),
            3 => Call::new(Said { who: text, ..Said::default() }),
            _ => Call::new(Tracker { command: "letter".to_owned(), subject: Some(text) }),
        };
        let reply = asked(&engine, &query);
        excerpts += reply.excerpts.len();
        check(&articles, &reply);
    }
    assert!(excerpts > count, "random questions should find something: {excerpts}");
}

#[test]
fn commands_of_the_first_article() {
    let (articles, engine) = sample::engine();
    let letter = |place: &str| {
        let query = Call::new(Tracker { command: "letter".to_owned(), subject: Some(place.to_owned()) });
        let reply = asked(&engine, &query);
        check(&articles, &reply);
        format!("{place}: {:?}. {}", reply.verdict, reply.headline)
    };
    let places =
        ["NYC", "New Orleans", "Seattle", "Florida", "Sacramento", "Springfield", "Gotham", "@everyone", "Houston"];
    insta::assert_snapshot!(places.map(letter).join("\n"), @"
    NYC: Yes. Yes. New York City received the letter. The list has the 23 jurisdictions named on Jan. 24, 2018.
    New Orleans: No. No. New Orleans did not receive the letter. The list has the 23 jurisdictions named on Jan. 24, 2018.
    Seattle: NotListed. Seattle, Wash. is not on the list. King County, Wash., which it is part of, is. The list has the 23 jurisdictions named on Jan. 24, 2018.
    Florida: NotListed. Florida is not on the list. West Palm Beach, Fla., which lies in it, is. The list has the 23 jurisdictions named on Jan. 24, 2018.
    Sacramento: NotListed. Sacramento, Calif. is not on the list. Sacramento County, Calif., and the State of California, which it is part of, are. The list has the 23 jurisdictions named on Jan. 24, 2018.
    Springfield: Ambiguous. Which place do you mean? The answers differ. The list has the 23 jurisdictions named on Jan. 24, 2018.
    Gotham: UnknownPlace. Which place is meant is not clear. The list has the 23 jurisdictions named on Jan. 24, 2018.
    @everyone: UnknownPlace. I do not know that place in the United States. The list has the 23 jurisdictions named on Jan. 24, 2018.
    Houston: NotListed. Houston, Texas is not on the list. The list has the 23 jurisdictions named on Jan. 24, 2018.
    ");
}
