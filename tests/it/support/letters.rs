//! A made-up newsletter whose posts lie in files to be imported, and change.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::archives::word;

/// The posts, by their number.
pub struct Letters {
    posts: BTreeMap<usize, String>,
    /// Where its randomness comes from.
    pub random: fastrand::Rng,
}

impl Letters {
    /// This many posts, the same for the same seed.
    pub fn new(seed: u64, count: usize) -> Letters {
        let mut letters = Letters { posts: BTreeMap::new(), random: fastrand::Rng::with_seed(seed) };
        for number in 0..count {
            letters.put(number);
        }
        letters
    }

    /// Adds one to three posts and writes some of the others anew.
    pub fn edit(&mut self) {
        let there = self.posts.len();
        for number in there..there + self.random.usize(1..4) {
            self.put(number);
        }
        for _ in 0..self.random.usize(1..12) {
            let number = self.random.usize(0..there);
            self.put(number);
        }
    }

    fn put(&mut self, number: usize) {
        let mut paragraphs: Vec<String> = (0..self.random.usize(2..6)).map(|_| self.sentences()).collect();
        if self.random.u8(0..4) == 0 {
            // So long an attribution has no place in the corpus's Markdown: the article becomes a line of JSON.
            let body = ["the", "Standing", "Committee", "on"].join(" ");
            let works: Vec<&str> = (0..14).map(|_| word(&mut self.random)).collect();
            paragraphs.push(format!(
                "<blockquote><p>{}</p><cite>{body} {}</cite></blockquote>",
                self.sentences(),
                works.join(" ")
            ));
        }
        let (month, day) = (1 + number % 12, 1 + number % 28);
        let post = format!(
            "---\ntitle: Letter {number} on the {}\ndate: 2021-{month:02}-{day:02}\nurl: https://valley.example/p/{number}\n---\n{}\n",
            // A title that changed would be another article's id.
            ["mill", "weir", "lock"][number % 3],
            paragraphs.join("\n\n"),
        );
        self.posts.insert(number, post);
    }

    fn sentences(&mut self) -> String {
        let words: Vec<&str> = (0..self.random.usize(6..40)).map(|_| word(&mut self.random)).collect();
        format!("The {}. “The {} is late,” said Ada Byron.", words.join(" "), word(&mut self.random))
    }

    /// Writes the posts into a folder.
    pub fn write(&self, folder: &Path) {
        for (number, post) in &self.posts {
            fs::write(folder.join(format!("{number:04}.md")), post).expect("a post");
        }
    }
}
