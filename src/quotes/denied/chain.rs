//! The group of a verb, read back to its subject.

use super::super::lexicon::Class;
use super::super::reading::Kind;
use super::super::scene::Scene;
use super::words::{Sense, Word};

/// How many tokens of a verb's group are read.
const REACH: usize = 18;

/// What was read of a group.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// How the verb read last depends on what stands before it.
    pub(super) form: Form,
    /// Whether a negation governs it.
    pub(super) negated: bool,
    /// Whether one of the verbs is a negation of its own: "failed to".
    pub(super) failing: bool,
    /// Whether it is possible, wanted or foreseen only.
    pub(super) modal: bool,
    /// "only": "did not only say", "would only say".
    pub(super) narrowed: bool,
    /// "would later say".
    pub(super) looks_back: bool,
    /// "could be heard saying".
    pub(super) perceived: bool,
    /// Whether a verb was read that the first one depends on.
    pub(super) depends: bool,
    /// Whether somebody was read whom the verbs before it have as their object: "has him saying".
    pub(super) object: bool,
    /// Whether the verb shares its subject, and nothing else for certain, with one before "and".
    pub(super) shared: bool,
    /// Whether it is the last of a list: "did not write, say or think".
    pub(super) listed: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// A verb with a subject of its own, auxiliaries before it.
    #[default]
    Finite,
    /// After "to".
    Infinitive,
    /// "saying", "having said".
    Gerund,
}

/// What a step back along the group came to.
pub(super) enum Step {
    /// The next token to read is the one before this.
    Back(usize),
    /// The group ends here, without a subject.
    End,
    /// What was read so far is enough to know.
    Known(bool),
}

impl Group {
    /// Whether what was read makes the saying no fact.
    pub(super) fn denies(&self) -> bool {
        let negated = self.negated && !self.narrowed;
        self.modal && !self.perceived && !(self.failing && self.negated) || self.failing != negated
    }
}

impl Scene<'_> {
    /// Whether the group of a verb, or what heads the clause of its subject, makes it no fact.
    pub(super) fn chain_denies(&self, verb: usize) -> bool {
        let first = self.word(verb);
        let mut group = Group::default();
        if first.is_gerund() {
            group.form = Form::Gerund;
        }
        // "would tell her staff each morning".
        group.looks_back =
            (verb + 1..verb + 8).any(|at| matches!(self.word(at).folded.as_ref(), "each" | "every" | "whenever"));
        let mut at = verb;
        for _ in 0..REACH {
            let Some(before) = at.checked_sub(1) else { break };
            let Some(token) = self.reading.token(before) else { break };
            let step = match token.kind {
                // "Will" and "May" are names inside a sentence.
                Kind::Word
                    if group.form == Form::Finite && self.is_name(before) && self.mention_at(before).is_none() =>
                {
                    return group.denies() || self.clause_denies(before, before + 1, &first);
                }
                Kind::Word => match self.mention_at(before) {
                    Some(mention) if !self.is_group_word(before) => match self.subject(&mut group, mention, &first) {
                        Ok(start) => Step::Back(start),
                        Err(denied) => return denied,
                    },
                    _ => self.step(&mut group, before, &first),
                },
                Kind::Number => Step::Back(before),
                // "saying", after a comma, tells more of what somebody did.
                // "did not write, say or think".
                Kind::Comma if group.listed => Step::Back(before),
                Kind::Comma if group.form != Form::Gerund || group.depends => match self.over_aside(before) {
                    _ if self.found_in_a_fake(before) => return true,
                    Some(open) => Step::Back(open + 1),
                    None => Step::End,
                },
                _ => Step::End,
            };
            match step {
                Step::Back(next) if next < at => at = next,
                Step::Known(denied) => return denied,
                Step::Back(_) | Step::End => break,
            }
        }
        group.denies()
    }

    /// Words of a verb's group that are mentions as well: "few", "she'd".
    fn is_group_word(&self, at: usize) -> bool {
        let word = self.word(at);
        word.folded.ends_with("'d") || word.folded.ends_with("'ll")
    }

    /// Reads one word of the group.
    fn step(&self, group: &mut Group, at: usize, first: &Word) -> Step {
        let word = self.word(at);
        let behind = self.word(at + 1);
        let back = Step::Back(at);
        let adverb = self.reading.token(at).is_some_and(|token| token.is(Class::Adverb));
        if word.is(Sense::Modal) || word.folded.ends_with("'ll") || word.folded.ends_with("'d") && behind.is_bare() {
            let would = matches!(word.folded.as_ref(), "would" | "will" | "could" | "can" | "'d");
            group.modal |= !group.shared && !(would && (group.narrowed || group.looks_back));
        }
        if word.folded.ends_with("'d") || word.folded.ends_with("'ll") {
            // The pronoun is in the same word.
            return Step::Known(group.denies() || self.clause_denies(at, at, first));
        }
        if word.is(Sense::Negation) {
            group.negated ^= !group.shared;
            return back;
        }
        if word.folded == "no" {
            // "at no point", "had no chance to say".
            group.negated ^= behind.is(Sense::NoWhat) || behind.is(Sense::Failing) || group.form != Form::Finite;
            return back;
        }
        if word.is(Sense::Narrows) {
            group.narrowed = true;
            return back;
        }
        if word.is(Sense::LooksBack) {
            group.looks_back = true;
            return back;
        }
        if word.is(Sense::Supposedly) || self.is_nearly(group, at, &word, &behind) {
            return Step::Known(true);
        }
        if word.folded == "dare" && group.form == Form::Finite {
            group.modal = true;
            return back;
        }
        if group.listed && word.is_bare() && word.is(Sense::Saying) {
            return back;
        }
        if matches!(word.folded.as_ref(), "having" | "being") {
            group.form = Form::Gerund;
            return back;
        }
        if group.depends && word.is(Sense::Perceived) {
            group.perceived = true;
        }
        if self.reading.token(at).is_some_and(|token| token.is(Class::Auxiliary)) {
            match group.form {
                Form::Finite => {}
                // "had to say", but "to have said".
                Form::Infinitive => group.depends = true,
                // "was saying".
                Form::Gerund => group.form = Form::Finite,
            }
            return back;
        }
        group.looks_back |= word.folded == "on" && behind.folded == "to";
        if word.is(Sense::Filler) && !(word.folded.starts_with("go") && group.form == Form::Finite) {
            return back;
        }
        match word.folded.as_ref() {
            "to" => {
                group.form = Form::Infinitive;
                return back;
            }
            "and" | "or" => {
                // "did not write or say": one group for both. "and said" has its subject in common with what stands before.
                group.listed |= first.is_bare() && behind.is_bare() && group.form == Form::Finite;
                group.shared |= word.folded == "and" && !first.is_bare() && group.form == Form::Finite;
                return back;
            }
            "but" => return self.but_say(group, at),
            _ => {}
        }
        if group.form == Form::Finite {
            return self.before_finite(group, at, &word, adverb);
        }
        self.depends_on(group, at, &word)
    }

    /// A word before a finite verb that is none of its group: an adverb, a noun that is no mention, "at no point".
    fn before_finite(&self, group: &mut Group, at: usize, word: &Word, adverb: bool) -> Step {
        let before = at.checked_sub(1).map(|before| self.word(before)).unwrap_or_default();
        let behind_is_bare = self.word(at + 1).is_bare();
        if adverb || word.folded.ends_with("ly") || word.is(Sense::NoWhat) && before.folded == "no" {
            // "falsely said" was said.
            return Step::Back(at);
        }
        if word.is(Sense::Without) && behind_is_bare {
            return Step::Known(true);
        }
        if matches!(word.folded.as_ref(), "at" | "in" | "by" | "under") && group.negated {
            return Step::Back(at);
        }
        if self.is_not_the_one(at) {
            return Step::Known(true);
        }
        if group.shared || self.clause_word(word) {
            return Step::Known(group.denies() || self.clause_denies(at + 1, at + 1, word));
        }
        // The head of a subject that is no mention.
        let noun = self.noun_start(at);
        Step::Known(group.denies() || self.clause_denies(noun, at + 1, word))
    }

    /// The token before an aside that a comma ends, where it belongs to the group or is its subject: "Reed, who never came,
    /// said", "did not, as was claimed, say".
    fn over_aside(&self, comma: usize) -> Option<usize> {
        let open = self.aside(comma)?;
        let token = self.reading.token(open)?;
        let word = self.word(open);
        let group = token.any(&[Class::Auxiliary, Class::Adverb]) || word.is(Sense::Negation) || word.is(Sense::Unreal);
        (group || self.mention_at(open).is_some()).then_some(open)
    }

    pub(super) fn clause_word(&self, word: &Word) -> bool {
        word.is(Sense::Hypothesis) || matches!(word.folded.as_ref(), "that" | "who" | "which")
    }

    /// Where the noun phrase that ends at a token may start: over plain words, back to what determines it.
    fn noun_start(&self, at: usize) -> usize {
        let mut start = at;
        for before in (at.saturating_sub(4)..at).rev() {
            let Some(token) = self.reading.token(before).filter(|token| token.kind == Kind::Word) else { break };
            if token.any(&[Class::Determiner, Class::Possessive]) {
                return before;
            }
            if token.any(&[Class::Preposition, Class::Conjunction, Class::Auxiliary, Class::Pronoun]) {
                break;
            }
            start = before;
        }
        start
    }

    /// A mention before the group. Its first token, where it is an object and the group goes on; or the answer.
    fn subject(&self, group: &mut Group, mention: usize, first: &Word) -> Result<usize, bool> {
        let Some(found) = self.mentions.get(mention) else { return Err(group.denies()) };
        let start = found.tokens.start;
        let start = found.role.as_ref().map_or(start, |role| start.min(role.start));
        if self.is_not_the_one(start) {
            return Err(true);
        }
        if group.form != Form::Finite && !group.depends {
            // "asked Reed to say", "has him saying", "were he to say".
            let before = start.checked_sub(1).map(|before| self.word(before)).unwrap_or_default();
            if self.fake_depicts(start)
                || before.folded == "were"
                || self.opens_with_hypothesis(start)
                || self.names_a_fake(start..found.tokens.end)
            {
                return Err(true);
            }
            group.object = true;
            return Ok(start);
        }
        Err(group.denies() || self.clause_denies(start, found.tokens.end, first))
    }
}
