//! Web pages: what stands around an article, and goes, beside what looks like it and stays.

use pullquote::corpus::import::{Draft, ImportOptions, read};

use crate::support::newsletter::Newsletter;

/// Paragraphs that are an article whatever stands around them.
const BODY: [&str; 5] = [
    "The harbour board voted on Tuesday night to rebuild the old pier, which has been closed since the storms of last winter.",
    "Work will start in the spring, said the board's chair, and should take no longer than eleven months if the weather holds.",
    "Fishermen who use the pier had asked for a wider landing, and the plan that was passed gives them four metres more.",
    "The cost is put at two million, of which the county pays half; the rest is to come from fees over the next twenty years.",
    "Whoever wants to see the drawings can do so at the harbour office on any weekday morning until the end of the month.",
];

fn paragraphs(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("<p>{text}</p>")).collect()
}

/// The article of a page with `above` and `below` the body inside the article's own element, and `after` behind it.
fn article(above: &str, below: &str, after: &str) -> Draft {
    let html = format!(
        "<!doctype html><html lang=en><head><title>The old pier comes back</title>\
         <link rel=canonical href=https://www.tideways.example/2024/05/07/pier></head><body>\
         <article><h1>The old pier comes back</h1>{above}{}{below}</article>{after}</body></html>",
        paragraphs(&BODY)
    );
    let reading = read("page.html", html.as_bytes(), &ImportOptions::default()).expect("a page");
    reading.drafts.into_iter().next().expect("an article")
}

/// What the body holds beside its own paragraphs, which must all stand there.
fn beside(draft: &Draft) -> Vec<&str> {
    for own in BODY {
        assert_eq!(draft.texts().filter(|text| *text == own).count(), 1, "{own}");
    }
    draft.texts().filter(|text| !BODY.contains(text)).collect()
}

#[test]
fn the_next_article_of_an_endless_page_is_another_article() {
    let texts = [
        "The new bridge over the narrows opened to traffic on Monday after three years of work, and the queue was a mile long by noon.",
        "The light at the point has a keeper again, the first since the last one left for the mainland eleven winters ago.",
        "The school boat sails an hour later from now on, which the children had asked for, and their teachers more than they.",
    ];
    let next = texts.map(|text| format!("<article>{}</article>", paragraphs(&[text, text, text])));
    assert_eq!(
        beside(&article("", "", &format!("<article><h3>Go on</h3>{}</article>", next.concat()))),
        Vec::<&str>::new()
    );
}

#[test]
fn a_sentence_set_as_a_heading_under_the_title_is_the_dek() {
    let draft = article("<h3>The board has found the money after a year of looking for it.</h3>", "", "");
    assert_eq!(draft.dek.as_deref(), Some("The board has found the money after a year of looking for it."));
    assert_eq!(beside(&draft), Vec::<&str>::new());
    let draft = article("<h3>What will it cost, and who will pay?</h3>", "", "");
    assert_eq!((draft.dek.as_deref(), beside(&draft)), (None, vec!["What will it cost, and who will pay?"]));
}

#[test]
fn a_line_of_names_and_days_opens_no_article() {
    let line = "<div>Port Hale, from our harbour desk and Ida Keeper | Updated: 7 May 2024, 09:01 AM</div>";
    assert_eq!(beside(&article(line, "", "")), Vec::<&str>::new());
    let sentence = "The board met in Port Hale for the last time on 7 May 2024, and all of it came.";
    assert_eq!(beside(&article(&paragraphs(&[sentence]), "", "")), [sentence]);
}

#[test]
fn a_list_opens_an_article_but_a_menu_does_not() {
    let list =
        "<p>These things will the plan change</p><ul><li>a wider landing</li><li>new lamps</li><li>a crane</li></ul>";
    let expected = ["These things will the plan change", "a wider landing", "new lamps", "a crane"];
    assert_eq!(beside(&article(list, "", "")), expected);
    let menu = "<p>More of what we have on harbours</p><ul><li><a href=/a>Piers</a></li><li><a href=/b>Lamps</a></li>\
                <li><a href=/c>Cranes</a></li></ul>";
    assert_eq!(beside(&article(menu, "", "")), Vec::<&str>::new());
}

#[test]
fn links_to_other_articles_go_and_a_named_source_stays() {
    let links = "<p><a href=/a>County finds money for harbours at last</a> [INSIGHT] <a href=/b>Storm took it</a></p>";
    assert_eq!(beside(&article("", links, "")), Vec::<&str>::new());
    let source = "<blockquote><p>It was the best pier on this coast.</p></blockquote><p>[<a href=/c>Tide Tables</a>]</p>\
                  <p>So wrote a visitor long before the storms took the end of it away in a single night.</p>";
    assert!(beside(&article("", source, "")).contains(&"[Tide Tables]"));
}

#[test]
fn a_promise_of_more_goes_whatever_it_ends_with() {
    for line in ["You may also be interested in...", "You may also like:", "You may also like"] {
        assert_eq!(beside(&article("", &format!("<div>{line}</div>"), "")), Vec::<&str>::new(), "{line}");
    }
}

#[test]
fn an_advertisement_that_is_one_link_ends_no_article() {
    let text = "Get all of our harbour news for a year for as little as nine crowns, and cancel whenever you want to.";
    assert_eq!(beside(&article("", &format!("<p><a href=/pro>{text}</a></p>"), "")), Vec::<&str>::new());
    assert_eq!(beside(&article("", &paragraphs(&[text]), "")), [text]);
}

#[test]
fn credits_and_copyright_lines_go_and_sentences_about_them_stay() {
    let lines = ["The pier in May, views from the north, photos © Tideways, 2024", "Copyright ⓒ Tideways. No copying."];
    for line in lines {
        assert_eq!(beside(&article("", &paragraphs(&[line]), "")), Vec::<&str>::new(), "{line}");
    }
    let sentence =
        "Copyright in the drawings of the pier stays with the engineer, the board's clerk said when she was asked.";
    assert_eq!(beside(&article("", &paragraphs(&[sentence]), "")), [sentence]);
}

#[test]
fn what_a_publisher_says_of_itself_goes_and_what_others_are_stays() {
    let own = [
        "Tideways is a company that builds piers, and has done so on four coasts since it was founded.",
        "Tideways has its seat in Port Hale, employs ninety people and is owned by those who work for it.",
    ];
    assert_eq!(beside(&article("", &paragraphs(&own), "")), Vec::<&str>::new());
    let other = "Hale Works is a company that builds piers, and has done so on four coasts since it was founded.";
    assert_eq!(beside(&article("", &paragraphs(&[other]), "")), [other]);
    let owner = "<footer><p>©2024 Hale Works</p></footer>";
    assert_eq!(beside(&article("", &paragraphs(&[other]), owner)), Vec::<&str>::new());
}

#[test]
fn a_card_inside_a_paragraph_is_no_part_of_its_sentence() {
    let card = "<span class=rollover-people-block><span class=rollover-block><img src=x><a href=/h>Sue Holt</a>\
                <a href=/1>Mayor opens a fair</a> <a href=/2>Mayor closes a fair</a></span></span>";
    let text = |card: &str| {
        format!(
            "<p>Mayor <span class=rollover-people>Sue Holt{card}</span> was there when they voted, and clapped.</p>"
        )
    };
    let expected = ["Mayor Sue Holt was there when they voted, and clapped."];
    assert_eq!(beside(&article("", &text(card), "")), expected);
    assert_eq!(beside(&article("", &text(""), "")), expected);
}

#[test]
fn scripts_without_spaces_have_paragraphs_too() {
    let text = [
        "港の委員会は火曜日の夜に古い桟橋を建て直すことを決めました",
        "工事は春に始まり、天気がよければ十一か月で終わる予定です。",
        "費用は二百万で、半分は郡が払い、残りは二十年の使用料でまかなわれます。",
    ];
    let html = format!(
        "<html lang=ja><head><title>桟橋が戻る</title></head><body><article><h1>桟橋が戻る</h1><div>港の新聞</div>{}</article></body></html>",
        paragraphs(&text)
    );
    let reading = read("page.html", html.as_bytes(), &ImportOptions::default()).expect("a page");
    let draft = reading.drafts.first().expect("an article");
    assert_eq!(draft.texts().collect::<Vec<_>>(), text);
}

#[test]
fn a_body_that_neither_way_to_find_it_finds_is_found_by_its_paragraphs() {
    let html = format!(
        "<html><head><title>The old pier comes back</title></head><body><div class=page-header><h1>The old pier comes back</h1>\
         <div class=\"article-header banner hero\">{}</div></div><div class=sidebar><p>Write to us if you know more of this.</p></div></body></html>",
        paragraphs(&BODY)
    );
    let reading = read("page.html", html.as_bytes(), &ImportOptions::default()).expect("a page");
    assert_eq!(reading.drafts.first().expect("an article").texts().collect::<Vec<_>>(), BODY);
}

#[test]
fn a_box_that_repeats_the_article_is_no_second_telling() {
    let teaser = format!("<div class=more><h3>The old pier comes back</h3><p>{}</p></div>", BODY[0]);
    assert_eq!(beside(&article("", &teaser, "")), Vec::<&str>::new());
    let question = "What would you do first with the money if the board gave all of it to you?";
    let asked = [
        question,
        "I would mend the lamps before anything else, said Ida Keeper, who fishes there by night.",
        question,
    ];
    let again = "I would buy a boat for the school and call it after my mother, said Bo Lind, who teaches there.";
    let interview = paragraphs(&asked) + &paragraphs(&[again]);
    assert_eq!(beside(&article("", &interview, "")), [asked[0], asked[1], asked[2], again]);
}

#[test]
fn lists_of_line_breaks_and_embedded_posts_are_kept() {
    let list = "<p>What it has:<br>1. a wider landing<br>2. new lamps<br>3. a crane that lifts four tons of fish</p>";
    assert_eq!(
        beside(&article("", list, "")),
        ["What it has: 1. a wider landing 2. new lamps 3. a crane that lifts four tons of fish"]
    );
    let post = "<div class=social-embed><blockquote class=twitter-tweet><p>It is our pier.</p>&mdash; Ida Keeper (@ida) \
                <a href=https://post.example/1>May 7, 2024</a></blockquote></div>";
    let html =
        format!("{post}<p>So wrote a keeper who had stood at the end of it in each of the last nine winters.</p>");
    let draft = article("", &html, "");
    let expected = [
        "It is our pier.",
        "— Ida Keeper (@ida) May 7, 2024",
        "So wrote a keeper who had stood at the end of it in each of the last nine winters.",
    ];
    assert_eq!(beside(&draft), expected);
}

#[test]
fn a_day_of_a_page_that_fits_two_readings_was_taken_without_a_word() {
    let page = |head: &str| {
        let html = format!(
            "<html><head><title>The old pier</title><link rel=canonical href=https://tideways.example/pier>{head}</head><body><article><h1>The old pier</h1>{}</article></body></html>",
            paragraphs(&BODY)
        );
        let draft = read("page.html", html.as_bytes(), &ImportOptions::default()).expect("a page").drafts.remove(0);
        (draft.date.map(|date| date.to_string()), draft.notes)
    };
    let doubt = "its date \"03/04/2020\" is taken for 2020-03-04, and may be 2020-04-03".to_owned();
    assert_eq!(page("<meta name=date content=03/04/2020>"), (Some("2020-03-04".to_owned()), vec![doubt]));
    let told = "<meta name=date content=03/04/2020><meta property=article:modified_time content=25/04/2020>";
    assert_eq!(page(told), (Some("2020-04-03".to_owned()), Vec::new()));
}

#[test]
fn a_page_without_an_address_was_told_to_name_the_site() {
    let letter = Newsletter::new();
    letter.run(&["init", ".", "--name", "Harbour Notes", "--site", "https://harbour.example"]);
    let page = format!(
        "<html><head><title>The pier</title></head><body><article>{}</article></body></html>",
        paragraphs(&BODY)
    );
    std::fs::write(letter.folder.join("pier.html"), page).expect("written");
    let output = letter.program(&["import", "pier.html", "--date", "2024-05-01", "--site", "https://harbour.example"]);
    let said = { output }.output().expect("the program runs").stdout;
    let said = String::from_utf8(said).expect("text");
    assert!(said.contains("The pier: it does not say its address; say --url https://"), "{said}");
}
