//! The README tells of every command, flag, environment variable and address of the API.

use regex::Regex;

use crate::support::process::{run, words};

fn readme() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    std::fs::read_to_string(path).expect("there is a README")
}

/// A command's help, which must be there.
fn help(arguments: &[&str]) -> String {
    let shown = run(&[arguments, &["--help"]].concat());
    assert!(shown.status.success(), "{}", words(&shown));
    words(&shown)
}

/// The commands that the program has, those of commands too.
fn commands() -> Vec<Vec<String>> {
    let name = Regex::new(r"(?m)^  ([a-z]+)  ").expect("a pattern");
    let names = |help: &str| -> Vec<String> {
        let list = help.split_once("Commands:\n").map_or("", |(_, list)| list);
        let list = list.split("\n\n").next().unwrap_or_default();
        let names = name.captures_iter(list).map(|found| found[1].to_owned());
        names.filter(|name| name != "help").collect()
    };
    let mut all = Vec::new();
    for command in names(&help(&[])) {
        let own = help(&[&command]);
        let inner = names(&own);
        // Some do something themselves and have commands besides.
        if inner.is_empty() || own.contains("Arguments:\n") {
            all.push(vec![command.clone()]);
        }
        all.extend(inner.into_iter().map(|name| vec![command.clone(), name]));
    }
    all
}

#[test]
fn every_command_stands_in_the_readme() {
    let readme = readme();
    let commands = commands();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands {
        let words = format!("`concordance {}", command.join(" "));
        assert!(readme.contains(&words), "{words}` is missing");
    }
}

#[test]
fn every_flag_and_environment_variable_has_a_row() {
    let readme = readme();
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with("| ")).collect();
    let flag = Regex::new(r"(?m)^\s+(?:-\w, )?(--[a-z-]+)").expect("a pattern");
    let variable = Regex::new(r"\[env: ([A-Z_]+)").expect("a pattern");
    let mut count = 0;
    for command in commands() {
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let help = help(&command);
        let names = flag.captures_iter(&help).chain(variable.captures_iter(&help));
        for name in names.map(|found| found[1].to_owned()) {
            if matches!(name.as_str(), "--help" | "--version") {
                continue;
            }
            count += 1;
            let word = format!("`{name}`");
            assert!(rows.iter().any(|row| row.contains(&word)), "{command:?}: no row has {word}");
        }
    }
    assert!(count >= 20, "only {count} found: the help has changed its form");
}

#[test]
fn every_default_stands_in_its_row() {
    let readme = readme();
    let help = help(&["serve"]);
    let default =
        Regex::new(r"(--[a-z-]+)(?s:[^\[]*)\[env: [A-Z_]+=?\](?s:\s*)\[default: ([^\]]+)\]");
    let default = default.expect("a pattern");
    let mut count = 0;
    for (_, [flag, value]) in default.captures_iter(&help).map(|found| found.extract()) {
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{flag}`")));
        let row = row.unwrap_or_else(|| panic!("{flag} has no row"));
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        assert_eq!(cells.get(3), Some(&value), "{flag}");
        count += 1;
    }
    assert!(count >= 5, "only {count} found: the help has changed its form\n{help}");
}

#[test]
fn every_address_of_the_api_stands_in_the_readme() {
    let readme = readme();
    let description = run(&["openapi"]);
    assert!(description.status.success(), "{}", words(&description));
    let description: serde_json::Value =
        serde_json::from_slice(&description.stdout).expect("it is JSON");
    let paths = description["paths"].as_object().expect("it has paths");
    assert!(paths.len() >= 10, "{paths:?}");
    for (path, methods) in paths {
        let shown = path.strip_prefix("/api/v1").unwrap_or(path);
        for method in methods.as_object().expect("it has methods").keys() {
            let method = method.to_uppercase();
            let row = readme.lines().find(|line| {
                let named = line.contains(&format!("`{shown}`"));
                let named = named || line.contains(&format!("`{shown}?"));
                named && line.starts_with("| ") && line.contains(&method)
            });
            assert!(row.is_some(), "no row has {method} `{shown}`");
        }
    }
}
