//! The commands that print what the API answers.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::support::contract::{DOCUMENT, validator};
use crate::support::process::program;
use crate::support::rows;

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = program()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("the input is piped");
    // A command that does not read its input closes it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn printed(output: &Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON is printed")
}

#[test]
fn openapi_prints_the_document() {
    assert_eq!(printed(&run(&["openapi"], "")), *DOCUMENT);
}

#[test]
fn analyse_prints_the_shape_that_the_api_answers() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = folder.path().join("riverland.toml");
    std::fs::write(&catalog, rows::RIVERLAND).unwrap();
    let text = folder.path().join("text.txt");
    std::fs::write(&text, "Nordstad rejects the bridge.\r\n\r\n\r\nNothing else.\n").unwrap();
    let catalog = catalog.to_str().unwrap();
    let from_file = run(&["analyse", text.to_str().unwrap(), "--catalog", catalog], "");
    let body = printed(&from_file);
    assert_eq!(body["text"], "Nordstad rejects the bridge.\n\nNothing else.");
    let shape = validator(&json!({"$ref": "#/components/schemas/Analysis"}));
    assert!(shape.is_valid(&body), "{body:#}");
    let from_input = run(
        &["analyse", "-", "--catalog", catalog],
        "Nordstad rejects the bridge.\n\nNothing else.",
    );
    assert_eq!(printed(&from_input), body);
}

#[test]
fn analyse_says_what_is_wrong() {
    let empty = run(&["analyse", "-"], " \n");
    assert!(!empty.status.success());
    let said = String::from_utf8_lossy(&empty.stderr).into_owned();
    assert!(said.contains("the text is missing"), "{said}");
    let missing = run(&["analyse", "no-such-file.txt"], "");
    let said = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(said.contains("no-such-file.txt"), "{said}");
}
