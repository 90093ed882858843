//! What the house rules ask of the source itself: who imports whom, what every template holds.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Which modules each module may name. What is not listed may name all.
const MAY_NAME: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("access", &["domain"]),
    ("agreement", &["domain"]),
    ("clock", &[]),
    ("config", &[]),
    ("ingest", &["domain"]),
    ("analysis", &["domain"]),
    ("store", &["domain"]),
    ("pipeline", &["ingest", "analysis", "agreement", "store", "domain", "clock"]),
    // Pages and the API take their state from `server`, and the limits that errors name.
    ("web", &["store", "pipeline", "agreement", "domain", "server", "config", "access"]),
    ("api", &["store", "pipeline", "agreement", "domain", "server", "config", "access"]),
];

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The modules of the crate that a source names: `crate::x`, also in groups.
fn named(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = code.collect::<Vec<_>>().join("\n");
    for after in code.split("crate::").skip(1) {
        let group = after.strip_prefix('{').and_then(|group| group.split('}').next());
        for name in group.unwrap_or(after).split(',').take(if group.is_some() { 99 } else { 1 }) {
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            names.push(name.trim().chars().take_while(|&c| word(c)).collect());
        }
    }
    names
}

#[test]
fn modules_import_downwards_only() {
    let sources = Path::new(ROOT).join("src");
    let mut looked_at = 0;
    for (module, allowed) in MAY_NAME {
        let folder = sources.join(module);
        let mut all = if folder.is_dir() { files(&folder, "rs") } else { Vec::new() };
        let file = sources.join(format!("{module}.rs"));
        all.extend(file.is_file().then_some(file));
        assert!(!all.is_empty(), "there is no module `{module}`");
        for path in all {
            looked_at += 1;
            for name in named(&fs::read_to_string(&path).unwrap()) {
                let is_module = MAY_NAME.iter().any(|(known, _)| *known == name)
                    || ["server", "commands"].contains(&name.as_str());
                assert!(
                    !is_module || name == module || allowed.contains(&name.as_str()),
                    "{} names `crate::{name}`, which `{module}` may not",
                    path.display()
                );
            }
        }
    }
    assert!(looked_at > 40, "only {looked_at} files were looked at");
}

#[test]
fn names_are_found_in_paths_and_groups() {
    let source =
        "use crate::{api, web};\nuse crate::store::{A, B};\n// crate::no\ncrate::clock::x()";
    assert_eq!(named(source), ["api", "web", "store", "clock"]);
}

#[test]
fn no_page_names_sql_and_no_store_names_html() {
    for path in files(&Path::new(ROOT).join("src/web"), "rs") {
        let source = fs::read_to_string(&path).unwrap();
        assert!(!source.contains("sqlx"), "{}", path.display());
    }
}

/// Pages extend the base and have one heading; pieces have none.
#[test]
fn every_page_has_main_by_its_base_and_one_heading() {
    let folder = Path::new(ROOT).join("templates");
    let base = fs::read_to_string(folder.join("base.html")).unwrap();
    assert_eq!(base.matches("<main").count(), 1);
    assert_eq!(base.matches("<h1").count(), 0);
    let mut pages = 0;
    for path in files(&folder, "html") {
        let template = fs::read_to_string(&path).unwrap();
        assert!(!template.contains("|safe") && !template.contains("| safe"), "{}", path.display());
        for inline in ["style=", "<style", "<script>", " onclick", "http://"] {
            assert!(!template.contains(inline), "`{inline}` in {}", path.display());
        }
        if template.contains("{% extends \"base.html\" %}") {
            pages += 1;
            assert_eq!(template.matches("<h1").count(), 1, "{}", path.display());
            assert_eq!(template.matches("{% block title %}").count(), 1, "{}", path.display());
            assert_eq!(template.matches("<main").count(), 0, "{}", path.display());
        }
    }
    assert!(pages >= 14, "only {pages} pages");
}

/// Every file ends its reader's patience before it ends: 300 lines without tests, 500 at most.
#[test]
fn files_are_short() {
    for path in files(&Path::new(ROOT).join("src/web"), "rs") {
        let source = fs::read_to_string(&path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        assert!(code.lines().count() <= 300, "{} is long", path.display());
    }
}

/// The routes of `src/web/mod.rs`.
fn routes() -> Vec<String> {
    let table = fs::read_to_string(Path::new(ROOT).join("src/web/mod.rs")).unwrap();
    let table = table.split_once("Router::new()").unwrap().1.to_owned();
    let paths = table.split('"').skip(1).step_by(2).map(str::to_owned);
    paths.filter(|path| path.starts_with('/')).collect()
}

#[test]
fn every_page_stands_in_the_readme() {
    let routes = routes();
    assert!(routes.len() > 15, "{routes:?}");
    let Ok(readme) = fs::read_to_string(Path::new(ROOT).join("README.md")) else {
        // Written beside the pages; the check begins with it.
        return;
    };
    let Some((_, pages)) = readme.split_once("Pages\n") else { panic!("no heading `Pages`") };
    for route in routes.iter().filter(|route| !route.contains('.')) {
        assert!(pages.contains(&format!("`{route}`")), "`{route}` is missing under Pages");
    }
}
