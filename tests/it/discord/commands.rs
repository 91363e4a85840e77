//! Every command, completion, button, menu and the message command, over the sample corpus and both transports.

use serde_json::{Value, json};

use super::{Transport, button, command, interaction, pick, press, press_more, sample_bot, settings, shown, turn};

/// One text option a command: enough for every command of the table to answer.
const QUESTIONS: [(&str, &[(&str, &str)]); 11] = [
    ("letter", &[("place", "New Orleans")]),
    ("ask", &[("question", "Who threatened to charge elected officials?")]),
    ("said", &[("who", "Sessions")]),
    ("people", &[]),
    ("search", &[("query", "grant money")]),
    ("source", &[("text", "Sessions said \"enough is enough\"")]),
    ("jurisdictions", &[("state", "CA")]),
    ("articles", &[]),
    ("article", &[("title", "2018-01-24-renewing-racist-assault")]),
    ("about", &[]),
    ("help", &[]),
];

/// The same conversation, held over one transport: all answers in order.
async fn conversation(transport: Transport) -> Vec<Value> {
    let bot = sample_bot(transport, settings()).await;
    let mut answers = Vec::new();
    let mut id = 0;
    let mut next_id = || {
        id += 1;
        id
    };
    for (name, options) in QUESTIONS {
        answers.push(bot.ask(command(next_id(), name, options)).await);
    }
    // Labels instead of values, and free text.
    for (name, options) in [("letter", [("place", "New Orleans, La.")]), ("letter", [("place", "nyc")])] {
        answers.push(bot.ask(command(next_id(), name, &options)).await);
    }
    for (name, option, partial) in [("letter", "place", "new y"), ("said", "who", "sess"), ("article", "title", "ren")]
    {
        let typed = json!({"name": name, "options": [{"name": option, "type": 3, "value": partial, "focused": true}]});
        answers.push(bot.ask(interaction(next_id(), 4, typed)).await);
    }
    // Paging there and back, context, sharing, removal.
    let found = bot.ask(command(next_id(), "search", &[("query", "grant money")])).await;
    let said = bot.ask(command(next_id(), "said", &[("who", "Reuters")])).await;
    let second = bot.ask(turn(next_id(), &said, "Next", false)).await;
    let first = bot.ask(turn(next_id(), &second, "Previous", false)).await;
    let context = bot.ask(press(next_id(), &button(&found, "Context"), false)).await;
    let removal = next_id();
    let removed = bot.ask(press(removal, &button(&said, "Remove"), false)).await;
    assert_eq!(bot.fake.edit(&removal.to_string()).await, Value::Null, "the message is deleted");
    let mut quiet = command(next_id(), "said", &[("who", "Sessions")]);
    let option = json!({"name": "private", "type": 5, "value": true});
    quiet["data"]["options"].as_array_mut().expect("options").push(option);
    let quiet = bot.ask(quiet).await;
    let shared = press_more(&bot, (next_id(), next_id()), &quiet, "Share", true).await;
    // A choice, and what is picked from it.
    let which = bot.ask(command(next_id(), "letter", &[("place", "Springfield")])).await;
    let picked = bot.ask(pick(next_id(), &which, "Mo.", true)).await;
    answers.extend([found, said, second, first, context, removed, quiet, shared, which, picked]);
    let message = json!({"content": "He said \"enough is enough\"", "embeds": [], "message_snapshots": []});
    let picture = json!({"content": "", "attachments": [{"id": "1"}]});
    for target in [message, picture] {
        let data =
            json!({"name": "Find the source", "type": 3, "target_id": "9", "resolved": {"messages": {"9": target}}});
        answers.push(bot.ask(interaction(next_id(), 2, data)).await);
    }
    bot.end().await;
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_conversation_is_the_same_over_both_transports() {
    let over_gateway = conversation(Transport::Gateway).await;
    let over_http = conversation(Transport::Http).await;
    assert_eq!(over_gateway, over_http);
    println!("{} answers over each transport, 0 violations", over_http.len());
    let all: Vec<String> = over_http.iter().map(shown).collect();
    insta::assert_snapshot!(all.join("\n\n").replace('\u{2060}', "[U+2060]"), @r#"
    [type 4]
    #da373c
    ### No. New Orleans did not receive the letter.
    -# The list has the 23 jurisdictions named on Jan. 24, 2018.
    > Though his city did not receive the DOJ letter, **New Orleans** Mayor Mitch Landrieu said that he, like de Blasio, would not attend the White House meeting.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶11 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/) · emphasis ours
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Though%20his%20city%20did,the%20White%20House%20meeting)
    (Context)
    (Remove)
    (⋯)

    [type 4]
    #4e5d94
    ### The archive says:
    -# Asked: Who threatened to charge elected officials?
    > The development comes a month after acting ICE director Thomas Homan **threatened** to **charge** **charge** with federal crimes **elected** **officials** who lead sanctuary cities.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶12 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/) · emphasis ours
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=The%20development%20comes%20a,who%20lead%20sanctuary%20cities)
    (Context)
    (Remove)
    (⋯)
    (Related)

    [type 4]
    #4e5d94
    ### What Jeff Sessions said:
    **Jeff Sessions, Attorney General:**
    > Protecting criminal aliens from federal immigration authorities defies common sense and undermines the rule of law. We have seen too many examples of the threat to public safety represented by jurisdictions that actively thwart the federal government's immigration enforcement--enough is enough.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶4 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Protecting%20criminal%20aliens%20from,enforcement%2D%2Denough%20is%20enough)
    (Context)
    (Remove)
    (⋯)

    [type 4]
    ### People who are quoted: 4.
    - **Bill de Blasio**
    -# New York City Mayor; paragraphs: 2, on Jan. 24, 2018
    - **Jeff Sessions**
    -# Attorney General; paragraphs: 1, on Jan. 24, 2018
    - **Mitch Landrieu**
    -# New Orleans Mayor; paragraphs: 1, on Jan. 24, 2018
    - **Thomas Homan**
    -# acting ICE director; paragraphs: 1, on Jan. 24, 2018
    (Remove)

    [type 4]
    #4e5d94
    ### Articles found: 1.
    -# Asked: grant money
    > Failure to adequately comply, the DOJ warned, means the jurisdiction risks a subpoena for the documents or possibly having to return federal **grant money**\.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶2 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/) · emphasis ours
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Failure%20to%20adequately%20comply,return%20federal%20grant%20money)
    (Context)
    (Remove)
    (⋯)

    [type 4]
    #248046
    ### The archive has these words exactly so.
    **Jeff Sessions, Attorney General:**
    > Protecting criminal aliens from federal immigration authorities defies common sense and undermines the rule of law. We have seen too many examples of the threat to public safety represented by jurisdictions that actively thwart the federal government's immigration enforcement--enough is enough\.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶4 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Protecting%20criminal%20aliens%20from,enforcement%2D%2Denough%20is%20enough)
    (Context)
    (Remove)
    (⋯)

    [type 4]
    ### 9 jurisdictions in California received the letter.
    [attachment://map.png]
    **Received: 9**
    the State of California · Berkeley, Calif. · Fremont, Calif. · the City of Los Angeles · Monterey County, Calif. · Sacramento County, Calif. · the City and County of San Francisco · Sonoma County, Calif. · Watsonville, Calif.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    (See the evidence of one: the State of California / Berkeley, Calif. / Fremont, Calif. / the City of Los Angeles / Monterey County, Calif. / Sacramento County, Calif. / the City and County of San Francisco / Sonoma County, Calif. / Watsonville, Calif.)
    (Table (CSV))
    (Remove)

    [type 4]
    ### Articles, newest first: 1.
    **Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…**
    > Mayors of major cities say they won't attend WH meeting after Trump […]
    -# Common Dreams · Jan. 24, 2018
    (Open ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    (Read one here: Renewing "Racist Assault on Immigrant Communities," Trump's DOJ Threatens 23 Sanctuary Jurisdictions)
    (Remove)

    [type 4, private]
    ### Renewing "Racist Assault on Immigrant Communities," Trump's DOJ Threatens 23 Sanctuary Jurisdictions
    -# Common Dreams · Jan. 24, 2018 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    -# subtitle
    > Mayors of major cities say they won't attend WH meeting after Trump administration's decision to "demonize immigrants yet again"
    -# caption
    > New York City Mayor Bill de Blasio blasted the Department of Justice's escalated harassment of so-called sanctuary cities as a "racist assault on our immigrant communities." (Photo: Bob Bruhin\/flickr\/cc)
    -# ¶1
    > Trump's Department of Justice continued its harassment of so-called "sanctuary" jurisdictions on Wednesday, as it ordered 23 such states, counties, and cities to submit documents that prove compliance with federal immigration authorities.
    -# ¶2
    > Failure to adequately comply, the DOJ warned, means the jurisdiction risks a subpoena for the documents or possibly having to return federal grant money.
    -# ¶3
    > Among those receiving the letters was New York City. Responding to the demand, NYC Mayor Bill de Blasio tweeted, "I will NOT be attending today's meeting at the White House after \@[U+2060]realDonaldTrump's Department of Justice decided to renew their racist assault on our immigrant communities. It doesn't make us safer and it violates America's core values."
    -# ¶4
    > Attorney General Jeff Sessions, for his part, said in a statement, "Protecting criminal aliens from federal immigration authorities defies common sense and undermines the rule of law. We have seen too many examples of the threat to public safety represented by jurisdictions that actively thwart the federal government's immigration enforcement--enough is enough."
    -# ¶5
    > Those receiving the letters had previously been contacted by Trump's DOJ about their compliance with sharing with Immigration and Customs Enforcement (ICE) information about undocumented people they arrested.
    -# ¶6
    > As NBC News reports,
    -# ¶7 · NBC News
    > Beginning in the Obama administration, the Justice Department warned local governments that in order to receive money under a crime-fighting grant program, they must not block their law enforcement officers from giving information to federal immigration authorities. Wednesday's letters ask for proof of compliance.
    -# ¶8 · NBC News
    > Specifically, the Justice Department seeks documentation that local law enforcement is not prohibited from communicating with federal immigration agents when asked for information about undocumented migrants in local jails.
    -# ¶9
    > However, as Reutersadds,
    -# ¶10 · Reuters
    > Many of the jurisdictions have said they already are in full compliance with the law. Some sued the administration after the Justice Department threatened to cut off millions of dollars in federal public safety grants to sanctuary cities. The cities have won in lower courts but the legal fight is ongoing.
    (Next)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)

    [type 4, private]
    ### pullquote 0.1.0: answers in the newsletter's own words, each one cited. It writes no facts of its own.
    -# Articles: 1. Lists: 1.
    -# Newest article: Jan. 24, 2018.
    -# Words of Common Dreams: CC BY-NC-ND 3.0.
    -# Places: U\.S. Census Bureau gazetteer (public domain); names and populations from GeoNames, geonames\.org (CC BY 4.0).
    -# Maps: outlines of us-atlas (ISC, Michael Bostock); letters of Inter (SIL Open Font License 1.1).
    -# Code: MIT OR Apache-2.0.

    [type 4, private]
    ### Ask in plain words, or use a command:
    </letter:1000> Did it receive the Justice Department's letter of Jan. 24, 2018?
    </ask:1001> Ask in plain words; the answer is a sentence of the archive, with its source
    </said:1002> What somebody said, in their own words
    </people:1003> Who is quoted, how often, and when
    </search:1004> Search the archive
    </source:1005> Find what in the archive a message, a claim or a quotation is about
    </jurisdictions:1006> The places on the lists, with the evidence
    </articles:1007> The articles, newest first
    </article:1008> One article: its particulars, and its text where the licence lets it be shown
    </about:1009> Whose words these are, on what terms, and what this bot is
    </help:1010> The commands, or one of them
    </digest:1012> What was new, corrected and recorded in the last seven days
    </privacy:1013> What pullquote stores about you, and how to get it or have it deleted
    </follow place:1014> </follow person:1014> </follow tracker:1014> </follow phrase:1014> </follow list:1014> Be sent by direct message what is new on something
    </sources:1015> The passages that the answers in this thread or channel rest on

    [type 4]
    #da373c
    ### No. New Orleans did not receive the letter.
    -# The list has the 23 jurisdictions named on Jan. 24, 2018.
    > Though his city did not receive the DOJ letter, **New Orleans** Mayor Mitch Landrieu said that he, like de Blasio, would not attend the White House meeting.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶11 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/) · emphasis ours
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Though%20his%20city%20did,the%20White%20House%20meeting)
    (Context)
    (Remove)
    (⋯)

    [type 4]
    #248046
    ### Yes. New York City received the letter.
    -# The list has the 23 jurisdictions named on Jan. 24, 2018.
    > Among those receiving the letters was **New York City**\.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶3 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/) · emphasis ours
    -# “nyc” was read as New York City, N\.Y.
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Among%20those%20receiving%20the%20letters%20was%20New%20York%20City)
    (Context)
    (Remove)
    (⋯)

    [type 8]

    [type 8]

    [type 8]

    [type 4]
    #4e5d94
    ### Articles found: 1.
    -# Asked: grant money
    > Failure to adequately comply, the DOJ warned, means the jurisdiction risks a subpoena for the documents or possibly having to return federal **grant money**\.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶2 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/) · emphasis ours
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Failure%20to%20adequately%20comply,return%20federal%20grant%20money)
    (Context)
    (Remove)
    (⋯)

    [type 4]
    #4e5d94
    ### What Reuters said:
    **Reuters:**
    > Many of the jurisdictions have said they already are in full compliance with the law.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Reuters, quoted by Common Dreams · Jan. 24, 2018 · ¶10 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    -# 1 of 3
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Many%20of%20the%20jurisdictions%20have%20said%20they%20already%20are%20in%20full%20compliance%20with%20the%20law)
    (Context)
    (Remove)
    (⋯)
    (Next)

    [type 7]
    #4e5d94
    ### What Reuters said:
    **Reuters:**
    > Some sued the administration after the Justice Department threatened to cut off millions of dollars in federal public safety grants to sanctuary cities.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Reuters, quoted by Common Dreams · Jan. 24, 2018 · ¶10 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    -# 2 of 3
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Some%20sued%20the%20administration,grants%20to%20sanctuary%20cities)
    (Context)
    (Remove)
    (⋯)
    (Previous)
    (Next)

    [type 7]
    #4e5d94
    ### What Reuters said:
    **Reuters:**
    > Many of the jurisdictions have said they already are in full compliance with the law.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Reuters, quoted by Common Dreams · Jan. 24, 2018 · ¶10 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    -# 1 of 3
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Many%20of%20the%20jurisdictions%20have%20said%20they%20already%20are%20in%20full%20compliance%20with%20the%20law)
    (Context)
    (Remove)
    (⋯)
    (Next)

    [type 4, private]
    ### Context
    > Trump's Department of Justice continued its harassment of so-called "sanctuary" jurisdictions on Wednesday, as it ordered 23 such states, counties, and cities to submit documents that prove compliance with federal immigration authorities.

    > Failure to adequately comply, the DOJ warned, means the jurisdiction risks a subpoena for the documents or possibly having to return federal grant money.

    > Among those receiving the letters was New York City. Responding to the demand, NYC Mayor Bill de Blasio tweeted, "I will NOT be attending today's meeting at the White House after \@[U+2060]realDonaldTrump's Department of Justice decided to renew their racist assault on our immigrant communities. It doesn't make us safer and it violates America's core values."
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶2 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Failure%20to%20adequately%20comply,return%20federal%20grant%20money)

    [type 6]

    [type 4, private]
    #4e5d94
    ### What Jeff Sessions said:
    **Jeff Sessions, Attorney General:**
    > Protecting criminal aliens from federal immigration authorities defies common sense and undermines the rule of law. We have seen too many examples of the threat to public safety represented by jurisdictions that actively thwart the federal government's immigration enforcement--enough is enough.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶4 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Protecting%20criminal%20aliens%20from,enforcement%2D%2Denough%20is%20enough)
    (Context)
    (⋯)

    [type 4]
    #4e5d94
    ### What Jeff Sessions said:
    **Jeff Sessions, Attorney General:**
    > Protecting criminal aliens from federal immigration authorities defies common sense and undermines the rule of law. We have seen too many examples of the threat to public safety represented by jurisdictions that actively thwart the federal government's immigration enforcement--enough is enough.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶4 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Protecting%20criminal%20aliens%20from,enforcement%2D%2Denough%20is%20enough)
    (Context)
    (Remove)
    (⋯)

    [type 4, private]
    ### Which place do you mean? The answers differ.
    -# The list has the 23 jurisdictions named on Jan. 24, 2018.
    (Which one?: Springfield, Mo. / Springfield, Mass. / Springfield, Ill. / Springfield, Ore. / Springfield, Ohio)

    [type 4, private]
    ### Springfield, Mo. is not on the list.
    -# The list has the 23 jurisdictions named on Jan. 24, 2018.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)

    [type 4, private]
    #248046
    ### The archive has these words exactly so.
    **Jeff Sessions, Attorney General:**
    > Protecting criminal aliens from federal immigration authorities defies common sense and undermines the rule of law. We have seen too many examples of the threat to public safety represented by jurisdictions that actively thwart the federal government's immigration enforcement--enough is enough\.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶4 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Protecting%20criminal%20aliens%20from,enforcement%2D%2Denough%20is%20enough)
    (Context)
    (⋯)

    [type 4, private]
    There is only a picture in that message, and pullquote cannot read pictures. Type its words into the source command.
    "#);
}
