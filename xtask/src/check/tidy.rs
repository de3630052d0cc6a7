//! x
/// c
pub fn check() -> anyhow::Result<()> { Ok(()) }
