//! Forms of English verbs and the plural of nouns: regular by rule, irregular by a list.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The forms of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inflected {
    /// "sign"
    pub base: String,
    /// "signs"
    pub third: String,
    /// "signed"
    pub past: String,
    /// "signed"; of "take", "taken".
    pub participle: String,
    /// "signing"
    pub gerund: String,
    /// Further forms, as some write them: "gotten" beside "got", "visitted" beside "visited".
    others: Vec<String>,
}

/// A line of the list.
struct Irregular {
    base: &'static str,
    past: Vec<&'static str>,
    participle: Vec<&'static str>,
}

static IRREGULAR: LazyLock<Vec<Irregular>> = LazyLock::new(|| {
    let lines = include_str!("irregular.txt").lines().filter(|line| !line.starts_with('#'));
    let forms = |column: &'static str| column.split('/').collect();
    lines
        .filter_map(|line| {
            let mut columns = line.split(' ');
            let (base, past, participle) = (columns.next()?, columns.next()?, columns.next()?);
            Some(Irregular { base, past: forms(past), participle: forms(participle) })
        })
        .collect()
});

/// From any irregular form to its line. Where two verbs share a form ("lay"), the verb whose base form it is wins.
static BY_FORM: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let mut by_form = HashMap::new();
    for (at, verb) in IRREGULAR.iter().enumerate() {
        for form in verb.past.iter().chain(&verb.participle) {
            by_form.entry(*form).or_insert(at);
        }
    }
    by_form.extend(IRREGULAR.iter().enumerate().map(|(at, verb)| (verb.base, at)));
    by_form
});

impl Inflected {
    /// The forms of the verb whose base this is: "sign", "take". Small letters are expected.
    pub fn of(base: &str) -> Inflected {
        let doubled = doubled(base);
        let irregular = IRREGULAR.iter().find(|verb| verb.base == base);
        // A verb whose past form on the list doubles its last letter doubles it before -ing as well.
        let doubles = match irregular {
            Some(verb) => doubled.as_ref().filter(|doubled| {
                verb.past.first().is_some_and(|past| past.starts_with(doubled.as_str())) || vowel_groups(base) == 1
            }),
            None => doubled.as_ref().filter(|_| vowel_groups(base) == 1),
        };
        let regular = with_ending(doubles.map_or(base, String::as_str), "ed", doubles.is_some());
        let gerund = with_ending(doubles.map_or(base, String::as_str), "ing", doubles.is_some());
        let (past, participle, mut others) = match irregular {
            Some(verb) => {
                let first = |forms: &[&str]| forms.first().map(|form| (*form).to_owned());
                let all = verb.past.iter().chain(&verb.participle).map(|form| (*form).to_owned()).collect();
                (first(&verb.past).unwrap_or_else(|| regular.clone()), first(&verb.participle).unwrap_or(regular), all)
            }
            None => (regular.clone(), regular, Vec::new()),
        };
        // "Traveled" and "travelled" are both written.
        if let (None, Some(doubled)) = (irregular, &doubled) {
            for (stem, twice) in [(doubled.as_str(), true), (base, false)] {
                others.extend(["ed", "ing"].map(|ending| with_ending(stem, ending, twice)));
            }
        }
        Inflected { base: base.to_owned(), third: with_s(base), past, participle, gerund, others }
    }

    /// Every form, the base first.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let forms = [&self.base, &self.third, &self.past, &self.participle, &self.gerund];
        forms.into_iter().chain(&self.others).map(String::as_str)
    }
}

/// The bases that a form may have: "send" for "sent", "sign" and "signe" for "signed". Only a dictionary could tell which is
/// a word.
pub fn bases_of(form: &str) -> Vec<String> {
    let mut bases: Vec<String> = Vec::new();
    bases.extend(BY_FORM.get(form).and_then(|at| IRREGULAR.get(*at)).map(|verb| verb.base.to_owned()));
    for ending in ["ied", "ed", "ing", "ies", "es", "s"] {
        let Some(stem) = form.strip_suffix(ending).filter(|stem| vowel_groups(stem) > 0) else { continue };
        let last = stem.chars().next_back().unwrap_or_default();
        let doubles = stem.strip_suffix(last).filter(|once| once.ends_with(last));
        bases.extend([stem.to_owned(), format!("{stem}e"), format!("{stem}y")]);
        bases.extend(doubles.map(str::to_owned));
    }
    bases.retain(|base| base != form && Inflected::of(base).all().any(|other| other == form));
    bases
}

/// A noun in the plural: "city" and "cities". The last word of several is the one that changes.
pub fn plural(noun: &str) -> String {
    const IRREGULAR: [(&str, &str); 12] = [
        ("person", "people"),
        ("man", "men"),
        ("woman", "women"),
        ("child", "children"),
        ("foot", "feet"),
        ("tooth", "teeth"),
        ("half", "halves"),
        ("life", "lives"),
        ("leaf", "leaves"),
        ("shelf", "shelves"),
        ("criterion", "criteria"),
        ("crisis", "crises"),
    ];
    const SAME: [&str; 5] = ["series", "species", "aircraft", "headquarters", "means"];
    // "member of Congress": what stands before the preposition changes.
    for link in [" of ", " in ", " at ", " for "] {
        if let Some((head, rest)) = noun.split_once(link) {
            return format!("{}{link}{rest}", plural(head));
        }
    }
    if SAME.iter().any(|same| noun.ends_with(same)) {
        return noun.to_owned();
    }
    let whole = |tail: &&(&str, &str)| {
        noun.strip_suffix(tail.0).is_some_and(|head| head.is_empty() || !head.ends_with(char::is_lowercase))
    };
    // "councilman", "alderwoman" and "grandchild" go as their last part.
    let compound = |tail: &&(&str, &str)| matches!(tail.0, "man" | "woman" | "child") && noun.ends_with(tail.0);
    let found = IRREGULAR.iter().find(whole).or_else(|| {
        let mut fitting: Vec<_> = IRREGULAR.iter().filter(compound).collect();
        fitting.sort_by_key(|tail| std::cmp::Reverse(tail.0.len()));
        fitting.first().copied().filter(|_| !noun.ends_with("human") && !noun.ends_with("german"))
    });
    match found.and_then(|(one, many)| noun.strip_suffix(one).map(|head| format!("{head}{many}"))) {
        Some(irregular) => irregular,
        None => with_s(noun),
    }
}

/// With -s, -es or -ies.
fn with_s(word: &str) -> String {
    if ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end))
        || matches!(word, "go" | "do" | "veto" | "hero")
    {
        return format!("{word}es");
    }
    match word.strip_suffix('y').filter(|stem| !stem.ends_with(is_vowel)) {
        Some(stem) if !stem.is_empty() => format!("{stem}ies"),
        _ if word == "have" => "has".to_owned(),
        _ if word == "be" => "is".to_owned(),
        _ => format!("{word}s"),
    }
}

/// With -ed or -ing.
fn with_ending(stem: &str, ending: &str, doubled: bool) -> String {
    if doubled {
        return format!("{stem}{ending}");
    }
    if ending == "ed" {
        if let Some(head) = stem.strip_suffix('y').filter(|head| !head.ends_with(is_vowel)) {
            return format!("{head}ied");
        }
        return if stem.ends_with('e') { format!("{stem}d") } else { format!("{stem}ed") };
    }
    if let Some(head) = stem.strip_suffix("ie") {
        return format!("{head}ying");
    }
    // "agreeing", "dyeing", "being" keep the e.
    match stem.strip_suffix('e').filter(|head| head.chars().count() > 1 && !head.ends_with(['e', 'o', 'y'])) {
        Some(head) => format!("{head}{ending}"),
        None => format!("{stem}{ending}"),
    }
}

/// The word with its last letter twice, where a single vowel and a single consonant end it: "ban", not "sign" or "fix".
fn doubled(word: &str) -> Option<String> {
    let mut back = word.chars().rev();
    let (last, vowel, before) = (back.next()?, back.next()?, back.next()?);
    let quiet = matches!(last, 'w' | 'x' | 'y' | 'h' | 'q') || is_vowel(last);
    let single = is_vowel(vowel) && (!is_vowel(before) || before == 'u' && word.contains("qu"));
    (!quiet && single).then(|| format!("{word}{last}"))
}

fn vowel_groups(word: &str) -> usize {
    let mut groups = 0;
    let mut within = false;
    for (at, letter) in word.chars().enumerate() {
        let vowel = is_vowel(letter) || letter == 'y' && at > 0;
        groups += usize::from(vowel && !within);
        within = vowel;
    }
    groups
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check<const N: usize>(bases: [&str; N]) -> String {
        let line = |base: &str| {
            let Inflected { base, third, past, participle, gerund, .. } = Inflected::of(base);
            format!("{base} {third} {past} {participle} {gerund}")
        };
        bases.map(line).join("\n")
    }

    #[test]
    fn verbs_in_all_their_forms() {
        insta::assert_snapshot!(check([
            "sign", "join", "endorse", "ban", "veto", "ratify", "refuse", "pass", "commit", "visit", "take", "send",
            "get", "put", "agree", "opt", "die", "destroy", "go", "fix", "quit", "win", "withdraw", "travel",
        ]), @"
        sign signs signed signed signing
        join joins joined joined joining
        endorse endorses endorsed endorsed endorsing
        ban bans banned banned banning
        veto vetoes vetoed vetoed vetoing
        ratify ratifies ratified ratified ratifying
        refuse refuses refused refused refusing
        pass passes passed passed passing
        commit commits committed committed committing
        visit visits visited visited visiting
        take takes took taken taking
        send sends sent sent sending
        get gets got gotten getting
        put puts put put putting
        agree agrees agreed agreed agreeing
        opt opts opted opted opting
        die dies died died dying
        destroy destroys destroyed destroyed destroying
        go goes went gone going
        fix fixes fixed fixed fixing
        quit quits quit quit quitting
        win wins won won winning
        withdraw withdraws withdrew withdrawn withdrawing
        travel travels traveled traveled traveling
        ");
    }

    #[test]
    fn a_base_is_among_those_of_any_of_its_forms() {
        let pairs = [
            ("signed", "sign"),
            ("joins", "join"),
            ("endorsing", "endorse"),
            ("banned", "ban"),
            ("ratified", "ratify"),
            ("passes", "pass"),
            ("taken", "take"),
            ("sent", "send"),
            ("declined", "decline"),
            ("visited", "visit"),
            ("suing", "sue"),
            ("agreed", "agree"),
            ("committed", "commit"),
            ("vetoes", "veto"),
            ("gotten", "get"),
        ];
        for (form, base) in pairs {
            assert!(bases_of(form).iter().any(|found| found == base), "{form}: {:?}", bases_of(form));
        }
        assert_eq!(bases_of("sign"), Vec::<String>::new());
    }

    #[test]
    fn nouns_in_the_plural() {
        let nouns = [
            "city",
            "company",
            "bill",
            "person",
            "councilwoman",
            "church",
            "day",
            "member of Congress",
            "crisis",
            "town",
            "human",
        ];
        insta::assert_snapshot!(nouns.map(plural).join(", "), @"cities, companies, bills, people, councilwomen, churches, days, members of Congress, crises, towns, humans");
    }

    proptest! {
        #[test]
        fn any_word_has_forms(word in "\\PC{0,12}") {
            let _any = (Inflected::of(&word), bases_of(&word), plural(&word));
        }
    }
}
