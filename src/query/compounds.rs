//! Words that are written with a hyphen, as one, or as two, and are one to a reader: "e-mail" and "email".

use super::lists::List;
use crate::text::{self, Token};

/// The words of a query, those with a hyphen as one where their first part says little by itself ("e-mail", "co-op",
/// "COVID-19"); of others ("anti-war") the parts are looked for.
pub(super) fn words(source: &str) -> Vec<Token<'_>> {
    let mut whole = text::compounds(source).into_iter().filter(|word| is_one(word.text)).peekable();
    let mut words: Vec<Token<'_>> = Vec::new();
    for token in text::tokens(source) {
        if let Some(compound) = whole.next_if(|compound| compound.start <= token.start) {
            words.push(compound);
        }
        let inside = words.last().is_some_and(|last| token.range().end <= last.range().end);
        if !inside {
            words.push(token);
        }
    }
    words
}

fn is_one(compound: &str) -> bool {
    if compound.contains(' ') {
        return true;
    }
    let mut parts = compound.split('-');
    let (Some(first), Some(second), None) = (parts.next(), parts.next(), parts.next()) else { return false };
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    List::Prefixes.has(&first.to_ascii_lowercase()) && !second.starts_with(char::is_uppercase) || number(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word() {
        let found = |source: &str| words(source).iter().map(|word| word.text.to_owned()).collect::<Vec<_>>().join(" ");
        insta::assert_snapshot!(found("Did the e-mail about COVID-19 at the co-op reach anti-war Ki-moon on 2016-17 in the United States?"), @"Did the e-mail about COVID-19 at the co-op reach anti war Ki moon on 2016 17 in the United States");
    }
}
