//! Gradient-boosted regression trees (Friedman 2001) over a few dozen numbers: what sums of weights cannot say, such as
//! "near, unless somebody else stands at the verb".
//!
//! A file names its columns in the first line and has a tree a line, in preorder: `column<number` asks, and what follows
//! is the tree of the yes and the tree of the no; a bare number is a leaf.

/// Where the numbers that describe one candidate go: walked through trees when text is read, written down with the names
/// of their columns when trees are trained.
pub trait Columns: Default {
    /// Takes the number of the next column.
    fn push(&mut self, column: (&'static str, f32));
}

/// The numbers, each with the name of its column.
pub type Row = Vec<(&'static str, f32)>;

impl Columns for Row {
    fn push(&mut self, column: (&'static str, f32)) {
        Vec::push(self, column);
    }
}

/// The numbers alone, as trees are walked with. Kept in place: there is a row for each candidate of each quotation.
#[derive(Debug)]
pub struct Numbers {
    values: [f32; COLUMNS],
    length: usize,
}

impl Default for Numbers {
    fn default() -> Self {
        let mut values = [0.0; COLUMNS];
        values[NEVER_LESS] = f32::NAN;
        Numbers { values, length: 0 }
    }
}

impl Columns for Numbers {
    fn push(&mut self, (_, value): (&'static str, f32)) {
        if let Some(slot) = self.values.get_mut(self.length).filter(|_| self.length < NEVER_LESS) {
            *slot = value;
            self.length += 1;
        }
    }
}

/// A number for whether something is so.
pub fn one_if(value: bool) -> f32 {
    f32::from(u8::from(value))
}

/// A count, or a distance, as a number.
pub fn number(value: usize) -> f32 {
    // Counts here are small; where they are not, it does not matter by how much.
    value.min(10_000) as f32
}

/// A question of a tree, or one of its leaves.
///
/// A leaf asks for a column that is never less than anything, and its no leads back to it. So every walk through a tree
/// may take the same number of steps, and none of them has to tell leaves from questions.
#[derive(Debug, Clone, Copy)]
struct Node {
    column: u16,
    /// The place of the tree of the no. That of the yes follows.
    no: u16,
    /// What the column is compared with; of a leaf, what the tree says.
    number: f32,
}

/// How many numbers a row is walked with, a power of two. The last of them is the column of the leaves.
const COLUMNS: usize = 64;
const NEVER_LESS: usize = COLUMNS - 1;

/// How many trees are walked side by side: what one of them waits for, the others need not.
const BATCH: usize = 8;

/// Trees that are walked side by side.
#[derive(Debug, Clone, Copy, Default)]
struct Batch {
    /// Where each tree begins.
    roots: [u16; BATCH],
    /// How many steps lead to the deepest leaf.
    depth: usize,
}

/// How many trees a model may have. More are not read.
const MOST: usize = 128;

/// The trees of one model.
#[derive(Debug, Default)]
pub struct Forest {
    nodes: Vec<Node>,
    /// Trees of a depth walk together, so that few wait for the deepest.
    batches: Vec<Batch>,
    /// Where in the batches each tree of the file is. Sums are made in the order of the file, on which their last bits hang.
    order: Vec<usize>,
    /// The columns, in the order of the rows.
    columns: Vec<String>,
    /// From which probability on the answer is yes.
    pub from: f32,
}

/// How deep a tree may be. Deeper ones are not read: files are made by a program that makes none.
const DEEPEST: usize = 16;

impl Forest {
    /// Reads a file. A malformed tree is left out; a test holds that those built in have none.
    pub fn read(file: &str) -> Self {
        let mut forest = Forest { from: 0.5, ..Forest::default() };
        let mut trees = Vec::new();
        for line in file.lines() {
            if let Some(columns) = line.strip_prefix("columns ") {
                forest.columns = columns.split(' ').map(str::to_owned).collect();
            } else if let Some(from) = line.strip_prefix("yes from ") {
                forest.from = from.parse().unwrap_or(0.5);
            } else if !line.starts_with('#') && !line.is_empty() {
                let root = forest.nodes.len();
                let mut words = line.split(' ');
                match forest.tree(&mut words, 0) {
                    Some(depth) if words.next().is_none() && trees.len() < MOST => trees.push((root as u16, depth)),
                    _ => forest.nodes.truncate(root),
                }
            }
        }
        forest.arrange(&trees);
        forest
    }

    /// Reads a tree; how many steps there are from `depth` to its deepest leaf, `depth` included.
    fn tree<'w>(&mut self, words: &mut impl Iterator<Item = &'w str>, depth: usize) -> Option<usize> {
        let word = words.next()?;
        let at = self.nodes.len();
        let place = u16::try_from(at).ok()?;
        let Some((column, least)) = word.split_once('<') else {
            self.nodes.push(Node { column: NEVER_LESS as u16, no: place, number: word.parse().ok()? });
            return Some(depth);
        };
        let column = self.columns.iter().position(|name| name == column);
        let column = column.filter(|column| depth < DEEPEST && *column < NEVER_LESS)?;
        self.nodes.push(Node { column: u16::try_from(column).ok()?, no: place, number: least.parse().ok()? });
        let yes = self.tree(words, depth + 1)?;
        let no = u16::try_from(self.nodes.len()).ok()?;
        self.nodes.get_mut(at)?.no = no;
        Some(yes.max(self.tree(words, depth + 1)?))
    }

    /// Arranges trees in batches: where each begins, and how deep it is.
    fn arrange(&mut self, trees: &[(u16, usize)]) {
        let mut by_depth: Vec<usize> = (0..trees.len()).collect();
        by_depth.sort_by_key(|tree| trees.get(*tree).map(|(_, depth)| *depth));
        self.order = vec![0; trees.len()];
        for (number, batch) in by_depth.chunks(BATCH).enumerate() {
            let mut arranged = Batch::default();
            for ((slot, tree), place) in arranged.roots.iter_mut().zip(batch).zip(number * BATCH..) {
                if let Some(((root, depth), order)) = trees.get(*tree).zip(self.order.get_mut(*tree)) {
                    (*slot, *order) = (*root, place);
                    arranged.depth = arranged.depth.max(*depth);
                }
            }
            self.batches.push(arranged);
        }
    }

    /// Whether there is any tree.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// What the trees add up to.
    pub fn sum(&self, row: &Numbers) -> f32 {
        let mut leaves = [0.0; MOST];
        for (batch, leaves) in self.batches.iter().zip(leaves.chunks_exact_mut(BATCH)) {
            let mut places = batch.roots;
            for _ in 0..batch.depth {
                for place in &mut places {
                    *place = self.step(*place, &row.values);
                }
            }
            for (leaf, place) in leaves.iter_mut().zip(places) {
                *leaf = self.node(place).number;
            }
        }
        self.order.iter().filter_map(|place| leaves.get(*place)).sum()
    }

    #[inline]
    fn node(&self, place: u16) -> Node {
        self.nodes.get(usize::from(place)).copied().unwrap_or(Node { column: 0, no: 0, number: 0.0 })
    }

    #[inline]
    fn step(&self, place: u16, values: &[f32; COLUMNS]) -> u16 {
        let node = self.node(place);
        let value = values.get(usize::from(node.column) % COLUMNS).copied().unwrap_or_default();
        if value < node.number { place.wrapping_add(1) } else { node.no }
    }

    /// Whether a row has the columns that the trees were trained on.
    #[cfg(test)]
    pub(crate) fn fits(&self, row: &Row) -> bool {
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
        let sum = |near: f32, far: f32| {
            let mut row = Numbers::default();
            [("near", near), ("far", far)].into_iter().for_each(|column| row.push(column));
            forest.sum(&row)
        };
        assert_eq!([sum(0.0, 0.0), sum(0.0, 5.0), sum(3.0, 9.0)], [1.5, 0.0, 2.25]);
        assert_eq!((forest.order.len(), forest.from), (2, 0.7));
    }
}
