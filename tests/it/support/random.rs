//! Chance: the same sequence for the same seed, which is printed.

/// The generator.
pub struct Random(fastrand::Rng);

impl Random {
    /// One whose seed is `PULLQUOTE_SEED`, or always the same.
    pub fn seeded() -> Random {
        let seed = std::env::var("PULLQUOTE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
        println!("seed {seed}");
        Random(fastrand::Rng::with_seed(seed))
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end.max(1))
    }

    /// One of these.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A text with one bit of one character flipped.
    pub fn flipped(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        let place = self.below(chars.len());
        chars[place] = char::from_u32(u32::from(chars[place]) ^ (1 << self.below(14))).unwrap_or('x');
        chars.into_iter().collect()
    }
}
