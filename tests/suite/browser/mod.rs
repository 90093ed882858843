//! The pages in a browser, as people meet them. Left out, and said so, where there is none.

mod accounts;
mod coding;
mod every_page;
mod history;
mod journeys;
mod reports;
mod review;
mod site;
