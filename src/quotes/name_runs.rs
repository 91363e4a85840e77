//! Runs of capitalised words: where the name in one starts and ends, and whether it is a person's.

use std::ops::Range;

use super::census::is_surname;
use super::lexicon::Class;
use super::likeness::ends_as_a_noun;
use super::mentions::{Finder, Likeness, Mention, NEVER_NAME, Sort};
use super::reading::{Kind, Token};

/// Longest run of capitalised words that is still read as one name.
const LONGEST_NAME: usize = 12;

/// How many letters an abbreviation in capitals has at most.
const ABBREVIATION: usize = 6;

impl Finder<'_, '_> {
    pub(super) fn name(&self, at: usize) -> Option<Mention> {
        if !self.nameable(at) {
            return None;
        }
        let end = self.name_end(at);
        let at = self.after_a_verb(at, end);
        let token = self.reading.token(at)?;
        let tokens = at..end;
        let alone = tokens.len() == 1;
        if token.opens && alone && !self.name_at_opening(at, token) {
            return None;
        }
        // "Republicans", "Officials", "House Democrats": people, but no name.
        let last = self.reading.token(end - 1)?;
        let plural = last.is(Class::Role) && !last.is(Class::Title) && !self.is_surname_here(&tokens, end - 1);
        if plural && tokens.len() <= 3 {
            return Some(self.nominal_at(at, end - 1));
        }
        // "Justice Department" opens with no title.
        let body = last.is(Class::Organisation)
            && !last.any(&[Class::Title, Class::Role])
            && !self.is_surname_here(&tokens, end - 1);
        let office = self.office_before(&tokens);
        let start = match &office {
            Some((_, start)) => *start,
            None if body => at,
            None => self.name_start(&tokens),
        };
        let definite = at
            .checked_sub(1)
            .and_then(|before| self.reading.token(before))
            .is_some_and(|before| before.paragraph == token.paragraph && before.is(Class::Determiner));
        if start == tokens.end {
            // A title alone: "the President", "Attorney General".
            return Some(Mention { definite, ..self.nominal_at(at, end - 1) });
        }
        // "said de Blasio": a particle written small.
        let particle = start == at && self.has_particle_before(at);
        let (at, start) = (at - usize::from(particle), start - usize::from(particle));
        let before_name = office.map_or_else(|| self.role_before(at), |(first, _)| Some(first));
        let titled = start > at || before_name.is_some();
        let given = self.reading.token(start).is_some_and(|first| self.is_given(first));
        // "Boston" alone is the city, "Thomas More Law Center" a body.
        let first_given = given && !body && !(start + 1 == end && last.is(Class::Place));
        let body = body || self.is_body(start..end);
        let sort =
            if body && !first_given || definite && start == at && !given { Sort::Organisation } else { Sort::Name };
        let role = match (start > at, before_name) {
            (_, Some(before)) => Some(before..start),
            (true, None) => Some(at..start),
            (false, None) => None,
        };
        let mut head = end - 1;
        while head > start && self.reading.token(head).is_some_and(|token| token.is(Class::Suffix) || !token.is_word())
        {
            head -= 1;
        }
        let titled = titled && sort == Sort::Name;
        // "President Hale": the title is a name's own. "Republican Primary" and "General Electric" are none.
        let office = |title: &Token| title.is(Class::Title) && !title.any(&[Class::Place, Class::Qualifier]);
        let entitled = start > at && self.reading.token(start - 1).is_some_and(office);
        let likeness = match sort {
            Sort::Name => self.likeness(start..end, head, entitled),
            _ => Likeness::None,
        };
        Some(Mention { sort, tokens: start..end, head, role, titled, definite, likeness })
    }

    fn has_particle_before(&self, at: usize) -> bool {
        let particle = at.checked_sub(1).and_then(|before| self.reading.token(before));
        particle.zip(self.reading.token(at)).is_some_and(|(particle, name)| {
            let small = particle.kind == Kind::Word && particle.is(Class::Particle) && !particle.capital;
            small && particle.paragraph == name.paragraph && !particle.possessive
        })
    }

    /// Where the run of name words that starts here ends.
    fn name_end(&self, at: usize) -> usize {
        let token = |index: usize| self.reading.token(index);
        let mut end = at + 1;
        while end - at < LONGEST_NAME && token(end - 1).is_some_and(|last| !last.possessive) {
            let next = token(end);
            // "Ann Lee Slams …", where every word has its capital.
            let verb = next.is_some_and(|next| next.cue() >= 45 && !next.any(&[Class::Title, Class::Role]));
            if verb && end - at >= 2 && next.is_some_and(|next| !is_surname(next.hash)) {
                break;
            }
            if next.is_some_and(|next| !next.opens) && self.nameable(end) {
                end += 1;
            } else if next.is_some_and(|next| next.is(Class::Particle)) && self.nameable(end + 1) {
                end += 2;
            } else if let Some(after) = self.of_phrase(end) {
                end = after;
            } else {
                break;
            }
        }
        // "Martin Luther King, Jr."
        let comma = token(end).is_some_and(|token| token.kind == Kind::Comma) && end - at >= 2;
        let suffix = token(end + 1).is_some_and(|token| token.is(Class::Suffix) && token.capital);
        if comma && suffix { end + 2 } else { end }
    }

    /// The end of "of (the) Justice" after a body or a title that stands before `end`.
    fn of_phrase(&self, end: usize) -> Option<usize> {
        let last = self.reading.token(end.checked_sub(1)?)?;
        let takes_of = last.any(&[Class::Organisation, Class::Title]);
        let word = self.reading.token(end)?;
        if !takes_of || word.capital || !matches!(word.entry.map(|entry| entry.word), Some("of" | "for")) {
            return None;
        }
        let mut next = end + 1;
        if self.reading.token(next)?.is(Class::Determiner) {
            next += 1;
        }
        self.nameable(next).then_some(next + 1)
    }

    /// "Added Bob Lee, …", "Accused Trump": behind a word that opens a sentence and only therefore has its capital, the
    /// name starts.
    fn after_a_verb(&self, at: usize, end: usize) -> usize {
        let Some((first, next)) = self.reading.token(at).zip(self.reading.token(at + 1)) else { return at };
        let plain = |token: &Token| !token.any(&[Class::Organisation, Class::Place, Class::Group, Class::Medium]);
        let titled = next.is(Class::Title) && !is_surname(first.hash);
        let known = is_surname(next.hash) || self.capitals.contains(&next.hash);
        let name = self.is_given(next) || titled || known && plain(next) && !self.is_small(next);
        let capital = self.capitals.contains(&first.hash) || first.acronym || first.possessive;
        if !first.opens || at + 1 >= end || capital || self.is_given(first) {
            return at;
        }
        let word = self.reading.word(at);
        let inflected = ["ed", "ing", "ly"].iter().any(|ending| word.ends_with(ending));
        let surname = is_surname(first.hash);
        let office = first.any(&[Class::Title, Class::Role]);
        let verb = first.cue() > 0 && !office && plain(first) && plain(next) || inflected && !surname && name;
        let qualifier = first.is(Class::Qualifier) && !office && name;
        let small = first.is(Class::Adverb) || self.is_small(first);
        let small = small && name && !titled && !surname && !office && plain(first);
        if verb || qualifier || small { at + 1 } else { at }
    }

    /// Where the name proper starts in a run that may open with titles; the run's end if it is titles alone.
    fn name_start(&self, tokens: &Range<usize>) -> usize {
        let given = |index: usize| self.reading.token(index).is_some_and(|token| self.is_given(token));
        let mut start = tokens.start;
        for index in tokens.clone() {
            let Some(token) = self.reading.token(index) else { break };
            if index > start && given(index) && index + 1 < tokens.end && self.opens_a_name(start..index) {
                // "New York City Mayor Bill de Blasio", "Reason Hedge Funds Support Ann Lee".
                start = index;
            }
            if token.any(&[Class::Title, Class::Role])
                && !(given(index) && index == tokens.start)
                && !(self.is_surname_here(&(start..tokens.end), index)
                    && !(index + 2 < tokens.end && (index + 1..tokens.end - 1).any(given)))
            {
                start = index + 1;
                let of = self.reading.token(start).filter(|of| !of.capital && start < tokens.end);
                if of.is_some_and(|of| matches!(of.entry.map(|entry| entry.word), Some("of" | "for"))) {
                    // "Secretary of State Hillary Clinton": the office takes one word, or ends at a given name.
                    let rest = start + 1..tokens.end;
                    let named = rest.clone().skip(1).find(|index| given(*index));
                    let last_two = tokens.end.saturating_sub(2).max(start + 2);
                    start = named.unwrap_or(if rest.len() >= 3 { last_two } else { tokens.end });
                    break;
                }
            }
        }
        start.min(tokens.end)
    }

    /// Whether a given name behind these words opens the name: what stands before is no part of it.
    fn opens_a_name(&self, before: Range<usize>) -> bool {
        let Some(last) = self.reading.token(before.end.saturating_sub(1)) else { return false };
        if last.any(&[Class::Title, Class::Role]) {
            return !self.is_surname_here(&before, before.end - 1);
        }
        let first_given = self.reading.token(before.start).is_some_and(|first| self.is_given(first));
        let no_name = |index: usize| {
            self.reading.token(index).is_some_and(|token| {
                let class = token.any(&[Class::Organisation, Class::Place, Class::Group, Class::Medium, Class::Role]);
                let thing = !is_surname(token.hash) && ends_as_a_noun(self.reading.word(index));
                class || thing || token.acronym && !self.is_initial(index) || self.is_small(token)
            })
        };
        !first_given && before.clone().any(no_name) && !before.clone().any(|index| self.is_initial(index))
    }

    /// Whether a word that is a title or a thing elsewhere is a surname here: "Larry King", "Martin L. King Jr.", "Frank
    /// Church". A given name opens the name, nothing but names stands between, and at most a suffix follows.
    pub(super) fn is_surname_here(&self, tokens: &Range<usize>, index: usize) -> bool {
        let Some(token) = self.reading.token(index) else { return false };
        let after =
            |index: usize| self.reading.token(index).is_some_and(|token| !token.is_word() || token.is(Class::Suffix));
        let first =
            self.reading.token(tokens.start).is_some_and(|first| self.is_given(first) || self.is_initial(tokens.start));
        let between = tokens.start + 1..index;
        let initial = !between.is_empty() && between.clone().all(|index| self.is_initial(index));
        let names = between.clone().all(|index| {
            self.reading
                .token(index)
                .is_some_and(|token| self.is_given(token) || self.is_initial(index) || token.is(Class::Particle))
        });
        token.capital
            && index > tokens.start
            && first
            && between.len() <= 2
            && names
            && (initial || is_surname(token.hash))
            && (index + 1..tokens.end).all(after)
    }

    fn is_body(&self, tokens: Range<usize>) -> bool {
        let headline = self.reading.token(tokens.start).is_some_and(|first| self.headlines.contains(&first.sentence));
        let mut body = false;
        for index in tokens.clone() {
            let Some(token) = self.reading.token(index) else { break };
            let short = token.acronym && token.end - token.start <= ABBREVIATION;
            let surname = self.is_surname_here(&tokens, index);
            body |= token.is(Class::Organisation) && !surname || short && !headline && !self.is_initial(index);
            body |= token.is(Class::Place) && tokens.len() <= 2 && !surname;
        }
        body
    }

    /// A capitalised word at the opening of a sentence: a name if the article writes it so elsewhere, or never small.
    fn name_at_opening(&self, at: usize, token: &Token) -> bool {
        if self.capitals.contains(&token.hash) || token.possessive || token.acronym {
            return true;
        }
        if token.any(&[Class::Role, Class::Group, Class::Medium, Class::Adverb]) || self.is_small(token) {
            return false;
        }
        if token.entry.is_some_and(|entry| entry.cue > 0) {
            return false;
        }
        // "Sadly, …" and "Asking …": an adverb or a participle.
        let word = self.reading.word(at);
        !(word.ends_with("ly") || word.ends_with("ing"))
    }

    /// "The former secretary of State Ann Lee": where the office starts whose last word opens this run, and where the name
    /// does.
    fn office_before(&self, tokens: &Range<usize>) -> Option<(usize, usize)> {
        let of = self.reading.token(tokens.start.checked_sub(1)?)?;
        let is_of = !of.capital && matches!(of.entry.map(|entry| entry.word), Some("of" | "for"));
        let first = self.role_before(tokens.start.checked_sub(1)?).filter(|_| is_of)?;
        let given = |index: &usize| self.reading.token(*index).is_some_and(|token| self.is_given(token));
        let opening = self.reading.token(tokens.start).is_some_and(|token| !self.is_given(token));
        let start = (tokens.start + 1..tokens.end.saturating_sub(1)).find(given).filter(|_| opening)?;
        Some((first, start))
    }

    /// Small words of office before a name: "spokesman", "former campaign manager".
    fn role_before(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let token = self.reading.token(before)?;
        let office = token.kind == Kind::Word && token.any(&[Class::Title, Class::Role]) && !token.capital;
        if !office || token.possessive {
            return None;
        }
        let mut start = before;
        while before - start < 4 {
            let Some(previous) = start.checked_sub(1).and_then(|index| self.reading.token(index)) else { break };
            let part = previous.kind == Kind::Word
                && previous.paragraph == token.paragraph
                && !previous.possessive
                && !previous.any(NEVER_NAME)
                && previous.cue() < 20
                && !previous.is(Class::Adverb);
            if !part {
                break;
            }
            start -= 1;
        }
        Some(start)
    }
}
