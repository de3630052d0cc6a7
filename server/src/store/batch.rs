//! Many rows in few statements: how they are cut, and how their statements are written.

use super::Dialect;

/// Rows per statement. Few sizes, so that their prepared statements are used again and again.
pub const CHUNKS: [usize; 4] = [64, 16, 4, 1];

/// Cuts into slices whose lengths are out of [`CHUNKS`].
pub fn chunks<T>(mut items: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = CHUNKS.into_iter().find(|size| *size <= items.len())?;
        let (chunk, rest) = items.split_at(size);
        items = rest;
        Some(chunk)
    })
}

/// `($1, $2), ($3, $4)`: for `rows` rows of `columns` values, to be bound in this order. SQLite takes `?` as well, and
/// numbered ones cost it a search through all of them for each value.
pub fn placeholders(dialect: Dialect, rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            if column > 0 {
                text.push_str(", ");
            }
            match dialect {
                Dialect::Sqlite => text.push('?'),
                Dialect::Postgres => {
                    text.push('$');
                    text.push_str(&(row * columns + column + 1).to_string());
                }
            }
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_through() {
        assert_eq!(placeholders(Dialect::Postgres, 2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(placeholders(Dialect::Sqlite, 2, 2), "(?, ?), (?, ?)");
    }

    #[test]
    fn any_number_of_items_is_cut_into_known_sizes() {
        for length in 0..200 {
            let items: Vec<usize> = (0..length).collect();
            let cut: Vec<&[usize]> = chunks(&items).collect();
            assert_eq!(cut.concat(), items);
            assert!(cut.iter().all(|chunk| CHUNKS.contains(&chunk.len())));
        }
    }
}
