//! Exports of platforms in the shape that they have: what of them is an article, and what is not.

use std::io::Write;

use pullquote::corpus::import::{Reading, read};

use crate::import::{options, told_of};

fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// What a document holds, a line a paragraph.
fn told(reading: &Reading) -> String {
    told_of(reading, |_, article| {
        let meta = &article.meta;
        let guessed = if meta.url_is_guessed { " ?" } else { "" };
        let tags = if meta.tags.is_empty() { String::new() } else { format!(" {:?}", meta.tags) };
        let byline = meta.byline.as_deref().unwrap_or("nobody");
        let mut out = format!("{} {}{guessed} by {byline} {:?}{tags}\n", meta.date, meta.url, meta.audience);
        for paragraph in &article.paragraphs {
            out += &format!("{}: {}\n", paragraph.key, paragraph.text);
        }
        out
    })
}

fn check(name: &str, bytes: &[u8]) -> String {
    told(&read(name, bytes, &options()).expect("a document"))
}

#[test]
fn a_whole_mail_of_beehiiv_is_the_letter_in_it() {
    let mail = "<html><head><title>x</title></head><body><div style='display:none'>Preview</div><table><tr><td class='f'><p>May 2 | <a href='https://v.example'>Read Online</a></p></td></tr>\
        <tr id='content-blocks'><td><table><tr><td><h2>The weir</h2><p>The weir opened in {{season}} again. Say so to <a href='{{rp_refer_url}}'>a friend</a> of yours.</p></td></tr>\
        <tr><td><ul><li><a href='https://a.example/lock'>The lock holds</a></li></ul></td></tr>\
        <tr><td><p>Was this any good?</p><ul><li><a href='https://v.example/polls/1'>Yes</a></li><li><a href='https://v.example/polls/2'>No</a></li></ul><p><i>Login or Subscribe to participate in polls.</i></p></td></tr>\
        <tr><td><p>{{rp_personalized_text}}</p><p><a href='{{rp_referral_hub_url}}'>Click to Share</a></p></td></tr></table></td></tr>\
        <tr><td class='b'><p>You can unsubscribe <a href='{{unsub}}'>here</a></p><p>Powered by beehiiv</p></td></tr></table></body></html>";
    let csv = format!(
        "id,web_title,url,status,audience,created_at,content_html\n7,The weir,https://v.example/p/weir,confirmed,premium,2024-05-02 10:00:00,\"{mail}\"\n8,Soon,https://v.example/p/soon,draft,free,2024-05-03 10:00:00,\"<p>Not yet.</p>\"\n"
    );
    insta::assert_snapshot!(check("posts.csv", csv.as_bytes()), @r"
    2024-05-02 https://v.example/p/weir by nobody Paid
    title: The weir
    1: The weir opened in again. Say so to a friend of yours.
    2: The lock holds
    left out: Soon: not published
    ");
}

#[test]
fn buttondowns_zip_has_its_texts_beside_its_list() {
    let list = "id,secondary_id,subject,publish_date,source,slug\na1,1,The pier,2024-05-01 10:00:00+00:00,app,pier\na2,2,The bell,,app,bell\n";
    let entries = [
        ("export/emails.csv", list),
        (
            "export/emails/pier.md",
            "<!-- buttondown-editor-mode: fancy --><p>The pier is shut, {{ subscriber.name }}.</p>",
        ),
        ("export/emails/bell.md", "It was never sent."),
        ("export/subscribers.csv", "email\na@v.example\n"),
    ];
    insta::assert_snapshot!(check("export.zip", &zip(&entries)), @r"
    2024-05-01 https://valley.example/archive/pier/ by nobody Everyone
    title: The pier
    1: The pier is shut, .
    left out: The bell: not published
    ");
    let json = "[{\"id\": \"a1\", \"subject\": \"The pier\", \"publish_date\": \"2024-05-01 10:00:00+00:00\", \"slug\": \"pier\"}]";
    insta::assert_snapshot!(check("export.zip", &zip(&[("emails.json", json), ("emails/pier.md", "The *pier* is shut.")])), @r"
    2024-05-01 https://valley.example/archive/pier/ by nobody Everyone
    title: The pier
    1: The pier is shut.
    ");
}

fn of_medium(title: &str, body: &str, published: bool) -> String {
    let heading =
        if title.is_empty() { String::new() } else { format!("<header><h1 class=\"p-name\">{title}</h1></header>") };
    let day = "By <a class=\"p-author h-card\">Ann Reed</a> on <a href=\"https://medium.com/p/a1b2c3d4e5f6\"><time class=\"dt-published\" datetime=\"2024-05-01T08:00:00Z\">May 1, 2024</time></a>.</p><p><a href=\"https://medium.com/@ann/pier-a1b2c3d4e5f6\" class=\"p-canonical\">Canonical link</a>";
    let day = if published { day } else { "" };
    format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head><body><article class=\"h-entry\">{heading}<section data-field=\"body\" class=\"e-content\">{body}</section><footer><p>{day}</p><p>Exported from <a href=\"https://medium.com\">Medium</a> on June 3, 2024.</p></footer></article></body></html>"
    )
}

#[test]
fn of_mediums_zip_only_what_was_published() {
    let post =
        of_medium("The pier", "<h3 class=\"graf--title\">The pier</h3><p>The pier is shut until the autumn.</p>", true);
    let untitled_body = of_medium("The bell", "<p>It rang at noon, and again at one.</p>", true);
    let draft = of_medium("The weir", "<p>It holds, it seems.</p>", false);
    let response = of_medium("Well said", "<p>Well said, and thank you for it.</p>", true);
    let entries = [
        ("posts/2024-05-01_The-pier-a1b2c3d4e5f6.html", post.as_str()),
        ("posts/2024-05-01_The-bell-a1b2c3d4e5f7.html", untitled_body.as_str()),
        ("posts/2024-05-02_Soon-a1b2c3d4e5f8.html", draft.as_str()),
        ("posts/2024-05-03_Well-said-a1b2c3d4e5f9.html", response.as_str()),
        ("profile/profile.html", "<html><body><h3>Account info</h3><p>Email: ann@v.example</p></body></html>"),
    ];
    insta::assert_snapshot!(check("medium.zip", &zip(&entries)), @r"
    2024-05-01 https://medium.com/@ann/pier-a1b2c3d4e5f6 by Ann Reed Everyone
    title: The pier
    1: The pier is shut until the autumn.
    2024-05-01 https://medium.com/@ann/pier-a1b2c3d4e5f6 by Ann Reed Everyone
    title: The bell
    1: It rang at noon, and again at one.
    left out: 2024-05-02_Soon-a1b2c3d4e5f8.html: a draft
    left out: 2024-05-03_Well-said-a1b2c3d4e5f9.html: a response to another's text
    left out: profile/profile.html: no post
    ");
}

#[test]
fn lists_in_json_of_several_platforms() {
    let wordpress = r#"[{"id": 7, "date": "2024-05-01T08:00:00", "link": "https://v.example/pier/", "status": "publish", "type": "post", "title": {"rendered": "The pier &amp; the bell"}, "content": {"rendered": "<p>The pier is shut until the autumn comes.</p><p>The bell rang.</p>", "protected": false}, "excerpt": {"rendered": "<p>The pier is shut until [&hellip;]</p>"}, "_embedded": {"author": [{"name": "Ann Reed"}], "wp:term": [[{"name": "Harbour"}], []]}},
        {"id": 8, "date": "2024-05-02T08:00:00", "link": "https://v.example/about/", "status": "publish", "type": "page", "title": {"rendered": "About"}, "content": {"rendered": "<p>About us.</p>"}}]"#;
    insta::assert_snapshot!(check("posts.json", wordpress.as_bytes()), @r#"
    2024-05-01 https://v.example/pier/ by Ann Reed Everyone ["Harbour"]
    title: The pier & the bell
    1: The pier is shut until the autumn comes.
    2: The bell rang.
    left out: About: a page
    "#);
    let kit = r#"{"broadcasts": [{"id": 9, "subject": "The pier", "preview_text": "It is shut.", "content": "<p>The pier is shut until the autumn.</p>", "published_at": "2024-05-01T08:00:00Z", "public": true}, {"id": 10, "subject": "Soon", "content": "<p>Not yet.</p>", "published_at": null, "send_at": null}], "pagination": {}}"#;
    insta::assert_snapshot!(check("broadcasts.json", kit.as_bytes()), @r"
    2024-05-01 https://valley.example/2024-05-01-the-pier ? by nobody Everyone
    title: The pier
    dek: It is shut.
    1: The pier is shut until the autumn.
    left out: Soon: not published
    ");
    let buttondown = r#"{"results": [{"id": "a", "subject": "The pier", "body": "The *pier* is shut.", "publish_date": "2024-05-01T08:00:00Z", "absolute_url": "https://buttondown.com/v/archive/pier/", "status": "sent", "email_type": "premium"}], "count": 1}"#;
    insta::assert_snapshot!(check("emails.json", buttondown.as_bytes()), @r"
    2024-05-01 https://buttondown.com/v/archive/pier/ by nobody Paid
    title: The pier
    1: The pier is shut.
    ");
    let ghost = r#"{"posts": [{"id": "g1", "title": "The pier", "slug": "pier", "html": "<p>The pier is shut.</p>", "url": "https://v.example/pier/", "published_at": "2024-05-01T08:00:00.000+00:00", "visibility": "members", "primary_author": {"name": "Ann Reed"}, "tags": [{"name": "Harbour"}]}], "meta": {}}"#;
    insta::assert_snapshot!(check("ghost-posts.json", ghost.as_bytes()), @r#"
    2024-05-01 https://v.example/pier/ by Ann Reed Paid ["Harbour"]
    title: The pier
    1: The pier is shut.
    "#);
}

#[test]
fn campaigns_of_mailchimp() {
    let list = "Title,Subject,List,Send Date,Unique Id\nMay issue,The pier is shut,Harbour,\"May 01, 2024 08:00 am\",a1b2c3d4e5\nJune issue,The bell,Harbour,\"Jun 01, 2024 08:00 am\",f1f2f3f4f5\n";
    let page = "<html><head><title>*|MC:SUBJECT|*</title></head><body><table><tr><td><a href=\"https://mailchi.mp/harbour/may\">View this email in your browser</a></td></tr><tr><td><p>Dear *|FNAME|*,</p><p>The pier is shut until the autumn.</p></td></tr><tr><td><p>Copyright *|CURRENT_YEAR|* *|LIST:COMPANY|*</p><p>Our mailing address is: 1 Pier Road</p></td></tr></table></body></html>";
    let entries = [("campaigns.csv", list), ("campaigns_content/1_a1b2c3d4e5_may-issue.html", page)];
    insta::assert_snapshot!(check("mailchimp.zip", &zip(&entries)), @r"
    2024-05-01 https://mailchi.mp/harbour/may by nobody Everyone
    title: The pier is shut
    1: Dear ,
    2: The pier is shut until the autumn.
    left out: The bell: a campaign without a page
    ");
}

#[test]
fn squarespace_gives_paths() {
    let item = "<item><title>The pier</title><link>/letter/pier</link><content:encoded><![CDATA[<p>The pier is shut.</p>]]></content:encoded><wp:post_date>2024-05-01 10:00:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>";
    let channel = |site: &str| {
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Harbour</title>{site}{item}</channel></rss>"
        )
    };
    insta::assert_snapshot!(check("w.xml", channel("<link>https://harbour.example</link>").as_bytes()), @r"
    2024-05-01 https://harbour.example/letter/pier by nobody Everyone
    title: The pier
    1: The pier is shut.
    ");
    insta::assert_snapshot!(check("w.xml", channel("").as_bytes()), @r"
    2024-05-01 https://valley.example/letter/pier by nobody Everyone
    title: The pier
    1: The pier is shut.
    ");
}

#[test]
fn a_site_that_was_zipped_has_its_addresses() {
    let post = "---\ntitle: The pier\n---\nThe pier is shut.\n";
    let entries = [
        ("letter-main/_config.yml", "url: https://harbour.example\npermalink: /:year/:title/\n"),
        ("letter-main/_posts/2024-05-01-pier.md", post),
        ("letter-main/_drafts/bell.md", post),
        ("letter-main/README.md", "# How to write\n\nLike this.\n"),
        ("letter-main/_layouts/post.html", "<p>x</p>"),
    ];
    insta::assert_snapshot!(check("letter-main.zip", &zip(&entries)), @r"
    2024-05-01 https://harbour.example/2024/pier/ by nobody Everyone
    title: The pier
    1: The pier is shut.
    left out: letter-main/_drafts/bell.md: a draft
    left out: letter-main/README.md: a page; --include pages brings it
    left out: letter-main/_layouts/post.html: what the site is made with, or what was made of it
    ");
}

#[test]
fn what_a_post_of_wordpress_is_filed_under_was_lost() {
    let item = |filed: &str| {
        format!(
            "<item><title>The pier</title><link>https://v.example/pier</link><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>\
             <wp:post_date>2024-05-01 10:00:00</wp:post_date>{filed}<content:encoded><![CDATA[The pier is shut.]]></content:encoded></item>"
        )
    };
    let export = |filed: &str| {
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\">\
             <channel><title>Harbour</title><link>https://v.example</link>{}</channel></rss>",
            item(filed)
        )
    };
    let filed = "<category domain=\"category\" nicename=\"news\"><![CDATA[News &amp; views]]></category>\
         <category domain=\"post_tag\" nicename=\"pier\"><![CDATA[Pier]]></category><category domain=\"post_tag\" nicename=\"pier-2\"><![CDATA[pier]]></category>\
         <category domain=\"category\" nicename=\"uncategorized\"><![CDATA[Uncategorized]]></category>\
         <category domain=\"post_format\" nicename=\"post-format-aside\"><![CDATA[Aside]]></category>\
         <category domain=\"author\" nicename=\"cap-ida\"><![CDATA[Ida Berg]]></category>";
    insta::assert_snapshot!(check("export.xml", export(filed).as_bytes()), @r#"
    2024-05-01 https://v.example/pier by Ida Berg Everyone ["News & views", "Pier"]
    title: The pier
    1: The pier is shut.
    "#);
}

#[test]
fn days_of_a_table_that_fit_two_readings_were_taken_without_a_word() {
    let table = |days: [&str; 2]| {
        let rows = days.map(|day| {
            format!("{day},The {day},https://v.example/{},published,{day},<p>It ran.</p>\n", day.replace('/', "-"))
        });
        let reading = read(
            "posts.csv",
            format!("id,web_title,url,status,publish_date,content_html\n{}", rows.concat()).as_bytes(),
            &options(),
        );
        let drafts = reading.expect("a table").drafts;
        drafts
            .iter()
            .map(|draft| format!("{} {:?}", draft.date.expect("a day"), draft.notes))
            .collect::<Vec<_>>()
            .join("\n")
    };
    insta::assert_snapshot!(table(["03/04/2020", "05/06/2020"]), @r#"
    2020-03-04 ["its date \"03/04/2020\" is taken for 2020-03-04, and may be 2020-04-03"]
    2020-05-06 ["its date \"05/06/2020\" is taken for 2020-05-06, and may be 2020-06-05"]
    "#);
    insta::assert_snapshot!(table(["03/04/2020", "25/06/2020"]), @r"
    2020-04-03 []
    2020-06-25 []
    ");
}
