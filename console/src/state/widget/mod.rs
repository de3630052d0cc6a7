//! A widget that an admin changes: what is set, what is wrong with it, what was saved, and what somebody else made of it
//! meanwhile. Pure.

mod differences;
mod editing;
mod faults;
mod lists;
#[cfg(test)]
mod tests;

pub use differences::{Difference, differences};
pub use editing::Editing;
pub use faults::{Located, located};
pub use lists::{
    FormKind, KINDS, add_field, add_invitation, field, field_mut, fields, fields_mut, has_kind, invitation,
    invitation_mut, shift,
};
