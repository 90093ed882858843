//! The store on whichever engine this run tests.

mod accounts;
mod articles;
mod catalogs;
mod codings;
mod decisions;
mod history;
mod lists;
mod reports;
mod statements;
mod summaries;
