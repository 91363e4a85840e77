//! What a verb depends on: "refused to", "without", "could not help", "is said to", "all but".

use super::super::lexicon::Class;
use super::super::scene::Scene;
use super::chain::{Form, Group, Step};
use super::words::{Sense, Word};

impl Scene<'_> {
    /// "could not help but say", "cannot but say"; "all but said", "did everything but say".
    pub(super) fn but_say(&self, group: &mut Group, but: usize) -> Step {
        let before = but.checked_sub(1).map(|before| self.word(before)).unwrap_or_default();
        if matches!(before.folded.as_ref(), "all" | "everything" | "anything") {
            return Step::Known(true);
        }
        let helpless = before.is(Sense::Negation) && before.is(Sense::Modal);
        if !helpless && !before.is(Sense::Failing) {
            return Step::End;
        }
        group.form = Form::Infinitive;
        group.failing |= helpless;
        Step::Back(but)
    }

    /// A word that the verb read last depends on: "refused to", "without", "could not help".
    pub(super) fn depends_on(&self, group: &mut Group, at: usize, word: &Word) -> Step {
        let back = Step::Back(at);
        let gerund = group.form == Form::Gerund;
        let nearest = !std::mem::replace(&mut group.depends, true);
        let preposition = self.reading.token(at).is_some_and(|token| token.is(Class::Preposition));
        if gerund && group.object && preposition && word.folded != "of" && !word.is(Sense::Without) {
            // "after an editorial telling him".
            return Step::Known(false);
        }
        group.object |= nearest && gerund && self.reading.token(at).is_some_and(|token| token.is(Class::Determiner));
        // "no record of Reed saying".
        if word.is(Sense::Belief) && at.checked_sub(1).is_some_and(|before| self.word(before).folded == "no") {
            return Step::Known(true);
        }
        let before = at.checked_sub(1).map(|before| self.word(before)).unwrap_or_default();
        if group.form == Form::Infinitive && word.folded == "too" {
            group.failing = true;
            return back;
        }
        if group.form == Form::Infinitive && word.is(Sense::Hearsay) && self.is_passive(at) {
            return Step::Known(true);
        }
        // "credited with saying", "stopped herself before saying".
        if gerund && (before.is(Sense::Credits) || word.folded == "before" && before.folded.ends_with("self")) {
            return Step::Known(true);
        }
        if nearest && gerund {
            if word.is(Sense::Without) || word.folded == "of" && self.is_instead_of(at) {
                return Step::Known(true);
            }
            match word.folded.as_ref() {
                // "kept from saying", "could not keep from saying".
                "from" => {
                    group.failing = true;
                    group.depends = false;
                    group.form = Form::Infinitive;
                    return self.before_from(at);
                }
                "of" | "as" | "about" => {
                    group.depends = false;
                    group.form = Form::Infinitive;
                    return back;
                }
                _ if word.is(Sense::WithGerund) => return Step::Known(false),
                _ => {}
            }
        }
        if word.is(Sense::Fake) {
            return Step::Known(true);
        }
        if word.is(Sense::Rejects) {
            // "did not deny saying".
            group.failing = true;
            group.form = self.form_of(word);
            return back;
        }
        if word.is(Sense::Failing) && (gerund || !word.is(Sense::BeforeTo)) {
            group.failing = true;
            group.form = self.form_of(word);
            return back;
        }
        // "is going to say", but "going on to say".
        let urged = gerund && group.object && !word.is(Sense::Hypothesis) && !word.is(Sense::UnrealThat);
        if word.is(Sense::Unreal) && !urged && !(word.folded == "going" && self.word(at + 1).folded != "to") {
            return Step::Known(true);
        }
        if nearest && gerund && word.is(Sense::Factive) {
            return Step::Known(false);
        }
        if word.is(Sense::Perceived) {
            group.perceived = true;
        }
        if self.clause_word(word) {
            return Step::Known(group.denies());
        }
        back
    }

    /// "is said", "has been reported": a participle after a form of "be", over adverbs.
    pub(super) fn is_passive(&self, participle: usize) -> bool {
        let be = |at: usize| matches!(self.word(at).folded.as_ref(), "is" | "are" | "was" | "were" | "been" | "being");
        let adverb = |at: &usize| {
            self.reading.token(*at).is_some_and(|token| token.is(Class::Adverb))
                || self.word(*at).folded.ends_with("ly")
        };
        (participle.saturating_sub(3)..participle).rev().find(|at| !adverb(at)).is_some_and(be)
    }

    pub(super) fn form_of(&self, word: &Word) -> Form {
        if word.is_gerund() { Form::Gerund } else { Form::Finite }
    }

    /// "instead of saying", "in lieu of saying", "short of saying".
    pub(super) fn is_instead_of(&self, of: usize) -> bool {
        of.checked_sub(1).is_some_and(|before| self.word(before).is(Sense::Unreal))
    }

    /// The verb before "from", over its object: "kept her from saying".
    pub(super) fn before_from(&self, from: usize) -> Step {
        let Some(before) = from.checked_sub(1) else { return Step::End };
        if self.word(before).is(Sense::Apart) {
            return Step::Known(false);
        }
        let object = self.mention_at(before).and_then(|mention| self.mentions.get(mention));
        Step::Back(object.map_or(before, |object| object.tokens.start.saturating_sub(1)))
    }

    /// "almost said", "nearly told", "as good as said"; but "almost always said" was.
    pub(super) fn is_nearly(&self, group: &Group, at: usize, word: &Word, behind: &Word) -> bool {
        let back = |back: usize| at.checked_sub(back).map(|at| self.word(at).folded).unwrap_or_default();
        let verb = behind.is(Sense::Saying) || behind.is_past() || behind.folded == "certainly";
        word.is(Sense::Nearly) && verb && group.form == Form::Finite
            || word.folded == "as" && matches!(back(1).as_ref(), "good" | "well") && back(2) == "as"
    }

    /// "is not the one who", "was not the man that"; "is not the only one who" tells of others.
    pub(super) fn is_not_the_one(&self, relative: usize) -> bool {
        const NOUN: usize = 4;
        if !matches!(self.word(relative).folded.as_ref(), "who" | "that") {
            return false;
        }
        let words = |at: &usize| self.reading.token(*at).is_some_and(|token| token.is_word());
        let mut phrase = (relative.saturating_sub(NOUN)..relative).rev().take_while(words);
        let negation = phrase.find(|at| self.word(*at).is(Sense::Negation) || self.word(*at).is(Sense::Narrows));
        let Some(not) = negation.filter(|at| self.word(*at).is(Sense::Negation)) else { return false };
        let be = |word: &str| matches!(word, "is" | "was" | "are" | "were" | "isn't" | "wasn't" | "aren't" | "weren't");
        be(&self.word(not).folded) || not.checked_sub(1).is_some_and(|before| be(&self.word(before).folded))
    }
}
