//! The index: what is put in is what comes out, whatever happens on the way.

use jiff::civil::date;
use pullquote::domain::{
    Article, ArticleMeta, Audience, Geoid, Paragraph, ParagraphKey, ParagraphKind, Show, text_fragment_url,
    whole_slice_url,
};
use pullquote::index::{Archive, ArticleFilter, Filter, Linking, PassageQuery, Phrase, WeightedTerm};
use pullquote::text;

/// An article for everyone with this title and these body paragraphs.
fn article(id: &str, day: i8, title: &str, body: &[&str]) -> Article {
    let named = Paragraph {
        key: ParagraphKey::Title,
        text: title.to_owned(),
        kind: ParagraphKind::Named,
        source: None,
        links: Vec::new(),
    };
    let body = (1..).zip(body).map(|(number, text)| Paragraph {
        key: ParagraphKey::Body(number),
        text: (*text).to_owned(),
        kind: ParagraphKind::Text,
        source: None,
        links: Vec::new(),
    });
    Article {
        meta: ArticleMeta {
            id: id.to_owned(),
            title: title.to_owned(),
            publisher: "The Gazette".to_owned(),
            date: date(2020, 1, day),
            url: format!("https://example.org/{id}"),
            licence: "CC0".to_owned(),
            licence_url: None,
            byline: Some("A. Writer".to_owned()),
            language: None,
            archive_url: None,
            aliases: Vec::new(),
            url_is_guessed: false,
            tags: Vec::new(),
            provenance: vec!["typed".to_owned()],
            corrections: Vec::new(),
            show: Show::Whole,
            audience: Audience::Everyone,
            assistants: true,
        },
        paragraphs: std::iter::once(named).chain(body).collect(),
    }
}

fn small() -> Vec<Article> {
    let mut paid = article("secret", 3, "Mayors in secret", &["The mayor paid for lunch. The mayor paid twice."]);
    paid.meta.audience = Audience::Paid;
    vec![
        article(
            "floods",
            1,
            "Floods in the valley",
            &["The river rose. It rose again.", "The mayor of the valley left."],
        ),
        article("mayors", 2, "Mayors meet", &["The mayor came.", "It rose again. Nobody stayed for the grant money."]),
        paid,
    ]
}

fn words(text: &str) -> PassageQuery {
    let terms = text::terms(text).map(|term| WeightedTerm { term: term.text, weight: 1.0 }).collect();
    PassageQuery { terms, ..PassageQuery::default() }
}

fn phrase(text: &str) -> Phrase {
    Phrase { terms: text::terms(text).map(|term| term.text).collect(), slop: 0 }
}

/// Where a search of the small archive leads, best first.
fn check(query: &PassageQuery) -> String {
    let archive = Archive::in_memory(small(), Vec::new()).expect("an archive in memory");
    let hits = archive.candidates(query, 10);
    let places = hits.iter().map(|hit| format!("{} {}", hit.paragraph.article.meta.id, hit.paragraph.paragraph.key));
    places.collect::<Vec<_>>().join(", ")
}

#[test]
fn what_goes_in_comes_out() {
    let archive = Archive::in_memory(small(), Vec::new()).expect("an archive in memory");
    for article in small() {
        let stored = archive.article(&article.meta.id).expect("the article");
        assert_eq!(stored.meta, article.meta);
        assert_eq!(stored.revision, article.revision());
        let paragraphs: Vec<Paragraph> =
            archive.paragraphs(&stored).iter().map(|stored| stored.paragraph.clone()).collect();
        assert_eq!(paragraphs, article.paragraphs);
        for paragraph in &article.paragraphs {
            let stored = archive.paragraph(&article.meta.id, paragraph.key).expect("the paragraph");
            assert_eq!(stored.paragraph, *paragraph);
            assert_eq!(stored.sentences, text::sentences(&paragraph.text));
        }
    }
    assert_eq!(archive.article("nobody"), None);
    assert_eq!(archive.paragraph("floods", ParagraphKey::Body(3)), None);
}

#[test]
fn searches_find_what_they_should() {
    insta::assert_snapshot!(check(&words("grant money")), @"mayors 2");
    insta::assert_snapshot!(check(&words("mayor")), @"mayors title, mayors 1, floods 2");
    insta::assert_snapshot!(check(&words("paid lunch")), @"");
    let paid = Filter { paid: true, ..Filter::default() };
    insta::assert_snapshot!(check(&PassageQuery { filter: paid, ..words("paid lunch") }), @"secret 1");
    let early = Filter { to: Some(date(2020, 1, 1)), ..Filter::default() };
    insta::assert_snapshot!(check(&PassageQuery { filter: early, ..words("mayor rose") }), @"floods 1, floods 2");
    let one = Filter { article: Some("mayors".to_owned()), ..Filter::default() };
    insta::assert_snapshot!(check(&PassageQuery { filter: one.clone(), ..words("rose") }), @"mayors 2");
    let all = PassageQuery { filter: one, ..PassageQuery::default() };
    insta::assert_snapshot!(check(&all), @"mayors title, mayors 1, mayors 2");
    let must = PassageQuery { must: vec![phrase("rose again")], ..words("river") };
    insta::assert_snapshot!(check(&must), @"floods 1, mayors 2");
    let must_not = PassageQuery { must_not: vec![phrase("river rose")], ..words("rose") };
    insta::assert_snapshot!(check(&must_not), @"mayors 2");
    let titled = PassageQuery { title_weight: 0.5, ..words("floods") };
    insta::assert_snapshot!(check(&titled), @"floods title, floods 1, floods 2");
    insta::assert_snapshot!(check(&PassageQuery::default()), @"");
}

#[test]
fn paragraphs_and_articles_are_found_by_the_places_they_name() {
    let named = [
        article("north", 1, "Rain", &["It rained in Lawrence, Mass., for days.", "It was dry in Boise, Idaho."]),
        article("south", 2, "Sun", &["It was dry everywhere."]),
    ];
    let archive = Archive::in_memory(named, Vec::new()).expect("an archive in memory");
    let lawrence = Geoid::from("2534550");
    let filter = Filter { places: vec![lawrence.clone()], ..Filter::default() };
    let hits = archive.candidates(&PassageQuery { filter, ..PassageQuery::default() }, 10);
    let keys: Vec<String> = hits.iter().map(|hit| hit.paragraph.paragraph.key.to_string()).collect();
    assert_eq!(keys, ["1"]);
    let listing = archive.articles(&ArticleFilter { places: vec![lawrence], limit: 10, ..ArticleFilter::default() });
    let ids: Vec<&str> = listing.articles.iter().map(|article| article.meta.id.as_str()).collect();
    assert_eq!(ids, ["north"]);
}

#[test]
fn titles_complete_from_any_word_and_never_paid_ones() {
    let archive = Archive::in_memory(small(), Vec::new()).expect("an archive in memory");
    let titles = |typed: &str| archive.titles(typed, 5).iter().map(|found| found.meta.id.clone()).collect::<Vec<_>>();
    assert_eq!(titles("may"), ["mayors"]);
    assert_eq!(titles("THE val"), ["floods"]);
    assert_eq!(titles("secret"), Vec::<String>::new());
    assert_eq!(titles(""), ["floods", "mayors"]);
    assert_eq!(archive.titled("mayors meet", false).len(), 1);
    assert_eq!(archive.titled("mayors in secret", false).len(), 0);
    assert_eq!(archive.titled("mayors in secret", true).len(), 1);
}

#[test]
fn articles_are_listed_newest_first() {
    let archive = Archive::in_memory(small(), Vec::new()).expect("an archive in memory");
    let check = |filter: ArticleFilter| {
        let listing = archive.articles(&filter);
        (listing.articles.iter().map(|article| article.meta.id.clone()).collect::<Vec<_>>(), listing.total)
    };
    let all = ArticleFilter { limit: 10, ..ArticleFilter::default() };
    assert_eq!(check(all.clone()), (vec!["mayors".to_owned(), "floods".to_owned()], 2));
    assert_eq!(check(ArticleFilter { paid: true, limit: 1, ..all.clone() }), (vec!["secret".to_owned()], 3));
    assert_eq!(check(ArticleFilter { from: Some(date(2020, 1, 2)), ..all }), (vec!["mayors".to_owned()], 1));
}

#[test]
fn a_slice_that_links_alone_links_as_on_the_whole_page() {
    let archive = Archive::in_memory(small(), Vec::new()).expect("an archive in memory");
    let mut alone = 0;
    for article in small() {
        let page: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        let stored = archive.article(&article.meta.id).expect("the article");
        for paragraph in archive.paragraphs(&stored) {
            for range in &paragraph.sentences {
                let slice = paragraph.paragraph.text.get(range.clone()).expect("a slice of the text");
                let link = match paragraph.linking(range) {
                    Linking::Page => continue,
                    Linking::Alone => text_fragment_url("u", &[slice], 0, 0..slice.len()),
                    Linking::Whole => whole_slice_url("u", slice),
                };
                alone += 1;
                assert_eq!(link, text_fragment_url("u", &page, paragraph.index, range.clone()));
            }
        }
    }
    assert!(alone >= 4, "only {alone} slices link alone");
}
