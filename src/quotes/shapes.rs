//! The shapes of stretches of an article: a letter for each token or mention (`symbols`).

use super::feature::Letters;
use super::scene::Scene;

impl Scene<'_> {
    /// The letters from `from` (inclusive) towards `to` (exclusive), going forward; long stretches lose their middle.
    pub(super) fn pattern(&self, from: usize, to: usize, limit: usize) -> Letters {
        let mut letters = Letters::default();
        let mut at = from;
        let mut count = 0;
        while at < to && count < limit {
            let (symbol, _, past) = self.place(at);
            letters.push(symbol);
            at = past;
            count += 1;
        }
        if at >= to {
            return letters;
        }
        letters.push(b'~');
        let tail = self.pattern_back(to, at, limit);
        tail.as_bytes().iter().rev().for_each(|letter| letters.push(*letter));
        letters
    }

    /// The first letters from a token on, going forward.
    pub(super) fn pattern_ahead(&self, from: usize, limit: usize) -> Letters {
        let mut letters = Letters::default();
        let mut at = from;
        for _ in 0..limit {
            let (symbol, _, past) = self.place(at);
            letters.push(symbol);
            at = past;
        }
        letters
    }

    /// The letters before `from` (exclusive), going back no further than `to`.
    pub(super) fn pattern_back(&self, from: usize, to: usize, limit: usize) -> Letters {
        let mut letters = Letters::default();
        let mut at = from;
        for _ in 0..limit {
            if at <= to {
                break;
            }
            let (symbol, first, _) = self.place(at - 1);
            letters.push(symbol);
            at = first;
        }
        letters
    }

    /// The letter at a token, and where that which it stands for begins and ends.
    fn place(&self, at: usize) -> (u8, usize, usize) {
        self.places.get(at).map_or((b'#', at, at + 1), |place| (place.symbol, place.first, place.past))
    }

    /// How many mentions start between two tokens.
    pub(super) fn mentions_between(&self, from: usize, to: usize) -> usize {
        let before = |token: usize| self.places.get(token).map_or(self.mentions.len(), |place| place.mentions);
        before(to).saturating_sub(before(from))
    }
}
