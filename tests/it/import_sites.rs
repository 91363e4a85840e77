//! The folders of site generators: which address each text gets, what of a folder is a text, and what of a text is none.

use std::fs;

use crate::support::newsletter::Newsletter;

/// A data folder, and beside it a site's own folder of these files.
fn site(files: &[(&str, &str)]) -> Newsletter {
    let letter = Newsletter::new();
    letter.run(&["init", ".", "--name", "Harbour Notes", "--site", "https://harbour.example"]);
    for (name, text) in files {
        let path = letter.folder.join("site").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    letter
}

/// The addresses of the articles, those that are guessed with a question mark, and what was left out, refused or noted.
fn check_with(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let letter = site(files);
    let mut all = vec!["import", "site", "--json"];
    all.extend(arguments);
    let output = letter.program(&all).output().expect("the program runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    let mut lines: Vec<String> = Vec::new();
    for id in report["added"].as_array().expect("a list") {
        let path = letter.folder.join(format!("corpus/articles/{}.md", id.as_str().expect("an id")));
        let text = fs::read_to_string(path).expect("an article");
        let url =
            text.lines().find_map(|line| line.strip_prefix("url = ")).expect("an address").trim_matches('"').to_owned();
        let guessed = if text.contains("\nurl_is_guessed = true\n") { " ?" } else { "" };
        lines.push(url + guessed);
    }
    lines.sort();
    for list in ["refused", "left_out"] {
        for line in report[list].as_array().expect("a list") {
            let line = line.as_str().expect("text");
            if !line.ends_with("not a kind of file that is read") {
                lines.push(format!("{list}: {line}"));
            }
        }
    }
    lines.join("\n")
}

fn check(files: &[(&str, &str)]) -> String {
    check_with(files, &[])
}

const POST: &str = "---\ntitle: The Ferry Runs\ndate: 2024-05-01 08:00:00 -0700\ncategories: news pier\n---\nIt runs four times a day.\n";

#[test]
fn jekyll_by_its_permalink() {
    let with = |permalink: &str| {
        let config = format!("url: https://ferry.example\npermalink: {permalink}\n");
        check(&[("_config.yml", &config), ("_posts/2024-05-01-ferry-runs.md", POST)])
    };
    insta::assert_snapshot!(with("/:year/:year:month:day"), @"https://ferry.example/2024/20240501");
    insta::assert_snapshot!(with("pretty"), @"https://ferry.example/news/pier/2024/05/01/ferry-runs/");
    insta::assert_snapshot!(with("none"), @"https://ferry.example/news/pier/ferry-runs.html");
    insta::assert_snapshot!(with("ordinal"), @"https://ferry.example/news/pier/2024/122/ferry-runs.html");
    insta::assert_snapshot!(with("weekdate"), @"https://ferry.example/news/pier/2024/W18/Wed/ferry-runs.html");
    insta::assert_snapshot!(with("/issues/:short_year-:i_month-:i_day/:slug/"), @"https://ferry.example/issues/24-5-1/ferry-runs/");
    insta::assert_snapshot!(with("/:no_such/:title"), @"https://ferry.example/2024-05-01-ferry-runs ?");
}

#[test]
fn jekyll_by_its_defaults_collections_and_front_matter() {
    let config = "url: https://ferry.example\nbaseurl: /blog\npermalink: pretty\ncollections:\n  issues:\n    output: true\n    permalink: /issue/:name/\n  hidden:\n    output: false\n  notes:\n    output: true\ndefaults:\n  - scope: {path: ''}\n    values: {author: Ann Reed}\n  - scope: {path: '', type: posts}\n    values: {permalink: '/p/:title/'}\n  - scope: {path: '_posts/old'}\n    values: {permalink: '/old/:title.html'}\n";
    let own = "---\ntitle: Own\npermalink: /own/:year/\nredirect_from:\n  - /before/\n---\nIt has its own address.\n";
    let files = [
        ("_config.yml", config),
        ("_posts/2024-05-01-a.md", POST),
        ("_posts/old/2019-05-01-b.md", "---\ntitle: Old\n---\nIt is old.\n"),
        ("_posts/2024-05-02-own.md", own),
        ("_issues/2024-05-03-third.md", "---\ntitle: Third\n---\nThe third issue.\n"),
        ("_notes/2024-05-04-note.md", "---\ntitle: Note\n---\nA note of ours.\n"),
        ("_hidden/2024-05-04-x.md", "---\ntitle: X\n---\nNobody sees this.\n"),
        ("_drafts/soon.md", "---\ntitle: Soon\n---\nNot yet.\n"),
        ("_includes/part.html", "<p>A part.</p>"),
        ("_site/2024/a.html", "<p>Made of it.</p>"),
        ("about.md", "---\ntitle: About\n---\nAbout us.\n"),
    ];
    insta::assert_snapshot!(check(&files), @r"
    https://ferry.example/blog/issue/2024-05-03-third/
    https://ferry.example/blog/notes/2024-05-04-note/
    https://ferry.example/blog/old/b.html
    https://ferry.example/blog/own/2024/
    https://ferry.example/blog/p/a/
    left_out: site/_drafts/soon.md: a draft
    left_out: site/about.md: a page; --include pages brings it
    left_out: site/_hidden: of a collection that has no pages
    left_out: site/_includes: what the site is made with, or what was made of it
    left_out: site/_site: what the site is made with, or what was made of it
    ");
}

#[test]
fn an_address_that_nothing_says_is_a_guess_and_told_so() {
    let files =
        [("_posts/2024-05-01-ferry-runs.md", POST), ("2024-05-02-weir.md", "---\ntitle: The weir\n---\nIt holds.\n")];
    insta::assert_snapshot!(check(&files), @r"
    https://harbour.example/2024-05-02-weir ?
    https://harbour.example/news/pier/2024/05/01/ferry-runs.html ?
    ");
    insta::assert_snapshot!(check_with(&files, &["--permalink", "/:year/:month/:title/"]), @r"
    https://harbour.example/2024/05/ferry-runs/
    https://harbour.example/2024/05/weir/
    ");
    let letter = site(&files);
    let told = letter.run(&["import", "site"]);
    assert!(told.contains("the addresses of 2 articles are guesses; try https://harbour.example/"), "{told}");
    let doctor = letter.program(&["doctor"]).output().expect("the program runs");
    let doctor = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(doctor.contains("guessed addresses: 2"), "{doctor}");
    // A guess that a person mends stays mended.
    let told = letter.run(&["import", "site", "--permalink", "/:year/:month/:title/"]);
    assert!(told.contains("2 changed") && !told.contains("guess"), "{told}");
}

#[test]
fn hugo_by_its_sections_bundles_and_permalinks() {
    let post = "+++\ntitle = 'The Ferry Runs'\ndate = 2024-05-01T08:00:00+02:00\n+++\nIt runs four times a day.\n";
    let slug = "---\ntitle: Slugged\ndate: 2024-05-02\nslug: own-slug\naliases: [/was/]\n---\nIt has a slug.\n";
    let url = "---\ntitle: Placed\ndate: 2024-05-03\nurl: /at/this/place/\n---\nIt has a place.\n";
    let files = [
        ("hugo.toml", "baseURL = 'https://ferry.example/letter/'\n[permalinks]\nissues = '/:year/:month/:slug/'\n"),
        ("content/posts/Ferry Runs.md", post),
        ("content/posts/weir/index.md", post),
        ("content/posts/slug.md", slug),
        ("content/issues/one.md", post),
        ("content/placed.md", url),
        ("content/posts/_index.md", "---\ntitle: Posts\n---\nAll posts.\n"),
        ("content/about.md", "---\ntitle: About\n---\nAbout us.\n"),
        ("public/posts/weir/index.html", "<p>Made of it.</p>"),
        ("archetypes/default.md", "---\ntitle: x\n---\n"),
    ];
    insta::assert_snapshot!(check(&files), @r"
    https://ferry.example/letter/2024/05/the-ferry-runs/
    https://ferry.example/letter/at/this/place/
    https://ferry.example/letter/posts/ferry-runs/
    https://ferry.example/letter/posts/own-slug/
    https://ferry.example/letter/posts/weir/
    left_out: site/content/about.md: a page; --include pages brings it
    left_out: site/archetypes: what the site is made with, or what was made of it
    left_out: site/content/posts/_index.md: a list of pages
    left_out: site/public: what the site is made with, or what was made of it
    ");
}

#[test]
fn pelican_by_its_settings_and_its_metadata_lines() {
    let post =
        "Title: Ferry Notes 12\nDate: 2024-05-01\nCategory: Notes\nTags: pier, ferry\n\nIt runs four times a day.\n";
    let conf = "SITEURL = ''\nARTICLE_URL = 'blog/{date:%Y}/{date:%m}/{date:%d}/{slug}/'\n";
    let publish = "from pelicanconf import *\nSITEURL = 'https://ferry.example'\n";
    let page = "Title: Privacy\nDate: 2024-01-01\n\nWe keep nothing.\n";
    let files = [
        ("pelicanconf.py", conf),
        ("publishconf.py", publish),
        ("content/2024-05-01-notes.md", post),
        ("content/pages/privacy.md", page),
        ("output/x.html", "<p>Made of it.</p>"),
    ];
    insta::assert_snapshot!(check(&files), @r"
    https://ferry.example/blog/2024/05/01/ferry-notes-12/
    left_out: site/content/pages/privacy.md: a page; --include pages brings it
    left_out: site/output: what the site is made with, or what was made of it
    ");
    let alone = [("content/2024-05-01-notes.md", post), ("content/pages/privacy.md", page)];
    insta::assert_snapshot!(check(&alone), @r"
    https://harbour.example/ferry-notes-12.html ?
    left_out: site/content/pages/privacy.md: a page; --include pages brings it
    ");
    insta::assert_snapshot!(check_with(&alone, &["--permalink", "blog/{date:%Y}/{slug}/"]), @r"
    https://harbour.example/blog/2024/ferry-notes-12/
    left_out: site/content/pages/privacy.md: a page; --include pages brings it
    ");
}

#[test]
fn eleventy_by_its_folders_and_templates() {
    let post = "---\ntitle: The Ferry Runs\ndate: 2024-05-01\n---\nIt runs four times a day.\n";
    let own = "---\ntitle: Own\ndate: 2024-05-02\npermalink: '/{{ page.date | date: \"%Y\" }}/{{ title | slugify }}/index.html'\n---\nIt has its own address.\n";
    let computed =
        "---\ntitle: Computed\ndate: 2024-05-03\npermalink: '/{{ title | shout }}/'\n---\nIts address is computed.\n";
    let files = [
        (".eleventy.js", "module.exports = function (c) { return { dir: { input: 'src', output: 'dist' } } };"),
        ("src/_data/metadata.json", "{\"title\": \"Ferry\", \"url\": \"https://ferry.example\"}"),
        ("src/posts/posts.json", "{\"permalink\": \"/blog/{{ page.fileSlug }}/\", \"tags\": \"posts\"}"),
        ("src/posts/2024-05-01-ferry.md", post),
        ("src/notes/weir.md", post),
        ("src/notes/own.md", own),
        ("src/notes/computed.md", computed),
        ("src/notes/off.md", "---\ntitle: Off\ndate: 2024-05-04\npermalink: false\n---\nIt is not written.\n"),
        ("dist/notes/weir/index.html", "<p>Made of it.</p>"),
    ];
    insta::assert_snapshot!(check(&files), @r"
    https://ferry.example/2024/own/
    https://ferry.example/blog/ferry/
    https://ferry.example/computed ?
    https://ferry.example/notes/weir/
    left_out: site/src/notes/off.md: a draft
    left_out: site/.eleventy.js: hidden
    left_out: site/dist: what the site is made with, or what was made of it
    left_out: site/src/_data: what the site is made with, or what was made of it
    left_out: site/src/posts/posts.json: data of the site
    ");
}

#[test]
fn astro_by_its_routes() {
    let post = "---\ntitle: The Ferry Runs\npubDate: 2024-05-01\n---\nimport A from './a.astro'\n\nIt runs four times a day. {/* not this */}\n";
    let files = [
        ("astro.config.mjs", "export default defineConfig({ site: 'https://ferry.example' })"),
        ("src/pages/letters/[...slug].astro", "---\n---\n"),
        ("src/content/issues/The Ferry.mdx", post),
        ("src/content/issues/weir/index.md", post),
    ];
    insta::assert_snapshot!(check(&files), @r"
    https://ferry.example/letters/the-ferry/
    https://ferry.example/letters/weir/
    ");
}

#[test]
fn hexo_and_zola() {
    let post = "title: The Ferry Runs\ndate: 2024-05-01 08:00:00\ntags: [pier]\n---\nIt runs four times a day.\n";
    let hexo = [
        ("_config.yml", "url: https://ferry.example\npermalink: :year/:month/:day/:title/\nsource_dir: source\n"),
        ("source/_posts/ferry-runs.md", post),
    ];
    insta::assert_snapshot!(check(&hexo), @"https://ferry.example/2024/05/01/ferry-runs/");
    let zola = [
        ("config.toml", "base_url = \"https://ferry.example\"\n"),
        ("content/letter/2024-05-01_The Ferry.md", "+++\ntitle = \"The Ferry Runs\"\n+++\nIt runs four times a day.\n"),
        ("content/letter/own.md", "+++\ntitle = \"Own\"\ndate = 2024-05-02\npath = \"at/this\"\n+++\nIt has a path.\n"),
    ];
    insta::assert_snapshot!(check(&zola), @r"
    https://ferry.example/at/this/
    https://ferry.example/letter/the-ferry/
    ");
}

/// The texts of an article's body, a line each.
fn body(text: &str, arguments: &[&str]) -> String {
    let letter = site(&[
        ("_config.yml", "url: https://ferry.example\nharbour: 'Oak Island'\n"),
        ("_posts/2024-05-01-a.md", text),
    ]);
    let mut all = vec!["import", "site/_posts", "--dry-run", "--json"];
    all.extend(arguments);
    let told = letter.run(&all);
    let article: serde_json::Value = serde_json::from_str(told.trim()).expect("one article");
    let mut lines: Vec<String> = article["dek"].as_str().map(|dek| format!("dek: {dek}")).into_iter().collect();
    let tags = article["tags"].as_array().map(|tags| format!("tags: {tags:?}").replace("String(", "").replace(')', ""));
    lines.extend(tags);
    for paragraph in article["paragraphs"].as_array().expect("paragraphs") {
        let text = paragraph.as_str().or(paragraph["text"].as_str()).expect("text");
        lines.push(text.to_owned());
        for link in paragraph["links"].as_array().into_iter().flatten() {
            let at = |name: &str| usize::try_from(link[name].as_u64().expect("a byte")).expect("small");
            let words = text.get(at("start")..at("end")).expect("words of the paragraph");
            lines.push(format!("  {words} -> {}", link["url"].as_str().expect("an address")));
        }
    }
    lines.join("\n")
}

#[test]
fn what_a_generator_runs_is_no_text() {
    let text = "---\ntitle: The ferry\ntags: [pier, ferry]\ncategory: news\n---\nIt runs to {{ site.harbour }}, [the council said][council minutes] of the [ferry plan][].\n{: .lead}\n\n{% twitter https://x.example/1 %}\n\n<!-- Editors:\n\nkeep this sorted. -->\n\nSee [the list]({% post_url 2024-04-30-list %}) and [the map]({{ site.baseurl }}/map/).\n\n1. First the pier.\n2. Then the weir.\n\n{% include references.md %}\n";
    insta::assert_snapshot!(body(text, &[]), @r#"
    tags: ["pier", "ferry", "news"]
    It runs to Oak Island, the council said of the ferry plan.
    See the list and the map.
      the map -> https://ferry.example/map/
    1. First the pier.
    2. Then the weir.
    "#);
}

#[test]
fn text_in_other_fields_is_listed_and_taken() {
    let text = "---\ntitle: The ferry\nstandfirst: The ferry runs four times a day, **and** once at night.\nsummary_of_day: |\n  One thing happened here today.\n\n  Another thing happened as well.\n---\nIt runs.\n";
    let letter = site(&[("_config.yml", "url: https://ferry.example\n"), ("_posts/2024-05-01-a.md", text)]);
    let told = letter.run(&["import", "site/_posts", "--dry-run"]);
    assert!(told.contains("the field standfirst of 1 article holds 11 words: --field dek=standfirst"), "{told}");
    let taken = body(text, &["--field", "dek=standfirst", "--field", "body=summary_of_day"]);
    insta::assert_snapshot!(taken, @r"
    dek: The ferry runs four times a day, and once at night.
    One thing happened here today.
    Another thing happened as well.
    It runs.
    ");
}

#[test]
fn further_addresses_and_tags_are_kept_and_found() {
    let text = "---\ntitle: The ferry\ntags: [shipping]\nredirect_from: /old/ferry.html\n---\nIt runs four times a day to [Oak Island](/places/oak/), said Ida Berg. ([Harbour Post](https://post.example/a?b=1))\n";
    let letter = site(&[
        ("_config.yml", "url: https://ferry.example\npermalink: pretty\n"),
        ("_posts/2024-05-01-ferry.md", text),
    ]);
    letter.run(&["import", "site/_posts"]);
    let article =
        fs::read_to_string(letter.folder.join("corpus/articles/2024-05-01-the-ferry.md")).expect("an article");
    insta::assert_snapshot!(article.lines().filter(|line| !line.contains("markdown ")).collect::<Vec<_>>().join("\n"), @r#"
    +++
    id = "2024-05-01-the-ferry"
    title = "The ferry"
    publisher = "Harbour Notes"
    date = 2024-05-01
    url = "https://ferry.example/2024/05/01/ferry/"
    licence = "all rights reserved"
    aliases = ["https://ferry.example/old/ferry.html"]
    tags = ["shipping"]
    show = "quote"
    links = [
        { paragraph = 1, words = "Oak Island", url = "https://ferry.example/places/oak/" },
        { paragraph = 1, words = "Harbour Post", url = "https://post.example/a?b=1" },
    ]
    provenance = [
    ]
    +++

    It runs four times a day to Oak Island, said Ida Berg. (Harbour Post)
    "#);
    let batch = |request: &str| {
        let mut child = letter.program(&["batch"]);
        child.stdin(std::process::Stdio::piped());
        let mut child = child.spawn().expect("started");
        use std::io::Write;
        child.stdin.take().expect("a stream").write_all(request.as_bytes()).expect("written");
        let output = child.wait_with_output().expect("ended");
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("a reply")
    };
    let by_tag = batch("{\"command\": \"search\", \"options\": {\"query\": \"shipping\"}}\n");
    assert_eq!(by_tag["verdict"], "found", "{by_tag}");
    let linked =
        batch("{\"command\": \"source\", \"options\": {\"text\": \"https://ferry.example/old/ferry.html\"}}\n");
    assert_eq!(linked["excerpts"][0]["article"], "2024-05-01-the-ferry", "{linked}");
    let found = batch("{\"command\": \"search\", \"options\": {\"query\": \"four times\"}}\n");
    let excerpt = &found["excerpts"][0];
    insta::assert_snapshot!(excerpt["links"].to_string(), @r#"[{"end":38,"start":28,"url":"https://ferry.example/places/oak/"},{"end":68,"start":56,"url":"https://post.example/a?b=1"}]"#);
}
