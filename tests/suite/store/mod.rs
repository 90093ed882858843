//! The store on whichever engine this run tests.

mod articles;
mod catalogs;
mod lists;
mod statements;
mod summaries;
