//! What stands after a quotation and takes it back: "(he did not)", "the post claims", "if the screenshot is real", and the
//! sentence that follows: "She never said that.", "The quote is fabricated."
//!
//! Only what speaks of the words as words counts. "That is not true" contradicts the speaker, who said them all the same.

use std::ops::Range;

use super::super::lexicon::Class;
use super::super::reading::Kind;
use super::super::scene::Scene;
use super::words::Sense;

/// How many tokens after a quotation are looked at.
const REACH: usize = 80;

/// The words between two marks.
struct Stretch {
    words: Range<usize>,
    /// The mark before them.
    opened: Option<Kind>,
    /// Whether they are of the quotation's own sentence.
    own: bool,
    /// The first word of their sentence, where others stand between.
    head: Option<usize>,
}

impl Scene<'_> {
    /// Whether the rest of a quotation's sentence, or the sentence after, says that it was not said. `at` is its token.
    pub(in super::super) fn taken_back(&self, at: usize, speaker: Option<usize>) -> bool {
        let mut start = at + 1;
        let mut opened = None;
        let mut own = true;
        let mut head = None;
        for index in at + 1..at + 1 + REACH {
            let Some(token) = self.reading.token(index) else { break };
            if token.is_word() {
                continue;
            }
            let stretch = Stretch { words: start..index, opened, own, head };
            if self.may_take_back(&stretch.words) && self.takes_back(&stretch, speaker) {
                return true;
            }
            head = head.or(Some(start).filter(|_| !own && start < index));
            start = index + 1;
            opened = Some(token.kind);
            match token.kind {
                Kind::Stop | Kind::Break if own => own = false,
                Kind::Stop | Kind::Break if head.is_some() => return false,
                Kind::Quote(_) if !own => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether any of the words could be of a clause that takes a quotation back: most have none, and need no reading.
    fn may_take_back(&self, words: &Range<usize>) -> bool {
        const TELLING: &[Sense] =
            &[Sense::Negation, Sense::Claims, Sense::Tale, Sense::Fake, Sense::Genuine, Sense::Rejects, Sense::Puts];
        words.clone().any(|at| {
            let word = self.word(at);
            let none = matches!(word.folded.as_ref(), "no" | "nothing" | "made");
            none || TELLING.iter().any(|sense| word.is(*sense))
        })
    }

    fn takes_back(&self, stretch: &Stretch, speaker: Option<usize>) -> bool {
        self.denies_briefly(stretch)
            || self.disclaims(stretch)
            || self.is_of_a_fake(stretch)
            || self.no_such(stretch)
            || self.is_about(stretch, speaker) && stretch.words.clone().any(|at| self.unsays(at, stretch.words.end))
    }

    /// Whether nobody else is named before the words: "Lee never said that" is no word about what Reed said.
    fn is_about(&self, stretch: &Stretch, speaker: Option<usize>) -> bool {
        let subject = stretch.words.clone().take(4).find_map(|at| self.mention_at(at));
        let person = subject.and_then(|subject| self.people.named(subject));
        person.is_none() || speaker.and_then(|speaker| self.person(speaker)) == person
    }

    /// "(he did not)", "— not", "Except she didn't.", "No, he never did.", "though her office says she did not".
    fn denies_briefly(&self, stretch: &Stretch) -> bool {
        const LONGEST: usize = 8;
        let Range { start, end } = stretch.words;
        if end - start > LONGEST {
            return false;
        }
        let (first, last) = (self.word(start), self.word(end - 1));
        let before = end.checked_sub(2).filter(|before| *before >= start).map(|at| self.word(at)).unwrap_or_default();
        let aside = matches!(stretch.opened, Some(Kind::OpenBracket | Kind::Dash));
        if end - start == 1 {
            return stretch.own && aside && first.folded == "not";
        }
        let negated = last.folded.ends_with("n't")
            || last.folded == "not" && matches!(before.folded.as_ref(), "did" | "has" | "had")
            || last.folded == "did" && before.is(Sense::Negation);
        let no = stretch.head.is_some_and(|head| self.word(head).folded == "no");
        let spurned = matches!(first.folded.as_ref(), "except" | "only" | "no") || stretch.own && aside || no;
        let another = stretch.own && (start..end).any(|at| self.word(at).is(Sense::Saying));
        negated && (spurned || another)
    }

    /// "the post claims", "or so the hoaxers would have you believe", "That is what the hoaxers claim", "the story goes",
    /// "if the screenshot is real", "according to a hoax".
    fn disclaims(&self, stretch: &Stretch) -> bool {
        let Range { start, end } = stretch.words;
        let has = |test: &dyn Fn(&str) -> bool| (start..end).any(|at| test(&self.word(at).folded));
        let first = self.word(start);
        if stretch.own && first.is(Sense::Hypothesis) {
            return (start..end).any(|at| self.word(at).is(Sense::Genuine));
        }
        if stretch.own && first.folded == "according" {
            return self.according_to_a_fake(start);
        }
        let claims = end - start > 1 && self.word(end - 1).is(Sense::Claims);
        let tale = self.is_tale(start, end);
        let personal = (start..end).any(|at| self.reading.token(at).is_some_and(|token| token.is(Class::Pronoun)));
        let so = matches!(first.folded.as_ref(), "or" | "so") && has(&|word| word == "so");
        let head = stretch.head.map(|head| self.word(head).folded).unwrap_or_default();
        let that = matches!(head.as_ref(), "that" | "this") || matches!(first.folded.as_ref(), "that" | "this");
        let whole = !(start..end.saturating_sub(1)).any(|at| {
            let word = self.word(at);
            word.is(Sense::Saying) || word.is(Sense::Hypothesis) || word.folded == "that"
        });
        let fake = (start..end).any(|at| self.word(at).is(Sense::Fake));
        if stretch.own {
            let named = self.reading.token(start).is_some_and(|token| token.is(Class::Determiner)) || fake;
            return tale || claims && whole && (so || named && !personal) || so && fake;
        }
        tale || claims && !personal && (so || that && has(&|word| word == "what")) || (so || that) && claims && fake
    }

    /// "as the joke goes", "the story goes", "legend has it".
    pub(super) fn is_tale(&self, start: usize, end: usize) -> bool {
        const LONGEST: usize = 7;
        if end - start.min(end) > LONGEST {
            return false;
        }
        let words: Vec<_> = (start..end).map(|at| self.word(at)).collect();
        let tale = words.iter().any(|word| word.is(Sense::Tale));
        let goes = match words.as_slice() {
            [.., has, it] if it.folded == "it" => matches!(has.folded.as_ref(), "has" | "had" | "would"),
            [.., goes] => matches!(goes.folded.as_ref(), "goes" | "went"),
            _ => false,
        };
        tale && goes
    }

    /// "The quote is fabricated", "the clip turned out to be a deepfake", "those words are not hers".
    fn is_of_a_fake(&self, stretch: &Stretch) -> bool {
        let Range { start, end } = stretch.words;
        let Some(noun) = (start..end).find(|at| {
            let word = self.word(*at);
            word.is(Sense::Quoted) || word.is(Sense::Medium)
        }) else {
            return false;
        };
        // "a quote", "a clip" may be any; "the quote" is the one before.
        let definite = (start..noun).rev().take(3).any(|at| {
            let token = self.reading.token(at);
            let indefinite = matches!(self.word(at).folded.as_ref(), "a" | "an" | "some" | "another" | "many" | "no");
            token.is_some_and(|token| token.any(&[Class::Determiner, Class::Possessive])) && !indefinite
        });
        let Some(verb) = (noun + 1..end.min(noun + 4)).find(|at| {
            let word = self.word(*at);
            let auxiliary = self.reading.token(*at).is_some_and(|token| token.is(Class::Auxiliary));
            auxiliary || matches!(word.folded.as_ref(), "proved" | "turned" | "proves" | "turns" | "remains")
        }) else {
            return false;
        };
        let mut negated = self.word(verb).is(Sense::Negation);
        for at in verb + 1..end.min(verb + 7) {
            let word = self.word(at);
            if word.is(Sense::Negation) {
                negated = true;
            } else if negated {
                let closes = at + 1 == end || self.word(at + 1).folded == "by";
                if word.is(Sense::Genuine) || self.puts_words(at) && closes {
                    return definite && (word.folded != "true" && word.folded != "accurate");
                }
            } else if word.is(Sense::Fake) || word.folded == "made" && self.word(at + 1).folded == "up" {
                // What is false may have been said; a quotation is false only as one.
                let content = matches!(word.folded.as_ref(), "false" | "untrue" | "misleading");
                return definite && (!content || self.word(noun).folded.starts_with("quot"));
            } else if !self.is_predicate_filler(at) {
                return false;
            }
        }
        false
    }

    fn is_predicate_filler(&self, at: usize) -> bool {
        let word = self.word(at).folded;
        let auxiliary = self.reading.token(at).is_some_and(|token| token.any(&[Class::Auxiliary, Class::Adverb]));
        auxiliary || word.ends_with("ly") || matches!(word.as_ref(), "a" | "an" | "to" | "out" | "as" | "entirely")
    }

    /// "No such remark was ever made", "said nothing of the kind", "no recording of it exists".
    fn no_such(&self, stretch: &Stretch) -> bool {
        stretch.words.clone().any(|at| {
            let word = self.word(at);
            let [next, second, third] = [1, 2, 3].map(|ahead| self.word(at + ahead));
            let such = word.folded == "no" && next.folded == "such" && second.is(Sense::Quoted);
            let kind = word.folded == "nothing" && next.folded == "of" && second.folded == "the";
            let said = |back: usize| at.checked_sub(back).is_some_and(|at| self.puts_words(at));
            let recorded = word.folded == "no" && next.is(Sense::Recorded) && second.folded == "of";
            let words = |word: &super::Word, behind: usize| {
                matches!(word.folded.as_ref(), "it" | "that" | "this")
                    || word.folded == "the" && self.word(at + behind).is(Sense::Quoted)
            };
            let made = |from: usize| (from..stretch.words.end).any(|at| self.puts_words(at));
            let such_thing = second.folded == "thing";
            such && (if such_thing { said(1) } else { said(1) || made(at + 3) || at == stretch.words.start })
                || kind && said(1) && matches!(third.folded.as_ref(), "kind" | "sort")
                || recorded && words(&third, 4)
        })
    }

    /// "never said that", "did not use those words", "denies having said it", "disputes the quote". `at` is a word, `end` the
    /// end of its stretch: "did not say that the dam was sold" is no such thing.
    fn unsays(&self, at: usize, end: usize) -> bool {
        let word = self.word(at);
        if word.is(Sense::Rejects) {
            let said = (at + 1..end.min(at + 4)).find(|at| self.puts_words(*at));
            let between = |said: &usize| {
                (at + 1..*said)
                    .all(|at| matches!(self.word(at).folded.as_ref(), "ever" | "having" | "that" | "he" | "she"))
            };
            return match said.filter(between) {
                Some(said) => self.anaphor(said + 1, end),
                None => self.word(end - 1).is(Sense::Quoted) && self.anaphor(at + 1, end),
            };
        }
        let negated = || (at.saturating_sub(4)..at).any(|before| self.word(before).is(Sense::Negation));
        self.puts_words(at) && negated() && self.anaphor(at + 1, end)
    }

    /// "say", "utter", "make", "use": what somebody does with words.
    fn puts_words(&self, at: usize) -> bool {
        let word = self.word(at);
        word.is(Sense::Saying) || word.is(Sense::Puts)
    }

    /// Whether nothing stands here but words for the quotation: "that", "those words", "any such thing", "it".
    fn anaphor(&self, start: usize, end: usize) -> bool {
        let stands = |at: usize| {
            let word = self.word(at);
            let refers = matches!(
                word.folded.as_ref(),
                "that"
                    | "this"
                    | "it"
                    | "so"
                    | "those"
                    | "these"
                    | "the"
                    | "any"
                    | "such"
                    | "of"
                    | "kind"
                    | "sort"
                    | "at"
                    | "all"
                    | "either"
            );
            refers || word.is(Sense::Quoted)
        };
        let whom = |at: usize| self.reading.token(at).is_some_and(|token| token.is(Class::Object));
        (start..end).any(stands) && (start..end).all(|at| stands(at) || whom(at))
    }
}
