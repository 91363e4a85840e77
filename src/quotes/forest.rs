//! Gradient-boosted regression trees (Friedman 2001) over a few dozen numbers: what sums of weights cannot say, such as
//! "near, unless somebody else stands at the verb".
//!
//! A file names its columns in the first line and has a tree a line, in preorder: `column<number` asks, and what follows
//! is the tree of the yes and the tree of the no; a bare number is a leaf.

/// The numbers that describe one candidate, each with the name of its column.
pub type Row = Vec<(&'static str, f32)>;

/// A number for whether something is so.
pub(super) fn one_if(value: bool) -> f32 {
    f32::from(u8::from(value))
}

/// A count, or a distance, as a number.
pub(super) fn number(value: usize) -> f32 {
    // Counts here are small; where they are not, it does not matter by how much.
    value.min(10_000) as f32
}

/// A question of a tree, or one of its leaves.
#[derive(Debug, Clone, Copy)]
enum Node {
    /// Whether a column is less than a number; the place of the tree of the no. That of the yes follows.
    Ask {
        column: u16,
        least: f32,
        no: u16,
    },
    Leaf(f32),
}

/// The trees of one model.
#[derive(Debug, Default)]
pub(super) struct Forest {
    nodes: Vec<Node>,
    /// Where each tree begins.
    roots: Vec<usize>,
    /// The columns, in the order of the rows.
    columns: Vec<String>,
    /// From which probability on the answer is yes.
    pub(super) from: f32,
}

/// How deep a tree may be. Deeper ones are not read: files are made by a program that makes none.
const DEEPEST: usize = 16;

impl Forest {
    /// Reads a file. A malformed tree is left out; a test holds that those built in have none.
    pub(super) fn read(file: &str) -> Self {
        let mut forest = Forest { from: 0.5, ..Forest::default() };
        for line in file.lines() {
            if let Some(columns) = line.strip_prefix("columns ") {
                forest.columns = columns.split(' ').map(str::to_owned).collect();
            } else if let Some(from) = line.strip_prefix("yes from ") {
                forest.from = from.parse().unwrap_or(0.5);
            } else if !line.starts_with('#') && !line.is_empty() {
                let root = forest.nodes.len();
                let mut words = line.split(' ');
                match forest.tree(&mut words, 0) {
                    Some(()) if words.next().is_none() => forest.roots.push(root),
                    _ => forest.nodes.truncate(root),
                }
            }
        }
        forest
    }

    fn tree<'w>(&mut self, words: &mut impl Iterator<Item = &'w str>, depth: usize) -> Option<()> {
        let word = words.next()?;
        let Some((column, least)) = word.split_once('<') else {
            self.nodes.push(Node::Leaf(word.parse().ok()?));
            return Some(());
        };
        let column = self.columns.iter().position(|name| name == column).filter(|_| depth < DEEPEST)?;
        let at = self.nodes.len();
        self.nodes.push(Node::Leaf(0.0));
        self.tree(words, depth + 1)?;
        let no = u16::try_from(self.nodes.len()).ok()?;
        self.tree(words, depth + 1)?;
        *self.nodes.get_mut(at)? = Node::Ask { column: u16::try_from(column).ok()?, least: least.parse().ok()?, no };
        Some(())
    }

    /// Whether there is any tree.
    pub(super) fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// What the trees add up to.
    pub(super) fn sum(&self, row: &Row) -> f32 {
        self.roots.iter().map(|root| self.leaf(*root, row)).sum()
    }

    fn leaf(&self, mut at: usize, row: &Row) -> f32 {
        loop {
            match self.nodes.get(at) {
                Some(Node::Ask { column, least, no }) => {
                    let value = row.get(usize::from(*column)).map_or(0.0, |(_, value)| *value);
                    at = if value < *least { at + 1 } else { usize::from(*no) };
                }
                Some(Node::Leaf(value)) => return *value,
                None => return 0.0,
            }
        }
    }

    /// Whether a row has the columns that the trees were trained on.
    #[cfg(test)]
    pub(super) fn fits(&self, row: &Row) -> bool {
        self.columns.iter().map(String::as_str).eq(row.iter().map(|(name, _)| *name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_walked_to_its_leaf() {
        let forest =
            Forest::read("# made up\ncolumns near far\nyes from 0.7\nnear<2 far<1 0.5 -1 0.25\nfar<9 1 2\nnear<\n");
        let sum = |near: f32, far: f32| forest.sum(&vec![("near", near), ("far", far)]);
        assert_eq!([sum(0.0, 0.0), sum(0.0, 5.0), sum(3.0, 9.0)], [1.5, 0.0, 2.25]);
        assert_eq!((forest.roots.len(), forest.from), (2, 0.7));
    }
}
