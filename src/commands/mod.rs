//! What the command line's commands do.

pub mod evaluate;
