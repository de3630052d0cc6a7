//! The figures of the day as a picture: one row for each strategy, one column for each figure. Readable on light and on
//! dark ground.

use std::fmt::Write;

/// A figure in all rows.
pub struct Column {
    /// What it is, with its unit.
    pub title: &'static str,
    /// One for each row.
    pub values: Vec<f64>,
    /// Digits after the point.
    pub digits: usize,
}

const ROW: usize = 30;
const TOP: usize = 44;
const NAMES: usize = 150;
const COLUMN: usize = 172;
/// Longest bar; the number stands behind it.
const BAR: f64 = 108.0;

const STYLE: &str = "\
text{font:13px system-ui,sans-serif;fill:#1f2328}\
.t{font-weight:600}.v{font-size:12px;fill:#59636e}.b{fill:#2f6fd0}.l{stroke:#d1d9e0}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.v{fill:#9198a1}.b{fill:#6ea8ff}.l{stroke:#3d444d}}";

/// Draws it.
pub fn svg(title: &str, rows: &[&str], columns: &[Column]) -> String {
    let width = NAMES + columns.len() * COLUMN;
    let height = TOP + rows.len() * ROW + 8;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"{title}\">\n<style>{STYLE}</style>\n"
    );
    for (at, name) in rows.iter().enumerate() {
        let y = TOP + at * ROW + 19;
        line(&mut svg, format_args!("<text x=\"0\" y=\"{y}\">{name}</text>"));
    }
    for (at, column) in columns.iter().enumerate() {
        let x = NAMES + at * COLUMN;
        let longest = column.values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        line(&mut svg, format_args!("<text class=\"t\" x=\"{x}\" y=\"24\">{}</text>", column.title));
        let bottom = height - 8;
        line(&mut svg, format_args!("<path class=\"l\" d=\"M{x} {}V{bottom}\"/>", TOP - 6));
        for (row, value) in column.values.iter().enumerate() {
            let y = TOP + row * ROW;
            let bar = value / longest * BAR;
            let end = x as f64 + bar + 6.0;
            let (bar_y, text_y, digits) = (y + 5, y + 19, column.digits);
            line(
                &mut svg,
                format_args!(
                    "<rect class=\"b\" x=\"{x}\" y=\"{bar_y}\" width=\"{bar:.1}\" height=\"20\"/>\
                     <text class=\"v\" x=\"{end:.1}\" y=\"{text_y}\">{value:.digits$}</text>"
                ),
            );
        }
    }
    svg + "</svg>\n"
}

fn line(svg: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string can't fail.
    let _ = writeln!(svg, "{text}");
}
