//! Visitor widget.
fn main() {}
