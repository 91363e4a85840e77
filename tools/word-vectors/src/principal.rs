//! Principal components: the few directions in which vectors differ most (Pearson, 1901).

use nalgebra::{DMatrix, SymmetricEigen};

/// Vectors, a row each, in so many directions.
pub fn directions(vectors: &DMatrix<f64>, count: usize) -> DMatrix<f64> {
    let mean = vectors.row_mean();
    let mut centred = vectors.clone();
    centred.row_iter_mut().for_each(|mut row| row -= &mean);
    let eigen = SymmetricEigen::new(centred.transpose() * &centred);
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|one, two| eigen.eigenvalues[*two].total_cmp(&eigen.eigenvalues[*one]));
    order.truncate(count);
    centred * eigen.eigenvectors.select_columns(&order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_of_most_difference_comes_first() {
        let vectors = DMatrix::from_row_slice(4, 3, &[9.0, 1.0, 5.0, 9.0, -1.0, 5.0, 9.0, 3.0, 5.1, 9.0, -3.0, 5.1]);
        let found = directions(&vectors, 1);
        let shares: Vec<i64> = found.iter().map(|number| (number / found[0]).round() as i64).collect();
        assert_eq!(shares, [1, -1, 3, -3]);
    }
}
