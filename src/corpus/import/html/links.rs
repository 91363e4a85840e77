//! Links beside the words that carry them: where those stand once white space and typesetting are cleaned.

use crate::domain::Link;

use super::clean::clean_at;

/// The cleaned text of a run; the links, which stand at bytes of the run, are moved to those of the text. One without
/// words is dropped.
pub(super) fn cleaned(run: &str, links: &mut Vec<Link>) -> String {
    // A link ends before the next begins.
    links.sort_by_key(|link| (link.start, link.end));
    let places: Vec<usize> = links.iter().flat_map(|link| [link.start, link.end]).collect();
    let (text, places) = clean_at(run, &places);
    for (link, place) in links.iter_mut().zip(places.chunks_exact(2)) {
        let [start, end] = place else { continue };
        let words = text.get(*start..*end).unwrap_or_default();
        link.start = start + (words.len() - words.trim_start().len());
        link.end = (start + words.trim_end().len()).max(link.start);
    }
    links.retain(|link| link.start < link.end);
    text
}

/// Whether an address is one of a page, and of another than this.
pub(in crate::corpus::import) fn leads_elsewhere(url: &str) -> bool {
    let url = url.trim();
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let of_pages = match scheme.as_deref() {
        Some("http" | "https") => true,
        Some(scheme) => scheme.contains(['/', '?', '#', '.']),
        None => true,
    };
    of_pages && !url.is_empty() && !url.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::super::clean::clean;
    use super::*;

    fn check(run: &str, range: std::ops::Range<usize>, url: &str) -> Option<String> {
        let mut links = vec![Link { start: range.start, end: range.end, url: url.to_owned() }];
        let text = cleaned(run, &mut links);
        links.first().and_then(|link| text.get(link.start..link.end)).map(str::to_owned)
    }

    #[test]
    fn a_link_keeps_its_words() {
        let run = "  The\n\u{a0} of\u{ad}fice  opens ";
        assert_eq!(check(run, 2..18, "https://v.example").as_deref(), Some("The office"));
        assert_eq!(check(run, 7..18, "/a").as_deref(), Some("office"));
        for url in ["#note", "mailto:a@v.example", "javascript:x()", ""] {
            assert!(!leads_elsewhere(url), "{url}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_words_of_a_link_are_those_of_the_run(
            before in "[ a-zé\n\u{ad}]{0,9}", words in "[ a-zé\n\u{ad}]{0,9}", after in "[ a-zé\n]{0,9}",
        ) {
            let run = format!("{before}{words}{after}");
            let found = check(&run, before.len()..before.len() + words.len(), "/a").unwrap_or_default();
            proptest::prop_assert_eq!(found, clean(&words));
        }
    }
}
