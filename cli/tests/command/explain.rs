use crate::Folder;

#[test]
fn one_code() {
    let run = Folder::new().run(&["explain", "name-collision"]).ends_with(0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "name-collision: two names become one in Rust");
    assert_eq!(lines[4], "Reported as a note.");
    assert_eq!(lines[6], "Silence it with `--allow name-collision`, reject it with `--deny name-collision`.");
}

#[test]
fn strictness_is_told() {
    let run = Folder::new().run(&["explain", "unused-option"]).ends_with(0);
    assert!(run.out.contains("Reported as a warning; an error with --strict.\n"), "{}", run.out);
}

#[test]
fn all_codes_a_line_each() {
    let run = Folder::new().run(&["explain"]).ends_with(0);
    let names: Vec<&str> = run.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let codes: Vec<&str> = gatewright_build::Code::ALL.iter().map(|info| info.code.as_str()).collect();
    assert_eq!(names, codes);
}

#[test]
fn the_nearest_of_a_misspelt_code() {
    let run = Folder::new().run(&["explain", "name-colision"]).ends_with(2);
    let expected =
        "error: invalid value 'name-colision' for '[CODE]'\n\n  tip: a similar value exists: 'name-collision'\n";
    assert!(run.err.starts_with(expected), "{}", run.err);
    let run = Folder::new().run(&["check", "api.yaml", "--deny", "unresolved-refrence"]).ends_with(2);
    assert!(run.err.contains("tip: a similar value exists: 'unresolved-reference'"), "{}", run.err);
}
