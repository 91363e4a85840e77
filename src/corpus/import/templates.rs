//! What a site generator or a mailing tool fills in or runs when it makes a page of a text: Liquid tags, shortcodes,
//! comments, lists of attributes. None of it is text; what stands between two tags is.

use super::html::{ends_sentence, words};
use super::site::Site;

/// What is known of the templates of a text.
#[derive(Default)]
pub(super) struct TemplateValues<'a> {
    /// The site whose variables they may name.
    pub(super) site: Option<&'a Site>,
    /// Whether braces are text here: the tool that keeps the text has no templates.
    pub(super) plain_braces: bool,
    /// Whether it is MDX, which has comments and imports of its own.
    pub(super) mdx: bool,
}

/// The longest tag that is looked for, in bytes: a brace that nobody closes is text.
const LONGEST_TAG: usize = 4096;

/// From so many words on what a template is told may be a sentence for readers.
const PROSE: usize = 8;

/// The text without what is none. Code stays as it is. What is left out and reads like prose is added to `held`.
pub(super) fn without(text: &str, known: &TemplateValues<'_>, held: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let at_line = out.is_empty() || out.ends_with('\n');
        if at_line && let Some(after) = fenced(rest) {
            let (code, behind) = rest.split_at_checked(rest.len() - after.len()).unwrap_or((rest, ""));
            out.push_str(&without_raw(code));
            rest = behind;
            continue;
        }
        if at_line && known.mdx && (rest.starts_with("import ") || rest.starts_with("export ")) {
            rest = rest.split_once('\n').map_or("", |(_, behind)| behind);
            continue;
        }
        let Some(at) = rest.find(['{', '`', '<', '\n']) else {
            out.push_str(rest);
            break;
        };
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        rest = match tag(from, &mut out, known, held) {
            Some(behind) => behind,
            None => {
                // The mark is of one byte.
                let (mark, behind) = from.split_at_checked(1).unwrap_or((from, ""));
                out.push_str(mark);
                behind
            }
        };
    }
    out
}

/// What is behind the fenced code that opens here.
fn fenced(text: &str) -> Option<&str> {
    let first = text.split_inclusive('\n').next()?;
    let bare = first.trim_start_matches([' ', '\t']);
    let mark = bare.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = bare.chars().take_while(|letter| *letter == mark).count();
    if length < 3 || mark == '`' && bare.trim_start_matches('`').contains('`') {
        return None;
    }
    let mut end = first.len();
    for line in text.get(end..)?.split_inclusive('\n') {
        end += line.len();
        let close = line.trim();
        if close.chars().count() >= length && close.chars().all(|letter| letter == mark) {
            break;
        }
    }
    text.get(end..)
}

/// Reads what opens here; what is behind it, or `None` where it is text.
fn tag<'t>(from: &'t str, out: &mut String, known: &TemplateValues<'_>, held: &mut Vec<String>) -> Option<&'t str> {
    if from.starts_with('`') {
        let length = from.bytes().take_while(|byte| *byte == b'`').count();
        let inner = from.get(length..)?;
        let paragraph = inner.split("\n\n").next().unwrap_or_default();
        let mark = from.get(..length)?;
        let mut at = 0;
        while let Some(found) = paragraph.get(at..).and_then(|rest| rest.find(mark)) {
            let end = at + found;
            let run = paragraph.get(end..)?.bytes().take_while(|byte| *byte == b'`').count();
            if run == length {
                out.push_str(&without_raw(from.get(..length + end + length)?));
                return inner.get(end + length..);
            }
            at = end + run;
        }
        // A lone mark is text.
        out.push_str(mark);
        return Some(inner);
    }
    if let Some(inner) = from.strip_prefix("<!--") {
        return inner.split_once("-->").map(|(_, behind)| behind);
    }
    if let Some(inner) = from.strip_prefix("{/*").filter(|_| known.mdx) {
        return inner.split_once("*/}").map(|(_, behind)| behind);
    }
    for (open, close) in [("{{<", ">}}"), ("{{%", "%}}")] {
        if let Some(inner) = from.strip_prefix(open) {
            let (call, behind) = within(inner, close)?;
            if call.trim_start().starts_with("/*") {
                // Written to be shown: "{{</* figure */>}}".
                let shown = call.trim().trim_start_matches("/*").trim_end_matches("*/");
                out.push_str(&format!("{open}{shown}{close}"));
                return Some(behind);
            }
            called(call, behind, out, held);
            return Some(behind);
        }
    }
    if let Some(inner) = from.strip_prefix("{%") {
        return liquid(inner, out, held);
    }
    if let Some(inner) = from.strip_prefix("{{").filter(|_| !known.plain_braces && !out.ends_with('$')) {
        let (expression, behind) = within(inner.strip_prefix('{').unwrap_or(inner), "}}")?;
        let expression = expression.trim_matches(|letter: char| letter == '-' || letter.is_whitespace());
        let fits = |letter: char| letter.is_alphanumeric() || " ._|:'\"-()[],/%$".contains(letter);
        if expression.is_empty() || !expression.chars().all(fits) {
            return None;
        }
        let name = expression.split('|').next().unwrap_or_default().trim();
        out.push_str(&known.site.and_then(|site| site.variable(name)).unwrap_or_default());
        return Some(behind.strip_prefix('}').filter(|_| inner.starts_with('{')).unwrap_or(behind));
    }
    attributes(from, out)
}

fn within<'t>(inner: &'t str, close: &str) -> Option<(&'t str, &'t str)> {
    let end = inner.find(close).filter(|end| *end <= LONGEST_TAG)?;
    Some((inner.get(..end)?, inner.get(end + close.len()..)?))
}

/// A Liquid tag: what it holds back goes with it, what it only frames stays.
fn liquid<'t>(inner: &'t str, out: &mut String, held: &mut Vec<String>) -> Option<&'t str> {
    let (call, behind) = within(inner, "%}")?;
    let call = call.trim_matches(|letter: char| letter == '-' || letter.is_whitespace());
    let name = call.split(|letter: char| letter.is_whitespace()).next().unwrap_or_default();
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '#') {
        return None;
    }
    let until = |end: &str| {
        let mut at = 0;
        while let Some(found) = behind.get(at..).and_then(|rest| rest.find("{%")) {
            let open = at + found;
            let (inner, after) = within(behind.get(open + 2..)?, "%}")?;
            if inner.trim_matches(|letter: char| letter == '-' || letter.is_whitespace()) == end {
                return Some((behind.get(..open)?, after));
            }
            at = open + 2;
        }
        None
    };
    match name {
        "capture" => {
            // It is shown where its name is, which may be another file.
            let (kept, after) = until("endcapture").unwrap_or(("", behind));
            held.extend(kept.split("\n\n").filter(|text| is_prose(text)).map(|text| text.trim().to_owned()));
            Some(after)
        }
        "comment" | "schema" | "javascript" | "stylesheet" => {
            Some(until(&format!("end{name}")).map_or(behind, |(_, after)| after))
        }
        "raw" | "verbatim" => match until(&format!("end{name}")) {
            Some((shown, after)) => {
                out.push_str(shown);
                Some(after)
            }
            None => Some(behind),
        },
        "highlight" | "codeblock" => match until(&format!("end{name}")) {
            Some((code, after)) => {
                out.push_str(&format!("\n\n~~~~~~\n{}\n~~~~~~\n\n", code.trim_matches('\n')));
                Some(after)
            }
            None => Some(behind),
        },
        _ => {
            called(call, behind, out, held);
            Some(behind)
        }
    }
}

/// What is said in the call of a template that stands on lines of its own: its caption, and what else of it reads like
/// prose. Inside a line a call is no text.
fn called(call: &str, behind: &str, out: &mut String, held: &mut Vec<String>) {
    let alone = out.rsplit('\n').next().is_none_or(|line| line.trim().is_empty())
        && behind.split('\n').next().is_none_or(|line| line.trim().is_empty());
    const NO_TEXT: [&str; 8] = ["alt", "src", "url", "href", "link", "class", "style", "when"];
    for (name, value) in arguments(call) {
        let words = value.split_whitespace().count();
        if alone && name == "caption" && words > 0 {
            out.push_str(&format!("\n\n<figure><figcaption>{value}</figcaption></figure>\n\n"));
        } else if alone && !name.is_empty() && words >= FEWEST_WORDS && !NO_TEXT.contains(&name) {
            out.push_str(&format!("\n\n{value}\n\n"));
        } else if !NO_TEXT.contains(&name) && is_prose(value) {
            held.push(value.to_owned());
        }
    }
}

fn is_prose(text: &str) -> bool {
    let text = text.trim();
    words(text) >= PROSE && ends_sentence(text)
}

/// Fewer words in the call of a template are a setting.
const FEWEST_WORDS: usize = 5;

/// What stands in marks in a call: `name="value"`, or a value without a name.
fn arguments(call: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = call;
    while let Some((before, from)) = rest.find(['"', '\'']).and_then(|at| rest.split_at_checked(at)) {
        // The mark is of one byte. Inside a word it is an apostrophe.
        let (mark, inner) = from.split_at_checked(1).unwrap_or((from, ""));
        let opens =
            before.is_empty() || before.ends_with(|letter: char| letter.is_whitespace() || "=(,:".contains(letter));
        let Some((value, behind)) = inner.split_once(mark).filter(|_| opens) else {
            rest = inner;
            continue;
        };
        let named = before.trim_end().strip_suffix('=');
        let name = named.and_then(|before| before.split_whitespace().next_back()).unwrap_or_default();
        found.push((name, value));
        rest = behind;
    }
    found
}

/// Kramdown's `{: .class}`, and `{.class}` as others have it, behind what they are said of.
fn attributes<'t>(from: &'t str, out: &mut String) -> Option<&'t str> {
    let (inner, behind) = within(from.strip_prefix('{')?, "}").filter(|(inner, _)| !inner.contains(['\n', '{']))?;
    let of_kramdown = inner.strip_prefix(':').map(|inner| inner.trim_start_matches(':'));
    let ends_line = behind.is_empty() || behind.starts_with('\n');
    let listed = of_kramdown.unwrap_or(inner);
    let mut items = listed.split_whitespace();
    let is_name = |text: &str| {
        !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ':'))
    };
    let of_class = |item: &str| item.strip_prefix(['.', '#']).is_some_and(is_name);
    let fits = match of_kramdown {
        Some(_) if listed.contains('=') => true,
        Some(_) => !listed.trim().is_empty() && items.all(|item| of_class(item) || is_name(item)),
        None => ends_line && items.clone().next().is_some() && items.all(of_class),
    };
    if !fits {
        return None;
    }
    // A heading's own are read with it.
    if of_kramdown.is_none() && out.rsplit('\n').next().is_some_and(|line| line.starts_with('#')) {
        return None;
    }
    if listed.split_whitespace().any(|item| item == "toc") {
        // The item above is a place for the table of contents.
        let kept = out.trim_end().rfind('\n').map_or(0, |at| at + 1);
        let above = out.get(kept..).unwrap_or_default().trim();
        if above.starts_with(['*', '-', '+', '1']) {
            out.truncate(kept);
        }
    }
    Some(behind)
}

/// The code without the tags that only keep it from being run.
fn without_raw(code: &str) -> String {
    if !code.contains("raw") {
        return code.to_owned();
    }
    ["{% raw %}", "{% endraw %}", "{%raw%}", "{%endraw%}", "{%- raw -%}", "{%- endraw -%}"]
        .iter()
        .fold(code.to_owned(), |code, tag| code.replace(tag, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        without(text, &TemplateValues { mdx: true, ..TemplateValues::default() }, &mut Vec::new())
    }

    #[test]
    fn what_is_run_is_no_text_and_what_it_frames_is() {
        insta::assert_snapshot!(check("Before {% twitter https://x.example/1 %}after."), @"Before after.");
        insta::assert_snapshot!(check("{% if paid %}For you.{% else %}For all.{% endif %}"), @"For you.For all.");
        insta::assert_snapshot!(check("A{% comment %} no {% endcomment %}B <!-- a\n\nb --> C"), @"AB  C");
        insta::assert_snapshot!(check("[a]({% post_url 2024-05-01-a %}) [b]({{ site.baseurl }}/b)"), @"[a]() [b](/b)");
        insta::assert_snapshot!(check("It is {% raw %}{{ so }}{% endraw %} and `{{ code }}`."), @"It is {{ so }} and `{{ code }}`.");
        insta::assert_snapshot!(check("Dear {{ subscriber.name | default: 'reader' }}, {$x} {a b} ${{ y }}"), @"Dear , {$x} {a b} ${{ y }}");
        insta::assert_snapshot!(check("{{< tweet 1 >}}Said.{{% notice %}}Note.{{% /notice %}}"), @"Said.Note.");
        insta::assert_snapshot!(check("import A from 'a'\n{/* no */}Text\n"), @"Text");
        insta::assert_snapshot!(check("[a](b){:target=\"_blank\"} c\n{: .lead}\nd{.x}\n"), @r"
        [a](b) c

        d
        ");
    }

    #[test]
    fn a_call_on_lines_of_its_own_may_say_something() {
        let shown = check("Above\n\n{{< figure src=\"a b c d e\" caption=\"The mill in May.\" >}}\n\nBelow");
        assert!(shown.contains("<figcaption>The mill in May.</figcaption>") && !shown.contains("a b c"), "{shown}");
        let shown = check("Above\n\n{% include list.md q0=\"Who pays for the new mill?\" id=\"q\" %}\n");
        assert!(shown.contains("Who pays for the new mill?") && !shown.contains("id="), "{shown}");
    }

    #[test]
    fn prose_that_a_template_is_told_was_lost_without_a_word() {
        let held = |text: &str| {
            let mut held = Vec::new();
            without(text, &TemplateValues::default(), &mut held);
            held
        };
        let said = "The mill was built by two brothers in a single summer.";
        for call in [
            format!("She stood there. {{{{< sidenote \"{said}\" >}}}} It was late."),
            format!("Above\n\n{{{{< quote \"{said}\" >}}}}\n"),
            format!("So {{% include note.html text='{said}' %}} it is."),
            format!("{{% capture note %}}\n{said}\n{{% endcapture %}}"),
        ] {
            assert_eq!(held(&call), [said], "{call}");
        }
        for call in [
            format!("{{% comment %}}{said}{{% endcomment %}}"),
            format!("{{{{< img src=\"a.png\" alt=\"{said}\" >}}}}"),
            "{% include x.html a=\"one two three four five six seven eight\" %} b".to_owned(),
        ] {
            assert_eq!(held(&call), Vec::<String>::new(), "{call}");
        }
    }

    #[test]
    fn a_table_of_contents_is_no_item() {
        assert_eq!(check("# A\n\n* TOC\n{:toc}\n\nText").replace('\n', ""), "# AText");
    }

    #[test]
    fn code_stays() {
        let code = "```yaml\nkey: ${{ secrets.X }} {% if %}\n<!-- kept -->\n```\n";
        assert_eq!(check(code), code);
        assert_eq!(check("``a ` {{ b }}`` c"), "``a ` {{ b }}`` c");
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "([a-z é]{0,3}|[{]%|%[}]|[{]{2}|[}]{2}|`|~~~|<!--|-->|[{]:|[}]|\n|raw|=\"){0,24}") {
            let _ = check(&text);
        }

        #[test]
        fn plain_text_stays(text in "[a-z é.,()\n]{0,60}") {
            proptest::prop_assert_eq!(check(&text), text);
        }
    }
}
